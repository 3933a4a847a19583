//! The audit: one record for each write, each read and each refusal, chained with a key and anchored outside (DER-16, DER-17).
//!
//! Without the key nobody can make a chain that holds; without the anchor nobody would see that its end was cut off. So the key and the
//! anchor must lie where whoever can write to the database cannot.

mod verify;

use std::fmt;
use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use clinic::code::CodeList;
use clinic::identifier::PatientId;
use clinic::staff::Staff;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use verify::{Chain, Fault, Stored};

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

/// The key of the chain.
#[derive(Clone)]
pub struct AuditKey([u8; 32]);

/// A key is never printed.
impl fmt::Debug for AuditKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuditKey(..)")
    }
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or made.
    #[error("the audit key {0}: {1}")]
    File(String, std::io::Error),
    /// It is no key.
    #[error("the audit key {0} does not hold 64 hexadecimal digits")]
    Malformed(String),
}

impl AuditKey {
    /// A key from its bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Makes a key in a new file that only its owner can read.
    pub fn make(file: &Path) -> Result<Self, KeyError> {
        let failed = |error| KeyError::File(file.display().to_string(), error);
        let bytes = unguessable::<32>().map_err(failed)?;
        let mut out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file).map_err(failed)?;
        if let Err(error) = writeln!(out, "{}", hexadecimal(&bytes)).and_then(|()| out.sync_all()) {
            // Half a key is no key; of two failures the first is told.
            let _ = fs::remove_file(file);
            return Err(failed(error));
        }
        Ok(Self(bytes))
    }

    /// Reads a key.
    pub fn read(file: &Path) -> Result<Self, KeyError> {
        let name = file.display().to_string();
        let text = fs::read_to_string(file).map_err(|error| KeyError::File(name.clone(), error))?;
        let text = text.trim();
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(KeyError::Malformed(name));
        }
        for (place, byte) in bytes.iter_mut().enumerate() {
            let digits = &text[2 * place..2 * place + 2];
            *byte = u8::from_str_radix(digits, 16).map_err(|_| KeyError::Malformed(name.clone()))?;
        }
        Ok(Self(bytes))
    }

    /// The code of a record: it binds the store, the record before it, its number and its words.
    ///
    /// METHOD: HMAC-SHA-256 over `store`, `before`, `seq` and `body`, each with its length.
    #[must_use]
    pub fn code(&self, store: &str, before: &str, seq: u64, body: &str) -> String {
        let mut text = Vec::new();
        for part in [store, before, &seq.to_string(), body] {
            text.extend_from_slice(&(part.len() as u64).to_be_bytes());
            text.extend_from_slice(part.as_bytes());
        }
        hexadecimal(&hmac_sha256(&self.0, &text))
    }
}

/// METHOD: RFC 2104, `H((K xor opad) || H((K xor ipad) || text))` with blocks of 64 bytes. The key is no longer than a block.
fn hmac_sha256(key: &[u8], text: &[u8]) -> [u8; 32] {
    let padded = |pad: u8| -> Vec<u8> { (0..64).map(|place| key.get(place).unwrap_or(&0) ^ pad).collect() };
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(text).finalize();
    Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize().into()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test cases 1 and 2.
    #[test]
    fn codes_are_those_of_the_published_cases() {
        let code = |key: &[u8], text: &str| hexadecimal(&hmac_sha256(key, text.as_bytes()));
        let first = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
        let second = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(code(&[0x0b; 20], "Hi There"), first);
        assert_eq!(code(b"Jefe", "what do ya want for nothing?"), second);
    }

    #[test]
    fn a_code_binds_store_place_and_words() {
        let key = AuditKey::new([1; 32]);
        let all = [
            key.code("s", "b", 1, "x"),
            key.code("t", "b", 1, "x"),
            key.code("s", "c", 1, "x"),
            key.code("s", "b", 2, "x"),
            key.code("s", "b", 1, "y"),
            key.code("sb", "", 1, "x"),
            AuditKey::new([2; 32]).code("s", "b", 1, "x"),
        ];
        let different: std::collections::BTreeSet<&String> = all.iter().collect();
        assert_eq!(different.len(), all.len());
        assert_eq!(format!("{key:?}"), "AuditKey(..)", "a key is never printed");
    }
}
