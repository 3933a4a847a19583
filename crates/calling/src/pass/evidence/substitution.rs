//! The evidence at a substitution of one base, or of several neighbouring ones at once.

use genome::position::Interval;
use genome::probability::Phred;
use genome::sequence::Base;
use genome::variant::Variant;

use super::beside::UNTOLD_END;
use super::{COPYING_ERROR, Observation, Supports, Told, agree, observe};
use crate::model::error_rate::{Recalibration, SubstitutionClass};
use crate::model::evidence::FragmentEvidence;
use crate::pass::reads::{PlacedRead, ShardReads};

/// Base qualities below this are not looked at: such a base says next to nothing.
const LEAST_QUALITY: u8 = 10;

/// One changed base: where it stands on the reference, and between which bases.
struct Changed {
    /// Zero-based.
    at: u32,
    reference: Base,
    alternate: Base,
    before: Base,
    after: Base,
}

/// The changed bases of a substitution. `bases` is the reference over `halo`.
fn changed(variant: &Variant, bases: &[Base], halo: Interval) -> Vec<Changed> {
    let first = variant.position().zero_based();
    let base = |at: Option<u32>| {
        let offset = at.and_then(|at| at.checked_sub(halo.start().zero_based()));
        offset.and_then(|offset| bases.get(offset as usize)).copied().unwrap_or(Base::N)
    };
    let pairs = (first..).zip(variant.reference().iter().zip(variant.alternate().iter()));
    let changed = pairs.filter(|(_, (reference, alternate))| reference != alternate);
    changed
        .map(|(at, (reference, alternate))| Changed {
            at,
            reference: *reference,
            alternate: *alternate,
            before: base(at.checked_sub(1)),
            after: base(at.checked_add(1)),
        })
        .collect()
}

/// The evidence of one sample. A fragment supports an allele that it shows at every changed base.
///
/// METHOD: of each changed base the probability that the other allele's base is read as the one that is seen, from the
/// sample's recalibrated qualities; of several bases the product.
///
/// `beside_indel`: an indel was seen within some bases. A read that ends there, or is cut off, has been laid on the reference
/// without the gap, so the bases at its end tell nothing.
#[must_use]
pub fn substitution(
    reads: &ShardReads,
    variant: &Variant,
    bases: &[Base],
    halo: Interval,
    beside_indel: bool,
    recalibration: &Recalibration,
) -> Told {
    let changed = changed(variant, bases, halo);
    let mut seen: Vec<Observation> = Vec::new();
    for read in reads.overlapping(variant.interval()) {
        let Some(Seen { at, supports, error }) = look(&read, &changed, recalibration) else { continue };
        if beside_indel && read.to_open_end(at).is_some_and(|bases| bases < UNTOLD_END) {
            continue;
        }
        seen.extend(observe(&read, at, supports, error));
    }
    Told::of(joined(seen), 1.0)
}

/// What one read shows.
struct Seen {
    /// The place of the first changed base in the read.
    at: usize,
    supports: Supports,
    error: f64,
}

/// `None` for a read that does not cover every changed base with a base of some quality.
fn look(read: &PlacedRead<'_>, changed: &[Changed], recalibration: &Recalibration) -> Option<Seen> {
    let flags = read.record.flags();
    let (mut alternate, mut reference, mut error, mut place) = (true, true, 1.0, None);
    for change in changed {
        let at = read.place_of(change.at)?;
        let base = read.record.base(at);
        let quality = read.record.qualities().and_then(|qualities| qualities.get(at).copied()).unwrap_or(LEAST_QUALITY);
        if quality < LEAST_QUALITY || base == Base::N {
            return None;
        }
        place = place.or(Some(at));
        alternate &= base == change.alternate;
        reference &= base == change.reference;
        let other = if base == change.reference { change.alternate } else { change.reference };
        let class = SubstitutionClass::new(
            [change.before, other, change.after],
            base,
            flags.is_reverse(),
            flags.is_first() || !flags.is_paired(),
        );
        let rate = class.map_or_else(
            || recalibration.error(Phred::new(quality)).get() / 3.0,
            |class| recalibration.substitution(Phred::new(quality), class).get(),
        );
        error *= rate.max(COPYING_ERROR);
    }
    let supports = match (alternate, reference) {
        (true, _) => Supports::Alternate,
        (_, true) => Supports::Reference,
        _ => Supports::Neither,
    };
    Some(Seen { at: place?, supports, error: error.max(LEAST_ERROR) })
}

/// No fragment is believed to show several changed bases with less error than this.
const LEAST_ERROR: f64 = 1e-7;

/// One fragment for each name: overlapping mates read the same molecule twice and are counted once.
fn joined(mut seen: Vec<Observation>) -> impl Iterator<Item = (FragmentEvidence, u64, f64)> {
    // The order of reads with one name does not matter; that of the fragments must not depend on the file's order.
    seen.sort_by_key(|observation| observation.name);
    let mut fragments = Vec::new();
    for mates in seen.chunk_by(|a, b| a.name == b.name) {
        let joined = match mates {
            [first, second, ..] => agree(first, second),
            mates => mates[0],
        };
        let Observation { supports, error, mapping_error, strand, orientation, distance_to_end, name } = joined;
        let fragment = FragmentEvidence::of_base(supports, error, mapping_error, strand, orientation, distance_to_end);
        fragments.push((fragment, name, f64::from(fragment.ln_alternate - fragment.ln_reference)));
    }
    fragments.into_iter()
}
