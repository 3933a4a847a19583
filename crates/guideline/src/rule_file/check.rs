//! The checks that a rule must pass beside having the right shape.

use std::collections::HashSet;

use jiff::civil::{Date, date};

use super::Ledger;
use super::compile::Names;
use super::document::{CaseDocument, RuleDocument};
use crate::citation::{Ground, Passage, Source};
use crate::criterion::{Criterion, Setting};
use crate::rule::{Body, OnNo, Rule, Stage, Then};
use crate::switch::Switches;

/// The day of a case that names none.
const CASE_DAY: Date = date(2026, 3, 2);

/// A passage must be found in the source.
pub(super) fn passage(passage: &Passage, source: &Source, file: &str, ledger: &mut Ledger) {
    if let Err(not_found) = source.find(passage) {
        ledger.note(
            file,
            format!("page {}: \"{}\": {not_found}", passage.page, passage.quote),
            "copy the printed words exactly and give the page and line on which they begin",
        );
    }
}

/// Cases give what they expect, and there is at least one that passes, one that fails and one with a missing fact.
pub(super) fn cases(rule: &Rule, document: &RuleDocument, names: &Names<'_>, ledger: &mut Ledger) {
    let file = &rule.file;
    for case in &document.case {
        let mut switches = Switches::defaults(names.inconsistencies);
        names.choose(&case.switches, &mut switches, file, ledger);
        let Some(facts) = names.facts(&case.facts, file, ledger) else { continue };
        let day = case.day.unwrap_or(CASE_DAY);
        let outcome = rule.outcome(&facts, Setting { sets: names.sets, switches: &switches, day });
        if outcome.name() != case.expect {
            ledger.note(
                file,
                format!("the case \"{}\" expects {} and the rule answers {}", case.name, case.expect, outcome.name()),
                "correct the rule, or the case if the requirement has changed (and raise the version)",
            );
        }
    }
    for wanted in ["yes", "no", "unknown"] {
        if !document.case.iter().any(|case: &CaseDocument| case.expect == wanted) {
            ledger.note(
                file,
                format!("no case expects \"{wanted}\""),
                "a rule has at least one case that passes, one that fails and one with a missing fact",
            );
        }
    }
}

/// `needs` and `inconsistencies` say what the conditions name, so that a reader sees it without reading them.
pub(super) fn declarations(rule: &Rule, document: &RuleDocument, names: &Names<'_>, ledger: &mut Ledger) {
    let (when, require) = rule.criteria();
    let criteria = || when.into_iter().chain(require);
    let mut asked: Vec<&str> =
        criteria().flat_map(Criterion::facts).map(|fact| names.vocabulary.definition(fact).id).collect();
    asked.sort_unstable();
    asked.dedup();
    let declared: Vec<&str> = document.needs.iter().map(String::as_str).collect();
    if asked != declared {
        let quoted: Vec<String> = asked.iter().map(|fact| format!("\"{fact}\"")).collect();
        ledger.note(
            &rule.file,
            "`needs` is not the sorted list of the facts that the conditions name",
            format!("write needs = [{}]", quoted.join(", ")),
        );
    }
    for switch in criteria().flat_map(Criterion::switches) {
        let id = &names.inconsistencies[switch.get()].id;
        if !rule.inconsistencies.contains(id) {
            ledger.note(
                &rule.file,
                format!("the conditions ask {id}, which `inconsistencies` does not list"),
                format!("add \"{id}\" to inconsistencies"),
            );
        }
    }
    for id in &rule.inconsistencies {
        if !names.inconsistencies.iter().any(|known| known.id == *id) {
            ledger.note(
                &rule.file,
                format!("the inconsistency \"{id}\" is not known"),
                "add its file to inconsistencies/",
            );
        }
    }
}

/// Every requirement named is on the check list, and every quote stands in the source.
pub(super) fn citations(rule: &Rule, known: &HashSet<&str>, source: &Source, ledger: &mut Ledger) {
    for citation in &rule.citations {
        if !known.contains(citation.requirement.as_str()) {
            ledger.note(
                &rule.file,
                format!("the requirement \"{}\" is not on the check list", citation.requirement),
                "use an id of requirements.toml",
            );
        }
        if let Ground::Source(passage) = &citation.ground {
            self::passage(passage, source, &rule.file, ledger);
        }
    }
}

/// Targets exist, alternatives agree, and no gate asks what the source says is not required.
pub(super) fn rule_set(rules: &[Rule], names: &Names<'_>, ledger: &mut Ledger) {
    let defaults = Switches::defaults(names.inconsistencies);
    let targets = names.sets.iter().find(|set| set.id == "redirect-targets");
    for rule in rules {
        if let Body::Hard { on_no: OnNo::Redirect(target), .. } | Body::Route { then: Then::Redirect(target), .. } =
            &rule.body
            && !targets.is_some_and(|set| set.entries().iter().any(|entry| entry.key == *target))
        {
            ledger.note(
                &rule.file,
                format!("\"{target}\" is not a redirect target"),
                "add it to registers/redirect-targets.toml",
            );
        }
        let leaves = matches!(
            &rule.body,
            Body::Hard { on_no: OnNo::Redirect(_) | OnNo::OutOfScope, .. }
                | Body::Route { then: Then::Redirect(_), .. }
        );
        let holds = matches!(&rule.body, Body::Hard { on_no: OnNo::Hold, .. });
        let later = |stage: &Stage| matches!(stage, Stage::Release | Stage::Sequencing);
        if leaves && rule.stages != [Stage::Referral] || holds && !rule.stages.iter().all(later) {
            ledger.note(
                &rule.file,
                "what the rule leads to does not exist at its stage",
                "redirect and out-of-scope belong to stage referral alone, hold to release and sequencing",
            );
        }
        if let Body::Hard { alternative: Some(group), on_no, when, .. } = &rule.body {
            let differs = |other: &&Rule| matches!(&other.body, Body::Hard { alternative: Some(own), on_no: other, .. } if own == group && other != on_no);
            if when.is_some() || rules.iter().any(|other| differs(&other)) {
                ledger.note(
                    &rule.file,
                    format!("alternatives of \"{group}\" have a `when` or another `on_no`"),
                    "alternatives apply always and share one on_no",
                );
            }
        }
        let Body::Info { never_gates, .. } = &rule.body else { continue };
        for other in rules {
            let Body::Hard { when, require, .. } = &other.body else { continue };
            let never_applies = when.as_ref().and_then(|when| when.settled_by(&defaults)) == Some(false);
            let related =
                !never_applies && other.indications.iter().any(|indication| rule.indications.contains(indication));
            if !related || !other.stages.contains(&Stage::Referral) {
                continue;
            }
            let asked = when.iter().chain([require]).flat_map(|criterion| criterion.facts_under(&defaults));
            for fact in asked.filter(|fact| never_gates.contains(fact)) {
                let id = names.vocabulary.definition(fact).id;
                ledger.note(
                    &other.file,
                    format!("the gate asks \"{id}\", which {} says is no requirement", rule.id),
                    format!("take the fact out of the gate, or out of never_gates in {}", rule.file),
                );
            }
        }
    }
}
