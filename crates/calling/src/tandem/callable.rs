//! From which allele fraction on an event of a locus would have been seen, base by base of what was asked for.

use genome::position::Interval;
use genome::probability::Probability;
use genome::quantity::{AlleleFraction, Depth};

use super::found::FEWEST;
use super::fragments::Fragment;
use crate::model::detection_limit::detection_limit;
use crate::pass::tandem::Place;

/// Bases on either side of a base by which a read must cover it for an event there to be told.
const EITHER_SIDE: u32 = 12;

/// The probability with which it would have been seen.
const POWER: f64 = 0.95;

/// The share of the bases, one in so many, at which the limit of a locus may not hold.
const ONE_BEYOND_IN: usize = 20;

/// A base is callable if an event of this fraction would have been seen: a gene with a poorer limit does not count as free
/// of mutations.
pub const CALLABLE: AlleleFraction = AlleleFraction::TENTH;

/// How deep one specimen covers what was asked for of a locus.
#[derive(Debug, Clone, PartialEq)]
pub struct Callable {
    /// Bases asked for that were looked at.
    pub bases: usize,
    /// The median over the bases of the fragments that would show an event there; none without a base.
    pub depth: Option<u32>,
    /// The fraction from which on an event would have been shown by two fragments with a probability of 95 %, at 95 % of
    /// the bases; none where fewer than two fragments are there.
    pub limit: Option<AlleleFraction>,
    /// The share of the bases at which an event of 10 % would have been seen so.
    pub callable: Option<f64>,
    /// The other bases, in genome order, with the least depth.
    pub not_callable: Vec<(Place, u32)>,
}

/// The fraction from which on an event would have been seen at this depth.
pub(super) fn limit(depth: u32) -> Option<AlleleFraction> {
    let needed = Depth::new(u32::try_from(FEWEST).ok()?);
    detection_limit(Depth::new(depth), needed, Probability::new(POWER).ok()?)
}

impl Callable {
    /// Of the fragments at all stretches of a locus.
    pub(super) fn of<'f>(asked: &[Place], fragments: impl Iterator<Item = &'f Fragment> + Clone) -> Self {
        let mut depths: Vec<(Place, Vec<u32>)> =
            asked.iter().map(|place| (*place, vec![0; place.interval.length().get() as usize])).collect();
        for fragment in fragments {
            for (place, depths) in &mut depths {
                let mut covered: Vec<(u32, u32)> = Vec::new();
                for own in fragment.reads.iter().filter_map(|read| read.placed) {
                    if own.contig == place.contig {
                        covered.extend(inner(own.interval, place.interval));
                    }
                }
                covered.sort_unstable();
                let mut done = 0;
                for (from, to) in covered {
                    depths[from.max(done) as usize..to.max(done) as usize].iter_mut().for_each(|depth| *depth += 1);
                    done = done.max(to);
                }
            }
        }
        let mut all: Vec<u32> = depths.iter().flat_map(|(_, depths)| depths).copied().collect();
        all.sort_unstable();
        let share = |part: usize| {
            let count = |number: usize| u32::try_from(number).map_or(f64::INFINITY, f64::from);
            (!all.is_empty()).then(|| count(part) / count(all.len()))
        };
        let least = all.partition_point(|depth| limit(*depth).is_none_or(|limit| limit > CALLABLE));
        let needed = all.get(least).copied();
        Self {
            bases: all.len(),
            depth: all.get(all.len() / 2).copied(),
            limit: all.get(all.len() / ONE_BEYOND_IN).and_then(|depth| limit(*depth)),
            callable: share(all.len() - least),
            not_callable: depths.iter().flat_map(|(place, depths)| below(*place, depths, needed)).collect(),
        }
    }
}

/// The bases of a place, from its first, that a read covers with enough bases on either side; half open.
fn inner(read: Interval, place: Interval) -> Option<(u32, u32)> {
    let (start, end) = read.to_half_open();
    let (first, last) = place.to_half_open();
    let from = (start + EITHER_SIDE).max(first);
    let to = end.saturating_sub(EITHER_SIDE).min(last);
    (from < to).then(|| (from - first, to - first))
}

/// The stretches in which the depth is below what is needed, all of them where it is nowhere reached.
fn below(place: Place, depths: &[u32], needed: Option<u32>) -> Vec<(Place, u32)> {
    let mut found: Vec<(usize, usize, u32)> = Vec::new();
    for (at, depth) in depths.iter().enumerate().filter(|(_, depth)| needed.is_none_or(|needed| **depth < needed)) {
        match found.last_mut() {
            Some((_, end, least)) if *end == at => (*end, *least) = (at + 1, (*least).min(*depth)),
            _ => found.push((at, at + 1, *depth)),
        }
    }
    let position = |at: usize| place.interval.start().checked_add(u32::try_from(at).ok()?);
    let stretch = |(from, to, least): (usize, usize, u32)| {
        let interval = Interval::new(position(from)?, position(to.checked_sub(1)?)?).ok()?;
        Some((Place { contig: place.contig, interval }, least))
    };
    found.into_iter().filter_map(stretch).collect()
}

#[cfg(test)]
mod tests {
    use genome::contig::ContigIndex;
    use genome::sequence::Base;

    use super::*;
    use crate::tandem::fragments::Read;

    #[test]
    fn depth_is_that_of_molecules_and_the_thin_end_is_named() {
        let contig = ContigIndex::new(0).unwrap();
        let place = |from, to| Place { contig, interval: Interval::from_half_open(from, to).unwrap() };
        let read = |from: u32| Read {
            bases: vec![Base::A; 100],
            qualities: vec![37; 100],
            placed: Some(place(from, from + 100)),
        };
        // Mates that overlap are one molecule.
        let fragment = Fragment { reads: vec![read(1_000), read(1_050)], mapping_quality: 60 };
        let fragments = vec![fragment; 60];
        let of = |asked: &[Place]| Callable::of(asked, fragments.iter());
        let covered = of(&[place(1_020, 1_130)]);
        assert_eq!((covered.bases, covered.depth, covered.not_callable.len()), (110, Some(60), 0));
        assert!(covered.limit.is_some_and(|limit| limit < CALLABLE) && covered.callable == Some(1.0));
        let thin = of(&[place(1_100, 1_200)]);
        assert_eq!(thin.not_callable, [(place(1_138, 1_200), 0)]);
        assert!(thin.limit.is_none() && thin.callable == Some(0.38));
        let nothing = of(&[]);
        assert_eq!((nothing.depth, nothing.limit, nothing.callable), (None, None, None));
    }

    #[test]
    fn where_nothing_is_callable_everything_is_named() {
        let contig = ContigIndex::new(0).unwrap();
        let asked = Place { contig, interval: Interval::from_half_open(10, 20).unwrap() };
        let nothing = Callable::of(&[asked], [].iter());
        assert_eq!((nothing.depth, nothing.callable, nothing.not_callable), (Some(0), Some(0.0), vec![(asked, 0)]));
    }
}
