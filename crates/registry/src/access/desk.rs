//! Courses as a viewer meets them: whatever is asked is put to the policy within the transaction that answers it.

use std::cell::Cell;

use clinic::code::CodeList;
use clinic::consent::Rules;
use clinic::course::{Command, Course, Event, NewOrder, not_granted};
use clinic::follow_up::ReportFindings;
use clinic::identifier::{OrderId, PatientId};
use clinic::order::OrderState;
use clinic::staff::{Role, Staff};
use jiff::Timestamp;

use super::Viewer;
use super::policy::{Action, Denial, Relation, permits};
use super::relation::{Bound, Standing};
use crate::audit::Record;
use crate::precondition::{Precondition, Version};
use crate::store::{Request, Row, Store, StoreError, Transaction, Written, course};

/// A course as it is shown to a viewer.
#[derive(Debug, Clone)]
pub struct Seen {
    /// What is shown of it.
    pub course: Course,
    /// The version of the whole course, which a writer names.
    pub version: Version,
    /// What the store knows of viewer and patient.
    pub standing: Standing,
}

/// What a viewer sends along with a wish.
#[derive(Debug, Clone)]
pub struct Wish {
    /// In whose course.
    pub patient: PatientId,
    /// Which version was seen.
    pub precondition: Precondition,
    /// The idempotency key; it is the viewer's own, so that nobody meets another's.
    pub idempotency_key: String,
    /// What was sent, by which another wish under the same key is told apart.
    pub content: String,
    /// The time.
    pub now: Timestamp,
}

/// An order that waits for somebody.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Work {
    /// Whose.
    pub patient: PatientId,
    /// Which.
    pub order: OrderId,
    /// Indication.
    pub indication: String,
    /// Route.
    pub route: String,
    /// New, earlier or repeat.
    pub kind: String,
    /// The requesting unit.
    pub unit: String,
    /// The sequencing site.
    pub site: Option<String>,
    /// Its state.
    pub state: OrderState,
    /// Holds that stand.
    pub holds: Vec<String>,
    /// When it was submitted.
    pub submitted: Option<Timestamp>,
    /// When data of the pair were released.
    pub data_released: Option<Timestamp>,
    /// When the report was first signed.
    pub signed: Option<Timestamp>,
    /// When it was first delivered.
    pub delivered: Option<Timestamp>,
    /// The patient was referred to the phase-1 unit on its report.
    #[serde(skip)]
    pub(super) referred: bool,
}

/// The purpose that the log names, by role.
fn purpose(role: Role) -> &'static str {
    match role {
        Role::LabReception | Role::LabSequencing | Role::QcRelease => "laboratory",
        Role::Interpreter | Role::Approver => "interpretation",
        Role::Auditor => "audit",
        Role::SubjectAccess => "subject-access",
        Role::Programme => "programme",
        Role::DataManager | Role::Epidemiologist => "follow-up",
        Role::Operator => "operation",
        _ => "treatment",
    }
}

/// Whether a viewer has shown again who they are, in this session and within the time that a signature has.
pub(crate) fn has_shown_again(
    transaction: &mut dyn Transaction,
    viewer: &Viewer,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let session = super::directory::session(transaction, viewer.session())?;
    // As the viewer has it: from another address nobody has.
    let renewed = session.and_then(|own| own.renewed).filter(|_| viewer.renewed().is_some());
    Ok(Staff { stepped_up: renewed, ..viewer.staff().clone() }.may_sign(now))
}

impl Viewer {
    /// What the log says of an access in a course.
    #[must_use]
    pub fn in_course(&self) -> crate::audit::Access {
        self.access(purpose(self.role()))
    }

    fn request(&self, wish: &Wish) -> Request {
        Request {
            access: self.in_course(),
            patient: wish.patient.clone(),
            precondition: wish.precondition,
            idempotency_key: format!("{} {}", self.staff().id, wish.idempotency_key),
            content: wish.content.clone(),
            now: wish.now,
        }
    }
}

