//! What is assumed of a year: a file that planners write.

use fastrand::Rng;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Seconds;

/// A scenario. Each figure is an assumption of whoever wrote the file; the file says where it is from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it is called in tables.
    pub name: String,
    /// The first day whose orders count.
    pub first_day: Date,
    /// Days whose orders count.
    pub days: u32,
    /// Days before them that are simulated to fill the queues and do not count.
    pub warm_up_days: u32,
    /// All patients times this: 0.2 for one region, 100 for a hundred nations.
    #[serde(default = "one")]
    pub scale: f64,
    /// Referrals of each month in relation to the others.
    #[serde(default = "even")]
    pub months: [f64; 12],
    /// Working hours.
    pub hours: Hours,
    /// Who is referred.
    pub patients: Vec<Group>,
    /// The weekdays on which the MDT meets.
    pub mdt: Vec<Weekday>,
    /// From the MDT's decision to the requisition, in days.
    pub requisition: Duration,
    /// From the requisition to the arrival of specimens.
    pub specimens: Specimens,
    /// Extraction of DNA.
    pub laboratory: People,
    /// Sequencing.
    pub sequencing: Sequencing,
    /// Calling, on computers that do not sleep.
    pub analysis: People,
    /// Interpretation of a case.
    pub interpretation: People,
    /// Reading and signing by the second person.
    pub approval: People,
}

fn one() -> f64 {
    1.0
}

fn even() -> [f64; 12] {
    [1.0; 12]
}

/// Working hours, on working days or on all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// The hour at which work begins.
    pub opens: u8,
    /// The hour at which it ends.
    pub closes: u8,
    /// Also on Saturdays, Sundays and holidays.
    #[serde(default)]
    pub all_days: bool,
}

/// Patients of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// What they are called.
    pub name: String,
    /// `RR` or `MC`.
    pub indication: String,
    /// Whether the disease is acute myeloid leukaemia.
    #[serde(default)]
    pub aml: bool,
    /// Expected in a year.
    pub per_year: f64,
    /// The share that is urgent, from 0 to 1.
    #[serde(default)]
    pub fast_track: f64,
    /// Units of 30x of the tumour.
    pub tumour_units: u32,
    /// Units of 30x of the germline; 0 where it is sequenced already.
    pub germline_units: u32,
    /// The share whose germline is fibroblasts that must grow, from 0 to 1.
    #[serde(default)]
    pub cultured: f64,
}

/// A length of time that varies: half take less than `median`, nine of ten less than `p90`; lognormal. Both equal: always the same.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duration {
    /// Half take less.
    pub median: f64,
    /// Nine of ten take less.
    pub p90: f64,
}

/// How specimens come. Days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Specimens {
    /// Tumour, from the requisition.
    pub tumour: Duration,
    /// Germline that needs no culture.
    pub germline: Duration,
    /// Cultured fibroblasts.
    pub cultured: Duration,
    /// The share that is rejected and taken again, from 0 to 1.
    pub rejected: f64,
}

/// People (or computers) who do one thing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// How many at once.
    pub count: u32,
    /// Hours for one piece of work.
    pub hours: Duration,
}

/// Runs of the sequencers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sequencing {
    /// Sequencers.
    pub machines: u32,
    /// The weekdays on which runs start, when the day begins.
    pub starts: Vec<Weekday>,
    /// Units of 30x of one run.
    pub units_per_run: u32,
    /// Units of 30x that must wait before a run is worth its cost.
    pub least_units: u32,
    /// A run starts with less once something has waited so many days.
    pub longest_wait_days: u32,
    /// Days that a run takes, with the preparation of libraries.
    pub days: f64,
    /// The share of specimens that must be sequenced again, from 0 to 1.
    pub failed: f64,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the days of the week")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// The weekday of a date.
    #[must_use]
    pub fn of(date: Date) -> Self {
        match date.weekday() {
            jiff::civil::Weekday::Monday => Self::Monday,
            jiff::civil::Weekday::Tuesday => Self::Tuesday,
            jiff::civil::Weekday::Wednesday => Self::Wednesday,
            jiff::civil::Weekday::Thursday => Self::Thursday,
            jiff::civil::Weekday::Friday => Self::Friday,
            jiff::civil::Weekday::Saturday => Self::Saturday,
            jiff::civil::Weekday::Sunday => Self::Sunday,
        }
    }

    /// Monday to Friday.
    #[must_use]
    pub fn is_workday(self) -> bool {
        !matches!(self, Self::Saturday | Self::Sunday)
    }
}

impl Duration {
    /// One length, in the unit of its field; two numbers of the sequence are used.
    pub(super) fn draw(self, random: &mut Rng) -> f64 {
        // METHOD: median · exp(σ z), σ = ln(p90 / median) / z_0.9; z by Box and Muller.
        const NORMAL_QUANTILE_90: f64 = 1.281_551_565_544_6;
        let radius = (-2.0 * (1.0 - random.f64()).ln()).sqrt();
        let z = radius * (std::f64::consts::TAU * random.f64()).cos();
        if self.median == 0.0 {
            return 0.0;
        }
        self.median * ((self.p90 / self.median).ln() / NORMAL_QUANTILE_90 * z).exp()
    }
}

/// Seconds of a number of hours or days, at least none.
pub(super) fn seconds(number: f64, unit: Seconds) -> Seconds {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "years in seconds are far below 2^53"
    )]
    let seconds = (number * unit as f64).round().max(0.0) as Seconds;
    seconds
}
