//! The share that has had one kind of event while others compete.
//!
//! One minus a curve of Kaplan and Meier, with deaths as censored, says what would be if nobody died: more than happens. Progression is
//! told with death beside it.

use super::{Days, FollowUp, at_risk, risk_sets};
use crate::proportion::{Interval, NORMAL_QUANTILE_975};

/// The curve after a time at which something happened or somebody was censored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IncidenceStep {
    /// The time.
    pub time: Days,
    /// Patients under observation just before it.
    pub at_risk: u32,
    /// Events of the kind at it.
    pub events: u32,
    /// Share that has had an event of the kind, from 0 to 1.
    pub incidence: f64,
    /// Variance of the share.
    pub variance: f64,
}

/// A curve of Aalen and Johansen for one kind of event.
///
/// Source: Aalen and Johansen, Scand J Stat 1978;5:141; variance with ties by Gray, Ann Stat 1988;16:1141, as in Marubini and Valsecchi,
/// Analysing Survival Data from Clinical Trials and Observational Studies, section 10.3.
#[derive(Debug, Clone, PartialEq)]
pub struct CumulativeIncidence<Event> {
    patients: Vec<FollowUp<Event>>,
    steps: Vec<IncidenceStep>,
}

/// Σ w, Σ w·a and Σ w·a² of the squared weights, so that the variance at each later time needs no second pass.
#[derive(Default)]
struct Sums {
    constants: f64,
    mixed: f64,
    slopes: f64,
}

impl Sums {
    fn add(&mut self, weight: f64, constant: f64, slope: f64) {
        self.constants += weight * constant * constant;
        self.mixed += weight * constant * slope;
        self.slopes += weight * slope * slope;
    }

    /// Σ w (constant - slope · incidence)².
    fn at(&self, incidence: f64) -> f64 {
        self.constants - 2.0 * incidence * self.mixed + incidence * incidence * self.slopes
    }
}

impl IncidenceStep {
    /// The interval of 95 % on the scale ln(-ln(F)); `None` where the share is 0 or 1.
    #[must_use]
    pub fn interval(&self) -> Option<Interval> {
        let Self { incidence, variance, .. } = *self;
        if incidence <= 0.0 || incidence >= 1.0 {
            return None;
        }
        let shift = NORMAL_QUANTILE_975 * variance.sqrt() / (incidence * incidence.ln().abs());
        Some(Interval { lower: incidence.powf(shift.exp()), upper: incidence.powf((-shift).exp()) })
    }
}

impl<Event: PartialEq> CumulativeIncidence<Event> {
    /// The curve of one kind of event in a group; every other kind competes with it.
    #[must_use]
    pub fn of(patients: Vec<FollowUp<Event>>, kind: &Event) -> Self {
        let (mut free, mut incidence) = (1.0, 0.0);
        let mut sums = Sums::default();
        let mut steps = Vec::new();
        for set in risk_sets(&patients) {
            let n = f64::from(set.at_risk);
            let ours = set.events.iter().filter(|event| **event == kind).count();
            let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            let (d, e) = (f64::from(count(ours)), f64::from(count(set.events.len() - ours)));
            // METHOD: F(t) = Σ S(s-) d/n, S the share free of any event.
            let before = free;
            incidence += before * d / n;
            free *= 1.0 - (d + e) / n;
            // METHOD: Var F(t) = Σ S(s-)² c_d (1 - (F(t)-F(s))/S(s))² + Σ S(s-)² c_e ((F(t)-F(s))/S(s))², with
            // c_x = x (n-x) / (n² (n-1)): what x of n at one time vary.
            let vary = |x: f64| if x > 1.0 { x * (n - x) / (n * n * (n - 1.0)) } else { x / (n * n) };
            let slope = if free > 0.0 { 1.0 / free } else { 0.0 };
            sums.add(before * before * vary(d), 1.0 + slope * incidence, slope);
            if free > 0.0 {
                sums.add(before * before * vary(e), slope * incidence, slope);
            }
            steps.push(IncidenceStep {
                time: set.time,
                at_risk: set.at_risk,
                events: count(ours),
                incidence,
                variance: sums.at(incidence).max(0.0),
            });
        }
        Self { patients, steps }
    }

    /// The steps, by time.
    #[must_use]
    pub fn steps(&self) -> &[IncidenceStep] {
        &self.steps
    }

    /// The last step not after a time; `None` before the first, where the share is 0.
    #[must_use]
    pub fn at(&self, time: Days) -> Option<&IncidenceStep> {
        self.steps[..self.steps.partition_point(|step| step.time <= time)].last()
    }

    /// Patients under observation just before a time.
    #[must_use]
    pub fn at_risk(&self, time: Days) -> u32 {
        at_risk(&self.patients, time)
    }
}
