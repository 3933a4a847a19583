//! The facts on which an order was submitted: as a form that was filled in, as the diagnosis, and as performance status.
//!
//! The store keeps the facts that the rules were asked, and not the referral: no free text is here.

use ::fhir::code::{LOINC, OWN, SKS_D, danish, hl7, own_system};
use ::fhir::element::{coding, concept, narrative};
use clinic::eligibility::vocabulary;
use clinic::order::Order;
use guideline::fact::FactKind;
use serde_json::{Value, json};

use super::{Kind, Teller, instant, staff};

/// Performance status: fact, LOINC, name.
const SCORES: [(&str, &str, &str); 2] = [
    ("fitness.ecog", "89247-1", "ECOG Performance Status score"),
    ("fitness.karnofsky", "89243-0", "Karnofsky Performance Status score"),
];

/// The answer to a fact.
fn answer(kind: FactKind, fact: &str, value: &Value) -> Value {
    match (kind, value) {
        (FactKind::Truth, Value::Bool(truth)) => json!({ "valueBoolean": truth }),
        (FactKind::Whole { .. }, Value::Number(number)) => json!({ "valueInteger": number }),
        (_, Value::String(code)) if fact == "diagnosis.code" => json!({ "valueCoding": coding(SKS_D, code) }),
        (FactKind::Code(_), Value::String(code)) => json!({ "valueCoding": coding(&own_system("fact"), code) }),
        (_, Value::String(text)) => json!({ "valueString": text }),
        _ => Value::Null,
    }
}

impl Teller<'_> {
    /// What the rules were asked, in the order of a form. A fact that is not known has no item.
    pub(super) fn answers(&self, order: &Order) -> Option<Value> {
        let facts = self.facts(&order.id)?;
        let vocabulary = vocabulary();
        let items = vocabulary.definitions().iter().filter_map(|fact| {
            let value = facts.get(fact.id)?;
            Some(json!({ "linkId": fact.id, "text": fact.da, "answer": [answer(fact.kind, fact.id, value)] }))
        });
        Some(json!({
            "resourceType": "QuestionnaireResponse",
            "id": self.id(order.id.as_str()),
            "meta": self.meta(&[]),
            "language": "da",
            "text": narrative(&[format!("Henvisningens oplysninger ({})", order.submission.rule_set)]),
            "basedOn": [self.reference(Kind::ServiceRequest, order.id.as_str())],
            "questionnaire": format!("{OWN}/Questionnaire/referral-facts"),
            "status": "completed",
            "subject": self.subject(),
            "authored": order.stamps.submitted.map(instant),
            "author": staff(order.submission.requester.as_str()),
            "item": items.collect::<Vec<_>>(),
        }))
    }

    pub(super) fn condition(&self, order: &Order) -> Option<Value> {
        let facts = self.facts(&order.id)?;
        let code = facts["diagnosis.code"].as_str()?;
        let is = |fact: &str| facts[fact].as_bool();
        let clinical = if is("state.relapse") == Some(true) { "relapse" } else { "active" };
        let verification = is("diagnosis.established").map(|is| if is { "confirmed" } else { "provisional" });
        Some(json!({
            "resourceType": "Condition",
            "id": self.id(order.id.as_str()),
            "meta": self.meta(&[danish("dk-core-condition")]),
            "text": narrative(&[code.to_owned()]),
            "clinicalStatus": { "coding": [coding(&hl7("condition-clinical"), clinical)] },
            "verificationStatus": verification.map(|own| json!({ "coding": [coding(&hl7("condition-ver-status"), own)] })),
            "category": [{ "coding": [coding(&hl7("condition-category"), "encounter-diagnosis")] }],
            "code": concept(&[coding(SKS_D, code)], code),
            "subject": self.subject(),
            "recordedDate": order.submission.requisition.to_string(),
            "recorder": staff(order.submission.requester.as_str()),
        }))
    }

    /// The scores that were given. The day of the assessment is kept as its age on the requisition date.
    pub(super) fn performance(&self, order: &Order) -> Vec<Value> {
        let Some(facts) = self.facts(&order.id) else { return vec![] };
        let score = |(fact, loinc, name): (&str, &str, &str)| {
            let score = facts[fact].as_i64()?;
            let age = facts[&format!("{fact}_age")].as_i64();
            let day = age
                .and_then(|days| order.submission.requisition.checked_sub(jiff::Span::new().try_days(days).ok()?).ok());
            let short = fact.rsplit('.').next().unwrap_or(fact);
            Some(json!({
                "resourceType": "Observation",
                "id": self.id(&format!("{}.{short}", order.id)),
                "meta": self.meta(&[danish("dk-core-observation")]),
                "text": narrative(&[format!("{name}: {score}")]),
                "basedOn": [self.reference(Kind::ServiceRequest, order.id.as_str())],
                "status": "final",
                "category": [{ "coding": [coding(&hl7("observation-category"), "survey")] }],
                "code": concept(&[coding(LOINC, loinc)], name),
                "subject": self.subject(),
                "effectiveDateTime": day.map(|day| day.to_string()),
                "valueInteger": score,
                "derivedFrom": [self.reference(Kind::QuestionnaireResponse, order.id.as_str())],
            }))
        };
        SCORES.into_iter().filter_map(score).collect()
    }
}
