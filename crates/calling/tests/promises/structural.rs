//! Edges as the pass collects them, judged: what is told of drawn counts.

use RearrangementKind::{Insertion, Translocation};
use calling::collect::{Collected, SampleSummary};
use calling::contamination::Contamination;
use calling::model::joint::Event;
use calling::model::tumour_in_normal::TumourInNormal;
use calling::pass::structure::{Breakpoint, Edge, Edges, LeftOut, Side, Support};
use calling::pass::windows::{Window, WindowDepths};
use calling::structural::event::RearrangementKind;
use calling::structural::places::{ExpectedPair, Locus, Places, Window as PlaceWindow};
use calling::structural::{JunctionCall, JunctionDoubt, StructuralCalls, call};
use calling::survey::Survey;
use genome::breakend::Orientation::{self, KeepsLeft, KeepsRight};
use genome::contig::ContigIndex;
use genome::position::{Interval, Position};
use genome::probability::Probability;
use genome::sequence::{Base, Sequence};
use proptest::prelude::*;

type End = (usize, u32, Orientation);

fn contig(place: usize) -> ContigIndex {
    ContigIndex::new(place).unwrap()
}

fn at(position: u32) -> Position {
    Position::new(position).unwrap()
}

fn side((place, position, orientation): End) -> Side {
    let interval = Interval::new(at(position - 10), at(position + 10)).unwrap();
    Side { contig: contig(place), interval, orientation }
}

/// An edge with an exact place: of each specimen the fragments with a split read, those by pairs only, and those that go on as
/// the reference does.
fn edge(first: End, second: Option<End>, specimens: [(u32, u32, u32); 2]) -> Edge {
    let split = specimens.iter().map(|(split, ..)| split).sum();
    let breakpoint = Breakpoint {
        first: at(first.1),
        second: second.map(|end| at(end.1)),
        homology: 0,
        inserted_length: 0,
        inserted: Sequence::default(),
        fragments: split,
        spanning: specimens.iter().map(|(.., spanning)| *spanning).collect(),
        reference: [Base::A, Base::C],
    };
    let support = |(split, pair, _): (u32, u32, u32)| match second {
        Some(_) => Support { split, pair, ..Support::default() },
        None => Support { clip: split, ..Support::default() },
    };
    Edge {
        first: side(first),
        second: second.map(side),
        support: specimens.map(support).to_vec(),
        mapping_qualities: [Some(60), second.map(|_| 60)],
        breakpoints: if split > 0 { vec![breakpoint] } else { Vec::new() },
    }
}

/// The calls of a whole genome with these edges and nothing else.
fn judged(edges: impl IntoIterator<Item = Edge>, places: &Places, in_normal: &TumourInNormal) -> StructuralCalls {
    let windows =
        (0..1_000).map(|place| (Window { contig: contig(0), place, known: 1_000, gc: 500 }, vec![90_000, 30_000]));
    let survey = Survey {
        edges: Edges::from_edges(edges, LeftOut::default()),
        windows: WindowDepths::from_windows(windows),
        ..Survey::default()
    };
    let samples = vec![SampleSummary::default(); 2];
    let collected = Collected { survey, samples, bases: 3_100_000_000, ..Collected::default() };
    call(&collected, 1, places, std::slice::from_ref(in_normal), &Contamination::UNKNOWN)
}

fn alone(edge: Edge) -> Option<JunctionCall> {
    let mut calls = judged([edge], &Places::default(), &TumourInNormal::none()).calls;
    assert!(calls.len() <= 1);
    calls.pop()
}

const HERE: End = (0, 50_000, KeepsLeft);
const THERE: End = (1, 70_000, KeepsRight);

fn error(call: Option<&JunctionCall>) -> f64 {
    call.map_or(1.0, |call| Probability::from(call.quality.error()).get())
}

#[test]
fn what_is_in_the_normal_decides() {
    let somatic = alone(edge(HERE, Some(THERE), [(8, 12, 100), (0, 0, 35)])).unwrap();
    assert!(somatic.passes() && somatic.class == Event::Somatic, "{somatic:?}");
    assert!((somatic.specimens[0].fraction.most_likely.get() - 20.0 / 120.0).abs() < 0.02, "{somatic:?}");
    let inherited = alone(edge(HERE, Some(THERE), [(25, 30, 50), (8, 9, 19)])).unwrap();
    assert_eq!((inherited.best, &inherited.doubts[..]), (Event::GermlineHeterozygous, &[JunctionDoubt::Germline][..]));
    let both = alone(edge(HERE, Some(THERE), [(50, 60, 0), (15, 20, 0)])).unwrap();
    assert_eq!(both.best, Event::GermlineHomozygous);
    let same_share = alone(edge(HERE, Some(THERE), [(2, 2, 100), (1, 1, 30)]));
    assert!(same_share.is_none_or(|call| !call.passes() && !call.best.is_somatic()), "the same small share in both");
}

