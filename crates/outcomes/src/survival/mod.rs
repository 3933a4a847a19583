//! Time to an event that not everybody has had yet.
//!
//! A patient is followed from an origin (the first dose, the report) until an event or until nothing more is known. Whoever entered
//! the study later than the origin was not at risk of being missed before: left truncation, without which early deaths that nobody could
//! have recorded would make the rest look immortal.

mod cumulative_incidence;
mod kaplan_meier;
mod log_rank;

pub use cumulative_incidence::{CumulativeIncidence, IncidenceStep};
pub use kaplan_meier::{Band, KaplanMeier, Median, Step};
pub use log_rank::{LogRank, NotComparable, log_rank};

/// Days since an origin: finite and not negative. Parts of a day are kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Days(f64);

/// A number that is no time since an origin.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum NotAFollowUp {
    /// Negative, infinite or no number.
    #[error("{0} days: a time since the origin must be a number from 0 on; is an event dated before its origin?")]
    NoTime(f64),
    /// The end is not after the entry.
    #[error("followed from day {entered} to day {left}: the end must be after the entry")]
    EndsBeforeEntry {
        /// Day of entry.
        entered: f64,
        /// Day of the end.
        left: f64,
    },
}

impl Days {
    /// Days since an origin.
    ///
    /// # Errors
    /// When the number is negative or not finite.
    pub fn new(days: f64) -> Result<Self, NotAFollowUp> {
        // -0 becomes 0, so that equal times are equal in order too.
        if days.is_finite() && days >= 0.0 { Ok(Self(days + 0.0)) } else { Err(NotAFollowUp::NoTime(days)) }
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl Eq for Days {}

impl Ord for Days {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Days {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// What is known of one patient. `Event` is what can happen: `()` where there is one kind, a type of causes where they compete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FollowUp<Event = ()> {
    /// When the patient came under observation; `None`: at the origin.
    entered: Option<Days>,
    left: Days,
    event: Option<Event>,
}

impl<Event> FollowUp<Event> {
    /// Followed from the origin on; no event: censored at `left`.
    #[must_use]
    pub fn from_origin(left: Days, event: Option<Event>) -> Self {
        Self { entered: None, left, event }
    }

    /// Followed from `entered` on.
    ///
    /// # Errors
    /// When the end is not after the entry.
    pub fn from_entry(entered: Days, left: Days, event: Option<Event>) -> Result<Self, NotAFollowUp> {
        if left <= entered {
            return Err(NotAFollowUp::EndsBeforeEntry { entered: entered.0, left: left.0 });
        }
        Ok(Self { entered: Some(entered), left, event })
    }

    /// When observation ended.
    #[must_use]
    pub fn left(&self) -> Days {
        self.left
    }

    /// What ended it; `None`: nothing more is known.
    #[must_use]
    pub fn event(&self) -> Option<&Event> {
        self.event.as_ref()
    }
}

/// What happens at one point of time in a group.
#[derive(Debug, Clone, PartialEq)]
struct RiskSet<'a, Event> {
    time: Days,
    /// Patients under observation just before.
    at_risk: u32,
    /// The events at this time; censored patients are not here.
    events: Vec<&'a Event>,
}

/// The times at which observation of somebody ended, in order, with who was at risk.
///
/// Whoever is censored at the time of an event was at risk of it.
fn risk_sets<Event>(patients: &[FollowUp<Event>]) -> Vec<RiskSet<'_, Event>> {
    let mut ends: Vec<&FollowUp<Event>> = patients.iter().collect();
    ends.sort_by_key(|patient| patient.left);
    let mut entries: Vec<Days> = patients.iter().filter_map(|patient| patient.entered).collect();
    entries.sort_unstable();
    let from_origin = patients.len() - entries.len();
    let (mut sets, mut ended, mut entered) = (Vec::new(), 0_usize, 0_usize);
    for same in ends.chunk_by(|a, b| a.left == b.left) {
        let time = same[0].left;
        entered += entries[entered..].iter().take_while(|entry| **entry < time).count();
        let at_risk = u32::try_from(from_origin + entered - ended).unwrap_or(u32::MAX);
        let events = same.iter().filter_map(|patient| patient.event.as_ref()).collect();
        sets.push(RiskSet { time, at_risk, events });
        ended += same.len();
    }
    sets
}

/// Patients under observation just before a time.
fn at_risk<Event>(patients: &[FollowUp<Event>], time: Days) -> u32 {
    let there = |patient: &&FollowUp<Event>| patient.entered.is_none_or(|entry| entry < time) && patient.left >= time;
    u32::try_from(patients.iter().filter(there).count()).unwrap_or(u32::MAX)
}
