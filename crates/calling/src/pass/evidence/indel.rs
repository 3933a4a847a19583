//! The evidence at an insertion, a deletion, or both at once: each read against the haplotypes without and with it.

use genome::position::{Interval, Position};
use genome::reference::Reference;
use genome::sequence::Base;
use genome::variant::Variant;

use super::beside::Substituted;
use super::{COPYING_ERROR, Observation, PlacedRead, Supports, Told, agree, observe};
use crate::model::error_rate::RepeatIndelRates;
use crate::model::evidence::{FragmentEvidence, narrow};
use crate::model::indel_alignment::{GapRates, ln_likelihood};
use crate::pass::clipped::soft_clips;
use crate::pass::reads::ShardReads;

/// ln of how much better one haplotype must explain a fragment for it to be counted for that allele: about 7 to 1.
const TELLING: f64 = 2.0;

/// How far the haplotypes reach beyond an indel, in bases: a read and a repeat.
const FLANK: u32 = 320;

/// Bases by which a read must lie on the reference for the aligner to place it (bwa reports no shorter alignment).
const ANCHOR: u32 = 30;

/// The haplotypes around an indel.
struct Haplotypes {
    /// The zero-based reference position at which all begin.
    from: u32,
    /// Without the indel: the reference first, then with the substitutions beside it.
    without: Vec<Vec<Base>>,
    /// The same with the indel.
    with: Vec<Vec<Base>>,
    /// The first changed base, on any, and on the reference the first behind the change.
    start: usize,
    after: usize,
    /// Bases of the longer allele.
    longer: usize,
}

impl Haplotypes {
    /// METHOD: a read near an indel may come from a molecule without it that has a substitution there; at the edge of a run
    /// "one base less" explains a read that ends within the run as well as "another base" does. So the best haplotype
    /// without the indel is held against the best with it, over all subsets of the substitutions beside it.
    fn of(variant: &Variant, beside: &[Substituted], bases: &[Base], halo: Interval) -> Self {
        let edit = variant.edit();
        let origin = halo.start().zero_based();
        let start = edit.start.zero_based();
        let after = start + u32::try_from(edit.deleted.len()).unwrap_or(u32::MAX);
        let (from, to) = (start.saturating_sub(FLANK).max(origin), (after + FLANK).min(halo.to_half_open().1));
        let around = &bases[(from - origin) as usize..(to - origin) as usize];
        let place = |at: u32| (at - from) as usize;
        let mut without = vec![around.to_vec()];
        for substituted in beside.iter().filter(|substituted| (from..to).contains(&substituted.at)) {
            for at in 0..without.len() {
                let mut changed = without[at].clone();
                changed[place(substituted.at)] = substituted.base;
                without.push(changed);
            }
        }
        let changed = |bases: &Vec<Base>| [&bases[..place(start)], &edit.inserted, &bases[place(after)..]].concat();
        let mut with: Vec<Vec<Base>> = without.iter().map(changed).collect();
        with.dedup();
        Self {
            from,
            without,
            with,
            start: place(start),
            after: place(after),
            longer: edit.inserted.len().max(edit.deleted.len()),
        }
    }
}

/// One read against both haplotypes.
#[derive(Debug, Clone, Copy)]
struct Fragment {
    observation: Observation,
    /// ln of how much better the best haplotype with the indel explains it than the best without.
    difference: f64,
    /// The same of the indel alone and the reference.
    explained: f64,
}

/// The evidence of one sample. `bases` is the reference over `halo`; `beside` are the substitutions near the indel.
#[must_use]
pub fn indel(
    reads: &ShardReads,
    variant: &Variant,
    beside: &[Substituted],
    bases: &[Base],
    halo: Interval,
    window: &impl Reference,
    rates: &RepeatIndelRates,
) -> Told {
    let haplotypes = Haplotypes::of(variant, beside, bases, halo);
    // Beside a run that slips, a slip with a misread base beside it looks like a change outside of the run.
    let Haplotypes { start, after, .. } = haplotypes;
    let edges = [start.saturating_sub(1), start, after.saturating_sub(1), after];
    let gaps = GapRates::of_repeat(rates.of_places(&haplotypes.without[0], edges));
    let band = haplotypes.longer + 8;
    let mut seen: Vec<Fragment> = Vec::new();
    let reach = reach(variant, window);
    let mut longest = 0;
    for read in reads.overlapping(reach) {
        let record = &read.record;
        let (clipped, _) = soft_clips(&read);
        // A read that would begin before the haplotypes, or end far behind them, says nothing about their middle.
        let before = u32::try_from(clipped).ok().and_then(|clipped| haplotypes.from.checked_add(clipped));
        let Some(offset) = before.and_then(|before| read.aligned.start().zero_based().checked_sub(before)) else {
            continue;
        };
        if offset as usize + record.read_length() > haplotypes.without[0].len() + band {
            continue;
        }
        let bases: Vec<Base> = record.bases().collect();
        longest = longest.max(u32::try_from(bases.len()).unwrap_or(u32::MAX));
        let qualities = record.qualities().unwrap_or_default();
        let of = |haplotype: &Vec<Base>| ln_likelihood(&bases, qualities, haplotype, offset as usize, band, gaps);
        let all = |haplotypes: &[Vec<Base>]| haplotypes.iter().map(of).collect::<Vec<f64>>();
        let (with, without) = (all(&haplotypes.with), all(&haplotypes.without));
        let best = |all: &[f64]| all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (difference, explained) = (best(&with) - best(&without), with[0] - without[0]);
        if !difference.is_finite() {
            continue;
        }
        let observation = observe(&read, place_in_read(&read, variant), Supports::Neither, 0.25);
        seen.extend(observation.map(|observation| Fragment { observation, difference, explained }));
    }
    Told::of(joined(seen), sampling(variant, reach, longest))
}

