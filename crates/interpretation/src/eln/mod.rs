//! Genetic risk of acute myeloid leukaemia at diagnosis: European `LeukemiaNet` 2017, 2022, and 2024 for less-intensive
//! treatment.
//!
//! The three are answered side by side. The guideline of 2022 was written under ELN 2017; which is printed first is for the
//! report to say. Each edition was derived from patients treated in one way, and says nothing of others.

mod eln2017;
mod eln2022;
mod eln2024;

use std::fmt;

use guideline::truth::Truth;
use serde::{Deserialize, Serialize};

pub use eln2017::ELN_2017;
pub use eln2022::ELN_2022;
pub use eln2024::ELN_2024;

use crate::cytogenetics::Abnormality;
use crate::decision_list::{Ambiguity, Evidence};
use crate::language::Words;
use crate::source::Citation;
use crate::workup::Workup;

/// The risk group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ElnRisk {
    /// Favourable.
    Favourable,
    /// Intermediate.
    Intermediate,
    /// Adverse.
    Adverse,
}

impl fmt::Display for ElnRisk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Favourable => "favourable",
            Self::Intermediate => "intermediate",
            Self::Adverse => "adverse",
        })
    }
}

/// Whether the recommendations speak of the disease: all editions leave promyelocytic leukaemia (`PML::RARA`) out, which has
/// recommendations of its own, and whose patients their groups would misjudge.
#[must_use]
pub fn speaks_of(workup: &Workup) -> Truth {
    !workup.has(Abnormality::T15_17).truth
}

/// Both editions leave it open in the same words.
const fn precedence_of_t_9_11(citation: Citation) -> Ambiguity {
    Ambiguity {
        id: "t(9;11)",
        en: "The footnote puts t(9;11) before rare concurrent adverse gene mutations. Does it also go before adverse \
             cytogenetics?",
        da: "Fodnoten sætter t(9;11) foran sjældne samtidige ugunstige genmutationer. Går den også foran ugunstig \
             cytogenetik?",
        readings: &["before all", "before gene mutations only"],
        citation,
    }
}

/// One of these abnormalities is there; all that are, are named.
fn any_of(workup: &Workup, abnormalities: &[Abnormality]) -> Evidence {
    Evidence::any(abnormalities.iter().map(|abnormality| workup.has(*abnormality)))
}

/// One of these genes is mutated; all that are, are named.
fn any_mutated(workup: &Workup, genes: &[&str]) -> Evidence {
    Evidence::any(genes.iter().map(|gene| workup.mutated(gene)))
}

const CORE_BINDING_FACTOR: &[Abnormality] = &[Abnormality::T8_21, Abnormality::Inv16];

pub(crate) fn core_binding_factor(workup: &Workup) -> Evidence {
    any_of(workup, CORE_BINDING_FACTOR)
}

/// ELN 2017: three or more unrelated abnormalities without a recurrent rearrangement.
pub(crate) fn complex_2017(workup: &Workup) -> Evidence {
    eln2017::complex(workup)
}

/// ELN 2022: the same with its own list, and not with trisomies alone.
pub(crate) fn complex_2022(workup: &Workup) -> Evidence {
    eln2022::complex(workup)
}

/// METHOD: monosomal karyotype, D. A. Breems et al., J Clin Oncol 2008;26:4791: two autosomal monosomies, or one with a
/// structural abnormality, core-binding-factor leukaemia excluded. Loss of X or Y never counts.
pub(crate) fn monosomal(workup: &Workup) -> Evidence {
    let monosomies = |name, bound| workup.counts(name, |seen| seen.autosomal_monosomies, bound);
    Evidence::all([
        Evidence::any([
            monosomies(Words::new("two or more autosomal monosomies", "to eller flere autosomale monosomier"), 2),
            Evidence::all([
                monosomies(Words::new("an autosomal monosomy", "en autosomal monosomi"), 1),
                workup.counts(structural(), |seen| seen.structural, 1),
            ]),
        ]),
        !core_binding_factor(workup),
    ])
}

fn structural() -> Words {
    Words::new("a structural abnormality", "en strukturel abnormitet")
}

fn three_abnormalities(workup: &Workup) -> Evidence {
    workup.counts(
        Words::new("three or more unrelated abnormalities", "tre eller flere urelaterede abnormiteter"),
        |seen| seen.abnormalities,
        3,
    )
}

#[cfg(test)]
mod tests;
