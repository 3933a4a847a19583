//! False indels in repeats.
//!
//! METHOD: the polymerase slips more the longer the repeat. Counts at sites without a variant give each kind of repeat its
//! own rate; a beta prior holds it where counts are few. The prior of a repeat of n units is the fitted rate of n - 1
//! units times the growth of the default curve, so that the fit of common repeats carries over to rare ones. Default:
//! Strelka2's log-linear curve in homopolymer length, from 5e-5 to 3e-4 (methods.tex, non-adaptive rate). Idea of the
//! fit: Strelka2's adaptive rates and REDUX's jitter model.

use genome::probability::Probability;
use genome::sequence::Base;

/// The default rate outside repeats, and in repeats of at most four units.
pub const DEFAULT_INDEL_RATE: f64 = 5e-5;
/// The default rate in long repeats.
const LONG_RATE: f64 = 3e-4;
/// Units from which a repeat is long, and up to which the default is that outside repeats.
const LONG: u8 = 16;
const SHORT: u8 = 4;
/// The longest unit told apart.
pub const LONGEST_UNIT: u8 = 6;
/// The greatest number of units told apart; more count as this many.
pub const MOST_UNITS: u8 = 40;
/// The weight of the prior, in fragments.
const PRIOR_FRAGMENTS: f64 = 2e4;
/// How much rarer a slip of one unit more is; measured in homopolymers of Illumina reads as a fifth to a tenth, taken high.
const FURTHER_UNIT: f64 = 0.25;
/// The longest slip of two repeats that meet, in bases.
const MOST_MOVED: usize = 12;
/// No repeat is believed to err more often than this, nor less often than a thousandth of the default.
const GREATEST_RATE: f64 = 0.3;

/// The repeat at a place of the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Repeat {
    unit: u8,
    count: u8,
}

impl Repeat {
    /// No repeat: one unit of one base.
    pub const NONE: Self = Self { unit: 1, count: 1 };

    /// A repeat of `count` units of `unit` bases; above [`LONGEST_UNIT`] and [`MOST_UNITS`] as these.
    #[must_use]
    pub fn new(unit: usize, count: usize) -> Self {
        let capped = |value: usize, most: u8| u8::try_from(value).unwrap_or(most).clamp(1, most);
        Self { unit: capped(unit, LONGEST_UNIT), count: capped(count, MOST_UNITS) }
    }

    /// The repeat that starts at a place of the reference, as an indel in normal form meets it: the first base after its
    /// padding. Of all unit lengths the one that covers most bases; the shorter of equals.
    #[must_use]
    pub fn at(reference: &[Base], start: usize) -> Self {
        let mut best = (0, Self::NONE);
        for unit in 1..=usize::from(LONGEST_UNIT) {
            let Some(first) = reference.get(start..start + unit) else { break };
            if first.contains(&Base::N) {
                break;
            }
            let count = reference[start..].chunks_exact(unit).take_while(|chunk| *chunk == first).count();
            let covered = if count > 1 { unit * count } else { 1 };
            if covered > best.0 {
                best = (covered, Self::new(unit, count.max(1)));
            }
        }
        if best.0 > 1 { best.1 } else { Self::NONE }
    }

    /// The repeat of whole units that a base of the reference lies in. Of all unit lengths the one that covers most bases; the
    /// shorter of equals.
    #[must_use]
    pub fn around(reference: &[Base], at: usize) -> Self {
        let mut best = (0, Self::NONE);
        for unit in 1..=usize::from(LONGEST_UNIT) {
            let again = |place: &usize| match (reference.get(*place), reference.get(place + unit)) {
                (Some(one), Some(next)) => one == next && *one != Base::N,
                _ => false,
            };
            // The base may be any of the last unit.
            for within in (0..unit).filter_map(|back| at.checked_sub(back)) {
                let before = (0..within).rev().take_while(again).count();
                let units = ((within..reference.len()).take_while(again).count() + before) / unit + 1;
                if units > 1 && unit * units > best.0 {
                    best = (unit * units, Self::new(unit, units));
                }
            }
        }
        best.1
    }

    /// Bases in a unit, 1 to 6.
    #[must_use]
    pub fn unit(self) -> u8 {
        self.unit
    }

