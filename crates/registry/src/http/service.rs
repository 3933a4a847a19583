//! What every request is answered with: the rules, the store, and how the service is reached.

use std::sync::Arc;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use guideline::rule_set::RuleSet;
use jiff::Timestamp;
use serde_json::json;
use tokio::sync::Semaphore;

use super::answer::{Problem, problem, store_problem};
use super::protection::{Address, Limiter};
use super::watch::{Log, SharedLog, Watch, line};
use crate::access::{Attempt, SignInError, Started, Token, Viewer};
use crate::store::{Store, StoreError};

/// How the service is reached.
#[derive(Debug, Clone)]
pub struct Reach {
    /// The origin that browsers see, `https://` and a name, where a proxy in front of the service speaks TLS. Without one the service
    /// is for this computer alone, over plain HTTP.
    pub origin: Option<String>,
    /// Requests a second from one address; five times as many at once.
    pub requests_per_second: u32,
}

impl Default for Reach {
    fn default() -> Self {
        Self { origin: None, requests_per_second: 100 }
    }
}

impl Reach {
    /// Whether browsers come by TLS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.origin.is_some()
    }

    /// The name of the cookie. The prefix makes browsers refuse one that another host or path has set.
    #[must_use]
    pub fn cookie_name(&self) -> &'static str {
        if self.is_secure() { "__Host-marv" } else { "marv" }
    }

    /// The name of the cookie of whoever is on the way to the provider of identities.
    fn way_name(&self) -> &'static str {
        if self.is_secure() { "__Host-marv-way" } else { "marv-way" }
    }

    /// The header that gives a browser its session, or takes it away. It ends with the browser; the store ends it earlier.
    ///
    /// # Errors
    /// Never: the text is ASCII.
    pub fn set_cookie(&self, token: Option<&Token>) -> Result<HeaderValue, header::InvalidHeaderValue> {
        self.cookie(self.cookie_name(), token, "")
    }

    /// The same answer to whoever has gone out: the browser forgets the session, and what it has kept of this service's pages.
    pub(crate) fn gone(&self, mut response: Response) -> Response {
        if let Ok(cookie) = self.set_cookie(None) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
        response
    }

    /// The same answer, with the secret of whoever sets out, or without any.
    pub(crate) fn with_way(&self, secret: Option<&Token>, mut response: Response) -> Response {
        if let Ok(cookie) = self.cookie(self.way_name(), secret, WAY_LASTS) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }

    fn cookie(
        &self,
        name: &str,
        token: Option<&Token>,
        lasts: &str,
    ) -> Result<HeaderValue, header::InvalidHeaderValue> {
        let secure = if self.is_secure() { "; Secure" } else { "" };
        let (value, age) = token.map_or(("", "; Max-Age=0"), |token| (token.secret(), lasts));
        HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}"))
    }

    /// The secret of whoever comes back.
    pub(crate) fn way(&self, headers: &HeaderMap) -> Option<Token> {
        Self::named(headers, self.way_name())
    }

    pub(crate) fn token(&self, headers: &HeaderMap) -> Option<Token> {
        Self::named(headers, self.cookie_name())
    }

    fn named(headers: &HeaderMap, wanted: &str) -> Option<Token> {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| *name == wanted).and_then(|(_, value)| Token::parse(value))
    }
}

/// How long a browser keeps the secret of its way, as the store does.
const WAY_LASTS: &str = "; Max-Age=600";
/// Requests that wait for the provider of identities at a time.
const ASKING_AT_ONCE: usize = 16;
/// Passwords that are judged at a time: each takes 19 MiB and a core.
const JUDGED_AT_ONCE: usize = 2;

/// The state of the routes.
pub struct Service {
    /// The rules.
    pub rule_set: Arc<RuleSet>,
    /// The store.
    pub store: Store,
    /// How the service is reached.
    pub reach: Reach,
    /// Where reports lie, if that is known.
    pub reports: Option<crate::report::Reports>,
    /// Years that were published, the latest first.
    pub published: Vec<outcomes::kpi::PublishedTable>,
    /// What a year's referrals are held against, if that is known.
    pub denominators: Option<outcomes::kpi::Denominators>,
    /// The cases behind live figures.
    pub cases: crate::access::CaseMemory,
    /// The demonstration that it is, if it is one.
    pub demo: Option<crate::demo::Demo>,
    /// The provider of identities at which people sign in, if there is one.
    pub provider: Option<Arc<crate::oidc::Provider>>,
    /// Whether people come in by a password; otherwise the provider of identities alone lets them in.
    pub passwords: bool,
    /// The record systems that may call for decision support; whoever reaches the service where there is none.
    pub cds_clients: Option<Arc<crate::cds::Clients>>,
    /// Who answers for the accessibility of the pages, if that is stated.
    pub operator: Option<Arc<crate::operator::Operator>>,
    pub(super) limiter: Limiter,
    pub(super) watch: Watch,
    judging: Semaphore,
    asking: Semaphore,
    pub(super) clock: fn() -> Timestamp,
}

