//! Two reports held against each other: nothing that is told passes unseen, and no order is a difference.

use crate::made;

use std::collections::BTreeSet;

use interpretation::language::Language::{Danish, English};
use report::bundle::Bundle;
use report::compare::{Change, CompareError, compare};
use report::compose::{Meta, compose};
use serde_json::{Value, json};

fn report(case: &str, calls: Vec<interpretation::meaning::CalledVariant>, meta: &Meta) -> Value {
    let folder = tempfile::tempdir().unwrap();
    made::bundle(folder.path());
    made::bare_bundle(folder.path(), &made::findings(case, calls, true));
    let bundle = Bundle::open(folder.path()).unwrap_or_else(|faults| panic!("{faults}"));
    serde_json::to_value(compose(&bundle, &made::referral(&[]), meta).unwrap()).unwrap()
}

fn rich() -> Value {
    report(made::CASE, made::calls(), &made::meta())
}

/// The paths of all leaves: strings, numbers, yes and no.
fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, field)| leaves(field, &format!("{path}/{name}"), found));
        }
        Value::Array(members) => {
            members.iter().enumerate().for_each(|(place, member)| leaves(member, &format!("{path}/{place}"), found));
        }
        Value::Null => {}
        _ => found.push(path.to_owned()),
    }
}

/// A path with a star for each place in a list.
fn starred(path: &str) -> String {
    path.split('/').map(|part| if part.parse::<usize>().is_ok() { "*" } else { part }).collect::<Vec<_>>().join("/")
}

/// What is in the data and is not compared, each with the reason.
const NOT_COMPARED: &[(&str, &str)] = &[
    ("/schema", "says that it is a report; another one is refused"),
    ("/patient/", "another person is refused; the rest of the person is the referral's"),
    ("/issued", "says which report it is"),
    ("/version/", "says which report it is"),
    ("/status", "says which report it is"),
    ("/sample", "says which report it is, or whose reads"),
    ("citation", "where a sentence stands; the sources are compared as what a report rests on"),
    ("/order/authorisation_id", "the requester is compared by name"),
    ("/order/unit", "the requester is compared by name"),
    ("/order/diagnosis", "the diagnosis is compared by its code"),
    ("/order/purpose/code", "the purpose is compared in words"),
    ("/code", "a class is compared in words"),
    ("/fraction/interval", "follows from the reads"),
    ("/variants/*/gene", "stands in the name"),
    ("/variants/*/protein", "stands in the name"),
    ("/variants/*/vrs", "names the same change as its place does, and is not on the page"),
    ("/segments/*/balance", "is only drawn"),
    ("/segments/*/depth_ratio", "is only drawn"),
    ("/checks/*/name", "is compared in words"),
    ("/events/*/kind", "stands in the name"),
    ("/events/*/gene", "stands in the name"),
    ("/events/*/before/at_most", "follows from the reads where the event is seen"),
    ("/events/*/now/at_most", "follows from the reads where the event is seen"),
    (
        "/events/*/evolution/before",
        "is the share of the sample, which is compared, where it is not one of tumour cells",
    ),
    ("/events/*/evolution/now", "is the share of the sample, which is compared, where it is not one of tumour cells"),
    ("/events/*/evolution/measure", "follows from what is known of purity and copies"),
    ("/judgement/resistance/", "only a doubted call has it here, and its judgement is not on the page"),
];

