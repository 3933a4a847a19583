//! Transcripts: exons, what is translated, and why one is chosen before another.

use std::fmt;

use genome::contig::ContigIndex;
use genome::position::{Interval, Position, Strand};
use serde::{Deserialize, Serialize};

use crate::amino_acid::GeneticCode;

/// Why a transcript is preferred among those of its gene. Ordered, the most preferred first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Selection {
    /// MANE Select (Morales et al., Nature 2022;604:310-315): one a gene, the same bases in RefSeq and Ensembl.
    ManeSelect,
    /// MANE Plus Clinical: further transcripts that are needed to report clinical variants.
    ManePlusClinical,
    /// The source's own choice: `Ensembl_canonical`, or RefSeq Select.
    Canonical,
    /// None of these; among them the longest translated, then the longest transcript comes first.
    Other,
}

impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ManeSelect => "MANE Select",
            Self::ManePlusClinical => "MANE Plus Clinical",
            Self::Canonical => "canonical",
            Self::Other => "longest translated",
        })
    }
}

/// What of a transcript is translated: numbers of bases from the first base of the transcript, from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coding {
    /// The first base of the start codon. Where the start is not complete, the first base of the first whole codon.
    pub start: u32,
    /// The base behind the stop codon.
    pub end: u32,
    /// Whether the start codon is part of the transcript.
    pub start_complete: bool,
    /// Whether the stop codon is part of the transcript.
    pub end_complete: bool,
    /// The accession of the protein, with its version, where the source states it.
    pub protein: Option<String>,
    /// Codons (from 0) of TGA that are selenocysteine.
    pub selenocysteines: Vec<u32>,
}

/// A transcript of a gene.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcript {
    /// The accession with its version, as the source has it.
    pub id: String,
    /// Its kind, as the source has it, for example `protein_coding`.
    pub biotype: String,
    /// Why it is preferred.
    pub selection: Selection,
    /// The accession that MANE pairs with it: of RefSeq for one of Ensembl, and the other way round.
    pub counterpart: Option<String>,
    /// What a reader must know, for example that MANE names another version.
    pub remarks: Vec<String>,
    /// Exons in the order in which they are transcribed.
    pub exons: Vec<Interval>,
    /// What is translated; `None` for a transcript that is not.
    pub coding: Option<Coding>,
}

/// A gene with its transcripts, the most preferred first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gene {
    /// The accession, as the source has it.
    pub id: String,
    /// The symbol; the accession where the source states none.
    pub symbol: String,
    /// The contig.
    pub contig: ContigIndex,
    /// From the first to the last base of any transcript.
    pub interval: Interval,
    /// The strand that is transcribed.
    pub strand: Strand,
    /// Which amino acids its codons stand for.
    pub code: GeneticCode,
    /// Its transcripts, the most preferred first.
    pub transcripts: Vec<Transcript>,
}

/// Where a base lies within a transcript. Exons and introns are counted from 0, intron n behind exon n.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Before its first base.
    Before {
        /// Bases to the first base, from 1.
        distance: u32,
    },
    /// In an exon.
    Exon {
        /// Which.
        exon: usize,
        /// Bases from the first base of the transcript, from 0.
        offset: u32,
    },
    /// In an intron.
    Intron {
        /// Which.
        intron: usize,
        /// Bases from the exon before, from 1.
        from_donor: u32,
        /// Bases to the exon behind, from 1.
        to_acceptor: u32,
    },
    /// Behind its last base.
    Behind {
        /// Bases from the last base, from 1.
        distance: u32,
    },
}

impl Transcript {
    /// Bases of all exons.
    #[must_use]
    pub fn length(&self) -> u32 {
        self.exons.iter().map(|exon| exon.length().get()).sum()
    }

    /// Bases translated, the stop codon included.
    #[must_use]
    pub fn coding_length(&self) -> u32 {
        self.coding.as_ref().map_or(0, |coding| coding.end.saturating_sub(coding.start))
    }

    /// From the first to the last base on the contig; `None` without an exon.
    #[must_use]
    pub fn interval(&self) -> Option<Interval> {
        let start = self.exons.iter().map(|exon| exon.start()).min()?;
        let end = self.exons.iter().map(|exon| exon.end()).max()?;
        Interval::new(start, end).ok()
    }

