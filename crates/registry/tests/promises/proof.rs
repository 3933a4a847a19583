//! Proofs: made on every database, and checked by two programs that share no code. Of every change of a byte, and of every part that is exchanged,
//! both say that the file does not hold; also where it is signed with the right key.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clinic::code::IncidentalChoice;
use clinic::consent::ConsentRecord;
use clinic::course::{Command as Wish, NewOrder};
use clinic::eligibility::assess;
use clinic::identifier::PatientId;
use clinic::order::Kind;
use clinic::staff::Role;
use data_encoding::HEXLOWER;
use registry::access::{Unit, Viewer};
use registry::audit::{Access, Fault, digest};
use registry::person::Identity;
use registry::precondition::Precondition;
use registry::proof::{Asked, Checked, Doubt, ProofError, SigningKey, check};
use registry::store::Store;
use ring::signature::Ed25519KeyPair;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::client::{WORDS, operator};
use crate::desk::{identity, viewer, wish};
use crate::fixture::{NOW, RULE_SET, UNIT, c, consent, o, referral, rules};
use crate::place::Place;
use crate::world::{NAME, NUMBER};

const SECRET: [u8; 32] = [3; 32];
const SECOND: &str = "7409641003";

fn key() -> SigningKey {
    SigningKey::new(SECRET)
}

fn auditor() -> Access {
    Access { purpose: "audit".into(), ..operator() }
}

fn prove(store: &Store, patient: &PatientId, order: &str, since: Option<&str>) -> Result<String, ProofError> {
    let since = since.map(str::as_bytes);
    store.prove(&Asked { access: auditor(), key: &key(), anchors: &[], since, now: *NOW }, patient, &o(order))
}

pub fn head(store: &Store, since: Option<&str>) -> Result<String, ProofError> {
    let since = since.map(str::as_bytes);
    store.head(&Asked { access: auditor(), key: &key(), anchors: &[], since, now: *NOW })
}

fn checked(text: &str, since: Option<&str>) -> Result<Checked, Doubt> {
    check(text.as_bytes(), &key().public(), since.map(str::as_bytes))
}

/// A requester at the unit, who has shown who they are.
fn requester(store: &Store) -> Viewer {
    let unit = Unit { id: UNIT.into(), da: "a".into(), en: "b".into(), region: None, site: None, interprets: false };
    store.set_unit(&operator(), &unit, Precondition::New, *NOW).unwrap();
    let own = viewer(store, "own", Role::Requester, UNIT);
    let token = store.renew(&own, WORDS, "10.0.0.1", *NOW).unwrap();
    store.viewer(&token, "10.0.0.1", *NOW).unwrap().unwrap()
}

/// An order of a registered person, submitted as people submit, by an exception whose free text names the patient.
fn submitted(store: &Store, by: &Viewer, person: &Identity, order: &str) -> PatientId {
    let patient = store.register_person(by, person, *NOW).unwrap();
    let record = ConsentRecord { person: patient.clone(), ..consent(IncidentalChoice::TreatableOnly) };
    let consent = Wish::RecordConsent { consent: c("c1"), record };
    store.act(by, &wish(&patient, 0, &format!("{order}-consent")), &consent, rules()).unwrap();
    let number = person.number.as_str();
    let exception = json!([{ "rule": "RR-ELIG-05", "by": "Testleder To", "role": "mdt-chair", "reason": format!("{NAME} er bedre nu"), "date": "2026-02-25" }]);
    let changes = [
        ("patient.cpr", number.into()),
        ("consent.person_cpr", number.into()),
        ("fitness.ecog", 3.into()),
        ("exceptions", exception),
    ];
    let referral = referral("RR0", &changes);
    let assessment = assess(&RULE_SET, &referral, RULE_SET.default_switches()).unwrap();
    let new = NewOrder { order: o(order), assessment: &assessment, kind: Kind::New, acknowledged_duplicates: vec![] };
    store.submit(by, &wish(&patient, 1, &format!("{order}-submit")), &new, rules()).unwrap();
    patient
}

