//! Decision support in the record system: CDS Hooks 2.0, hook `order-select`. While a clinician chooses an order, the guideline's answer
//! stands beside it. What was sent is read, answered and forgotten: nothing of it is kept or logged.
//!
//! Source: HL7 CDS Hooks 2.0, sections "Discovery", "Calling a CDS Service" and "CDS Service Response"; the hook's context is that of
//! `order-select` 1.0.

mod call;
mod card;
mod client;
mod draft;

use ::fhir::code::OWN;
use clinic::eligibility::assess;
use clinic::language::Language;
use clinic::referral::Referral;
use guideline::rule_set::RuleSet;
use serde_json::{Value, json};

pub(crate) use call::TABLE;
pub use client::{Caller, Clients, ClientsError, Untrusted};
pub use draft::{FORM, Fault};

use card::{answered, unreadable};
use draft::asked;

/// The id of the service, and the end of its address.
pub const SERVICE: &str = "wgs-referral";
const HOOK: &str = "order-select";

/// What a record system is told of the service.
#[must_use]
pub fn discovery() -> Value {
    json!({ "services": [{
        "hook": HOOK,
        "id": SERVICE,
        "title": "Helgenomsekventering: retningslinjens svar",
        "description": "The guideline's answer to a draft order of whole-genome sequencing in haematological cancer, with the pages it rests on. \
                        Nothing is kept.",
        "usageRequirements": format!("The draft orders hold a ServiceRequest with the code {OWN}/CodeSystem/service|{SERVICE}, or a \
                                      QuestionnaireResponse to {FORM} whose link ids are the paths of the referral's fields."),
        "prefetch": {
            "patient": "Patient/{{context.patientId}}",
            "conditions": "Condition?patient={{context.patientId}}&clinical-status=active,relapse,recurrence",
            "ecog": "Observation?patient={{context.patientId}}&code=http://loinc.org|89247-1&_sort=-date&_count=1",
            "karnofsky": "Observation?patient={{context.patientId}}&code=http://loinc.org|89243-0&_sort=-date&_count=1",
        },
    }] })
}

/// The cards for a call: none where no order of ours is being drafted.
///
/// # Errors
/// Everything that makes it no call of this hook.
pub fn cards(rule_set: &RuleSet, call: &Value, language: Language) -> Result<Value, Vec<Fault>> {
    let Some(asked) = asked(call, HOOK)? else { return Ok(json!({ "cards": [] })) };
    let card = match Referral::from_draft(&asked.draft) {
        Err(errors) => unreadable(rule_set, &errors, language),
        Ok(referral) => match assess(rule_set, &referral, rule_set.default_switches()) {
            Err(error) => card::cannot(rule_set, &error, language),
            Ok(assessment) => answered(&assessment, &asked.differing, language),
        },
    };
    Ok(json!({ "cards": [card] }))
}
