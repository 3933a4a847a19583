//! What the reads tell of themselves before the pass.

use sha2::{Digest, Sha256};

use crate::collect::{CollectError, Loaded, Worker};
use crate::identity::hexadecimal;
use crate::model::error_rate::{RepeatIndelCounts, RepeatIndelRates};
use crate::pair::Pair;
use crate::pass::repeats;
use crate::shard;
use crate::survey::Watched;
use crate::tier::Tiers;

/// Pieces over which the rates of false indels are fitted.
const PILOT_PIECES: usize = 10;

/// What is fitted to the reads before the pass, from some pieces spread evenly over the whole genome, whatever is asked
/// for. Each run over a part of the genome fits it anew and must come to the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Pilot {
    rates: RepeatIndelRates,
    sha256: String,
}

impl Pilot {
    /// Reads the pieces.
    ///
    /// # Errors
    /// Of the files.
    pub fn read(pair: &Pair) -> Result<Self, CollectError> {
        let all = shard::plan(pair.reference.contigs(), None);
        let (tiers, watched) = (Tiers::default(), Watched::default());
        let mut worker = Worker::new(pair, &tiers, &watched, RepeatIndelRates::default())?;
        let (mut counts, mut hash) = (RepeatIndelCounts::default(), Sha256::new());
        for shard in all.iter().step_by(all.len().div_ceil(PILOT_PIECES).max(1)) {
            let Loaded { halo, bases, reads } = worker.load(shard)?;
            hash.update(bases.iter().map(|base| base.letter()).collect::<Vec<u8>>());
            for reads in &reads {
                counts.merge(&repeats::count(reads, shard, halo, &bases));
            }
        }
        let rates = counts.fit();
        hash.update(rates.to_bytes());
        Ok(Self { rates, sha256: hexadecimal(hash) })
    }

    /// How often reads show a false indel in a repeat.
    #[must_use]
    pub fn rates(&self) -> &RepeatIndelRates {
        &self.rates
    }

    /// SHA-256 of the reference's bases in these pieces and of what was fitted there, to the last bit: two runs with
    /// another one looked at other reads, or at another reference.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}
