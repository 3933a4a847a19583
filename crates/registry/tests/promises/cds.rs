//! CDS Hooks: the card says what the verdict says, with the same pages, and keeps nothing.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use clinic::eligibility::{assess, in_words};
use clinic::language::Language;
use clinic::referral::draft::Given;
use clinic::referral::{Referral, ReferralDraft};
use guideline::rule::Stage;
use registry::cds::{FORM, SERVICE};
use serde_json::{Value, json};

use crate::client::{Answer, ask};
use crate::fixture::FOLDER;
use crate::http::{rule_set, started};

fn base(name: &str) -> ReferralDraft {
    ReferralDraft::from_json(FOLDER.get(&format!("vectors/base/{name}.json")).unwrap().as_bytes()).unwrap()
}

fn answer(given: &Given) -> Vec<Value> {
    match given {
        Given::Text(text) => vec![json!({ "valueString": text })],
        Given::Truth(truth) => vec![json!({ "valueBoolean": truth })],
        Given::Whole(number) => vec![json!({ "valueInteger": number })],
        Given::List(all) => all.iter().flat_map(answer).collect(),
        other => panic!("{other} is in no base referral"),
    }
}

/// The draft as somebody's record system would send it: a form, in a group for each part.
fn form(draft: &ReferralDraft) -> Value {
    let items: Vec<Value> = draft
        .fields()
        .filter(|(path, _)| *path != "schema")
        .map(|(path, given)| json!({ "linkId": path, "answer": answer(given) }))
        .collect();
    json!({
        "resourceType": "QuestionnaireResponse", "status": "in-progress", "questionnaire": format!("{FORM}|1"),
        "subject": { "reference": "Patient/ehr-1" }, "item": [{ "linkId": "group", "item": items }],
    })
}

fn order() -> Value {
    json!({
        "resourceType": "ServiceRequest", "id": "draft", "status": "draft", "intent": "proposal", "subject": { "reference": "Patient/ehr-1" },
        "code": { "coding": [{ "system": "https://example.org/marv/fhir/CodeSystem/service", "code": SERVICE }] },
    })
}

fn call(drafts: &[Value], prefetch: &Value) -> Value {
    let entry: Vec<Value> = drafts.iter().map(|resource| json!({ "resource": resource })).collect();
    json!({
        "hook": "order-select", "hookInstance": "6bc883b2-b795-4dcb-b661-34884a31d472",
        "context": {
            "userId": "Practitioner/1", "patientId": "ehr-1", "selections": ["ServiceRequest/draft"],
            "draftOrders": { "resourceType": "Bundle", "type": "collection", "entry": entry },
        },
        "prefetch": prefetch,
    })
}

/// What a record system knows besides.
fn prefetch(score: u8) -> Value {
    let observation = json!({
        "resourceType": "Observation", "subject": { "reference": "Patient/ehr-1" }, "effectiveDateTime": "2026-02-20T10:00:00+01:00",
        "code": { "coding": [{ "system": "http://loinc.org", "code": "89247-1" }] }, "valueInteger": score,
    });
    json!({
        "patient": { "resourceType": "Patient", "id": "ehr-1", "birthDate": "1964-09-14",
            "identifier": [{ "system": "https://example.org/marv/fhir/identifier/replacement-number", "value": crate::world::NUMBER }] },
        "conditions": { "resourceType": "Bundle", "entry": [{ "resource": { "resourceType": "Condition", "subject": { "reference": "Patient/ehr-1" },
            "code": { "coding": [{ "system": "urn:oid:1.2.208.176.2.4.12", "code": "DC833" }] } } }] },
        "ecog": { "resourceType": "Bundle", "entry": [{ "resource": observation }] },
        "karnofsky": null,
    })
}

/// Calls that are answered with a card.
pub fn calls() -> Vec<Value> {
    let mut bare = base("RR0");
    bare.remove("fitness.ecog");
    vec![
        call(&[order(), form(&base("RR0"))], &Value::Null),
        call(&[form(&bare)], &prefetch(1)),
        call(&[order()], &prefetch(3)),
    ]
}

fn asked(address: SocketAddr, call: &Value, language: &str) -> Answer {
    let headers = [("Content-Type", "application/json"), ("Accept-Language", language)];
    ask(address, "POST", &format!("/cds-services/{SERVICE}"), &headers, call.to_string().as_bytes())
}

fn card(answer: &Answer) -> &Value {
    assert_eq!((answer.status, answer.body["cards"].as_array().map(Vec::len)), (200, Some(1)), "{}", answer.body);
    let card = &answer.body["cards"][0];
    assert!(card["summary"].as_str().unwrap().chars().count() < 140);
    assert!(["info", "warning", "critical"].contains(&card["indicator"].as_str().unwrap()));
    assert!(!card["source"]["label"].as_str().unwrap().is_empty());
    card
}

