//! Somebody with the database's password, and without the key, changes what was written.

use registry::audit::{AuditKey, Fault};
use registry::store::StoreError;

use crate::cases::{a_whole_course, access, one_write};
use crate::fixture::UNIT;
use crate::place::Place;

fn faults(place: &Place) -> Vec<Fault> {
    place.open().verify(&place.anchors()).unwrap().faults
}

/// What is done and, as far as one fault names it, what must be told.
type Tampering = (&'static str, &'static str, fn(&Fault) -> bool);

const TAMPERINGS: &[Tampering] = &[
    ("a record is edited", "UPDATE audit SET body = replace(body, 'treatment', 'curiosity') WHERE seq = 4", |fault| {
        *fault == Fault::Code(4)
    }),
    ("a record is deleted", "DELETE FROM audit WHERE seq = 4", |fault| {
        matches!(fault, Fault::Gap { expected: 4, found: 5 })
    }),
    (
        "a record is deleted and the others move up",
        "DELETE FROM audit WHERE seq = 4; UPDATE audit SET seq = -seq + 1 WHERE seq > 4; UPDATE audit SET seq = -seq WHERE seq < 0",
        |fault| *fault == Fault::Code(4),
    ),
    (
        "two records are exchanged",
        "UPDATE audit SET seq = -4 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 5; UPDATE audit SET seq = 5 WHERE seq = -4",
        |fault| *fault == Fault::Code(4),
    ),
    (
        "a record is put in at the end",
        "INSERT INTO audit SELECT (SELECT MAX(seq) FROM audit) + 1, body, code FROM audit WHERE seq = 3",
        |fault| matches!(fault, Fault::Code(_)),
    ),
    (
        "the end is cut off",
        "DELETE FROM audit WHERE seq > (SELECT MAX(seq) - 3 FROM audit)",
        |fault| matches!(fault, Fault::Cut { anchored, last } if anchored - last == 3),
    ),
    (
        "the end is cut off with its events and index",
        "DELETE FROM event WHERE seq > 8; DELETE FROM order_row WHERE patient = 'p2'; DELETE FROM specimen_row WHERE patient = 'p2'; \
         DELETE FROM audit WHERE seq > 10; DELETE FROM audit_subject WHERE seq > 10",
        |fault| matches!(fault, Fault::Cut { last: 10, .. }),
    ),
    ("everything is cut off", "DELETE FROM audit", |fault| matches!(fault, Fault::Cut { last: 0, .. })),
    (
        "an event is edited",
        "UPDATE event SET body = replace(body, '2026', '2025') WHERE seq = 2",
        |fault| matches!(fault, Fault::Events { first, last, .. } if (*first..=*last).contains(&2)),
    ),
    (
        "an event is moved to another patient",
        "UPDATE event SET patient = 'p2', version = 99 WHERE seq = 2",
        |fault| matches!(fault, Fault::Events { first, last, .. } if (*first..=*last).contains(&2)),
    ),
    ("an event is deleted", "DELETE FROM event WHERE seq = 3", |fault| matches!(fault, Fault::Events { .. })),
    (
        "an event is put in",
        "INSERT INTO event SELECT (SELECT MAX(seq) FROM event) + 1, 'p7', 1, body FROM event WHERE seq = 1",
        |fault| matches!(fault, Fault::Unlogged(_)),
    ),
    ("a patient is taken out of the index", "DELETE FROM audit_subject WHERE seq = 4", |fault| *fault == Fault::Index),
    ("a list shows another state", "UPDATE order_row SET state = 'signed'", |fault| *fault == Fault::ReadModels),
];

pub fn every_tampering_is_found(place: &Place) {
    let store = place.open();
    for id in ["p1", "p2"] {
        a_whole_course(&store, id);
    }
    store.orders(&access(), UNIT, *crate::fixture::NOW).unwrap();
    one_write(&store, "p3", 0);
    drop(store);
    assert_eq!(faults(place), []);
    let kept = ["audit", "event", "audit_subject", "order_row", "specimen_row"];
    for table in kept {
        place.sql(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}"));
    }
    for (what, statements, named) in TAMPERINGS {
        place.sql(statements);
        let found = faults(place);
        assert!(found.iter().any(named), "{what}: {found:?}");
        for table in kept {
            place.sql(&format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept_{table}"));
        }
        assert_eq!(faults(place), [], "restored after: {what}");
    }
}

pub fn another_key_fits_no_record(place: &Place) {
    let store = place.open();
    a_whole_course(&store, "p1");
    drop(store);
    let other = place.try_open(AuditKey::new([8; 32]), &place.anchor()).unwrap();
    let verified = other.verify(&[]).unwrap();
    let codes = verified.faults.iter().filter(|fault| matches!(fault, Fault::Code(_))).count() as u64;
    assert_eq!(codes, verified.records);
    assert!(verified.records > 5);
}

/// From the next record on; who has the old key alone writes nothing, and no old key makes a new record.
pub fn a_key_can_be_changed(place: &Place) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key");
    let first = AuditKey::make(&file).unwrap();
    let store = place.try_open(first.clone(), &place.anchor()).unwrap();
    a_whole_course(&store, "p1");
    let mut changed = None;
    store
        .change_key(&access(), *crate::fixture::NOW, |key, from| {
            changed = Some(from);
            key.next(&file, from)
        })
        .unwrap();
    // The one that is still running, and one that is started with the old file.
    let refused = store.access_log(&access(), &crate::cases::patient("p1"), *crate::fixture::NOW).unwrap_err();
    assert!(matches!(refused, StoreError::OtherKeys { known: 2, given: 1 }), "{refused}");
    assert!(matches!(place.try_open(first.clone(), &place.anchor()), Err(StoreError::OtherKeys { .. })));
    let next = AuditKey::read(&AuditKey::next_file(&file)).unwrap();
    let store = place.try_open(next, &place.anchor()).unwrap();
    a_whole_course(&store, "p2");
    let verified = store.verify(&place.anchors()).unwrap();
    assert_eq!(verified.faults, []);
    assert!(verified.records > changed.unwrap());
    drop(store);
    // Whoever can write to the database tells it that there was no change, and goes on with the old key.
    place.sql("DELETE FROM meta WHERE key = 'audit-keys'");
    let forger = place.try_open(first, &place.anchor()).unwrap();
    one_write(&forger, "p3", 0);
    place.sql("INSERT INTO meta (key, value) VALUES ('audit-keys', '2')");
    let keys = AuditKey::read(&AuditKey::next_file(&file)).unwrap();
    let found = place.try_open(keys, &place.anchor()).unwrap().verify(&place.anchors()).unwrap().faults;
    let (read, written) = (verified.records + 1, verified.records + 2);
    assert_eq!(found, [Fault::Code(read), Fault::Code(written)], "what the forger read and wrote");
}
