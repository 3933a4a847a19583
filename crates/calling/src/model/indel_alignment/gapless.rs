//! The fast way for a read that lies on the haplotype without a gap.

use genome::sequence::Base;

use super::left_out::TOLERATED;
use super::{EMISSIONS, Emissions, GapRates, Read};

/// A start is given up when its mismatches cost more than this, as a logarithm.
const GIVEN_UP: f64 = -7.0;

/// ln of the sum over all gapless alignments from a start in the band, or `None` if those with a gap may matter.
///
/// METHOD: every start in the band is tried and given up at its first mismatches, so that a read inside a repeat, which
/// fits at several starts, gets the same sum as from the whole model. An alignment with a gap follows one of these starts up to
/// its first gap, and weighs at most what that stretch and the opening of the gap weigh. The sum of these bounds over all
/// starts and places must be a small share of the gapless sum.
pub(super) fn ln_sum(read: Read<'_>, haplotype: &[Base], offset: usize, band: usize, gaps: GapRates) -> Option<f64> {
    let emissions = &*EMISSIONS;
    let bases = f64::from(u32::try_from(read.bases.len()).ok()?);
    let opened = gaps.insertion + gaps.deletion;
    // Against a read that fits base by base: without a gap, and at most as much with one or given up.
    let (mut gapless, mut left_out) = (0.0, 0.0);
    for start in offset.saturating_sub(band)..=offset.saturating_add(band) {
        let Some(stretch) = haplotype.get(start..).filter(|rest| !rest.is_empty()) else { continue };
        let (followed, cost) = follow(read, stretch, emissions);
        let whole = followed == read.bases.len();
        let weight = cost.exp();
        let followed = f64::from(u32::try_from(followed).ok()?);
        left_out += opened * (followed + 1.0 + (bases - followed) * weight);
        *(if whole { &mut gapless } else { &mut left_out }) += weight;
    }
    let straight = gapless * ((bases - 1.0) * gaps.matching().ln()).exp() * (1.0 - gaps.insertion);
    (left_out <= TOLERATED * straight).then(|| straight.ln() + read.ln_fit(emissions))
}

/// How many bases of a read follow a stretch, and what their mismatches cost as a logarithm, up to where it is given up or the
/// stretch ends.
fn follow(read: Read<'_>, stretch: &[Base], emissions: &Emissions) -> (usize, f64) {
    let mut cost = 0.0;
    for (at, (base, expected)) in read.bases.iter().zip(stretch).enumerate() {
        if *base == Base::N || *expected == Base::N {
            cost += emissions.ln_unknown[read.quality(at)];
        } else if base != expected {
            cost += emissions.ln_mismatch[read.quality(at)];
        } else {
            continue;
        }
        if cost < GIVEN_UP {
            return (at, cost);
        }
    }
    (read.bases.len().min(stretch.len()), cost)
}
