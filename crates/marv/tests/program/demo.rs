//! The synthetic patient of `marv demo`: what is planted is called, and named as it is planted.
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
    the_course_is_told_as_it_was_planted(planted, &json(&out.join("after-induction/result/findings.json")));
    let report = fs::read_to_string(out.join("after-induction/result/report/report.en.html")).unwrap();
    assert!(report.contains("Response and evolution") && report.contains("Not detected is not remission"), "{report}");
    // The truth of the reads lies beside them.
    let truth = json(&out.join("diagnosis/reads/truth.json"));
    assert_eq!(truth["events"]["TRA"], 1);
    assert_eq!(truth["somatic"]["DUP"], 1);

    let again = marv(&arguments);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("is there already"));
}

/// Every planted event stands in the comparison, seen where it was planted, and its change is never the opposite of the truth.
fn the_course_is_told_as_it_was_planted(planted: &[Value], findings: &Value) {
    let comparison = &findings["course"]["comparison"];
    assert_eq!(comparison["earlier"]["sample"], "DEMO-1");
    let events = comparison["events"].as_array().unwrap();
    for event in planted {
        let what = event["what"].as_str().unwrap();
        let is_it = |told: &&Value| match event["kind"].as_str().unwrap() {
            "fusion" => told["name"] == event["what"],
            "loss of an arm" => told["kind"] == "copy_number" && told["name"].as_str().unwrap().starts_with("7q"),
            _ => {
                told["gene"] == event["what"]
                    && told["name"].as_str().unwrap().ends_with(event["name"].as_str().unwrap())
            }
        };
        let told = events.iter().find(is_it).unwrap_or_else(|| panic!("{what} is not compared: {events:#?}"));
        let (before, now) = (event["at_diagnosis"].as_f64(), event["after_induction"].as_f64());
        let seen = |when: &str| told[when]["presence"] == "seen";
        let change = told["evolution"]["change"].as_str().unwrap();
        // So small a loss is not called on so short an arm: nobody says that it is gone.
        if event["kind"] == "loss of an arm" && !seen("now") {
            assert_eq!((&told["now"]["presence"], change), (&"not_assessed".into(), "not_assessable"), "{told:#}");
            continue;
        }
        assert_eq!((seen("before"), seen("now")), (before.is_some(), now.is_some()), "{told:#}");
        let possible: &[&str] = match (before, now) {
            (None, Some(_)) => &["new", "not_assessable"],
            (Some(_), None) => &["lost", "not_assessable"],
            _ => &["shrinking", "stable"],
        };
        assert!(possible.contains(&change), "{told:#}");
        let clearance = &told["clearance"];
        match (before, now) {
            (Some(_), Some(_)) => assert!(clearance.is_null() || clearance == "persists", "{told:#}"),
            // 90 fold depth cannot exclude the threshold.
            (Some(_), None) => assert_eq!(clearance, "not_assessable", "{told:#}"),
            _ => assert!(clearance.is_null(), "{told:#}"),
        }
        assert_eq!(told["often_persists"], what == "DNMT3A");
    }
    let drivers = events.iter().filter(|told| told["kind"] == "small_variant");
    let known = |told: &Value| planted.iter().any(|event| event["what"] == told["gene"]);
    assert!(drivers.clone().all(known), "{:#?}", drivers.collect::<Vec<_>>());
    let flags = comparison["flags"].as_array().unwrap();
    let nras = flags.iter().find(|flag| flag["says"]["en"].as_str().unwrap().starts_with("NRAS")).unwrap();
    assert_eq!((&nras["given"], &nras["citation"]["standing"]), (&"yes".into(), &"remembered".into()), "{nras}");
    let response = &findings["course"]["response"]["aml"]["answered"];
    assert_eq!(response["response"]["possible"], serde_json::json!(["no response"]));
    assert_eq!(response["refractory"]["possible"], serde_json::json!([false]), "one course is too early");
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
