//! A record before it is written.

use genome::contig::ContigIndex;
use genome::position::Position;
use genome::sequence::Base;

use super::cigar::{CigarKind, CigarOperation};
use super::flags::Flags;
use crate::index::bam_bin;

/// Why a record cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BufferFault {
    /// A name is 1 to 254 characters, `!` to `~` without `@` (SAM 1.4, `QNAME`).
    #[error("its name is not 1 to 254 printable characters without space and @")]
    Name,
    /// An operation over no base or over 2^28 and more.
    #[error("one of its CIGAR operations has {0} bases; 1 to 268435455 are wanted")]
    Operation(u32),
    /// The CIGAR needs another number of bases than the read has.
    #[error("its CIGAR needs {cigar} bases and the read has {read}")]
    CigarLength {
        /// Bases that the CIGAR needs.
        cigar: u64,
        /// Bases of the read.
        read: u64,
    },
    /// There must be a quality for each base, or none at all.
    #[error("it has {qualities} qualities for {bases} bases; as many or none are wanted")]
    Qualities {
        /// The number of qualities.
        qualities: usize,
        /// The number of bases.
        bases: usize,
    },
    /// A quality above 93.
    #[error("{0} is not a base quality: 0 to 93 is wanted")]
    Quality(u8),
    /// A contig that the header does not list.
    #[error("its contig or its mate's is not in the header")]
    Contig,
    /// It starts or ends past the end of its contig.
    #[error("it runs past the end of its contig")]
    PastEnd,
    /// It has a contig but no position, or a position but no contig.
    #[error("it has a contig without a position, or a position without a contig")]
    HalfPlaced,
    /// It is said to be mapped, and has no position.
    #[error("it has no position, but the flag that says unmapped (0x4) is not set")]
    NotUnmapped,
    /// The read group's id, or the list of other alignments, holds a tab, a line break or a NUL.
    #[error("its read group or its list of other alignments is not plain text")]
    ReadGroup,
    /// A read of 2^31 bases and more.
    #[error("it is too long")]
    Long,
    /// It starts left of the record before it.
    #[error("it starts left of the record before it; write the records in genome order, those without a place last")]
    OutOfOrder,
}

/// A record to be written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordBuffer {
    /// The name of the template.
    pub name: Vec<u8>,
    /// The flags, as [`Flags::new`] takes them.
    pub flags: u16,
    /// The contig.
    pub contig: Option<ContigIndex>,
    /// The leftmost aligned base; of an unmapped record its mate's position.
    pub position: Option<Position>,
    /// The mapping quality; 255 says that it is not available.
    pub mapping_quality: u8,
    /// How it lies on the reference.
    pub cigar: Vec<CigarOperation>,
    /// The mate's contig.
    pub mate_contig: Option<ContigIndex>,
    /// The mate's position.
    pub mate_position: Option<Position>,
    /// Bases from the leftmost to the rightmost base of the template, negative for the right read.
    pub template_length: i32,
    /// The bases, on the forward strand of the reference.
    pub bases: Vec<Base>,
    /// The base qualities, Phred; as many as bases, or none at all.
    pub qualities: Vec<u8>,
    /// The field `RG`.
    pub read_group: Option<Vec<u8>>,
    /// The field `NM`.
    pub edit_distance: Option<u32>,
    /// The field `SA`: the other alignments of a chimeric read.
    pub other_alignments: Option<Vec<u8>>,
}

/// The contig's number as BAM writes it, -1 for none.
fn contig_number(contig: Option<ContigIndex>) -> i32 {
    // A place in a list of contigs is below 2^31.
    contig.map_or(-1, |contig| i32::try_from(contig.get()).unwrap_or(-1))
}

/// The 0-based position as BAM writes it, -1 for none.
fn position_number(position: Option<Position>) -> i32 {
    position.map_or(-1, |position| position.zero_based().cast_signed())
}

/// The four-bit code of a base (SAM 4.2).
fn code(base: Base) -> u8 {
    match base {
        Base::A => 1,
        Base::C => 2,
        Base::G => 4,
        Base::T => 8,
        Base::N => 15,
    }
}

impl RecordBuffer {
    /// Bases of the read that the CIGAR needs, and of the reference that it covers.
    fn extent(&self) -> (u64, u64) {
        let sum = |wanted: fn(CigarKind) -> bool| {
            let wanted = self.cigar.iter().filter(|operation| wanted(operation.kind));
            wanted.map(|operation| u64::from(operation.length)).sum()
        };
        (sum(CigarKind::consumes_read), sum(CigarKind::consumes_reference))
    }

