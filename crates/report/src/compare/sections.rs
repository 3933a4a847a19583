//! Everything that a report says, section by section.

use interpretation::language::Words;
use serde_json::Value;

use super::told::{Told, both, caller, decimal, joined, percent, rows, same, statements, text, truth, words};
use super::{course, findings};
use crate::words::Label;

/// A gene of which less can be called is listed.
const WANTED: f64 = 0.95;

/// Everything that the data of a report say.
pub(super) fn told(report: &Value) -> Vec<Told> {
    let mut all = Vec::new();
    all.extend(order(report));
    all.extend(conclusion(&report["conclusion"]));
    for (name, label) in SECTIONS {
        all.extend(state(&report[name], label, label.words()));
    }
    let [banded, genomic] = ["banded", "genomic"].map(|name| &report["karyotypes"][name]);
    all.extend(state(banded, Label::Karyotypes, Label::KaryotypeBanded.words()));
    all.extend(state(genomic, Label::Karyotypes, Label::KaryotypeGenomic.words()));
    all.extend(findings::small_variants(&report["small_variants"]["result"]));
    all.extend(findings::tandem(&report["tandem_duplications"]["result"]));
    all.extend(findings::fusions(&report["fusions"]["result"]));
    all.extend(findings::copy_number(&report["copy_number"]["result"]));
    all.extend(findings::karyotypes(&banded["result"], &genomic["result"]));
    all.extend(state(&report["allele_states"], Label::AlleleStates, Label::AlleleStates.words()));
    let allele_states = &report["allele_states"]["result"];
    all.extend(rows(&allele_states["notes"]).filter_map(|note| Some(Told::new(Label::AlleleStates, words(note)?))));
    all.extend(rows(&allele_states["states"]).map(|answer| edition(Label::AlleleStates, answer)));
    all.extend(rows(&allele_states["guideline"]).map(|row| sentence(Label::AlleleStates, row)));
    all.extend(rows(&report["classes"]["result"]).map(|answer| edition(Label::Classes, answer)));
    all.extend(risk(&report["risk"]));
    all.extend(course::course(&report["course"]["result"]));
    all.extend(therapy(&report["therapy"]["result"]));
    all.extend(rows(&report["trials"]["result"]).flat_map(trial));
    all.extend(hereditary(&report["hereditary"]));
    all.extend(quality(&report["quality"]["result"]));
    for (name, label) in [("limitations", Label::Limitations), ("supplement", Label::Supplement)] {
        all.extend(rows(&report[name]).filter_map(|told| Some(Told::new(label, words(&told["says"])?))));
    }
    all.extend(provenance(report));
    all.extend(unknown(report));
    all
}

/// Sections that have a result, or a reason why they have none.
const SECTIONS: [(&str, Label); 9] = [
    ("small_variants", Label::SmallVariants),
    ("tandem_duplications", Label::Tandem),
    ("fusions", Label::Fusions),
    ("copy_number", Label::CopyNumber),
    ("classes", Label::Classes),
    ("course", Label::Course),
    ("therapy", Label::Therapy),
    ("trials", Label::Trials),
    ("quality", Label::Quality),
];

/// Parts of a report that are read above, or that say which report it is.
const KNOWN: [&str; 16] = [
    "schema",
    "version",
    "issued",
    "patient",
    "order",
    "specimens",
    "sample",
    "knowledge_date",
    "conclusion",
    "allele_states",
    "karyotypes",
    "risk",
    "hereditary",
    "limitations",
    "supplement",
    "provenance",
];

/// What this version does not know is compared as it is written.
fn unknown(report: &Value) -> Vec<Told> {
    let parts = report.as_object().into_iter().flatten();
    let is_known = |name: &str| KNOWN.contains(&name) || SECTIONS.iter().any(|(known, _)| *known == name);
    let parts = parts.filter(|(name, _)| !is_known(name));
    parts
        .map(|(name, value)| Told::new(Label::OtherParts, same(name)).with(Label::Answer, text(value).map(same)))
        .collect()
}

/// Each disease's risk by its name in the data, which a later version may have more of.
fn risk(risk: &Value) -> Vec<Told> {
    let mut all = Vec::new();
    for (name, part) in risk.as_object().into_iter().flatten() {
        let label = match name.as_str() {
            "aml" => Label::RiskAml.words(),
            "mds" => Label::RiskMds.words(),
            "lymphoid" => Label::RiskLymphoid.words(),
            "markers" => Label::Markers.words(),
            "refractoriness" => Label::Refractoriness.words(),
            other => same(other),
        };
        if part.get("edition").is_some() {
            all.push(edition(Label::Risk, part));
        } else {
            all.extend(state(part, Label::Risk, label));
            all.extend(rows(&part["result"]).map(|answer| edition(Label::Risk, answer)));
        }
    }
    all
}

