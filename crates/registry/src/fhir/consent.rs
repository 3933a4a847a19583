//! Consents: form, version, who signed and when, and a provision for each category of incidental findings.

use ::fhir::code::{LOINC, hl7, own_extension, own_identifier, own_system};
use ::fhir::element::{coding, concept_in_words, extension, narrative};
use clinic::code::{CodeList, IncidentalChoice, Signer};
use clinic::consent::{Consent, ConsentState};
use serde_json::{Value, json};

use super::{Teller, coded, instant, staff};

/// Categories of incidental findings: code, Danish, English.
const CATEGORIES: [(&str, &str, &str); 2] = [
    ("treatable", "Fund, der kan behandles eller forebygges", "Findings that can be treated or prevented"),
    (
        "not-treatable",
        "Fund, der hverken kan behandles eller forebygges",
        "Findings that can be neither treated nor prevented",
    ),
];

/// Whether the patient wants to be told, by category. Who has not decided has neither permitted nor denied.
fn provisions(choice: Option<IncidentalChoice>) -> Vec<Value> {
    let wanted = match choice {
        Some(IncidentalChoice::All) => [true, true],
        Some(IncidentalChoice::TreatableOnly) => [true, false],
        Some(IncidentalChoice::None) => [false, false],
        Some(IncidentalChoice::Undecided) | None => return vec![],
    };
    let of = |((code, da, en), wanted): (&(&str, &str, &str), bool)| {
        let category = concept_in_words(&[coding(&own_system("incidental-category"), code)], da, en);
        json!({ "type": if wanted { "permit" } else { "deny" }, "code": [category] })
    };
    CATEGORIES.iter().zip(wanted).map(of).collect()
}

impl Teller<'_> {
    pub(super) fn consent(&self, own: &Consent) -> Value {
        let record = &own.record;
        let form = record.form.map(|form| {
            let mut policy = coded("consent-form", form);
            policy["coding"][0]["version"] = json!(record.form_version);
            policy
        });
        let told = [
            ("told-no-new-information", record.told_no_new_information),
            ("told-incidental-findings", record.told_incidental_findings),
            ("told-tissue-register", record.told_tissue_register),
        ];
        let told = told
            .into_iter()
            .filter_map(|(what, day)| day.map(|day| extension(&own_extension(what), "valueDate", day.to_string())));
        let others = [
            record.incidental_choice.map(|choice| {
                extension(
                    &own_extension("incidental-choice"),
                    "valueCodeableConcept",
                    coded("incidental-choice", choice),
                )
            }),
            record
                .signer
                .map(|signer| extension(&own_extension("signer"), "valueCodeableConcept", coded("signer", signer))),
            own.withdrawn.map(|at| extension(&own_extension("withdrawn"), "valueDateTime", instant(at))),
        ];
        let document = record.document_sha256.as_deref();
        // R4 asks for a policy; a form that nobody named is said to be unknown.
        let unknown = || {
            concept_in_words(
                &[coding(&hl7("data-absent-reason"), "unknown")],
                "Blanketten er ikke angivet",
                "The form is not stated",
            )
        };
        let reviewed = record.reviewed_by.as_ref().map(|by| {
            json!([{ "verified": true, "extension": [extension(&own_extension("reviewed-by"), "valueReference", staff(by.as_str()))] }])
        });
        json!({
            "resourceType": "Consent",
            "id": self.id(own.id.as_str()),
            "meta": self.meta(&[]),
            "language": "da",
            "text": narrative(&[format!("{} ({})", form.as_ref().and_then(|form| form["text"].as_str()).unwrap_or("Samtykke"), own.state.code())]),
            "extension": told.chain(others.into_iter().flatten()).collect::<Vec<_>>(),
            "identifier": std::iter::once(json!({ "system": own_identifier("consent"), "value": own.id }))
                .chain(document.map(|own| json!({ "system": own_identifier("document-sha256"), "value": own })))
                .collect::<Vec<_>>(),
            // On file is active; whether it is in force on a day is for the guideline's rules to say.
            "status": if own.state == ConsentState::OnFile { "active" } else { "inactive" },
            "scope": { "coding": [coding(&hl7("consentscope"), "treatment")] },
            "category": [{ "coding": [coding(LOINC, "59284-0")] }],
            "patient": self.subject(),
            "dateTime": record.signed.map(|day| day.to_string()),
            "performer": (record.signer == Some(Signer::Patient)).then(|| json!([self.subject()])),
            "policyRule": form.unwrap_or_else(unknown),
            "verification": reviewed,
            "provision": { "provision": provisions(record.incidental_choice) },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_permits_or_denies_each_category_or_says_nothing() {
        let types = |choice| {
            provisions(choice).iter().map(|own| own["type"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(types(Some(IncidentalChoice::All)), ["permit", "permit"]);
        assert_eq!(types(Some(IncidentalChoice::TreatableOnly)), ["permit", "deny"]);
        assert_eq!(types(Some(IncidentalChoice::None)), ["deny", "deny"]);
        for open in [None, Some(IncidentalChoice::Undecided)] {
            assert!(types(open).is_empty(), "nothing decided is nothing permitted and nothing denied");
        }
    }
}
