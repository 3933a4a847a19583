//! `marv guideline decide`: facts in, outcomes out, one JSON line each. The reference evaluator writes the same form.

use std::collections::BTreeMap;
use std::io::{BufRead, BufWriter, Write};
use std::process::ExitCode;

use anyhow::{Context, anyhow};
use clinic::eligibility::vector;
use guideline::decide::Question;
use guideline::fact::{Facts, Value};
use guideline::rule::Stage;
use guideline::rule_set::RuleSet;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use crate::rules::Rules;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    day: Date,
    #[serde(default)]
    switches: BTreeMap<String, String>,
    facts: Map<String, Json>,
}

pub fn run(rules: &Rules) -> anyhow::Result<ExitCode> {
    let rule_set = rules.load()?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for (number, line) in (1u64..).zip(std::io::stdin().lock().lines()) {
        let line = line.context("cannot read standard input")?;
        let decision = decide(&rule_set, &line).with_context(|| format!("line {number}"))?;
        serde_json::to_writer(&mut out, &decision)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn decide(rule_set: &RuleSet, line: &str) -> anyhow::Result<Json> {
    let case: Case = serde_json::from_str(line)?;
    let switches = vector::choose(rule_set, &case.switches).map_err(anyhow::Error::msg)?;
    let facts = facts(rule_set, &case.facts)?;
    let question = Question { facts: &facts, day: case.day, switches: &switches, excepted: &[] };
    let mut tracks = Map::new();
    for track in rule_set.tracks() {
        let mut answer = Map::new();
        let mut outcomes = Map::new();
        let mut redirect: Vec<&str> = Vec::new();
        for stage in Stage::ALL {
            let decision = rule_set.decide(track, stage, question);
            let key = if stage == Stage::Referral { "verdict" } else { stage.name() };
            answer.insert(key.into(), decision.conclusion.name(stage).into());
            redirect.extend(decision.redirects());
            outcomes.extend(
                decision.findings.iter().map(|finding| (finding.rule.id.clone(), Json::from(finding.outcome.name()))),
            );
        }
        redirect.sort_unstable();
        redirect.dedup();
        answer.insert("rules".into(), outcomes.into());
        answer.insert("redirect".into(), redirect.into());
        tracks.insert(track.name(), answer.into());
    }
    let picked = rule_set.default_track(&facts, case.day, &switches).map(guideline::rule_set::Track::name);
    Ok(json!({ "tracks": tracks, "picked": picked }))
}

fn facts<'c>(rule_set: &RuleSet, given: &'c Map<String, Json>) -> anyhow::Result<Facts<'c>> {
    let vocabulary = rule_set.vocabulary();
    let mut facts = Facts::unknown(vocabulary);
    for (id, value) in given {
        let fact = vocabulary.find(id).ok_or_else(|| anyhow!("the fact \"{id}\" is not known"))?;
        let value = match value {
            Json::Null => continue,
            Json::Bool(truth) => Value::Truth(*truth),
            Json::Number(number) => {
                Value::Whole(number.as_i64().ok_or_else(|| anyhow!("{id}: {number} is not whole"))?)
            }
            Json::String(code) => Value::Code(code),
            Json::Array(_) | Json::Object(_) => return Err(anyhow!("{id}: a single value is wanted")),
        };
        vocabulary.definition(fact).kind.accept(value).with_context(|| format!("{id} = {value}"))?;
        facts.set(fact, Some(value));
    }
    Ok(facts)
}
