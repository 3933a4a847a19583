//! Two pseudonyms that turn out to be one person's: somebody who sees the patient under both proposes to join them, somebody else confirms, and the two courses
//! are one (docs/decisions/0042).

use clinic::course::{Course, NotJoined, Refusal};
use clinic::cpr::{Cpr, CprKind};
use clinic::identifier::{PatientId, StaffId};
use jiff::{SignedDuration, Timestamp};

use super::{Identity, Person, by_number, correction, person};
use crate::access::policy::{Action, Denial};
use crate::access::{Viewer, denied, has_shown_again, standing};
use crate::audit::{Added, Record};
use crate::precondition::Version;
use crate::store::{Row, Store, StoreError, Transaction, append, course, history};

/// Which pseudonym was joined into which, and what was proposed.
pub(crate) const TABLES: &[&str] = &[
    "ALTER TABLE person ADD COLUMN joined_into TEXT",
    "CREATE INDEX person_joined_into ON person (joined_into)",
    "CREATE TABLE joining (patient TEXT NOT NULL, proposed BIGINT NOT NULL, joined_into TEXT NOT NULL, reason TEXT NOT NULL, \
     proposer TEXT NOT NULL, confirmer TEXT, confirmed BIGINT, PRIMARY KEY (patient, proposed))",
];

/// How long a proposal waits for somebody who confirms it (own figure, to be confirmed).
pub const PROPOSAL_LASTS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// That a course is to be joined into another of the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The pseudonym that ends.
    pub patient: PatientId,
    /// The one that goes on.
    pub into: PatientId,
    /// Why; it may name somebody, and so stands in no event.
    pub reason: String,
    /// Who proposed it.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
}

impl Proposal {
    /// When it lapses.
    #[must_use]
    pub fn until(&self) -> Timestamp {
        self.at + PROPOSAL_LASTS
    }
}

/// A proposal as it is shown to somebody who sees both patients.
#[derive(Debug, Clone)]
pub struct Proposed {
    /// The proposal.
    pub proposal: Proposal,
    /// Who it is under the pseudonym that ends.
    pub ends: Person,
    /// Who it is under the one that goes on.
    pub goes_on: Person,
    /// What stands against it now.
    pub against: Vec<Refusal>,
    /// The course as it would be; `None` while something stands against it.
    pub after: Option<Course>,
}

/// A patient whom a viewer may join: who it is, and the course.
struct Known {
    person: Person,
    course: Course,
    version: Version,
}

impl Store {
    /// Proposes that a course is joined into that of the person of a number. It takes the place of an earlier proposal.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where the viewer does not see both; [`StoreError::NoReason`]; [`StoreError::NotRenewed`];
    /// [`StoreError::AnotherBirthDate`]; [`StoreError::Refused`] with everything that stands against it.
    pub fn propose_joining(
        &self,
        viewer: &Viewer,
        patient: &PatientId,
        (number, reason): (&Cpr, &str),
        now: Timestamp,
    ) -> Result<Proposal, StoreError> {
        let record = Record::of(&viewer.in_course(), now, "write", "joining");
        self.recorded(&record, |transaction, record| {
            let ends = match known(transaction, record, viewer, patient, now)? {
                Ok(known) => known,
                Err(error) => return Ok(Err(error)),
            };
            let Some(other) = by_number(transaction, number)? else {
                return Ok(Err(refused(record, StoreError::Denied(Denial::Relation))));
            };
            let goes_on = match known(transaction, record, viewer, &other.patient, now)? {
                Ok(known) => known,
                Err(error) => return Ok(Err(error)),
            };
            let error = if reason.trim().is_empty() {
                Some(StoreError::NoReason)
            } else {
                against(transaction, viewer, (&ends, &goes_on), now)?
            };
            if let Some(error) = error {
                return Ok(Err(refused(record, error)));
            }
            let into = goes_on.person.patient;
            let by = viewer.staff().id.clone();
            let proposal = Proposal { patient: patient.clone(), into, reason: reason.trim().to_owned(), by, at: now };
            let whose = [patient.as_str().into()];
            transaction.execute("DELETE FROM joining WHERE patient = $1 AND confirmed IS NULL", &whose)?;
            let sql =
                "INSERT INTO joining (patient, proposed, joined_into, reason, proposer) VALUES ($1, $2, $3, $4, $5)";
            let values = [
                patient.as_str().into(),
                now.as_second().into(),
                proposal.into.as_str().into(),
                proposal.reason.as_str().into(),
                proposal.by.as_str().into(),
            ];
            transaction.execute(sql, &values)?;
            Ok(Ok(proposal))
        })
    }

