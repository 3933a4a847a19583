//! Cases: courses with everything that interfaces tell of them, as they are shown to a viewer, each reading with one record.

use std::collections::{BTreeMap, BTreeSet};

use clinic::course::{Course, Event, Stamped, Target, told};
use clinic::cpr::Cpr;
use clinic::identifier::{OrderId, PatientId};
use jiff::Timestamp;
use serde_json::Value;

use super::desk::{ANY_WORK, read, sees};
use super::policy::{Action, Denial, Relation, permits};
use super::{Seen, Viewer, Work, denied, standing};
use crate::audit::Record;
use crate::person::{FormerNumber, Identity, by_number, former_numbers, person};
use crate::precondition::Version;
use crate::report::ReportContent;
use crate::store::{Store, StoreError, Transaction, course, history};

/// A course with what happened in it, and the decisions on which its orders were submitted.
#[derive(Debug, Clone)]
pub struct Case {
    /// What is shown of the course.
    pub seen: Seen,
    /// What happened, as far as it is shown; the first first.
    pub events: Vec<Stamped>,
    /// The decision record of each order that is shown and has one.
    pub verdicts: BTreeMap<OrderId, Value>,
    /// Who it is, where that was asked and the viewer may know.
    pub person: Option<Identity>,
    /// The numbers that were the person's before corrections, under the same condition.
    pub former_numbers: Vec<FormerNumber>,
    /// What the reports say, where that was asked and the viewer is shown it.
    pub contents: Vec<ReportContent>,
}

/// What the log calls the reading of all that is shown of a patient: the course, who it is, and what the reports say.
pub const EVERYTHING: &str = "everything";

/// Whether who the patient is belongs to what is read.
pub(crate) fn tells_person(resource: &str) -> bool {
    ["person", EVERYTHING].contains(&resource)
}

/// Of the events of a course those that are about what is shown of it.
pub(super) fn shown_events(events: Vec<Stamped>, shown: &Course) -> Vec<Stamped> {
    let is_shown = |event: &Event| match event.target() {
        Target::Patient => true,
        Target::Order(order) => shown.order(order).is_some() || shown.refused.iter().any(|(own, ..)| own == order),
        Target::Specimen(specimen) => shown.specimen(specimen).is_some(),
    };
    events.into_iter().filter(|own| is_shown(&own.event)).collect()
}

pub(crate) fn case(
    transaction: &mut dyn Transaction,
    viewer: &Viewer,
    patient: &PatientId,
    with_person: bool,
    (until, now): (Option<Timestamp>, Timestamp),
) -> Result<Result<Case, Denial>, StoreError> {
    let (mut events, mut course, mut version) = history(transaction, patient)?;
    if let Some(until) = until {
        events.retain(|own| own.at <= until);
        course = Course::from_events(patient.clone(), &events);
        version = Version(events.len() as u64);
    }
    let standing = standing(transaction, viewer, patient, now)?;
    if let Err(denial) = viewer.may_in(Action::ReadCourse, &course, standing) {
        return Ok(Err(denial));
    }
    let may_know = with_person && viewer.may_in(Action::ReadPerson, &course, standing).is_ok();
    let person = if may_know { person(transaction, patient)? } else { None };
    let former_numbers = person.as_ref().map_or(Ok(vec![]), |known| former_numbers(transaction, known))?;
    let person = person.map(|own| own.identity);
    let course = viewer.shown(course, standing);
    let mut verdicts = BTreeMap::new();
    for row in
        transaction.query("SELECT order_id, record FROM verdict WHERE patient = $1", &[patient.as_str().into()])?
    {
        let unreadable = || StoreError::Register("verdict");
        let order = OrderId::new(row.text(0)).map_err(|_| unreadable())?;
        if course.order(&order).is_some() {
            verdicts.insert(order, serde_json::from_str(row.text(1)).map_err(|_| unreadable())?);
        }
    }
    let events = shown_events(told(events), &course);
    Ok(Ok(Case {
        seen: Seen { course, version, standing },
        events,
        verdicts,
        person,
        former_numbers,
        contents: vec![],
    }))
}

