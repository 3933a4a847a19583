//! Coming in, and being shown out.

use clinic::staff::Role;
use jiff::{SignedDuration, Timestamp};
use registry::access::{Attempt, IDLE, Membership, SignInError, WINDOW};
use registry::http::Reach;
use registry::precondition::{Precondition, Version};
use registry::store::Store;
use serde_json::{Value, json};

use crate::client::{Started, WORDS, account, ask, operator};
use crate::fixture::{NOW, UNIT};
use crate::place::Place;

fn attempt<'a>(account: &'a str, password: &'a str, address: &'a str) -> Attempt<'a> {
    Attempt { account, password, address, membership: None }
}

/// How an attempt ends.
fn ends(store: &Store, own: &Attempt<'_>, now: Timestamp) -> &'static str {
    match store.sign_in(own, now) {
        Ok(_) => "in",
        Err(SignInError::Wrong) => "wrong",
        Err(SignInError::Locked { until }) => {
            assert!(until > now && until <= now + WINDOW);
            "locked"
        }
        Err(error) => panic!("{error}"),
    }
}

pub fn guessing_is_locked_out(place: &Place) {
    let store = place.open();
    store.add_account(&operator(), &account("anna", Role::Requester, UNIT), Some(WORDS), *NOW).unwrap();
    store.add_account(&operator(), &account("bo", Role::Interpreter, UNIT), Some(WORDS), *NOW).unwrap();
    let right = attempt("anna", WORDS, "10.0.0.1");
    for _ in 0..4 {
        assert_eq!(ends(&store, &attempt("anna", "no", "10.0.0.1"), *NOW), "wrong");
    }
    assert_eq!(ends(&store, &right, *NOW), "in", "whoever comes in was not guessing");
    for _ in 0..5 {
        assert_eq!(ends(&store, &attempt("anna", "no", "10.0.0.1"), *NOW), "wrong");
    }
    assert_eq!(ends(&store, &right, *NOW), "locked", "the right password does not open what is locked");
    assert_eq!(ends(&store, &attempt(" ANNA ", WORDS, "10.0.0.1"), *NOW), "locked", "however it is typed");
    assert_eq!(ends(&store, &attempt("anna", WORDS, "10.0.0.2"), *NOW), "in", "a stranger locks nobody out elsewhere");
    assert_eq!(ends(&store, &attempt("bo", WORDS, "10.0.0.1"), *NOW), "in");
    // An address that tries one account after another is locked as a whole; accounts that do not exist count alike.
    let tried = (0..30).map(|who| ends(&store, &attempt(&format!("nobody{who}"), "no", "10.0.0.3"), *NOW));
    assert_eq!(tried.filter(|end| *end == "wrong").count(), 20);
    assert_eq!(ends(&store, &attempt("bo", WORDS, "10.0.0.3"), *NOW), "locked");
    assert_eq!(ends(&store, &right, *NOW + WINDOW), "in", "it ends by itself");
    // Many addresses together lock an account as well.
    let many = (0..60).map(|from| ends(&store, &attempt("bo", "no", &format!("10.0.1.{from}")), *NOW + WINDOW));
    assert_eq!(many.filter(|end| *end == "wrong").count(), 50);
    assert_eq!(ends(&store, &attempt("bo", WORDS, "10.0.2.1"), *NOW + WINDOW), "locked");
    assert_eq!(store.verify(&place.anchors()).unwrap().faults, []);
}

pub fn a_session_can_be_taken_away(place: &Place) {
    let store = place.open();
    let mut anna = account("anna", Role::Requester, UNIT);
    anna.memberships.push(Membership { role: Role::MdtSecretary, unit: UNIT.into() });
    store.add_account(&operator(), &anna, Some(WORDS), *NOW).unwrap();
    assert!(store.add_account(&operator(), &anna, Some(WORDS), *NOW).is_err(), "there is one already");
    let start = || store.sign_in(&attempt("anna", WORDS, "10.0.0.1"), *NOW).unwrap();
    let is_in = |started: &registry::access::Started, now| store.viewer(&started.token, now).unwrap().is_some();
    let (one, other) = (start(), start());
    assert_eq!(one.viewer.role(), Role::Requester);
    let all = store.sessions(&operator(), &anna.id, *NOW).unwrap();
    assert_eq!(all.len(), 2);
    store.sign_out(&one.viewer, *NOW).unwrap();
    assert!(!is_in(&one, *NOW) && is_in(&other, *NOW));
    assert_eq!(store.end_sessions(&operator(), &anna.id, *NOW).unwrap(), 1);
    assert!(!is_in(&other, *NOW));
    // In use it lasts, unused it ends.
    let used = start();
    for minutes in [10, 20, 30] {
        assert!(is_in(&used, *NOW + SignedDuration::from_mins(minutes)));
    }
    assert!(!is_in(&used, *NOW + SignedDuration::from_mins(30) + IDLE));
    // Another role: a renewed identification does not come along.
    let own = start();
    store.renew(&own.viewer, WORDS, "10.0.0.1", *NOW).unwrap();
    let renewed = store.viewer(&own.token, *NOW).unwrap().unwrap();
    assert!(renewed.staff().may_sign(*NOW) && !renewed.staff().may_sign(*NOW + SignedDuration::from_mins(6)));
    assert!(matches!(store.renew(&own.viewer, "no", "10.0.0.1", *NOW), Err(SignInError::Wrong)));
    store.choose(&own.viewer, &anna.memberships[1], *NOW).unwrap();
    let secretary = store.viewer(&own.token, *NOW).unwrap().unwrap();
    assert_eq!((secretary.role(), secretary.renewed()), (Role::MdtSecretary, None));
    let foreign = Membership { role: Role::Approver, unit: UNIT.into() };
    assert!(matches!(store.choose(&own.viewer, &foreign, *NOW), Err(SignInError::Wrong)));
    // What an administrator takes away is gone at once.
    anna.memberships.pop();
    store.set_account(&operator(), &anna, Precondition::Seen(Version(1)), *NOW).unwrap();
    assert!(!is_in(&own, *NOW));
    let last = start();
    anna.active = false;
    store.set_account(&operator(), &anna, Precondition::Seen(Version(2)), *NOW).unwrap();
    assert!(!is_in(&last, *NOW));
    assert_eq!(ends(&store, &attempt("anna", WORDS, "10.0.0.1"), *NOW), "wrong");
    assert_eq!(store.verify(&place.anchors()).unwrap().faults, []);
}

pub fn a_new_password_ends_every_other_session(place: &Place) {
    let store = place.open();
    let anna = account("anna", Role::Requester, UNIT);
    store.add_account(&operator(), &anna, Some(WORDS), *NOW).unwrap();
    let start = || store.sign_in(&attempt("anna", WORDS, "10.0.0.1"), *NOW).unwrap();
    let (own, other) = (start(), start());
    let change = |old: &str, new: &str| store.change_password(&own.viewer, (old, new), "10.0.0.1", *NOW);
    assert!(matches!(change("no", "nine brown herons wade"), Err(SignInError::Wrong)));
    assert!(matches!(change(WORDS, "short"), Err(SignInError::Unfit(_))));
    change(WORDS, "nine brown herons wade").unwrap();
    assert!(store.viewer(&own.token, *NOW).unwrap().is_some());
    assert!(store.viewer(&other.token, *NOW).unwrap().is_none());
    assert_eq!(ends(&store, &attempt("anna", WORDS, "10.0.0.1"), *NOW), "wrong");
    assert_eq!(ends(&store, &attempt("anna", "nine brown herons wade", "10.0.0.1"), *NOW), "in");
    store.set_password(&operator(), &anna.id, WORDS, *NOW).unwrap();
    assert!(store.viewer(&own.token, *NOW).unwrap().is_none());
}

#[test]
fn a_browser_comes_in_and_goes_out() {
    let started = Started::new();
    let mut browser = started.requester();
    let cookie = browser.cookie.clone().unwrap();
    assert!(cookie.starts_with("marv=") && cookie.len() == "marv=".len() + 64, "{cookie}");
    let own = browser.get("/v1/session");
    assert_eq!((own.status, own.body["account"].as_str()), (200, Some("requester")));
    assert_eq!(own.body["membership"], json!({ "role": "requester", "unit": UNIT }));
    let set = browser.sign_in("requester", WORDS).head;
    assert!(set.contains("; Path=/; HttpOnly; SameSite=Lax\r\n"), "{set}");
    assert_eq!(browser.get("/v1/sessions").body["sessions"].as_array().unwrap().len(), 2);
    let mut earlier = browser.clone();
    earlier.cookie = Some(cookie.clone());
    assert_eq!(browser.ask("DELETE", "/v1/session", &Value::Null).status, 200);
    assert_eq!(browser.cookie.as_deref(), Some("marv="));
    assert_eq!(browser.get("/v1/session").status, 401);
    assert_eq!(earlier.get("/v1/session").status, 200);
    assert_eq!(earlier.ask("DELETE", "/v1/sessions", &Value::Null).body["ended"], 1);
    earlier.cookie = Some(cookie.clone());
    assert_eq!(earlier.get("/v1/session").status, 401, "a cookie that was kept opens nothing");
    // Neither the token nor the password lies anywhere in the store.
    let token = cookie.strip_prefix("marv=").unwrap();
    for file in ["marv.db", "marv.db-wal", "anchors"] {
        let bytes = std::fs::read(started.place.file().with_file_name(file)).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains(token) && !text.contains(WORDS), "{file}");
    }
}

