//! Haematological response: ELN 2022 for acute myeloid leukaemia, IWG 2006 and 2023 for myelodysplastic neoplasms.
//!
//! Sources: H. Döhner et al., Blood 2022;140:1345, response table; B. D. Cheson et al., Blood 2006;108:419, and A. M. Zeidan et
//! al., Blood 2023;141:2047, as its table compares the two.

mod eln;
mod iwg;

use guideline::truth::Truth;
use serde::{Deserialize, Serialize};

pub use eln::{ELN_2022_RESPONSE, REFRACTORY, WITHOUT_RESIDUAL_DISEASE};
pub use iwg::{IWG_2006, IWG_2023};

use crate::decision_list::Evidence;
use crate::laboratory::{BlastPercentage, BloodAndMarrow, Neutrophils, Platelets};
use crate::language::Words;

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
    /// What held the counts up before the assessment.
    pub support: Support,
    /// Measurable residual disease, by an assay of the laboratory's own: genomes at the depth of this house do not show it.
    pub residual_disease: Truth,
    /// Intensive courses given since diagnosis.
    pub courses: Option<u8>,
}

/// What holds counts up, so that they say nothing of recovery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Support {
    /// Red cells were transfused, or erythropoietin given.
    pub red_cells: Truth,
    /// Platelets were transfused.
    pub platelets: Truth,
    /// A growth factor for neutrophils (G-CSF) was given.
    pub neutrophils: Truth,
}

impl Support {
    /// Nobody says.
    pub const UNKNOWN: Self =
        Self { red_cells: Truth::Unknown, platelets: Truth::Unknown, neutrophils: Truth::Unknown };
    /// No transfusion and no growth factor.
    pub const NONE: Self = Self { red_cells: Truth::No, platelets: Truth::No, neutrophils: Truth::No };
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
            support: Support::UNKNOWN,
            residual_disease: Truth::Unknown,
            courses: None,
        }
    }
}

/// A response category; the names of the criteria that use it say what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

impl Response {
    /// As the criteria write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Complete => "CR",
            Self::CompleteEquivalent => "CR equivalent",
            Self::TwoLineages => "CRbi",
            Self::OneLineage => "CRuni",
            Self::PartialRecovery => "CRh",
            Self::IncompleteRecovery => "CRi",
            Self::LeukaemiaFree => "MLFS",
            Self::Marrow => "mCR",
            Self::Partial => "PR",
            Self::None => "no response",
        }
    }
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
        Some(seen) => Evidence::fact(
            name,
            holds(seen).into(),
            Words::each(|language| format!("{} {unit}", language.as_given(seen))),
        ),
        None => Evidence::fact(name, Truth::Unknown, not_stated()),
    }
}

fn or_more(en: &str, da: &str, bound: f64, unit: &str) -> Words {
    Words::each(|language| {
        let (name, more) = (language.choose(en, da), language.choose("or more", "eller mere"));
        format!("{name} {} {unit}{more}", language.as_given(bound))
    })
}

/// A quantity at or above a bound.
fn at_least(en: &str, da: &str, seen: Option<f64>, bound: f64) -> Evidence {
    let name = or_more(en, da, bound, "");
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
    let name = or_more("haemoglobin", "hæmoglobin", bound, "g/dL ");
    match a.now.haemoglobin {
        Some(seen) => Evidence::fact(name, (seen.on_rounded_cuts(&[bound]) >= bound).into(), seen.words()),
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
            let seen = Words::each(|language| {
                let [was, is] = [before, now].map(|share| language.as_given(share));
                format!("{was} % {}, {is} % {}", language.choose("before", "før"), language.choose("now", "nu"))
            });
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

#[cfg(test)]
mod tests;
