//! Drugs, sentences of the recommendations, trials.

use guideline::truth::Truth;
use interpretation::language::Words;
use interpretation::therapy::Line;

use crate::bundle::{Drug, Findings, GuidelineStatement, Trial, TrialPlace};
use crate::document::Section;
use crate::document::answer::{DrugRow, GuidelineRow, PlaceAnswer, Therapy, TrialAnswer};

pub(super) fn therapy(findings: &Findings) -> Section<Therapy> {
    let told = findings.therapy.as_ref().map(|therapy| {
        let (there, open): (Vec<_>, Vec<_>) = therapy.evidence.iter().partition(|drug| drug.biomarker == Truth::Yes);
        let mut biomarker_not_assessed: Vec<String> = open.into_iter().map(|drug| drug.row.drug.clone()).collect();
        biomarker_not_assessed.dedup();
        let guideline = therapy.guideline.iter().filter(|told| told.truth == Truth::Yes);
        Therapy {
            drugs: there.into_iter().map(drug).collect(),
            biomarker_not_assessed,
            guideline: guideline.map(guideline_row).collect(),
            data_to: therapy.data_to,
        }
    });
    Section::of(told, || {
        Words::new("Not asked: the case states no disease.", "Ikke spurgt: sagen angiver ingen sygdom.")
    })
}

fn drug(told: &Drug) -> DrugRow {
    let line = match told.row.line {
        Line::Any => None,
        Line::New => Some(Words::new("newly diagnosed", "nydiagnosticeret")),
        Line::RelapsedRefractory => Some(Words::new("relapsed or refractory", "recidiveret eller refraktær")),
    };
    let denmark = match told.row.denmark.as_object().and_then(|object| object.iter().next()) {
        Some((kind, day)) => {
            let day = day.as_str().unwrap_or_default();
            if kind == "recommended" {
                Words::new(format!("recommended {day}"), format!("anbefalet {day}"))
            } else {
                Words::new(format!("not recommended {day}"), format!("ikke anbefalet {day}"))
            }
        }
        None => Words::new("not known here", "ikke kendt her"),
    };
    let asks_for_biomarker = !told.row.biomarker.is_empty();
    let facts = told.facts.iter().filter(|_| asks_for_biomarker).chain(&told.related);
    DrugRow {
        drug: told.row.drug.clone(),
        setting: told.row.setting.clone(),
        line,
        line_fits: told.line,
        ema: told.row.ema.clone(),
        fda: told.row.fda.clone(),
        denmark,
        asks_for_biomarker,
        facts: facts.cloned().collect(),
        acts_less_with: told.resistance.iter().map(|(variant, _, _)| variant.clone()).collect(),
        citation: told.row.citation.clone(),
    }
}

pub(super) fn guideline_row(told: &GuidelineStatement) -> GuidelineRow {
    GuidelineRow {
        item: told.item.clone(),
        says: told.says.clone(),
        quote: told.passage.quote.clone(),
        page: told.passage.page,
        as_of: told.as_of.clone(),
        contradiction: told
            .inconsistency
            .as_ref()
            .map(|open| (open.id.clone(), Words::new(open.finding_en.clone(), open.finding_da.clone()))),
        citation: told.citation.clone(),
    }
}

pub(super) fn trials(findings: &Findings) -> Section<Vec<TrialAnswer>> {
    if findings.trials.is_empty() {
        return Section::NotPerformed {
            why: Words::new(
                "No trial was asked: none was given to the interpretation.",
                "Intet forsøg er spurgt: ingen blev givet til fortolkningen.",
            ),
        };
    }
    let answer = |trial: &Trial| TrialAnswer {
        protocol: trial.protocol.clone(),
        places: trial.places.iter().map(place).collect(),
    };
    Section::Performed { result: findings.trials.iter().map(answer).collect() }
}

fn place(place: &TrialPlace) -> PlaceAnswer {
    let criteria = place.criteria.iter();
    PlaceAnswer {
        place: place.place.join(", "),
        open: place.open,
        state: place.state,
        criteria: criteria.map(|told| (told.asked.words(), told.state, told.reason.words())).collect(),
    }
}
