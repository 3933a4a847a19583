//! The decision as a record: everything that is needed to read it again, with rule set, input and reasons pinned.
//!
//! The record holds facts, not the referral: no name and no person number is in it.

use std::collections::BTreeMap;

use guideline::citation::{Citation, Ground};
use guideline::counterfactual::Counterfactual;
use guideline::decide::{Finding, TrackDecision};
use guideline::fact::{FactIndex, Value};
use guideline::rule::{Rule, Stage};
use guideline::rule_set::RuleSet;
use serde_json::{Map, Value as Json, json};

use super::{Assessment, TrackAnswer};
use crate::code::CodeList;

/// The version of the record's shape.
pub const RECORD_SCHEMA: &str = "marv/decision/1";

fn value_json(value: Value<'_>) -> Json {
    match value {
        Value::Truth(truth) => truth.into(),
        Value::Whole(number) => number.into(),
        Value::Code(code) => code.into(),
    }
}

fn citation_json(citation: &Citation) -> Json {
    match &citation.ground {
        Ground::Source(passage) => json!({
            "requirement": citation.requirement,
            "page": passage.page,
            "line": passage.line,
            "quote": passage.quote,
        }),
        Ground::Basis(basis) => json!({ "requirement": citation.requirement, "basis": basis }),
    }
}

/// A rule with its words and source.
#[must_use]
pub fn rule_json(rule: &Rule) -> Json {
    json!({
        "id": rule.id,
        "version": rule.version,
        "kind": rule.kind(),
        "file": rule.file,
        "override": rule.overridable_by,
        "inconsistencies": rule.inconsistencies,
        "da": { "says": rule.da.says, "remedy": rule.da.remedy },
        "en": { "says": rule.en.says, "remedy": rule.en.remedy },
        "citations": rule.citations.iter().map(citation_json).collect::<Vec<Json>>(),
    })
}