    /// What is wrong with the record by itself.
    fn check(&self) -> Result<(), BufferFault> {
        let printable = |byte: &u8| (b'!'..=b'~').contains(byte) && *byte != b'@';
        if !(1..=254).contains(&self.name.len()) || !self.name.iter().all(printable) {
            return Err(BufferFault::Name);
        }
        if let Some(operation) = self.cigar.iter().find(|operation| !(1..1 << 28).contains(&operation.length)) {
            return Err(BufferFault::Operation(operation.length));
        }
        let (cigar, read) = (self.extent().0, self.bases.len() as u64);
        if !self.cigar.is_empty() && read > 0 && cigar != read {
            return Err(BufferFault::CigarLength { cigar, read });
        }
        if !self.qualities.is_empty() && self.qualities.len() != self.bases.len() {
            return Err(BufferFault::Qualities { qualities: self.qualities.len(), bases: self.bases.len() });
        }
        if let Some(quality) = self.qualities.iter().find(|quality| **quality > 93) {
            return Err(BufferFault::Quality(*quality));
        }
        if self.contig.is_some() != self.position.is_some() {
            return Err(BufferFault::HalfPlaced);
        }
        if self.position.is_none() && !Flags::new(self.flags).is_unmapped() {
            return Err(BufferFault::NotUnmapped);
        }
        if self.read_group.iter().chain(&self.other_alignments).flatten().any(|byte| !(b' '..=b'~').contains(byte)) {
            return Err(BufferFault::ReadGroup);
        }
        Ok(())
    }

    /// Appends the record as BAM has it, without the number of its bytes.
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), BufferFault> {
        self.check()?;
        let read_length = i32::try_from(self.bases.len()).map_err(|_| BufferFault::Long)?;
        let reference = if Flags::new(self.flags).is_unmapped() { 0 } else { self.extent().1 };
        let covers = u32::try_from(reference.max(1)).map_err(|_| BufferFault::PastEnd)?;
        // A record without a place is in the bin of position -1 (SAM 4.2.1).
        let begin = self.position.map(Position::zero_based);
        let bin = begin.map_or(4680, |begin| bam_bin(begin, begin.saturating_add(covers)));
        let operations: Vec<u32> = self.cigar.iter().map(|o| o.length << 4 | u32::from(o.kind.code())).collect();
        // More operations than 16 bits can count are in the field CG, and these two stand for them (SAM 4.2.2).
        let stand_in = [read_length.cast_unsigned() << 4 | 4, covers << 4 | 3];
        let (count, long) = match u16::try_from(operations.len()) {
            Ok(count) => (count, false),
            Err(_) => (2, true),
        };
        if long && (read_length >= 1 << 28 || covers >= 1 << 28 || read_length == 0) {
            return Err(BufferFault::Long);
        }
        bytes.extend(contig_number(self.contig).to_le_bytes());
        bytes.extend(position_number(self.position).to_le_bytes());
        bytes.push(u8::try_from(self.name.len() + 1).map_err(|_| BufferFault::Name)?);
        bytes.push(self.mapping_quality);
        bytes.extend(bin.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(self.flags.to_le_bytes());
        bytes.extend(read_length.to_le_bytes());
        bytes.extend(contig_number(self.mate_contig).to_le_bytes());
        bytes.extend(position_number(self.mate_position).to_le_bytes());
        bytes.extend(self.template_length.to_le_bytes());
        bytes.extend(&self.name);
        bytes.push(0);
        bytes.extend(if long { &stand_in[..] } else { &operations }.iter().flat_map(|bits| bits.to_le_bytes()));
        bytes.extend(self.bases.chunks(2).map(|pair| code(pair[0]) << 4 | pair.get(1).map_or(0, |base| code(*base))));
        bytes.extend(&self.qualities);
        bytes.extend(std::iter::repeat_n(0xff, self.bases.len() - self.qualities.len()));
        self.encode_tags(bytes);
        if long {
            bytes.extend(b"CGBI");
            bytes.extend(u32::try_from(operations.len()).map_err(|_| BufferFault::Long)?.to_le_bytes());
            bytes.extend(operations.iter().flat_map(|bits| bits.to_le_bytes()));
        }
        Ok(())
    }

    fn encode_tags(&self, bytes: &mut Vec<u8>) {
        if let Some(group) = &self.read_group {
            bytes.extend(b"RGZ");
            bytes.extend(group);
            bytes.push(0);
        }
        if let Some(distance) = self.edit_distance {
            bytes.extend(b"NM");
            match u8::try_from(distance) {
                Ok(distance) => bytes.extend([b'C', distance]),
                Err(_) => bytes.extend([b'I'].into_iter().chain(distance.to_le_bytes())),
            }
        }
        if let Some(alignments) = &self.other_alignments {
            bytes.extend(b"SAZ");
            bytes.extend(alignments);
            bytes.push(0);
        }
    }
}
