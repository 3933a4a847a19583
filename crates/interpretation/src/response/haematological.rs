//! Haematological response: ELN 2022 for acute myeloid leukaemia, IWG 2006 and 2023 for myelodysplastic neoplasms.
//!
//! Sources: H. Döhner et al., Blood 2022;140:1345, response table; B. D. Cheson et al., Blood 2006;108:419, and A. M. Zeidan et
//! al., Blood 2023;141:2047, as its table compares the two.

use guideline::truth::Truth;
use serde::Serialize;

use crate::decision_list::{Ambiguity, DecisionList, Evidence, Rule};
use crate::laboratory::{BlastPercentage, BloodAndMarrow, Neutrophils, Platelets};
use crate::language::Words;
use crate::source::Citation;

/// What a response is judged on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assessment {
    /// Blood and marrow now.
    pub now: BloodAndMarrow,
    /// Blasts in the blood now.
    pub blood_blasts: Option<BlastPercentage>,
    /// Disease outside blood and marrow.
    pub extramedullary: Truth,
    /// A marrow that can be judged: 200 cells or more, or a cellularity of 10 % or more.
    pub adequate_marrow: Truth,
    /// Marrow blasts before treatment.
    pub blasts_before: Option<BlastPercentage>,
    /// The cytogenetic clone of the diagnosis is gone.
    pub cytogenetic_clearance: Truth,
}

impl Default for Assessment {
    /// Nothing is known.
    fn default() -> Self {
        Self {
            now: BloodAndMarrow::default(),
            blood_blasts: None,
            extramedullary: Truth::Unknown,
            adequate_marrow: Truth::Unknown,
            blasts_before: None,
            cytogenetic_clearance: Truth::Unknown,
        }
    }
}

/// A response category; the names of the criteria that use it say what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Response {
    /// Complete remission (AML) or complete response (MDS).
    #[serde(rename = "CR")]
    Complete,
    /// A complete response of a disease that had fewer than 5 % of blasts (IWG 2023).
    #[serde(rename = "CR equivalent")]
    CompleteEquivalent,
    /// Two of three lineages recovered (IWG 2023).
    #[serde(rename = "CRbi")]
    TwoLineages,
    /// One of three lineages recovered (IWG 2023).
    #[serde(rename = "CRuni")]
    OneLineage,
    /// With partial haematological recovery.
    #[serde(rename = "CRh")]
    PartialRecovery,
    /// With incomplete haematological recovery (ELN).
    #[serde(rename = "CRi")]
    IncompleteRecovery,
    /// Morphological leukaemia-free state (ELN).
    #[serde(rename = "MLFS")]
    LeukaemiaFree,
    /// Marrow response without recovery (IWG 2006).
    #[serde(rename = "mCR")]
    Marrow,
    /// Partial.
    #[serde(rename = "PR")]
    Partial,
    /// None of these.
    #[serde(rename = "no response")]
    None,
}

fn not_stated() -> Words {
    Words::new("not stated", "ikke oplyst")
}

/// As somebody stated it.
fn stated(name: Words, truth: Truth) -> Evidence {
    let seen = if truth == Truth::Unknown { not_stated() } else { Words::new("as stated", "som oplyst") };
    Evidence::fact(name, truth, seen)
}

fn compared(name: Words, seen: Option<f64>, unit: &str, holds: impl Fn(f64) -> bool) -> Evidence {
    match seen {
        Some(seen) => Evidence::fact(name, holds(seen).into(), format!("{seen} {unit}")),
        None => Evidence::fact(name, Truth::Unknown, not_stated()),
    }
}

/// A quantity at or above a bound.
fn at_least(en: &str, da: &str, seen: Option<f64>, bound: f64) -> Evidence {
    let name = Words::new(format!("{en} {bound} or more"), format!("{da} {bound} eller mere"));
    compared(name, seen, "10^9/L", |seen| seen >= bound)
}

fn marrow_below(a: &Assessment, bound: f64) -> Evidence {
    let name = Words::new(format!("marrow blasts below {bound} %"), format!("marvblaster under {bound} %"));
    compared(name, a.now.blasts.map(BlastPercentage::get), "%", |seen| seen < bound)
}

fn neutrophils(a: &Assessment, bound: f64) -> Evidence {
    at_least("neutrophils", "neutrofile", a.now.neutrophils.map(Neutrophils::get), bound)
}

fn platelets(a: &Assessment, bound: f64) -> Evidence {
    at_least("platelets", "trombocytter", a.now.platelets.map(Platelets::get), bound)
}

fn haemoglobin(a: &Assessment, bound: f64) -> Evidence {
    let name = Words::new(format!("haemoglobin {bound} g/dL or more"), format!("hæmoglobin {bound} g/dL eller mere"));
    match a.now.haemoglobin {
        Some(seen) => Evidence::fact(name, (seen.on_rounded_cuts(&[bound]) >= bound).into(), seen.to_string()),
        None => Evidence::fact(name, Truth::Unknown, not_stated()),
    }
}

