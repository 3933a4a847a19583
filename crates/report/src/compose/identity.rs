//! Who, what was asked, who signs; and what stands against a report.

use clinic::code::{CodeList, GermlineMaterial, Purpose as Code, TumourMaterial};
use clinic::referral::{Referral, Text};
use interpretation::language::Words;

use super::{Meta, Refusal, signing};
use crate::bundle::Bundle;
use crate::document::identity::{Order, Patient, Purpose, SpecimenMaterial, Version};

pub(super) fn refusals(bundle: &Bundle, referral: &Referral, meta: &Meta) -> Vec<Refusal> {
    let mut refusals = signing::of_persons(&meta.signers);
    refusals.extend(signing::of_consent(&referral.consent, meta.signers.len() == 2, meta.issued));
    let mut refuse = |field, found: String, remedy| refusals.push(Refusal { field, found, remedy });
    match (meta.version, &meta.reason) {
        (0, _) => refuse("version", "0".into(), "versions count from 1"),
        (2.., None) => refuse("reason", "missing".into(), "say why the earlier version is amended"),
        (1, Some(_)) => refuse("reason", "given for the first version".into(), "name the version that is amended"),
        _ => {}
    }
    let (asked, known) = (referral.requisition.date, bundle.findings.date);
    if known < asked {
        let found = format!("the findings are of {known}, the requisition of {asked}");
        refuse("date", found, "give the bundle of this requisition, or the requisition of this bundle");
    }
    if meta.issued < known {
        let found = format!("the report is of {}, the findings of {known}", meta.issued);
        refuse("date", found, "give the day on which the report is given");
    }
    refusals
}

pub(super) fn version(meta: &Meta) -> Version {
    Version { number: meta.version, reason: meta.reason.clone() }
}

pub(super) fn patient(referral: &Referral) -> Patient {
    Patient {
        cpr: referral.patient.cpr.as_str().to_owned(),
        born: referral.born(),
        region: referral.patient.region.map(|region| region.code().into()),
    }
}

pub(super) fn order(referral: &Referral) -> Order {
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.as_str().to_owned());
    let requisition = &referral.requisition;
    Order {
        date: requisition.date,
        indication: requisition.indication.clone(),
        purpose: requisition
            .purpose
            .map(|purpose| Purpose { code: purpose.code().into(), words: purpose_words(purpose) }),
        requester: text(&referral.requester.name),
        authorisation_id: referral.requester.authorisation_id.clone(),
        unit: referral.requester.unit.clone(),
        diagnosis_code: referral.diagnosis.code.as_ref().map(ToString::to_string),
        diagnosis: text(&referral.diagnosis.who_term),
        repeats: text(&referral.repeat.earlier_order),
    }
}

fn purpose_words(purpose: Code) -> Words {
    match purpose {
        Code::RrTrial => Words::new(
            "Is there an option of targeted treatment in a phase 1 trial?",
            "Er der en mulighed for targeteret behandling i et fase 1-forsøg?",
        ),
        Code::McDiagnosis => Words::new(
            "Improved diagnosis, clarified pathogenesis and prognosis",
            "Forbedret diagnostik, afklaring af patogenese og prognose",
        ),
        Code::McMethods => Words::new("Optimisation of diagnostic methods", "Optimering af diagnostiske metoder"),
    }
}

pub(super) fn specimens(bundle: &Bundle, referral: &Referral) -> Vec<SpecimenMaterial> {
    let samples = |role: &str| {
        let specimens = bundle.manifest.iter().flat_map(|manifest| &manifest.specimens);
        specimens.filter(|specimen| specimen.role == role).map(|specimen| specimen.sample.clone()).collect()
    };
    vec![
        SpecimenMaterial {
            role: "tumour".into(),
            material: referral.plan.tumour.map(tumour_words),
            samples: samples("tumour"),
        },
        SpecimenMaterial {
            role: "normal".into(),
            material: referral.plan.germline.map(germline_words),
            samples: samples("normal"),
        },
    ]
}

fn tumour_words(material: TumourMaterial) -> Words {
    match material {
        TumourMaterial::BoneMarrow => Words::new("bone marrow", "knoglemarv"),
        TumourMaterial::Blood => Words::new("blood", "blod"),
        TumourMaterial::LymphNode => Words::new("lymph node", "lymfeknude"),
        TumourMaterial::ExtramedullaryTissue => Words::new("extramedullary tissue", "ekstramedullært væv"),
        TumourMaterial::OtherTissue => Words::new("other tissue", "andet væv"),
    }
}

fn germline_words(material: GermlineMaterial) -> Words {
    match material {
        GermlineMaterial::SkinFibroblastCulture => {
            Words::new("fibroblasts cultured from skin", "fibroblaster dyrket fra hud")
        }
        GermlineMaterial::SkinDirect => Words::new("skin biopsy, not cultured", "hudbiopsi, ikke dyrket"),
        GermlineMaterial::StoredPreTransplant => {
            Words::new("stored DNA from before transplantation", "gemt DNA fra før transplantation")
        }
        GermlineMaterial::StoredEarlierOrder => {
            Words::new("stored DNA of an earlier order", "gemt DNA fra en tidligere rekvisition")
        }
        GermlineMaterial::Blood => Words::new("blood", "blod"),
        GermlineMaterial::Saliva => Words::new("saliva", "spyt"),
        GermlineMaterial::BoneMarrow => Words::new("bone marrow", "knoglemarv"),
    }
}
