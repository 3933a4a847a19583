//! The loader refuses what would make an answer untrustworthy, and says where and what to do.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what is wrong by failing")]

use std::path::PathBuf;

use clinic::eligibility::{assess, vector, vocabulary};
use clinic::referral::{Referral, ReferralDraft};
use guideline::decide::Conclusion;
use guideline::rule_file::{Folder, Problem, load};

const ECOG: &str = "rules/rr/eligibility/RR-ELIG-05.toml";

fn folder() -> Folder {
    Folder::read(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../guidelines/ngc-haem-2022")).unwrap()
}

fn edited(file: &str, from: &str, to: &str) -> Folder {
    let mut folder = folder();
    let content = folder.get(file).unwrap().to_owned();
    assert!(content.contains(from), "{file} has no {from:?}");
    folder.insert(file.into(), content.replace(from, to));
    folder
}

fn problems(folder: &Folder) -> Vec<Problem> {
    load(folder, &vocabulary()).err().map(|problems| problems.0).unwrap_or_default()
}

fn refused(folder: &Folder, file: &str, what: &str) {
    let found = problems(folder);
    let told =
        found.iter().any(|problem| problem.file == file && problem.what.contains(what) && !problem.remedy.is_empty());
    assert!(told, "expected {file}: {what}; got {found:#?}");
}

#[test]
fn an_unknown_key_is_refused() {
    refused(&edited(ECOG, "version = 1", "version = 1\nvresion = 2"), ECOG, "unknown field `vresion`");
}

#[test]
fn a_fact_that_code_does_not_know_is_refused_with_the_nearest_one() {
    let folder = edited(ECOG, "\"fitness.ecog\", at_most", "\"fitness.eocg\", at_most");
    refused(&folder, ECOG, "the fact \"fitness.eocg\" is not known");
    assert!(problems(&folder).iter().any(|problem| problem.remedy.contains("fitness.ecog")));
}

#[test]
fn a_case_that_fails_is_refused() {
    refused(&edited(ECOG, "at_most = 2", "at_most = 1"), ECOG, "expects yes and the rule answers no");
}

#[test]
fn a_quote_that_is_not_in_the_source_is_refused() {
    refused(&edited(ECOG, "WHO/ECOG score: 2", "WHO/ECOG score: 3"), ECOG, "not found on that page");
    refused(&edited(ECOG, "page = 10", "page = 11"), ECOG, "not found on that page");
    refused(&edited(ECOG, "line = 408", "line = 409"), ECOG, "begins on line 408");
}

#[test]
fn a_rule_set_without_approval_is_refused() {
    let mut folder = folder();
    let content = folder.get("rule-set.toml").unwrap().to_owned();
    let (before, after) = content.split_once("[approval]").unwrap();
    let rest = after.split_once("\n[").map_or("", |(_, rest)| rest);
    folder.insert("rule-set.toml".into(), format!("{before}[{rest}"));
    refused(&folder, "rule-set.toml", "no approval record");
}

#[test]
fn a_type_that_does_not_fit_is_refused() {
    refused(&edited(ECOG, "at_most = 2", "is = true"), ECOG, "can never be yes");
    refused(&edited(ECOG, "at_most = 2", "in = \"RR-LYM\""), ECOG, "asked in a way that does not fit");
    refused(&edited(ECOG, "at_most = 2", "at_most = 2, at_least = 1"), ECOG, "asked in a way that does not fit");
}

#[test]
fn a_gate_on_what_the_source_says_is_no_requirement_is_refused() {
    let file = "rules/mc/eligibility/MC-ELIG-07.toml";
    assert!(folder().get(file).is_some());
    let mut folder = folder();
    let gate = folder.get(ECOG).unwrap().replace("RR-ELIG-05", "MC-ECOG").replace("[\"RR\"]", "[\"MC\"]");
    folder.insert("rules/mc/eligibility/MC-ECOG.toml".into(), gate);
    refused(&folder, "rules/mc/eligibility/MC-ECOG.toml", "MC-ELIG-07 says is no requirement");
}

#[test]
fn a_file_that_is_cut_off_is_refused_and_nothing_panics() {
    let folder = folder();
    let files: Vec<(String, String)> =
        folder.below("").map(|(path, content)| (path.to_owned(), content.to_owned())).collect();
    for (path, content) in files.iter().filter(|(path, _)| !path.starts_with("vectors/") && path.ends_with("01.toml")) {
        for part in [content.len() / 3, content.len() / 2, content.len() - 5] {
            let end = (0..=part).rev().find(|end| content.is_char_boundary(*end)).unwrap();
            let mut cut = folder.clone();
            cut.insert(path.clone(), content[..end].to_owned());
            let _ = problems(&cut);
        }
    }
    let mut without = Folder::default();
    assert!(!problems(&without).is_empty());
    without.insert("pages.toml".into(), "pages_in_document = 1".into());
    assert!(!problems(&without).is_empty());
}

/// The walk of CONTRIBUTING: a person changes "at most 2" to "at most 1" and is told what breaks.
#[test]
fn changing_one_figure_names_the_cases_and_the_vectors_that_break() {
    let folder = edited(ECOG, "at_most = 2", "at_most = 1");
    let broken = problems(&folder);
    assert!(broken.iter().all(|problem| problem.file == ECOG), "{broken:#?}");
    let content = folder.get(ECOG).unwrap();
    assert!(content.contains("WHO/ECOG score: 2"), "the words of the source stand beside it");

    // With the cases corrected the golden vectors that break are named.
    let corrected = content
        .replace("\"fitness.ecog\" = 2 }\nexpect = \"yes\"", "\"fitness.ecog\" = 1 }\nexpect = \"yes\"")
        .replace(
            "switches = { INC-02 = \"exact\" }\nexpect = \"yes\"",
            "switches = { INC-02 = \"exact\" }\nexpect = \"no\"",
        );
    let mut folder = folder.clone();
    folder.insert(ECOG.into(), corrected);
    let rule_set = load(&folder, &vocabulary()).unwrap_or_else(|problems| panic!("{problems}"));
    let (_, problems) = vector::check(&folder, &rule_set).unwrap();
    let vectors: Vec<&str> = problems.iter().map(|problem| problem.file.as_str()).collect();
    assert!(vectors.iter().any(|file| file.starts_with("vectors/V-05.toml")), "{vectors:?}");
}

/// Rules of another patient group are data only: another folder, the same program.
#[test]
fn a_second_rule_set_decides_without_a_line_of_code() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/second-rule-set");
    let rule_set = load(&Folder::read(&path).unwrap(), &vocabulary()).unwrap_or_else(|problems| panic!("{problems}"));
    let draft = |age: &str, known: &str| {
        let json = format!(
            "{{\"schema\":\"marv/referral/1\",\"patient\":{{\"cpr\":\"6101900001\",\"birth_date\":\"{age}\"}},\
             \"requisition\":{{\"date\":\"2026-03-02\"}},\"hereditary\":{{{known}}}}}"
        );
        Referral::from_draft(&ReferralDraft::from_json(json.as_bytes()).unwrap()).unwrap()
    };
    let cases = [
        ("1990-01-01", "\"known_condition\":\"platelet-defect\"", Conclusion::Pass),
        ("1990-01-01", "\"known_condition\":\"none\",\"suspected\":false", Conclusion::OutOfScope),
        ("1990-01-01", "", Conclusion::Incomplete),
        ("2015-01-01", "\"known_condition\":\"haemolysis\"", Conclusion::Redirect),
    ];
    for (born, known, expected) in cases {
        let referral = draft(born, known);
        let assessment = assess(&rule_set, &referral, rule_set.default_switches()).unwrap();
        assert_eq!(assessment.conclusion(), expected, "{born} {known}");
        assert_eq!(assessment.picked().track().name(), "HB/A");
    }
}

