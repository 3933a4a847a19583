//! Records of the audit, for those who keep the log.

use ::fhir::code::{hl7, own_identifier, own_system};
use ::fhir::element::{coding, concept, pruned};
use clinic::identifier::PatientId;
use serde_json::{Value, json};

use super::{instant, staff, unit};
use crate::audit::Record;

/// DICOM's codes of audit events (PS3.16, context group 400).
const DICOM: &str = "http://dicom.nema.org/resources/ontology/DCM";

/// A record, as it is about a patient: whom else it is about is for the logs of those.
#[must_use]
pub fn audit_event(record: &Record, patient: &PatientId, store: &str) -> Value {
    let action = match record.action.as_str() {
        "read" => "R",
        "write" => "U",
        _ => "E",
    };
    let refused = record.action == "refused";
    let event = json!({
        "resourceType": "AuditEvent",
        "id": record.seq.to_string(),
        "type": coding(DICOM, "110110"),
        "subtype": [coding(&own_system("audit-action"), &record.action)],
        "action": action,
        "recorded": instant(record.at),
        // Success, or a refusal that changed and showed nothing.
        "outcome": if refused { "4" } else { "0" },
        "outcomeDesc": record.outcome.join(" "),
        "purposeOfEvent": [concept(&[coding(&own_system("purpose-of-access"), &record.purpose)], &record.purpose)],
        "agent": [
            { "who": staff(&record.by), "requestor": true, "role": [concept(&[coding(&own_system("role"), &record.role)], &record.role)] },
            { "who": unit(&record.unit), "requestor": false },
        ],
        "source": { "observer": { "type": "Device", "identifier": { "system": own_identifier("store"), "value": store } } },
        "entity": [
            {
                "what": { "reference": format!("Patient/{patient}") },
                "type": coding(&hl7("audit-entity-type"), "1"),
                "role": coding(&hl7("object-role"), "1"),
            },
            { "what": { "display": record.resource }, "type": coding(&hl7("audit-entity-type"), "2"), "role": coding(&hl7("object-role"), "4") },
        ],
    });
    pruned(event).unwrap_or_default()
}
