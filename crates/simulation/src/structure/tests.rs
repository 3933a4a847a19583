//! What events do to chromosomes.

use super::*;
use crate::plan::{ClonePlan, EventKind};
use crate::random::Random;
use event::Event;
use genome::contig::ContigIndex;
use karyotype::{Karyotype, Piece, Span};
use proptest::prelude::*;

const LENGTHS: [usize; 3] = [10_000, 8000, 5000];

fn span(contig: usize, side: usize, start: usize, end: usize) -> Span {
    Span { contig, side, start, end, length: LENGTHS[contig] }
}

fn event(kind: EventKind, clone: Option<usize>, span: Span) -> Event {
    let (name, field) = (String::new(), "structure.events[0]".to_owned());
    let (mate, inverted, unbalanced) = (None, false, false);
    Event { name, field, kind, clone, span, mate, inverted, unbalanced, copies: 1, new: Vec::new() }
}

fn translocation(here: Span, there: Span, inverted: bool, unbalanced: bool) -> Event {
    Event { mate: Some(there), inverted, unbalanced, ..event(EventKind::Translocation, Some(0), here) }
}

/// Two clones: the first of all tumour cells, the second of half of them.
fn evolved(events: Vec<Event>) -> Evolution {
    let clone = |name: &str, allele_fraction| ClonePlan { name: name.into(), allele_fraction };
    Evolution::new(&[clone("a", 0.5), clone("b", 0.25)], &LENGTHS, events).unwrap()
}

/// A chromosome, as `contig/side:start-end` with `-` for what is turned round and the number of new bases.
fn written(evolution: &Evolution, generation: usize) -> Vec<String> {
    let piece = |piece: &Piece| match piece {
        Piece::New(bases) => bases.len().to_string(),
        Piece::Reference(stretch) => {
            let sign = if stretch.reverse { "-" } else { "" };
            format!("{sign}{}/{}:{}-{}", stretch.contig, stretch.side, stretch.start, stretch.end)
        }
    };
    let chromosomes = evolution.generations[generation].chromosomes.iter();
    chromosomes.map(|pieces| pieces.iter().map(piece).collect::<Vec<_>>().join(" ")).collect()
}

/// Copies of the two haplotypes of a base.
fn copies(evolution: &Evolution, generation: usize, contig: usize, at: usize) -> [usize; 2] {
    let index = ContigIndex::new(contig).unwrap();
    [0, 1].map(|side| evolution.copies_of(generation, index, at).filter(|copy| copy.side == side).count())
}

#[test]
fn each_kind_of_event_makes_its_chromosomes() {
    use EventKind::{CopyNeutralLoh, Deletion, Duplication, Insertion, Inversion};
    let first = |event: Event| written(&evolved(vec![event]), 1);
    let here = span(0, 0, 2000, 3000);
    let new = |event: Event| Event { new: vec![genome::sequence::Base::A; 7], ..event };
    assert_eq!(first(event(Deletion, Some(0), here))[0], "0/0:0-2000 0/0:3000-10000");
    assert_eq!(first(new(event(Deletion, Some(0), here)))[0], "0/0:0-2000 7 0/0:3000-10000");
    assert_eq!(first(event(Inversion, Some(0), here))[0], "0/0:0-2000 -0/0:2000-3000 0/0:3000-10000");
    let twice = Event { copies: 2, ..new(event(Duplication, Some(0), here)) };
    assert_eq!(first(twice)[0], "0/0:0-2000 0/0:2000-3000 7 0/0:2000-3000 7 0/0:2000-3000 0/0:3000-10000");
    assert_eq!(first(new(event(Insertion, Some(0), span(0, 1, 500, 500))))[1], "0/1:0-500 7 0/1:500-10000");
    assert_eq!(first(event(CopyNeutralLoh, Some(0), here))[0], "0/0:0-2000 0/1:2000-3000 0/0:3000-10000");
    // Ends of chromosomes, and whole ones.
    assert_eq!(first(event(Deletion, Some(0), span(0, 0, 0, 3000)))[0], "0/0:3000-10000");
    assert_eq!(first(event(Deletion, Some(0), span(2, 1, 0, 5000))).len(), 5);
    let gained = first(event(Duplication, Some(0), span(1, 1, 6000, 8000)));
    assert_eq!((gained.len(), gained[6].as_str()), (7, "1/1:6000-8000"));
    assert_eq!(first(event(CopyNeutralLoh, Some(0), span(1, 0, 6000, 8000)))[2], "1/0:0-6000 1/1:6000-8000");
    assert_eq!(first(event(CopyNeutralLoh, Some(0), span(1, 0, 0, 8000)))[2], "1/1:0-8000");
    // Translocations; what is left keeps its place in the list.
    let (here, there) = (span(0, 0, 2000, 2000), span(1, 0, 500, 500));
    let balanced = first(translocation(here, there, false, false));
    assert_eq!((&*balanced[0], &*balanced[2]), ("0/0:0-2000 1/0:500-8000", "1/0:0-500 0/0:2000-10000"));
    let inverted = first(translocation(here, there, true, false));
    assert_eq!((&*inverted[0], &*inverted[2]), ("0/0:0-2000 -1/0:0-500", "-0/0:2000-10000 1/0:500-8000"));
    let unbalanced = first(translocation(here, there, false, true));
    assert_eq!((&*unbalanced[0], &*unbalanced[2]), ("0/0:0-2000 1/0:500-8000", "1/0:0-500 1/0:500-8000"));
}

