//! Groups that follow from the chromosomes alone: complex, monosomal, and the cytogenetic groups of IPSS and IPSS-R.
//!
//! Each is a list of rules on [`Cytogenetics`] or [`Workup`], so that a banded karyotype and a genome are asked the same.

mod aml;
mod mds;

use guideline::truth::Truth;

pub use aml::{COMPLEX_2017, COMPLEX_2022, MONOSOMAL};
pub use mds::{IPSS_GROUP, IPSS_R_GROUP};

use crate::cytogenetics::{Abnormality, Count, Cytogenetics};
use crate::decision_list::{Answer, Evidence};
use crate::language::Words;
use crate::risk::ipss::KaryotypeGroup;
use crate::risk::ipss_r::CytogeneticGroup;
use crate::workup::Workup;

/// Whether the karyotype is complex as ELN 2017 defines it.
#[must_use]
pub fn complex_2017(cytogenetics: &Cytogenetics) -> Answer<bool> {
    COMPLEX_2017.decide(&banded(cytogenetics))
}

/// Whether the karyotype is complex as ELN 2022 defines it.
#[must_use]
pub fn complex_2022(cytogenetics: &Cytogenetics) -> Answer<bool> {
    COMPLEX_2022.decide(&banded(cytogenetics))
}

/// Whether the karyotype is monosomal.
#[must_use]
pub fn monosomal(cytogenetics: &Cytogenetics) -> Answer<bool> {
    MONOSOMAL.decide(&banded(cytogenetics))
}

/// The karyotype group of IPSS.
#[must_use]
pub fn ipss_group(cytogenetics: &Cytogenetics) -> Answer<KaryotypeGroup> {
    IPSS_GROUP.decide(cytogenetics)
}

/// The cytogenetic group of IPSS-R.
#[must_use]
pub fn ipssr_group(cytogenetics: &Cytogenetics) -> Answer<CytogeneticGroup> {
    IPSS_R_GROUP.decide(cytogenetics)
}

/// Three or more abnormalities, the `complex` of IPSS and of the input of IPSS-M.
#[must_use]
pub fn three_or_more(cytogenetics: &Cytogenetics) -> Truth {
    cytogenetics.abnormalities.at_least(3)
}

/// The input `del5q` of IPSS-M: 5q is lost, the chromosome being there.
#[must_use]
pub fn del5q(cytogenetics: &Cytogenetics) -> Truth {
    any(cytogenetics, &[Abnormality::Del5q, Abnormality::Unbalanced5q])
}

/// The input `del7_7q` of IPSS-M: -7, or 7q is lost.
#[must_use]
pub fn del7_7q(cytogenetics: &Cytogenetics) -> Truth {
    any(cytogenetics, &[Abnormality::Monosomy7, Abnormality::Del7q, Abnormality::Unbalanced7q])
}

/// The input `del17_17p` of IPSS-M: -17, or 17p is lost.
#[must_use]
pub fn del17_17p(cytogenetics: &Cytogenetics) -> Truth {
    any(cytogenetics, &[Abnormality::Monosomy17, Abnormality::Loss17p])
}

fn any(cytogenetics: &Cytogenetics, abnormalities: &[Abnormality]) -> Truth {
    abnormalities.iter().map(|one| cytogenetics.has(*one)).fold(Truth::No, Truth::or)
}

fn banded(cytogenetics: &Cytogenetics) -> Workup {
    let mut workup = Workup::default();
    workup.banded = Some(cytogenetics.clone());
    workup
}

fn has(seen: &Cytogenetics, abnormality: Abnormality) -> Evidence {
    Evidence::fact(abnormality.words(), seen.has(abnormality), seen.text.clone())
}

fn any_of(seen: &Cytogenetics, abnormalities: &[Abnormality]) -> Evidence {
    Evidence::any(abnormalities.iter().map(|abnormality| has(seen, *abnormality)))
}

/// So many abnormalities or more; what was counted is shown.
fn at_least(seen: &Cytogenetics, bound: u32, name: Words) -> Evidence {
    let Count { least, most } = seen.abnormalities;
    let counted = match most {
        Some(most) if most == least => Words::new(format!("{least} counted"), format!("{least} talt")),
        Some(most) => Words::new(format!("{least} to {most} counted"), format!("{least} til {most} talt")),
        None => Words::new(format!("{least} or more counted"), format!("{least} eller flere talt")),
    };
    Evidence::fact(name, seen.abnormalities.at_least(bound), counted)
}
