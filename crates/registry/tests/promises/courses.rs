//! A patient's course over HTTP, from the person register to the phase-1 unit, and who sees what of it at each step.

use registry::access::policy::{Action, Relation, permits};
use serde_json::{Value, json};

use crate::client::{Answer, GIVEN, WORDS};
use crate::world::{NAME, NUMBER, PEOPLE, World};
use clinic::code::CodeList;
use clinic::order::OrderState;

/// Everybody asks for the course; who sees it is whom the policy shows it by the relations that the world knows.
fn everybody_looks(world: &mut World, patient: &str, state: OrderState, referred: bool) {
    for (who, role, _, relations) in PEOPLE {
        let mut relations = [*relations, &[Relation::None]].concat();
        if referred && *who == "phase1" {
            relations.push(Relation::Referred);
        }
        let treats = relations.contains(&Relation::Requesting) && *who != "reception3";
        let of_order = relations.iter().any(|own| permits(*role, Action::ReadCourse, *own, Some(state)).is_ok());
        let of_patient = treats && permits(*role, Action::ReadCourse, Relation::Requesting, None).is_ok();
        let answer = world.at(who).get(&format!("/v1/courses/{patient}"));
        let may =
            permits(*role, Action::ReadCourse, Relation::None, None) != Err(registry::access::policy::Denial::Role);
        let expected = if of_order || of_patient {
            200
        } else if may {
            404
        } else {
            403
        };
        assert_eq!(answer.status, expected, "{who} at {}: {}", state.code(), answer.body);
        let shown = answer.body["orders"].as_array().map_or(0, Vec::len);
        assert_eq!(shown, usize::from(of_order), "{who} at {}", state.code());
        let work = world.at(who).get("/v1/worklist");
        let works = work.body["orders"].as_array().map_or(0, Vec::len);
        let ended = matches!(state, OrderState::Closed | OrderState::Cancelled);
        assert_eq!(works, usize::from(of_order && !ended), "{who}'s worklist at {}", state.code());
    }
}

fn codes(answer: &Answer) -> Vec<&str> {
    answer.body["errors"].as_array().unwrap().iter().filter_map(|own| own["code"].as_str()).collect()
}

#[test]
fn from_the_register_to_the_phase_one_unit() {
    let mut world = World::new();
    let patient = world.registers();
    let path = format!("/v1/courses/{patient}");
    let empty = world.at("requester").get(&path);
    assert_eq!((empty.status, empty.body["version"].as_u64()), (200, Some(0)));
    assert_eq!(world.at("requester2").get(&path).status, 404);

    world.submits(&patient);
    everybody_looks(&mut world, &patient, OrderState::Submitted, false);
    let verdict = world.at("programme").get(&format!("{path}/orders/o1/verdict"));
    assert_eq!((verdict.status, verdict.body["verdict"].as_str()), (200, Some("ELIGIBLE")));
    assert_eq!(world.at("reception").get(&format!("{path}/orders/o1/verdict")).status, 404);

    world.accepts(&patient);
    everybody_looks(&mut world, &patient, OrderState::Accepted, false);
    world.releases(&patient);
    everybody_looks(&mut world, &patient, OrderState::DataReleased, false);
    world.interprets(&patient);
    everybody_looks(&mut world, &patient, OrderState::ReviewPending, false);

    // A signature asks who it is once more, and one's own interpretation is not one's own to approve.
    let sign = json!({ "type": "sign", "order": "o1" });
    let refused = world.writes("approver", "commands", &patient, &sign);
    assert_eq!((refused.status, codes(&refused)), (409, vec!["DER-14"]));
    assert!(refused.body["errors"][0]["da"] != refused.body["errors"][0]["en"]);
    let renewal = json!({ "password": WORDS });
    assert_eq!(world.at("approver").ask("POST", "/v1/session/renewal", &renewal).status, 200);
    world.does("approver", &patient, &sign);
    everybody_looks(&mut world, &patient, OrderState::Signed, false);
    world.does("approver", &patient, &json!({ "type": "deliver", "order": "o1", "recipients": ["requester"] }));
    world.does("requester", &patient, &json!({ "type": "acknowledge", "order": "o1" }));
    let decision = json!({
        "date": "2026-03-02", "unit": "9990000000000001", "participants": ["hæmatolog"], "conclusion": "referred-to-phase-1",
        "text": "Henvises til fase 1-enheden.",
    });
    world.does("secretary", &patient, &json!({ "type": "discuss", "order": "o1", "decision": decision }));
    everybody_looks(&mut world, &patient, OrderState::Discussed, true);
    world.does("requester", &patient, &json!({ "type": "close", "order": "o1" }));
    everybody_looks(&mut world, &patient, OrderState::Closed, true);

    // Who the patient is, is for those who meet the patient or hold the tube.
    for (who, status) in [
        ("requester", 200),
        ("reception", 200),
        ("phase1", 200),
        ("interpreter", 403),
        ("auditor", 403),
        ("requester2", 404),
    ] {
        let person = world.at(who).get(&format!("{path}/person"));
        assert_eq!(person.status, status, "{who}");
        assert_eq!(person.body["number"] == NUMBER, status == 200, "{who}");
    }
    // The patient's own log: complete, of this patient alone, and kept by somebody who can do nothing else.
    let log = world.at("auditor").get(&format!("{path}/access-log"));
    let records = log.body["records"].as_array().unwrap();
    assert!(records.len() > 100 && log.body["total"] == records.len(), "{}", records.len());
    assert!(records.iter().all(|record| record["patients"].as_array().unwrap().iter().any(|own| *own == patient)));
    assert_eq!(world.at("requester").get(&format!("{path}/access-log")).status, 403);
    // It is given in parts: a later one begins where it is asked for, and nothing is left out.
    let part = world.at("auditor").get(&format!("{path}/access-log?from=90"));
    assert_eq!(part.body["records"][0], records[90]);
    assert_eq!(part.body["total"].as_u64().unwrap(), log.body["total"].as_u64().unwrap() + 1, "the reading before it");
    assert_eq!(world.at("auditor").get(&format!("{path}/access-log?from=-1")).status, 400);
    let verified = world.started.service.store.verify(&world.started.place.anchors()).unwrap();
    assert_eq!(verified.faults, []);
}

