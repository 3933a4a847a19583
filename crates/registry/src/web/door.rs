//! Coming in, choosing a role, showing again who one is, and going out.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use clinic::code::CodeList;
use clinic::staff::Role;

use super::code_words::code_word;
use super::desk::{Desk, with_cookie};
use super::form::Form;
use super::frame::{Frame, go_to, home, language_of, page};
use super::route::may_open;
use crate::access::{Attempt, Membership, SignInError, Started, Viewer};
use crate::http::{Address, Service};
use crate::store::StoreError;

/// An account of the demonstration.
pub(super) struct DemoAccount {
    pub account: String,
    pub password: &'static str,
    pub name: String,
    pub role: String,
    pub unit: String,
}

/// The page at the door.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub(super) struct SignIn {
    frame: Frame,
    to: String,
    account: String,
    error: Option<String>,
    demo: Vec<DemoAccount>,
    /// The provider of identities, and the way there.
    provider: Option<(String, String)>,
    /// Whether a password lets anybody in.
    passwords: bool,
    /// Whether the password is the first one, and another is chosen.
    choose: bool,
}

/// Where whoever names no page goes: it leads on to the first page that the role has.
pub(super) const BEGINNING: &str = "/home";

/// A page of this service, to go to after signing in.
fn wanted(form: &Form) -> String {
    form.get("to").unwrap_or(BEGINNING).to_owned()
}

/// The page at the door, with what went wrong before.
pub(super) fn at_the_door(
    service: &Service,
    frame: Frame,
    form: &Form,
    error: Option<(StatusCode, String)>,
) -> Response {
    door(service, frame, form, error, false)
}

fn door(
    service: &Service,
    mut frame: Frame,
    form: &Form,
    error: Option<(StatusCode, String)>,
    choose: bool,
) -> Response {
    frame.demo = service.demo.is_some();
    let (status, error) = error.map_or((StatusCode::OK, None), |(status, words)| (status, Some(words)));
    let to = form_urlencoded::Serializer::new(String::new()).append_pair("to", &wanted(form)).finish();
    let way = format!("/sign-in/provider?{to}");
    let provider = service.provider.as_ref().map(|own| (own.name(frame.language).to_owned(), way));
    let of_demo = |demo: &crate::demo::Demo| -> Vec<DemoAccount> {
        let shown = |own: &crate::access::Account| {
            let held = own.memberships.first()?;
            Some(DemoAccount {
                account: own.id.to_string(),
                password: crate::demo::PASSWORD,
                name: own.name.clone(),
                role: code_word(Role::CODES, held.role.code(), frame.language).to_owned(),
                unit: demo.unit(&held.unit, frame.language),
            })
        };
        demo.accounts.iter().filter_map(shown).collect()
    };
    let demo = service.demo.as_ref().map(of_demo).unwrap_or_default();
    page(
        status,
        &SignIn {
            to: wanted(form),
            account: form.get("account").unwrap_or_default().to_owned(),
            error,
            demo,
            provider,
            passwords: service.passwords,
            choose,
            frame,
        },
    )
}

/// Goes to a page with the cookie of a session that has begun.
fn entering(service: &Service, started: &Started, place: &str) -> Response {
    with_cookie(service, &started.token, go_to(place))
}

pub(super) async fn sign_in(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let form = Form::read(query.unwrap_or_default().as_bytes());
    at_the_door(&service, Frame::new(language_of(&headers), "/sign-in", &service.rule_set), &form, None)
}

pub(super) async fn come_in(
    State(service): State<Arc<Service>>,
    address: Address,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let form = Form::read(&body);
    let frame = Frame::new(language_of(&headers), "/sign-in", &service.rule_set);
    let (account, password) = (form.get("account").unwrap_or_default().to_owned(), form.raw("password").to_owned());
    let (new, before, w) = (form.raw("new").to_owned(), service.reach.token(&headers), frame.w);
    let chosen = !new.is_empty();
    if chosen && new != form.raw("again") {
        let error = (StatusCode::UNPROCESSABLE_ENTITY, w.passwords_differ.to_owned());
        return door(&service, frame, &form, Some(error), true);
    }
    let judged = service.judging(move |own| {
        let attempt = Attempt { account: &account, password: &password, address: &address.0, membership: None };
        own.comes_in(&attempt, Some(new.as_str()).filter(|new| !new.is_empty()), before.as_ref())
    });
    let (error, choose) = match judged.await {
        Ok(Ok(started)) => {
            let to = wanted(&form);
            let role = started.viewer.role();
            // Whoever asked for a page before the role was known is not met by a refusal.
            let to = if to == BEGINNING || !may_open(role, &to) { home(role) } else { &to };
            return entering(&service, &started, to);
        }
        Ok(Err(SignInError::Wrong)) => (w.sign_in_wrong.to_owned(), chosen),
        Ok(Err(SignInError::Locked { until })) => {
            (format!("{} {}.", w.sign_in_locked, super::moment::time(until)), chosen)
        }
        Ok(Err(SignInError::First)) => (w.choose_password.to_owned(), true),
        Ok(Err(SignInError::Unfit(unfit))) => (unfit.words(frame.language), true),
        Ok(Err(SignInError::Expired)) => (w.password_expired.to_owned(), false),
        Ok(Err(SignInError::ProviderAlone)) => (w.provider_alone.to_owned(), false),
        Ok(Err(_)) => (w.unavailable_text.to_owned(), chosen),
        Err(_) => (w.failed_text.to_owned(), chosen),
    };
    door(&service, frame, &form, Some((StatusCode::UNAUTHORIZED, error)), choose)
}

