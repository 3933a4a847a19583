use super::*;
use crate::variant::PopulationFrequency;
use proptest::prelude::*;

fn variant(gene: &str, change: &str) -> Variant {
    let mut variant = Variant::new(gene.parse().unwrap(), change.parse().unwrap());
    variant.population = Some(PopulationFrequency::ABSENT);
    variant
}

fn judge(gene: &str, change: &str) -> Oncogenicity {
    Oncogenicity::judge(&variant(gene, change), Lineage::Myeloid, &LaboratoryEvidence::default())
}

fn met(judged: &Oncogenicity) -> Vec<Criterion> {
    let met = judged.criteria.iter().filter(|assessment| assessment.outcome == Outcome::Met);
    met.map(|assessment| assessment.criterion).collect()
}

#[test]
fn the_table_of_established_variants_can_be_read() {
    assert_eq!(criteria::ESTABLISHED.as_ref().map(|_| ()).map_err(ToString::to_string), Ok(()));
}

#[test]
fn the_classes_begin_where_the_paper_says() {
    use OncogenicityClass::{Benign, LikelyBenign, LikelyOncogenic, Oncogenic, UncertainSignificance};
    let classes = [10, 9, 6, 5, 0, -1, -6, -7].map(OncogenicityClass::of);
    let expected = [
        Oncogenic,
        LikelyOncogenic,
        LikelyOncogenic,
        UncertainSignificance,
        UncertainSignificance,
        LikelyBenign,
        LikelyBenign,
        Benign,
    ];
    assert_eq!(classes, expected);
}

#[test]
fn known_variants_have_the_criteria_that_a_person_would_give() {
    use Criterion::{Om1, Om2, Om3, Op3, Op4, Os2, Os3, Ovs1};
    for (gene, change, criteria) in [
        ("TET2", "p.Q1000*", vec![Ovs1, Op4]),
        ("SF3B1", "p.K700E", vec![Os2, Os3]),
        ("NPM1", "p.W288Cfs*12", vec![Os2, Os3, Op4]),
        ("IDH2", "p.R140Q", vec![Os2, Os3, Op4]),
        ("FLT3", "p.D600_L610dup", vec![Os2, Om1, Om2, Op4]),
        ("CEBPA", "p.K313_V314insK", vec![Om1, Om2, Op4]),
        ("BRAF", "p.D594N", vec![Op3, Op4]),
        ("FLT3", "p.N676K", vec![Om3, Op4]),
        ("TTN", "p.R300*", vec![Op4]),
    ] {
        assert_eq!(met(&judge(gene, change)), criteria, "{gene} {change}");
    }
}

#[test]
fn the_class_without_what_waits_for_confirmation_stands_beside() {
    let judged = judge("IDH2", "p.R140Q");
    assert_eq!((judged.class, judged.points), (OncogenicityClass::LikelyOncogenic, 9));
    assert_eq!(judged.confirmed, (OncogenicityClass::UncertainSignificance, 5));
}

#[test]
fn a_hot_spot_of_clonal_haematopoiesis_is_not_called_benign_by_its_frequency() {
    let mut known = variant("DNMT3A", "p.R882H");
    known.population = PopulationFrequency::new(0.06).ok();
    let judged = Oncogenicity::judge(&known, Lineage::Myeloid, &LaboratoryEvidence::default());
    assert_eq!(judged.outcome(Criterion::Sbvs1), Some(Outcome::NotAssessed));
    assert!(judged.class >= OncogenicityClass::LikelyOncogenic);
    known.protein = "p.P1Q".parse().unwrap();
    let judged = Oncogenicity::judge(&known, Lineage::Myeloid, &LaboratoryEvidence::default());
    assert_eq!((judged.class, judged.outcome(Criterion::Sbs1)), (OncogenicityClass::Benign, Some(Outcome::NotMet)));
}

#[test]
fn what_was_not_looked_at_is_not_assessed() {
    let mut unknown = variant("TET2", "p.?");
    (unknown.population, unknown.consequences) = (None, Vec::new());
    let judged = Oncogenicity::judge(&unknown, Lineage::Myeloid, &LaboratoryEvidence::default());
    for criterion in [Criterion::Os1, Criterion::Os2, Criterion::Os3, Criterion::Op1, Criterion::Op4, Criterion::Sbs1] {
        assert_eq!(judged.outcome(criterion), Some(Outcome::NotAssessed), "{criterion:?}");
    }
    assert_eq!(judged.criteria.len(), Criterion::ALL.len());
}

#[test]
fn what_the_laboratory_knows_counts_with_its_source() {
    let laboratory = LaboratoryEvidence {
        classified_oncogenic: Some("classified 2026-03-01".into()),
        function: Some((true, "PMID 1".into())),
        predictions: Some((true, "REVEL, SpliceAI".into())),
        ..LaboratoryEvidence::default()
    };
    let judged = Oncogenicity::judge(&variant("SRSF2", "p.P95H"), Lineage::Myeloid, &laboratory);
    assert_eq!(met(&judged), [Criterion::Os1, Criterion::Os2, Criterion::Op1]);
    let os3 = &judged.criteria[3];
    assert_eq!(
        (os3.outcome, os3.evidence.as_str()),
        (Outcome::NotMet, "SRSF2 P95: 232 of 530 mutations; not counted beside OS1")
    );
}

proptest! {
    #[test]
    fn one_more_piece_of_evidence_for_it_never_lowers_the_sum(gene in "(TET2|SRSF2|FLT3|TP53|TTN)", number in 1u32..700) {
        let change = format!("p.A{number}V");
        let known = variant(&gene, &change);
        let without = Oncogenicity::judge(&known, Lineage::Myeloid, &LaboratoryEvidence::default());
        let predictions = Some((true, "all".to_owned()));
        let with = Oncogenicity::judge(&known, Lineage::Myeloid, &LaboratoryEvidence { predictions, ..Default::default() });
        prop_assert!(with.points > without.points);
    }
}
