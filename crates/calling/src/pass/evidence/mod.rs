//! What each fragment of a sample says about a candidate.

mod beside;
mod indel;
mod substitution;

use hts::alignments::Record;

pub use beside::{Substituted, substitutions_beside};
pub use indel::indel;
pub use substitution::substitution;

use super::reads::PlacedRead;
use crate::model::evidence::{FragmentEvidence, FragmentStrand, PairOrientation, SiteEvidence, Supports};

/// Error that two agreeing mates cannot go below: the molecule itself may have been copied wrongly before sequencing.
const COPYING_ERROR: f64 = 1e-5;

/// What the fragments of a specimen say of a candidate, and which of them show it.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// What each fragment says.
    pub site: SiteEvidence,
    /// The names of the fragments that show it, in order, each with the logarithm of how much better it explains the
    /// fragment than the reference alone does.
    pub shown_by: Vec<(u64, f64)>,
}

impl Told {
    /// From fragments with their names, and what the candidate explains of each.
    fn of(fragments: impl Iterator<Item = (FragmentEvidence, u64, f64)>, sampling: f32) -> Self {
        let mut told = Self { site: SiteEvidence { fragments: Vec::new(), sampling }, shown_by: Vec::new() };
        for (fragment, name, explained) in fragments {
            told.site.fragments.push(fragment);
            if fragment.supports == Supports::Alternate {
                told.shown_by.push((name, explained));
            }
        }
        told
    }
}

/// One read at a site, before mates are joined.
#[derive(Debug, Clone, Copy)]
struct Observation {
    name: u64,
    supports: Supports,
    error: f64,
    mapping_error: f64,
    strand: FragmentStrand,
    orientation: Option<PairOrientation>,
    distance_to_end: u16,
}

fn observe(read: &PlacedRead<'_>, at: usize, supports: Supports, error: f64) -> Option<Observation> {
    let record = &read.record;
    let quality = record.mapping_quality().map(|quality| quality.phred().get()).filter(|quality| *quality > 0)?;
    let flags = record.flags();
    let last = record.read_length().saturating_sub(1);
    let strand = if flags.is_reverse() { FragmentStrand::Reverse } else { FragmentStrand::Forward };
    Some(Observation {
        name: read.name,
        supports,
        error,
        mapping_error: 10f64.powf(-f64::from(quality) / 10.0),
        strand,
        orientation: orientation(record),
        distance_to_end: u16::try_from(at.min(last - at.min(last))).unwrap_or(u16::MAX),
    })
}

/// Which mate is the forward one, of mates that face each other.
fn orientation(record: &Record<'_>) -> Option<PairOrientation> {
    let flags = record.flags();
    flags.is_proper_pair().then_some(if flags.is_first() == flags.is_reverse() {
        PairOrientation::F2R1
    } else {
        PairOrientation::F1R2
    })
}

/// Two readings of one molecule. Where they agree both would have to be wrong; where they differ the better one speaks,
/// as much weaker as the other contradicts it.
fn agree(a: &Observation, b: &Observation) -> Observation {
    let (better, other) = if a.error <= b.error { (a, b) } else { (b, a) };
    let error = if better.supports == other.supports {
        (better.error * other.error * 3.0).max(COPYING_ERROR)
    } else {
        (better.error / other.error).min(1.0) / 4.0
    };
    Observation {
        error,
        mapping_error: a.mapping_error.min(b.mapping_error),
        strand: FragmentStrand::Both,
        distance_to_end: a.distance_to_end.max(b.distance_to_end),
        ..*better
    }
}