/// The first page of whoever is signed in; the door for everybody else.
pub(super) async fn beginning(viewer: Option<Viewer>) -> Response {
    go_to(viewer.map_or("/sign-in", |own| home(own.role())))
}

pub(super) async fn go_out(desk: Desk) -> Response {
    desk.answer(|desk| {
        desk.service.store.sign_out(&desk.viewer, desk.now())?;
        // At the provider nobody has gone out yet.
        let by_provider = desk.viewer.is_by_provider() && desk.service.provider.is_some();
        let response = go_to(if by_provider { "/sign-in/left" } else { "/sign-in" });
        Ok(desk.service.reach.gone(response))
    })
    .await
}

/// Works in another of the own roles: `role|unit`.
pub(super) async fn choose(desk: Desk, body: Bytes) -> Response {
    desk.answer(move |desk| {
        let form = Form::read(&body);
        let chosen = form
            .get("membership")
            .and_then(|text| text.split_once('|'))
            .and_then(|(role, unit)| Some(Membership { role: Role::from_code(role)?, unit: unit.to_owned() }));
        if let Some(membership) = &chosen
            && let Err(SignInError::Store(error)) = desk.service.store.choose(&desk.viewer, membership, desk.now())
        {
            return Err(error);
        }
        Ok(go_to(chosen.map_or(BEGINNING, |own| home(own.role))))
    })
    .await
}

/// A session on the page.
pub(super) struct SessionRow {
    pub id: String,
    pub this: bool,
    pub role: String,
    pub begun: String,
    pub used: String,
}

/// The own sessions, and the own password.
#[derive(Template)]
#[template(path = "sessions.html")]
pub(super) struct Sessions {
    frame: Frame,
    rows: Vec<SessionRow>,
    error: Option<String>,
    changed: bool,
    /// Whether the person has a password here.
    local: bool,
    step_up: Option<String>,
}

fn own_sessions(desk: &Desk, error: Option<String>, changed: bool) -> Result<Response, StoreError> {
    let viewer = &desk.viewer;
    let all = desk.service.store.sessions(&viewer.access("sessions"), &viewer.staff().id, desk.now())?;
    let rows = all.iter().map(|own| SessionRow {
        id: own.id.as_str().to_owned(),
        this: own.id == *viewer.session(),
        role: code_word(Role::CODES, own.membership.role.code(), desk.language).to_owned(),
        begun: super::moment::time(own.created),
        used: super::moment::time(own.seen),
    });
    let (status, path) = match error {
        Some(_) => (StatusCode::UNPROCESSABLE_ENTITY, ""),
        None => (StatusCode::OK, "/sessions"),
    };
    let (local, step_up) = (!viewer.is_by_provider(), desk.step_up("/sessions"));
    Ok(page(status, &Sessions { rows: rows.collect(), error, changed, local, step_up, frame: desk.frame(path) }))
}

pub(super) async fn sessions(desk: Desk) -> Response {
    desk.answer(|desk| own_sessions(desk, None, false)).await
}

/// Ends sessions, changes the own password, or shows again who one is: what the form says.
pub(super) async fn set_sessions(mut desk: Desk, body: Bytes) -> Response {
    let form = Form::read(&body);
    let does = form.get("do").unwrap_or_default().to_owned();
    let shown = match does.as_str() {
        "again" => desk.renew(form.raw("password")).await,
        "password" => desk.change_password(&form).await,
        _ => Ok(Ok(())),
    };
    let error = match shown {
        Ok(shown) => shown.err(),
        Err(response) => return response,
    };
    desk.answer(move |desk| {
        let ended = match (error, does.as_str()) {
            (Some(error), _) => return own_sessions(desk, Some(error), false),
            (None, "again") => return Ok(go_to(form.get("to").unwrap_or("/sessions"))),
            (None, "password") => return own_sessions(desk, None, true),
            (None, "all") => desk.service.store.end_own_sessions(&desk.viewer, None, desk.now()),
            (None, id) => desk.service.store.end_own_sessions(&desk.viewer, Some(id), desk.now()),
        };
        match ended {
            Ok(_) if does == "all" => Ok(desk.service.reach.gone(go_to("/sign-in"))),
            Ok(_) => Ok(go_to("/sessions")),
            Err(StoreError::NotRenewed) => {
                own_sessions(desk, Some(super::words(desk.language).again_first.to_owned()), false)
            }
            Err(error) => Err(error),
        }
    })
    .await
}
