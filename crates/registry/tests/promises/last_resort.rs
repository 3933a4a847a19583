//! What goes wrong here: no more than one request's, told to nobody, and logged.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use clinic::staff::Role;
use jiff::Timestamp;
use registry::http::{Reach, tell_panics};
use serde_json::{Value, json};

use crate::client::{Started, account, ask};
use crate::fixture::{NOW, UNIT};
use crate::world::{NAME, NUMBER};

fn lines(log: &str) -> Vec<Value> {
    log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// Whether the clock breaks, which nearly everything asks.
static BREAKS: AtomicBool = AtomicBool::new(false);

fn clock() -> Timestamp {
    assert!(!BREAKS.load(Ordering::SeqCst), "it was about {NAME}, {NUMBER}");
    *NOW
}

#[test]
fn a_panic_fails_one_request_and_nothing_else() {
    let started = Started::with(Reach { origin: None, requests_per_second: 100_000 }, |own, log| {
        own.by_clock(clock).logging_faults_to(log)
    });
    let mut browser = started.requester();
    let told = Arc::new(Mutex::new(String::new()));
    let own = Arc::clone(&told);
    tell_panics(Box::new(move |line| own.lock().unwrap().extend([line, "\n"])));
    BREAKS.store(true, Ordering::SeqCst);
    let failed = browser.get("/v1/worklist");
    let page = browser.ask_with("GET", "/worklist", &[("Accept", "text/html")], &Value::Null);
    BREAKS.store(false, Ordering::SeqCst);
    drop(std::panic::take_hook());
    assert_eq!((failed.status, failed.body["type"].as_str()), (500, Some("urn:marv:problem:failed")));
    assert_eq!(failed.body["errors"], json!([]), "what it was about is told to nobody");
    assert!(failed.head.contains("x-content-type-options: nosniff") && failed.head.contains("cache-control: no-store"));
    assert_eq!(page.status, 500);
    for answer in [failed.text, page.text] {
        assert!(!answer.contains("last_resort") && !answer.contains("panicked"), "{answer}");
    }
    assert_eq!(browser.get("/v1/session").status, 200, "the next is answered, and the session is as it was");
    // The place is logged; what was said there, which may hold anybody's data, is not.
    let panics = lines(&told.lock().unwrap());
    assert!(panics.len() >= 2, "{panics:?}");
    for own in panics {
        assert_eq!((own["level"].as_str(), own["event"].as_str()), (Some("error"), Some("panic")));
        assert!(own["place"].as_str().unwrap().contains("last_resort.rs"), "{own}");
        assert!(!own.to_string().contains(NAME));
    }
    let log = lines(&started.log.lock().unwrap());
    assert!(
        log.iter().any(|own| own["level"] == "error" && own["status"] == 500 && own["problem"] == "failed"),
        "{log:?}"
    );
}

#[test]
fn what_is_refused_or_fails_is_logged_without_being_asked_for() {
    let origin = Some("https://marv.example".to_owned());
    let started = Started::with(Reach { origin, requests_per_second: 4 }, |own, log| {
        own.by_clock(|| *NOW).logging_faults_to(log)
    });
    started.add(&account("anna", Role::Requester, UNIT));
    let from = |address: &str, method: &str, path: &str, more: (&str, &str)| {
        let body: &[u8] = if method == "POST" { b"{}" } else { b"" };
        ask(started.address, method, path, &[("X-Forwarded-For", address), more], body).status
    };
    let json = ("Content-Type", "application/json");
    assert_eq!(from("192.0.2.1", "GET", "/health", json), 200);
    assert_eq!(from("192.0.2.2", "POST", "/v1/session", ("Origin", "https://evil.example")), 403);
    assert_eq!(from("192.0.2.3", "GET", "/v1/worklist", json), 401);
    assert_eq!(from("192.0.2.4", "POST", "/v1/referral/verdict", json), 422);
    assert!((0..30).any(|_| from("192.0.2.5", "GET", "/health", json) == 429));
    // Whatever stands in an address or a header, a line is one line.
    assert_eq!(
        from("\"}\t{\"level\": \"info\"", "GET", "/no%0A%1b[31mwhere?a=%0d%0a{", ("User-Agent", "\u{9b}31m")),
        404
    );
    std::fs::create_dir(started.place.anchor()).unwrap();
    let cookie = ("Cookie", "__Host-marv=0000000000000000000000000000000000000000000000000000000000000000");
    let opened = ask(
        started.address,
        "POST",
        "/v1/session",
        &[("Content-Type", "application/json"), cookie],
        br#"{"account":"anna","password":"no"}"#,
    );
    assert_eq!(opened.status, 503);
    std::fs::remove_dir(started.place.anchor()).unwrap();
    let log = lines(&started.log.lock().unwrap());
    for (address, status, problem) in [
        ("192.0.2.2", 403, "elsewhere"),
        ("192.0.2.3", 401, "sign-in"),
        ("192.0.2.4", 422, "fields"),
        ("192.0.2.5", 429, "too-many"),
    ] {
        let one = log.iter().find(|own| own["from"] == address && own["status"] == status);
        let one = one.unwrap_or_else(|| panic!("{address} {status}: {log:?}"));
        assert_eq!((one["level"].as_str(), one["problem"].as_str()), (Some("warning"), Some(problem)));
        assert!(one["at"].as_str().unwrap().ends_with('Z'), "UTC: {one}");
    }
    assert!(log.iter().all(|own| own["status"] != 200), "what is answered has no line here");
    let nowhere = log.iter().find(|own| own["status"] == 404).unwrap();
    assert_eq!(
        (nowhere["route"].as_str(), nowhere["from"].as_str()),
        (Some("other"), Some("\"}\t{\"level\": \"info\""))
    );
    let cause = log.iter().find(|own| own["event"] == "store").unwrap();
    assert!(cause["level"] == "error" && cause["cause"].as_str().unwrap().contains("anchor"), "{cause}");
}

/// What a browser has of the service is gone with the session: at once by going out, and by itself when the session ends.
#[test]
fn nothing_stays_on_the_screen_of_whoever_has_gone() {
    let started = Started::new();
    let mut browser = started.requester();
    let page = browser.get("/worklist");
    // With a script by its clock, which pages/ending.mjs puts forward; without one by the page itself, before the session can have ended.
    assert!(page.text.contains("<noscript><meta http-equiv=\"refresh\" content=\"840; url=/sign-in\"></noscript>"));
    assert!(page.head.contains("cache-control: no-store"));
    let gone = browser.ask("POST", "/sign-out", &Value::String(String::new()));
    assert!(gone.head.contains("clear-site-data: \"cache\", \"storage\"\r\n"), "{}", gone.head);
    let mut other = started.signed_in("other", Role::Requester, UNIT);
    let gone = other.ask("DELETE", "/v1/session", &Value::Null);
    assert!(gone.status == 200 && gone.head.contains("clear-site-data: "), "{}", gone.head);
    // Pages that show nobody stay.
    assert!(!browser.get("/rules").text.contains("refresh"));
}

/// Nothing says what it is made of, and what is no method of the service's is none.
#[test]
fn the_service_says_nothing_of_its_make() {
    let started = Started::new();
    for path in ["/", "/health", "/sign-in", "/nowhere", "/v1/session", "/openapi.json"] {
        let answer = ask(started.address, "GET", path, &[], b"");
        let head = answer.head.to_lowercase();
        for told in ["server:", "x-powered-by:", "via:", "hyper", "axum", env!("CARGO_PKG_VERSION")] {
            assert!(!head.contains(told), "{path}: {head}");
        }
        for method in ["TRACE", "TRACK", "DEBUG"] {
            assert_eq!(
                ask(started.address, method, path, &[], b"").status,
                if path == "/nowhere" { 404 } else { 405 },
                "{method} {path}"
            );
        }
    }
    for folder in ["/.git/config", "/style", "/templates/", "/..%2f..%2fetc%2fpasswd", "/v1/", "/Cargo.toml"] {
        assert_eq!(ask(started.address, "GET", folder, &[], b"").status, 404, "{folder}");
    }
}
