//! Pairs, rows and flags.

use genome::quantity::AlleleFraction;
use guideline::truth::Truth;

use super::flag::FlagKind;
use super::pair::{EventKey, pair};
use super::*;
use crate::genomic::Copies;
use crate::meaning::LookedFor;
use crate::meaning::looked_for::{Answer, GeneAnswer};
use crate::response::sighting::{Presence, count};
use crate::variant::Variant;
use crate::workup::{Event, FusionsAssessed};

fn reads(alternate: u32, depth: u32) -> Sighting {
    Sighting::counted(count(alternate, depth).unwrap())
}

fn driver(gene: &str, change: &str, sighting: Sighting) -> SeenEvent {
    let variant = Variant::new(gene.parse().unwrap(), change.parse().unwrap());
    SeenEvent {
        key: EventKey::of_variant(&format!("chr1:g.{gene}"), change),
        kind: EventKind::SmallVariant,
        gene: Some(gene.into()),
        name: variant.name(),
        place: None,
        counts: true,
        variant: Some(variant),
        sighting,
        tumour_cells: None,
    }
}

fn looked_for(gene: &str, event: Event, limit: f64) -> LookedFor {
    let limit = AlleleFraction::new(limit).unwrap();
    let answer = GeneAnswer { gene: gene.into(), event, answer: Answer::NotFound { limit } };
    let fusions_assessed = FusionsAssessed::Nothing;
    LookedFor { other_genes_at: None, genes: vec![answer], fusions: Vec::new(), fusions_assessed }
}

fn compared(before: &SampleEvents, now: &SampleEvents, treatment: Option<&[String]>) -> Comparison {
    let earlier = SampleName { sample: "S-1".into(), date: jiff::civil::date(2026, 1, 1) };
    let (tp53, antigens) = ([Vec::new(), Vec::new()], Vec::new());
    let all = Compared { earlier, pairs: pair(before, now), tp53, antigens, notes: Vec::new() };
    compare(all, "AML".parse().ok(), treatment, None)
}

fn sample(seen: Vec<SeenEvent>) -> SampleEvents {
    SampleEvents { seen, ..SampleEvents::default() }
}

#[test]
fn what_one_sample_does_not_name_is_looked_up_there() {
    let npm1 = driver("NPM1", "p.W288Cfs*12", reads(44, 104));
    let before =
        sample(vec![npm1.clone(), driver("WT1", "p.R462W", reads(7, 100)), driver("TET2", "p.Q1000*", reads(40, 90))]);
    let nras = driver("NRAS", "p.G12D", reads(5, 87));
    let mut now = sample(vec![nras.clone()]);
    now.looked_at.insert(npm1.key.clone(), (reads(0, 140), None));
    now.looked_for = Some(looked_for("WT1", Event::SmallVariant, 0.0625));
    let told = compared(&before, &now, None);
    let row = |gene: &str| told.events.iter().find(|event| event.gene.as_deref() == Some(gene)).unwrap();
    assert_eq!(row("NPM1").clearance, Some(Clearance::Cleared), "140 reads at its place");
    assert_eq!(row("NPM1").evolution.change, Change::Lost);
    assert_eq!((row("WT1").clearance, row("WT1").now.at_most), (Some(Clearance::NotAssessable), Some(0.0625)));
    assert_eq!(row("TET2").now.presence, Presence::NotAssessed, "nobody says that it was looked at");
    assert!(row("TET2").often_persists && row("TET2").clearance == Some(Clearance::NotAssessable));
    assert_eq!((row("NRAS").before.presence, row("NRAS").clearance), (Presence::NotAssessed, None), "no driver before");
    assert_eq!(told.events.last().map(|event| event.name.as_str()), Some("NRAS p.G12D"), "earlier drivers go first");
}

#[test]
fn resistance_is_flagged_by_what_was_given() {
    let before =
        SampleEvents { looked_for: Some(looked_for("NRAS", Event::SmallVariant, 0.067)), ..SampleEvents::default() };
    let now = sample(vec![driver("NRAS", "p.G12D", reads(5, 87))]);
    let drugs = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    for (treatment, given) in
        [(None, Truth::Unknown), (Some(drugs(&["venetoclax"])), Truth::Yes), (Some(drugs(&["cytarabine"])), Truth::No)]
    {
        let told = compared(&before, &now, treatment.as_deref());
        let flag = told.flags.iter().find(|flag| flag.kind == FlagKind::Resistance).unwrap();
        assert_eq!((flag.given, flag.drugs.iter().any(|drug| drug == "venetoclax")), (given, true));
        assert!(flag.says.en.contains("could have been missed"), "5 of 87 against a limit of 6.7 %: {}", flag.says.en);
    }
    let had = sample(vec![driver("NRAS", "p.G12D", reads(6, 90))]);
    assert!(compared(&had, &now, None).flags.is_empty(), "it was there before");
}

