//! Is this pair fit to call? Each check with its number and a verdict; what is not checked says so.

use serde::Serialize;

use crate::collect::{Collected, SampleSummary};
use crate::identity::PairIdentity;
use crate::model::tumour_in_normal::{Basis, TumourInNormal};
use crate::pass::coverage::{DepthHistogram, GeneCoverage};

/// The verdict of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Check {
    /// A stable name; a stop is accepted by it.
    pub name: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The number and the limits, in words.
    pub because: String,
}

/// The reads of one specimen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SampleQuality {
    /// The specimen's column.
    pub role: &'static str,
    /// Its read-group sample.
    pub sample: String,
    /// Primary reads.
    pub reads: u64,
    /// Share of primary reads that are duplicates.
    pub duplicate_fraction: Option<f64>,
    /// Share of primary reads that are not mapped.
    pub unmapped_fraction: Option<f64>,
    /// Mean depth of used reads over the bases looked at, in x.
    pub mean_depth: f64,
    /// Median template length of proper pairs, in bases.
    pub median_template_length: Option<u32>,
    /// Share of bases covered at least 15, 30, 60 and 90 times.
    pub covered_at_least: [(u32, f64); 4],
}

/// The tumour-in-normal fraction of one normal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeakQuality {
    /// The normal's read-group sample.
    pub sample: String,
    /// Posterior mean.
    pub mean: f64,
    /// 95 % interval.
    pub interval: [f64; 2],
    /// What it rests on.
    pub basis: String,
}

/// The coverage of one gene, without bases that the reference does not know.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GeneQuality {
    /// Its name in the list of genes.
    pub name: String,
    /// Bases that were looked at; 0 where the gene lies outside what was asked for, and then nothing else is known.
    pub bases: u64,
    /// Mean depth per tumour, then per normal, in x.
    pub mean_depth: Vec<Option<f64>>,
    /// Share of bases at which a somatic variant could be called: see [`Quality::callable`].
    pub callable: Option<f64>,
}

impl GeneQuality {
    fn of(name: &str, coverage: Option<&GeneCoverage>) -> Self {
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

/// Everything that is known of a pair's fitness.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quality {
    /// Per specimen.
    pub samples: Vec<SampleQuality>,
    /// Per normal.
    pub tumour_in_normal: Vec<LeakQuality>,
    /// Bases looked at.
    pub bases: u64,
    /// Share of them at which a somatic variant could be called: every tumour covers them at least 60 times, every normal
    /// 15 times ([`CALLABLE`](crate::pass::coverage::CALLABLE)).
    pub callable: Option<f64>,
    /// The genes of the list, in its order.
    pub genes: Vec<GeneQuality>,
    /// Candidates of the pass that were judged.
    pub candidates: usize,
    /// The checks.
    pub checks: Vec<Check>,
    /// Checks that this version does not make.
    pub not_performed: Vec<&'static str>,
}

#[expect(clippy::cast_precision_loss, reason = "counts of reads and bases are far below 2^52")]
fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

impl SampleQuality {
    fn of(role: &'static str, sample: &str, summary: &SampleSummary, depths: &DepthHistogram) -> Self {
        let at_least = |least| (least, ratio(depths.at_least(least), depths.bases()).unwrap_or(0.0));
        let pairs: u64 = summary.template_lengths.values().sum();
        let mut seen = 0;
        let median = summary.template_lengths.iter().find(|(_, count)| {
            seen += *count;
            2 * seen >= pairs
        });
        Self {
            role,
            sample: sample.to_owned(),
            reads: summary.tally.primary,
            duplicate_fraction: ratio(summary.tally.duplicates, summary.tally.primary),
            unmapped_fraction: ratio(summary.tally.unmapped, summary.tally.primary),
            mean_depth: ratio(depths.total(), depths.bases()).unwrap_or(0.0),
            median_template_length: median.map(|(length, _)| *length),
            covered_at_least: [15, 30, 60, 90].map(at_least),
        }
    }
}

/// A tenth below a limit is the spread of loading a lane, not a fault.
const SPREAD: f64 = 0.9;

/// Limits of mean depth: wanted, and least. Wanted is the guideline's (RR-SEQ-01, MC-SEQ-01); below the least a call set
/// says more about the depth than about the patient.
fn depth_limits(role: &str) -> (f64, f64) {
    if role == "tumour" { (90.0, 60.0) } else { (30.0, 15.0) }
}

/// The share of tumour in a normal from which it is a warning, and from which a stop (PURPLE fails a pair at 25 %).
const LEAK_LIMITS: (f64, f64) = (0.05, 0.25);

impl LeakQuality {
    fn of(sample: &str, leak: &TumourInNormal) -> Self {
        Self {
            sample: sample.to_owned(),
            mean: leak.mean().get(),
            interval: [leak.interval().lower().get(), leak.interval().upper().get()],
            basis: match leak.basis() {
                Basis::Sites { somatic, .. } => format!("about {somatic:.0} somatic sites"),
                Basis::PriorOnly { somatic, given } => {
                    format!("the prior only: about {somatic:.0} somatic sites among {given} are too few")
                }
                Basis::Stated => "stated".to_owned(),
            },
        }
    }
}

/// A fraction that only the prior gives was not measured, and never passes.
fn leak_verdict(quality: &LeakQuality, basis: Basis) -> Check {
    let verdict = match (basis, quality.mean) {
        (Basis::PriorOnly { .. }, _) => Verdict::Warn,
        (_, mean) if mean < LEAK_LIMITS.0 => Verdict::Pass,
        (_, mean) if mean < LEAK_LIMITS.1 => Verdict::Warn,
        _ => Verdict::Stop,
    };
    let because = if let Basis::PriorOnly { .. } = basis {
        format!("not measured ({}); the calls assume what is usual", quality.basis)
    } else {
        format!(
            "{:.1} % (95 % {:.1} to {:.1}) of the normal is tumour; a warning from {:.0} %, a stop from {:.0} %",
            100.0 * quality.mean,
            100.0 * quality.interval[0],
            100.0 * quality.interval[1],
            100.0 * LEAK_LIMITS.0,
            100.0 * LEAK_LIMITS.1,
        )
    };
    Check { name: leak_check(&quality.sample), verdict, because }
}

fn depth_check(sample: &str) -> String {
    format!("depth:{sample}")
}

fn leak_check(sample: &str) -> String {
    format!("tumour-in-normal:{sample}")
}

/// The names of the checks that can stop a pair, and which somebody may therefore accept: known before a read is read.
pub fn stopping_checks(pair: &PairIdentity) -> impl Iterator<Item = String> + '_ {
    let depth = pair.specimens().map(|specimen| depth_check(&specimen.sample));
    depth.chain(pair.normals.iter().map(|normal| leak_check(&normal.sample)))
}

