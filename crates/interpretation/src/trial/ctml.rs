//! A trial as CTML writes it: steps, arms, dose levels, and the conditions of each.
//!
//! Source: the Clinical Trial Markup Language of `MatchMiner` (Dana-Farber Cancer Institute; matchengine-V2, Apache-2.0),
//! as JSON, or the same keys as TOML. Faults are told all at once, each with the path to it.

use serde_json::{Map, Value};

use super::CriterionMatch;
use super::clause::Clause;
use super::clinical::{Clinical, Patient};
use super::genomic::Genomic;
use super::haematology::Haematology;

/// A trial.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Its number.
    pub protocol: String,
    /// Whether it takes patients; a trial that does not say is taken for open.
    pub open: bool,
    /// Its steps.
    pub steps: Vec<Level>,
}

/// A step, an arm or a dose level.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// Its code, and its description where there is one.
    pub name: String,
    /// Whether it takes patients.
    pub open: bool,
    /// Its conditions.
    pub condition: Clause<Criterion>,
    /// What lies within: the arms of a step, the dose levels of an arm.
    pub inner: Vec<Level>,
}

/// A criterion.
#[derive(Debug, Clone, PartialEq)]
pub enum Criterion {
    /// On genes.
    Genomic(Genomic),
    /// On the patient and the diagnosis.
    Clinical(Clinical),
    /// What haematology asks for and CTML lacks.
    Haematology(Haematology),
}

impl Criterion {
    /// How the patient stands to it.
    #[must_use]
    pub fn judge(&self, patient: &Patient<'_>) -> CriterionMatch {
        match self {
            Self::Genomic(genomic) => genomic.judge(patient.findings),
            Self::Clinical(clinical) => clinical.judge(patient),
            Self::Haematology(haematology) => haematology.judge(patient),
        }
    }
}

/// Every fault of a trial file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the trial cannot be read:\n{}", .0.join("\n"))]
pub struct CtmlError(pub Vec<String>);

impl Trial {
    /// From JSON: one trial.
    pub fn from_json(text: &str) -> Result<Self, CtmlError> {
        let value = serde_json::from_str(text).map_err(|error| CtmlError(vec![format!("no JSON: {error}")]))?;
        Self::read(&value)
    }

    /// From TOML: one trial with the same keys.
    pub fn from_toml(text: &str) -> Result<Self, CtmlError> {
        let value = toml::from_str(text).map_err(|error| CtmlError(vec![format!("no TOML: {error}")]))?;
        Self::read(&value)
    }

    /// From a value that has been read.
    pub fn read(value: &Value) -> Result<Self, CtmlError> {
        let mut faults = Vec::new();
        let protocol = value.get("protocol_no").and_then(Value::as_str).unwrap_or_default().to_owned();
        if protocol.is_empty() {
            faults.push("protocol_no: the trial's number is missing".to_owned());
        }
        let steps = match value.pointer("/treatment_list/step") {
            Some(Value::Array(steps)) if !steps.is_empty() => {
                let path = |at| format!("treatment_list.step[{at}]");
                steps.iter().enumerate().map(|(at, step)| level(step, &LEVELS, &path(at), &mut faults)).collect()
            }
            _ => {
                faults.push("treatment_list.step: a list of steps is missing".to_owned());
                Vec::new()
            }
        };
        if faults.is_empty() { Ok(Self { protocol, open: is_open(value), steps }) } else { Err(CtmlError(faults)) }
    }
}

/// The status of the summary stands before that of the trial.
fn is_open(trial: &Value) -> bool {
    let status = trial.pointer("/_summary/status/0/value").or_else(|| trial.get("status")).and_then(Value::as_str);
    status.is_none_or(|status| status.to_lowercase().starts_with("open"))
}

/// How one kind of level is written.
struct Keys {
    code: &'static str,
    description: &'static str,
    suspended: &'static str,
    inner: &'static str,
}

const LEVELS: [Keys; 3] = [
    Keys { code: "step_code", description: "step_type", suspended: "step_suspended", inner: "arm" },
    Keys { code: "arm_code", description: "arm_description", suspended: "arm_suspended", inner: "dose_level" },
    Keys { code: "level_code", description: "level_description", suspended: "level_suspended", inner: "" },
];

fn level(value: &Value, kinds: &[Keys], path: &str, faults: &mut Vec<String>) -> Level {
    let nothing = Level { name: String::new(), open: false, condition: Clause::All(Vec::new()), inner: Vec::new() };
    let (Some((keys, deeper)), Some(object)) = (kinds.split_first(), value.as_object()) else {
        faults.push(format!("{path}: an object is needed"));
        return nothing;
    };
    let text = |key: &str| object.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let name = [text(keys.code), text(keys.description)].into_iter().flatten().collect::<Vec<_>>().join(": ");
    let condition = match object.get("match") {
        None | Some(Value::Null) => Clause::All(Vec::new()),
        Some(condition) => Clause::read(condition, &format!("{path}.match"), faults, &mut criterion),
    };
    let inner = match object.get(keys.inner).filter(|_| !deeper.is_empty()) {
        Some(Value::Array(inner)) => {
            let path = |at| format!("{path}.{}[{at}]", keys.inner);
            inner.iter().enumerate().map(|(at, inner)| level(inner, deeper, &path(at), faults)).collect()
        }
        _ => Vec::new(),
    };
    let suspended = text(keys.suspended).is_some_and(|word| word.eq_ignore_ascii_case("y"));
    Level { name, open: !suspended, condition, inner }
}

fn criterion(key: &str, value: &Value, path: &str, faults: &mut Vec<String>) -> Option<Criterion> {
    let Some(entries) = value.as_object() else {
        faults.push(format!("{path}: and, or, not, genomic, clinical or haematology is needed"));
        return None;
    };
    match key {
        "genomic" => Genomic::read(entries, path, faults).map(Criterion::Genomic),
        "clinical" => Clinical::read(entries, path, faults).map(Criterion::Clinical),
        "haematology" => Haematology::read(entries, path, faults).map(Criterion::Haematology),
        _ => {
            faults.push(format!("{path}: \"{key}\" is none of and, or, not, genomic, clinical, haematology"));
            None
        }
    }
}

/// The text of a value as CTML means it: a number or a boolean as well as a text.
pub(super) fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A value of a key, or a fault with the path to it.
pub(super) fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(
    entries: &Map<String, Value>,
    key: &str,
    path: &str,
    faults: &mut Vec<String>,
) -> Option<T> {
    let text = word(entries.get(key)?);
    text.parse().map_err(|error: T::Err| faults.push(format!("{path}.{key}: {error}"))).ok()
}
