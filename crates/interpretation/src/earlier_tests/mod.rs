//! What whole-genome sequencing found that no earlier test had (MC-KPI-01), finding by finding, each with its reason, for review by an interpreter.
//!
//! **Definition.** The recommendations count drivers "not identified by standard work-up" (p. 31: "som ikke identificeres ved standardudredning"). A
//! finding is *only by WGS* when the standard test of its kind was done and gave a result - banding for a fusion or an abnormality of chromosomes, a panel
//! for a variant of a gene - or a test aimed at it was, and no earlier test has it, or anything that may be the same. Where no such test is recorded, it
//! failed, or it has something that may be the same and may not, the finding is *not comparable*: missing is not "not found".
//!
//! **Open question.** Does a finding count that no earlier test could have seen - a gene outside the panel, a clone below its limit, a fusion that banding does
//! not show? "Not identified" says yes ([`Reading::NotIdentified`], the default: rarer genes outside panels are what WGS is said to add, p. 29); "looked for
//! and not found" says no ([`Reading::LookedFor`]). Both are answered.
//!
//! Equivalences: t(8;21) by banding is `RUNX1::RUNX1T1` by WGS, by the table of [`crate::recurrent`]; a probe that breaks apart has every fusion of its
//! gene, whatever the partner; a loss seen in another shape (-7 and del(7q)) is for the interpreter to judge; a change of a protein at another number with the
//! same amino acids may be another transcript's numbering.

mod change;
mod look;
mod notation;
mod review;

use genome::quantity::AlleleFraction;
use guideline::truth::Truth;
use serde::Serialize;

use crate::cytogenetics::{Abnormality, Cytogenetics};
use crate::gene::Gene;
use crate::language::Words;
use crate::protein::ProteinChange;
use crate::workup::{Event, Fusion};

pub use notation::EarlierTestError;
pub use review::Sheet;

/// A change of a gene, as WGS or an earlier test has it.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneChange {
    /// The gene.
    pub gene: Gene,
    /// What becomes of the protein; [`ProteinChange::Unknown`] where it is not stated.
    pub protein: ProteinChange,
    /// Which kind of change.
    pub event: Event,
}

/// Something that WGS found.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// A small variant or a tandem duplication, with the share of reads that show it.
    Gene(GeneChange, Option<AlleleFraction>),
    /// Two genes joined.
    Fusion(Fusion),
    /// An abnormality of chromosomes: as it is written, and what rules call it.
    Chromosomes(String, Vec<Abnormality>),
}

/// A gene that a panel reads, whole or from one residue of its protein to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// The gene.
    pub gene: Gene,
    /// Which kind of change is looked for.
    pub event: Event,
    /// First and last residue; `None`: all of it.
    pub residues: Option<(u32, u32)>,
}

/// At what a probe of FISH or an amplification is aimed.
#[derive(Debug, Clone, PartialEq)]
pub enum Aim {
    /// Two genes joined.
    Fusion(Fusion),
    /// A gene, whatever it is joined to.
    Apart(Gene),
    /// A place of a chromosome.
    Place(String, Vec<Abnormality>),
    /// A change of a gene.
    Gene(GeneChange),
}

/// What a test aimed at one thing said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was there.
    Seen,
    /// It was not.
    NotSeen,
    /// No result.
    Failed,
}

/// A test of the work-up before WGS, as a person records it.
#[derive(Debug, Clone, PartialEq)]
pub enum EarlierTest {
    /// Banding (G-bands); `None`: it failed.
    Banding(Option<Cytogenetics>),
    /// Copies along the chromosomes (array), as a karyotype; `None`: it failed. It sees no balanced fusion.
    Array(Option<Cytogenetics>),
    /// FISH, PCR, digital PCR or analysis of fragments: aimed at one thing, with the smallest share that it would have seen.
    Aimed {
        /// At what.
        aim: Aim,
        /// What it said.
        outcome: Outcome,
        /// The smallest share of reads that it would have seen, where it is stated.
        limit: Option<AlleleFraction>,
    },
    /// A panel of genes.
    Panel {
        /// What it reads; `None`: not recorded.
        covers: Option<Vec<Covered>>,
        /// The smallest share of reads that it would have seen.
        limit: Option<AlleleFraction>,
        /// What it found; `None`: it failed.
        found: Option<Vec<GeneChange>>,
    },
    /// A panel of fusions, by RNA.
    FusionPanel {
        /// The genes of which it sees every fusion.
        genes: Vec<Gene>,
        /// What it found; `None`: it failed.
        found: Option<Vec<Fusion>>,
    },
}

