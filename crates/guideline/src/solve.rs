//! The search behind "what could still matter" and "what would have to change".
//!
//! Both questions are small constraint problems: the variables are facts, the constraints are gates that must be open.
//! Facts have few values that differ to any rule (a score above or below each bound named, a code inside or outside each
//! set named), so a domain of representatives stands for all values.

use crate::criterion::{Constant, Criterion, Setting};
use crate::decide::Question;
use crate::fact::{FactDefinition, FactIndex, FactKind, Facts, Value};
use crate::rule::{Rule, Stage};
use crate::rule_set::{Gate, RuleSet, Track};
use crate::truth::Truth;

/// A code that no rule, set or register mentions.
pub(crate) const STRANGER: &str = "(another code)";

/// The values of a fact that may differ to some rule, and the questions by which they can differ.
#[derive(Debug, Clone)]
pub(crate) struct Domain {
    candidates: Vec<Constant>,
    questions: Vec<Criterion>,
}

impl Domain {
    /// The domain of a fact, from every question that the rules ask about it.
    pub fn new(definition: &FactDefinition, questions: Vec<Criterion>, set_examples: Vec<String>) -> Self {
        let mut candidates: Vec<Constant> = match definition.kind {
            FactKind::Truth => vec![Constant::Truth(true), Constant::Truth(false)],
            FactKind::Whole { min, max, .. } => {
                let bounds = questions.iter().filter_map(|question| match question {
                    Criterion::AtLeast { bound, .. } | Criterion::AtMost { bound, .. } => Some(*bound),
                    Criterion::Is { value: Constant::Whole(number), .. } => Some(*number),
                    _ => None,
                });
                let near = bounds.flat_map(|bound| [bound - 1, bound, bound + 1]);
                let mut numbers: Vec<i64> =
                    near.chain([min, max]).filter(|number| (min..=max).contains(number)).collect();
                numbers.sort_unstable();
                numbers.dedup();
                numbers.into_iter().map(Constant::Whole).collect()
            }
            FactKind::Code(codes) => codes.iter().map(|code| Constant::Code((*code).into())).collect(),
            FactKind::OpenCode => {
                let named = questions.iter().filter_map(|question| match question {
                    Criterion::Is { value: Constant::Code(code), .. } => Some(code.to_string()),
                    _ => None,
                });
                let all = named.chain(set_examples).chain([STRANGER.to_owned()]);
                all.map(|code| Constant::Code(code.into())).collect()
            }
        };
        candidates.dedup();
        Self { candidates, questions }
    }

    /// One value for each way of answering all questions under this setting.
    fn representatives<'d>(&'d self, setting: Setting<'_>) -> Vec<Value<'d>> {
        let mut seen: Vec<Vec<bool>> = Vec::new();
        let mut values = Vec::new();
        for candidate in &self.candidates {
            let signature = self.signature(candidate.value(), setting);
            if !seen.contains(&signature) {
                seen.push(signature);
                values.push(candidate.value());
            }
        }
        values
    }

    fn signature(&self, value: Value<'_>, setting: Setting<'_>) -> Vec<bool> {
        self.questions.iter().map(|question| question.holds(value, setting)).collect()
    }
}

/// A gate with its rules in force and not excepted.
#[derive(Debug, Clone)]
pub(crate) struct OpenGate<'r> {
    pub gate: &'r Gate,
    rules: Vec<&'r Rule>,
    pub facts: Vec<FactIndex>,
}

/// What is wanted of a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// It is open.
    Open,
    /// It is closed.
    Closed,
    /// It is open or not settled.
    NotClosed,
    /// It is not settled.
    Unsettled,
}

/// A gate and what is wanted of it, possibly with one fact taken to have another value or none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Constraint<'g, 'r> {
    pub gate: &'g OpenGate<'r>,
    pub instead: Option<(FactIndex, Option<Value<'r>>)>,
    pub wanted: Wanted,
}

/// The gates of a track as constraints over facts.
pub(crate) struct Search<'r, 's> {
    rule_set: &'r RuleSet,
    setting: Setting<'s>,
    domains: Vec<Option<Vec<Value<'r>>>>,
    /// How many assignments may still be tried.
    pub budget: u32,
}

impl<'r, 's> Search<'r, 's> {
    pub fn new(rule_set: &'r RuleSet, setting: Setting<'s>, budget: u32) -> Self {
        Self { rule_set, setting, domains: vec![None; rule_set.domains.len()], budget }
    }