/// Skin that holds blood shows the translocation of the leukaemia.
#[test]
fn tumour_in_the_normal_is_integrated_over() {
    let leaked = || edge(HERE, Some(THERE), [(22, 28, 55), (1, 1, 33)]);
    let none = judged([leaked()], &Places::default(), &TumourInNormal::none());
    let stated = TumourInNormal::stated(Probability::new(0.12).unwrap());
    let some = judged([leaked()], &Places::default(), &stated);
    assert!(some.calls[0].passes() && some.calls[0].class == Event::Somatic, "{some:?}");
    assert!(error(some.calls.first()) < error(none.calls.first()));
}

#[test]
fn two_fragments_convince_in_a_known_pair_and_nowhere_else() {
    let two = || edge(HERE, Some(THERE), [(1, 1, 110), (0, 0, 35)]);
    assert!(alone(two()).is_none_or(|call| !call.passes()));
    let window = |contig: usize, from, to, keeps| PlaceWindow {
        contig: ContigIndex::new(contig).unwrap(),
        interval: Interval::new(at(from), at(to)).unwrap(),
        keeps,
    };
    let pair = |keeps| ExpectedPair {
        name: "A::B".into(),
        windows: [window(1, 20_000, 220_000, None), window(0, 1_000, 250_000, keeps)],
    };
    let with = |keeps| Places { pairs: vec![pair(keeps)], immune_loci: Vec::new() };
    let found = judged([two()], &with(Some(KeepsLeft)), &TumourInNormal::none());
    assert!(found.calls[0].passes() && found.calls[0].pair.as_deref() == Some("A::B"), "{found:?}");
    assert!(judged([two()], &with(Some(KeepsRight)), &TumourInNormal::none()).calls.iter().all(|call| !call.passes()));
    // One fragment is evidence, and no call.
    let one = edge(HERE, Some(THERE), [(1, 0, 110), (0, 0, 35)]);
    assert!(judged([one], &with(None), &TumourInNormal::none()).calls.is_empty());
    // In a library in which thousands of edges have two or three fragments, two convince nowhere.
    let noisy = (0..3_000u32).map(|at| {
        let more = u32::from(at % 3 == 0);
        edge(
            (0, 300_000 + 40 * at, KeepsLeft),
            Some((1, 900_000 + 40 * (at * 7 % 3_000), KeepsRight)),
            [(2 + more, 0, 110), (0, 0, 35)],
        )
    });
    let noisy = judged(noisy.chain([two()]), &Places::default(), &TumourInNormal::none());
    assert!(noisy.calls.iter().filter(|call| call.passes()).count() <= 3, "{}", noisy.calls.len());
}

/// Reads of a repeat fall on any of its copies: one fragment on each is two of the pair.
#[test]
fn copies_of_a_repeat_are_one_place() {
    let window = |contig: usize, from, to| PlaceWindow {
        contig: ContigIndex::new(contig).unwrap(),
        interval: Interval::new(at(from), at(to)).unwrap(),
        keeps: None,
    };
    let copies = [(1, 60_000, 80_000), (2, 10_000, 30_000)].map(|(place, from, to)| ExpectedPair {
        name: "A::D".into(),
        windows: [window(0, 40_000, 60_000), window(place, from, to)],
    });
    let places = Places { pairs: copies.to_vec(), immune_loci: Vec::new() };
    let edges = || {
        [
            edge(HERE, Some(THERE), [(1, 0, 110), (0, 0, 35)]),
            edge((0, 50_040, KeepsLeft), Some((2, 20_000, KeepsLeft)), [(1, 0, 110), (0, 0, 35)]),
        ]
    };
    let found = judged(edges(), &places, &TumourInNormal::none());
    assert_eq!(found.calls.len(), 1, "{found:?}");
    assert!(found.calls[0].passes() && found.calls[0].specimens[0].support.split == 2, "{found:?}");
    let [first, _] = &copies;
    let of_one = Places { pairs: vec![first.clone()], immune_loci: Vec::new() };
    assert!(judged(edges(), &of_one, &TumourInNormal::none()).calls.is_empty());
}

#[test]
fn the_junctions_of_an_exchange_are_one_event_and_make_each_other_expected() {
    let first = || edge(HERE, Some(THERE), [(2, 4, 100), (0, 0, 35)]);
    let second = || edge((0, 50_003, KeepsRight), Some((1, 69_990, KeepsLeft)), [(1, 2, 100), (0, 0, 35)]);
    let [one, other] = [first(), second()].map(|edge| error(alone(edge).as_ref()));
    let both = judged([first(), second()], &Places::default(), &TumourInNormal::none());
    let [this, that] = &both.calls[..] else { panic!("{both:?}") };
    assert!(error(Some(this)) < one && error(Some(that)) < other);
    assert!(both.calls.iter().all(calling::structural::JunctionCall::passes), "{both:?}");
    let events = [this, that].map(|call| call.rearrangement.unwrap());
    assert_eq!((events[0], events[0].kind, events[0].reciprocal), (events[1], RearrangementKind::Translocation, true));
    // Two junctions on one side of each other are none.
    let same = edge((0, 50_003, KeepsLeft), Some((1, 60_000, KeepsRight)), [(10, 10, 100), (0, 0, 35)]);
    let apart = judged(
        [edge(HERE, Some(THERE), [(10, 10, 100), (0, 0, 35)]), same],
        &Places::default(),
        &TumourInNormal::none(),
    );
    let numbers: Vec<usize> = apart.calls.iter().map(|call| call.rearrangement.unwrap().number).collect();
    assert_eq!(numbers, [1, 2]);
}

