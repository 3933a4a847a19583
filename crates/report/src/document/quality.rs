//! How fit the reads were, and from what and by what the report was made.

use interpretation::language::Words;
use serde::{Deserialize, Serialize};

use crate::bundle::{ReadFile, Verdict};

/// How fit the reads were.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Per specimen.
    pub samples: Vec<SampleRow>,
    /// Per normal.
    pub tumour_in_normal: Vec<LeakRow>,
    /// Share of the bases at which a somatic variant could be called, 0 to 1.
    pub callable: Option<f64>,
    /// Genes of the list, with the share of bases that could be called.
    pub genes: Vec<GeneRow>,
    /// Checks, those that stop first.
    pub checks: Vec<CheckRow>,
    /// What was not checked and why, in English.
    pub not_checked: Vec<String>,
}

/// The reads of one specimen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SampleRow {
    /// `tumour` or `normal`.
    pub role: String,
    /// Its read-group sample.
    pub sample: String,
    /// Mean depth, in x.
    pub mean_depth: f64,
    /// Share of bases covered at least 20 times in a tumour, 15 times in a normal, 0 to 1: the times, and the share.
    pub covered: Option<(u32, f64)>,
    /// Share of reads that are duplicates, 0 to 1.
    pub duplicates: Option<f64>,
}

/// Tumour in a normal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeakRow {
    /// The normal.
    pub sample: String,
    /// The share, 0 to 1.
    pub mean: f64,
    /// 95 % interval.
    pub interval: [f64; 2],
    /// What it rests on, in English.
    pub basis: String,
}

/// The coverage of one gene.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GeneRow {
    /// The gene.
    pub gene: String,
    /// Mean depth of the first tumour, in x.
    pub tumour_depth: Option<f64>,
    /// Share of bases that could be called, 0 to 1; `None` outside of what was asked for.
    pub callable: Option<f64>,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckRow {
    /// Its name as the caller writes it.
    pub name: String,
    /// What it checks.
    pub words: Words,
    /// The verdict.
    pub verdict: Verdict,
    /// Whether somebody accepted a stop.
    pub accepted: bool,
    /// The number and the limits, in English.
    pub because: String,
}

/// From what, by what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The program that composed the report.
    pub composed_by: String,
    /// The program that called; `None` is not stated.
    pub called_by: Option<String>,
    /// The reference, by its file and the checksum of its contigs.
    pub reference: Option<String>,
    /// Files that went into calling, with their checksums.
    pub inputs: Vec<(String, String)>,
    /// The files of the bundle that were read.
    pub files: Vec<ReadFile>,
    /// The papers, books and rule sets that are cited.
    pub sources: Vec<SourceRow>,
}

/// A source that is cited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRow {
    /// Its id.
    pub id: String,
    /// First author, journal, year, volume and page.
    pub citation: String,
    /// What it gives.
    pub title: String,
}
