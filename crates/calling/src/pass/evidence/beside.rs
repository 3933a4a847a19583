//! Substitutions beside an indel.

use genome::position::{Interval, Position};
use genome::reference::Reference;
use genome::sequence::Base;
use genome::variant::Variant;

use super::indel::reach;
use crate::pass::counts::{COUNTED_QUALITY, Counts};
use crate::pass::reads::ShardReads;

/// Bases to either side of where the indel may lie.
const NEAR: u32 = 10;

/// Reads that must show a substitution, in one specimen.
const FEWEST: u16 = 2;

/// Bases from the open end of an alignment within which a mismatch may come from an indel that the aligner left out.
pub(super) const UNTOLD_END: usize = 12;

/// At most so many, those that most reads show: each doubles the haplotypes.
const MOST: usize = 2;

/// A base that some molecules have in place of the reference's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Substituted {
    /// Zero-based.
    pub at: u32,
    /// The base.
    pub base: Base,
}

/// The substitutions beside an indel that some specimen shows well within its reads.
#[must_use]
pub fn substitutions_beside(
    variant: &Variant,
    reads: &[ShardReads],
    counts: &[Counts],
    window: &impl Reference,
) -> Vec<Substituted> {
    let (from, to) = reach(variant, window).to_half_open();
    let mut found: Vec<(usize, Substituted)> = Vec::new();
    for position in (from.saturating_sub(NEAR)..to + NEAR).filter_map(|at| Position::from_zero_based(at).ok()) {
        let seen: Vec<[u16; 4]> = counts.iter().map(|counts| counts.mismatches(position)).collect();
        for (column, base) in Base::ACGT.into_iter().enumerate() {
            if seen.iter().all(|seen| seen[column] < FEWEST) {
                continue;
            }
            let most = reads.iter().map(|reads| showing(reads, position, base)).max().unwrap_or(0);
            if most >= usize::from(FEWEST) {
                found.push((most, Substituted { at: position.zero_based(), base }));
            }
        }
    }
    found.sort_by_key(|(reads, substituted)| (std::cmp::Reverse(*reads), substituted.at));
    found.into_iter().take(MOST).map(|(_, substituted)| substituted).collect()
}

/// Reads that show a base of good quality, not near the open end of their alignment.
fn showing(reads: &ShardReads, position: Position, base: Base) -> usize {
    let Ok(here) = Interval::new(position, position) else { return 0 };
    let shows = reads.overlapping(here).filter(|read| {
        let good = |at: usize| {
            let qualities = read.record.qualities();
            qualities.is_none_or(|qualities| qualities.get(at).is_some_and(|quality| *quality >= COUNTED_QUALITY))
        };
        read.is_placed()
            && read.place_of(position.zero_based()).is_some_and(|at| {
                read.record.base(at) == base && good(at) && read.to_open_end(at).is_none_or(|end| end >= UNTOLD_END)
            })
    });
    shows.count()
}
