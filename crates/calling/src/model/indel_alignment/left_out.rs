//! How far an alignment may drift before it can be left out.
//!
//! METHOD: relative to a read that fits base by base, an alignment weighs at most what its gaps weigh. Of a read of n bases,
//! with gaps that open at rate g and go on at rate x, all alignments that drift by more than r bases to one side weigh at most
//! n g x^r if they have one gap, and z^-(r+1) ((1 + g y)^n - 1 - n g y) if they have more, for every z between 1 and 1/x with
//! y = z / (1 - x z) (Chernoff's bound, with the terms of no and one gap taken off).

use super::GapRates;

/// The share of the whole that may be left out: less than a tenth of a nat.
pub(super) const TOLERATED: f64 = 0.09;

/// Values of z that are tried, evenly between 1 and 1/x.
const TRIED: u32 = 8;

/// The least drift, in bases to either side, beyond which all alignments together weigh at most e^`ln_limit`, the weight of a
/// read of `length` bases that fits base by base being 1; `None` if no drift is known to be enough.
pub(super) fn room(length: usize, gaps: GapRates, ln_limit: f64) -> Option<usize> {
    let bases = f64::from(u32::try_from(length).ok()?);
    let opened = gaps.insertion.max(gaps.deletion);
    // Two sides, and one or more gaps: a quarter each.
    let ln_limit = ln_limit - 4f64.ln();
    let one_gap = (ln_limit - (bases * opened).ln()) / gaps.extension.ln();
    let more = (1..TRIED).map(|step| {
        let z = 1.0 + (1.0 / gaps.extension - 1.0) * f64::from(step) / f64::from(TRIED);
        let opened = opened * z / (1.0 - gaps.extension * z);
        // Rounding must not make it 0 or less.
        let ln_weight = ((bases * opened.ln_1p()).exp() - 1.0 - bases * opened).max(1e-12).ln();
        (ln_weight - ln_limit) / z.ln() - 1.0
    });
    let least = more.fold(f64::INFINITY, f64::min).max(one_gap).max(0.0).ceil();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and a million")]
    (least < 1e6).then_some(least as usize)
}

#[cfg(test)]
mod tests {
    use genome::probability::Probability;

    use super::*;

    #[test]
    fn what_fits_worse_needs_more_room() {
        let gaps = GapRates::of_repeat(Probability::new(5e-5).unwrap());
        let rooms = [-10.0, -20.0, -60.0].map(|ln| room(150, gaps, ln).unwrap());
        assert_eq!(rooms, [3, 8, 26]);
        assert!(room(150, GapRates::of_repeat(Probability::new(0.4).unwrap()), -20.0).unwrap() > 100);
    }
}
