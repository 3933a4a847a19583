//! Correcting the register: a name, a birth date, or another number, such as after a change of legal sex or when a replacement number
//! gives way to a person number. The pseudonym stays, so the course does; what the register said before stays beside it with the reason,
//! and an earlier number finds the patient still.

use std::fmt;

use clinic::course::Refusal;
use clinic::cpr::Cpr;
use clinic::identifier::PatientId;
use jiff::Timestamp;

use super::{Identity, Person, by_number, person};
use crate::access::policy::Action;
use crate::access::{Viewer, denied, has_shown_again, standing};
use crate::audit::Record;
use crate::precondition::{Precondition, Version};
use crate::store::{Store, StoreError, Transaction, course};

/// The version of what the register says of a person, and what it said before.
pub(crate) const TABLES: &[&str] = &[
    "ALTER TABLE person ADD COLUMN version BIGINT NOT NULL DEFAULT 1",
    "CREATE TABLE person_before (patient TEXT NOT NULL, version BIGINT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, \
     birth TEXT NOT NULL, protected BIGINT NOT NULL, reason TEXT NOT NULL, account TEXT NOT NULL, until BIGINT NOT NULL, \
     PRIMARY KEY (patient, version))",
    "CREATE INDEX person_before_number ON person_before (number)",
];

/// A number that was a patient's before a correction.
#[derive(Clone, PartialEq, Eq)]
pub struct FormerNumber {
    /// The number.
    pub number: Cpr,
    /// Since when it was, where an earlier one gave way to it; since when the first was is not known.
    pub since: Option<Timestamp>,
    /// Until when.
    pub until: Timestamp,
}

/// A number is never printed.
impl fmt::Debug for FormerNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormerNumber(..)")
    }
}

/// The numbers of a patient before corrections, the first first. One that became the patient's again is none.
pub(crate) fn former_numbers(
    transaction: &mut dyn Transaction,
    known: &Person,
) -> Result<Vec<FormerNumber>, StoreError> {
    let unreadable = || StoreError::Register("persons");
    let sql = "SELECT number, until FROM person_before WHERE patient = $1 ORDER BY version";
    let mut all: Vec<FormerNumber> = Vec::new();
    for row in transaction.query(sql, &[known.patient.as_str().into()])? {
        let number = Cpr::parse(row.text(0)).map_err(|_| unreadable())?;
        let until = Timestamp::from_second(row.whole(1)).map_err(|_| unreadable())?;
        match all.last_mut() {
            // A name or a birth date was corrected.
            Some(last) if last.number == number => last.until = until,
            last => {
                let since = last.map(|own| own.until);
                all.push(FormerNumber { number, since, until });
            }
        }
    }
    all.retain(|own| own.number != known.identity.number);
    Ok(all)
}

impl Store {
    /// Corrects who a patient is; the register's new version. Another number asks the viewer to have shown again who they are.
    ///
    /// # Errors
    /// [`StoreError::Denied`]; a version that is missing or old is [`StoreError::Unmet`]; [`StoreError::NoReason`];
    /// [`StoreError::NotRenewed`]; [`StoreError::NumberTaken`] where the number is, or was, another patient's.
    pub fn correct_person(
        &self,
        viewer: &Viewer,
        patient: &PatientId,
        (new, reason): (&Identity, &str),
        seen: Precondition,
        now: Timestamp,
    ) -> Result<Version, StoreError> {
        let record = Record::of(&viewer.in_course(), now, "write", "person-correction");
        self.recorded(&record, |transaction, record| {
            record.patients.push(patient.clone());
            let (course, _) = course(transaction, patient)?;
            let standing = standing(transaction, viewer, patient, now)?;
            let permitted = viewer.may_in(Action::CorrectPerson, &course, standing);
            let known = match (permitted, person(transaction, patient)?) {
                (Ok(()), Some(known)) => known,
                (permitted, _) => {
                    let denial = permitted.err().unwrap_or(crate::access::policy::Denial::Relation);
                    return Ok(Err(denied(transaction, record, patient, denial)?));
                }
            };
            let other_number = known.identity.number != new.number;
            let gone = known.joined_into.clone().map(|into| StoreError::Refused(vec![Refusal::JoinedInto(into)]));
            let error = match seen.against(known.version) {
                Err(unmet) => Some(unmet.into()),
                Ok(()) if gone.is_some() => gone,
                Ok(()) if reason.trim().is_empty() => Some(StoreError::NoReason),
                Ok(()) if other_number && !has_shown_again(transaction, viewer, now)? => Some(StoreError::NotRenewed),
                Ok(()) => by_number(transaction, &new.number)?
                    .filter(|own| own.patient != *patient)
                    .map(|_| StoreError::NumberTaken),
            };
            if let Some(error) = error {
                "refused".clone_into(&mut record.action);
                record.outcome = error.outcome();
                return Ok(Err(error));
            }
            set(transaction, viewer, &known, new, reason, now)?;
            Ok(Ok(Version(known.version.0 + 1)))
        })
    }
}

/// Writes what the register says of a person from now on, and keeps what it said.
pub(super) fn set(
    transaction: &mut dyn Transaction,
    viewer: &Viewer,
    known: &Person,
    new: &Identity,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    keep_before(transaction, viewer, known, reason, now)?;
    // A number stands once. Where a pseudonym has it that was joined into this one, the two exchange theirs.
    let sql = "SELECT patient FROM person WHERE number = $1 AND joined_into = $2";
    let holder = transaction.one(sql, &[new.number.as_str().into(), known.patient.as_str().into()])?;
    let give = |transaction: &mut dyn Transaction, number: &str| match &holder {
        None => Ok(0),
        Some(row) => transaction
            .execute("UPDATE person SET number = $1 WHERE patient = $2", &[number.into(), row.text(0).into()]),
    };
    give(transaction, "")?;
    let sql = "UPDATE person SET number = $1, name = $2, birth = $3, protected = $4, version = version + 1 WHERE patient = $5";
    let values = [
        new.number.as_str().into(),
        new.name.trim().into(),
        new.birth.to_string().as_str().into(),
        i64::from(new.protected).into(),
        known.patient.as_str().into(),
    ];
    transaction.execute(sql, &values)?;
    give(transaction, known.identity.number.as_str())?;
    Ok(())
}

fn keep_before(
    transaction: &mut dyn Transaction,
    viewer: &Viewer,
    known: &Person,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO person_before (patient, version, number, name, birth, protected, reason, account, until) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let own = &known.identity;
    let version = i64::try_from(known.version.0).map_err(|_| StoreError::Register("persons"))?;
    let values = [
        known.patient.as_str().into(),
        version.into(),
        own.number.as_str().into(),
        own.name.as_str().into(),
        own.birth.to_string().as_str().into(),
        i64::from(own.protected).into(),
        reason.trim().into(),
        viewer.staff().id.as_str().into(),
        now.as_second().into(),
    ];
    transaction.execute(sql, &values)?;
    Ok(())
}
