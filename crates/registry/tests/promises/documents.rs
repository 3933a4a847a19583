//! What the documents list is what there is.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::place::Place;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join("docs").join(name)).unwrap()
}

/// Names in code of the first column of every table under a heading.
fn first_column(page: &str, heading: &str) -> BTreeSet<String> {
    let section = page.split("\n## ").find(|section| section.starts_with(heading)).unwrap();
    let cells = section.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
    cells
        .flat_map(|cell| cell.split('`').filter(|name| !name.is_empty() && !name.contains([',', ' '])))
        .map(str::to_owned)
        .collect()
}

/// Each table has its class of protection, and no other is told of.
#[test]
fn every_table_has_its_class_of_protection() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::sqlite(folder.path());
    drop(place.open());
    let file = rusqlite::Connection::open(place.file()).unwrap();
    let mut asked = file.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").unwrap();
    let tables: BTreeSet<String> = asked.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(first_column(&page("data.md"), "In the store"), tables);
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// Each file that uses a library of cryptography, or asks for random bytes, stands in the inventory.
#[test]
fn every_use_of_cryptography_is_in_the_inventory() {
    const USES: [&str; 10] = [
        "sha2::",
        "hmac::",
        "argon2::",
        "md5::",
        "openidconnect::",
        "rustls::",
        "ring::",
        "unguessable::<",
        "unguessable(",
        "ed25519_dalek::",
    ];
    let is_used = |line: &str| {
        let begins = |at: usize| !line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_');
        USES.iter().any(|own| line.match_indices(own).any(|(at, _)| begins(at)))
    };
    let mut all = Vec::new();
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        sources(&entry.unwrap().path().join("src"), &mut all);
    }
    let inventory = page("cryptography.md");
    let (mut used, mut missing) = (0, Vec::new());
    for file in all {
        let text = fs::read_to_string(&file).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        let mut code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        if code.any(is_used) {
            used += 1;
            let name = file.strip_prefix(root()).unwrap().display().to_string().replace("crates/", "");
            if !inventory.contains(&format!("`{name}`")) {
                missing.push(name);
            }
        }
    }
    assert!(used > 10, "only {used} files use cryptography; does the search still read them?");
    assert!(missing.is_empty(), "docs/cryptography.md does not name {missing:#?}");
}
