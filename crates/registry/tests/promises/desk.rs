//! Courses as viewers meet them, on every database.

use clinic::code::IncidentalChoice;
use clinic::consent::ConsentRecord;
use clinic::course::{Command, NewOrder};
use clinic::cpr::Cpr;
use clinic::eligibility::assess;
use clinic::identifier::PatientId;
use clinic::order::{Hold, Kind};
use clinic::staff::Role;
use jiff::civil::date;
use registry::access::{Attempt, Unit, Viewer, Wish};
use registry::person::Identity;
use registry::precondition::{Precondition, Version};
use registry::store::Store;

use crate::client::{WORDS, account, add_owned, operator};
use crate::fixture::{NOW, RULE_SET, UNIT, c, consent, o, pair, referral, rules};
use crate::place::Place;
use crate::world::{NAME, NUMBER, OTHER};

pub fn viewer(store: &Store, id: &str, role: Role, unit: &str) -> Viewer {
    add_owned(store, &account(id, role, unit), *NOW);
    let attempt = Attempt { account: id, password: WORDS, address: "10.0.0.1", membership: None };
    store.sign_in(&attempt, *NOW).unwrap().viewer
}

/// The same person, who has just shown again who they are.
fn renewed(store: &Store, viewer: &Viewer) -> Viewer {
    let token = store.renew(viewer, WORDS, "10.0.0.1", *NOW).unwrap();
    store.viewer(&token, "10.0.0.1", *NOW).unwrap().unwrap()
}

pub fn wish(patient: &PatientId, version: u64, key: &str) -> Wish {
    let precondition = if version == 0 { Precondition::New } else { Precondition::Seen(Version(version)) };
    Wish { patient: patient.clone(), precondition, idempotency_key: key.into(), content: key.into(), now: *NOW }
}

pub fn identity(number: &str) -> Identity {
    Identity { number: Cpr::parse(number).unwrap(), name: NAME.into(), birth: date(1964, 9, 14), protected: true }
}