/// Why no earlier test has a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A test looked for it and did not find it: the two contradict each other, and somebody should look.
    LookedFor,
    /// The panel does not read the gene, this kind of change, or this part.
    NotCovered,
    /// Its share is below the test's limit.
    BelowLimit,
    /// Banding usually does not show it.
    Cryptic,
}

/// Why a finding cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// No earlier test of its kind is recorded.
    NoTest,
    /// It was done and gave no result.
    Failed,
    /// What the panel reads is not recorded.
    ContentNotRecorded,
    /// An earlier test has something that may be the same.
    PerhapsTheSame,
}

/// How a finding stands to the earlier tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// An earlier test has it.
    FoundBefore,
    /// None has it, and one of its kind was done.
    OnlyByWgs(Why),
    /// It cannot be said.
    NotComparable(Obstacle),
}

/// A finding with its standing and the reason that decides, for review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// How it stands.
    pub standing: Standing,
    /// Why, in words: of the test that decides.
    pub reason: Words,
}

/// Which findings count as not identified by standard work-up; the recommendations can be read both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reading {
    /// Every one that no earlier test has.
    #[default]
    NotIdentified,
    /// Those alone that an earlier test looked for.
    LookedFor,
}

/// Compares a finding with all earlier tests.
#[must_use]
pub fn compare(found: &Found, tests: &[EarlierTest]) -> Compared {
    let looks: Vec<(look::Look, Words)> = tests.iter().filter_map(|test| look::look(found, test)).collect();
    // The strongest word decides: what was found was found, whatever another test did not see.
    let strongest = looks.into_iter().min_by_key(|(look, _)| *look);
    let Some((look, reason)) = strongest else {
        let reason = match found {
            Found::Gene(..) => Words::new(
                "no panel and no test of this gene is recorded",
                "intet panel og ingen test af genet er registreret",
            ),
            Found::Fusion(_) | Found::Chromosomes(..) => Words::new(
                "no banding and no test aimed at it is recorded",
                "ingen karyotype og ingen målrettet test er registreret",
            ),
        };
        return Compared { standing: Standing::NotComparable(Obstacle::NoTest), reason };
    };
    Compared { standing: look.standing(), reason }
}

/// KPI-MC-1: whether at least one of the drivers is only by WGS. Unknown where none is and one cannot be compared.
#[must_use]
pub fn new_driver<'c>(drivers: impl IntoIterator<Item = &'c Compared>, reading: Reading) -> Truth {
    let counts = |compared: &Compared| match (compared.standing, reading) {
        (Standing::FoundBefore, _) => Truth::No,
        (Standing::OnlyByWgs(why), Reading::LookedFor) => (why == Why::LookedFor).into(),
        (Standing::OnlyByWgs(_), Reading::NotIdentified) => Truth::Yes,
        (Standing::NotComparable(_), _) => Truth::Unknown,
    };
    let mut any = Truth::No;
    for compared in drivers {
        any = match (any, counts(compared)) {
            (Truth::Yes, _) | (_, Truth::Yes) => Truth::Yes,
            (Truth::Unknown, _) | (_, Truth::Unknown) => Truth::Unknown,
            (Truth::No, Truth::No) => Truth::No,
        };
    }
    any
}

/// Whether the earlier tests are recorded in full, as the denominator of KPI-MC-1 asks: banding and a panel, both with a result, and what the panel reads.
#[must_use]
pub fn complete(tests: &[EarlierTest]) -> bool {
    let banding = |test: &EarlierTest| matches!(test, EarlierTest::Banding(Some(_)));
    let panel = |test: &EarlierTest| matches!(test, EarlierTest::Panel { covers: Some(_), found: Some(_), .. });
    tests.iter().any(banding) && tests.iter().any(panel)
}
