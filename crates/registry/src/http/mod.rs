//! The service over HTTP: so far what needs neither a sign-in nor a store. Nothing that is sent here is kept or logged.
//!
//! There is no sign-in yet, so [`serve`] listens on this computer only.

mod answer;
mod openapi;

use std::net::TcpListener;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use clinic::eligibility::{CannotAssess, assess};
use clinic::referral::draft::LARGEST_DRAFT;
use clinic::referral::{DraftError, FieldError, Referral, ReferralDraft, json_schema};
use guideline::rule_set::RuleSet;
use serde_json::json;

use answer::{Problem, json_answer, problem};

/// A route, as the description tells it.
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Its path.
    pub path: &'static str,
    /// What it does.
    pub summary: &'static str,
}

/// Every route. The router and the description are made of this table.
pub const ROUTES: &[Route] = &[
    Route { method: "GET", path: "/health", summary: "That the service runs, and which rules it decides by." },
    Route { method: "GET", path: "/openapi.json", summary: "This description." },
    Route { method: "GET", path: "/v1/referral/schema", summary: "The JSON Schema of a referral." },
    Route {
        method: "POST",
        path: "/v1/referral/verdict",
        summary: "The guideline's answer to a referral: every rule with its outcome, page and quote, what is missing, and the smallest change that would \
                  make it eligible. Nothing is kept.",
    },
];

fn handler(path: &str) -> MethodRouter<Arc<RuleSet>> {
    match path {
        "/health" => get(health),
        "/openapi.json" => get(|| async { json_answer(StatusCode::OK, &openapi::description()) }),
        "/v1/referral/schema" => get(|| async { json_answer(StatusCode::OK, &json_schema()) }),
        "/v1/referral/verdict" => post(verdict),
        _ => get(nothing_here),
    }
}

/// The routes, deciding by a rule set.
pub fn router(rule_set: RuleSet) -> Router {
    let routes = ROUTES.iter().fold(Router::new(), |router, route| router.route(route.path, handler(route.path)));
    routes
        .fallback(nothing_here)
        .method_not_allowed_fallback(|| async { problem(Problem::METHOD, &[]) })
        .layer(DefaultBodyLimit::max(LARGEST_DRAFT))
        .with_state(Arc::new(rule_set))
}

/// Serves until the process is asked to end; requests under way are finished.
///
/// # Errors
/// A listener that others than this computer reach, or one that fails.
pub fn serve(rule_set: RuleSet, listener: TcpListener) -> std::io::Result<()> {
    if !listener.local_addr()?.ip().is_loopback() {
        let text = "there is no sign-in yet: listen on an address of this computer, such as 127.0.0.1";
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, text));
    }
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        axum::serve(listener, router(rule_set)).with_graceful_shutdown(asked_to_end()).await
    })
}

async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
        }
        // Without a handler the signal ends the process by itself.
        Err(_) => std::future::pending().await,
    }
}

async fn nothing_here() -> Response {
    problem(Problem::NOTHING, &[])
}

async fn health(State(rule_set): State<Arc<RuleSet>>) -> Response {
    let identity = &rule_set.identity;
    let rules = json!({ "id": identity.id, "version": identity.version, "hash": rule_set.hash.to_string() });
    json_answer(StatusCode::OK, &json!({ "status": "ok", "rule_set": rules }))
}

async fn verdict(
    State(rule_set): State<Arc<RuleSet>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().map(str::trim) != Some("application/json") {
        return problem(Problem::KIND, &[]);
    }
    let Ok(body) = body else { return problem(Problem::TOO_LARGE, &[]) };
    // A decision takes milliseconds of computing, which others do not wait for.
    let decided = tokio::task::spawn_blocking(move || decide(&rule_set, &body)).await;
    decided.unwrap_or_else(|_| problem(Problem::FAILED, &[]))
}

fn decide(rule_set: &RuleSet, body: &[u8]) -> Response {
    let draft = match ReferralDraft::from_json(body) {
        Ok(draft) => draft,
        Err(DraftError::TooLarge) => return problem(Problem::TOO_LARGE, &[]),
        // The words of a parser may repeat what was sent; the place does not.
        Err(DraftError::Unreadable { line, column, .. }) => {
            return problem(Problem::UNREADABLE, &[json!({ "line": line, "column": column })]);
        }
    };
    let referral = match Referral::from_draft(&draft) {
        Ok(referral) => referral,
        Err(errors) => return problem(Problem::FIELDS, &errors.iter().map(field_error).collect::<Vec<_>>()),
    };
    match assess(rule_set, &referral, rule_set.default_switches()) {
        Ok(assessment) => json_answer(StatusCode::OK, &assessment.record(false)),
        Err(CannotAssess::BeforeForce { from, .. }) => {
            problem(Problem::BEFORE_FORCE, &[json!({ "path": "requisition.date", "from": from.to_string() })])
        }
        Err(CannotAssess::NoSuchTrack { known, .. }) => {
            problem(Problem::NO_TRACK, &[json!({ "path": "requisition.indication", "known": known })])
        }
    }
}

/// Path, code and remedy; never what was given, which may be a person's.
fn field_error(error: &FieldError) -> serde_json::Value {
    use clinic::language::Language;
    json!({
        "path": error.path,
        "code": error.fault.code(),
        "da": error.fault.remedy(Language::Da),
        "en": error.fault.remedy(Language::En),
    })
}
