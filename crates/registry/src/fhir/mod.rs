//! Courses as FHIR R4 (4.0.1) resources, with the profiles of DK Core (docs/facade.md).
//!
//! A facade: the course is the record, and a resource says what the course says to the viewer, and nothing else. Nothing is written here.
//! What nobody stated is left out, and never a default.

mod audit_event;
mod capability;
mod consent;
mod content;
mod filter;
mod order;
mod patient;
mod referral;
mod report;
mod specimen;

use ::fhir::code::{SOR, own_identifier, own_system};
use ::fhir::element::{coding, concept_in_words, pruned};
use clinic::code::CodeList;
use clinic::identifier::{OrderId, PatientId};
use clinic::language::Language;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::access::Case;
use crate::audit::digest;
use crate::web::code_word;

pub use audit_event::audit_event;
pub use capability::capability_statement;
pub(crate) use content::{binary, named_file, whole};
pub use filter::{EVERYTHING_OF, Filter, FilterError, Parameter, parameters};
pub(crate) use order::{request_status, task_status};

/// The types of resources that are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names of FHIR's own types")]
pub enum Kind {
    Patient,
    ServiceRequest,
    Task,
    Specimen,
    Consent,
    QuestionnaireResponse,
    Condition,
    Observation,
    DiagnosticReport,
    Binary,
    Bundle,
    AuditEvent,
}

impl Kind {
    /// Every type.
    pub const ALL: [Self; 12] = [
        Self::Patient,
        Self::ServiceRequest,
        Self::Task,
        Self::Specimen,
        Self::Consent,
        Self::QuestionnaireResponse,
        Self::Condition,
        Self::Observation,
        Self::DiagnosticReport,
        Self::Binary,
        Self::Bundle,
        Self::AuditEvent,
    ];

    /// FHIR's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Patient => "Patient",
            Self::ServiceRequest => "ServiceRequest",
            Self::Task => "Task",
            Self::Specimen => "Specimen",
            Self::Consent => "Consent",
            Self::QuestionnaireResponse => "QuestionnaireResponse",
            Self::Condition => "Condition",
            Self::Observation => "Observation",
            Self::DiagnosticReport => "DiagnosticReport",
            Self::Binary => "Binary",
            Self::Bundle => "Bundle",
            Self::AuditEvent => "AuditEvent",
        }
    }

    /// Whether what a report says stands in resources of this type.
    #[must_use]
    pub fn tells_content(self) -> bool {
        matches!(self, Self::Observation | Self::DiagnosticReport)
    }

    /// The type of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|own| own.name() == name)
    }
}

/// The longest id that FHIR knows (datatype `id`).
const LONGEST_ID: usize = 64;

/// The id of a resource of a patient. Ids of a course are the course's own, so the patient's stands before them; FHIR allows the point,
/// and no id of ours has one. Of an id that is longer than FHIR allows the digest stands in its place.
#[must_use]
pub fn id(patient: &PatientId, own: &str) -> String {
    let id = format!("{patient}.{own}");
    if id.len() <= LONGEST_ID { id } else { format!("{patient}.{}", digest([own]).get(..32).unwrap_or_default()) }
}

/// The patient whose resource an id names.
#[must_use]
pub fn patient_of(id: &str) -> Option<PatientId> {
    PatientId::new(id.split('.').next()?).ok()
}

/// An instant, to the second.
fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A code of a list of ours, with its words.
fn coded<C: CodeList>(system: &str, code: C) -> Value {
    let word = |language| code_word(C::CODES, code.code(), language);
    concept_in_words(&[coding(&own_system(system), code.code())], word(Language::Da), word(Language::En))
}

/// A member of staff, by account; nothing else is known of one here.
fn staff(id: &str) -> Value {
    json!({ "type": "Practitioner", "identifier": { "system": own_identifier("account"), "value": id } })
}

/// A unit, by its number.
fn unit(number: &str) -> Value {
    let is_sor = number.len() >= 11 && number.bytes().all(|digit| digit.is_ascii_digit());
    let system = if is_sor { SOR.to_owned() } else { own_identifier("unit") };
    json!({ "type": "Organization", "identifier": { "use": "official", "system": system, "value": number } })
}

/// What tells a case.
struct Teller<'c> {
    case: &'c Case,
}

impl Teller<'_> {
    fn patient(&self) -> &PatientId {
        &self.case.seen.course.patient
    }

    fn id(&self, own: &str) -> String {
        id(self.patient(), own)
    }

    fn subject(&self) -> Value {
        json!({ "reference": format!("Patient/{}", self.patient()) })
    }

    fn reference(&self, kind: Kind, own: &str) -> Value {
        json!({ "reference": format!("{}/{}", kind.name(), self.id(own)) })
    }

    /// The version is the course's: a resource may keep its content while the course goes on.
    fn meta(&self, profiles: &[String]) -> Value {
        let seen = &self.case.seen;
        json!({
            "versionId": seen.version.0.to_string(),
            "lastUpdated": seen.course.last.map(instant),
            "profile": profiles,
        })
    }

    /// The facts on which an order was submitted, where they are kept.
    fn facts(&self, order: &OrderId) -> Option<&Value> {
        self.case.verdicts.get(order)?.pointer("/input/facts")
    }
}

/// The resources of a type in a case; of one order alone, where one is named. Audit events are no part of a case, and files of a report are
/// read by themselves.
#[must_use]
pub fn resources(kind: Kind, case: &Case, of: Option<&OrderId>) -> Vec<Value> {
    let teller = Teller { case };
    let course = &case.seen.course;
    let orders = course.orders.iter().filter(|order| of.is_none_or(|of| order.id == *of));
    let made: Vec<Value> = match kind {
        Kind::Patient => vec![teller.person()],
        Kind::ServiceRequest => orders.map(|order| teller.service_request(order)).collect(),
        Kind::Task => orders.map(|order| teller.task(order)).collect(),
        Kind::Specimen => course.specimens.iter().flat_map(|own| teller.specimens(own)).collect(),
        Kind::Consent => course.consents.iter().map(|own| teller.consent(own)).collect(),
        Kind::QuestionnaireResponse => orders.filter_map(|order| teller.answers(order)).collect(),
        Kind::Condition => orders.filter_map(|order| teller.condition(order)).collect(),
        Kind::Observation => {
            orders.flat_map(|order| [teller.performance(order), teller.findings(order)].concat()).collect()
        }
        Kind::DiagnosticReport => orders.flat_map(|order| teller.reports(order)).collect(),
        Kind::Binary | Kind::Bundle | Kind::AuditEvent => vec![],
    };
    made.into_iter().filter_map(pruned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_fits_and_names_its_patient() {
        let patient = PatientId::new("p-0123456789abcdef0123").unwrap();
        assert_eq!(id(&patient, "o1"), "p-0123456789abcdef0123.o1");
        let (long, other) = ("o".repeat(64), "o".repeat(63));
        for own in [&long, &other] {
            let id = id(&patient, own);
            assert!(id.len() <= LONGEST_ID && patient_of(&id) == Some(patient.clone()), "{id}");
        }
        assert_ne!(id(&patient, &long), id(&patient, &other));
        assert_eq!(patient_of("6101600001.o1"), None);
    }
}
