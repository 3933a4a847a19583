//! What is not whole opens nothing: each part of a sign-in is changed by itself.

use std::path::Path;
use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use jiff::SignedDuration;
use registry::access::{Token as Secret, Underway};
use ring::digest::SHA256;
use ring::signature::RsaKeyPair;
use serde_json::{Value, json};

use super::Door;
use super::forger::{Forger, Says, Token, With, basic, now};
use super::ways::{Way, cookie};
use crate::certificates::{is_installed, openssl};
use crate::client::{WORDS, ask};
use crate::place::Place;

fn started(more: &str) -> (Arc<Forger>, Door) {
    let forger = Forger::start();
    let door = Door::new(|_| forger.issuer.clone(), more);
    (forger, door)
}

/// Signs somebody in; the cookie of their session.
fn signed_in(forger: &Forger, door: &Door, who: &str) -> String {
    let way = Way::begun(door, None);
    forger.says(Says::Token(forger.good(&format!("sub-{who}"), way.nonce())));
    let answer = way.back_with_code(door);
    assert_eq!(answer.status, 303, "{}", answer.text);
    cookie(&answer, "marv").unwrap()
}

#[test]
fn the_provider_opens_what_an_administrator_made() {
    let (forger, door) = started("scopes = ['profile']");
    let way = Way::begun(&door, None);
    let asked = [
        ("response_type", "code"),
        ("client_id", "marv"),
        ("code_challenge_method", "S256"),
        ("max_age", "28800"),
        ("scope", "openid profile"),
        ("ui_locales", "da"),
    ];
    for (name, value) in asked {
        assert_eq!(way.get(name), Some(value), "{name}");
    }
    assert_eq!(way.get("redirect_uri"), Some(format!("http://{}/sign-in/returned", door.address).as_str()));
    assert_eq!(way.get("prompt"), None);
    forger.says(Says::Token(forger.good("sub-anna", way.nonce())));
    let answer = way.back(&door, &[("code", "the code"), ("state", way.state()), ("iss", &forger.issuer)]);
    assert_eq!(answer.status, 303, "{}", answer.text);
    assert!(answer.head.contains("location: /sessions\r\n"), "{}", answer.head);
    assert_eq!(cookie(&answer, "marv-way").as_deref(), Some("marv-way="), "the way is over");
    let session = cookie(&answer, "marv").unwrap();
    let (status, own) = door.session(&session);
    assert_eq!((status, own["account"].as_str(), &own["renewed"]), (200, Some("anna"), &Value::Null), "{own}");
    // The code went to the provider with the secret, and with what the challenge was made of.
    let (authorization, form) = forger.asked.lock().unwrap().clone();
    assert_eq!(authorization, basic());
    let sent =
        |name: &str| form_urlencoded::parse(form.as_bytes()).find(|(own, _)| own == name).map(|own| own.1.into_owned());
    assert_eq!(sent("code").as_deref(), Some("the code"));
    let verifier = sent("code_verifier").unwrap();
    assert_eq!(verifier, way.verifier());
    let challenge = BASE64URL_NOPAD.encode(ring::digest::digest(&SHA256, verifier.as_bytes()).as_ref());
    assert_eq!(way.get("code_challenge"), Some(challenge.as_str()));
    // Neither the secret of the way nor that of the service lies in the store, and the provider's word is in no address.
    let text = String::from_utf8_lossy(&std::fs::read(door.place.file()).unwrap()).into_owned();
    assert!(!text.contains(&verifier) && !text.contains(super::SECRET));
}

