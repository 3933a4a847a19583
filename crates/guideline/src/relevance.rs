//! Which unknown facts could still change the answer.
//!
//! An unknown fact *can matter* if there are values for all other unknown facts such that learning it changes the
//! conclusion. Gates that are closed but only ask for a correction (`on_no = "incomplete"`) are set aside: they will be
//! corrected, and must not hide what else is missing.
//!
//! METHOD: let the other facts be complete. Learning the fact changes the conclusion in two ways only. Either every gate
//! opens while one of them was not settled without the fact; or a gate closes that was not settled, and no gate at least
//! as severe was closed already. Both are constraint problems, solved exactly, and apart for each group of gates that
//! share no unknown fact.

use crate::decide::{Conclusion, Question};
use crate::fact::{FactIndex, Facts};
use crate::rule::Stage;
use crate::rule_set::{RuleSet, Track};
use crate::solve::{Constraint, OpenGate, Search, Wanted, components};
use crate::truth::Truth;

/// Assignments that may be tried for one case. A guideline of this kind needs some hundreds; the bound keeps a
/// pathological rule set from running for ever, and beyond it a fact is asked for rather than left out.
const BUDGET: u32 = 200_000;

impl RuleSet {
    /// The unknown facts that could change the conclusion of this track and stage, in form order. A fact that cannot
    /// matter, whatever the other unknown facts turn out to be, is never among them.
    #[must_use]
    pub fn facts_that_matter(&self, track: &Track, stage: Stage, question: Question<'_>) -> Vec<FactIndex> {
        let mut search = Search::new(self, self.setting(question.day, question.switches), BUDGET);
        let all = search.gates(track, stage, question);
        let mut closed = Conclusion::Pass;
        let mut unsettled: Vec<OpenGate<'_>> = Vec::new();
        for gate in all {
            match search.open(&gate, question.facts) {
                Truth::Yes => {}
                Truth::No if gate.gate.on_no == Conclusion::Incomplete => {}
                Truth::No => closed = closed.max(gate.gate.on_no),
                Truth::Unknown => unsettled.push(gate),
            }
        }
        let mut severities: Vec<Conclusion> = unsettled.iter().map(|gate| gate.gate.on_no).collect();
        severities.push(Conclusion::Incomplete);
        severities.retain(|severity| *severity > closed);
        severities.sort_unstable();
        severities.dedup();

        let mut matters: Vec<FactIndex> = Vec::new();
        for severity in severities {
            let opening = severity == Conclusion::Incomplete;
            let gates: Vec<OpenGate<'_>> =
                unsettled.iter().filter(|gate| gate.gate.on_no >= severity).cloned().collect();
            let groups = components(&gates, |fact| question.facts.get(fact).is_none());
            let wanted = if opening { Wanted::Open } else { Wanted::NotClosed };
            let mut solved: Vec<Option<Facts<'_>>> = Vec::with_capacity(groups.len());
            for group in &groups {
                let constraints: Vec<Constraint<'_, '_>> =
                    group.iter().map(|gate| Constraint { gate, instead: None, wanted }).collect();
                let mut facts = question.facts.clone();
                solved.push(search.satisfy(&constraints, &mut facts).then_some(facts));
            }
            for (place, (group, solution)) in groups.iter().zip(&solved).enumerate() {
                // Another group in which a gate closes whatever its facts are decides without this one.
                let decided = solved.iter().enumerate().any(|(other, solution)| other != place && solution.is_none());
                if decided && search.budget > 0 {
                    continue;
                }
                for fact in group.iter().flat_map(|gate| gate.facts.iter().copied()) {
                    if question.facts.get(fact).is_some() || matters.contains(&fact) {
                        continue;
                    }
                    let can = if opening {
                        search.can_open(fact, group, solution.as_ref(), question.facts)
                    } else {
                        search.can_close(fact, severity, group, question.facts)
                    };
                    if can || search.budget == 0 {
                        matters.push(fact);
                    }
                }
            }
        }
        matters.sort_unstable();
        matters
    }
}

impl<'r> Search<'r, '_> {
    /// Whether with some value of the fact every gate is open, while one was not settled without it.
    fn can_open(
        &mut self,
        fact: FactIndex,
        group: &[&OpenGate<'r>],
        solution: Option<&Facts<'r>>,
        known: &Facts<'r>,
    ) -> bool {
        let touching: Vec<&OpenGate<'r>> = group.iter().copied().filter(|gate| gate.facts.contains(&fact)).collect();
        // Most facts show it in the first solution at hand.
        if let Some(solution) = solution {
            let mut without = solution.clone();
            without.set(fact, None);
            let only_it =
                |gate: &OpenGate<'_>| gate.facts.iter().all(|other| *other == fact || without.get(*other).is_some());
            if touching.iter().any(|gate| only_it(gate) && self.open(gate, &without) == Truth::Unknown) {
                return true;
            }
        }
        for gate in touching {
            for value in self.values(fact) {
                let mut constraints: Vec<Constraint<'_, 'r>> =
                    group.iter().map(|gate| Constraint { gate, instead: None, wanted: Wanted::Open }).collect();
                constraints.push(Constraint { gate, instead: Some((fact, None)), wanted: Wanted::Unsettled });
                let mut facts = known.clone();
                facts.set(fact, Some(value));
                if self.satisfy(&constraints, &mut facts) {
                    return true;
                }
            }
        }
        false
    }

    /// Whether some value of the fact closes a gate of this severity, while without it neither that gate was settled nor
    /// any gate at least as severe was closed.
    fn can_close(&mut self, fact: FactIndex, severity: Conclusion, group: &[&OpenGate<'r>], known: &Facts<'r>) -> bool {
        let able = |gate: &&OpenGate<'_>| gate.gate.on_no == severity && gate.facts.contains(&fact);
        for gate in group.iter().copied().filter(able) {
            for value in self.values(fact) {
                let mut constraints: Vec<Constraint<'_, 'r>> = group
                    .iter()
                    .map(|gate| Constraint { gate, instead: Some((fact, None)), wanted: Wanted::NotClosed })
                    .collect();
                constraints.push(Constraint { gate, instead: None, wanted: Wanted::Closed });
                let mut facts = known.clone();
                facts.set(fact, Some(value));
                if self.satisfy(&constraints, &mut facts) {
                    return true;
                }
            }
        }
        false
    }
}
