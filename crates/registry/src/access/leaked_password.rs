//! Passwords that were leaked elsewhere (OWASP ASVS 5.0, 6.2.4 and 6.2.12): a file of hashes, searched where it lies.
//!
//! The file is as "Pwned Passwords" are downloaded, ordered by hash: a line has the SHA-1 of a password in forty capital hexadecimal
//! digits, a colon, and how often it was seen. It has tens of gigabytes, so it is never read whole.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

/// Hexadecimal digits of a SHA-1.
const DIGITS: usize = 40;
/// No line is longer: digits, a colon, a count of twenty digits, and the end of the line.
const LONGEST_LINE: usize = DIGITS + 1 + 20 + 2;
/// Lines that are looked at before a file is trusted, evenly spread; all of them in a small file.
const LOOKED_AT: u64 = 4_096;

/// Why a file is no list of leaked passwords, or cannot be searched.
#[derive(Debug, thiserror::Error)]
pub enum LeakedPasswordsError {
    /// It cannot be read.
    #[error("the list of leaked passwords cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// It has nothing in it.
    #[error("the list of leaked passwords is empty: download it again, ordered by hash")]
    Empty,
    /// A line is none of the form.
    #[error(
        "the list of leaked passwords: what begins at byte {at} is no line of the form HASH:COUNT, with the SHA-1 in {DIGITS} capital \
         hexadecimal digits: download it again, ordered by hash, as one file"
    )]
    Line {
        /// Where the line begins.
        at: u64,
    },
    /// A line stands before one that it should follow.
    #[error(
        "the list of leaked passwords: the line at byte {at} is not ordered by hash: download it again, ordered by hash"
    )]
    Order {
        /// Where the line begins.
        at: u64,
    },
}

type Hash = [u8; DIGITS];

/// A list of leaked passwords, open for searching.
#[derive(Debug)]
pub struct LeakedPasswords {
    file: File,
    length: u64,
}

/// A line, and where it begins and ends.
struct Line {
    begin: u64,
    end: u64,
    hash: Hash,
}

