//! How the clones of two samples of one person differ.
//!
//! METHOD: two samples differ where the 95 % intervals of a share do not overlap: the change is then beyond what the reads
//! leave open. What is compared is the share of tumour cells with the event (cancer cell fraction) where purity and copies of
//! the place are known in both samples, f (C - N + N / p) / m, with the allele fraction f, purity p, C copies of the place in a
//! tumour cell, N in a normal one, and m mutated copies in a cell. The interval takes the least and the greatest that f, p, C
//! and m allow together. Where purity or copies are not known, the shares of the sample themselves are compared, and the
//! answer says so.

use serde::{Deserialize, Serialize};

use super::sighting::{Presence, Sighting};
use crate::language::Words;

/// From the least to the greatest that a quantity may be.
pub type Range = [f64; 2];

/// What is known of the place of an event in a sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Locus {
    /// The share of tumour cells, all fits that are about as good: above 0, to 1.
    pub purity: Range,
    /// Mean copies of the place in a tumour cell.
    pub copies: Range,
    /// Copies in a normal cell: 2, or 1 on the chromosomes X and Y of a man.
    pub normal_copies: u8,
    /// The most mutated copies that one cell can have: those of the parent with more.
    pub most_mutated: u8,
}

/// The share of tumour cells that allele fractions stand for, 0 to 1.
#[must_use]
pub fn tumour_cells([least, most]: Range, locus: &Locus) -> Range {
    let normal = f64::from(locus.normal_copies);
    let cells = |fraction: f64, copies: f64, purity: f64, mutated: u8| {
        (fraction * (copies - normal + normal / purity) / f64::from(mutated.max(1))).clamp(0.0, 1.0)
    };
    let ([low_purity, high_purity], [few, many]) = (locus.purity, locus.copies);
    [cells(least, few, high_purity, locus.most_mutated), cells(most, many, low_purity, 1)]
}

/// An event in one sample, as it is compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Extent<'s> {
    /// What the sample says.
    pub sighting: &'s Sighting,
    /// The share of tumour cells, where purity and copies are known.
    pub tumour_cells: Option<Range>,
}

/// How an event changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Not seen before, and more now than could have been missed.
    New,
    /// A greater share now.
    Expanding,
    /// Seen in both, and no difference that can be shown.
    Stable,
    /// A smaller share now.
    Shrinking,
    /// Not seen now, and more before than can have been missed.
    Lost,
    /// It cannot be told.
    NotAssessable,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Shares of tumour cells.
    TumourCells,
    /// Shares of the sample: purity or copies in one of the two are not known.
    Sample,
}

/// An event's way from one sample to the next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evolution {
    /// The change.
    pub change: Change,
    /// What is compared.
    pub measure: Measure,
    /// Its interval before; `None` where there is none.
    pub before: Option<Range>,
    /// Its interval now.
    pub now: Option<Range>,
    /// Why it cannot be told.
    pub why: Option<Words>,
}

/// Compares an event in two samples.
#[must_use]
pub fn compare(before: &Extent<'_>, now: &Extent<'_>) -> Evolution {
    let (measure, ranges) = match (before.tumour_cells, now.tumour_cells) {
        (Some(first), Some(second)) => (Measure::TumourCells, [Some(first), Some(second)]),
        _ => (Measure::Sample, [before.sighting.interval, now.sighting.interval]),
    };
    let (change, why) = told([before.sighting, now.sighting], ranges);
    let [before, now] = ranges;
    Evolution { change, measure, before, now, why }
}

fn told([before, now]: [&Sighting; 2], ranges: [Option<Range>; 2]) -> (Change, Option<Words>) {
    let not = |en: &'static str, da: &'static str| (Change::NotAssessable, Some(Words::new(en, da)));
    let [Some([first_low, first_high]), Some([second_low, second_high])] = ranges else {
        return match (before.presence, now.presence) {
            (Presence::NotAssessed, _) => not("not assessed before", "ikke undersøgt før"),
            (_, Presence::NotAssessed) => not("not assessed now", "ikke undersøgt nu"),
            _ => not("its reads are not counted", "dens reads er ikke talt"),
        };
    };
    let (more, less) = (first_high < second_low, second_high < first_low);
    match (before.presence, now.presence) {
        (Presence::NotSeen, Presence::NotSeen) => not("seen in neither sample", "ikke set i nogen af prøverne"),
        (Presence::NotSeen, _) if more => (Change::New, None),
        (_, Presence::NotSeen) if less => (Change::Lost, None),
        (Presence::NotSeen, _) => not(
            "seen now for the first time, but it could have been missed before",
            "set nu for første gang, men kunne være overset før",
        ),
        (_, Presence::NotSeen) => not(
            "not seen now, but so few reads could have missed it",
            "ikke set nu, men kunne være overset med så få reads",
        ),
        _ if more => (Change::Expanding, None),
        _ if less => (Change::Shrinking, None),
        _ => (Change::Stable, None),
    }
}

#[cfg(test)]
#[path = "evolution_tests.rs"]
mod tests;
