//! What each fragment of a sample says about a candidate.

use genome::position::Interval;
use genome::sequence::Base;
use genome::variant::Variant;
use hts::alignments::{CigarKind, CigarOperation};

use super::reads::{PlacedRead, ShardReads};
use crate::model::error_rate::{Repeat, RepeatIndelRates};
use crate::model::evidence::{FragmentEvidence, FragmentStrand, PairOrientation, SiteEvidence, Supports};
use crate::model::indel_alignment::{GapRates, ln_likelihood};

/// Base qualities below this are not looked at: such a base says next to nothing.
const LEAST_QUALITY: u8 = 10;

/// Base qualities are not believed beyond this.
const GREATEST_QUALITY: u8 = 40;

/// ln of how much better one haplotype must explain a fragment for it to be counted for that allele: about 7 to 1.
const TELLING: f64 = 2.0;

/// Bases at the end of a read that tell nothing beside an indel.
const UNTOLD_END: usize = 12;

/// How far the haplotypes reach beyond an indel, in bases: a read and a repeat.
const FLANK: u32 = 320;

/// Error that two agreeing mates cannot go below: the molecule itself may have been copied wrongly before sequencing.
const COPYING_ERROR: f64 = 1e-5;

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

/// The evidence at an insertion or deletion: each read against the haplotypes without and with it. `bases` is the
/// reference over `halo`.
#[must_use]
pub fn indel(
    reads: &ShardReads,
    variant: &Variant,
    bases: &[Base],
    halo: Interval,
    rates: &RepeatIndelRates,
) -> SiteEvidence {
    let edit = variant.edit();
    let origin = halo.start().zero_based();
    let start = edit.start.zero_based();
    let after = start + u32::try_from(edit.deleted.len()).unwrap_or(u32::MAX);
    let (from, to) = (start.saturating_sub(FLANK).max(origin), (after + FLANK).min(halo.to_half_open().1));
    let slice = |from: u32, to: u32| &bases[(from - origin) as usize..(to - origin) as usize];
    let reference = slice(from, to);
    let alternate: Vec<Base> = [slice(from, start), &edit.inserted, slice(after, to)].concat();
    let longer = edit.inserted.len().max(edit.deleted.len());
    let repeat = Repeat::at(reference, (start - from) as usize);
    let gaps = GapRates::of_repeat(rates.rate(repeat));
    let band = longer + 8;

    let mut seen: Vec<Fragment> = Vec::new();
    for read in reads.overlapping(variant.interval()) {
        let record = &read.record;
        let clipped = match record.cigar().find(|operation| operation.kind != CigarKind::HardClip) {
            Some(CigarOperation { kind: CigarKind::SoftClip, length }) => length,
            _ => 0,
        };
        // A read that would begin before the haplotypes says nothing about their middle.
        let Some(offset) = read.aligned.start().zero_based().checked_sub(from + clipped) else { continue };
        let bases: Vec<Base> = (0..record.read_length()).map(|at| record.base(at)).collect();
        let qualities = record.qualities().unwrap_or_default();
        let of = |haplotype: &[Base]| ln_likelihood(&bases, qualities, haplotype, offset as usize, band, gaps);
        let (ln_reference, ln_alternate) = (of(reference), of(&alternate));
        if !ln_reference.is_finite() || !ln_alternate.is_finite() {
            continue;
        }
        let at = (start.saturating_sub(read.aligned.start().zero_based()) + clipped) as usize;
        if let Some(observation) = observe(&read, at, Supports::Neither, 0.25) {
            seen.push(Fragment { observation, ln_reference, ln_alternate });
        }
    }
    seen.sort_by_key(|fragment| fragment.observation.name);
    let fragments = seen
        .chunk_by(|a, b| a.observation.name == b.observation.name)
        .filter_map(|mates| {
            let first = mates.first()?;
            let difference: f64 = mates.iter().map(|mate| mate.ln_alternate - mate.ln_reference).sum();
            let supports = match difference {
                difference if difference > TELLING => Supports::Alternate,
                difference if difference < -TELLING => Supports::Reference,
                _ => Supports::Neither,
            };
            let observation =
                mates[1..].iter().fold(first.observation, |joined, mate| agree(&joined, &mate.observation));
            let mut fragment = FragmentEvidence::of_base(
                supports,
                0.25,
                observation.mapping_error,
                observation.strand,
                observation.orientation,
                observation.distance_to_end,
            );
            // Only the ratio counts; a constant shared by both cancels. Copying errors bound what one molecule can say.
            let bounded = difference.clamp(COPYING_ERROR.ln(), -COPYING_ERROR.ln());
            (fragment.ln_reference, fragment.ln_alternate) = (narrow(-bounded.max(0.0)), narrow(bounded.min(0.0)));
            Some(fragment)
        })
        .collect();
    SiteEvidence { fragments }
}

/// To single precision, which holds a log-likelihood to seven digits.
#[expect(clippy::cast_possible_truncation, reason = "single precision is what is wanted")]
fn narrow(value: f64) -> f32 {
    value as f32
}

/// One read against both haplotypes.
#[derive(Debug, Clone, Copy)]
struct Fragment {
    observation: Observation,
    ln_reference: f64,
    ln_alternate: f64,
}

fn observe(read: &PlacedRead<'_>, at: usize, supports: Supports, error: f64) -> Option<Observation> {
    let record = &read.record;
    let quality = record.mapping_quality().map(|quality| quality.phred().get()).filter(|quality| *quality > 0)?;
    let flags = record.flags();
    let last = record.read_length().saturating_sub(1);
    let strand = if flags.is_reverse() { FragmentStrand::Reverse } else { FragmentStrand::Forward };
    // In a proper pair the mates face each other: the first read forward is F1R2.
    let orientation = flags.is_proper_pair().then_some(if flags.is_first() == flags.is_reverse() {
        PairOrientation::F2R1
    } else {
        PairOrientation::F1R2
    });
    Some(Observation {
        name: read.name,
        supports,
        error,
        mapping_error: 10f64.powf(-f64::from(quality) / 10.0),
        strand,
        orientation,
        distance_to_end: u16::try_from(at.min(last - at.min(last))).unwrap_or(u16::MAX),
    })
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
    SiteEvidence { fragments }
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
