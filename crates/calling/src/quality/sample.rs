//! The reads of one specimen: how many, how long, how deep.

use serde::Serialize;

use super::check::{Check, Kind, Verdict};
use super::{percent, ratio};
use crate::collect::SampleSummary;
use crate::identity::SpecimenIdentity;
use crate::pass::coverage::DepthHistogram;

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
    /// Share of all records of the file that are mapped, as its index counts them.
    pub mapped_fraction: Option<f64>,
    /// Mean depth of used reads over the bases looked at, in x.
    pub mean_depth: f64,
    /// Mean template length of proper pairs, in bases.
    pub mean_template_length: Option<f64>,
    /// Median template length of proper pairs, in bases.
    pub median_template_length: Option<u32>,
    /// Share of bases covered at least 15, 20, 30, 60 and 90 times.
    pub covered_at_least: [(u32, f64); 5],
}

/// A tenth below a limit is the spread of loading a lane, not a fault.
const SPREAD: f64 = 0.9;

/// Limits of mean depth: wanted, and least. Wanted is the guideline's (RR-SEQ-01, MC-SEQ-01); below the least a call set
/// says more about the depth than about the patient.
fn depth_limits(role: &str) -> (f64, f64) {
    if role == "tumour" { (90.0, 60.0) } else { (30.0, 15.0) }
}

/// How often how much of the genome is to be covered. Tumours: `ChromoSeq`'s limit (nfchromoseq of D. H. Spencer's
/// laboratory, `assets/blood_cancer_files/ChromoSeq.QCMetrics.json`). Germline: Genomics England's ("Case summary", warning
/// of low germline coverage, ipc-help.genomicsengland.co.uk). A specimen outside is weaker: a warning.
fn cover_limits(role: &str) -> (u32, f64) {
    if role == "tumour" { (20, 0.9) } else { (15, 0.95) }
}

/// At most this share of duplicates, at least this share of records mapped, and at least this mean insert, in bases
/// (`ChromoSeq`, same file).
const DUPLICATES: f64 = 0.4;
const MAPPED: f64 = 0.95;
const INSERT_SIZE: f64 = 300.0;

impl SampleQuality {
    /// From what the pass saw.
    pub(super) fn of(
        role: &'static str,
        specimen: &SpecimenIdentity,
        summary: &SampleSummary,
        depths: &DepthHistogram,
    ) -> Self {
        let at_least = |least| (least, ratio(depths.at_least(least), depths.bases()).unwrap_or(0.0));
        let lengths = &summary.template_lengths;
        let pairs: u64 = lengths.values().sum();
        let mut seen = 0;
        let median = lengths.iter().find(|(_, count)| {
            seen += *count;
            2 * seen >= pairs
        });
        let total = lengths.iter().map(|(length, count)| u64::from(*length) * count).sum();
        Self {
            role,
            sample: specimen.sample.clone(),
            reads: summary.tally.primary,
            duplicate_fraction: ratio(summary.tally.duplicates, summary.tally.primary),
            mapped_fraction: specimen
                .records
                .and_then(|[mapped, unmapped]| ratio(mapped, mapped.saturating_add(unmapped))),
            mean_depth: ratio(depths.total(), depths.bases()).unwrap_or(0.0),
            mean_template_length: ratio(total, pairs),
            median_template_length: median.map(|(length, _)| *length),
            covered_at_least: [15, 20, 30, 60, 90].map(at_least),
        }
    }

    /// The checks of the reads; a number that is not known is not judged.
    pub(super) fn checks(&self) -> Vec<Check> {
        let check = |kind, verdict, because| Check::new(kind, &self.sample, verdict, because);
        let (wanted, least) = depth_limits(self.role);
        let depth = match self.mean_depth {
            depth if depth >= SPREAD * wanted => Verdict::Pass,
            depth if depth >= SPREAD * least => Verdict::Warn,
            _ => Verdict::Stop,
        };
        let because =
            format!("mean depth {:.1}x; wanted {wanted}x, least {least}x, each less a tenth", self.mean_depth);
        let mut checks = vec![check(Kind::Depth, depth, because)];
        let warn_unless = |good: bool| if good { Verdict::Pass } else { Verdict::Warn };
        let (at, limit) = cover_limits(self.role);
        let covered = self.covered_at_least.iter().find(|(depth, _)| *depth == at).map(|(_, share)| *share);
        checks.extend(covered.map(|share| {
            let because =
                format!("{} of the bases are covered {at} times; {} are wanted", percent(share), percent(limit));
            check(Kind::Covered, warn_unless(share >= limit), because)
        }));
        checks.extend(self.duplicate_fraction.map(|share| {
            let because =
                format!("{} of the reads are duplicates; at most {} are usual", percent(share), percent(DUPLICATES));
            check(Kind::Duplicates, warn_unless(share <= DUPLICATES), because)
        }));
        checks.extend(self.mapped_fraction.map(|share| {
            let because =
                format!("{} of the records are mapped; at least {} are usual", percent(share), percent(MAPPED));
            check(Kind::Mapped, warn_unless(share >= MAPPED), because)
        }));
        checks.extend(self.mean_template_length.map(|mean| {
            let because = format!("the mean insert is {mean:.0} bases; at least {INSERT_SIZE:.0} are usual");
            check(Kind::InsertSize, warn_unless(mean >= INSERT_SIZE), because)
        }));
        checks
    }
}
