//! Evidence on drugs, trials, and what may be inherited. Nothing here is an order: it is stated, with its date and source.

use interpretation::incidental::IncidentalChoice;
use interpretation::trial::clause::State;
use serde_json::json;

use super::Writer;
use super::answer::{fact, truth};
use super::code::own_system;
use super::element::{Json, cited, coding, component, concept, concept_in_words, extended, own, own_words};
use super::finding::{label, said};
use super::observation::Observation;
use crate::document::answer::{DrugRow, GuidelineRow, PlaceAnswer};
use crate::document::finding::HereditaryRow;
use crate::words::Label;
use interpretation::language::Words;

impl Writer<'_> {
    pub(super) fn evidence(&mut self) {
        self.therapy();
        self.trials();
        self.hereditary();
    }

    fn therapy(&mut self) {
        let section = &self.document.therapy;
        let (mut members, mut components) = (Vec::new(), Vec::new());
        if let Some(told) = section.result() {
            components.push(own("approvals-known-to", "valueDateTime", told.data_to.to_string()));
            let open = told.biomarker_not_assessed.iter();
            components.extend(open.map(|drug| own("biomarker-not-assessed-for", "valueString", drug.as_str())));
            components.extend(told.guideline.iter().map(recommendation));
            for (index, row) in told.drugs.iter().enumerate() {
                members.push(self.drug(index, row));
            }
        }
        let tp53 = self.document.allele_states.result();
        components.extend(tp53.into_iter().flat_map(|told| &told.guideline).map(recommendation));
        self.section("therapy", &label(Label::Therapy), section, members, components);
    }

    fn drug(&mut self, index: usize, row: &DrugRow) -> String {
        let mut observation = Observation::therapeutic(format!("drug/{index}"), &row.drug);
        let text = |code: &str, is: &str| own(code, "valueString", is);
        observation.components.push(component(
            "51963-7",
            "Medication assessed",
            "valueCodeableConcept",
            concept(&[], &row.drug),
        ));
        observation.components.push(text("setting", &row.setting));
        observation.components.extend(row.line.iter().map(|line| own_words("line", line)));
        observation.components.extend([
            truth("line-fits", row.line_fits),
            text("ema", &row.ema),
            text("fda", &row.fda),
            own_words("danish-medicines-council", &row.denmark),
            own("asks-for-biomarker", "valueBoolean", row.asks_for_biomarker),
        ]);
        observation.components.extend(row.facts.iter().map(fact));
        observation.components.extend(row.acts_less_with.iter().map(|variant| text("acts-less-with", variant)));
        observation.extensions.push(cited(&row.citation));
        observation.derived_from = self.findings_of(&row.facts);
        observation.note(&label(Label::NoOrder));
        self.observe(observation)
    }

    fn trials(&mut self) {
        let section = &self.document.trials;
        let mut members = Vec::new();
        for (number, trial) in section.result().into_iter().flatten().enumerate() {
            for (index, place) in trial.places.iter().enumerate() {
                members.push(self.place(&format!("trial/{number}/{index}"), &trial.protocol, place));
            }
        }
        self.section("trials", &label(Label::Trials), section, members, Vec::new());
    }

    fn place(&mut self, key: &str, protocol: &str, place: &PlaceAnswer) -> String {
        let name: Words = format!("{protocol} {}", place.place).into();
        let mut observation = Observation::own(key.to_owned(), "trial-place", &name);
        observation.value = Some(("valueCodeableConcept", state(place.state)));
        observation.components.push(own("protocol", "valueString", protocol));
        observation.components.push(own("place", "valueString", place.place.as_str()));
        observation.components.push(own("takes-patients", "valueBoolean", place.open));
        observation.components.extend(place.criteria.iter().map(|(criterion, how, seen)| {
            let words =
                Words::new(format!("{} ({})", criterion.en, seen.en), format!("{} ({})", criterion.da, seen.da));
            let code = concept_in_words(&[coding(&own_system("component"), "criterion")], &words);
            json!({ "code": code, "valueCodeableConcept": state(*how) })
        }));
        observation.note(&label(Label::NoOrder));
        self.observe(observation)
    }

    /// By the patient's choice: what is held back is a number and stands nowhere else.
    fn hereditary(&mut self) {
        let told = &self.document.hereditary;
        let mut members = Vec::new();
        for (index, row) in told.shown.iter().enumerate() {
            members.push(self.inherited(index, row));
        }
        let (code, words) = match told.choice {
            IncidentalChoice::All => ("all", Label::ChoiceAll),
            IncidentalChoice::TreatableOnly => ("treatable-only", Label::ChoiceTreatable),
            IncidentalChoice::None => ("none", Label::ChoiceNone),
            IncidentalChoice::Undecided => ("undecided", Label::ChoiceUndecided),
        };
        let choice = concept_in_words(&[coding(&own_system("incidental-choice"), code)], &label(words));
        let mut observation =
            Observation::own("section/hereditary".to_owned(), "hereditary", &label(Label::Hereditary)).with([
                own("choice", "valueCodeableConcept", choice),
                own("held-back", "valueInteger", told.held_back),
                own("ask-clinical-genetics", "valueBoolean", told.ask_clinical_genetics),
            ]);
        observation.members = members;
        self.observe(observation);
    }

    fn inherited(&mut self, index: usize, row: &HereditaryRow) -> String {
        let words: Words = row.variant.clone().into();
        let mut observation = Observation::diagnostic(format!("inherited/{index}"), "may-be-inherited", &words);
        // A disorder that a variant may point to is not a phenotype that it predicts.
        observation.components.push(own("disorder", "valueString", row.disorder.as_str()));
        observation.components.extend(row.reasons.iter().map(|statement| said("reason", statement)));
        let variants = self.document.small_variants.result().into_iter().flat_map(|told| &told.variants);
        let place = variants.enumerate().find(|(_, variant)| variant.name == row.variant);
        let reference = place.map(|(place, _)| self.reference("Observation", &format!("small-variant/{place}")));
        observation.derived_from.extend(reference);
        self.observe(observation)
    }
}

/// A dated sentence of the recommendations.
fn recommendation(row: &GuidelineRow) -> Json {
    let says = Words::new(
        format!("{} ({}, p. {}): {}", row.item, row.as_of, row.page, row.says.en),
        format!("{} ({}, s. {}): {}", row.item, row.as_of, row.page, row.says.da),
    );
    extended(own_words("recommendation", &says), &[super::element::component_cited(&row.citation)])
}

fn state(state: State) -> Json {
    let (code, words) = match state {
        State::Pass => ("pass", Label::StatePass),
        State::Warn => ("warn", Label::StateWarn),
        State::Undetermined => ("undetermined", Label::StateOpen),
        State::Fail => ("fail", Label::StateFail),
    };
    concept_in_words(&[coding(&own_system("criterion-state"), code)], &label(words))
}
