//! One person under two numbers: two persons of the staff say so, and there is one course, found by both.

use clinic::identifier::PatientId;
use jiff::SignedDuration;
use registry::access::Viewer;
use registry::store::StoreError;
use serde_json::{Value, json};

use crate::client::{Answer, WORDS};
use crate::fixture::NOW;
use crate::pages::asked::{get_as, post};
use crate::world::{NUMBER, World};

/// A person number as it will be given out in 2057, and a replacement number of somebody else.
const PERSON: &str = "1409578002";
const OTHER: &str = "7409641003";
const WHY: &str = "erstatningsnummer og CPR-nummer for samme person";

fn registers(world: &mut World, who: &str, number: &str) -> String {
    let person = json!({ "number": number, "name": "Testperson To", "birth": "1964-09-14" });
    world.at(who).ask("POST", "/v1/persons", &person).body["patient"].as_str().unwrap().to_owned()
}

fn proposes(world: &mut World, who: &str, patient: &str, number: &str, reason: &str) -> Answer {
    let path = format!("/v1/courses/{patient}/joining");
    world.at(who).ask("POST", &path, &json!({ "number": number, "reason": reason }))
}

fn confirms(world: &mut World, who: &str, patient: &str, into: &str) -> Answer {
    let path = format!("/v1/courses/{patient}/joining/confirmation");
    world.at(who).ask("POST", &path, &json!({ "into": into }))
}

fn found(world: &mut World, who: &str, number: &str) -> Value {
    world.at(who).ask("POST", "/v1/persons/search", &json!({ "number": number })).body["patient"].clone()
}

fn codes(answer: &Answer) -> Vec<&str> {
    answer.body["errors"].as_array().unwrap().iter().filter_map(|own| own["code"].as_str()).collect()
}

fn kind(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.body["type"].as_str().unwrap_or_default().trim_start_matches("urn:marv:problem:"))
}

fn viewer(world: &World, who: &str) -> Viewer {
    world.started.service.store.viewer(&world.browser_token(who), "127.0.0.1", *NOW).unwrap().unwrap()
}

/// A course whose order is in the laboratory, and one of the same person whose consent was withdrawn.
fn two_courses() -> (World, String, String) {
    let mut world = World::new();
    let first = world.registers();
    world.submits(&first);
    world.accepts(&first);
    let second = registers(&mut world, "requester", PERSON);
    let mut consent = World::consent(&second);
    consent["consent"] = json!("c2");
    world.does("requester", &second, &consent);
    world.does("requester", &second, &json!({ "type": "withdraw-consent", "consent": "c2", "reason": "ønske" }));
    (world, first, second)
}

/// Proposed by the secretary and confirmed by the requester.
fn joined(world: &mut World, ends: &str, goes_on: &str, number: &str) {
    world.renews("secretary");
    world.renews("requester");
    let proposed = proposes(world, "secretary", ends, number, WHY);
    assert_eq!(proposed.status, 200, "{}", proposed.body);
    let answer = confirms(world, "requester", ends, goes_on);
    assert_eq!((answer.status, &answer.body["patient"]), (200, &json!(goes_on)), "{}", answer.body);
}

