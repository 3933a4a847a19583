//! The way to the provider of identities and back: coming in, showing again who one is, going out there too.
//!
//! A page of ours sends the browser on, and no redirection: what follows on a form stays with this service (`form-action 'self'`).

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::json;

use super::desk::with_cookie;
use super::door::{BEGINNING, at_the_door};
use super::form::Form;
use super::frame::{Frame, Notice, failed, go_to, language_of, page};
use crate::access::{SignInError, Token, Underway, Viewer};
use crate::http::{Address, Service};
use crate::oidc::{Asked, Provider};
use crate::store::StoreError;

/// The longest address that is come back to, in bytes.
const LONGEST_PLACE: usize = 500;

/// A page that sends a browser on, by itself and by a link.
#[derive(Template)]
#[template(path = "sent_on.html")]
struct SentOn {
    frame: Frame,
    left: bool,
    name: String,
    place: String,
}

fn sent_on(frame: Frame, provider: &Provider, place: String, left: bool) -> Response {
    let name = provider.name(frame.language).to_owned();
    let refresh = HeaderValue::from_str(&format!("0; url={place}"));
    let mut response = page(StatusCode::OK, &SentOn { frame, left, name, place });
    if let Ok(refresh) = refresh {
        response.headers_mut().insert(header::REFRESH, refresh);
    }
    response
}

fn frame(service: &Service, headers: &HeaderMap) -> Frame {
    Frame::new(language_of(headers), "/sign-in", &service.rule_set)
}

/// Sends a browser to the provider: to come in, or with `again` to show again who one is.
pub(super) async fn sets_out(
    State(service): State<Arc<Service>>,
    viewer: Option<Viewer>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let form = Form::read(query.unwrap_or_default().as_bytes());
    let (again, frame) = (form.get("again").is_some(), frame(&service, &headers));
    // Another site's link begins no session: whoever followed it presses the button here (OWASP ASVS 5.0, 7.6.2).
    if headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return at_the_door(&service, frame, &form, None);
    }
    let (Some(provider), true) = (service.provider.clone(), viewer.is_some() || !again) else {
        return go_to("/sign-in");
    };
    let language = frame.language;
    let place = form.get("to").filter(|place| place.len() <= LONGEST_PLACE).unwrap_or(BEGINNING).to_owned();
    let session = viewer.filter(|_| again).map(|own| own.session().clone());
    let asked = if again { Asked::ShowAgain } else { Asked::ComeIn };
    let made = service.asking(move |own| {
        let secret = Token::make().map_err(StoreError::Unguessable)?;
        let way = provider.way(&secret, asked, language);
        match &way {
            Ok(_) => own.store.sets_out(&secret, &Underway { session, place, begun: own.now() })?,
            Err(error) => own.store.not_identified(None, error.code(), own.now())?,
        }
        Ok::<_, StoreError>((way, secret, provider))
    });
    match made.await {
        Ok(Ok((Ok(way), secret, provider))) => {
            let response = sent_on(frame, &provider, way, false);
            service.reach.with_way(Some(&secret), response)
        }
        Ok(Ok((Err(_), ..))) => not_in(&service, frame, &form, &NotIn::Silent, again),
        Ok(Err(error)) => not_in(&service, frame, &form, &error.into(), again),
        Err(_) => failed(frame),
    }
}

/// Why somebody who came back did not get in.
enum NotIn {
    /// The provider does not answer.
    Silent,
    /// Another browser's, an old one's, or a forged one's.
    Unfit,
    /// The provider says no.
    Refused,
    /// Nobody's account, or a closed one.
    NoAccount,
    /// Somebody else, or shown before it was asked.
    NotRenewed,
    /// The store does not answer.
    Store,
}

impl From<StoreError> for NotIn {
    fn from(_: StoreError) -> Self {
        Self::Store
    }
}

/// The page for it: the door, where a local account opens it still; a notice for whoever is in already.
fn not_in(service: &Service, frame: Frame, form: &Form, why: &NotIn, again: bool) -> Response {
    let w = frame.w;
    let (status, text) = match why {
        NotIn::Silent => (StatusCode::SERVICE_UNAVAILABLE, w.provider_silent),
        NotIn::Unfit => (StatusCode::UNAUTHORIZED, w.provider_unfit),
        NotIn::Refused => (StatusCode::UNAUTHORIZED, w.provider_refused),
        NotIn::NoAccount => (StatusCode::FORBIDDEN, w.provider_no_account),
        NotIn::NotRenewed => (StatusCode::FORBIDDEN, w.provider_not_renewed),
        NotIn::Store => (StatusCode::SERVICE_UNAVAILABLE, w.unavailable_text),
    };
    if again {
        return Notice::of(frame, |words| (words.step_up, text)).answer(status);
    }
    at_the_door(service, frame, form, Some((status, text.to_owned())))
}

/// Who came back, and to which page they go.
struct Back {
    token: Token,
    place: String,
}