fn no_blood_blasts(a: &Assessment) -> Evidence {
    let name = Words::new("no blasts in the blood", "ingen blaster i blodet");
    compared(name, a.blood_blasts.map(BlastPercentage::get), "%", |seen| seen <= 0.0)
}

fn blasts_halved(a: &Assessment) -> Evidence {
    let name = Words::new("marrow blasts fell by half or more", "marvblaster faldt med halvdelen eller mere");
    match (a.blasts_before, a.now.blasts) {
        (Some(before), Some(now)) => {
            let (before, now) = (before.get(), now.get());
            let seen = Words::new(format!("{before} % before, {now} % now"), format!("{before} % før, {now} % nu"));
            Evidence::fact(name, (now * 2.0 <= before).into(), seen)
        }
        _ => Evidence::fact(name, Truth::Unknown, Words::new("before or now not stated", "før eller nu ikke oplyst")),
    }
}

/// Fewer than 5 % in the marrow, none in the blood, none elsewhere.
fn blast_free(a: &Assessment) -> Evidence {
    let elsewhere = Words::new("no extramedullary disease", "ingen ekstramedullær sygdom");
    Evidence::all([marrow_below(a, 5.0), no_blood_blasts(a), stated(elsewhere, !a.extramedullary)])
}

const ELN: Citation = Citation::read("ELN2022", "response criteria");

/// Response in acute myeloid leukaemia. With a negative test for residual disease the category carries `MRD-`.
pub static ELN_2022_RESPONSE: DecisionList<Assessment, Response> = DecisionList {
    edition: "ELN 2022 response",
    ambiguities: &[Ambiguity {
        id: "neither lineage recovered",
        en: "CRi asks for residual neutropenia or thrombocytopenia. Is it also CRi when both are below?",
        da: "CRi kræver resterende neutropeni eller trombocytopeni. Er det også CRi, når begge ligger under?",
        readings: &["MLFS", "CRi"],
        citation: ELN,
    }],
    sections: &[&[
        Rule {
            id: "ELNR-1",
            class: Response::Complete,
            en: "Marrow blasts below 5 %, none in the blood, no extramedullary disease, neutrophils 1.0 and platelets 100 or more.",
            da: "Marvblaster under 5 %, ingen i blodet, ingen ekstramedullær sygdom, neutrofile 1,0 og trombocytter 100 eller mere.",
            citation: ELN,
            reading: None,
            holds: |a| Evidence::all([blast_free(a), neutrophils(a, 1.0), platelets(a, 100.0)]),
        },
        Rule {
            id: "ELNR-2",
            class: Response::PartialRecovery,
            en: "As CR, but with neutrophils 0.5 and platelets 50 or more.",
            da: "Som CR, men med neutrofile 0,5 og trombocytter 50 eller mere.",
            citation: ELN,
            reading: None,
            holds: |a| Evidence::all([blast_free(a), neutrophils(a, 0.5), platelets(a, 50.0)]),
        },
        Rule {
            id: "ELNR-3",
            class: Response::IncompleteRecovery,
            en: "As CR, but with neutrophils below 1.0 or platelets below 100, the other being recovered.",
            da: "Som CR, men med neutrofile under 1,0 eller trombocytter under 100, mens den anden er genvundet.",
            citation: ELN,
            reading: Some(("neither lineage recovered", "MLFS")),
            holds: |a| Evidence::all([blast_free(a), Evidence::any([neutrophils(a, 1.0), platelets(a, 100.0)])]),
        },
        Rule {
            id: "ELNR-3b",
            class: Response::IncompleteRecovery,
            en: "As CR, but with neutrophils below 1.0 or platelets below 100.",
            da: "Som CR, men med neutrofile under 1,0 eller trombocytter under 100.",
            citation: ELN,
            reading: Some(("neither lineage recovered", "CRi")),
            holds: |a| Evidence::all([blast_free(a), Evidence::any([neutrophils(a, 0.0), platelets(a, 0.0)])]),
        },
        Rule {
            id: "ELNR-4",
            class: Response::LeukaemiaFree,
            en: "Marrow blasts below 5 %, none in the blood, no extramedullary disease, no recovery; the marrow has 200 cells or a \
                 cellularity of 10 % or more.",
            da: "Marvblaster under 5 %, ingen i blodet, ingen ekstramedullær sygdom, ingen genvinding; marven har 200 celler eller \
                 en cellularitet på 10 % eller mere.",
            citation: ELN,
            reading: None,
            holds: |a| {
                Evidence::all([
                    blast_free(a),
                    stated(Words::new("a marrow that can be judged", "en marv, der kan bedømmes"), a.adequate_marrow),
                ])
            },
        },
        Rule {
            id: "ELNR-5",
            class: Response::Partial,
            en: "Counts as in CR, marrow blasts 5 to 25 % and fallen by half or more.",
            da: "Blodtal som ved CR, marvblaster 5 til 25 % og faldet med halvdelen eller mere.",
            citation: ELN,
            reading: None,
            holds: |a| {
                let at_most_25 = compared(
                    "marrow blasts 25 % or less".into(),
                    a.now.blasts.map(BlastPercentage::get),
                    "%",
                    |seen| seen <= 25.0,
                );
                Evidence::all([
                    !marrow_below(a, 5.0),
                    at_most_25,
                    blasts_halved(a),
                    neutrophils(a, 1.0),
                    platelets(a, 100.0),
                ])
            },
        },
        Rule {
            id: "ELNR-6",
            class: Response::None,
            en: "None of these. After two intensive courses without CR, CRh or CRi the disease is refractory.",
            da: "Ingen af disse. Efter to intensive kure uden CR, CRh eller CRi er sygdommen refraktær.",
            citation: ELN,
            reading: None,
            holds: |_| Evidence::all([]),
        },
    ]],
};

