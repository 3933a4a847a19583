//! Binning indexes: where in a sorted BGZF file the records of a region lie.
//!
//! A contig is cut into bins, each of eight on the next level; a record belongs to the smallest bin that holds it
//! whole, and the index lists the stretches of the file with the records of a bin. Sources: SAM 5.1.1 and 5.2 (BAI),
//! the specifications of CSI and of tabix, all at samtools/hts-specs.

mod build;
mod read;

pub(crate) use build::IndexBuilder;
pub use read::IndexFault;

use crate::bgzf::VirtualOffset;

/// Bins of BAI and tabix: 16 kb on the lowest of six levels, 512 Mb on the highest (SAM 5.1.1).
const BAI: Binning = Binning { min_shift: 14, depth: 5 };

/// The end, in bases, of what BAI and tabix can index: 2^29.
pub(crate) const BAI_LIMIT: u32 = 1 << 29;

/// A stretch of the file, its end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Chunk {
    pub(crate) begin: VirtualOffset,
    pub(crate) end: VirtualOffset,
}

/// How a contig is cut into bins.
#[derive(Debug, Clone, Copy)]
struct Binning {
    /// Binary logarithm of the bases of a bin on the lowest level.
    min_shift: u32,
    /// Levels below the one bin that holds the contig whole.
    depth: u32,
}

impl Binning {
    /// The number of the first bin of a level: (8^level - 1) / 7.
    fn first(level: u32) -> u32 {
        ((1 << (3 * level)) - 1) / 7
    }

    /// Binary logarithm of the bases of a bin of this level.
    fn shift(self, level: u32) -> u32 {
        self.min_shift + 3 * (self.depth - level)
    }

    /// The bin that is no bin but holds counts (SAM 5.2): one past the largest bin's successor.
    fn pseudo(self) -> u32 {
        Self::first(self.depth + 1) + 1
    }

    /// The bin of this level that holds a 0-based position; the last one for positions past what can be indexed.
    fn bin(self, level: u32, zero_based: u32) -> u32 {
        let offset = u64::from(zero_based) >> self.shift(level);
        let last = Self::first(level + 1) - 1;
        u32::try_from(offset).unwrap_or(u32::MAX).saturating_add(Self::first(level)).min(last)
    }

    /// The smallest bin that holds an interval whole; `end` is not included (SAM 5.3, `reg2bin`).
    fn smallest(self, begin: u32, end: u32) -> u32 {
        let last = end.max(begin + 1) - 1;
        let whole = |level: &u32| self.bin(*level, begin) == self.bin(*level, last);
        (0..=self.depth).rev().find(whole).map_or(0, |level| self.bin(level, begin))
    }
}

/// The bin that a BAM record says it lies in; `end` is not included (SAM 4.2.1).
pub(crate) fn bam_bin(begin: u32, end: u32) -> u16 {
    u16::try_from(BAI.smallest(begin, end)).unwrap_or(0)
}

/// A bin with records.
#[derive(Debug, Clone)]
struct Bin {
    number: u32,
    /// CSI: where the first record that overlaps the bin begins.
    first_overlap: Option<VirtualOffset>,
    chunks: Vec<Chunk>,
}

/// What is known of one contig.
#[derive(Debug, Clone, Default)]
struct ContigBins {
    /// By number.
    bins: Vec<Bin>,
    /// BAI: for each 16 kb window, where the first record that overlaps it begins.
    windows: Vec<VirtualOffset>,
    /// Mapped and unmapped records, where the pseudo-bin states them.
    records: Option<[u64; 2]>,
}

/// An index as read from its file.
#[derive(Debug, Clone)]
pub(crate) struct BinningIndex {
    binning: Binning,
    contigs: Vec<ContigBins>,
    /// Records without a place, where the index counts them.
    unplaced: Option<u64>,
}

impl BinningIndex {
    /// The number of contigs.
    pub(crate) fn contigs(&self) -> usize {
        self.contigs.len()
    }

    /// Mapped records of a contig; `None` if the index does not count.
    pub(crate) fn mapped(&self, contig: usize) -> Option<u64> {
        self.records(contig).map(|[mapped, _]| mapped)
    }

