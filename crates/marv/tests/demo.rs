//! The synthetic patient of `marv demo`: what is planted is called, and named as it is planted.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

fn marv(arguments: &[&str]) -> std::process::Output {
    Command::cargo_bin("marv").unwrap().args(arguments).output().unwrap()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The smallest genome: the same code as the whole demonstration, on shorter chromosomes.
#[test]
fn what_is_planted_is_found_at_both_time_points() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("patient");
    let arguments = ["demo", "--lang", "en", "--scale", "0.25", "--out", out.to_str().unwrap()];
    let output = marv(&arguments);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(told.contains("ELIGIBLE") && told.contains("findings.en.txt"), "{told}");

    let planted = json(&out.join("planted.json"));
    let planted = planted.as_array().unwrap();
    for (time_point, expected) in [("diagnosis", "at_diagnosis"), ("after-induction", "after_induction")] {
        let findings = json(&out.join(time_point).join("result/findings.json"));
        let drivers = findings["variants"].as_array().unwrap();
        let named = |event: &Value| {
            drivers.iter().find(|found| found["gene"] == event["what"] && found["protein"] == event["name"])
        };
        for event in planted.iter().filter(|event| event["kind"] == "small variant") {
            let found = named(event);
            let Some(wanted) = event[expected].as_f64() else {
                assert!(found.is_none(), "{time_point}: {event} is not there, and is told");
                continue;
            };
            let found = found.unwrap_or_else(|| panic!("{time_point}: {event} is not told"));
            assert_eq!((&found["counts"], &found["filters"]), (&true.into(), &Value::Array(vec![])), "{event}");
            let fraction = found["fraction"].as_f64().unwrap();
            assert!((fraction - wanted).abs() < 0.15, "{time_point}: {event} has {fraction}");
        }
    }
    // The truth of the reads lies beside them.
    let truth = json(&out.join("diagnosis/reads/truth.json"));
    assert_eq!(truth["events"]["TRA"], 1);
    assert_eq!(truth["somatic"]["DUP"], 1);

    let again = marv(&arguments);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("is there already"));
}

/// The case is refused nothing: both referrals are eligible, with their specimens accepted.
#[test]
fn both_referrals_of_the_patient_can_be_sent() {
    for file in ["referral-diagnosis.json", "referral-after-induction.json"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/demo").join(file);
        let output = marv(&["referral", "check", path.to_str().unwrap(), "--lang", "en"]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    }
}
