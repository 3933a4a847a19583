//! The language of conditions: `all`, `any`, `not`, and four questions to a single fact.
//!
//! It is closed (no other form exists), typed (checked against the vocabulary when loaded) and total (every criterion has
//! an answer for all facts). Criteria are finite trees, so there are no loops; nothing in them names a rule.

use jiff::civil::Date;

use crate::code_set::CodeSet;
use crate::fact::{FactIndex, Facts, Value};
use crate::switch::{OptionIndex, SwitchIndex, Switches};
use crate::truth::Truth;

/// The place of a value set or register in its rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SetIndex(pub(crate) u16);

/// A constant that a fact is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Constant {
    /// Yes or no.
    Truth(bool),
    /// A whole number in the fact's unit.
    Whole(i64),
    /// A code.
    Code(Box<str>),
}

impl Constant {
    /// The constant as a value that facts can take.
    #[must_use]
    pub fn value(&self) -> Value<'_> {
        match self {
            Self::Truth(truth) => Value::Truth(*truth),
            Self::Whole(number) => Value::Whole(*number),
            Self::Code(code) => Value::Code(code),
        }
    }
}

/// A condition over facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Criterion {
    /// Every part holds.
    All(Vec<Criterion>),
    /// At least one part holds.
    Any(Vec<Criterion>),
    /// The part does not hold.
    Not(Box<Criterion>),
    /// The fact has this value.
    Is {
        /// The fact asked.
        fact: FactIndex,
        /// The value wanted.
        value: Constant,
    },
    /// The fact is this number or more.
    AtLeast {
        /// The fact asked.
        fact: FactIndex,
        /// The least number that passes.
        bound: i64,
    },
    /// The fact is this number or less.
    AtMost {
        /// The fact asked.
        fact: FactIndex,
        /// The greatest number that passes.
        bound: i64,
    },
    /// The fact is a code that the set holds on the day of the decision.
    In {
        /// The fact asked.
        fact: FactIndex,
        /// The value set or register.
        set: SetIndex,
        /// Only entries with this tag.
        tag: Option<Box<str>>,
    },
    /// An open question of the source is read in this way.
    Switch {
        /// The inconsistency.
        switch: SwitchIndex,
        /// The reading.
        option: OptionIndex,
    },
}

/// What criteria need beside the facts: the sets, the readings chosen, and the day.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// Value sets and registers.
    pub sets: &'a [CodeSet],
    /// The reading chosen for each inconsistency.
    pub switches: &'a Switches,
    /// The day whose entries are valid.
    pub day: Date,
}

impl Criterion {
    /// The answer for these facts.
    #[must_use]
    pub fn evaluate(&self, facts: &Facts<'_>, setting: Setting<'_>) -> Truth {
        match self {
            Self::All(parts) => {
                let mut answer = Truth::Yes;
                for part in parts {
                    answer = answer.and(part.evaluate(facts, setting));
                    if answer == Truth::No {
                        break;
                    }
                }
                answer
            }
            Self::Any(parts) => {
                let mut answer = Truth::No;
                for part in parts {
                    answer = answer.or(part.evaluate(facts, setting));
                    if answer == Truth::Yes {
                        break;
                    }
                }
                answer
            }
            Self::Not(part) => !part.evaluate(facts, setting),
            Self::Switch { switch, option } => (setting.switches.chosen(*switch) == *option).into(),
            Self::Is { fact, .. } | Self::AtLeast { fact, .. } | Self::AtMost { fact, .. } | Self::In { fact, .. } => {
                facts.get(*fact).map_or(Truth::Unknown, |value| self.holds(value, setting).into())
            }
        }
    }

    /// Whether a question to a single fact holds for a value. Other forms never hold here.
    pub(crate) fn holds(&self, value: Value<'_>, setting: Setting<'_>) -> bool {
        match (self, value) {
            (Self::Is { value: wanted, .. }, value) => wanted.value() == value,
            (Self::AtLeast { bound, .. }, Value::Whole(number)) => number >= *bound,
            (Self::AtMost { bound, .. }, Value::Whole(number)) => number <= *bound,
            (Self::In { set, tag, .. }, Value::Code(code)) => {
                setting.sets[usize::from(set.0)].holds(code, tag.as_deref(), setting.day)
            }
            _ => false,
        }
    }

    /// Calls `visit` for every question to a single fact, in reading order.
    pub(crate) fn each_question<'c>(&'c self, visit: &mut dyn FnMut(FactIndex, &'c Criterion)) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.each_question(visit)),
            Self::Not(part) => part.each_question(visit),
            Self::Is { fact, .. } | Self::AtLeast { fact, .. } | Self::AtMost { fact, .. } | Self::In { fact, .. } => {
                visit(*fact, self);
            }
            Self::Switch { .. } => {}
        }
    }

    /// The facts that this criterion names, each once, in vocabulary order.
    #[must_use]
    pub fn facts(&self) -> Vec<FactIndex> {
        let mut facts = Vec::new();
        self.each_question(&mut |fact, _| facts.push(fact));
        facts.sort_unstable();
        facts.dedup();
        facts
    }

    /// The inconsistencies whose reading this criterion depends on, each once.
    #[must_use]
    pub fn switches(&self) -> Vec<SwitchIndex> {
        fn collect(criterion: &Criterion, found: &mut Vec<SwitchIndex>) {
            match criterion {
                Criterion::All(parts) | Criterion::Any(parts) => parts.iter().for_each(|part| collect(part, found)),
                Criterion::Not(part) => collect(part, found),
                Criterion::Switch { switch, .. } => found.push(*switch),
                _ => {}
            }
        }
        let mut found = Vec::new();
        collect(self, &mut found);
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The facts that can still matter once the readings are fixed: parts that a switch settles are taken away first.
    #[must_use]
    pub fn facts_under(&self, switches: &Switches) -> Vec<FactIndex> {
        let mut facts = Vec::new();
        self.residual_facts(switches, &mut facts);
        facts.sort_unstable();
        facts.dedup();
        facts
    }

    /// Whether the readings alone settle the criterion, and how.
    #[must_use]
    pub fn settled_by(&self, switches: &Switches) -> Option<bool> {
        self.residual_facts(switches, &mut Vec::new())
    }

    /// Adds the facts that remain; answers whether the switches alone settle the criterion, and how.
    fn residual_facts(&self, switches: &Switches, facts: &mut Vec<FactIndex>) -> Option<bool> {
        let (parts, settling) = match self {
            Self::All(parts) => (parts, false),
            Self::Any(parts) => (parts, true),
            Self::Not(part) => return part.residual_facts(switches, facts).map(|settled| !settled),
            Self::Switch { switch, option } => return Some(switches.chosen(*switch) == *option),
            Self::Is { fact, .. } | Self::AtLeast { fact, .. } | Self::AtMost { fact, .. } | Self::In { fact, .. } => {
                facts.push(*fact);
                return None;
            }
        };
        let before = facts.len();
        let mut open = false;
        for part in parts {
            match part.residual_facts(switches, facts) {
                Some(settled) if settled == settling => {
                    facts.truncate(before);
                    return Some(settling);
                }
                Some(_) => {}
                None => open = true,
            }
        }
        if open { None } else { Some(!settling) }
    }
}
