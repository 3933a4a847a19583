//! The engine on drawn fragments of a drawn reference.

use genome::contig::ContigIndex;
use genome::position::{Interval, Length, Position};
use genome::quantity::AlleleFraction;
use genome::sequence::Base;
use genome::variant::Variant;
use proptest::prelude::*;

use super::allele::{Allele, Alleles};
use super::event::{Around, Event};
use super::evidence::Specimen;
use super::found::alleles;
use super::fragments::{Fragment, Read};
use crate::model::allele_fraction::FractionLikelihood;
use crate::model::evidence::{SiteEvidence, Supports};
use crate::pass::tandem::{Place, Stretch};

const FIRST: u32 = 10_001;
const STRETCH: usize = 1_600;
const READ: usize = 151;
const TEMPLATE: usize = 400;
/// Where the duplication ends.
const AT: usize = 800;

fn contig() -> ContigIndex {
    ContigIndex::new(0).unwrap()
}

fn drawn(draw: &mut fastrand::Rng, length: usize) -> Vec<Base> {
    (0..length).map(|_| Base::ACGT[draw.usize(0..4)]).collect()
}

fn stretch(bases: &[Base]) -> Stretch {
    Stretch { contig: contig(), start: Position::new(FIRST).unwrap(), bases: bases.into() }
}

fn around(stretch: &Stretch) -> Around<'_> {
    Around::new(stretch, Length::new(1_000_000).unwrap()).unwrap()
}

/// The exon that is asked for.
fn asked() -> [Interval; 1] {
    let at = |offset: usize| Position::new(FIRST + u32::try_from(offset).unwrap()).unwrap();
    [Interval::new(at(600), at(1_000)).unwrap()]
}

/// The reference with the bases before `AT` again, behind new ones.
fn duplicated(reference: &[Base], length: usize, new: &[Base]) -> Vec<Base> {
    [&reference[..AT], new, &reference[AT - length..]].concat()
}

fn expected(reference: &[Base], length: usize, new: &[Base]) -> Variant {
    let stretch = stretch(reference);
    let inserted = [new, &reference[AT - length..AT]].concat();
    let at = Position::new(FIRST + u32::try_from(AT).unwrap()).unwrap();
    Variant::new(contig(), at, &[], &inserted, &around(&stretch).window).unwrap()
}

/// A pair of reads from a place of a molecule, with errors at the rate of their quality.
fn pair(draw: &mut fastrand::Rng, molecule: &[Base], at: usize) -> Fragment {
    let mut read = |from: usize| {
        let mut bases = molecule[from..from + READ].to_vec();
        for base in &mut bases {
            if draw.usize(0..5_000) == 0 {
                *base = Base::ACGT[draw.usize(0..4)];
            }
        }
        let interval = Interval::from_half_open(FIRST, FIRST + 1).unwrap();
        Read { bases, qualities: vec![37; READ], placed: Some(Place { contig: contig(), interval }) }
    };
    Fragment { reads: vec![read(at), read(at + TEMPLATE - READ)], mapping_quality: 60 }
}

/// Fragments of a share of molecules with the duplication; each molecule of a length gives as many for its bases.
fn fragments(draw: &mut fastrand::Rng, molecules: [&[Base]; 2], depth: f64, share: f64) -> Vec<Fragment> {
    let mut all = Vec::new();
    for (molecule, share) in molecules.into_iter().zip([1.0 - share, share]) {
        let places = molecule.len() - TEMPLATE;
        for at in 0..places {
            // A base is covered by two reads' worth of places.
            let mut expected = depth * share / (2.0 * f64::from(u8::try_from(READ).unwrap()));
            while draw.f64() < expected {
                all.push(pair(draw, molecule, at));
                expected -= 1.0;
            }
        }
    }
    draw.shuffle(&mut all);
    all
}

fn evidence(fragments: &[Fragment], around: &Around<'_>, alleles: &Alleles) -> Vec<SiteEvidence> {
    let templates = vec![u32::try_from(TEMPLATE).unwrap()];
    let specimen = Specimen::new(fragments, templates, &around.reference, alleles);
    (0..alleles.events.len()).map(|place| specimen.of(place, alleles, &around.reference).unwrap()).collect()
}

fn variants(alleles: &Alleles) -> Vec<Variant> {
    alleles.events.iter().map(|event| event.variant.clone()).collect()
}

