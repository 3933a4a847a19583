//! Criteria on the patient and the diagnosis, and what is known of both. No identity.

use std::collections::BTreeMap;

use guideline::truth::Truth;
use serde_json::{Map, Value};

use super::CriterionMatch;
use super::bound::Bound;
use super::clause::State;
use super::ctml::{parse, word};
use super::diagnosis::DiagnosisTree;
use crate::findings::Findings;
use crate::laboratory::BlastPercentage;

/// What is known of a patient for trials. Everything may be unknown.
#[derive(Debug, Clone)]
pub struct Patient<'f> {
    /// What was found.
    pub findings: &'f Findings,
    /// The tree by which diagnoses are compared.
    pub tree: &'f DiagnosisTree,
    /// The diagnosis, by a code or name of the tree.
    pub diagnosis: Option<String>,
    /// Age in whole years.
    pub age: Option<u8>,
    /// `Male` or `Female`, as CTML writes it.
    pub gender: Option<String>,
    /// Words on the state of the disease, as CTML writes them (`Untreated`, `Relapsed`, `Refractory`).
    pub disease_status: Option<Vec<String>>,
    /// Blasts in the marrow.
    pub marrow_blasts: Option<BlastPercentage>,
    /// Blasts in the blood.
    pub blood_blasts: Option<BlastPercentage>,
    /// The risk groups that the known facts allow, by system (`eln_2022`, `ipss_m`).
    pub risk: BTreeMap<String, Vec<String>>,
    /// The states of `TP53` that the known facts allow: `wild-type`, `mono-allelic`, `multi-hit`.
    pub tp53: Vec<String>,
    /// Lines of treatment before.
    pub prior_lines: Option<u8>,
    /// Treatments before, by word (`allogeneic-hsct`, `car-t`, `venetoclax`).
    pub prior: BTreeMap<String, Truth>,
    /// Measurable residual disease.
    pub mrd: Truth,
    /// Relapses so far.
    pub relapses: Option<u8>,
    /// Whether transplantation can be offered.
    pub transplant_eligible: Truth,
}

impl<'f> Patient<'f> {
    /// A patient of whom only the findings are known.
    #[must_use]
    pub fn new(findings: &'f Findings, tree: &'f DiagnosisTree) -> Self {
        Self {
            findings,
            tree,
            diagnosis: None,
            age: None,
            gender: None,
            disease_status: None,
            marrow_blasts: None,
            blood_blasts: None,
            risk: BTreeMap::new(),
            tp53: Vec::new(),
            prior_lines: None,
            prior: BTreeMap::new(),
            mrd: Truth::Unknown,
            relapses: None,
            transplant_eligible: Truth::Unknown,
        }
    }
}

/// A criterion of CTML on the patient. All of its keys must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Clinical {
    age: Option<Bound>,
    diagnosis: Option<(bool, String)>,
    gender: Option<String>,
    status: Vec<String>,
    unknown: Vec<String>,
    asked: String,
}

/// The keys that this program knows.
const KNOWN: [&str; 4] = ["age_numerical", "oncotree_primary_diagnosis", "gender", "disease_status"];

impl Clinical {
    pub(super) fn read(entries: &Map<String, Value>, path: &str, faults: &mut Vec<String>) -> Option<Self> {
        let before = faults.len();
        let text = |key: &str| entries.get(key).map(word);
        let diagnosis = text("oncotree_primary_diagnosis").map(|name| match name.strip_prefix('!') {
            Some(name) => (false, name.to_owned()),
            None => (true, name),
        });
        let status = match entries.get("disease_status") {
            Some(Value::Array(words)) => words.iter().map(word).collect(),
            Some(word_) => vec![word(word_)],
            None => Vec::new(),
        };
        let read = Self {
            age: parse(entries, "age_numerical", path, faults),
            diagnosis,
            gender: text("gender"),
            status,
            unknown: entries.keys().filter(|key| !KNOWN.contains(&key.as_str())).cloned().collect(),
            asked: entries.iter().map(|(key, value)| format!("{key}: {}", word(value))).collect::<Vec<_>>().join(", "),
        };
        (faults.len() == before).then_some(read)
    }

    /// How the patient stands to it.
    #[must_use]
    pub fn judge(&self, patient: &Patient<'_>) -> CriterionMatch {
        let mut parts: Vec<(State, String, bool)> = Vec::new();
        if let Some(bound) = self.age {
            let state = patient.age.map_or(State::Undetermined, |age| Truth::from(bound.holds(f64::from(age))).into());
            // A child becomes of age; nobody grows younger.
            let young = patient.age.is_some_and(|age| !bound.holds(f64::from(age)) && bound.holds(f64::MAX));
            parts.push((state, patient.age.map_or("age not stated".into(), |age| format!("{age} years")), young));
        }
        if let Some((wanted, asked)) = &self.diagnosis {
            let seen = patient.diagnosis.as_deref();
            let truth = seen.map_or(Truth::Unknown, |seen| patient.tree.is(seen, asked));
            let truth = if *wanted { truth } else { !truth };
            parts.push((
                truth.into(),
                seen.map_or("diagnosis not stated".into(), |seen| format!("diagnosis {seen}")),
                false,
            ));
        }
        if let Some(asked) = &self.gender {
            let seen = patient.gender.as_ref();
            let state = seen.map_or(State::Undetermined, |seen| Truth::from(seen.eq_ignore_ascii_case(asked)).into());
            parts.push((state, seen.map_or("gender not stated".into(), Clone::clone), false));
        }
        if !self.status.is_empty() {
            let holds = |seen: &Vec<String>| {
                self.status.iter().any(|asked| seen.iter().any(|word| word.eq_ignore_ascii_case(asked)))
            };
            let seen = patient.disease_status.as_ref();
            let state = seen.map_or(State::Undetermined, |seen| Truth::from(holds(seen)).into());
            parts.push((state, seen.map_or("disease status not stated".into(), |seen| seen.join(", ")), true));
        }
        if !self.unknown.is_empty() {
            let reason = format!("not known to this program: {}", self.unknown.join(", "));
            parts.push((State::Undetermined, reason, false));
        }
        joined(self.asked.clone(), &parts)
    }
}

/// All parts hold: the worst state, and the reasons of the parts that have it.
pub(super) fn joined(asked: String, parts: &[(State, String, bool)]) -> CriterionMatch {
    let state = State::all(parts.iter().map(|(state, _, _)| *state));
    let worst = || parts.iter().filter(|(of_part, _, _)| *of_part == state);
    let reason = worst().map(|(_, reason, _)| reason.as_str()).collect::<Vec<_>>().join("; ");
    CriterionMatch { asked, state, reason, can_change: state == State::Fail && worst().all(|(_, _, change)| *change) }
}
