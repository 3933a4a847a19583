//! How many fragments of a molecule show an event, or its absence.
//!
//! METHOD: a fragment of reads of R bases and length T may begin at each base of a molecule, and all places are as likely. On the haplotype
//! with the event and on the reference it is counted at how many places a fragment touches what is duplicated, and at how many
//! of these one of its reads, were it without error, stands on no other haplotype: it *tells*. The counts are means over the
//! specimen's own template lengths. They hold for any length: of a duplication longer than a read, no fragment tells of its
//! absence, and the number of fragments that touch it speaks in their place.

use super::allele::Alleles;
use super::haplotype::Haplotype;

/// Places of a fragment that touches the event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Places {
    /// At which it tells.
    pub(super) telling: f64,
    /// At which it does not.
    pub(super) silent: f64,
}

impl Places {
    pub(super) fn all(self) -> f64 {
        self.telling + self.silent
    }
}

/// The places on the allele of an event, and on the same allele without it.
pub(super) fn places(
    event: usize,
    alleles: &Alleles,
    reference: &Haplotype,
    read: usize,
    templates: &[u32],
) -> Option<[Places; 2]> {
    let (with, without) = alleles.with_and_without(event)?;
    let (from, to) = alleles.events[event].zone;
    let moved = alleles.moved(with, event);
    let (from, to) = (from + moved, to + moved);
    let have: Vec<&Haplotype> = alleles.haplotypes(event, true).collect();
    let have_not: Vec<&Haplotype> = std::iter::once(reference).chain(alleles.haplotypes(event, false)).collect();
    let without = without.map_or(reference, |allele| &allele.haplotype);
    let longer = alleles.events[event].longer;
    Some([
        counted(&with.haplotype, (from, to + longer), &have_not, read, templates),
        counted(without, (from, to), &have, read, templates),
    ])
}

fn counted(
    haplotype: &Haplotype,
    (from, to): (usize, usize),
    others: &[&Haplotype],
    read: usize,
    templates: &[u32],
) -> Places {
    // Reads that touch the zone begin here.
    let first = (from + 1).saturating_sub(read);
    let tells = |at: usize| match haplotype.bases.get(at..at + read) {
        Some(bases) => !others.iter().any(|other| other.bases.windows(read).any(|stretch| stretch == bases)),
        None => false,
    };
    let tells: Vec<bool> = (first..to).map(tells).collect();
    // `None`: a read that begins there does not touch the zone.
    let touching = |at: i64| usize::try_from(at).ok()?.checked_sub(first).and_then(|at| tells.get(at)).copied();
    let whole = |places: usize| i64::try_from(places).unwrap_or(i64::MAX);
    let (mut telling, mut silent, mut lengths) = (0u32, 0u32, 0u32);
    for template in templates {
        lengths += 1;
        let further = (i64::from(*template) - whole(read)).max(0);
        for at in whole(first) - further..whole(to) {
            match [touching(at), touching(at + further)] {
                [None, None] => {}
                [one, other] if one == Some(true) || other == Some(true) => telling += 1,
                _ => silent += 1,
            }
        }
    }
    let mean = |places: u32| f64::from(places) / f64::from(lengths.max(1));
    Places { telling: mean(telling), silent: mean(silent) }
}
