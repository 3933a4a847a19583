//! Follow-up in the store: what is due and for whom, what a register says, what a report says at its signature, and referrals that are not granted.

use std::collections::BTreeMap;

use clinic::consent::Rules;
use clinic::follow_up::{Question, Said};
use jiff::{SignedDuration, Timestamp};
use outcomes::kpi::{FieldMap, Statement, statements};
use registry::access::{Attempt, Viewer};
use registry::audit::AuditKey;
use registry::demo::{PASSWORD, fill};
use registry::store::{Place, Store, StoreError};
use serde_json::json;

use crate::client::operator;
use crate::pages::again::Again;
use crate::pages::asked::rule_set;
use crate::pages::demo::examples;
use crate::pages::filed::{checksum, reports};
use crate::world::World;

fn now() -> Timestamp {
    "2026-11-26T12:00:00Z".parse().unwrap()
}

fn viewer(store: &Store, account: &str) -> Viewer {
    let attempt = Attempt { account, password: PASSWORD, address: "10.0.0.1", membership: None };
    store.sign_in(&attempt, now()).unwrap().viewer
}

fn demo(folder: &tempfile::TempDir) -> Store {
    let store = Store::open(&Place::File(folder.path().join("demo.db")), AuditKey::new([7; 32]), None).unwrap();
    fill(&store, &rule_set(), examples(), now(), 30).unwrap();
    store
}

#[test]
fn forms_wait_for_those_who_fill_them_in_and_are_asked_for_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = demo(&folder);
    let doctor = viewer(&store, "rekvirent");
    let forms = store.due_outcomes(&doctor, now()).unwrap();
    assert!(forms.len() > 3 && forms.is_sorted_by_key(|own| own.due.since), "{}", forms.len());
    assert!(forms.iter().all(|own| own.work.unit == doctor.staff().unit && (1..=5).contains(&own.due.questions.len())));
    assert!(forms.iter().all(|own| own.person.is_some()), "a clinician sees whose it is");
    let managed = store.due_outcomes(&viewer(&store, "datamanager"), now()).unwrap();
    assert_eq!(
        managed.len(),
        forms.len(),
        "the data manager has the region's, of which the demonstration has one unit"
    );
    assert!(managed.iter().all(|own| own.person.is_none()), "and sees nobody");
    for who in ["laboratorium", "godkender", "program", "log", "drift"] {
        assert!(matches!(store.due_outcomes(&viewer(&store, who), now()), Err(StoreError::Denied(_))), "{who}");
    }
    // Each form is asked for once in thirty days; that it was stands in the course.
    let asked = store.ask_outcomes(&operator(), now()).unwrap();
    let count = |all: &[registry::access::AskedAt]| all.iter().map(|own| own.asked).sum::<usize>();
    let due: usize = asked.iter().map(|own| own.due).sum();
    assert!(due >= forms.len() && count(&asked) == due, "{asked:?}");
    assert_eq!(count(&store.ask_outcomes(&operator(), now()).unwrap()), 0);
    let later = now() + SignedDuration::from_hours(24 * 31);
    assert!(count(&store.ask_outcomes(&operator(), later).unwrap()) > 0);
    assert_eq!(store.verify(&[]).unwrap().faults, []);
}

fn map() -> FieldMap {
    let field = |ours: &str, theirs: &str| json!({ "ours": ours, "theirs": theirs, "key": ours == "referral" });
    let field = [
        field("referral", "REF"),
        field("first_dose", "DOSE"),
        field("protocol_id", "PROTOCOL"),
        field("death", "DEATH"),
    ];
    serde_json::from_value(json!({ "database": "A register", "field": field })).unwrap()
}

#[test]
fn a_register_is_read_in_once_and_contradictions_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let store = demo(&folder);
    let manager = viewer(&store, "datamanager");
    let rule_set = rule_set();
    let switches = rule_set.default_switches();
    let rules = Rules { rule_set: &rule_set, switches: &switches };
    let extract =
        |viewer: &Viewer| store.extract(viewer, &rule_set, "2026-11-26".parse().unwrap(), now()).unwrap().cases;
    let cases = extract(&manager);
    let rr = |case: &&outcomes::kpi::Case| case.indication == "RR" && case.death.is_none() && case.report.is_some();
    let open = cases.iter().filter(rr).find(|own| own.treatment.protocol.is_none() && own.last_seen.is_none()).unwrap();
    let known = cases.iter().filter(rr).find(|own| own.treatment.first_dose.is_some()).unwrap();
    let signed = open.report.as_ref().unwrap().signed;
    let other = known.treatment.first_dose.unwrap().yesterday().unwrap();
    let theirs = format!(
        "REF,DOSE,PROTOCOL,DEATH\n{},{signed},NCT01234567,\n{},{other},,\np-nobody/o-1,{signed},,\n",
        open.referral, known.referral
    );
    let map = map();
    let rows = statements(theirs.as_bytes(), &map).unwrap();
    let take = |viewer: &Viewer, rows: &[Statement]| store.take_register(viewer, &map.database, rows, rules, now());
    assert!(matches!(take(&viewer(&store, "program"), &rows), Err(StoreError::Denied(_))));
    let taken = take(&manager, &rows).unwrap().unwrap();
    assert_eq!((taken.answers, taken.same, taken.of_others), (3, 0, 1));
    let told = &taken.contradictions[0];
    assert_eq!((told.line, &told.referral, told.question), (3, &known.referral, Question::FirstDose));
    assert_eq!((told.person.day(), told.register.day()), (known.treatment.first_dose, Some(other)));
    let again = take(&manager, &rows).unwrap().unwrap();
    assert_eq!((again.answers, again.same, again.contradictions.len()), (0, 3, 0), "the same table changes nothing");
    let after = extract(&manager);
    let of = |referral: &str| after.iter().find(|own| own.referral == referral).unwrap().treatment.clone();
    assert_eq!((of(&open.referral).first_dose, of(&open.referral).protocol), (Some(signed), Some(true)));
    assert_eq!(of(&known.referral).first_dose, known.treatment.first_dose, "a person's answer counts");
    // One bad row, and nothing is written.
    let bad = Statement {
        line: 2,
        referral: Some(open.referral.clone()),
        patient: None,
        criteria: None,
        answers: BTreeMap::from([(Question::Death, Said::Day(signed.yesterday().unwrap()))]),
    };
    let good =
        Statement { line: 3, answers: BTreeMap::from([(Question::Progression, Said::Day(signed))]), ..bad.clone() };
    let faults = take(&manager, &[good, bad]).unwrap().unwrap_err();
    assert!(
        faults.len() == 2 && faults.iter().all(|own| own.line == 2 && own.words[1].contains("death")),
        "{faults:?}"
    );
    assert_eq!(extract(&manager), after);
    assert_eq!(store.verify(&[]).unwrap().faults, []);
}

