//! What biases are named, and that they are not named without need.

use proptest::prelude::*;

use super::*;
use crate::model::joint::{NormalSample, TumourSample};
use crate::model::prior::Priors;
use crate::model::simulated::{Random, site};
use crate::model::tumour_in_normal::{TumourInNormal, TumourLeak};

/// A site whose supporting fragments have been changed.
fn biased(alternate: u32, depth: u32, change: impl FnMut(&mut FragmentEvidence)) -> SiteEvidence {
    let mut site = site(alternate, depth);
    site.fragments.iter_mut().filter(|fragment| fragment.supports == Supports::Alternate).for_each(change);
    site
}

fn evidence(site: &SiteEvidence) -> ArtefactEvidence {
    ArtefactEvidence::of(site, Change::Substitution)
}

fn doubts(tumour: &SiteEvidence, normal: &SiteEvidence, t: f64) -> Vec<Doubt> {
    let leak = TumourLeak::new(&TumourInNormal::stated(genome::probability::Probability::new(t).unwrap()));
    let artefacts = ArtefactEvidence::of(tumour, Change::Substitution);
    let (seen, in_normal) = (FractionLikelihood::of(tumour), FractionLikelihood::of(normal));
    let posterior = JointPosterior::new(
        &[TumourSample { likelihood: &seen, contamination: None }],
        &[NormalSample { likelihood: &in_normal, contamination: None, tumour: 0, leak: &leak }],
        &Priors::new(Tier::Panel, Change::Substitution, genome::quantity::AlleleFraction::new(0.0).ok()),
        artefacts.ln_bayes_factor(),
    );
    let judged = Judged {
        tumour,
        artefacts: &artefacts,
        normal: Some(normal),
        leak_upper: leak.upper(),
        tier: Tier::Panel,
        change: Change::Substitution,
        posterior: &posterior.unwrap(),
        passed: true,
    };
    judged.doubts()
}

#[test]
fn each_bias_has_its_name_and_a_clean_call_none() {
    let normal = site(0, 30);
    assert_eq!(doubts(&site(30, 90), &normal, 0.0), []);
    assert_eq!(doubts(&site(5, 90), &normal, 0.0), []);
    let strand = biased(15, 90, |fragment| fragment.strand = FragmentStrand::Reverse);
    assert_eq!(doubts(&strand, &normal, 0.0), [Doubt::StrandBias]);
    let damage = biased(15, 90, |fragment| fragment.first_in_pair_forward = Some(PairOrientation::F1R2));
    assert_eq!(doubts(&damage, &normal, 0.0), [Doubt::OrientationBias]);
    let ends = biased(15, 90, |fragment| fragment.distance_to_end = 3);
    assert_eq!(doubts(&ends, &normal, 0.0), [Doubt::Artefact, Doubt::ReadEnd]);
    let places = biased(15, 90, |fragment| fragment.mapping_error = 0.1);
    assert_eq!(doubts(&places, &normal, 0.0), [Doubt::Artefact, Doubt::LowMappingQuality]);
    let weak = biased(30, 90, |fragment| fragment.ln_reference = -3.0);
    assert_eq!(doubts(&weak, &normal, 0.0), [Doubt::Artefact, Doubt::LowBaseQuality]);
}

/// Six of six on one strand, five of them of poor bases, where twelve others lie on both and are mostly good: each
/// property alone happens by chance, both together do not. With good bases, or with poor ones on both strands, no doubt.
#[test]
fn poor_bases_on_one_strand_are_an_error_of_the_context() {
    let normal = site(0, 30);
    let support = |reverse: usize, poor: usize| {
        let mut place = 0;
        biased(6, 18, |fragment| {
            place += 1;
            fragment.strand = if place <= reverse { FragmentStrand::Reverse } else { FragmentStrand::Forward };
            fragment.ln_reference = if place <= poor { -5.5 } else { fragment.ln_reference };
        })
    };
    let doubted = |reverse, poor| doubts(&support(reverse, poor), &normal, 0.0).contains(&Doubt::StrandBias);
    assert!(doubted(6, 5) && doubted(6, 6));
    assert!(!doubted(6, 0) && !doubted(3, 6) && !doubted(4, 5));
}

#[test]
fn the_normal_is_asked_with_its_leak() {
    assert_eq!(doubts(&site(40, 90), &site(4, 30), 0.3), [Doubt::TumourInNormalDependent]);
    assert!(doubts(&site(40, 90), &site(4, 30), 0.0).contains(&Doubt::NormalSupport));
    assert!(doubts(&site(40, 90), &site(0, 4), 0.0).contains(&Doubt::FewNormalFragments));
    assert!(doubts(&site(45, 90), &site(15, 30), 0.0).contains(&Doubt::Germline));
    assert!(doubts(&site(1, 90), &site(0, 30), 0.0).contains(&Doubt::FewFragments));
}

#[test]
fn no_reference_fragment_is_needed() {
    let only = evidence(&biased(20, 20, |_| ()));
    assert!(only.ln_bayes_factor() < 0.0);
    let biased = evidence(&biased(20, 20, |fragment| fragment.strand = FragmentStrand::Forward));
    assert!(biased.strand > DOUBTFUL.ln());
    assert!(evidence(&site(0, 90)).ln_bayes_factor().abs() < 0.1);
}

#[test]
fn mates_that_agree_speak_against_an_artefact_of_a_strand() {
    let one_sided = |both: usize| {
        let mut site = biased(10, 90, |fragment| fragment.strand = FragmentStrand::Forward);
        site.fragments.iter_mut().take(both).for_each(|fragment| fragment.strand = FragmentStrand::Both);
        evidence(&site).strand
    };
    assert!(one_sided(0) > one_sided(1) && one_sided(1) > one_sided(3));
}

#[test]
fn chance_rarely_looks_like_bias() {
    let mut random = Random(17);
    let mut doubtful = 0;
    for _ in 0..2000 {
        let mut site = site(5 + random.binomial(40, 0.5), 90);
        for fragment in &mut site.fragments {
            let coin = |random: &mut Random| random.uniform() < 0.5;
            fragment.strand = if coin(&mut random) { FragmentStrand::Forward } else { FragmentStrand::Reverse };
            let f1r2 = coin(&mut random);
            fragment.first_in_pair_forward = Some(if f1r2 { PairOrientation::F1R2 } else { PairOrientation::F2R1 });
            fragment.distance_to_end = u16::try_from(random.binomial(1, 0.87) * 40).unwrap();
        }
        let factors = evidence(&site).each();
        doubtful += u32::from(factors.iter().any(|(_, factor)| *factor > DOUBTFUL.ln()));
    }
    println!("{doubtful} of 2000 sound variants are doubted for a bias");
    assert!(doubtful <= 6, "{doubtful}");
}

proptest! {
    #[test]
    fn the_order_of_fragments_changes_nothing(alternate in 0u32..30, depth in 30u32..90, turn in 0usize..30) {
        let mut site = site(alternate, depth);
        let before = evidence(&site);
        site.fragments.rotate_left(turn);
        prop_assert_eq!(before, evidence(&site));
        prop_assert!(before.ln_bayes_factor().is_finite());
    }
}
