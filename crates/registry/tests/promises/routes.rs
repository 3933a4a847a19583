//! Every route, taken from the table: who gets in, what is logged, and what a writer must say.

use registry::access::policy::{Action, roles};
use registry::http::{Changes, Needs, ROUTES, Route};
use serde_json::{Value, json};

use crate::client::{Answer, WORDS};
use crate::world::{PEOPLE, World};
use clinic::course::CommandKind;

fn body(route: &Route, patient: &str) -> Value {
    let membership = json!({ "role": "unit-reader", "unit": "9990000000000001" });
    match route.body {
        None => Value::Null,
        Some("Membership") => membership,
        Some("Renewal" | "SetPassword") => json!({ "password": WORDS }),
        Some("NewPassword") => json!({ "old": WORDS, "new": WORDS }),
        Some("NewPerson") => World::person(),
        Some("CorrectedPerson") => {
            let mut person = World::person();
            person["reason"] = json!("prøve");
            person
        }
        Some("Sought") => json!({ "number": crate::world::NUMBER }),
        Some("Confirmation") => json!({ "into": patient }),
        Some("Command") => json!({ "type": "place-hold", "order": "o1", "hold": "clinical", "reason": patient }),
        Some("Submission") => World::submission("o2"),
        Some("Joining" | "Breaking") => json!({ "number": crate::world::NUMBER, "reason": "prøve" }),
        Some("Review") => json!({ "finding": "prøve" }),
        Some("SetAccount") => {
            let account =
                json!({ "id": "spare", "name": "x", "specialty": "none", "active": true, "memberships": [membership] });
            json!({ "account": account, "password": WORDS })
        }
        Some("Search") if route.path.starts_with("/fhir/Patient") => {
            json!(format!("identifier={}", crate::world::NUMBER))
        }
        Some("Search") => json!(format!("patient={patient}")),
        Some("Unit") => json!({ "id": "9990000000000901", "da": "x", "en": "x" }),
        Some(other) => panic!("a body of {other} is not known to the test"),
    }
}

fn path(route: &Route, patient: &str) -> String {
    let id = match route.path {
        path if path.starts_with("/v1/accounts") => "spare",
        path if path.starts_with("/v1/units") => "9990000000000901",
        path if path.starts_with("/v1/broken-glass") => "none",
        _ => patient,
    };
    let path = route.path.replace("{id}", id).replace("{order}", "o1");
    let path = path.replace("{kind}", "Task").replace("{part}", "0");
    match path.strip_prefix("/fhir/") {
        Some("Patient") => format!("{path}?_id={patient}"),
        Some(kind) if !kind.contains(['/', '$']) => format!("{path}?patient={patient}"),
        _ => path,
    }
}

/// What a problem is called, in the service's words or in FHIR's.
fn problem(answer: &Answer) -> Option<&str> {
    let own = answer.body["type"].as_str().and_then(|own| own.strip_prefix("urn:marv:problem:"));
    own.or(answer.body["issue"][0]["details"]["coding"][0]["code"].as_str())
}

fn guarded() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().filter(|route| !matches!(route.needs, Needs::Nothing | Needs::Door))
}

struct Asking {
    world: World,
    patient: String,
}

impl Asking {
    fn new() -> Self {
        let mut world = World::new();
        let patient = world.registers();
        world.submits(&patient);
        world.accepts(&patient);
        // What opens doors asks for a renewed identification, which is good for as long as the tests' clock stands still.
        world.renews("administrator");
        Self { world, patient }
    }

    fn records(&self) -> i64 {
        let file = rusqlite::Connection::open(self.world.started.place.file()).unwrap();
        file.query_row("SELECT COUNT(*) FROM audit", [], |row| row.get(0)).unwrap()
    }

    /// The answer, and how many records it left.
    fn ask(&mut self, who: &str, route: &Route, headers: &[(&str, &str)]) -> (Answer, i64) {
        let before = self.records();
        let key = self.world.key();
        let headers = [headers, &[("Idempotency-Key", key.as_str())]].concat();
        let (path, body) = (path(route, &self.patient), body(route, &self.patient));
        let form: &[(&str, &str)] =
            if body.is_string() { &[("Content-Type", "application/x-www-form-urlencoded")] } else { &[] };
        let headers = [&headers, form].concat();
        let answer = self.world.at(who).ask_with(route.method, &path, &headers, &body);
        assert!(answer.status < 500, "{} {}: {}", route.method, route.path, answer.body);
        (answer, self.records() - before)
    }
}