#[test]
fn every_value_of_the_data_is_compared_or_has_a_reason() {
    let mut whole = rich();
    whole["course"] = serde_json::to_value(crate::course::document()).unwrap()["course"].take();
    let mut paths = Vec::new();
    leaves(&whole, "", &mut paths);
    assert!(paths.len() > 500, "{}", paths.len());
    let (mut seen, mut unseen) = (BTreeSet::new(), BTreeSet::new());
    for path in paths {
        if seen.contains(&starred(&path)) {
            continue;
        }
        let mut changed = whole.clone();
        let leaf = changed.pointer_mut(&path).unwrap();
        *leaf = match leaf {
            Value::Bool(yes) => json!(!*yes),
            Value::Number(number) if number.is_u64() => json!(number.as_u64().unwrap() + 1),
            Value::Number(number) => json!(number.as_f64().unwrap() * 0.37 + 0.113),
            _ => json!("another"),
        };
        let same = compare(&whole, &changed).is_ok_and(|found| found.same && found.basis.is_empty());
        if same { &mut unseen } else { &mut seen }.insert(starred(&path));
    }
    let excused = |path: &str| NOT_COMPARED.iter().any(|(part, _)| path.contains(part));
    // A segment with two copies, and a gene that can be called, are told by none: one of the same kind is enough.
    let unseen: Vec<_> = unseen.into_iter().filter(|path| !seen.contains(path) && !excused(path)).collect();
    assert!(unseen.is_empty(), "{unseen:#?}");
}

/// Turns every list of things round.
fn turned(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields.iter().map(|(name, field)| (name.clone(), turned(field))).collect(),
        Value::Array(members) if members.iter().all(Value::is_object) => members.iter().rev().map(turned).collect(),
        other => other.clone(),
    }
}

#[test]
fn an_order_is_no_difference() {
    let whole = rich();
    let found = compare(&whole, &turned(&whole)).unwrap();
    assert!(found.same, "{:#?}", found.differences);
    assert!(found.basis.is_empty());
    assert_eq!(found.lines(English).last().unwrap(), "The same is told.");
}

#[test]
fn what_would_have_been_told_is_told() {
    let old = rich();
    let mut calls = made::calls();
    calls.remove(1);
    calls[0].reads = Some(interpretation::meaning::variants::Reads { alternate: 20, depth: 92 });
    calls[0].variant.fraction = genome::quantity::AlleleFraction::new(20.0 / 92.0).ok();
    calls.push(made::called("IDH2", "p.R140Q", "c.419G>A", "NC_000015.10:g.90088702C>T", 30, 90));
    let new = report(&made::CASE.replace("del(7)(q22q36)[12]", "t(9;11)(p21;q23)[12]"), calls, &made::meta());
    let found = compare(&old, &new).unwrap();
    assert!(!found.same);
    let of = |section: &str, what: &str| {
        let all = found.differences.iter().filter(|one| one.section.en == section && one.what.en == what);
        all.map(|one| one.change.clone())
            .next()
            .unwrap_or_else(|| panic!("{section}, {what}: {:#?}", found.differences))
    };
    assert!(matches!(of("Small variants", "TP53 p.R175H"), Change::Gone { .. }));
    assert!(matches!(of("Small variants", "IDH2 p.R140Q"), Change::Added { .. }));
    let Change::Changed { aspects } = of("Small variants", "NPM1 p.W288Cfs*12") else { panic!("it is changed") };
    let vaf = aspects.iter().find(|aspect| aspect.aspect.en.starts_with("VAF")).unwrap();
    assert_eq!(vaf.before.as_ref().unwrap().da, "42,4 % (39 af 92)");
    assert_eq!(vaf.after.as_ref().unwrap().en, "21.7 % (20 of 92)");
    let Change::Changed { aspects } = of("Risk", "ELN 2024 (less-intensive)") else { panic!("the risk is changed") };
    assert!(aspects.iter().any(|aspect| aspect.aspect.en == "Answer"), "{aspects:?}");
    assert!(matches!(of("Evidence on drugs", "enasidenib, alone"), Change::Added { .. }));
    assert!(matches!(of("Karyotype", "Karyotype by banding: IPSS 1997, karyotype"), Change::Changed { .. }));
    let danish = found.lines(Danish).join("\n");
    assert!(danish.contains("  - TP53 p.R175H (") && danish.contains("  + IDH2 p.R140Q ("), "{danish}");
    assert!(danish.contains("VAF (95 %-interval): 42,4 % (39 af 92) → 21,7 % (20 af 92)"), "{danish}");

    // The other way round, what was added is gone.
    let back = compare(&new, &old).unwrap();
    let count = |found: &[report::compare::Difference], added: bool| {
        found
            .iter()
            .filter(|one| matches!((&one.change, added), (Change::Added { .. }, true) | (Change::Gone { .. }, false)))
            .count()
    };
    assert_eq!(count(&found.differences, true), count(&back.differences, false));
    assert_eq!(found.differences.len(), back.differences.len());
}

