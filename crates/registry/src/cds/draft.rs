//! From a call to the draft of a referral: what the form says, and what the patient's resources say where the form is silent.
//!
//! The form comes first, since somebody has just filled it in. Where a resource says something else, both are told.

use std::collections::BTreeSet;

use ::fhir::code::{CPR, LOINC, SKS_D, X_ECPR, own_identifier, own_system};
use clinic::referral::draft::Given;
use clinic::referral::{FieldKind, ReferralDraft, SCHEMA, fields};
use serde_json::Value;

/// The form whose link ids are the paths of the referral's fields.
pub const FORM: &str = "https://example.org/marv/fhir/Questionnaire/referral";

/// What is wrong with a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub path: &'static str,
    /// In Danish.
    pub da: &'static str,
    /// In English.
    pub en: &'static str,
}

/// An order that is being drafted.
pub(super) struct Asked {
    pub draft: ReferralDraft,
    /// Paths of fields that a resource states otherwise than the form.
    pub differing: Vec<String>,
}

const fn fault(path: &'static str, da: &'static str, en: &'static str) -> Fault {
    Fault { path, da, en }
}

/// The resources of a bundle, or the one resource.
fn resources(value: &Value) -> Vec<&Value> {
    match value["resourceType"].as_str() {
        Some("Bundle") => value["entry"].as_array().into_iter().flatten().map(|entry| &entry["resource"]).collect(),
        Some(_) => vec![value],
        None => vec![],
    }
}

fn has_code(concept: &Value, system: &str, code: &str) -> bool {
    let mut codings = concept["coding"].as_array().into_iter().flatten();
    codings.any(|own| own["system"] == *system && own["code"] == *code)
}

/// The form without its version.
fn is_form(resource: &Value) -> bool {
    let canonical = resource["questionnaire"].as_str().unwrap_or_default();
    resource["resourceType"] == "QuestionnaireResponse" && canonical.split('|').next() == Some(FORM)
}

fn is_order(resource: &Value) -> bool {
    resource["resourceType"] == "ServiceRequest" && has_code(&resource["code"], &own_system("service"), super::SERVICE)
}