/// What a token may not be, and what the log says of it.
fn unfit(forger: &Forger, good: &Token) -> Vec<(&'static str, Token)> {
    let with = |change: &dyn Fn(&mut Value)| {
        let mut token = good.clone();
        change(&mut token.claims);
        token
    };
    let set = |name: &str, value: Value| with(&|claims| claims[name] = value.clone());
    let without = |name: &str| with(&|claims| drop(claims.as_object_mut().unwrap().remove(name)));
    let head = |head: Value, with: With| Token { head, with, ..good.clone() };
    vec![
        ("token-nonce", set("nonce", json!("another"))),
        ("token-nonce", without("nonce")),
        ("token-audience", set("aud", json!("another"))),
        ("token-audience", set("aud", json!(["marv", "another"]))),
        ("token-issuer", set("iss", json!("http://127.0.0.1:9"))),
        ("token-expired", set("exp", json!(now() - 1))),
        ("token-party", set("azp", json!("another"))),
        ("token-time", without("auth_time")),
        ("token-time", set("auth_time", json!(now() - 9 * 3600))),
        ("token-time", set("auth_time", json!(now() + 3600))),
        ("token-signature", head(json!({ "alg": "none" }), With::Nothing)),
        ("token-signature", head(json!({ "alg": "HS256", "kid": "own" }), With::Secret)),
        ("token-signature", head(good.head.clone(), With::Another)),
        ("token-signature", head(json!({ "alg": "ES256", "kid": "another" }), With::Another)),
        ("token-signature", head(good.head.clone(), With::Nothing)),
        ("token-kind", head(json!({ "alg": "ES256", "kid": "own", "typ": "logout+jwt" }), With::Own)),
        ("token-nonce", Token { head: good.head.clone(), ..forger.ending("sub-anna") }),
    ]
}

#[test]
fn no_part_of_a_token_may_be_another() {
    let (forger, door) = started("");
    let count = unfit(&forger, &forger.good("sub-anna", "")).len();
    for at in 0..count {
        let way = Way::begun(&door, None);
        let (outcome, token) = unfit(&forger, &forger.good("sub-anna", way.nonce())).swap_remove(at);
        let said = format!("{} {}", token.head, token.claims);
        forger.says(Says::Token(token));
        let answer = way.back_with_code(&door);
        assert_eq!((answer.status, cookie(&answer, "marv")), (401, None), "{said}: {}", answer.head);
        assert_eq!(door.last(), ("unknown".to_owned(), outcome.to_owned()), "{said}");
        assert!(answer.text.contains("id=\"account\""), "a local account still opens the door");
        assert!(!answer.text.contains("sub-anna"), "{}", answer.text);
    }
    // The same way, and nothing changed.
    signed_in(&forger, &door, "anna");
}

/// Another issuer cannot stand for the one of the settings.
#[test]
fn metadata_of_another_issuer_is_not_believed() {
    let (forger, door) = started("");
    for other in ["https://other.example", &format!("{}/", forger.issuer), &forger.issuer.to_uppercase()] {
        *forger.named.lock().unwrap() = Some(other.to_owned());
        let door = Door::new(|_| forger.issuer.clone(), "");
        let answer = ask(door.address, "GET", "/sign-in/provider", &[], b"");
        assert_eq!((answer.status, cookie(&answer, "marv-way")), (503, None), "{other}");
        assert!(!answer.text.contains("/auth?"), "nobody is sent there: {}", answer.text);
        assert_eq!(door.last().1, "provider-unreachable");
    }
    *forger.named.lock().unwrap() = None;
    signed_in(&forger, &door, "anna");
}

/// The code and the secret are for the token endpoint alone.
#[test]
fn nobody_is_followed_elsewhere() {
    let (forger, door) = started("");
    let way = Way::begun(&door, None);
    forger.says(Says::Elsewhere);
    let answer = way.back_with_code(&door);
    assert_eq!((answer.status, cookie(&answer, "marv")), (503, None), "{}", answer.text);
    assert_eq!(*forger.strayed.lock().unwrap(), Vec::<String>::new());
    assert_eq!(door.last().1, "provider-unreachable");
}