/// Whether a section has a result, and why not.
fn state(section: &Value, label: Label, what: Words) -> Option<Told> {
    let (state, why) = match section["state"].as_str()? {
        "performed" => return Some(Told::new(label, what).with(Label::State, Some(Label::Performed.words()))),
        "not_performed" => (Label::NotPerformed, &section["why"]),
        "not_assessable" => (Label::NotAssessable, &section["why"]),
        "not_applicable" => (Label::NotApplicable, &section["why"]),
        other => return Some(Told::new(label, what).with(Label::State, Some(same(other)))),
    };
    Some(Told::new(label, what).with(Label::State, Some(state.words())).with(Label::Why, words(why)))
}

fn order(report: &Value) -> Vec<Told> {
    let order = &report["order"];
    let one = |name: &Value| text(name).map(same);
    let told = Told::new(Label::Requisition, Label::Requisition.words())
        .with(Label::Date, one(&order["date"]))
        .with(Label::Indication, one(&order["indication"]))
        .with(Label::Purpose, words(&order["purpose"]["words"]).filter(|_| !order["purpose"].is_null()))
        .with(Label::Requester, one(&order["requester"]))
        .with(Label::Diagnosis, one(&order["diagnosis_code"]))
        .with(Label::EarlierOrder, one(&order["repeats"]));
    let specimens = rows(&report["specimens"]).map(|specimen| {
        let role = if specimen["role"] == "tumour" { Label::Tumour } else { Label::Normal };
        Told::new(Label::Requisition, role.words())
            .with(Label::Specimen, words(&specimen["material"]).filter(|_| !specimen["material"].is_null()))
    });
    [told].into_iter().chain(specimens).collect()
}

/// Each sentence of the conclusion by its beginning, so that another answer of the same edition is a change.
fn conclusion(conclusion: &Value) -> Vec<Told> {
    let mut all = Vec::new();
    for answer in rows(&conclusion["answers"]) {
        let Ok(question) = serde_json::from_value::<crate::document::conclusion::Question>(answer["question"].clone())
        else {
            continue;
        };
        let contribution =
            serde_json::from_value::<crate::document::conclusion::Contribution>(answer["contribution"].clone());
        let asked = answer["asked_for"].as_bool().unwrap_or_default();
        all.push(
            Told::new(Label::Conclusion, question.words())
                .with(Label::Answer, contribution.ok().map(crate::document::conclusion::Contribution::words))
                .with(Label::AskedFor, Some(if asked { Words::new("yes", "ja") } else { Words::new("no", "nej") })),
        );
        for said in rows(&answer["says"]).filter_map(|told| words(&told["says"])) {
            let split = |text: &str| match text.split_once(": ") {
                Some((about, says)) => (about.to_owned(), says.to_owned()),
                None => (text.to_owned(), String::new()),
            };
            let ((about_en, says_en), (about_da, says_da)) = (split(&said.en), split(&said.da));
            let question = question.words();
            let what = Words::new(format!("{}, {about_en}", question.en), format!("{}, {about_da}", question.da));
            all.push(Told::new(Label::Conclusion, what).with(Label::Answer, Some(Words::new(says_en, says_da))));
        }
    }
    all
}

