//! What the reads tell of themselves before the pass.

use genome::reference::ReferenceWindow;
use sha2::{Digest, Sha256};

use crate::collect::{CollectError, Loaded, Worker};
use crate::identity::hexadecimal;
use crate::model::error_rate::{ErrorRates, MismatchCounts, RepeatIndelCounts};
use crate::pair::Pair;
use crate::pass::counts::Counts;
use crate::pass::structure::claim::{USUAL_LONGEST_TEMPLATE, longest_template};
use crate::pass::{mismatches, repeats};
use crate::shard;
use crate::survey::Watched;
use crate::tier::Tiers;

/// Pieces over which the rates are fitted.
const PILOT_PIECES: usize = 10;

/// What is fitted to the reads before the pass, from some pieces spread evenly over the whole genome, whatever is asked
/// for. Each run over a part of the genome fits it anew and must come to the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Pilot {
    rates: ErrorRates,
    longest_templates: Vec<u32>,
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
        let specimens = pair.specimens().count();
        let usual = ErrorRates::usual(specimens);
        let usual_longest = vec![USUAL_LONGEST_TEMPLATE; specimens];
        let mut worker = Worker::new(pair, &tiers, &watched, &usual, &usual_longest)?;
        let (mut indels, mut hash) = (RepeatIndelCounts::default(), Sha256::new());
        let mut bases_read = vec![MismatchCounts::default(); specimens];
        let mut template_lengths = vec![Vec::new(); specimens];
        for shard in all.iter().step_by(all.len().div_ceil(PILOT_PIECES).max(1)) {
            let Loaded { halo, bases, reads, .. } = worker.load(shard)?;
            hash.update(bases.iter().map(|base| base.letter()).collect::<Vec<u8>>());
            for (lengths, reads) in template_lengths.iter_mut().zip(&reads) {
                lengths.extend_from_slice(&reads.template_lengths);
            }
            let length = pair.reference.contigs().get(shard.contig).map(|contig| contig.length);
            let window = length.and_then(|length| ReferenceWindow::new(shard.contig, length, halo.start(), &bases));
            let Some(window) = window else { continue };
            for (reads, bases_read) in reads.iter().zip(&mut bases_read) {
                indels.merge(&repeats::count(reads, shard, halo, &bases));
                let counts = Counts::of(reads, shard, halo, &bases, &window);
                bases_read.merge(&mismatches::count(reads, &counts, shard, halo, &bases));
            }
        }
        let rates = ErrorRates { indels: indels.fit(), bases: bases_read.iter().map(MismatchCounts::fit).collect() };
        hash.update(rates.indels.to_bytes());
        for bases in &rates.bases {
            hash.update(bases.to_bytes());
        }
        let longest_templates: Vec<u32> = template_lengths.into_iter().map(longest_template).collect();
        for longest in &longest_templates {
            hash.update(longest.to_le_bytes());
        }
        Ok(Self { rates, longest_templates, sha256: hexadecimal(hash) })
    }

    /// What was fitted.
    #[must_use]
    pub fn rates(&self) -> &ErrorRates {
        &self.rates
    }

    /// Per tumour, then per normal: the template length above which the mates of a pair lie too far apart.
    #[must_use]
    pub fn longest_templates(&self) -> &[u32] {
        &self.longest_templates
    }

    /// SHA-256 of the reference's bases in these pieces and of what was fitted there, to the last bit: two runs with
    /// another one looked at other reads, or at another reference.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}