impl Service {
    /// A service.
    #[must_use]
    pub fn new(rule_set: RuleSet, store: Store, reach: Reach) -> Self {
        let limiter = Limiter::new(reach.requests_per_second);
        let judging = Semaphore::new(JUDGED_AT_ONCE);
        let watch = Watch::default();
        Self {
            rule_set: Arc::new(rule_set),
            store,
            reach,
            reports: None,
            published: Vec::new(),
            denominators: None,
            cases: crate::access::CaseMemory::default(),
            demo: None,
            provider: None,
            passwords: true,
            cds_clients: None,
            operator: None,
            limiter,
            watch,
            judging,
            asking: Semaphore::new(ASKING_AT_ONCE),
            clock: Timestamp::now,
        }
    }

    /// The same, with a line of JSON for each request that is refused or fails, and for whatever the store cannot do.
    #[must_use]
    pub fn logging_faults_to(mut self, log: Log) -> Self {
        let log = SharedLog::from(log);
        self.watch.log = Some(Arc::clone(&log));
        self.store.telling(Box::new(move |trouble| log(&line("error", "store", json!({ "cause": trouble })))));
        self
    }

    /// The same, with a line of JSON for each request.
    #[must_use]
    pub fn logging_to(self, log: Log) -> Self {
        let mut own = self.logging_faults_to(log);
        own.watch.every = true;
        own
    }

    /// The same, by another clock.
    #[must_use]
    pub fn by_clock(self, clock: fn() -> Timestamp) -> Self {
        Self { clock, ..self }
    }

    /// What a report of the folder says that follow-up asks; `None` where it is not there, or is not what its name says.
    #[must_use]
    pub fn findings(&self, report: &str) -> Option<clinic::follow_up::ReportFindings> {
        crate::findings::of(&self.reports.as_ref()?.read(report, crate::report::DATA).ok()?.bytes)
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Runs what waits for a disk on a thread that may wait.
    ///
    /// # Errors
    /// The answer to give, when the work did not end.
    pub async fn waiting<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T, Response> {
        let own = Arc::clone(self);
        tokio::task::spawn_blocking(move || work(&own)).await.map_err(|_| problem(Problem::FAILED, &[]))
    }

    /// Runs what computes the hash of a password, few at a time.
    ///
    /// # Errors
    /// The answer to give, when the work did not end.
    pub async fn judging<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T, Response> {
        // The semaphore is never closed; if it were, the work would wait for nothing.
        let permit = self.judging.acquire().await;
        let done = self.waiting(work).await;
        drop(permit);
        done
    }

    /// Lets somebody in by a password, with another in place of the first one where they choose it. What the browser had before is over.
    ///
    /// # Errors
    /// See [`SignInError`].
    pub(crate) fn comes_in(
        &self,
        attempt: &Attempt<'_>,
        new: Option<&str>,
        before: Option<&Token>,
    ) -> Result<Started, SignInError> {
        let (store, now) = (&self.store, self.now());
        if !self.passwords {
            store.not_identified(None, "provider-alone", now)?;
            return Err(SignInError::ProviderAlone);
        }
        let started = match new {
            Some(new) => store.choose_password(attempt, new, now),
            None => store.sign_in(attempt, now),
        }?;
        if let Some(before) = before {
            store.replaced(&before.id())?;
        }
        Ok(started)
    }

    /// Runs what waits for the provider of identities, so that one that does not answer holds up nothing else.
    ///
    /// # Errors
    /// The answer to give, when the work did not end.
    pub async fn asking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T, Response> {
        let permit = self.asking.acquire().await;
        let done = self.waiting(work).await;
        drop(permit);
        done
    }

    /// Who asks, by the cookie of the request and the address that it comes from.
    async fn viewer(self: &Arc<Self>, parts: &Parts) -> Result<Option<Viewer>, Response> {
        let Some(token) = self.reach.token(&parts.headers) else { return Ok(None) };
        let address = Address::of(&parts.headers, &parts.extensions, self.reach.is_secure());
        let found = self.waiting(move |own| own.store.viewer(&token, &address.0, own.now())).await?;
        found.map_err(|error: StoreError| store_problem(&error))
    }
}

/// Whoever is signed in; an answer that asks to sign in where nobody is.
impl FromRequestParts<Arc<Service>> for Viewer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Response> {
        service.viewer(parts).await?.ok_or_else(|| problem(Problem::SIGN_IN, &[]))
    }
}

/// Whoever is signed in, if anybody.
impl OptionalFromRequestParts<Arc<Service>> for Viewer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Option<Self>, Response> {
        service.viewer(parts).await
    }
}
