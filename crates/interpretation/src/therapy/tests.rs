use std::collections::BTreeSet;

use super::*;
use crate::cytogenetics::{Abnormality, Cytogenetics};
use crate::oncogenicity::OncogenicityClass;
use crate::tier::{Tier, Tiers};
use crate::workup::Event;
use genome::detection::Detection;
use genome::quantity::AlleleFraction;

fn disease(code: &str) -> Disease {
    code.parse().unwrap()
}

fn variant(gene: &str, change: &str) -> Variant {
    Variant::new(gene.parse().unwrap(), change.parse().unwrap())
}

fn answer(findings: &Findings, code: &str, line: Line, on: &str) -> TherapyAnswer {
    ask(Question { findings, disease: disease(code), line: Some(line), on: on.parse().unwrap() })
}

fn row<'a>(answer: &'a TherapyAnswer, id: &str) -> Option<&'a TherapyEvidence> {
    answer.evidence.iter().find(|told| told.row.id == id)
}

/// Nothing found in these genes, at 2 %.
fn not_found(findings: &mut Findings, genes: &[&str]) {
    let limit = AlleleFraction::new(0.02).unwrap();
    for gene in genes {
        for event in [Event::SmallVariant, Event::InternalTandemDuplication] {
            findings.workup.set_gene(*gene, event, Detection::NotFoundAtLimit(limit));
        }
    }
}

#[test]
fn the_table_can_be_read_and_each_id_is_used_once() {
    assert_eq!(table::THERAPIES.as_ref().map(|_| ()).map_err(ToString::to_string), Ok(()));
    let ids: BTreeSet<&str> = therapies().iter().map(|row| row.id).collect();
    assert_eq!(ids.len(), therapies().len());
    assert!(therapies().len() > 60 && therapies().iter().all(|row| !row.diseases.is_empty()));
}

#[test]
fn a_row_is_in_force_from_its_day_and_its_reason_is_told() {
    let findings = Findings { variants: vec![variant("FLT3", "p.D835Y")], ..Findings::default() };
    for (on, ema, fda) in [
        ("2017-04-27", Truth::No, Truth::No),
        ("2017-04-28", Truth::No, Truth::Yes),
        ("2017-09-18", Truth::Yes, Truth::Yes),
    ] {
        let answer = answer(&findings, "AML", Line::New, on);
        let told = row(&answer, "midostaurin-aml").unwrap();
        assert_eq!((told.biomarker, told.line, told.ema, told.fda), (Truth::Yes, Truth::Yes, ema, fda), "{on}");
        assert_eq!(told.facts[0].seen.en, "found: FLT3 p.D835Y");
        assert_eq!(told.denmark, Denmark::NotKnown);
    }
    let answer = answer(&findings, "AML", Line::New, "2026-01-01");
    assert_eq!(
        row(&answer, "quizartinib-aml").map(|told| told.biomarker),
        Some(Truth::Unknown),
        "no caller of ITD was run"
    );
    assert_eq!(row(&answer, "gilteritinib-aml").map(|told| told.line), Some(Truth::No));
    assert!(answer.beyond_data && answer.without_owner > 0);
}

#[test]
fn what_was_not_assessed_is_undetermined_and_what_was_not_found_is_left_out() {
    let mut findings = Findings::default();
    let unknown = answer(&findings, "AML", Line::RelapsedRefractory, "2024-01-01");
    assert_eq!(row(&unknown, "enasidenib-aml-rr").map(|told| told.biomarker), Some(Truth::Unknown));
    not_found(&mut findings, &["IDH2"]);
    let absent = answer(&findings, "AML", Line::RelapsedRefractory, "2024-01-01");
    assert_eq!(row(&absent, "enasidenib-aml-rr"), None);
    assert_eq!(row(&absent, "venetoclax-aml").map(|told| told.biomarker), Some(Truth::Yes), "it asks for none");
    assert_eq!(row(&absent, "imatinib-abl1"), None, "of another disease");
}

#[test]
fn a_variant_that_makes_the_drug_act_less_stands_beside_it() {
    let findings =
        Findings { variants: vec![variant("FLT3", "p.D835Y"), variant("FLT3", "p.F691L")], ..Findings::default() };
    let answer = answer(&findings, "AMLNPM1", Line::RelapsedRefractory, "2024-01-01");
    let told = row(&answer, "gilteritinib-aml").unwrap();
    assert_eq!(told.resistance.iter().map(|(name, _, _)| name.as_str()).collect::<Vec<_>>(), ["FLT3 p.F691L"]);
    let venetoclax = row(&answer, "venetoclax-aml").unwrap();
    assert!(venetoclax.related.is_empty());
}

#[test]
fn chromosomes_are_biomarkers_too() {
    let mut findings = Findings::default();
    let mut karyotype = Cytogenetics::new("46,XX,del(5)(q13q33)[20]", true);
    karyotype.set(Abnormality::Del5q, Truth::Yes);
    findings.workup.banded = Some(karyotype);
    let answer = answer(&findings, "MDSID5Q", Line::New, "2020-01-01");
    assert_eq!(row(&answer, "lenalidomide-mds").map(|told| (told.biomarker, told.ema)), Some((Truth::Yes, Truth::Yes)));
}

#[test]
fn the_contradiction_on_tp53_is_shown_with_both_sentences() {
    let findings = Findings { variants: vec![variant("TP53", "p.R273H")], ..Findings::default() };
    let answer = answer(&findings, "AML", Line::New, "2026-01-01");
    let items: Vec<&str> = answer.guideline.iter().map(|statement| statement.item).collect();
    assert!(items.contains(&"MC-REP-04") && items.contains(&"MC-REP-08"), "{items:?}");
    let mut contradictions = answer.guideline.iter().filter_map(|statement| statement.inconsistency.as_ref());
    let contradiction = contradictions.find(|contradiction| contradiction.id == "INC-28").unwrap();
    assert_eq!(contradiction.passages.iter().map(|passage| passage.page).collect::<Vec<_>>(), [16, 25, 28]);
    assert!(contradiction.treatment_en.contains("never derives treatment"));
}

#[test]
fn the_therapeutic_tier_depends_on_disease_and_day() {
    let tier = |gene, change, code, on: &str| {
        let statements = statements_for(&variant(gene, change), disease(code), on.parse().unwrap());
        Tiers::of(OncogenicityClass::Oncogenic, statements).therapeutic
    };
    assert_eq!(tier("FLT3", "p.D835Y", "AML", "2026-01-01"), Some(Tier::I(Level::A)));
    assert_eq!(tier("FLT3", "p.D835Y", "AML", "2010-01-01"), Some(Tier::II(Level::C)));
    assert_eq!(tier("IDH1", "p.R132H", "AITL", "2026-01-01"), Some(Tier::II(Level::C)));
    assert_eq!(tier("BCL2", "p.G101V", "CLLSLL", "2026-01-01"), Some(Tier::II(Level::C)));
    assert_eq!(tier("TET2", "p.R550*", "AML", "2026-01-01"), None);
}
