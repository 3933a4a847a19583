//! The terms of IPSS-M: coefficients, means, and what stands in for a missing value.

use guideline::truth::Truth;
use serde::Serialize;

use super::derived::{residual_genes, sf3b1_5q, sf3b1_alpha, tp53_multi};
use super::{Gene, Input};
use crate::source::Citation;

/// A term, named as in the reference program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum TermId {
    /// A clinical or derived term.
    Named(&'static str),
    /// A gene with a coefficient of its own.
    Gene(Gene),
}

impl TermId {
    /// Its name in the reference program.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Named(name) => name,
            Self::Gene(gene) => gene.name(),
        }
    }
}

/// One row of the model.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    /// What it is.
    pub id: TermId,
    /// The coefficient: natural logarithm of the hazard ratio for one unit more.
    pub beta: f64,
    /// The average of the cohort: what stands in for a missing value in the mean scenario.
    pub mean: f64,
    /// What stands in for a missing value in the best scenario.
    pub best: f64,
    /// What stands in for a missing value in the worst scenario.
    pub worst: f64,
    /// Where coefficient and mean stand.
    pub citation: Citation,
    value: fn(&Input, Option<f64>) -> Value,
}

/// The value of a term before anything is imputed.
enum Value {
    Known(f64),
    Missing,
    /// The count of residual genes imputes itself.
    Scenarios([f64; 3]),
}

impl From<Option<f64>> for Value {
    fn from(value: Option<f64>) -> Self {
        value.map_or(Self::Missing, Self::Known)
    }
}

impl From<Truth> for Value {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::Yes => Self::Known(1.0),
            Truth::No => Self::Known(0.0),
            Truth::Unknown => Self::Missing,
        }
    }
}

/// The values of a term in the best, mean and worst scenario.
pub(super) struct Imputed {
    pub(super) scenarios: [f64; 3],
    pub(super) imputed: bool,
}

/// The values of all terms. `grams`: the haemoglobin in g/dL.
pub(super) fn values(input: &Input, grams: Option<f64>) -> Vec<Imputed> {
    let imputed = |term: &Term| match (term.value)(input, grams) {
        Value::Known(value) => Imputed { scenarios: [value; 3], imputed: false },
        Value::Missing => Imputed { scenarios: [term.best, term.mean, term.worst], imputed: true },
        Value::Scenarios(scenarios) => Imputed { scenarios, imputed: scenarios[0] < scenarios[2] },
    };
    TERMS.iter().map(imputed).collect()
}

const CHECKED: Citation = Citation::checked("IPSSM2022", "table of the model's coefficients and means");

const fn clinical(
    name: &'static str,
    [beta, mean, best, worst]: [f64; 4],
    value: fn(&Input, Option<f64>) -> Value,
) -> Term {
    Term { id: TermId::Named(name), beta, mean, best, worst, citation: CHECKED, value }
}

macro_rules! gene {
    ($gene:ident, $beta:literal, $mean:literal) => {
        Term {
            id: TermId::Gene(Gene::$gene),
            beta: $beta,
            mean: $mean,
            best: 0.0,
            worst: 1.0,
            citation: CHECKED,
            value: |input, _| input.genes.get(Gene::$gene).into(),
        }
    };
}

/// The mean of the count of residual genes.
const RESIDUAL_MEAN: f64 = 0.388;

/// The 22 terms, with coefficient, mean, best and worst. Only `SF3B1` alpha lowers the risk: its best value is 1.
pub static TERMS: [Term; 22] = [
    clinical("HB1", [-0.171, 9.87, 20.0, 4.0], |_, grams| grams.into()),
    clinical("TRANSF_PLT100", [-0.222, 1.41, 2.5, 0.0], |input, _| {
        input.values.platelets.map(|count| count.get().min(250.0) / 100.0).into()
    }),
    clinical("BLAST5", [0.352, 0.922, 0.0, 4.0], |input, _| {
        input.values.blasts.map(|blasts| blasts.get().min(20.0) / 5.0).into()
    }),
    clinical("CYTOVEC", [0.287, 1.39, 0.0, 4.0], |input, _| match input.cytogenetics[..] {
        [group] => Value::Known(f64::from(group.number())),
        _ => Value::Missing,
    }),
    clinical("TP53multi", [1.18, 0.071, 0.0, 1.0], |input, _| tp53_multi(input).into()),
    gene!(Flt3, 0.798, 0.0108),
    gene!(Kmt2aPtd, 0.798, 0.0247),
    clinical("SF3B1_5q", [0.504, 0.0166, 0.0, 1.0], |input, _| sf3b1_5q(input).into()),
    gene!(Npm1, 0.430, 0.0112),
    gene!(Runx1, 0.423, 0.126),
    gene!(Nras, 0.417, 0.0362),
    gene!(Etv6, 0.391, 0.0216),
    gene!(Idh2, 0.379, 0.0429),
    gene!(Cbl, 0.295, 0.0473),
    gene!(Ezh2, 0.270, 0.0588),
    gene!(U2af1, 0.247, 0.0866),
    gene!(Srsf2, 0.239, 0.158),
    gene!(Dnmt3a, 0.221, 0.161),
    gene!(Asxl1, 0.213, 0.252),
    gene!(Kras, 0.202, 0.0271),
    clinical("SF3B1_alpha", [-0.0794, 0.186, 1.0, 0.0], |input, _| sf3b1_alpha(input).into()),
    clinical("nRes2", [0.231, RESIDUAL_MEAN, 0.0, 2.0], |input, _| {
        Value::Scenarios(residual_genes(&input.genes, RESIDUAL_MEAN))
    }),
];
