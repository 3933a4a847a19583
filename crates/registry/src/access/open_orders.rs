//! Orders that are not ended, with the courses that their clocks are read from, and who their patients are.

use std::collections::{BTreeMap, BTreeSet};

use clinic::course::Course;
use clinic::identifier::PatientId;
use jiff::Timestamp;

use super::desk::{WORK, Work, read, sees};
use super::policy::{Action, Relation, permits};
use super::{Standing, Viewer};
use crate::audit::Record;
use crate::person::{Person, person};
use crate::store::{Store, StoreError, course};

/// An order that is not ended.
#[derive(Debug, Clone)]
pub struct Open {
    /// The order, as a worklist has it.
    pub work: Work,
    /// What is shown of the course that it is in.
    pub course: Course,
}

impl Store {
    /// The orders that a viewer sees, the oldest first, each with what is shown of its course; whose they are is logged.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where the role sees none.
    pub fn open_orders(&self, viewer: &Viewer, now: Timestamp) -> Result<Vec<Open>, StoreError> {
        if let Err(denial) = permits(viewer.role(), Action::ReadWorklist, Relation::None, None) {
            return self.refuse(viewer, "open-orders", denial, now);
        }
        let record = Record::of(&viewer.in_course(), now, "read", "open-orders");
        self.recorded(&record, |transaction, record| {
            let mut all = Vec::new();
            for row in transaction.query(WORK, &[])? {
                let work = read(&row)?;
                if sees(transaction, viewer, &work, Action::ReadCourse)? {
                    let (course, _) = course(transaction, &work.patient)?;
                    record.patients.push(work.patient.clone());
                    all.push(Open { course: viewer.shown(course, Standing::default()), work });
                }
            }
            Ok(Ok(all))
        })
    }

    /// Who the patients of open orders are, as far as the policy shows it: of the others, and to a role that sees no person, nothing.
    /// Whose name was read is logged.
    ///
    /// # Errors
    /// The store does not answer.
    pub fn persons_with_open_orders(
        &self,
        viewer: &Viewer,
        wanted: &BTreeSet<PatientId>,
        now: Timestamp,
    ) -> Result<BTreeMap<PatientId, Person>, StoreError> {
        let sees_nobody = !super::policy::roles(Action::ReadPerson).contains(&viewer.role());
        if sees_nobody || wanted.is_empty() {
            return Ok(BTreeMap::new());
        }
        let record = Record::of(&viewer.in_course(), now, "read", "person");
        self.recorded(&record, |transaction, record| {
            let mut found = BTreeMap::new();
            for row in transaction.query(WORK, &[])? {
                let work = read(&row)?;
                let asked = wanted.contains(&work.patient) && !found.contains_key(&work.patient);
                if asked
                    && sees(transaction, viewer, &work, Action::ReadPerson)?
                    && let Some(person) = person(transaction, &work.patient)?
                {
                    record.patients.push(work.patient.clone());
                    found.insert(work.patient, person);
                }
            }
            Ok(Ok(found))
        })
    }
}