/// What somebody has who comes back.
struct Comer<'a> {
    secret: Option<&'a Token>,
    viewer: Option<&'a Viewer>,
    address: &'a str,
    form: &'a Form,
}

fn came(service: &Service, provider: &Provider, own: &Comer<'_>) -> (bool, Result<Back, NotIn>) {
    let (store, now) = (&service.store, service.now());
    let turned = |outcome: &str, why: NotIn| match store.not_identified(own.viewer, outcome, now) {
        Ok(()) => why,
        Err(error) => error.into(),
    };
    let state = own.form.get("state").unwrap_or_default();
    let Some(secret) = own.secret.filter(|secret| Provider::is_back(secret, state)) else {
        return (false, Err(turned("state", NotIn::Unfit)));
    };
    let underway = match store.comes_back(secret, now) {
        Ok(Some(underway)) => underway,
        Ok(None) => return (false, Err(turned("not-under-way", NotIn::Unfit))),
        Err(error) => return (false, Err(error.into())),
    };
    let again = underway.session.is_some();
    let ended = || -> Result<Back, NotIn> {
        if !provider.is_by(own.form.get("iss")) {
            return Err(turned("issuer", NotIn::Unfit));
        }
        let Some(code) = own.form.get("code") else { return Err(turned("provider-refused", NotIn::Refused)) };
        let who = provider.identified(secret, code, now).map_err(|error| {
            let why = if error.is_of_the_provider() { NotIn::Silent } else { NotIn::Unfit };
            turned(error.code(), why)
        })?;
        let told = |error, wrong| if let SignInError::Store(error) = error { error.into() } else { wrong };
        let token = if again {
            let viewer = own.viewer.ok_or_else(|| turned("another-session", NotIn::NotRenewed))?;
            let renewed = store.renew_identified(viewer, &underway, &who, own.address, now);
            renewed.map_err(|error| told(error, NotIn::NotRenewed))?
        } else {
            let started = store.sign_in_identified(&who, now).map_err(|error| told(error, NotIn::NoAccount))?;
            if let Some(before) = own.viewer {
                store.replaced(before.session())?;
            }
            started.token
        };
        Ok(Back { token, place: underway.place.clone() })
    };
    (again, ended())
}

/// Whoever comes back from the provider.
pub(super) async fn returned(
    State(service): State<Arc<Service>>,
    viewer: Option<Viewer>,
    address: Address,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let Some(provider) = service.provider.clone() else { return go_to("/sign-in") };
    let (frame, secret) = (frame(&service, &headers), service.reach.way(&headers));
    let form = Form::read(query.unwrap_or_default().as_bytes());
    let asked = form.clone();
    let done = service.asking(move |own| {
        let comer = Comer { secret: secret.as_ref(), viewer: viewer.as_ref(), address: &address.0, form: &asked };
        came(own, &provider, &comer)
    });
    let response = match done.await {
        Ok((_, Ok(Back { token, place }))) => with_cookie(&service, &token, go_to(&place)),
        Ok((again, Err(why))) => not_in(&service, frame, &Form::default(), &why, again),
        Err(_) => failed(frame),
    };
    service.reach.with_way(None, response)
}

/// Sends whoever went out here to the provider, to go out there too.
pub(super) async fn left(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    let Some(provider) = service.provider.clone() else { return go_to("/sign-in") };
    let frame = frame(&service, &headers);
    match service.asking(move |_| provider.way_out().map(|place| (place, provider))).await {
        Ok(Some((place, provider))) => sent_on(frame, &provider, place, true),
        _ => go_to("/sign-in"),
    }
}

/// The provider says that it has ended somebody's session (`OpenID` Connect Back-Channel Logout 1.0).
pub(super) async fn ended(State(service): State<Arc<Service>>, body: Bytes) -> Response {
    let answered = |status, error: Option<&str>| {
        let value = error.map_or_else(|| json!({}), |error| json!({ "error": error }));
        crate::http::json_answer(status, &value)
    };
    let Some(provider) = service.provider.clone() else { return answered(StatusCode::NOT_FOUND, Some("no_provider")) };
    let token = Form::read(&body).get("logout_token").unwrap_or_default().to_owned();
    let done = service.asking(move |own| match provider.ended(&token) {
        Ok((subject, session)) => {
            own.store.ended_by_provider(subject.as_deref(), session.as_deref(), own.now()).map(|_| Ok(()))
        }
        Err(error) => own.store.not_identified(None, error.code(), own.now()).map(|()| Err(error)),
    });
    match done.await {
        Ok(Ok(Ok(()))) => answered(StatusCode::OK, None),
        Ok(Err(_)) | Err(_) => answered(StatusCode::SERVICE_UNAVAILABLE, Some("unavailable")),
        Ok(Ok(Err(error))) if error.is_of_the_provider() => {
            answered(StatusCode::SERVICE_UNAVAILABLE, Some("unavailable"))
        }
        Ok(Ok(Err(_))) => answered(StatusCode::BAD_REQUEST, Some("invalid_request")),
    }
}
