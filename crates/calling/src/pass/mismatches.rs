//! How often this sample's bases are misread, by reported quality and kind of error.
//!
//! METHOD: over the pilot pieces, every base of a well-placed read against the reference, but for places where reads agree on a
//! difference: those carry a variant. (Base quality recalibration: GATK BQSR, SAGE BQR.)

use genome::position::Interval;
use genome::probability::Phred;
use genome::sequence::Base;

use super::counts::Counts;
use super::reads::{Piece, ShardReads};
use crate::model::error_rate::{Context, MismatchCounts};
use crate::shard::Shard;

/// Reads that agree on a difference, and their share (one in so many), from which a place is left out.
const AGREEING: u16 = 3;
const ONE_IN: u32 = 25;

/// Least mapping quality: a misplaced read's mismatches are not the sequencer's.
const LEAST_MAPPING_QUALITY: u8 = 30;

/// Counts one sample's bases over a piece. `bases` is the reference over `halo`, `counts` those of the sample there.
#[must_use]
pub fn count(reads: &ShardReads, counts: &Counts, shard: &Shard, halo: Interval, bases: &[Base]) -> MismatchCounts {
    let first = halo.start().zero_based();
    let (from, to) = shard.owned.to_half_open();
    let owned = (from - first) as usize..(to - first) as usize;
    let told = |at: usize| owned.contains(&at) && !varies(counts, first, at);
    let context = |at: usize| match at.checked_sub(1).and_then(|start| bases.get(start..start + 3)) {
        Some([before, at, after]) => Context::new([*before, *at, *after]),
        _ => None,
    };
    let contexts: Vec<Option<Context>> = (0..bases.len()).map(|at| context(at).filter(|_| told(at))).collect();
    let mut found = MismatchCounts::default();
    let mut of_read: Vec<Base> = Vec::new();
    for read in reads.iter() {
        let record = &read.record;
        let placed = record.mapping_quality().is_some_and(|quality| quality.phred().get() >= LEAST_MAPPING_QUALITY);
        let (Some(qualities), true) = (record.qualities(), placed) else { continue };
        let flags = record.flags();
        let (reverse, first_in_pair) = (flags.is_reverse(), flags.is_first() || !flags.is_paired());
        of_read.clear();
        of_read.extend(record.bases());
        for piece in read.pieces() {
            let Piece::Aligned(block) = piece else { continue };
            let skipped = first.saturating_sub(block.reference) as usize;
            let at = block.reference.saturating_sub(first) as usize;
            let length = (block.length as usize).saturating_sub(skipped);
            let Some(contexts) = contexts.get(at..contexts.len().min(at + length)) else { continue };
            for (step, context) in contexts.iter().enumerate() {
                let (Some(context), place) = (context, block.read + skipped + step) else { continue };
                let (Some(base), Some(quality)) = (of_read.get(place), qualities.get(place)) else { continue };
                if let Some(class) = context.class(*base, reverse, first_in_pair) {
                    found.add(Phred::new(*quality), class, 1);
                }
            }
        }
    }
    found
}

/// Whether reads agree on a difference.
fn varies(counts: &Counts, first: u32, at: usize) -> bool {
    let position = u32::try_from(at).ok().and_then(|at| genome::position::Position::from_zero_based(first + at).ok());
    position.is_none_or(|position| {
        let most = counts.mismatches(position).into_iter().max().unwrap_or(0);
        most >= AGREEING && u32::from(most) * ONE_IN >= counts.depth(position)
    })
}