#[test]
fn tp53_comes_up_and_its_second_hit() {
    let now = sample(vec![driver("TP53", "p.R175H", reads(30, 90))]);
    let before =
        SampleEvents { looked_for: Some(looked_for("TP53", Event::SmallVariant, 0.067)), ..SampleEvents::default() };
    let told = compared(&before, &now, None);
    assert_eq!(told.events[0].evolution.change, Change::New);
    assert!(told.flags.iter().any(|flag| flag.kind == FlagKind::NewTp53));
    let hit =
        |before: &[AllelicState], now: &[AllelicState]| flag::second_tp53_hit(&[before.into(), now.into()]).is_some();
    assert!(hit(&[AllelicState::SingleHit], &[AllelicState::MultiHit]));
    assert!(
        !hit(&[AllelicState::SingleHit, AllelicState::MultiHit], &[AllelicState::MultiHit]),
        "it may have been there"
    );
    assert!(
        !hit(&[AllelicState::SingleHit], &[AllelicState::SingleHit, AllelicState::MultiHit]),
        "it may not be there"
    );
    assert!(!hit(&[], &[AllelicState::MultiHit]), "nobody looked before");
}

#[test]
fn an_antigen_whose_gene_is_lost() {
    let copies = |total| Some(Copies { total, minor: None });
    let flags = |gene: &str, before, now, disease: &str| {
        let copies = GeneCopies { gene: gene.parse().unwrap(), before, now };
        flag::of_antigen(&copies, disease.parse().ok(), None)
    };
    for (gene, disease) in [("CD19", "BLL"), ("CD22", "BLL"), ("MS4A1", "MBN"), ("TNFRSF17", "PCM"), ("GPRC5D", "PCM")]
    {
        assert_eq!(flags(gene, copies(2), copies(0), disease).len(), 1, "{gene}");
        assert!(
            flags(gene, copies(2), copies(2), disease).is_empty() && flags(gene, None, copies(0), disease).is_empty()
        );
    }
    assert!(flags("CD19", copies(2), copies(0), "AML").is_empty(), "no antigen of this disease");
    assert!(flags("CD19", copies(2), copies(1), "BLL")[0].says.en.contains("one copy"));
    assert!(flag::ANTIGENS.iter().all(|gene| gene.parse::<crate::gene::Gene>().is_ok()));
}

#[test]
fn what_is_no_driver_is_counted() {
    let passenger = |name: &str, sighting| SeenEvent { counts: false, ..driver(name, "p.A1V", sighting) };
    let before = sample(vec![passenger("TTN", reads(40, 90)), passenger("MUC16", reads(40, 90))]);
    let now = sample(vec![passenger("TTN", reads(4, 90)), passenger("MUC16", reads(5, 90))]);
    let told = compared(&before, &now, None);
    assert!(told.events.is_empty() && told.flags.is_empty());
    assert_eq!(
        told.others.iter().map(|other| (other.change, other.count)).collect::<Vec<_>>(),
        [(Change::Shrinking, 2)]
    );
}

#[test]
fn a_duplication_is_told_by_its_own_search() {
    let mut flt3 = driver("FLT3", "p.F594_F612dup", Sighting::estimated(0.30, Some([0.2, 0.4]), Some([30, 76])));
    flt3.kind = EventKind::InternalTandemDuplication;
    let mut now = SampleEvents {
        looked_for: Some(looked_for("FLT3", Event::InternalTandemDuplication, 0.0642)),
        ..SampleEvents::default()
    };
    now.looked_at.insert(flt3.key.clone(), (reads(0, 400), None));
    let told = compared(&sample(vec![flt3]), &now, None);
    assert_eq!((told.events[0].now.at_most, told.events[0].clearance), (Some(0.0642), Some(Clearance::NotAssessable)));
    assert_eq!(told.events[0].evolution.change, Change::Lost, "20 % and more before, below 6.4 % now");
}