#[test]
fn a_writer_says_what_was_seen_and_the_same_key_has_one_effect() {
    let mut world = World::new();
    let patient = world.registers();
    world.submits(&patient);
    world.accepts(&patient);
    let path = format!("/v1/courses/{patient}/commands");
    let hold = json!({ "type": "place-hold", "order": "o1", "hold": "clinical", "reason": "afventer" });
    let version = world.version(&patient);
    let (now, old) = (format!("\"{version}\""), format!("\"{}\"", version - 1));
    let mut ask = |headers: &[(&str, &str)]| world.at("requester").ask_with("POST", &path, headers, &hold);
    assert_eq!(ask(&[("Idempotency-Key", "k")]).status, 428);
    assert_eq!(ask(&[("If-Match", "*"), ("Idempotency-Key", "k")]).status, 428);
    assert_eq!(ask(&[("If-Match", &old), ("Idempotency-Key", "k")]).status, 412);
    assert_eq!(ask(&[("If-None-Match", "*"), ("Idempotency-Key", "k")]).status, 412);
    assert_eq!(ask(&[("If-Match", "W/\"1\""), ("Idempotency-Key", "k")]).status, 400);
    assert_eq!(ask(&[("If-Match", &now)]).status, 400, "no key");
    let first = ask(&[("If-Match", &now), ("Idempotency-Key", "k")]);
    assert_eq!((first.status, first.body["replayed"].as_bool()), (200, Some(false)));
    assert!(first.head.contains(&format!("etag: \"{}\"", version + 1)), "{}", first.head);
    let again = ask(&[("If-Match", &now), ("Idempotency-Key", "k")]);
    assert_eq!((again.status, again.body["replayed"].as_bool()), (200, Some(true)));
    assert_eq!(again.body["version"], first.body["version"]);
    // Another's key is another key, and another wish under the same one is none.
    let lift = json!({ "type": "lift-hold", "order": "o1", "hold": "clinical", "reason": "afklaret" });
    let tag = format!("\"{}\"", version + 1);
    let headers = [("If-Match", tag.as_str()), ("Idempotency-Key", "k")];
    assert_eq!(
        world.at("requester").ask_with("POST", &path, &headers, &lift).body["type"],
        "urn:marv:problem:key-reused"
    );
    assert_eq!(world.at("reception").ask_with("POST", &path, &headers, &lift).status, 200);
    let refused = world.writes("reception", "commands", &patient, &lift);
    assert_eq!((refused.status, codes(&refused)), (409, vec!["state"]));
}

