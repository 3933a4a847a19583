//! Our own vignettes at the edges of the risk scores: `tests/vignettes/risk/*.toml`, each with a reason and a source.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what is wrong by failing")]

mod lymphoid;
mod myeloid;

use std::fs;
use std::path::PathBuf;

use guideline::truth::Truth;
use toml::{Table, Value};

/// The vignettes of a file: what is given and what is expected.
fn vignettes(name: &str) -> Vec<(String, Table, Value)> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vignettes/risk").join(name);
    let file: Table = fs::read_to_string(path).unwrap().parse().unwrap();
    let source = file["source"].as_str().unwrap();
    assert!(interpretation::source::find(source).is_some(), "{name}: {source} is no source");
    let read = |vignette: &Value| {
        let why = vignette["why"].as_str().unwrap().to_owned();
        assert!(vignette.as_table().unwrap().len() == 3 && !why.is_empty(), "{name}: {why}");
        (why, vignette["given"].as_table().unwrap().clone(), vignette["expect"].clone())
    };
    file["vignette"].as_array().unwrap().iter().map(read).collect()
}

/// A number that may be missing or `NA`.
fn number(given: &Table, name: &str) -> Option<f64> {
    match given.get(name)? {
        Value::String(text) if text == "NA" => None,
        Value::Integer(number) => Some(f64::from(i32::try_from(*number).unwrap())),
        value => Some(value.as_float().unwrap_or_else(|| panic!("{name}: {value:?}"))),
    }
}

/// Absent unless given; `NA` is not known.
fn truth(given: &Table, name: &str) -> Truth {
    match given.get(name) {
        None => Truth::No,
        Some(Value::String(text)) if text == "NA" => Truth::Unknown,
        Some(value) => value.as_bool().unwrap_or_else(|| panic!("{name}: {value:?}")).into(),
    }
}

/// The expected names under a key.
fn names(expect: &Value, key: &str) -> Vec<String> {
    expect[key].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

fn strings<T: ToString>(classes: &[T]) -> Vec<String> {
    classes.iter().map(ToString::to_string).collect()
}

#[test]
fn there_are_more_than_a_hundred() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vignettes/risk");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let count: usize = files.map(|name| vignettes(&name).len()).sum();
    assert!(count >= 100, "{count}");
}
