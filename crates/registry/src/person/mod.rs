//! The person register: which person a pseudonym is. It is the one place that knows, and everything else works without it.
//!
//! A number is never in a URL, a log, an error or another table. It is compared, and shown to those whom the policy lets see a person.

pub(crate) mod correction;
pub(crate) mod joining;

pub use joining::{PROPOSAL_LASTS, Proposal, Proposed};

use std::fmt;

use clinic::cpr::Cpr;
use clinic::identifier::PatientId;
use clinic::referral::Referral;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::access::policy::{Action, Denial, Relation, permits};
use crate::access::{Viewer, denied, standing};
use crate::audit::{Record, hexadecimal, unguessable};
use crate::precondition::Version;
use crate::store::{Row, Store, StoreError, Transaction, course, number};

pub use correction::FormerNumber;
pub(crate) use correction::former_numbers;

/// Who somebody is, as told or as on the register.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// Person number or replacement number.
    pub number: Cpr,
    /// Name.
    pub name: String,
    /// The registered birth date, which may differ from the number's (DER-11).
    pub birth: Date,
    /// Name and address are protected.
    pub protected: bool,
}

/// A person on the register.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The pseudonym.
    pub patient: PatientId,
    /// Who it is.
    pub identity: Identity,
    /// How often the register has said something of the person.
    pub version: Version,
    /// The pseudonym under which the person is known since two were joined.
    pub joined_into: Option<PatientId>,
}

/// Who somebody is, is never printed.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(..)")
    }
}

/// The pseudonym alone.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Person({})", self.patient)
    }
}

impl Person {
    /// Whether a referral is this person's: the number, and the birth date where it is stated.
    #[must_use]
    pub fn is_of(&self, referral: &Referral) -> bool {
        referral.patient.cpr == self.identity.number
            && referral.patient.birth_date.is_none_or(|born| born == self.identity.birth)
    }
}

impl Store {
    /// Puts a person on the register, and the viewer's unit among those that treat them; the pseudonym. Somebody who is on the register
    /// already keeps theirs, and the answer is the same.
    ///
    /// # Errors
    /// [`StoreError::Denied`]; [`StoreError::AnotherBirthDate`] where the register knows the number with another.
    pub fn register_person(&self, viewer: &Viewer, new: &Identity, now: Timestamp) -> Result<PatientId, StoreError> {
        if let Err(denial) = permits(viewer.role(), Action::RegisterPerson, Relation::None, None) {
            return self.refuse(viewer, "person", denial, now);
        }
        let random = unguessable::<10>().map_err(StoreError::Unguessable)?;
        let record = Record::of(&viewer.in_course(), now, "write", "person");
        self.recorded(&record, |transaction, record| {
            let patient = match by_number(transaction, &new.number)? {
                Some(known) => {
                    record.patients.push(known.patient.clone());
                    if known.identity.birth != new.birth {
                        "refused".clone_into(&mut record.action);
                        record.outcome = vec!["another-birth-date".into()];
                        return Ok(Err(StoreError::AnotherBirthDate));
                    }
                    known.patient
                }
                None => {
                    let made = PatientId::new(&format!("p-{}", hexadecimal(&random)));
                    let patient = made.map_err(|_| StoreError::Register("persons"))?;
                    add(transaction, &patient, new)?;
                    record.patients.push(patient.clone());
                    patient
                }
            };
            let sql =
                "INSERT INTO care (patient, unit, since) VALUES ($1, $2, $3) ON CONFLICT (patient, unit) DO NOTHING";
            let unit = viewer.staff().unit.as_str().into();
            transaction.execute(sql, &[patient.as_str().into(), unit, now.as_second().into()])?;
            Ok(Ok(patient))
        })
    }

