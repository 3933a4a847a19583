//! The loci that are asked for, and the reference there.
//!
//! Calls are made from the evidence alone, also where it comes from several computers; so the reference of a locus is part
//! of the evidence.

use std::path::Path;

use genome::contig::{ContigIndex, ContigList};
use genome::position::{Interval, Position};
use genome::sequence::{Base, Sequence};
use hts::bed::{BedError, NamedRegion, Regions, read_named};
use serde::{Deserialize, Serialize};

use crate::shard::Shard;

/// Bases on either side of a region within which fragments are kept.
pub const AROUND: u32 = 500;

/// A locus with a name that ends so is searched for partial tandem duplications, of exons with the introns between them: by
/// junctions, depth and allele balance, which are collected everywhere. No reads are kept for it.
pub const PARTIAL: &str = "-PTD";

/// The loci, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loci {
    /// As asked for, in the order of the file.
    asked: Vec<NamedRegion>,
    /// Where reads are kept: regions with their surroundings, in the order of the file.
    pub(super) windows: Vec<NamedRegion>,
    all: Regions,
}

impl Loci {
    /// Reads a BED file with names. Lines of one name are one locus.
    ///
    /// # Errors
    /// When the file cannot be read, or a line has no name.
    pub fn read(path: &Path, contigs: &ContigList) -> Result<Self, BedError> {
        let asked = read_named(path, contigs)?;
        let mut windows: Vec<NamedRegion> =
            asked.iter().filter(|region| !region.name.ends_with(PARTIAL)).cloned().collect();
        for NamedRegion { contig, interval, .. } in &mut windows {
            let last = contigs.get(*contig).map_or(interval.end(), |contig| contig.length.last());
            let start = interval.start().checked_sub(AROUND).unwrap_or(Position::FIRST);
            let end = interval.end().checked_add(AROUND).unwrap_or(last).min(last);
            *interval = Interval::new(start, end).unwrap_or(*interval);
        }
        let all = windows.iter().map(|window| (window.contig, window.interval)).collect();
        Ok(Self { asked, windows, all })
    }

    pub(super) fn touches(&self, contig: ContigIndex, interval: Interval) -> bool {
        !self.all.overlapping(contig, interval).is_empty()
    }

    /// What a piece holds of each locus, by name. `bases`: the reference over `halo`.
    pub(super) fn within(&self, shard: &Shard, halo: Interval, bases: &[Base]) -> Vec<(&str, LocusPlaces)> {
        let mut names: Vec<&str> = self.asked.iter().map(|region| region.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let of = |regions: &[NamedRegion], name: &str| -> Vec<Interval> {
            let own = regions.iter().filter(|region| region.name == name && region.contig == shard.contig);
            united(own.filter_map(|region| region.interval.intersection(shard.owned)).collect())
        };
        let places = names.into_iter().map(|name| {
            let asked = of(&self.asked, name).into_iter().map(|interval| Place { contig: shard.contig, interval });
            let stretch = |interval: Interval| {
                let from = (interval.start().get() - halo.start().get()) as usize;
                let bases = bases.get(from..from + interval.length().get() as usize)?;
                Some(Stretch { contig: shard.contig, start: interval.start(), bases: bases.into() })
            };
            let stretches = of(&self.windows, name).into_iter().filter_map(stretch).collect();
            (name, LocusPlaces { asked: asked.collect(), stretches })
        });
        places.filter(|(_, places)| *places != LocusPlaces::default()).collect()
    }
}

/// Intervals of one contig in order, those that overlap or touch joined.
fn united(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.sort_unstable_by_key(|interval| interval.start());
    let mut all: Vec<Interval> = Vec::new();
    for next in intervals {
        match all.last_mut() {
            Some(last) if next.start().zero_based() <= last.end().get() => {
                *last = Interval::new(last.start(), last.end().max(next.end())).unwrap_or(*last);
            }
            _ => all.push(next),
        }
    }
    all
}

/// A stretch of a contig.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The contig.
    pub contig: ContigIndex,
    /// The bases.
    pub interval: Interval,
}

