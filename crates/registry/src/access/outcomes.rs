//! The forms of follow-up that are due, and what of an order somebody may see who fills one in.

use clinic::course::{CommandKind, Event};
use clinic::follow_up::Due;
use clinic::identifier::{OrderId, PatientId};
use jiff::Timestamp;

use super::Viewer;
use super::desk::{ANY_WORK, Seen, Work, denied, read, sees, standing};
use super::policy::{Action, Denial, Relation, permits};
use crate::audit::{Access, Record};
use crate::person::{Person, person};
use crate::precondition::Precondition;
use crate::store::{Request, Store, StoreError, course};

/// A form that is due.
#[derive(Debug, Clone)]
pub struct DueForm {
    /// The order.
    pub work: Work,
    /// What is asked, and since when.
    pub due: Due,
    /// Whose it is, for those who may see a person.
    pub person: Option<Person>,
}

/// Forms that were asked for at a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedAt {
    /// The requesting unit.
    pub unit: String,
    /// How many forms are due there.
    pub due: usize,
    /// How many of them were asked for now.
    pub asked: usize,
}

impl Store {
    /// The forms that wait for a viewer, what has waited longest first; whose they are is logged.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where the role fills in none.
    pub fn due_outcomes(&self, viewer: &Viewer, now: Timestamp) -> Result<Vec<DueForm>, StoreError> {
        if let Err(denial) = permits(viewer.role(), Action::ReadDueOutcomes, Relation::None, None) {
            return self.refuse(viewer, "due-outcomes", denial, now);
        }
        let record = Record::of(&viewer.in_course(), now, "read", "due-outcomes");
        self.recorded(&record, |transaction, record| {
            let mut forms = Vec::new();
            for row in transaction.query(ANY_WORK, &[])? {
                let work = read(&row)?;
                if work.signed.is_none() || !sees(viewer, &work, Action::Do(CommandKind::RecordOutcome)) {
                    continue;
                }
                let (course, _) = course(transaction, &work.patient)?;
                let Some(due) = course.order(&work.order).and_then(|order| course.due(order, now)) else { continue };
                let shown = sees(viewer, &work, Action::ReadPerson);
                let person = if shown { person(transaction, &work.patient)? } else { None };
                record.patients.push(work.patient.clone());
                forms.push(DueForm { work, due, person });
            }
            forms.sort_by(|one, other| (one.due.since, &one.work.patient).cmp(&(other.due.since, &other.work.patient)));
            Ok(Ok(forms))
        })
    }

    /// A course as it is shown to a viewer who may do something to an order in it.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where the viewer may not, or the order is not shown.
    pub fn see_order(
        &self,
        viewer: &Viewer,
        patient: &PatientId,
        order: &OrderId,
        action: Action,
        now: Timestamp,
    ) -> Result<Seen, StoreError> {
        let record = Record::of(&viewer.in_course(), now, "read", "course");
        self.recorded(&record, |transaction, record| {
            record.patients.push(patient.clone());
            let (course, version) = course(transaction, patient)?;
            let standing = standing(transaction, viewer, patient, now)?;
            let permitted = match course.order(order) {
                Some(own) => viewer.may(action, Some(own), standing),
                None => viewer.may_in(action, &course, standing).and(Err(Denial::Relation)),
            };
            if let Err(denial) = permitted {
                return Ok(Err(denied(transaction, record, patient, denial)?));
            }
            Ok(Ok(Seen { course: viewer.shown(course, standing), version, standing }))
        })
    }

    /// Asks for every form that is due and was not asked for lately: an event in its course, and how many are due at each unit. Nobody is named.
    ///
    /// # Errors
    /// The store does not answer; what was asked before stays asked.
    pub fn ask_outcomes(&self, access: &Access, now: Timestamp) -> Result<Vec<AskedAt>, StoreError> {
        let mut units = std::collections::BTreeMap::<String, AskedAt>::new();
        for (work, _) in self.all_due_outcomes(access, now)? {
            let unit = work.unit.clone();
            let entry = units.entry(unit.clone()).or_insert(AskedAt { unit, due: 0, asked: 0 });
            entry.due += 1;
            let (_, version) = self.course(access, &work.patient, now)?;
            let request = Request {
                access: access.clone(),
                patient: work.patient.clone(),
                precondition: Precondition::Seen(version),
                idempotency_key: format!("ask {} {} {}", work.patient, work.order, version.0),
                content: "ask".to_owned(),
                now,
            };
            let mut asked = 0;
            // Where somebody wrote meanwhile, it is asked the next time.
            let written = self.write(&request, |course| {
                let event: Vec<Event> = course.ask(&work.order, now).into_iter().map(|(event, _)| event).collect();
                asked = event.len();
                if event.is_empty() { Err(vec![]) } else { Ok(event) }
            });
            match written {
                Ok(_) => entry.asked += asked,
                Err(StoreError::Unmet(_) | StoreError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(units.into_values().collect())
    }

    /// Every form that is due, for whoever runs the computers: no answer is shown.
    ///
    /// # Errors
    /// The store does not answer.
    pub fn all_due_outcomes(&self, access: &Access, now: Timestamp) -> Result<Vec<(Work, Due)>, StoreError> {
        let record = Record::of(access, now, "read", "due-outcomes");
        self.recorded(&record, |transaction, record| {
            let mut forms = Vec::new();
            for row in transaction.query(ANY_WORK, &[])? {
                let work = read(&row)?;
                if work.signed.is_none() {
                    continue;
                }
                let (course, _) = course(transaction, &work.patient)?;
                if let Some(due) = course.order(&work.order).and_then(|order| course.due(order, now)) {
                    record.patients.push(work.patient.clone());
                    forms.push((work, due));
                }
            }
            Ok(Ok(forms))
        })
    }
}
