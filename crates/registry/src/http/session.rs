//! Coming in and going out, as JSON. A page does the same through [`crate::store::Store::sign_in`] and [`super::Reach::set_cookie`].

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use clinic::language::Language;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Problem, json_answer, problem, problem_with, store_problem};
use super::body::read;
use super::protection::Address;
use super::{Answered, Service};
use crate::access::{ABSOLUTE, Attempt, IDLE, Membership, Session, SignInError, Token, Viewer};

/// What is sent to come in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    account: String,
    password: String,
    #[serde(default)]
    membership: Option<Membership>,
    /// The password that is chosen in place of the first one.
    #[serde(default)]
    new: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Renewal {
    password: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    old: String,
    new: String,
}

/// Who is signed in, as the own person sees it.
fn described(viewer: &Viewer) -> Value {
    json!({
        "account": viewer.staff().id,
        "name": viewer.name(),
        "membership": viewer.membership(),
        "memberships": viewer.memberships(),
        "renewed": viewer.renewed(),
    })
}

/// The answer to somebody who did not get in.
fn turned_away(error: &SignInError, now: Timestamp) -> Response {
    match error {
        SignInError::Wrong => problem(Problem::WRONG, &[]),
        SignInError::Locked { until } => {
            let mut response = problem(Problem::LOCKED, &[json!({ "until": until })]);
            let seconds = until.duration_since(now).as_secs().max(1);
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            response
        }
        SignInError::Unfit(unfit) => {
            problem_with(Problem::FIELDS, &[("new", unfit.words(Language::Da), unfit.words(Language::En))])
        }
        SignInError::First => problem(Problem::FIRST, &[]),
        SignInError::Expired => problem(Problem::EXPIRED, &[]),
        SignInError::ProviderAlone => problem(Problem::PROVIDER_ALONE, &[]),
        SignInError::AtProvider => problem(Problem::AT_PROVIDER, &[]),
        SignInError::Hash(_) => problem(Problem::FAILED, &[]),
        SignInError::Store(error) => store_problem(error),
    }
}

fn with_cookie(service: &Service, token: &Token, mut response: Response) -> Response {
    match service.reach.set_cookie(Some(token)) {
        Ok(cookie) => {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
            response
        }
        Err(_) => problem(Problem::FAILED, &[]),
    }
}

pub(super) async fn sign_in(
    State(service): State<Arc<Service>>,
    address: Address,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let wish: SignIn = read(&headers, &body)?;
    let before = service.reach.token(&headers);
    let started = service.judging(move |own| {
        let SignIn { account, password, membership, new } = &wish;
        let attempt = Attempt { account, password, address: &address.0, membership: membership.as_ref() };
        own.comes_in(&attempt, new.as_deref(), before.as_ref())
    });
    let started = started.await?.map_err(|error| turned_away(&error, service.now()))?;
    let answer = json_answer(StatusCode::OK, &described(&started.viewer));
    Ok(with_cookie(&service, &started.token, answer))
}

pub(super) async fn whoami(viewer: Viewer) -> Answered {
    Ok(json_answer(StatusCode::OK, &described(&viewer)))
}

pub(super) async fn choose(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let wish: Membership = read(&headers, &body)?;
    let chosen = service.waiting(move |own| own.store.choose(&viewer, &wish, own.now())).await?;
    chosen.map_err(|error| turned_away(&error, service.now()))?;
    Ok(json_answer(StatusCode::OK, &json!({})))
}

pub(super) async fn renew(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    address: Address,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let wish: Renewal = read(&headers, &body)?;
    let renewed = service.judging(move |own| own.store.renew(&viewer, &wish.password, &address.0, own.now())).await?;
    let token = renewed.map_err(|error| turned_away(&error, service.now()))?;
    Ok(with_cookie(&service, &token, json_answer(StatusCode::OK, &json!({}))))
}

pub(super) async fn change_password(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    address: Address,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let wish: NewPassword = read(&headers, &body)?;
    let changed =
        service.judging(move |own| own.store.change_password(&viewer, (&wish.old, &wish.new), &address.0, own.now()));
    let token = changed.await?.map_err(|error| turned_away(&error, service.now()))?;
    Ok(with_cookie(&service, &token, json_answer(StatusCode::OK, &json!({}))))
}

pub(super) async fn sign_out(State(service): State<Arc<Service>>, viewer: Viewer) -> Answered {
    let ended = service.waiting(move |own| own.store.sign_out(&viewer, own.now())).await?;
    ended.map_err(|error| store_problem(&error))?;
    Ok(service.reach.gone(json_answer(StatusCode::OK, &json!({}))))
}

/// A session as its owner sees it: the hash says which it is and opens nothing.
fn listed(session: &Session, own: &Viewer) -> Value {
    json!({
        "id": session.id.as_str(),
        "this": session.id == *own.session(),
        "membership": session.membership,
        "created": session.created,
        "seen": session.seen,
        "ends": (session.created + ABSOLUTE).min(session.seen + IDLE),
    })
}

pub(super) async fn own_sessions(State(service): State<Arc<Service>>, viewer: Viewer) -> Answered {
    let own = viewer.clone();
    let all =
        service.waiting(move |service| service.store.sessions(&own.access("sessions"), &own.staff().id, service.now()));
    let all = all.await?.map_err(|error| store_problem(&error))?;
    let all: Vec<Value> = all.iter().map(|session| listed(session, &viewer)).collect();
    Ok(json_answer(StatusCode::OK, &json!({ "sessions": all })))
}

pub(super) async fn end_own_sessions(State(service): State<Arc<Service>>, viewer: Viewer) -> Answered {
    let ended = service.waiting(move |own| own.store.end_own_sessions(&viewer, None, own.now())).await?;
    let ended = ended.map_err(|error| store_problem(&error))?;
    Ok(service.reach.gone(json_answer(StatusCode::OK, &json!({ "ended": ended }))))
}

pub(super) async fn end_own_session(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Answered {
    let ended = service.waiting(move |own| own.store.end_own_sessions(&viewer, Some(&id), own.now())).await?;
    match ended.map_err(|error| store_problem(&error))? {
        0 => Err(problem(Problem::NOTHING, &[])),
        ended => Ok(json_answer(StatusCode::OK, &json!({ "ended": ended }))),
    }
}
