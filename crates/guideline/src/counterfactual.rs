//! The fewest changes that would open the way.
//!
//! METHOD: facts that are known and fixed stay; all others may change or be supplied. Gates that share no such fact are
//! solved apart. Within a group the search deepens by the number of changes: a gate that is not open can only be opened by
//! changing one of its own facts, so every smallest set is found by branching over the facts of the first such gate. A
//! lower bound (gates not open that share no changeable fact need one change each) cuts branches that cannot succeed.

use crate::decide::Question;
use crate::fact::{Change, FactIndex, Facts, Value};
use crate::rule::Stage;
use crate::rule_set::{RuleSet, Track};
use crate::solve::{Constraint, OpenGate, Search, Wanted, components};
use crate::truth::Truth;

/// Assignments that may be tried for one case before the search settles for what it has.
const BUDGET: u32 = 200_000;

/// One fact that would have to be otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedChange<'r> {
    /// The fact.
    pub fact: FactIndex,
    /// A value that would do; other values that no rule tells from it would do as well.
    pub to: Value<'r>,
    /// Whether the fact is unknown now, so that it only has to be supplied (if it is so).
    pub supply: bool,
}

/// What would have to be different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counterfactual<'r> {
    /// Nothing: every gate is open.
    AlreadyOpen,
    /// These changes, and no smaller set of changes.
    Changes(Vec<ProposedChange<'r>>),
    /// No change of what can be changed opens the way.
    None,
    /// The search was given up; nothing is claimed.
    NotDetermined,
}

impl RuleSet {
    /// The smallest set of changes after which this track and stage would pass.
    #[must_use]
    pub fn counterfactual<'r>(&'r self, track: &'r Track, stage: Stage, question: Question<'r>) -> Counterfactual<'r> {
        let setting = self.setting(question.day, question.switches);
        let mut search = Search::new(self, setting, BUDGET);
        let gates = search.gates(track, stage, question);
        let changeable = |fact: FactIndex| {
            question.facts.get(fact).is_none() || self.vocabulary.definition(fact).change != Change::Fixed
        };
        let mut only_fixed = question.facts.clone();
        for fact in self.vocabulary.indices().filter(|fact| changeable(*fact)) {
            only_fixed.set(fact, None);
        }
        let mut open_to_change: Vec<OpenGate<'_>> = Vec::new();
        for gate in gates {
            match search.open(&gate, &only_fixed) {
                Truth::Yes => {}
                Truth::No => return Counterfactual::None,
                Truth::Unknown => open_to_change.push(gate),
            }
        }
        let mut changes: Vec<ProposedChange<'_>> = Vec::new();
        for group in components(&open_to_change, changeable) {
            let mut facts = only_fixed.clone();
            let constraints: Vec<Constraint<'_, '_>> =
                group.iter().map(|gate| Constraint { gate, instead: None, wanted: Wanted::Open }).collect();
            if !search.satisfy(&constraints, &mut facts) {
                return if search.budget == 0 { Counterfactual::NotDetermined } else { Counterfactual::None };
            }
            let most = group.iter().flat_map(|gate| &gate.facts).filter(|fact| changeable(**fact)).count();
            let mut now = question.facts.clone();
            let mut frozen = Vec::new();
            let found = (0..=most).any(|fewest| search.repair(&group, &changeable, &mut now, &mut frozen, fewest));
            if !found {
                return Counterfactual::NotDetermined;
            }
            changes.extend(frozen.into_iter().filter_map(|fact| {
                let supply = question.facts.get(fact).is_none();
                now.get(fact).map(|to| ProposedChange { fact, to, supply })
            }));
        }
        changes.sort_unstable_by_key(|change| change.fact);
        if changes.is_empty() { Counterfactual::AlreadyOpen } else { Counterfactual::Changes(changes) }
    }
}

impl<'r> Search<'r, '_> {
    /// Opens every gate of the group with at most `left` more changes. On success `now` and `frozen` hold them.
    fn repair(
        &mut self,
        group: &[&OpenGate<'r>],
        changeable: &dyn Fn(FactIndex) -> bool,
        now: &mut Facts<'r>,
        frozen: &mut Vec<FactIndex>,
        left: usize,
    ) -> bool {
        let free = |gate: &OpenGate<'_>, frozen: &[FactIndex]| -> Vec<FactIndex> {
            gate.facts.iter().copied().filter(|fact| changeable(*fact) && !frozen.contains(fact)).collect()
        };
        let mut branch: Option<Vec<FactIndex>> = None;
        let mut touched: Vec<FactIndex> = Vec::new();
        let mut needed = 0;
        for gate in group {
            if self.open(gate, now) == Truth::Yes {
                continue;
            }
            let facts = free(gate, frozen);
            if facts.is_empty() {
                return false;
            }
            if !facts.iter().any(|fact| touched.contains(fact)) {
                needed += 1;
                touched.extend(&facts);
            }
            if branch.as_ref().is_none_or(|best| facts.len() < best.len()) {
                branch = Some(facts);
            }
        }
        let Some(facts) = branch else { return true };
        if needed > left {
            return false;
        }
        for fact in facts {
            let before = now.get(fact);
            for value in self.nearest_first(fact, before) {
                if self.budget == 0 {
                    return false;
                }
                self.budget -= 1;
                now.set(fact, Some(value));
                frozen.push(fact);
                if self.repair(group, changeable, now, frozen, left - 1) {
                    return true;
                }
                frozen.pop();
            }
            now.set(fact, before);
        }
        false
    }

    /// The other values of a fact, those nearest to the present one first.
    fn nearest_first(&mut self, fact: FactIndex, before: Option<Value<'_>>) -> Vec<Value<'r>> {
        let mut values = self.values(fact);
        if let Some(before) = before {
            values.retain(|value| !self.alike(fact, *value, before));
            if let Value::Whole(from) = before {
                values.sort_by_key(|value| match value {
                    Value::Whole(to) => to.abs_diff(from),
                    Value::Truth(_) | Value::Code(_) => 0,
                });
            }
        }
        values
    }
}
