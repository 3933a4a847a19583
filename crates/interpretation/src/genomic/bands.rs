//! Bands with their bases, by chromosome.

use std::collections::BTreeMap;

use genome::position::Interval;

use crate::karyotype::{Arm, Chromosome};

/// A band and its bases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BandPlace {
    /// The chromosome.
    pub chromosome: Chromosome,
    /// Its bases.
    pub interval: Interval,
    /// Its name without the chromosome, `q22.12`.
    pub name: String,
}

impl BandPlace {
    fn arm(&self) -> Option<Arm> {
        match self.name.as_bytes().first() {
            Some(b'p') => Some(Arm::P),
            Some(b'q') => Some(Arm::Q),
            _ => None,
        }
    }
}

/// Bases that two bins of copies have: nearer to its place no edge of copies is told.
const COPIES: u32 = 20_000;

/// The bands of a genome.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bands {
    places: BTreeMap<Chromosome, Vec<BandPlace>>,
    /// So many bases of a human genome stand behind one; 0 counts as 1.
    times: u32,
}

impl Bands {
    /// From the bands of a table, in any order. Bands whose name tells no arm are passed over.
    #[must_use]
    pub fn new(places: impl IntoIterator<Item = BandPlace>) -> Self {
        let mut bands = Self::default();
        for place in places.into_iter().filter(|place| place.arm().is_some()) {
            bands.places.entry(place.chromosome).or_default().push(place);
        }
        for of_one in bands.places.values_mut() {
            of_one.sort_by_key(|place| place.interval);
        }
        bands
    }

    /// Of a genome that stands for a human one and is so many times shorter: what counts as long follows.
    #[must_use]
    pub fn shortened(self, times: u32) -> Self {
        Self { times, ..self }
    }

    /// Bases as they would be in a human genome.
    pub(super) fn of_human(&self, bases: u32) -> u32 {
        bases.saturating_mul(self.times.max(1))
    }

    /// How far from its true place a break may be told, of which a human genome allows for so many bases. What copies tell
    /// needs as many bases in a shortened genome as in a human one.
    pub(super) fn apart(&self, human: u32) -> u32 {
        (human / self.times.max(1)).max(COPIES.min(human))
    }

    /// Bases here that stand for so many of a human genome.
    pub(super) fn of_this(&self, human: u32) -> u32 {
        human / self.times.max(1)
    }

    fn of(&self, chromosome: Chromosome) -> &[BandPlace] {
        self.places.get(&chromosome).map_or(&[], Vec::as_slice)
    }

    /// The last base of a chromosome that a band holds; 0 without bands.
    #[must_use]
    pub fn length(&self, chromosome: Chromosome) -> u32 {
        self.of(chromosome).last().map_or(0, |place| place.interval.end().get())
    }

    /// The base before which the short arm ends: the end of its last band. 0 where there is none.
    #[must_use]
    pub fn centromere(&self, chromosome: Chromosome) -> u32 {
        let mut short = self.of(chromosome).iter().filter(|place| place.arm() == Some(Arm::P));
        short.next_back().map_or(0, |place| place.interval.end().get())
    }

    /// The band of a base as karyotypes write it, with one digit behind the point at most: `q22.12` is `q22.1`. `None`
    /// where the table has no band.
    #[must_use]
    pub fn written(&self, chromosome: Chromosome, base: u32) -> Option<&str> {
        let places = self.of(chromosome);
        let after = places.partition_point(|place| place.interval.start().get() <= base);
        let name = places.get(after.checked_sub(1)?)?.name.as_str();
        let whole = name.find('.').map_or(name.len(), |point| (point + 2).min(name.len()));
        name.get(..whole)
    }

    /// The first and the last base of a band with its sub-bands, `q22`, or of an arm, `q`; `None` if there is none.
    #[must_use]
    pub fn span(&self, chromosome: Chromosome, name: &str) -> Option<(u32, u32)> {
        let named = || {
            self.of(chromosome).iter().filter(|place| {
                place.name.strip_prefix(name).is_some_and(|rest| {
                    rest.is_empty() || rest.starts_with('.') || name.len() < 3 || name.contains('.')
                })
            })
        };
        Some((named().next()?.interval.start().get(), named().next_back()?.interval.end().get()))
    }

    /// The chromosomes that have bands.
    pub fn chromosomes(&self) -> impl Iterator<Item = Chromosome> {
        self.places.keys().copied()
    }
}
