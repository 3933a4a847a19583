//! What a report says, of its own bundle (docs/fhir.md): findings as resources that are found and read here, and the whole as files.
//!
//! Nothing is said anew: an observation is the bundle's, under an id of the patient's, and with references that lead on here.

use std::collections::BTreeMap;

use ::fhir::code::{own_extension, own_identifier};
use ::fhir::element::extension;
use clinic::course::Course;
use clinic::identifier::OrderId;
use clinic::order::Order;
use data_encoding::BASE64;
use serde_json::{Value, json};

use super::{Kind, Teller, id, instant};
use crate::access::Seen;
use crate::report::{BUNDLE, FORMS, ReportContent, ReportFile, media_type};

/// The id, within the patient's, of a file of a version: the bundle has that of the version's `DiagnosticReport`.
fn file_id(order: &OrderId, number: usize, name: &str) -> String {
    if name == BUNDLE { format!("{order}.{number}") } else { format!("{order}.{number}.{name}") }
}

/// A file of a version, as an id names it.
pub(crate) struct NamedFile {
    /// Of which order.
    pub order: OrderId,
    /// The SHA-256 of the report.
    pub report: String,
    /// The file's name.
    pub name: &'static str,
    /// The id of the version's `DiagnosticReport`.
    of: String,
}

/// Which file an id names.
pub(crate) fn named_file(kind: Kind, course: &Course, sought: &str) -> Option<NamedFile> {
    let names: &[&'static str] = if kind == Kind::Bundle { &[BUNDLE] } else { &FORMS };
    let versions = course.orders.iter().flat_map(|own| own.reports.iter().enumerate().map(move |at| (&own.id, at)));
    let id = |order: &OrderId, number: usize, name: &str| id(&course.patient, &file_id(order, number, name));
    versions.flat_map(|version| names.iter().map(move |name| (version, *name))).find_map(
        |((order, (place, own)), name)| {
            let (order, report, of) = (order.clone(), own.report.sha256.clone(), id(order, place + 1, BUNDLE));
            (id(&order, place + 1, name) == sought).then_some(NamedFile { order, report, name, of })
        },
    )
}

fn meta(seen: &Seen) -> Value {
    json!({ "versionId": seen.version.0.to_string(), "lastUpdated": seen.course.last.map(instant) })
}

/// The report's bundle as it is, under the id by which it was asked for.
pub(crate) fn whole(seen: &Seen, own: &str, mut bundle: Value) -> Value {
    bundle["id"] = json!(own);
    bundle["meta"] = meta(seen);
    bundle
}

/// A form of a report as a resource.
pub(crate) fn binary(seen: &Seen, own: &str, named: &NamedFile, file: &ReportFile) -> Value {
    json!({
        "resourceType": "Binary",
        "id": own,
        "meta": meta(seen),
        "contentType": file.kind,
        "securityContext": { "reference": format!("DiagnosticReport/{}", named.of) },
        "data": BASE64.encode(&file.bytes),
    })
}

/// The resources of a bundle, by the addresses under which they refer to each other.
fn entries(bundle: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let entries = bundle["entry"].as_array().into_iter().flatten();
    entries.filter_map(|entry| Some((entry["fullUrl"].as_str()?, &entry["resource"])))
}

/// A reference to a resource of the bundle that is none here: by identifier, and in words.
fn in_words(kind: &str, resource: &Value) -> Value {
    let sample = own_identifier("read-group-sample");
    let mut identifiers = resource["identifier"].as_array().into_iter().flatten();
    let words = [&resource["name"][0]["text"], &resource["type"]["text"], &resource["code"]["text"]];
    json!({
        "type": kind,
        "identifier": identifiers.find(|own| own["system"] == *sample),
        "display": words.into_iter().find(|own| own.is_string()).unwrap_or(&json!(kind)),
    })
}

/// Puts in place of each reference within the bundle one that leads on here.
fn led_on(value: &mut Value, places: &BTreeMap<&str, Value>) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|own| led_on(own, places)),
        Value::Object(fields) => {
            match fields.get("reference").and_then(Value::as_str).and_then(|own| places.get(own)) {
                Some(place) => *value = place.clone(),
                None => fields.values_mut().for_each(|own| led_on(own, places)),
            }
        }
        _ => {}
    }
}

