//! What a molecule of a locus may look like: the reference with one event or several.
//!
//! METHOD: an inherited insertion beside a duplication, on the same chromosome, is in every molecule of it. A haplotype with one of the two
//! explains no read that shows both, and the best single change for such reads is neither. So each event keeps its own name, and an
//! allele says which of them stand together.

use super::event::{Around, Event};
use super::haplotype::Haplotype;

/// A haplotype with the events on it.
#[derive(Debug, Clone)]
pub(super) struct Allele {
    /// Their places in the list of events, in order.
    pub(super) events: Vec<usize>,
    pub(super) haplotype: Haplotype,
}

/// The events of a stretch, in genome order, and the alleles on which they stand, the first found first.
#[derive(Debug, Clone, Default)]
pub(super) struct Alleles {
    pub(super) events: Vec<Event>,
    pub(super) alleles: Vec<Allele>,
}

impl Allele {
    /// `None` if two of the events lie in one stretch: nobody knows then what a molecule with both looks like.
    pub(super) fn new(mut on_it: Vec<usize>, events: &[Event], around: &Around<'_>) -> Option<Self> {
        on_it.sort_by_key(|event| events[*event].zone);
        if on_it.windows(2).any(|two| events[two[0]].zone.1 > events[two[1]].zone.0) {
            return None;
        }
        let mut bases = around.reference.bases.clone();
        for event in on_it.iter().rev() {
            let edit = events[*event].variant.edit();
            let start = around.at(edit.start)?;
            bases.splice(start..start + edit.deleted.len(), edit.inserted.iter().copied());
        }
        on_it.sort_unstable();
        Some(Self { events: on_it, haplotype: Haplotype::new(bases) })
    }

    /// The event on it too.
    pub(super) fn and(&self, event: usize, events: &[Event], around: &Around<'_>) -> Option<Self> {
        if self.events.contains(&event) {
            return None;
        }
        Self::new([self.events.as_slice(), &[event]].concat(), events, around)
    }

    pub(super) fn has(&self, event: usize) -> bool {
        self.events.contains(&event)
    }
}

impl Alleles {
    /// The alleles with an event, or those without it; of the latter the reference is one more.
    pub(super) fn haplotypes(&self, event: usize, with: bool) -> impl Iterator<Item = &Haplotype> {
        self.alleles.iter().filter(move |allele| allele.has(event) == with).map(|allele| &allele.haplotype)
    }

    /// Whether two events stand on one allele.
    pub(super) fn together(&self, one: usize, other: usize) -> bool {
        self.alleles.iter().any(|allele| allele.has(one) && allele.has(other))
    }

    /// The first allele with an event, and what it is without it: `None` for the reference.
    pub(super) fn with_and_without(&self, event: usize) -> Option<(&Allele, Option<&Allele>)> {
        let with = self.alleles.iter().find(|allele| allele.has(event))?;
        let rest = || with.events.iter().filter(|other| **other != event);
        Some((with, self.alleles.iter().find(|allele| allele.events.iter().eq(rest()))))
    }

    /// By how much further right a stretch of the reference lies on an allele, because of the other events before it.
    pub(super) fn moved(&self, allele: &Allele, event: usize) -> usize {
        let own = self.events[event].zone;
        let before = allele.events.iter().map(|other| &self.events[*other]).filter(|other| other.zone < own);
        before.map(|other| other.longer).sum()
    }
}
