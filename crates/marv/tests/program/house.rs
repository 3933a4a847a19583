//! What must be true of the whole house: arrows point down, and no person in it is real.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clinic::cpr::{Cpr, CprKind};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The floors of ARCHITECTURE.md. A crate may use crates of lower floors only, and of those only the ones named.
const FLOORS: &[(&str, u8, &[&str])] = &[
    ("marv-fhir", 1, &[]),
    ("marv-genome", 1, &[]),
    ("marv-guideline", 1, &[]),
    ("marv-hts", 2, &["marv-genome"]),
    ("marv-clinic", 2, &["marv-guideline"]),
    ("marv-calling", 3, &["marv-genome", "marv-hts"]),
    ("marv-simulation", 3, &["marv-genome", "marv-hts"]),
    ("marv-annotation", 3, &["marv-genome", "marv-hts"]),
    ("marv-interpretation", 4, &["marv-genome", "marv-guideline", "marv-annotation"]),
    ("marv-outcomes", 4, &["marv-clinic", "marv-guideline"]),
    (
        "marv-report",
        5,
        &["marv-fhir", "marv-genome", "marv-guideline", "marv-clinic", "marv-interpretation", "marv-outcomes"],
    ),
    (
        "marv-registry",
        6,
        &["marv-clinic", "marv-fhir", "marv-guideline", "marv-interpretation", "marv-outcomes", "marv-report"],
    ),
];

#[test]
fn arrows_point_down() {
    let floors: BTreeMap<&str, (u8, &[&str])> =
        FLOORS.iter().map(|(name, floor, uses)| (*name, (*floor, *uses))).collect();
    for (floor, uses) in floors.values() {
        assert!(uses.iter().all(|used| floors[used].0 < *floor), "the table itself points up");
    }
    let mut seen = 0;
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let manifest = fs::read_to_string(entry.unwrap().path().join("Cargo.toml")).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        let name = manifest["package"]["name"].as_str().unwrap().to_owned();
        if name == "marv" {
            continue;
        }
        let (_, allowed) =
            floors.get(name.as_str()).unwrap_or_else(|| panic!("{name} stands on no floor: add it to the table"));
        for table in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for used in manifest.get(table).and_then(toml::Value::as_table).into_iter().flat_map(|table| table.keys()) {
                if used.starts_with("marv-") {
                    assert!(allowed.contains(&used.as_str()), "{name} must not use {used}");
                }
            }
        }
        seen += 1;
    }
    assert!(seen >= 2);
}

/// Every file of the repository that git would keep.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["target", ".git", "__pycache__", "node_modules", "corpus", "artifacts", "coverage"]
                .contains(&name.as_str())
            {
                files(&path, found);
            }
        } else if name != "Cargo.lock" {
            found.push(path);
        }
    }
}

/// DER-26: only synthetic persons. A text that could be somebody's person number - ten digits that form a date and a
/// serial - is refused, unless nobody alive can bear it: the day is raised by 60 (the replacement form of CPR-kontoret),
/// or its century lies in the future.
#[test]
fn no_person_number_in_the_repository_can_be_anybodys() {
    let mut all = Vec::new();
    files(&root(), &mut all);
    let mut synthetic = 0;
    let mut real = Vec::new();
    for file in all {
        let Ok(content) = fs::read_to_string(&file) else { continue };
        for word in content.split(|c: char| !c.is_ascii_digit() && c != '-') {
            let digits: Vec<&str> = word.split('-').filter(|part| !part.is_empty()).collect();
            let candidate = match digits.as_slice() {
                [ten] if ten.len() == 10 => (*ten).to_owned(),
                [date, serial] if date.len() == 6 && serial.len() == 4 => format!("{date}{serial}"),
                _ => continue,
            };
            match Cpr::parse(&candidate) {
                Ok(cpr) if cpr.kind() == CprKind::Person => {
                    let future = cpr.date_by_century_table().is_some_and(|born| born.year() > 2040);
                    if future {
                        synthetic += 1;
                    } else {
                        real.push(format!("{}: {cpr:?}", file.display()));
                    }
                }
                Ok(_) => synthetic += 1,
                Err(_) => {}
            }
        }
    }
    assert!(real.is_empty(), "these could be real person numbers:\n{}", real.join("\n"));
    assert!(synthetic > 20, "the scanner found only {synthetic} synthetic numbers; does it still read the examples?");
}
