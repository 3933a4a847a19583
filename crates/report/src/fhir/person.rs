//! Patient, requester, signers, specimens, request.

use interpretation::language::Words;
use serde_json::{Value, json};

use super::Writer;
use super::code::{AUTHORISATION, CPR, SKS_D, SOR, danish, own_extension, own_identifier, own_system};
use super::element::{coding, concept, concept_in_words, extension, narrative};

/// Whether DK Core takes a number for a person number (its invariant `cpr`): ten digits that begin with a day of the calendar.
/// A replacement number, whose day is raised by 60, is none.
fn is_person_number(number: &str) -> bool {
    let digits = number.len() == 10 && number.bytes().all(|digit| digit.is_ascii_digit());
    let part = |from, to| number.get(from..to).and_then(|part: &str| part.parse::<u8>().ok()).unwrap_or_default();
    let days = match part(2, 4) {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 29,
        _ => 0,
    };
    digits && (1..=days).contains(&part(0, 2))
}

/// Whether DK Core takes an id for an authorisation (its invariant `authorization-id-format`): five digits and consonants.
fn is_authorisation(id: &str) -> bool {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() && !"aeiouAEIOU".contains(letter);
    id.len() == 5 && id.chars().all(allowed)
}

impl Writer<'_> {
    pub(super) fn people(&mut self) {
        self.patient();
        self.requester();
        let document = self.document;
        for (index, signature) in document.signatures.iter().enumerate() {
            let resource = json!({
                "resourceType": "Practitioner",
                "meta": { "profile": [danish("dk-core-practitioner")] },
                "text": narrative(std::slice::from_ref(&signature.name)),
                "name": [{ "text": signature.name }],
            });
            self.add(&format!("signer/{index}"), resource);
        }
        self.specimens();
        self.request();
    }

    fn patient(&mut self) {
        let patient = &self.document.patient;
        let identifier = if is_person_number(&patient.cpr) {
            json!({ "use": "official", "system": CPR, "value": patient.cpr })
        } else {
            json!({ "system": own_identifier("replacement-number"), "value": patient.cpr })
        };
        // The referral has the region's administration, DK Core a code of ISO 3166-2; they are not the same list.
        let region = patient.region.as_deref().map(|code| extension(&own_extension("region"), "valueCode", code));
        let resource = json!({
            "resourceType": "Patient",
            "meta": { "profile": [danish("dk-core-patient")] },
            "text": narrative(std::slice::from_ref(&patient.cpr)),
            "extension": region.into_iter().collect::<Vec<_>>(),
            "identifier": [identifier],
            "birthDate": patient.born.map(|born| born.to_string()),
        });
        self.add("", resource);
    }

    /// The requester and the unit, as far as the referral names them.
    fn requester(&mut self) {
        let order = &self.document.order;
        let id = order.authorisation_id.as_deref();
        let text: Vec<String> = [order.requester.as_deref(), id].into_iter().flatten().map(str::to_owned).collect();
        // R4 demands a code of a qualification; the referral has an authorisation and no profession.
        let qualification = id.filter(|id| is_authorisation(id)).map(|id| {
            let profession = Words::new("profession not stated", "profession ikke oplyst");
            json!({ "identifier": [{ "system": AUTHORISATION, "value": id }], "code": concept_in_words(&[], &profession) })
        });
        let other = id.filter(|id| !is_authorisation(id));
        let practitioner = json!({
            "resourceType": "Practitioner",
            "meta": { "profile": [danish("dk-core-practitioner")] },
            "text": narrative(&text),
            "identifier": other.map(|id| json!([{ "system": own_identifier("authorisation"), "value": id }])),
            "name": order.requester.as_ref().map(|name| json!([{ "text": name }])),
            "qualification": qualification.map(|qualification| json!([qualification])),
        });
        let practitioner = self.add("requester", practitioner);
        let unit = order.unit.as_ref().map(|unit| {
            let is_sor = unit.len() >= 11 && unit.bytes().all(|digit| digit.is_ascii_digit());
            let system = if is_sor { SOR.to_owned() } else { own_identifier("unit") };
            json!({ "type": "Organization", "identifier": { "use": "official", "system": system, "value": unit } })
        });
        let role = json!({
            "resourceType": "PractitionerRole",
            "meta": { "profile": [danish("dk-core-practitioner-role")] },
            "text": narrative(&text.into_iter().chain(order.unit.clone()).collect::<Vec<_>>()),
            "practitioner": { "reference": practitioner },
            "organization": unit,
        });
        self.add("requester", role);
    }

    fn specimens(&mut self) {
        let document = self.document;
        for specimen in &document.specimens {
            let system = own_identifier("read-group-sample");
            let samples = specimen.samples.iter().map(|sample| json!({ "system": system, "value": sample }));
            let pseudonym = json!({ "system": own_identifier("pseudonym"), "value": document.sample });
            let identifiers: Vec<Value> = std::iter::once(pseudonym).chain(samples).collect();
            let material = specimen.material.clone().unwrap_or_else(|| Words::new("not stated", "ikke oplyst"));
            let said = format!("{}: {}", specimen.role, material.da);
            let resource = json!({
                "resourceType": "Specimen",
                "text": narrative(&[said]),
                "extension": [extension(&own_extension("specimen-role"), "valueCode", &*specimen.role)],
                "identifier": identifiers,
                "type": concept_in_words(&[], &material),
                "subject": { "reference": self.reference("Patient", "") },
                "request": [{ "reference": self.reference("ServiceRequest", "") }],
            });
            self.add(&specimen.role, resource);
        }
    }

    /// What was asked. Whether the order is still open is not in the document: its status is `unknown`.
    fn request(&mut self) {
        let order = &self.document.order;
        let diagnosis = order.diagnosis_code.as_deref();
        let diagnosis_text = order.diagnosis.as_deref().or(diagnosis).unwrap_or_default();
        let purpose = order
            .purpose
            .as_ref()
            .map(|purpose| concept_in_words(&[coding(&own_system("purpose"), &purpose.code)], &purpose.words));
        let indication = order
            .indication
            .as_ref()
            .map(|indication| concept(&[coding(&own_system("indication"), indication)], indication));
        let diagnosis = diagnosis.map_or(Value::Null, |code| coding(SKS_D, code));
        let reasons: Vec<Value> =
            [Some(concept(&[diagnosis], diagnosis_text)), purpose, indication].into_iter().flatten().collect();
        let earlier = order.repeats.as_ref().map(|earlier| {
            json!([{ "type": "ServiceRequest", "identifier": { "system": own_identifier("order"), "value": earlier } }])
        });
        let what = Words::new(
            "Whole-genome sequencing of tumour and normal in haematological cancer",
            "Helgenomsekventering af tumor og normalprøve ved hæmatologisk cancer",
        );
        let resource = json!({
            "resourceType": "ServiceRequest",
            "meta": { "profile": [danish("dk-core-person-servicerequest")] },
            "text": narrative(&[what.da.clone().into_owned(), diagnosis_text.to_owned()]),
            "basedOn": earlier,
            "status": "unknown",
            "intent": "order",
            "code": concept_in_words(&[], &what),
            "subject": { "reference": self.reference("Patient", "") },
            "authoredOn": order.date.to_string(),
            "requester": { "reference": self.reference("PractitionerRole", "requester") },
            "reasonCode": reasons,
            "specimen": self.specimen_references(),
        });
        self.add("", resource);
    }

    pub(super) fn specimen_references(&self) -> Vec<Value> {
        let roles = self.document.specimens.iter().map(|specimen| &*specimen.role);
        roles.map(|role| json!({ "reference": self.reference("Specimen", role) })).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replacement_number_is_no_person_number() {
        // The date of the first lies in the future; that of the second is raised by 60.
        assert!(is_person_number("3112575000"));
        for number in ["9112575000", "3102575000", "3113575000", "311257500", "31125750000", "31125é500"] {
            assert!(!is_person_number(number), "{number}");
        }
    }

    #[test]
    fn an_authorisation_has_five_signs_and_no_vowel() {
        assert!(is_authorisation("TST01"));
        for id in ["TEST1", "TST1", "TST012", "ÆST01"] {
            assert!(!is_authorisation(id), "{id}");
        }
    }
}