    /// Units, 1 to 40.
    #[must_use]
    pub fn count(self) -> u8 {
        self.count
    }

    fn index(self) -> usize {
        usize::from(self.unit - 1) * usize::from(MOST_UNITS) + usize::from(self.count - 1)
    }

    /// The default rate.
    ///
    /// METHOD: log-linear in the number of units between 4 and 16, flat outside.
    #[must_use]
    pub fn default_rate(self) -> f64 {
        let share = f64::from(self.count.clamp(SHORT, LONG) - SHORT) / f64::from(LONG - SHORT);
        DEFAULT_INDEL_RATE * (LONG_RATE / DEFAULT_INDEL_RATE).powf(share)
    }
}

const KINDS: usize = LONGEST_UNIT as usize * MOST_UNITS as usize;

/// Counts at sites without a variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepeatIndelCounts {
    /// Fragments with an indel of whole units, and all fragments that span the repeat.
    counts: Vec<(u64, u64)>,
}

impl Default for RepeatIndelCounts {
    fn default() -> Self {
        Self { counts: vec![(0, 0); KINDS] }
    }
}

impl RepeatIndelCounts {
    /// Adds one repeat: fragments that span it, and those of them that show an indel in it.
    pub fn add(&mut self, repeat: Repeat, with_indel: u64, spanning: u64) {
        let (indels, fragments) = &mut self.counts[repeat.index()];
        *indels += with_indel.min(spanning);
        *fragments += spanning;
    }

    /// Adds the counts of another part of the genome; the order of parts does not matter.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            mine.0 += theirs.0;
            mine.1 += theirs.1;
        }
    }

    /// The rates.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    pub fn fit(&self) -> RepeatIndelRates {
        let mut rates = vec![0.0; KINDS];
        for unit in 1..=LONGEST_UNIT {
            let mut before: Option<(f64, f64)> = None;
            for count in 1..=MOST_UNITS {
                let repeat = Repeat { unit, count };
                let default = repeat.default_rate();
                let prior = before.map_or(default, |(fitted, its_default)| fitted * default / its_default);
                let (indels, fragments) = self.counts[repeat.index()];
                // METHOD: mean of Beta(a + k, b + n - k) with a / (a + b) the prior and a + b its weight.
                let rate = (prior * PRIOR_FRAGMENTS + indels as f64) / (PRIOR_FRAGMENTS + fragments as f64);
                let rate = rate.clamp(DEFAULT_INDEL_RATE / 1000.0, GREATEST_RATE);
                rates[repeat.index()] = rate;
                before = Some((rate, default));
            }
        }
        RepeatIndelRates { rates }
    }
}

/// The rate of false indels per fragment that spans a repeat.
#[derive(Debug, Clone, PartialEq)]
pub struct RepeatIndelRates {
    rates: Vec<f64>,
}

impl Default for RepeatIndelRates {
    /// The default curve.
    fn default() -> Self {
        RepeatIndelCounts::default().fit()
    }
}

