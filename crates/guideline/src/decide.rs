//! The decision of one track at one stage, and why.

use jiff::civil::Date;

use crate::criterion::Setting;
use crate::fact::Facts;
use crate::rule::{Body, OnNo, Rule, Stage, Then};
use crate::rule_set::{RuleSet, Track};
use crate::switch::Switches;
use crate::truth::Truth;

/// What a rule answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Fulfilled; for route and info rules: the condition holds.
    Yes,
    /// Not fulfilled.
    No,
    /// Not settled by the facts at hand.
    Unknown,
    /// The rule does not apply to this case.
    NotApplicable,
    /// A named exception was granted.
    Excepted,
}

impl Outcome {
    /// Its name in decisions and cases.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
            Self::NotApplicable => "not-applicable",
            Self::Excepted => "excepted",
        }
    }
}

impl From<Truth> for Outcome {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::Yes => Self::Yes,
            Truth::No => Self::No,
            Truth::Unknown => Self::Unknown,
        }
    }
}

/// How a stage ends, from open to most severe. When several gates fail, the most severe one names the conclusion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Conclusion {
    /// Every gate is fulfilled.
    Pass,
    /// Something is missing or must be corrected.
    Incomplete,
    /// Everything stops until a person decides.
    Hold,
    /// No.
    Refused,
    /// The case does not belong to the indication.
    OutOfScope,
    /// The case belongs elsewhere.
    Redirect,
}

impl Conclusion {
    /// The conclusion's name at a stage, as in decisions and vectors.
    #[must_use]
    pub fn name(self, stage: Stage) -> &'static str {
        match (self, stage) {
            (Self::Pass, Stage::Referral) => "ELIGIBLE",
            (Self::Pass, Stage::Plan) => "ACCEPTED",
            (Self::Pass, Stage::Release | Stage::Sequencing) => "OPEN",
            (Self::Incomplete, _) => "INCOMPLETE",
            (Self::Hold, _) => "ON_HOLD",
            (Self::Refused, Stage::Referral) => "NOT_ELIGIBLE",
            (Self::Refused, _) => "REFUSED",
            (Self::OutOfScope, _) => "OUT_OF_SCOPE",
            (Self::Redirect, _) => "REDIRECT",
        }
    }
}

impl From<&OnNo> for Conclusion {
    fn from(on_no: &OnNo) -> Self {
        match on_no {
            OnNo::Refuse => Self::Refused,
            OnNo::Incomplete => Self::Incomplete,
            OnNo::OutOfScope => Self::OutOfScope,
            OnNo::Redirect(_) => Self::Redirect,
            OnNo::Hold => Self::Hold,
        }
    }
}

/// A case put to the rules: what is known, on which day, under which readings, with which rules excepted.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// What is known.
    pub facts: &'a Facts<'a>,
    /// The day of the requisition: rules and entries in force on it decide.
    pub day: Date,
    /// The reading of each open question.
    pub switches: &'a Switches,
    /// Ids of rules for which a named exception was granted. Whether it may be granted is for the caller to check
    /// against [`Rule::overridable_by`].
    pub excepted: &'a [String],
}

/// One rule's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// Its answer.
    pub outcome: Outcome,
}

/// The answer of a track at a stage.
#[derive(Debug, Clone)]
pub struct TrackDecision<'r> {
    /// The track.
    pub track: &'r Track,
    /// The stage.
    pub stage: Stage,
    /// How it ends.
    pub conclusion: Conclusion,
    /// Every rule in force, in order of ids.
    pub findings: Vec<Finding<'r>>,
}

impl<'r> TrackDecision<'r> {
    /// The targets that the case is sent to, in order of rule ids, each once.
    #[must_use]
    pub fn redirects(&self) -> Vec<&'r str> {
        let mut targets: Vec<&str> = Vec::new();
        for finding in &self.findings {
            let target = match (&finding.rule.body, finding.outcome) {
                (Body::Route { then: Then::Redirect(target), .. }, Outcome::Yes)
                | (Body::Hard { on_no: OnNo::Redirect(target), .. }, Outcome::No) => target.as_str(),
                _ => continue,
            };
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
        targets
    }

