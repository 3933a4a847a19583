//! `reads/reads.json`: the reads around each reported variant, drawn small enough for a page.

use serde::{Deserialize, Serialize};

use super::fault::Faults;
use super::json::Fields;
use super::name;

/// The reads at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadSite {
    /// What is to be seen there: a variant or one end of a junction, as the report names it.
    pub name: String,
    /// The place and change, as the findings write them.
    pub genomic: String,
    /// The contig.
    pub contig: String,
    /// First base that is shown, from 1.
    pub start: u64,
    /// First base that changes, from 1.
    pub from: u64,
    /// Last base that changes; for an insertion the base behind it.
    pub to: u64,
    /// The bases of the reference from [`Self::start`] on.
    pub reference: String,
    /// Per specimen.
    pub specimens: Vec<SpecimenReads>,
}

/// The reads of one specimen at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecimenReads {
    /// `tumour` or `normal`.
    pub role: String,
    /// Its read-group sample.
    pub sample: String,
    /// How many reads lie over the place.
    pub over: u32,
    /// How many of them show a difference there.
    pub differing: u32,
    /// Those that are drawn, the differing ones first.
    pub reads: Vec<ShownRead>,
}

/// One read, clipped to what is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownRead {
    /// First base of the reference that it covers.
    pub start: u64,
    /// Last base.
    pub end: u64,
    /// Whether it is read backwards.
    pub reverse: bool,
    /// Mapping quality; `None` is not known.
    pub mapping_quality: Option<u8>,
    /// Bases that differ from the reference: the place, the base.
    #[serde(default)]
    pub mismatches: Vec<(u64, char)>,
    /// Bases of the reference that it leaves out: first and last.
    #[serde(default)]
    pub deletions: Vec<(u64, u64)>,
    /// Inserted bases: the base of the reference before them, how many.
    #[serde(default)]
    pub insertions: Vec<(u64, u32)>,
    /// Bases that are cut off at the first and at the last base.
    #[serde(default)]
    pub cut_off: (u32, u32),
}

pub(super) fn read(text: &str, faults: &mut Faults) -> Option<Vec<ReadSite>> {
    let mut fields = Fields::parse(name::READS, text, faults)?;
    fields.required("sites")
}
