//! The store: the one door to what happened.
//!
//! A write is logged in the same transaction; what was read is logged before anybody is answered. If the log cannot be written, nothing passes:
//! no write and no read.

mod anchor;
mod database;
mod encryption;
mod group;
mod import;
mod postgresql;
mod read_model;
mod schema;
mod sqlite;
mod verification;

use std::path::{Path, PathBuf};

use clinic::course::{Course, Event, Refusal, Stamped};
use clinic::identifier::PatientId;
use clinic::staff::Staff;
use jiff::Timestamp;

use crate::access::policy::Denial;
use crate::access::{LeakedPasswords, denied};
use crate::audit::{Access, Added, AuditKey, KeyError, Record, digest};
use crate::precondition::{Precondition, Unmet, Version};
use crate::report::NotShown;
use anchor::AnchorFile;
use database::{Database, Session};

pub(crate) use database::Session as Transaction;
pub use database::{DatabaseError, Row, Value};
pub use import::Imported;
pub use schema::SCHEMA;
pub use verification::Verified;
pub(crate) use verification::Walked;

/// Why the store does not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The writer's version is missing or old.
    #[error(transparent)]
    Unmet(#[from] Unmet),
    /// The course does not allow it.
    #[error("refused: {}", .0.iter().map(Refusal::code).collect::<Vec<_>>().join(", "))]
    Refused(Vec<Refusal>),
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request: take a new one")]
    KeyReused,
    /// The database failed; nothing was done.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The tables are of a later program.
    #[error("the store has tables of version {found}, and this program knows {known}: use the later program")]
    Schema {
        /// What was found.
        found: String,
        /// What is known.
        known: usize,
    },
    /// What is stored cannot be read.
    #[error("event {0} of the store cannot be read: run `marv audit verify`")]
    Unreadable(u64),
    /// The anchor cannot be written; nothing passes.
    #[error("the audit's anchor {0} cannot be written, so nothing passes: {1}")]
    Anchor(String, std::io::Error),
    /// The system has no source of unguessable bytes.
    #[error("the system gives no unguessable bytes: {0}")]
    Unguessable(std::io::Error),
    /// There is no backup.
    #[error("no backup: {0}")]
    Backup(&'static str),
    /// The policy does not let it through.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// The referral is another person's.
    #[error("the referral is not of the person on the register: correct the referral, or take the right course")]
    AnotherPerson,
    /// The register knows the number with another birth date.
    #[error("the register knows this number with another birth date: compare both with the CPR register")]
    AnotherBirthDate,
    /// A reason is missing.
    #[error("the reason is missing: write why")]
    NoReason,
    /// The number is another patient's, or was.
    #[error(
        "the number is another patient's on the register: find that course; where both are one person's, propose to join them"
    )]
    NumberTaken,
    /// Who it is was not shown again within five minutes.
    #[error("show again who you are, and send it within five minutes")]
    NotRenewed,
    /// A report is not shown.
    #[error(transparent)]
    NotShown(#[from] NotShown),
    /// The session ended meanwhile.
    #[error("the session is over: sign in again")]
    NoSession,
    /// The key file is older than the store.
    #[error(
        "the audit of this store has had {known} keys, and the file of the key has {given}: give the file that has them all (after a change of key that did \
         not end, FILE.next)"
    )]
    OtherKeys {
        /// Keys that the store has had.
        known: u64,
        /// Keys of the file.
        given: u64,
    },
    /// The next key cannot be kept.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A register holds something that cannot be read.
    #[error("the register of {0} holds something that cannot be read: restore a copy")]
    Register(&'static str),
}

impl StoreError {
    /// What the log says of it.
    pub(crate) fn outcome(&self) -> Vec<String> {
        match self {
            Self::Refused(refusals) => refusals.iter().map(|refusal| refusal.code().to_owned()).collect(),
            Self::AnotherPerson => vec!["another-person".into()],
            Self::NotRenewed => vec!["DER-14".into()],
            Self::NumberTaken => vec!["number-taken".into()],
            other => vec![other.status().to_string()],
        }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Unmet(unmet) => unmet.status(),
            Self::Refused(_)
            | Self::NotShown(NotShown::NoFolder | NotShown::Altered | NotShown::NotSet | NotShown::Unreadable) => 409,
            Self::KeyReused | Self::AnotherPerson | Self::AnotherBirthDate | Self::NumberTaken | Self::NoReason => 422,
            Self::Denied(Denial::Role) | Self::NotRenewed => 403,
            Self::NotShown(NotShown::Absent) | Self::Denied(_) => 404,
            Self::NoSession => 401,
            Self::Database(_)
            | Self::Schema { .. }
            | Self::Unreadable(_)
            | Self::Anchor(..)
            | Self::Unguessable(_)
            | Self::Backup(_)
            | Self::OtherKeys { .. }
            | Self::Key(_)
            | Self::Register(_) => 503,
        }
    }
}

