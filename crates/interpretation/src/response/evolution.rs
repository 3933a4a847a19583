//! How the clones of two samples of one person differ.
//!
//! METHOD: each variant's allele fraction is turned into the share of tumour cells that carry it (cancer cell fraction),
//! f (p C + 2 (1 - p)) / (p m), with purity p, C copies of the place and m mutated copies in a cell, and its 95 % Wilson
//! interval with it. Two samples differ where the intervals do not overlap. Where purity or copies are not known, the allele
//! fractions themselves are compared, and the answer says so.

use genome::quantity::{AlleleCount, AlleleFraction, CopyNumber, Purity, StandardScore};
use serde::Serialize;

/// What a sample says of a variant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// Reads.
    pub count: AlleleCount,
    /// The share of tumour cells, where it is known.
    pub purity: Option<Purity>,
    /// Copies of the place in a tumour cell, where they are known.
    pub copies: Option<CopyNumber>,
}

/// How a variant changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Not a read in the first sample, and more in the second than the first could have missed.
    New,
    /// Not a read in the second sample, and more in the first than the second could have missed.
    Lost,
    /// A greater share in the second sample.
    Expanding,
    /// A smaller share in the second sample.
    Shrinking,
    /// No difference that the reads can show.
    Stable,
    /// One of the samples has no reads there.
    NotAssessable,
}

/// Between what limits the share lies, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    /// The lower 95 % bound.
    pub lower: f64,
    /// The share observed.
    pub observed: f64,
    /// The upper 95 % bound.
    pub upper: f64,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Shares of tumour cells.
    CancerCellFraction,
    /// Allele fractions: purity or copy number of one of the samples is not known.
    AlleleFraction,
}

/// A variant's way from the first sample to the second.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Evolution {
    /// The change.
    pub change: Change,
    /// What is compared.
    pub measure: Measure,
    /// In the first sample.
    pub first: Option<Share>,
    /// In the second sample.
    pub second: Option<Share>,
}

/// The factor from allele fraction to cancer cell fraction with one mutated copy; `None` where it is not known.
fn factor(sample: &Sample) -> Option<f64> {
    let (purity, copies) = (sample.purity?.get(), sample.copies?.get());
    (purity > 0.0).then(|| (purity * copies + 2.0 * (1.0 - purity)) / purity)
}

/// Mutated copies in a cell: the least whole number that keeps the share within 1.
fn share(count: AlleleCount, factor: f64) -> Option<Share> {
    let interval = count.wilson_interval(StandardScore::CONFIDENCE_95)?;
    let observed = count.fraction()?.get() * factor;
    // Where every copy of every cell is mutated, more than one copy is: m of section METHOD. A share a little above 1 is
    // one copy and noise.
    let mutated = if observed > 1.5 { observed.round() } else { 1.0 };
    let scaled = |fraction: AlleleFraction| (fraction.get() * factor / mutated).min(1.0);
    Some(Share {
        lower: scaled(interval.lower()),
        observed: (observed / mutated).min(1.0),
        upper: scaled(interval.upper()),
    })
}

/// Compares a variant in two samples.
#[must_use]
pub fn compare(first: &Sample, second: &Sample) -> Evolution {
    let (measure, factors) = match (factor(first), factor(second)) {
        (Some(a), Some(b)) => (Measure::CancerCellFraction, (a, b)),
        _ => (Measure::AlleleFraction, (1.0, 1.0)),
    };
    let (first_share, second_share) = (share(first.count, factors.0), share(second.count, factors.1));
    let change = match (first_share, second_share) {
        (Some(a), Some(b)) if a.upper < b.lower && first.count.alternate().get() == 0 => Change::New,
        (Some(a), Some(b)) if b.upper < a.lower && second.count.alternate().get() == 0 => Change::Lost,
        (Some(a), Some(b)) if a.upper < b.lower => Change::Expanding,
        (Some(a), Some(b)) if b.upper < a.lower => Change::Shrinking,
        (Some(_), Some(_)) => Change::Stable,
        _ => Change::NotAssessable,
    };
    Evolution { change, measure, first: first_share, second: second_share }
}

#[cfg(test)]
mod tests {
    use super::*;
    use genome::quantity::Depth;
    use proptest::prelude::*;

    fn reads(alternate: u32, depth: u32) -> Sample {
        let count = AlleleCount::new(Depth::new(alternate), Depth::new(depth)).unwrap();
        Sample { count, purity: None, copies: None }
    }

    fn in_cells(sample: Sample, purity: f64, copies: f64) -> Sample {
        Sample { purity: Purity::new(purity).ok(), copies: CopyNumber::new(copies).ok(), ..sample }
    }

    #[test]
    fn each_change() {
        for (first, second, expected) in [
            (reads(0, 90), reads(20, 90), Change::New),
            (reads(20, 90), reads(0, 90), Change::Lost),
            (reads(5, 90), reads(40, 90), Change::Expanding),
            (reads(40, 90), reads(5, 90), Change::Shrinking),
            (reads(40, 90), reads(44, 90), Change::Stable),
            (reads(0, 90), reads(3, 90), Change::Stable),
            (reads(0, 0), reads(20, 90), Change::NotAssessable),
        ] {
            assert_eq!(compare(&first, &second).change, expected, "{first:?} {second:?}");
        }
    }

    #[test]
    fn a_purer_sample_is_no_expansion() {
        // The same clone of all tumour cells, in a sample of 90 % and in one of 40 %.
        let (diagnosis, later) = (in_cells(reads(41, 90), 0.9, 2.0), in_cells(reads(18, 90), 0.4, 2.0));
        let evolution = compare(&diagnosis, &later);
        assert_eq!((evolution.change, evolution.measure), (Change::Stable, Measure::CancerCellFraction));
        assert_eq!(
            compare(&reads(41, 90), &reads(18, 90)).change,
            Change::Shrinking,
            "by the fractions alone it would be"
        );
    }

    #[test]
    fn loss_of_the_other_allele_is_no_expansion() {
        // 80 % tumour: heterozygous with two copies, then two mutated copies of two (copy-neutral loss).
        let (before, after) = (in_cells(reads(36, 90), 0.8, 2.0), in_cells(reads(72, 90), 0.8, 2.0));
        assert_eq!(compare(&before, &after).change, Change::Stable);
    }

    proptest! {
        #[test]
        fn the_way_back_is_the_opposite(a in 0_u32..60, b in 0_u32..60, n in 60_u32..120, m in 60_u32..120) {
            let (there, back) = (compare(&reads(a, n), &reads(b, m)).change, compare(&reads(b, m), &reads(a, n)).change);
            let opposite = match there {
                Change::New => Change::Lost,
                Change::Lost => Change::New,
                Change::Expanding => Change::Shrinking,
                Change::Shrinking => Change::Expanding,
                same => same,
            };
            prop_assert_eq!(back, opposite);
        }
    }
}