/// RS256 and an RSA key of 2048 bits are taken where the settings say so alone.
#[test]
fn legacy_rsa_is_taken_where_it_was_asked_for_alone() {
    if !is_installed() {
        return;
    }
    // As PKCS#1 or PKCS#8, by the version of openssl.
    let made = openssl(Path::new("."), "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -outform DER");
    for (more, algorithm, is_in) in [
        ("", "RS256", false),
        ("", "PS256", false),
        ("legacy_rsa = true", "RS256", true),
        ("legacy_rsa = true", "PS256", true),
        ("legacy_rsa = true", "RS384", false),
    ] {
        let forger =
            Forger::with(Some(RsaKeyPair::from_der(&made).or_else(|_| RsaKeyPair::from_pkcs8(&made)).unwrap()));
        let door = Door::new(|_| forger.issuer.clone(), more);
        let way = Way::begun(&door, None);
        let head = json!({ "alg": algorithm, "kid": "rsa", "typ": "JWT" });
        forger.says(Says::Token(Token { head, with: With::Rsa, ..forger.good("sub-anna", way.nonce()) }));
        let answer = way.back_with_code(&door);
        assert_eq!(answer.status, if is_in { 303 } else { 401 }, "{more} {algorithm}: {}", answer.text);
        if !is_in {
            assert_eq!(door.last().1, "token-signature", "{more} {algorithm}");
        }
    }
}

#[test]
fn a_way_is_one_browsers_and_is_gone_once() {
    let (forger, door) = started("");
    let (way, other) = (Way::begun(&door, None), Way::begun(&door, None));
    forger.says(Says::Token(forger.good("sub-anna", way.nonce())));
    let refused = |answer: &crate::client::Answer, outcome: &str| {
        assert_eq!((answer.status, cookie(answer, "marv")), (401, None), "{}", answer.head);
        assert_eq!(door.last().1, outcome);
    };
    refused(&way.back(&door, &[("code", "c"), ("state", "another")]), "state");
    refused(&way.back(&door, &[("code", "c")]), "state");
    refused(&way.back(&door, &[("code", "c"), ("state", other.state())]), "state");
    let stranger = Way { cookie: String::new(), query: way.query.clone() };
    refused(&stranger.back_with_code(&door), "state");
    let elsewhere = Way { cookie: other.cookie.clone(), query: way.query.clone() };
    refused(&elsewhere.back_with_code(&door), "state");
    // A browser makes a secret of its own, and nobody set out with it.
    let secret = Secret::make().unwrap();
    let made = registry::audit::digest(["state", secret.secret()]);
    let forged = Way { cookie: format!("marv-way={}", secret.secret()), query: vec![("state".into(), made)] };
    refused(&forged.back_with_code(&door), "not-under-way");
    assert_eq!(way.back_with_code(&door).status, 303);
    refused(&way.back_with_code(&door), "not-under-way");
    let way = Way::begun(&door, None);
    refused(&way.back(&door, &[("error", "access_denied"), ("state", way.state())]), "provider-refused");
    let way = Way::begun(&door, None);
    refused(&way.back(&door, &[("code", "c"), ("state", way.state()), ("iss", "http://evil.example")]), "issuer");
    let way = Way::begun(&door, None);
    forger.says(Says::Error);
    refused(&way.back_with_code(&door), "provider-code");
    forger.says(Says::Nonsense);
    let way = Way::begun(&door, None);
    assert_eq!(way.back_with_code(&door).status, 503);
    assert_eq!(door.last().1, "provider-unreachable");
}

