//! The table of routes. The router, the description and the tests are made of it: what is not in it is not there.

use std::sync::Arc;

use axum::routing::{MethodRouter, delete, get, post, put};
use clinic::referral::json_schema;
use guideline::rule_set::RuleSet;

use super::answer::json_answer;
use super::{Service, nothing_here, session, verdict};

/// What a route asks before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: it answers without a store.
    Nothing,
    /// A store; it is the door itself.
    Door,
    /// Somebody signed in, about themselves.
    Viewer,
}

/// A route, as the description tells it.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: &'static str,
    /// Its path.
    pub path: &'static str,
    /// What it asks.
    pub needs: Needs,
    /// What is sent, by its name among the schemas.
    pub body: Option<&'static str>,
    /// What it does.
    pub summary: &'static str,
}

const fn route(
    method: &'static str,
    path: &'static str,
    needs: Needs,
    body: Option<&'static str>,
    summary: &'static str,
) -> Route {
    Route { method, path, needs, body, summary }
}

/// Every route.
pub const ROUTES: &[Route] = &[
    route("GET", "/health", Needs::Nothing, None, "That the service runs, and which rules it decides by."),
    route("GET", "/openapi.json", Needs::Nothing, None, "This description."),
    route("GET", "/v1/referral/schema", Needs::Nothing, None, "The JSON Schema of a referral."),
    route(
        "POST",
        "/v1/referral/verdict",
        Needs::Nothing,
        Some("Referral"),
        "The guideline's answer to a referral: every rule with its outcome, page and quote, what is missing, and the smallest change that would \
         make it eligible. Nothing is kept.",
    ),
    route("POST", "/v1/session", Needs::Door, Some("SignIn"), "Signs in; the answer sets the cookie."),
    route("GET", "/v1/session", Needs::Viewer, None, "Who is signed in, in which role, and which others there are."),
    route("PUT", "/v1/session", Needs::Viewer, Some("Membership"), "Works in another of the own roles."),
    route("DELETE", "/v1/session", Needs::Viewer, None, "Signs out."),
    route(
        "POST",
        "/v1/session/renewal",
        Needs::Viewer,
        Some("Renewal"),
        "Shows again who one is; a signature asks for it within five minutes.",
    ),
    route(
        "POST",
        "/v1/session/password",
        Needs::Viewer,
        Some("NewPassword"),
        "Changes the own password; every other own session ends.",
    ),
    route("GET", "/v1/sessions", Needs::Viewer, None, "The own sessions."),
    route("DELETE", "/v1/sessions", Needs::Viewer, None, "Ends all own sessions, this one too."),
];

/// The handler of a route that needs no store.
pub(super) fn open(route: &Route) -> MethodRouter<Arc<RuleSet>> {
    use axum::http::StatusCode;
    match route.path {
        "/health" => get(verdict::health),
        "/v1/referral/schema" => get(|| async { json_answer(StatusCode::OK, &json_schema()) }),
        "/v1/referral/verdict" => post(verdict::verdict),
        _ => get(nothing_here),
    }
}

/// The handler of a route that needs one.
pub(super) fn guarded(route: &Route) -> MethodRouter<Arc<Service>> {
    match (route.method, route.path) {
        ("POST", "/v1/session") => post(session::sign_in),
        ("GET", "/v1/session") => get(session::whoami),
        ("PUT", "/v1/session") => put(session::choose),
        ("DELETE", "/v1/session") => delete(session::sign_out),
        ("POST", "/v1/session/renewal") => post(session::renew),
        ("POST", "/v1/session/password") => post(session::change_password),
        ("GET", "/v1/sessions") => get(session::own_sessions),
        ("DELETE", "/v1/sessions") => delete(session::end_own_sessions),
        _ => get(nothing_here),
    }
}
