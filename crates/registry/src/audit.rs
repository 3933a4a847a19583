//! The audit: one record for each write, each read and each refusal, chained with a key and anchored outside (DER-16, DER-17).
//!
//! Without the key nobody can make a chain that holds; without the anchor nobody would see that its end was cut off. So the key and the
//! anchor must lie where whoever can write to the database cannot.

mod key;
mod verify;

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use clinic::code::CodeList;
use clinic::identifier::PatientId;
use clinic::staff::Staff;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use key::{AuditKey, KeyError};
pub use verify::{Chain, Fault, Stored, Told};

/// Bytes as hexadecimal digits.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// SHA-256 of texts, each with its length, so that no two lists look alike.
#[must_use]
pub fn digest<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut sha = Sha256::new();
    for text in texts {
        sha.update((text.len() as u64).to_be_bytes());
        sha.update(text.as_bytes());
    }
    hexadecimal(&sha.finalize())
}

/// Bytes that nobody can guess.
///
/// # Errors
/// When the system has no source of them.
pub fn unguessable<const N: usize>() -> std::io::Result<[u8; N]> {
    let mut bytes = [0; N];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// What an access was for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Who.
    pub by: Staff,
    /// Why, in the words of the service (`treatment`, `laboratory`, `audit` ...).
    pub purpose: String,
}

/// The events that a write added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// Number of the first.
    pub first: u64,
    /// How many.
    pub count: u64,
    /// [`digest`] of their bodies.
    pub sha256: String,
}

impl Added {
    /// Events as they are kept, from a number on.
    #[must_use]
    pub fn of(first: u64, bodies: &[String]) -> Self {
        Self { first, count: bodies.len() as u64, sha256: digest(bodies.iter().map(String::as_str)) }
    }
}

/// A record. It names no person but staff, and patients by pseudonym.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its number; the first is 1.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// In which role.
    pub role: String,
    /// At which unit.
    pub unit: String,
    /// Why.
    pub purpose: String,
    /// `write`, `read` or `refused`.
    pub action: String,
    /// What: `course`, `orders`, `audit`, `session`, an account by its name ...
    pub resource: String,
    /// Whose.
    pub patients: Vec<PatientId>,
    /// What came of it: codes of refusals, or nothing.
    pub outcome: Vec<String>,
    /// What was added.
    pub added: Option<Added>,
}

impl Record {
    /// The record of an access, before it has its number.
    #[must_use]
    pub fn of(access: &Access, at: Timestamp, action: &str, resource: &str) -> Self {
        Self {
            seq: 0,
            at,
            by: access.by.id.to_string(),
            role: access.by.role.code().to_owned(),
            unit: access.by.unit.clone(),
            purpose: access.purpose.clone(),
            action: action.to_owned(),
            resource: resource.to_owned(),
            patients: vec![],
            outcome: vec![],
            added: None,
        }
    }
}

/// The end of the chain at some time, kept outside the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// Which store.
    pub store: String,
    /// Number of the last record.
    pub seq: u64,
    /// Its code.
    pub code: String,
}

/// Reads anchors, one a line. A last line that was cut off by a crash is no anchor.
pub fn anchors(file: &Path) -> std::io::Result<Vec<Anchor>> {
    let text = fs::read_to_string(file)?;
    Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
}