/// What the store knows of a viewer and a patient.
pub(crate) fn standing(
    transaction: &mut dyn Transaction,
    viewer: &Viewer,
    patient: &PatientId,
    now: Timestamp,
) -> Result<Standing, StoreError> {
    let sql = "SELECT unit FROM care WHERE patient = $1 AND unit = $2";
    let values = [patient.as_str().into(), viewer.staff().unit.as_str().into()];
    let treats = transaction.one(sql, &values)?.is_some();
    let sql = "SELECT id FROM broken_glass WHERE patient = $1 AND account = $2 AND until > $3";
    let values = [patient.as_str().into(), viewer.staff().id.as_str().into(), now.as_second().into()];
    Ok(Standing { treats, broke_glass: !transaction.query(sql, &values)?.is_empty() })
}

/// Notes a denial. A patient whom nobody knows is not named: what was asked for may be anything.
pub(crate) fn denied(
    transaction: &mut dyn Transaction,
    record: &mut Record,
    patient: &PatientId,
    denial: Denial,
) -> Result<StoreError, StoreError> {
    "refused".clone_into(&mut record.action);
    record.outcome = vec![denial.code().to_owned()];
    record.patients.clear();
    let known = "SELECT patient FROM person WHERE patient = $1 UNION SELECT patient FROM event WHERE patient = $2 AND version = 1";
    if transaction.one(known, &[patient.as_str().into(), patient.as_str().into()])?.is_some() {
        record.patients.push(patient.clone());
    }
    Ok(StoreError::Denied(denial))
}

impl Store {
    /// A course as it is shown to a viewer.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where nothing of it is shown.
    pub fn see(&self, viewer: &Viewer, patient: &PatientId, now: Timestamp) -> Result<Seen, StoreError> {
        let record = Record::of(&viewer.in_course(), now, "read", "course");
        self.observed(&record, |transaction, record| {
            record.patients.push(patient.clone());
            let (course, version) = course(transaction, patient)?;
            let standing = standing(transaction, viewer, patient, now)?;
            if let Err(denial) = viewer.may_in(Action::ReadCourse, &course, standing) {
                return Ok(Err(denied(transaction, record, patient, denial)?));
            }
            Ok(Ok(Seen { course: viewer.shown(course, standing), version, standing }))
        })
    }

    /// Does what a viewer wants in a course.
    ///
    /// # Errors
    /// [`StoreError::Denied`] by the policy, before anything else is looked at; then as [`Store::write`].
    pub fn act(
        &self,
        viewer: &Viewer,
        wish: &Wish,
        command: &Command,
        rules: Rules<'_>,
    ) -> Result<Written, StoreError> {
        self.act_with(viewer, wish, command, rules, &|_| None)
    }

    /// The same, where the folder of reports can say what a report says: what follow-up asks of it is written down with its signature.
    ///
    /// # Errors
    /// As [`Store::act`].
    pub fn act_with(
        &self,
        viewer: &Viewer,
        wish: &Wish,
        command: &Command,
        rules: Rules<'_>,
        says: &dyn Fn(&str) -> Option<ReportFindings>,
    ) -> Result<Written, StoreError> {
        let known = Cell::new(Standing::default());
        self.write_if(
            &viewer.request(wish),
            &mut |transaction, course| {
                known.set(standing(transaction, viewer, &wish.patient, wish.now)?);
                Ok(viewer.may_do(command, course, known.get()))
            },
            &mut |_, course| {
                // What is not shown is answered as what is not there, by the same words.
                let hidden = viewer.is_hidden(command, course, known.get());
                let shown = hidden.then(|| viewer.shown(course.clone(), known.get()));
                let decided = shown.as_ref().unwrap_or(course).decide(command, viewer.staff(), wish.now, rules);
                let mut events = match decided {
                    Ok(events) => events,
                    Err(refusals) => return Ok(Err(StoreError::Refused(refusals))),
                };
                let signed = events.iter().find_map(|event| match event {
                    Event::ReportSigned { order, .. } => course.order(order),
                    _ => None,
                });
                if let Some((order, version)) = signed.and_then(|own| Some((&own.id, own.reports.last()?))) {
                    let report = version.report.sha256.clone();
                    let told = says(&report).map(|findings| (order.clone(), findings));
                    events.extend(told.map(|(order, findings)| Event::FindingsRecorded { order, report, findings }));
                }
                Ok(Ok(events))
            },
        )
    }