/// Judges a pair's fitness.
#[must_use]
pub fn quality(pair: &PairIdentity, genes: &[String], collected: &Collected, leaks: &[TumourInNormal]) -> Quality {
    let tumours = pair.tumours.len();
    let samples: Vec<SampleQuality> = pair
        .specimens()
        .zip(&collected.samples)
        .enumerate()
        .map(|(place, (specimen, summary))| {
            let role = if place < tumours { "tumour" } else { "normal" };
            SampleQuality::of(role, &specimen.sample, summary, &collected.survey.coverage.over(place, |_| true))
        })
        .collect();
    let mut checks: Vec<Check> = samples
        .iter()
        .map(|sample| {
            let (wanted, least) = depth_limits(sample.role);
            let verdict = match sample.mean_depth {
                depth if depth >= SPREAD * wanted => Verdict::Pass,
                depth if depth >= SPREAD * least => Verdict::Warn,
                _ => Verdict::Stop,
            };
            Check {
                name: depth_check(&sample.sample),
                verdict,
                because: format!(
                    "mean depth {:.1}x; wanted {wanted}x, least {least}x, each less a tenth",
                    sample.mean_depth
                ),
            }
        })
        .collect();
    let tumour_in_normal: Vec<LeakQuality> =
        pair.normals.iter().zip(leaks).map(|(specimen, leak)| LeakQuality::of(&specimen.sample, leak)).collect();
    checks.extend(tumour_in_normal.iter().zip(leaks).map(|(quality, leak)| leak_verdict(quality, leak.basis())));
    checks.extend(pair.specimens().filter(|specimen| specimen.index_older).map(|specimen| Check {
        name: format!("index:{}", specimen.sample),
        verdict: Verdict::Warn,
        because: format!(
            "the index is older than {}, so reads may have been missed; run samtools index and call again",
            specimen.file
        ),
    }));
    if pair.normals.is_empty() {
        checks.push(Check {
            name: "no-normal".into(),
            verdict: Verdict::Warn,
            because: "tumour alone: germline variants are not told from somatic ones".into(),
        });
    }
    Quality {
        samples,
        tumour_in_normal,
        bases: collected.bases,
        callable: ratio(collected.survey.coverage.callable, collected.bases),
        genes: (0..)
            .zip(genes)
            .map(|(place, name)| GeneQuality::of(name, collected.survey.coverage.genes.get(&place)))
            .collect(),
        candidates: collected.candidates.len(),
        checks,
        not_performed: vec![
            "sex",
            "same person",
            "contamination by another person",
            "tumour and normal swapped",
            "donor cells after transplantation",
        ],
    }
}
