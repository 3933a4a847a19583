//! Sums of points of which some are not known.

use guideline::truth::Truth;
use serde::Serialize;

use crate::decision_list::OtherReading;
use crate::source::Citation;

/// The totals that are possible, in half points, from 0 to 31.5.
///
/// METHOD: a missing value does not get a made-up number of points. It has the set of all it could have, and sums of sets
/// are the sets of sums. A set is a bit mask: bit n stands for n half points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "Vec<f64>")]
pub struct Points(u64);

impl Points {
    /// Exactly so many half points.
    #[must_use]
    pub const fn halves(count: u8) -> Self {
        Self(1 << count)
    }

    /// One or the other.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// One of several; 0 points if there are none.
    #[must_use]
    pub fn one_of(several: impl IntoIterator<Item = Self>) -> Self {
        several.into_iter().reduce(Self::or).unwrap_or(Self::halves(0))
    }

    /// The sum of all.
    #[must_use]
    pub fn sum(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().fold(Self::halves(0), |total, part| {
            Self(part.each().fold(0, |sums, halves| sums | total.0.checked_shl(halves).unwrap_or(0)))
        })
    }

    /// Each possible total in half points, from the least.
    pub fn each(self) -> impl Iterator<Item = u32> {
        (0..u64::BITS).filter(move |bit| self.0 & (1 << bit) != 0)
    }

    /// The least possible total in points.
    #[must_use]
    pub fn least(self) -> f64 {
        f64::from(self.0.trailing_zeros()) / 2.0
    }

    /// The greatest possible total in points.
    #[must_use]
    pub fn most(self) -> f64 {
        f64::from(self.0.checked_ilog2().unwrap_or(0)) / 2.0
    }

    /// The total in points, if only one is possible.
    #[must_use]
    pub fn definite(self) -> Option<f64> {
        self.0.is_power_of_two().then(|| self.least())
    }
}

impl From<Points> for Vec<f64> {
    fn from(points: Points) -> Self {
        points.each().map(|halves| f64::from(halves) / 2.0).collect()
    }
}

/// A row of a table of points: values up to a bound that no row before it took.
#[derive(Debug, Clone, Copy)]
pub enum Band {
    /// Values below the bound.
    Below(f64, u8),
    /// Values up to the bound, which is included.
    UpTo(f64, u8),
    /// All other values.
    Otherwise(u8),
}

impl Band {
    /// The points of the value in a table; of every row if it is not known.
    #[must_use]
    pub fn points(table: &[Self], value: Option<f64>) -> Points {
        let rows = table.iter().map(|band| match *band {
            Self::Below(bound, halves) => (value.is_none_or(|value| value < bound), halves),
            Self::UpTo(bound, halves) => (value.is_none_or(|value| value <= bound), halves),
            Self::Otherwise(halves) => (true, halves),
        });
        let taken = rows.filter(|(takes, _)| *takes).map(|(_, halves)| Points::halves(halves));
        Points::one_of(taken.take(if value.is_some() { 1 } else { table.len() }))
    }
}

/// How a line of a score shows what is there or is not; empty where it is not known.
pub(crate) fn sign(truth: Truth) -> &'static str {
    match truth {
        Truth::Yes => "+",
        Truth::No => "-",
        Truth::Unknown => "",
    }
}

/// One line of a score: what was asked, what was seen, and the points for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// What was asked.
    #[serde(serialize_with = "crate::language::as_words")]
    pub name: &'static str,
    /// What was seen; empty if it is not known.
    pub seen: String,
    /// The points, or all that are possible.
    pub points: Points,
}

impl Part {
    /// A line from a table of points.
    pub fn banded(name: &'static str, table: &[Band], value: Option<(f64, String)>) -> Self {
        let points = Band::points(table, value.as_ref().map(|(number, _)| *number));
        Self { name, seen: value.map_or_else(String::new, |(_, seen)| seen), points }
    }
}

/// Something that a reader of a score has to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Stable name.
    pub id: &'static str,
    /// In English.
    pub en: String,
    /// In Danish.
    pub da: String,
}

impl Note {
    /// A note whose words are fixed.
    #[must_use]
    pub fn fixed(id: &'static str, en: &str, da: &str) -> Self {
        Self { id, en: en.to_owned(), da: da.to_owned() }
    }
}

/// A score by points, with its reasons.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scored<C> {
    /// Name and edition.
    #[serde(serialize_with = "crate::language::as_words")]
    pub edition: &'static str,
    /// Where the table stands.
    pub citation: Citation,
    /// The lines of the sum.
    pub parts: Vec<Part>,
    /// The total, or all that are possible.
    pub total: Points,
    /// The categories that the known values allow, from the best. One is a definite answer.
    pub possible: Vec<C>,
    /// Readings of open questions that would answer otherwise.
    pub other_readings: Vec<OtherReading<C>>,
    /// What a reader has to know.
    pub notes: Vec<Note>,
}

impl<C: PartialEq + Copy> Scored<C> {
    /// Adds up the parts; `category` gives the category of a total in half points.
    #[must_use]
    pub fn new(edition: &'static str, citation: Citation, parts: Vec<Part>, category: impl Fn(u32) -> C) -> Self {
        let total = Points::sum(parts.iter().map(|part| part.points));
        let mut possible: Vec<C> = total.each().map(category).collect();
        possible.dedup();
        Self { edition, citation, parts, total, possible, other_readings: Vec::new(), notes: Vec::new() }
    }

    /// The category, if only one is possible.
    #[must_use]
    pub fn definite(&self) -> Option<C> {
        match self.possible[..] {
            [category] => Some(category),
            _ => None,
        }
    }

    /// What would have to be known for one total.
    pub fn missing(&self) -> impl Iterator<Item = &'static str> {
        self.parts.iter().filter(|part| part.points.definite().is_none()).map(|part| part.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_missing_value_has_the_points_of_every_row() {
        let table = [Band::UpTo(2.0, 0), Band::Below(5.0, 2), Band::Otherwise(6)];
        assert_eq!(Vec::from(Band::points(&table, None)), [0.0, 1.0, 3.0]);
        let points = |value| Band::points(&table, Some(value)).definite();
        assert_eq!([2.0, 2.1, 5.0].map(points), [Some(0.0), Some(1.0), Some(3.0)]);
    }

    proptest! {
        #[test]
        fn sums_of_sets_are_sets_of_sums(a in 1_u64..1 << 8, b in 1_u64..1 << 8, c in 1_u64..1 << 8) {
            let mut expected = std::collections::BTreeSet::new();
            for x in Points(a).each() {
                for y in Points(b).each() {
                    expected.extend(Points(c).each().map(|z| x + y + z));
                }
            }
            let sum = Points::sum([Points(a), Points(b), Points(c)]);
            prop_assert_eq!(sum.each().collect::<Vec<_>>(), expected.iter().copied().collect::<Vec<_>>());
            let totals: Vec<f64> = sum.into();
            prop_assert_eq!([Some(sum.least()), Some(sum.most())], [totals.first().copied(), totals.last().copied()]);
            prop_assert_eq!(sum.definite().is_some(), expected.len() == 1);
        }
    }
}