#[test]
fn sides_tell_the_kind() {
    use RearrangementKind::{Deletion, Inversion, SingleBreakend, TandemDuplication};
    let kind = |second| {
        let calls = alone(edge((0, 50_000, KeepsRight), second, [(20, 20, 60), (0, 0, 35)]));
        calls.unwrap().rearrangement.unwrap().kind
    };
    assert_eq!(kind(Some((0, 80_000, KeepsLeft))), TandemDuplication);
    assert_eq!(kind(Some((0, 80_000, KeepsRight))), Inversion);
    assert_eq!(kind(None), SingleBreakend);
    let lost = alone(edge(HERE, Some((0, 80_000, KeepsRight)), [(20, 20, 60), (0, 0, 35)])).unwrap();
    assert_eq!(lost.rearrangement.unwrap().kind, Deletion);
}

#[test]
fn clips_that_face_each_other_are_an_insertion_and_those_of_a_junction_are_no_calls() {
    let clips = |position, orientation| edge((0, position, orientation), None, [(20, 0, 40), (0, 0, 20)]);
    let found = judged(
        [
            clips(50_002, KeepsLeft),
            edge(HERE, Some(THERE), [(20, 20, 60), (0, 0, 35)]),
            clips(200_000, KeepsLeft),
            clips(200_001, KeepsRight),
        ],
        &Places::default(),
        &TumourInNormal::none(),
    );
    assert_eq!((found.calls.len(), found.of_a_junction), (3, 1), "{found:?}");
    let kinds: Vec<_> = found.calls.iter().map(|call| call.rearrangement.unwrap().kind).collect();
    assert_eq!(kinds, [Translocation, Insertion, Insertion]);
    assert_eq!(found.calls[1].rearrangement, found.calls[2].rearrangement);
}

#[test]
fn a_lymphocytes_own_junction_is_set_apart() {
    let places = Places {
        pairs: Vec::new(),
        immune_loci: vec![Locus {
            name: "IGX".into(),
            contig: contig(0),
            interval: Interval::new(at(40_000), at(90_000)).unwrap(),
        }],
    };
    let found = judged(
        [edge(HERE, Some((0, 80_000, KeepsRight)), [(20, 20, 60), (0, 0, 35)])],
        &places,
        &TumourInNormal::none(),
    );
    assert_eq!(found.calls[0].doubts, [JunctionDoubt::Physiological]);
    assert_eq!((found.calls[0].immune_locus.as_deref(), found.calls[0].rearrangement), (Some("IGX"), None));
}

/// A molecule with a tandem duplication goes on as the reference does as well: half of the molecules are two fragments for the
/// reference of three.
#[test]
fn shares_are_of_molecules() {
    let share = |first, second, counts| {
        let call = alone(edge(first, Some(second), [counts, (0, 0, 35)])).unwrap();
        call.specimens[0].fraction.most_likely.get()
    };
    let twice = share((0, 50_000, KeepsRight), (0, 80_000, KeepsLeft), (20, 20, 80));
    let lost = share(HERE, (0, 80_000, KeepsRight), (20, 20, 40));
    assert!((twice - 0.5).abs() < 0.03 && (lost - 0.5).abs() < 0.03, "{twice} {lost}");
    // Of a short deletion only reads tell: its pairs look like those of the reference.
    let short = share(HERE, (0, 50_400, KeepsRight), (20, 5, 20));
    assert!((short - 0.5).abs() < 0.03, "{short}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// One more fragment of the tumour that shows it never makes it less probably somatic, and places do not matter.
    #[test]
    fn a_fragment_more_is_no_evidence_against(
        split in 0u32..12, pair in 0u32..12, crossing in 60u32..140, normal in 15u32..40, shift in 0u32..10_000,
    ) {
        prop_assume!(split + pair >= 2);
        let of = |split, pair| edge(HERE, Some(THERE), [(split, pair, crossing), (0, 0, normal)]);
        // Without an exact place the reference is not counted, and another kind of edge is judged.
        prop_assume!(split > 0);
        let before = alone(of(split, pair));
        for after in [alone(of(split + 1, pair)), alone(of(split, pair + 1))] {
            prop_assert!(error(after.as_ref()) <= error(before.as_ref()) * (1.0 + 1e-6), "{before:?} {after:?}");
        }
        let (here, there) = ((0, 50_000 + shift, KeepsLeft), (1, 70_000 + shift, KeepsRight));
        let moved = alone(edge(here, Some(there), [(split, pair, crossing), (0, 0, normal)]));
        prop_assert_eq!(error(moved.as_ref()).to_bits(), error(before.as_ref()).to_bits());
    }
}