    /// The tasks proposed, in order of rule ids, each once.
    #[must_use]
    pub fn tasks(&self) -> Vec<&'r str> {
        let mut tasks: Vec<&str> = Vec::new();
        for finding in &self.findings {
            if let (Body::Route { then: Then::Task(task), .. }, Outcome::Yes) = (&finding.rule.body, finding.outcome)
                && !tasks.contains(&task.as_str())
            {
                tasks.push(task);
            }
        }
        tasks
    }

    /// Soft rules that are not fulfilled or not known.
    pub fn warnings(&self) -> impl Iterator<Item = &Finding<'r>> {
        self.findings.iter().filter(|finding| {
            matches!(finding.rule.body, Body::Soft { .. }) && matches!(finding.outcome, Outcome::No | Outcome::Unknown)
        })
    }

    /// Notes of info rules whose condition holds.
    pub fn notes(&self) -> impl Iterator<Item = &Finding<'r>> {
        self.findings
            .iter()
            .filter(|finding| matches!(finding.rule.body, Body::Info { .. }) && finding.outcome == Outcome::Yes)
    }

    /// The findings that the conclusion rests on: those of the severity that names it. For INCOMPLETE these are hard
    /// rules to complete or correct, and rules that the facts do not settle.
    pub fn deciding(&self) -> impl Iterator<Item = &Finding<'r>> {
        let conclusion = self.conclusion;
        // Alternatives that failed are no reason when another of their group was fulfilled.
        let fulfilled = move |group: &str, findings: &[Finding<'_>]| {
            findings.iter().any(|finding| {
                matches!(&finding.rule.body, Body::Hard { alternative: Some(own), .. } if own == group)
                    && matches!(finding.outcome, Outcome::Yes | Outcome::Excepted)
            })
        };
        self.findings.iter().filter(move |finding| {
            let (severity, alternative) = match &finding.rule.body {
                Body::Hard { on_no, alternative, .. } => (Conclusion::from(on_no), alternative.as_deref()),
                Body::Route { then: Then::Redirect(_), .. } => (Conclusion::Redirect, None),
                Body::Soft { .. } | Body::Info { .. } | Body::Route { .. } => return false,
            };
            let redirecting = matches!(finding.rule.body, Body::Route { .. });
            let failed = finding.outcome == if redirecting { Outcome::Yes } else { Outcome::No };
            if alternative.is_some_and(|group| fulfilled(group, &self.findings)) {
                return false;
            }
            match conclusion {
                Conclusion::Pass => false,
                Conclusion::Incomplete if finding.outcome == Outcome::Unknown => true,
                _ => failed && severity == conclusion,
            }
        })
    }
}

impl Rule {
    /// The rule's own answer, without exceptions.
    #[must_use]
    pub(crate) fn outcome(&self, facts: &Facts<'_>, setting: Setting<'_>) -> Outcome {
        match &self.body {
            Body::Hard { when, require, .. } | Body::Soft { when, require } => {
                let applies = when.as_ref().map_or(Truth::Yes, |when| when.evaluate(facts, setting));
                match applies {
                    Truth::No => Outcome::NotApplicable,
                    // Not known to apply: fulfilled if it is fulfilled anyway, else not settled.
                    Truth::Unknown => match require.evaluate(facts, setting) {
                        Truth::Yes => Outcome::Yes,
                        Truth::No | Truth::Unknown => Outcome::Unknown,
                    },
                    Truth::Yes => require.evaluate(facts, setting).into(),
                }
            }
            Body::Route { when, .. } | Body::Info { when, .. } => when.evaluate(facts, setting).into(),
        }
    }

    /// Whether the rule lets the case through, given its outcome.
    pub(crate) fn lets_through(&self, outcome: Outcome) -> Truth {
        let truth = match outcome {
            Outcome::NotApplicable | Outcome::Excepted => return Truth::Yes,
            Outcome::Yes => Truth::Yes,
            Outcome::No => Truth::No,
            Outcome::Unknown => Truth::Unknown,
        };
        if matches!(self.body, Body::Route { .. }) { !truth } else { truth }
    }
}

impl RuleSet {
    /// Decides a track at a stage: every rule in force is asked, and the most severe failing gate names the conclusion;
    /// if none fails and one is not settled, the conclusion is [`Conclusion::Incomplete`].
    #[must_use]
    pub fn decide<'r>(&'r self, track: &'r Track, stage: Stage, question: Question<'_>) -> TrackDecision<'r> {
        let setting = self.setting(question.day, question.switches);
        // One place for each rule of the stage; `None` where the rule is not in force.
        let outcomes: Vec<Option<Outcome>> = track.rules[stage as usize]
            .iter()
            .map(|place| {
                let rule = &self.rules[*place];
                if !rule.in_force.on(question.day) {
                    return None;
                }
                let excepted = !question.excepted.is_empty() && question.excepted.contains(&rule.id);
                Some(if excepted { Outcome::Excepted } else { rule.outcome(question.facts, setting) })
            })
            .collect();
        let mut conclusion = Conclusion::Pass;
        for gate in &track.gates[stage as usize] {
            let answers =
                gate.slots.iter().zip(&gate.rules).filter_map(|(slot, place)| {
                    outcomes[*slot].map(|outcome| self.rules[*place].lets_through(outcome))
                });
            // One of its rules suffices; a gate none of whose rules is in force is open.
            match answers.reduce(Truth::or).unwrap_or(Truth::Yes) {
                Truth::Yes => {}
                Truth::No => conclusion = conclusion.max(gate.on_no),
                Truth::Unknown => conclusion = conclusion.max(Conclusion::Incomplete),
            }
        }
        let findings = track.rules[stage as usize]
            .iter()
            .zip(outcomes)
            .filter_map(|(place, outcome)| Some(Finding { rule: &self.rules[*place], outcome: outcome? }))
            .collect();
        TrackDecision { track, stage, conclusion, findings }
    }
}