impl RepeatIndelRates {
    /// All rates to the last bit, in a fixed order: to tell two fits apart.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.rates.iter().flat_map(|rate| rate.to_le_bytes()).collect()
    }

    /// P(a fragment shows an indel in the repeat | the molecule has none).
    #[must_use]
    pub fn rate(&self, repeat: Repeat) -> Probability {
        Probability::new(self.rates[repeat.index()]).unwrap_or_else(|_| unreachable!("clamped when fitted"))
    }

    /// The greatest rate of the repeats that some bases of the reference lie in.
    #[must_use]
    pub fn of_places(&self, reference: &[Base], places: impl IntoIterator<Item = usize>) -> Probability {
        let rates = places.into_iter().map(|at| self.rate(Repeat::around(reference, at)));
        rates.fold(self.rate(Repeat::NONE), |greatest, rate| if rate.get() > greatest.get() { rate } else { greatest })
    }

    /// The rate at which two repeats that meet slip together so that a substitution seems to be there: one loses as many bases
    /// as the other gains, and between them the border moves. `None` if the new bases at `start` are not so made.
    ///
    /// METHOD: the rate of the rarer slip of the two. They are not independent, or such places would be far more seldom
    /// seen than they are; it is taken high.
    #[must_use]
    pub fn of_moved_border(&self, reference: &[Base], start: usize, new: &[Base]) -> Option<Probability> {
        let end = start + new.len();
        let slip = |repeat: Repeat, moved: usize| {
            let unit = usize::from(repeat.unit());
            (repeat.count() >= SHORT && moved.is_multiple_of(unit)).then(|| {
                let further = i32::try_from(moved / unit).unwrap_or(i32::MAX) - 1;
                self.rate(repeat).get() * FURTHER_UNIT.powi(further)
            })
        };
        let rates = (1..=MOST_MOVED).filter_map(|moved| {
            let (before, behind) = (start.checked_sub(moved)?, end + moved);
            let from_before = reference.get(before..before + new.len()) == Some(new);
            let from_behind = reference.get(start + moved..behind) == Some(new);
            // A whole shift away from the border the bases are of one repeat only.
            let [left, right] = [before, behind - 1].map(|at| slip(Repeat::around(reference, at), moved));
            (from_before || from_behind).then_some(left?.min(right?))
        });
        rates.reduce(f64::max).and_then(|rate| Probability::new(rate).ok())
    }

    /// The rate of one false indel: `moved` are the bases that come or go at `start` of the reference.
    ///
    /// METHOD: the polymerase slips by whole units, and [`FURTHER_UNIT`] times as often by each unit more. Other bases
    /// are none of the repeat's making.
    #[must_use]
    pub fn of_indel(&self, reference: &[Base], start: usize, moved: &[Base]) -> Probability {
        let repeat = Repeat::at(reference, start);
        let unit = usize::from(repeat.unit());
        let slipped = moved.len().is_multiple_of(unit)
            && reference.get(start..start + unit).is_some_and(|unit| moved.chunks(unit.len()).all(|part| part == unit));
        if !slipped || repeat == Repeat::NONE {
            return self.rate(Repeat::NONE);
        }
        let further = i32::try_from(moved.len() / unit).unwrap_or(i32::MAX) - 1;
        let none = self.rate(Repeat::NONE);
        let rate = (self.rate(repeat).get() * FURTHER_UNIT.powi(further)).max(none.get());
        Probability::new(rate).unwrap_or(none)
    }
}

#[cfg(test)]
mod tests {
    use genome::sequence::Sequence;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_default_curve_is_the_published_one() {
        let rates = RepeatIndelRates::default();
        let at = |count| rates.rate(Repeat::new(1, count)).get();
        assert!((at(1) - 5e-5).abs() < 1e-12 && (at(4) - 5e-5).abs() < 1e-12);
        assert!((at(16) - 3e-4).abs() < 1e-12 && (at(40) - 3e-4).abs() < 1e-12);
        assert!((at(10) - (5e-5f64 * 3e-4).sqrt()).abs() < 1e-9, "half way in the logarithm");
    }

    #[test]
    fn the_sample_overrules_the_default_and_carries_over() {
        let mut counts = RepeatIndelCounts::default();
        counts.add(Repeat::new(1, 12), 10_000, 1_000_000);
        let rates = counts.fit();
        assert!((rates.rate(Repeat::new(1, 12)).get() - 0.01).abs() < 3e-4);
        assert!(rates.rate(Repeat::new(1, 13)).get() > 0.01, "a longer repeat errs no less");
        assert!((rates.rate(Repeat::new(2, 12)).get() - Repeat::new(2, 12).default_rate()).abs() < 1e-12);
    }

    #[test]
    fn repeats_are_read_off_the_reference() {
        let at = |text: &str, start| {
            let repeat = Repeat::at(&text.parse::<Sequence>().unwrap(), start);
            (repeat.unit(), repeat.count())
        };
        assert_eq!(at("GAAAAAT", 1), (1, 5));
        assert_eq!(at("GCACACAG", 1), (2, 3));
        assert_eq!(at("ACGTTGCA", 0), (1, 1));
        assert_eq!(at("GAATAATAATC", 1), (3, 3), "three units of AAT, not two As");
        assert_eq!((at("NNNN", 0), at("A", 1)), ((1, 1), (1, 1)));
    }

