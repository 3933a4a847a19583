//! Golden vectors: base referrals, changes, and the answers expected, from files that a clinician can open.
//!
//! An expectation is compared with a decision *record*, so a vector asks the same of the library and of the command line.

use std::collections::BTreeMap;

use guideline::rule_file::{Folder, Problem, Problems, load};
use guideline::rule_set::RuleSet;
use guideline::switch::Switches;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::{assess, vocabulary};
use crate::referral::{Referral, ReferralDraft};

/// A golden vector.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// Its id.
    pub id: String,
    /// Why it exists.
    pub story: String,
    /// One or more referrals with their answers.
    pub run: Vec<Run>,
}

/// One referral and its answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Base referral below `vectors/base/`.
    pub base: String,
    /// Fields that differ from the base.
    #[serde(default)]
    pub set: BTreeMap<String, toml::Value>,
    /// Fields taken away.
    #[serde(default)]
    pub remove: Vec<String>,
    /// Readings other than the default ones.
    #[serde(default)]
    pub switches: BTreeMap<String, String>,
    /// `referral`, or `release` to ask that stage as well.
    #[serde(default)]
    pub stage: Option<String>,
    /// Edits of rule files, for a vector about a changed rule set.
    #[serde(default)]
    pub edit: Vec<Edit>,
    /// The answer.
    pub expect: Expect,
}

/// A replacement in a rule file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The file.
    pub file: String,
    /// The text that must occur.
    pub from: String,
    /// What stands there instead.
    pub to: String,
}

/// The answer expected; only what is given is compared.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The verdict.
    pub verdict: String,
    /// The indication picked.
    pub indication: Option<String>,
    /// The route picked.
    pub route: Option<String>,
    /// Outcomes of rules of the track picked.
    #[serde(default)]
    pub rules: BTreeMap<String, String>,
    /// The specimen plan's verdict.
    pub plan: Option<String>,
    /// The release stage's verdict.
    pub release: Option<String>,
    /// Redirect targets, all of them.
    pub redirect: Option<Vec<String>>,
    /// The unit that a redirect names (SOR).
    pub redirect_unit: Option<String>,
    /// Soft rules among the warnings of referral or plan.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// Tasks among those proposed.
    #[serde(default)]
    pub tasks: Vec<String>,
    /// Number of incidents.
    pub incidents: Option<u64>,
    /// All eligible tracks.
    pub eligible_tracks: Option<Vec<String>>,
    /// Units of 30x.
    pub units: Option<u64>,
    /// Facts among those asked for.
    #[serde(default)]
    pub ask: Vec<String>,
    /// Verdicts under the rule set at hand and under the edited one, in order.
    pub history: Option<Vec<String>>,
    /// The first decision stays as it was.
    pub first_stands: Option<bool>,
}

/// Why a vector cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum VectorError {
    /// The file or its base does not parse.
    #[error("{file}: {what}")]
    File {
        /// The file.
        file: String,
        /// What is wrong.
        what: String,
    },
    /// The edited rule set is refused.
    #[error(transparent)]
    Rules(#[from] Problems),
}

fn wrong(file: &str, what: impl std::fmt::Display) -> VectorError {
    VectorError::File { file: file.to_owned(), what: what.to_string() }
}

/// All vectors of a guideline's folder, in order of ids.
pub fn read(folder: &Folder) -> Result<Vec<Vector>, VectorError> {
    let files = folder.below("vectors/").filter(|(path, _)| path.ends_with(".toml"));
    files.map(|(path, content)| toml::from_str(content).map_err(|error| wrong(path, error))).collect()
}

impl Run {
    /// The referral draft as JSON: the base with this run's changes.
    pub fn draft(&self, folder: &Folder) -> Result<Json, VectorError> {
        let file = format!("vectors/base/{}.json", self.base);
        let base = folder.get(&file).ok_or_else(|| wrong(&file, "the base referral is missing"))?;
        let mut draft: Json = serde_json::from_str(base).map_err(|error| wrong(&file, error))?;
        for path in &self.remove {
            remove(&mut draft, path).ok_or_else(|| wrong(&file, format!("there is no \"{path}\" to remove")))?;
        }
        for (path, value) in &self.set {
            let value = serde_json::to_value(value).map_err(|error| wrong(path, error))?;
            put(&mut draft, path, value).ok_or_else(|| wrong(&file, format!("\"{path}\" leads through a value")))?;
        }
        Ok(draft)
    }

