//! What the reads of one sample show over a piece: depth, mismatches, indels. One walk over each read.

use std::collections::BTreeMap;

use genome::position::{Interval, Position};
use genome::reference::ReferenceWindow;
use genome::sequence::Base;
use genome::variant::Variant;
use hts::alignments::BASE_OF_CODE;

use super::assembly::assembled;
use super::clipped::clipped_reads;
use super::reads::{Block, Piece, PlacedRead, ShardReads};
use crate::shard::Shard;

/// Least base quality that a mismatch is counted with.
pub(super) const COUNTED_QUALITY: u8 = 20;

/// How near an indel lies "beside" a base, in bases.
const BESIDE_INDEL: u32 = 12;

/// Depth and differences from the reference over a piece with its halo.
#[derive(Debug)]
pub struct Counts {
    first: u32,
    depth: Vec<u32>,
    mismatches: Vec<[u16; 4]>,
    /// Insertions and deletions in normal form, with the reads that show them in their alignment, or are cut off at them.
    pub indels: BTreeMap<Variant, u32>,
}

impl Counts {
    /// Counts the reads of a sample. `bases` is the reference over `halo`.
    #[must_use]
    pub fn of(reads: &ShardReads, shard: &Shard, halo: Interval, bases: &[Base], window: &ReferenceWindow<'_>) -> Self {
        let (first, end) = halo.to_half_open();
        let length = (end - first) as usize;
        let mut counts =
            Self { first, depth: vec![0; length + 1], mismatches: vec![[0; 4]; length], indels: BTreeMap::new() };
        for read in reads.iter() {
            counts.add(&read, shard, bases, window);
        }
        for (variant, reads) in assembled(&clipped_reads(reads), shard.contig, first, bases, window) {
            *counts.indels.entry(variant).or_default() += u32::try_from(reads).unwrap_or(u32::MAX);
        }
        // Starts and ends become depths.
        let mut running = 0u32;
        for depth in &mut counts.depth {
            running = running.wrapping_add(*depth);
            *depth = running;
        }
        counts
    }

    fn add(&mut self, read: &PlacedRead<'_>, shard: &Shard, bases: &[Base], window: &ReferenceWindow<'_>) {
        if !read.is_placed() {
            return;
        }
        let pieces = read.pieces().count();
        for (place, piece) in read.pieces().enumerate() {
            match piece {
                Piece::Aligned(block) => self.add_block(read, block, bases),
                // An indel at the end of a read has no anchor on one side.
                Piece::Inserted(_) | Piece::Deleted(_) if place == 0 || place + 1 == pieces => {}
                Piece::Inserted(block) => {
                    let read_bases = block.read..block.read + block.length as usize;
                    let inserted: Vec<Base> = read_bases.map(|at| read.record.base(at)).collect();
                    self.add_indel(shard, block.reference, 0, &inserted, bases, window);
                }
                Piece::Deleted(block) => self.add_indel(shard, block.reference, block.length, &[], bases, window),
            }
        }
    }

    fn add_block(&mut self, read: &PlacedRead<'_>, block: Block, bases: &[Base]) {
        let length = bases.len();
        let from = block.reference.saturating_sub(self.first) as usize;
        let skipped = self.first.saturating_sub(block.reference) as usize;
        let count = (block.length as usize).saturating_sub(skipped).min(length.saturating_sub(from));
        if count == 0 {
            return;
        }
        self.depth[from] = self.depth[from].wrapping_add(1);
        self.depth[from + count] = self.depth[from + count].wrapping_sub(1);
        let qualities = read.record.qualities();
        let packed = read.record.packed_bases();
        for (offset, reference) in bases[from..from + count].iter().enumerate() {
            let at = block.read + skipped + offset;
            // Two bases a byte, the first in the upper half (SAM 4.2).
            let Some(pair) = packed.get(at / 2) else { return };
            let base = BASE_OF_CODE[usize::from(if at.is_multiple_of(2) { pair >> 4 } else { pair & 0xf })];
            if base == *reference || *reference == Base::N {
                continue;
            }
            let counted =
                qualities.is_none_or(|qualities| qualities.get(at).is_some_and(|quality| *quality >= COUNTED_QUALITY));
            if let (Some(column), true) = (base.index(), counted) {
                let cell = &mut self.mismatches[from + offset][column];
                *cell = cell.saturating_add(1);
            }
        }
    }

    fn add_indel(
        &mut self,
        shard: &Shard,
        reference: u32,
        deleted: u32,
        inserted: &[Base],
        bases: &[Base],
        window: &ReferenceWindow<'_>,
    ) {
        let Some(from) = reference.checked_sub(self.first).map(|from| from as usize) else { return };
        let Some(taken) = bases.get(from..from + deleted as usize) else { return };
        if taken.contains(&Base::N) || inserted.contains(&Base::N) {
            return;
        }
        let Ok(position) = Position::from_zero_based(reference) else { return };
        // Near the halo's border a repeat may reach further than the window; such an indel is another piece's.
        if let Ok(variant) = Variant::new(shard.contig, position, taken, inserted, window) {
            *self.indels.entry(variant).or_default() += 1;
        }
    }

    fn offset(&self, position: Position) -> Option<usize> {
        position.zero_based().checked_sub(self.first).map(|offset| offset as usize)
    }

    /// Reads that cover a position base against base.
    #[must_use]
    pub fn depth(&self, position: Position) -> u32 {
        self.offset(position).and_then(|at| self.depth.get(at)).copied().unwrap_or(0)
    }

    /// Reads with each base (A, C, G, T) at a position, where it is not the reference's and of sufficient quality.
    #[must_use]
    pub fn mismatches(&self, position: Position) -> [u16; 4] {
        self.offset(position).and_then(|at| self.mismatches.get(at)).copied().unwrap_or_default()
    }

    /// Whether two or more reads show one indel within some bases of a position.
    #[must_use]
    pub fn indel_near(&self, position: Position) -> bool {
        let near = |variant: &Variant| variant.position().get().abs_diff(position.get()) <= BESIDE_INDEL;
        self.indels.iter().any(|(variant, reads)| *reads >= 2 && near(variant))
    }

    /// Depths over an interval.
    #[must_use]
    pub fn depths(&self, interval: Interval) -> &[u32] {
        let (from, to) = interval.to_half_open();
        let range = from.saturating_sub(self.first) as usize..to.saturating_sub(self.first) as usize;
        self.depth.get(range).unwrap_or_default()
    }
}
