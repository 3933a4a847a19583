//! What a writer says besides the content: which version was seen, and a key under which the answer is kept.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use clinic::identifier::PatientId;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::answer::{Problem, json_answer, problem, problem_with};
use crate::access::Wish;
use crate::precondition::{Precondition, Version};
use crate::store::Written;

/// The patient of a path. What is no identifier is nobody's, and answered as such.
pub(super) fn patient(text: &str) -> Result<PatientId, Response> {
    PatientId::new(text).map_err(|_| problem(Problem::NOTHING, &[]))
}

/// Reads `If-Match` and `If-None-Match`.
pub(super) fn precondition(headers: &HeaderMap) -> Result<Precondition, Response> {
    let text = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or("unreadable"));
    Precondition::from_headers(text(header::IF_MATCH), text(header::IF_NONE_MATCH)).map_err(|_| {
        let da = "ét stærkt ETag som \"12\" fra den seneste læsning; If-None-Match kun *".to_owned();
        let en = "one strong ETag such as \"12\" of the last reading; If-None-Match only *".to_owned();
        problem_with(Problem::HEADERS, &[("If-Match", da, en)])
    })
}

/// Reads what a writer sends along.
pub(super) fn wish(patient: PatientId, headers: &HeaderMap, content: String, now: Timestamp) -> Result<Wish, Response> {
    let precondition = precondition(headers)?;
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok()).map(str::trim);
    let fits = |key: &&str| (1..=200).contains(&key.len());
    let Some(key) = key.filter(fits) else {
        let da = "1-200 tegn, som du kun bruger til dette ene; ved gentagelse sendes det samme".to_owned();
        let en = "1 to 200 characters that you use for this one thing; send the same when you try again".to_owned();
        return Err(problem_with(Problem::HEADERS, &[("Idempotency-Key", da, en)]));
    };
    Ok(Wish { patient, precondition, idempotency_key: key.to_owned(), content, now })
}

/// An answer with the version that the next writer names.
pub(super) fn versioned(version: Version, value: &Value) -> Response {
    let mut response = json_answer(StatusCode::OK, value);
    if let Ok(tag) = HeaderValue::from_str(&version.to_string()) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// The answer to what was written.
pub(super) fn written(written: Written) -> Response {
    let Written { version, added, replayed } = written;
    versioned(version, &json!({ "version": version.0, "added": added, "replayed": replayed }))
}