#[test]
fn events_follow_each_other_on_the_chromosomes_that_there_are() {
    use EventKind::{CopyNeutralLoh, Deletion, Duplication};
    let moved = translocation(span(0, 0, 2000, 2000), span(1, 0, 500, 500), true, false);
    let evolution = evolved(vec![
        event(Deletion, Some(1), span(0, 0, 5000, 6000)),
        event(Deletion, None, span(2, 0, 1000, 1500)),
        moved,
        event(Duplication, Some(1), span(2, 0, 0, 5000)),
        event(CopyNeutralLoh, Some(1), span(1, 1, 4000, 8000)),
    ]);
    assert_eq!(written(&evolution, 0)[4], "2/0:0-1000 2/0:1500-5000", "what is inherited is in every cell");
    let youngest = written(&evolution, 2);
    // The chromosome was turned so that the stretch that is lost is forward.
    assert_eq!(youngest[2], "-1/0:500-8000 0/0:2000-5000 0/0:6000-10000");
    assert_eq!(youngest[6], "2/0:0-1000 2/0:1500-5000", "a copy has what was there before");
    assert_eq!(copies(&evolution, 1, 2, 1200), [0, 1]);
    assert_eq!((copies(&evolution, 2, 2, 1200), copies(&evolution, 2, 2, 3000)), ([0, 1], [2, 1]));
    assert_eq!((copies(&evolution, 2, 1, 3999), copies(&evolution, 2, 1, 4000)), ([1, 1], [2, 0]));
}

#[test]
fn what_is_not_there_cannot_be_changed() {
    use EventKind::{Deletion, Duplication, Inversion};
    let clone = [ClonePlan { name: "a".into(), allele_fraction: 0.5 }];
    let refused = |events| Evolution::new(&clone, &LENGTHS, events).unwrap_err().len();
    let lost = event(Deletion, Some(0), span(0, 0, 2000, 4000));
    assert_eq!(refused(vec![lost.clone(), event(Duplication, Some(0), span(0, 0, 3000, 5000))]), 1);
    let turned = event(Inversion, Some(0), span(0, 0, 2000, 4000));
    assert_eq!(refused(vec![turned, event(Deletion, Some(0), span(0, 0, 3000, 5000))]), 1);
    let moved = translocation(span(0, 0, 2000, 2000), span(1, 0, 500, 500), false, false);
    let across = event(Deletion, Some(0), span(0, 0, 1000, 3000));
    let end = event(Deletion, Some(0), span(0, 0, 1000, 10_000));
    assert_eq!(refused(vec![moved, across.clone(), end]), 2);
    let error = Evolution::new(&clone, &LENGTHS, vec![lost, across]).unwrap_err();
    assert!(error[0].to_string().contains("DEL at 1001-3000 of haplotype 1"), "{}", error[0]);
}