#[test]
fn two_persons_join_two_courses_and_nobody_else_does() {
    let (mut world, first, second) = two_courses();
    // Who may not, who sees neither, and who has not shown again who they are.
    assert_eq!(kind(&proposes(&mut world, "reception", &second, NUMBER, WHY)), (403, "role"));
    assert_eq!(kind(&proposes(&mut world, "requester2", &second, NUMBER, WHY)), (404, "nothing-here"));
    assert_eq!(kind(&proposes(&mut world, "secretary", &second, NUMBER, WHY)), (403, "renew"));
    world.renews("secretary");
    assert_eq!(proposes(&mut world, "secretary", &second, NUMBER, " ").status, 422);
    // A number of nobody and one of a patient elsewhere are answered alike.
    registers(&mut world, "requester2", OTHER);
    let nobody = proposes(&mut world, "secretary", &second, "7409641004", WHY);
    let elsewhere = proposes(&mut world, "secretary", &second, OTHER, WHY);
    assert_eq!((kind(&nobody), &nobody.body), ((404, "nothing-here"), &elsewhere.body));
    // The course that is in the laboratory does not end.
    let under_way = proposes(&mut world, "secretary", &first, PERSON, WHY);
    assert_eq!((under_way.status, codes(&under_way)), (409, vec!["joining"]), "{}", under_way.body);
    assert_eq!(codes(&proposes(&mut world, "secretary", &second, PERSON, WHY)), ["joining"], "it is itself");
    // Nothing is confirmed that nobody proposed.
    assert_eq!(codes(&confirms(&mut world, "requester", &second, &first)), ["joining"]);
    assert_eq!(proposes(&mut world, "secretary", &second, NUMBER, WHY).status, 200);
    let path = format!("/v1/courses/{second}/joining");
    let shown = world.at("requester").get(&path);
    assert_eq!((&shown.body["proposal"]["into"], &shown.body["against"]), (&json!(first), &json!([])));
    assert_eq!(shown.body["after"]["consents"][0], json!({ "id": "c1", "state": "withdrawn" }), "{}", shown.body);
    assert_eq!(world.at("requester2").get(&path).status, 404);
    // The same person twice is not two, and who confirms says which.
    assert_eq!(codes(&confirms(&mut world, "secretary", &second, &first)), ["DER-14"]);
    assert_eq!(codes(&confirms(&mut world, "requester", &second, "p-00000000000000000000")), ["joining"]);
    assert_eq!(kind(&confirms(&mut world, "reader", &second, &first)), (403, "role"));
    assert_eq!(kind(&confirms(&mut world, "requester2", &second, &first)), (404, "nothing-here"));
    let (one, two) = (PatientId::new(&second).unwrap(), PatientId::new(&first).unwrap());
    let late = *NOW + SignedDuration::from_hours(7 * 24);
    let lapsed = world.started.service.store.confirm_joining(&viewer(&world, "requester"), &one, &two, late);
    assert!(matches!(lapsed, Err(StoreError::Refused(_))), "{lapsed:?}");
    assert_eq!(confirms(&mut world, "requester", &second, &first).body["patient"], json!(first));
    assert_eq!(codes(&confirms(&mut world, "requester", &second, &first)), ["joined-into"]);
    let verified = world.started.service.store.verify(&world.started.place.anchors()).unwrap();
    assert_eq!(verified.faults, []);
    // Whoever is shown the patient's log sees what was done under either pseudonym, each record once; why it was done stands on the register.
    let log = world.at("auditor").get(&format!("/v1/courses/{first}/access-log"));
    assert!(log.text.contains("joining") && log.text.contains(&second) && !log.text.contains(WHY), "{}", log.text);
    let numbers: Vec<u64> =
        log.body["records"].as_array().unwrap().iter().filter_map(|own| own["seq"].as_u64()).collect();
    assert!(numbers.len() > 10 && numbers.windows(2).all(|pair| pair[0] < pair[1]), "{numbers:?}");
}

