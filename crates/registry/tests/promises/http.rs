//! The routes that need no store, asked over a socket as anybody would.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

use clinic::eligibility::{assess, vector, vocabulary};
use clinic::referral::{Referral, ReferralDraft};
use guideline::rule::Stage;
use guideline::rule_file::{Folder, load};
use guideline::rule_set::RuleSet;
use registry::http::{Needs, ROUTES, Route, open_router, serve};

use crate::client::Answer;

fn folder() -> Folder {
    Folder::read(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../guidelines/ngc-haem-2022")).unwrap()
}

pub fn rule_set() -> RuleSet {
    load(&folder(), &vocabulary()).unwrap()
}

pub fn started() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || serve(open_router(rule_set(), None), listener, false).unwrap());
    address
}

fn ask(address: SocketAddr, method: &str, path: &str, kind: &str, body: &[u8]) -> Answer {
    crate::client::ask(address, method, path, &[("Content-Type", kind)], body)
}

fn verdict(address: SocketAddr, body: &str) -> Answer {
    ask(address, "POST", "/v1/referral/verdict", "application/json", body.as_bytes())
}

#[test]
fn every_route_is_described_and_nothing_else_answers() {
    let address = started();
    let description = ask(address, "GET", "/openapi.json", "text/plain", b"");
    let described: usize =
        description.body["paths"].as_object().unwrap().values().map(|own| own.as_object().unwrap().len()).sum();
    let open: Vec<&Route> = ROUTES.iter().filter(|route| route.needs == Needs::Nothing).collect();
    assert_eq!(described, open.len());
    for route in open {
        let own = ask(address, route.method, route.path, "application/json", b"{}");
        assert!(![404, 405, 500].contains(&own.status), "{} {}: {}", route.method, route.path, own.status);
        let told = &description.body["paths"][route.path][route.method.to_lowercase()]["responses"];
        assert!(told.get(own.status.to_string()).is_some(), "{} {} is not told", route.path, own.status);
        let other = if route.method == "GET" { "POST" } else { "GET" };
        assert_eq!(ask(address, other, route.path, "application/json", b"").status, 405);
        for header in [
            "cache-control: no-store",
            "x-content-type-options: nosniff",
            "content-security-policy: default-src 'none'",
        ] {
            assert!(own.head.contains(header), "{}: {header}", route.path);
        }
    }
    assert_eq!(ask(address, "GET", "/nowhere", "text/plain", b"").status, 404);
    assert_eq!(ask(address, "GET", "/v1/referral/verdict/7409641002", "text/plain", b"").body["status"], 404);
    assert_eq!(ask(address, "GET", "/health", "text/plain", b"").body["rule_set"]["hash"], rule_set().hash.to_string());
}

/// Every golden vector over HTTP: the verdict of the library, with the source's words.
#[test]
fn verdicts_are_those_of_the_library_and_cite_their_source() {
    let address = started();
    let (folder, rule_set) = (folder(), rule_set());
    let mut asked = 0;
    for vector in vector::read(&folder).unwrap() {
        for run in vector.run.iter().filter(|run| run.switches.is_empty()) {
            let json = run.draft(&folder).unwrap().to_string();
            let answer = verdict(address, &json);
            let Ok(referral) = Referral::from_draft(&ReferralDraft::from_json(json.as_bytes()).unwrap()) else {
                assert_eq!(answer.status, 422, "{}", vector.id);
                continue;
            };
            let assessment = assess(&rule_set, &referral, rule_set.default_switches()).unwrap();
            assert_eq!(answer.body["verdict"], assessment.conclusion().name(Stage::Referral), "{}", vector.id);
            assert_eq!(answer.body, assessment.record(false), "{}", vector.id);
            assert!(!answer.body.to_string().contains(referral.patient.cpr.as_str()), "no person number comes back");
            asked += 1;
        }
    }
    assert!(asked > 60, "{asked} vectors");
    let rr0 = folder.get("vectors/base/RR0.json").unwrap();
    let citation = &verdict(address, rr0).body["rules"]["RR-ELIG-05"]["citations"][0];
    assert_eq!((citation["page"].as_u64(), citation["quote"].as_str()), (Some(10), Some("WHO/ECOG score: 2")));
}

#[test]
fn what_cannot_be_read_is_told_and_never_repeated() {
    let address = started();
    let rr0 = folder().get("vectors/base/RR0.json").unwrap().to_owned();
    let faulty = rr0.replace("\"7409641002\"", "\"7499641002\"").replace("\"ecog\": 1", "\"ecog\": 9");
    let answer = verdict(address, &faulty);
    assert_eq!(answer.status, 422);
    let paths: Vec<&str> =
        answer.body["errors"].as_array().unwrap().iter().filter_map(|own| own["path"].as_str()).collect();
    assert_eq!(paths, ["consent.person_cpr", "fitness.ecog", "patient.cpr"]);
    assert!(answer.body["errors"].as_array().unwrap().iter().all(|own| own["da"] != own["en"]));
    assert!(!answer.body.to_string().contains("749964"), "{}", answer.body);
    let broken = verdict(address, &rr0.replacen(':', "", 1));
    assert_eq!(broken.status, 400);
    assert!(broken.body["errors"][0]["line"].as_u64().unwrap() > 0 && !broken.body.to_string().contains("schema\""));
    assert_eq!(verdict(address, &" ".repeat(2 << 20)).status, 413);
    assert_eq!(ask(address, "POST", "/v1/referral/verdict", "text/plain", rr0.as_bytes()).status, 415);
    let old = verdict(address, &rr0.replace("\"date\": \"2026-03-02\"", "\"date\": \"2022-06-02\""));
    assert!(old.status == 422, "{}", old.body);
    let track = verdict(address, &rr0.replace("\"route\": \"R\"", "\"route\": \"X\""));
    assert_eq!((track.status, track.body["type"].as_str()), (422, Some("urn:marv:problem:no-such-track")));
}

/// Of a form with more fields than a form has, the first two thousand were read and the rest was not: a person would have seen another verdict.
#[test]
fn a_form_or_a_query_is_read_whole_or_not_at_all() {
    let address = started();
    let form = "application/x-www-form-urlencoded";
    let send = |text: &str| ask(address, "POST", "/requisition", form, text.as_bytes()).status;
    let pairs = |count: usize| vec!["a=1"; count].join("&");
    assert_eq!([send(&pairs(1_999)), send(&pairs(2_001)), send(&"a".repeat(2 << 20))], [422, 413, 413]);
    let query = |count: usize| ask(address, "GET", &format!("/rules?{}", pairs(count)), "", b"").status;
    assert_eq!([query(1_999), query(2_001)], [200, 413]);
}

#[test]
fn many_ask_at_once() {
    let address = started();
    let rr0 = folder().get("vectors/base/RR0.json").unwrap().to_owned();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..10).for_each(|_| assert_eq!(verdict(address, &rr0).body["verdict"], "ELIGIBLE")));
        }
    });
}

#[test]
fn nobody_else_is_listened_to_without_encryption() {
    let listener = TcpListener::bind("0.0.0.0:0").unwrap();
    assert!(serve(open_router(rule_set(), None), listener, false).is_err());
}