/// An event that is known beforehand, alone on its allele.
fn known(variant: Variant, around: &Around<'_>) -> Alleles {
    let events = vec![Event::new(variant, around).unwrap()];
    Alleles { alleles: vec![Allele::new(vec![0], &events, around).unwrap()], events }
}

fn reverse_complement(bases: &[Base]) -> Vec<Base> {
    bases.iter().rev().map(|base| base.complement()).collect()
}

/// The fraction that the fragments tell.
fn told(site: &SiteEvidence) -> f64 {
    FractionLikelihood::of(site).estimate().most_likely.get()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn a_duplication_is_found_at_the_base_whatever_its_length_strand_and_order(
        seed in any::<u64>(), length in 4usize..320, new in 0usize..9,
    ) {
        let mut draw = fastrand::Rng::with_seed(seed);
        let (reference, new) = (drawn(&mut draw, STRETCH), drawn(&mut draw, new));
        let with = duplicated(&reference, length, &new);
        let mut drawn = fragments(&mut draw, [&reference, &with], 60.0, 0.2);
        let own = stretch(&reference);
        let around = around(&own);
        let found = alleles(drawn.iter(), &around, &asked());
        prop_assert_eq!(variants(&found), [expected(&reference, length, &new)]);
        let template = found.events[0].inserted.template.expect("a duplication");
        prop_assert!(template.length().get() as usize >= length);
        prop_assert_eq!(&found.alleles[0].haplotype.bases, &with);
        let sites = evidence(&drawn, &around, &found);

        draw.shuffle(&mut drawn);
        let again = alleles(drawn.iter(), &around, &asked());
        prop_assert_eq!(variants(&again), variants(&found));
        prop_assert_eq!(&evidence(&drawn, &around, &again), &sites);

        for read in drawn.iter_mut().flat_map(|fragment| &mut fragment.reads) {
            read.bases = reverse_complement(&read.bases);
        }
        let turned = stretch(&reverse_complement(&reference));
        let around = super::tests::around(&turned);
        let other = alleles(drawn.iter(), &around, &asked());
        prop_assert_eq!(other.events.len(), 1);
        prop_assert_eq!(&other.alleles[0].haplotype.bases, &reverse_complement(&with));
        let counts = |site: &SiteEvidence| [Supports::Alternate, Supports::Reference].map(|supports| site.count(supports));
        let turned = evidence(&drawn, &around, &other);
        prop_assert_eq!(counts(&turned[0]), counts(&sites[0]));
        prop_assert!((told(&turned[0]) - told(&sites[0])).abs() < 0.01);
    }

    #[test]
    fn one_more_supporting_fragment_never_lowers_the_evidence(seed in any::<u64>(), length in 4usize..320) {
        let mut draw = fastrand::Rng::with_seed(seed);
        let reference = drawn(&mut draw, STRETCH);
        let with = duplicated(&reference, length, &[]);
        let mut drawn = fragments(&mut draw, [&reference, &with], 40.0, 0.15);
        let own = stretch(&reference);
        let around = around(&own);
        let event = known(expected(&reference, length, &[]), &around);
        let of = |drawn: &[Fragment]| {
            FractionLikelihood::of(&evidence(drawn, &around, &event)[0]).ln_evidence_of_presence()
        };
        let before = of(&drawn);
        drawn.push(pair(&mut draw, &with, AT - READ / 2));
        let after = of(&drawn);
        prop_assert!(after >= before - 1e-3, "{before} {after}");
        prop_assert!(after > before + 1.0, "it tells: {before} {after}");
    }

    #[test]
    fn the_fraction_holds_for_short_and_long_ones(seed in any::<u64>(), length in 4usize..380, share in 0.1f64..0.9) {
        let mut draw = fastrand::Rng::with_seed(seed);
        let reference = drawn(&mut draw, STRETCH);
        let with = duplicated(&reference, length, &[]);
        let drawn = fragments(&mut draw, [&reference, &with], 800.0, share);
        let own = stretch(&reference);
        let around = around(&own);
        let event = known(expected(&reference, length, &[]), &around);
        let told = told(&evidence(&drawn, &around, &event)[0]);
        // A tenth of bias, and what chance does to some hundred fragments that tell.
        let chance = 3.5 * (share * (1.0 - share) / 500.0).sqrt();
        prop_assert!((told - share).abs() < 0.1 * share + chance, "{told} {share}");
    }

    #[test]
    fn chance_makes_no_event(seed in any::<u64>()) {
        let mut draw = fastrand::Rng::with_seed(seed);
        let reference = drawn(&mut draw, STRETCH);
        let mut drawn = fragments(&mut draw, [&reference, &reference], 60.0, 0.5);
        // Reads that go over into something else: adapters, chimeric molecules.
        for fragment in drawn.iter_mut().take(40) {
            let rest = draw.usize(20..100);
            let other = super::tests::drawn(&mut draw, rest);
            fragment.reads[0].bases.splice(READ - rest.., other);
        }
        let own = stretch(&reference);
        prop_assert_eq!(variants(&alleles(drawn.iter(), &around(&own), &asked())), Vec::<Variant>::new());
    }
}

