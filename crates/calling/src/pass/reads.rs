//! The reads of one sample over a piece of the genome, in memory as the file holds them.

use genome::position::{Interval, Position};
use genome::sequence::Base;
use hts::alignments::{AlignmentError, CigarKind, CigarOperation, Flags, Record, RegionReader};
use serde::{Deserialize, Serialize};

use super::counts::COUNTED_QUALITY;
use crate::shard::Shard;

/// What was read and what was left out, over a piece; counted where a read *starts*, so that pieces add up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadTally {
    /// Primary reads, mapped or placed.
    pub primary: u64,
    /// Of these, unmapped.
    pub unmapped: u64,
    /// Of these, marked as duplicates.
    pub duplicates: u64,
    /// Of these, failed by the sequencer.
    pub failed: u64,
    /// Secondary and supplementary alignments.
    pub further_alignments: u64,
    /// Used reads with mapping quality 0.
    pub unplaceable: u64,
}

impl ReadTally {
    /// All counts.
    #[must_use]
    pub fn counts(&self) -> [u64; 6] {
        let Self { primary, unmapped, duplicates, failed, further_alignments, unplaceable } = *self;
        [primary, unmapped, duplicates, failed, further_alignments, unplaceable]
    }

    /// Adds another piece.
    pub fn add(&mut self, other: &Self) {
        self.primary += other.primary;
        self.unmapped += other.unmapped;
        self.duplicates += other.duplicates;
        self.failed += other.failed;
        self.further_alignments += other.further_alignments;
        self.unplaceable += other.unplaceable;
    }
}

/// Mapping quality from which a read is well placed.
const WELL_PLACED: u8 = 30;

/// Where a read lies.
#[derive(Debug, Clone, Copy)]
struct Span {
    from: usize,
    to: usize,
    aligned: Interval,
    name: u64,
}

/// The used reads of one sample over a piece: primary, mapped, neither failed nor a duplicate; in order of position. Their
/// supplementary alignments stand apart.
#[derive(Debug, Default)]
pub struct ShardReads {
    bytes: Vec<u8>,
    spans: Vec<Span>,
    supplementary: Vec<Span>,
    longest: u32,
    /// What was read and left out.
    pub tally: ReadTally,
    /// Lengths of the templates of proper pairs whose first read in position starts in the piece.
    pub template_lengths: Vec<u32>,
}

impl ShardReads {
    /// Reads a piece with its halo. `each` is shown every record, used or not.
    ///
    /// # Errors
    /// Whatever the file gives.
    pub fn read(
        reader: &mut RegionReader,
        shard: &Shard,
        halo: Interval,
        mut each: impl FnMut(&Record<'_>),
    ) -> Result<Self, AlignmentError> {
        let mut reads = Self::default();
        reader.query(shard.contig, halo)?;
        while let Some(record) = reader.read()? {
            each(&record);
            reads.take(&record, shard.owned);
        }
        Ok(reads)
    }

    fn take(&mut self, record: &Record<'_>, owned: Interval) {
        let flags = record.flags();
        let Some(start) = record.position() else { return };
        let own = owned.contains(start);
        let count = |counter: &mut u64| *counter += u64::from(own);
        if flags.is_secondary() || flags.is_supplementary() {
            count(&mut self.tally.further_alignments);
            if !flags.any(Flags::SECONDARY | Flags::QC_FAIL | Flags::DUPLICATE)
                && let Some(aligned) = record.reference_span()
            {
                let span = self.keep(record, aligned);
                self.supplementary.push(span);
            }
            return;
        }
        count(&mut self.tally.primary);
        if flags.is_unmapped() {
            return count(&mut self.tally.unmapped);
        }
        if flags.is_qc_fail() {
            return count(&mut self.tally.failed);
        }
        if flags.is_duplicate() {
            return count(&mut self.tally.duplicates);
        }
        let Some(aligned) = record.reference_span() else { return };
        if record.mapping_quality().is_none_or(|quality| quality.phred().get() == 0) {
            count(&mut self.tally.unplaceable);
        }
        if own && flags.is_proper_pair() && record.template_length() > 0 {
            self.template_lengths.push(record.template_length().unsigned_abs());
        }
        let span = self.keep(record, aligned);
        self.longest = self.longest.max(aligned.length().get());
        self.spans.push(span);
    }

    fn keep(&mut self, record: &Record<'_>, aligned: Interval) -> Span {
        let from = self.bytes.len();
        self.bytes.extend_from_slice(record.as_bytes());
        Span { from, to: self.bytes.len(), aligned, name: hash(record.name()) }
    }

    /// All reads, in order of position.
    pub fn iter(&self) -> impl Iterator<Item = PlacedRead<'_>> {
        self.spans.iter().filter_map(|span| self.placed(span))
    }

