//! A store of many years: a writer is killed, and the store answers again at once; then all of it is verified, copied and
//! restored.
//!
//! `MARV_EVENTS` and `MARV_LOG_ROWS` say how large it is; small where they are not set.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use clinic::course::Course;
use clinic::cpr::Cpr;
use clinic::identifier::PatientId;
use jiff::Timestamp;
use jiff::civil::date;
use registry::access::Attempt;
use registry::demo::{PASSWORD, fill};
use registry::person::Identity;
use registry::store::{Imported, Store};

use crate::cases::{access, patient};
use crate::fixture::NOW;
use crate::pages::demo::examples;
use crate::place::Place;

/// Seconds within which a store of a million events answers again.
const RECOVERY: f64 = 5.0;
/// Seconds within which a copy is verified and in use.
const RESTORE: f64 = 300.0;
/// Those who read at a time.
const READERS: u64 = 16;

fn size(name: &str, small: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(small)
}

/// A made-up person of a serial number (docs/decisions/0006), born in years of which the demonstration has nobody.
fn person(serial: u64) -> Identity {
    let (day, month, year) = (serial / 4000 % 28, serial / 112_000 % 12, serial / 1_344_000 % 40);
    let text = format!("{:02}{:02}{year:02}{:04}", day + 61, month + 1, serial % 4000);
    Identity {
        number: Cpr::parse(&text).unwrap(),
        name: format!("Testperson {serial}"),
        birth: date(1950, 1, 1),
        protected: false,
    }
}

/// Courses of the demonstration, again and again under other pseudonyms, until there are so many events.
fn grow(store: &Store, wanted: u64) -> u64 {
    let now: Timestamp = "2026-11-26T12:00:00Z".parse().unwrap();
    let (_, filled) = fill(store, &crate::pages::asked::rule_set(), examples(), now, 5).unwrap();
    let attempt = Attempt { account: "program", password: PASSWORD, address: "test", membership: None };
    let viewer = store.sign_in(&attempt, now).unwrap().viewer;
    // A patient whose referrals were all refused has no order, and so nothing that a role sees.
    let of = |serial| store.timeline(&viewer, &patient(&format!("p-demo-{serial}")), now).ok().map(|own| own.1);
    let kinds: Vec<_> = (0..filled.patients).filter_map(of).collect();
    assert!(kinds.len() * 2 > filled.patients, "most have an order");
    let mut events = filled.events as u64;
    let mut serial = 0;
    while events < wanted {
        let mut some = Vec::new();
        while some.len() < 200 && events < wanted {
            serial += 1;
            let own = &kinds[usize::try_from(serial).unwrap() % kinds.len()];
            let patient = PatientId::new(&format!("p-size-{serial}")).unwrap();
            events += own.len() as u64;
            some.push(Imported {
                identity: person(serial),
                unit: "9990000000000001".into(),
                course: Course::from_events(patient, own),
                events: own.clone(),
                verdict: None,
            });
        }
        store.import(&access(), &some, now).unwrap();
    }
    events
}

/// Readers who come again and again, until the log has so many rows.
fn read(store: &Store, wanted: u64, has: u64) {
    let next = AtomicU64::new(has);
    std::thread::scope(|scope| {
        for _ in 0..READERS {
            scope.spawn(|| {
                while next.fetch_add(1, Ordering::Relaxed) < wanted {
                    let own = patient(&format!("nobody-{}", next.load(Ordering::Relaxed) % 5_600));
                    store.course(&access(), &own, *NOW).unwrap();
                }
            });
        }
    });
}

/// Kills writers in the midst.
fn kill(place: &Place) {
    let (mut child, lines) = crate::kill::writer(place, 1, 0);
    assert_eq!(lines.filter(|line| line.starts_with("< ")).take(200).count(), 200);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_store_of_many_years_answers_at_once() {
    let (events, rows) = (size("MARV_EVENTS", 3_000), size("MARV_LOG_ROWS", 1_000));
    let folder = tempfile::tempdir().unwrap();
    let place = Place::sqlite(folder.path());
    let store = place.open();
    let begun = Instant::now();
    let events = grow(&store, events);
    let grown = begun.elapsed().as_secs_f64();
    read(&store, rows, events / 6_000 + 100);
    let told = begun.elapsed().as_secs_f64() - grown;
    drop(store);
    kill(&place);
    let begun = Instant::now();
    let store = place.open();
    let (course, _) = store.course(&access(), &patient("p-demo-0"), *NOW).unwrap();
    let recovered = begun.elapsed().as_secs_f64();
    assert!(!course.orders.is_empty());
    let begun = Instant::now();
    let verified = store.verify(&place.anchors()).unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    assert_eq!(verified.faults, []);
    assert!(verified.events >= events && verified.records >= rows, "{verified:?}");
    let begun = Instant::now();
    let head = crate::proof::head(&store, None).unwrap();
    let signed = begun.elapsed().as_secs_f64();
    assert!(head.contains(&format!("\"size\":{}", verified.records + verified.events)), "{head}");
    let bytes = std::fs::metadata(place.file()).unwrap().len() / 1_000_000;
    eprintln!(
        "{} events brought in in {grown:.0} s, {} log rows written in {told:.0} s ({bytes} MB); after a kill the first answer in {recovered:.3} s; \
         verified in {seconds:.1} s; walked and signed as a tree in {signed:.1} s",
        verified.events, verified.records
    );
    assert!(recovered < RECOVERY, "the first answer came after {recovered:.1} s");
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = Place::sqlite(elsewhere.path());
    let begun = Instant::now();
    store.backup(&access(), &copy.file(), *NOW).unwrap();
    let copied = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    let restored = copy.open();
    let verified_again = restored.verify(&[]).unwrap();
    assert_eq!((verified_again.faults, verified_again.read_models), (vec![], verified.read_models));
    assert_eq!(restored.course(&access(), &patient("p-demo-0"), *NOW).unwrap().0, course);
    let restored = begun.elapsed().as_secs_f64();
    eprintln!("copied in {copied:.1} s; the copy verified and answering after {restored:.1} s");
    assert!(restored < RESTORE, "the copy was in use after {restored:.0} s");
}
