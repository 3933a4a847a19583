//! Coming in, and being shown out.

use clinic::language::Language;
use clinic::staff::Role;
use jiff::{SignedDuration, Timestamp};
use registry::access::password::Unfit;
use registry::access::{
    Attempt, DirectoryError, FIRST_LASTS, IDLE, LeakedPasswords, MOST_SESSIONS, Membership, SignInError, Token, WINDOW,
};
use registry::http::Reach;
use registry::precondition::{Precondition, Version};
use registry::store::{Store, StoreError};
use serde_json::{Value, json};

use crate::client::{GIVEN, Started, WORDS, account, add_owned, ask, operator};
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
        Err(SignInError::First) => "first",
        Err(SignInError::Expired) => "expired",
        Err(SignInError::Locked { until }) => {
            assert!(until > now && until <= now + WINDOW);
            "locked"
        }
        Err(error) => panic!("{error}"),
    }
}

pub fn guessing_is_locked_out(place: &Place) {
    let store = place.open();
    add_owned(&store, &account("anna", Role::Requester, UNIT), *NOW);
    add_owned(&store, &account("bo", Role::Interpreter, UNIT), *NOW);
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
    add_owned(&store, &anna, *NOW);
    assert!(store.add_account(&operator(), &anna, Some(WORDS), *NOW).is_err(), "there is one already");
    let start = || store.sign_in(&attempt("anna", WORDS, "10.0.0.1"), *NOW).unwrap();
    let is_in =
        |started: &registry::access::Started, now| store.viewer(&started.token, "10.0.0.1", now).unwrap().is_some();
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
    let token = store.renew(&own.viewer, WORDS, "10.0.0.1", *NOW).unwrap();
    assert!(!is_in(&own, *NOW), "the token that was before opens nothing");
    let renewed = store.viewer(&token, "10.0.0.1", *NOW).unwrap().unwrap();
    let elsewhere = store.viewer(&token, "10.0.0.2", *NOW).unwrap().unwrap();
    assert!(!elsewhere.staff().may_sign(*NOW) && elsewhere.renewed().is_none(), "it was shown at another address");
    assert!(matches!(store.end_own_sessions(&elsewhere, None, *NOW), Err(StoreError::NotRenewed)));
    assert!(renewed.staff().may_sign(*NOW) && !renewed.staff().may_sign(*NOW + SignedDuration::from_mins(6)));
    assert!(matches!(store.renew(&renewed, "no", "10.0.0.1", *NOW), Err(SignInError::Wrong)));
    store.choose(&renewed, &anna.memberships[1], *NOW).unwrap();
    let secretary = store.viewer(&token, "10.0.0.1", *NOW).unwrap().unwrap();
    assert_eq!((secretary.role(), secretary.renewed()), (Role::MdtSecretary, None));
    let foreign = Membership { role: Role::Approver, unit: UNIT.into() };
    assert!(matches!(store.choose(&renewed, &foreign, *NOW), Err(SignInError::Wrong)));
    // What an administrator takes away is gone at once.
    anna.memberships.pop();
    store.set_account(&operator(), &anna, Precondition::Seen(Version(1)), *NOW).unwrap();
    assert!(store.viewer(&token, "10.0.0.1", *NOW).unwrap().is_none());
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
    add_owned(&store, &anna, *NOW);
    let start = || store.sign_in(&attempt("anna", WORDS, "10.0.0.1"), *NOW).unwrap();
    let (own, other) = (start(), start());
    let change = |old: &str, new: &str| store.change_password(&own.viewer, (old, new), "10.0.0.1", *NOW);
    assert!(matches!(change("no", "nine brown herons wade"), Err(SignInError::Wrong)));
    assert!(matches!(change(WORDS, "short"), Err(SignInError::Unfit(_))));
    let token = change(WORDS, "nine brown herons wade").unwrap();
    assert!(store.viewer(&token, "10.0.0.1", *NOW).unwrap().is_some());
    assert!(store.viewer(&own.token, "10.0.0.1", *NOW).unwrap().is_none());
    assert!(store.viewer(&other.token, "10.0.0.1", *NOW).unwrap().is_none());
    assert_eq!(ends(&store, &attempt("anna", WORDS, "10.0.0.1"), *NOW), "wrong");
    assert_eq!(ends(&store, &attempt("anna", "nine brown herons wade", "10.0.0.1"), *NOW), "in");
    store.set_password(&operator(), &anna.id, WORDS, *NOW).unwrap();
    assert!(store.viewer(&token, "10.0.0.1", *NOW).unwrap().is_none());
    assert_eq!(ends(&store, &attempt("anna", WORDS, "10.0.0.1"), *NOW), "first");
}