    /// The proposal to join a course into another, with both patients; `None` where there is none that the viewer may see.
    ///
    /// # Errors
    /// [`StoreError::Denied`].
    pub fn proposed_joining(
        &self,
        viewer: &Viewer,
        patient: &PatientId,
        now: Timestamp,
    ) -> Result<Option<Proposed>, StoreError> {
        let record = Record::of(&viewer.in_course(), now, "read", "joining");
        self.observed(&record, |transaction, record| {
            let ends = match known(transaction, record, viewer, patient, now)? {
                Ok(known) => known,
                Err(error) => return Ok(Err(error)),
            };
            let Some(proposal) = proposal(transaction, patient, now)? else { return Ok(Ok(None)) };
            let Some(goes_on) = seen(transaction, viewer, &proposal.into, now)?.ok() else { return Ok(Ok(None)) };
            record.patients.push(proposal.into.clone());
            let against = goes_on.course.against_joining(&ends.course);
            let after = against.is_empty().then(|| after(transaction, &ends, &goes_on, viewer, now)).transpose()?;
            Ok(Ok(Some(Proposed { proposal, ends: ends.person, goes_on: goes_on.person, against, after })))
        })
    }

    /// The pseudonym that is proposed to end, where the patient is one of the two and the viewer sees both. It tells that there is something to look at, and
    /// leaves no record.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub(crate) fn open_joining(
        &self,
        viewer: &Viewer,
        patient: &PatientId,
        now: Timestamp,
    ) -> Result<Option<PatientId>, StoreError> {
        self.looked(|transaction| {
            let sql = "SELECT patient FROM joining WHERE (patient = $1 OR joined_into = $2) AND confirmed IS NULL ORDER BY proposed";
            for row in transaction.query(sql, &[patient.as_str().into(), patient.as_str().into()])? {
                let ends = patient_of(row.text(0))?;
                let Some(open) = proposal(transaction, &ends, now)? else { continue };
                if seen(transaction, viewer, &ends, now)?.is_ok() && seen(transaction, viewer, &open.into, now)?.is_ok() {
                    return Ok(Some(ends));
                }
            }
            Ok(None)
        })
    }

    /// Confirms a proposal as somebody else than who made it: the two courses are one.
    ///
    /// # Errors
    /// As [`Store::propose_joining`]; where no such proposal stands, or it is the viewer's own, [`StoreError::Refused`].
    pub fn confirm_joining(
        &self,
        viewer: &Viewer,
        patient: &PatientId,
        into: &PatientId,
        now: Timestamp,
    ) -> Result<PatientId, StoreError> {
        let record = Record::of(&viewer.in_course(), now, "write", "joining");
        self.recorded(&record, |transaction, record| {
            let ends = match known(transaction, record, viewer, patient, now)? {
                Ok(known) => known,
                Err(error) => return Ok(Err(error)),
            };
            // Who confirms says which two: another proposal may have taken the place of the one that was read.
            let Some(proposal) = proposal(transaction, patient, now)?.filter(|own| own.into == *into) else {
                let gone = ends.person.joined_into.map(Refusal::JoinedInto);
                let why = gone.unwrap_or(Refusal::Joining(NotJoined::NotProposed));
                return Ok(Err(refused(record, StoreError::Refused(vec![why]))));
            };
            let goes_on = match known(transaction, record, viewer, into, now)? {
                Ok(known) => known,
                Err(error) => return Ok(Err(error)),
            };
            if let Some(error) = against(transaction, viewer, (&ends, &goes_on), now)? {
                return Ok(Err(refused(record, error)));
            }
            let (events, ..) = history(transaction, patient)?;
            let joining = match goes_on.course.join(&ends.course, events, &proposal.by, viewer.staff()) {
                Ok(joining) => joining,
                Err(refusals) => return Ok(Err(refused(record, StoreError::Refused(refusals)))),
            };
            let by = viewer.staff();
            // Neither course may have an event that precedes what it holds.
            let at = ends.course.stamp(now);
            let Known { person: goes_on, mut course, version } = goes_on;
            let (first, mut bodies) = append(transaction, &mut course, version, vec![joining.joined], by, at)?;
            let Known { person: ends, mut course, version } = ends;
            bodies.extend(append(transaction, &mut course, version, vec![joining.into], by, at)?.1);
            record.added = Some(Added::of(first, &bodies));
            on_register(transaction, viewer, (&ends, &goes_on), &proposal, now)?;
            Ok(Ok(goes_on.patient))
        })
    }
}

