//! Elements of FHIR R4 that only the report has, each made by one function; the others stand in the crate `fhir`.

use interpretation::language::Words;
use serde_json::{Map, Value, json};

use super::code::{LOINC, UCUM, genomics, own_system};
use crate::document::{Cited, Fraction};

pub(super) use ::fhir::element::{Json, coding, concept, extension, narrative, parts, pruned};

/// A concept in words, Danish with the English as its translation.
pub(super) fn concept_in_words(codings: &[Json], words: &Words) -> Json {
    ::fhir::element::concept_in_words(codings, &words.da, &words.en)
}

/// A text of an element, Danish with the English as its translation.
pub(super) fn say(fields: &mut Map<String, Value>, name: &str, words: &Words) {
    ::fhir::element::say(fields, name, &words.da, &words.en);
}

/// A number without a dimension.
pub(super) fn one(value: f64) -> Json {
    json!({ "value": value, "unit": "1", "system": UCUM, "code": "1" })
}

/// A count.
pub(super) fn count(value: impl Into<u64>) -> Json {
    json!({ "value": value.into(), "unit": "1", "system": UCUM, "code": "1" })
}

/// A share in per cent.
pub(super) fn percent(share: f64) -> Json {
    json!({ "value": share * 100.0, "unit": "%", "system": UCUM, "code": "%" })
}

/// From one number to another, both without a dimension.
pub(super) fn between([low, high]: [f64; 2]) -> Json {
    json!({ "low": one(low), "high": one(high) })
}

/// An extension with words. A concept carries the translation, since some readers know none on the value of an extension.
pub(super) fn extension_in_words(url: &str, words: &Words) -> Json {
    extension(url, "valueCodeableConcept", concept_in_words(&[], words))
}

/// Where a component stands written (Genomics Reporting, workflow-relatedArtifactComponent).
pub(super) fn component_cited(citation: &Cited) -> Json {
    extension(&genomics("workflow-relatedArtifactComponent"), "valueRelatedArtifact", artifact(citation))
}

/// Where an observation stands written (FHIR, workflow-relatedArtifact).
pub(super) fn cited(citation: &Cited) -> Json {
    extension(
        "http://hl7.org/fhir/StructureDefinition/workflow-relatedArtifact",
        "valueRelatedArtifact",
        artifact(citation),
    )
}

fn artifact(cited: &Cited) -> Json {
    let remembered = cited.standing == interpretation::source::Standing::Remembered;
    let confirmed = if remembered { " (to be confirmed)" } else { "" };
    json!({ "type": "citation", "label": cited.source, "display": format!("{}{confirmed}", cited.place) })
}

/// A component by LOINC's code.
pub(super) fn component(loinc: &str, text: &str, value: &str, is: impl Into<Json>) -> Json {
    json!({ "code": concept(&[coding(LOINC, loinc)], text), value: is.into() })
}

/// A component by a code of ours, which is its text too.
pub(super) fn own(code: &str, value: &str, is: impl Into<Json>) -> Json {
    let codings = [coding(&own_system("component"), code)];
    json!({ "code": concept(&codings, &code.replace('-', " ")), value: is.into() })
}

/// A component by a code of ours, in words.
pub(super) fn own_words(code: &str, words: &Words) -> Json {
    own(code, "valueCodeableConcept", concept_in_words(&[], words))
}

/// A component with extensions.
pub(super) fn extended(mut component: Json, extensions: &[Json]) -> Json {
    if let Value::Object(fields) = &mut component {
        fields.insert("extension".into(), json!(extensions));
    }
    component
}

/// The components of a share of reads: 81258-6, and 82121-5, which counts the reads with the allele. All reads that tell are
/// ours, since LOINC's code counts only those.
pub(super) fn fraction_components(fraction: &Fraction) -> Vec<Json> {
    let interval = fraction
        .interval
        .map(|interval| extension(&super::code::own_extension("interval-95"), "valueRange", between(interval)));
    let share = component("81258-6", "Sample allelic frequency", "valueQuantity", one(fraction.value));
    let mut components = vec![extended(share, &interval.into_iter().collect::<Vec<_>>())];
    components.extend(fraction.alternate.map(reads_with));
    components.extend(fraction.depth.map(|depth| own("reads-that-tell", "valueQuantity", count(depth))));
    components
}

/// Reads or fragments with the allele.
pub(super) fn reads_with(alternate: u32) -> Json {
    component("82121-5", "Allelic read depth", "valueQuantity", count(alternate))
}

/// The value of an element for people, where it has one.
fn shown(element: &Json) -> Option<String> {
    let fields = element.as_object()?;
    let (_, value) = fields.iter().find(|(name, _)| name.starts_with("value"))?;
    let number = |value: &Json| value.get("value").map(ToString::to_string);
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(_) => {
            let text = value.get("text").and_then(Value::as_str).map(str::to_owned);
            let quantity = || {
                let unit = value.get("unit").and_then(Value::as_str).filter(|unit| *unit != "1").unwrap_or_default();
                number(value).map(|number| format!("{number} {unit}").trim_end().to_owned())
            };
            let range = || Some(format!("{}–{}", number(value.get("low")?)?, number(value.get("high")?)?));
            text.or_else(quantity).or_else(range)
        }
        other => Some(other.to_string()),
    }
}

/// The lines of a narrative for an element with components.
pub(super) fn told(title: &str, value: &Json, components: &[Json]) -> Vec<String> {
    let line = |component: &Json| {
        let name = component.pointer("/code/text").and_then(Value::as_str).unwrap_or_default();
        shown(component).map(|value| format!("{name}: {value}"))
    };
    let first = shown(value).map_or_else(|| title.to_owned(), |value| format!("{title}: {value}"));
    std::iter::once(first).chain(components.iter().filter_map(line)).collect()
}
