//! Clocks: what was promised, what was needed, and what it took, side by side (Annex E of the requirement list).
//!
//! Days are calendar days in Denmark; a "døgn" is a period of 24 hours (INC-42). Time on hold is told and never subtracted
//! (DER-23). The definitions are data of the guideline; this code knows none of them by name.

use guideline::cited::Definition;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::code::{CodeList, code_list};

/// The day and the time of day of Denmark, with the rules that were compiled in.
pub static DENMARK: TimeZone = jiff::tz::get!("Europe/Copenhagen");

/// The Danish day of an instant.
#[must_use]
pub fn day_of(instant: Timestamp) -> Date {
    DENMARK.to_datetime(instant).date()
}

/// The instant at which a Danish day begins. No Danish day of our time lacks its midnight; the change of the clock is at two.
#[must_use]
pub fn beginning_of(day: Date) -> Timestamp {
    DENMARK.to_ambiguous_timestamp(day.at(0, 0, 0, 0)).compatible().unwrap_or(Timestamp::MAX)
}

code_list!(
    /// Milestones of an order.
    Milestone {
        /// MDT decision.
        MdtDecision = "T0",
        /// Requisition submitted.
        Submitted = "T1",
        /// All required specimens received at the sequencing site.
        PairReceived = "T2",
        /// The tumour specimen received.
        TumourReceived = "T2a",
        /// The germline specimen received.
        GermlineReceived = "T2b",
        /// DNA of the pair accepted.
        DnaAccepted = "T3",
        /// Sequencing of the pair complete.
        Sequenced = "T4",
        /// Data of the pair released to the interpreting department.
        DataReleased = "T5",
        /// Report signed.
        Signed = "T6",
        /// The requester has opened the report.
        Acknowledged = "T7",
        /// The result was discussed at the MDT.
        Discussed = "T8",
    }
);

/// When the milestones of an order were reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestones(pub Vec<(Milestone, Timestamp)>);

impl Milestones {
    /// When a milestone was reached.
    #[must_use]
    pub fn at(&self, milestone: Milestone) -> Option<Timestamp> {
        self.0.iter().find(|(own, _)| *own == milestone).map(|(_, at)| *at)
    }
}

/// What the clocks of an order are read from: it follows from the course, and says nothing else of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    /// The disease is AML.
    pub aml: bool,
    /// A fast track is asked for.
    pub fast_track: bool,
    /// Milestones that were reached.
    pub milestones: Milestones,
    /// Stretches on hold, by a hold or for want of a consent; one without an end lasts. They may overlap.
    pub holds: Vec<(Timestamp, Option<Timestamp>)>,
}

impl Timing {
    /// Seconds between two instants on hold, each once. They are told beside the clocks and never subtracted from them (DER-23).
    #[must_use]
    pub fn seconds_on_hold(&self, from: Timestamp, to: Timestamp) -> i64 {
        let ends = |(from, until): &(Timestamp, Option<Timestamp>)| (*from, until.unwrap_or(to));
        covered(&self.holds.iter().map(ends).collect::<Vec<_>>(), from, to)
    }
}

/// What a clock counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Calendar days in Denmark.
    Days,
    /// Periods of 24 hours.
    Periods,
}

/// Whether the guideline offers the limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// What is aimed at, in the clock's unit.
    pub target: u32,
    /// What is not to be exceeded, in the clock's unit.
    pub limit: u32,
}

/// A clock as the guideline defines it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// Its id.
    pub id: String,
    /// Where it starts.
    pub start: Milestone,
    /// Where it stops.
    pub stop: Milestone,
    /// What it counts.
    pub unit: Unit,
    /// Target and limit; `None` where nothing is promised or asked.
    pub limits: Option<Limits>,
    /// `commitment`, `need`, `aspiration` or `none`.
    pub promise: String,
    /// Which orders it is for, each word one condition: an indication, `AML`, `fast track`, or `all`.
    pub applies: Vec<String>,
    /// In Danish.
    pub da: String,
    /// In English.
    pub en: String,
}

/// Why a definition is no clock that can run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the clock {id} has no usable \"{field}\"")]
pub struct UnusableClock {
    /// The clock.
    pub id: String,
    /// The field.
    pub field: &'static str,
}

impl Clock {
    /// The clocks among a rule set's definitions. Benchmarks have no start and stop and never run: they are lines on a chart.
    pub fn all(definitions: &[Definition]) -> Result<Vec<Self>, UnusableClock> {
        let clocks = definitions.iter().filter(|definition| definition.kind == "clock");
        clocks.filter(|definition| text(definition, "promise") != Some("benchmark")).map(Self::read).collect()
    }