/// A wish to write.
#[derive(Debug, Clone)]
pub struct Request {
    /// Who, and why.
    pub access: Access,
    /// In whose course.
    pub patient: PatientId,
    /// Which version was seen.
    pub precondition: Precondition,
    /// The key under which the answer is kept; the same key never has two effects.
    pub idempotency_key: String,
    /// The request's content, by which another request under the same key is told apart.
    pub content: String,
    /// The time.
    pub now: Timestamp,
}

/// What a write did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The course's version now.
    pub version: Version,
    /// How many events were added.
    pub added: u64,
    /// The answer of an earlier request with the same key.
    pub replayed: bool,
}

/// Where a store lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a file of `SQLite`.
    File(PathBuf),
    /// On a server of `PostgreSQL`, such as `host=/run/postgresql dbname=marv` or `postgresql:///marv`.
    Server(String),
}

impl From<&str> for Place {
    /// An address has `host=` or begins with `postgresql:`; everything else is a file.
    fn from(text: &str) -> Self {
        let server = text.contains("host=") || text.starts_with("postgresql:") || text.starts_with("postgres:");
        if server { Self::Server(text.to_owned()) } else { Self::File(PathBuf::from(text)) }
    }
}

/// A store.
pub struct Store {
    database: Box<dyn Database>,
    key: AuditKey,
    id: String,
    anchor: Option<AnchorFile>,
    leaked: Option<LeakedPasswords>,
    /// Who is told why nothing passes.
    trouble: Option<Trouble>,
}

/// Which records speak of a patient, under this pseudonym or under one that was joined into it; the patient is `$1`.
pub(crate) const SPOKEN_OF: &str = "(SELECT seq FROM audit_subject WHERE patient = $1 \
                         UNION SELECT seq FROM audit_subject WHERE patient IN (SELECT patient FROM person WHERE joined_into = $1))";

/// Where it goes why nothing passes.
pub(crate) type Trouble = Box<dyn Fn(&str) + Send + Sync>;

/// Work that ends in a log record, with its answer.
type Logging<'w, T> = &'w mut dyn FnMut(&mut dyn Session) -> Result<(Logged, Result<T, StoreError>), StoreError>;

/// A policy's answer on a course.
type Permit<'p> = &'p mut dyn FnMut(&mut dyn Session, &Course) -> Result<Result<(), Denial>, StoreError>;

/// What is to be written in a course, or why nothing is.
type Decide<'d> = &'d mut dyn FnMut(&mut dyn Session, &Course) -> Result<Result<Vec<Event>, StoreError>, StoreError>;

/// What a transaction did: the end of its chain, to be anchored.
struct Logged {
    seq: u64,
    code: String,
}

impl Store {
    /// Opens a store; makes it, or brings its tables up to date, where that is needed.
    pub fn open(place: &Place, key: AuditKey, anchor: Option<&Path>) -> Result<Self, StoreError> {
        Self::with(place, key, anchor, true)
    }

    /// Opens a store that is there, and changes nothing: for looking at it.
    pub fn existing(place: &Place, key: AuditKey, anchor: Option<&Path>) -> Result<Self, StoreError> {
        Self::with(place, key, anchor, false)
    }

    fn with(place: &Place, key: AuditKey, anchor: Option<&Path>, may_be_new: bool) -> Result<Self, StoreError> {
        let database: Box<dyn Database> = match place {
            Place::File(file) => Box::new(sqlite::Sqlite::open(file, may_be_new)?),
            Place::Server(address) => Box::new(postgresql::PostgreSql::open(address)?),
        };
        let mut id = String::new();
        database.transaction(&mut |session| {
            id = if may_be_new { schema::migrate(session)? } else { schema::existing(session)? };
            let known = session.one(KEYS, &[])?;
            has_all(&key, known.as_ref().map_or("", |row| row.text(0)))
        })?;
        Ok(Self { database, key, id, anchor: anchor.map(AnchorFile::new), leaked: None, trouble: None })
    }