/// What somebody else set opens nothing but the choice of another, once and for three days.
pub fn a_first_password_is_changed_at_once(place: &Place) {
    let store = place.open();
    let anna = account("anna", Role::Requester, UNIT);
    store.add_account(&operator(), &anna, Some(GIVEN), *NOW).unwrap();
    let first = attempt("anna", GIVEN, "10.0.0.1");
    // Whoever has it is not locked out by it.
    for _ in 0..8 {
        assert_eq!(ends(&store, &first, *NOW), "first");
    }
    assert_eq!(ends(&store, &attempt("anna", WORDS, "10.0.0.1"), *NOW), "wrong");
    let choose = |given: &str, new: &str, now| {
        let attempt = attempt("anna", given, "10.0.0.1");
        store.choose_password(&attempt, new, now).map(|started| started.token)
    };
    assert!(matches!(choose("no", WORDS, *NOW), Err(SignInError::Wrong)));
    assert!(matches!(choose(GIVEN, "short", *NOW), Err(SignInError::Unfit(Unfit::TooShort))));
    assert!(matches!(choose(GIVEN, GIVEN, *NOW), Err(SignInError::Unfit(Unfit::Same))));
    assert!(matches!(choose(GIVEN, WORDS, *NOW + FIRST_LASTS), Err(SignInError::Expired)));
    assert_eq!(ends(&store, &first, *NOW + FIRST_LASTS), "expired");
    let last = *NOW + FIRST_LASTS - SignedDuration::from_secs(1);
    let token = choose(GIVEN, WORDS, last).unwrap();
    assert!(store.viewer(&token, "10.0.0.1", last).unwrap().is_some());
    assert_eq!(ends(&store, &first, last), "wrong", "it was good once");
    assert_eq!(ends(&store, &attempt("anna", WORDS, "10.0.0.1"), last), "in");
    let other = "nine brown herons wade";
    assert!(choose(WORDS, other, last).is_ok() && store.viewer(&token, "10.0.0.1", last).unwrap().is_none());
    assert_eq!(ends(&store, &attempt("anna", WORDS, "10.0.0.1"), last), "wrong");
    assert_eq!(ends(&store, &attempt("anna", other, "10.0.0.1"), last), "in");
    assert_eq!(store.verify(&place.anchors()).unwrap().faults, []);
}

/// With one session too many the one that was used longest ago ends.
pub fn an_account_has_five_sessions(place: &Place) {
    let store = place.open();
    let anna = account("anna", Role::Requester, UNIT);
    add_owned(&store, &anna, *NOW);
    let at = |minutes: i64| *NOW + SignedDuration::from_mins(minutes);
    let tokens: Vec<_> =
        (0..5).map(|minutes| store.sign_in(&attempt("anna", WORDS, "10.0.0.1"), at(minutes)).unwrap().token).collect();
    let is_in = |token: &Token| store.viewer(token, "10.0.0.1", at(6)).unwrap().is_some();
    assert!(is_in(&tokens[0]), "in use again");
    assert!(is_in(&store.sign_in(&attempt("anna", WORDS, "10.0.0.1"), at(6)).unwrap().token));
    let left: Vec<bool> = tokens.iter().map(is_in).collect();
    assert_eq!(left, [true, false, true, true, true]);
    assert_eq!(store.sessions(&operator(), &anna.id, at(6)).unwrap().len(), MOST_SESSIONS);
}

/// Not a space and not a letter is changed, neither by a page nor by an interface.
#[test]
fn a_password_is_compared_as_it_is_typed() {
    let folder = tempfile::tempdir().unwrap();
    let store = Place::sqlite(folder.path()).open();
    let anna = account("anna", Role::Requester, UNIT);
    store.add_account(&operator(), &anna, Some(GIVEN), *NOW).unwrap();
    let own = "  Røde køer går ud \u{1F404} ";
    store.choose_password(&attempt("anna", GIVEN, "10.0.0.1"), own, *NOW).unwrap();
    let started = |typed: &str, from: &str| ends(&store, &attempt("anna", typed, from), *NOW);
    for (place, other) in
        [own.trim(), &own.to_lowercase(), &own.to_uppercase(), &own[..own.len() - 1]].into_iter().enumerate()
    {
        assert_eq!(started(other, &format!("10.0.1.{place}")), "wrong", "{other:?}");
    }
    assert_eq!(started(own, "10.0.0.1"), "in");
}

