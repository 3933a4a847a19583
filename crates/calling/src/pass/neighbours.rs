//! Neighbouring substitutions of one molecule become one variant: two bases of a codon that change together are another
//! amino acid than either by itself.
//!
//! METHOD: two candidates that touch, or leave one unchanged base between them (the span within which HGVS describes changes
//! as one deletion-insertion), are tried as one variant. It takes their place if nearly every fragment that shows either
//! shows both. A substitution beside an indel is left alone: which of the two a read shows there is the aligner's choice.

use genome::reference::Reference;
use genome::sequence::Base;
use genome::variant::{Variant, VariantKind};

use crate::model::evidence::{SiteEvidence, Supports};

/// Unchanged bases between two changes that are tried together.
const BETWEEN: u32 = 1;

/// Least fragments that show both, and their least share (per cent) of those that show the more frequent one.
const LEAST_TOGETHER: u32 = 2;
const TOGETHER_PER_CENT: u32 = 80;

/// A variant with what the fragments of every specimen say; tumours first.
pub type Evaluated = (Variant, Vec<SiteEvidence>);

/// Joins neighbours. `found` is in genome order; `evaluate` looks at a variant in every specimen, of which the first
/// `tumours` decide what belongs together.
#[must_use]
pub fn joined(
    found: Vec<Evaluated>,
    tumours: usize,
    window: &impl Reference,
    evaluate: impl Fn(&Variant) -> Vec<SiteEvidence>,
) -> Vec<Evaluated> {
    let showing = |samples: &[SiteEvidence]| -> u32 {
        samples[..tumours.min(samples.len())].iter().map(|site| site.count(Supports::Alternate)).sum()
    };
    let mut kept: Vec<Evaluated> = Vec::with_capacity(found.len());
    for next in found {
        let near = kept.len().saturating_sub(MOST_ALLELES)..kept.len();
        let together = near.rev().find_map(|place| {
            let (before, samples) = &kept[place];
            let both = union(before, &next.0, window)?;
            let evidence = evaluate(&both);
            let (shown, either) = (showing(&evidence), showing(samples).max(showing(&next.1)));
            let joined = shown >= LEAST_TOGETHER && shown * 100 >= either * TOGETHER_PER_CENT;
            joined.then_some((place, (both, evidence)))
        });
        match together {
            Some((place, joined)) => kept[place] = joined,
            None => kept.push(next),
        }
    }
    kept.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    kept
}

/// Alleles of one place that are looked back on.
const MOST_ALLELES: usize = 4;

/// Both changes as one, if they lie side by side; `None` if not.
fn union(first: &Variant, second: &Variant, window: &impl Reference) -> Option<Variant> {
    let (one, other) = (first.edit(), second.edit());
    let substitutes =
        [first, second].iter().all(|variant| matches!(variant.kind(), VariantKind::Snv | VariantKind::Mnv));
    if first.contig() != second.contig() || !substitutes {
        return None;
    }
    let end = one.start.checked_add(u32::try_from(one.deleted.len()).ok()?)?;
    let between = other.start.get().checked_sub(end.get()).filter(|between| *between <= BETWEEN)?;
    let unchanged: Vec<Base> =
        (0..between).map(|step| window.base(first.contig(), end.checked_add(step)?)).collect::<Option<_>>()?;
    let reference = [&one.deleted, unchanged.as_slice(), &other.deleted].concat();
    let alternate = [&one.inserted, unchanged.as_slice(), &other.inserted].concat();
    Variant::new(first.contig(), one.start, &reference, &alternate, window).ok()
}
