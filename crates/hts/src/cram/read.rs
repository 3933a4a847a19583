//! A read between CRAM and BAM.

use super::fault::CramFault;
use crate::index::bam_bin;

/// The fields of a read, as BAM has them unless said otherwise. One is used for all reads of a slice.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) flags: u16,
    pub(super) contig: i32,
    /// From 1; 0 for none.
    pub(super) position: i32,
    pub(super) mapping_quality: u8,
    pub(super) name: Vec<u8>,
    pub(super) mate_contig: i32,
    /// From 1; 0 for none.
    pub(super) mate_position: i32,
    pub(super) template_length: i32,
    pub(super) cigar: Vec<u32>,
    /// The number of bases, whether they are stored or not.
    pub(super) length: usize,
    /// The codes of the bases, one a byte.
    pub(super) codes: Vec<u8>,
    pub(super) qualities: Vec<u8>,
    pub(super) tags: Vec<u8>,
}

/// The flag of an unmapped read.
pub(super) const UNMAPPED: u16 = 4;

/// Where fields lie in the bytes of a BAM record (SAM 4.2).
pub(super) mod offset {
    pub(in super::super) const FLAGS: usize = 14;
    pub(in super::super) const MATE: usize = 20;
}

impl Read {
    /// Forgets the read before.
    pub(super) fn clear(&mut self) {
        (self.flags, self.contig, self.position, self.mapping_quality, self.length) = (0, -1, 0, 0, 0);
        (self.mate_contig, self.mate_position, self.template_length) = (-1, 0, 0);
        self.cigar.clear();
        for bytes in [&mut self.name, &mut self.codes, &mut self.qualities, &mut self.tags] {
            bytes.clear();
        }
    }

    /// Appends a CIGAR operation, or makes the last one longer.
    pub(super) fn operate(&mut self, operation: u32, length: u32) -> Result<(), CramFault> {
        if length == 0 {
            return Ok(());
        }
        let last = self.cigar.last_mut().filter(|last| **last & 15 == operation);
        let total = last.as_ref().map_or(0, |last| **last >> 4).saturating_add(length);
        if total >= 1 << 28 {
            return Err(CramFault::number("length of a CIGAR operation", total));
        }
        match last {
            Some(last) => *last = total << 4 | operation,
            None => self.cigar.push(total << 4 | operation),
        }
        Ok(())
    }

    /// Bases of the reference that the read covers.
    pub(super) fn covers(&self) -> u32 {
        let covering = self.cigar.iter().filter(|operation| matches!(**operation & 15, 0 | 2 | 3));
        covering.fold(0, |sum, operation| sum.saturating_add(operation >> 4))
    }

    /// Adds the field `NM`.
    pub(super) fn add_edit_distance(&mut self, distance: u32) {
        self.tags.extend(b"NMI");
        self.tags.extend(distance.to_le_bytes());
    }

    /// Adds the field `RG`.
    pub(super) fn add_read_group(&mut self, id: &str) {
        self.tags.extend(b"RGZ");
        self.tags.extend(id.as_bytes());
        self.tags.push(0);
    }

    /// Appends the read as a BAM record, without the number of its bytes (SAM 4.2).
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CramFault> {
        let number =
            |what, length: usize| i64::try_from(length).map_or(CramFault::Ended, |n| CramFault::number(what, n));
        let name_length = u8::try_from(self.name.len() + 1);
        let name_length = name_length.map_err(|_| number("length of a name", self.name.len()))?;
        let read_length = u32::try_from(self.codes.len()).map_err(|_| number("length of a read", self.codes.len()))?;
        let covers = if self.flags & UNMAPPED == 0 { self.covers().max(1) } else { 1 };
        let begin = u32::try_from(self.position - 1).ok();
        let bin = begin.map_or(4680, |begin| bam_bin(begin, begin.saturating_add(covers)));
        // More operations than 16 bits can count are in the field CG, and these two stand for them (SAM 4.2.2).
        let stand_in = [read_length << 4 | 4, covers << 4 | 3];
        let (count, long) = match u16::try_from(self.cigar.len()) {
            Ok(count) => (count, false),
            Err(_) => (2, true),
        };
        if long && (read_length >= 1 << 28 || covers >= 1 << 28 || read_length == 0) {
            return Err(number("number of CIGAR operations", self.cigar.len()));
        }
        bytes.extend(self.contig.to_le_bytes());
        bytes.extend((self.position - 1).to_le_bytes());
        bytes.extend([name_length, self.mapping_quality]);
        bytes.extend(bin.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(self.flags.to_le_bytes());
        bytes.extend(read_length.to_le_bytes());
        bytes.extend(self.mate_contig.to_le_bytes());
        bytes.extend((self.mate_position - 1).to_le_bytes());
        bytes.extend(self.template_length.to_le_bytes());
        bytes.extend_from_slice(&self.name);
        bytes.push(0);
        let operations = if long { &stand_in[..] } else { &self.cigar };
        for operation in operations {
            bytes.extend(operation.to_le_bytes());
        }
        let (pairs, last) = self.codes.as_chunks::<2>();
        bytes.extend(pairs.iter().map(|[first, second]| first << 4 | second));
        bytes.extend(last.iter().map(|code| code << 4));
        bytes.extend_from_slice(&self.qualities);
        bytes.extend_from_slice(&self.tags);
        if long {
            bytes.extend(b"CGBI");
            bytes.extend(u32::try_from(self.cigar.len()).unwrap_or(u32::MAX).to_le_bytes());
            for operation in &self.cigar {
                bytes.extend(operation.to_le_bytes());
            }
        }
        Ok(())
    }
}
