use super::*;
use crate::consequence::Consequence;

const NO_NORMAL: Circumstances = Circumstances { normal: None, donor_cells: Truth::No };

fn variant(gene: &str, change: &str, percent: f64) -> Variant {
    let mut variant = Variant::new(gene.parse().unwrap(), change.parse().unwrap());
    variant.fraction = AlleleFraction::new(percent / 100.0).ok();
    variant
}

fn coding(gene: &str, coding: &str, consequence: Consequence, percent: f64) -> Variant {
    let mut variant = variant(gene, "p.?", percent);
    (variant.coding, variant.consequences) = (Some(coding.into()), vec![consequence]);
    variant
}

fn candidate(variant: &Variant) -> Candidate<'_> {
    Candidate { variant, remission_fraction: None, classified: None }
}

fn flagged(variants: &[Variant], circumstances: Circumstances) -> Vec<PossibleGermline> {
    let candidates: Vec<_> = variants.iter().map(candidate).collect();
    flag(&candidates, circumstances)
}

#[test]
fn the_table_can_be_read_and_has_each_gene_once() {
    assert_eq!(table::PREDISPOSITIONS.as_ref().map(|_| ()).map_err(ToString::to_string), Ok(()));
    let genes: std::collections::BTreeSet<_> = predispositions().iter().map(|row| &row.gene).collect();
    assert_eq!(genes.len(), predispositions().len());
    assert!(predispositions().iter().all(|row| !row.variants.is_empty()));
}

#[test]
fn kind_and_share_of_reads_make_the_flag() {
    for (variant, expected) in [
        (variant("RUNX1", "p.R201*", 48.0), true),
        (variant("RUNX1", "p.R201*", 20.0), false),
        (variant("RUNX1", "p.R201*", 75.0), false),
        (variant("RUNX1", "p.R201*", 97.0), true),
        (variant("RUNX1", "p.P425L", 48.0), false),
        (variant("DDX41", "p.D140Gfs*2", 47.0), true),
        (variant("DDX41", "p.M1I", 51.0), true),
        (coding("ANKRD26", "c.-116C>T", Consequence::FivePrimeUtr, 50.0), true),
        (coding("ANKRD26", "c.-90C>T", Consequence::FivePrimeUtr, 50.0), false),
        (coding("GATA2", "NM_032638.5:c.1017+572C>T", Consequence::Intron, 45.0), true),
        (coding("GATA2", "c.1018-30C>T", Consequence::Intron, 45.0), false),
        (coding("TERC", "n.37A>G", Consequence::Other, 45.0), true),
        (variant("SRSF2", "p.P95H", 45.0), false),
    ] {
        assert_eq!(!flagged(std::slice::from_ref(&variant), NO_NORMAL).is_empty(), expected, "{}", variant.name());
    }
}

#[test]
fn a_recessive_gene_is_asked_about_when_both_alleles_may_be_hit() {
    let one = [variant("FANCA", "p.R100*", 50.0)];
    let two = [variant("FANCA", "p.R100*", 50.0), variant("FANCA", "p.Q200*", 46.0)];
    assert_eq!((flagged(&one, NO_NORMAL).len(), flagged(&two, NO_NORMAL).len()), (0, 2));
}

#[test]
fn the_matched_normal_decides_and_its_tissue_is_told() {
    let mut inherited = variant("TP53", "p.R273H", 80.0);
    inherited.normal_fraction = AlleleFraction::new(0.49).ok();
    let blood = Circumstances { normal: Some(NormalTissue::BloodOrSaliva), ..NO_NORMAL };
    let flags = flagged(std::slice::from_ref(&inherited), blood);
    assert!(flags[0].reasons.iter().any(|reason| reason.en.contains("skin fibroblasts decide")));
    inherited.origin = Origin::Somatic;
    inherited.normal_fraction = AlleleFraction::new(0.02).ok();
    inherited.fraction = AlleleFraction::new(0.48).ok();
    assert!(flagged(std::slice::from_ref(&inherited), blood).is_empty());
}

#[test]
fn what_cannot_be_judged_is_unknown_and_told() {
    let after_transplant = Circumstances { donor_cells: Truth::Yes, ..NO_NORMAL };
    let mut known = variant("RUNX1", "p.R201*", 48.0);
    assert_eq!(flagged(std::slice::from_ref(&known), after_transplant)[0].may_be_inherited, Truth::Unknown);
    known.fraction = None;
    assert_eq!(flagged(std::slice::from_ref(&known), NO_NORMAL)[0].may_be_inherited, Truth::Unknown);
}

#[test]
fn a_change_that_is_not_fully_written_is_unknown_not_absent() {
    let unwritten = variant("ANKRD26", "p.?", 50.0);
    assert_eq!(flagged(std::slice::from_ref(&unwritten), NO_NORMAL)[0].may_be_inherited, Truth::Unknown);
    assert!(flagged(&[variant("GATA2", "p.A10T", 50.0)], NO_NORMAL).is_empty());
    let known = flagged(&[variant("TP53", "p.R273H", 48.0)], NO_NORMAL);
    assert!(
        known[0].reasons.iter().any(|reason| reason.en == "the same change is frequent as acquired (28 counted)"),
        "{known:?}"
    );
}

#[test]
fn a_second_hit_points_to_the_first() {
    let pair = [variant("DDX41", "p.D140Gfs*2", 47.0), variant("DDX41", "p.R525H", 12.0)];
    let flags = flagged(&pair, NO_NORMAL);
    assert_eq!(flags.len(), 1, "the acquired one is not flagged");
    assert!(flags[0].reasons.iter().any(|reason| reason.en.contains("p.R525H")));
    let alone: Vec<_> = pair[1..].iter().map(candidate).collect();
    assert!(second_hit_alone(&alone).is_some());
    let cebpa = [variant("CEBPA", "p.P23fs*137", 50.0), variant("CEBPA", "p.K313dup", 44.0)];
    assert!(flagged(&cebpa, NO_NORMAL)[0].reasons.iter().any(|reason| reason.en.contains("C-terminal")));
}

#[test]
fn a_classification_counts_before_the_table() {
    let known = variant("RUNX1", "p.P425L", 48.0);
    let classified = |class| {
        let candidate = Candidate { classified: Some(class), ..candidate(&known) };
        flag(&[candidate], NO_NORMAL).len()
    };
    assert_eq!([GermlineClass::Pathogenic, GermlineClass::Uncertain, GermlineClass::Benign].map(classified), [1, 0, 0]);
}

#[test]
fn what_stays_in_remission_is_flagged() {
    let known = variant("ETV6", "p.R369Q", 72.0);
    let candidate = Candidate { remission_fraction: AlleleFraction::new(0.5).ok(), ..candidate(&known) };
    assert_eq!(flag(&[candidate], NO_NORMAL).len(), 1);
}
