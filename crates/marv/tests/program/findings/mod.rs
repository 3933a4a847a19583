//! The findings document as a reader of the published schema takes it.

use std::path::Path;

use serde_json::Value;

/// The published schema.
pub fn schema() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/findings.schema.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The document, which must be what the schema says. The schema allows no field that it does not name.
pub fn document(json: &[u8]) -> Value {
    let document: Value = serde_json::from_slice(json).unwrap();
    let faults: Vec<String> = jsonschema::validator_for(&schema())
        .unwrap()
        .iter_errors(&document)
        .map(|fault| format!("{}: {fault}", fault.instance_path()).chars().take(300).collect())
        .collect();
    assert!(faults.is_empty(), "docs/findings.schema.json does not describe the document: {faults:#?}");
    document
}
