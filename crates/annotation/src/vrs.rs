//! Identifiers of sequences and alleles that are the same wherever they are computed: GA4GH refget v2 and the Variation
//! Representation Specification (VRS) 2.0.

use data_encoding::BASE64URL_NOPAD;
use genome::position::Position;
use genome::variant::Edit;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha512};

/// The identifier of a sequence by its letters, `SQ.` and 32 letters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SequenceId(String);

impl SequenceId {
    /// Of the SHA-512 of a sequence's letters in upper case.
    #[must_use]
    pub fn of_sha512(digest: &[u8; 64]) -> Self {
        Self(format!("SQ.{}", truncated(digest)))
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The first 24 bytes of a SHA-512 in URL-safe base 64 (VRS 2.0, `sha512t24u`).
fn truncated(digest: &[u8]) -> String {
    BASE64URL_NOPAD.encode(digest.get(..24).unwrap_or(digest))
}

fn sha512t24u(text: &str) -> String {
    truncated(&Sha512::digest(text.as_bytes()))
}

/// The identifier of an allele, `ga4gh:VA.` and 32 letters, from the change where it lies as far left as it can, and the place
/// where it starts when it lies as far right as it can.
///
/// METHOD: fully-justified normalisation (VRS 2.0, "Allele Normalization"). An insertion or a deletion is written over the
/// whole stretch on which it could stand. What the reference repeats there is told by its length, anything else by its bases.
#[must_use]
pub fn allele_id(sequence: &SequenceId, left: &Edit, rightmost: Position) -> String {
    let (deleted, inserted) = (left.deleted.to_string(), left.inserted.to_string());
    let begin = left.start.get() - 1;
    let moves = rightmost.get().saturating_sub(left.start.get());
    // Each step to the right lets the first base go and takes the same base in at the end.
    let indel = if deleted.is_empty() { &inserted } else { &deleted };
    let passed: String = indel.chars().cycle().take(moves as usize).collect();
    let (reference, alternate) = (format!("{deleted}{passed}"), format!("{inserted}{passed}"));
    let end = u64::from(begin) + reference.len() as u64;
    let contig = format!(r#"{{"refgetAccession":"{}","type":"SequenceReference"}}"#, sequence.as_str());
    let location = sha512t24u(&format!(
        r#"{{"end":{end},"sequenceReference":{contig},"start":{begin},"type":"SequenceLocation"}}"#
    ));
    let unit = match (deleted.len(), inserted.len()) {
        (0, added) => repeated(&reference, &alternate, added),
        (taken, 0) => Some(taken),
        _ => None,
    };
    let state = match unit {
        Some(unit) => {
            let length = alternate.len();
            format!(r#"{{"length":{length},"repeatSubunitLength":{unit},"type":"ReferenceLengthExpression"}}"#)
        }
        None => format!(r#"{{"sequence":"{alternate}","type":"LiteralSequenceExpression"}}"#),
    };
    format!("ga4gh:VA.{}", sha512t24u(&format!(r#"{{"location":"{location}","state":{state},"type":"Allele"}}"#)))
}

/// The longest unit of which an insertion repeats the end of the reference; `None` where it brings in other bases.
fn repeated(reference: &str, alternate: &str, added: usize) -> Option<usize> {
    let new = alternate.get(reference.len()..)?;
    (1..=added).rev().filter(|unit| added.is_multiple_of(*unit) && *unit <= reference.len()).find(|unit| {
        let end = &reference[reference.len() - unit..];
        new.chars().eq(end.chars().cycle().take(new.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(start: u32, deleted: &str, inserted: &str, rightmost: u32) -> String {
        let chromosome_19 = SequenceId("SQ.IIB53T8CNeJJdUqzn9V_JnRtQadwWCbl".into());
        let position = |at| Position::new(at).unwrap();
        let left =
            Edit { start: position(start), deleted: deleted.parse().unwrap(), inserted: inserted.parse().unwrap() };
        allele_id(&chromosome_19, &left, position(rightmost))
    }

    #[test]
    fn a_sequence_has_the_name_of_the_specification() {
        let digest = Sha512::digest(b"ACGT").into();
        assert_eq!(SequenceId::of_sha512(&digest).as_str(), "SQ.aKF498dAxcJAqme6QYQ7EZ07-fiw8Kw2");
    }

    /// Identifiers of the Python package `ga4gh.vrs` 2.3.3, on the sequence GGGCACACACAGGGTTTTACGACGT; the first is rs7412, the
    /// example of the specification.
    #[test]
    fn alleles_have_the_identifiers_of_the_reference_implementation() {
        for (start, deleted, inserted, rightmost, expected) in [
            (44_908_822, "C", "T", 44_908_822, "0AePZIWZUNsUlQTamyLrjm2HWUw2opLt"),
            (4, "CA", "", 10, "gQ6q62NOaPpxIGZFcXHGARepFg72NRNW"),
            (4, "", "CA", 12, "S8Ne2yo9lSdGy1JEnZxma9-7EhmFeqEF"),
            (15, "", "T", 19, "lvL_-IbrC1y-97WmdrVuggb4jjItrwC3"),
            (14, "", "GA", 15, "fRnxSJpyI-BBOAJgifTy8UfCV8Rw0mvL"),
            (19, "A", "", 19, "-2hoqfKgO133hcZQ7pNnQhH1KExbUaYv"),
            (17, "", "CC", 17, "7OXH-aWxdT9wiLAikqVEL_-3vG589z1E"),
            (19, "AC", "GGT", 19, "ptLPiN4eYYO1lrfmogRHr7vXR4BDaYgr"),
        ] {
            assert_eq!(id(start, deleted, inserted, rightmost), format!("ga4gh:VA.{expected}"), "{deleted}>{inserted}");
        }
    }
}