    /// The gates of a track at a stage that some rule in force stands behind. A gate with an excepted rule is open
    /// whatever the facts are, and left out.
    pub fn gates(&self, track: &'r Track, stage: Stage, question: Question<'_>) -> Vec<OpenGate<'r>> {
        let mut gates = Vec::new();
        for gate in &track.gates[stage as usize] {
            let rules: Vec<&Rule> = gate
                .rules
                .iter()
                .map(|place| &self.rule_set.rules[*place])
                .filter(|rule| rule.in_force.on(question.day))
                .collect();
            if rules.is_empty() || rules.iter().any(|rule| question.excepted.contains(&rule.id)) {
                continue;
            }
            let mut facts: Vec<FactIndex> = rules.iter().flat_map(|rule| rule.needs.iter().copied()).collect();
            facts.sort_unstable();
            facts.dedup();
            gates.push(OpenGate { gate, rules, facts });
        }
        gates
    }

    /// Whether the gate is open for these facts.
    pub fn open(&self, gate: &OpenGate<'_>, facts: &Facts<'_>) -> Truth {
        let mut answer = Truth::No;
        for rule in &gate.rules {
            answer = answer.or(rule.lets_through(rule.outcome(facts, self.setting)));
            if answer == Truth::Yes {
                break;
            }
        }
        answer
    }

    /// One value of the fact for each way in which rules can tell values apart.
    pub fn values(&mut self, fact: FactIndex) -> Vec<Value<'r>> {
        let rule_set = self.rule_set;
        let setting = self.setting;
        self.domains[fact.get()].get_or_insert_with(|| rule_set.domains[fact.get()].representatives(setting)).clone()
    }

    /// Whether two values of a fact are the same to every rule.
    pub fn alike(&self, fact: FactIndex, a: Value<'_>, b: Value<'_>) -> bool {
        let domain = &self.rule_set.domains[fact.get()];
        domain.signature(a, self.setting) == domain.signature(b, self.setting)
    }

    /// Finds values for unknown facts so that every constraint holds. On success the values stay in `facts`; on failure
    /// `facts` is as before.
    ///
    /// METHOD: backtracking; the constraint with the fewest unknown facts is settled first, and a branch is left as soon
    /// as a constraint can no longer hold (Kleene's logic is monotone, so an answer that is settled stays).
    pub fn satisfy(&mut self, constraints: &[Constraint<'_, 'r>], facts: &mut Facts<'r>) -> bool {
        let mut branch: Option<(usize, FactIndex)> = None;
        for constraint in constraints {
            let Constraint { gate, instead, wanted } = constraint;
            let answer = match instead {
                None => self.open(gate, facts),
                Some((fact, value)) => {
                    let kept = facts.get(*fact);
                    facts.set(*fact, *value);
                    let answer = self.open(gate, facts);
                    facts.set(*fact, kept);
                    answer
                }
            };
            match (wanted, answer) {
                (Wanted::Open | Wanted::NotClosed | Wanted::Unsettled, Truth::No)
                | (Wanted::Closed | Wanted::Unsettled, Truth::Yes) => return false,
                (_, Truth::Yes | Truth::No) => continue,
                (_, Truth::Unknown) => {}
            }
            let mut unknown = gate.facts.iter().copied().filter(|fact| facts.get(*fact).is_none());
            // Without an unknown fact the answer is not settled because a fact is taken away on purpose.
            let Some(first) = unknown.next() else { continue };
            let count = 1 + unknown.count();
            if branch.is_none_or(|(fewest, _)| count < fewest) {
                branch = Some((count, first));
            }
        }
        let Some((_, fact)) = branch else { return true };
        for value in self.values(fact) {
            if self.budget == 0 {
                break;
            }
            self.budget -= 1;
            facts.set(fact, Some(value));
            if self.satisfy(constraints, facts) {
                return true;
            }
        }
        facts.set(fact, None);
        false
    }
}

/// Splits gates into groups that share no variable.
pub(crate) fn components<'g, 'r>(
    gates: &'g [OpenGate<'r>],
    is_variable: impl Fn(FactIndex) -> bool,
) -> Vec<Vec<&'g OpenGate<'r>>> {
    let mut groups: Vec<(Vec<FactIndex>, Vec<&OpenGate<'r>>)> = Vec::new();
    for gate in gates {
        let mut facts: Vec<FactIndex> = gate.facts.iter().copied().filter(|fact| is_variable(*fact)).collect();
        let mut members = vec![gate];
        let (touching, apart): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|(own, _)| own.iter().any(|fact| facts.contains(fact)));
        groups = apart;
        for (own, gates) in touching {
            facts.extend(own);
            members.extend(gates);
        }
        groups.push((facts, members));
    }
    groups.into_iter().map(|(_, gates)| gates).collect()
}
