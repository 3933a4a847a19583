//! The reference that is simulated on, made up or given.

use std::borrow::Cow;

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

    pub(crate) fn copies(&self) -> Option<&Copies> {
        match self {
            Self::Synthetic(genome) => Some(genome.copies()),
            Self::Given(_) => None,
        }
    }
}
