//! The five changes and their limits.

use proptest::prelude::*;

use super::super::sighting::{Sighting, count};
use super::*;
use genome::quantity::AlleleFraction;

fn reads(alternate: u32, depth: u32) -> Sighting {
    Sighting::counted(count(alternate, depth).unwrap())
}

fn change(before: &Sighting, now: &Sighting) -> Change {
    let extent = |sighting| Extent { sighting, tumour_cells: None };
    compare(&extent(before), &extent(now)).change
}

/// A place with so many copies, at most so many of them mutated.
fn place(purity: f64, copies: f64, most_mutated: u8) -> Locus {
    Locus { purity: [purity, purity], copies: [copies, copies], normal_copies: 2, most_mutated }
}

fn in_cells(before: (&Sighting, Locus), now: (&Sighting, Locus)) -> Evolution {
    let extent = |(sighting, locus): (&'_ Sighting, Locus)| {
        let tumour_cells = sighting.interval.map(|range| tumour_cells(range, &locus));
        (sighting.clone(), tumour_cells)
    };
    let ((before, first), (now, second)) = (extent(before), extent(now));
    compare(&Extent { sighting: &before, tumour_cells: first }, &Extent { sighting: &now, tumour_cells: second })
}

#[test]
fn each_change_at_its_edge() {
    let limit = |limit| Sighting::not_found(AlleleFraction::new(limit).unwrap());
    for (before, now, expected, why) in [
        (reads(0, 90), reads(20, 90), Change::New, "0 to 4.1 % against 14.9 % and more"),
        (reads(0, 90), reads(3, 90), Change::NotAssessable, "1.1 to 9.3 % now; 4.1 % could have been missed"),
        (limit(0.067), reads(20, 90), Change::New, "its gene was looked at down to 6.7 %"),
        (limit(0.067), reads(5, 87), Change::NotAssessable, "the limit before lies within the interval now"),
        (reads(20, 90), reads(0, 90), Change::Lost, "the way back"),
        (reads(7, 100), reads(0, 77), Change::NotAssessable, "77 reads leave 4.8 % open, and 3.4 % were there"),
        (reads(5, 90), reads(40, 90), Change::Expanding, "2.4 to 12.4 % against 34.6 to 54.7 %"),
        (reads(40, 90), reads(5, 90), Change::Shrinking, "the way back"),
        (reads(40, 90), reads(44, 90), Change::Stable, "the intervals overlap"),
        (reads(0, 0), reads(20, 90), Change::NotAssessable, "no read before"),
        (reads(20, 90), reads(0, 0), Change::NotAssessable, "no read now"),
        (reads(0, 90), reads(0, 90), Change::NotAssessable, "seen in neither"),
        (Sighting::stated(Some(0.4)), reads(1, 90), Change::NotAssessable, "no interval before"),
    ] {
        assert_eq!(change(&before, &now), expected, "{why}");
    }
}

#[test]
fn a_purer_sample_is_no_expansion() {
    // The same clone of all tumour cells, in a sample of 90 % and in one of 40 %.
    let (diagnosis, later) = (reads(41, 90), reads(18, 90));
    let evolution = in_cells((&diagnosis, place(0.9, 2.0, 1)), (&later, place(0.4, 2.0, 1)));
    assert_eq!((evolution.change, evolution.measure), (Change::Stable, Measure::TumourCells));
    assert_eq!(change(&diagnosis, &later), Change::Shrinking, "by the fractions alone it would be");
}

#[test]
fn loss_of_the_other_allele_is_no_expansion() {
    // 80 % tumour: heterozygous with two copies, then two mutated copies of two (copy-neutral loss).
    let (before, after) = (reads(36, 90), reads(72, 90));
    assert_eq!(in_cells((&before, place(0.8, 2.0, 1)), (&after, place(0.8, 2.0, 2))).change, Change::Stable);
}

#[test]
fn the_least_and_the_greatest_that_purity_and_copies_allow() {
    let locus = Locus { purity: [0.5, 0.8], copies: [1.0, 2.0], normal_copies: 2, most_mutated: 1 };
    let [low, high] = tumour_cells([0.1, 0.2], &locus);
    assert!((low - 0.1 * (1.0 - 2.0 + 2.0 / 0.8)).abs() < 1e-12 && (high - 0.2 * 4.0).abs() < 1e-12, "{low} {high}");
    let man = Locus { purity: [1.0, 1.0], copies: [1.0, 1.0], normal_copies: 1, most_mutated: 1 };
    let [low, high] = tumour_cells([0.5, 0.5], &man);
    assert!((low - 0.5).abs() < 1e-12 && (high - 0.5).abs() < 1e-12, "one X: the fraction is the share of cells");
}

proptest! {
    #[test]
    fn the_way_back_is_the_opposite(a in 0_u32..60, b in 0_u32..60, n in 60_u32..120, m in 60_u32..120) {
        let (first, second) = (reads(a, n), reads(b, m));
        let opposite = match change(&first, &second) {
            Change::New => Change::Lost,
            Change::Lost => Change::New,
            Change::Expanding => Change::Shrinking,
            Change::Shrinking => Change::Expanding,
            same => same,
        };
        prop_assert_eq!(change(&second, &first), opposite);
    }

    #[test]
    fn what_is_known_less_well_gives_no_narrower_share(
        fraction in 0.0_f64..0.5, wider in 0.0_f64..0.3, purity in 0.1_f64..0.9, less in 0.0_f64..0.09, copies in 1.0_f64..4.0,
    ) {
        let sharp = Locus { purity: [purity, purity], copies: [copies, copies], normal_copies: 2, most_mutated: 1 };
        let blurred = Locus { purity: [purity - less, purity + less], copies: [copies - 0.5, copies + 0.5], most_mutated: 2, ..sharp };
        let [low, high] = tumour_cells([fraction, fraction], &sharp);
        let [lower, higher] = tumour_cells([(fraction - wider).max(0.0), fraction + wider], &blurred);
        prop_assert!(lower <= low && low <= high && high <= higher);
    }
}