    /// Finds a person of the own unit by number.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where there is none, or none of the own unit.
    pub fn find_person(&self, viewer: &Viewer, number: &Cpr, now: Timestamp) -> Result<PatientId, StoreError> {
        if let Err(denial) = permits(viewer.role(), Action::FindPerson, Relation::None, None) {
            return self.refuse(viewer, "person", denial, now);
        }
        let record = Record::of(&viewer.in_course(), now, "read", "person");
        self.observed(&record, |transaction, record| {
            if let Some(person) = by_number(transaction, number)? {
                let (course, _) = course(transaction, &person.patient)?;
                let standing = standing(transaction, viewer, &person.patient, now)?;
                record.patients.push(person.patient.clone());
                if viewer.may_in(Action::ReadPerson, &course, standing).is_ok() {
                    return Ok(Ok(person.patient));
                }
            }
            "refused".clone_into(&mut record.action);
            record.outcome = vec![Denial::Relation.code().to_owned()];
            Ok(Err(StoreError::Denied(Denial::Relation)))
        })
    }

    /// Who a patient is.
    ///
    /// # Errors
    /// [`StoreError::Denied`].
    pub fn person(&self, viewer: &Viewer, patient: &PatientId, now: Timestamp) -> Result<Person, StoreError> {
        let record = Record::of(&viewer.in_course(), now, "read", "person");
        self.observed(&record, |transaction, record| {
            record.patients.push(patient.clone());
            let (course, _) = course(transaction, patient)?;
            let standing = standing(transaction, viewer, patient, now)?;
            let permitted = viewer.may_in(Action::ReadPerson, &course, standing);
            match (permitted, person(transaction, patient)?) {
                (Ok(()), Some(person)) => Ok(Ok(person)),
                (permitted, _) => {
                    let denial = permitted.err().unwrap_or(Denial::Relation);
                    Ok(Err(denied(transaction, record, patient, denial)?))
                }
            }
        })
    }
}

pub(crate) fn add(transaction: &mut dyn Transaction, patient: &PatientId, new: &Identity) -> Result<(), StoreError> {
    let sql = "INSERT INTO person (patient, number, name, birth, protected) VALUES ($1, $2, $3, $4, $5)";
    let values = [
        patient.as_str().into(),
        new.number.as_str().into(),
        new.name.trim().into(),
        new.birth.to_string().as_str().into(),
        i64::from(new.protected).into(),
    ];
    transaction.execute(sql, &values)?;
    Ok(())
}

const PERSON: &str = "SELECT patient, number, name, birth, protected, version, joined_into FROM person";

fn read(row: &Row) -> Result<Person, StoreError> {
    let unreadable = || StoreError::Register("persons");
    let identity = Identity {
        number: Cpr::parse(row.text(1)).map_err(|_| unreadable())?,
        name: row.text(2).to_owned(),
        birth: row.text(3).parse().map_err(|_| unreadable())?,
        protected: row.whole(4) != 0,
    };
    let patient = |column| PatientId::new(row.text(column)).map_err(|_| unreadable());
    let joined_into = (!row.text(6).is_empty()).then(|| patient(6)).transpose()?;
    Ok(Person { patient: patient(0)?, identity, version: Version(number(row.whole(5))), joined_into })
}

/// The person of a number, under the pseudonym that counts; of an earlier number too, since a tube or a letter may still have it.
pub(crate) fn by_number(transaction: &mut dyn Transaction, number: &Cpr) -> Result<Option<Person>, StoreError> {
    for whose in ["number = $1", "patient IN (SELECT patient FROM person_before WHERE number = $1)"] {
        if let Some(row) = transaction.one(&format!("{PERSON} WHERE {whose}"), &[number.as_str().into()])? {
            let found = read(&row)?;
            return match &found.joined_into {
                Some(into) => person(transaction, into),
                None => Ok(Some(found)),
            };
        }
    }
    Ok(None)
}

/// The person of a pseudonym.
pub(crate) fn person(transaction: &mut dyn Transaction, patient: &PatientId) -> Result<Option<Person>, StoreError> {
    let row = transaction.one(&format!("{PERSON} WHERE patient = $1"), &[patient.as_str().into()])?;
    row.as_ref().map(read).transpose()
}
