//! How a read lies on the reference (SAM 1.4, field `CIGAR`; SAM 4.2.2).

use std::fmt;

/// The kind of a CIGAR operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CigarKind {
    /// `M`: bases of read and reference side by side, equal or not.
    Match,
    /// `I`: bases of the read that the reference lacks.
    Insertion,
    /// `D`: bases of the reference that the read lacks.
    Deletion,
    /// `N`: bases of the reference passed over, as an intron.
    Skip,
    /// `S`: bases at an end of the read that are not aligned.
    SoftClip,
    /// `H`: bases at an end that are not even in the record.
    HardClip,
    /// `P`: padding against other reads' insertions.
    Padding,
    /// `=`: equal bases side by side.
    SequenceMatch,
    /// `X`: unequal bases side by side.
    SequenceMismatch,
}

impl CigarKind {
    /// By number in BAM: `MIDNSHP=X`.
    const ALL: [Self; 9] = [
        Self::Match,
        Self::Insertion,
        Self::Deletion,
        Self::Skip,
        Self::SoftClip,
        Self::HardClip,
        Self::Padding,
        Self::SequenceMatch,
        Self::SequenceMismatch,
    ];

    /// The kind that BAM numbers so.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }

    /// Its number in BAM.
    #[must_use]
    pub fn code(self) -> u8 {
        self as u8
    }

    /// Its letter in SAM.
    #[must_use]
    pub fn letter(self) -> char {
        char::from(b"MIDNSHP=X"[usize::from(self.code())])
    }

    /// Whether it uses bases of the read (`M`, `I`, `S`, `=`, `X`).
    #[must_use]
    pub fn consumes_read(self) -> bool {
        matches!(self, Self::Match | Self::Insertion | Self::SoftClip | Self::SequenceMatch | Self::SequenceMismatch)
    }

    /// Whether it uses bases of the reference (`M`, `D`, `N`, `=`, `X`).
    #[must_use]
    pub fn consumes_reference(self) -> bool {
        matches!(self, Self::Match | Self::Deletion | Self::Skip | Self::SequenceMatch | Self::SequenceMismatch)
    }
}

/// One operation with its length in bases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CigarOperation {
    /// What it does.
    pub kind: CigarKind,
    /// Over how many bases; below 2^28.
    pub length: u32,
}

impl fmt::Display for CigarOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.length, self.kind.letter())
    }
}

/// The operations of a record, read in place.
#[derive(Debug, Clone)]
pub struct Cigar<'a>(&'a [u8]);

impl<'a> Cigar<'a> {
    /// Operations of four bytes each; their codes have been checked.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }
}

impl Iterator for Cigar<'_> {
    type Item = CigarOperation;

    fn next(&mut self) -> Option<CigarOperation> {
        let (first, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        let bits = u32::from_le_bytes(*first);
        let kind = CigarKind::ALL.get((bits & 15) as usize)?;
        Some(CigarOperation { kind: *kind, length: bits >> 4 })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.0.len() / 4, Some(self.0.len() / 4))
    }
}

impl ExactSizeIterator for Cigar<'_> {}

/// Which operations use bases of the read and of the reference, as one bit per code.
const READ: u32 = 0b1_1001_0011;
const REFERENCE: u32 = 0b1_1000_1101;

/// What operations add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    /// Bases of the read.
    pub(super) read: u64,
    /// Bases of the reference.
    pub(super) reference: u64,
}

/// Adds up operations; the first code that is none is the error.
pub(super) fn extent(operations: &[u8]) -> Result<Extent, u8> {
    let mut extent = Extent { read: 0, reference: 0 };
    for operation in operations.chunks_exact(4) {
        let bits = u32::from_le_bytes([operation[0], operation[1], operation[2], operation[3]]);
        let (code, length) = (bits & 15, u64::from(bits >> 4));
        if code > 8 {
            return Err(operation[0] & 15);
        }
        extent.read += length * u64::from(READ >> code & 1);
        extent.reference += length * u64::from(REFERENCE >> code & 1);
    }
    Ok(extent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_agree_with_the_kinds() {
        for (code, letter) in (0u8..9).zip("MIDNSHP=X".chars()) {
            let kind = CigarKind::from_code(code).unwrap();
            assert_eq!((kind.code(), kind.letter()), (code, letter));
            let bits = (7u32 << 4 | u32::from(code)).to_le_bytes();
            let (read, reference) = (u64::from(kind.consumes_read()), u64::from(kind.consumes_reference()));
            assert_eq!(extent(&bits), Ok(Extent { read: 7 * read, reference: 7 * reference }));
            assert_eq!(Cigar::new(&bits).next().map(|operation| operation.to_string()), Some(format!("7{letter}")));
        }
        assert_eq!((CigarKind::from_code(9), extent(&[9, 0, 0, 0])), (None, Err(9)));
    }
}