#[test]
fn without_a_session_no_route_answers() {
    let asking = Asking::new();
    let mut stranger = asking.world.started.browser();
    for route in guarded() {
        let answer = stranger.ask(route.method, &path(route, &asking.patient), &body(route, &asking.patient));
        assert_eq!((answer.status, problem(&answer)), (401, Some("sign-in")), "{} {}", route.method, route.path);
    }
}

#[test]
fn every_route_asks_the_policy_and_leaves_one_record() {
    let mut asking = Asking::new();
    for (who, role, ..) in PEOPLE {
        for route in guarded() {
            let action = match route.needs {
                Needs::May(action) => action,
                Needs::Command => Action::Do(CommandKind::PlaceHold),
                _ => continue,
            };
            // Somebody has written meanwhile, so that nothing is changed by those who may.
            let seen: &[(&str, &str)] =
                if route.changes == Changes::Versioned { &[("If-Match", "\"99\"")] } else { &[] };
            let (answer, records) = asking.ask(who, route, seen);
            let may = roles(action).contains(role);
            let said = format!("{who}: {} {}: {} {}", route.method, route.path, answer.status, answer.body);
            assert_eq!(problem(&answer) == Some("role"), !may, "{said}");
            assert_eq!(records, 1, "{said}");
            let versioned = route.changes == Changes::Versioned;
            assert!(!may || !versioned || [412, 404].contains(&answer.status), "{said}");
        }
    }
}

#[test]
fn every_route_on_oneself_leaves_one_record() {
    let mut asking = Asking::new();
    for route in guarded().filter(|route| route.needs == Needs::Viewer) {
        let (answer, records) = asking.ask("reader", route, &[]);
        // Who one is oneself is no access to anything.
        let expected = i64::from((route.method, route.path) != ("GET", "/v1/session"));
        // By then the reader has come in anew, and has not shown again who they are.
        let status = if route.path == "/v1/sessions/{id}" { 403 } else { 200 };
        assert_eq!((answer.status, records), (status, expected), "{} {}: {}", route.method, route.path, answer.body);
        if route.method == "DELETE" {
            assert_eq!(asking.world.at("reader").sign_in("reader", WORDS).status, 200);
        }
    }
}

#[test]
fn whatever_others_change_too_is_changed_with_a_version() {
    let mut asking = Asking::new();
    let reads = ["GET"];
    let mut versioned = 0;
    for route in ROUTES {
        assert_eq!(
            route.changes == Changes::Nothing,
            reads.contains(&route.method)
                || ["/verdict", "/search", "/_search", "/wgs-referral"].iter().any(|end| route.path.ends_with(end)),
            "{}",
            route.path
        );
        if let Changes::Alone(why) = route.changes {
            assert!(!why.is_empty());
        }
        if route.changes != Changes::Versioned {
            continue;
        }
        versioned += 1;
        let who = if route.path.starts_with("/v1/courses") { "requester" } else { "administrator" };
        let status = |asking: &mut Asking, headers: &[(&str, &str)]| asking.ask(who, route, headers).0.status;
        assert_eq!(status(&mut asking, &[]), 428, "{}", route.path);
        assert_eq!(status(&mut asking, &[("If-Match", "*")]), 428, "{}", route.path);
        assert_eq!(status(&mut asking, &[("If-Match", "\"99\"")]), 412, "{}", route.path);
        assert_eq!(status(&mut asking, &[("If-Match", "99")]), 400, "{}", route.path);
    }
    assert_eq!(versioned, 5);
}

#[test]
fn the_description_tells_every_route_and_every_answer() {
    let mut asking = Asking::new();
    let description = asking.world.at("reader").get("/openapi.json").body;
    let paths = description["paths"].as_object().unwrap();
    let described: usize = paths.values().map(|own| own.as_object().unwrap().len()).sum();
    assert_eq!(described, ROUTES.len());
    for route in guarded() {
        let told = &paths[route.path][&route.method.to_lowercase()];
        if let Some(body) = route.body {
            assert!(description["components"]["schemas"][body].is_object(), "{body}");
        }
        for who in ["requester", "administrator", "auditor"] {
            let (answer, _) = asking.ask(who, route, &[]);
            assert!(
                told["responses"].get(answer.status.to_string()).is_some(),
                "{} {} {}",
                route.method,
                route.path,
                answer.status
            );
            if route.path == "/v1/sessions"
                || (route.method, route.path) == ("DELETE", "/v1/session")
                || route.path == "/v1/session/password"
            {
                assert_eq!(asking.world.at(who).sign_in(who, WORDS).status, 200);
            }
        }
    }
}