    /// Submits an order on an assessed referral. One that the guideline does not grant is refused and written down as such. The referral must be of the person on the register; the decision record is kept beside
    /// the order (DER-19).
    ///
    /// # Errors
    /// As [`Store::act`]; [`StoreError::AnotherPerson`]; [`StoreError::NotRenewed`] where the viewer has not shown again who they are, in
    /// this session and within the time that a signature has.
    pub fn submit(
        &self,
        viewer: &Viewer,
        wish: &Wish,
        new: &NewOrder<'_>,
        rules: Rules<'_>,
    ) -> Result<Written, StoreError> {
        let written = self.write_if(
            &viewer.request(wish),
            &mut |transaction, _| {
                let standing = standing(transaction, viewer, &wish.patient, wish.now)?;
                Ok(viewer.may(Action::Submit, None, standing))
            },
            &mut |transaction, course| {
                if !has_shown_again(transaction, viewer, wish.now)? {
                    return Ok(Err(StoreError::NotRenewed));
                }
                let person = crate::person::person(transaction, &wish.patient)?;
                if !person.is_some_and(|person| person.is_of(new.assessment.referral())) {
                    return Ok(Err(StoreError::AnotherPerson));
                }
                let mut decided = course.submit(new, viewer.staff(), wish.now, rules).or_else(|refusals| {
                    let refused = course.refuse(new, viewer.staff());
                    refused.map(|event| vec![event]).ok_or(StoreError::Refused(refusals))
                });
                if let (Ok(events), Some(_)) = (&mut decided, new.assessment.grant()) {
                    let record = new.assessment.record(false);
                    self.keep_decision(transaction, (&wish.patient, &new.order), record, events)?;
                }
                Ok(decided)
            },
        )?;
        match new.assessment.grant() {
            Some(_) => Ok(written),
            None => Err(StoreError::Refused(not_granted(new.assessment))),
        }
    }

    /// The decision record on which an order was submitted.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where the order is not shown, or has none.
    pub fn verdict(
        &self,
        viewer: &Viewer,
        patient: &PatientId,
        order: &OrderId,
        now: Timestamp,
    ) -> Result<serde_json::Value, StoreError> {
        let record = Record::of(&viewer.in_course(), now, "read", "verdict");
        self.observed(&record, |transaction, record| {
            record.patients.push(patient.clone());
            let (course, _) = course(transaction, patient)?;
            let standing = standing(transaction, viewer, patient, now)?;
            let sql = "SELECT record FROM verdict WHERE patient = $1 AND order_id = $2";
            let kept = transaction.one(sql, &[patient.as_str().into(), order.as_str().into()])?;
            let permitted = match course.order(order) {
                Some(own) => viewer.may(Action::ReadCourse, Some(own), standing),
                None => viewer.may_in(Action::ReadCourse, &course, standing).and(Err(Denial::Relation)),
            };
            match (permitted, kept) {
                (Ok(()), Some(row)) => {
                    Ok(serde_json::from_str(row.text(0)).map_err(|_| StoreError::Register("verdict")))
                }
                (permitted, _) => {
                    let denial = permitted.err().unwrap_or(Denial::Relation);
                    Ok(Err(denied(transaction, record, patient, denial)?))
                }
            }
        })
    }

