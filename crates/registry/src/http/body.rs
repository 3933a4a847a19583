//! What was sent, read into a type; what is wrong with it is told by place, and what was sent is never repeated.

use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use clinic::referral::{DraftError, ReferralDraft};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::answer::{Problem, problem};

/// Whether the content is JSON.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().map(str::trim) == Some("application/json")
}

/// Reads a small object.
///
/// # Errors
/// The answer to give.
pub(super) fn read<T: DeserializeOwned>(headers: &HeaderMap, body: &Bytes) -> Result<T, Response> {
    if !is_json(headers) {
        return Err(problem(Problem::KIND, &[]));
    }
    serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let da = format!(
            "linje {line}, kolonne {column}: et felt mangler, er ukendt eller har en anden form; se /openapi.json"
        );
        let said = json!({ "line": line, "column": column, "da": da, "en": harmless(&error.to_string()) });
        problem(if error.is_data() { Problem::FIELDS } else { Problem::UNREADABLE }, &[said])
    })
}

/// Reads an object in which no field stands twice.
///
/// # Errors
/// The answer to give.
pub(super) fn object(headers: &HeaderMap, body: &Bytes) -> Result<Value, Response> {
    if !is_json(headers) {
        return Err(problem(Problem::KIND, &[]));
    }
    let unreadable =
        |line: usize, column: usize| problem(Problem::UNREADABLE, &[json!({ "line": line, "column": column })]);
    match ReferralDraft::from_json(body) {
        Ok(_) => serde_json::from_slice(body).map_err(|error| unreadable(error.line(), error.column())),
        Err(DraftError::TooLarge) => Err(problem(Problem::TOO_LARGE, &[])),
        Err(DraftError::Unreadable { line, column, .. }) => Err(unreadable(line, column)),
    }
}

/// What a parser says, without what was sent: a quoted text goes, the name of a field that was expected stays, and no digit does.
pub(super) fn harmless(said: &str) -> String {
    let mut out = String::with_capacity(said.len());
    let mut quoted: Option<(char, String)> = None;
    for c in said.chars() {
        match quoted.take() {
            None if c == '"' || c == '`' => quoted = Some((c, String::new())),
            None => out.push(if c.is_ascii_digit() { 'x' } else { c }),
            Some((mark, text)) if c == mark => {
                let sent = ["unknown field ", "unknown variant "].iter().any(|before| out.ends_with(before));
                let field =
                    mark == '`' && !sent && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'-');
                out.push_str(if field { &text } else { "..." });
            }
            Some((mark, mut text)) => {
                text.push(c);
                quoted = Some((mark, text));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_is_not_repeated() {
        assert_eq!(
            harmless("invalid type: string \"6101600001\", expected a map"),
            "invalid type: string ..., expected a map"
        );
        assert_eq!(harmless("unknown field `hansen`, expected `order`"), "unknown field ..., expected order");
        assert_eq!(harmless("unknown field `Anna Test`"), "unknown field ...");
        assert_eq!(harmless("invalid type: integer `6101600001`, expected 1"), "invalid type: integer ..., expected x");
        assert_eq!(harmless("a \"cut"), "a ");
    }
}
