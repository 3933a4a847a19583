//! `marv capacity`: the years of a scenario, side by side with another, and what it refuses.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

fn national() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/capacity/national.toml")
}

fn marv(arguments: &[&Path]) -> Output {
    Command::cargo_bin("marv").unwrap().arg("capacity").args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn one_more_interpreter_is_set_beside_the_nation() {
    let folder = tempfile::tempdir().unwrap();
    let [more, json, picture] = ["more.toml", "years.json", "days.svg"].map(|file| folder.path().join(file));
    let written = fs::read_to_string(national()).unwrap();
    let changed = written
        .replace("name = \"national\"", "name = \"one more\"")
        .replace("[interpretation]\ncount = 3", "[interpretation]\ncount = 4");
    assert_ne!(written, changed);
    fs::write(&more, changed).unwrap();
    let p = Path::new;
    let arguments =
        [p("--years"), p("3"), p("--lang"), p("en"), p("--json"), &json, p("--picture"), &picture, &national(), &more];
    let output = marv(&arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    assert!(
        told.contains("Scenario national") && told.contains("Scenario one more") && told.contains("NGC-STD-ANSWER"),
        "{told}"
    );
    let years: Value = serde_json::from_slice(&fs::read(&json).unwrap()).unwrap();
    let wait = |scenario: usize| years[scenario]["years"][0]["stations"][2]["mean_wait"].as_f64().unwrap();
    assert!(wait(1) < wait(0), "{} and {}", wait(0), wait(1));
    assert_eq!(years[0]["years"][0]["orders"], years[1]["years"][0]["orders"], "the same patients");
    let drawn = fs::read_to_string(&picture).unwrap();
    assert!(drawn.starts_with("<svg") && drawn.contains("<desc") && drawn.contains("one more"));
    // What is there is not written over.
    let again = marv(&arguments);
    assert_eq!((again.status.code(), text(&again.stdout)), (Some(1), String::new()));
    assert!(text(&again.stderr).contains("is there already"));
    // The same seed is the same text.
    let once = marv(&[p("--years"), p("2"), &national()]);
    assert_eq!(once.stdout, marv(&[p("--years"), p("2"), &national()]).stdout);
    assert!(text(&once.stdout).contains("inden for grænsen"));
}

#[test]
fn a_wrong_scenario_is_refused_with_every_fault() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wrong.toml");
    let written = fs::read_to_string(national()).unwrap();
    fs::write(&file, written.replace("rejected = 0.02", "rejected = 2").replace("machines = 1", "machines = 0"))
        .unwrap();
    let output = marv(&[&file]);
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    assert!(
        told.contains("specimens.rejected: 2") && told.contains("sequencing.machines: 0") && output.stdout.is_empty(),
        "{told}"
    );
    fs::write(&file, written.replace("least_units", "fewest_units")).unwrap();
    let output = marv(&[&file]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("fewest_units"), "{}", text(&output.stderr));
    assert_eq!(marv(&[&folder.path().join("none.toml")]).status.code(), Some(1));
}