const IWG23: Citation = Citation::read("IWG2023", "table on response criteria");

fn lineages(a: &Assessment) -> [Evidence; 3] {
    [haemoglobin(a, 10.0), platelets(a, 100.0), neutrophils(a, 1.0)]
}

fn marrow_and_blood_free(a: &Assessment) -> Evidence {
    Evidence::all([marrow_below(a, 5.0), no_blood_blasts(a)])
}

/// Response in higher-risk myelodysplastic neoplasms, 2023. Needs no transfusion and no growth factor before.
pub static IWG_2023: DecisionList<Assessment, Response> = DecisionList {
    edition: "IWG 2023 (higher-risk MDS)",
    ambiguities: &[Ambiguity {
        id: "CRh and one lineage",
        en: "A marrow in response with one lineage recovered and CRh counts: which of the two names goes first?",
        da: "En marv i respons med én genvundet cellelinje og CRh-tal: hvilket af de to navne går forud?",
        readings: &["CRL first", "CRh first"],
        citation: IWG23,
    }],
    sections: &[&[
        Rule {
            id: "IWG23-1",
            class: Response::CompleteEquivalent,
            en: "Fewer than 5 % marrow blasts before treatment, the cytogenetic clone gone, and counts as in CR.",
            da: "Færre end 5 % marvblaster før behandling, den cytogenetiske klon væk, og blodtal som ved CR.",
            citation: IWG23,
            reading: None,
            holds: |a| {
                let before = a.blasts_before.map(BlastPercentage::get);
                let low = compared(
                    Words::new("marrow blasts below 5 % before", "marvblaster under 5 % før"),
                    before,
                    "%",
                    |seen| seen < 5.0,
                );
                let clear = stated(
                    Words::new("the cytogenetic clone is gone", "den cytogenetiske klon er væk"),
                    a.cytogenetic_clearance,
                );
                Evidence::all([low, clear, marrow_and_blood_free(a)].into_iter().chain(lineages(a)))
            },
        },
        Rule {
            id: "IWG23-2",
            class: Response::Complete,
            en: "Marrow blasts below 5 %, none in the blood, haemoglobin 10 g/dL, platelets 100 and neutrophils 1.0 or more.",
            da: "Marvblaster under 5 %, ingen i blodet, hæmoglobin 10 g/dL, trombocytter 100 og neutrofile 1,0 eller mere.",
            citation: IWG23,
            reading: None,
            holds: |a| {
                let before = a.blasts_before.map(BlastPercentage::get);
                let raised = compared(
                    Words::new("marrow blasts 5 % or more before", "marvblaster 5 % eller mere før"),
                    before,
                    "%",
                    |seen| seen >= 5.0,
                );
                Evidence::all([raised, marrow_and_blood_free(a)].into_iter().chain(lineages(a)))
            },
        },
        Rule {
            id: "IWG23-3",
            class: Response::TwoLineages,
            en: "Marrow and blood as in CR, two of the three lineages as in CR.",
            da: "Marv og blod som ved CR, to af de tre cellelinjer som ved CR.",
            citation: IWG23,
            reading: None,
            holds: |a| {
                let [red, platelets, white] = lineages(a);
                let pairs = [[&red, &platelets], [&red, &white], [&platelets, &white]];
                let two = Evidence::any(pairs.map(|pair| Evidence::all(pair.map(Evidence::clone))));
                Evidence::all([marrow_and_blood_free(a), two])
            },
        },
        Rule {
            id: "IWG23-5b",
            class: Response::PartialRecovery,
            en: "Marrow and blood as in CR, platelets 50 and neutrophils 0.5 or more; before one lineage.",
            da: "Marv og blod som ved CR, trombocytter 50 og neutrofile 0,5 eller mere; før én cellelinje.",
            citation: IWG23,
            reading: Some(("CRh and one lineage", "CRh first")),
            holds: |a| Evidence::all([marrow_and_blood_free(a), platelets(a, 50.0), neutrophils(a, 0.5)]),
        },
        Rule {
            id: "IWG23-4",
            class: Response::OneLineage,
            en: "Marrow and blood as in CR, one of the three lineages as in CR.",
            da: "Marv og blod som ved CR, én af de tre cellelinjer som ved CR.",
            citation: IWG23,
            reading: None,
            holds: |a| Evidence::all([marrow_and_blood_free(a), Evidence::any(lineages(a))]),
        },
        Rule {
            id: "IWG23-5",
            class: Response::PartialRecovery,
            en: "Marrow and blood as in CR, platelets 50 and neutrophils 0.5 or more.",
            da: "Marv og blod som ved CR, trombocytter 50 og neutrofile 0,5 eller mere.",
            citation: IWG23,
            reading: None,
            holds: |a| Evidence::all([marrow_and_blood_free(a), platelets(a, 50.0), neutrophils(a, 0.5)]),
        },
        Rule {
            id: "IWG23-6",
            class: Response::Partial,
            en: "Counts as in CR, marrow blasts still 5 % or more but fallen by half.",
            da: "Blodtal som ved CR, marvblaster stadig 5 % eller mere, men halveret.",
            citation: IWG23,
            reading: None,
            holds: |a| {
                Evidence::all(
                    [!marrow_below(a, 5.0), blasts_halved(a), no_blood_blasts(a)].into_iter().chain(lineages(a)),
                )
            },
        },
        Rule {
            id: "IWG23-7",
            class: Response::None,
            en: "None of these. Marrow CR and stable disease are no categories in this edition.",
            da: "Ingen af disse. Marv-CR og stabil sygdom er ikke kategorier i denne udgave.",
            citation: IWG23,
            reading: None,
            holds: |_| Evidence::all([]),
        },
    ]],
};

