//! Judgements on the mutations of a published cohort, against the labels that its authors gave. The hot spots were counted in the
//! same cohort: this shows that the tables work together, not how they do on other patients.

use crate::shared;

use std::collections::BTreeMap;

use interpretation::consequence::Consequence;
use interpretation::driver::{Driver, DriverStatus};
use interpretation::gene::role::Lineage;
use interpretation::oncogenicity::{LaboratoryEvidence, Oncogenicity, OncogenicityClass};
use interpretation::protein::ProteinChange;
use interpretation::variant::Variant;
use interpretation::workup::Event;
use shared::shared_data;

/// The variant of a row of the AML cohort; `None` for a gene name or a change that is not understood.
fn variant(gene: &str, change: &str, consequence: &str, kind: &str) -> Option<Variant> {
    let protein = change.parse::<ProteinChange>().unwrap_or(ProteinChange::Unknown);
    let mut variant = Variant::new(gene.parse().ok()?, protein);
    match (gene, kind, consequence) {
        ("FLT3", "ITD", _) => variant.event = Event::InternalTandemDuplication,
        (_, "PTD", _) => variant.event = Event::PartialTandemDuplication,
        (_, _, "ess_splice" | "splice_site_variant") => variant.consequences = vec![Consequence::EssentialSplice],
        (_, _, "nonsense" | "stop_gained") => variant.consequences = vec![Consequence::StopGained],
        (_, _, text) if text.contains("frameshift") => variant.consequences = vec![Consequence::Frameshift],
        _ => {}
    }
    Some(variant)
}

#[test]
fn what_the_authors_call_oncogenic_is_mostly_a_driver_and_nothing_of_it_is_benign() {
    let Some(text) = shared_data("cohorts/AML-multistage/AMLSG_Genetic.txt") else { return };
    let header: Vec<&str> = text.lines().next().unwrap().split('\t').collect();
    let at = |name: &str| header.iter().position(|column| *column == name).unwrap();
    let [gene, change, consequence, kind, result] =
        ["GENE", "AA_CHANGE", "CONSEQUENCE", "VARIANT_TYPE", "Result"].map(at);
    let mut counts: BTreeMap<(&str, DriverStatus), u32> = BTreeMap::new();
    let mut classes: BTreeMap<(&str, OncogenicityClass), u32> = BTreeMap::new();
    for cells in text.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>()) {
        let Some(variant) = variant(cells[gene], cells[change], cells[consequence], cells[kind]) else { continue };
        let label = if cells[result] == "ONCOGENIC" { "oncogenic" } else { "possible" };
        *counts.entry((label, Driver::judge(&variant, Lineage::Myeloid).status)).or_default() += 1;
        let judged = Oncogenicity::judge(&variant, Lineage::Myeloid, &LaboratoryEvidence::default());
        *classes.entry((label, judged.class)).or_default() += 1;
    }
    eprintln!("{counts:?}\n{classes:?}");
    let share = |label: &str| {
        let of = |least: DriverStatus| {
            counts
                .iter()
                .filter(|((l, status), _)| *l == label && *status <= least)
                .map(|(_, count)| f64::from(*count))
                .sum::<f64>()
        };
        of(DriverStatus::Likely) / of(DriverStatus::NoneKnown)
    };
    assert!(share("oncogenic") > 0.9 && share("oncogenic") > share("possible"), "{counts:#?}");
    assert!(classes.keys().all(|(_, class)| *class > OncogenicityClass::LikelyBenign), "{classes:#?}");
}
