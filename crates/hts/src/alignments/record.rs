//! A record of a BAM file, read in place (SAM 4.2).

use genome::contig::ContigIndex;
use genome::position::{Interval, Position};
use genome::quantity::MappingQuality;
use genome::sequence::Base;

use super::cigar::{self, Cigar};
use super::flags::Flags;
use super::tag::{TagValue, Tags};

/// Bytes before the name: `refID` to `tlen`, without `block_size`.
pub(super) const FIXED: usize = 32;

/// Why bytes are no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecordFault {
    /// Its fields need more bytes than it has.
    #[error("its fields run past its end")]
    Short,
    /// The name is not ended by a NUL.
    #[error("its name has no end")]
    Name,
    /// A code that is no CIGAR operation.
    #[error("{0} is not the code of a CIGAR operation")]
    CigarCode(u8),
    /// The CIGAR needs another number of bases than the read has.
    #[error("its CIGAR needs {cigar} bases and the read has {read}")]
    CigarLength {
        /// Bases that the CIGAR needs.
        cigar: u64,
        /// Bases of the read.
        read: u64,
    },
    /// A contig that the header does not list.
    #[error("{0} is not the number of a contig of the header")]
    Contig(i32),
    /// A position below 0, or an end past 2^31-1.
    #[error("it lies outside every contig")]
    Position,
    /// It is longer than any read can be.
    #[error("it says that it has {0} bytes")]
    Long(u32),
}

/// The bases by their four-bit code, `=ACMGRSVTWYHKDBN` (SAM 4.2): everything but A, C, G and T is `N`.
pub const BASE_OF_CODE: [Base; 16] = [
    Base::N,
    Base::A,
    Base::C,
    Base::N,
    Base::G,
    Base::N,
    Base::N,
    Base::N,
    Base::T,
    Base::N,
    Base::N,
    Base::N,
    Base::N,
    Base::N,
    Base::N,
    Base::N,
];

/// A view on the bytes of a record. Nothing is copied; it has been checked that all fields but the optional ones lie
/// within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a>(&'a [u8]);

/// What the checks of a record find out in passing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placement {
    /// The contig's number, -1 for none.
    pub(super) contig: i32,
    /// 0-based start, -1 for none.
    pub(super) start: i32,
    /// 0-based end, not included; for a record that covers no base of the reference one past the start.
    pub(super) end: i32,
}