fn refused(record: &mut Record, error: StoreError) -> StoreError {
    "refused".clone_into(&mut record.action);
    record.outcome = error.outcome();
    error
}

/// A patient, for a viewer who may join courses of theirs.
fn seen(
    transaction: &mut dyn Transaction,
    viewer: &Viewer,
    patient: &PatientId,
    now: Timestamp,
) -> Result<Result<Known, Denial>, StoreError> {
    let (course, version) = course(transaction, patient)?;
    let standing = standing(transaction, viewer, patient, now)?;
    let permitted = viewer.may_in(Action::JoinCourses, &course, standing);
    Ok(match (permitted, person(transaction, patient)?) {
        (Ok(()), Some(person)) => Ok(Known { person, course, version }),
        (permitted, _) => Err(permitted.err().unwrap_or(Denial::Relation)),
    })
}

/// The same, with its record.
fn known(
    transaction: &mut dyn Transaction,
    record: &mut Record,
    viewer: &Viewer,
    patient: &PatientId,
    now: Timestamp,
) -> Result<Result<Known, StoreError>, StoreError> {
    match seen(transaction, viewer, patient, now)? {
        Ok(known) => {
            record.patients.push(patient.clone());
            Ok(Ok(known))
        }
        Err(denial) => Ok(Err(denied(transaction, record, patient, denial)?)),
    }
}

/// What stands against joining the first into the second, by the register and by the courses.
fn against(
    transaction: &mut dyn Transaction,
    viewer: &Viewer,
    (ends, goes_on): (&Known, &Known),
    now: Timestamp,
) -> Result<Option<StoreError>, StoreError> {
    if !has_shown_again(transaction, viewer, now)? {
        return Ok(Some(StoreError::NotRenewed));
    }
    let refusals = goes_on.course.against_joining(&ends.course);
    if !refusals.is_empty() {
        return Ok(Some(StoreError::Refused(refusals)));
    }
    let same_birth = ends.person.identity.birth == goes_on.person.identity.birth;
    Ok((!same_birth).then_some(StoreError::AnotherBirthDate))
}

/// The course as it would be, by whoever may confirm it.
fn after(
    transaction: &mut dyn Transaction,
    ends: &Known,
    goes_on: &Known,
    viewer: &Viewer,
    now: Timestamp,
) -> Result<Course, StoreError> {
    let (history, ..) = history(transaction, &ends.person.patient)?;
    let mut course = goes_on.course.clone();
    course.would_take_in(&ends.person.patient, &history, now);
    let standing = standing(transaction, viewer, &goes_on.person.patient, now)?;
    Ok(viewer.shown(course, standing))
}

