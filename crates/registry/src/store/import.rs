//! Whole courses at once, as they happened: many in one transaction, with one audit record.

use clinic::course::{Course, Event, Stamped};
use clinic::identifier::OrderId;
use jiff::Timestamp;

use super::{Store, StoreError, json, number, read_model, whole};
use crate::audit::{Access, Added, Record};
use crate::person::{Identity, add};

/// A course that is brought in.
#[derive(Debug)]
pub struct Imported {
    /// Whose it is.
    pub identity: Identity,
    /// The unit that treats the patient.
    pub unit: String,
    /// The course that the events make.
    pub course: Course,
    /// What happened, the first first.
    pub events: Vec<Stamped>,
    /// The decision record of an order.
    pub verdict: Option<(OrderId, serde_json::Value)>,
}

impl Store {
    /// Brings in courses of patients who are not here yet: persons, events, read models, and one audit record of all, or nothing.
    ///
    /// # Errors
    /// See [`StoreError`]; a patient or a number that is here already fails the whole.
    pub fn import(&self, access: &Access, courses: &[Imported], now: Timestamp) -> Result<(), StoreError> {
        let record = Record::of(access, now, "write", "course");
        self.recorded(&record, |transaction, record| {
            let last = transaction.one("SELECT MAX(seq) FROM event", &[])?.map_or(0, |row| number(row.whole(0)));
            let mut bodies = Vec::new();
            for own in courses {
                let patient = &own.course.patient;
                record.patients.push(patient.clone());
                add(transaction, patient, &own.identity)?;
                let sql = "INSERT INTO care (patient, unit, since) VALUES ($1, $2, $3)";
                let values = [patient.as_str().into(), own.unit.as_str().into(), now.as_second().into()];
                transaction.execute(sql, &values)?;
                let mut events = own.events.clone();
                for stamped in &mut events {
                    if let Event::OrderSubmitted { submission, .. } = &mut stamped.event {
                        submission.decision = None;
                    }
                }
                if let Some((order, verdict)) = &own.verdict {
                    let events = events.iter_mut().map(|own| &mut own.event);
                    self.keep_decision(transaction, (patient, order), verdict.clone(), events)?;
                }
                for (version, event) in (1..).zip(&events) {
                    let body = json(event)?;
                    let sql = "INSERT INTO event (seq, patient, version, body) VALUES ($1, $2, $3, $4)";
                    let seq = last + 1 + bodies.len() as u64;
                    let values = [whole(seq), patient.as_str().into(), whole(version), body.as_str().into()];
                    transaction.execute(sql, &values)?;
                    bodies.push(body);
                }
                read_model::set(transaction, &own.course)?;
            }
            record.added = Some(Added::of(last + 1, &bodies));
            Ok(Ok(()))
        })
    }
}
