//! The share that has not had the event, by time.

use super::{Days, FollowUp, at_risk, risk_sets};
use crate::proportion::{Interval, NORMAL_QUANTILE_975};

/// How an interval is drawn around a curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Band {
    /// Greenwood's variance on the scale of the share itself, cut at 0 and 1.
    Plain,
    /// Greenwood's variance on the scale ln(-ln S): never beyond 0 or 1, better where few are left. The default of reports.
    LogLog,
}

/// The curve after a time at which observation of somebody ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The time.
    pub time: Days,
    /// Patients under observation just before it.
    pub at_risk: u32,
    /// Events at it.
    pub events: u32,
    /// Share without the event after it, from 0 to 1.
    pub survival: f64,
    /// Σ d / n(n - d) up to it: the variance of ln S. Infinite where nobody at risk was left.
    greenwood: f64,
}

/// The time by which half have had the event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Median {
    /// Days; `None`: not reached.
    pub time: Option<f64>,
    /// The lower end of the interval; `None`: not reached.
    pub lower: Option<f64>,
    /// The upper end; `None`: not reached.
    pub upper: Option<f64>,
}

/// A curve of Kaplan and Meier.
///
/// Source: Kaplan and Meier, J Am Stat Assoc 1958;53:457; variance by Greenwood (1926); bands as in Kalbfleisch and Prentice, The
/// Statistical Analysis of Failure Time Data, 2nd edition, section 1.4.
#[derive(Debug, Clone, PartialEq)]
pub struct KaplanMeier {
    patients: Vec<FollowUp>,
    steps: Vec<Step>,
}

impl Step {
    /// Standard error of the share; not finite where the share is 0 and nobody is left.
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        self.survival * self.greenwood.sqrt()
    }

    /// The interval of 95 %; `None` where the formula says nothing: where the share is 0, and for [`Band::LogLog`] also where it is 1.
    #[must_use]
    pub fn interval(&self, band: Band) -> Option<Interval> {
        let Self { survival, greenwood, .. } = *self;
        if survival <= 0.0 {
            return None;
        }
        match band {
            Band::Plain => {
                let half = NORMAL_QUANTILE_975 * self.standard_error();
                Some(Interval { lower: (survival - half).max(0.0), upper: (survival + half).min(1.0) })
            }
            Band::LogLog if survival >= 1.0 => None,
            Band::LogLog => {
                // METHOD: S^exp(±z σ / ln S), σ² Greenwood's sum; ln S is negative, so the smaller power is the upper end.
                let shift = NORMAL_QUANTILE_975 * greenwood.sqrt() / survival.ln().abs();
                Some(Interval { lower: survival.powf(shift.exp()), upper: survival.powf((-shift).exp()) })
            }
        }
    }
}

impl KaplanMeier {
    /// The curve of a group.
    #[must_use]
    pub fn of(patients: Vec<FollowUp>) -> Self {
        let (mut survival, mut greenwood) = (1.0, 0.0);
        let steps = risk_sets(&patients)
            .into_iter()
            .map(|set| {
                let events = u32::try_from(set.events.len()).unwrap_or(u32::MAX);
                let (d, n) = (f64::from(events), f64::from(set.at_risk));
                // METHOD: S(t) = Π (1 - d/n).
                survival *= 1.0 - d / n;
                if events > 0 {
                    greenwood += d / (n * (n - d));
                }
                Step { time: set.time, at_risk: set.at_risk, events, survival, greenwood }
            })
            .collect();
        Self { patients, steps }
    }

    /// The steps, by time; also those at which somebody was censored and the share stays.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The last step not after a time; `None` before the first, where the share is 1.
    #[must_use]
    pub fn at(&self, time: Days) -> Option<&Step> {
        self.steps[..self.steps.partition_point(|step| step.time <= time)].last()
    }

    /// Patients under observation just before a time: the number that stands below a drawn curve.
    #[must_use]
    pub fn at_risk(&self, time: Days) -> u32 {
        at_risk(&self.patients, time)
    }

    /// The median and its interval, read off the curve and its band.
    ///
    /// Source: Brookmeyer and Crowley, Biometrics 1982;38:29. Where the curve is level at exactly one half, the middle of that stretch.
    #[must_use]
    pub fn median(&self, band: Band) -> Median {
        let curve = |value: fn(&Interval) -> f64| {
            self.steps
                .iter()
                .filter_map(|step| match step.interval(band) {
                    Some(interval) => Some((step.time.get(), value(&interval))),
                    // No band yet: nothing has happened. No band any more: everybody has had the event.
                    None => (step.survival >= 1.0).then_some((step.time.get(), 1.0)),
                })
                .collect::<Vec<_>>()
        };
        let share: Vec<_> = self.steps.iter().map(|step| (step.time.get(), step.survival)).collect();
        Median {
            time: half_reached(&share),
            lower: half_reached(&curve(|interval| interval.lower)),
            upper: half_reached(&curve(|interval| interval.upper)),
        }
    }
}

/// Where a falling curve reaches one half.
fn half_reached(curve: &[(f64, f64)]) -> Option<f64> {
    // Products of shares such as 2/3 · 3/4 miss one half by a rounding.
    const ROUNDING: f64 = 1e-9;
    let first = curve.iter().position(|(_, value)| *value <= 0.5 + ROUNDING)?;
    let (time, value) = curve[first];
    if value < 0.5 - ROUNDING {
        return Some(time);
    }
    let below = curve[first..].iter().find(|(_, value)| *value < 0.5 - ROUNDING);
    let (end, _) = below.or(curve.last())?;
    Some(f64::midpoint(time, *end))
}