#[test]
fn wrong_fields_are_named_and_never_repeated() {
    let mut world = World::new();
    let patient = world.registers();
    let paths = |answer: &Answer| -> Vec<String> {
        let all = answer.body["errors"].as_array().unwrap().iter();
        all.map(|own| own["path"].as_str().unwrap().to_owned()).collect()
    };
    let cancel = json!({ "type": "cancel", "order": NUMBER, "reason": NAME });
    let answer = world.writes("requester", "commands", &patient, &cancel);
    assert_eq!((answer.status, paths(&answer)), (422, vec!["order".into(), "reason".into(), "text".into()]));
    let unknown = world.writes("requester", "commands", &patient, &json!({ "type": NUMBER }));
    assert_eq!((unknown.status, paths(&unknown)), (422, vec!["type".into()]));
    let unrenewed = world.writes("requester", "orders", &patient, &World::submission("o1"));
    assert_eq!((unrenewed.status, unrenewed.body["type"].as_str()), (403, Some("urn:marv:problem:renew")));
    world.renews("requester");
    let mut submission = World::submission("o1");
    submission["referral"]["fitness"]["ecog"] = json!(9);
    submission["referral"]["requester"]["specialty"] = json!(NAME);
    let answer = world.writes("requester", "orders", &patient, &submission);
    assert_eq!(
        (answer.status, paths(&answer)),
        (422, vec!["referral.fitness.ecog".into(), "referral.requester.specialty".into()])
    );
    let twice = br#"{"type":"close","order":"o1","order":"o2"}"#;
    let cookie = world.at("requester").cookie.clone().unwrap();
    let headers = [("Cookie", cookie.as_str()), ("Content-Type", "application/json")];
    let path = format!("/v1/courses/{patient}/commands");
    assert_eq!(crate::client::ask(world.started.address, "POST", &path, &headers, twice).status, 400);
    // A referral of somebody else than the person on the register.
    world.does("requester", &patient, &World::consent(&patient));
    let mut other = World::submission("o1");
    other["referral"]["patient"]["cpr"] = json!("7409641003");
    other["referral"]["consent"]["person_cpr"] = json!("7409641003");
    let answer = world.writes("requester", "orders", &patient, &other);
    assert_eq!((answer.status, paths(&answer)), (422, vec!["referral.patient".into()]));
    let person = json!({ "number": "7499641002", "name": " ", "birth": "14.9.1964" });
    let answer = world.at("requester").ask("POST", "/v1/persons", &person);
    assert_eq!((answer.status, paths(&answer)), (422, vec!["number".into(), "birth".into(), "name".into()]));
}

#[test]
fn a_person_keeps_one_pseudonym_and_is_found_by_those_who_treat() {
    let mut world = World::new();
    let patient = world.registers();
    assert_eq!(world.registers(), patient);
    let sought = json!({ "number": "740964-1002" });
    assert_eq!(world.at("reader").ask("POST", "/v1/persons/search", &sought).body["patient"], patient);
    let (hidden, nobody) = (
        world.at("requester2").ask("POST", "/v1/persons/search", &sought),
        world.at("requester2").ask("POST", "/v1/persons/search", &json!({ "number": "7409641009" })),
    );
    assert_eq!((hidden.status, &hidden.body), (404, &nobody.body));
    let mut wrong = World::person();
    wrong["birth"] = json!("1964-09-15");
    assert_eq!(world.at("requester2").ask("POST", "/v1/persons", &wrong).status, 422);
    // A second unit that treats the patient sees the patient and none of the first unit's orders.
    world.submits(&patient);
    assert_eq!(world.at("requester2").ask("POST", "/v1/persons", &World::person()).body["patient"], patient);
    let seen = world.at("requester2").get(&format!("/v1/courses/{patient}"));
    assert_eq!((seen.status, seen.body["orders"].as_array().unwrap().len()), (200, 0));
    assert_eq!(seen.body["consents"].as_array().unwrap().len(), 1);
    let close = |order: &str| json!({ "type": "cancel", "order": order, "reason": "mistake", "text": "x" });
    let hidden = world.writes("requester2", "commands", &patient, &close("o1"));
    let nothing = world.writes("requester2", "commands", &patient, &close("o9"));
    assert_eq!((hidden.status, codes(&hidden)), (409, vec!["no-such"]));
    assert_eq!(hidden.body.to_string().replace("o1", "o9"), nothing.body.to_string());
}