/// What an edition answers, and by which rules.
pub(super) fn edition(section: Label, answer: &Value) -> Told {
    let names = |several: &Value| joined(rows(several).filter_map(|class| words(&class["words"])));
    let readings = rows(&answer["other_readings"]).filter_map(|other| {
        let (reading, possible) = (text(&other["reading"])?, names(&other["possible"])?);
        let question = words(&other["question"])?;
        Some(both(|language| {
            format!("{reading}: {}: {}", possible.in_language(language), question.in_language(language))
        }))
    });
    let rules = rows(&answer["reasons"]).filter_map(|reason| {
        let (rule, says, class) = (text(&reason["rule"])?, words(&reason["says"])?, words(&reason["class"]["words"])?);
        let may = truth(&reason["holds"])?;
        Some(both(|language| {
            let [says, class, may] = [&says, &class, &may].map(|words| words.in_language(language));
            format!("{rule} {says} ({class}: {may})")
        }))
    });
    let facts = rows(&answer["reasons"]).flat_map(|reason| rows(&reason["facts"])).filter_map(fact);
    let scores = rows(&answer["scores"]).filter_map(|score| decimal(score, 2));
    let additions = rows(&answer["additions"]).filter_map(|addition| words(&addition["says"]["says"]));
    Told::new(section, words(&answer["edition"]).unwrap_or_else(|| Label::NotStated.words()))
        .with(Label::Answer, Some(names(&answer["possible"]).unwrap_or_else(|| Label::NoRule.words())))
        .with(Label::Score, joined(scores))
        .with(Label::Why, joined(rules))
        .with(Label::Seen, joined(facts))
        .with(Label::IfSo, joined(additions))
        .with(Label::WouldSettle, joined(rows(&answer["missing"]).filter_map(words)))
        .with(Label::ReadOtherwise, joined(readings))
        .with(Label::Open, joined(rows(&answer["notes"]).filter_map(words)))
}

/// What was seen: a fact, whether it holds, and by what.
pub(super) fn fact(fact: &Value) -> Option<Words> {
    let (name, seen, holds) = (words(&fact["name"])?, words(&fact["seen"])?, truth(&fact["truth"])?);
    Some(both(|language| {
        let [name, seen, holds] = [&name, &seen, &holds].map(|words| words.in_language(language));
        format!("{name}: {holds} ({seen})")
    }))
}

/// A dated sentence of the recommendations.
fn sentence(section: Label, row: &Value) -> Told {
    Told::new(section, same(text(&row["item"]).unwrap_or_default()))
        .with(Label::Recommendations, words(&row["says"]))
        .with(Label::AsOf, words(&row["as_of"]))
        .with(Label::Place, joined([&row["page"], &row["quote"]].into_iter().filter_map(words)))
        .with(Label::AtOdds, joined(rows(&row["contradiction"]).filter_map(words)))
}

fn therapy(therapy: &Value) -> Vec<Told> {
    let drugs = rows(&therapy["drugs"]).map(|drug| {
        let setting = text(&drug["setting"]).filter(|setting| !setting.is_empty());
        let name =
            text(&drug["drug"]).unwrap_or_default() + &setting.map(|told| format!(", {told}")).unwrap_or_default();
        let asks = if drug["asks_for_biomarker"] == false { Some(Label::NoBiomarker.words()) } else { None };
        Told::new(Label::Therapy, same(name))
            .with(Label::WhatWasFound, joined(rows(&drug["facts"]).filter_map(fact)))
            .with(Label::Answer, asks)
            .with(Label::For, words(&drug["line"]))
            .with(Label::OwnLine, truth(&drug["line_fits"]))
            .with(Label::Ema, words(&drug["ema"]))
            .with(Label::Fda, words(&drug["fda"]))
            .with(Label::Council, words(&drug["denmark"]))
            .with(Label::ActsLess, joined(rows(&drug["acts_less_with"]).filter_map(words)))
    });
    let open = rows(&therapy["biomarker_not_assessed"]).filter_map(words);
    let open = open.map(|drug| Told::new(Label::Therapy, drug).with(Label::State, Some(Label::BiomarkerOpen.words())));
    let guideline = rows(&therapy["guideline"]).map(|row| sentence(Label::Therapy, row));
    let to = words(&therapy["data_to"])
        .map(|day| Told::new(Label::Therapy, Label::ApprovalsTo.words()).with(Label::Date, Some(day)));
    drugs.chain(open).chain(guideline).chain(to).collect()
}

fn trial(trial: &Value) -> Vec<Told> {
    let protocol = text(&trial["protocol"]).unwrap_or_default();
    let place = |place: &Value| {
        let criteria = rows(&place["criteria"]).filter_map(|criterion| {
            let (asked, state, seen) = (words(&criterion[0])?, text(&criterion[1])?, words(&criterion[2])?);
            Some(both(|language| format!("{}: {state} ({})", asked.in_language(language), seen.in_language(language))))
        });
        let open = if place["open"] == true { None } else { Some(Label::Closed.words()) };
        Told::new(Label::Trials, same(format!("{protocol} {}", text(&place["place"]).unwrap_or_default())))
            .with(Label::State, words(&place["state"]))
            .with(Label::Closed, open)
            .with(Label::Criterion, joined(criteria))
    };
    rows(&trial["places"]).map(place).collect()
}