#[test]
fn the_card_says_what_the_verdict_says() {
    let (address, rule_set) = (started(), rule_set());
    let drafts = [
        base("RR0"),
        base("MC0"),
        base("AMLR"),
        {
            let mut draft = base("RR0");
            draft.set("fitness.ecog", Given::Whole(3));
            draft
        },
        {
            let mut draft = base("RR0");
            draft.remove("fitness.ecog");
            draft.remove("fitness.ecog_date");
            draft
        },
        {
            let mut draft = base("RR0");
            draft.remove("consent.signed_date");
            draft
        },
    ];
    let mut indicators = std::collections::BTreeSet::new();
    for draft in &drafts {
        let referral = Referral::from_draft(draft).unwrap();
        let assessment = assess(&rule_set, &referral, rule_set.default_switches()).unwrap();
        for (language, header) in [(Language::Da, "da-DK"), (Language::En, "en-GB,en;q=0.9")] {
            let answer = asked(address, &call(&[order(), form(draft)], &Value::Null), header);
            let card = card(&answer);
            let (summary, detail) = (card["summary"].as_str().unwrap(), card["detail"].as_str().unwrap());
            let verdict = in_words(assessment.conclusion(), Stage::Referral, language);
            assert!(summary.starts_with(verdict), "{summary}");
            let known = |own: &&guideline::decide::Finding<'_>| own.outcome != guideline::decide::Outcome::Unknown;
            for finding in assessment.picked().referral.deciding().filter(known) {
                let words = language.pick(&finding.rule.da.says, &finding.rule.en.says);
                assert!(detail.contains(words) && detail.contains(&finding.rule.id), "{detail}");
            }
            indicators.insert(card["indicator"].as_str().unwrap().to_owned());
            let page = language.pick("s. ", "p. ");
            assert!(detail.contains(page) && detail.contains('»'), "no page is cited: {detail}");
        }
    }
    assert_eq!(indicators.len(), 2, "{indicators:?}");
}

#[test]
fn the_record_fills_what_the_form_leaves_open_and_a_difference_is_told() {
    let address = started();
    let mut draft = base("RR0");
    for path in ["patient.cpr", "patient.birth_date", "diagnosis.code", "fitness.ecog", "fitness.ecog_date"] {
        draft.remove(path);
    }
    let full = asked(address, &call(&[order(), form(&draft)], &prefetch(1)), "da");
    assert!(card(&full)["summary"].as_str().unwrap().starts_with("Kan henvises"), "{}", full.body);
    let unfit = asked(address, &call(&[order(), form(&draft)], &prefetch(3)), "da");
    assert!(card(&unfit)["summary"].as_str().unwrap().starts_with("Kan ikke henvises"), "{}", unfit.body);
    let differing = asked(address, &call(&[order(), form(&base("RR0"))], &prefetch(3)), "da");
    let own = card(&differing);
    assert!(own["summary"].as_str().unwrap().starts_with("Kan henvises") && own["indicator"] == "warning", "{own}");
    assert!(own["detail"].as_str().unwrap().contains("`fitness.ecog`"), "{own}");
    // An order without a form says what is missing, and never that it is refused.
    let bare = asked(address, &call(&[order()], &prefetch(1)), "da");
    assert!(card(&bare)["detail"].as_str().unwrap().contains("`requisition.date`"), "{}", bare.body);
}

#[test]
fn what_is_not_ours_has_no_card_and_what_is_no_call_is_told() {
    let address = started();
    let discovery = ask(address, "GET", "/cds-services", &[], b"");
    assert_eq!(discovery.body["services"][0]["id"], SERVICE);
    assert_eq!(discovery.body["services"][0]["hook"], "order-select");
    let other = json!({ "resourceType": "MedicationRequest", "subject": { "reference": "Patient/ehr-1" } });
    assert_eq!(asked(address, &call(&[other], &Value::Null), "da").body, json!({ "cards": [] }));
    let mut stranger = order();
    stranger["subject"]["reference"] = json!("Patient/ehr-2");
    let wrong = [
        (call(&[stranger], &Value::Null), "context"),
        (json!({ "hook": "patient-view", "hookInstance": "1", "context": call(&[], &Value::Null)["context"] }), "hook"),
        (json!({ "hook": "order-select", "hookInstance": "1", "context": {} }), "context.patientId"),
    ];
    for (call, path) in wrong {
        let answer = asked(address, &call, "da");
        assert_eq!((answer.status, &answer.body["errors"][0]["path"]), (422, &json!(path)), "{}", answer.body);
    }
}

/// F-16: p95 within 200 ms.
#[test]
fn a_card_is_there_before_anybody_waits() {
    let address = started();
    let sent = call(&[order(), form(&base("RR0"))], &Value::Null);
    let mut taken: Vec<Duration> = (0..40)
        .map(|_| {
            let begun = Instant::now();
            card(&asked(address, &sent, "da"));
            begun.elapsed()
        })
        .collect();
    taken.sort();
    let (median, p95) = (taken[20], taken[37]);
    eprintln!("a card: median {median:?}, p95 {p95:?}");
    // Ten times the goal: the tests share the computer with others.
    assert!(p95 < Duration::from_secs(2), "{p95:?}");
}
