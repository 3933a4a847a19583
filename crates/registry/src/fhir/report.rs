//! Versions of the report: that there is one, whose, and by which checksum; and to those who are shown it, what it says.

use ::fhir::code::{LOINC, danish, hl7, own_extension, own_identifier};
use ::fhir::element::{coding, extension, narrative, parts};
use clinic::code::CodeList;
use clinic::order::Order;
use clinic::sign_off::{Filled, ReportVersion, Section};
use serde_json::{Value, json};

use super::{Kind, Teller, coded, instant, staff};

/// Put up for approval, signed, or signed after an earlier one.
fn status(version: &ReportVersion, place: usize) -> &'static str {
    match (&version.signed, place) {
        (None, _) => "preliminary",
        (Some(_), 0) => "final",
        (Some(_), _) => "amended",
    }
}

/// A section that has a reason instead of a result.
fn without_result((section, filled): (&Section, &Filled)) -> Option<Value> {
    let Filled::NotPerformed { reason } = filled else { return None };
    let told = [extension("section", "valueCode", section.code()), extension("why", "valueString", reason.as_str())];
    Some(parts(&own_extension("section-without-result"), &told))
}

impl Teller<'_> {
    pub(super) fn reports(&self, order: &Order) -> Vec<Value> {
        order.reports.iter().enumerate().map(|(place, version)| self.report(order, place, version)).collect()
    }

    fn report(&self, order: &Order, place: usize, version: &ReportVersion) -> Value {
        let number = place + 1;
        let why = place.checked_sub(1).and_then(|earlier| order.reports.get(earlier)?.superseded.as_deref());
        let mut told = vec![extension("number", "valuePositiveInt", number)];
        told.extend(why.map(|why| extension("reason", "valueString", why)));
        let choice = coded("incidental-choice", version.report.incidental_choice);
        let mut extensions = vec![
            parts(&own_extension("report-version"), &told),
            extension(&own_extension("incidental-choice"), "valueCodeableConcept", choice),
        ];
        extensions.extend(version.report.sections.iter().filter_map(without_result));
        let approver = version.signed.as_ref().map(|(by, _)| staff(by.as_str()));
        let resource = json!({
            "resourceType": "DiagnosticReport",
            "id": self.id(&format!("{}.{number}", order.id)),
            "meta": self.meta(&[danish("dk-core-diagnostic-report")]),
            "language": "da",
            "text": narrative(&[format!("Svar, version {number}. Indholdet er dokumentet med checksum {}", version.report.sha256)]),
            "extension": extensions,
            "identifier": [{ "system": own_identifier("report-sha256"), "value": version.report.sha256 }],
            "basedOn": [self.reference(Kind::ServiceRequest, order.id.as_str())],
            "status": status(version, place),
            "category": [{ "coding": [coding(&hl7("v2-0074"), "GE")] }],
            // As on the report itself: Genomics Reporting's code, and the one of DK Core's list of documents.
            "code": { "coding": [coding(LOINC, "51969-4"), coding(LOINC, "11502-2")] },
            "subject": self.subject(),
            "issued": version.signed.as_ref().map(|(_, at)| instant(*at)),
            "resultsInterpreter": [staff(version.interpreter.as_str()), approver.unwrap_or_default()],
            "specimen": self.specimens_of(order),
        });
        self.with_content(resource, order, number, &version.report.sha256)
    }
}
