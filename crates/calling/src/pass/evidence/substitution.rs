//! The evidence at a substitution.

use genome::position::Interval;
use genome::sequence::Base;
use genome::variant::Variant;

use super::{Observation, SiteEvidence, Supports, agree, observe};
use crate::model::evidence::FragmentEvidence;
use crate::pass::reads::ShardReads;

/// Base qualities below this are not looked at: such a base says next to nothing.
const LEAST_QUALITY: u8 = 10;

/// Base qualities are not believed beyond this.
const GREATEST_QUALITY: u8 = 40;

/// Bases at the end of a read that tell nothing beside an indel.
const UNTOLD_END: usize = 12;

/// The evidence at a single-base substitution.
///
/// METHOD: a base of quality Q is wrong with 10^(-Q/10), and reads as each of the three others with a third of that.
///
/// `beside_indel`: an indel was seen within some bases. A read that ends there has been laid on the reference without the
/// gap, so the bases at its end tell nothing.
#[must_use]
pub fn substitution(reads: &ShardReads, variant: &Variant, beside_indel: bool) -> SiteEvidence {
    let position = variant.position();
    let (reference, alternate) = (variant.reference()[0], variant.alternate()[0]);
    let Ok(site) = Interval::new(position, position) else { return SiteEvidence::default() };
    let mut seen: Vec<Observation> = Vec::new();
    for read in reads.overlapping(site) {
        let Some(at) = read.base_at(position) else { continue };
        let quality = read.record.qualities().and_then(|qualities| qualities.get(at).copied()).unwrap_or(LEAST_QUALITY);
        let base = read.record.base(at);
        if quality < LEAST_QUALITY || base == Base::N {
            continue;
        }
        let end = at.min(read.record.read_length().saturating_sub(at + 1));
        if beside_indel && end < UNTOLD_END && read.is_ungapped() {
            continue;
        }
        let supports = match base {
            base if base == reference => Supports::Reference,
            base if base == alternate => Supports::Alternate,
            _ => Supports::Neither,
        };
        let error = 10f64.powf(-f64::from(quality.min(GREATEST_QUALITY)) / 10.0) / 3.0;
        if let Some(observation) = observe(&read, at, supports, error) {
            seen.push(observation);
        }
    }
    joined(seen)
}

/// One fragment for each name: overlapping mates read the same molecule twice and are counted once.
fn joined(mut seen: Vec<Observation>) -> SiteEvidence {
    // The order of reads with one name does not matter; that of the fragments must not depend on the file's order.
    seen.sort_by_key(|observation| observation.name);
    let fragments = seen
        .chunk_by(|a, b| a.name == b.name)
        .filter_map(|mates| match mates {
            [first, second, ..] => Some(agree(first, second)),
            mates => mates.first().copied(),
        })
        .map(|fragment| {
            FragmentEvidence::of_base(
                fragment.supports,
                fragment.error,
                fragment.mapping_error,
                fragment.strand,
                fragment.orientation,
                fragment.distance_to_end,
            )
        })
        .collect();
    SiteEvidence::of_fragments(fragments)
}