const IWG06: Citation = Citation::read("IWG2006", "as compared in the table of IWG 2023");

fn lineages_2006(a: &Assessment) -> [Evidence; 3] {
    [haemoglobin(a, 11.0), platelets(a, 100.0), neutrophils(a, 1.0)]
}

fn marrow_at_most_5(a: &Assessment) -> Evidence {
    compared(
        Words::new("marrow blasts 5 % or less", "marvblaster 5 % eller mindre"),
        a.now.blasts.map(BlastPercentage::get),
        "%",
        |seen| seen <= 5.0,
    )
}

/// Response in myelodysplastic neoplasms, 2006.
pub static IWG_2006: DecisionList<Assessment, Response> = DecisionList {
    edition: "IWG 2006 (MDS)",
    ambiguities: &[],
    sections: &[&[
        Rule {
            id: "IWG06-1",
            class: Response::Complete,
            en: "Marrow blasts 5 % or less, none in the blood, haemoglobin 11 g/dL, platelets 100 and neutrophils 1.0 or more.",
            da: "Marvblaster 5 % eller mindre, ingen i blodet, hæmoglobin 11 g/dL, trombocytter 100 og neutrofile 1,0 eller mere.",
            citation: IWG06,
            reading: None,
            holds: |a| Evidence::all([marrow_at_most_5(a), no_blood_blasts(a)].into_iter().chain(lineages_2006(a))),
        },
        Rule {
            id: "IWG06-2",
            class: Response::Partial,
            en: "As CR, but with marrow blasts above 5 % that fell by half.",
            da: "Som CR, men med marvblaster over 5 %, der er halveret.",
            citation: IWG06,
            reading: None,
            holds: |a| {
                let parts = [!marrow_at_most_5(a), blasts_halved(a), no_blood_blasts(a)];
                Evidence::all(parts.into_iter().chain(lineages_2006(a)))
            },
        },
        Rule {
            id: "IWG06-3",
            class: Response::Marrow,
            en: "Marrow blasts 5 % or less that fell by half, without recovery of the blood.",
            da: "Marvblaster 5 % eller mindre, der er halveret, uden genvinding af blodet.",
            citation: IWG06,
            reading: None,
            holds: |a| Evidence::all([marrow_at_most_5(a), blasts_halved(a)]),
        },
        Rule {
            id: "IWG06-4",
            class: Response::None,
            en: "None of these: stable disease, failure or progression, which need the course over eight weeks.",
            da: "Ingen af disse: stabil sygdom, svigt eller progression, som kræver forløbet over otte uger.",
            citation: IWG06,
            reading: None,
            holds: |_| Evidence::all([]),
        },
    ]],
};

#[cfg(test)]
#[path = "haematological_tests.rs"]
mod tests;
