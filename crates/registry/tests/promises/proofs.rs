//! docs/proofs.md: a row for each proof, and each test and program that a row names is there.

use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn ids() -> impl Iterator<Item = String> {
    let numbered = |letter: char, last: u8| (1..=last).map(move |number| format!("{letter}-{number:02}"));
    numbered('R', 11).chain(numbered('S', 8)).chain(["A-01", "T-01", "X-04"].map(str::to_owned))
}

/// What is missing of a text between backticks: a test `path::name`, or a file that a command begins with.
fn missing(named: &str) -> Option<String> {
    if let Some((path, name)) = named.split_once(".rs::") {
        let text = std::fs::read_to_string(root().join(format!("{path}.rs"))).unwrap_or_default();
        let is_there = text.contains(&format!("fn {name}("));
        return (!is_there).then(|| format!("{path}.rs has no test {name}"));
    }
    let file = named.split(' ').find(|word| word.contains('/') && !word.contains('='))?;
    let of_project = ["bench/", "crates/", "reference/", "fuzz/"].iter().any(|folder| file.starts_with(folder));
    (of_project && !root().join(file).exists()).then(|| format!("{file} is not there"))
}

#[test]
fn each_proof_has_its_row_and_what_it_names_is_there() {
    let text = std::fs::read_to_string(root().join("docs/proofs.md")).unwrap();
    let mut faults = Vec::new();
    for id in ids() {
        let rows: Vec<&str> = text.lines().filter(|line| line.starts_with(&format!("| {id} |"))).collect();
        let [row] = rows[..] else {
            faults.push(format!("{id} has {} rows", rows.len()));
            continue;
        };
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        if cells.len() != 5 || cells.iter().any(|cell| cell.is_empty()) {
            faults
                .push(format!("{id}: id, promise, what holds it, figures, what is not held; one is empty or too many"));
        }
        let named: Vec<&str> = cells[2..].iter().flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
        if !cells[2].contains('`') {
            faults.push(format!("{id} names nothing that holds it"));
        }
        faults.extend(named.iter().filter_map(|own| missing(own)).map(|fault| format!("{id}: {fault}")));
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(missing("crates/registry/tests/promises/proofs.rs::no_such_test").is_some());
    assert!(missing("bench/no-such-program --quick").is_some());
}
