//! What is learnt never contradicts what was said before, and the scores go the way that their terms point.

use genome::quantity::AlleleFraction;
use guideline::truth::Truth;
use interpretation::laboratory::{
    Age, BlastPercentage, BloodAndMarrow, Haemoglobin, HaemoglobinUnit, Neutrophils, Platelets,
};
use interpretation::risk::ipss::{KaryotypeGroup, ipss};
use interpretation::risk::ipss_m::{Gene, Input, MutationCount, Tp53, ipss_m};
use interpretation::risk::ipss_r::{CytogeneticGroup, ipss_r, ipss_ra};
use interpretation::risk::tp53::{AllelicState, Findings, Locus, Mutation, Mutations, Origin, allelic_states};
use proptest::prelude::*;

/// Values as patients have them. Haemoglobin lies within 4 and 20 g/dL, the best and worst of IPSS-M.
fn values() -> impl Strategy<Value = BloodAndMarrow> {
    (40_u32..=200, 0_u32..=800, 0_u32..=50, 0_u32..=300).prop_map(|(hb, platelets, neutrophils, blasts)| {
        BloodAndMarrow {
            haemoglobin: Haemoglobin::new(f64::from(hb) / 10.0, HaemoglobinUnit::GramPerDecilitre).ok(),
            platelets: Platelets::new(f64::from(platelets)).ok(),
            neutrophils: Neutrophils::new(f64::from(neutrophils) / 10.0).ok(),
            blasts: BlastPercentage::new(f64::from(blasts) / 10.0).ok(),
        }
    })
}

/// A patient of whom everything is known.
fn known() -> impl Strategy<Value = Input> {
    (values(), 0_usize..5, any::<[bool; 4]>(), 0_u8..3, 0_u32..=100, any::<u32>()).prop_map(
        |(values, group, lesions, mutations, fraction, genes)| {
            let mut input = Input::unknown();
            input.values = values;
            input.cytogenetics = vec![CytogeneticGroup::ALL[group]];
            [input.del5q, input.del7_7q, input.del17_17p, input.complex] = lesions.map(Truth::from);
            let fraction = f64::from(fraction) / 100.0;
            input.tp53 = Tp53 {
                mutations: Some(
                    [MutationCount::None, MutationCount::One, MutationCount::TwoOrMore][usize::from(mutations)],
                ),
                greatest_fraction: AlleleFraction::new(fraction).ok(),
                // Nothing contradicts itself: a loss that something else shows is stated.
                loss_of_heterozygosity: Truth::from(fraction > 0.55 || lesions[2] || genes & 1 == 1),
            };
            for (place, gene) in Gene::ALL.iter().enumerate() {
                // One gene in four is mutated.
                input.genes.set(*gene, Truth::from((genes >> (place % 31)) & 1 == 1 && place % 2 == 0));
            }
            input
        },
    )
}

/// The same patient with some of it not known.
fn hide(full: &Input, hidden: u64) -> Input {
    let mut input = full.clone();
    let mut place = 0;
    let mut hides = || {
        place += 1;
        (hidden >> (place % 64)) & 1 == 1
    };
    for truth in [&mut input.del5q, &mut input.del7_7q, &mut input.del17_17p, &mut input.complex] {
        if hides() {
            *truth = Truth::Unknown;
        }
    }
    if hides() {
        input.tp53.mutations = None;
    }
    if hides() {
        input.tp53.greatest_fraction = None;
    }
    if hides() {
        input.tp53.loss_of_heterozygosity = Truth::Unknown;
    }
    if hides() {
        input.cytogenetics = CytogeneticGroup::ALL.to_vec();
    }
    if hides() {
        input.values.haemoglobin = None;
    }
    if hides() {
        input.values.platelets = None;
    }
    if hides() {
        input.values.blasts = None;
    }
    if hides() {
        input.values.neutrophils = None;
    }
    for gene in Gene::ALL {
        if hides() {
            input.genes.set(*gene, Truth::Unknown);
        }
    }
    input
}