    /// Of the audit records that speak of a patient so many from a place on, and how many there are, for those who keep the log.
    ///
    /// # Errors
    /// [`StoreError::Denied`].
    pub fn patient_log_page(
        &self,
        viewer: &Viewer,
        patient: &PatientId,
        part: (u32, u32),
        now: Timestamp,
    ) -> Result<(u64, Vec<Record>), StoreError> {
        match permits(viewer.role(), Action::ReadAccessLog, Relation::None, None) {
            Ok(()) => self.access_log_page(&viewer.in_course(), patient, part, now),
            Err(denial) => self.refuse(viewer, "audit", denial, now),
        }
    }

    /// Logs that the policy denied something that is about no patient, and says so.
    pub(crate) fn refuse<T>(
        &self,
        viewer: &Viewer,
        resource: &str,
        denial: Denial,
        now: Timestamp,
    ) -> Result<T, StoreError> {
        let record = Record::of(&viewer.in_course(), now, "refused", resource);
        let record = Record { outcome: vec![denial.code().to_owned()], ..record };
        self.recorded(&record, |_, _| Ok(Err(StoreError::Denied(denial))))
    }

    /// Lets through whoever has just shown again who they are; that another asked is logged.
    ///
    /// # Errors
    /// [`StoreError::NotRenewed`].
    pub(crate) fn asks_again(&self, viewer: &Viewer, resource: &str, now: Timestamp) -> Result<(), StoreError> {
        if viewer.staff().may_sign(now) {
            return Ok(());
        }
        let record = Record::of(&viewer.in_course(), now, "refused", resource);
        let record = Record { outcome: StoreError::NotRenewed.outcome(), ..record };
        self.recorded(&record, |_, _| Ok(Err(StoreError::NotRenewed)))
    }
}

/// The columns of [`Work`] and of its clocks, of every order that is not ended.
pub(super) const WORK: &str = "SELECT patient, order_id, indication, route, kind, unit, site, state, holds, submitted, data_released, signed, \
                    delivered, referred, timing FROM order_row WHERE state NOT IN ('closed', 'cancelled') ORDER BY submitted, patient, order_id";
/// The same of every order, also of those that ended.
pub(super) const ANY_WORK: &str = "SELECT patient, order_id, indication, route, kind, unit, site, state, holds, submitted, data_released, \
                                   signed, delivered, referred FROM order_row ORDER BY submitted, patient, order_id";

pub(super) fn read(row: &Row) -> Result<Work, StoreError> {
    let unreadable = || StoreError::Register("orders");
    let time =
        |column| (!row.text(column).is_empty()).then(|| row.text(column).parse().map_err(|_| unreadable())).transpose();
    Ok(Work {
        patient: PatientId::new(row.text(0)).map_err(|_| unreadable())?,
        order: OrderId::new(row.text(1)).map_err(|_| unreadable())?,
        indication: row.text(2).to_owned(),
        route: row.text(3).to_owned(),
        kind: row.text(4).to_owned(),
        unit: row.text(5).to_owned(),
        site: (!row.text(6).is_empty()).then(|| row.text(6).to_owned()),
        state: OrderState::from_code(row.text(7)).ok_or_else(unreadable)?,
        holds: row.text(8).split_whitespace().map(str::to_owned).collect(),
        submitted: time(9)?,
        data_released: time(10)?,
        signed: time(11)?,
        delivered: time(12)?,
        referred: row.whole(13) != 0,
    })
}

/// Whether the policy shows a viewer something of an order by its row.
pub(super) fn sees(viewer: &Viewer, work: &Work, action: Action) -> bool {
    let bound = Bound { unit: &work.unit, site: work.site.as_deref(), referred: work.referred };
    let relations = viewer.relations(Some(bound), Standing::default());
    relations.into_iter().any(|relation| permits(viewer.role(), action, relation, Some(work.state)).is_ok())
}
