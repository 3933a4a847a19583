//! Those who keep accounts, units and logs: their pages, and what comes of them.

use super::again::Again;
use super::asked::{ENGLISH, Page, ask, get, has_own_script_alone, post};
use crate::client::{GIVEN, WORDS, numbers};
use crate::fixture::NOW;
use crate::world::{NAME, NUMBER, World};

fn page(world: &World, who: &str, path: &str) -> Page {
    ask(world.started.address, "GET", path, &world.cookie(who), "")
}

fn send(world: &World, who: &str, path: &str, fields: &[(&str, &str)]) -> Page {
    post(world.started.address, path, &world.cookie(who), fields)
}

#[test]
fn an_account_is_added_changed_and_closed_on_pages() {
    let world = World::new();
    let new = [("account", "ny"), ("name", "Ny Test"), ("specialty", "haematology"), ("role", "unit-reader")];
    let with = |more: &[(&'static str, &'static str)]| [&new[..], more].concat();
    // Whoever opens doors to others shows again who they are, on the page that asks for it.
    let sound = with(&[("unit", "9990000000000001"), ("password", GIVEN)]);
    let unshown = send(&world, "administrator", "/accounts", &sound);
    assert!(unshown.status == 422 && unshown.body.contains("you show again who you are"), "{}", unshown.body);
    let again = |password| [("do", "again"), ("to", "/accounts"), ("password", password)];
    let wrong = send(&world, "administrator", "/sessions", &again("no"));
    assert!(wrong.status == 422 && wrong.body.contains("do not fit together"), "{}", wrong.body);
    let shown = send(&world, "administrator", "/sessions", &again(WORDS));
    assert!(shown.status == 303 && shown.head.contains("location: /accounts\r\n"), "{}", shown.head);
    // What is wrong comes back with the remedy, and what was written.
    for (fields, told) in [
        (with(&[("unit", "9990000000000001"), ("password", "passwordpassword")]), "common words"),
        (with(&[("password", WORDS)]), "has no unit"),
        (vec![("account", "Not A Name"), ("name", "x")], "small letters"),
    ] {
        let refused = send(&world, "administrator", "/accounts", &fields);
        assert!(refused.status == 422 && refused.body.contains(told), "{told}: {}", refused.body);
        assert!(
            !refused.body.contains("passwordpassword") && !refused.body.contains(WORDS),
            "a password is not shown again"
        );
    }
    let added = send(&world, "administrator", "/accounts", &sound);
    assert!(added.status == 303 && added.head.contains("location: /accounts/ny?done"), "{}", added.body);
    let here = Again(world.started.address);
    // The password that was given opens the choice of another, and nothing else.
    let first = [("account", "ny"), ("password", GIVEN)];
    let asked = post(world.started.address, "/sign-in", ENGLISH, &first);
    assert!(
        asked.status == 401 && asked.body.contains("name=\"again\"") && !asked.head.contains("set-cookie"),
        "{}",
        asked.body
    );
    for (new, again, told) in
        [(WORDS, "x", "not the same"), ("short", "short", "fewer than 15"), (GIVEN, GIVEN, "the same as the old")]
    {
        let form = [&first[..], &[("new", new), ("again", again)]].concat();
        let refused = post(world.started.address, "/sign-in", ENGLISH, &form);
        assert!([401, 422].contains(&refused.status) && refused.body.contains(told), "{told}: {}", refused.body);
    }
    let own = here.chose("ny", GIVEN, WORDS);
    assert_eq!(here.get(&own, "/worklist").status, 200);
    // A role more, and the session is gone; the form carries the version that it showed.
    let shown = page(&world, "administrator", "/accounts/ny").body;
    assert!(shown.contains("Sessions now: 1") && shown.contains("name=\"version\" value=\"1\""), "{shown}");
    let change = [
        ("do", "save"),
        ("version", "1"),
        ("name", "Ny Test"),
        ("specialty", "haematology"),
        ("active", "yes"),
        ("held", "unit-reader|9990000000000001"),
        ("role", "mdt-secretary"),
        ("unit", "9990000000000001"),
    ];
    assert_eq!(send(&world, "administrator", "/accounts/ny", &change).status, 303);
    assert_eq!(send(&world, "administrator", "/accounts/ny", &change).status, 412, "somebody wrote meanwhile");
    assert_eq!(here.get(&own, "/worklist").status, 303, "a change ends the sessions");
    let shown = page(&world, "administrator", "/accounts/ny").body;
    assert!(
        shown.contains("MDT secretary, 9990000000000001") && shown.contains("Reader at the unit, 9990000000000001"),
        "{shown}"
    );
    // Another password, sessions taken away, and the account closed.
    let other = "eleven quiet lamps burn";
    assert_eq!(send(&world, "administrator", "/accounts/ny", &[("do", "password"), ("password", other)]).status, 303);
    let last = "twelve slow trains pass";
    let own = here.chose("ny", other, last);
    assert_eq!(send(&world, "administrator", "/accounts/ny", &[("do", "sessions")]).status, 303);
    assert_eq!(here.get(&own, "/worklist").status, 303);
    let close = [("do", "save"), ("version", "2"), ("name", "Ny Test"), ("held", "unit-reader|9990000000000001")];
    assert_eq!(send(&world, "administrator", "/accounts/ny", &close).status, 303);
    let shut = post(world.started.address, "/sign-in", "", &[("account", "ny"), ("password", last)]);
    assert_eq!(shut.status, 401);
    // Who keeps accounts is not made one who treats patients.
    let both = [
        ("do", "save"),
        ("version", "3"),
        ("name", "x"),
        ("held", "unit-reader|9990000000000001"),
        ("role", "auditor"),
        ("unit", "9990000000000501"),
    ];
    let refused = send(&world, "administrator", "/accounts/ny", &both);
    assert!(refused.status == 422 && refused.body.contains("stands alone"), "{}", refused.body);
    assert_eq!(page(&world, "administrator", "/accounts/nobody").status, 404);
}

