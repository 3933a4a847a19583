//! Who the patient is, as far as the viewer may know: else the pseudonym alone.

use ::fhir::code::{CPR, X_ECPR, danish, hl7, own_identifier};
use ::fhir::element::{coding, narrative};
use clinic::cpr::CprKind;
use clinic::identifier::PatientId;
use serde_json::{Value, json};

use super::{Teller, instant};
use crate::person::{FormerNumber, Identity};

/// Regional replacement numbers whose region is not known (DK Core, dk-core-d-ecpr-codes).
const D_ECPR: &str = "urn:oid:1.2.208.176.1.6.1.3";

/// The number. One with the day raised by 60 is no person number to DK Core, so it stands under an identifier of ours.
fn number(person: &Identity) -> Value {
    let (usage, system) = match person.number.kind() {
        CprKind::Person => ("official", CPR.to_owned()),
        CprKind::XeCpr => ("temp", X_ECPR.to_owned()),
        CprKind::DeCpr => ("temp", D_ECPR.to_owned()),
        CprKind::Replacement => ("temp", own_identifier("replacement-number")),
    };
    json!({ "use": usage, "system": system, "value": person.number.as_str() })
}

/// A number that a correction took away. DK Core has room for one number of each kind, and that is the present one; under a system of ours
/// nobody takes the former for it.
fn former_number(own: &FormerNumber) -> Value {
    let period = json!({ "start": own.since.map(instant), "end": instant(own.until) });
    json!({ "use": "old", "system": own_identifier("former-number"), "value": own.number.as_str(), "period": period })
}

impl Teller<'_> {
    pub(super) fn person(&self) -> Value {
        let person = self.case.person.as_ref();
        let pseudonym = json!({ "system": own_identifier("pseudonym"), "value": self.patient() });
        let mut meta = self.meta(&[danish("dk-core-patient")]);
        if person.is_some_and(|own| own.protected) {
            // Name and address protection (DK Core, dk-core-patient).
            meta["security"] = json!([coding(&hl7("v3-Confidentiality"), "R")]);
        }
        let course = &self.case.seen.course;
        let link =
            |other: &PatientId, kind| json!({ "other": { "reference": format!("Patient/{other}") }, "type": kind });
        let links = course.joined_into.iter().map(|into| link(into, "replaced-by"));
        let links = links.chain(course.joined.iter().map(|own| link(own, "replaces")));
        json!({
            "resourceType": "Patient",
            "id": self.patient(),
            "meta": meta,
            "text": narrative(&[person.map_or_else(|| self.patient().to_string(), |own| own.name.clone())]),
            "identifier": person
                .map(number)
                .into_iter()
                .chain([pseudonym])
                .chain(self.case.former_numbers.iter().map(former_number))
                .collect::<Vec<_>>(),
            // Only of a pseudonym that ended it is known that it is no longer used.
            "active": course.joined_into.is_some().then_some(false),
            // The register has one text and does not say which part is the family name.
            "name": person.map(|own| json!([{ "text": own.name }])),
            "birthDate": person.map(|own| own.birth.to_string()),
            "link": links.collect::<Vec<_>>(),
        })
    }
}