/// A wrong answer of the first version: the last of eight new bases was told as another, since those before it are by chance the
/// reference's, and a read follows the reference over one base that differs.
#[test]
fn new_bases_that_are_like_the_reference_but_for_one_are_told_as_they_are() {
    for turned in [false, true] {
        let mut draw = fastrand::Rng::with_seed(7);
        let reference = drawn(&mut draw, STRETCH);
        let mut new = reference[AT - 106 - 8..AT - 106].to_vec();
        new[7] = new[7].complement();
        new[0] = new[0].complement();
        let mut with = duplicated(&reference, 106, &new);
        let mut reference = reference;
        if turned {
            (reference, with) = (reverse_complement(&reference), reverse_complement(&with));
        }
        let all = fragments(&mut draw, [&reference, &with], 60.0, 0.2);
        let own = stretch(&reference);
        let found = alleles(all.iter(), &around(&own), &asked());
        assert_eq!(found.events.len(), 1, "{turned}");
        assert_eq!(found.alleles[0].haplotype.bases, with, "{turned}");
    }
}

#[test]
fn two_events_of_one_sample_are_both_found_and_a_misread_base_makes_no_third() {
    let mut draw = fastrand::Rng::with_seed(13);
    let reference = drawn(&mut draw, STRETCH);
    let new = drawn(&mut draw, 5);
    let (one, other) = (duplicated(&reference, 60, &[]), duplicated(&reference, 33, &new));
    let mut all = fragments(&mut draw, [&reference, &one], 80.0, 0.2);
    all.extend(fragments(&mut draw, [&reference, &other], 80.0, 0.3));
    let own = stretch(&reference);
    let around = around(&own);
    let found = alleles(all.iter(), &around, &asked());
    let mut both = vec![expected(&reference, 60, &[]), expected(&reference, 33, &new)];
    both.sort();
    assert_eq!(variants(&found), both);
    let told: Vec<f64> = evidence(&all, &around, &found).iter().map(told).collect();
    let long = usize::from(found.events[0].longer != 60);
    assert!((told[long] - 0.1).abs() < 0.04 && (told[1 - long] - 0.15).abs() < 0.05, "{told:?}");
}

