//! The fast way for a read that lies on the haplotype without a gap.

use genome::sequence::Base;

use super::{EMISSIONS, Emissions, GapRates, Read};

/// How much less likely a gap must be than the mismatches of the gapless alignment, as a logarithm, for alignments with
/// gaps to be left out: together they then add less than one in ten.
const MARGIN: f64 = 7.0;
/// A start this much less likely than the best adds nothing.
const NEGLIGIBLE: f64 = 30.0;

/// ln of the sum over all gapless alignments in the band, or `None` if one with a gap may matter.
///
/// METHOD: every start in the band is tried and given up at its first mismatches, so that a read inside a repeat, which
/// fits at several starts, gets the same sum as from the whole model.
pub(super) fn ln_sum(read: Read<'_>, haplotype: &[Base], offset: usize, band: usize, gaps: GapRates) -> Option<f64> {
    let emissions = &*EMISSIONS;
    let limit = MARGIN + gaps.insertion.max(gaps.deletion).ln();
    let mut best = f64::NEG_INFINITY;
    let mut relative = 0.0;
    // The expected start first: it is nearly always the best.
    let starts = std::iter::once(offset).chain(
        (1..=band).flat_map(|shift| [offset.checked_sub(shift), offset.checked_add(shift)].into_iter().flatten()),
    );
    for start in starts {
        let Some(stretch) = haplotype.get(start..).and_then(|rest| rest.get(..read.bases.len())) else { continue };
        let floor = if best == f64::NEG_INFINITY { limit } else { limit.max(best - NEGLIGIBLE) };
        let Some(cost) = cost(read, stretch, floor, emissions) else { continue };
        if cost > best {
            relative = relative * (best - cost).exp() + 1.0;
            best = cost;
        } else {
            relative += (cost - best).exp();
        }
    }
    if best == f64::NEG_INFINITY {
        return None;
    }
    let same: f64 = (0..read.bases.len()).map(|at| emissions.ln_same[read.quality(at)]).sum();
    let steps = f64::from(u32::try_from(read.bases.len() - 1).ok()?);
    Some(best + relative.ln() + same + steps * gaps.matching().ln() + (-gaps.insertion).ln_1p())
}

/// What the mismatches cost, as a logarithm against a perfect match; `None` below the floor.
fn cost(read: Read<'_>, stretch: &[Base], floor: f64, emissions: &Emissions) -> Option<f64> {
    let mut cost = 0.0;
    for (at, (base, expected)) in read.bases.iter().zip(stretch).enumerate() {
        if *base == Base::N || *expected == Base::N {
            cost += emissions.ln_unknown[read.quality(at)];
        } else if base != expected {
            cost += emissions.ln_mismatch[read.quality(at)];
        } else {
            continue;
        }
        if cost < floor {
            return None;
        }
    }
    // With frequent gaps even a perfect match is no reason to leave them out.
    (cost >= floor).then_some(cost)
}