#[test]
fn who_does_not_come_in_is_not_told_why() {
    let started = Started::new();
    started.add(&account("anna", Role::Requester, UNIT));
    let mut browser = started.browser();
    let (wrong, unknown) = (browser.sign_in("anna", "no"), browser.sign_in("nobody", "no"));
    assert_eq!((wrong.status, unknown.status), (401, 401));
    assert_eq!(wrong.body, unknown.body);
    let not_mine = json!({ "account": "anna", "password": WORDS, "membership": { "role": "auditor", "unit": UNIT } });
    assert_eq!(browser.ask("POST", "/v1/session", &not_mine).body, wrong.body);
    (0..3).for_each(|_| assert_eq!(browser.sign_in("anna", "no").status, 401));
    let locked = browser.sign_in("anna", WORDS);
    assert_eq!((locked.status, locked.body["type"].as_str()), (429, Some("urn:marv:problem:locked")));
    assert!(locked.head.contains("retry-after: ") && locked.body["errors"][0]["until"].is_string());
    assert!(browser.cookie.is_none());
    for (body, status) in [
        (json!({ "account": "anna" }), 422),
        (json!({ "account": "a", "password": "b", "cpr": "6101600001" }), 422),
        (json!([]), 422),
    ] {
        let answer = browser.ask("POST", "/v1/session", &body);
        assert_eq!(answer.status, status, "{}", answer.body);
    }
    assert_eq!(browser.ask_with("POST", "/v1/session", &[("Content-Type", "text/plain")], &json!({})).status, 415);
}

