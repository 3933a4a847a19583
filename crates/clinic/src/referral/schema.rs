//! The published JSON Schema of the draft, generated from the fields that the reading asks for.

use serde_json::{Map, Value, json};

use super::reader::{Field, FieldKind, LONGEST_TEXT, MOST_ITEMS};
use super::{SCHEMA, fields};

/// JSON Schema (2020-12) of a referral draft.
///
/// The schema says what *form* a draft must have; calendar dates that do not exist and CPR dates are for the program to say.
#[must_use]
pub fn json_schema() -> Value {
    let mut root = Node::default();
    for field in fields() {
        root.insert(&field.path.split('.').collect::<Vec<&str>>(), &field);
    }
    let mut schema = root.object();
    if let Value::Object(keys) = &mut schema {
        keys.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        keys.insert("$id".into(), format!("urn:{}", SCHEMA.replace('/', ":")).into());
        keys.insert("title".into(), "Referral draft for whole-genome sequencing in haematological cancer".into());
        keys.insert(
            "description".into(),
            "Absent or null means not known; nothing that is absent is read as a no. Dates are YYYY-MM-DD.".into(),
        );
    }
    schema
}

#[derive(Default)]
struct Node {
    members: Vec<(String, Node)>,
    leaf: Option<Field>,
}

impl Node {
    fn insert(&mut self, path: &[&str], field: &Field) {
        let Some((name, rest)) = path.split_first() else {
            self.leaf = Some(field.clone());
            return;
        };
        if let Some((_, node)) = self.members.iter_mut().find(|(own, _)| own == name) {
            return node.insert(rest, field);
        }
        let mut node = Self::default();
        node.insert(rest, field);
        self.members.push(((*name).to_owned(), node));
    }

    fn schema(&self) -> Value {
        match (&self.leaf, self.members.as_slice()) {
            (Some(field), _) => leaf(field),
            (None, [(star, items)]) if star == "*" => {
                json!({ "type": ["array", "null"], "maxItems": MOST_ITEMS, "items": items.object() })
            }
            _ => self.object(),
        }
    }

    fn object(&self) -> Value {
        let properties: Map<String, Value> =
            self.members.iter().map(|(name, node)| (name.clone(), node.schema())).collect();
        let required: Vec<&String> =
            self.members.iter().filter(|(_, node)| node.is_required()).map(|(name, _)| name).collect();
        json!({ "type": "object", "additionalProperties": false, "properties": properties, "required": required })
    }

    /// A field that must be given, or a group with such a field; not a list of groups.
    fn is_required(&self) -> bool {
        self.leaf.as_ref().map_or_else(
            || self.members.iter().any(|(name, node)| name != "*" && node.is_required()),
            |field| field.required,
        )
    }
}

fn leaf(field: &Field) -> Value {
    let mut schema = match field.kind {
        FieldKind::Text => json!({ "type": "string", "pattern": "\\S", "maxLength": LONGEST_TEXT }),
        FieldKind::Texts => json!({
            "type": "array",
            "maxItems": MOST_ITEMS,
            "items": { "type": "string", "pattern": "\\S", "maxLength": LONGEST_TEXT },
        }),
        FieldKind::Truth => json!({ "type": "boolean" }),
        FieldKind::Whole { min, max, step } => {
            json!({ "type": "integer", "minimum": min, "maximum": max, "multipleOf": step })
        }
        FieldKind::Date => json!({ "type": "string", "format": "date", "pattern": "^\\d{4}-\\d{2}-\\d{2}$" }),
        FieldKind::Code(codes) => json!({ "type": "string", "enum": codes }),
        FieldKind::Cpr => json!({
            "type": "string",
            "pattern": "^\\s*\\d{6}-?(\\d{4}|[015-7][A-Za-z]{2}\\d)\\s*$",
        }),
        FieldKind::DiagnosisCode => json!({
            "type": "string",
            "pattern": "^\\s*([Dd]?[A-Za-z]\\d\\d([.]?[A-Za-z0-9]{1,3})?)\\s*$",
        }),
        FieldKind::Authorisation => json!({ "type": "string", "pattern": "^[A-Za-z0-9]{5}$" }),
        FieldKind::Unit => json!({ "type": "string", "pattern": "^\\d{6,20}$" }),
        FieldKind::Id => json!({ "type": "string", "pattern": "^[A-Za-z0-9._-]{1,60}$" }),
    };
    if !field.required
        && let Some(keys) = schema.as_object_mut()
    {
        if let Some(kind) = keys.get("type").cloned() {
            keys.insert("type".into(), json!([kind, "null"]));
        }
        if let Some(Value::Array(codes)) = keys.get_mut("enum") {
            codes.push(Value::Null);
        }
    }
    schema
}