    /// The alignments of parts of reads that are neither failed nor duplicates, where another part is the primary one.
    pub fn supplementary(&self) -> impl Iterator<Item = PlacedRead<'_>> {
        self.supplementary.iter().filter_map(|span| self.placed(span))
    }

    /// The reads whose aligned part overlaps an interval, in order of position.
    pub fn overlapping(&self, interval: Interval) -> impl Iterator<Item = PlacedRead<'_>> {
        // A read that reaches the interval starts at most its own length before it.
        let reach = interval.start().checked_sub(self.longest).unwrap_or(Position::FIRST);
        let first = self.spans.partition_point(|span| span.aligned.start() < reach);
        self.spans[first..]
            .iter()
            .take_while(move |span| span.aligned.start() <= interval.end())
            .filter(move |span| span.aligned.overlaps(interval))
            .filter_map(|span| self.placed(span))
    }

    /// Whether nine of ten reads over a position have a mapping quality of 30 or more.
    #[must_use]
    pub fn well_placed(&self, position: Position) -> bool {
        let here = Interval::new(position, position).map(|here| self.overlapping(here));
        let (well, all) = here.into_iter().flatten().fold((0, 0), |(well, all), read| {
            let quality = read.record.mapping_quality().map_or(0, |quality| quality.phred().get());
            (well + usize::from(quality >= WELL_PLACED), all + 1)
        });
        well * 10 >= all * 9
    }

    /// How many fragments show each of two bases at a position, by placed reads and bases of sufficient quality; mates that differ
    /// say nothing. Two reads of one molecule are not two: counted apart they would make an estimate look surer than it is.
    #[must_use]
    pub fn fragments_showing(&self, position: Position, bases: [Base; 2]) -> [u16; 2] {
        let here = Interval::new(position, position).map(|here| self.overlapping(here));
        let seen = here.into_iter().flatten().filter(PlacedRead::is_placed).filter_map(|read| {
            let at = read.place_of(position.zero_based())?;
            let quality = read.record.qualities().map(|qualities| qualities.get(at).copied().unwrap_or(0));
            let counted = quality.is_none_or(|quality| quality >= COUNTED_QUALITY);
            counted.then(|| (read.name, read.record.base(at)))
        });
        let mut seen: Vec<(u64, Base)> = seen.collect();
        seen.sort_unstable();
        let mut counts = [0u16; 2];
        for fragment in seen.chunk_by(|one, other| one.0 == other.0) {
            let shows = |base: Base| fragment.iter().all(|(_, seen)| *seen == base);
            for (count, base) in counts.iter_mut().zip(bases) {
                *count = count.saturating_add(u16::from(shows(base)));
            }
        }
        counts
    }

    fn placed(&self, span: &Span) -> Option<PlacedRead<'_>> {
        let record = Record::from_bytes(&self.bytes[span.from..span.to]).ok()?;
        Some(PlacedRead { record, aligned: span.aligned, name: span.name })
    }
}

