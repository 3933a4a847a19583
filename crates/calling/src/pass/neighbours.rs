//! Neighbouring changes of one molecule become one variant: two bases of a codon that change together are another
//! amino acid than either by itself.
//!
//! METHOD: two candidates that touch, or leave one unchanged base between them (the span within which HGVS describes changes
//! as one deletion-insertion), are tried as one variant. Two substitutions are one if nearly every fragment that shows either
//! shows both. Beside an indel bases tell less, because what a read shows there is the aligner's choice: there the two are
//! one if the same fragments show them, and both together explain these far better than either alone.

use genome::reference::Reference;
use genome::sequence::Base;
use genome::variant::{Variant, VariantKind};

use super::evidence::Told;
use super::same_molecules::Molecules;

/// Unchanged bases between two changes that are tried together.
const BETWEEN: u32 = 1;

/// Least fragments that show both, and their least share (per cent) of those that show the more frequent one.
const LEAST_TOGETHER: usize = 2;
const TOGETHER_PER_CENT: usize = 80;

/// ln of how much better two changes together must explain a fragment than the better of them.
const FAR_BETTER: f64 = 2.0;

/// A variant with what the fragments of every specimen say; tumours first.
pub type Evaluated = (Variant, Vec<Told>);

/// Joins neighbours. `found` is in genome order; `evaluate` looks at a variant in every specimen, of which the first
/// `tumours` decide what belongs together.
#[must_use]
pub fn joined(
    found: Vec<Evaluated>,
    tumours: usize,
    window: &impl Reference,
    evaluate: impl Fn(&Variant) -> Vec<Told>,
) -> Vec<Evaluated> {
    let in_tumours = |samples: &[Told]| samples[..tumours.min(samples.len())].to_vec();
    let showing = |samples: &[Told]| -> usize { in_tumours(samples).iter().map(|told| told.shown_by.len()).sum() };
    let mut kept: Vec<Evaluated> = Vec::with_capacity(found.len());
    for next in found {
        let near = kept.len().saturating_sub(MOST_ALLELES)..kept.len();
        let together = near.rev().find_map(|place| {
            let (before, samples) = &kept[place];
            let both = union(before, &next.0, window)?;
            let evidence = evaluate(&both);
            let joined = if [before, &next.0].into_iter().all(is_substitution) {
                let (shown, either) = (showing(&evidence), showing(samples).max(showing(&next.1)));
                shown >= LEAST_TOGETHER && shown * 100 >= either * TOGETHER_PER_CENT
            } else {
                let [both, one, other] =
                    [&evidence, samples, &next.1].map(|samples| Molecules::of(&in_tumours(samples)));
                one.are(&other) && both.are(&one) && {
                    let shared = one.shared_with(&other);
                    let explained = |molecules: &Molecules| molecules.explained(&shared);
                    let further = FAR_BETTER * f64::from(u32::try_from(shared.len()).unwrap_or(u32::MAX));
                    explained(&both) > explained(&one).max(explained(&other)) + further
                }
            };
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

/// Whether it changes bases and not their number.
pub(super) fn is_substitution(variant: &Variant) -> bool {
    matches!(variant.kind(), VariantKind::Snv | VariantKind::Mnv)
}

/// Both changes as one, if they lie side by side; `None` if not.
fn union(first: &Variant, second: &Variant, window: &impl Reference) -> Option<Variant> {
    let (one, other) = (first.edit(), second.edit());
    if first.contig() != second.contig() {
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
