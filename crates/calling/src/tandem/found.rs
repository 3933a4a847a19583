//! Which events the tumours' reads show.
//!
//! METHOD: every read that the reference explains badly names a change ([`super::split_read`]). The haplotypes of all named
//! changes then compete for the molecules: the one that explains them better than the haplotypes so far, by the greatest sum, is
//! taken, and the rest are asked again, also each together with what was taken ([`super::allele`]). It ends where no haplotype
//! explains two further molecules. So several events of one sample are all found, those of one chromosome apart, and one event that
//! reads name in several ways, because of a misread base, is one.

use std::collections::BTreeMap;

use genome::position::{Interval, Position};
use genome::variant::Variant;

use super::TELLING;
use super::allele::{Allele, Alleles};
use super::event::{Around, Event, variant};
use super::fragments::{Fragment, Read};
use super::haplotype::Haplotype;
use super::split_read::split;

/// The reference explains a read badly below this: two mismatches of good quality.
const BADLY: f64 = -15.0;

/// Molecules that must show an event.
pub(super) const FEWEST: usize = 2;

/// Changes that compete at most, those that most reads name; and alleles of one locus at most.
const MOST_NAMED: usize = 64;
const MOST_ALLELES: usize = 16;

/// Bases beside what was asked for within which an event counts.
const BESIDE: u32 = 50;

/// How well a haplotype explains a fragment. A read that hangs over an end of the reference's stretch counts for none.
pub(super) fn ln_fit(fragment: &Fragment, haplotype: &Haplotype, reference: &Haplotype) -> f64 {
    let of = |read: &Read| {
        reference.fit(read)?;
        haplotype.fit(read).map(|fit| fit.ln)
    };
    fragment.reads.iter().filter_map(of).sum()
}

/// The events at a stretch, and on which alleles they stand. `asked`: where they must lie.
pub(super) fn alleles<'f>(
    fragments: impl Iterator<Item = &'f Fragment>,
    around: &Around<'_>,
    asked: &[Interval],
) -> Alleles {
    let reference = &around.reference;
    let badly = |read: &&Read| reference.fit(read).is_some_and(|fit| fit.ln < BADLY);
    let mut named: BTreeMap<Variant, usize> = BTreeMap::new();
    // Molecules with a read that fits badly, and how well the haplotypes so far explain them.
    let (mut open, mut so_far): (Vec<&Fragment>, Vec<f64>) = (Vec::new(), Vec::new());
    for fragment in fragments {
        let mut changes: Vec<Variant> = Vec::new();
        let mut fits = true;
        for read in fragment.reads.iter().filter(badly) {
            fits = false;
            let split = split(read, reference);
            let wider = split.as_ref().and_then(|split| split.wider(read, reference));
            changes.extend([split, wider].into_iter().flatten().filter_map(|split| variant(&split, read, around)));
        }
        changes.sort_unstable();
        changes.dedup();
        for change in changes {
            *named.entry(change).or_default() += 1;
        }
        if !fits {
            open.push(fragment);
            so_far.push(ln_fit(fragment, reference, reference));
        }
    }
    let mut named: Vec<(Variant, usize)> = named.into_iter().collect();
    named.sort_by(|(one, reads), (other, others)| others.cmp(reads).then_with(|| one.cmp(other)));
    named.truncate(MOST_NAMED);
    let asked_for =
        |event: &Event| event.interval(around).is_some_and(|own| asked.iter().any(|asked| near(own, *asked)));
    let events = named.into_iter().filter_map(|(variant, _)| Event::new(variant, around));
    let events: Vec<Event> = events.filter(asked_for).collect();
    let laid = |allele: Allele| {
        let fits = open.iter().map(|fragment| ln_fit(fragment, &allele.haplotype, reference)).collect();
        (allele, fits)
    };
    let mut waiting: Vec<(Allele, Vec<f64>)> =
        (0..events.len()).filter_map(|event| Allele::new(vec![event], &events, around)).map(&laid).collect();
    // By how much better each molecule is explained than so far, where that tells: the molecules, and the sum.
    let gain = |fits: &[f64], so_far: &[f64]| {
        let gains = fits.iter().zip(so_far).map(|(fit, so_far)| fit - so_far).filter(|gain| *gain > TELLING);
        gains.fold((0usize, 0.0), |(molecules, sum), gain| (molecules + 1, sum + gain))
    };
    let named_enough: Vec<usize> = waiting
        .iter()
        .filter(|(_, fits)| gain(fits, &so_far).0 >= FEWEST)
        .flat_map(|(allele, _)| allele.events.clone())
        .collect();
    let mut taken: Vec<Allele> = Vec::new();
    while taken.len() < MOST_ALLELES {
        let gains = waiting.iter().enumerate().map(|(place, (_, fits))| (place, gain(fits, &so_far)));
        let enough = gains.filter(|(_, (molecules, _))| *molecules >= FEWEST);
        // Of equals the first: the one of fewest events, and that more reads name.
        let best = enough.reduce(|best, next| if next.1.1 > best.1.1 { next } else { best });
        let Some((place, _)) = best else { break };
        let (allele, fits) = waiting.remove(place);
        for (so_far, fit) in so_far.iter_mut().zip(&fits) {
            *so_far = so_far.max(*fit);
        }
        for event in &named_enough {
            let known = |both: &Allele| {
                let mut known = taken.iter().chain(waiting.iter().map(|(allele, _)| allele));
                known.any(|allele| allele.events == both.events)
            };
            let both = allele.and(*event, &events, around).filter(|both| !known(both));
            waiting.extend(both.map(&laid));
        }
        taken.push(allele);
    }
    in_order(taken, &events)
}

/// The events that stand on an allele, in genome order, and the alleles.
fn in_order(mut alleles: Vec<Allele>, events: &[Event]) -> Alleles {
    let mut order: Vec<usize> = alleles.iter().flat_map(|allele| allele.events.clone()).collect();
    order.sort_by(|one, other| events[*one].variant.cmp(&events[*other].variant));
    order.dedup();
    let place = |event: &usize| order.iter().position(|other| other == event);
    for allele in &mut alleles {
        allele.events = allele.events.iter().filter_map(place).collect();
        allele.events.sort_unstable();
    }
    Alleles { events: order.iter().map(|event| events[*event].clone()).collect(), alleles }
}
fn near(own: Interval, asked: Interval) -> bool {
    let start = asked.start().checked_sub(BESIDE).unwrap_or(Position::FIRST);
    let end = asked.end().checked_add(BESIDE).unwrap_or(asked.end());
    Interval::new(start, end).is_ok_and(|wide| wide.overlaps(own))
}