    fn read(definition: &Definition) -> Result<Self, UnusableClock> {
        let unusable = |field| UnusableClock { id: definition.id.clone(), field };
        let milestone = |field| text(definition, field).and_then(Milestone::from_code).ok_or_else(|| unusable(field));
        let words = |field| text(definition, field).map(str::to_owned).ok_or_else(|| unusable(field));
        let count = |field| match definition.fields.get(field) {
            None => Ok(None),
            Some(value) => value.as_u64().and_then(|n| u32::try_from(n).ok()).map(Some).ok_or_else(|| unusable(field)),
        };
        let limits = match (count("target")?, count("limit")?) {
            (Some(target), Some(limit)) => Some(Limits { target, limit }),
            (None, None) => None,
            _ => return Err(unusable("limit")),
        };
        Ok(Self {
            id: definition.id.clone(),
            start: milestone("start")?,
            stop: milestone("stop")?,
            unit: match text(definition, "unit") {
                Some("days") => Unit::Days,
                Some("24h-periods") => Unit::Periods,
                _ => return Err(unusable("unit")),
            },
            limits,
            promise: words("promise")?,
            applies: words("applies")?.split(',').map(|word| word.trim().to_owned()).collect(),
            da: words("da")?,
            en: words("en")?,
        })
    }

    /// Whether the clock is for an order.
    #[must_use]
    pub fn is_for(&self, indication: &str, aml: bool, fast_track: bool) -> bool {
        self.applies.iter().all(|word| match word.as_str() {
            "all" => true,
            "AML" => aml,
            "fast track" => fast_track,
            other => other == indication,
        })
    }

    /// The last instant within a count of the clock's unit: for days the end of that calendar day in Denmark.
    ///
    /// METHOD: days: `beginning(day(start) + n + 1) - 1 ns`; periods: `start + n * 24 h`.
    #[must_use]
    pub fn due(&self, start: Timestamp, count: u32) -> Timestamp {
        let due = match self.unit {
            Unit::Periods => start.checked_add(SignedDuration::from_hours(24 * i64::from(count))).ok(),
            Unit::Days => day_of(start)
                .checked_add(SignedDuration::from_hours(24 * (i64::from(count) + 1)))
                .ok()
                .and_then(|next| beginning_of(next).checked_sub(SignedDuration::from_nanos(1)).ok()),
        };
        due.unwrap_or(Timestamp::MAX)
    }

    /// What the clock shows at an instant; `None` before it starts. A stop before the start shows no time at all: a clock that was set
    /// back makes nobody faster than zero.
    #[must_use]
    pub fn read_at(&self, milestones: &Milestones, now: Timestamp) -> Option<Reading> {
        let start = milestones.at(self.start)?;
        let stop = milestones.at(self.stop);
        let end = stop.unwrap_or(now).max(start);
        let due = |limits: &Limits| (self.due(start, limits.target), self.due(start, limits.limit));
        let due = self.limits.as_ref().map(due);
        Some(Reading {
            start,
            stop,
            seconds: end.duration_since(start).as_secs(),
            days: i64::from((day_of(end) - day_of(start)).get_days()),
            target_due: due.map(|(target, _)| target),
            limit_due: due.map(|(_, limit)| limit),
            within_target: due.map(|(target, _)| end <= target),
            within_limit: due.map(|(_, limit)| end <= limit),
        })
    }
}

fn text<'d>(definition: &'d Definition, field: &str) -> Option<&'d str> {
    definition.fields.get(field).and_then(Value::as_str)
}

/// What a clock shows. While it runs, `stop` is `None` and the figures are those of the instant it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// When it started.
    pub start: Timestamp,
    /// When it stopped.
    pub stop: Option<Timestamp>,
    /// Whole seconds passed.
    pub seconds: i64,
    /// Calendar days passed in Denmark: the day of the end minus the day of the start.
    pub days: i64,
    /// The last instant within the target.
    pub target_due: Option<Timestamp>,
    /// The last instant within the limit.
    pub limit_due: Option<Timestamp>,
    /// Within the target: for good once stopped, so far while it runs.
    pub within_target: Option<bool>,
    /// Within the limit, likewise.
    pub within_limit: Option<bool>,
}

/// Seconds of `[from, to]` that lie in any of the stretches, each counted once where they overlap.
#[must_use]
pub fn covered(stretches: &[(Timestamp, Timestamp)], from: Timestamp, to: Timestamp) -> i64 {
    let mut within: Vec<(Timestamp, Timestamp)> =
        stretches.iter().map(|(a, b)| ((*a).max(from), (*b).min(to))).filter(|(a, b)| a < b).collect();
    within.sort_unstable();
    let mut covered = SignedDuration::ZERO;
    let mut reached = from;
    for (a, b) in within {
        if b > reached {
            covered += b.duration_since(a.max(reached));
            reached = b;
        }
    }
    covered.as_secs()
}
