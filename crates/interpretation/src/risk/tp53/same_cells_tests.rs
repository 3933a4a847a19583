use proptest::prelude::*;

use super::*;

fn counted(alternate: u32, depth: u32) -> Counted {
    Counted { name: "TP53 test".into(), reads: Some(Reads { alternate, depth }) }
}

fn cells(best: f64) -> Option<Cells> {
    Cells::new(best, (best - 0.03).max(0.0), (best + 0.03).min(1.0))
}

fn place(locus: Locus, [total, minor]: [u8; 2], lost: Option<f64>, tumour: Option<f64>) -> Place {
    Place {
        locus,
        copies: Copies { total, minor: Some(minor) },
        cells: lost.and_then(cells),
        tumour: tumour.and_then(cells),
    }
}

fn kept(tumour: Option<f64>) -> Place {
    place(Locus::BothKept, [2, 1], None, tumour)
}

fn least(mutations: &[Counted], place: &Place) -> Option<f64> {
    same_cells(mutations, Some(place), false)?.probability_at_least
}

#[test]
fn two_mutations_that_need_more_cells_than_there_are_share_some() {
    // 70 % and 60 % of cells, of which 80 % are tumour.
    let two = [counted(35, 100), counted(30, 100)];
    assert!(least(&two, &kept(Some(0.8))).unwrap() > 0.99);
    assert!(least(&two, &kept(None)).unwrap() > 0.9, "they need more than all cells");
    // Two branches of 30 and 40 % have room.
    let branches = [counted(15, 100), counted(20, 100)];
    assert!(least(&branches, &kept(Some(0.9))).unwrap() < 0.1);
    assert!(least(&branches, &kept(Some(0.4))).unwrap() > 0.95, "of few tumour cells they need more");
}

#[test]
fn a_mutation_of_the_cells_that_lost_the_other_copy_shares_them() {
    // All tumour cells of 80 % have one copy left, which is mutated: 0.8 / 1.2 of the reads.
    let deleted = place(Locus::Deleted, [1, 0], Some(0.8), Some(0.8));
    assert!(least(&[counted(60, 90)], &deleted).unwrap() > 0.99);
    // Copy-neutrally: 1.6 / 2.
    let neutral = place(Locus::CopyNeutralLoss, [2, 0], Some(0.8), Some(0.8));
    assert!(least(&[counted(72, 90)], &neutral).unwrap() > 0.99);
    // A loss in 30 % and a mutation in 30 %, of 90 % tumour: 0.3 / 1.7.
    let apart = place(Locus::Deleted, [1, 0], Some(0.3), Some(0.9));
    assert!(least(&[counted(16, 90)], &apart).unwrap() < 0.05);
    assert_eq!(least(&[], &place(Locus::DeletedOnBoth, [0, 0], Some(0.5), None)), Some(1.0));
}

#[test]
fn what_is_missing_leaves_it_not_known() {
    let two = [counted(40, 90), counted(40, 90)];
    let unknown = same_cells(&two, None, false).unwrap();
    assert_eq!((unknown.probability_at_least, unknown.hits[0].cells), (None, None));
    assert!(unknown.note().en.contains("not known") && unknown.note().en.contains("copies of 17p"));
    let uncounted = [Counted { name: "TP53 stated".into(), reads: None }, counted(40, 90)];
    assert_eq!(least(&uncounted, &kept(Some(0.9))), None);
    let somewhere = place(Locus::Deleted, [1, 0], None, Some(0.9));
    assert_eq!(least(&two, &somewhere), None, "a loss in nobody knows how many cells");
    assert_eq!(least(&[counted(40, 90)], &kept(Some(0.9))), None, "one hit");
    assert_eq!(same_cells(&[], Some(&kept(Some(0.9))), false), None);
}

#[test]
fn the_sentence_says_what_it_rests_on_in_both_languages() {
    let told = same_cells(&[counted(35, 100), counted(30, 100)], Some(&kept(Some(0.8))), true).unwrap().note();
    assert_eq!(
        told.en,
        "Probability that some cells have two hits of TP53: above 0.99. TP53 test (70 % of all cells, 52-89 %), TP53 test (60 % of \
         all cells, 43-78 %); a mutation that its caller doubts is left out; whether the mutations lie on the same copy was not \
         read. Apart they would need more than the 80 % tumour cells. The definitions above do not ask for it."
    );
    assert!(told.da.contains("over 0,99") && told.da.contains("mere end de 80 % tumorceller"), "{}", told.da);
}

/// Two branches that share the tumour between them, the hardest case of hits in cells of their own, are seldom told as sharing cells.
#[test]
fn branches_that_fill_the_tumour_are_seldom_told_to_share_cells() {
    let mut random = fastrand::Rng::with_seed(5);
    let mut draw = |share: f64| u32::try_from((0..90).filter(|_| random.f64() < share).count()).unwrap_or(0);
    let wrong = (0..2000).filter(|_| {
        let two = [counted(draw(0.25), 90), counted(draw(0.15), 90)];
        least(&two, &kept(Some(0.8))).unwrap() >= 0.95
    });
    let wrong = wrong.count();
    assert!(wrong < 120, "{wrong} of 2000: 5 % are allowed");
    // A branch within another one of 90 % of the tumour.
    let right = (0..2000)
        .filter(|_| least(&[counted(draw(0.36), 90), counted(draw(0.27), 90)], &kept(Some(0.8))).unwrap() >= 0.95);
    assert!(right.count() > 1900);
}

proptest! {
    #[test]
    fn more_reads_of_a_hit_never_make_it_less_probable(
        first in 2_u32..60, second in 2_u32..60, lost in 0.1..0.9, tumour in 0.2..1.0,
    ) {
        for place in [kept(Some(tumour)), kept(None), place(Locus::Deleted, [1, 0], Some(lost), Some(tumour))] {
            let [some, more, other] = [(first, second), (first + 1, second), (second, first)]
                .map(|(one, two)| least(&[counted(one, 90), counted(two, 90)], &place).unwrap());
            prop_assert!((0.0..=1.0).contains(&some) && more >= some - 1e-9);
            prop_assert!((some - other).abs() < 1e-9, "whichever stands first");
        }
    }

    #[test]
    fn fewer_tumour_cells_never_make_it_less_probable(one in 2_u32..60, two in 2_u32..60, tumour in 0.2..0.9) {
        let of = |share| least(&[counted(one, 90), counted(two, 90)], &kept(Some(share))).unwrap();
        prop_assert!(of(tumour) >= of(tumour + 0.1) - 1e-9);
    }
}
