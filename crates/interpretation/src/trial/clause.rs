//! And, or and not over criteria, and the four states of an answer.

use guideline::truth::Truth;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How a patient stands to a criterion, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It holds.
    Pass,
    /// It holds, with something that a person should read.
    Warn,
    /// It is not known whether it holds.
    Undetermined,
    /// It does not hold.
    Fail,
}

impl From<Truth> for State {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::Yes => Self::Pass,
            Truth::Unknown => Self::Undetermined,
            Truth::No => Self::Fail,
        }
    }
}

impl State {
    /// Every part holds: the worst of them; a pass if there are none.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().max().unwrap_or(Self::Pass)
    }

    /// One part holds: the best of them; a fail if there are none.
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().min().unwrap_or(Self::Fail)
    }
}

/// It does not hold. What held with a warning is then undetermined: nobody is turned away by a warning.
impl std::ops::Not for State {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::Pass => Self::Fail,
            Self::Warn | Self::Undetermined => Self::Undetermined,
            Self::Fail => Self::Pass,
        }
    }
}

/// Criteria joined by and, or and not.
#[derive(Debug, Clone, PartialEq)]
pub enum Clause<C> {
    /// Every part.
    All(Vec<Clause<C>>),
    /// One part or more.
    Any(Vec<Clause<C>>),
    /// Not the part.
    Not(Box<Clause<C>>),
    /// One criterion.
    One(C),
}

impl<C> Clause<C> {
    /// The state of the whole. Every criterion is asked, also where the state is settled, so that each has its reason.
    pub fn state(&self, judge: &mut impl FnMut(&C) -> State) -> State {
        match self {
            Self::All(parts) => {
                let states: Vec<State> = parts.iter().map(|part| part.state(judge)).collect();
                State::all(states)
            }
            Self::Any(parts) => {
                let states: Vec<State> = parts.iter().map(|part| part.state(judge)).collect();
                State::any(states)
            }
            Self::Not(part) => !part.state(judge),
            Self::One(criterion) => judge(criterion),
        }
    }

    /// Reads a `match` list or an object of it. The entries of an object, and of a list that is not `or`, must all hold.
    /// `leaf` reads a criterion from its key and value; faults are noted with the path to them.
    pub fn read(
        value: &Value,
        path: &str,
        faults: &mut Vec<String>,
        leaf: &mut impl FnMut(&str, &Value, &str, &mut Vec<String>) -> Option<C>,
    ) -> Self {
        match value {
            Value::Array(parts) => Self::All(Self::parts(parts, path, faults, leaf)),
            Value::Object(entries) => {
                let mut all = Vec::new();
                for (key, value) in entries {
                    let path = format!("{path}.{key}");
                    match (key.as_str(), value) {
                        ("and", Value::Array(parts)) => all.push(Self::All(Self::parts(parts, &path, faults, leaf))),
                        ("or", Value::Array(parts)) if parts.is_empty() => {
                            faults.push(format!("{path}: an empty or holds for nobody; leave it out"));
                        }
                        ("or", Value::Array(parts)) => all.push(Self::Any(Self::parts(parts, &path, faults, leaf))),
                        ("and" | "or", _) => faults.push(format!("{path}: a list is needed")),
                        ("not", part) => all.push(Self::Not(Box::new(Self::read(part, &path, faults, leaf)))),
                        _ => all.extend(leaf(key, value, &path, faults).map(Self::One)),
                    }
                }
                if all.len() == 1 { all.remove(0) } else { Self::All(all) }
            }
            _ => {
                faults.push(format!("{path}: an object with and, or, not or a criterion is needed"));
                Self::All(Vec::new())
            }
        }
    }

    fn parts(
        parts: &[Value],
        path: &str,
        faults: &mut Vec<String>,
        leaf: &mut impl FnMut(&str, &Value, &str, &mut Vec<String>) -> Option<C>,
    ) -> Vec<Self> {
        parts.iter().enumerate().map(|(at, part)| Self::read(part, &format!("{path}[{at}]"), faults, leaf)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STATES: [State; 4] = [State::Pass, State::Warn, State::Undetermined, State::Fail];

    #[test]
    fn and_is_the_worst_or_the_best_and_a_warning_turns_nobody_away() {
        assert_eq!(State::all([State::Pass, State::Undetermined, State::Warn]), State::Undetermined);
        assert_eq!(State::any([State::Fail, State::Undetermined, State::Warn]), State::Warn);
        assert_eq!(STATES.map(|state| !state), [State::Fail, State::Undetermined, State::Undetermined, State::Pass]);
    }

    proptest! {
        #[test]
        fn what_is_learnt_never_turns_a_pass_into_a_fail(parts in prop::collection::vec(0usize..4, 1..6), learnt: bool) {
            let parts: Vec<State> = parts.into_iter().map(|at| STATES[at]).collect();
            let settled = |state: &State| if *state == State::Undetermined { Truth::from(learnt).into() } else { *state };
            let learnt: Vec<State> = parts.iter().map(settled).collect();
            for (before, after) in [
                (State::all(parts.iter().copied()), State::all(learnt.iter().copied())),
                (State::any(parts.iter().copied()), State::any(learnt.iter().copied())),
            ] {
                prop_assert!(!(before <= State::Warn && after == State::Fail));
                prop_assert!(!(before == State::Fail && after <= State::Warn));
            }
        }
    }
}
