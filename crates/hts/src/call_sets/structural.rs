//! Structural variants as a caller wrote them.

use genome::breakend::{Breakend, Junction};
use genome::contig::ContigIndex;
use genome::position::Position;
use genome::quantity::{AlleleFraction, Depth};
use genome::sequence::Sequence;

use super::error::Fault;
use super::parse::depths;
use super::small_variant::{Filters, Status};

/// What a record says happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Two breakends are joined, and nothing more is said.
    Junction(Junction),
    /// A breakend whose partner is not known, with the bases that follow it on the local strand.
    SingleBreakend {
        /// The end known.
        breakend: Breakend,
        /// Bases beyond it.
        inserted: Sequence,
    },
    /// Bases are lost: one junction.
    Deletion(Junction),
    /// A stretch comes twice, one behind the other: one junction.
    TandemDuplication(Junction),
    /// A stretch is turned round: one junction or, where the record stands for both, two.
    Inversion(Junction, Option<Junction>),
    /// Bases come in whose sequence the record does not say.
    Insertion {
        /// The contig.
        contig: ContigIndex,
        /// The base before them.
        position: Position,
        /// How many, where the record says it.
        length: Option<u32>,
        /// The mobile element, as it is written: `ALU`.
        element: Option<String>,
    },
}

impl Event {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Junction(_) => "junction",
            Self::SingleBreakend { .. } => "single breakend",
            Self::Deletion(_) => "deletion",
            Self::TandemDuplication(_) => "tandem duplication",
            Self::Inversion(..) => "inversion",
            Self::Insertion { .. } => "insertion",
        }
    }

    /// Its junctions: none, one or two.
    pub fn junctions(&self) -> impl Iterator<Item = &Junction> {
        let (first, second) = match self {
            Self::Junction(one) | Self::Deletion(one) | Self::TandemDuplication(one) => (Some(one), None),
            Self::Inversion(one, other) => (Some(one), other.as_ref()),
            Self::SingleBreakend { .. } | Self::Insertion { .. } => (None, None),
        };
        first.into_iter().chain(second)
    }
}

/// What a file says of a junction in one sample. What it does not say is `None`, and not 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JunctionSupport {
    /// Reads that are split at it, or assembled across it.
    pub split_reads: Option<Depth>,
    /// Pairs of reads on its two sides.
    pub read_pairs: Option<Depth>,
    /// Fragments that show it in any way, where the caller counts them so.
    pub fragments: Option<Depth>,
    /// Reads or pairs that show the reference at the breakend.
    pub reference: Option<Depth>,
}

impl JunctionSupport {
    /// Reads the fields of a sample. The first of these whose keys are there, as their headers describe them:
    ///
    /// - DELLY `DV RV` (alternate pairs and junction reads), `DR RR` (reference);
    /// - Manta `PR SR`, each reference and alternate;
    /// - ESVEE and PURPLE `VF SF DF` (fragments, split, discordant), `REF REFPAIR`;
    /// - GRIDSS `VF`, of a single breakend `BVF`, with `SR RP` and `REF REFPAIR`;
    /// - LUMPY `SU SR PE`; SvABA `AD SR DR`, of which `AD` is the fragments.
    pub(super) fn read<'a>(get: &impl Fn(&str) -> Option<&'a str>) -> Result<Self, Fault> {
        let value = |key: &str, place: usize| -> Result<Option<Depth>, Fault> {
            let Some(text) = get(key) else { return Ok(None) };
            Ok(depths(key, text)?.get(place).copied().flatten())
        };
        let both = |one: Option<Depth>, other: Option<Depth>| match (one, other) {
            (Some(one), Some(other)) => one.get().checked_add(other.get()).map(Depth::new),
            (one, other) => one.or(other),
        };
        let has = |key: &str| get(key).is_some();
        if has("DV") || has("RV") {
            return Ok(Self {
                split_reads: value("RV", 0)?,
                read_pairs: value("DV", 0)?,
                fragments: None,
                reference: both(value("DR", 0)?, value("RR", 0)?),
            });
        }
        if has("PR") || (has("SR") && get("SR").is_some_and(|text| text.contains(','))) {
            return Ok(Self {
                split_reads: value("SR", 1)?,
                read_pairs: value("PR", 1)?,
                fragments: None,
                reference: both(value("PR", 0)?, value("SR", 0)?),
            });
        }
        let reference = both(value("REF", 0)?, value("REFPAIR", 0)?);
        if has("SF") || has("DF") {
            let (split_reads, read_pairs) = (value("SF", 0)?, value("DF", 0)?);
            return Ok(Self { split_reads, read_pairs, fragments: value("VF", 0)?, reference });
        }
        if has("VF") || has("BVF") {
            let fragments = match value("VF", 0)?.filter(|count| count.get() > 0) {
                Some(count) => Some(count),
                None => value("BVF", 0)?.or(value("VF", 0)?),
            };
            return Ok(Self { split_reads: value("SR", 0)?, read_pairs: value("RP", 0)?, fragments, reference });
        }
        if has("SU") || has("PE") {
            let (split_reads, read_pairs) = (value("SR", 0)?, value("PE", 0)?);
            return Ok(Self { split_reads, read_pairs, fragments: value("SU", 0)?, reference: None });
        }
        if has("DR") && has("SR") {
            let (split_reads, read_pairs) = (value("SR", 0)?, value("DR", 0)?);
            return Ok(Self { split_reads, read_pairs, fragments: value("AD", 0)?, reference: None });
        }
        Ok(Self::default())
    }
}

/// A structural variant.
#[derive(Debug, Clone, PartialEq)]
pub struct StructuralVariant {
    /// What happened.
    pub event: Event,
    /// `SVTYPE` as the caller wrote it, which may be its interpretation: ESVEE writes `DEL` beside a breakend.
    pub said: Option<String>,
    /// Whether the place is known to the base: the record has no `IMPRECISE`.
    pub precise: bool,
    /// How far left and right of its position the breakend may lie, in bases (`CIPOS`).
    pub position_interval: Option<(i32, i32)>,
    /// The same for the other end (`CIEND`).
    pub end_interval: Option<(i32, i32)>,
    /// The field `ID`.
    pub id: Option<String>,
    /// The field `QUAL`, whose meaning is the caller's.
    pub quality: Option<f64>,
    /// The filters.
    pub filters: Filters,
    /// What the caller says it is; `None` if it does not say.
    pub status: Option<Status>,
    /// The reads of each sample, in the order of the call set.
    pub support: Vec<JunctionSupport>,
    /// The allele fraction of each sample, where the caller states one (`AF`).
    pub fractions: Vec<Option<AlleleFraction>>,
    /// The event that the record is part of (`EVENT`).
    pub part_of: Option<String>,
    /// The pair of places that recurs in a disease which the ends are (Marv's `PAIR`).
    pub expected_pair: Option<String>,
    /// The line of the file, from 1.
    pub line: usize,
}
