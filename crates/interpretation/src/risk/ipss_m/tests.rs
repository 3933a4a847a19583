use super::*;
use crate::laboratory::{BlastPercentage, Haemoglobin, HaemoglobinUnit, Platelets};
use crate::source;

fn average_counts() -> Input {
    let mut input = Input::unknown();
    input.values.haemoglobin = Haemoglobin::new(10.0, HaemoglobinUnit::GramPerDecilitre).ok();
    input.values.platelets = Platelets::new(10.0).ok();
    input.values.blasts = BlastPercentage::new(10.0).ok();
    input.cytogenetics = vec![CytogeneticGroup::VeryGood];
    for truth in [&mut input.del5q, &mut input.del7_7q, &mut input.del17_17p, &mut input.complex] {
        *truth = Truth::No;
    }
    input.tp53.mutations = Some(MutationCount::None);
    for gene in Gene::ALL {
        input.genes.set(*gene, Truth::No);
    }
    input
}

#[test]
fn every_coefficient_has_a_source() {
    for term in &TERMS {
        assert!(source::find(term.citation.source).is_some(), "{}", term.id.name());
    }
    assert_eq!(Gene::ALL.len() + 1, 31, "with TP53");
    let own = TERMS.iter().filter(|term| matches!(term.id, TermId::Gene(_))).count();
    // TP53 and SF3B1 stand in derived terms; MLL_PTD and FLT3 are genes of their own.
    assert_eq!((own + 2, RESIDUAL_GENES.len()), (16, 15));
}

#[test]
fn a_score_is_rounded_before_its_category() {
    let category = |raw: f64| Score::rounded(raw).category();
    assert_eq!([-1.504, -1.494].map(category), [Category::VeryLow, Category::Low]);
    assert_eq!([-0.504, -0.494].map(category), [Category::Low, Category::ModerateLow]);
    assert_eq!([0.004, 0.006].map(category), [Category::ModerateLow, Category::ModerateHigh]);
    assert_eq!([0.504, 0.506].map(category), [Category::ModerateHigh, Category::High]);
    assert_eq!([1.504, 1.506].map(category), [Category::High, Category::VeryHigh]);
}

#[test]
fn a_known_patient_has_one_score_and_its_terms_add_up() {
    let mut input = average_counts();
    input.genes.set(Gene::Cbl, Truth::Yes);
    let result = ipss_m(&input);
    assert_eq!((result.best.score, result.certainty), (result.worst.score, Certainty::NothingMissing));
    assert_eq!(result.missing().count(), 0);
    let sum: f64 = result.mean.contributions.iter().map(|term| term.adds).sum();
    assert!((sum - result.mean.raw).abs() < 1e-12);
}

#[test]
fn what_is_not_assessed_is_not_wild_type() {
    let mut input = average_counts();
    input.genes.set(Gene::Kmt2aPtd, Truth::Unknown);
    let result = ipss_m(&input);
    // 0.798 / ln 2: what a duplication that nobody looked for may add.
    assert!((result.worst.raw - result.best.raw - 1.151_27).abs() < 1e-4);
    assert_eq!(result.missing().map(TermId::name).collect::<Vec<_>>(), ["MLL_PTD"]);
    assert_eq!((result.score(), result.certainty), (None, Certainty::TooMuchMissing));
}

#[test]
fn haemoglobin_outside_the_bounds_is_answered_both_ways() {
    let mut input = average_counts();
    input.values.haemoglobin = Haemoglobin::new(3.0, HaemoglobinUnit::GramPerDecilitre).ok();
    let result = ipss_m(&input);
    let (ambiguity, scores) = result.clamped.unwrap();
    assert_eq!(ambiguity.id, "haemoglobin_clamp");
    assert_eq!(result.mean.score.0 - scores[1].0, 25, "0.171 / ln 2 a gram");
    assert_eq!(result.notes.len(), 1);
    assert!(ipss_m(&average_counts()).clamped.is_none());
}

#[test]
fn derived_features_keep_what_is_not_known() {
    let mut input = average_counts();
    input.genes.set(Gene::Sf3b1, Truth::Yes);
    assert_eq!((sf3b1_5q(&input), sf3b1_alpha(&input)), (Truth::No, Truth::Yes));
    input.genes.set(Gene::Stag2, Truth::Unknown);
    assert_eq!(sf3b1_alpha(&input), Truth::Unknown);
    input.genes.set(Gene::Nras, Truth::Yes);
    assert_eq!(sf3b1_alpha(&input), Truth::No, "one of the six is enough");
    input.del5q = Truth::Unknown;
    assert_eq!(sf3b1_5q(&input), Truth::Unknown);
    input.complex = Truth::Yes;
    assert_eq!(sf3b1_5q(&input), Truth::No);
}

#[test]
fn one_mutation_of_tp53_needs_the_other_allele() {
    let mut input = average_counts();
    input.tp53.mutations = Some(MutationCount::One);
    input.tp53.greatest_fraction = AlleleFraction::new(0.55).ok();
    assert_eq!(tp53_multi(&input), Truth::Unknown, "0.55 is not above 0.55");
    input.tp53.greatest_fraction = AlleleFraction::new(0.551).ok();
    assert_eq!(tp53_multi(&input), Truth::Yes);
    input.tp53.greatest_fraction = None;
    input.tp53.loss_of_heterozygosity = Truth::No;
    input.del17_17p = Truth::Unknown;
    assert_eq!(tp53_multi(&input), Truth::No, "a stated absence is believed");
    input.del17_17p = Truth::Yes;
    assert_eq!(tp53_multi(&input), Truth::Yes);
    assert_eq!(ipss_m(&input).notes[0].id, "ipss_m_tp53_loss_contradicted");
    input.tp53.mutations = None;
    assert_eq!(tp53_multi(&input), Truth::Unknown);
}
