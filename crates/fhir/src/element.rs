//! Elements of FHIR R4, each made by one function.

use serde_json::{Map, Value, json};

/// An element.
pub type Json = Value;

/// A code of a system. What cannot be a code (`[^\s]+(\s[^\s]+)*`) is left out and stands as text alone.
#[must_use]
pub fn coding(system: &str, code: &str) -> Json {
    let is_code = code.split(char::is_whitespace).all(|part| !part.is_empty() && !part.contains(char::is_control));
    if is_code { json!({ "system": system, "code": code }) } else { Value::Null }
}

/// A concept: codes and a text.
#[must_use]
pub fn concept(codings: &[Json], text: &str) -> Json {
    json!({ "coding": codings, "text": text })
}

/// A concept in words, Danish with the English as its translation.
#[must_use]
pub fn concept_in_words(codings: &[Json], da: &str, en: &str) -> Json {
    let mut fields = Map::new();
    fields.insert("coding".into(), json!(codings));
    say(&mut fields, "text", da, en);
    Value::Object(fields)
}

/// A text of an element, Danish with the English as its translation.
pub fn say(fields: &mut Map<String, Value>, name: &str, da: &str, en: &str) {
    fields.insert(name.to_owned(), json!(da));
    if en != da {
        let translation = json!({
            "url": "http://hl7.org/fhir/StructureDefinition/translation",
            "extension": [{ "url": "lang", "valueCode": "en" }, { "url": "content", "valueString": en }],
        });
        fields.insert(format!("_{name}"), json!({ "extension": [translation] }));
    }
}

/// An extension with a value: `value` is its name and type, such as `valueString`.
#[must_use]
pub fn extension(url: &str, value: &str, is: impl Into<Json>) -> Json {
    json!({ "url": url, value: is.into() })
}

/// An extension of parts.
#[must_use]
pub fn parts(url: &str, parts: &[Json]) -> Json {
    json!({ "url": url, "extension": parts })
}

/// A text as markup (XML, HTML, SVG) that shows it and nothing else; a control character, which XML has no room for, is replaced.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' => safe.push(' '),
            control if control.is_control() => safe.push('\u{fffd}'),
            other => safe.push(other),
        }
    }
    safe
}

/// The narrative of a resource: lines of text, which never become markup. One without a text has none.
#[must_use]
pub fn narrative(lines: &[String]) -> Json {
    if lines.iter().all(|line| line.trim().is_empty()) {
        return Value::Null;
    }
    let lines: Vec<String> = lines.iter().map(|line| format!("<p>{}</p>", escaped(line))).collect();
    let div = format!("<div xmlns=\"http://www.w3.org/1999/xhtml\">{}</div>", lines.concat());
    json!({ "status": "generated", "div": div })
}

/// FHIR has no empty element, no null and no control character: what is empty is left out, a control character is replaced.
#[must_use]
pub fn pruned(value: Json) -> Option<Json> {
    match value {
        Value::Null => None,
        Value::String(text) => {
            let is_bad = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
            let text = if text.contains(is_bad) { text.replace(is_bad, "\u{fffd}") } else { text };
            (!text.trim().is_empty()).then_some(Value::String(text))
        }
        Value::Array(values) => {
            let values: Vec<Value> = values.into_iter().filter_map(pruned).collect();
            (!values.is_empty()).then_some(Value::Array(values))
        }
        Value::Object(fields) => {
            let fields: Map<String, Value> =
                fields.into_iter().filter_map(|(name, value)| Some((name, pruned(value)?))).collect();
            (!fields.is_empty()).then_some(Value::Object(fields))
        }
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_empty_and_no_markup_is_left() {
        let given = json!({ "a": null, "b": [" ", null, {}], "c": { "d": "x\u{1}" }, "e": false });
        assert_eq!(pruned(given), Some(json!({ "c": { "d": "x\u{fffd}" }, "e": false })));
        assert_eq!(narrative(&[" ".to_owned()]), Value::Null);
        assert!(
            narrative(&["<b> & co".to_owned()])["div"]
                .as_str()
                .is_some_and(|div| div.contains("<p>&lt;b&gt; &amp; co</p>"))
        );
    }

    #[test]
    fn what_cannot_be_a_code_is_none() {
        assert_eq!(coding("s", "a b"), json!({ "system": "s", "code": "a b" }));
        for text in ["", " a", "a  b", "a\u{1}"] {
            assert_eq!(coding("s", text), Value::Null, "{text:?}");
        }
    }
}