#[test]
fn a_person_changes_the_password_and_ends_sessions_on_a_page() {
    let world = World::new();
    let here = Again(world.started.address);
    let own = here.signed_in("reader", WORDS);
    let send = |fields: &[(&str, &str)]| post(here.0, "/sessions", &own, fields);
    let shown = here.get(&own, "/sessions").body;
    let id = shown.split("name=\"do\" value=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(id.len(), 64, "{shown}");
    let other = "nine brown herons wade";
    for (fields, told) in [
        (vec![("do", id.as_str())], "you show again who you are"),
        (vec![("do", "all")], "you show again who you are"),
        (vec![("do", "password"), ("password", WORDS), ("new", other), ("again", "x")], "not the same"),
        (vec![("do", "password"), ("password", "no"), ("new", other), ("again", other)], "do not fit together"),
        (vec![("do", "password"), ("password", WORDS), ("new", "short"), ("again", "short")], "fewer than 15"),
    ] {
        let refused = send(&fields);
        assert!(refused.status == 422 && refused.body.contains(told), "{told}: {}", refused.body);
        assert!(!refused.body.contains(other) && !refused.body.contains(WORDS));
    }
    assert_eq!(send(&[("do", "again"), ("to", "/sessions"), ("password", WORDS)]).status, 303);
    assert_eq!(
        here.get(&own, "/sessions").body.matches("class=\"unseen\"").count(),
        2,
        "the world's browser and this one"
    );
    let second = here.signed_in("reader", WORDS);
    let changed = send(&[("do", "password"), ("password", WORDS), ("new", other), ("again", other)]);
    assert!(changed.status == 200 && changed.body.contains("The password has been changed."), "{}", changed.body);
    assert_eq!(here.get(&second, "/sessions").status, 303, "every other session is over");
    let third = here.signed_in("reader", other);
    assert_eq!(send(&[("do", "all")]).status, 303);
    assert_eq!((here.get(&own, "/sessions").status, here.get(&third, "/sessions").status), (303, 303));
}

/// Of every page with a password: the field hides it and names itself to a password manager, and nothing asks a secret question.
#[test]
fn every_password_is_masked_and_may_be_pasted() {
    let mut world = World::new();
    let patient = world.registers();
    let door = get(world.started.address, "/sign-in");
    let mut pages = vec![door.body];
    for (who, path) in [
        ("reader", "/sessions".to_owned()),
        ("administrator", "/accounts".to_owned()),
        ("administrator", "/accounts/reader".to_owned()),
        ("requester", "/break-glass".to_owned()),
        ("requester", format!("/cases/{patient}")),
        ("requester", format!("/cases/{patient}/person")),
        ("requester", format!("/cases/{patient}/requisition")),
    ] {
        pages.push(page(&world, who, &path).body);
    }
    let mut seen = 0;
    for page in &pages {
        for field in page.split("<input ").skip(1).filter_map(|rest| rest.split('>').next()) {
            let name = field.split("name=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
            let secret = ["password", "new"].contains(&name) || (name == "again" && field.contains("new-password"));
            if !secret && !field.contains("type=\"password\"") {
                continue;
            }
            assert!(field.contains("type=\"password\""), "{field}");
            assert!(
                field.contains("autocomplete=\"current-password\"") || field.contains("autocomplete=\"new-password\""),
                "{field}"
            );
            assert!(!field.contains("maxlength") && !field.contains("value="), "{field}");
            seen += 1;
        }
        let own =
            if page.contains("action=\"/sign-out\"") { has_own_script_alone(page) } else { !page.contains("<script") };
        assert!(own && !page.contains("onpaste"), "{page}");
    }
    assert!(seen >= 8, "{seen}");
}

#[test]
fn a_unit_is_added_and_changed_on_its_page() {
    let world = World::new();
    let new = [
        ("version", "0"),
        ("id", "9990000000000777"),
        ("da", "Ny afdeling"),
        ("en", "New unit"),
        ("region", "sjaelland"),
        ("interprets", "yes"),
    ];
    assert_eq!(send(&world, "administrator", "/units", &new).status, 303);
    assert_eq!(send(&world, "administrator", "/units", &new).status, 412, "a unit is not added over another");
    let shown = page(&world, "administrator", "/units").body;
    assert!(
        shown.contains("New unit <code>9990000000000777</code>, Region Zealand, interprets")
            || shown.contains("New unit <code>9990000000000777</code>, "),
        "{shown}"
    );
    let faulty = send(
        &world,
        "administrator",
        "/units",
        &[("version", "1"), ("id", "99x"), ("da", ""), ("en", "x"), ("region", "atlantis")],
    );
    assert_eq!(faulty.status, 422);
    assert_eq!(faulty.body.matches("class=\"error\"").count(), 3, "{}", faulty.body);
    assert_eq!(send(&world, "requester", "/units", &new).status, 403);
}

/// Emergency access as a form asks for it.
fn glass(reason: &str) -> [(&str, &str); 3] {
    [("number", NUMBER), ("reason", reason), ("password", WORDS)]
}

#[test]
fn the_patients_own_log_is_in_plain_words_and_of_that_patient_alone() {
    let mut world = World::new();
    let patient = world.registers();
    world.submits(&patient);
    world.accepts(&patient);
    assert_eq!(page(&world, "requester", &format!("/cases/{patient}")).status, 200);
    assert_eq!(page(&world, "secretary", "/worklist").status, 200);
    assert_eq!(page(&world, "programme", &format!("/cases/{patient}")).status, 200);
    assert_eq!(page(&world, "requester2", &format!("/cases/{patient}")).status, 404);
    assert_eq!(send(&world, "geneticist2", "/break-glass", &glass("haster")).status, 303);
    let path = format!("/cases/{patient}/own-log");
    let asked = page(&world, "auditor", &format!("/logs?patient={patient}&do=own"));
    assert!(asked.head.contains(&format!("location: {path}")), "{}", asked.head);
    let log = page(&world, "insight", &path).body;
    // Whoever gives it to the patient sees nothing else of the patient, nor the log that names staff.
    let asked = page(&world, "insight", "/logs").body;
    assert!(!asked.contains("value=\"all\""), "{asked}");
    for other in [format!("/cases/{patient}"), format!("/cases/{patient}/log"), "/worklist".into(), "/patients".into()]
    {
        assert_eq!(page(&world, "insight", &other).status, 403, "{other}");
    }
    for told in [
        "Requester, 9990000000000001",
        "Read: your course: orders, specimens and reports",
        "Read: your name and person number",
        "Read: a list of patients that you were on",
        "Tried and was refused: your course",
        "Wrote in: access without a part in your treatment, with a reason that is reviewed",
    ] {
        assert!(log.contains(told), "{told}: {log}");
    }
    // No name of the patient or of staff, and no code of the program's own.
    assert!(!log.contains(NAME) && numbers(&log).is_empty() && !log.contains("Test requester"), "{log}");
    let file = rusqlite::Connection::open(world.started.place.file()).unwrap();
    let mut statement = file.prepare("SELECT DISTINCT json_extract(body, '$.resource') FROM audit WHERE json_array_length(body, '$.patients') > 0").unwrap();
    let resources: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(resources.len() > 4, "{resources:?}");
    for resource in resources {
        assert!(!log.contains(&format!(": {resource}<")), "{resource} has no words for a patient");
    }
    // Nobody is said to have tried what a page asked for by itself.
    assert!(!log.contains("Tried and was refused: your name"), "{log}");
    // Reading it stands in it, and it is nobody else's.
    assert!(page(&world, "auditor", &path).body.contains("Read: this log"));
    let danish =
        ask(world.started.address, "GET", &path, &world.cookie("auditor").replace("language=en", "language=da"), "");
    assert!(danish.body.contains("Læste: dit navn og personnummer"), "{}", danish.body);
    let none = page(&world, "auditor", "/cases/p-00000000000000000000/own-log").body;
    assert!(none.contains("Nobody has read or written your data."), "{none}");
    for who in ["requester", "programme", "administrator", "reader"] {
        assert_eq!([page(&world, who, &path).status, page(&world, who, "/logs").status], [403, 403], "{who}");
    }
    let strange = page(&world, "auditor", "/logs?patient=7409641002%20Hansen");
    assert!(strange.status == 422 && !strange.body.contains("Hansen"), "{}", strange.body);
}

#[test]
fn a_glass_is_broken_with_a_reason_and_reviewed() {
    let mut world = World::new();
    let patient = world.registers();
    world.submits(&patient);
    world.accepts(&patient);
    let case = format!("/cases/{patient}");
    assert_eq!(page(&world, "requester2", &case).status, 404);
    for (fields, faults) in
        [(&[][..], 2), (&[("number", NUMBER)][..], 1), (&[("number", "12"), ("reason", "x")][..], 1)]
    {
        let refused = send(&world, "requester2", "/break-glass", fields);
        assert_eq!(
            (refused.status, refused.body.matches("class=\"error\"").count()),
            (422, faults),
            "{}",
            refused.body
        );
    }
    let unconfirmed = send(&world, "requester2", "/break-glass", &[("number", NUMBER), ("reason", "x")]);
    assert!(
        unconfirmed.status == 422 && unconfirmed.body.contains("Confirm with your password"),
        "{}",
        unconfirmed.body
    );
    let wrong = [("number", NUMBER), ("reason", "x"), ("password", "not mine")];
    assert_eq!(send(&world, "requester2", "/break-glass", &wrong).status, 422);
    assert_eq!(page(&world, "requester2", &case).status, 404);
    let unknown = [("number", "7409641009"), ("reason", "x"), ("password", WORDS)];
    let nobody = send(&world, "requester2", "/break-glass", &unknown);
    assert!(nobody.status == 422 && !nobody.body.contains("7409641009"), "{}", nobody.body);
    let broken = send(&world, "requester2", "/break-glass", &[("number", NUMBER), ("reason", "indlagt akut")]);
    assert!(broken.head.contains(&format!("location: {case}")), "{}", broken.head);
    let shown = page(&world, "requester2", &case).body;
    assert!(shown.contains("It is reviewed.") && shown.contains(NAME), "{shown}");
    assert!(!shown.contains("name=\"command\""), "a broken glass lets nothing be done: {shown}");
    assert_eq!(send(&world, "wetlab", "/break-glass", &[("number", NUMBER), ("reason", "x")]).status, 403);
    // Those who keep the log review it, once.
    let list = page(&world, "auditor", "/broken-glass").body;
    assert!(
        list.contains("1 wait for review") && list.contains("indlagt akut") && list.contains("requester2"),
        "{list}"
    );
    let id = list.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(send(&world, "auditor", "/broken-glass", &[("id", &id), ("finding", " ")]).status, 422);
    assert_eq!(send(&world, "auditor", "/broken-glass", &[("id", &id), ("finding", "begrundet")]).status, 303);
    assert_eq!(send(&world, "auditor", "/broken-glass", &[("id", &id), ("finding", "again")]).status, 404);
    let list = page(&world, "auditor", "/broken-glass").body;
    assert!(list.contains("0 wait for review") && list.contains("begrundet (auditor)"), "{list}");
    // After an hour it is closed.
    let later = Again::serve(&world, || *NOW + jiff::SignedDuration::from_mins(61), None);
    assert_eq!(later.get(&later.signed_in("requester2", WORDS), &case).status, 404);
}

#[test]
fn the_registers_of_the_guideline_show_their_days_and_their_source() {
    let world = World::new();
    let address = world.started.address;
    let list = get(address, "/registers").body;
    for set in world.started.service.rule_set.sets() {
        assert!(list.contains(&format!("<a href=\"/registers/{}\">", set.id)), "{}", set.id);
        let one = get(address, &format!("/registers/{}", set.id));
        assert_eq!(one.status, 200, "{}", set.id);
        for entry in set.entries() {
            assert!(one.body.contains(&format!("fra {}", entry.in_force.from)), "{}: {}", set.id, entry.key);
        }
    }
    let forms = get(address, "/registers/consent-forms").body;
    assert!(forms.contains("fra 2022-06-03 til og med 2024-12-31") && forms.contains("(p. 11, 23)"), "{forms}");
    let clocks = get(address, "/registers/clocks").body;
    assert!(clocks.contains("NGC-STD-ANSWER") && clocks.contains("Grænse: 30") && clocks.contains("s. "), "{clocks}");
    assert!(get(address, "/registers/indicators").body.contains("KPI-RR-1"));
    assert_eq!(get(address, "/registers/nothing").status, 404);
}
