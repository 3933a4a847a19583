//! The drawings in docs/states are the tables of the code.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clinic::code::CodeList;
use clinic::{consent, order, specimen};

/// Lines `from --step--> to` of a drawing.
fn drawn(file: &str) -> BTreeSet<(String, String, String)> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/states").join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let arrow = |line: &str| {
        let (from, rest) = line.split_once("--")?;
        let (step, to) = rest.split_once("-->")?;
        Some((from.trim().to_owned(), step.trim().to_owned(), to.split_whitespace().next()?.to_owned()))
    };
    text.lines().filter_map(arrow).collect()
}

fn table<S: CodeList, T: CodeList>(transitions: &[(S, T, S)]) -> BTreeSet<(String, String, String)> {
    let words = |(from, step, to): &(S, T, S)| (from.code().into(), step.code().into(), to.code().into());
    let all: BTreeSet<_> = transitions.iter().map(words).collect();
    assert_eq!(all.len(), transitions.len(), "no transition stands twice");
    all
}

#[test]
fn the_drawings_are_the_tables() {
    assert_eq!(drawn("order.txt"), table(order::TRANSITIONS));
    assert_eq!(drawn("specimen.txt"), table(specimen::TRANSITIONS));
    assert_eq!(drawn("consent.txt"), table(consent::TRANSITIONS));
}