    /// The folder with this run's edits; `None` without edits.
    pub fn edited(&self, folder: &Folder) -> Result<Option<Folder>, VectorError> {
        if self.edit.is_empty() {
            return Ok(None);
        }
        let mut edited = folder.clone();
        for edit in &self.edit {
            let content = edited.get(&edit.file).unwrap_or_default();
            if !content.contains(&edit.from) {
                return Err(wrong(&edit.file, format!("there is no \"{}\" to edit", edit.from)));
            }
            let content = content.replace(&edit.from, &edit.to);
            edited.insert(edit.file.clone(), content);
        }
        Ok(Some(edited))
    }

    /// The readings of this run.
    pub fn readings(&self, rule_set: &RuleSet) -> Result<Switches, VectorError> {
        choose(rule_set, &self.switches).map_err(|what| wrong("switches", what))
    }

    /// Runs against the rule set and answers what differs from the expectation.
    pub fn differences(&self, folder: &Folder, rule_set: &RuleSet) -> Result<Vec<String>, VectorError> {
        let switches = self.readings(rule_set)?;
        let draft = self.draft(folder)?;
        let record = match self.record(&draft, rule_set, switches) {
            Ok(record) => record,
            Err(what) => return Ok(vec![what]),
        };
        let mut differences = self.expect.differences(&record);
        if let Some(history) = &self.expect.history {
            let mut verdicts = vec![record["verdict"].clone()];
            if let Some(edited) = self.edited(folder)? {
                let changed = load(&edited, &vocabulary())?;
                let switches = self.readings(&changed)?;
                let again = self.record(&draft, &changed, switches).map_err(|what| wrong(&self.base, what))?;
                if again["rule_set"]["hash"] == record["rule_set"]["hash"] {
                    differences.push("the edited rule set has the same hash".into());
                }
                verdicts.push(again["verdict"].clone());
            }
            compare(&mut differences, "history", Json::from(verdicts), history.clone());
        }
        Ok(differences)
    }

    /// What the run answers, without the reasons: the track picked, the verdict of each stage, and redirect targets.
    pub fn answer(&self, folder: &Folder, rule_set: &RuleSet) -> Result<Json, VectorError> {
        let record = self.record(&self.draft(folder)?, rule_set, self.readings(rule_set)?);
        let record = record.map_err(|what| wrong(&self.base, what))?;
        let verdicts = ["indication", "route", "verdict", "plan"].map(|key| record[key].clone());
        let release = record["release"]["verdict"].clone();
        let targets = record["redirects"].as_array().into_iter().flatten().map(|redirect| redirect["target"].clone());
        Ok(verdicts.into_iter().chain([release, targets.collect()]).collect())
    }

    fn record(&self, draft: &Json, rule_set: &RuleSet, switches: Switches) -> Result<Json, String> {
        let draft = ReferralDraft::from_json(draft.to_string().as_bytes()).map_err(|error| error.to_string())?;
        let referral = Referral::from_draft(&draft).map_err(|errors| format!("field errors: {errors:?}"))?;
        let assessment = assess(rule_set, &referral, switches).map_err(|error| error.to_string())?;
        Ok(assessment.record(self.stage.as_deref() == Some("release")))
    }
}

/// The default readings with those named changed.
pub fn choose(rule_set: &RuleSet, named: &BTreeMap<String, String>) -> Result<Switches, String> {
    let mut switches = rule_set.default_switches();
    for (id, reading) in named {
        let (switch, inconsistency) =
            rule_set.find_switch(id).ok_or_else(|| format!("there is no inconsistency \"{id}\""))?;
        let option = inconsistency.find(reading).ok_or_else(|| {
            let known: Vec<&str> = inconsistency.readings.iter().map(|reading| reading.id.as_str()).collect();
            format!("{id} has no reading \"{reading}\"; it has: {}", known.join(", "))
        })?;
        switches.choose(switch, option);
    }
    Ok(switches)
}

fn remove(draft: &mut Json, path: &str) -> Option<Json> {
    let (group, field) = path.rsplit_once('.').unwrap_or(("", path));
    let mut parts = group.split('.').filter(|part| !part.is_empty());
    parts.try_fold(draft, |group, part| group.get_mut(part))?.as_object_mut()?.remove(field)
}

