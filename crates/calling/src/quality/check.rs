//! Verdicts, and the names of the checks.

use serde::Serialize;

use crate::fitness::compared_with;
use crate::identity::PairIdentity;

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

impl Verdict {
    /// Its name in `quality.json` and in the header of calls.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Stop => "stop",
        }
    }
}

/// What is checked of a specimen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Mean depth.
    Depth,
    /// How much of the genome is covered.
    Covered,
    /// Reads marked as duplicates.
    Duplicates,
    /// Reads that are mapped.
    Mapped,
    /// Length of the sequenced molecules.
    InsertSize,
    /// The index is of an earlier file.
    Index,
    /// Tumour in a normal.
    TumourInNormal,
    /// DNA of another sample.
    Contamination,
    /// Cells of a donor.
    DonorCells,
    /// Whether it is of the person that the others are of.
    SamePerson,
    /// Whether it was exchanged for the normal.
    Swapped,
    /// Sex chromosomes.
    Sex,
    /// Which program placed the reads, and in which version.
    Aligner,
    /// With which options it placed them.
    AlignerOptions,
    /// Whether alternate contigs were known as such.
    AlternateContigs,
    /// Whether copies of molecules were looked for.
    DuplicateMarking,
    /// Whether base qualities were estimated anew.
    Recalibration,
    /// Whether reads around indels were placed anew.
    IndelRealignment,
    /// Whether copies of molecules were made into one read.
    Consensus,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::Depth,
        Self::Covered,
        Self::Duplicates,
        Self::Mapped,
        Self::InsertSize,
        Self::Index,
        Self::TumourInNormal,
        Self::Contamination,
        Self::DonorCells,
        Self::SamePerson,
        Self::Swapped,
        Self::Sex,
        Self::Aligner,
        Self::AlignerOptions,
        Self::AlternateContigs,
        Self::DuplicateMarking,
        Self::Recalibration,
        Self::IndelRealignment,
        Self::Consensus,
    ];

    /// Its name, which never changes.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Depth => "depth",
            Self::Covered => "covered",
            Self::Duplicates => "duplicates",
            Self::Mapped => "mapped",
            Self::InsertSize => "insert-size",
            Self::Index => "index",
            Self::TumourInNormal => "tumour-in-normal",
            Self::Contamination => "contamination",
            Self::DonorCells => "donor-cells",
            Self::SamePerson => "same-person",
            Self::Swapped => "swapped",
            Self::Sex => "sex",
            Self::Aligner => "aligner",
            Self::AlignerOptions => "aligner-options",
            Self::AlternateContigs => "alternate-contigs",
            Self::DuplicateMarking => "duplicate-marking",
            Self::Recalibration => "recalibration",
            Self::IndelRealignment => "indel-realignment",
            Self::Consensus => "consensus",
        }
    }

    /// Whether it can stop a pair through this specimen.
    fn can_stop(self, specimen: Place) -> bool {
        match self {
            Self::Depth => true,
            Self::TumourInNormal => !specimen.is_tumour,
            Self::Contamination => specimen.has_normal,
            Self::SamePerson | Self::Sex | Self::Aligner => !specimen.is_compared_with,
            Self::Swapped => specimen.is_tumour && specimen.has_normal,
            Self::Covered
            | Self::Duplicates
            | Self::Mapped
            | Self::InsertSize
            | Self::Index
            | Self::DonorCells
            | Self::AlignerOptions
            | Self::AlternateContigs
            | Self::DuplicateMarking
            | Self::Recalibration
            | Self::IndelRealignment
            | Self::Consensus => false,
        }
    }
}

/// What a specimen is among the others.
#[derive(Debug, Clone, Copy)]
struct Place {
    is_tumour: bool,
    has_normal: bool,
    is_compared_with: bool,
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

impl Check {
    /// The check of a specimen, by its sample.
    pub(super) fn new(kind: Kind, sample: &str, verdict: Verdict, because: String) -> Self {
        Self { name: name(kind, sample), verdict, because }
    }
}

fn name(kind: Kind, sample: &str) -> String {
    format!("{}:{sample}", kind.code())
}

/// The names of the checks that can stop a pair, and which somebody may therefore accept: known before a read is read.
pub fn stopping_checks(pair: &PairIdentity) -> impl Iterator<Item = String> + '_ {
    let (tumours, normals) = (pair.tumours.len(), pair.normals.len());
    Kind::ALL.into_iter().flat_map(move |kind| {
        pair.specimens().enumerate().filter_map(move |(place, specimen)| {
            let place = Place {
                is_tumour: place < tumours,
                has_normal: normals > 0,
                is_compared_with: place == compared_with(tumours, normals),
            };
            kind.can_stop(place).then(|| name(kind, &specimen.sample))
        })
    })
}