/// What two samples say of each other is told as the page writes it.
#[test]
fn the_course_is_told_in_sentences() {
    let old = serde_json::to_value(crate::course::document()).unwrap();
    let mut new = old.clone();
    let comparison = &mut new["course"]["result"]["comparison"];
    let events = comparison["events"].as_array_mut().unwrap();
    let event = events.iter_mut().find(|event| event["gene"] == "DNMT3A").unwrap();
    event["now"] = json!({ "presence": "seen", "alternate": 2, "depth": 100, "fraction": 0.02, "interval": [0.0055, 0.07], "at_most": 0.0616, "why": null });
    event["clearance"] = json!("not_excluded");
    comparison["flags"].as_array_mut().unwrap().clear();
    new["course"]["result"]["molecular"]["verdict"] = json!("satisfactory");
    let found = compare(&old, &new).unwrap();
    let danish = found.lines(Danish).join("\n");
    for part in [
        "Respons og udvikling",
        "Nu: 30 % (21,9–39,6), 30 af 100 → 2 % (0,5–7,0), 2 af 100",
        "Clearance af drivere: ikke clearet: den består",
        "→ ikke clearet: set, under tærsklen eller i ét read",
        "  - NRAS p.G12D: ny (virker mindre ved",
        "ikke tilfredsstillende → tilfredsstillende",
    ] {
        assert!(danish.contains(part), "{part}: {danish}");
    }
    assert!(!danish.contains('{') && !danish.contains("not_excluded"), "no raw data: {danish}");
    assert!(found.lines(English).join("\n").contains("Now: 30 % (21.9–39.6), 30 of 100 → 2 % (0.5–7.0), 2 of 100"));
    // A later version's event is compared as it is written.
    new["course"]["result"]["comparison"]["events"][0]["now"] = json!("later");
    assert!(compare(&old, &new).unwrap().lines(English).join("\n").contains("later"));
}

/// A segment whose end has moved is the same segment.
#[test]
fn a_segment_is_known_by_its_place() {
    let old = rich();
    let mut new = old.clone();
    let segments = new["copy_number"]["result"]["segments"].as_array_mut().unwrap();
    let changed = segments.iter_mut().find(|segment| segment["kind"] != "neutral").unwrap();
    changed["end"] = json!(changed["end"].as_u64().unwrap() - 1000);
    let found = compare(&old, &new).unwrap();
    let [difference] = &found.differences[..] else { panic!("{:#?}", found.differences) };
    let Change::Changed { aspects } = &difference.change else { panic!("{difference:?}") };
    assert_eq!(aspects.len(), 1);
}

/// Knowledge and programs explain a difference, and are none.
#[test]
fn what_a_report_rests_on_is_listed_apart() {
    let old = rich();
    let mut new = old.clone();
    new["provenance"]["called_by"] = json!("marv 9.0.0");
    new["knowledge_date"] = json!("2027-01-01");
    let found = compare(&old, &new).unwrap();
    assert!(found.same && found.basis.len() == 2, "{:#?}", found.basis);
    new["another_section"] = json!({ "state": "performed", "result": "new" });
    let found = compare(&old, &new).unwrap();
    assert!(!found.same, "a part that this version does not know is not passed over");
}

#[test]
fn two_persons_and_what_is_no_report_are_refused() {
    let whole = rich();
    let mut other = whole.clone();
    other["patient"]["cpr"] = json!("7705672218");
    assert_eq!(compare(&whole, &other), Err(CompareError::OtherPerson));
    let refused = compare(&whole, &json!({ "schema": "marv-findings/1" })).unwrap_err().to_string();
    assert!(refused.contains("marv-findings/1") && refused.contains("report.json"), "{refused}");
}
