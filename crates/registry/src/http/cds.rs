//! Decision support over HTTP. A call holds a patient's data: it is read, answered and forgotten.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use clinic::language::Language;
use guideline::rule_set::RuleSet;
use jiff::Timestamp;
use serde_json::Value;

use super::answer::{Problem, json_answer, problem, problem_with};
use super::body::is_json;
use super::protection::Limiter;
use crate::cds::{Clients, cards, discovery};

/// The record systems that may ask, and how much each has asked.
pub(super) struct Trusted {
    clients: Clients,
    limiter: Limiter,
}

impl Trusted {
    pub(super) fn new(clients: Clients) -> Self {
        Self { clients, limiter: Limiter::default() }
    }
}

/// The layer: whoever calls a service shows which record system it is, and asks no more than that one may.
pub(super) async fn trusted(State(own): State<Arc<Trusted>>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !request.uri().path().starts_with("/cds-services/") {
        return next.run(request).await;
    }
    let shown = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = shown.and_then(|value| value.strip_prefix("Bearer ")).map(str::trim);
    match own.clients.trusted(token, Timestamp::now()) {
        Ok((client, per_second)) if own.limiter.takes_at(per_second, &client, Instant::now()) => {
            next.run(request).await
        }
        Ok(_) => problem(Problem::TOO_MANY, &[]),
        Err(error) => {
            let words = ("Authorization", error.da().to_owned(), error.to_string());
            let mut response = problem_with(Problem::CLIENT, &[words]);
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            response
        }
    }
}

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
