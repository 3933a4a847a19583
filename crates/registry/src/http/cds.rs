//! Decision support over HTTP. A call holds a patient's data: it is read, answered and forgotten.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
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

use super::Service;
use super::answer::{Code, Problem, json_answer, problem, problem_with, store_problem};
use super::body::is_json;
use super::protection::Limiter;
use crate::cds::{Caller, Clients, Untrusted, cards, discovery};

/// The record systems that may ask, how much each has asked, and which tokens were shown.
pub(super) struct Trusted {
    clients: Arc<Clients>,
    limiter: Limiter,
    shown: Shown,
}

/// Where it is remembered that a token was shown: it is good for one call.
enum Shown {
    /// Here, where there is no store: until each ends.
    Here(Mutex<HashMap<String, Timestamp>>),
    /// In the store, for every instance of the service.
    InStore(Arc<Service>),
}

impl Trusted {
    pub(super) fn new(clients: Clients) -> Self {
        Self { clients: Arc::new(clients), limiter: Limiter::default(), shown: Shown::Here(Mutex::default()) }
    }

    pub(super) fn in_store(clients: &Arc<Clients>, service: &Arc<Service>) -> Self {
        let (clients, shown) = (Arc::clone(clients), Shown::InStore(Arc::clone(service)));
        Self { clients, limiter: Limiter::default(), shown }
    }

    /// Whether a call's token is shown for the first time.
    ///
    /// # Errors
    /// The answer to give where the store cannot say: then nobody is answered.
    async fn is_first(&self, caller: &Caller, now: Timestamp) -> Result<bool, Response> {
        match &self.shown {
            Shown::Here(shown) => {
                let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
                shown.retain(|_, ends| *ends > now);
                Ok(shown.insert(caller.token.clone(), caller.ends).is_none())
            }
            Shown::InStore(service) => {
                let caller = caller.clone();
                let taken = service.waiting(move |own| own.store.takes_call(&caller, now)).await?;
                taken.map_err(|error| store_problem(&error))
            }
        }
    }
}

/// The layer: whoever calls a service shows which record system it is, and asks no more than that one may.
pub(super) async fn trusted(State(own): State<Arc<Trusted>>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !request.uri().path().starts_with("/cds-services/") {
        return next.run(request).await;
    }
    let shown = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = shown.and_then(|value| value.strip_prefix("Bearer ")).map(str::trim);
    let now = Timestamp::now();
    let caller = match own.clients.trusted(token, now) {
        Ok(caller) => caller,
        Err(error) => return untrusted(error),
    };
    match own.is_first(&caller, now).await {
        Err(answer) => answer,
        Ok(false) => untrusted(Untrusted::Again),
        Ok(true) if own.limiter.takes_at(caller.requests_per_second, &caller.issuer, Instant::now()) => {
            next.run(request).await
        }
        Ok(true) => problem(Problem::TOO_MANY, &[]),
    }
}

fn untrusted(error: Untrusted) -> Response {
    let words = ("Authorization", error.da().to_owned(), error.to_string());
    let mut response = problem_with(Problem::CLIENT, &[words]);
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response.extensions_mut().insert(Code(error.code()));
    response
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