pub fn an_order_is_proven(place: &Place) {
    let store = place.open();
    let by = requester(&store);
    let early = head(&store, None).unwrap();
    let patient = submitted(&store, &by, &identity(NUMBER), "o1");

    let records = store.verify(&[]).unwrap().records;
    let text = prove(&store, &patient, "o1", Some(&early)).unwrap();
    assert_eq!(store.verify(&[]).unwrap().records, records + 1, "one record of it");
    let last = store.access_log(&auditor(), &patient, *NOW).unwrap().pop().unwrap();
    assert_eq!((last.action.as_str(), last.resource.as_str(), last.by.as_str()), ("read", "proof", "operator"));

    let own = checked(&text, Some(&early)).unwrap();
    assert_eq!(own.head.size, records + 2, "two events");
    assert!(own.since.is_some_and(|earlier| earlier.size < own.head.size));
    let order = own.order.unwrap();
    assert_eq!(
        (&order.patient, order.order, &order.answers),
        (&patient, o("o1"), &["ELIGIBLE".into(), "ACCEPTED".into()])
    );
    assert_eq!(order.rule_set, format!("{} {} {}", RULE_SET.identity.id, RULE_SET.identity.version, RULE_SET.hash));
    assert_eq!(order.withheld, ["patient.birthday"]);
    assert_eq!((order.record.by.as_str(), order.submitted.by.id.as_str()), ("own", "own"));
    // Whom it is about, and what was written freely, stands nowhere.
    for telling in [NUMBER, "740964-1002", NAME, "Æblegrød", "1964-09-14", "bedre nu", "Testleder"] {
        assert!(!text.contains(telling), "{telling}");
    }

    // What is not there, or of another log, is refused, and the refusal is logged.
    assert!(matches!(prove(&store, &patient, "o9", None), Err(ProofError::NoOrder(_))));
    let last = store.access_log(&auditor(), &patient, *NOW).unwrap().pop().unwrap();
    assert_eq!((last.action.as_str(), &last.outcome[..]), ("refused", &["no-order".to_owned()][..]));
    let folder = tempfile::tempdir().unwrap();
    let other = head(&Place::sqlite(folder.path()).open(), None);
    assert!(other.is_ok(), "an empty log has a head once it is asked for: {other:?}");
    let other = other.unwrap();
    assert!(matches!(prove(&store, &patient, "o1", Some(&other)), Err(ProofError::NotSince)));
    assert_eq!(checked(&text, Some(&other)), Err(Doubt::Since));
    assert_eq!(checked(&early, Some(&text)), Err(Doubt::Since), "time does not run back");

    // An order whose submission binds no decision record, as earlier programs wrote them.
    crate::cases::a_whole_course(&store, "p9");
    assert!(matches!(prove(&store, &crate::cases::patient("p9"), "o1", None), Err(ProofError::Unbound(_))));

    // A name that would be shown: this one is also a code of the form.
    let named = Identity { name: "Haematology".into(), ..identity(SECOND) };
    let second = submitted(&store, &by, &named, "o2");
    assert!(matches!(prove(&store, &second, "o2", None), Err(ProofError::Names)));

    // Somebody with the database's password changes the decision record: it is seen, and nothing is signed.
    place.sql("CREATE TABLE kept_verdict AS SELECT * FROM verdict");
    for change in [
        "UPDATE verdict SET record = replace(record, '\"fitness.ecog\":3', '\"fitness.ecog\":2')",
        "UPDATE verdict SET record = replace(record, 'Testleder To', 'Testleder Tre')",
        "UPDATE verdict SET record = replace(record, '\"patient.birthday\":false', '\"patient.birthday\":true')",
        "UPDATE verdict SET record = 'nothing'",
        "DELETE FROM verdict",
    ] {
        place.sql(change);
        let faults = store.verify(&[]).unwrap().faults;
        assert!(matches!(faults[..], [Fault::Decision(_), Fault::Decision(_)]), "{change}: {faults:?}");
        assert!(matches!(prove(&store, &patient, "o1", None), Err(ProofError::Faulty(Fault::Decision(_)))), "{change}");
        assert!(matches!(head(&store, None), Err(ProofError::Faulty(Fault::Decision(_)))), "{change}");
        place.sql("DELETE FROM verdict; INSERT INTO verdict SELECT * FROM kept_verdict");
        assert_eq!(store.verify(&[]).unwrap().faults, []);
    }
    place.sql("UPDATE audit SET body = replace(body, 'treatment', 'curiosity')");
    assert!(matches!(prove(&store, &patient, "o1", None), Err(ProofError::Faulty(_))));
}

