//! KPI-EQ: who is referred and who is refused, and why, in each region and disease group.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::case::Case;
use super::progress::{RefusedAs, tally};
use super::volume::BOTH;
use super::year::Stratum;
use crate::proportion::{Interval, Proportion};

/// What became of the referrals of a year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answered {
    /// Accepted in the year.
    pub accepted: u32,
    /// Refused in the year, by the guideline's answer.
    pub refused: BTreeMap<RefusedAs, u32>,
    /// How often each rule decided a refusal; a referral can be refused by several.
    pub rules: BTreeMap<String, u32>,
    /// Refusals of which no rule is recorded.
    pub without_rule: u32,
    /// Neither accepted, refused nor taken back at the data freeze, of whatever year.
    pub undecided: u32,
}

impl Answered {
    /// The share of the answered referrals that were accepted.
    #[must_use]
    pub fn share(&self) -> Proportion {
        Proportion::new(self.accepted, self.accepted + self.refused.values().sum::<u32>()).unwrap_or_default()
    }
}

/// What became of a year's referrals, by indication ([`BOTH`] for the two together), stratum and value.
pub(super) fn answered(cases: &[Case], year: i16) -> BTreeMap<(String, Stratum, String), Answered> {
    let mut cells: BTreeMap<(String, Stratum, String), Answered> = BTreeMap::new();
    for case in cases {
        let accepted = case.accepted.is_some_and(|day| day.year() == year);
        let refused = case.refused.as_ref().filter(|own| own.day.year() == year);
        let undecided = case.accepted.is_none() && case.refused.is_none() && case.progress.ended.is_none();
        if !accepted && refused.is_none() && !undecided {
            continue;
        }
        for indication in [BOTH, &case.indication] {
            for stratum in Stratum::EVERY {
                let cell = cells.entry((indication.to_owned(), stratum, stratum.of(case))).or_default();
                cell.accepted += u32::from(accepted);
                cell.undecided += u32::from(undecided);
                if let Some(own) = refused {
                    *cell.refused.entry(own.answer).or_default() += 1;
                    cell.without_rule += u32::from(own.rules.is_empty());
                    for (rule, count) in tally(own.rules.iter()) {
                        *cell.rules.entry(rule).or_default() += count.min(1);
                    }
                }
            }
        }
    }
    cells
}

/// What referrals are held against: a file that the data manager writes, since neither figure is the service's own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Denominators {
    /// The calendar year they are of.
    pub year: i16,
    /// Where the figures are from.
    pub source: String,
    /// Each region.
    pub region: Vec<RegionDenominator>,
}

/// What a region's referrals are held against.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionDenominator {
    /// Its code.
    pub code: String,
    /// Inhabitants of 18 years and more.
    pub adults: u32,
    /// Incident cases of the RKKP databases, by indication.
    #[serde(default)]
    pub incident: BTreeMap<String, u32>,
}

/// Referrals accepted for some number of people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Accepted for one.
    pub rate: f64,
    /// The interval; `None` where more were accepted than there are people, as referrals of earlier years' patients can be.
    pub interval: Option<Interval>,
}

impl Rate {
    /// `accepted` among `people`; `None` of nobody.
    #[must_use]
    pub fn of(accepted: u32, people: u32) -> Option<Self> {
        let rate = (people > 0).then(|| f64::from(accepted) / f64::from(people))?;
        Some(Self { rate, interval: Proportion::new(accepted, people).ok().and_then(Proportion::interval) })
    }
}

impl Denominators {
    /// The figures of a region.
    #[must_use]
    pub fn of(&self, region: &str) -> Option<&RegionDenominator> {
        self.region.iter().find(|own| own.code == region)
    }
}
