//! What must be so on every database.

use clinic::code::IncidentalChoice;
use clinic::consent::ConsentRecord;
use clinic::course::{Command, Course, Event, NewOrder, Refusal, Stamped};
use clinic::eligibility::assess;
use clinic::identifier::{PatientId, StaffId};
use clinic::order::Kind;
use clinic::staff::{Role, Staff};
use jiff::SignedDuration;
use jiff::civil::date;
use registry::audit::{Access, Fault, Record};
use registry::precondition::{Precondition, Version};
use registry::store::{Place as Where, Request, SCHEMA, Store, StoreError, Written};

use crate::fixture::{NOW, RULE_SET, UNIT, c, consent, o, pair, referral, rules, s, staff};
use crate::place::Place;

pub fn access() -> Access {
    Access { by: staff(Role::Requester), purpose: "treatment".into() }
}

pub fn patient(id: &str) -> PatientId {
    PatientId::new(id).unwrap()
}

pub fn request(id: &str, precondition: Precondition, key: &str) -> Request {
    Request {
        access: access(),
        patient: patient(id),
        precondition,
        idempotency_key: key.into(),
        content: key.into(),
        now: *NOW,
    }
}

pub fn decides<'c>(
    by: &'c Staff,
    command: &'c Command,
) -> impl FnMut(&Course) -> Result<Vec<Event>, Vec<Refusal>> + 'c {
    move |course| course.decide(command, by, *NOW, rules())
}

/// A transplantation that is recorded: the smallest write there is.
fn transplant(store: &Store, own: &Request) -> Result<Written, StoreError> {
    store.write(own, decides(&staff(Role::Requester), &Command::RecordTransplant { day: date(2025, 1, 1) }))
}

/// The version of a course, read without a trace in the tests' own counts.
fn version(store: &Store, id: &str) -> Version {
    store.course(&access(), &patient(id), *NOW).unwrap().1
}

pub fn one_write(store: &Store, id: &str, count: u32) {
    let now = version(store, id);
    let seen = if now == Version(0) { Precondition::New } else { Precondition::Seen(now) };
    transplant(store, &request(id, seen, &format!("{id}-{count}"))).unwrap();
}

type Deciding<'d> = &'d dyn Fn(&Course, &Staff) -> Result<Vec<Event>, Vec<Refusal>>;

/// From the consent to an accepted order with a received specimen.
pub fn a_whole_course(store: &Store, id: &str) {
    let mut steps = 0;
    let mut step = |by: Staff, decide: Deciding<'_>| {
        let now = version(store, id);
        let seen = if now == Version(0) { Precondition::New } else { Precondition::Seen(now) };
        steps += 1;
        let mut own = request(id, seen, &format!("whole-{id}-{steps}"));
        own.access.by = by.clone();
        own.now += SignedDuration::from_hours(steps);
        store.write(&own, |course| decide(course, &by)).unwrap_or_else(|error| panic!("step {steps}: {error}"));
    };
    let record = ConsentRecord { person: patient(id), ..consent(IncidentalChoice::TreatableOnly) };
    let command = |command: Command| move |course: &Course, by: &Staff| course.decide(&command, by, *NOW, rules());
    step(staff(Role::Requester), &command(Command::RecordConsent { consent: c("c1"), record }));
    step(staff(Role::Requester), &|course, by| {
        let referral = referral("RR0", &[]);
        let assessment = assess(&RULE_SET, &referral, RULE_SET.default_switches()).unwrap();
        let new =
            NewOrder { order: o("o1"), assessment: &assessment, kind: Kind::New, acknowledged_duplicates: vec![] };
        course.submit(&new, by, *NOW, rules())
    });
    step(staff(Role::Programme), &command(Command::Accept { order: o("o1"), specimens: pair("a") }));
    let collect = Command::Collect { specimen: s("at"), label: "æøå-1".into(), at: *NOW };
    step(staff(Role::Requester), &command(collect));
    let receive = Command::Receive { specimen: s("at"), label: "æøå-1".into() };
    step(staff(Role::LabReception), &command(receive));
}

pub fn what_is_written_is_read(place: &Place) {
    let store = place.open();
    a_whole_course(&store, "p1");
    let (written, version) = store.course(&access(), &patient("p1"), *NOW).unwrap();
    drop(store);
    let again = place.open();
    assert_eq!(again.course(&access(), &patient("p1"), *NOW).unwrap(), (written.clone(), version));
    assert_eq!(version, Version(8), "consent, order, acceptance with units and two specimens, collection, reception");
    let rows = again.orders(&access(), UNIT, *NOW).unwrap();
    assert_eq!((rows.len(), rows[0].text(1), rows[0].text(7)), (1, "o1", "accepted"));
    assert!(again.orders(&access(), "9990000000000003", *NOW).unwrap().is_empty());
    assert_eq!(again.course(&access(), &patient("p9"), *NOW).unwrap().1, Version(0));
}