proptest! {
    #[test]
    fn ipss_m_of_the_whole_lies_between_best_and_worst_of_a_part(full in known(), hidden: u64, more: u64) {
        let whole = ipss_m(&full);
        prop_assert_eq!(whole.best.score, whole.worst.score);
        // Less is known with each step; the bounds only widen.
        let part = ipss_m(&hide(&full, hidden));
        let less = ipss_m(&hide(&hide(&full, hidden), more));
        let near = 1e-9;
        prop_assert!(part.best.raw <= whole.mean.raw + near && whole.mean.raw <= part.worst.raw + near);
        prop_assert!(less.best.raw <= part.best.raw + near && part.worst.raw <= less.worst.raw + near);
        prop_assert!(less.best.raw <= less.mean.raw + near && less.mean.raw <= less.worst.raw + near);
        // A category that stands only because it is the same in both bounds is that of the whole.
        if part.best.category == part.worst.category {
            prop_assert_eq!(part.category(), Some(whole.mean.category));
        }
        prop_assert_eq!(part.missing().count() == 0, part.best.raw.total_cmp(&part.worst.raw).is_eq());
    }

    #[test]
    fn ipss_m_rises_with_what_raises_the_risk(full in known(), step in 0.0_f64..20.0, gene in 0_usize..30) {
        let score = |change: &dyn Fn(&mut Input)| {
            let mut input = full.clone();
            change(&mut input);
            ipss_m(&input).mean.raw
        };
        let before = score(&|_| ());
        let near = 1e-9;
        let blasts = full.values.blasts.unwrap().get();
        prop_assert!(score(&|input| input.values.blasts = BlastPercentage::new(blasts + step).ok()) >= before - near);
        let platelets = full.values.platelets.unwrap().get();
        prop_assert!(score(&|input| input.values.platelets = Platelets::new(platelets + step).ok()) <= before + near);
        let grams = full.values.haemoglobin.unwrap().grams_per_decilitre();
        let unit = HaemoglobinUnit::GramPerDecilitre;
        prop_assert!(score(&|input| input.values.haemoglobin = Haemoglobin::new(grams + step / 10.0, unit).ok()) <= before + near);
        // SF3B1 alone lowers the risk, and those six that take it away raise it.
        if Gene::ALL[gene] != Gene::Sf3b1 {
            let without = score(&|input| input.genes.set(Gene::ALL[gene], Truth::No));
            prop_assert!(score(&|input| input.genes.set(Gene::ALL[gene], Truth::Yes)) >= without - near);
        }
    }

    #[test]
    fn scores_by_points_only_lose_possibilities(full in known(), hidden: u64, group in 0_usize..3, age in 18_u32..100) {
        let part = hide(&full, hidden);
        let (whole, open) = (ipss_r(&full.values, &full.cytogenetics), ipss_r(&part.values, &part.cytogenetics));
        prop_assert!(open.possible.contains(&whole.definite().unwrap()));
        prop_assert!(Vec::from(open.total).contains(&whole.total.definite().unwrap()));
        prop_assert_eq!(open.missing().count() == 0, open.total.definite().is_some());
        let age = Age::new(f64::from(age)).ok();
        let (whole, open) = (ipss_ra(&whole, age).unwrap(), ipss_ra(&open, age).unwrap());
        prop_assert!(open.possible.contains(&whole.definite().unwrap()) && open.possible.is_sorted());
        let karyotype = [KaryotypeGroup::ALL[group]];
        let hidden_group = if hidden & 1 == 1 { &KaryotypeGroup::ALL[..] } else { &karyotype[..] };
        let (whole, open) = (ipss(&full.values, &karyotype), ipss(&part.values, hidden_group));
        prop_assert!(open.possible.contains(&whole.definite().unwrap()));
    }

    #[test]
    fn scores_by_points_rise_with_what_raises_the_risk(values in values(), group in 0_usize..4, step in 0.0_f64..20.0) {
        let groups = CytogeneticGroup::ALL;
        let score = |values: &BloodAndMarrow, group: usize| ipss_r(values, &[groups[group]]).total.definite();
        let before = score(&values, group);
        prop_assert!(score(&values, group + 1) > before);
        let blasts = BlastPercentage::new(values.blasts.unwrap().get() + step).ok();
        let worse = BloodAndMarrow { blasts, ..values };
        prop_assert!(score(&worse, group) >= before);
        let platelets = Platelets::new(values.platelets.unwrap().get() + step).ok();
        let neutrophils = Neutrophils::new(values.neutrophils.unwrap().get() + step).ok();
        let better = BloodAndMarrow { platelets, neutrophils, ..values };
        prop_assert!(score(&better, group) <= before);
    }

    #[test]
    fn what_is_learnt_of_tp53_removes_states(
        fractions in prop::collection::vec(0.02_f64..1.0, 0..3), locus in 0_usize..3, complex: bool, hidden: [bool; 3],
    ) {
        let found = fractions.iter().map(|fraction| Mutation {
            name: "TP53".into(),
            fraction: AlleleFraction::new(*fraction).ok(),
            origin: Origin::Somatic,
            doubted: false,
        });
        let limit = AlleleFraction::new(0.02).unwrap();
        let full = Findings {
            mutations: Mutations::Assessed { found: found.collect(), limit },
            locus: Some([Locus::BothKept, Locus::Deleted, Locus::CopyNeutralLoss][locus]),
            complex_karyotype: complex.into(),
        };
        let mut part = full.clone();
        if hidden[0] {
            part.mutations = Mutations::NotAssessed(genome::detection::NotAssessed::TooFewReads);
        }
        if hidden[1] {
            part.locus = None;
        }
        if hidden[2] {
            part.complex_karyotype = Truth::Unknown;
        }
        let (whole, open) = (allelic_states(&full), allelic_states(&part));
        for (whole, open) in
            [(&whole.bernard, &open.bernard), (&whole.ipss_m, &open.ipss_m), (&whole.who5, &open.who5), (&whole.icc, &open.icc)]
        {
            let state = whole.definite().unwrap();
            // "Presumed" says itself that it waits for copy number.
            prop_assert!(open.possible.contains(state) || open.possible == [AllelicState::PresumedBiallelic], "{}", whole.edition);
        }
    }
}