/// How many reads a molecule with the change gives where it is looked for, against one without it.
///
/// METHOD: reads of R bases over a stretch of W start at W + R - 1 places, and at as many more as bases come in. Of new
/// sequence, a read without enough bases of the reference on either side is placed nowhere; of repeated sequence it is.
fn sampling(variant: &Variant, reach: Interval, read: u32) -> f32 {
    let edit = variant.edit();
    let bases = |allele: &[Base]| u32::try_from(allele.len()).unwrap_or(u32::MAX);
    let (inserted, deleted) = (bases(&edit.inserted), bases(&edit.deleted));
    let without = reach.length().get() + read.saturating_sub(1);
    let repeated = reach.length().get() > inserted;
    let lost = if repeated { 0 } else { (inserted + 2 * ANCHOR).saturating_sub(read + 1) };
    let with = (without + inserted).saturating_sub(deleted + lost).max(1);
    let whole = |places: u32| f32::from(u16::try_from(places).unwrap_or(u16::MAX));
    if without == 0 { 1.0 } else { whole(with) / whole(without) }
}

/// Where reads that may show an indel lie: along the repeat in which it may be moved, and one base more to either side
/// for reads that are cut off at its edge.
pub(super) fn reach(variant: &Variant, window: &impl Reference) -> Interval {
    let own = variant.interval();
    let rightmost = variant.rightmost_edit(window).ok().and_then(|edit| {
        let deleted = u32::try_from(edit.deleted.len()).ok()?;
        edit.start.checked_add(deleted)
    });
    let end = rightmost.unwrap_or(own.end()).max(own.end());
    let start = own.start().checked_sub(1).unwrap_or(Position::FIRST);
    Interval::new(start, end.checked_add(1).unwrap_or(end)).unwrap_or(own)
}

/// Which base of a read stands at the change: that at which it is cut off, if it is.
fn place_in_read(read: &PlacedRead<'_>, variant: &Variant) -> usize {
    let start = variant.edit().start.zero_based();
    match soft_clips(read) {
        (0, 0) => start.saturating_sub(read.aligned.start().zero_based()) as usize,
        (left, right) if right > left => read.record.read_length().saturating_sub(right),
        (left, _) => left,
    }
}

/// One fragment for each name, with the name and what is explained of it.
fn joined(mut seen: Vec<Fragment>) -> impl Iterator<Item = (FragmentEvidence, u64, f64)> {
    seen.sort_by_key(|fragment| fragment.observation.name);
    let mut fragments = Vec::new();
    for mates in seen.chunk_by(|a, b| a.observation.name == b.observation.name) {
        let (first, others) = (mates[0].observation, &mates[1..]);
        let difference: f64 = mates.iter().map(|mate| mate.difference).sum();
        let supports = match difference {
            difference if difference > TELLING => Supports::Alternate,
            difference if difference < -TELLING => Supports::Reference,
            _ => Supports::Neither,
        };
        let observation = others.iter().fold(first, |joined, mate| agree(&joined, &mate.observation));
        let mut fragment = FragmentEvidence::of_base(
            supports,
            0.25,
            observation.mapping_error,
            observation.strand,
            observation.orientation,
            observation.distance_to_end,
        );
        // Only the ratio counts; a constant shared by both cancels. Copying errors bound what one molecule can say.
        let bounded = difference.clamp(COPYING_ERROR.ln(), -COPYING_ERROR.ln());
        (fragment.ln_reference, fragment.ln_alternate) = (narrow(-bounded.max(0.0)), narrow(bounded.min(0.0)));
        fragments.push((fragment, first.name, mates.iter().map(|mate| mate.explained).sum()));
    }
    fragments.into_iter()
}
