//! What the facade can do, made of the table of routes and of the search parameters: it cannot say more than there is.

use ::fhir::code::{OWN, danish};
use ::fhir::element::pruned;
use serde_json::{Value, json};

use super::filter::Compares;
use super::{Kind, Parameter, parameters};
use crate::http::ROUTES;

/// The day on which this statement last changed.
const DATE: &str = "2026-11-26";

fn search_parameter(own: &Parameter) -> Value {
    let kind = match own.compares {
        Compares::Token => "token",
        Compares::Reference => "reference",
        Compares::Date | Compares::Since => "date",
    };
    json!({ "name": own.name, "type": kind })
}

/// The profile of DK Core that the resources of a type claim.
fn profile(kind: Kind) -> Option<String> {
    let id = match kind {
        Kind::Patient => "dk-core-patient",
        Kind::ServiceRequest => "dk-core-person-servicerequest",
        Kind::Condition => "dk-core-condition",
        Kind::Observation => "dk-core-observation",
        Kind::DiagnosticReport => "dk-core-diagnostic-report",
        _ => return None,
    };
    Some(danish(id))
}

/// Operations: where each stands in the table, its name, and who defines it.
const OPERATIONS: [(&str, &str, &str); 3] = [
    ("/fhir/", "export", "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export"),
    ("/fhir/Patient/", "export", "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/patient-export"),
    ("/fhir/Patient/{id}/", "everything", "http://hl7.org/fhir/OperationDefinition/Patient-everything"),
];

/// The operations of the server, or of a type, that are among the routes.
fn operations(of: &str) -> Vec<Value> {
    let is_there = |(at, name): (&str, &str)| ROUTES.iter().any(|route| route.path == format!("{at}${name}"));
    let own = OPERATIONS.iter().filter(|(at, name, _)| at.trim_end_matches("{id}/") == of && is_there((at, name)));
    own.map(|(_, name, definition)| json!({ "name": name, "definition": definition })).collect()
}

fn resource(kind: Kind) -> Option<Value> {
    let has = |method: &str, end: &str| {
        let path = format!("/fhir/{}{end}", kind.name());
        ROUTES.iter().any(|route| route.method == method && route.path == path)
    };
    let interactions = [("read", has("GET", "/{id}")), ("search-type", has("GET", "") || has("POST", "/_search"))];
    let interactions: Vec<Value> =
        interactions.into_iter().filter(|(_, is)| *is).map(|(code, _)| json!({ "code": code })).collect();
    if interactions.is_empty() {
        return None;
    }
    let by_number = (kind == Kind::Patient).then(|| {
        json!({
            "name": "identifier", "type": "token",
            "documentation": "Alone, and by POST to Patient/_search only: a number stands in no address.",
        })
    });
    Some(json!({
        "type": kind.name(),
        "supportedProfile": profile(kind).map(|own| [own]),
        "interaction": interactions,
        "versioning": "versioned",
        "readHistory": false,
        "updateCreate": false,
        "conditionalCreate": false,
        "conditionalRead": "not-supported",
        "conditionalUpdate": false,
        "conditionalDelete": "not-supported",
        "operation": operations(&format!("/fhir/{}/", kind.name())),
        "searchParam": parameters(kind).iter().map(search_parameter).chain(by_number).collect::<Vec<_>>(),
    }))
}

/// The statement, of the service at an address.
#[must_use]
pub fn capability_statement(base: &str) -> Value {
    let statement = json!({
        "resourceType": "CapabilityStatement",
        "id": "marv",
        "url": format!("{OWN}/CapabilityStatement/marv"),
        "version": env!("CARGO_PKG_VERSION"),
        "name": "Marv",
        "title": "Marv: referrals to whole-genome sequencing in haematological cancer",
        "status": "active",
        "experimental": true,
        "date": DATE,
        "kind": "instance",
        "software": { "name": "Marv", "version": env!("CARGO_PKG_VERSION") },
        "implementation": { "description": "A facade over the courses: it is read, and nothing is written by it", "url": format!("{base}/fhir") },
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "implementationGuide": ["http://hl7.dk/fhir/core/ImplementationGuide/hl7.fhir.dk.core"],
        "rest": [{
            "mode": "server",
            "documentation": "An unknown search parameter is refused and not ignored. What is not shown to the viewer is as if it were not there.",
            "security": {
                "service": [{ "text": "session cookie" }],
                "description": "A session, as the service's pages and its other interfaces have it.",
            },
            "operation": operations("/fhir/"),
            "resource": Kind::ALL.into_iter().filter_map(resource).collect::<Vec<_>>(),
        }],
    });
    pruned(statement).unwrap_or_default()
}