#[test]
fn both_numbers_lead_to_one_course_that_knows_what_both_knew() {
    let (mut world, first, second) = two_courses();
    joined(&mut world, &second, &first, NUMBER);
    for number in [NUMBER, PERSON] {
        assert_eq!(found(&mut world, "requester", number), json!(first));
        assert_eq!(found(&mut world, "requester2", number), Value::Null);
    }
    // The person number counts, and what the register said before stays.
    let shown = world.at("requester").get(&format!("/v1/courses/{first}/person"));
    assert_eq!(shown.body["number"], json!(PERSON), "{}", shown.body);
    let course = |world: &mut World, patient: &str| world.at("requester").get(&format!("/v1/courses/{patient}")).body;
    let (goes_on, ended) = (course(&mut world, &first), course(&mut world, &second));
    assert_eq!((&goes_on["joined"], &ended["joined_into"]), (&json!([second]), &json!(first)));
    assert_eq!((&ended["orders"], &ended["consents"]), (&json!([]), &json!([])));
    // The withdrawal of the one stops the order of the other.
    let states: Vec<&Value> = goes_on["consents"].as_array().unwrap().iter().map(|own| &own["state"]).collect();
    assert_eq!(states, ["withdrawn", "withdrawn"], "{goes_on}");
    let collect = json!({ "type": "collect", "specimen": "at", "label": "x", "at": "2026-03-02T08:00:00Z" });
    let stopped = world.writes("requester", "commands", &first, &collect);
    assert_eq!((stopped.status, codes(&stopped)), (409, vec!["COM-CONSENT-04"]));
    // Nothing begins under the pseudonym that ended: the refusal names the one that counts.
    let transplant = json!({ "type": "record-transplant", "day": "2026-01-01" });
    let ended = world.writes("requester", "commands", &second, &transplant);
    assert_eq!((ended.status, codes(&ended)), (409, vec!["joined-into"]));
    assert!(ended.body["errors"][0]["en"].as_str().unwrap().contains(&first), "{}", ended.body);
    world.renews("requester");
    let correction = json!({ "number": OTHER, "name": "x", "birth": "1964-09-14", "reason": "x" });
    let path = format!("/v1/courses/{second}/person");
    let corrected = world.at("requester").ask_with("PUT", &path, &[("If-Match", "\"1\"")], &correction);
    assert_eq!((corrected.status, codes(&corrected)), (409, vec!["joined-into"]));
    // The number that stands at the one that ended can be the patient's again.
    let back = json!({ "number": NUMBER, "name": "x", "birth": "1964-09-14", "reason": "fejl" });
    let path = format!("/v1/courses/{first}/person");
    let corrected = world.at("requester").ask_with("PUT", &path, &[("If-Match", "\"2\"")], &back);
    assert_eq!(corrected.status, 200, "{}", corrected.body);
    assert_eq!([NUMBER, PERSON].map(|number| found(&mut world, "requester", number)), [json!(first), json!(first)]);
    assert_eq!(registers(&mut world, "requester2", PERSON), first, "who registers by either number meets one patient");
    // The facade says so both ways.
    let mut patient = |id: &str| world.at("requester").get(&format!("/fhir/Patient/{id}")).body;
    let link =
        |other: &str, kind: &str| json!([{ "other": { "reference": format!("Patient/{other}") }, "type": kind }]);
    assert_eq!(patient(&first)["link"], link(&second, "replaces"));
    let ended = patient(&second);
    assert_eq!((&ended["link"], &ended["active"]), (&link(&first, "replaced-by"), &json!(false)));
}

#[test]
fn an_order_goes_on_where_the_course_does_and_is_counted_once() {
    let mut world = World::new();
    let ends = world.registers();
    world.submits(&ends);
    world.accepts(&ends);
    let end = json!({ "type": "cancel", "order": "o1", "reason": "clinical", "text": "x" });
    world.does("requester", &ends, &end);
    let goes_on = registers(&mut world, "requester", OTHER);
    joined(&mut world, &ends, &goes_on, OTHER);
    let rows = || {
        let file = rusqlite::Connection::open(world.started.place.file()).unwrap();
        let mut rows = file.prepare("SELECT patient || ' ' || order_id FROM order_row").unwrap();
        let all = rows.query_map([], |row| row.get::<_, String>(0)).unwrap();
        all.collect::<Result<Vec<_>, _>>().unwrap()
    };
    assert_eq!(rows(), [format!("{goes_on} o1")]);
    let rules = crate::pages::asked::rule_set();
    let extract = |day: &str| {
        let programme = viewer(&world, "programme");
        world.started.service.store.extract(&programme, &rules, day.parse().unwrap(), *NOW).unwrap()
    };
    let cases = extract("2026-03-02").cases;
    assert_eq!(cases.iter().map(|own| own.patient.as_str()).collect::<Vec<_>>(), [goes_on.as_str()]);
    assert!(cases[0].accepted.is_some(), "what happened before the joining is known");
    assert_eq!(extract("2026-03-01").cases.len(), 0);
    assert_eq!(world.at("requester").get(&format!("/v1/courses/{goes_on}/orders/o1/verdict")).status, 200);
    // Who had part in the order sees it where it is, and what happened to it; who had none sees nothing.
    let seen =
        |world: &mut World, who: &str, patient: &str| world.at(who).get(&format!("/v1/courses/{patient}")).status;
    assert_eq!([&ends, &goes_on].map(|own| seen(&mut world, "reception", own)), [404, 200]);
    assert_eq!([&ends, &goes_on].map(|own| seen(&mut world, "requester2", own)), [404, 404]);
}

