//! How far the clocks of an order have run: used, limit and share side by side, and time on hold told and not subtracted (DER-23).

use clinic::clock::{Clock, Reading, Unit};
use jiff::Timestamp;

use super::Words;
use crate::access::Open;

/// Seconds of a period of 24 hours.
const PERIOD: i64 = 86_400;

/// A clock of an order that runs.
pub(super) struct Age<'c> {
    pub clock: &'c Clock,
    reading: Reading,
    held: i64,
}

/// What a clock counts, in words.
pub(super) fn unit(clock: &Clock, w: &Words) -> &'static str {
    if clock.unit == Unit::Days { w.days } else { w.periods }
}

/// What has passed, in the clock's unit. A period of 24 hours is told to a tenth, cut off: nobody is told to be later than they are.
pub(super) fn count(clock: &Clock, reading: &Reading, w: &Words) -> String {
    match clock.unit {
        Unit::Days => reading.days.to_string(),
        Unit::Periods => {
            let tenth = reading.seconds % PERIOD * 10 / PERIOD;
            format!("{}{}{tenth}", reading.seconds / PERIOD, w.decimal_sign)
        }
    }
}

/// The kind of limit, in words.
pub(super) fn promise(clock: &Clock, w: &Words) -> &'static str {
    match clock.promise.as_str() {
        "commitment" => w.commitment,
        "need" => w.need,
        "aspiration" => w.aspiration,
        _ => w.no_promise,
    }
}

/// The clocks of an order that run, in the guideline's order.
pub(super) fn running<'c>(clocks: &'c [Clock], open: &Open, now: Timestamp) -> Vec<Age<'c>> {
    let timing = &open.timing;
    let runs = |clock: &'c Clock| {
        let reading = clock.read_at(&timing.milestones, now).filter(|reading| reading.stop.is_none())?;
        let held = timing.seconds_on_hold(reading.start, now.max(reading.start));
        Some(Age { clock, reading, held })
    };
    let own = clocks.iter().filter(|clock| clock.is_for(&open.work.indication, timing.aml, timing.fast_track));
    own.filter_map(runs).collect()
}

impl Age<'_> {
    /// What has passed, in the clock's unit.
    pub fn used(&self, w: &Words) -> String {
        count(self.clock, &self.reading, w)
    }

    /// The limit, in the clock's unit.
    pub fn limit(&self) -> Option<u32> {
        self.clock.limits.as_ref().map(|own| own.limit)
    }

    /// What has passed in percent of the limit, cut off; none where there is no limit.
    ///
    /// METHOD: `100 * days / limit` in calendar days, `100 * seconds / (limit * 86400)` in periods of 24 hours.
    pub fn share(&self) -> Option<i64> {
        let limit = i64::from(self.limit()?);
        match self.clock.unit {
            Unit::Days => (100 * self.reading.days).checked_div(limit),
            Unit::Periods => (100 * self.reading.seconds).checked_div(limit * PERIOD),
        }
    }

    /// Whether the limit is passed.
    pub fn is_over(&self) -> bool {
        self.reading.within_limit == Some(false)
    }

    /// Whole hours of it on hold.
    pub fn held(&self) -> i64 {
        self.held / 3_600
    }

    /// By what ages are sorted: over the limit first, then by share; those without a limit last, the oldest first.
    pub fn urgency(&self) -> (bool, Option<i64>, i64) {
        (self.is_over(), self.share(), self.reading.seconds)
    }
}

#[cfg(test)]
mod tests {
    use clinic::clock::{Limits, Milestone, Milestones};
    use clinic::language::Language;

    use super::super::words;
    use super::*;

    fn clock(unit: Unit, limit: Option<u32>) -> Clock {
        Clock {
            id: "X".into(),
            start: Milestone::PairReceived,
            stop: Milestone::Signed,
            unit,
            limits: limit.map(|limit| Limits { target: 1, limit }),
            promise: "need".into(),
            applies: vec!["all".into()],
            da: String::new(),
            en: String::new(),
        }
    }

    fn at(clock: &Clock, now: &str) -> (String, Option<i64>, bool) {
        let start = "2026-03-02T08:00:00Z".parse().unwrap();
        let milestones = Milestones(vec![(Milestone::PairReceived, start)]);
        let age = Age { clock, reading: clock.read_at(&milestones, now.parse().unwrap()).unwrap(), held: 7_199 };
        assert_eq!(age.held(), 1, "an hour that is not whole is not told");
        (age.used(words(Language::Da)), age.share(), age.is_over())
    }

    #[test]
    fn a_day_is_over_at_its_end_and_a_period_to_the_second() {
        let days = clock(Unit::Days, Some(10));
        assert_eq!(
            at(&days, "2026-03-12T22:59:59Z"),
            ("10".into(), Some(100), false),
            "the tenth day lasts to its end"
        );
        assert_eq!(at(&days, "2026-03-12T23:00:00Z"), ("11".into(), Some(110), true));
        let periods = clock(Unit::Periods, Some(4));
        assert_eq!(at(&periods, "2026-03-06T07:59:59Z"), ("3,9".into(), Some(99), false), "cut off");
        assert_eq!(at(&periods, "2026-03-06T08:00:01Z"), ("4,0".into(), Some(100), true));
        assert_eq!(at(&clock(Unit::Days, None), "2026-03-04T08:00:00Z"), ("2".into(), None, false));
        assert_eq!(at(&clock(Unit::Days, Some(0)), "2026-03-04T08:00:00Z").1, None, "of nothing there is no share");
    }
}
