//! How often this sample's reads show a false indel in a repeat, by unit and length.
//!
//! METHOD: over a few fixed pieces of the genome every repeat tract is looked at; reads that span it with some bases on
//! either side are counted, and those of them with a gap in it. Tracts in which many reads agree on a gap carry a real
//! indel and are left out. (The idea of sample-adaptive rates: Strelka2, REDUX.)

use genome::position::Interval;
use genome::sequence::Base;

use super::reads::{Piece, ShardReads};
use crate::model::error_rate::{Repeat, RepeatIndelCounts};
use crate::shard::Shard;

/// Fewest units of a repeat that is counted.
const FEWEST_UNITS: u8 = 4;

/// Bases on either side that a spanning read shows.
const ANCHOR: u32 = 5;

/// From this share of reads with a gap on (per mille), a tract is taken to carry a real indel.
const REAL_PER_MILLE: u64 = 300;

/// A tract of repeated units: zero-based, half open.
struct Tract {
    from: u32,
    to: u32,
    repeat: Repeat,
    spanning: u64,
    with_gap: u64,
}

fn tracts(bases: &[Base], halo: Interval, owned: Interval) -> Vec<Tract> {
    let first = halo.start().zero_based();
    let (from, to) = owned.to_half_open();
    let mut found = Vec::new();
    let mut at = (from - first) as usize;
    while at < (to - first) as usize {
        let repeat = Repeat::at(bases, at);
        let length = usize::from(repeat.unit()) * usize::from(repeat.count());
        if repeat.count() < FEWEST_UNITS {
            at += 1;
            continue;
        }
        let from = first + u32::try_from(at).unwrap_or(u32::MAX);
        let to = from + u32::try_from(length).unwrap_or(u32::MAX);
        found.push(Tract { from, to, repeat, spanning: 0, with_gap: 0 });
        at += length;
    }
    found
}

/// Counts one sample's reads over a piece. `bases` is the reference over `halo`.
#[must_use]
pub fn count(reads: &ShardReads, shard: &Shard, halo: Interval, bases: &[Base]) -> RepeatIndelCounts {
    let mut tracts = tracts(bases, halo, shard.owned);
    for read in reads.iter() {
        let (start, end) = read.aligned.to_half_open();
        let first = tracts.partition_point(|tract| tract.from < start + ANCHOR);
        let gaps: Vec<u32> = read
            .pieces()
            .filter_map(|piece| match piece {
                Piece::Inserted(block) | Piece::Deleted(block) => Some(block.reference),
                Piece::Aligned(_) => None,
            })
            .collect();
        for tract in tracts[first..].iter_mut().take_while(|tract| tract.to + ANCHOR <= end) {
            tract.spanning += 1;
            tract.with_gap += u64::from(gaps.iter().any(|gap| (tract.from..=tract.to).contains(gap)));
        }
    }
    let mut counts = RepeatIndelCounts::default();
    for tract in tracts.iter().filter(|tract| tract.with_gap * 1000 < tract.spanning * REAL_PER_MILLE) {
        counts.add(tract.repeat, tract.with_gap, tract.spanning);
    }
    counts
}
