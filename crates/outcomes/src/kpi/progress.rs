//! How far a referral came and when: milestones, holds, units, or why it was refused.

use std::collections::BTreeMap;

use clinic::clock::{Clock, Milestone, Milestones, beginning_of};
use clinic::code::CodeList;
pub use clinic::follow_up::RefusedAs;
use clinic::ledger::{Entry, Ledger};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// A referral that was not granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// When.
    pub day: Date,
    /// What the guideline answered.
    pub answer: RefusedAs,
    /// The rules that decided it; none where they are not recorded.
    pub rules: Vec<String>,
}

/// The guideline's answers that are no order, each with its word in a table.
pub const REFUSED_AS: [(&str, RefusedAs); 3] = [
    ("not-eligible", RefusedAs::NotEligible),
    ("out-of-scope", RefusedAs::OutOfScope),
    ("redirect", RefusedAs::Redirect),
];

/// What happened to an order. Nothing of it is recorded of a referral that a register knows only by its report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// When the milestones were reached.
    pub milestones: Milestones,
    /// Stretches on hold; `None`: it still stood.
    pub holds: Vec<(Timestamp, Option<Timestamp>)>,
    /// When the order was closed, or cancelled without a report.
    pub ended: Option<Timestamp>,
    /// Whether the disease is AML, as clocks ask.
    pub aml: Option<bool>,
    /// Whether a fast track was asked for.
    pub fast_track: Option<bool>,
    /// Whether germline that was stored is used again, so that none is waited for.
    pub germline_reused: Option<bool>,
    /// Entries of the ledger, in units of 30x.
    pub bookings: Vec<(Date, Entry)>,
    /// Rules from which a named exception was granted (DER-20).
    pub excepted: Vec<String>,
    /// Seconds that clinicians spent on the outcome form.
    pub form_seconds: Option<u32>,
}

/// The last instant of a day that is still the day's: what comes later is not known at a freeze on it.
#[must_use]
pub fn end_of(day: Date) -> Timestamp {
    let next = beginning_of(day.saturating_add(1.day()));
    next.checked_sub(SignedDuration::from_secs(1)).unwrap_or(Timestamp::MAX)
}

impl Progress {
    /// What was known at the end of a day.
    #[must_use]
    pub fn known_on(mut self, freeze: Date) -> Self {
        let now = end_of(freeze);
        self.milestones.0.retain(|(_, at)| *at <= now);
        self.holds.retain(|(from, _)| *from <= now);
        self.holds.iter_mut().for_each(|(_, until)| *until = until.filter(|at| *at <= now));
        self.ended = self.ended.filter(|at| *at <= now);
        self.bookings.retain(|(day, _)| *day <= freeze);
        self
    }

    /// Whether a clock is for this order; `None` where what it asks is not recorded.
    #[must_use]
    pub fn is_for(&self, clock: &Clock, indication: &str) -> Option<bool> {
        let waits_for_germline = [clock.start, clock.stop].contains(&Milestone::GermlineReceived);
        if waits_for_germline && self.germline_reused == Some(true) {
            return Some(false);
        }
        let both = |known: Option<bool>| known.map_or(vec![false, true], |known| vec![known]);
        let answers = both(self.aml).into_iter().flat_map(|aml| {
            both(self.fast_track).into_iter().map(move |fast_track| clock.is_for(indication, aml, fast_track))
        });
        let mut answers = answers.collect::<Vec<_>>();
        answers.dedup();
        if let [answer] = answers[..] { Some(answer) } else { None }
    }

    /// The first milestone in time of those that come after one.
    #[must_use]
    pub fn reached_after(&self, milestone: Milestone) -> Option<Timestamp> {
        let later = |own: &&(Milestone, Timestamp)| place(own.0) > place(milestone);
        self.milestones.0.iter().filter(later).map(|(_, at)| *at).min()
    }

    /// The sums of its ledger, or the first entry that overdraws it.
    ///
    /// # Errors
    /// When more is consumed or given back than was set aside.
    pub fn ledger(&self) -> Result<Ledger, (Date, Entry)> {
        let mut ledger = Ledger::default();
        for (day, entry) in &self.bookings {
            ledger.book(*entry).map_err(|_| (*day, *entry))?;
        }
        Ok(ledger)
    }
}

/// In which place a milestone comes; tumour and germline come in either order, and the pair when both have.
#[must_use]
pub fn place(milestone: Milestone) -> usize {
    let order = ["T0", "T1", "T2a", "T2", "T3", "T4", "T5", "T6", "T7", "T8"];
    let code = if milestone == Milestone::GermlineReceived { "T2a" } else { milestone.code() };
    order.iter().position(|own| *own == code).unwrap_or_default()
}

/// How often each rule was named.
pub(super) fn tally<'r>(rules: impl Iterator<Item = &'r String>) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for rule in rules {
        *counts.entry(rule.clone()).or_default() += 1;
    }
    counts
}
