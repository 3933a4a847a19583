//! Which record system asks: each part of its token is changed by itself.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use registry::cds::{Clients, Untrusted};
use registry::http::{Reach, Service, open_router, router, serve, trusting};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair,
};
use serde_json::{Value, json};

use crate::client::{Answer, ask};
use crate::http::rule_set;
use crate::place::Place;

const ISSUER: &str = "https://ehr.example";

/// A record system's key, and what it is called.
struct Key(EcdsaKeyPair, &'static str, &'static str);

impl Key {
    fn make(by: &'static EcdsaSigningAlgorithm, algorithm: &'static str, curve: &'static str) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(by, &random).unwrap();
        Self(EcdsaKeyPair::from_pkcs8(by, pkcs8.as_ref(), &random).unwrap(), algorithm, curve)
    }

    fn public(&self) -> Value {
        let point = &self.0.public_key().as_ref()[1..];
        let (x, y) = point.split_at(point.len() / 2);
        let part = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        json!({ "kty": "EC", "crv": self.2, "kid": self.1, "use": "sig", "x": part(x), "y": part(y) })
    }

    fn signed(&self, head: &Value, claims: &Value) -> String {
        let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let text = format!("{}.{}", part(head), part(claims));
        let signature = self.0.sign(&SystemRandom::new(), text.as_bytes()).unwrap();
        format!("{text}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
    }
}

fn keys() -> [Key; 3] {
    [
        Key::make(&ECDSA_P384_SHA384_FIXED_SIGNING, "ES384", "P-384"),
        Key::make(&ECDSA_P256_SHA256_FIXED_SIGNING, "ES256", "P-256"),
        // Of somebody else.
        Key::make(&ECDSA_P384_SHA384_FIXED_SIGNING, "ES384", "P-384"),
    ]
}

fn clients(folder: &Path, keys: &[Key], origin: &str) -> Clients {
    let set = json!({ "keys": keys[..2].iter().map(Key::public).collect::<Vec<_>>() });
    std::fs::write(folder.join("ehr.jwks"), set.to_string()).unwrap();
    let text = format!("[[client]]\nissuer = '{ISSUER}'\nkeys_file = 'ehr.jwks'\nrequests_per_second = 2\n");
    std::fs::write(folder.join("clients.toml"), text).unwrap();
    Clients::read(&folder.join("clients.toml"), origin).unwrap()
}

fn started(keys: &[Key]) -> (SocketAddr, String) {
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let origin = format!("http://{address}");
    let routes = trusting(open_router(rule_set(), None), clients(folder.path(), keys, &origin));
    std::thread::spawn(move || serve(routes, listener, false).unwrap());
    (address, format!("{origin}/cds-services/wgs-referral"))
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

fn claims(audience: &str, id: &str) -> Value {
    json!({ "iss": ISSUER, "aud": audience, "iat": now(), "exp": now() + 300, "jti": id })
}

fn called(address: SocketAddr, token: Option<&str>) -> Answer {
    let bearer = format!("Bearer {}", token.unwrap_or_default());
    let mut headers = vec![("Content-Type", "application/json")];
    if token.is_some() {
        headers.push(("Authorization", bearer.as_str()));
    }
    // No call of the hook: whoever is trusted is told which field is wrong.
    ask(address, "POST", "/cds-services/wgs-referral", &headers, b"{}")
}

#[test]
fn a_record_system_shows_who_it_is() {
    let keys = keys();
    let (address, audience) = started(&keys);
    let head = |alg: &str, kid: &str| json!({ "alg": alg, "kid": kid, "typ": "JWT" });
    let good = keys[0].signed(&head("ES384", "ES384"), &claims(&audience, "1"));
    assert_eq!(called(address, Some(&good)).status, 422, "answered");
    let es256 = keys[1].signed(&head("ES256", "ES256"), &claims(&audience, "2"));
    assert_eq!(called(address, Some(&es256)).status, 422);
    let with = |name: &str, value: Value| {
        let mut own = claims(&audience, "3");
        own[name] = value;
        keys[0].signed(&head("ES384", "ES384"), &own)
    };
    let without = |name: &str| {
        let mut own = claims(&audience, "3");
        own.as_object_mut().unwrap().remove(name);
        keys[0].signed(&head("ES384", "ES384"), &own)
    };
    let own = claims(&audience, "3");
    let unfit = [
        (String::new(), "no token"),
        ("x.y.z".into(), "signed JWT"),
        (good.clone(), "jti"),
        (without("jti"), "jti"),
        (with("aud", json!("https://marv.example/cds-services/wgs-referral")), "aud"),
        (without("aud"), "aud"),
        (with("iss", json!("https://other.example")), "iss"),
        (with("exp", json!(now() - 1)), "exp"),
        (with("exp", json!(now() + 3600)), "exp"),
        (without("exp"), "exp"),
        (with("iat", json!(now() + 600)), "exp"),
        (keys[2].signed(&head("ES384", "ES384"), &own), "signature"),
        (keys[0].signed(&head("ES384", "ES256"), &own), "signature"),
        (keys[0].signed(&head("ES384", "unknown"), &own), "signature"),
        (keys[0].signed(&json!({ "alg": "ES384", "jku": "https://evil.example/jwks" }), &own), "kid"),
        (keys[0].signed(&head("none", "ES384"), &own), "signed JWT"),
        (keys[0].signed(&head("HS256", "ES384"), &own), "signed JWT"),
        (keys[0].signed(&json!({ "alg": "ES384", "kid": "ES384", "crit": ["x"] }), &own), "signed JWT"),
    ];
    for (token, told) in &unfit {
        let answer = called(address, Some(token));
        assert_eq!((answer.status, answer.body["type"].as_str()), (401, Some("urn:marv:problem:client")), "{token}");
        assert!(answer.body["errors"][0]["en"].as_str().unwrap().contains(told), "{told}: {}", answer.body);
        assert!(answer.head.contains("www-authenticate: Bearer"), "{}", answer.head);
    }
    assert_eq!(called(address, None).status, 401);
    // What a token is not asked for is answered as before.
    assert_eq!(ask(address, "GET", "/cds-services", &[], b"").status, 200);
    assert_eq!(ask(address, "GET", "/health", &[], b"").status, 200);
    // The unfit ones took nothing of the client's share: it had 10 calls, and 2 were made.
    let calls = (10..30).map(|id| {
        let token = keys[0].signed(&head("ES384", "ES384"), &claims(&audience, &id.to_string()));
        called(address, Some(&token)).status
    });
    let calls: Vec<u16> = calls.collect();
    let answered = calls.iter().filter(|status| **status == 422).count();
    assert!((8..18).contains(&answered), "{calls:?}");
    assert!(calls.iter().all(|status| [422, 429].contains(status)) && calls.contains(&429), "{calls:?}");
}

/// Two instances of the service on one store: a token is good for one call of either, and each call has its record.
#[test]
fn a_token_is_good_once_over_all_instances() {
    let keys = keys();
    let folder = tempfile::tempdir().unwrap();
    let place = Place::sqlite(folder.path());
    let origin = "https://marv.example";
    let addresses = [(), ()].map(|()| {
        let mut service = Service::new(rule_set(), place.open(), Reach { origin: None, requests_per_second: 20 });
        service.cds_clients = Some(Arc::new(clients(folder.path(), &keys, origin)));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let routes = router(&Arc::new(service));
        std::thread::spawn(move || serve(routes, listener, false).unwrap());
        address
    });
    let audience = format!("{origin}/cds-services/wgs-referral");
    let head = json!({ "alg": "ES384", "kid": "ES384" });
    let mut brief = claims(&audience, "brief");
    brief["exp"] = json!(now() + 2);
    let (brief, good) = (keys[0].signed(&head, &brief), keys[0].signed(&head, &claims(&audience, "1")));
    assert_eq!(called(addresses[1], Some(&brief)).status, 422, "answered");
    assert_eq!(called(addresses[0], Some(&good)).status, 422, "answered");
    for address in addresses {
        let again = called(address, Some(&good));
        assert_eq!(again.status, 401);
        assert!(again.body["errors"][0]["en"].as_str().unwrap().contains("jti"), "{}", again.body);
        assert!(again.head.contains("x-frame-options: DENY"), "what stands before every route stands before this one");
    }
    let file = rusqlite::Connection::open(place.file()).unwrap();
    let mut asked = file.prepare("SELECT body FROM audit ORDER BY seq").unwrap();
    let records: Vec<Value> = asked
        .query_map([], |row| row.get::<_, String>(0))
        .unwrap()
        .map(|body| serde_json::from_str(&body.unwrap()).unwrap())
        .collect();
    let told: Vec<_> =
        records.iter().map(|own| (own["by"].as_str().unwrap(), own["action"].as_str().unwrap())).collect();
    assert_eq!(told, [(ISSUER, "read"), (ISSUER, "read"), (ISSUER, "refused"), (ISSUER, "refused")]);
    assert_eq!(records[3]["outcome"], json!(["client-again"]));
    // What has ended is forgotten, and a flood of strangers is held up before any signature is looked at.
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    assert_eq!(called(addresses[0], Some(&keys[0].signed(&head, &claims(&audience, "2")))).status, 422);
    let remembered: i64 = file.query_row("SELECT COUNT(*) FROM shown_token", [], |row| row.get(0)).unwrap();
    assert_eq!(remembered, 2);
    assert!((0..200).any(|_| called(addresses[0], Some("x.y.z")).status == 429));
}

#[test]
fn rsa_of_another_time_is_taken_where_it_was_asked_for_alone() {
    let folder = tempfile::tempdir().unwrap();
    let rsa = |bytes: usize| json!({ "kty": "RSA", "kid": "rsa", "n": BASE64URL_NOPAD.encode(&vec![0xff; bytes]), "e": "AQAB" });
    let read = |bytes: usize, more: &str| {
        std::fs::write(folder.path().join("ehr.jwks"), json!({ "keys": [rsa(bytes)] }).to_string()).unwrap();
        let text = format!("[[client]]\nissuer = '{ISSUER}'\nkeys_file = 'ehr.jwks'\n{more}");
        std::fs::write(folder.path().join("clients.toml"), text).unwrap();
        Clients::read(&folder.path().join("clients.toml"), "https://marv.example").map_err(|error| error.to_string())
    };
    assert!(read(256, "").err().unwrap().contains("shorter than 3072 bits"));
    assert!(read(128, "legacy_rsa = true").err().unwrap().contains("shorter than 2048 bits"));
    let token = |alg: &str| {
        let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let head = part(&json!({ "alg": alg, "kid": "rsa" }));
        format!("{head}.{}.{}", part(&claims("", "1")), BASE64URL_NOPAD.encode(&[1; 256]))
    };
    let judged = |clients: Clients, alg: &str| clients.trusted(Some(&token(alg)), jiff::Timestamp::now()).unwrap_err();
    for alg in ["RS256", "RS384"] {
        assert_eq!(judged(read(384, "").unwrap(), alg), Untrusted::Unreadable, "{alg}");
        assert_eq!(
            judged(read(256, "legacy_rsa = true").unwrap(), alg),
            Untrusted::Signature,
            "{alg}: it is looked at"
        );
    }
    assert_eq!(judged(read(384, "").unwrap(), "PS384"), Untrusted::Signature);
}

#[test]
fn settings_of_record_systems_are_refused_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clients.toml");
    let read = |text: &str| {
        std::fs::write(&file, text).unwrap();
        Clients::read(&file, "https://marv.example").err().map(|error| error.to_string()).unwrap_or_default()
    };
    let two = read(
        "[[client]]\nissuer = ' '\nkeys_file = 'none'\nrequests_per_second = 0\n[[client]]\nissuer = 'b'\nkeys_file = 'clients.toml'\n",
    );
    for told in ["issuer \" \" is empty", "requests_per_second 0", "none cannot be read", "is no JSON Web Key Set"] {
        assert!(two.contains(told), "{told}: {two}");
    }
    assert!(read("").contains("[[client]] is missing"));
    assert!(read("[[client]]\nisuer = 'a'").contains("unknown field `isuer`"));
}