/// The reference over a stretch of a contig.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// The contig.
    pub contig: ContigIndex,
    /// The first base.
    pub start: Position,
    /// The bases.
    pub bases: Sequence,
}

impl Stretch {
    /// The first position behind it; `None` at the end of what can be counted.
    fn end(&self) -> Option<Position> {
        self.start.checked_add(u32::try_from(self.bases.len()).ok()?)
    }

    /// The stretch without its bases; `None` of an empty one.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        let end = self.end()?.checked_sub(1)?;
        Some(Place { contig: self.contig, interval: Interval::new(self.start, end).ok()? })
    }
}

/// Where a locus lies, as far as it was looked at; in genome order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocusPlaces {
    /// What was asked for.
    pub asked: Vec<Place>,
    /// The reference there, with its surroundings.
    pub stretches: Vec<Stretch>,
}

impl LocusPlaces {
    /// Adds what the next part in genome order holds: stretches that meet are one.
    pub(super) fn add(&mut self, next: Self) {
        for place in next.asked {
            match self.asked.last_mut() {
                Some(last)
                    if last.contig == place.contig
                        && last.interval.end().checked_add(1) == Some(place.interval.start()) =>
                {
                    last.interval = Interval::new(last.interval.start(), place.interval.end()).unwrap_or(last.interval);
                }
                _ => self.asked.push(place),
            }
        }
        for stretch in next.stretches {
            match self.stretches.last_mut() {
                Some(last) if last.contig == stretch.contig && last.end() == Some(stretch.start) => {
                    last.bases = last.bases.iter().chain(stretch.bases.iter()).copied().collect();
                }
                _ => self.stretches.push(stretch),
            }
        }
    }

    /// Whether it can be of one piece.
    pub(super) fn is_of(&self, piece: &Shard) -> bool {
        let owned = |place: &Place| place.contig == piece.contig && piece.owned.encloses(place.interval);
        let stretches: Vec<Option<Place>> = self.stretches.iter().map(Stretch::place).collect();
        let apart = |places: &[Place]| places.windows(2).all(|pair| pair[0].interval.end() < pair[1].interval.start());
        match stretches.into_iter().collect::<Option<Vec<Place>>>() {
            Some(stretches) => [&self.asked, &stretches].iter().all(|places| places.iter().all(owned) && apart(places)),
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_are_the_same_from_whichever_parts_they_are_put_together() {
        let contig = ContigIndex::new(0).unwrap();
        let region = |name: &str, from, to| NamedRegion {
            contig,
            interval: Interval::from_half_open(from, to).unwrap(),
            name: name.to_owned(),
        };
        let asked = vec![region("B", 90, 120), region("A", 10, 40), region("B", 100, 140), region("C-PTD", 0, 200)];
        let windows = asked[..3].to_vec();
        let loci = Loci { asked, windows, all: Regions::default() };
        let bases: Vec<Base> = (0..200).map(|at| Base::ACGT[at * 7 % 4]).collect();
        let halo = Interval::from_half_open(0, 200).unwrap();
        let of = |from, to| {
            let shard = Shard { contig, owned: Interval::from_half_open(from, to).unwrap() };
            let found = loci.within(&shard, halo, &bases);
            assert!(found.iter().all(|(_, places)| places.is_of(&shard)));
            found
        };
        let whole = of(0, 200);
        assert_eq!(whole.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["A", "B", "C-PTD"]);
        assert_eq!((whole[1].1.stretches.len(), whole[1].1.stretches[0].bases.len()), (1, 50));
        assert_eq!((whole[2].1.stretches.len(), whole[2].1.asked.len()), (0, 1), "no reference of a partial one");
        for border in [20, 100, 119, 140] {
            let mut sums = std::collections::BTreeMap::<&str, LocusPlaces>::new();
            for (name, places) in [of(0, border), of(border, 200)].into_iter().flatten() {
                sums.entry(name).or_default().add(places);
            }
            assert!(whole.iter().all(|(name, places)| sums[name] == *places), "{border}");
        }
    }
}
