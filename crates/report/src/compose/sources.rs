//! Which sources a document cites.

use std::collections::BTreeSet;

use interpretation::source;
use serde_json::Value;

use crate::document::Document;
use crate::document::quality::SourceRow;

/// Every source that a citation of the document names, by its id. One that is not known here (of a newer bundle) stands by its
/// id alone.
pub(super) fn cited(document: &Document) -> Vec<SourceRow> {
    let mut ids = BTreeSet::new();
    // Nothing in a document is a map with keys other than text, so that it always becomes a value.
    if let Ok(value) = serde_json::to_value(document) {
        collect(&value, &mut ids);
    }
    let row = |id: String| {
        let found = source::find(&id);
        SourceRow {
            citation: found.map(|found| found.citation.clone()).unwrap_or_default(),
            title: found.map(|found| found.title.clone()).unwrap_or_default(),
            id,
        }
    };
    ids.into_iter().map(row).collect()
}

/// A citation is an object with source, place and standing.
fn collect(value: &Value, ids: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            if let (Some(Value::String(id)), true, true) =
                (fields.get("source"), fields.contains_key("place"), fields.contains_key("standing"))
            {
                ids.insert(id.clone());
            }
            fields.values().for_each(|value| collect(value, ids));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, ids)),
        _ => {}
    }
}
