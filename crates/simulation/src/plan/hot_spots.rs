//! Hot spots.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{ClonePlan, Plan};
use crate::cells::SampleKind;

/// Known sites, some of which carry an acquired variant: how low a fraction is found there, and what is called where there
/// is nothing. `hotspots.vcf.gz` has them all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HotSpotPlan {
    /// A file of sites on the reference: VCF, each allele of which is a site; or BED (by the end of its name, `.bed` or
    /// `.bed.gz`), each base of which is a site, with any other base. None if left out.
    pub file: Option<PathBuf>,
    /// Sites at random places, in addition.
    pub random: u32,
    /// The share of the sites that carry a variant, 0 to 1. A site nearer than `somatic.distance` to one that carries a
    /// variant stays without.
    pub share: f64,
    /// The allele fractions **in the tumour sample**, each above 0; a variant has any of them with equal chance. Each is the
    /// fraction of a clone of its own.
    pub fractions: Vec<f64>,
}

impl Default for HotSpotPlan {
    fn default() -> Self {
        Self { file: None, random: 0, share: 0.5, fractions: vec![0.02, 0.03, 0.05, 0.1, 0.2] }
    }
}

impl Plan {
    /// All clones: those of the plan, and behind them one for each allele fraction of hot spots.
    #[must_use]
    pub fn clones(&self) -> Vec<ClonePlan> {
        let (cells, contaminant) = self.mixture(SampleKind::Tumour);
        let of_sample = (1.0 - contaminant) * cells;
        let fractions = self.hotspots.iter().flat_map(|plan| &plan.fractions);
        let clone =
            |fraction: &f64| ClonePlan { name: format!("hotspot{fraction}"), allele_fraction: fraction / of_sample };
        self.somatic.clones.iter().cloned().chain(fractions.map(clone)).collect()
    }
}