    /// The same, which takes no password that is on a list of leaked ones.
    #[must_use]
    pub fn without_passwords_of(self, leaked: Option<LeakedPasswords>) -> Self {
        Self { leaked, ..self }
    }

    pub(crate) fn leaked_passwords(&self) -> Option<&LeakedPasswords> {
        self.leaked.as_ref()
    }

    /// Tells of each failure of the store, in words that name nobody.
    pub(crate) fn telling(&mut self, trouble: Trouble) {
        self.trouble = Some(trouble);
    }

    fn told<T>(&self, done: Result<T, StoreError>) -> Result<T, StoreError> {
        done.inspect_err(|error| {
            if let Some(trouble) = self.trouble.as_ref().filter(|_| error.status() == 503) {
                trouble(&error.to_string());
            }
        })
    }

    /// The id of the store, which binds its chain.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What stands for a value that others are not shown, of something of this store.
    pub(crate) fn commitment(&self, of: &[&str], value: &str) -> String {
        self.key.commitment(&[&[self.id.as_str()], of].concat(), value)
    }

    /// Which database.
    #[must_use]
    pub fn database(&self) -> &'static str {
        self.database.name()
    }

    /// Does what somebody wants in a course: events, read models, the answer kept under its key, and the audit record, or nothing.
    ///
    /// A refusal is logged too. `decide` sees the course as it is within the transaction, so nothing can come between.
    ///
    /// # Errors
    /// See [`StoreError`]; whatever it is, nothing was written but the record of the refusal.
    pub fn write(
        &self,
        request: &Request,
        mut decide: impl FnMut(&Course) -> Result<Vec<Event>, Vec<Refusal>>,
    ) -> Result<Written, StoreError> {
        self.write_if(request, &mut |_, _| Ok(Ok(())), &mut |_, course| Ok(decide(course).map_err(StoreError::Refused)))
    }

    /// As [`Store::write`], after a policy that looks at the course before anything else is asked: neither a version nor a key tells
    /// whether there is something that is not shown.
    pub(crate) fn write_if(
        &self,
        request: &Request,
        permit: Permit<'_>,
        decide: Decide<'_>,
    ) -> Result<Written, StoreError> {
        let content = digest([request.patient.as_str(), request.content.as_str()]);
        self.logged(&mut |session| {
            let (mut course, version) = course(session, &request.patient)?;
            if let Err(denial) = permit(session, &course)? {
                let mut record = Record::of(&request.access, request.now, "refused", "course");
                let answer = denied(session, &mut record, &request.patient, denial)?;
                return Ok((self.append_record(session, record)?, Err(answer)));
            }
            if let Some(before) = answered(session, &request.idempotency_key)? {
                let same = before.content == content;
                let (action, outcome) = if same { ("write", "replayed") } else { ("refused", "key-reused") };
                let logged = self.log(session, request, action, vec![outcome.into()], None)?;
                return Ok((logged, if same { Ok(before.written) } else { Err(StoreError::KeyReused) }));
            }
            if let Err(unmet) = request.precondition.against(version) {
                let outcome = vec![unmet.status().to_string()];
                let logged = self.log(session, request, "refused", outcome, None)?;
                return Ok((logged, Err(unmet.into())));
            }
            let events = match decide(session, &course)? {
                Ok(events) => events,
                Err(error) => {
                    let logged = self.log(session, request, "refused", error.outcome(), None)?;
                    return Ok((logged, Err(error)));
                }
            };
            let (first, bodies) = append(session, &mut course, version, events, &request.access.by, request.now)?;
            let added = Added::of(first, &bodies);
            let written = Written { version: Version(version.0 + added.count), added: added.count, replayed: false };
            keep_answer(session, &request.idempotency_key, &content, written)?;
            let logged = self.log(session, request, "write", vec![], Some(added))?;
            Ok((logged, Ok(written)))
        })
    }

    /// Reads a course.
    pub fn course(
        &self,
        access: &Access,
        patient: &PatientId,
        now: Timestamp,
    ) -> Result<(Course, Version), StoreError> {
        self.observed(&Record::of(access, now, "read", "course"), |session, record| {
            record.patients.push(patient.clone());
            Ok(Ok(course(session, patient)?))
        })
    }

    /// The orders of a unit, from the read model; whose they are is logged.
    pub fn orders(&self, access: &Access, unit: &str, now: Timestamp) -> Result<Vec<Row>, StoreError> {
        self.observed(&Record::of(access, now, "read", "orders"), |session, record| {
            let sql = "SELECT * FROM order_row WHERE unit = $1 ORDER BY submitted, order_id";
            let rows = session.query(sql, &[unit.into()])?;
            record.patients = rows.iter().filter_map(|row| PatientId::new(row.text(0)).ok()).collect();
            Ok(Ok(rows))
        })
    }

    /// Every audit record that speaks of a patient, under other pseudonyms that were joined into this one too, the oldest first. Reading it is itself logged, and is not part of this answer.
    pub fn access_log(&self, access: &Access, patient: &PatientId, now: Timestamp) -> Result<Vec<Record>, StoreError> {
        self.observed(&Record::of(access, now, "read", "audit"), |session, record| {
            record.patients.push(patient.clone());
            let sql = format!("SELECT seq, body FROM audit WHERE seq IN {SPOKEN_OF} ORDER BY seq");
            let rows = session.query(&sql, &[patient.as_str().into()])?;
            Ok(Ok(rows.iter().map(logged_record).collect::<Result<_, StoreError>>()?))
        })
    }

    /// Of the audit records that speak of a patient, the oldest first: how many, and from a place on at most so many. Reading it is logged.
    pub fn access_log_page(
        &self,
        access: &Access,
        patient: &PatientId,
        (from, at_most): (u32, u32),
        now: Timestamp,
    ) -> Result<(u64, Vec<Record>), StoreError> {
        self.observed(&Record::of(access, now, "read", "audit"), |session, record| {
            record.patients.push(patient.clone());
            let whose = || patient.as_str().into();
            let count = session.one(&format!("SELECT COUNT(*) FROM {SPOKEN_OF} AS own"), &[whose()])?;
            let sql = format!(
                "SELECT seq, body FROM audit WHERE seq IN (SELECT seq FROM {SPOKEN_OF} AS own ORDER BY seq LIMIT $2 OFFSET $3) \
                 ORDER BY seq"
            );
            let rows = session.query(&sql, &[whose(), whole(at_most.into()), whole(from.into())])?;
            let records = rows.iter().map(logged_record).collect::<Result<_, StoreError>>()?;
            Ok(Ok((count.map_or(0, |row| number(row.whole(0))), records)))
        })
    }

    /// Copies the store into a new file, while others write. Who did is logged first, and stands in the copy.
    pub fn backup(&self, access: &Access, into: &Path, now: Timestamp) -> Result<(), StoreError> {
        if into.exists() {
            return Err(StoreError::Backup("the file is there already; name a new one"));
        }
        self.note(&Record::of(access, now, "read", "backup"), &[])?;
        self.database.backup(into)
    }

    /// Goes on with another key from the next record on, which says so; `keep` makes the key for the record of that number, and keeps it. Whoever has
    /// the earlier keys alone writes nothing from then on.
    ///
    /// # Errors
    /// A key that cannot be kept, or a store that fails; then the key is the one before.
    pub fn change_key(
        &self,
        access: &Access,
        now: Timestamp,
        mut keep: impl FnMut(&AuditKey, u64) -> Result<AuditKey, KeyError>,
    ) -> Result<(), StoreError> {
        self.logged(&mut |session| {
            let (last, _) = self.end(session)?;
            let next = keep(&self.key, last + 1)?;
            let logged = self.append_by(&next, session, Record::of(access, now, "write", "audit-key"))?;
            let set = "INSERT INTO meta (key, value) VALUES ('audit-keys', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
            session.execute(set, &[next.count().to_string().as_str().into()])?;
            Ok((logged, Ok(())))
        })
    }

    /// A transaction that ends in a log record: its end is anchored once it is durable.
    fn logged<T>(&self, work: Logging<'_, T>) -> Result<T, StoreError> {
        self.told(self.logged_untold(work))
    }

    fn logged_untold<T>(&self, work: Logging<'_, T>) -> Result<T, StoreError> {
        // Held open before anything is done: where it cannot be written, nothing passes.
        let anchor = self.anchor.as_ref().map(AnchorFile::open).transpose()?;
        let mut done = None;
        self.database.transaction(&mut |session| {
            done = Some(work(session)?);
            Ok(())
        })?;
        let (logged, answer) = done.ok_or_else(|| DatabaseError::says("the transaction did no work"))?;
        if let Some(anchor) = anchor {
            anchor.append(&self.id, logged.seq, &logged.code);
        }
        answer
    }

    /// Work with one record, which it may complete before it is written.
    pub(crate) fn recorded<T>(
        &self,
        record: &Record,
        mut work: impl FnMut(&mut dyn Session, &mut Record) -> Result<Result<T, StoreError>, StoreError>,
    ) -> Result<T, StoreError> {
        self.logged(&mut |session| {
            let mut record = record.clone();
            let answer = work(session, &mut record)?;
            Ok((self.append_record(session, record)?, answer))
        })
    }

    /// Work that only reads, beside the writers, on what was durable when it began. Then its record is written, and only once that is durable
    /// is anybody answered.
    pub(crate) fn observed<T>(
        &self,
        record: &Record,
        mut work: impl FnMut(&mut dyn Session, &mut Record) -> Result<Result<T, StoreError>, StoreError>,
    ) -> Result<T, StoreError> {
        let mut record = record.clone();
        let answer = self.looked(|session| work(session, &mut record))?;
        self.note(&record, &[])?;
        answer
    }

    /// Writes records of what was read: a first one, and perhaps more.
    pub(crate) fn note(&self, first: &Record, more: &[Record]) -> Result<(), StoreError> {
        self.logged(&mut |session| {
            let logged = self.append_record(session, first.clone())?;
            let logged = more.iter().try_fold(logged, |_, next| self.append_record(session, next.clone()))?;
            Ok((logged, Ok(())))
        })
    }

    /// Work that answers nobody yet, and so has no record: what it leads to has one.
    pub(crate) fn unrecorded<T>(
        &self,
        mut work: impl FnMut(&mut dyn Session) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut done = None;
        self.told(self.database.transaction(&mut |session| {
            done = Some(work(session)?);
            Ok(())
        }))?;
        done.ok_or_else(|| DatabaseError::says("the transaction did no work").into())
    }

    /// Reads what was durable when it began. Nobody is answered with it before it is recorded.
    pub(crate) fn looked<T>(
        &self,
        mut work: impl FnMut(&mut dyn Session) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut done = None;
        self.told(self.database.look(&mut |session| {
            done = Some(work(session)?);
            Ok(())
        }))?;
        done.ok_or_else(|| DatabaseError::says("the transaction did no work").into())
    }

    fn log(
        &self,
        session: &mut dyn Session,
        request: &Request,
        action: &str,
        outcome: Vec<String>,
        added: Option<Added>,
    ) -> Result<Logged, StoreError> {
        let record = Record::of(&request.access, request.now, action, "course");
        self.append_record(session, Record { patients: vec![request.patient.clone()], outcome, added, ..record })
    }

    /// Writes the next record of the chain.
    fn append_record(&self, session: &mut dyn Session, record: Record) -> Result<Logged, StoreError> {
        self.append_by(&self.key, session, record)
    }

    /// Number and code of the last record; nothing is written after it by whoever has not all the keys.
    fn end(&self, session: &mut dyn Session) -> Result<(u64, String), StoreError> {
        let sql =
            "SELECT seq, code, (SELECT value FROM meta WHERE key = 'audit-keys') FROM audit ORDER BY seq DESC LIMIT 1";
        let Some(row) = session.one(sql, &[])? else { return Ok((0, String::new())) };
        has_all(&self.key, row.text(2))?;
        Ok((number(row.whole(0)), row.text(1).to_owned()))
    }

    fn append_by(&self, key: &AuditKey, session: &mut dyn Session, mut record: Record) -> Result<Logged, StoreError> {
        record.patients.sort();
        record.patients.dedup();
        let (last, before) = self.end(session)?;
        record.seq = last + 1;
        let body = json(&record)?;
        let code = key.code(&self.id, &before, record.seq, &body);
        let insert = "INSERT INTO audit (seq, body, code) VALUES ($1, $2, $3)";
        session.execute(insert, &[whole(record.seq), body.as_str().into(), code.as_str().into()])?;
        for patient in &record.patients {
            let insert = "INSERT INTO audit_subject (seq, patient) VALUES ($1, $2)";
            session.execute(insert, &[whole(record.seq), patient.as_str().into()])?;
        }
        Ok(Logged { seq: record.seq, code })
    }
}