impl Store {
    /// The case of a patient. `resource` is what the log says was read; with the resource `person` or [`EVERYTHING`] it says who the patient
    /// is, to those who may know.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where nothing of it is shown.
    pub fn case(
        &self,
        viewer: &Viewer,
        patient: &PatientId,
        resource: &str,
        now: Timestamp,
    ) -> Result<Case, StoreError> {
        let record = Record::of(&viewer.in_course(), now, "read", resource);
        self.observed(&record, |transaction, record| {
            record.patients.push(patient.clone());
            match case(transaction, viewer, patient, tells_person(resource), (None, now))? {
                Ok(case) => Ok(Ok(case)),
                Err(denial) => Ok(Err(denied(transaction, record, patient, denial)?)),
            }
        })
    }

    /// The case of the person of a number; `None` where there is none, or none that the viewer would find.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where the role finds nobody.
    pub fn case_by_number(&self, viewer: &Viewer, number: &Cpr, now: Timestamp) -> Result<Option<Case>, StoreError> {
        if let Err(denial) = permits(viewer.role(), Action::FindPerson, Relation::None, None) {
            return self.refuse(viewer, "person", denial, now);
        }
        let record = Record::of(&viewer.in_course(), now, "read", "person");
        self.observed(&record, |transaction, record| {
            if let Some(known) = by_number(transaction, number)? {
                record.patients.push(known.patient.clone());
                let found = case(transaction, viewer, &known.patient, true, (None, now))?;
                if let Some(case) = found.ok().filter(|case| case.person.is_some()) {
                    return Ok(Ok(Some(case)));
                }
            }
            "refused".clone_into(&mut record.action);
            record.outcome = vec![Denial::Relation.code().to_owned()];
            Ok(Ok(None))
        })
    }

    /// The cases of the orders that a viewer sees and that are `wanted`, the first submitted first: how many there are, and of those
    /// from a place on at most so many, each with its order.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where the role sees none.
    pub fn cases(
        &self,
        viewer: &Viewer,
        resource: &str,
        wanted: &dyn Fn(&Work) -> bool,
        (from, at_most): (usize, usize),
        now: Timestamp,
    ) -> Result<(usize, Vec<(OrderId, Case)>), StoreError> {
        if let Err(denial) = permits(viewer.role(), Action::ReadWorklist, Relation::None, None) {
            return self.refuse(viewer, resource, denial, now);
        }
        let record = Record::of(&viewer.in_course(), now, "read", resource);
        self.observed(&record, |transaction, record| {
            let (mut total, mut page) = (0, Vec::new());
            for row in transaction.query(ANY_WORK, &[])? {
                let work = read(&row)?;
                if !wanted(&work) || !sees(viewer, &work, Action::ReadCourse) {
                    continue;
                }
                if (from..from.saturating_add(at_most)).contains(&total)
                    && let Ok(case) = case(transaction, viewer, &work.patient, false, (None, now))?
                {
                    record.patients.push(work.patient);
                    page.push((work.order, case));
                }
                total += 1;
            }
            Ok(Ok((total, page)))
        })
    }

    /// The cases of the patients of whom a viewer sees an order, as they were at a time: how many, and of those from a place on at most
    /// so many. Who has no consent on file now is left out, and so is whoever is no longer shown, or in whose course nothing has happened
    /// since. Nobody is named.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where the role takes nothing out.
    pub fn export(
        &self,
        viewer: &Viewer,
        resource: &str,
        (since, until): (Option<Timestamp>, Timestamp),
        (from, at_most): (usize, usize),
        now: Timestamp,
    ) -> Result<(usize, Vec<Case>), StoreError> {
        if let Err(denial) = permits(viewer.role(), Action::Export, Relation::None, None) {
            return self.refuse(viewer, resource, denial, now);
        }
        let record = Record::of(&viewer.in_course(), now, "read", resource);
        self.observed(&record, |transaction, record| {
            let mut patients = BTreeSet::new();
            for row in transaction.query(ANY_WORK, &[])? {
                let work = read(&row)?;
                if !patients.contains(&work.patient) && sees(viewer, &work, Action::ReadCourse) {
                    patients.insert(work.patient);
                }
            }
            let total = patients.len();
            let mut page = Vec::new();
            for patient in patients.into_iter().skip(from).take(at_most) {
                let (course, _) = course(transaction, &patient)?;
                if course.consent_on_file().is_none() {
                    continue;
                }
                let case = case(transaction, viewer, &patient, false, (Some(until), now))?;
                if let Some(case) = case.ok().filter(|own| since.is_none_or(|since| own.seen.course.last > Some(since)))
                {
                    record.patients.push(patient);
                    page.push(case);
                }
            }
            Ok(Ok((total, page)))
        })
    }
}
