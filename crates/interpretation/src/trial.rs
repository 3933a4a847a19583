//! Trials in CTML, the open format of `MatchMiner`, matched criterion by criterion.
//!
//! - [`ctml`]: a trial as it is read: steps, arms, dose levels, each with its conditions.
//! - [`clause`]: and, or and not over criteria, and the four states.
//! - [`genomic`], [`clinical`], [`haematology`]: the criteria.
//! - [`diagnosis`]: whether a diagnosis is, or lies under, the one asked for.
//!
//! METHOD: a criterion passes, passes with a warning, fails or is undetermined (the states of ACTIN, Hartwig Medical
//! Foundation). What was not assessed is undetermined, never failed; wild type needs *not found at this limit*. A match is no
//! offer: it says what to read.

pub mod bound;
pub mod clause;
pub mod clinical;
pub mod ctml;
pub mod diagnosis;
pub mod genomic;
pub mod haematology;

use serde::Serialize;

use clause::{Clause, State};
use clinical::Patient;
use ctml::{Criterion, Level, Trial};

/// One criterion of a trial, and how the patient stands to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CriterionMatch {
    /// What is asked, in words.
    pub asked: String,
    /// How it stands.
    pub state: State,
    /// What was seen, or what is missing.
    pub reason: String,
    /// Whether a failure may change with time (blasts, lines of treatment), so that it is worth asking again.
    pub can_change: bool,
}

/// One place that a patient may enter: an arm, or a dose level of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlaceMatch {
    /// Step, arm and dose level, as the trial names them.
    pub place: Vec<String>,
    /// Whether the trial, the arm and the level take patients.
    pub open: bool,
    /// The state of all conditions on the way: of the step, the arm and the level.
    pub state: State,
    /// Every criterion, in the order of the trial.
    pub criteria: Vec<CriterionMatch>,
}

/// How one patient stands to one trial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrialMatch {
    /// The trial's number.
    pub protocol: String,
    /// Its places, in its order.
    pub places: Vec<PlaceMatch>,
}

impl TrialMatch {
    /// Whether a place is open at which nothing fails.
    #[must_use]
    pub fn worth_reading(&self) -> bool {
        self.places.iter().any(|place| place.open && place.state != State::Fail)
    }
}

/// Matches a patient with a trial.
#[must_use]
pub fn match_trial(trial: &Trial, patient: &Patient<'_>) -> TrialMatch {
    let mut places = Vec::new();
    for step in &trial.steps {
        descend(step, &[], &[], trial.open, patient, &mut places);
    }
    TrialMatch { protocol: trial.protocol.clone(), places }
}

/// Walks to the innermost levels, the conditions of all levels on the way being asked.
fn descend(
    level: &Level,
    names: &[String],
    conditions: &[&Clause<Criterion>],
    open: bool,
    patient: &Patient<'_>,
    places: &mut Vec<PlaceMatch>,
) {
    let names: Vec<String> = names.iter().cloned().chain([level.name.clone()]).collect();
    let conditions: Vec<_> = conditions.iter().copied().chain([&level.condition]).collect();
    let open = open && level.open;
    for inner in &level.inner {
        descend(inner, &names, &conditions, open, patient, places);
    }
    if level.inner.is_empty() {
        let mut criteria = Vec::new();
        let states: Vec<State> = conditions
            .iter()
            .map(|clause| {
                clause.state(&mut |criterion| {
                    let matched = criterion.judge(patient);
                    let state = matched.state;
                    criteria.push(matched);
                    state
                })
            })
            .collect();
        places.push(PlaceMatch { place: names, open, state: State::all(states), criteria });
    }
}

#[cfg(test)]
mod tests;
