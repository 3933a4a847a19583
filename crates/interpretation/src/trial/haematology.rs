//! Criteria that haematology asks for and CTML lacks, under the key `haematology`. All keys of a node must hold.
//!
//! | key | value |
//! |---|---|
//! | `marrow_blasts`, `blood_blasts` | a bound in per cent, `>=20` |
//! | `eln_2017`, `eln_2022`, `eln_2024`, `ipss_r`, `ipss_m` | a list of groups |
//! | `tp53_state` | a list of `wild-type`, `mono-allelic`, `multi-hit` |
//! | `prior_lines`, `relapses` | a bound |
//! | `prior` | a list of treatments that were given; `!` before one that was not |
//! | `mrd` | `positive` or `negative` |
//! | `antigen` | a list of antigens that are there; `!` before one that is not |
//! | `flt3_allelic_ratio` | a bound |
//! | `transplant_eligible` | `true` or `false` |

use genome::detection::Detection;
use guideline::truth::Truth;
use serde_json::{Map, Value};

use super::CriterionMatch;
use super::bound::Bound;
use super::clause::State;
use super::clinical::{Patient, joined};
use super::ctml::{parse, word};
use crate::laboratory::BlastPercentage;
use crate::workup::{Event, LIMIT_OF_ABSENCE, Mutation};

/// One key with its value.
#[derive(Debug, Clone, PartialEq)]
enum Asked {
    MarrowBlasts(Bound),
    BloodBlasts(Bound),
    Risk(String, Vec<String>),
    Tp53(Vec<String>),
    PriorLines(Bound),
    Relapses(Bound),
    Prior(bool, String),
    Mrd(bool),
    Antigen(bool, String),
    Flt3Ratio(Bound),
    Transplant(bool),
}

/// A criterion of haematology.
#[derive(Debug, Clone, PartialEq)]
pub struct Haematology {
    keys: Vec<Asked>,
    asked: String,
}

/// The risk systems that may be asked for.
const SYSTEMS: [&str; 5] = ["eln_2017", "eln_2022", "eln_2024", "ipss_r", "ipss_m"];

impl Haematology {
    pub(super) fn read(entries: &Map<String, Value>, path: &str, faults: &mut Vec<String>) -> Option<Self> {
        let before = faults.len();
        let mut keys = Vec::new();
        for (key, value) in entries {
            let bound = |faults: &mut Vec<String>| parse::<Bound>(entries, key, path, faults);
            match key.as_str() {
                "marrow_blasts" => keys.extend(bound(faults).map(Asked::MarrowBlasts)),
                "blood_blasts" => keys.extend(bound(faults).map(Asked::BloodBlasts)),
                "prior_lines" => keys.extend(bound(faults).map(Asked::PriorLines)),
                "relapses" => keys.extend(bound(faults).map(Asked::Relapses)),
                "flt3_allelic_ratio" => keys.extend(bound(faults).map(Asked::Flt3Ratio)),
                "tp53_state" => keys.push(Asked::Tp53(list(value))),
                "prior" => keys.extend(list(value).iter().map(|word| Asked::Prior(!word.starts_with('!'), bare(word)))),
                "antigen" => {
                    keys.extend(list(value).iter().map(|word| Asked::Antigen(!word.starts_with('!'), bare(word))));
                }
                "mrd" => match word(value).as_str() {
                    "positive" => keys.push(Asked::Mrd(true)),
                    "negative" => keys.push(Asked::Mrd(false)),
                    other => faults.push(format!("{path}.{key}: \"{other}\": positive or negative")),
                },
                "transplant_eligible" => match value.as_bool() {
                    Some(wanted) => keys.push(Asked::Transplant(wanted)),
                    None => faults.push(format!("{path}.{key}: true or false")),
                },
                system if SYSTEMS.contains(&system) => keys.push(Asked::Risk(key.clone(), list(value))),
                _ => faults.push(format!("{path}.{key}: no key of haematology; see docs/trials.md")),
            }
        }
        let asked = entries.iter().map(|(key, value)| format!("{key}: {}", list(value).join(", ")));
        let asked = asked.collect::<Vec<_>>().join(", ");
        (faults.len() == before).then_some(Self { keys, asked })
    }

    /// How the patient stands to it.
    #[must_use]
    pub fn judge(&self, patient: &Patient<'_>) -> CriterionMatch {
        let parts: Vec<_> = self.keys.iter().map(|key| key.judge(patient)).collect();
        joined(self.asked.clone(), &parts)
    }
}