    /// Bases from the first base of the transcript to the first of an exon.
    #[must_use]
    pub fn exon_offset(&self, exon: usize) -> u32 {
        self.exons.iter().take(exon).map(|exon| exon.length().get()).sum()
    }

    /// Where a base of the contig lies; `None` only for a transcript without an exon.
    #[must_use]
    pub fn place(&self, position: Position, strand: Strand) -> Option<Place> {
        // Bases from one place to another in the direction of transcription.
        let forward = |from: Position, to: Position| match strand {
            Strand::Forward => i64::from(to.get()) - i64::from(from.get()),
            Strand::Reverse => i64::from(from.get()) - i64::from(to.get()),
        };
        let distance = |bases: i64| u32::try_from(bases).unwrap_or(u32::MAX);
        let (mut offset, mut last_end) = (0, None);
        for (exon, interval) in self.exons.iter().enumerate() {
            let (first, last) = ends(*interval, strand);
            let to_first = forward(position, first);
            if to_first > 0 {
                let to_first = distance(to_first);
                return Some(match last_end {
                    None => Place::Before { distance: to_first },
                    Some(end) => Place::Intron {
                        intron: exon - 1,
                        from_donor: distance(forward(end, position)),
                        to_acceptor: to_first,
                    },
                });
            }
            if interval.contains(position) {
                return Some(Place::Exon { exon, offset: offset + distance(-to_first) });
            }
            offset += interval.length().get();
            last_end = Some(last);
        }
        Some(Place::Behind { distance: distance(forward(last_end?, position)) })
    }

    /// The place on the contig of a base of the transcript, counted from 0; `None` behind its last base.
    #[must_use]
    pub fn position(&self, offset: u32, strand: Strand) -> Option<Position> {
        let mut left = offset;
        for exon in &self.exons {
            let length = exon.length().get();
            if left < length {
                return match strand {
                    Strand::Forward => exon.start().checked_add(left),
                    Strand::Reverse => exon.end().checked_sub(left),
                };
            }
            left -= length;
        }
        None
    }
}

/// The first and the last base of an interval in the direction of a strand.
#[must_use]
pub fn ends(interval: Interval, strand: Strand) -> (Position, Position) {
    match strand {
        Strand::Forward => (interval.start(), interval.end()),
        Strand::Reverse => (interval.end(), interval.start()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transcript(exons: &[(u32, u32)]) -> Transcript {
        let interval = |&(start, end): &(u32, u32)| {
            Interval::new(Position::new(start).unwrap(), Position::new(end).unwrap()).unwrap()
        };
        Transcript {
            id: "T.1".into(),
            biotype: "protein_coding".into(),
            selection: Selection::Other,
            counterpart: None,
            remarks: Vec::new(),
            exons: exons.iter().map(interval).collect(),
            coding: None,
        }
    }

    #[test]
    fn places_are_counted_in_the_direction_of_transcription() {
        let at = |position| Position::new(position).unwrap();
        let forward = transcript(&[(11, 20), (31, 40)]);
        let reverse = transcript(&[(31, 40), (11, 20)]);
        for (position, mirrored, expected) in [
            (5, 46, Place::Before { distance: 6 }),
            (11, 40, Place::Exon { exon: 0, offset: 0 }),
            (20, 31, Place::Exon { exon: 0, offset: 9 }),
            (21, 30, Place::Intron { intron: 0, from_donor: 1, to_acceptor: 10 }),
            (30, 21, Place::Intron { intron: 0, from_donor: 10, to_acceptor: 1 }),
            (31, 20, Place::Exon { exon: 1, offset: 10 }),
            (41, 10, Place::Behind { distance: 1 }),
        ] {
            assert_eq!(forward.place(at(position), Strand::Forward), Some(expected));
            assert_eq!(reverse.place(at(mirrored), Strand::Reverse), Some(expected));
            if let Place::Exon { offset, .. } = expected {
                assert_eq!(forward.position(offset, Strand::Forward), Some(at(position)));
                assert_eq!(reverse.position(offset, Strand::Reverse), Some(at(mirrored)));
            }
        }
        assert_eq!(forward.position(20, Strand::Forward), None);
        assert_eq!(transcript(&[]).place(at(1), Strand::Forward), None);
    }
}
