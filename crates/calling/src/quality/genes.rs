//! Coverage of the genes of a list.

use serde::Serialize;

use super::check::{Check, Verdict};
use super::{percent, ratio};
use crate::pass::coverage::{CALLABLE, DepthHistogram, GeneCoverage};

/// The coverage of one gene, without bases that the reference does not know.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GeneQuality {
    /// Its name in the list of genes.
    pub name: String,
    /// Bases that were looked at; 0 where the gene lies outside what was asked for, and then nothing else is known.
    pub bases: u64,
    /// Mean depth per tumour, then per normal, in x.
    pub mean_depth: Vec<Option<f64>>,
    /// Share of bases at which a somatic variant could be called: see [`Quality::callable`](super::Quality::callable).
    pub callable: Option<f64>,
}

/// A gene of which less is callable is named.
const WANTED: f64 = 0.95;
/// How many genes a check names.
const NAMED: usize = 20;

impl GeneQuality {
    pub(super) fn of(name: &str, coverage: Option<&GeneCoverage>) -> Self {
        let specimens = coverage.map_or(&[][..], |coverage| &coverage.specimens);
        let bases = specimens.first().map_or(0, DepthHistogram::bases);
        Self {
            name: name.to_owned(),
            bases,
            mean_depth: specimens.iter().map(|depths| ratio(depths.total(), bases)).collect(),
            callable: coverage.and_then(|coverage| ratio(coverage.callable, bases)),
        }
    }
}

/// The check of all genes; none without a list.
pub(super) fn check(genes: &[GeneQuality]) -> Option<Check> {
    let weak: Vec<&str> = genes
        .iter()
        .filter(|gene| gene.callable.is_none_or(|callable| callable < WANTED))
        .map(|gene| gene.name.as_str())
        .collect();
    let (tumour, normal) = CALLABLE;
    let limits = format!(
        "{} of the bases are covered {tumour} times by the tumour and {normal} times by the normal",
        percent(WANTED)
    );
    let (verdict, because) = if genes.is_empty() {
        return None;
    } else if weak.is_empty() {
        (Verdict::Pass, format!("in each of the {} genes {limits}", genes.len()))
    } else {
        let more = if weak.len() > NAMED { ", and others; see genes in quality.json" } else { "" };
        let named = weak[..weak.len().min(NAMED)].join(", ");
        (
            Verdict::Warn,
            format!("{} of {} genes are less covered than that {limits}: {named}{more}", weak.len(), genes.len()),
        )
    };
    Some(Check { name: "genes".into(), verdict, because })
}
