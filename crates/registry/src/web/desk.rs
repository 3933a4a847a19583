//! Whoever asks for a page that is not open to everyone: signed in, in a language, or sent to the door.

use std::sync::Arc;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use clinic::language::Language;
use jiff::Timestamp;

use super::frame::{Frame, Notice, go_to, language_of};
use crate::access::policy::{Action, Denial, Relation, permits};
use crate::access::{SignInError, Viewer};
use crate::http::{Address, Service};
use crate::store::StoreError;

/// A person at work.
#[derive(Clone)]
pub(super) struct Desk {
    pub service: Arc<Service>,
    pub viewer: Viewer,
    pub language: Language,
    pub address: String,
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
            let back = if parts.method == Method::GET { parts.uri.path() } else { "/worklist" };
            return Err(go_to(&format!("/sign-in?to={back}")));
        };
        Ok(Self { service: Arc::clone(service), viewer, language, address })
    }
}

impl Desk {
    /// The frame of a page; an empty path where it came out of a form.
    pub fn frame(&self, path: &str) -> Frame {
        let mut frame = Frame::new(self.language, path, &self.service.rule_set).of_viewer(&self.viewer);
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
            answered.unwrap_or_else(|error| self.trouble(&error))
        });
        done.await.unwrap_or_else(|_| super::frame::failed(again.frame("")))
    }

    /// The same, where it computes the hash of a password: few at a time.
    pub async fn judged(self, work: impl FnOnce(&Self) -> Result<Response, StoreError> + Send + 'static) -> Response {
        let (again, service) = (self.clone(), Arc::clone(&self.service));
        let done = service.judging(move |_| {
            let answered = work(&self);
            answered.unwrap_or_else(|error| self.trouble(&error))
        });
        done.await.unwrap_or_else(|_| super::frame::failed(again.frame("")))
    }

    /// Lets whoever is signed in show again who they are.
    ///
    /// # Errors
    /// Why it is not so, in words; or that the store does not answer.
    pub async fn renew(&self, password: &str) -> Result<Result<(), String>, StoreError> {
        let w = super::words(self.language);
        let (viewer, address, password) = (self.viewer.clone(), self.address.clone(), password.to_owned());
        let judged = self.service.judging(move |own| own.store.renew(&viewer, &password, &address, own.now()));
        match judged.await {
            Ok(Ok(())) => Ok(Ok(())),
            Ok(Err(SignInError::Wrong)) => Ok(Err(w.sign_in_wrong.to_owned())),
            Ok(Err(SignInError::Locked { until })) => {
                Ok(Err(format!("{} {}.", w.sign_in_locked, super::moment::time(until))))
            }
            Ok(Err(SignInError::Store(error))) => Err(error),
            Ok(Err(_)) | Err(_) => Ok(Err(w.failed_text.to_owned())),
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