impl Assessment<'_> {
    fn finding_json(&self, finding: &Finding<'_>) -> Json {
        json!({
            "id": finding.rule.id,
            "version": finding.rule.version,
            "outcome": finding.outcome.name(),
            "inputs": self.inputs_json(finding.rule),
        })
    }

    /// Every rule that was asked, once: words, pages, quotes.
    fn rules_json(&self, release: &[TrackDecision<'_>]) -> Json {
        let stages = self.tracks().iter().flat_map(|answer| [&answer.referral, &answer.plan]);
        let findings = stages.chain(release).flat_map(|decision| &decision.findings);
        let asked: BTreeMap<&str, &Rule> = findings.map(|finding| (finding.rule.id.as_str(), finding.rule)).collect();
        asked.into_iter().map(|(id, rule)| (id.to_owned(), rule_json(rule))).collect::<Map<String, Json>>().into()
    }

    /// The facts that a rule asked, with their values; null where unknown.
    fn inputs_json(&self, rule: &Rule) -> Json {
        let input = |fact: &FactIndex| {
            let value = self.facts().get(*fact).map_or(Json::Null, value_json);
            (self.rule_set().fact_id(*fact).to_owned(), value)
        };
        Json::Object(rule.needs.iter().map(input).collect())
    }

    fn stage_json(&self, decision: &TrackDecision<'_>) -> Json {
        json!({
            "verdict": decision.conclusion.name(decision.stage),
            "deciding": decision.deciding().map(|finding| finding.rule.id.as_str()).collect::<Vec<&str>>(),
            "warnings": decision.warnings().map(|finding| finding.rule.id.as_str()).collect::<Vec<&str>>(),
            "notes": decision.notes().map(|finding| finding.rule.id.as_str()).collect::<Vec<&str>>(),
            "tasks": decision.tasks(),
            "redirect": decision.redirects(),
            "rules": decision.findings.iter().map(|finding| self.finding_json(finding)).collect::<Vec<Json>>(),
        })
    }

    fn track_json(&self, answer: &TrackAnswer<'_>) -> Json {
        json!({ "referral": self.stage_json(&answer.referral), "plan": self.stage_json(&answer.plan) })
    }

    fn facts_json(&self, facts: &[FactIndex]) -> Json {
        facts.iter().map(|fact| self.rule_set().fact_id(*fact)).collect()
    }

    /// The whole decision. `release` adds the answer of the release stage.
    #[must_use]
    pub fn record(&self, release: bool) -> Json {
        let rule_set = self.rule_set();
        let picked = self.picked();
        let release: Vec<TrackDecision<'_>> = release.then(|| self.at(Stage::Release)).into_iter().collect();
        let requisition = &self.referral().requisition;
        let mut record = json!({
            "schema": RECORD_SCHEMA,
            "rule_set": rule_set_json(rule_set),
            "day": requisition.date.to_string(),
            "verdict": picked.referral.conclusion.name(Stage::Referral),
            "plan": picked.plan.conclusion.name(Stage::Plan),
            "indication": picked.track().indication.id,
            "route": picked.track().route.id,
            "picked_by": if requisition.indication.is_some() { "requester" } else { "default" },
            "eligible_tracks": self.eligible_tracks().collect::<Vec<String>>(),
            "ask": { "referral": self.facts_json(&self.ask(Stage::Referral)), "plan": self.facts_json(&self.ask(Stage::Plan)) },
            "counterfactual": self.counterfactual_json(),
            "redirects": self.redirects().iter().map(|redirect| json!({
                "target": redirect.target,
                "name": redirect.entry.and_then(|entry| entry.details.get("name")),
                "unit": redirect.unit.map(|unit| json!({ "sor": unit.key, "name": unit.details.get("name") })),
            })).collect::<Vec<Json>>(),
            "units_30x": self.units().map(|units| json!({
                "tumour": units.tumour, "germline": units.germline, "total": units.total(),
            })),
            "exceptions": self.exceptions().iter().map(|exception| json!({
                "rule": exception.rule,
                "by": exception.by.as_str(),
                "role": exception.role.code(),
                "reason": exception.reason.as_str(),
                "date": exception.date.to_string(),
            })).collect::<Vec<Json>>(),
            "incidents": self.incidents().iter().map(|incident| json!({
                "kind": incident.kind.code(), "rule": incident.rule,
            })).collect::<Vec<Json>>(),
            "input": {
                "facts": self.known_facts_json(),
                "switches": rule_set.inconsistencies().iter().map(|inconsistency| {
                    let chosen = rule_set.find_switch(&inconsistency.id).map(|(switch, _)| self.switches().chosen(switch));
                    (inconsistency.id.clone(), chosen.map_or(Json::Null, |option| inconsistency.reading(option).id.clone().into()))
                }).collect::<Map<String, Json>>(),
            },
            "rules": self.rules_json(&release),
            "tracks": self.tracks().iter().map(|answer| {
                (answer.track().name(), self.track_json(answer))
            }).collect::<Map<String, Json>>(),
        });
        if let (Some(release), Json::Object(keys)) = (release.first(), &mut record) {
            keys.insert("release".into(), self.stage_json(release));
        }
        record
    }

    fn known_facts_json(&self) -> Json {
        let vocabulary = self.rule_set().vocabulary();
        let known = vocabulary
            .indices()
            .filter_map(|fact| Some((self.rule_set().fact_id(fact).to_owned(), value_json(self.facts().get(fact)?))));
        Json::Object(known.collect())
    }

    fn counterfactual_json(&self) -> Json {
        match self.counterfactual() {
            Counterfactual::AlreadyOpen => json!({ "state": "already-eligible", "changes": [] }),
            Counterfactual::None => json!({ "state": "none", "changes": [] }),
            Counterfactual::NotDetermined => json!({ "state": "not-determined", "changes": [] }),
            Counterfactual::Changes(changes) => json!({
                "state": "changes",
                "changes": changes.iter().map(|change| json!({
                    "fact": self.rule_set().fact_id(change.fact),
                    "to": value_json(change.to),
                    "supply": change.supply,
                })).collect::<Vec<Json>>(),
            }),
        }
    }
}

fn rule_set_json(rule_set: &RuleSet) -> Json {
    let identity = &rule_set.identity;
    json!({
        "id": identity.id,
        "version": identity.version,
        "hash": rule_set.hash.to_string(),
        "effective_from": identity.effective_from.to_string(),
        "encoding": identity.encoding_status,
    })
}