#[test]
fn an_exception_from_consent_or_identity_is_refused_and_recorded() {
    let folder = folder();
    let rule_set = load(&folder, &vocabulary()).unwrap();
    let base = folder.get("vectors/base/RR0.json").unwrap();
    let mut json: serde_json::Value = serde_json::from_str(base).unwrap();
    json["fitness"]["ecog"] = 3.into();
    let assessed = |json: &serde_json::Value| {
        let draft = ReferralDraft::from_json(json.to_string().as_bytes()).unwrap();
        let referral = Referral::from_draft(&draft).unwrap();
        let assessment = assess(&rule_set, &referral, rule_set.default_switches()).unwrap();
        (assessment.conclusion(), assessment.incidents().to_vec().len(), assessment.grant())
    };
    let exception = |rule: &str, role: &str, date: &str| serde_json::json!([{ "rule": rule, "by": "Test Testesen", "role": role, "reason": "reevaluated", "date": date }]);
    assert_eq!(assessed(&json), (Conclusion::Refused, 0, None));
    // The MDT chair may grant it: the referral passes and the exception is in the leave to order.
    json["exceptions"] = exception("RR-ELIG-05", "mdt-chair", "2026-02-25");
    let (conclusion, incidents, granted) = assessed(&json);
    assert_eq!((conclusion, incidents), (Conclusion::Pass, 0));
    assert_eq!(granted.unwrap().excepted(), ["RR-ELIG-05"]);
    // Another role, a later day, a rule that nobody may except from, a rule that does not exist: refused and recorded.
    for (rule, role, date) in [
        ("RR-ELIG-05", "ngc", "2026-02-25"),
        ("RR-ELIG-05", "mdt-chair", "2026-03-03"),
        ("COM-CONSENT-01", "ngc", "2026-02-25"),
        ("COM-CONSENT-01.person", "mdt-chair", "2026-02-25"),
        ("NO-RULE", "ngc", "2026-02-25"),
    ] {
        json["exceptions"] = exception(rule, role, date);
        assert_eq!(assessed(&json), (Conclusion::Refused, 1, None), "{rule} {role} {date}");
    }
}

#[test]
fn the_registered_birth_date_decides_the_age() {
    let folder = folder();
    let rule_set = load(&folder, &vocabulary()).unwrap();
    let mut json: serde_json::Value = serde_json::from_str(folder.get("vectors/base/RR0.json").unwrap()).unwrap();
    // The digits speak of 1960; the register says 2010.
    json["patient"]["cpr"] = "6101600001".into();
    json["consent"]["person_cpr"] = "6101600001".into();
    let conclusion = |json: &serde_json::Value| {
        let draft = ReferralDraft::from_json(json.to_string().as_bytes()).unwrap();
        let referral = Referral::from_draft(&draft).unwrap();
        assess(&rule_set, &referral, rule_set.default_switches()).unwrap().conclusion()
    };
    json["patient"]["birth_date"] = "2010-01-01".into();
    assert_eq!(conclusion(&json), Conclusion::Redirect);
    json["patient"]["birth_date"] = serde_json::Value::Null;
    assert_eq!(conclusion(&json), Conclusion::Pass, "without it the century table is the fallback");
}
