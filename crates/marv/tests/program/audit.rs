//! `marv audit` and `marv store` on a store that the library filled.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use assert_cmd::Command;
use clinic::code::Specialty;
use clinic::course::Event;
use clinic::identifier::{PatientId, StaffId};
use clinic::staff::{Role, Staff};
use jiff::Timestamp;
use registry::audit::{Access, AuditKey};
use registry::precondition::{Precondition, Version};
use registry::store::{Place, Request, Store};

fn marv(arguments: &[&str]) -> (String, Option<i32>) {
    let output = Command::cargo_bin("marv").unwrap().args(arguments).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (String::from_utf8(text).unwrap(), output.status.code())
}

fn fill(store: &Store) {
    let by = Staff {
        id: StaffId::new("requester").unwrap(),
        role: Role::Requester,
        unit: "9990000000000001".into(),
        authorisation_id: Some("TST01".into()),
        specialty: Specialty::Haematology,
        stepped_up: None,
    };
    let now: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
    for count in 0..5 {
        let request = Request {
            access: Access { by: by.clone(), purpose: "treatment".into() },
            patient: PatientId::new("p1").unwrap(),
            precondition: if count == 0 { Precondition::New } else { Precondition::Seen(Version(count)) },
            idempotency_key: format!("k{count}"),
            content: String::new(),
            now,
        };
        let day = jiff::civil::date(2025, 1, 1);
        store.write(&request, |_| Ok(vec![Event::TransplantRecorded { day }])).unwrap();
    }
}

#[test]
fn a_store_is_verified_copied_and_rebuilt() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (key, db, anchors, copy) = (path("key"), path("marv.db"), path("anchors"), path("copy.db"));
    assert_eq!(marv(&["audit", "key", &key]).1, Some(0));
    assert_eq!(marv(&["audit", "key", &key]).1, Some(1), "no key is overwritten");
    let own = AuditKey::read(Path::new(&key)).unwrap();
    let store = Store::open(&Place::from(db.as_str()), own, Some(Path::new(&anchors))).unwrap();
    fill(&store);
    let verify = ["audit", "verify", "--store", &db, "--key", &key, "--anchors", &anchors];
    let (text, code) = marv(&verify);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("everything holds") && text.contains("records      5"), "{text}");
    let (_, code) = marv(&["store", "backup", "--store", &db, "--key", &key, "--into", &copy]);
    assert_eq!(code, Some(0));
    let (rebuilt, code) = marv(&["store", "rebuild", "--store", &copy, "--key", &key]);
    assert_eq!(code, Some(0), "{rebuilt}");
    let digest = rebuilt.split_whitespace().last().unwrap();
    assert!(text.contains(digest), "the copy shows the same bytes");
    let (text, code) = marv(&["audit", "verify", "--store", &copy, "--key", &key]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("no anchor"), "{text}");
    // Nothing is made by looking.
    let nowhere = path("nowhere.db");
    assert_eq!(marv(&["audit", "verify", "--store", &nowhere, "--key", &key]).1, Some(1));
    assert!(!Path::new(&nowhere).exists());
    // Another key knows none of the records; a shorter chain is seen against the anchors.
    let other = path("other");
    marv(&["audit", "key", &other]);
    let (text, code) = marv(&["audit", "verify", "--store", &copy, "--key", &other]);
    assert_eq!((code, text.matches('✗').count()), (Some(1), 6), "five writes, and the copy itself: {text}");
    let before = store.verify(&[]).unwrap().records;
    fill_one_more(&store);
    assert_eq!(store.verify(&[]).unwrap().records, before + 1);
    let (text, code) = marv(&["audit", "verify", "--store", &copy, "--key", &key, "--anchors", &anchors]);
    assert_eq!(code, Some(1));
    assert!(text.contains("cut off"), "{text}");
}

fn fill_one_more(store: &Store) {
    let now: Timestamp = "2026-03-02T10:00:00Z".parse().unwrap();
    let by = Staff {
        id: StaffId::new("auditor").unwrap(),
        role: Role::Auditor,
        unit: "9990000000000001".into(),
        authorisation_id: None,
        specialty: Specialty::None,
        stepped_up: None,
    };
    store.access_log(&Access { by, purpose: "audit".into() }, &PatientId::new("p1").unwrap(), now).unwrap();
}

/// Where persons and keys lie is nobody else's, and a key that was seen by others can be changed.
#[test]
fn a_key_is_its_owners_and_can_be_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (key, db, anchors, copy) = (path("key"), path("marv.db"), path("anchors"), path("copy.db"));
    marv(&["audit", "key", &key]);
    let own = AuditKey::read(Path::new(&key)).unwrap();
    let store = Store::open(&Place::from(db.as_str()), own, Some(Path::new(&anchors))).unwrap();
    fill(&store);
    assert_eq!(marv(&["store", "backup", "--store", &db, "--key", &key, "--into", &copy]).1, Some(0));
    for file in [&db, &copy, &key] {
        assert_eq!(Path::new(file).metadata().unwrap().permissions().mode() & 0o777, 0o600, "{file}");
    }
    let mode = |mode| std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
    mode(0o644);
    let (text, code) = marv(&["audit", "verify", "--store", &db, "--key", &key]);
    assert!(code == Some(1) && text.contains("mode 644") && text.contains("chmod 600"), "{text}");
    mode(0o600);
    let change = ["audit", "change-key", "--store", &db, "--key", &key, "--anchors", &anchors];
    let before = std::fs::read_to_string(&key).unwrap();
    assert_eq!(marv(&change).1, Some(0));
    let after = std::fs::read_to_string(&key).unwrap();
    assert!(after.starts_with(&before) && after.lines().count() == 2, "the line before stays");
    for (store, given) in [(&db, vec!["--anchors", &anchors]), (&copy, vec![])] {
        let verify = [&["audit", "verify", "--store", store, "--key", &key][..], &given].concat();
        let (text, code) = marv(&verify);
        assert!(code == Some(0) && text.contains("everything holds"), "{text}");
    }
    std::fs::write(&key, before).unwrap();
    let (text, code) = marv(&["audit", "verify", "--store", &db, "--key", &key]);
    assert!(code == Some(1) && text.contains("has had 2 keys"), "{text}");
}