    /// Mapped and unmapped records of a contig; `None` if the index does not count.
    fn records(&self, contig: usize) -> Option<[u64; 2]> {
        let bins = self.contigs.get(contig)?;
        let counts = || self.contigs.iter().any(|bins| bins.records.is_some());
        // A contig without records has no bin, and no pseudo-bin either.
        bins.records.or_else(|| (bins.bins.is_empty() && counts()).then_some([0; 2]))
    }

    /// Mapped and unmapped records of the file; `None` if the index does not count all of them.
    pub(crate) fn all_records(&self) -> Option<[u64; 2]> {
        let mut sum = [0, self.unplaced?];
        for contig in 0..self.contigs.len() {
            for (sum, records) in sum.iter_mut().zip(self.records(contig)?) {
                *sum = sum.checked_add(records)?;
            }
        }
        Some(sum)
    }

    /// The last place that the index points to.
    pub(crate) fn last(&self) -> VirtualOffset {
        let chunks = self.contigs.iter().flat_map(|contig| &contig.bins).flat_map(|bin| &bin.chunks);
        chunks.map(|chunk| chunk.end).max().unwrap_or(VirtualOffset::new(0, 0))
    }

    /// The stretches of the file, in order and apart, that hold every record of a contig that overlaps an interval;
    /// 0-based, `end` not included.
    pub(crate) fn chunks(&self, contig: usize, begin: u32, end: u32) -> Vec<Chunk> {
        let Some(contig) = self.contigs.get(contig) else { return Vec::new() };
        let earliest = self.earliest(contig, begin);
        let mut chunks = Vec::new();
        for level in 0..=self.binning.depth {
            let (first, last) = (self.binning.bin(level, begin), self.binning.bin(level, end.saturating_sub(1)));
            let from = contig.bins.partition_point(|bin| bin.number < first);
            let bins = contig.bins[from..].iter().take_while(|bin| bin.number <= last);
            let late = bins.flat_map(|bin| &bin.chunks).filter(|chunk| chunk.end > earliest);
            chunks.extend(late.map(|chunk| Chunk { begin: chunk.begin.max(earliest), end: chunk.end }));
        }
        chunks.sort_unstable();
        merge(&mut chunks);
        chunks
    }

    /// No record that overlaps a position or starts right of it begins before this place in the file.
    fn earliest(&self, contig: &ContigBins, begin: u32) -> VirtualOffset {
        let window = (begin >> BAI.min_shift) as usize;
        let linear = contig.windows.get(window).or(contig.windows.last());
        let holding = (0..=self.binning.depth).filter_map(|level| {
            let number = self.binning.bin(level, begin);
            let at = contig.bins.binary_search_by_key(&number, |bin| bin.number).ok()?;
            contig.bins[at].first_overlap
        });
        holding.chain(linear.copied()).max().unwrap_or(VirtualOffset::new(0, 0))
    }
}

/// Joins sorted stretches that touch or meet in one block.
fn merge(chunks: &mut Vec<Chunk>) {
    chunks.dedup_by(|next, kept| {
        let joined = next.begin.block() <= kept.end.block();
        if joined {
            kept.end = kept.end.max(next.end);
        }
        joined
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_those_of_the_specification() {
        // SAM 5.3, reg2bin: the first bins of the levels are 0, 1, 9, 73, 585 and 4681, the pseudo-bin is 37450.
        assert_eq!((0..=5).map(Binning::first).collect::<Vec<_>>(), [0, 1, 9, 73, 585, 4681]);
        assert_eq!(BAI.pseudo(), 37_450);
        assert_eq!((bam_bin(0, 1), bam_bin(16_383, 16_384), bam_bin(16_383, 16_385)), (4681, 4681, 585));
        assert_eq!((bam_bin(0, 1 << 29), bam_bin((1 << 29) - 1, 1 << 29)), (0, 37_448));
        assert_eq!((bam_bin(1 << 26, (1 << 26) + 1), bam_bin((1 << 26) - 1, (1 << 26) + 1)), (4681 + 4096, 0));
    }

    #[test]
    fn stretches_that_meet_in_a_block_are_joined() {
        let chunk = |begin, end| Chunk { begin: VirtualOffset::from_bits(begin), end: VirtualOffset::from_bits(end) };
        let mut chunks = vec![chunk(1, 2), chunk(7, 1 << 16), chunk(1 << 16, 1 << 17), chunk(5 << 16, 6 << 16)];
        merge(&mut chunks);
        assert_eq!(chunks, [chunk(1, 1 << 17), chunk(5 << 16, 6 << 16)]);
    }
}
