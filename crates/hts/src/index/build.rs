//! Building BAI and tabix indexes while a sorted file is written.

use std::collections::BTreeMap;

use super::{BAI, Chunk};
use crate::bgzf::VirtualOffset;

/// What has been written of one contig.
#[derive(Debug, Clone, Default)]
struct Written {
    bins: BTreeMap<u32, Vec<Chunk>>,
    windows: Vec<Option<VirtualOffset>>,
    whole: Option<Chunk>,
    mapped: u64,
    unmapped: u64,
}

/// Collects where records lie. They come in the order of the file, sorted by contig and start.
#[derive(Debug, Default)]
pub(crate) struct IndexBuilder {
    contigs: Vec<Written>,
    unplaced: u64,
}

impl IndexBuilder {
    /// A record at a place, 0-based, `end` not included.
    pub(crate) fn place(&mut self, contig: usize, begin: u32, end: u32, mapped: bool, chunk: Chunk) {
        if self.contigs.len() <= contig {
            self.contigs.resize(contig + 1, Written::default());
        }
        let written = &mut self.contigs[contig];
        let chunks = written.bins.entry(BAI.smallest(begin, end)).or_default();
        match chunks.last_mut() {
            Some(last) if last.end.block() >= chunk.begin.block() => last.end = chunk.end,
            _ => chunks.push(chunk),
        }
        let (first, last) = ((begin >> BAI.min_shift) as usize, ((end.max(begin + 1) - 1) >> BAI.min_shift) as usize);
        if written.windows.len() <= last {
            written.windows.resize(last + 1, None);
        }
        for window in &mut written.windows[first..=last] {
            window.get_or_insert(chunk.begin);
        }
        written.whole.get_or_insert(chunk).end = chunk.end;
        written.mapped += u64::from(mapped);
        written.unmapped += u64::from(!mapped);
    }

    /// A record without a place.
    pub(crate) fn unplaced(&mut self) {
        self.unplaced += 1;
    }

    /// The contigs that have records, by place.
    pub(crate) fn used(&self) -> impl Iterator<Item = usize> {
        self.contigs.iter().enumerate().filter(|(_, written)| written.whole.is_some()).map(|(contig, _)| contig)
    }

    /// The index as a BAI of so many contigs (SAM 5.2).
    pub(crate) fn to_bai(&self, contigs: usize) -> Vec<u8> {
        let mut bytes = b"BAI\x01".to_vec();
        number(&mut bytes, contigs);
        let empty = Written::default();
        for contig in 0..contigs {
            self.contigs.get(contig).unwrap_or(&empty).append_to(&mut bytes);
        }
        bytes.extend(self.unplaced.to_le_bytes());
        bytes
    }

    /// The index as a tabix index of a VCF file, before compression; `name` gives the names of the contigs that have
    /// records, which alone are listed.
    pub(crate) fn to_tabix<'a>(&self, name: impl Fn(usize) -> &'a str) -> Vec<u8> {
        let mut bytes = b"TBI\x01".to_vec();
        number(&mut bytes, self.used().count());
        // A VCF: contig in column 1, position in column 2, no column for the end; headers begin with #; no line
        // skipped.
        for value in [2, 1, 2, 0, usize::from(b'#'), 0] {
            number(&mut bytes, value);
        }
        let names: Vec<u8> = self.used().flat_map(|contig| name(contig).bytes().chain([0])).collect();
        number(&mut bytes, names.len());
        bytes.extend(names);
        for contig in self.used() {
            self.contigs[contig].append_to(&mut bytes);
        }
        bytes.extend(self.unplaced.to_le_bytes());
        bytes
    }
}

/// A count in 32 bits: everything counted here is bounded by contigs, bins or windows, or by what memory holds.
fn number(bytes: &mut Vec<u8>, value: usize) {
    bytes.extend(u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes());
}

fn offsets(bytes: &mut Vec<u8>, chunk: Chunk) {
    bytes.extend(chunk.begin.bits().to_le_bytes());
    bytes.extend(chunk.end.bits().to_le_bytes());
}

impl Written {
    fn append_to(&self, bytes: &mut Vec<u8>) {
        number(bytes, self.bins.len() + usize::from(self.whole.is_some()));
        for (bin, chunks) in &self.bins {
            bytes.extend(bin.to_le_bytes());
            number(bytes, chunks.len());
            for chunk in chunks {
                offsets(bytes, *chunk);
            }
        }
        if let Some(whole) = self.whole {
            bytes.extend(BAI.pseudo().to_le_bytes());
            number(bytes, 2);
            offsets(bytes, whole);
            bytes.extend(self.mapped.to_le_bytes());
            bytes.extend(self.unmapped.to_le_bytes());
        }
        number(bytes, self.windows.len());
        // A window that no record overlaps gets what the window before it has; before all records, nothing.
        let mut before = 0;
        for window in &self.windows {
            before = window.map_or(before, VirtualOffset::bits);
            bytes.extend(before.to_le_bytes());
        }
    }
}
