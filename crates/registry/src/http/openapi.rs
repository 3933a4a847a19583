//! The description of the routes, made from the table of routes and the schema of the referral.

use clinic::code::{CodeList, Region, Specialty};
use clinic::eligibility::RECORD_SCHEMA;
use clinic::referral::json_schema;
use clinic::staff::Role;
use serde_json::{Map, Value, json};

use super::shape::{command_schema, submission_schema};
use super::{ACCESS_LOG, BROKEN_GLASS, Changes, Needs, ROUTES, Route, WORKLIST};
use crate::fhir::{EVERYTHING_OF, Kind, parameters as search_parameters};

fn content(kind: &str, schema: &str) -> Value {
    let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
    json!({ kind: { "schema": schema } })
}

/// What a route may answer besides what it is for.
fn problems(route: &Route) -> Vec<(&'static str, &'static str)> {
    let mut told = Vec::new();
    if is_export(route) {
        told.push(("400", "The export is not understood."));
    }
    if in_parts(route) {
        told.push(("400", "There is no such place in a list."));
    }
    if is_file(route) {
        told.push(("409", "The file is not shown, though the report is: it was altered, or is not set yet."));
    }
    if (searched(route).is_some() || is_everything(route)) && route.body.is_none() {
        told.push(("400", "The search is not understood."));
        told.push(("415", "Another format than JSON is asked for."));
    }
    if route.body.is_some() {
        told.extend([("400", "No JSON object."), ("413", "Larger than 1 MiB."), ("415", "Not application/json.")]);
        told.push(("422", "Fields are wrong, each named; or what was sent cannot be put to the rules."));
    }
    if route.body == Some("CdsCall") {
        told.push(("401", "Which record system asks is not shown, where that is asked for."));
        told.push(("429", "The record system asks too often."));
    }
    if route.needs != Needs::Nothing {
        told.push(("401", "Nobody is signed in, or what was sent does not show who it is."));
        told.push(("403", "Another site made the request, or the role may not do this."));
        told.push(("429", "Too many requests, or too many failed attempts."));
        told.push(("503", "The store or its log cannot be written: nothing passes."));
    }
    if matches!(route.needs, Needs::May(_) | Needs::Command) || route.path.contains('{') {
        told.push(("404", "There is nothing here, or nothing that is shown to the viewer."));
    }
    if matches!(route.body, Some("Joining" | "Confirmation")) {
        told.push(("409", "Refused: every reason is named."));
    }
    if route.changes == Changes::Versioned {
        told.push(("412", "Somebody else has written meanwhile."));
        told.push(("428", "Which version was seen is not said."));
        if asks_for_key(route) {
            told.push(("409", "Refused by a guard of the course: every reason is named."));
        }
        if !told.iter().any(|(status, _)| *status == "400") {
            told.push(("400", "A header is wrong."));
        }
    }
    told
}

/// Whether a route is one of the facade, which answers in FHIR's own words.
fn of_facade(route: &Route) -> bool {
    route.path.starts_with("/fhir/")
}

/// Whether a route tells everything of a patient.
fn is_everything(route: &Route) -> bool {
    route.path.ends_with("/$everything")
}

/// Whether a route is one of a bulk export.
fn is_export(route: &Route) -> bool {
    route.path.contains("/$export")
}

/// Whether a route answers with a file of a report.
fn is_file(route: &Route) -> bool {
    ["/fhir/Binary/{id}", "/fhir/Bundle/{id}"].contains(&route.path)
}

/// Whether a route answers with a part of a list.
fn in_parts(route: &Route) -> bool {
    route.method == "GET" && [WORKLIST, ACCESS_LOG, BROKEN_GLASS].contains(&route.path)
}

/// The type that a route searches.
fn searched(route: &Route) -> Option<Kind> {
    let path = route.path.strip_prefix("/fhir/")?;
    Kind::named(path.strip_suffix("/_search").unwrap_or(path))
}