/// The files that are given to both programs, each with what the change was.
struct Changed {
    folder: PathBuf,
    files: Vec<(String, PathBuf)>,
    counts: BTreeMap<String, usize>,
}

impl Changed {
    fn add(&mut self, kind: &str, what: &str, content: &[u8]) {
        let file = self.folder.join(format!("{:05}", self.files.len()));
        fs::write(&file, content).unwrap();
        let doubt = check(content, &key().public(), None);
        assert!(doubt.is_err(), "{kind}, {what}: {doubt:?}");
        *self.counts.entry(kind.to_owned()).or_default() += 1;
        self.files.push((format!("{kind}, {what}"), file));
    }
}

/// The parts of a file that cover all of it: where each begins and ends.
fn parts(text: &str) -> Vec<(&'static str, std::ops::Range<usize>)> {
    let names = [
        "\"at\"",
        "\"head\"",
        "\"key\"",
        "\"decision\"",
        "\"event\":{\"body\"",
        "\"order\":\"",
        "\"patient\":\"",
        "\"record\":{\"body\"",
        "\"schema\":\"marv/proof",
        "\"signature\"",
        "\"since\"",
        "\"store\"",
    ];
    let begins: Vec<usize> = names.iter().map(|name| text.find(name).unwrap()).collect();
    assert!(begins.is_sorted(), "the parts stand in order: {begins:?}");
    let ends = begins[1..].iter().copied().chain([text.len()]);
    names
        .into_iter()
        .zip(std::iter::once(0).chain(begins[1..].iter().copied()).zip(ends).map(|(from, to)| from..to))
        .collect()
}

/// Files of one byte less, more or another, in every part of a proof: flips, deletions, insertions, and neighbours that change places.
fn bytes(text: &str, changed: &mut Changed) {
    let mut draws = fastrand::Rng::with_seed(11);
    for (part, range) in parts(text) {
        for count in 0..100 {
            // Short parts byte by byte, long ones all over.
            let place =
                range.start + if range.len() <= 100 { count % range.len() } else { draws.usize(0..range.len()) };
            let mut content = text.as_bytes().to_vec();
            let kind = match count % 4 {
                0 => {
                    content[place] ^= 1 << draws.u8(0..8);
                    "flip"
                }
                1 => {
                    content.remove(place);
                    "delete"
                }
                2 => {
                    let digit = if draws.bool() { content[place] } else { draws.u8(32..127) };
                    content.insert(place, digit);
                    "insert"
                }
                _ => {
                    let next = (place + 1..content.len()).find(|next| content[*next] != content[place]);
                    content.swap(place, next.unwrap_or(0));
                    "swap"
                }
            };
            changed.add(kind, &format!("at {place} in {part}"), &content);
        }
    }
    // The last digit of the signature and of the head in every other way, and what stands before and after the whole.
    for what in ["\"signature\":\"", "\"root\":\""] {
        let place = text.find(what).unwrap() + what.len();
        for other in "0123456789abcdefABCDEF".bytes().filter(|own| *own != text.as_bytes()[place]) {
            let mut content = text.as_bytes().to_vec();
            content[place] = other;
            changed.add("flip", &format!("the first digit of {what}"), &content);
        }
    }
    for (before, after) in [("", " "), ("", "\n"), (" ", ""), ("\u{feff}", ""), ("", "\0")] {
        changed.add(
            "insert",
            &format!("{before:?} before and {after:?} after"),
            format!("{before}{text}{after}").as_bytes(),
        );
    }
    changed.add("delete", "the end of the line", text.trim_end().as_bytes());
    changed.add("delete", "everything", b"");
}

