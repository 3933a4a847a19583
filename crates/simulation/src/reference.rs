//! The reference that is simulated on, made up or given.

use std::borrow::Cow;
use std::ops::Range;

use genome::contig::{ContigIndex, ContigList};
use genome::position::{Interval, Position};
use genome::sequence::Base;
use hts::fasta::{FastaError, ReferenceGenome};

use crate::copied::Copies;
use crate::synthetic::SyntheticGenome;

/// The reference that is simulated on.
pub(crate) enum SimulatedOn<'a> {
    Synthetic(SyntheticGenome),
    Given(&'a ReferenceGenome),
}

impl SimulatedOn<'_> {
    pub(crate) fn contigs(&self) -> &ContigList {
        match self {
            Self::Synthetic(genome) => genome.contigs(),
            Self::Given(genome) => genome.contigs(),
        }
    }

    /// The bases of a whole contig; those of a given reference are read when they are needed, and forgotten after.
    pub(crate) fn bases(&self, index: ContigIndex) -> Result<Cow<'_, [Base]>, FastaError> {
        match self {
            Self::Synthetic(genome) => {
                Ok(Cow::Borrowed(genome.sequences().get(index.get()).map_or(&[], Vec::as_slice)))
            }
            Self::Given(genome) => {
                let whole = genome
                    .contigs()
                    .get(index)
                    .and_then(|contig| Interval::new(Position::FIRST, contig.length.last()).ok());
                match whole {
                    Some(whole) => Ok(Cow::Owned(genome.sequence(index, whole)?.to_vec())),
                    None => Ok(Cow::Borrowed(&[])),
                }
            }
        }
    }

    /// The bases of a stretch of a contig, 0-based, end not included; what lies off the contig is left out.
    pub(crate) fn stretch(&self, index: ContigIndex, range: Range<usize>) -> Result<Vec<Base>, FastaError> {
        let length = self.contigs().get(index).map_or(0, |contig| contig.length.get() as usize);
        let range = range.start.min(length)..range.end.min(length);
        match self {
            Self::Synthetic(genome) => {
                Ok(genome.sequences().get(index.get()).map_or(&[][..], |all| &all[range]).to_vec())
            }
            Self::Given(genome) => {
                let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                match Interval::from_half_open(number(range.start), number(range.end)) {
                    Ok(interval) => Ok(genome.sequence(index, interval)?.to_vec()),
                    Err(_) => Ok(Vec::new()),
                }
            }
        }
    }

    pub(crate) fn copies(&self) -> Option<&Copies> {
        match self {
            Self::Synthetic(genome) => Some(genome.copies()),
            Self::Given(_) => None,
        }
    }
}