#[test]
fn who_has_no_open_account_does_not_come_in() {
    let (forger, door) = started("claim = 'staff'\nacr_values = ['urn:level:substantial']");
    let comes = |change: &dyn Fn(&mut Value)| {
        let way = Way::begun(&door, None);
        assert_eq!(way.get("acr_values"), Some("urn:level:substantial"));
        let mut token = forger.good("somebody", way.nonce());
        (token.claims["staff"], token.claims["acr"]) = (json!("sub-anna"), json!("urn:level:substantial"));
        change(&mut token.claims);
        forger.says(Says::Token(token));
        let answer = way.back_with_code(&door);
        (answer.status, door.last().1)
    };
    assert_eq!(comes(&|_| {}), (303, String::new()));
    assert_eq!(comes(&|claims| claims["staff"] = json!("sub-nobody")), (403, "no-account".into()));
    assert_eq!(comes(&|claims| claims["staff"] = json!("sub-closed")), (403, "closed".into()));
    assert_eq!(
        comes(&|claims| claims["staff"] = json!("anna")),
        (403, "no-account".into()),
        "the name of an account is no subject"
    );
    assert_eq!(comes(&|claims| claims["staff"] = json!(["sub-anna"])), (401, "token-claim".into()));
    assert_eq!(comes(&|claims| claims["acr"] = json!("urn:level:low")), (401, "token-level".into()));
    assert_eq!(comes(&|claims| drop(claims.as_object_mut().unwrap().remove("acr"))), (401, "token-level".into()));
    // No account was made, and no password opens one that has none.
    let accounts = door.service.store.accounts(&crate::client::operator(), door.service.now()).unwrap();
    assert_eq!(accounts.len(), 3);
    for password in ["", WORDS] {
        let body = json!({ "account": "anna", "password": password }).to_string();
        let answer = ask(door.address, "POST", "/v1/session", &[("Content-Type", "application/json")], body.as_bytes());
        assert_eq!(answer.status, 401);
    }
}

#[test]
fn identification_is_renewed_by_the_same_person_and_now() {
    let (forger, door) = started("");
    let session = signed_in(&forger, &door, "anna");
    let again = |who: &str, ago: i64, session: &str| {
        let way = Way::begun(&door, Some(session));
        assert_eq!((way.get("prompt"), way.get("max_age")), (Some("login"), Some("0")));
        let mut token = forger.good(&format!("sub-{who}"), way.nonce());
        token.claims["auth_time"] = json!(now() - ago);
        forger.says(Says::Token(token));
        way
    };
    let renewed = |session: &str| door.session(session).1["renewed"].is_string();
    // A browser that left `prompt` and `max_age` out gets a token of an older sign-in.
    for (who, ago, outcome) in
        [("anna", 120, "not-renewed"), ("bo", 0, "another-person"), ("nobody", 0, "another-person")]
    {
        assert_eq!(again(who, ago, &session).back_with_code(&door).status, 403);
        assert_eq!(door.last(), ("anna".to_owned(), outcome.to_owned()));
        assert!(!renewed(&session));
    }
    // Another session of the same person, and none.
    let other = signed_in(&forger, &door, "anna");
    let way = again("anna", 0, &session);
    let moved = Way { cookie: way.cookie.replace(&session, &other), query: way.query.clone() };
    assert_eq!((moved.back_with_code(&door).status, door.last().1), (403, "another-session".into()));
    let way = again("anna", 0, &session);
    let out = Way { cookie: way.cookie.replace(&session, "marv=x"), query: way.query.clone() };
    assert_eq!((out.back_with_code(&door).status, door.last().1), (403, "another-session".into()));
    assert!(!renewed(&session) && !renewed(&other));
    // A password proves less.
    let password = json!({ "password": WORDS }).to_string();
    let headers = [("Cookie", session.as_str()), ("Content-Type", "application/json")];
    let by_password = ask(door.address, "POST", "/v1/session/renewal", &headers, password.as_bytes());
    assert_eq!((by_password.status, by_password.body["type"].as_str()), (403, Some("urn:marv:problem:at-provider")));
    let shown = again("anna", 0, &session).back_with_code(&door);
    assert_eq!(shown.status, 303);
    let goes_on = cookie(&shown, "marv").unwrap();
    assert!(renewed(&goes_on) && !renewed(&other));
    assert_eq!(door.session(&session).0, 401, "the token that was before opens nothing");
}

/// Who follows a link on another site presses the button first.
#[test]
fn another_sites_link_begins_no_session() {
    let (_forger, door) = started("");
    for site in ["cross-site", "same-site"] {
        let answer = ask(door.address, "GET", "/sign-in/provider?to=/worklist", &[("Sec-Fetch-Site", site)], b"");
        assert!(answer.status == 200 && answer.text.contains("id=\"provider\""), "{}", answer.text);
        assert!(cookie(&answer, "marv-way").is_none() && !answer.head.contains("refresh: "), "{}", answer.head);
    }
    for site in ["same-origin", "none"] {
        let answer = ask(door.address, "GET", "/sign-in/provider?to=/worklist", &[("Sec-Fetch-Site", site)], b"");
        assert!(cookie(&answer, "marv-way").is_some(), "{site}: {}", answer.head);
    }
}