/// How many keys the audit has had, where it was more than one.
const KEYS: &str = "SELECT value FROM meta WHERE key = 'audit-keys'";

/// Whether a key file has every key that the store knows of. It may have more: a copy of an earlier day knows of fewer.
fn has_all(key: &AuditKey, known: &str) -> Result<(), StoreError> {
    let (known, given) = (if known.is_empty() { 1 } else { known.parse().unwrap_or_default() }, key.count());
    if known <= given { Ok(()) } else { Err(StoreError::OtherKeys { known, given }) }
}

pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| DatabaseError(Box::new(error)).into())
}

pub(crate) fn whole(number: u64) -> Value {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}

pub(crate) fn number(whole: i64) -> u64 {
    u64::try_from(whole).unwrap_or_default()
}

pub(crate) fn logged_record(row: &Row) -> Result<Record, StoreError> {
    serde_json::from_str(row.text(1)).map_err(|_| StoreError::Unreadable(number(row.whole(0))))
}

fn event(row: &Row) -> Result<Stamped, StoreError> {
    serde_json::from_str(row.text(1)).map_err(|_| StoreError::Unreadable(number(row.whole(0))))
}

/// The events of a patient's course, and the course that they make.
pub(crate) fn history(
    session: &mut dyn Session,
    patient: &PatientId,
) -> Result<(Vec<Stamped>, Course, Version), StoreError> {
    let sql = "SELECT seq, body FROM event WHERE patient = $1 ORDER BY version";
    let rows = session.query(sql, &[patient.as_str().into()])?;
    let events = rows.iter().map(event).collect::<Result<Vec<Stamped>, StoreError>>()?;
    let course = Course::from_events(patient.clone(), &events);
    let version = Version(events.len() as u64);
    Ok((events, course, version))
}