/// A list of leaked passwords is searched wherever a password is set; the password is written nowhere.
#[test]
fn a_leaked_password_is_taken_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::sqlite(folder.path());
    let list = folder.path().join("leaked");
    let leaked = "six leaked geese walk";
    let sha1 = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, leaked.as_bytes());
    std::fs::write(&list, format!("{}:7\n", data_encoding::HEXUPPER.encode(sha1.as_ref()))).unwrap();
    let store = place.open().without_passwords_of(Some(LeakedPasswords::open(&list).unwrap()));
    let anna = account("anna", Role::Requester, UNIT);
    let added = store.add_account(&operator(), &anna, Some(leaked), *NOW);
    assert!(matches!(added, Err(DirectoryError::Unfit(Unfit::Leaked))), "{added:?}");
    add_owned(&store, &anna, *NOW);
    let own = store.sign_in(&attempt("anna", WORDS, "10.0.0.1"), *NOW).unwrap().viewer;
    let changed = store.change_password(&own, (WORDS, leaked), "10.0.0.1", *NOW);
    assert!(matches!(changed, Err(SignInError::Unfit(Unfit::Leaked))));
    let set = store.set_password(&operator(), &anna.id, leaked, *NOW);
    assert!(matches!(set, Err(DirectoryError::Unfit(Unfit::Leaked))));
    store.set_password(&operator(), &anna.id, GIVEN, *NOW).unwrap();
    let chosen = store.choose_password(&attempt("anna", GIVEN, "10.0.0.1"), leaked, *NOW);
    assert!(matches!(chosen, Err(SignInError::Unfit(Unfit::Leaked))));
    for language in [Language::Da, Language::En] {
        assert!(!Unfit::Leaked.words(language).contains("geese"));
    }
    // A list that cannot be searched lets nothing through.
    std::fs::write(&list, "x".repeat(500)).unwrap();
    let chosen = store.choose_password(&attempt("anna", GIVEN, "10.0.0.1"), WORDS, *NOW);
    assert!(matches!(chosen, Err(SignInError::Unfit(Unfit::Unchecked))));
    drop(store);
    for file in ["marv.db", "marv.db-wal", "anchors"] {
        let bytes = std::fs::read(place.file().with_file_name(file)).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&bytes).contains("geese"), "{file}");
    }
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
    assert_eq!(browser.get("/v1/sessions").body["sessions"].as_array().unwrap().len(), 1, "what was before is over");
    let mut earlier = browser.clone();
    earlier.cookie = Some(cookie);
    assert_eq!(earlier.get("/v1/session").status, 401);
    earlier.cookie = None;
    assert_eq!(earlier.sign_in("requester", WORDS).status, 200);
    let all = browser.get("/v1/sessions").body["sessions"].clone();
    assert_eq!(all.as_array().unwrap().len(), 2);
    assert_eq!(browser.ask("DELETE", "/v1/session", &Value::Null).status, 200);
    assert_eq!(browser.cookie.as_deref(), Some("marv="));
    assert_eq!(browser.get("/v1/session").status, 401);
    assert_eq!(earlier.get("/v1/session").status, 200);
    // One of the own sessions, or all of them, end after the password was shown again; another's are not there.
    let third = started.signed_in("third", Role::Requester, UNIT);
    let sessions = third.clone().get("/v1/sessions").body["sessions"][0]["id"].as_str().unwrap().to_owned();
    let (of_third, of_all) = (format!("/v1/sessions/{sessions}"), "/v1/sessions");
    for path in [&of_third, of_all] {
        let refused = earlier.ask("DELETE", path, &Value::Null);
        assert_eq!((refused.status, refused.body["type"].as_str()), (403, Some("urn:marv:problem:renew")));
    }
    let before = earlier.cookie.clone();
    assert_eq!(earlier.ask("POST", "/v1/session/renewal", &json!({ "password": WORDS })).status, 200);
    assert_ne!(before, earlier.cookie, "another token from then on");
    assert_eq!(earlier.ask("DELETE", &of_third, &Value::Null).status, 404);
    assert_eq!(third.clone().get("/v1/session").status, 200);
    browser.sign_in("requester", WORDS);
    let ids = |browser: &mut crate::client::Browser| browser.get("/v1/sessions").body["sessions"].clone();
    let other = ids(&mut browser).as_array().unwrap().iter().find(|own| own["this"] == true).unwrap()["id"].clone();
    let one = format!("/v1/sessions/{}", other.as_str().unwrap());
    assert_eq!(earlier.ask("DELETE", &one, &Value::Null).body["ended"], 1);
    assert_eq!(browser.get("/v1/session").status, 401);
    let cookie = earlier.cookie.clone().unwrap();
    assert_eq!(earlier.ask("DELETE", of_all, &Value::Null).body["ended"], 1);
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
    assert!(
        answer.head.contains("strict-transport-security: max-age=31536000; includeSubDomains\r\n"),
        "{}",
        answer.head
    );
    let language = ask(started.address, "GET", "/language/en", &[("X-Forwarded-For", "10.0.0.4")], b"");
    let cookie = language.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
    assert!(cookie.starts_with("__Host-language=en; Path=/; ") && cookie.ends_with("; HttpOnly; Secure"), "{cookie}");
    let english = [("X-Forwarded-For", "10.0.0.4"), ("Cookie", "__Host-language=en")];
    assert!(ask(started.address, "GET", "/sign-in", &english, b"").text.contains("<html lang=\"en\">"));
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
