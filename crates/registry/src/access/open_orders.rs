//! Orders that are not ended, as lists show them: from their rows alone, with what their clocks are read from and who their patients are.

use std::collections::{BTreeMap, BTreeSet};

use clinic::clock::Timing;
use clinic::identifier::PatientId;
use jiff::Timestamp;

use super::Viewer;
use super::desk::{WORK, Work, read, sees};
use super::policy::{Action, Relation, permits, roles};
use crate::audit::Record;
use crate::person::{Person, person};
use crate::store::{Store, StoreError, Transaction};

/// An order that is not ended.
#[derive(Debug, Clone)]
pub struct Open {
    /// The order, as a worklist has it.
    pub work: Work,
    /// What its clocks are read from.
    pub timing: Timing,
}

/// The open orders that a viewer sees, the oldest first.
fn seen(transaction: &mut dyn Transaction, viewer: &Viewer) -> Result<Vec<Open>, StoreError> {
    let mut all = Vec::new();
    for row in transaction.query(WORK, &[])? {
        let work = read(&row)?;
        if sees(viewer, &work, Action::ReadCourse) {
            let timing = serde_json::from_str(row.text(14)).map_err(|_| StoreError::Register("orders"))?;
            all.push(Open { work, timing });
        }
    }
    Ok(all)
}

impl Store {
    /// What somebody chooses of the open orders that they see, the oldest first, and who the patients of those that are shown are, as far
    /// as the policy shows it. Those shown are logged, as a reading of orders and, where they are named, as one of persons; of the others no
    /// more is told than that there are so many.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where the role sees none.
    pub fn open_orders<T>(
        &self,
        viewer: &Viewer,
        now: Timestamp,
        choose: impl Fn(Vec<Open>) -> (T, BTreeSet<PatientId>),
    ) -> Result<(T, BTreeMap<PatientId, Person>), StoreError> {
        if let Err(denial) = permits(viewer.role(), Action::ReadWorklist, Relation::None, None) {
            return self.refuse(viewer, "open-orders", denial, now);
        }
        let sees_persons = roles(Action::ReadPerson).contains(&viewer.role());
        let (chosen, shown, persons) = self.looked(|transaction| {
            let open = seen(transaction, viewer)?;
            let named = open.iter().filter(|own| sees_persons && sees(viewer, &own.work, Action::ReadPerson));
            let named: BTreeSet<PatientId> = named.map(|own| own.work.patient.clone()).collect();
            let (chosen, shown) = choose(open);
            let mut persons = BTreeMap::new();
            for patient in shown.intersection(&named) {
                persons.extend(person(transaction, patient)?.map(|own| (patient.clone(), own)));
            }
            Ok((chosen, shown, persons))
        })?;
        let read = |resource, patients| Record { patients, ..Record::of(&viewer.in_course(), now, "read", resource) };
        let of_persons = (sees_persons && !shown.is_empty()).then(|| read("person", persons.keys().cloned().collect()));
        self.note(&read("open-orders", shown.into_iter().collect()), of_persons.as_slice())?;
        Ok((chosen, persons))
    }

    /// The open orders that a viewer sees, the oldest first: how many, and of those from a place on at most so many; whose these are is
    /// logged.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where the role sees none.
    pub fn worklist(
        &self,
        viewer: &Viewer,
        (from, at_most): (usize, usize),
        now: Timestamp,
    ) -> Result<(usize, Vec<Work>), StoreError> {
        if let Err(denial) = permits(viewer.role(), Action::ReadWorklist, Relation::None, None) {
            return self.refuse(viewer, "worklist", denial, now);
        }
        self.observed(&Record::of(&viewer.in_course(), now, "read", "worklist"), |transaction, record| {
            let all = seen(transaction, viewer)?;
            let total = all.len();
            let page: Vec<Work> = all.into_iter().skip(from).take(at_most).map(|own| own.work).collect();
            record.patients = page.iter().map(|own| own.patient.clone()).collect();
            Ok(Ok((total, page)))
        })
    }
}
