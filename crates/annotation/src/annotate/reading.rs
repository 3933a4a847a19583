//! One reading of a change on a transcript: where it lies, and what follows.

use std::fmt;

use genome::position::Interval;

use crate::change::Change;
use crate::coding::{self, SplicedChange, Translated};
use crate::consequence::{Consequence, Consequences};
use crate::hgvs::protein::ProteinChange;
use crate::splice;
use crate::store::Spliced;
use crate::transcript::{Coding, Gene, Place, Transcript, ends};

/// The exon or intron of a transcript, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// An exon.
    Exon {
        /// Which.
        number: usize,
        /// Of so many.
        of: usize,
    },
    /// An intron.
    Intron {
        /// Which.
        number: usize,
        /// Of so many.
        of: usize,
    },
}

/// `exon 11/11`.
impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exon { number, of } => write!(f, "exon {number}/{of}"),
            Self::Intron { number, of } => write!(f, "intron {number}/{of}"),
        }
    }
}

/// What follows from one placement of a change.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub(super) consequences: Consequences,
    pub(super) protein: Option<ProteinChange>,
    pub(super) part: Option<Part>,
    /// A splice site is changed, or it cannot be said whether it is.
    disrupts_splicing: bool,
    /// A splice site or a base around it that is read with it is changed.
    pub(super) alters_site: bool,
}

/// Reads a change that touches the transcript.
pub(super) fn read(gene: &Gene, transcript: &Transcript, spliced: Option<&Spliced>, change: &Change) -> Reading {
    let location = splice::locate(transcript, gene.strand, change);
    let exons = transcript.exons.len();
    let mut reading = Reading {
        disrupts_splicing: location.crosses_border
            || location.terms.contains(Consequence::SpliceDonor)
            || location.terms.contains(Consequence::SpliceAcceptor),
        alters_site: location.crosses_border || location.alters_site,
        part: match (location.exon, location.intron) {
            (Some(exon), _) => Some(Part::Exon { number: exon + 1, of: exons }),
            (_, Some(intron)) => Some(Part::Intron { number: intron + 1, of: exons - 1 }),
            _ => None,
        },
        consequences: location.terms,
        protein: None,
    };
    if transcript.biotype == "nonsense_mediated_decay" {
        reading.consequences.add(Consequence::NmdTranscript);
    }
    if is_ablation(transcript, change) {
        reading.consequences.add(Consequence::TranscriptAblation);
        reading.protein = transcript.coding.as_ref().map(|_| ProteinChange::Unknown);
        return reading;
    }
    match (&transcript.coding, location.exon, location.intron) {
        (None, Some(_), _) => reading.consequences.add(Consequence::NonCodingExon),
        (None, _, Some(_)) => reading.consequences.add(Consequence::NonCodingTranscript),
        (None, ..) => {
            reading.consequences.add(Consequence::NonCodingExon);
            reading.consequences.add(Consequence::NonCodingTranscript);
        }
        (Some(coding), Some(_), _) => in_exon(gene, transcript, coding, spliced, change, &mut reading),
        (Some(coding), _, Some(intron)) => {
            let junction = transcript.exon_offset(intron + 1);
            if reading.disrupts_splicing && junction > coding.start && junction < coding.end {
                reading.protein = Some(ProteinChange::Unknown);
            }
        }
        (Some(coding), ..) => across(gene, transcript, coding, change, &mut reading),
    }
    reading
}

/// Whether every base of the transcript is lost.
fn is_ablation(transcript: &Transcript, change: &Change) -> bool {
    let (low, high) = (change.first.min(change.last), change.first.max(change.last));
    let lost = Interval::new(low, high).ok().filter(|_| change.inserted.is_empty());
    lost.zip(transcript.interval()).is_some_and(|(lost, whole)| lost.encloses(whole))
}

/// All of the change lies within an exon.
fn in_exon(
    gene: &Gene,
    transcript: &Transcript,
    coding: &Coding,
    spliced: Option<&Spliced>,
    change: &Change,
    reading: &mut Reading,
) {
    let Some(Place::Exon { offset, .. }) = transcript.place(change.first, gene.strand) else { return };
    let start = if change.is_insertion() { offset + 1 } else { offset };
    let deleted = u32::try_from(change.deleted.len()).unwrap_or(u32::MAX);
    let change = SplicedChange { start, deleted, inserted: &change.inserted };
    let protein = spliced.and_then(|spliced| Some((spliced, spliced.protein.as_ref()?)));
    match protein {
        Some((spliced, protein)) => {
            let translated = Translated { coding, bases: &spliced.bases, code: gene.code, protein };
            let effect = coding::effect(&translated, change);
            effect.terms.into_iter().for_each(|term| reading.consequences.add(term));
            reading.protein = effect.protein;
        }
        None => {
            let term = if start + deleted <= coding.start {
                Consequence::FivePrimeUtr
            } else if start >= coding.end {
                Consequence::ThreePrimeUtr
            } else {
                reading.protein = Some(ProteinChange::Unknown);
                Consequence::CodingSequence
            };
            reading.consequences.add(term);
        }
    }
}

/// The change reaches over a border of an exon, or an insertion lies on one: bases of what is translated are lost, and
/// what is made instead splicing decides.
fn across(gene: &Gene, transcript: &Transcript, coding: &Coding, change: &Change, reading: &mut Reading) {
    let (low, high) = (change.first.min(change.last), change.first.max(change.last));
    let Ok(changed) = Interval::new(low, high) else { return };
    let mut offset = 0;
    for exon in &transcript.exons {
        let touched = changed.intersection(*exon);
        if let Some(touched) = touched {
            let (first, _) = ends(*exon, gene.strand);
            let (from, to) = ends(touched, gene.strand);
            let (from, to) = (offset + from.get().abs_diff(first.get()), offset + to.get().abs_diff(first.get()));
            if from < coding.start {
                reading.consequences.add(Consequence::FivePrimeUtr);
            }
            if to >= coding.end {
                reading.consequences.add(Consequence::ThreePrimeUtr);
            }
            if from < coding.end && to >= coding.start {
                reading.consequences.add(Consequence::CodingSequence);
                reading.protein = Some(ProteinChange::Unknown);
                if !change.is_insertion() && coding.start_complete && from < coding.start + 3 {
                    reading.consequences.add(Consequence::StartLost);
                }
                if !change.is_insertion() && coding.end_complete && to >= coding.end.saturating_sub(3) {
                    reading.consequences.add(Consequence::StopLost);
                }
            }
        }
        offset += exon.length().get();
    }
}
