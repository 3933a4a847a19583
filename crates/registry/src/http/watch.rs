//! What is seen of the service from outside: counts and times for those who run it, and a log. Neither names anybody: a route is told as it
//! stands in the table of routes, and never as it was asked for.
//!
//! What was refused or failed has a line of the log always; what was answered has one where that is wanted.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use clinic::code::CodeList;
use serde_json::{Value, json};

use super::answer::{Code, Problem, problem, store_problem};
use super::protection::Address;
use super::{Answered, Service};

/// Upper bounds of the times that are counted, in seconds.
const BOUNDS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 5.0];

/// Where a line of the log goes.
pub type Log = Box<dyn Fn(&str) + Send + Sync>;
/// The same, for several who write to it.
pub(super) type SharedLog = Arc<dyn Fn(&str) + Send + Sync>;

/// Answers of one kind.
#[derive(Default)]
struct Count {
    within: [u64; BOUNDS.len()],
    all: u64,
    seconds: f64,
}

/// What was seen.
#[derive(Default)]
pub(super) struct Watch {
    counts: Mutex<BTreeMap<(&'static str, String, u16), Count>>,
    pub(super) log: Option<SharedLog>,
    /// Whether what was answered has its line too.
    pub(super) every: bool,
}

/// An answer that was given.
struct Seen {
    method: &'static str,
    route: String,
    status: StatusCode,
    took: Duration,
    /// The address that asked.
    from: String,
    /// Which problem the answer told.
    problem: Option<&'static str>,
}

/// The method, of those that there are: what was sent may be anything.
fn method(request: &Request) -> &'static str {
    ["GET", "POST", "PUT", "DELETE", "HEAD"].into_iter().find(|own| request.method() == own).unwrap_or("other")
}

impl Watch {
    fn seen(&self, seen: Seen) {
        let Seen { method, route, status, took, from, problem } = seen;
        let seconds = took.as_secs_f64();
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let own = counts.entry((method, route.clone(), status.as_u16())).or_default();
        own.all += 1;
        own.seconds += seconds;
        for (bound, count) in BOUNDS.iter().zip(&mut own.within) {
            *count += u64::from(seconds <= *bound);
        }
        drop(counts);
        if let Some(log) = &self.log {
            let (status, ms) = (status.as_u16(), took.as_millis());
            let level = match status {
                500.. => "error",
                400.. => "warning",
                _ if self.every => "info",
                _ => return,
            };
            log(&line(
                level,
                "request",
                json!({ "method": method, "route": route, "status": status, "ms": ms, "from": from, "problem": problem }),
            ));
        }
    }

    /// METHOD: the text format of Prometheus, version 0.0.4: a histogram of seconds for each method, route and status.
    fn text(&self) -> String {
        let mut text =
            "# HELP marv_request_seconds Time until the answer.\n# TYPE marv_request_seconds histogram\n".to_owned();
        for ((method, route, status), own) in &*self.counts.lock().unwrap_or_else(PoisonError::into_inner) {
            let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
            // Writing to a string does not fail.
            for (bound, count) in BOUNDS.iter().zip(own.within) {
                let _ = writeln!(text, "marv_request_seconds_bucket{{{labels},le=\"{bound}\"}} {count}");
            }
            let _ = writeln!(text, "marv_request_seconds_bucket{{{labels},le=\"+Inf\"}} {}", own.all);
            let _ = writeln!(text, "marv_request_seconds_sum{{{labels}}} {}", own.seconds);
            let _ = writeln!(text, "marv_request_seconds_count{{{labels}}} {}", own.all);
        }
        text
    }
}

/// A line of the log: one object of JSON, in which nothing can begin another line. Times are UTC.
pub(super) fn line(level: &str, event: &str, more: Value) -> String {
    let mut line = json!({ "at": jiff::Timestamp::now(), "level": level, "event": event });
    if let (Some(line), Value::Object(more)) = (line.as_object_mut(), more) {
        line.extend(more.into_iter().filter(|(_, value)| !value.is_null()));
    }
    line.to_string()
}

/// Tells of a panic by its place alone: what it says may hold what somebody sent. With `RUST_BACKTRACE=1` the calls that led there are told too.
///
/// It is for the whole process, so the program calls it and not the service.
pub fn tell_panics(log: Log) {
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string);
        let calls = Backtrace::capture();
        let calls = (calls.status() == BacktraceStatus::Captured).then(|| calls.to_string());
        log(&line("error", "panic", json!({ "place": place, "calls": calls })));
    }));
}

/// The layer.
pub(super) async fn watched(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let begin = Instant::now();
    let method = method(&request);
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let from = Address::of(request.headers(), request.extensions(), service.reach.is_secure()).0;
    let response = next.run(request).await;
    let problem = response.extensions().get::<Code>().map(|own| own.0);
    service.watch.seen(Seen { method, route, status: response.status(), took: begin.elapsed(), from, problem });
    response
}

/// Bytes of memory in use.
fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}

/// For this computer and its neighbours alone: what comes through the proxy is answered as if it were not there.
pub(super) async fn metrics(State(service): State<Arc<Service>>, headers: HeaderMap) -> Answered {
    if headers.contains_key("x-forwarded-for") {
        return Err(problem(Problem::NOTHING, &[]));
    }
    let jobs = service.waiting(|own| own.store.count_jobs()).await?.map_err(|error| store_problem(&error))?;
    let mut text = service.watch.text();
    text.push_str("# HELP marv_jobs Jobs by state.\n# TYPE marv_jobs gauge\n");
    for (state, count) in jobs {
        let _ = writeln!(text, "marv_jobs{{state=\"{}\"}} {count}", state.code());
    }
    if let Some(bytes) = resident() {
        text.push_str(
            "# HELP process_resident_memory_bytes Memory in use.\n# TYPE process_resident_memory_bytes gauge\n",
        );
        let _ = writeln!(text, "process_resident_memory_bytes {bytes}");
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}
