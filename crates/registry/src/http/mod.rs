//! The service over HTTP. Without a store there is the guideline's verdict, for which nothing is kept or logged; with one there are
//! sign-in and everything that a person may do once signed in.
//!
//! [`serve`] listens on this computer only, unless a proxy in front of it speaks TLS.

#![allow(clippy::result_large_err, reason = "an answer is an answer either way, and it is made once a request")]

mod administration;
mod answer;
mod body;
mod cds;
mod course;
mod everything;
mod export;
mod fhir;
mod joining;
mod openapi;
mod outcome;
mod person;
mod protection;
mod report_file;
mod route;
mod service;
mod session;
mod shape;
mod verdict;
mod view;
mod watch;
mod wish;

use std::future::poll_fn;
use std::net::{SocketAddr, TcpListener};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::Poll;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use clinic::referral::draft::LARGEST_DRAFT;
use guideline::rule_set::RuleSet;
use jiff::Timestamp;

use crate::cds::Clients;
use crate::operator::Operator;
use crate::web::{Open, open_pages};
use answer::{Problem, problem};

pub(crate) use answer::json_answer;
pub use protection::Address;
pub use route::{Changes, Needs, ROUTES, Route};
pub use service::{Reach, Service};
pub use watch::{Log, tell_panics};

/// What a route answers, either way.
pub(crate) type Answered = Result<Response, Response>;

/// The routes that need no store.
pub fn open_router(rule_set: RuleSet, operator: Option<Arc<Operator>>) -> Router {
    let rule_set = Arc::new(rule_set);
    let pages = Open {
        rule_set: Arc::clone(&rule_set),
        with_store: false,
        demo: false,
        secure: false,
        operator,
        now: Timestamp::now,
    };
    finished(open(&rule_set, false).merge(open_pages(pages)), &rule_set)
}

/// Every route.
pub fn router(service: &Arc<Service>) -> Router {
    let guarded = ROUTES.iter().filter(|route| route.needs != Needs::Nothing);
    let guarded = guarded.fold(Router::new(), |router, route| router.route(route.path, route::guarded(route)));
    let pages = Open {
        rule_set: Arc::clone(&service.rule_set),
        with_store: true,
        demo: service.demo.is_some(),
        secure: service.reach.is_secure(),
        operator: service.operator.clone(),
        now: service.clock,
    };
    let all = open(&service.rule_set, true)
        .merge(open_pages(pages))
        .merge(guarded.merge(crate::web::pages()).with_state(Arc::clone(service)))
        .merge(Router::new().route("/metrics", get(watch::metrics)).with_state(Arc::clone(service)));
    let all = finished(all, &service.rule_set);
    let all = match &service.cds_clients {
        Some(clients) => {
            all.layer(from_fn_with_state(Arc::new(cds::Trusted::in_store(clients, service)), cds::trusted))
        }
        None => all,
    };
    all.layer(from_fn_with_state(Arc::clone(service), protection::protect))
        .layer(from_fn_with_state(Arc::clone(service), watch::watched))
        .layer(from_fn(fhir::outcomes))
}

/// The same open routes, where a call for decision support is answered to these record systems alone, each of which shows who it is. A service with
/// a store has them as [`Service::cds_clients`].
pub fn trusting(router: Router, clients: Clients) -> Router {
    router.layer(from_fn_with_state(Arc::new(cds::Trusted::new(clients)), cds::trusted))
}

fn open(rule_set: &Arc<RuleSet>, with_store: bool) -> Router {
    let open = ROUTES.iter().filter(|route| route.needs == Needs::Nothing && route.path != DESCRIPTION);
    let open = open.fold(Router::new(), |router, route| router.route(route.path, route::open(route)));
    let description = move || async move { json_answer(StatusCode::OK, &openapi::description(with_store)) };
    open.with_state(Arc::clone(rule_set)).route(DESCRIPTION, get(description))
}

const DESCRIPTION: &str = "/openapi.json";
/// Lists that are given in parts.
const WORKLIST: &str = "/v1/worklist";
const ACCESS_LOG: &str = "/v1/courses/{id}/access-log";
const BROKEN_GLASS: &str = "/v1/broken-glass";

fn finished(router: Router, rule_set: &Arc<RuleSet>) -> Router {
    let whole = from_fn_with_state(Arc::clone(rule_set), crate::web::whole);
    let rule_set = Arc::clone(rule_set);
    // A person gets a page; a program gets what programs get.
    let nothing = move |headers: HeaderMap| async move {
        let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if accepts.contains("text/html") { crate::web::nothing_here(&headers, &rule_set) } else { nothing_here().await }
    };
    router
        .fallback(nothing)
        .method_not_allowed_fallback(|| async { problem(Problem::METHOD, &[]) })
        .layer(DefaultBodyLimit::max(LARGEST_DRAFT))
        .layer(whole)
        .layer(from_fn(unbroken))
}

/// The last resort: a handler that panics fails its own request and nothing else, and what it says is told to nobody.
async fn unbroken(request: Request, next: Next) -> Response {
    let mut answering = Box::pin(next.run(request));
    let answered = poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| answering.as_mut().poll(context))) {
        Ok(answered) => answered.map(Some),
        Err(_) => Poll::Ready(None),
    });
    answered.await.unwrap_or_else(|| problem(Problem::FAILED, &[]))
}

/// Requests that are at the store at a time; the others wait for a thread. Enough that writers share a commit, and few because each thread keeps
/// memory of its own.
const AT_ONCE: usize = 16;

/// Serves until the process is asked to end; requests under way are finished.
///
/// # Errors
/// A listener that others than this computer reach, without a proxy that speaks TLS before it; or one that fails.
pub fn serve(router: Router, listener: TcpListener, behind_proxy: bool) -> std::io::Result<()> {
    if !behind_proxy && !listener.local_addr()?.ip().is_loopback() {
        let text = "what is sent is not encrypted: listen on an address of this computer, such as 127.0.0.1, or put a proxy before it and name its \
                    origin";
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, text));
    }
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(AT_ONCE).build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let router = router.layer(from_fn_with_state(behind_proxy, protection::narrowed));
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service).with_graceful_shutdown(asked_to_end()).await
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

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;

    use super::*;

    async fn breaks() -> StatusCode {
        std::hint::black_box(None::<StatusCode>).expect("a handler itself breaks")
    }

    #[test]
    fn a_handler_that_breaks_is_answered_for() {
        let routes =
            Router::new().route("/breaks", get(breaks)).route("/holds", get(nothing_here)).layer(from_fn(unbroken));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || serve(routes, listener, false).unwrap());
        // On one connection: the second is answered after the first has broken.
        let mut stream = TcpStream::connect(address).unwrap();
        for (path, more) in [("/breaks", ""), ("/holds", "Connection: close\r\n")] {
            stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: a\r\n{more}\r\n").as_bytes()).unwrap();
        }
        let mut answers = String::new();
        stream.read_to_string(&mut answers).unwrap();
        assert!(answers.starts_with("HTTP/1.1 500 ") && answers.contains("HTTP/1.1 404 "), "{answers}");
        assert!(!answers.contains("itself breaks"));
    }
}