/// The events of a patient's course up to the one with that number.
pub(crate) fn history_until(
    session: &mut dyn Session,
    patient: &PatientId,
    last: u64,
) -> Result<Vec<Stamped>, StoreError> {
    let sql = "SELECT seq, body FROM event WHERE patient = $1 AND seq <= $2 ORDER BY version";
    session.query(sql, &[patient.as_str().into(), whole(last)])?.iter().map(event).collect()
}

/// The course of a patient, from its events.
pub(crate) fn course(session: &mut dyn Session, patient: &PatientId) -> Result<(Course, Version), StoreError> {
    history(session, patient).map(|(_, course, version)| (course, version))
}

/// Writes what happened in a course, and its read models; the number of the first event, and the events as they are kept.
pub(crate) fn append(
    session: &mut dyn Session,
    course: &mut Course,
    version: Version,
    events: Vec<Event>,
    by: &Staff,
    now: Timestamp,
) -> Result<(u64, Vec<String>), StoreError> {
    let last = session.one("SELECT MAX(seq) FROM event", &[])?.map_or(0, |row| number(row.whole(0)));
    let at = course.stamp(now);
    let mut bodies = Vec::with_capacity(events.len());
    for (place, event) in (1..).zip(events) {
        let stamped = Stamped { at, by: by.clone(), event };
        let body = json(&stamped)?;
        let insert = "INSERT INTO event (seq, patient, version, body) VALUES ($1, $2, $3, $4)";
        let patient = course.patient.as_str().into();
        session.execute(insert, &[whole(last + place), patient, whole(version.0 + place), body.as_str().into()])?;
        crate::job::due(session, last + place, &course.patient, &stamped.event, at)?;
        course.apply(&stamped);
        bodies.push(body);
    }
    read_model::set(session, course)?;
    Ok((last + 1, bodies))
}

struct Answered {
    content: String,
    written: Written,
}

fn answered(session: &mut dyn Session, key: &str) -> Result<Option<Answered>, StoreError> {
    let sql = "SELECT request, version, added FROM idempotency WHERE key = $1";
    let row = session.one(sql, &[key.into()])?;
    Ok(row.map(|row| Answered {
        content: row.text(0).to_owned(),
        written: Written { version: Version(number(row.whole(1))), added: number(row.whole(2)), replayed: true },
    }))
}

fn keep_answer(session: &mut dyn Session, key: &str, content: &str, written: Written) -> Result<(), StoreError> {
    let insert = "INSERT INTO idempotency (key, request, version, added) VALUES ($1, $2, $3, $4)";
    session.execute(insert, &[key.into(), content.into(), whole(written.version.0), whole(written.added)])?;
    Ok(())
}