#[test]
fn a_broken_glass_shows_for_a_while_and_is_reviewed() {
    let mut world = World::new();
    let patient = world.registers();
    world.submits(&patient);
    let path = format!("/v1/courses/{patient}");
    let breaking = json!({ "number": NUMBER, "reason": "Indlagt akut her, svaret haster" });
    assert_eq!(world.at("requester2").get(&path).status, 404);
    assert_eq!(world.at("reception2").ask("POST", "/v1/broken-glass", &breaking).status, 403);
    let no_reason = json!({ "number": NUMBER, "reason": " " });
    assert_eq!(world.at("requester2").ask("POST", "/v1/broken-glass", &no_reason).status, 422);
    let not_shown = world.at("requester2").ask("POST", "/v1/broken-glass", &breaking);
    assert_eq!((not_shown.status, not_shown.body["type"].as_str()), (403, Some("urn:marv:problem:renew")));
    assert_eq!(world.at("requester2").get(&path).status, 404);
    world.renews("requester2");
    assert_eq!(world.at("requester2").ask("POST", "/v1/broken-glass", &breaking).body["patient"], patient);
    let seen = world.at("requester2").get(&path);
    assert_eq!((seen.status, seen.body["orders"].as_array().unwrap().len()), (200, 1));
    // It shows and lets nothing be done.
    let hold = json!({ "type": "place-hold", "order": "o1", "hold": "clinical", "reason": "x" });
    assert_eq!(world.writes("requester2", "commands", &patient, &hold).status, 404);
    let all = world.at("auditor").get("/v1/broken-glass").body["broken_glass"].clone();
    assert_eq!((all.as_array().unwrap().len(), &all[0]["account"]), (1, &json!("requester2")));
    let after = world.at("auditor").get("/v1/broken-glass?from=1").body.clone();
    assert_eq!((&after["broken_glass"], &after["total"], &after["next"]), (&json!([]), &json!(1), &json!(null)));
    let review = format!("/v1/broken-glass/{}/review", all[0]["id"].as_str().unwrap());
    assert_eq!(world.at("requester2").ask("POST", &review, &json!({ "finding": "fint" })).status, 403);
    let blank = world.at("auditor").ask("POST", &review, &json!({ "finding": " " }));
    assert_eq!((blank.status, blank.body["errors"][0]["path"].as_str()), (422, Some("finding")));
    assert_eq!(world.at("auditor").ask("POST", &review, &json!({ "finding": "Begrundet" })).status, 200);
    assert_eq!(world.at("auditor").ask("POST", &review, &json!({ "finding": "Begrundet" })).status, 404, "once");
    let store = &world.started.service.store;
    let token = world.browser_token("requester2");
    let later = *crate::fixture::NOW + registry::access::GLASS_LASTS;
    let viewer = store.viewer(&token, "10.0.0.1", *crate::fixture::NOW).unwrap().unwrap();
    let id = clinic::identifier::PatientId::new(&patient).unwrap();
    assert!(store.see(&viewer, &id, *crate::fixture::NOW).is_ok());
    assert_eq!(store.see(&viewer, &id, later).unwrap_err().status(), 404);
}

#[test]
fn whoever_keeps_accounts_sees_no_patient_and_takes_effect_at_once() {
    let mut world = World::new();
    let patient = world.registers();
    assert_eq!(world.at("administrator").get(&format!("/v1/courses/{patient}")).status, 403);
    let account = json!({
        "id": "new", "name": "Ny", "specialty": "none", "active": true,
        "memberships": [{ "role": "unit-reader", "unit": "9990000000000001" }],
    });
    let path = "/v1/accounts/new";
    let set = |world: &mut World, seen: (&str, &str), body: &Value| {
        world.at("administrator").ask_with("PUT", path, &[seen], body)
    };
    let with = json!({ "account": account, "password": GIVEN });
    let before = set(&mut world, ("If-None-Match", "*"), &with);
    assert_eq!((before.status, before.body["type"].as_str()), (403, Some("urn:marv:problem:renew")));
    let password = |world: &mut World| {
        world.at("administrator").ask("POST", "/v1/accounts/reader/password", &json!({ "password": GIVEN })).status
    };
    assert_eq!(password(&mut world), 403);
    world.renews("administrator");
    assert_eq!(set(&mut world, ("If-None-Match", "*"), &json!({ "account": account })).status, 422, "no password");
    assert_eq!(set(&mut world, ("If-None-Match", "*"), &with).status, 200);
    assert_eq!(set(&mut world, ("If-None-Match", "*"), &with).status, 412);
    let mut browser = world.started.browser();
    let first = browser.sign_in("new", GIVEN);
    assert_eq!((first.status, first.body["type"].as_str()), (403, Some("urn:marv:problem:first-password")));
    let chosen = json!({ "account": "new", "password": GIVEN, "new": WORDS });
    assert_eq!(browser.ask("POST", "/v1/session", &chosen).status, 200);
    assert_eq!(password(&mut world), 200);
    assert_eq!(world.at("reader").get("/v1/session").status, 401, "another's password ends their sessions");
    assert_eq!(browser.get(&format!("/v1/courses/{patient}")).status, 200);
    let mut closed = account.clone();
    closed["active"] = json!(false);
    assert_eq!(set(&mut world, ("If-Match", "\"9\""), &json!({ "account": closed })).status, 412);
    assert_eq!(browser.get(&format!("/v1/courses/{patient}")).status, 200);
    assert_eq!(set(&mut world, ("If-Match", "\"1\""), &json!({ "account": closed })).status, 200);
    assert_eq!(browser.get(&format!("/v1/courses/{patient}")).status, 401);
    let mut wrong = account;
    wrong["memberships"] = json!([{ "role": "auditor", "unit": "1" }, { "role": "requester", "unit": "" }]);
    let answer = set(&mut world, ("If-Match", "\"2\""), &json!({ "account": wrong }));
    assert_eq!((answer.status, answer.body["errors"].as_array().unwrap().len()), (422, 2));
}
