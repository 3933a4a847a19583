//! Whoever asks for a page that is not open to everyone: signed in, in a language, or sent to the door.

use std::sync::Arc;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use axum::response::Response;
use clinic::language::Language;
use jiff::Timestamp;

use super::form::Form;
use super::frame::{Frame, Notice, go_to, language_of};
use crate::access::policy::{Action, Denial, Relation, permits};
use crate::access::{SignInError, Token, Viewer};
use crate::http::{Address, Service};
use crate::store::StoreError;

/// An answer with the cookie of a session.
pub(super) fn with_cookie(service: &Service, token: &Token, mut response: Response) -> Response {
    if let Ok(cookie) = service.reach.set_cookie(Some(token)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// A person at work.
#[derive(Clone)]
pub(super) struct Desk {
    pub service: Arc<Service>,
    pub viewer: Viewer,
    pub language: Language,
    pub address: String,
    /// The token of the session from now on, where somebody has just shown again who they are.
    fresh: Option<Token>,
}

impl FromRequestParts<Arc<Service>> for Desk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Response> {
        let viewer = <Viewer as OptionalFromRequestParts<Arc<Service>>>::from_request_parts(parts, service).await?;
        let language = language_of(&parts.headers);
        let address =
            Address::from_request_parts(parts, service).await.map_or_else(|never| match never {}, |own| own.0);
        let Some(viewer) = viewer else {
            // Only what is asked for again without a form is come back to.
            let back = if parts.method == Method::GET { parts.uri.path() } else { super::door::BEGINNING };
            return Err(go_to(&format!("/sign-in?to={back}")));
        };
        Ok(Self { service: Arc::clone(service), viewer, language, address, fresh: None })
    }
}

impl Desk {
    /// The frame of a page; an empty path where it came out of a form.
    pub fn frame(&self, path: &str) -> Frame {
        let mut frame = Frame::new(self.language, path, &self.service.rule_set).of_viewer(&self.viewer, self.now());
        frame.demo = self.service.demo.is_some();
        let provider = self.service.provider.as_ref().filter(|_| self.viewer.is_by_provider());
        frame.provider = provider.map(|own| own.name(self.language).to_owned());
        frame
    }

    /// Does what waits for a disk, and answers with what comes of it.
    pub async fn answer(self, work: impl FnOnce(&Self) -> Result<Response, StoreError> + Send + 'static) -> Response {
        let again = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let answered = work(&self);
            self.with_cookie(answered.unwrap_or_else(|error| self.trouble(&error)))
        });
        done.await.unwrap_or_else(|_| again.with_cookie(super::frame::failed(again.frame(""))))
    }

    fn with_cookie(&self, response: Response) -> Response {
        match &self.fresh {
            Some(token) => with_cookie(&self.service, token, response),
            None => response,
        }
    }

    /// The same, where it computes the hash of a password: few at a time.
    pub async fn judged(self, work: impl FnOnce(&Self) -> Result<Response, StoreError> + Send + 'static) -> Response {
        let (again, service) = (self.clone(), Arc::clone(&self.service));
        let done = service.judging(move |_| {
            let answered = work(&self);
            self.with_cookie(answered.unwrap_or_else(|error| self.trouble(&error)))
        });
        done.await.unwrap_or_else(|_| again.with_cookie(super::frame::failed(again.frame(""))))
    }

    /// Lets whoever is signed in show again who they are, where a form carries the password for it.
    ///
    /// # Errors
    /// The page to answer with, when the store does not answer.
    pub async fn shows_again(&mut self, form: &Form) -> Result<Option<String>, Response> {
        let password = form.raw("password");
        if password.is_empty() {
            return Ok(None);
        }
        self.renew(password).await.map(Result::err)
    }

    /// Lets whoever is signed in show again who they are.
    ///
    /// # Errors
    /// Why it is not so, in words; or the page to answer with, when the store does not answer.
    pub async fn renew(&mut self, password: &str) -> Result<Result<(), String>, Response> {
        let (viewer, address, password) = (self.viewer.clone(), self.address.clone(), password.to_owned());
        self.goes_on(move |own| own.store.renew(&viewer, &password, &address, own.now())).await
    }

    /// The same with a new password.
    ///
    /// # Errors
    /// As above.
    pub async fn change_password(&mut self, form: &Form) -> Result<Result<(), String>, Response> {
        let (old, new) = (form.raw("password").to_owned(), form.raw("new").to_owned());
        if new != form.raw("again") {
            return Ok(Err(super::words(self.language).passwords_differ.to_owned()));
        }
        let (viewer, address) = (self.viewer.clone(), self.address.clone());
        self.goes_on(move |own| own.store.change_password(&viewer, (&old, &new), &address, own.now())).await
    }

    /// Goes on under the token that comes of it.
    async fn goes_on(
        &mut self,
        shows: impl FnOnce(&Service) -> Result<Token, SignInError> + Send + 'static,
    ) -> Result<Result<(), String>, Response> {
        let w = super::words(self.language);
        let address = self.address.clone();
        let shown = self.service.judging(move |own| {
            let token = shows(own)?;
            let viewer = own.store.viewer(&token, &address, own.now())?.ok_or(StoreError::NoSession)?;
            Ok::<_, SignInError>((token, viewer))
        });
        Ok(match shown.await {
            Ok(Ok((token, viewer))) => {
                (self.fresh, self.viewer) = (Some(token), viewer);
                Ok(())
            }
            Ok(Err(SignInError::Wrong)) => Err(w.sign_in_wrong.to_owned()),
            Ok(Err(SignInError::Locked { until })) => {
                Err(format!("{} {}.", w.sign_in_locked, super::moment::time(until)))
            }
            Ok(Err(SignInError::Unfit(unfit))) => Err(unfit.words(self.language)),
            Ok(Err(SignInError::Store(error))) => return Err(self.trouble(&error)),
            Ok(Err(_)) | Err(_) => Err(w.failed_text.to_owned()),
        })
    }

    /// The way to show again who one is before something that asks for it; nothing where that was just done.
    pub fn step_up(&self, place: &str) -> Option<String> {
        (!self.viewer.staff().may_sign(self.now())).then(|| place.to_owned())
    }

    /// Lets through whoever may do something and has just shown again who they are; others are told in words, and that they asked is
    /// logged.
    ///
    /// # Errors
    /// [`StoreError::Denied`], and what a store does not do.
    pub fn may_now(&self, action: Action) -> Result<Option<String>, StoreError> {
        self.may(action)?;
        match self.service.store.asks_again(&self.viewer, action.name(), self.now()) {
            Err(StoreError::NotRenewed) => Ok(Some(super::words(self.language).again_first.to_owned())),
            other => other.map(|()| None),
        }
    }

    /// What a store does not do, told without what it was about.
    pub fn trouble(&self, error: &StoreError) -> Response {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
        let notice = |say: fn(&'static super::Words) -> (&'static str, &'static str)| {
            Notice::of(self.frame(""), say).answer(status)
        };
        match error {
            StoreError::NoSession => go_to("/sign-in"),
            StoreError::Denied(Denial::Role) => notice(|words| (words.denied, words.denied_text)),
            StoreError::Denied(_) => notice(|words| (words.not_found, words.not_found_text)),
            StoreError::Unmet(_) => notice(|words| (words.changed_title, words.changed_text)),
            _ => notice(|words| (words.unavailable, words.unavailable_text)),
        }
    }

    /// Lets through whoever has a role that may do something; who else asked is logged. A relation is asked where the patient is known.
    ///
    /// # Errors
    /// [`StoreError::Denied`].
    pub fn may(&self, action: Action) -> Result<(), StoreError> {
        match permits(self.viewer.role(), action, Relation::None, None) {
            Err(denial @ Denial::Role) => self.service.store.refuse(&self.viewer, action.name(), denial, self.now()),
            _ => Ok(()),
        }
    }

    /// The name of a unit; its number where the register does not know it.
    pub fn unit_name(&self, id: &str) -> String {
        let unit = self.viewer.units().get(id);
        unit.map_or_else(|| id.to_owned(), |unit| self.language.pick(&unit.da, &unit.en).to_owned())
    }

    pub fn now(&self) -> Timestamp {
        self.service.now()
    }
}