#[test]
fn it_is_proposed_and_confirmed_on_pages() {
    let (world, first, second) = two_courses();
    let address = world.started.address;
    let (secretary, requester) = (world.cookie("secretary"), world.cookie("requester"));
    let path = format!("/cases/{second}/joining");
    assert!(get_as(address, &format!("/cases/{second}"), &secretary).body.contains(&path));
    assert!(!get_as(address, &format!("/cases/{second}"), &world.cookie("reader")).body.contains(&path));
    let empty = get_as(address, &path, &secretary);
    assert!(empty.status == 200 && !empty.body.contains("value=\"confirm\""), "{}", empty.body);
    let wrong = post(address, &path, &secretary, &[("do", "propose"), ("number", "1")]);
    assert_eq!((wrong.status, wrong.body.matches("class=\"error\"").count()), (422, 2), "{}", wrong.body);
    let own = [("do", "propose"), ("number", NUMBER), ("reason", WHY)];
    let unshown = post(address, &path, &secretary, &own);
    assert!(unshown.status == 422 && unshown.body.contains("confirm with your password"), "{}", unshown.body);
    let unknown = [("do", "propose"), ("number", "7409641004"), ("reason", WHY), ("password", WORDS)];
    assert_eq!(post(address, &path, &secretary, &unknown).status, 422);
    let proposed = post(address, &path, &secretary, &own);
    assert!(proposed.status == 303 && proposed.head.contains(&format!("location: {path}")), "{}", proposed.body);
    let waits = get_as(address, &path, &secretary).body;
    assert!(waits.contains("You proposed it") && !waits.contains("value=\"confirm\""), "{waits}");
    // Both courses say that there is something to look at.
    for patient in [&first, &second] {
        let case = get_as(address, &format!("/cases/{patient}"), &requester).body;
        assert!(case.contains("It is proposed to join") && case.contains(&path), "{case}");
    }
    let asked = get_as(address, &path, &requester).body;
    for told in [WHY, "740964-1002", "140957-8002", "o1", "Withdrawn", "cannot be undone", "value=\"confirm\""] {
        assert!(asked.contains(told), "{told}: {asked}");
    }
    let own = post(address, &path, &secretary, &[("do", "confirm"), ("into", first.as_str())]);
    assert!(own.status == 409 && own.body.contains("DER-14"), "{}", own.body);
    let done = post(address, &path, &requester, &[("do", "confirm"), ("into", first.as_str()), ("password", WORDS)]);
    assert!(done.head.contains(&format!("location: /cases/{first}?done")), "{} {}", done.head, done.body);
    let ended = get_as(address, &format!("/cases/{second}"), &requester).body;
    assert!(
        ended.contains(&format!("goes on under <a href=\"/cases/{first}\"")) && !ended.contains("step-"),
        "{ended}"
    );
    let goes_on = get_as(address, &format!("/cases/{first}"), &requester).body;
    assert!(goes_on.contains(&format!("/cases/{second}")) && goes_on.contains("Joined with a course"), "{goes_on}");
    assert_eq!(goes_on.matches("Consent withdrawn").count(), 1, "what happened under the other pseudonym is told once");
    assert!(
        get_as(address, &format!("/cases/{second}/person"), &requester)
            .head
            .contains(&format!("location: /cases/{second}"))
    );
}