impl LeakedPasswords {
    /// Opens a list. Its first and last line and some thousand between them must be of the form and in order.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn open(path: &Path) -> Result<Self, LeakedPasswordsError> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let own = Self { file, length };
        let mut before = own.line_from(0)?.ok_or(LeakedPasswordsError::Empty)?;
        let step = (length / LOOKED_AT).max(1);
        // The last line by itself: a download that was cut off ends in half a line.
        let last = length.saturating_sub(LONGEST_LINE as u64);
        let mut place = before.end;
        while place < length {
            let Some(line) = own.line_from(place)? else { break };
            if line.hash <= before.hash {
                return Err(LeakedPasswordsError::Order { at: line.begin });
            }
            place = if line.end >= last { line.end } else { line.end.max(line.begin + step).min(last) };
            before = line;
        }
        Ok(own)
    }

    /// Whether a password is on the list.
    ///
    /// METHOD: bisection by bytes; of two halves the one is left in whose lines the hash would stand.
    ///
    /// # Errors
    /// A file that cannot be read any more, or is no such list where it is looked at.
    pub fn holds(&self, password: &str) -> Result<bool, LeakedPasswordsError> {
        let wanted = hash(password);
        let (mut low, mut high) = (0, self.length);
        while low < high {
            // The first line that begins in the upper half; with none there, what is left is in the lower one.
            let middle = low + (high - low) / 2;
            match self.line_from(middle)?.filter(|line| line.begin < high) {
                Some(line) if line.hash == wanted => return Ok(true),
                Some(line) if line.hash < wanted => low = line.end,
                None | Some(_) => high = middle,
            }
        }
        Ok(false)
    }

    /// The first line that begins at a byte or after it.
    fn line_from(&self, place: u64) -> Result<Option<Line>, LeakedPasswordsError> {
        // A line begins after the end of another; what ends just before the place tells.
        let from = place.saturating_sub(1);
        let mut bytes = [0; 2 * LONGEST_LINE];
        let read = self.read(&mut bytes, from)?;
        let bytes = bytes.get(..read).unwrap_or_default();
        let skipped = match place {
            0 => Some(0),
            _ => bytes.iter().position(|byte| *byte == b'\n').map(|at| at + 1),
        };
        let wrong = || LeakedPasswordsError::Line { at: place };
        let Some(skipped) = skipped else {
            // The end of the last line, or a line that never ends.
            return if read < 2 * LONGEST_LINE { Ok(None) } else { Err(wrong()) };
        };
        let begin = from + skipped as u64;
        let rest = bytes.get(skipped..).unwrap_or_default();
        if rest.is_empty() {
            return if begin >= self.length { Ok(None) } else { Err(wrong()) };
        }
        let end = rest.iter().position(|byte| *byte == b'\n');
        let text = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let end = begin + end.map_or(rest.len(), |at| at + 1) as u64;
        let hash = read_line(text).ok_or(LeakedPasswordsError::Line { at: begin })?;
        Ok(Some(Line { begin, end, hash }))
    }

    /// Reads what there is from a place on.
    fn read(&self, into: &mut [u8], from: u64) -> io::Result<usize> {
        let mut read = 0;
        while let Some(rest) = into.get_mut(read..).filter(|rest| !rest.is_empty()) {
            match self.file.read_at(rest, from + read as u64) {
                Ok(0) => break,
                Ok(more) => read += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(read)
    }
}

/// The hash of a line `HASH:COUNT`.
fn read_line(text: &[u8]) -> Option<Hash> {
    let (hash, count) = text.split_at_checked(DIGITS)?;
    let count = count.strip_prefix(b":")?;
    let counts = !count.is_empty() && count.iter().all(u8::is_ascii_digit);
    let digits = hash.iter().all(|byte| byte.is_ascii_digit() || (b'A'..=b'F').contains(byte));
    (counts && digits).then(|| hash.try_into().ok()).flatten()
}

fn hash(password: &str) -> Hash {
    let mut text = [0; DIGITS];
    let sum = digest(&SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
    data_encoding::HEXUPPER.encode_mut(sum.as_ref(), &mut text);
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn written(lines: &str) -> (tempfile::TempDir, Result<LeakedPasswords, LeakedPasswordsError>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("leaked.txt");
        std::fs::write(&path, lines).unwrap();
        let opened = LeakedPasswords::open(&path);
        (folder, opened)
    }

    /// Made-up passwords, as the file has them.
    fn list(count: usize, end: &str) -> String {
        let hashes: BTreeSet<Hash> = (0..count).map(|own| hash(&format!("leaked {own}"))).collect();
        let line =
            |(place, own): (usize, &Hash)| format!("{}:{}{end}", std::str::from_utf8(own).unwrap(), place * 977 + 1);
        hashes.iter().enumerate().map(line).collect()
    }

    /// FIPS 180-1, appendix A.
    #[test]
    fn the_hash_is_sha_1() {
        assert_eq!(&hash("abc"), b"A9993E364706816ABA3E25717850C26C9CD0D89D");
    }

    #[test]
    fn every_password_of_a_list_is_found_and_no_other() {
        for count in [1, 2, 3, 10, 1_000] {
            for end in ["\n", "\r\n"] {
                let whole = list(count, end);
                for text in [whole.as_str(), whole.trim_end()] {
                    let (_folder, opened) = written(text);
                    let own = opened.unwrap();
                    for place in 0..count {
                        assert!(own.holds(&format!("leaked {place}")).unwrap(), "{place} of {count}");
                        assert!(!own.holds(&format!("kept {place}")).unwrap(), "{place} of {count}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_no_ordered_list_is_refused_with_its_place() {
        assert!(matches!(written("").1, Err(LeakedPasswordsError::Empty)));
        let good = list(300, "\n");
        let lines: Vec<&str> = good.lines().collect();
        let mut exchanged = lines.clone();
        exchanged.swap(100, 101);
        assert!(matches!(written(&exchanged.join("\n")).1, Err(LeakedPasswordsError::Order { at: 1.. })));
        let twice = [&lines[..], &lines[299..]].concat().join("\n");
        assert!(matches!(written(&twice).1, Err(LeakedPasswordsError::Order { .. })));
        let half = &good[..good.len() - 30];
        for text in [
            "\n",
            "password123\n",
            &good.to_lowercase(),
            &good.replace(':', ";"),
            &good.replacen(':', ":x", 200),
            &format!("{good}{}", "A".repeat(1_000)),
            &format!("{good}\n"),
            half,
        ] {
            let refused = written(text).1;
            assert!(matches!(refused, Err(LeakedPasswordsError::Line { .. })), "{refused:?}: {text:.80}");
        }
        assert!(matches!(
            LeakedPasswords::open(Path::new("/nowhere/leaked")),
            Err(LeakedPasswordsError::Unreadable(_))
        ));
    }

    /// A file that is exchanged behind the service's back lets nothing through.
    #[test]
    fn a_list_that_has_become_another_thing_is_told() {
        let (folder, opened) = written(&list(50, "\n"));
        std::fs::write(folder.path().join("leaked.txt"), "x".repeat(2_000)).unwrap();
        assert!(opened.unwrap().holds("leaked 1").is_err());
    }
}