/// A wrong answer of the first version: 11 bases of *KIT* that stood twice, 30 bases before an inherited insertion of 4, were told as one event
/// of 15 bases that begins 12 bases further. Here before it and behind it, on both strands, inherited on one chromosome and on both.
#[test]
fn an_inherited_insertion_on_the_same_chromosome_is_no_part_of_a_duplication() {
    for (seed, at, turned) in [(1, AT + 30, false), (2, AT - 60, false), (3, AT + 30, true), (4, AT - 60, true)] {
        for on_both in [false, true] {
            let mut draw = fastrand::Rng::with_seed(seed);
            let (mut reference, new) = (drawn(&mut draw, STRETCH), drawn(&mut draw, 4));
            let inherit = |bases: &[Base], at: usize| [&bases[..at], &new, &bases[at..]].concat();
            let mut inherited = inherit(&reference, at);
            let mut both = inherit(&duplicated(&reference, 11, &[]), if at > AT { at + 11 } else { at });
            let (mut twice, mut come) = (reference[AT - 11..AT].to_vec(), new.clone());
            let (mut twice_at, mut come_at) = (AT, at);
            if turned {
                for bases in [&mut reference, &mut inherited, &mut both, &mut twice, &mut come] {
                    *bases = reverse_complement(bases);
                }
                (twice_at, come_at) = (STRETCH - twice_at, STRETCH - come_at);
            }
            let insertion = |at: usize, inserted: &[Base]| {
                let stretch = stretch(&reference);
                let at = Position::new(FIRST + u32::try_from(at).unwrap()).unwrap();
                Variant::new(contig(), at, &[], inserted, &around(&stretch).window).unwrap()
            };
            let mut expected = vec![insertion(twice_at, &twice), insertion(come_at, &come)];
            expected.sort();
            // A tenth of all molecules has both.
            let other = if on_both { &inherited } else { &reference };
            let mut all = fragments(&mut draw, [other, &inherited], 72.0, 0.445);
            all.extend(fragments(&mut draw, [other, &both], 18.0, 0.5));
            let own = stretch(&reference);
            let around = around(&own);
            let found = alleles(all.iter(), &around, &asked());
            assert_eq!(variants(&found), expected, "{seed} {on_both}");
            let longer: Vec<usize> = found.events.iter().map(|event| event.longer).collect();
            let told: Vec<f64> = evidence(&all, &around, &found).iter().map(told).collect();
            for (longer, told) in longer.into_iter().zip(told) {
                let share = if longer == 11 {
                    0.1
                } else if on_both {
                    1.0
                } else {
                    0.5
                };
                assert!((told - share).abs() < 0.06, "{seed} {on_both} {longer}: {told}");
            }
        }
    }
}

#[test]
fn an_event_far_from_what_was_asked_for_is_none() {
    let mut draw = fastrand::Rng::with_seed(5);
    let reference = drawn(&mut draw, STRETCH);
    let with = duplicated(&reference, 40, &[]);
    let all = fragments(&mut draw, [&reference, &with], 60.0, 0.3);
    let own = stretch(&reference);
    let far = Interval::from_half_open(FIRST, FIRST + 500).unwrap();
    assert!(alleles(all.iter(), &around(&own), &[far]).events.is_empty());
    assert_eq!(AlleleFraction::TENTH, super::callable::CALLABLE);
}

/// A wrong answer of the first version: an inherited insertion beside the exon was taken for a clone of the normal, and lowered the
/// share of molecules without an event, by which the ratio of the duplication divides.
#[test]
fn an_inherited_insertion_is_no_clone_of_the_normal() {
    use crate::collect::Candidate;
    use crate::contamination::Contamination;
    use crate::judge::{Judgement, judged_alone};
    use crate::model::doubt::Doubt;
    use crate::model::error_rate::DEFAULT_INDEL_RATE;
    use crate::model::joint::Event as Explanation;
    use crate::model::prior::{Change, Tier};
    use crate::model::tumour_in_normal::TumourInNormal;
    use genome::probability::Probability;

    let mut draw = fastrand::Rng::with_seed(38);
    let reference = drawn(&mut draw, STRETCH);
    let with = duplicated(&reference, 5, &[]);
    let own = stretch(&reference);
    let around = around(&own);
    let event = known(expected(&reference, 5, &[]), &around);
    let mut verdict = |in_normal: f64| {
        let mut site = |depth, share| {
            let drawn = fragments(&mut draw, [&reference, &with], depth, share);
            evidence(&drawn, &around, &event).remove(0)
        };
        let candidate = Candidate {
            variant: event.events[0].variant.clone(),
            tier: Tier::Hotspot,
            change: Change::Indel { error_rate: Probability::new(DEFAULT_INDEL_RATE).unwrap() },
            normals: None,
            told_by: None,
            samples: vec![site(90.0, 0.5), site(30.0, in_normal)],
        };
        let judgement =
            Judgement { sites: Vec::new(), calls: Vec::new(), tumour_in_normal: vec![TumourInNormal::none()] };
        judged_alone(&candidate, 1, &judgement, &Contamination::UNKNOWN).unwrap()
    };
    let inherited = verdict(0.5);
    assert_eq!(
        (inherited.best, inherited.doubts.contains(&Doubt::Germline)),
        (Explanation::GermlineHeterozygous, true)
    );
    let acquired = verdict(0.0);
    assert_eq!((acquired.best, acquired.doubts.as_slice()), (Explanation::Somatic, &[][..]));
}
