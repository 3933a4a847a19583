//! The keys of the chain: the one that is used, and those before it, by which older records are still held against their codes.

use std::fmt;
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{digest, hexadecimal, unguessable};
use crate::secret_file;

type Bytes = [u8; 32];

/// The keys of a chain, each with the number of the first record that it is for; the last is the one that is used.
#[derive(Clone)]
pub struct AuditKey(Vec<(u64, Bytes)>);

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
    #[error(
        "the audit key {0} does not hold 64 hexadecimal digits, with a further line DIGITS from RECORD for each change of key"
    )]
    Malformed(String),
    /// A change of key was interrupted.
    #[error(
        "{0} is there from a change of key that did not end: move it to the key's own name if the store asks for more keys than that file has, and \
         remove it if not"
    )]
    Underway(String),
}

impl AuditKey {
    /// A key from its bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(vec![(1, bytes)])
    }

    /// Makes a key in a new file that only its owner can read.
    pub fn make(file: &Path) -> Result<Self, KeyError> {
        let failed = |error| KeyError::File(file.display().to_string(), error);
        let own = Self::new(unguessable().map_err(failed)?);
        secret_file::keep(file, &own.text()).map_err(failed)?;
        Ok(own)
    }

    fn text(&self) -> String {
        let line = |(from, bytes): &(u64, Bytes)| match from {
            1 => format!("{}\n", hexadecimal(bytes)),
            from => format!("{} from {from}\n", hexadecimal(bytes)),
        };
        self.0.iter().map(line).collect()
    }

    /// Reads the keys of a file that others cannot read.
    pub fn read(file: &Path) -> Result<Self, KeyError> {
        let name = file.display().to_string();
        let text = secret_file::read(file).map_err(|error| KeyError::File(name.clone(), error))?;
        Self::parse(&text).ok_or(KeyError::Malformed(name))
    }

    fn parse(text: &str) -> Option<Self> {
        let line = |line: &str| match line.split_whitespace().collect::<Vec<_>>().as_slice() {
            [digits] => Some((1, bytes(digits)?)),
            [digits, "from", record] => Some((record.parse().ok()?, bytes(digits)?)),
            _ => None,
        };
        let keys = text.trim().lines().map(line).collect::<Option<Vec<_>>>()?;
        let is_ascending = keys.windows(2).all(|pair| pair[0].0 < pair[1].0);
        (keys.first().is_some_and(|(from, _)| *from == 1) && is_ascending).then_some(Self(keys))
    }

    /// How many keys there have been.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.len() as u64
    }

    /// The file in which the next keys lie until the store has taken them.
    #[must_use]
    pub fn next_file(file: &Path) -> PathBuf {
        file.with_added_extension("next")
    }

    /// These keys and a new one that is used from a record on, kept in [`AuditKey::next_file`].
    ///
    /// # Errors
    /// A file that cannot be made, or is there from a change that did not end.
    pub fn next(&self, file: &Path, from: u64) -> Result<Self, KeyError> {
        let next_file = Self::next_file(file);
        let failed = |error| KeyError::File(next_file.display().to_string(), error);
        if next_file.exists() {
            return Err(KeyError::Underway(next_file.display().to_string()));
        }
        let mut next = self.clone();
        next.0.push((from, unguessable().map_err(failed)?));
        secret_file::keep(&next_file, &next.text()).map_err(failed)?;
        Ok(next)
    }

    /// The code of a record: it binds the store, the record before it, its number and its words.
    ///
    /// METHOD: HMAC-SHA-256 (RFC 2104) over `store`, `before`, `seq` and `body`, each with its length.
    #[must_use]
    pub fn code(&self, store: &str, before: &str, seq: u64, body: &str) -> String {
        let used = self.0.iter().rev().find(|(from, _)| *from <= seq);
        mac(used.or(self.0.first()), &[store, before, &seq.to_string(), body])
    }

    /// What stands for a value that others are not shown. Nobody without the key can guess the value, however few it could be; whoever has
    /// the key can show later which it was, by its salt alone. It is by the first key, so that it is the same after a change.
    ///
    /// METHOD: SHA-256 over a salt and the value, each with its length; the salt is HMAC-SHA-256 over what the value is of.
    #[must_use]
    pub fn commitment(&self, of: &[&str], value: &str) -> String {
        let salt = mac(self.0.first(), &[&["marv", "withheld"], of].concat());
        digest([salt.as_str(), value])
    }
}

/// HMAC-SHA-256 over texts, each with its length.
fn mac(key: Option<&(u64, Bytes)>, texts: &[&str]) -> String {
    let mut text = Vec::new();
    for part in texts {
        text.extend_from_slice(&(part.len() as u64).to_be_bytes());
        text.extend_from_slice(part.as_bytes());
    }
    key.map_or_else(String::new, |(_, key)| hexadecimal(&hmac_sha256(key, &text)))
}

/// A key of at most a block stands for itself, filled up with zeros (RFC 2104, section 2).
fn hmac_sha256(key: &[u8], text: &[u8]) -> [u8; 32] {
    let mut block = [0; 64];
    block.iter_mut().zip(key).for_each(|(own, byte)| *own = *byte);
    Hmac::<Sha256>::new(&block.into()).chain_update(text).finalize().into_bytes().into()
}

fn bytes(digits: &str) -> Option<Bytes> {
    let decoded = data_encoding::HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok()?;
    decoded.try_into().ok()
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

    #[test]
    fn a_record_has_the_code_of_the_key_of_its_time() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        let first = AuditKey::make(&file).unwrap();
        let next = first.next(&file, 5).unwrap();
        let code = |key: &AuditKey, seq| key.code("s", "b", seq, "x");
        assert!((1..5).all(|seq| code(&first, seq) == code(&next, seq)));
        assert!((5..9).all(|seq| code(&first, seq) != code(&next, seq)));
        let read = AuditKey::read(&AuditKey::next_file(&file)).unwrap();
        assert_eq!((read.count(), code(&read, 5)), (2, code(&next, 5)));
        assert!(
            matches!(first.next(&file, 5), Err(KeyError::Underway(_))),
            "the keys of a change are not written over"
        );
        assert_eq!(code(&AuditKey::read(&file).unwrap(), 7), code(&first, 7));
    }

    #[test]
    fn what_is_no_key_is_told() {
        let digits = "5a".repeat(32);
        let fits = |text: &str| AuditKey::parse(text).is_some();
        assert!(fits(&digits) && fits(&format!("{digits}\n{digits} from 2\n")) && fits(&digits.to_uppercase()));
        for none in [
            String::new(),
            digits[2..].to_owned(),
            format!("{digits}00"),
            "æ".repeat(32),
            "z".repeat(64),
            format!("{digits} from 2"),
            format!("{digits}\n{digits}"),
            format!("{digits}\n{digits} from 9\n{digits} from 9"),
            format!("{digits}\n{digits} from x"),
        ] {
            assert!(!fits(&none), "{none}");
        }
    }
}
