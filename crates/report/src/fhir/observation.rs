//! One observation, from which the resource is made.

use serde_json::{Value, json};

use super::code::{DATA_ABSENT, LOINC, TO_BE_DETERMINED, categories, danish, genomics, own_system};
use super::element::{Json, coding, concept, concept_in_words, narrative, told};
use super::{Writer, element};
use crate::document::Section;
use interpretation::language::Words;

/// An observation in the making.
pub(super) struct Observation {
    /// What its id is made of.
    pub key: String,
    code: Json,
    profile: Option<&'static str>,
    /// `valueCodeableConcept` or `valueString`, and the value.
    pub value: Option<(&'static str, Json)>,
    /// Why it has no value.
    pub absent: Option<Json>,
    /// Its components.
    pub components: Vec<Json>,
    /// Its extensions.
    pub extensions: Vec<Json>,
    /// On which observations it rests.
    pub derived_from: Vec<String>,
    /// Which observations it groups.
    pub members: Vec<String>,
    /// What a reader has to know.
    pub notes: Vec<Json>,
}

impl Observation {
    fn new(key: String, code: Json, profile: Option<&'static str>) -> Self {
        Self {
            key,
            code,
            profile,
            value: None,
            absent: None,
            components: Vec::new(),
            extensions: Vec::new(),
            derived_from: Vec::new(),
            members: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// A variant (Genomics Reporting, variant; LOINC 69548-6).
    pub(super) fn variant(key: String, name: &str) -> Self {
        Self::new(key, concept(&[coding(LOINC, "69548-6")], name), Some("variant"))
    }

    /// What follows for the disease (Genomics Reporting, diagnostic-implication). `kind` is a code of ours.
    pub(super) fn diagnostic(key: String, kind: &str, words: &Words) -> Self {
        let codings = [coding(TO_BE_DETERMINED, "diagnostic-implication"), coding(&own_system("observation"), kind)];
        Self::new(key, concept_in_words(&codings, words), Some("diagnostic-implication"))
    }

    /// Evidence on a drug (Genomics Reporting, therapeutic-implication). It is never an order.
    pub(super) fn therapeutic(key: String, name: &str) -> Self {
        let code = concept(&[coding(TO_BE_DETERMINED, "therapeutic-implication")], name);
        Self::new(key, code, Some("therapeutic-implication"))
    }

    /// What a variant does (Genomics Reporting, molecular-consequence).
    pub(super) fn consequence(key: String, name: &str) -> Self {
        let code = concept(&[coding(TO_BE_DETERMINED, "molecular-consequence")], name);
        Self::new(key, code, Some("molecular-consequence"))
    }

    /// An observation of ours, by a code of ours.
    pub(super) fn own(key: String, code: &str, words: &Words) -> Self {
        let codings = [coding(&own_system("observation"), code)];
        Self::new(key, concept_in_words(&codings, words), None)
    }

    /// It is there (LOINC LL1971-2).
    pub(super) fn present(self) -> Self {
        self.answered("LA9633-4", &Words::new("present", "fundet"))
    }

    /// It is not there, at the stated limit (LOINC LL1971-2).
    pub(super) fn not_found(mut self, limit: f64) -> Self {
        self.extensions.push(detection_limit(limit));
        self.answered("LA9634-2", &Words::new("not found at the limit", "ikke fundet ved grænsen"))
    }

    fn answered(mut self, code: &str, words: &Words) -> Self {
        self.value = Some(("valueCodeableConcept", concept_in_words(&[coding(LOINC, code)], words)));
        self
    }

    /// Nothing can be said: `code` is one of FHIR's reasons.
    pub(super) fn without_value(mut self, code: &str, why: &Words) -> Self {
        self.absent = Some(concept_in_words(&[coding(DATA_ABSENT, code)], why));
        self
    }

    pub(super) fn with(mut self, components: impl IntoIterator<Item = Json>) -> Self {
        self.components.extend(components);
        self
    }

    pub(super) fn note(&mut self, words: &Words) {
        let mut fields = serde_json::Map::new();
        element::say(&mut fields, "text", words);
        self.notes.push(Value::Object(fields));
    }
}

/// The share of reads at which it would have been seen.
pub(super) fn detection_limit(limit: f64) -> Json {
    element::extension(&super::code::own_extension("detection-limit"), "valueQuantity", element::one(limit))
}

/// FHIR's reason, where a section has no result.
pub(super) fn absent_code<T>(section: &Section<T>) -> Option<&'static str> {
    match section {
        Section::Performed { .. } => None,
        Section::NotPerformed { .. } => Some("not-performed"),
        Section::NotAssessable { .. } => Some("unknown"),
        Section::NotApplicable { .. } => Some("not-applicable"),
    }
}

impl Writer<'_> {
    /// Adds an observation to the bundle and to the report's results. An implication that rests on no finding of the bundle
    /// cannot have the profile of one, and does not claim it.
    pub(super) fn observe(&mut self, observation: Observation) -> String {
        let Observation { key, code, profile, value, absent, components, extensions, derived_from, members, notes } =
            observation;
        let profile = profile.filter(|profile| *profile == "variant" || !derived_from.is_empty()).map(genomics);
        let profiles: Vec<String> = profile.into_iter().chain([danish("dk-core-observation")]).collect();
        let title = code.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
        let references = |ids: Vec<String>| ids.into_iter().map(|id| json!({ "reference": id })).collect::<Vec<_>>();
        let mut resource = json!({
            "resourceType": "Observation",
            "meta": { "profile": profiles },
            "extension": extensions,
            "status": self.status(),
            "category": categories(),
            "code": code,
            "subject": { "reference": self.reference("Patient", "") },
            "specimen": { "reference": self.reference("Specimen", "tumour") },
            "partOf": [{ "reference": self.reference("Procedure", "study") }],
            "dataAbsentReason": absent,
            "note": notes,
            "hasMember": references(members),
            "derivedFrom": references(derived_from),
        });
        if let Value::Object(fields) = &mut resource {
            if let Some((name, value)) = value {
                fields.insert(name.to_owned(), value);
            }
            let lines = told(&title, &Value::Object(fields.clone()), &components);
            fields.insert("text".into(), narrative(&lines));
            fields.insert("component".into(), json!(components));
        }
        let reference = self.add(&key, resource);
        self.results.push(json!({ "reference": reference }));
        reference
    }

    /// A section: that it was performed, with its members, or why it has no result. It is never absent.
    pub(super) fn section<T>(
        &mut self,
        code: &'static str,
        words: &Words,
        section: &Section<T>,
        members: Vec<String>,
        components: Vec<Json>,
    ) {
        let mut observation = Observation::own(format!("section/{code}"), code, words).with(components);
        observation.members = members;
        if let (Some(reason), Some(why)) = (absent_code(section), section.why()) {
            observation = observation.without_value(reason, why);
            let url = super::code::own_extension("section-without-result");
            self.without_result.push(element::parts(
                &url,
                &[
                    element::extension("section", "valueCode", code),
                    element::extension("reason", "valueCode", reason),
                    element::extension_in_words("why", why),
                ],
            ));
        } else {
            let performed = concept_in_words(
                &[coding(&own_system("section-state"), "performed")],
                &Words::new("performed", "udført"),
            );
            observation.value = Some(("valueCodeableConcept", performed));
        }
        self.observe(observation);
    }
}