#[test]
fn an_early_variant_is_on_all_copies_and_a_late_one_on_one() {
    let events = vec![event(EventKind::Duplication, Some(0), span(0, 0, 2000, 3000))];
    let evolution = evolved(events);
    let index = ContigIndex::new(0).unwrap();
    let mut random = Random::stream(1, &[]);
    let mut seen = [0u32; 3];
    for _ in 0..2000 {
        let (side, birth) = evolution.birth(0, 0, index, 2500, &mut random).unwrap();
        let on = |generation| {
            evolution.copies_of(generation, index, 2500).filter(|copy| evolution.descends(copy, side, birth)).count()
        };
        assert_eq!(on(1), on(2));
        seen[on(1)] += 1;
    }
    assert!(seen[0] == 0 && seen[1].abs_diff(1000) < 110, "{seen:?}");
    // A variant of the second clone comes after the duplication.
    let (side, birth) = evolution.birth(1, 0, index, 2500, &mut random).unwrap();
    assert_eq!(evolution.copies_of(2, index, 2500).filter(|copy| evolution.descends(copy, side, birth)).count(), 1);
    // Where the haplotype is lost it arises on the other, and nowhere if there is none.
    let lost = |side| event(EventKind::Deletion, None, span(0, side, 2000, 3000));
    assert_eq!(evolved(vec![lost(0)]).birth(0, 0, index, 2500, &mut random).unwrap().0, 1);
    assert_eq!(evolved(vec![lost(0), lost(1)]).birth(0, 0, index, 2500, &mut random), None);
}

fn any_event() -> impl Strategy<Value = Event> {
    let kinds = prop::sample::select(vec![
        EventKind::Deletion,
        EventKind::Duplication,
        EventKind::Inversion,
        EventKind::Insertion,
        EventKind::Translocation,
        EventKind::CopyNeutralLoh,
    ]);
    let place = (0..LENGTHS.len(), 0..2usize, 1..4900usize, 1..4900usize);
    (kinds, place, 1..LENGTHS.len(), 1..4900usize, any::<[bool; 3]>()).prop_map(
        |(kind, (contig, side, one, other), further, mate, [inverted, unbalanced, to_end])| {
            let point = matches!(kind, EventKind::Insertion | EventKind::Translocation);
            let (start, end) = (one.min(other), one.max(other) + 1);
            let end = match (point, to_end && kind != EventKind::Inversion) {
                (true, _) => start,
                (_, true) => LENGTHS[contig],
                _ => end,
            };
            let mate_contig = (contig + further) % LENGTHS.len();
            let mate = (kind == EventKind::Translocation).then(|| span(mate_contig, side, mate, mate));
            let new = vec![genome::sequence::Base::C; if kind == EventKind::Insertion { 60 } else { 0 }];
            Event { mate, inverted, unbalanced, new, ..event(kind, Some(0), span(contig, side, start, end)) }
        },
    )
}

proptest! {
    #[test]
    fn chromosomes_stay_whole_whatever_happens(events in prop::collection::vec(any_event(), 1..12)) {
        let (mut karyotype, mut copies) = (Karyotype::diploid(&LENGTHS), karyotype::Copies::default());
        for (number, event) in events.iter().enumerate() {
            let before = karyotype.clone();
            let Some(()) = event.apply(&mut karyotype, &mut copies, number) else {
                karyotype = before;
                continue;
            };
            for (contig, length) in LENGTHS.iter().enumerate() {
                let covering = |karyotype: &Karyotype, at: usize, side: usize| {
                    let stretches = karyotype.on_contig(contig);
                    stretches.filter(|stretch| stretch.side == side && (stretch.start..stretch.end).contains(&at)).count()
                };
                for at in (0..*length).step_by(97) {
                    for side in [0, 1] {
                        let (old, new) = (covering(&before, at, side), covering(&karyotype, at, side));
                        match event.kind {
                            EventKind::Inversion | EventKind::Insertion => prop_assert_eq!(old, new),
                            EventKind::Translocation if !event.unbalanced => prop_assert_eq!(old, new),
                            EventKind::Deletion => prop_assert!(new <= old),
                            EventKind::Duplication => prop_assert!(new >= old),
                            _ => {}
                        }
                    }
                }
                // Two pieces that are at the same base of the same haplotype are told apart by their copies.
                let stretches: Vec<_> = karyotype.on_contig(contig).collect();
                for (place, one) in stretches.iter().enumerate() {
                    prop_assert!(one.start < one.end && one.end <= *length);
                    for other in &stretches[..place] {
                        let same = (one.side, one.copy) == (other.side, other.copy);
                        prop_assert!(!same || one.end <= other.start || other.end <= one.start);
                    }
                }
            }
            prop_assert!(karyotype.chromosomes.iter().all(|chromosome| !chromosome.is_empty()));
        }
    }
}