impl<'a> Record<'a> {
    /// A view on bytes as [`Record::as_bytes`] gives them. Refuses bytes whose fields do not fit together; whether the
    /// contigs are in the header is not looked at.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, RecordFault> {
        Self::check(bytes).map(|_| Self(bytes))
    }

    /// A view on bytes that have passed [`Record::check`].
    pub(super) fn from_checked(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Whether all fields lie within the bytes and fit together, and where the record lies.
    pub(super) fn check(bytes: &[u8]) -> Result<Placement, RecordFault> {
        if bytes.len() < FIXED {
            return Err(RecordFault::Short);
        }
        let record = Record(bytes);
        let read = record.u32_at(16);
        // In 64 bits: four numbers below 2^32 do not overflow.
        let packed = u64::from(record.name_length()) + 4 * u64::from(record.u16_at(12)) + FIXED as u64;
        if packed + u64::from(read).div_ceil(2) + u64::from(read) > bytes.len() as u64 {
            return Err(RecordFault::Short);
        }
        if record.name_length() == 0 || bytes[FIXED + usize::from(record.name_length()) - 1] != 0 {
            return Err(RecordFault::Name);
        }
        for contig in [record.i32_at(0), record.i32_at(20)] {
            if contig < -1 {
                return Err(RecordFault::Contig(contig));
            }
        }
        let (contig, start) = (record.i32_at(0), record.i32_at(4));
        if start < -1 || start == i32::MAX || record.i32_at(24) < -1 || record.i32_at(24) == i32::MAX {
            return Err(RecordFault::Position);
        }
        let operations = record.cigar_bytes();
        let extent = cigar::extent(operations).map_err(RecordFault::CigarCode)?;
        if extent.read != u64::from(read) && read > 0 && !operations.is_empty() {
            return Err(RecordFault::CigarLength { cigar: extent.read, read: u64::from(read) });
        }
        let covers = if record.flags().is_unmapped() { 0 } else { extent.reference };
        let end = i64::try_from(covers.max(1)).map(|covers| i64::from(start.max(0)) + covers);
        let end = end.ok().and_then(|end| i32::try_from(end).ok()).ok_or(RecordFault::Position)?;
        Ok(Placement { contig, start, end })
    }

    /// The bytes of the record as they lie in the file, without their number; [`Record::from_bytes`] takes them back.
    #[must_use]
    pub fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    fn u16_at(self, at: usize) -> u16 {
        u16::from_le_bytes([self.0[at], self.0[at + 1]])
    }

    fn u32_at(self, at: usize) -> u32 {
        u32::from_le_bytes([self.0[at], self.0[at + 1], self.0[at + 2], self.0[at + 3]])
    }

    fn i32_at(self, at: usize) -> i32 {
        self.u32_at(at).cast_signed()
    }

    fn contig_at(self, at: usize) -> Option<ContigIndex> {
        usize::try_from(self.i32_at(at)).ok().and_then(ContigIndex::new)
    }

    fn position_at(self, at: usize) -> Option<Position> {
        u32::try_from(self.i32_at(at)).ok().and_then(|zero_based| Position::from_zero_based(zero_based).ok())
    }

    fn name_length(self) -> u8 {
        self.0[8]
    }

    fn cigar_begin(self) -> usize {
        FIXED + usize::from(self.name_length())
    }

    fn bases_begin(self) -> usize {
        self.cigar_begin() + 4 * usize::from(self.u16_at(12))
    }

    fn qualities_begin(self) -> usize {
        self.bases_begin() + self.read_length().div_ceil(2)
    }

    /// The operations. A read with more than 65,535 of them has them in the field `CG`, and in their place says
    /// `<read length>S<reference length>N` (SAM 4.2.2).
    fn cigar_bytes(self) -> &'a [u8] {
        let begin = self.cigar_begin();
        let operations = &self.0[begin..begin + 4 * usize::from(self.u16_at(12))];
        let stands_in = operations.len() == 8
            && operations[4] & 15 == 3
            && self.u32_at(begin) == (self.u32_at(16) << 4 | 4)
            && self.u32_at(16) > 0;
        match if stands_in { self.tag(b"CG") } else { None } {
            Some(TagValue::Array(array)) if array.kind() == b'I' => array.as_bytes(),
            _ => operations,
        }
    }

    /// The flags.
    #[must_use]
    pub fn flags(self) -> Flags {
        Flags::new(self.u16_at(14))
    }

    /// The contig on which it is placed.
    #[must_use]
    pub fn contig(self) -> Option<ContigIndex> {
        self.contig_at(0)
    }

    /// The position of its leftmost aligned base; of an unmapped record the place it was given, mostly its mate's.
    #[must_use]
    pub fn position(self) -> Option<Position> {
        self.position_at(4)
    }

    /// How sure the aligner is of the place; `None` if it does not say (255).
    #[must_use]
    pub fn mapping_quality(self) -> Option<MappingQuality> {
        MappingQuality::new(self.0[9])
    }

    /// The name of the template, without its NUL; `*` if there is none.
    #[must_use]
    pub fn name(self) -> &'a [u8] {
        &self.0[FIXED..self.cigar_begin() - 1]
    }

    /// How it lies on the reference; no operation if that is not known.
    #[must_use]
    pub fn cigar(self) -> Cigar<'a> {
        Cigar::new(self.cigar_bytes())
    }

    /// The number of its bases; 0 if they are not stored.
    #[must_use]
    pub fn read_length(self) -> usize {
        self.u32_at(16) as usize
    }

    /// The base at a 0-based place of the read; ambiguity codes, and places past its end, are `N`.
    #[must_use]
    pub fn base(self, at: usize) -> Base {
        match self.packed_bases().get(at / 2) {
            Some(pair) if at < self.read_length() => {
                BASE_OF_CODE[usize::from(if at.is_multiple_of(2) { pair >> 4 } else { pair & 15 })]
            }
            _ => Base::N,
        }
    }

    /// All its bases, in order; faster than asking for each by its place.
    pub fn bases(self) -> impl Iterator<Item = Base> + use<'a> {
        let pairs = self.packed_bases().iter();
        let both = pairs.flat_map(|pair| [BASE_OF_CODE[usize::from(pair >> 4)], BASE_OF_CODE[usize::from(pair & 15)]]);
        both.take(self.read_length())
    }

    /// The bases, two a byte, the first in the high bits; [`BASE_OF_CODE`] tells what they mean.
    #[must_use]
    pub fn packed_bases(self) -> &'a [u8] {
        &self.0[self.bases_begin()..self.qualities_begin()]
    }

    /// The base qualities, Phred, one a base; `None` if they are not stored (0xff, SAM 4.2.3).
    #[must_use]
    pub fn qualities(self) -> Option<&'a [u8]> {
        let begin = self.qualities_begin();
        let qualities = &self.0[begin..begin + self.read_length()];
        qualities.first().is_some_and(|first| *first != 0xff).then_some(qualities)
    }

    /// The contig of the mate.
    #[must_use]
    pub fn mate_contig(self) -> Option<ContigIndex> {
        self.contig_at(20)
    }

    /// The position of the mate's leftmost aligned base.
    #[must_use]
    pub fn mate_position(self) -> Option<Position> {
        self.position_at(24)
    }

    /// Bases from the leftmost to the rightmost base of the template, negative for the right read; 0 if not known.
    #[must_use]
    pub fn template_length(self) -> i32 {
        self.i32_at(28)
    }

    /// The bases of the reference from its first to its last aligned base; `None` if it is unmapped, has no position
    /// or no operation that uses the reference. It may run past the end of the contig: the file is believed.
    #[must_use]
    pub fn reference_span(self) -> Option<Interval> {
        if self.flags().is_unmapped() {
            return None;
        }
        let covers = cigar::extent(self.cigar_bytes()).ok()?.reference;
        let start = self.position()?;
        let end = start.checked_add(u32::try_from(covers.checked_sub(1)?).ok()?)?;
        Interval::new(start, end).ok()
    }

    /// The optional fields, in order.
    #[must_use]
    pub fn tags(self) -> Tags<'a> {
        Tags::new(&self.0[self.qualities_begin() + self.read_length()..])
    }

    /// The value of an optional field.
    #[must_use]
    pub fn tag(self, name: &[u8; 2]) -> Option<TagValue<'a>> {
        self.tags().find(|(found, _)| found == name).map(|(_, value)| value)
    }

    /// The field `NM`: mismatched, inserted and deleted bases.
    #[must_use]
    pub fn edit_distance(self) -> Option<u32> {
        u32::try_from(self.tag(b"NM")?.as_integer()?).ok()
    }

    /// The bytes of the record with another read group, for a file with read groups of its own. Optional fields behind one
    /// that is malformed are left out.
    #[must_use]
    pub fn with_read_group(self, id: &[u8]) -> Vec<u8> {
        let mut tags = self.tags();
        let mut bytes = self.0[..self.0.len() - tags.rest().len()].to_vec();
        loop {
            let field = tags.rest();
            let Some((name, _)) = tags.next() else { break };
            if name != *b"RG" {
                bytes.extend_from_slice(&field[..field.len() - tags.rest().len()]);
            }
        }
        bytes.extend(b"RGZ".iter().chain(id).chain(b"\0"));
        bytes
    }

    /// The field `RG`: the id of its read group.
    #[must_use]
    pub fn read_group(self) -> Option<&'a [u8]> {
        self.tag(b"RG")?.as_text()
    }
}