#[test]
fn another_site_does_nothing() {
    let started = Started::new();
    let mut browser = started.requester();
    let ask = |browser: &mut crate::client::Browser, site: &str| {
        browser.ask_with("DELETE", "/v1/session", &[("Sec-Fetch-Site", site)], &Value::Null).status
    };
    assert_eq!(ask(&mut browser, "cross-site"), 403);
    assert_eq!(ask(&mut browser, "same-site"), 403);
    assert_eq!(browser.get("/v1/session").status, 200, "the session is as it was");
    assert_eq!(ask(&mut browser, "same-origin"), 200);
}

#[test]
fn behind_a_proxy_the_cookie_is_bound_to_the_host() {
    let origin = Some("https://marv.example".to_owned());
    let started = Started::reached(Reach { origin, requests_per_second: 2 });
    started.add(&account("anna", Role::Requester, UNIT));
    let body = json!({ "account": "anna", "password": WORDS }).to_string();
    let sign_in = |origin: &str, from: &str| {
        let headers = [("Content-Type", "application/json"), ("Origin", origin), ("X-Forwarded-For", from)];
        ask(started.address, "POST", "/v1/session", &headers, body.as_bytes())
    };
    let answer = sign_in("https://marv.example", "10.9.9.9, 10.0.0.1");
    assert_eq!(answer.status, 200);
    let cookie = answer.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
    assert!(cookie.starts_with("__Host-marv="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    assert!(answer.head.contains("strict-transport-security: max-age="));
    assert_eq!(sign_in("https://evil.example", "10.0.0.1").status, 403);
    // The proxy tells the address; what a client claims stands before it and counts for nothing.
    let flood = (0..20).map(|count| sign_in("https://evil.example", &format!("10.9.9.{count}, 10.0.0.2")).status);
    assert!(flood.filter(|status| *status == 429).count() >= 8);
    assert_eq!(sign_in("https://marv.example", "10.0.0.3").status, 200);
}

#[test]
fn without_an_audit_nobody_comes_in() {
    let started = Started::new();
    let mut browser = started.requester();
    let mut stranger = started.browser();
    std::fs::remove_file(started.place.anchor()).unwrap();
    std::fs::create_dir(started.place.anchor()).unwrap();
    assert_eq!(stranger.sign_in("requester", WORDS).status, 503);
    assert_eq!(browser.get("/v1/sessions").status, 503);
    assert_eq!(browser.ask("DELETE", "/v1/session", &Value::Null).status, 503);
    std::fs::remove_dir(started.place.anchor()).unwrap();
    assert_eq!(browser.get("/v1/sessions").status, 200, "nothing was done meanwhile");
}
