//! A decision record as it is shown to somebody outside: nothing in it tells who the patient is.
//!
//! What could tell is withheld: a commitment stands in its place, so that nobody can change it later either. The order's event has the SHA-256 of
//! the record as it is shown here, and so the log binds all of it.

use clinic::course::Event;
use clinic::identifier::{OrderId, PatientId};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::audit::hexadecimal;
use crate::store::{Store, StoreError, Transaction};

/// Facts that are withheld. With the age, a birthday is a birth date.
const FACTS: &[&str] = &["patient.birthday"];
/// What is withheld of an exception: who granted it and why are free text.
const OF_EXCEPTIONS: &[&str] = &["by", "reason"];

/// The name under which a commitment stands.
pub(super) const WITHHELD: &str = "withheld";

/// SHA-256 of a value of JSON in its canonical form, as `serde_json` writes it: keys by code point, no white space.
pub(super) fn sha256(value: &Value) -> String {
    hexadecimal(&Sha256::digest(value.to_string()))
}

/// A record in which everything that is named goes through a function: a fact wherever it stands, and parts of exceptions.
fn shown(mut record: Value, withhold: &dyn Fn(&str, &Value) -> Value) -> Value {
    let exceptions = record.get_mut("exceptions").and_then(Value::as_array_mut);
    for (place, exception) in exceptions.into_iter().flatten().enumerate() {
        for part in OF_EXCEPTIONS {
            if let Some(value) = exception.get_mut(*part) {
                *value = withhold(&format!("exceptions/{place}/{part}"), value);
            }
        }
    }
    without_facts(&mut record, withhold);
    record
}

fn without_facts(value: &mut Value, withhold: &dyn Fn(&str, &Value) -> Value) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                // What is not known tells nothing.
                if FACTS.contains(&key.as_str()) && !value.is_null() {
                    *value = withhold(key, value);
                } else {
                    without_facts(value, withhold);
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| without_facts(value, withhold)),
        _ => {}
    }
}

impl Store {
    /// The decision record of an order, as it is shown.
    fn shown(&self, patient: &str, order: &OrderId, record: Value) -> Value {
        shown(
            record,
            &|place, value| json!({ WITHHELD: self.commitment(&[patient, order.as_str(), place], &value.to_string()) }),
        )
    }

    /// The decision record that is kept of an order, as it is shown, and its SHA-256; nothing where none is kept.
    pub(crate) fn shown_decision(
        &self,
        session: &mut dyn Transaction,
        patient: &str,
        order: &OrderId,
    ) -> Result<Option<(Value, String)>, StoreError> {
        let sql = "SELECT record FROM verdict WHERE patient = $1 AND order_id = $2";
        let Some(row) = session.one(sql, &[patient.into(), order.as_str().into()])? else { return Ok(None) };
        // What is no JSON is not the record that an order was submitted on.
        let record = serde_json::from_str(row.text(0)).unwrap_or_default();
        let shown = self.shown(patient, order, record);
        let sha256 = sha256(&shown);
        Ok(Some((shown, sha256)))
    }

    /// Keeps the decision record of an order, and binds it to the event of its submission.
    pub(crate) fn keep_decision<'e>(
        &self,
        session: &mut dyn Transaction,
        (patient, order): (&PatientId, &OrderId),
        record: Value,
        events: impl IntoIterator<Item = &'e mut Event>,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO verdict (patient, order_id, record) VALUES ($1, $2, $3)";
        let text = record.to_string();
        session.execute(sql, &[patient.as_str().into(), order.as_str().into(), text.as_str().into()])?;
        let sha256 = sha256(&self.shown(patient.as_str(), order, record));
        for event in events {
            match event {
                Event::OrderSubmitted { order: own, submission } if own == order => {
                    submission.decision = Some(sha256.clone());
                }
                _ => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use clinic::eligibility::vocabulary;
    use guideline::fact::FactKind;

    use super::*;

    /// A fact of a new open code could be a text that somebody types: whether it is shown is to be decided here.
    #[test]
    fn every_open_code_is_known_to_name_nobody() {
        let vocabulary = vocabulary();
        let is_open = |own: &guideline::fact::FactIndex| matches!(vocabulary.definition(*own).kind, FactKind::OpenCode);
        let open: Vec<&str> = vocabulary.indices().filter(is_open).map(|own| vocabulary.definition(own).id).collect();
        assert_eq!(open, ["requester.unit", "diagnosis.code", "consent.form_version", "plan.site"]);
        assert!(FACTS.iter().all(|own| vocabulary.find(own).is_some()));
    }

    #[test]
    fn what_tells_who_it_is_stands_nowhere() {
        let record = json!({
            "exceptions": [{ "by": "Testlæge Et", "reason": "for Testperson Et", "rule": "R" }],
            "input": { "facts": { "patient.age": 61, "patient.birthday": true } },
            "tracks": { "RR/R": { "referral": { "rules": [{ "inputs": { "patient.birthday": true } }] } } },
        });
        let seen = std::cell::RefCell::new(Vec::new());
        let shown = shown(record, &|place, value| {
            seen.borrow_mut().push(format!("{place}={value}"));
            json!({ WITHHELD: place })
        });
        let text = shown.to_string();
        assert!(!text.contains("Test") && !text.contains("true"), "{text}");
        assert_eq!(shown["input"]["facts"]["patient.age"], 61);
        assert_eq!(shown["exceptions"][0]["rule"], "R");
        seen.borrow_mut().sort();
        let expected = [
            "exceptions/0/by=\"Testlæge Et\"",
            "exceptions/0/reason=\"for Testperson Et\"",
            "patient.birthday=true",
            "patient.birthday=true",
        ];
        assert_eq!(*seen.borrow(), expected);
    }
}