/// FNV-1a (Fowler, Noll, Vo): two mates have the same name, and of the some hundred fragments over a site no two are
/// likely to share a hash of 64 bits.
pub(crate) fn hash(name: &[u8]) -> u64 {
    name.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// See [`PlacedRead::to_open_end`].
fn to_open_end(mut pieces: impl Iterator<Item = Piece>, at: usize) -> Option<usize> {
    let first = pieces.next();
    let last = pieces.last().or(first);
    let range = |piece| match piece {
        Some(Piece::Aligned(block)) => block.read..block.read + block.length as usize,
        _ => 0..0,
    };
    let (first, last) = (range(first), range(last));
    let left = first.contains(&at).then(|| at - first.start);
    let right = last.contains(&at).then(|| last.end - 1 - at);
    left.into_iter().chain(right).min()
}

/// A used read.
#[derive(Debug, Clone, Copy)]
pub struct PlacedRead<'r> {
    /// The alignment.
    pub record: Record<'r>,
    /// From its first to its last aligned base.
    pub aligned: Interval,
    /// The hash of its name: the same for mates.
    pub name: u64,
}

/// A stretch of a read that lies base against base on the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// First reference base, zero-based.
    pub reference: u32,
    /// First read base, zero-based.
    pub read: usize,
    /// Bases.
    pub length: u32,
}

/// What a CIGAR operation says of the read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// Base against base.
    Aligned(Block),
    /// `length` read bases from `read` on stand before reference base `reference`.
    Inserted(Block),
    /// `length` reference bases from `reference` on are missing; `read` is the next read base.
    Deleted(Block),
}

impl PlacedRead<'_> {
    /// The read's pieces from left to right. Skipped reference (`N`) is a gap and not a deletion.
    pub fn pieces(&self) -> impl Iterator<Item = Piece> + '_ {
        let mut reference = self.aligned.start().zero_based();
        let mut read = 0usize;
        self.record.cigar().filter_map(move |CigarOperation { kind, length }| {
            let block = Block { reference, read, length };
            match kind {
                CigarKind::Match | CigarKind::SequenceMatch | CigarKind::SequenceMismatch => {
                    reference += length;
                    read += length as usize;
                    Some(Piece::Aligned(block))
                }
                CigarKind::Insertion => {
                    read += length as usize;
                    Some(Piece::Inserted(block))
                }
                CigarKind::Deletion => {
                    reference += length;
                    Some(Piece::Deleted(block))
                }
                CigarKind::Skip => {
                    reference += length;
                    None
                }
                CigarKind::SoftClip => {
                    read += length as usize;
                    None
                }
                CigarKind::HardClip | CigarKind::Padding => None,
            }
        })
    }

    /// Whether its place is better than a guess: mapping quality above 0.
    #[must_use]
    pub fn is_placed(&self) -> bool {
        self.record.mapping_quality().is_some_and(|quality| quality.phred().get() > 0)
    }

    /// Bases from a read base to the nearer end of the alignment without a gap on the way; `None` where gaps lie on both sides.
    #[must_use]
    pub fn to_open_end(&self, at: usize) -> Option<usize> {
        to_open_end(self.pieces(), at)
    }

    /// The read base that lies on a reference position (zero-based); `None` in a gap.
    #[must_use]
    pub fn place_of(&self, at: u32) -> Option<usize> {
        self.pieces().find_map(|piece| match piece {
            Piece::Aligned(block) if (block.reference..block.reference + block.length).contains(&at) => {
                Some(block.read + (at - block.reference) as usize)
            }
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_open_up_to_the_first_gap() {
        let aligned = |read, length| Piece::Aligned(Block { reference: 0, read, length });
        let inserted = Piece::Inserted(Block { reference: 0, read: 30, length: 2 });
        let plain = |at| to_open_end([aligned(10, 90)].into_iter(), at);
        assert_eq!(
            [plain(10), plain(12), plain(99), plain(5)],
            [Some(0), Some(2), Some(0), None],
            "clipped bases do not count"
        );
        let gapped =
            |at| to_open_end([aligned(0, 30), inserted, aligned(32, 40), inserted, aligned(74, 26)].into_iter(), at);
        assert_eq!(
            [gapped(0), gapped(29), gapped(40), gapped(74), gapped(98)],
            [Some(0), Some(29), None, Some(25), Some(1)]
        );
    }
}
