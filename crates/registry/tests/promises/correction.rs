//! A person whose number or name changes: the course stays, and the old number finds it.

use serde_json::{Value, json};

use crate::client::{Answer, WORDS};
use crate::pages::asked::{get_as, post};
use crate::world::{NAME, NUMBER, World};

/// Another number of the same person, and one of somebody else.
const NEW: &str = "7409641010";
const OTHER: &str = "7409641003";

fn corrected(world: &mut World, who: &str, patient: &str, seen: u64, person: &Value) -> Answer {
    let tag = format!("\"{seen}\"");
    world.at(who).ask_with("PUT", &format!("/v1/courses/{patient}/person"), &[("If-Match", &tag)], person)
}

fn found(world: &mut World, who: &str, number: &str) -> Value {
    world.at(who).ask("POST", "/v1/persons/search", &json!({ "number": number })).body["patient"].clone()
}

#[test]
fn an_old_number_still_finds_the_patient() {
    let mut world = World::new();
    let patient = world.registers();
    world.submits(&patient);
    let with = |number: &str, name: &str, reason: &str| json!({ "number": number, "name": name, "birth": "1964-09-14", "reason": reason });
    // Who may not, and who has nothing to do with the patient.
    assert_eq!(corrected(&mut world, "reception", &patient, 1, &with(NEW, "x", "x")).status, 403);
    assert_eq!(corrected(&mut world, "requester2", &patient, 1, &with(NEW, "x", "x")).status, 404);
    // A name needs a reason.
    assert_eq!(corrected(&mut world, "secretary", &patient, 1, &with(NUMBER, "Testperson Nyt", " ")).status, 422);
    let named = corrected(&mut world, "secretary", &patient, 1, &with(NUMBER, "Testperson Nyt", "gift"));
    assert_eq!((named.status, &named.body["version"]), (200, &json!(2)), "{}", named.body);
    // Another number needs that one shows again who one is.
    let unshown = corrected(&mut world, "secretary", &patient, 2, &with(NEW, NAME, "nyt CPR-nummer"));
    assert_eq!((unshown.status, unshown.body["type"].as_str()), (403, Some("urn:marv:problem:renew")));
    let second = json!({ "number": OTHER, "name": "Testperson To", "birth": "1964-09-14" });
    assert_eq!(world.at("requester2").ask("POST", "/v1/persons", &second).status, 200);
    world.renews("secretary");
    let taken = corrected(&mut world, "secretary", &patient, 2, &with(OTHER, NAME, "nyt CPR-nummer"));
    assert_eq!((taken.status, &taken.body["errors"][0]["path"]), (422, &json!("number")), "{}", taken.body);
    assert_eq!(corrected(&mut world, "secretary", &patient, 1, &with(NEW, NAME, "nyt CPR-nummer")).status, 412);
    assert_eq!(corrected(&mut world, "secretary", &patient, 2, &with(NEW, NAME, "nyt CPR-nummer")).status, 200);
    // Both numbers lead to the course, and to nobody who would not have found it by one.
    for number in [NEW, NUMBER] {
        assert_eq!(found(&mut world, "requester", number), json!(patient));
        assert_eq!(found(&mut world, "requester2", number), Value::Null);
    }
    let shown = world.at("requester").get(&format!("/v1/courses/{patient}/person"));
    assert_eq!((&shown.body["number"], &shown.body["name"]), (&json!(NEW), &json!(NAME)));
    assert!(shown.head.contains("etag: \"3\""), "{}", shown.head);
    // Whoever registers by the old number meets the same patient; the old number is nobody else's.
    let again = world.at("requester2").ask("POST", "/v1/persons", &World::person());
    assert_eq!(again.body["patient"], json!(patient), "{}", again.body);
    let third = json!({ "number": "7409641011", "name": "Testperson Tre", "birth": "1964-09-14" });
    let third = world.at("requester2").ask("POST", "/v1/persons", &third).body["patient"].as_str().unwrap().to_owned();
    world.renews("requester2");
    assert_eq!(corrected(&mut world, "requester2", &third, 1, &with(NUMBER, "x", "fejl")).status, 422);
    // Back again, as after a slip.
    assert_eq!(corrected(&mut world, "secretary", &patient, 3, &with(NUMBER, NAME, "fejl")).status, 200);
    assert_eq!(found(&mut world, "requester", NUMBER), json!(patient));
    let log = world.at("auditor").get(&format!("/v1/courses/{patient}/access-log")).text;
    assert!(log.matches("person-correction").count() >= 7 && log.contains("number-taken"), "{log}");
    assert!(!log.contains("nyt CPR-nummer"), "a reason may name somebody, and stays on the register");
}

#[test]
fn a_number_is_corrected_on_its_page() {
    let mut world = World::new();
    let patient = world.registers();
    let (address, cookie) = (world.started.address, world.cookie("requester"));
    let path = format!("/cases/{patient}/person");
    let page = get_as(address, &path, &cookie);
    assert!(
        page.status == 200 && page.body.contains(NUMBER) && page.body.contains("name=\"version\" value=\"1\""),
        "{}",
        page.body
    );
    assert!(get_as(address, &format!("/cases/{patient}"), &cookie).body.contains(&path));
    let form = |number: &'static str, more: &[(&'static str, &'static str)]| {
        [&[("version", "1"), ("number", number), ("name", NAME), ("birth", "1964-09-14")][..], more].concat()
    };
    let send = |fields: &[(&str, &str)]| post(address, &path, &cookie, fields);
    let empty = send(&[("version", "1")]);
    assert_eq!((empty.status, empty.body.matches("class=\"error\"").count()), (422, 4), "{}", empty.body);
    let unshown = send(&form(NEW, &[("reason", "nyt CPR-nummer")]));
    assert!(unshown.status == 422 && unshown.body.contains("confirm with your password"), "{}", unshown.body);
    assert_eq!(send(&form(NEW, &[("reason", "x"), ("password", "not mine")])).status, 422);
    let done = send(&form(NEW, &[("reason", "nyt CPR-nummer"), ("password", WORDS)]));
    assert!(done.head.contains(&format!("location: /cases/{patient}?done")), "{}", done.head);
    assert_eq!(send(&form(NUMBER, &[("reason", "x")])).status, 412);
}