fn hereditary(told: &Value) -> Vec<Told> {
    let shown = rows(&told["shown"]).map(|row| {
        Told::new(Label::Hereditary, same(text(&row["variant"]).unwrap_or_default()))
            .with(Label::Disorder, words(&row["disorder"]))
            .with(Label::Why, statements(&row["reasons"]))
    });
    let whole = Told::new(Label::Hereditary, Label::Hereditary.words())
        .with(Label::Choice, words(&told["choice"]))
        .with(Label::HeldBack, words(&told["held_back"]))
        .with(Label::AskGenetics, words(&told["ask_clinical_genetics"]));
    [whole].into_iter().chain(shown).collect()
}

fn quality(quality: &Value) -> Vec<Told> {
    let samples = rows(&quality["samples"]).map(|sample| {
        let role = if sample["role"] == "tumour" { Label::Tumour } else { Label::Normal };
        Told::new(Label::Quality, role.words())
            .with(Label::MeanDepth, decimal(&sample["mean_depth"], 1))
            .with(Label::Times, words(&sample["covered"][0]))
            .with(Label::Covered, percent(&sample["covered"][1]))
            .with(Label::Duplicates, percent(&sample["duplicates"]))
    });
    let leaks = rows(&quality["tumour_in_normal"]).map(|leak| {
        Told::new(Label::Quality, Label::TumourInNormal.words())
            .with(Label::CellShare, percent(&leak["mean"]))
            .with(Label::Interval, joined(rows(&leak["interval"]).filter_map(percent)))
            .with(Label::Evidence, caller(&leak["basis"]))
    });
    // A check's name carries the sample's.
    let checks = rows(&quality["checks"]).map(|check| {
        Told::new(Label::Quality, words(&check["words"]).unwrap_or_else(|| Label::Check.words()))
            .with(Label::Verdict, words(&check["verdict"]))
            .with(Label::Accepted, Some(words(&check["accepted"])).flatten().filter(|told| told.en == "true"))
            .with(Label::Explanation, caller(&check["because"]))
    });
    // As on the page: the others are only drawn.
    let weak = rows(&quality["genes"]).filter(|gene| gene["callable"].as_f64().is_none_or(|share| share < WANTED));
    let genes = weak.map(|gene| {
        Told::new(Label::Quality, same(text(&gene["gene"]).unwrap_or_default()))
            .with(Label::MeanDepth, decimal(&gene["tumour_depth"], 1))
            .with(Label::CallableShare, Some(percent(&gene["callable"]).unwrap_or_else(|| Label::NotAssessed.words())))
    });
    let not_checked = rows(&quality["not_checked"]).filter_map(caller);
    let not_checked =
        not_checked.map(|what| Told::new(Label::Quality, what).with(Label::State, Some(Label::NotChecked.words())));
    let callable = percent(&quality["callable"])
        .map(|share| Told::new(Label::Quality, Label::Callable.words()).with(Label::CallableShare, Some(share)));
    samples.chain(callable).chain(leaks).chain(checks).chain(genes).chain(not_checked).collect()
}

/// What a report rests on.
fn provenance(report: &Value) -> Vec<Told> {
    let told = &report["provenance"];
    let programs =
        [(Label::ComposedBy, "composed_by"), (Label::CalledBy, "called_by"), (Label::Reference, "reference")];
    let programs = programs
        .into_iter()
        .map(|(label, name)| Told::new(Label::Provenance, label.words()).with(label, text(&told[name]).map(same)));
    let day =
        Told::new(Label::Provenance, Label::KnowledgeDate.words()).with(Label::Date, words(&report["knowledge_date"]));
    let files = rows(&told["files"]).map(|file| (&file["name"], &file["sha256"]));
    let inputs = rows(&told["inputs"]).map(|input| (&input[0], &input[1]));
    let files = files.chain(inputs).map(|(name, sum)| {
        Told::new(Label::Provenance, same(text(name).unwrap_or_default())).with(Label::Checksum, text(sum).map(same))
    });
    let sources = rows(&told["sources"]).map(|source| {
        Told::new(Label::Provenance, same(text(&source["id"]).unwrap_or_default()))
            .with(Label::Sources, joined([&source["citation"], &source["title"]].into_iter().filter_map(words)))
    });
    programs.chain([day]).chain(files).chain(sources).collect()
}