impl Asked {
    /// The state, the reason, and whether a failure may change with time.
    fn judge(&self, patient: &Patient<'_>) -> (State, String, bool) {
        match self {
            Self::MarrowBlasts(bound) => blasts("marrow", patient.marrow_blasts, *bound),
            Self::BloodBlasts(bound) => blasts("blood", patient.blood_blasts, *bound),
            Self::Risk(system, groups) => {
                let known = patient.risk.get(system).map_or(&[][..], Vec::as_slice);
                let (state, reason) = one_of(system, known, groups);
                (state, reason, false)
            }
            Self::Tp53(states) => {
                let (state, reason) = one_of("TP53 state", &patient.tp53, states);
                (state, reason, false)
            }
            Self::PriorLines(bound) => count("lines of treatment", patient.prior_lines, *bound),
            Self::Relapses(bound) => count("relapses", patient.relapses, *bound),
            Self::Prior(wanted, treatment) => {
                let given = patient.prior.get(treatment).copied().unwrap_or(Truth::Unknown);
                (said(given, *wanted), told(&format!("{treatment} before"), given), *wanted)
            }
            Self::Mrd(wanted) => (said(patient.mrd, *wanted), told("measurable residual disease", patient.mrd), true),
            Self::Antigen(wanted, antigen) => {
                let there = patient.findings.antigen(antigen).truth;
                (said(there, *wanted), told(antigen, there), true)
            }
            Self::Flt3Ratio(bound) => flt3_ratio(patient, *bound),
            Self::Transplant(wanted) => {
                let eligible = patient.transplant_eligible;
                (said(eligible, *wanted), told("transplantation possible", eligible), true)
            }
        }
    }
}

fn said(truth: Truth, wanted: bool) -> State {
    if wanted { truth.into() } else { (!truth).into() }
}

fn told(what: &str, truth: Truth) -> String {
    let word = match truth {
        Truth::Yes => "yes",
        Truth::No => "no",
        Truth::Unknown => "not stated",
    };
    format!("{what}: {word}")
}

fn blasts(place: &str, seen: Option<BlastPercentage>, bound: Bound) -> (State, String, bool) {
    match seen {
        Some(seen) => (Truth::from(bound.holds(seen.get())).into(), format!("{} % {place} blasts", seen.get()), true),
        None => (State::Undetermined, format!("{place} blasts not stated"), false),
    }
}

fn count(what: &str, seen: Option<u8>, bound: Bound) -> (State, String, bool) {
    match seen {
        Some(seen) => {
            let holds = bound.holds(f64::from(seen));
            // There can only be more.
            (Truth::from(holds).into(), format!("{seen} {what}"), bound.holds(f64::MAX))
        }
        None => (State::Undetermined, format!("number of {what} not stated"), false),
    }
}

/// The known facts allow `known`; a pass if all of these are asked for, a fail if none is.
fn one_of(what: &str, known: &[String], asked: &[String]) -> (State, String) {
    let among = known.iter().filter(|group| asked.iter().any(|wanted| wanted.eq_ignore_ascii_case(group))).count();
    let state = match (among, known.len()) {
        (_, 0) => return (State::Undetermined, format!("{what} not known")),
        (0, _) => State::Fail,
        (some, all) if some == all => State::Pass,
        _ => State::Undetermined,
    };
    (state, format!("{what}: {}", known.join(" or ")))
}

/// The greatest ratio of the tandem duplications found; 0 if none was found where one of 10 % would have been.
fn flt3_ratio(patient: &Patient<'_>, bound: Bound) -> (State, String, bool) {
    let ratio = match patient.findings.workup.detection("FLT3", Event::InternalTandemDuplication).as_deref() {
        Some(Detection::Found(found)) => found.iter().filter_map(Mutation::ratio).max_by(f64::total_cmp),
        Some(Detection::NotFoundAtLimit(limit)) if *limit <= LIMIT_OF_ABSENCE => Some(0.0),
        _ => None,
    };
    match ratio {
        None => (State::Undetermined, "FLT3 allelic ratio not known".into(), false),
        Some(ratio) => {
            let state = match Truth::from(bound.holds(ratio)) {
                // Short reads underestimate long duplications: what holds should be read.
                Truth::Yes if ratio > 0.0 => State::Warn,
                truth => truth.into(),
            };
            (state, format!("FLT3 allelic ratio {ratio:.2}; short reads underestimate long duplications"), false)
        }
    }
}

/// A list, or a single value as one.
fn list(value: &Value) -> Vec<String> {
    match value {
        Value::Array(words) => words.iter().map(word).collect(),
        single => vec![word(single)],
    }
}

fn bare(word: &str) -> String {
    word.trim_start_matches('!').to_owned()
}