#[test]
fn where_the_provider_alone_lets_people_in_no_password_does() {
    let forger = Forger::start();
    let door = Door::with(|_| forger.issuer.clone(), "", false);
    let body = json!({ "account": "bo", "password": WORDS }).to_string();
    let answer = ask(door.address, "POST", "/v1/session", &[("Content-Type", "application/json")], body.as_bytes());
    assert_eq!((answer.status, answer.body["type"].as_str()), (403, Some("urn:marv:problem:provider-alone")));
    assert_eq!(door.last().1, "provider-alone");
    let form = format!("account=bo&password={}", WORDS.replace(' ', "+"));
    let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Cookie", "language=en")];
    let answer = ask(door.address, "POST", "/sign-in", &headers, form.as_bytes());
    assert!(answer.status == 401 && answer.text.contains("People sign in at the provider here"), "{}", answer.text);
    assert!(cookie(&answer, "marv").is_none() && !answer.text.contains("type=\"password\""), "{}", answer.text);
    let session = signed_in(&forger, &door, "bo");
    assert_eq!(door.session(&session).0, 200);
}

#[test]
fn what_the_provider_ends_is_ended_at_the_next_request() {
    let (forger, door) = started("");
    let ends = |token: &str| {
        let body = form_urlencoded::Serializer::new(String::new()).append_pair("logout_token", token).finish();
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        ask(door.address, "POST", "/sign-in/ended", &headers, body.as_bytes()).status
    };
    let (anna, bo) = (signed_in(&forger, &door, "anna"), signed_in(&forger, &door, "bo"));
    let good = forger.ending("sub-anna");
    let with = |change: &dyn Fn(&mut Token)| {
        let mut token = good.clone();
        change(&mut token);
        forger.signed(&token)
    };
    let unfit = [
        "nothing".to_owned(),
        with(&|token| token.with = With::Another),
        with(&|token| token.head = json!({ "alg": "none" })),
        with(&|token| token.claims["nonce"] = json!("n")),
        with(&|token| token.claims["aud"] = json!("another")),
        with(&|token| token.claims["iss"] = json!("http://evil.example")),
        with(&|token| token.claims["exp"] = json!(now() - 1)),
        with(&|token| token.claims["events"] = json!({})),
        with(&|token| drop(token.claims.as_object_mut().unwrap().remove("jti"))),
        // An ID token ends nothing.
        forger.signed(&Token { claims: forger.good("sub-anna", "").claims, ..good.clone() }),
    ];
    for token in &unfit {
        assert_eq!(ends(token), 400, "{token}");
    }
    // Another session of the provider's, and a person without an account.
    assert_eq!(ends(&with(&|token| token.claims["sid"] = json!("another"))), 200);
    assert_eq!(ends(&forger.signed(&forger.ending("sub-nobody"))), 200);
    assert_eq!((door.session(&anna).0, door.session(&bo).0), (200, 200));
    assert_eq!(ends(&forger.signed(&good)), 200);
    assert_eq!((door.session(&anna).0, door.session(&bo).0), (401, 200));
    // All of a person's, but no local one.
    let (one, other) = (signed_in(&forger, &door, "bo"), signed_in(&forger, &door, "bo"));
    let body = json!({ "account": "bo", "password": WORDS }).to_string();
    let local = ask(door.address, "POST", "/v1/session", &[("Content-Type", "application/json")], body.as_bytes());
    let mut all = forger.ending("sub-bo");
    drop(all.claims.as_object_mut().unwrap().remove("sid"));
    assert_eq!(ends(&forger.signed(&all)), 200);
    assert_eq!((door.session(&one).0, door.session(&other).0, door.session(&bo).0), (401, 401, 401));
    assert_eq!(door.session(&cookie(&local, "marv").unwrap()).0, 200);
    // What an administrator closes is closed, whatever the provider thinks.
    let anna = signed_in(&forger, &door, "anna");
    let account = registry::access::Account { active: false, ..super::known("anna") };
    let seen = registry::precondition::Precondition::Seen(registry::precondition::Version(1));
    door.service.store.set_account(&crate::client::operator(), &account, seen, door.service.now()).unwrap();
    assert_eq!(door.session(&anna).0, 401);
}

