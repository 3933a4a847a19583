//! The description of the routes, made from the table of routes and the schema of the referral.

use clinic::eligibility::RECORD_SCHEMA;
use clinic::referral::json_schema;
use serde_json::{Map, Value, json};

use super::{ROUTES, Route};

fn operation(route: &Route) -> Value {
    let content = |kind: &str, schema: &str| {
        let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
        json!({ kind: { "schema": schema } })
    };
    let told = |description: &str| json!({ "description": description, "content": content("application/problem+json", "Problem") });
    if route.method == "GET" {
        let ok =
            json!({ "description": "As said.", "content": { "application/json": { "schema": { "type": "object" } } } });
        return json!({ "summary": route.summary, "responses": { "200": ok } });
    }
    json!({
        "summary": route.summary,
        "requestBody": { "required": true, "content": content("application/json", "Referral") },
        "responses": {
            "200": { "description": "The decision, whatever its verdict.", "content": content("application/json", "Decision") },
            "400": told("No JSON object."),
            "413": told("Larger than 1 MiB."),
            "415": told("Not application/json."),
            "422": told("Fields are wrong, each named; or the requisition cannot be put to the rules."),
        },
    })
}

/// The description, in the form of `OpenAPI` 3.1.
pub(super) fn description() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for route in ROUTES {
        let own = paths.entry(route.path).or_insert_with(|| json!({}));
        own[route.method.to_lowercase()] = operation(route);
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Marv", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "MIT OR Apache-2.0" } },
        "paths": paths,
        "components": { "schemas": {
            "Referral": json_schema(),
            "Decision": {
                "type": "object",
                "description": "The decision record. It holds facts, not the referral: no name and no person number.",
                "required": ["schema", "verdict", "rule_set", "rules", "tracks"],
                "properties": { "schema": { "const": RECORD_SCHEMA }, "verdict": { "type": "string" } },
            },
            "Problem": {
                "type": "object",
                "required": ["type", "status", "title", "da", "en", "errors"],
                "properties": {
                    "type": { "type": "string" }, "status": { "type": "integer" }, "title": { "type": "string" },
                    "da": { "type": "string" }, "en": { "type": "string" }, "errors": { "type": "array" },
                },
            },
        } },
    })
}