impl Teller<'_> {
    fn content(&self, order: &OrderId, report: &str) -> Option<&ReportContent> {
        self.case.contents.iter().find(|own| own.order == *order && own.report == report)
    }

    /// Where the references of a bundle lead here.
    fn places<'b>(&self, order: &OrderId, number: usize, bundle: &'b Value) -> BTreeMap<&'b str, Value> {
        let place = |(url, resource): (&'b str, &'b Value)| {
            let own = url.strip_prefix("urn:uuid:").unwrap_or(url);
            let reference = match resource["resourceType"].as_str()? {
                "Patient" => self.subject(),
                "ServiceRequest" => self.reference(Kind::ServiceRequest, order.as_str()),
                "DiagnosticReport" => self.reference(Kind::DiagnosticReport, &file_id(order, number, BUNDLE)),
                "Observation" => self.reference(Kind::Observation, own),
                kind => in_words(kind, resource),
            };
            Some((url, reference))
        };
        entries(bundle).filter_map(place).collect()
    }

    /// The findings of the report of an order: of each version whose findings count.
    pub(super) fn findings(&self, order: &Order) -> Vec<Value> {
        let mut all = Vec::new();
        for (place, version) in order.reports.iter().enumerate() {
            let content = self.content(&order.id, &version.report.sha256);
            let Some(Ok(Some(bundle))) = content.map(|own| &own.bundle) else { continue };
            let places = self.places(&order.id, place + 1, bundle);
            for (url, resource) in entries(bundle).filter(|(_, own)| own["resourceType"] == "Observation") {
                let mut own = resource.clone();
                led_on(&mut own, &places);
                let profiles = own["meta"]["profile"].take();
                own["id"] = json!(self.id(url.strip_prefix("urn:uuid:").unwrap_or(url)));
                own["meta"] = self.meta(&[]);
                own["meta"]["profile"] = profiles;
                own["basedOn"] = json!([self.reference(Kind::ServiceRequest, order.id.as_str())]);
                all.push(own);
            }
        }
        all
    }

    /// A version with what it says, where that is shown; with why it is not, where it should be.
    pub(super) fn with_content(&self, mut resource: Value, order: &Order, number: usize, report: &str) -> Value {
        let Some(content) = self.content(&order.id, report) else { return resource };
        resource["presentedForm"] = content.forms.iter().map(|name| self.form(&order.id, number, name)).collect();
        let mut extensions = resource["extension"].take().as_array().cloned().unwrap_or_default();
        match &content.bundle {
            Err(why) => extensions.push(extension(&own_extension("content-not-shown"), "valueCode", why.code())),
            Ok(None) => {}
            Ok(Some(bundle)) => {
                let mut own = entries(bundle).next().map(|(_, own)| own.clone()).unwrap_or_default();
                led_on(&mut own, &self.places(&order.id, number, bundle));
                for field in ["conclusion", "_conclusion", "result"] {
                    resource[field] = own[field].take();
                }
                resource["meta"]["profile"] = own["meta"]["profile"].take();
                // What the course says itself, it says of what was signed.
                let said: Vec<Value> = extensions.iter().map(|own| own["url"].clone()).collect();
                let more = own["extension"].as_array().into_iter().flatten();
                extensions.extend(more.filter(|more| !said.contains(&more["url"])).cloned());
            }
        }
        resource["extension"] = json!(extensions);
        resource
    }

    /// A file of the whole report; its address is that behind the facade's.
    fn form(&self, order: &OrderId, number: usize, name: &str) -> Value {
        let kind = if name == BUNDLE { Kind::Bundle } else { Kind::Binary };
        let language = ["da", "en"].into_iter().find(|own| name.split('.').any(|part| part == *own));
        json!({
            "contentType": media_type(name),
            "language": language,
            "url": format!("{}/{}", kind.name(), self.id(&file_id(order, number, name))),
            "title": if language == Some("en") { "Report" } else { "Svar" },
        })
    }
}