fn operation(route: &Route) -> Value {
    let ok = if route.path.starts_with("/fhir/$export-file") {
        json!({ "description": "A resource a line.", "content": { "application/fhir+ndjson": { "schema": { "type": "string" } } } })
    } else if of_facade(route) && route.path != "/fhir/$export-status" {
        let mut said = content("application/fhir+json", "Resource");
        if route.path == "/fhir/Binary/{id}" {
            // As it is, unless the request accepts FHIR.
            for kind in ["application/pdf", "text/html"] {
                said[kind] = json!({});
            }
        }
        json!({ "description": "A resource of FHIR R4.", "content": said })
    } else if route.body == Some("Referral") {
        json!({ "description": "The decision, whatever its verdict.", "content": content("application/json", "Decision") })
    } else {
        json!({ "description": "As said.", "content": { "application/json": { "schema": { "type": "object" } } } })
    };
    let status = if route.path.ends_with("/$export") { "202" } else { "200" };
    let mut responses = Map::from_iter([(status.to_owned(), ok)]);
    for (status, description) in problems(route) {
        let said = if of_facade(route) {
            content("application/fhir+json", "Resource")
        } else {
            content("application/problem+json", "Problem")
        };
        let told = json!({ "description": description, "content": said });
        responses.insert(status.to_owned(), told);
    }
    let mut own = json!({ "summary": route.summary, "responses": responses });
    if let Some(body) = route.body {
        let kind = if body == "Search" { "application/x-www-form-urlencoded" } else { "application/json" };
        own["requestBody"] = json!({ "required": true, "content": content(kind, body) });
    }
    if !matches!(route.needs, Needs::Nothing | Needs::Door) {
        own["security"] = json!([{ "session": [] }]);
    }
    let parameters = parameters(route);
    if !parameters.is_empty() {
        own["parameters"] = json!(parameters);
    }
    own
}

fn parameters(route: &Route) -> Vec<Value> {
    let text = json!({ "type": "string" });
    let mut own: Vec<Value> = route
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": text }))
        .collect();
    if is_export(route) {
        own.extend(
            ["_type", "_since", "_outputFormat", "_at"]
                .map(|name| json!({ "name": name, "in": "query", "schema": text })),
        );
    }
    if in_parts(route) {
        let place = json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX });
        own.push(
            json!({ "name": "from", "in": "query", "description": "The place of the first in the list.", "schema": place }),
        );
    }
    let searched = searched(route).filter(|_| route.body.is_none()).map(search_parameters);
    if let Some(known) = searched.or(is_everything(route).then_some(EVERYTHING_OF)) {
        let names = known.iter().map(|own| own.name).chain(["_count", "_offset", "_format"]);
        own.extend(names.map(|name| json!({ "name": name, "in": "query", "schema": text })));
    }
    if route.changes == Changes::Versioned {
        let version =
            "The ETag that was read last. Without it: 428, with another: 412. If-None-Match: * for something new.";
        own.push(json!({ "name": "If-Match", "in": "header", "description": version, "schema": text }));
        own.push(json!({ "name": "If-None-Match", "in": "header", "schema": { "const": "*" } }));
    }
    if asks_for_key(route) {
        let key = "Of the writer's own choice, 1 to 200 characters. The same again has no second effect.";
        own.push(
            json!({ "name": "Idempotency-Key", "in": "header", "required": true, "description": key, "schema": text }),
        );
    }
    own
}

/// Whether what is written is written in a course.
fn asks_for_key(route: &Route) -> bool {
    // The register of persons is no part of a course, and a version is enough there.
    route.changes == Changes::Versioned && route.path.starts_with("/v1/courses/") && !route.path.ends_with("/person")
}

/// An object that is sent: fields that must be there, and others.
fn object(required: &[(&str, Value)], others: &[(&str, Value)]) -> Value {
    let names: Vec<&str> = required.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Value> =
        required.iter().chain(others).map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({ "type": "object", "additionalProperties": false, "required": names, "properties": properties })
}

