//! Answers of editions: class, risk, allelic state.

use guideline::truth::Truth;
use interpretation::language::Language::{Danish, English};
use interpretation::language::{Named as HasName, Words};
use serde::Serialize;

use super::evidence::guideline_row;
use super::lymphoid;
use crate::bundle::{Answer, Asked, Findings, IpssM, IpssRa, MdsRisk, Scored};
use crate::document::answer::{Addition, AlleleStates, EditionAnswer, Named, OtherReading, Reason, Risk};
use crate::document::{Section, Statement};

/// The name of a class, with its code.
fn named<C: HasName + Serialize>(class: &C) -> Named {
    // A class is a word of the document's: text, or yes and no.
    let code =
        serde_json::to_value(class).ok().map(|code| code.as_str().map_or_else(|| code.to_string(), str::to_owned));
    Named { code, words: Words::new(class.in_language(English), class.in_language(Danish)) }
}

/// A disease, which has no code.
fn entity(words: &Words) -> Named {
    Named { code: None, words: words.clone() }
}

fn edition<C>(answer: &Answer<C>, name: impl Fn(&C) -> Named) -> EditionAnswer {
    let names = |classes: &[C]| classes.iter().map(&name).collect::<Vec<_>>();
    let mut missing: Vec<Words> = Vec::new();
    if answer.possible.len() > 1 {
        let open = answer.path.iter().filter(|step| step.truth == Truth::Unknown).flat_map(|step| &step.facts);
        for fact in open.filter(|fact| fact.truth == Truth::Unknown) {
            if !missing.contains(&fact.name) {
                missing.push(fact.name.clone());
            }
        }
    }
    let reasons = answer.path.iter().map(|step| Reason {
        rule: step.rule.clone(),
        class: name(&step.class),
        holds: step.truth,
        says: step.says.clone(),
        citation: step.citation.clone(),
        facts: step.facts.clone(),
    });
    let other_readings = answer.other_readings.iter().map(|other| OtherReading {
        reading: other.reading.clone(),
        possible: names(&other.possible),
        question: other.ambiguity.question.clone(),
        citation: other.ambiguity.citation.clone(),
    });
    EditionAnswer {
        edition: answer.edition.words(),
        possible: names(&answer.possible),
        scores: Vec::new(),
        reasons: reasons.collect(),
        missing,
        other_readings: other_readings.collect(),
        additions: Vec::new(),
        notes: Vec::new(),
        citation: None,
    }
}

/// An answer whose classes have names of their own.
pub(super) fn answer<C: HasName + Serialize>(answer: &Answer<C>) -> EditionAnswer {
    edition(answer, named)
}

pub(super) fn classes(findings: &Findings) -> Section<Vec<EditionAnswer>> {
    if findings.classes.is_empty() {
        return Section::NotAssessable {
            why: Words::new(
                "No class is given: no classification of this version covers the stated group, or the sample was taken after induction.",
                "Ingen klasse angives: ingen klassifikation i denne version dækker den angivne gruppe, eller prøven er taget efter induktion.",
            ),
        };
    }
    let classes = findings.classes.iter().map(|classified| {
        let additions = classified.qualifiers.iter().map(|qualifier| Addition {
            holds: qualifier.truth,
            says: Statement::cited(qualifier.says.clone(), qualifier.citation.clone()),
        });
        EditionAnswer { additions: additions.collect(), ..edition(&classified.answer, entity) }
    });
    Section::Performed { result: classes.collect() }
}

pub(super) fn risk(findings: &Findings) -> Risk {
    Risk {
        aml: asked(&findings.eln, |answers| answers.iter().map(answer).collect()),
        mds: asked(&findings.mds, mds),
        lymphoid: lymphoid::risk(findings),
        markers: lymphoid::markers(findings),
        refractoriness: answer(&findings.refractoriness),
    }
}

fn asked<T>(asked: &Asked<T>, told: impl Fn(&T) -> Vec<EditionAnswer>) -> Section<Vec<EditionAnswer>> {
    match asked {
        Asked::Answered(answers) => Section::Performed { result: told(answers) },
        Asked::NotApplicable(why) => Section::NotApplicable { why: why.clone() },
    }
}

fn mds(risk: &MdsRisk) -> Vec<EditionAnswer> {
    let adjusted = risk.ipss_ra.as_ref().map(ipss_ra);
    let mut answers = vec![ipss_m(&risk.ipss_m), scored(&risk.ipss_r)];
    answers.extend(adjusted);
    answers.push(scored(&risk.ipss));
    answers
}

/// An answer that is a number and its category.
pub(super) fn score(edition: Words, possible: Vec<Named>, scores: Vec<f64>) -> EditionAnswer {
    EditionAnswer {
        edition,
        possible,
        scores,
        reasons: Vec::new(),
        missing: Vec::new(),
        other_readings: Vec::new(),
        additions: Vec::new(),
        notes: Vec::new(),
        citation: None,
    }
}

pub(super) fn scored<C: HasName + Serialize>(told: &Scored<C>) -> EditionAnswer {
    let missing = told.parts.iter().filter(|part| part.points.len() > 1).map(|part| part.name.words());
    let other_readings = told.other_readings.iter().map(|other| OtherReading {
        reading: other.reading.clone(),
        possible: other.possible.iter().map(named).collect(),
        question: other.ambiguity.question.clone(),
        citation: other.ambiguity.citation.clone(),
    });
    EditionAnswer {
        missing: missing.collect(),
        other_readings: other_readings.collect(),
        notes: told.notes.clone(),
        citation: Some(told.citation.clone()),
        ..score(told.edition.words(), told.possible.iter().map(named).collect(), told.total.clone())
    }
}

fn ipss_ra(told: &IpssRa) -> EditionAnswer {
    let possible = told.possible.iter().map(named).collect();
    let answer = score("IPSS-RA".into(), possible, told.possible_scores.clone());
    EditionAnswer { citation: Some(told.citation.clone()), ..answer }
}

/// IPSS-M: the category that stands, else those of the best, mean and worst scenario.
fn ipss_m(told: &IpssM) -> EditionAnswer {
    let scenarios = [&told.best, &told.mean, &told.worst];
    let (mut possible, mut scores) = (Vec::new(), Vec::new());
    match told.category() {
        Some(category) => possible.push(named(&category)),
        None => possible.extend(scenarios.iter().map(|scenario| named(&scenario.category))),
    }
    possible.dedup();
    scores.extend(scenarios.iter().map(|scenario| scenario.score));
    scores.dedup();
    let answer = score("IPSS-M".into(), possible, scores);
    EditionAnswer { notes: told.notes.clone(), citation: Some(told.citation.clone()), ..answer }
}

/// The requirements whose sentences are on both alleles of `TP53`.
const ON_TP53: [&str; 2] = ["MC-REP-04", "MC-REP-08"];

pub(super) fn allele_states(findings: &Findings) -> AlleleStates {
    let tp53 = &findings.tp53;
    let guideline = findings.therapy.iter().flat_map(|therapy| &therapy.guideline);
    let on_tp53 = guideline.filter(|told| told.truth == Truth::Yes && ON_TP53.contains(&told.item.as_str()));
    AlleleStates {
        states: [&tp53.bernard, &tp53.ipss_m, &tp53.who5, &tp53.icc].map(answer).into(),
        notes: tp53.notes.clone(),
        guideline: on_tp53.map(guideline_row).collect(),
    }
}