#[test]
fn what_the_signed_report_says_is_in_the_course_with_the_signature() {
    let mut world = World::new();
    let patient = world.puts_up(&checksum());
    let folder = tempfile::tempdir().unwrap();
    // The same store, by a service that knows where the reports lie.
    let again = Again::serve(&world, || *crate::fixture::NOW, Some(reports(folder.path())));
    let cookie = again.signed_in("approver", crate::client::WORDS);
    let renewed = crate::pages::asked::post(
        again.0,
        &format!("/cases/{patient}/renewal"),
        &cookie,
        &[("password", crate::client::WORDS)],
    );
    assert_eq!(renewed.status, 303, "{}", renewed.body);
    let version = world.version(&patient).to_string();
    let form = [("command", "sign"), ("order", "o1"), ("version", version.as_str()), ("key", "k")];
    let signed = crate::pages::asked::post(again.0, &format!("/cases/{patient}"), &cookie, &form);
    assert_eq!(signed.status, 303, "{}", signed.body);
    let course = world.at("requester").get(&format!("/v1/courses/{patient}")).body;
    // The report of the tests names one variant, which counts, and looked for no fusion.
    let findings = &course["orders"][0]["findings"];
    assert_eq!(findings["clonal"], json!(true), "{findings}");
    assert!(findings["driver"].is_null() || findings["driver"] == json!(true), "{findings}");
}

#[test]
fn a_referral_that_is_not_granted_is_answered_no_and_kept_until_it_is() {
    let mut world = World::new();
    let patient = world.registers();
    world.does("requester", &patient, &World::consent(&patient));
    world.renews("requester");
    let before = world.version(&patient);
    let mut unfit = World::submission("o1");
    unfit["referral"]["fitness"]["ecog"] = json!(4);
    let key = [("If-Match", format!("\"{before}\"")), ("Idempotency-Key", "refused".to_owned())];
    let key: Vec<(&str, &str)> = key.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let path = format!("/v1/courses/{patient}/orders");
    let answer = world.at("requester").ask_with("POST", &path, &key, &unfit);
    assert_eq!(
        (answer.status, answer.body["type"].as_str()),
        (409, Some("urn:marv:problem:refused")),
        "{}",
        answer.body
    );
    assert!(answer.body["errors"][0]["rules"].to_string().contains("RR-ELIG-05"), "{}", answer.body);
    let kept = |world: &mut World| world.at("requester").get(&format!("/v1/courses/{patient}")).body;
    let course = kept(&mut world);
    assert_eq!(course["version"], json!(before + 1));
    assert_eq!(course["refused"][0]["referral"]["answer"], "not-eligible", "{course}");
    // The same request again has no second effect, and the same answer.
    let again = world.at("requester").ask_with("POST", &path, &key, &unfit);
    assert_eq!((again.status, &again.body["errors"]), (409, &answer.body["errors"]));
    assert_eq!(world.version(&patient), before + 1);
    // Who sees orders alone sees nothing of it.
    assert_eq!(world.at("reception").get(&format!("/v1/courses/{patient}")).status, 404);
    // Something that is missing is no refusal.
    let mut incomplete = World::submission("o2");
    incomplete["referral"]["fitness"] = json!({});
    assert_eq!(world.writes("requester", "orders", &patient, &incomplete).status, 409);
    assert_eq!(world.version(&patient), before + 1);
    // Corrected, it is an order and no refusal.
    let answer = world.writes("requester", "orders", &patient, &World::submission("o1"));
    assert_eq!(answer.status, 200, "{}", answer.body);
    let course = kept(&mut world);
    assert_eq!((course["refused"].as_array().unwrap().len(), course["orders"].as_array().unwrap().len()), (0, 1));
}