/// Reads a call.
///
/// # Errors
/// Everything that makes it no call of the hook; a resource that is another patient's among it.
pub(super) fn asked(call: &Value, hook: &str) -> Result<Option<Asked>, Vec<Fault>> {
    let context = &call["context"];
    let mut faults = vec![];
    if call["hook"] != *hook {
        faults.push(fault("hook", "skal være order-select", "must be order-select"));
    }
    if call["hookInstance"].as_str().is_none_or(str::is_empty) {
        faults.push(fault("hookInstance", "mangler", "is missing"));
    }
    let patient = context["patientId"].as_str().filter(|id| !id.is_empty());
    if patient.is_none() {
        faults.push(fault("context.patientId", "mangler", "is missing"));
    }
    if context["draftOrders"]["resourceType"] != "Bundle" {
        faults.push(fault("context.draftOrders", "skal være et Bundle", "must be a Bundle"));
    }
    if !call["prefetch"].is_object() && !call["prefetch"].is_null() {
        faults.push(fault("prefetch", "skal være et objekt", "must be an object"));
    }
    let drafts = resources(&context["draftOrders"]);
    let fetched: Vec<&Value> =
        call["prefetch"].as_object().into_iter().flatten().flat_map(|(_, own)| resources(own)).collect();
    let all = || drafts.iter().chain(&fetched).copied();
    let of_another = |own: &Value| {
        let said = own["subject"]["reference"].as_str().or(own["patient"]["reference"].as_str());
        let is_patient = own["resourceType"] == "Patient";
        let said = if is_patient { own["id"].as_str() } else { said };
        said.is_some_and(|said| said.rsplit('/').next() != patient)
    };
    if patient.is_some() && all().any(of_another) {
        let (da, en) = ("en ressource gælder en anden patient", "a resource is about another patient");
        faults.push(fault("context", da, en));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let orders: Vec<&Value> = drafts.iter().copied().filter(|own| is_order(own)).collect();
    let forms: Vec<&Value> = all().filter(|own| is_form(own)).collect();
    if orders.is_empty() && !drafts.iter().any(|own| is_form(own)) {
        return Ok(None);
    }
    let mut draft = ReferralDraft::default();
    draft.set("schema", Given::Text(SCHEMA.to_owned()));
    let mut differing = BTreeSet::new();
    // The last that was sent is the latest.
    for (path, given) in forms.last().copied().into_iter().flat_map(answers) {
        draft.set(path, given);
    }
    for (path, given) in all().flat_map(stated) {
        match draft.get(path) {
            None => draft.set(path, given),
            Some(own) if *own != given => _ = differing.insert(path.to_owned()),
            Some(_) => {}
        }
    }
    Ok(Some(Asked { draft, differing: differing.into_iter().collect() }))
}

/// The answers of a form, by link id.
fn answers(form: &Value) -> Vec<(String, Given)> {
    let lists: BTreeSet<String> =
        fields().into_iter().filter(|field| field.kind == FieldKind::Texts).map(|field| field.path).collect();
    let mut found = vec![];
    collect(form, &lists, &mut found);
    found
}

fn collect(part: &Value, lists: &BTreeSet<String>, found: &mut Vec<(String, Given)>) {
    for item in part["item"].as_array().into_iter().flatten() {
        let given: Vec<Given> = item["answer"].as_array().into_iter().flatten().map(given).collect();
        let path = item["linkId"].as_str().unwrap_or_default();
        if !given.is_empty() {
            let one = given.len() == 1 && !lists.contains(path);
            let given = if one { given.into_iter().next().unwrap_or(Given::Null) } else { Given::List(given) };
            found.push((path.to_owned(), given));
        }
        collect(item, lists, found);
        item["answer"].as_array().into_iter().flatten().for_each(|answer| collect(answer, lists, found));
    }
}

fn given(answer: &Value) -> Given {
    let text = ["valueString", "valueDate", "valueUri"].into_iter().find_map(|own| answer[own].as_str());
    let text = text.or(answer["valueCoding"]["code"].as_str());
    match (text, answer["valueBoolean"].as_bool(), answer["valueInteger"].as_i64()) {
        (Some(text), ..) => Given::Text(text.to_owned()),
        (_, Some(truth), _) => Given::Truth(truth),
        (_, _, Some(number)) => Given::Whole(number),
        _ => Given::Nested,
    }
}

/// What a resource states of the referral's fields.
fn stated(resource: &Value) -> Vec<(&'static str, Given)> {
    let text = |own: &Value| own.as_str().map(|own| Given::Text(own.to_owned()));
    let day = |own: &Value| own.as_str().and_then(|own| own.get(..10)).map(|own| Given::Text(own.to_owned()));
    let told = match resource["resourceType"].as_str() {
        Some("Patient") => {
            let systems = [CPR, X_ECPR, &own_identifier("replacement-number")].map(str::to_owned);
            let mut identifiers = resource["identifier"].as_array().into_iter().flatten();
            let number = identifiers
                .find(|own| own["system"].as_str().is_some_and(|own| systems.iter().any(|known| known == own)));
            vec![
                ("patient.cpr", number.and_then(|own| text(&own["value"]))),
                ("patient.birth_date", text(&resource["birthDate"])),
            ]
        }
        Some("ServiceRequest") if is_order(resource) => vec![("requisition.date", day(&resource["authoredOn"]))],
        Some("Condition") => {
            let mut codings = resource["code"]["coding"].as_array().into_iter().flatten();
            vec![("diagnosis.code", codings.find(|own| own["system"] == SKS_D).and_then(|own| text(&own["code"])))]
        }
        Some("Observation") if has_code(&resource["code"], LOINC, "89247-1") => {
            score(resource, ["fitness.ecog", "fitness.ecog_date"])
        }
        Some("Observation") if has_code(&resource["code"], LOINC, "89243-0") => {
            score(resource, ["fitness.karnofsky", "fitness.karnofsky_date"])
        }
        _ => vec![],
    };
    told.into_iter().filter_map(|(path, given)| Some((path, given?))).collect()
}

fn score(resource: &Value, [score, date]: [&'static str; 2]) -> Vec<(&'static str, Option<Given>)> {
    let value = resource["valueInteger"].as_i64().or(resource["valueQuantity"]["value"].as_i64());
    let day = resource["effectiveDateTime"].as_str().and_then(|own| own.get(..10));
    vec![(score, value.map(Given::Whole)), (date, day.map(|day| Given::Text(day.to_owned())))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_named_under_our_own_place() {
        assert_eq!(FORM, format!("{}/Questionnaire/referral", ::fhir::code::OWN));
    }
}