/// The value with a signature over it, and the end of its line.
fn signed(mut value: Value, secret: [u8; 32]) -> String {
    value.as_object_mut().unwrap().remove("signature");
    let pair = Ed25519KeyPair::from_seed_unchecked(&secret).unwrap();
    value["signature"] = HEXLOWER.encode(pair.sign(value.to_string().as_bytes()).as_ref()).into();
    format!("{value}\n")
}

/// Changes what a text within a part says, byte by byte as it is written.
fn inside(value: &mut Value, from: &str, to: &str) {
    let text = value.as_str().unwrap();
    assert!(text.contains(from), "{from} is not in {text}");
    *value = text.replace(from, to).into();
}

type Edit = (&'static str, fn(&mut Value, &Value));

/// What somebody who has the signing key could try, with another order's proof at hand.
const EDITS: &[Edit] = &[
    ("another patient", |own, other| own["proven"]["patient"] = other["proven"]["patient"].clone()),
    ("another order", |own, other| own["proven"]["order"] = other["proven"]["order"].clone()),
    ("another order's decision", |own, other| own["proven"]["decision"] = other["proven"]["decision"].clone()),
    ("another order's event", |own, other| own["proven"]["event"] = other["proven"]["event"].clone()),
    ("another order's record", |own, other| own["proven"]["record"] = other["proven"]["record"].clone()),
    ("another order's way of the event", |own, other| {
        own["proven"]["event"]["path"] = other["proven"]["event"]["path"].clone();
    }),
    ("another order's way of the record", |own, other| {
        own["proven"]["record"]["path"] = other["proven"]["record"]["path"].clone();
    }),
    ("another head", |own, other| own["head"] = other["head"].clone()),
    ("record and event exchanged", |own, _| {
        let event = own["proven"]["event"].take();
        own["proven"]["event"] = own["proven"]["record"].take();
        own["proven"]["record"] = event;
    }),
    ("a fact", |own, _| own["proven"]["decision"]["input"]["facts"]["fitness.ecog"] = 2.into()),
    ("what a rule was asked", |own, _| {
        own["proven"]["decision"]["tracks"]["RR/R"]["referral"]["rules"][0]["inputs"] = json!({});
    }),
    ("the rule set's hash", |own, _| own["proven"]["decision"]["rule_set"]["hash"] = "0".repeat(64).into()),
    ("the verdict", |own, _| own["proven"]["decision"]["verdict"] = "NOT_ELIGIBLE".into()),
    ("what is withheld", |own, _| {
        own["proven"]["decision"]["exceptions"][0]["reason"]["withheld"] = "0".repeat(64).into();
    }),
    ("a word of the event", |own, _| inside(&mut own["proven"]["event"]["body"], "TST01", "TST02")),
    ("the event's rule set", |own, _| inside(&mut own["proven"]["event"]["body"], "ngc-haem-2022 ", "ngc-haem-2023 ")),
    ("the event's number", |own, _| own["proven"]["event"]["seq"] = 1.into()),
    ("a word of the record", |own, _| inside(&mut own["proven"]["record"]["body"], "treatment", "curiosity")),
    ("the record's number", |own, _| own["proven"]["record"]["seq"] = 1.into()),
    ("the record's digest of the event", |own, _| {
        inside(&mut own["proven"]["record"]["body"], "\"count\":1", "\"count\":2");
    }),
    ("the size of the log", |own, _| own["head"]["size"] = (own["head"]["size"].as_u64().unwrap() * 4).into()),
    ("a log of nothing", |own, _| own["head"]["size"] = 0.into()),
    ("a hash of a way less", |own, _| drop(own["proven"]["event"]["path"].as_array_mut().unwrap().pop())),
    ("a hash of a way more", |own, _| {
        let more = own["head"]["root"].clone();
        own["proven"]["event"]["path"].as_array_mut().unwrap().push(more);
    }),
    ("an earlier head that never was", |own, _| {
        own["since"] = json!({ "head": { "size": 3, "root": "0".repeat(64) }, "path": own["proven"]["event"]["path"] });
    }),
    ("a proof without its order", |own, _| drop(own.as_object_mut().unwrap().remove("proven"))),
    ("something more", |own, _| own["more"] = true.into()),
    ("something more of the order", |own, _| own["proven"]["more"] = true.into()),
    ("another kind", |own, _| own["schema"] = "marv/tree-head/1".into()),
    ("a later kind", |own, _| own["schema"] = "marv/proof/2".into()),
    ("a hash in capitals", |own, _| own["head"]["root"] = own["head"]["root"].as_str().unwrap().to_uppercase().into()),
    ("a number that is none", |own, _| own["proven"]["event"]["seq"] = "2".into()),
];

/// A leaf as docs/proof.md has it.
fn leaf(texts: &[&str]) -> Vec<u8> {
    let framed = texts.iter().flat_map(|text| [&(text.len() as u64).to_be_bytes()[..], text.as_bytes()].concat());
    Sha256::digest([&[0][..], &framed.collect::<Vec<u8>>()].concat()).to_vec()
}

/// A log of one order that somebody made up who has the signing key: everything fits but what is edited.
fn forged(own: &Value, edit: fn(&mut Value)) -> String {
    let mut own = own.clone();
    let proven = &own["proven"];
    let [event, record] =
        ["event", "record"].map(|name| serde_json::from_str(proven[name]["body"].as_str().unwrap()).unwrap());
    let (event, mut record): (Value, Value) = (event, record);
    record["seq"] = 1.into();
    record["added"] = json!({ "first": 1, "count": 1 });
    let mut said = json!({ "decision": proven["decision"], "event": event, "record": record });
    edit(&mut said);
    let decision = said["decision"].to_string();
    if said["event"]["event"]["submission"].is_object() {
        said["event"]["event"]["submission"]["decision"] = HEXLOWER.encode(&Sha256::digest(decision)).into();
    }
    let event = said["event"].to_string();
    if said["record"]["added"].is_object() {
        said["record"]["added"]["sha256"] = digest([event.as_str()]).into();
    }
    let record = said["record"].to_string();
    let leaves = [leaf(&["record", "1", &record]), leaf(&["event", "1", proven["patient"].as_str().unwrap(), &event])];
    let root = HEXLOWER.encode(&Sha256::digest([&[1][..], &leaves[0], &leaves[1]].concat()));
    let [of_record, of_event] = leaves.map(|own| json!([HEXLOWER.encode(&own)]));
    own["head"] = json!({ "size": 2, "root": root });
    own["since"] = Value::Null;
    own["proven"]["decision"] = said["decision"].take();
    own["proven"]["event"] = json!({ "seq": 1, "body": event, "path": of_record });
    own["proven"]["record"] = json!({ "seq": 1, "body": record, "path": of_event });
    signed(own, SECRET)
}

type Forgery = (&'static str, fn(&mut Value), fn(&Doubt) -> bool);

/// What the two programs see without the log.
const FORGERIES: &[Forgery] = &[
    ("another rule set", |own| own["decision"]["rule_set"]["hash"] = "0".repeat(64).into(), is_other),
    ("another version", |own| own["decision"]["rule_set"]["version"] = "9".into(), is_other),
    ("another day", |own| own["decision"]["day"] = "2026-03-01".into(), is_other),
    ("another indication", |own| own["decision"]["indication"] = "MC".into(), is_other),
    ("another route", |own| own["decision"]["route"] = "H".into(), is_other),
    ("no exception", |own| own["decision"]["exceptions"] = json!([]), is_other),
    ("not granted", |own| own["decision"]["verdict"] = "NOT_ELIGIBLE".into(), is_other),
    (
        "not granted in the track",
        |own| own["decision"]["tracks"]["RR/R"]["referral"]["verdict"] = "INCOMPLETE".into(),
        is_other,
    ),
    ("no plan", |own| own["decision"]["plan"] = "REFUSED".into(), is_other),
    ("no plan in the track", |own| own["decision"]["tracks"]["RR/R"]["plan"]["verdict"] = "REFUSED".into(), is_other),
    ("a record of another kind", |own| own["decision"]["schema"] = "marv/decision/0".into(), is_other),
    ("another age", |own| own["decision"]["input"]["facts"]["patient.age"] = 18.into(), is_of_inputs),
    (
        "a fact less",
        |own| drop(own["decision"]["input"]["facts"].as_object_mut().unwrap().remove("fitness.ecog")),
        is_of_inputs,
    ),
    ("another rule's version", |own| own["decision"]["rules"]["RR-ELIG-05"]["version"] = 99.into(), is_of_inputs),
    ("a rule less", |own| drop(own["decision"]["rules"].as_object_mut().unwrap().remove("RR-ELIG-05")), is_of_inputs),
    ("no tracks", |own| own["decision"]["tracks"] = json!({}), is_other),
    (
        "no facts",
        |own| drop(own["decision"].as_object_mut().unwrap().remove("input")),
        |own| matches!(own, Doubt::Parts(_)),
    ),
    ("another order's event", |own| own["event"]["event"]["order"] = "o2".into(), |own| *own == Doubt::Order),
    (
        "an acceptance",
        |own| own["event"]["event"] = json!({ "type": "order-accepted", "order": "o1" }),
        |own| *own == Doubt::Order,
    ),
    ("no event", |own| own["event"] = Value::Null, |own| *own == Doubt::Order),
    ("a reading", |own| own["record"]["action"] = "read".into(), |own| *own == Doubt::Record),
    ("a record of others", |own| own["record"]["patients"] = json!(["p-other"]), |own| *own == Doubt::Record),
    ("a record of another number", |own| own["record"]["seq"] = 2.into(), |own| *own == Doubt::Record),
    ("a record of nothing", |own| own["record"]["added"] = Value::Null, |own| *own == Doubt::Record),
    ("a record of no events", |own| own["record"]["added"]["count"] = 0.into(), |own| *own == Doubt::Record),
    ("a record of later events", |own| own["record"]["added"]["first"] = 2.into(), |own| *own == Doubt::Record),
    (
        "a record of events from nothing on",
        |own| own["record"]["added"] = json!({ "first": 0, "count": 2 }),
        |own| *own == Doubt::Record,
    ),
];

fn is_other(doubt: &Doubt) -> bool {
    matches!(doubt, Doubt::Differs(_))
}

fn is_of_inputs(doubt: &Doubt) -> bool {
    matches!(doubt, Doubt::Inputs(_))
}

/// Says of each file what the second program says.
fn by_the_second(folder: &Path, more: &[&str], files: &[PathBuf]) -> Option<Vec<String>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference/proof.py");
    let mut python = Command::new("python3");
    python.arg(script).arg("--public-key").arg(folder.join("public.pem")).args(more).args(files);
    let Ok(output) = python.output() else {
        eprintln!("SKIPPED: python3 is not installed; proofs are not checked a second time");
        return None;
    };
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: Vec<String> = text.lines().map(str::to_owned).collect();
    assert_eq!(said.len(), files.len(), "a line for each");
    for (line, file) in said.iter().zip(files) {
        assert!(line.starts_with(&format!("{}: ", file.display())), "{line}");
    }
    let all_hold = said.iter().all(|line| line.contains(": holds: "));
    assert_eq!(output.status.code(), Some(i32::from(!all_hold)));
    Some(said)
}

#[test]
fn every_change_of_a_proof_is_seen_by_both() {
    let folder = tempfile::tempdir().unwrap();
    let store = Place::sqlite(folder.path()).open();
    let by = requester(&store);
    let first = submitted(&store, &by, &identity(NUMBER), "o1");
    let second = submitted(&store, &by, &identity(SECOND), "o2");
    let early = head(&store, None).unwrap();
    let text = prove(&store, &first, "o1", Some(&early)).unwrap();
    let other = prove(&store, &second, "o2", None).unwrap();
    fs::write(folder.path().join("public.pem"), key().public().to_pem().unwrap()).unwrap();

    let mut changed = Changed { folder: folder.path().to_owned(), files: vec![], counts: BTreeMap::new() };
    bytes(&text, &mut changed);
    let of_bytes = changed.files.len();
    assert!(of_bytes >= 1_000, "{of_bytes} changes of a byte");
    let [own, another]: [Value; 2] = [&text, &other].map(|text| serde_json::from_str(text).unwrap());
    assert_eq!(signed(own.clone(), SECRET), text, "a signature is one");
    for (what, edit) in EDITS {
        let mut edited = own.clone();
        edit(&mut edited, &another);
        assert_ne!(edited, own, "{what} changes something");
        changed.add("edit", what, format!("{edited}\n").as_bytes());
        changed.add("edit, signed again", what, signed(edited, SECRET).as_bytes());
    }
    // A size that has the same way to the root: the signature alone tells it.
    let mut longer = own.clone();
    longer["head"]["size"] = (own["head"]["size"].as_u64().unwrap() + 1).into();
    changed.add("edit", "a leaf more", format!("{longer}\n").as_bytes());
    for (what, edit, named) in FORGERIES {
        let text = forged(&own, *edit);
        let doubt = checked(&text, None).unwrap_err();
        assert!(named(&doubt), "{what}: {doubt:?}");
        changed.add("forgery", what, text.as_bytes());
    }
    let made_up = forged(&own, |_| ());
    let mut of_another_key = own.clone();
    changed.add("another key", "by name of the first", signed(own.clone(), [4; 32]).as_bytes());
    of_another_key["key"] = SigningKey::new([4; 32]).public().to_string().into();
    changed.add("another key", "by its own name", signed(of_another_key, [4; 32]).as_bytes());
    let mut exchanged = own.clone();
    exchanged["signature"] = another["signature"].clone();
    changed.add("another key", "another proof's signature", format!("{exchanged}\n").as_bytes());

    let files: Vec<PathBuf> = changed.files.iter().map(|(_, file)| file.clone()).collect();
    if let Some(said) = by_the_second(folder.path(), &[], &files) {
        for (line, (what, _)) in said.iter().zip(&changed.files) {
            assert!(line.contains(": does not hold: "), "{what}: {line}");
        }
        eprintln!("{} changed files, each refused by both: {:?}", said.len(), changed.counts);
    }

    // What is not changed holds by both, also from the earlier head on, and the rules say the same once more.
    let genuine =
        [("first", &text), ("second", &other), ("early", &early), ("made-up", &made_up)].map(|(name, text)| {
            assert!(checked(text, None).is_ok());
            fs::write(folder.path().join(name), text).unwrap();
            folder.path().join(name)
        });
    let early = genuine[2].display().to_string();
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../guidelines/ngc-haem-2022").display().to_string();
    for (more, files, holds) in [
        (vec!["--rules", &rules], &genuine[..], true),
        (vec!["--since", &early], &genuine[..1], true),
        (vec!["--since", &early], &genuine[1..2], false),
    ] {
        for line in by_the_second(folder.path(), &more, files).into_iter().flatten() {
            assert_eq!(line.contains(": holds: "), holds, "{line}");
            assert!(
                !more.contains(&"--rules") || !line.contains("order o") || line.contains("decided again: the same"),
                "{line}"
            );
        }
    }
    openssl_agrees(folder.path(), &own);
}

/// A third program knows the key file and the signature.
fn openssl_agrees(folder: &Path, own: &Value) {
    let mut message = own.clone();
    let signature = message.as_object_mut().unwrap().remove("signature").unwrap();
    fs::write(folder.join("message"), message.to_string()).unwrap();
    fs::write(folder.join("signature"), HEXLOWER.decode(signature.as_str().unwrap().as_bytes()).unwrap()).unwrap();
    let arguments = "pkeyutl -verify -pubin -inkey public.pem -rawin -in message -sigfile signature";
    let Ok(output) = Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output() else {
        eprintln!("SKIPPED: openssl is not installed; the signature is not checked a third time");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
