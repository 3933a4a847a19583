//! `marv audit prove`, `head` and `check` on a demonstration's store, and the second check in Python.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clinic::referral::ReferralDraft;
use guideline::rule_file::{Folder, load};
use registry::audit::AuditKey;
use registry::demo::{Example, fill};
use registry::store::{Place, Store};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn marv(arguments: &[&str]) -> (Option<i32>, String) {
    let output = assert_cmd::Command::cargo_bin("marv").unwrap().args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

/// Two years of a few patients.
fn fill_store(file: &str, key: &str, anchors: &str) {
    let folder = Folder::read(&root().join("guidelines/ngc-haem-2022")).unwrap();
    let rule_set = load(&folder, &clinic::eligibility::vocabulary()).unwrap();
    let mut examples = Vec::new();
    for entry in fs::read_dir(root().join("guidelines/examples")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|own| own == "json") {
            let id = path.file_name().unwrap().to_str().unwrap().to_owned();
            let draft = ReferralDraft::from_json(&fs::read(&path).unwrap()).unwrap();
            examples.push(Example { da: id.clone(), en: id.clone(), id, draft });
        }
    }
    let own = AuditKey::read(Path::new(key)).unwrap();
    let store = Store::open(&Place::from(file), own, Some(Path::new(anchors))).unwrap();
    fill(&store, &rule_set, examples, "2026-11-26T12:00:00Z".parse().unwrap(), 3).unwrap();
}

#[test]
fn an_order_is_proven_to_somebody_without_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (db, key, anchors, signing, public) =
        (path("marv.db"), path("key"), path("anchors"), path("signing.pem"), path("public.pem"));
    assert_eq!(marv(&["audit", "key", &key]).0, Some(0));
    fill_store(&db, &key, &anchors);
    let database = rusqlite::Connection::open(&db).unwrap();
    let mut orders = database.prepare("SELECT patient, order_id FROM verdict ORDER BY patient").unwrap();
    let orders = orders.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let orders: Vec<(String, String)> = orders.collect::<Result<_, _>>().unwrap();
    let (patient, order) = orders.first().unwrap();

    assert_eq!(marv(&["audit", "signing-key", &signing]).0, Some(0));
    assert_eq!(marv(&["audit", "signing-key", &signing]).0, Some(1), "no key is overwritten");
    let (code, pem) = marv(&["audit", "public-key", &signing]);
    assert!(code == Some(0) && pem.starts_with("-----BEGIN PUBLIC KEY-----\n"), "{pem}");
    fs::write(&public, pem).unwrap();

    let place = ["--store", &db, "--key", &key, "--signing-key", &signing, "--anchors", &anchors];
    let signed = |before: &[&str], out: &str, more: &[&str]| marv(&[before, &place, &["--out", out], more].concat());
    let prove = ["audit", "prove", patient, order];
    let (kept, proof) = (path("kept-head"), path("proof"));
    let (code, said) = signed(&["audit", "head"], &kept, &[]);
    assert!(code == Some(0) && said.contains("no earlier head"), "{said}");
    let (code, said) = signed(&prove, &proof, &["--since", &kept]);
    assert!(code == Some(0) && said.contains(&format!("order        {order} of {patient}")), "{said}");
    let (code, said) = signed(&prove, &proof, &[]);
    assert!(code == Some(1) && said.contains("is there already"), "{said}");
    assert!(
        fs::read_dir(&folder).unwrap().all(|own| !own.unwrap().path().display().to_string().contains("unfinished"))
    );

    // Nobody on the register can be known from it.
    let text = fs::read_to_string(&proof).unwrap();
    let mut persons = database.prepare("SELECT number, name FROM person").unwrap();
    let persons = persons.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
    let mut known = 0;
    for (number, name) in persons.map(Result::unwrap) {
        known += 1;
        assert!(!text.contains(&number) && !text.contains(&name), "a person stands in the proof");
    }
    assert!(known > 20, "{known} persons");

    // Without the store: from the earlier head on, and not under another key or changed.
    fs::remove_file(&db).unwrap();
    let check = |file: &str, key: &str, more: &[&str]| {
        marv(&[&["audit", "check", file, "--public-key", key][..], more].concat())
    };
    let (code, said) = check(&proof, &public, &["--since", &kept]);
    assert!(code == Some(0) && said.contains("everything holds"), "{said}");
    for part in [
        "decision     ELIGIBLE, plan ACCEPTED",
        "rule set     ngc-haem-2022 ",
        "withheld: patient.birthday",
        "grew from    ",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(check(&kept, &public, &[]).0, Some(0));
    assert_eq!(check(&kept, &public, &["--since", &proof]).0, Some(1));
    let (other, theirs) = (path("other.pem"), path("other-public.pem"));
    assert_eq!(marv(&["audit", "signing-key", &other]).0, Some(0));
    fs::write(&theirs, marv(&["audit", "public-key", &other]).1).unwrap();
    let (code, said) = check(&proof, &theirs, &[]);
    assert!(code == Some(1) && said.contains("another public key"), "{said}");
    let (code, said) = check(&proof, &key, &[]);
    assert!(code == Some(1) && said.contains("marv audit public-key"), "{said}");
    let changed = path("changed");
    fs::write(&changed, text.replacen("ELIGIBLE", "ELIGIBLF", 1)).unwrap();
    let (code, said) = check(&changed, &public, &[]);
    assert!(code == Some(1) && said.contains("the signature does not fit"), "{said}");

    let python = |files: &[&str]| {
        let rules = root().join("guidelines/ngc-haem-2022");
        let mut command = Command::new("python3");
        command.arg(root().join("reference/proof.py")).args(["--public-key", &public, "--since", &kept, "--rules"]);
        command.arg(rules).args(files).output()
    };
    let Ok(output) = python(&[&proof]) else {
        eprintln!("SKIPPED: python3 is not installed; the proof is not checked a second time");
        return;
    };
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success() && said.contains("decided again: the same"), "{said}");
    assert_eq!(python(&[&changed]).unwrap().status.code(), Some(1));
}

/// What there is nothing to prove of is refused with the remedy, and leaves no file.
#[test]
fn what_cannot_be_proven_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (db, key, signing, out) = (path("marv.db"), path("key"), path("signing.pem"), path("proof"));
    assert_eq!(marv(&["audit", "key", &key]).0, Some(0));
    assert_eq!(marv(&["audit", "signing-key", &signing]).0, Some(0));
    drop(Store::open(&Place::from(db.as_str()), AuditKey::read(Path::new(&key)).unwrap(), None).unwrap());
    let prove = |patient: &str, signing: &str| {
        marv(&[
            "audit",
            "prove",
            patient,
            "o-1",
            "--store",
            &db,
            "--key",
            &key,
            "--signing-key",
            signing,
            "--out",
            &out,
        ])
    };
    for (patient, signing, remedy) in [
        ("p-1", signing.as_str(), "take pseudonym and order from the order's page"),
        ("P 1", signing.as_str(), "PATIENT is the pseudonym"),
        ("p-1", key.as_str(), "make one with `marv audit signing-key`"),
    ] {
        let (code, said) = prove(patient, signing);
        assert!(code == Some(1) && said.contains(remedy), "{said}");
        assert!(!Path::new(&out).exists());
    }
}
