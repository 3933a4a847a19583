//! `calls/segments.tsv` and `calls/purity.json`: copy number, purity and ploidy.

use std::str::FromStr;

use genome::position::Position;
use serde::{Deserialize, Serialize};

use super::fault::Faults;
use super::json::Fields;
use super::{name, tsv};

/// A stretch of one contig with one copy number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// The contig.
    pub contig: String,
    /// First base, from 1.
    pub start: u64,
    /// Last base, included.
    pub end: u64,
    /// Copies in the cells that carry it; `None` is not assessable.
    pub total: Option<u32>,
    /// Copies of the rarer allele; `None` is not assessable.
    pub minor: Option<u32>,
    /// The share of the tumour's cells that carry it, 0 to 1.
    pub clonal_fraction: Option<f64>,
    /// Its interval.
    pub clonal_interval: Option<[f64; 2]>,
    /// Depth of tumour against normal; 1 for two copies in a diploid genome.
    pub depth_ratio: Option<f64>,
    /// Mean fraction of the rarer allele at heterozygous places, 0 to 0.5.
    pub balance: Option<f64>,
    /// What it is.
    pub kind: Kind,
}

/// What a segment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Two copies, one of each allele.
    Neutral,
    /// More copies.
    Gain,
    /// Fewer copies.
    Loss,
    /// Copy-neutral loss of heterozygosity.
    CnLoh,
    /// No copy is left.
    HomozygousLoss,
    /// Many copies.
    HighGain,
    /// Nothing can be said.
    NotAssessable,
}

impl FromStr for Kind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Ok(match text {
            "neutral" => Self::Neutral,
            "gain" => Self::Gain,
            "loss" => Self::Loss,
            "cnloh" => Self::CnLoh,
            "homozygous_loss" => Self::HomozygousLoss,
            "high_gain" => Self::HighGain,
            "not_assessable" => Self::NotAssessable,
            _ => return Err(()),
        })
    }
}

impl Segment {
    /// Its length in bases.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.end.saturating_sub(self.start).saturating_add(1)
    }
}

const KINDS: &str = "one of neutral, gain, loss, cnloh, homozygous_loss, high_gain, not_assessable";

pub(super) fn read(text: &str, faults: &mut Faults) -> Option<Vec<Segment>> {
    let needed = ["contig", "start", "end", "kind"];
    tsv::read(name::SEGMENTS, text, &needed, faults, |row, faults| {
        let contig = row.required::<String>("contig", "a name", faults);
        let (start, end) =
            (row.required("start", "a whole number", faults), row.required("end", "a whole number", faults));
        let kind = row.required("kind", KINDS, faults);
        let number = |column, faults: &mut Faults| row.value::<f64>(column, "a number", faults);
        let low = number("clonal_fraction_low", faults);
        let high = number("clonal_fraction_high", faults);
        let segment = Segment {
            contig: contig?,
            start: start?,
            end: end?,
            total: row.value("total", "a whole number", faults),
            minor: row.value("minor", "a whole number", faults),
            clonal_fraction: number("clonal_fraction", faults),
            clonal_interval: low.zip(high).map(|(low, high)| [low, high]),
            depth_ratio: number("depth_ratio", faults),
            balance: number("balance", faults),
            kind: kind?,
        };
        if segment.end < segment.start {
            row.fault("end", "lies before start", faults);
        }
        for (column, place) in [("start", segment.start), ("end", segment.end)] {
            if !u32::try_from(place).is_ok_and(|place| Position::new(place).is_ok()) {
                row.fault(column, "is no position, which is a whole number from 1 to 2147483647", faults);
            }
        }
        Some(segment)
    })
}

/// Purity and ploidy of the best fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Purity {
    /// The share of tumour cells, 0 to 1; `None` is not known.
    pub purity: Option<f64>,
    /// The purities that are about as good.
    pub purity_interval: Option<[f64; 2]>,
    /// The mean copy number of the tumour's genome.
    pub ploidy: Option<f64>,
    /// Which evidence decided, in English.
    pub decided_by: Option<String>,
    /// Why another fit is nearly as good, in English; `None` where none is.
    pub ambiguous_because: Option<String>,
}

pub(super) fn read_purity(text: &str, faults: &mut Faults) -> Option<Purity> {
    let mut fields = Fields::parse(name::PURITY, text, faults)?;
    let (ambiguous, because): (Option<bool>, Option<String>) =
        (fields.optional("ambiguous"), fields.optional("because"));
    Some(Purity {
        purity: fields.optional("purity"),
        purity_interval: fields.optional("purity_interval"),
        ploidy: fields.optional("ploidy"),
        decided_by: fields.optional("decided_by"),
        ambiguous_because: because.filter(|_| ambiguous == Some(true)),
    })
}
