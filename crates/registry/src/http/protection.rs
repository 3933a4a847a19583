//! What stands before every route: no request that another site made, no flood, and headers that keep a browser narrow.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;

use super::Service;
use super::answer::{Problem, problem};

/// The address that a request came from; behind a proxy the one that the proxy tells, which is the last that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(pub String);

impl Address {
    pub(super) fn of(headers: &HeaderMap, extensions: &Extensions, behind_proxy: bool) -> Self {
        let told = || {
            let lines = headers.get_all("x-forwarded-for").iter();
            let last = lines.filter_map(|value| value.to_str().ok()).next_back()?;
            last.rsplit(',').next().map(|address| address.trim().to_owned())
        };
        let peer = || extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string());
        let address = if behind_proxy { told().or_else(peer) } else { peer() };
        Self(address.unwrap_or_default())
    }
}

impl FromRequestParts<Arc<Service>> for Address {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Self::Rejection> {
        Ok(Self::of(&parts.headers, &parts.extensions, service.reach.is_secure()))
    }
}

/// Whether a request that changes something was made by another site's page.
///
/// METHOD: `Sec-Fetch-Site` where the browser sends it (all since 2023), else `Origin` against `Host`; a request with neither comes from
/// no browser of the last years (Filippo Valsorda, "Cross-Site Request Forgery", 2025; Go 1.25 `net/http.CrossOriginProtection`). Behind
/// a proxy `Origin` must be the origin that was configured. The cookie is `SameSite=Lax` besides.
fn is_from_elsewhere(method: &Method, headers: &HeaderMap, own: Option<&str>) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    match (text("origin"), own) {
        (None, _) => false,
        (Some(origin), Some(own)) => origin != own,
        (Some(origin), None) => origin.strip_prefix("http://").is_none_or(|host| Some(host) != text("host")),
    }
}

/// Requests that are left to an address, and since when.
struct Bucket {
    left: f64,
    since: Instant,
}

/// How many requests an address, or a record system, may make: some at once, and then so many a second.
#[derive(Default)]
pub struct Limiter {
    per_second: f64,
    buckets: Mutex<HashMap<String, Bucket>>,
}

/// Addresses that are remembered before the idle ones are forgotten.
const REMEMBERED: usize = 10_000;

impl Limiter {
    /// A limiter.
    pub(super) fn new(per_second: u32) -> Self {
        Self { per_second: f64::from(per_second), buckets: Mutex::default() }
    }

    fn takes(&self, address: &str, now: Instant) -> bool {
        self.filled_at(self.per_second, address, now)
    }

    /// The same for one with a figure of its own.
    pub(super) fn takes_at(&self, per_second: u32, whose: &str, now: Instant) -> bool {
        self.filled_at(f64::from(per_second), whose, now)
    }

    /// METHOD: token bucket, filled at `per_second` up to five times that.
    fn filled_at(&self, per_second: f64, address: &str, now: Instant) -> bool {
        let most = 5.0 * per_second;
        let refilled = |bucket: &Bucket| {
            let elapsed = now.saturating_duration_since(bucket.since).as_secs_f64();
            elapsed.mul_add(per_second, bucket.left).min(most)
        };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= REMEMBERED {
            buckets.retain(|_, bucket| refilled(bucket) < most);
        }
        let left = buckets.get(address).map_or(most, refilled);
        let takes = left >= 1.0;
        let left = if takes { left - 1.0 } else { left };
        buckets.insert(address.to_owned(), Bucket { left, since: now });
        takes
    }
}

/// Headers that every answer has unless its route has set its own: no script but the service's own files, none written into a page,
/// and no page of others around it.
const ALWAYS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// Browsers come by TLS alone, for a year and to every host below.
const BY_TLS_ALONE: &str = "max-age=31536000; includeSubDomains";

/// The layer.
pub(super) async fn protect(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let secure = service.reach.is_secure();
    let (parts, body) = request.into_parts();
    let address = Address::of(&parts.headers, &parts.extensions, secure);
    if !service.limiter.takes(&address.0, Instant::now()) {
        problem(Problem::TOO_MANY, &[])
    } else if is_from_elsewhere(&parts.method, &parts.headers, service.reach.origin.as_deref()) {
        problem(Problem::ELSEWHERE, &[])
    } else {
        next.run(Request::from_parts(parts, body)).await
    }
}

/// The layer around everything, with or without a store: no answer lacks its headers, whoever made it.
pub(super) async fn narrowed(State(behind_proxy): State<bool>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.entry(*name).or_insert(HeaderValue::from_static(value));
    }
    if behind_proxy {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(BY_TLS_ALONE));
    }
    response
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::HeaderName;

    use super::*;

    fn elsewhere(method: &Method, own: Option<&str>, headers: &[(&'static str, &'static str)]) -> bool {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        is_from_elsewhere(method, &headers.iter().map(pair).collect(), own)
    }

    #[test]
    fn another_sites_page_changes_nothing() {
        let post = Method::POST;
        let host = ("host", "127.0.0.1:8765");
        assert!(!elsewhere(&post, None, &[host]), "no browser");
        assert!(!elsewhere(&post, None, &[host, ("sec-fetch-site", "same-origin")]));
        assert!(!elsewhere(&post, None, &[host, ("origin", "http://127.0.0.1:8765")]));
        assert!(!elsewhere(&Method::GET, None, &[host, ("sec-fetch-site", "cross-site")]), "reading changes nothing");
        for site in ["cross-site", "same-site", "", "SAME-ORIGIN"] {
            let header = HeaderValue::from_str(site).unwrap();
            let headers = HeaderMap::from_iter([(HeaderName::from_static("sec-fetch-site"), header)]);
            assert!(is_from_elsewhere(&post, &headers, None), "{site}");
        }
        for origin in ["http://127.0.0.1:9999", "https://127.0.0.1:8765", "null", "http://evil.example"] {
            let headers = HeaderMap::from_iter([
                (header::ORIGIN, HeaderValue::from_str(origin).unwrap()),
                (header::HOST, HeaderValue::from_static("127.0.0.1:8765")),
            ]);
            assert!(is_from_elsewhere(&Method::DELETE, &headers, None), "{origin}");
        }
        let own = Some("https://marv.example");
        assert!(!elsewhere(&post, own, &[("host", "127.0.0.1"), ("origin", "https://marv.example")]));
        assert!(elsewhere(&post, own, &[("host", "127.0.0.1"), ("origin", "http://127.0.0.1")]));
    }

    #[test]
    fn an_address_has_its_share_and_takes_nobody_elses() {
        let (limiter, start) = (Limiter::new(2), Instant::now());
        assert_eq!((0..20).filter(|_| limiter.takes("one", start)).count(), 10);
        assert!(limiter.takes("other", start));
        assert!(!limiter.takes("one", start + Duration::from_millis(400)));
        assert_eq!((0..20).filter(|_| limiter.takes("one", start + Duration::from_secs(2))).count(), 4);
    }
}