pub fn a_writer_says_which_version_was_seen(place: &Place) {
    let store = place.open();
    let status = |result: Result<Written, StoreError>| result.map_err(|error| error.status());
    assert_eq!(status(transplant(&store, &request("p1", Precondition::Missing, "k1"))), Err(428));
    assert_eq!(status(transplant(&store, &request("p1", Precondition::Seen(Version(1)), "k2"))), Err(412));
    let first = Written { version: Version(1), added: 1, replayed: false };
    assert_eq!(status(transplant(&store, &request("p1", Precondition::New, "k3"))), Ok(first));
    assert_eq!(status(transplant(&store, &request("p1", Precondition::New, "k4"))), Err(412));
    assert_eq!(status(transplant(&store, &request("p1", Precondition::Missing, "k5"))), Err(428));
    let second = status(transplant(&store, &request("p1", Precondition::Seen(Version(1)), "k6")));
    assert_eq!(second.map(|written| written.version), Ok(Version(2)));
    assert_eq!(version(&store, "p1"), Version(2));
    assert_eq!(version(&store, "p2"), Version(0));
}

/// R-03 in small: several connections, as several instances would have them.
pub fn of_writers_who_saw_the_same_version_one_wins(place: &Place) {
    const ROUNDS: u64 = 10;
    let stores: Vec<Store> = (0..4).map(|_| place.open()).collect();
    transplant(&stores[0], &request("p1", Precondition::New, "first")).unwrap();
    for round in 1..=ROUNDS {
        let tries: Vec<_> = std::thread::scope(|scope| {
            let spawn = |(number, store)| {
                let own = request("p1", Precondition::Seen(Version(round)), &format!("{round}-{number}"));
                scope.spawn(move || transplant(store, &own).map_err(|error| error.status()))
            };
            let all: Vec<_> = stores.iter().enumerate().map(spawn).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(tries.iter().filter(|own| own.is_ok()).count(), 1, "{tries:?}");
        assert_eq!(tries.iter().filter(|own| **own == Err(412)).count(), 3, "{tries:?}");
    }
    assert_eq!(version(&stores[0], "p1"), Version(ROUNDS + 1));
    assert_eq!(stores[0].verify(&place.anchors()).unwrap().faults, []);
}

pub fn the_same_key_has_one_effect(place: &Place) {
    let store = place.open();
    let own = request("p1", Precondition::New, "k1");
    let first = transplant(&store, &own).unwrap();
    for _ in 0..10 {
        assert_eq!(transplant(&store, &own).unwrap(), Written { replayed: true, ..first });
    }
    assert_eq!(version(&store, "p1"), first.version);
    let other = Request { content: "something else".into(), ..own };
    assert_eq!(transplant(&store, &other).map_err(|error| error.status()), Err(422));
    assert_eq!(transplant(&place.open(), &request("p1", Precondition::New, "k1")).unwrap().version, first.version);
}

/// R-09: the computer's clock is put forward and back by an hour, over both changes of the clock and a leap day. What was written later comes
/// later, and no event is stamped before the one that it follows.
pub fn a_clock_that_jumps_keeps_the_order(place: &Place) {
    let store = place.open();
    let mut random = fastrand::Rng::with_seed(9);
    let (mut written, mut back) = (Vec::new(), 0);
    for (course, start) in ["2026-03-29T00:30:00Z", "2026-10-25T00:30:00Z", "2028-02-28T23:30:00Z"].iter().enumerate() {
        let mut now: jiff::Timestamp = start.parse().unwrap();
        for version in 0..40 {
            let jump = random.i64(-1..=1);
            back += usize::from(jump < 0 && version > 0);
            now += SignedDuration::from_hours(jump) + SignedDuration::from_secs(1);
            let own = format!("p{course}");
            let seen = if version == 0 { Precondition::New } else { Precondition::Seen(Version(version)) };
            let mut request = request(&own, seen, &format!("{own}-{version}"));
            (request.now, request.access.by.id) = (now, StaffId::new(&request.idempotency_key).unwrap());
            let event = Event::TransplantRecorded { day: date(2025, 1, 1) };
            assert_eq!(store.write(&request, |_| Ok(vec![event.clone()])).unwrap().version, Version(version + 1));
            written.push((own, request.idempotency_key));
        }
    }
    let events = place.pairs("SELECT patient, body FROM event ORDER BY seq");
    let events: Vec<(String, Stamped)> =
        events.into_iter().map(|(own, body)| (own, serde_json::from_str(&body).unwrap())).collect();
    let order: Vec<_> = events.iter().map(|(own, event)| (own.clone(), event.by.id.as_str().to_owned())).collect();
    assert_eq!(order, written);
    let follows = |pair: &[(String, Stamped)]| pair[0].0 != pair[1].0 || pair[0].1.at <= pair[1].1.at;
    assert!(events.windows(2).all(follows));
    let log = place.pairs("SELECT body, code FROM audit ORDER BY seq");
    let log: Vec<Record> = log.iter().map(|(body, _)| serde_json::from_str(body).unwrap()).collect();
    let by: Vec<&str> = log.iter().map(|record| record.by.as_str()).collect();
    assert_eq!(by, written.iter().map(|(_, key)| key.as_str()).collect::<Vec<_>>());
    assert!(log.windows(2).filter(|pair| pair[1].at < pair[0].at).count() >= back, "the log says what the clock said");
    assert!(back > 20 && store.verify(&place.anchors()).unwrap().faults.is_empty());
}

pub fn a_refusal_is_logged_and_changes_nothing(place: &Place) {
    let store = place.open();
    let own = request("p1", Precondition::New, "k1");
    let cancel = Command::Close { order: o("o9") };
    let refused = store.write(&own, decides(&staff(Role::Requester), &cancel));
    assert!(matches!(&refused, Err(StoreError::Refused(refusals)) if refusals[0].code() == "no-such"), "{refused:?}");
    assert_eq!(version(&store, "p1"), Version(0));
    let log = store.access_log(&access(), &patient("p1"), *NOW).unwrap();
    assert_eq!((log[0].action.as_str(), log[0].outcome.as_slice()), ("refused", ["no-such".to_owned()].as_slice()));
    // The key is free: what was refused had no effect, and may be asked again once it is possible.
    transplant(&store, &own).unwrap();
}

pub fn every_access_has_exactly_one_record(place: &Place) {
    let store = place.open();
    let records = || store.verify(&[]).unwrap().records;
    let mut told = records();
    let mut one_more = |what: &str| {
        told += 1;
        assert_eq!(records(), told, "{what}");
    };
    let own = request("p1", Precondition::New, "k1");
    transplant(&store, &own).unwrap();
    one_more("a write");
    transplant(&store, &own).unwrap();
    one_more("a replay");
    transplant(&store, &request("p1", Precondition::New, "k2")).unwrap_err();
    one_more("a stale write");
    transplant(&store, &request("p1", Precondition::Missing, "k3")).unwrap_err();
    one_more("a write without a version");
    store.write(&request("p2", Precondition::New, "k4"), |_| Err(vec![])).unwrap_err();
    one_more("a refusal");
    store.course(&access(), &patient("p1"), *NOW).unwrap();
    one_more("a course read");
    store.course(&access(), &patient("p9"), *NOW).unwrap();
    one_more("a course that is not there");
    store.orders(&access(), UNIT, *NOW).unwrap();
    one_more("a list");
    store.access_log(&access(), &patient("p1"), *NOW).unwrap();
    one_more("a log");
    assert_eq!(place.anchors().len() as u64, told, "each end is anchored");
}

pub fn a_patients_log_is_that_patients(place: &Place) {
    let store = place.open();
    a_whole_course(&store, "p1");
    a_whole_course(&store, "p2");
    store.orders(&access(), UNIT, *NOW).unwrap();
    let log = store.access_log(&access(), &patient("p1"), *NOW).unwrap();
    assert!(log.iter().all(|record| record.patients.contains(&patient("p1"))));
    let last = log.last().unwrap();
    assert_eq!((last.action.as_str(), last.resource.as_str(), last.purpose.as_str()), ("read", "orders", "treatment"));
    let again = store.access_log(&access(), &patient("p1"), *NOW).unwrap();
    assert_eq!(again.len(), log.len() + 1, "reading a log is logged");
}

/// R-05, with the record's table gone and with an anchor that cannot be written.
pub fn without_an_audit_nothing_passes(place: &Place) {
    let store = place.open();
    transplant(&store, &request("p1", Precondition::New, "k1")).unwrap();
    place.sql("ALTER TABLE audit RENAME TO away");
    let next = request("p1", Precondition::Seen(Version(1)), "k2");
    assert_eq!(transplant(&store, &next).map_err(|error| error.status()), Err(503));
    assert!(store.course(&access(), &patient("p1"), *NOW).is_err(), "no read is served");
    assert!(store.orders(&access(), UNIT, *NOW).is_err());
    place.sql("ALTER TABLE away RENAME TO audit");
    assert_eq!(version(&store, "p1"), Version(1), "nothing was written");
    let elsewhere = place.anchor().with_extension("d");
    std::fs::create_dir(&elsewhere).unwrap();
    let unanchored = place.try_open(crate::place::key(), &elsewhere).unwrap();
    assert_eq!(transplant(&unanchored, &next).map_err(|error| error.status()), Err(503));
    assert!(unanchored.course(&access(), &patient("p1"), *NOW).is_err());
    assert_eq!(transplant(&store, &next).unwrap().version, Version(2));
    assert_eq!(store.verify(&place.anchors()).unwrap().faults, []);
}

pub fn read_models_follow_from_events(place: &Place) {
    let store = place.open();
    a_whole_course(&store, "p1");
    let before = store.verify(&[]).unwrap().read_models;
    place.sql("UPDATE order_row SET state = 'delivered'; DELETE FROM specimen_row");
    assert_eq!(store.verify(&[]).unwrap().faults, [Fault::ReadModels]);
    assert_eq!(store.rebuild().unwrap(), before);
    assert_eq!(store.verify(&[]).unwrap().faults, []);
}

/// Stores as earlier programs left them; each text adds to the one before. They were written by those programs, but for tables 1, which the
/// program of tables 5 wrote and which were the same from the beginning.
const EARLIER: &[&str] = &[include_str!("earlier/tables-1.sql"), include_str!("earlier/tables-5.sql")];
/// The end of the chain in them, as it was anchored.
const ANCHORED: &str = r#"{"store":"646232e354dd724c517d1f95318c60be","seq":10,"code":"8727a7125288c70994748b2b717aaf084ad9f613f1a5f5e0090a16f0101e969a"}"#;

fn brought_up_to_date(place: &Place, tables: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let fresh = Place::sqlite(folder.path()).open();
    a_whole_course(&fresh, "p1");
    for own in tables {
        place.sql(own);
    }
    assert!(Store::existing(&place.place(), crate::place::key(), None).is_err(), "looking at a store changes nothing");
    let store = place.open();
    let verified = store.verify(&[serde_json::from_str(ANCHORED).unwrap()]).unwrap();
    assert_eq!((&verified.faults[..], verified.records, verified.events), (&[][..], 10, 8));
    // What lists read was not in the earlier tables: it follows from the events.
    assert_eq!(verified.read_models, fresh.verify(&[]).unwrap().read_models);
    assert!(store.accounts(&access(), *NOW).unwrap().is_empty());
    // An answer that the earlier program gave is given again, and the course goes on.
    let again = store.write(&request("p1", Precondition::New, "whole-p1-1"), |_| panic!("decided twice")).unwrap();
    assert_eq!((again.version, again.replayed), (Version(1), true));
    one_write(&store, "p1", 9);
    assert_eq!(version(&store, "p1"), Version(9));
    assert_eq!(store.verify(&[]).unwrap().faults, []);
    assert!(Store::existing(&place.place(), crate::place::key(), None).is_ok());
}

pub fn tables_1_are_brought_up_to_date(place: &Place) {
    brought_up_to_date(place, &EARLIER[..1]);
}

pub fn tables_5_are_brought_up_to_date(place: &Place) {
    brought_up_to_date(place, EARLIER);
}

pub fn tables_of_a_later_program_are_refused(place: &Place) {
    drop(place.open());
    place.sql("UPDATE meta SET value = '99' WHERE key = 'schema'");
    assert!(Store::existing(&place.place(), crate::place::key(), None).is_err());
    let refused = place.try_open(crate::place::key(), &place.anchor());
    assert!(matches!(refused, Err(StoreError::Schema { .. })));
    place.sql(&format!("UPDATE meta SET value = '{SCHEMA}' WHERE key = 'schema'"));
    drop(place.open());
    assert!(Store::existing(&place.place(), crate::place::key(), None).is_ok());
    let nowhere = place.file().with_extension("none");
    assert!(Store::existing(&Where::File(nowhere.clone()), crate::place::key(), None).is_err());
    assert!(!nowhere.exists(), "looking at a store makes none");
}