fn schemas() -> Value {
    let text = || json!({ "type": "string" });
    let problem = [("type", text()), ("status", json!({ "type": "integer" })), ("title", text()), ("da", text())];
    let problem = [&problem[..], &[("en", text()), ("errors", json!({ "type": "array" }))]].concat();
    let membership = json!({ "$ref": "#/components/schemas/Membership" });
    let region: Vec<Value> = Region::CODES.iter().map(|code| json!(code)).chain([Value::Null]).collect();
    json!({
        "Referral": json_schema(),
        "Decision": {
            "type": "object",
            "description": "The decision record. It holds facts, not the referral: no name and no person number.",
            "required": ["schema", "verdict", "rule_set", "rules", "tracks"],
            "properties": { "schema": { "const": RECORD_SCHEMA }, "verdict": { "type": "string" } },
        },
        "Problem": object(&problem, &[]),
        "CdsCall": {
            "type": "object",
            "required": ["hook", "hookInstance", "context"],
            "properties": {
                "hook": { "const": "order-select" },
                "hookInstance": text(),
                "context": { "type": "object", "required": ["patientId", "draftOrders"], "properties": { "patientId": text() } },
                "prefetch": { "type": ["object", "null"] },
            },
        },
        "Resource": { "type": "object", "required": ["resourceType"], "properties": { "resourceType": text() } },
        "Search": { "type": "object", "additionalProperties": text() },
        "Membership": object(&[("role", json!({ "enum": Role::CODES })), ("unit", text())], &[]),
        "SignIn": object(&[("account", text()), ("password", text())], &[("membership", membership), ("new", text())]),
        "Renewal": object(&[("password", text())], &[]),
        "NewPassword": object(&[("old", text()), ("new", text())], &[]),
        "Command": command_schema(),
        "Submission": submission_schema(),
        "NewPerson": object(
            &[("number", text()), ("name", text()), ("birth", json!({ "type": "string", "format": "date" }))],
            &[("protected", json!({ "type": "boolean" }))],
        ),
        "CorrectedPerson": object(
            &[
                ("number", text()),
                ("name", text()),
                ("birth", json!({ "type": "string", "format": "date" })),
                ("reason", text()),
            ],
            &[("protected", json!({ "type": "boolean" }))],
        ),
        "Joining": object(&[("number", text()), ("reason", text())], &[]),
        "Confirmation": object(&[("into", text())], &[]),
        "Sought": object(&[("number", text())], &[]),
        "Breaking": object(&[("number", text()), ("reason", text())], &[]),
        "Review": object(&[("finding", text())], &[]),
        "Account": object(
            &[
                ("id", text()),
                ("name", text()),
                ("specialty", json!({ "enum": Specialty::CODES })),
                ("memberships", json!({ "type": "array", "items": { "$ref": "#/components/schemas/Membership" } })),
                ("active", json!({ "type": "boolean" })),
            ],
            &[
                ("authorisation_id", json!({ "type": ["string", "null"] })),
                ("subject", json!({ "type": ["string", "null"] })),
            ],
        ),
        "SetAccount": object(
            &[("account", json!({ "$ref": "#/components/schemas/Account" }))],
            &[("password", json!({ "type": ["string", "null"] }))],
        ),
        "SetPassword": object(&[("password", text())], &[]),
        "Unit": object(
            &[("id", text()), ("da", text()), ("en", text())],
            &[
                ("region", json!({ "enum": region })),
                ("site", json!({ "type": ["string", "null"] })),
                ("interprets", json!({ "type": "boolean" })),
            ],
        ),
    })
}

/// The description, in the form of `OpenAPI` 3.1; without a store only what needs none.
pub(super) fn description(with_store: bool) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for route in ROUTES.iter().filter(|route| with_store || route.needs == Needs::Nothing) {
        let own = paths.entry(route.path).or_insert_with(|| json!({}));
        own[route.method.to_lowercase()] = operation(route);
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Marv", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "MIT OR Apache-2.0" } },
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "securitySchemes": { "session": {
                "type": "apiKey", "in": "cookie", "name": "marv",
                "description": "The cookie that signing in sets: `__Host-marv` behind TLS.",
            } },
        },
    })
}
