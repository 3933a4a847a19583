//! The canonical form of a guideline and its hash.
//!
//! All TOML files but the golden vectors, as one JSON object from path to document with sorted keys and no white space,
//! and the hash of the source text. Two folders that say the same in another layout have the same hash.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::Folder;
use crate::rule_set::RuleSetHash;

/// A TOML value as JSON; dates as ISO text.
pub(super) fn to_json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Datetime(moment) => Value::String(moment.to_string()),
        toml::Value::Array(items) => items.into_iter().map(to_json).collect(),
        toml::Value::Table(table) => Value::Object(object(table)),
    }
}

/// A TOML table as a JSON object.
pub(super) fn object(table: toml::Table) -> Map<String, Value> {
    table.into_iter().map(|(key, value)| (key, to_json(value))).collect()
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The hash of the folder's canonical form. Files that do not parse are left out: they are reported elsewhere, and a
/// folder with such a file never becomes a rule set.
pub(super) fn hash(folder: &Folder) -> RuleSetHash {
    let mut documents = Map::new();
    for (path, content) in folder.below("") {
        if path.ends_with(".toml")
            && !path.starts_with("vectors/")
            && let Ok(table) = content.parse::<toml::Table>()
        {
            documents.insert(path.to_owned(), Value::Object(object(table)));
        }
    }
    let source = RuleSetHash(sha256(folder.get("source.txt").unwrap_or_default().as_bytes()));
    documents.insert("source.txt".to_owned(), json!({ "sha256": source.to_string() }));
    // `serde_json` keeps the keys of an object sorted by code point.
    RuleSetHash(sha256(Value::Object(documents).to_string().as_bytes()))
}
