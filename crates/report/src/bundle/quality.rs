//! `calls/quality.json`: how fit the pair was.

use serde::Deserialize;

use super::fault::Faults;
use super::json::Fields;
use super::name;

/// Fitness of a pair, and the stops that somebody accepted.
#[derive(Debug, Clone, PartialEq)]
pub struct QualityFile {
    /// Checks that stopped the pair and that somebody accepted by name.
    pub accepted: Vec<String>,
    /// Per specimen.
    pub samples: Vec<SampleQuality>,
    /// Per normal.
    pub tumour_in_normal: Vec<TumourInNormal>,
    /// Share of the bases at which a somatic variant could be called, 0 to 1.
    pub callable: Option<f64>,
    /// The genes of the list.
    pub genes: Vec<GeneQuality>,
    /// The checks.
    pub checks: Vec<Check>,
    /// What was not checked, and why.
    pub not_performed: Vec<String>,
}

/// The reads of one specimen.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SampleQuality {
    /// `tumour` or `normal`.
    pub role: String,
    /// Its read-group sample.
    pub sample: String,
    /// Mean depth, in x.
    pub mean_depth: f64,
    /// Share of reads that are duplicates, 0 to 1.
    pub duplicate_fraction: Option<f64>,
    /// Share of bases covered at least so many times.
    #[serde(default)]
    pub covered_at_least: Vec<(u32, f64)>,
}

/// How much of a normal is tumour.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct TumourInNormal {
    /// The normal's read-group sample.
    pub sample: String,
    /// Posterior mean, 0 to 1.
    pub mean: f64,
    /// 95 % interval.
    pub interval: [f64; 2],
    /// What it rests on.
    pub basis: String,
}

/// The coverage of one gene.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct GeneQuality {
    /// Its name in the list of genes.
    pub name: String,
    /// Mean depth per tumour, then per normal, in x.
    pub mean_depth: Vec<Option<f64>>,
    /// Share of bases at which a somatic variant could be called, 0 to 1; `None` outside of what was asked for.
    pub callable: Option<f64>,
}

/// The verdict of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// As wanted.
    Pass,
    /// Usable; the reader must know.
    Warn,
    /// Not to be used unless somebody accepts it by name.
    Stop,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Check {
    /// A stable name.
    pub name: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The number and the limits, in words.
    pub because: String,
}

#[derive(Deserialize)]
struct Written {
    samples: Vec<SampleQuality>,
    #[serde(default)]
    tumour_in_normal: Vec<TumourInNormal>,
    callable: Option<f64>,
    #[serde(default)]
    genes: Vec<GeneQuality>,
    checks: Vec<Check>,
    #[serde(default)]
    not_performed: Vec<String>,
}

pub(super) fn read(text: &str, faults: &mut Faults) -> Option<QualityFile> {
    let mut fields = Fields::parse(name::QUALITY, text, faults)?;
    let accepted = fields.optional("accepted").unwrap_or_default();
    let Written { samples, tumour_in_normal, callable, genes, checks, not_performed } = fields.required("quality")?;
    Some(QualityFile { accepted, samples, tumour_in_normal, callable, genes, checks, not_performed })
}