#[test]
fn a_provider_that_does_not_answer_keeps_no_local_account_out() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let door = Door::new(|_| format!("http://{nobody}"), "");
    for _ in 0..2 {
        let answer = ask(door.address, "GET", "/sign-in/provider", &[("Cookie", "language=en")], b"");
        assert_eq!(answer.status, 503);
        assert!(answer.text.contains("The sign-in service does not answer.") && answer.text.contains("id=\"account\""));
    }
    let form = format!("account=bo&password={}", WORDS.replace(' ', "+"));
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let answer = ask(door.address, "POST", "/sign-in", &headers, form.as_bytes());
    assert_eq!(answer.status, 303);
    let local = cookie(&answer, "marv").unwrap();
    assert_eq!(door.session(&local).0, 200);
    // A local session shows again who it is by the password, and goes out here alone.
    let password = json!({ "password": WORDS }).to_string();
    let headers = [("Cookie", local.as_str()), ("Content-Type", "application/json")];
    let shown = ask(door.address, "POST", "/v1/session/renewal", &headers, password.as_bytes());
    assert_eq!(shown.status, 200);
    let local = cookie(&shown, "marv").unwrap();
    let out = ask(door.address, "POST", "/sign-out", &[("Cookie", &local)], b"");
    assert!(out.head.contains("location: /sign-in\r\n"), "{}", out.head);
}

#[test]
fn going_out_leads_to_the_provider() {
    let (forger, door) = started("");
    let session = signed_in(&forger, &door, "anna");
    let out = ask(door.address, "POST", "/sign-out", &[("Cookie", &session)], b"");
    assert!(out.head.contains("location: /sign-in/left\r\n"), "{}", out.head);
    assert_eq!(door.session(&session).0, 401);
    let left = ask(door.address, "GET", "/sign-in/left", &[], b"");
    let place = left.head.lines().find_map(|line| line.strip_prefix("refresh: 0; url=")).unwrap();
    assert!(place.starts_with(&format!("{}/end?", forger.issuer)) && place.contains("client_id=marv"), "{place}");
}

/// On both databases.
pub fn a_way_is_gone_once_and_within_minutes(place: &Place) {
    let store = place.open();
    let now = *crate::fixture::NOW;
    let set_out = || {
        let secret = Secret::make().unwrap();
        store.sets_out(&secret, &Underway { session: None, place: "/worklist".into(), begun: now }).unwrap();
        secret
    };
    let (one, late) = (set_out(), set_out());
    let back = |secret: &Secret, minutes| store.comes_back(secret, now + SignedDuration::from_mins(minutes)).unwrap();
    assert_eq!(back(&one, 9).unwrap().place, "/worklist");
    assert!(back(&one, 9).is_none() && back(&late, 10).is_none());
    let account = super::known("anna");
    store.add_account(&crate::client::operator(), &account, None, now).unwrap();
    let other = registry::access::Account { subject: account.subject.clone(), ..super::known("bo") };
    let twice = store.add_account(&crate::client::operator(), &other, Some(WORDS), now).unwrap_err();
    assert!(twice.to_string().contains("another account has it"), "{twice}");
    let nobody = registry::access::Account { subject: None, ..super::known("bo") };
    assert!(store.add_account(&crate::client::operator(), &nobody, None, now).is_err(), "nobody would come in");
    assert_eq!(store.verify(&place.anchors()).unwrap().faults, []);
}
