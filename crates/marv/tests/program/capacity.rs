//! `marv capacity`: the years of a scenario, side by side with another, and what it refuses.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use jiff::ToSpan;
use outcomes::kpi::{COLUMNS, Column};
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

/// Two years of orders that all go the same way: decided on Tuesdays, sequenced in runs of four days from Thursday on.
fn history() -> String {
    let mut table = COLUMNS.iter().map(|Column(name, _)| *name).collect::<Vec<_>>().join(",") + "\n";
    let first = jiff::civil::date(2025, 1, 7);
    for number in 0..800_i64 {
        let decided = first + (7 * (number / 8)).days();
        let at = |days: i64, hour: i64| format!("{}T{hour:02}:00:00Z", decided + days.days());
        let cell = |name: &str| match name {
            "referral" => format!("r{number}"),
            "patient" => format!("p{number}"),
            "indication" => "RR".to_owned(),
            "region" => "midtjylland".to_owned(),
            "route" => "A".to_owned(),
            "disease_group" => "lymphoma".to_owned(),
            "kind" => "new".to_owned(),
            "accepted" => decided.to_string(),
            "aml" | "fast_track" | "germline_reused" => "no".to_owned(),
            "T0" => at(0, 7),
            "T1" => at(1, 8),
            "T2a" => at(3, 8),
            "T2b" | "T2" => at(if number % 2 == 0 { 4 } else { 26 }, 8),
            "T3" => at(29, 12),
            "T4" => at(34, 7),
            "T5" => at(34, 7 + number % 8),
            "units" => format!("{decided}=reserve:4"),
            _ => String::new(),
        };
        table += &(COLUMNS.iter().map(|Column(name, _)| cell(name)).collect::<Vec<_>>().join(",") + "\n");
    }
    table
}

#[test]
fn a_scenario_is_made_of_the_services_own_history_and_can_be_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let [table, own] = ["table.csv", "own.toml"].map(|file| folder.path().join(file));
    fs::write(&table, history()).unwrap();
    let p = Path::new;
    let output = marv(&[
        &national(),
        p("--history"),
        &table,
        p("--calibrated"),
        &own,
        p("--years"),
        p("1"),
        p("--lang"),
        p("en"),
    ]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("Scenario national, as in 2025-01-08 to "), "{}", text(&output.stdout));
    let written = fs::read_to_string(&own).unwrap();
    for told in [
        "# mdt: [tuesday]; 800 orders",
        "# requisition: 1.042 (1.042-1.042), 1.042 (1.042-1.042); ",
        "# analysis.hours: 1.000 (1.000-1.000)",
        "# Assumed as before",
        "interpretation.hours, approval",
        "specimens.rejected is 0",
    ] {
        assert!(written.contains(told), "{told}: {written}");
    }
    assert!(!written.contains("r17") && !written.contains("p17"), "no referral and no patient");
    // It is a scenario as any other.
    let again = marv(&[&own, p("--years"), p("1")]);
    assert!(again.status.success(), "{}", text(&again.stderr));
    // What is there is not written over, a table without a year says nothing, and one scenario is the base.
    let refused = |arguments: &[&Path], words: &str| {
        let output = marv(arguments);
        assert!(!output.status.success() && text(&output.stderr).contains(words), "{}", text(&output.stderr));
    };
    refused(&[&national(), p("--history"), &table, p("--calibrated"), &own], "is there already");
    let short = folder.path().join("short.csv");
    fs::write(&short, history().lines().take(100).map(|line| line.to_owned() + "\n").collect::<String>()).unwrap();
    let other = folder.path().join("other.toml");
    refused(&[&national(), p("--history"), &short, p("--calibrated"), &other], "at least a year is needed");
    refused(&[&national(), &own, p("--history"), &table, p("--calibrated"), &other], "takes one scenario");
    assert!(!other.exists());
}
