//! Response and evolution.

use clinic::referral::Referral;
use interpretation::language::Words;

use super::answers::answer;
use crate::bundle::{Asked, Findings, ResponseAnswers};
use crate::document::Section;
use crate::document::answer::EditionAnswer;
use crate::document::course::Course;

pub(super) fn course(findings: &Findings, referral: &Referral) -> Section<Course> {
    let Some(told) = &findings.course else {
        return if referral.repeat.repeat == Some(true) {
            Section::NotPerformed {
                why: Words::new(
                    "The referral repeats an earlier order, but no earlier bundle was given to the analysis.",
                    "Rekvisitionen gentager en tidligere, men analysen har ikke fået et tidligere bundt.",
                ),
            }
        } else {
            Section::NotApplicable {
                why: Words::new(
                    "There is no earlier sample to compare with, and nothing is stated of a response.",
                    "Der er ingen tidligere prøve at sammenligne med, og intet er oplyst om respons.",
                ),
            }
        };
    };
    let response = told.response.as_ref();
    let molecular = response.and_then(|said| match &said.runx1_runx1t1 {
        Asked::Answered(rule) => Some(rule.clone()),
        Asked::NotApplicable(_) => None,
    });
    Section::Performed {
        result: Course {
            comparison: told.comparison.clone(),
            response: response.map(editions).unwrap_or_default(),
            molecular,
        },
    }
}

fn editions(said: &ResponseAnswers) -> Vec<EditionAnswer> {
    let mut editions = Vec::new();
    if let Asked::Answered(aml) = &said.aml {
        editions.extend([answer(&aml.response), answer(&aml.without_residual_disease), answer(&aml.refractory)]);
    }
    if let Asked::Answered(mds) = &said.mds {
        editions.extend(mds.iter().map(answer));
    }
    editions
}