pub fn viewers_meet_courses(place: &Place) {
    let store = place.open();
    for id in [UNIT, OTHER] {
        let unit = Unit { id: id.into(), da: id.into(), en: id.into(), region: None, site: None, interprets: false };
        assert_eq!(store.set_unit(&operator(), &unit, Precondition::New, *NOW).unwrap(), Version(1));
        assert!(store.set_unit(&operator(), &unit, Precondition::New, *NOW).is_err());
        assert_eq!(store.set_unit(&operator(), &unit, Precondition::Seen(Version(1)), *NOW).unwrap(), Version(2));
    }
    let own = viewer(&store, "own", Role::Requester, UNIT);
    let other = viewer(&store, "other", Role::Requester, OTHER);
    let programme = viewer(&store, "programme", Role::Programme, "9990000000000501");
    let auditor = viewer(&store, "auditor", Role::Auditor, "9990000000000501");

    let patient = store.register_person(&own, &identity(NUMBER), *NOW).unwrap();
    assert_eq!(store.register_person(&own, &identity(NUMBER), *NOW).unwrap(), patient);
    assert_eq!(store.person(&own, &patient, *NOW).unwrap().identity, identity(NUMBER));
    assert!(store.find_person(&other, &identity(NUMBER).number, *NOW).is_err());
    let record = ConsentRecord { person: patient.clone(), ..consent(IncidentalChoice::TreatableOnly) };
    let command = Command::RecordConsent { consent: c("c1"), record };
    assert_eq!(store.act(&other, &wish(&patient, 0, "k"), &command, rules()).unwrap_err().status(), 404);
    store.act(&own, &wish(&patient, 0, "k"), &command, rules()).unwrap();

    let submit = |who: &Viewer, number: &str, key: &str| {
        let changes = [("patient.cpr", number.into()), ("consent.person_cpr", number.into())];
        let referral = referral("RR0", &changes);
        let assessment = assess(&RULE_SET, &referral, RULE_SET.default_switches()).unwrap();
        let new =
            NewOrder { order: o("o1"), assessment: &assessment, kind: Kind::New, acknowledged_duplicates: vec![] };
        store.submit(who, &wish(&patient, 1, key), &new, rules()).map_err(|error| error.status())
    };
    assert_eq!(submit(&own, NUMBER, "s0"), Err(403), "who it is must be shown again");
    let own = renewed(&store, &own);
    assert_eq!(submit(&own, "7409641003", "s1"), Err(422), "another person's referral");
    assert_eq!(submit(&other, NUMBER, "s2"), Err(404));
    assert_eq!(submit(&own, NUMBER, "s3").map(|written| written.version), Ok(Version(2)));
    assert_eq!(store.verdict(&own, &patient, &o("o1"), *NOW).unwrap()["verdict"], "ELIGIBLE");
    let accept = Command::Accept { order: o("o1"), specimens: pair("a") };
    assert_eq!(store.act(&own, &wish(&patient, 2, "a1"), &accept, rules()).unwrap_err().status(), 403);
    store.act(&programme, &wish(&patient, 2, "a2"), &accept, rules()).unwrap();
    let work = |who: &Viewer| store.worklist(who, (0, 9), *NOW).map(|(total, _)| total).map_err(|error| error.status());
    assert_eq!([work(&own), work(&programme), work(&other), work(&auditor)], [Ok(1), Ok(1), Ok(0), Err(403)]);

    let number = identity(NUMBER).number;
    assert_eq!(
        store.break_glass(&other, &number, "haster", *NOW).unwrap_err().status(),
        403,
        "who it is must be shown again"
    );
    let other = renewed(&store, &other);
    assert!(store.break_glass(&other, &identity("7409641009").number, "haster", *NOW).is_err());
    assert_eq!(store.break_glass(&other, &number, "haster", *NOW).unwrap(), patient);
    let seen = store.see(&other, &patient, *NOW).unwrap();
    assert_eq!((seen.course.orders.len(), seen.course.specimens.len(), seen.standing.broke_glass), (1, 2, true));
    let hold = Command::PlaceHold { order: o("o1"), hold: Hold::Clinical, reason: "x".into() };
    let held = store.act(&other, &wish(&patient, seen.version.0, "h"), &hold, rules());
    assert_eq!(held.unwrap_err().status(), 404, "a broken glass shows and lets nothing be done");
    let glass = store.broken_glass(&auditor, 50, |_| 0, *NOW).unwrap().broken;
    assert_eq!((glass.len(), glass[0].account.as_str()), (1, "other"));
    store.review_glass(&auditor, &glass[0].id, "begrundet", *NOW).unwrap();
    assert!(store.review_glass(&auditor, &glass[0].id, "begrundet", *NOW).is_err(), "once");
    // A long list is given in parts, those that wait first.
    for number in 0..60 {
        place.sql(&format!(
            "INSERT INTO broken_glass (id, account, unit, patient, reason, since, until) VALUES ('g{number:02}', 'other', 'u', '{patient}', 'x', {number}, 1)"
        ));
    }
    let parts = [0, 50].map(|before| store.broken_glass(&auditor, 50, |_| before, *NOW).unwrap());
    assert!(parts.iter().all(|own| (own.total, own.waiting) == (61, 60)));
    let ids: Vec<&str> = parts.iter().flat_map(|own| &own.broken).map(|own| own.id.as_str()).collect();
    assert_eq!((parts[0].broken.len(), ids.len(), ids[0], ids[59]), (50, 61, "g00", "g59"));
    assert_eq!(ids[60], glass[0].id, "what was reviewed comes last");
    let (_, log) = store.patient_log_page(&auditor, &patient, (0, 500), *NOW).unwrap();
    assert!(log.iter().any(|record| record.resource == "broken-glass" && record.by == "other"));
    assert_eq!(store.verify(&place.anchors()).unwrap().faults, []);
}