/// What the register says from now on: one person, with the number that counts, seen by the units of both.
fn on_register(
    transaction: &mut dyn Transaction,
    viewer: &Viewer,
    (ends, goes_on): (&Person, &Person),
    proposal: &Proposal,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (from, into) = (ends.patient.as_str(), goes_on.patient.as_str());
    // What was joined into the one that ends before goes on with it, so that a number leads on in one step.
    let sql = "UPDATE person SET joined_into = $1 WHERE patient = $2 OR joined_into = $3";
    transaction.execute(sql, &[into.into(), from.into(), from.into()])?;
    let new = counts(&ends.identity, &goes_on.identity);
    if new != goes_on.identity {
        correction::set(transaction, viewer, goes_on, &new, &proposal.reason, now)?;
    }
    let sql = "INSERT INTO care (patient, unit, since) SELECT $1, unit, since FROM care WHERE patient = $2 \
               ON CONFLICT (patient, unit) DO NOTHING";
    transaction.execute(sql, &[into.into(), from.into()])?;
    let sql =
        "INSERT INTO verdict (patient, order_id, record) SELECT $1, order_id, record FROM verdict WHERE patient = $2";
    transaction.execute(sql, &[into.into(), from.into()])?;
    // A requisition that was being written under the old pseudonym is written on under the new one, where the unit has none there.
    let sql = "INSERT INTO draft (patient, unit, body) SELECT $1, unit, body FROM draft WHERE patient = $2 \
               ON CONFLICT (patient, unit) DO NOTHING";
    transaction.execute(sql, &[into.into(), from.into()])?;
    transaction.execute("DELETE FROM draft WHERE patient = $1", &[from.into()])?;
    let sql = "UPDATE joining SET confirmer = $1, confirmed = $2 WHERE patient = $3 AND confirmed IS NULL";
    transaction.execute(sql, &[viewer.staff().id.as_str().into(), now.as_second().into(), from.into()])?;
    // What was proposed of either and was not confirmed speaks of a course that is another now.
    let sql = "DELETE FROM joining WHERE confirmed IS NULL AND (patient = $1 OR joined_into = $2)";
    transaction.execute(sql, &[from.into(), from.into()])?;
    Ok(())
}

/// A person number counts before a replacement number, and protection counts wherever it stands.
fn counts(ends: &Identity, goes_on: &Identity) -> Identity {
    let is_person = |own: &Identity| own.number.kind() == CprKind::Person;
    let own = if is_person(ends) && !is_person(goes_on) { ends } else { goes_on };
    Identity { protected: ends.protected || goes_on.protected, ..own.clone() }
}

fn patient_of(text: &str) -> Result<PatientId, StoreError> {
    PatientId::new(text).map_err(|_| StoreError::Register("persons"))
}

/// The proposal that a pseudonym ends, while it stands.
fn proposal(
    transaction: &mut dyn Transaction,
    patient: &PatientId,
    now: Timestamp,
) -> Result<Option<Proposal>, StoreError> {
    let sql =
        "SELECT patient, joined_into, reason, proposer, proposed FROM joining WHERE patient = $1 AND confirmed IS NULL";
    let row = transaction.one(sql, &[patient.as_str().into()])?;
    let proposal = row.as_ref().map(read).transpose()?;
    Ok(proposal.filter(|own| now < own.until()))
}

fn read(row: &Row) -> Result<Proposal, StoreError> {
    let unreadable = || StoreError::Register("persons");
    Ok(Proposal {
        patient: patient_of(row.text(0))?,
        into: patient_of(row.text(1))?,
        reason: row.text(2).to_owned(),
        by: StaffId::new(row.text(3)).map_err(|_| unreadable())?,
        at: Timestamp::from_second(row.whole(4)).map_err(|_| unreadable())?,
    })
}

/// The pseudonym that counts: the patient's own, or the one it was joined into.
pub(crate) fn surviving(transaction: &mut dyn Transaction, patient: &PatientId) -> Result<PatientId, StoreError> {
    let into = person(transaction, patient)?.and_then(|own| own.joined_into);
    Ok(into.unwrap_or_else(|| patient.clone()))
}
