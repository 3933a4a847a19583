//! Work that an event makes due, kept in the store until it is done: it survives restarts, and a worker that dies loses its lease.
//!
//! A job is put in the queue by the transaction that writes the event, so there is none without its cause and no cause without it. It is
//! named by the number of that event. A worker claims it for a time and says again and again that it is at work; whoever comes after the time is over claims it
//! anew. Only the last claim can end it, so what is done twice has one effect. Every claim and every end is in the audit.

mod queue;
mod signed;
mod table;

use std::fmt;

use clinic::code::CodeList;
use clinic::identifier::{OrderId, PatientId};
use jiff::{SignedDuration, Timestamp};

pub use queue::{Again, Waiting};
pub use signed::SignedReport;
pub(crate) use table::{TABLE, due};

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The reads of a released pair are analysed.
    Analysis,
    /// The pages of a report that two persons have signed are set with their names.
    Setting,
}

impl CodeList for Kind {
    const CODES: &'static [&'static str] = &["analysis", "setting"];

    fn from_code(code: &str) -> Option<Self> {
        [Self::Analysis, Self::Setting].into_iter().find(|kind| kind.code() == code)
    }

    fn code(self) -> &'static str {
        match self {
            Self::Analysis => "analysis",
            Self::Setting => "setting",
        }
    }
}

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum JobState {
    /// It waits for a worker, or for its time.
    Queued,
    /// A worker is at it until its lease runs out.
    Claimed,
    /// It has a result.
    Done,
    /// It was given up; a person looks at it.
    Failed,
}

impl CodeList for JobState {
    const CODES: &'static [&'static str] = &["queued", "claimed", "done", "failed"];

    fn from_code(code: &str) -> Option<Self> {
        [Self::Queued, Self::Claimed, Self::Done, Self::Failed].into_iter().find(|state| state.code() == code)
    }

    fn code(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Claimed => "claimed",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// The times that a job is begun before it is given up (own figure, to be confirmed).
pub const MOST_ATTEMPTS: u64 = 5;
/// How long a claim lasts if its worker says nothing (own figure, to be confirmed).
pub const LEASE: SignedDuration = SignedDuration::from_mins(2);

/// SHA-256 of a result, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sha256(String);

impl Sha256 {
    /// Reads one: 64 hexadecimal digits in lower case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        fits.then(|| Self(text.to_owned()))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The number of the event that made it due.
    pub event: u64,
    /// What is to be done.
    pub kind: Kind,
    /// In whose course.
    pub patient: PatientId,
    /// For which order.
    pub order: OrderId,
    /// How it stands.
    pub state: JobState,
    /// From when on it may be claimed.
    pub due: Timestamp,
    /// How often it was begun. Of two claims the later has the higher number, and only that one can end the job.
    pub attempts: u64,
    /// Who claimed it last.
    pub worker: String,
    /// When the claim ends by itself.
    pub lease: Option<Timestamp>,
    /// What came of it.
    pub result: Option<Sha256>,
    /// Why it did not succeed the last time, in a word of the worker's.
    pub trouble: String,
}
