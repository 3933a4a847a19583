//! How the patient stands to trials, as far as the case says.

use std::collections::BTreeMap;

use super::MdsRisk;
use crate::case_file::CaseFile;
use crate::decision_list::Answer;
use crate::eln::ElnRisk;
use crate::findings::Findings;
use crate::karyotype::Sex;
use crate::laboratory::Age;
use crate::risk::tp53::AllelicState;
use crate::therapy::Line;
use crate::trial::clinical::Patient;
use crate::trial::ctml::Trial;
use crate::trial::diagnosis::DiagnosisTree;
use crate::trial::{TrialMatch, match_trial};

/// Matches the case with every trial. The state of `TP53` is Bernard's; a risk that is not settled allows all its groups.
pub(super) fn matched(
    trials: &[Trial],
    file: &CaseFile,
    findings: &Findings,
    eln: &[Answer<ElnRisk>],
    mds: Option<&MdsRisk>,
    tp53: &Answer<AllelicState>,
) -> Vec<TrialMatch> {
    let tree = DiagnosisTree::own();
    let patient = Patient {
        diagnosis: file.disease.map(|disease| disease.code().to_owned()),
        age: file.age.map(whole_years),
        gender: file.sex.map(|sex| if sex == Sex::Male { "Male" } else { "Female" }.to_owned()),
        disease_status: file.line.map(|line| match line {
            Line::New => vec!["Untreated".to_owned()],
            Line::RelapsedRefractory => vec!["Relapsed".to_owned(), "Refractory".to_owned()],
            Line::Any => Vec::new(),
        }),
        marrow_blasts: file.case.clinical.marrow_blasts,
        blood_blasts: file.case.clinical.blood_blasts,
        risk: risk(eln, mds),
        tp53: tp53.possible.iter().filter_map(|state| state_word(*state)).map(str::to_owned).collect(),
        ..Patient::new(findings, &tree)
    };
    trials.iter().map(|trial| match_trial(trial, &patient)).collect()
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an age lies between 0 and 120")]
fn whole_years(age: Age) -> u8 {
    age.get().floor() as u8
}

/// The groups as CTML writes them: `favorable`, `intermediate`, `adverse`; the papers' names in lower case for IPSS.
fn risk(eln: &[Answer<ElnRisk>], mds: Option<&MdsRisk>) -> BTreeMap<String, Vec<String>> {
    let group = |class: &ElnRisk| match class {
        ElnRisk::Favourable => "favorable",
        ElnRisk::Intermediate => "intermediate",
        ElnRisk::Adverse => "adverse",
    };
    let mut risk: BTreeMap<String, Vec<String>> = ["eln_2017", "eln_2022", "eln_2024"]
        .into_iter()
        .zip(eln)
        .map(|(system, answer)| {
            (system.to_owned(), answer.possible.iter().map(|class| group(class).to_owned()).collect())
        })
        .collect();
    if let Some(mds) = mds {
        let lower = |name: &str| name.to_lowercase();
        risk.insert("ipss_r".into(), mds.ipss_r.possible.iter().map(|class| lower(class.name())).collect());
        // A category that does not stand is left out: the criterion is then undetermined.
        if let Some(category) = mds.ipss_m.category() {
            risk.insert("ipss_m".into(), vec![lower(category.name())]);
        }
    }
    risk
}

fn state_word(state: AllelicState) -> Option<&'static str> {
    match state {
        AllelicState::NoMutation => Some("wild-type"),
        AllelicState::SingleHit => Some("mono-allelic"),
        AllelicState::MultiHit | AllelicState::PresumedBiallelic => Some("multi-hit"),
        AllelicState::DeletedOnBoth => None,
    }
}