    #[test]
    fn a_base_lies_in_a_repeat_to_either_side() {
        let around = |text: &str, at| {
            let repeat = Repeat::around(&text.parse::<Sequence>().unwrap(), at);
            (repeat.unit(), repeat.count())
        };
        assert!((1..6).all(|at| around("GAAAAAT", at) == (1, 5)));
        assert!((1..7).all(|at| around("GCACACAG", at) == (2, 3)));
        assert_eq!((around("GCACACAG", 0), around("GCACACAG", 7)), ((1, 1), (1, 1)));
        assert!((0..12).all(|at| around("GATGATGATGAT", at) == (3, 4)));
        assert_eq!((around("NNNN", 1), around("A", 0), around("A", 9)), ((1, 1), (1, 1), (1, 1)));
    }

    /// C is lost, or misread as A while the run after it loses one: the run errs, and the C beside it is of its place.
    #[test]
    fn a_place_errs_as_its_neighbours_do() {
        let mut counts = RepeatIndelCounts::default();
        counts.add(Repeat::new(1, 21), 200_000, 1_000_000);
        let rates = counts.fit();
        let reference: Sequence = format!("GATC{}GT", "A".repeat(21)).parse().unwrap();
        assert!(rates.of_places(&reference, [2, 3, 4]).get() > 0.15);
        assert!(rates.of_places(&reference, [1, 2, 3]).get() < 1e-4);
    }

    /// TC and TG meet; two units less of one and two more of the other read as GTG>CTC.
    #[test]
    fn a_border_between_repeats_moves() {
        let mut counts = RepeatIndelCounts::default();
        counts.add(Repeat::new(2, 8), 100_000, 1_000_000);
        counts.add(Repeat::new(2, 9), 100_000, 1_000_000);
        let rates = counts.fit();
        let reference: Sequence = format!("GA{}{}AA", "TC".repeat(8), "TG".repeat(9)).parse().unwrap();
        let of = |start: usize, new: &str| {
            rates.of_moved_border(&reference, start, &new.parse::<Sequence>().unwrap()).map(Probability::get)
        };
        // The last C is at 17, the first G at 19.
        assert!(of(19, "CTC").is_some_and(|rate| rate > 0.02));
        assert!(of(19, "C").is_some_and(|rate| rate > 0.09) && of(17, "G").is_some_and(|rate| rate > 0.09));
        assert_eq!([of(19, "A"), of(21, "CTA"), of(2, "G"), of(37, "T")], [None; 4]);
    }

    #[test]
    fn only_whole_units_are_slips_and_longer_ones_are_rarer() {
        let mut counts = RepeatIndelCounts::default();
        counts.add(Repeat::new(2, 5), 100_000, 1_000_000);
        let rates = counts.fit();
        let reference: Sequence = "GACACACACACT".parse().unwrap();
        let of = |moved: &str| rates.of_indel(&reference, 1, &moved.parse::<Sequence>().unwrap()).get();
        let slip = rates.rate(Repeat::new(2, 5)).get();
        assert!(slip > 0.09 && (of("AC") - slip).abs() < 1e-12 && (of("ACAC") - slip / 4.0).abs() < 1e-12);
        for other in ["A", "ACA", "AG", "ACAG"] {
            assert!((of(other) - DEFAULT_INDEL_RATE).abs() < 1e-12, "{other}");
        }
    }

    proptest! {
        #[test]
        fn parts_of_the_genome_add_up(parts in prop::collection::vec((1usize..8, 1usize..50, 0u64..50, 0u64..5000), 0..40)) {
            let (mut whole, mut joined) = (RepeatIndelCounts::default(), RepeatIndelCounts::default());
            for (unit, count, indels, fragments) in parts.iter().rev() {
                whole.add(Repeat::new(*unit, *count), *indels, *fragments);
            }
            for (unit, count, indels, fragments) in parts {
                let mut part = RepeatIndelCounts::default();
                part.add(Repeat::new(unit, count), indels, fragments);
                joined.merge(&part);
            }
            prop_assert_eq!(whole.fit(), joined.fit());
        }
    }
}