fn put(draft: &mut Json, path: &str, value: Json) -> Option<()> {
    let (group, field) = path.rsplit_once('.').unwrap_or(("", path));
    let mut place = draft;
    for part in group.split('.').filter(|part| !part.is_empty()) {
        place = place.as_object_mut()?.entry(part).or_insert_with(|| Json::Object(Map::new()));
    }
    place.as_object_mut()?.insert(field.to_owned(), value);
    Some(())
}

fn compare(differences: &mut Vec<String>, what: &str, is: impl Into<Json>, expected: impl Into<Json>) {
    let (is, expected) = (is.into(), expected.into());
    if is != expected {
        differences.push(format!("{what}: expected {expected}, got {is}"));
    }
}

impl Expect {
    /// What differs between a decision record and this expectation.
    #[must_use]
    pub fn differences(&self, record: &Json) -> Vec<String> {
        let mut differences = Vec::new();
        let different = &mut differences;
        compare(different, "verdict", record["verdict"].clone(), self.verdict.clone());
        let texts = [
            ("indication", &record["indication"], &self.indication),
            ("route", &record["route"], &self.route),
            ("plan", &record["plan"], &self.plan),
            ("release", &record["release"]["verdict"], &self.release),
            ("redirect unit", &record["redirects"][0]["unit"]["sor"], &self.redirect_unit),
        ];
        for (what, is, expected) in texts {
            if let Some(expected) = expected {
                compare(different, what, is.clone(), expected.clone());
            }
        }
        let text = |value: &Json| value.as_str().unwrap_or("?").to_owned();
        let track = &record["tracks"][format!("{}/{}", text(&record["indication"]), text(&record["route"]))];
        let stages = [&track["referral"], &track["plan"], &record["release"]];
        for (rule, expected) in &self.rules {
            let found = stages
                .iter()
                .filter_map(|stage| stage["rules"].as_array())
                .flatten()
                .find(|finding| finding["id"] == rule.as_str());
            let outcome = found.map_or(Json::Null, |finding| finding["outcome"].clone());
            compare(different, rule, outcome, expected.clone());
        }
        let all = |key: &str| -> Vec<Json> {
            stages.iter().filter_map(|stage| stage[key].as_array()).flatten().cloned().collect()
        };
        if let Some(expected) = &self.redirect {
            let mut targets = all("redirect");
            targets.sort_by_key(ToString::to_string);
            let mut expected: Vec<Json> = expected.iter().cloned().map(Json::from).collect();
            expected.sort_by_key(ToString::to_string);
            compare(different, "redirect", targets, expected);
        }
        let asked: Vec<Json> = ["referral", "plan"]
            .iter()
            .filter_map(|stage| record["ask"][stage].as_array())
            .flatten()
            .cloned()
            .collect();
        for (what, have, wanted) in [
            ("warnings", all("warnings"), &self.warnings),
            ("tasks", all("tasks"), &self.tasks),
            ("ask", asked, &self.ask),
        ] {
            for one in wanted.iter().filter(|one| !have.contains(&Json::from(one.as_str()))) {
                different.push(format!("{what}: \"{one}\" is missing among {}", Json::from(have.clone())));
            }
        }
        if let Some(expected) = self.incidents {
            compare(different, "incidents", record["incidents"].as_array().map_or(0, Vec::len), expected);
        }
        if let Some(expected) = &self.eligible_tracks {
            compare(different, "eligible tracks", record["eligible_tracks"].clone(), expected.clone());
        }
        if let Some(expected) = self.units {
            compare(different, "units", record["units_30x"]["total"].clone(), expected);
        }
        differences
    }
}

/// Runs every vector and answers what differs, as problems of the vectors' files.
pub fn check(folder: &Folder, rule_set: &RuleSet) -> Result<(usize, Vec<Problem>), VectorError> {
    let vectors = read(folder)?;
    let mut problems = Vec::new();
    for vector in &vectors {
        for (place, run) in vector.run.iter().enumerate() {
            let differences = run.differences(folder, rule_set).unwrap_or_else(|error| vec![error.to_string()]);
            for difference in differences {
                problems.push(Problem {
                    file: format!("vectors/{}.toml, run {}", vector.id, place + 1),
                    what: difference,
                    remedy: "correct the rule, or the vector if the requirement has changed".into(),
                });
            }
        }
    }
    Ok((vectors.len(), problems))
}
