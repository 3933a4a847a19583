//! Decision support over HTTP. A call holds a patient's data: it is read, answered and forgotten.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use clinic::language::Language;
use guideline::rule_set::RuleSet;
use serde_json::Value;

use super::answer::{Problem, json_answer, problem, problem_with};
use super::body::is_json;
use crate::cds::{cards, discovery};

pub(super) async fn services() -> Response {
    json_answer(StatusCode::OK, &discovery())
}

pub(super) async fn called(
    State(rule_set): State<Arc<RuleSet>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    if !is_json(&headers) {
        return problem(Problem::KIND, &[]);
    }
    let Ok(body) = body else { return problem(Problem::TOO_LARGE, &[]) };
    let Ok(call) = serde_json::from_slice::<Value>(&body) else { return problem(Problem::UNREADABLE, &[]) };
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let language = if wanted.trim_start().to_ascii_lowercase().starts_with("en") { Language::En } else { Language::Da };
    // A decision takes milliseconds of computing, which others do not wait for.
    let answered = tokio::task::spawn_blocking(move || cards(&rule_set, &call, language)).await;
    match answered {
        Ok(Ok(cards)) => json_answer(StatusCode::OK, &cards),
        Ok(Err(faults)) => {
            let fields: Vec<_> = faults.iter().map(|own| (own.path, own.da.to_owned(), own.en.to_owned())).collect();
            problem_with(Problem::FIELDS, &fields)
        }
        Err(_) => problem(Problem::FAILED, &[]),
    }
}
