//! Copy numbers of drawn genomes: what happened is called, with its share of cells, and what did not is not.

use crate::drawn;

use calling::copy_number::CopyNumber;
use calling::copy_number::call::{Kind, SegmentCall};
use calling::copy_number::fit::{Decided, Stated};
use calling::copy_number::segment::Segment;
use calling::fitness::sex::Sex;
use drawn::{Drawing, Event};

fn event(contig: usize, start: u32, end: u32, copies: [u32; 2], clonal: f64) -> Event {
    Event { contig, start: start * 1_000_000, end: end * 1_000_000, copies, clonal }
}

fn called(drawing: &Drawing) -> CopyNumber {
    let result = CopyNumber::of(&drawing.draw(), Stated::default(), &[]);
    for (segment, call) in &result.segments {
        println!(
            "{} {}-{} ratio {:?} imbalance {:?} snps {} {:?} {:?}",
            segment.contig.get(),
            segment.start,
            segment.end,
            segment.ratio,
            segment.balance.imbalance(),
            segment.balance.snps,
            call.kind,
            call
        );
    }
    if let Some(fits) = &result.fits {
        println!("{:?} {:?} {:?} {:?}", fits.purity(), fits.decided, fits.interval, fits.alone);
        for fit in fits.all() {
            println!("  {fit:?} {}", fit.cost());
        }
    }
    result
}

fn at(result: &CopyNumber, contig: usize, place: u32) -> &(Segment, SegmentCall) {
    let place = place * 1_000_000;
    let found = result
        .segments
        .iter()
        .find(|(segment, _)| segment.contig.get() == contig && segment.start <= place && place < segment.end);
    found.unwrap()
}

#[test]
fn each_kind_is_called_with_its_share_of_cells() {
    let drawing = Drawing {
        events: vec![
            event(0, 5, 10, [1, 0], 1.0),
            event(0, 14, 19, [2, 1], 1.0),
            event(0, 22, 27, [2, 0], 0.4),
            event(1, 2, 7, [0, 0], 1.0),
            event(1, 10, 16, [1, 0], 0.4),
        ],
        ..Drawing::default()
    };
    let result = called(&drawing);
    let fits = result.fits.as_ref().unwrap();
    assert!((fits.purity().unwrap() - 0.7).abs() < 0.03, "{:?}", fits.purity());
    assert!(!fits.disagree());
    let expected = [
        (0, 2, Kind::Neutral, 1.0),
        (0, 7, Kind::Loss, 1.0),
        (0, 12, Kind::Neutral, 1.0),
        (0, 16, Kind::Gain, 1.0),
        (0, 24, Kind::CopyNeutralLoh, 0.4),
        (1, 4, Kind::HomozygousLoss, 1.0),
        (1, 13, Kind::Loss, 0.4),
        (1, 18, Kind::Neutral, 1.0),
    ];
    for (contig, place, kind, share) in expected {
        let (segment, call) = at(&result, contig, place);
        assert_eq!(call.kind, kind, "{contig}:{place} {segment:?}");
        if kind != Kind::Neutral {
            let clonal = call.clonal.unwrap();
            assert!((clonal.best - share).abs() < 0.08, "{contig}:{place} {clonal:?}");
            assert!(clonal.low - 0.03 <= share && share <= clonal.high + 0.03, "{contig}:{place} {clonal:?}");
        }
    }
    for event in &drawing.events {
        let middle = (event.start + event.end) / 2_000_000;
        let (segment, _) = at(&result, event.contig, middle);
        assert!(
            segment.start.abs_diff(event.start) < 60_000 && segment.end.abs_diff(event.end) < 60_000,
            "{segment:?}"
        );
    }
}

#[test]
fn a_quiet_genome_has_no_change_and_the_purity_of_its_substitutions() {
    for (seed, purity) in [(1, 0.3), (2, 0.5), (3, 0.9)] {
        let drawing = Drawing { seed, purity, substitutions: 3.0, ..Drawing::default() };
        let result = called(&drawing);
        assert!(result.segments.iter().all(|(_, call)| call.kind == Kind::Neutral));
        let fits = result.fits.unwrap();
        assert_eq!(fits.decided, Decided::SomaticPeak);
        assert!((fits.purity().unwrap() - purity).abs() < 0.1, "{purity}: {:?}", fits.purity());
    }
}

/// A trunk and a branch of half of its cells have the fractions of two copies and one of a doubled genome.
#[test]
fn a_quiet_genome_with_a_branch_is_not_taken_for_a_doubled_one() {
    for (seed, branch) in [(1, 0.5), (2, 0.5), (3, 0.4)] {
        let drawing = Drawing { seed, purity: 0.8, substitutions: 6.0, branch: Some(branch), ..Drawing::default() };
        let result = called(&drawing);
        let fits = result.fits.unwrap();
        assert_eq!(fits.best().mixture.base.total(), 2, "{:?}", fits.best());
        assert!((fits.purity().unwrap() - 0.8).abs() < 0.1, "{:?}", fits.purity());
        assert!(result.segments.iter().all(|(_, call)| call.kind == Kind::Neutral));
    }
}

#[test]
fn without_any_change_the_purity_is_not_known() {
    let result = called(&Drawing { substitutions: 0.0, ..Drawing::default() });
    let fits = result.fits.unwrap();
    assert_eq!((fits.decided, fits.purity()), (Decided::PriorOnly, None));
    assert!(fits.is_ambiguous());
}

#[test]
fn the_single_x_of_a_man_is_no_loss_and_a_lost_y_is() {
    let contigs = vec![("chr1".into(), 20_000_000), ("chrX".into(), 8_000_000), ("chrY".into(), 4_000_000)];
    let drawing = Drawing { contigs, sex: Sex::Xy, events: vec![event(2, 0, 4, [0, 0], 1.0)], ..Drawing::default() };
    let result = called(&drawing);
    assert_eq!((at(&result, 1, 4).1.kind, at(&result, 1, 4).1.total), (Kind::Neutral, Some(1)));
    assert_eq!((at(&result, 2, 2).1.kind, at(&result, 2, 2).1.total), (Kind::HomozygousLoss, Some(0)));
    assert!((result.fits.unwrap().purity().unwrap() - 0.7).abs() < 0.1);
}

#[test]
fn a_doubled_genome_is_believed_only_where_depth_and_balance_say_so() {
    // Two copies of every chromosome doubled, three and one of some, as many levels as only four copies explain.
    let drawing = Drawing {
        base: [2, 2],
        purity: 0.8,
        contigs: vec![("chr1".into(), 40_000_000), ("chr2".into(), 40_000_000)],
        events: vec![
            event(0, 2, 7, [2, 1], 1.0),
            event(0, 10, 15, [3, 2], 1.0),
            event(0, 18, 23, [2, 0], 1.0),
            event(0, 26, 31, [3, 1], 1.0),
            event(1, 2, 7, [2, 1], 1.0),
            event(1, 10, 15, [3, 2], 1.0),
            event(1, 18, 23, [1, 1], 1.0),
            event(1, 26, 31, [2, 1], 1.0),
        ],
        ..Drawing::default()
    };
    let result = called(&drawing);
    let fits = result.fits.unwrap();
    assert!((fits.best().ploidy - 3.7).abs() < 0.3, "{}", fits.best().ploidy);
    assert!((fits.purity().unwrap() - 0.8).abs() < 0.06);
    let quiet = called(&Drawing { base: [2, 2], ..Drawing::default() });
    assert!((quiet.fits.unwrap().best().ploidy - 2.0).abs() < 0.1, "balanced throughout: two copies are assumed");
}
