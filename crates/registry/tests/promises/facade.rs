//! The FHIR facade: the statement is what is answered, who sees what, and foreign readers of what is told.

mod report;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clinic::staff::Role;
use registry::access::policy::{Action, roles};
use registry::demo::PASSWORD;
use serde_json::{Value, json};

use crate::client::{Answer, Browser};
use crate::fixture::NOW;
use crate::pages::demo::SERVED;
use crate::world::{NAME, NUMBER, PEOPLE, World};
use report::{Filed, form_urls};

/// A course with everything in it: a report that was signed and amended, and a specimen that was cultured.
fn told() -> (World, String) {
    let mut world = World::new();
    let patient = world.puts_up(&"1".repeat(64));
    (world, patient)
}

fn entries(answer: &Answer) -> Vec<&Value> {
    assert_eq!((answer.status, &answer.body["type"]), (200, &json!("searchset")), "{}", answer.body);
    answer.body["entry"].as_array().into_iter().flatten().map(|entry| &entry["resource"]).collect()
}

fn search(browser: &mut Browser, kind: &str, query: &str) -> Vec<Value> {
    entries(&browser.get(&format!("/fhir/{kind}?{query}"))).into_iter().cloned().collect()
}

/// The value of a parameter in a resource, by what FHIR says of the parameter.
fn value(parameter: &str, resource: &Value) -> Option<String> {
    let coding =
        |own: &Value| Some(format!("{}|{}", own["coding"][0]["system"].as_str()?, own["coding"][0]["code"].as_str()?));
    let text = |own: &Value| own.as_str().map(str::to_owned);
    match parameter {
        "_id" => text(&resource["id"]),
        "patient" => [&resource["subject"], &resource["for"], &resource["patient"], &resource["entity"][0]["what"]]
            .into_iter()
            .find_map(|own| text(&own["reference"])),
        "status" => text(&resource["status"]),
        "business-status" => coding(&resource["businessStatus"]),
        "code" => coding(&resource["code"]),
        "based-on" => text(&resource["basedOn"][0]["reference"]),
        "focus" => text(&resource["focus"]["reference"]),
        "parent" => text(&resource["parent"][0]["reference"]),
        "authored" => text(&resource["authoredOn"]),
        "date" => text(&resource["recorded"]),
        other => panic!("{other}: say what it compares"),
    }
}

/// Every interaction and every parameter that is stated is there, and what is not stated is not.
#[test]
fn the_statement_is_what_is_answered() {
    let (mut world, patient) = told();
    // A repeat is based on the first order.
    let statement = world.started.browser().get("/fhir/metadata");
    assert_eq!((statement.status, &statement.body["fhirVersion"]), (200, &json!("4.0.1")));
    assert!(statement.head.contains("content-type: application/fhir+json"), "{}", statement.head);
    let rest = &statement.body["rest"][0];
    let mut parameters = 0;
    for stated in rest["resource"].as_array().unwrap() {
        let kind = stated["type"].as_str().unwrap();
        if ["Binary", "Bundle"].contains(&kind) {
            // Files of a report: read by the address that the report names, and never searched.
            assert_eq!(stated["interaction"], json!([{ "code": "read" }]), "{kind}");
            assert!(stated["searchParam"].is_null());
            assert_eq!(world.at("interpreter").get(&format!("/fhir/{kind}?patient={patient}")).status, 404, "{kind}");
            continue;
        }
        let who = if kind == "AuditEvent" { "auditor" } else { "requester" };
        let browser = world.at(who);
        let asked = if kind == "Patient" { "_id" } else { "patient" };
        let all = search(browser, kind, &format!("{asked}={patient}"));
        assert!(!all.is_empty(), "{kind}: the course has none, so nothing is shown");
        let codes: BTreeSet<&str> =
            stated["interaction"].as_array().unwrap().iter().map(|own| own["code"].as_str().unwrap()).collect();
        let id = all[0]["id"].as_str().unwrap();
        let read = browser.get(&format!("/fhir/{kind}/{id}"));
        if codes.contains("read") {
            assert_eq!((read.status, &read.body), (200, &all[0]), "{kind}");
            let version = all[0]["meta"]["versionId"].as_str().unwrap();
            assert!(read.head.contains(&format!("etag: W/\"{version}\"")), "{}", read.head);
        } else {
            assert_eq!(read.status, 404, "{kind} is not stated to be read");
        }
        for method in ["PUT", "DELETE", "PATCH"] {
            assert!([404, 405].contains(&browser.ask(method, &format!("/fhir/{kind}/{id}"), &Value::Null).status));
        }
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        for stated in stated["searchParam"].as_array().unwrap() {
            let name = stated["name"].as_str().unwrap();
            parameters += 1;
            if name == "identifier" {
                let found =
                    browser.ask_with("POST", "/fhir/Patient/_search", &form, &json!(format!("identifier={NUMBER}")));
                assert_eq!(entries(&found), [&all[0]]);
                continue;
            }
            let Some((resource, value)) = all.iter().find_map(|own| Some((own, value(name, own)?))) else {
                assert_eq!((kind, name), ("ServiceRequest", "based-on"), "no resource has a value");
                continue;
            };
            let query = |value: &str| {
                let mut query = form_urlencoded::Serializer::new(String::new());
                query.append_pair(name, value);
                if !["_id", "patient"].contains(&name) {
                    query.append_pair("patient", &patient);
                }
                query.finish()
            };
            let found = browser.get(&format!("/fhir/{kind}?{}", query(&value)));
            assert!(entries(&found).contains(&resource), "{kind}?{name}");
            if kind != "Patient" {
                let posted = browser.ask_with("POST", &format!("/fhir/{kind}/_search"), &form, &json!(query(&value)));
                // Reading the log is itself in the log.
                let more = u64::from(kind == "AuditEvent");
                let total = |answer: &Answer| answer.body["total"].as_u64().unwrap();
                assert_eq!((posted.status, total(&posted)), (200, total(&found) + more), "{kind}?{name}");
            }
            let other = match name {
                "authored" | "date" => "lt2001-01-01",
                "patient" | "_id" => "p-none.x",
                _ => "none",
            };
            assert_eq!(search(browser, kind, &query(other)), [] as [Value; 0], "{kind}?{name}");
        }
        let unknown = browser.get(&format!("/fhir/{kind}?{asked}={patient}&colour=red"));
        assert_eq!((unknown.status, &unknown.body["resourceType"]), (400, &json!("OperationOutcome")), "{kind}");
        assert!(!unknown.body.to_string().contains("colour"), "what was sent is not repeated");
    }
    let operations = |own: &Value| -> Vec<String> {
        let all = own["operation"].as_array().into_iter().flatten();
        all.map(|own| own["definition"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()).collect()
    };
    let of_type = rest["resource"].as_array().unwrap().iter().flat_map(operations).collect::<Vec<_>>();
    assert_eq!(
        (operations(rest), of_type),
        (vec!["export".into()], vec!["patient-export".into(), "Patient-everything".into()])
    );
    for (who, path, status) in [
        ("data", "/fhir/$export".to_owned(), 202),
        ("data", "/fhir/Patient/$export".to_owned(), 202),
        ("requester", format!("/fhir/Patient/{patient}/$everything"), 200),
    ] {
        assert_eq!(world.at(who).get(&path).status, status, "{path}");
    }
    assert!(parameters >= 30, "{parameters}");
    let beyond = world.at("requester").get("/fhir/Encounter?patient=p");
    assert_eq!((beyond.status, &beyond.body["issue"][0]["code"]), (404, &json!("not-found")));
}

#[test]
fn only_who_may_know_a_person_is_told_who_it_is() {
    let (mut world, patient) = told();
    let mut told = 0;
    for (who, role, ..) in PEOPLE {
        let answer = world.at(who).get(&format!("/fhir/Patient/{patient}"));
        let text = answer.body.to_string();
        let named = text.contains(NAME) || text.contains(NUMBER);
        let may = roles(Action::ReadPerson).contains(role);
        assert!(!named || (may && answer.status == 200), "{who}: {text}");
        let course = world.at(who).get(&format!("/v1/courses/{patient}")).status;
        assert_eq!(answer.status, course, "{who}: the facade shows what the course shows");
        if answer.status == 200 {
            assert_eq!(named, may, "{who}");
            assert!(text.contains("/identifier/pseudonym"), "{who}");
            told += usize::from(named);
        } else {
            let nobody = world.at(who).get("/fhir/Patient/p-nobody");
            assert_eq!((nobody.status, nobody.body), (answer.status, answer.body), "{who}: as if there were nobody");
        }
    }
    assert!(told >= 4, "{told}");
    // A number is searched for in a body, and neither in an address nor in what is answered but the resource.
    let asked = world.at("requester").get(&format!("/fhir/Patient?identifier={NUMBER}"));
    assert_eq!(asked.status, 400);
    assert!(!asked.body.to_string().contains(NUMBER));
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let ask = |world: &mut World, who: &str| {
        world.at(who).ask_with("POST", "/fhir/Patient/_search", &form, &json!(format!("identifier={NUMBER}")))
    };
    let found = ask(&mut world, "requester");
    assert_eq!(found.body["total"], 1);
    assert!(!found.body["link"].to_string().contains(NUMBER));
    assert_eq!(ask(&mut world, "requester2").body["total"], 0, "another unit's patient is not found");
    assert_eq!(ask(&mut world, "wetlab").status, 403);
}

/// Another number of the same person.
const NEW: &str = "7409641010";

fn corrects(world: &mut World, patient: &str, seen: &str, number: &str, name: &str) {
    let person = json!({ "number": number, "name": name, "birth": "1964-09-14", "reason": "prøve" });
    let path = format!("/v1/courses/{patient}/person");
    assert_eq!(world.at("requester").ask_with("PUT", &path, &[("If-Match", seen)], &person).status, 200);
}

#[test]
fn a_former_number_is_told_as_such_and_finds_the_patient() {
    let (mut world, patient) = told();
    let identifiers = |world: &mut World, who: &str| {
        let answer = world.at(who).get(&format!("/fhir/Patient/{patient}"));
        answer.body["identifier"].as_array().unwrap().clone()
    };
    world.renews("requester");
    corrects(&mut world, &patient, "\"1\"", NUMBER, "Testperson Nyt");
    assert_eq!(identifiers(&mut world, "requester").len(), 2, "another name is no other number");
    corrects(&mut world, &patient, "\"2\"", NEW, NAME);
    let told = identifiers(&mut world, "requester");
    assert_eq!((told.len(), &told[0]["value"]), (3, &json!(NEW)));
    let former = json!({
        "use": "old", "system": "https://example.org/marv/fhir/identifier/former-number", "value": NUMBER,
        "period": { "end": NOW.strftime("%Y-%m-%dT%H:%M:%SZ").to_string() },
    });
    assert_eq!(told[2], former);
    // Who may not know the person knows no number.
    assert_eq!(identifiers(&mut world, "interpreter").len(), 1);
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    for (asked, who, expected) in [
        (NUMBER.to_owned(), "requester", 1),
        (NEW.to_owned(), "requester", 1),
        (format!("https://example.org/marv/fhir/identifier/former-number|{NUMBER}"), "requester", 1),
        (NUMBER.to_owned(), "requester2", 0),
    ] {
        let form_of = json!(format!("identifier={asked}"));
        let found = world.at(who).ask_with("POST", "/fhir/Patient/_search", &form, &form_of);
        assert_eq!(found.body["total"], expected, "{who}: {}", found.body);
    }
    // The number that is the patient's again is no former one, and what lay between has both its ends.
    corrects(&mut world, &patient, "\"3\"", NUMBER, NAME);
    let told = identifiers(&mut world, "requester");
    assert_eq!((told.len(), &told[0]["value"], &told[2]["value"]), (3, &json!(NUMBER), &json!(NEW)));
    assert!(told[2]["period"]["start"].is_string(), "{}", told[2]);
}

#[test]
fn a_course_is_told_as_it_is() {
    let (mut world, patient) = told();
    let one =
        |world: &mut World, who: &str, kind: &str| search(world.at(who), kind, &format!("patient={patient}")).remove(0);
    let request = one(&mut world, "requester", "ServiceRequest");
    assert_eq!(request["status"], "active");
    assert_eq!(request["requisition"]["value"], request["id"]);
    let task = one(&mut world, "requester", "Task");
    assert_eq!(
        (&task["status"], &task["businessStatus"]["coding"][0]["code"]),
        (&json!("in-progress"), &json!("review-pending"))
    );
    let milestones: Vec<&str> = task["output"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| own["type"]["coding"][0]["code"].as_str().unwrap())
        .collect();
    assert_eq!(milestones, ["T0", "T1", "T2", "T2a", "T2b", "T3", "T4", "T5"]);
    // Skin, the culture grown from it, and its DNA; marrow or node, and its DNA.
    let specimens = search(world.at("reception"), "Specimen", &format!("patient={patient}"));
    let parents: Vec<(String, Option<String>)> = specimens
        .iter()
        .map(|own| {
            let last = |text: &str| text.split('.').skip(1).collect::<Vec<_>>().join(".");
            (last(own["id"].as_str().unwrap()), own["parent"][0]["reference"].as_str().map(last))
        })
        .collect();
    let pair = |child: &str, parent: Option<&str>| (child.to_owned(), parent.map(str::to_owned));
    let expected = [
        pair("at", None),
        pair("at.dna", Some("at")),
        pair("ag", None),
        pair("ag.culture", Some("ag")),
        pair("ag.dna", Some("ag.culture")),
    ];
    assert_eq!(parents, expected);
    let consent = one(&mut world, "requester", "Consent");
    let told: Vec<&str> =
        consent["provision"]["provision"].as_array().unwrap().iter().map(|own| own["type"].as_str().unwrap()).collect();
    assert_eq!((told, &consent["policyRule"]["coding"][0]["version"]), (vec!["permit", "deny"], &json!("2.0")));
    let score = one(&mut world, "requester", "Observation");
    assert_eq!((&score["code"]["coding"][0]["code"], &score["valueInteger"]), (&json!("89247-1"), &json!(1)));
    assert_eq!(score["effectiveDateTime"], "2026-02-20", "the day of the assessment");
    let condition = one(&mut world, "requester", "Condition");
    assert_eq!(
        (&condition["code"]["coding"][0]["code"], &condition["clinicalStatus"]["coding"][0]["code"]),
        (&json!("DC833"), &json!("relapse"))
    );
    let form = one(&mut world, "requester", "QuestionnaireResponse");
    let ecog = form["item"].as_array().unwrap().iter().find(|item| item["linkId"] == "fitness.ecog").unwrap();
    assert_eq!(ecog["answer"][0]["valueInteger"], 1);
    let report = one(&mut world, "interpreter", "DiagnosticReport");
    assert_eq!((&report["status"], &report["identifier"][0]["value"]), (&json!("preliminary"), &json!("1".repeat(64))));
    // Who has read it is told to the auditor, and to nobody else.
    let log = search(world.at("auditor"), "AuditEvent", &format!("patient={patient}"));
    assert!(log.iter().any(|own| own["entity"][1]["what"]["display"] == "fhir Consent" && own["action"] == "R"));
    assert_eq!(world.at("requester").get(&format!("/fhir/AuditEvent?patient={patient}")).status, 403);
    // What a laboratory does not see in the course it does not see here.
    assert_eq!(search(world.at("reception2"), "Specimen", &format!("patient={patient}")), [] as [Value; 0]);
}

#[test]
fn everything_of_a_patient_is_what_its_searches_find() {
    let mut filed = Filed::new();
    let (patient, all) = (filed.patient.clone(), format!("/fhir/Patient/{}/$everything", filed.patient));
    for who in ["requester", "interpreter", "reception", "programme"] {
        let mut browser = filed.at(who);
        let told = every_page(&mut browser, &format!("{all}?_count=17"));
        assert_eq!(filed.logged(), "read everything []", "{who}");
        let mut found = search(&mut browser, "Patient", &format!("_id={patient}"));
        for kind in KINDS {
            found.extend(every_page(&mut browser, &format!("/fhir/{kind}?patient={patient}&_count=200")));
        }
        assert_eq!(told, found, "{who}");
        assert_eq!(told[0]["name"].is_array(), ["requester", "reception"].contains(&who), "{who}");
        let findings = told.iter().filter(|own| own["component"].is_array()).count();
        assert_eq!(findings > 3, who == "interpreter", "{who}: {findings}");
        let some = every_page(&mut browser, &format!("{all}?_type=Consent,Task"));
        let kinds: BTreeSet<&str> = some.iter().map(|own| own["resourceType"].as_str().unwrap()).collect();
        assert_eq!(kinds, BTreeSet::from(["Consent", "Task"]), "{who}");
        let last = told[0]["meta"]["lastUpdated"].as_str().unwrap();
        assert_eq!(every_page(&mut browser, &format!("{all}?_since={last}")), [] as [Value; 0]);
        assert_eq!(every_page(&mut browser, &format!("{all}?_since=2001-01-01T00:00:00Z")).len(), told.len());
    }
    for query in ["start=2026-01-01", "_since=2026", "_type=Encounter", "_count=201", "patient=x"] {
        assert_eq!(filed.at("requester").get(&format!("{all}?{query}")).status, 400, "{query}");
    }
    for (who, status) in [("requester2", 404), ("auditor", 403)] {
        assert_eq!(filed.at(who).get(&all).status, status, "{who}");
    }
    assert_eq!(filed.at("requester").get("/fhir/Patient/p-nobody/$everything").status, 404);
}

/// A log of years is answered in pages, and by days without all of it in memory.
#[test]
fn the_log_is_searched_page_by_page() {
    const READINGS: i64 = 603;
    let (mut world, patient) = told();
    let of = clinic::identifier::PatientId::new(&patient).unwrap();
    let day = |number: i64| *NOW + jiff::SignedDuration::from_hours(24 * (number % 3 + 1));
    for number in 0..READINGS {
        let store = &world.started.service.store;
        store.access_log_page(&crate::client::operator(), &of, (0, 0), day(number)).unwrap();
    }
    let auditor = world.at("auditor");
    let whole = every_page(auditor, &format!("/fhir/AuditEvent?patient={patient}&_count=200"));
    let places: Vec<u64> = whole.iter().map(|own| own["id"].as_str().unwrap().parse().unwrap()).collect();
    assert!(places.is_sorted_by(|one, next| one < next), "each once, the oldest first");
    // The first page is no longer than was asked for, whatever the length of the log.
    let first = auditor.get(&format!("/fhir/AuditEvent?patient={patient}"));
    assert_eq!(entries(&first).len(), 50);
    assert!(first.body["total"].as_u64().unwrap() > READINGS.unsigned_abs(), "{}", first.body["total"]);
    let date = |number| day(number).strftime("%Y-%m-%d").to_string();
    for (asked, expected) in [
        (format!("date={}", date(0)), 201),
        (format!("date=ge{}&date=lt{}", date(0), date(2)), 402),
        (format!("date=gt{}", date(2)), 0),
    ] {
        let found = every_page(auditor, &format!("/fhir/AuditEvent?patient={patient}&{asked}&_count=150"));
        assert_eq!(found.len(), expected, "{asked}");
        assert!(found.iter().all(|own| whole.contains(own)), "{asked}");
    }
    assert_eq!(search(auditor, "AuditEvent", &format!("patient=Group/{patient}")), [] as [Value; 0]);
}

fn signed_in(account: &str) -> Browser {
    let mut browser = Browser::at(*SERVED);
    assert_eq!(browser.sign_in(account, PASSWORD).status, 200, "{account}");
    browser
}

/// Follows the pages to the end.
fn every_page(browser: &mut Browser, first: &str) -> Vec<Value> {
    let (mut all, mut path) = (vec![], first.to_owned());
    loop {
        let answer = browser.get(&path);
        all.extend(entries(&answer).into_iter().cloned());
        let links = answer.body["link"].as_array().unwrap();
        let Some(next) = links.iter().find(|own| own["relation"] == "next") else {
            assert_eq!(answer.body["total"], all.len());
            return all;
        };
        path = next["url"].as_str().unwrap().split_once("/fhir/").map(|(_, rest)| format!("/fhir/{rest}")).unwrap();
    }
}

#[test]
fn pages_hold_each_order_once() {
    let mut programme = signed_in("program");
    let ids = |all: &[Value]| all.iter().map(|own| own["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let whole = ids(&every_page(&mut programme, "/fhir/Task?_count=200"));
    assert!(whole.len() > 50, "{}", whole.len());
    assert_eq!(ids(&every_page(&mut programme, "/fhir/Task?_count=7")), whole);
    let completed = every_page(&mut programme, "/fhir/Task?status=completed&_count=20");
    assert!(!completed.is_empty() && completed.iter().all(|own| own["status"] == "completed"));
    let counted = programme.get("/fhir/Task?_count=0");
    assert_eq!((counted.body["total"].as_u64(), counted.body["entry"].is_null()), (Some(whole.len() as u64), true));
    assert_eq!(
        every_page(&mut programme, "/fhir/ServiceRequest?status=active,on-hold,revoked,completed").len(),
        whole.len()
    );
}

/// What a course is told in, besides the patient.
const KINDS: [&str; 8] = [
    "ServiceRequest",
    "Task",
    "Specimen",
    "Consent",
    "QuestionnaireResponse",
    "Condition",
    "Observation",
    "DiagnosticReport",
];

/// Every resource of the demonstration, as those see it who see most: a bundle for each patient.
fn written(folder: &Path) -> Vec<PathBuf> {
    let (mut programme, mut requester, mut auditor) = (signed_in("program"), signed_in("rekvirent"), signed_in("log"));
    let tasks = every_page(&mut programme, "/fhir/Task?_count=200");
    let patients: BTreeSet<String> =
        tasks.iter().map(|own| own["for"]["reference"].as_str().unwrap().replace("Patient/", "")).collect();
    let mut files = vec![];
    let mut kinds = BTreeSet::new();
    let mut write = |name: &str, bundle: &Value| {
        let path = folder.join(format!("{name}.json"));
        std::fs::write(&path, bundle.to_string()).unwrap();
        files.push(path);
    };
    for patient in patients {
        let mut all = search(&mut programme, "Patient", &format!("_id={patient}"));
        let known = requester.get(&format!("/fhir/Patient/{patient}"));
        all.extend((known.status == 200).then_some(known.body));
        for kind in KINDS {
            all.extend(search(&mut programme, kind, &format!("patient={patient}&_count=200")));
        }
        all.extend(search(&mut auditor, "AuditEvent", &format!("patient={patient}")));
        kinds.extend(all.iter().map(|own| own["resourceType"].as_str().unwrap().to_owned()));
        let entries: Vec<Value> = all.into_iter().map(|resource| json!({ "resource": resource })).collect();
        write(&patient, &json!({ "resourceType": "Bundle", "id": patient, "type": "collection", "entry": entries }));
    }
    assert_eq!(kinds.len(), 10, "{kinds:?}");
    let statement = programme.get("/fhir/metadata").body;
    let refused = programme.get("/fhir/Consent").body;
    let refused = json!({ "resource": refused.as_object().map(|own| own.clone().into_iter().chain([("id".to_owned(), json!("refused"))]).collect::<Value>()) });
    let others = [json!({ "resource": statement }), refused];
    write("others", &json!({ "resourceType": "Bundle", "id": "others", "type": "collection", "entry": others }));
    // A report with what it says.
    let mut filed = Filed::new();
    let report = filed.report("interpreter");
    let mut said = filed.observations("interpreter");
    let mut browser = filed.at("interpreter");
    let accept = [("Accept", "application/fhir+json")];
    said.extend(
        form_urls(&report)
            .iter()
            .map(|(_, url)| browser.ask_with("GET", &format!("/fhir/{url}"), &accept, &Value::Null).body),
    );
    said.push(report);
    let patient = filed.patient.clone();
    filed.world.renews("requester");
    corrects(&mut filed.world, &patient, "\"1\"", NEW, NAME);
    said.push(filed.at("requester").get(&format!("/fhir/Patient/{patient}")).body);
    std::fs::write(filed.file("report.fhir.json"), "{}").unwrap();
    said.push(filed.report("interpreter"));
    let said: Vec<Value> = said.into_iter().map(|resource| json!({ "resource": resource })).collect();
    assert!(said.len() > 30, "{}", said.len());
    write("report", &json!({ "resourceType": "Bundle", "id": "report", "type": "collection", "entry": said }));
    files
}

fn foreign(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../report/tests/foreign").join(name)
}

fn installed(inside: &str) -> Option<PathBuf> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let target = target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"));
    let path = target.join("fhir").join(inside);
    if !path.exists() {
        eprintln!(
            "SKIPPED: {} is missing (./test installs it): a foreign reader of FHIR R4 was not asked",
            path.display()
        );
    }
    path.exists().then_some(path)
}

/// By both foreign readers in one test, so that the demonstration is asked once.
#[test]
fn foreign_readers_find_nothing_wrong_with_any_resource() {
    let (python, package) = (installed("python/bin/python"), installed("node/node_modules/fhir"));
    let folder = tempfile::tempdir().unwrap();
    let files = written(folder.path());
    let commands = [
        python.map(|python| {
            let mut command = Command::new(python);
            command.arg(foreign("validate.py"));
            command
        }),
        package.map(|package| {
            let mut command = Command::new("node");
            command.arg(foreign("validate.js")).arg(package);
            command
        }),
    ];
    let asked = commands
        .into_iter()
        .flatten()
        .map(|mut command| command.args(&files).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    // Both at once.
    for reader in asked.collect::<Vec<_>>() {
        let output = reader.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}", &said[..said.len().min(8_000)]);
        assert_eq!(said.matches(" resources").count(), files.len(), "{said}");
    }
}

#[test]
fn a_role_that_reads_no_course_is_told_so_in_fhirs_words() {
    let (mut world, patient) = told();
    for (who, role, ..) in PEOPLE.iter().filter(|(_, role, ..)| {
        matches!(role, Role::Operator | Role::Epidemiologist | Role::Auditor | Role::SubjectAccess)
    }) {
        let answer = world.at(who).get(&format!("/fhir/Task?patient={patient}"));
        assert_eq!((answer.status, &answer.body["issue"][0]["code"]), (403, &json!("forbidden")), "{role:?}");
        assert_eq!(world.at(who).get("/fhir/Task").status, 403, "{role:?}");
    }
    let stranger = world.started.browser().get("/fhir/Task");
    assert_eq!((stranger.status, &stranger.body["issue"][0]["code"]), (401, &json!("login")));
}

/// As a client of bulk data does it: begin, ask where the files are, take each.
fn exported(browser: &mut Browser, query: &str) -> (Answer, Vec<Value>) {
    let begun = browser.get(&format!("/fhir/$export?{query}"));
    assert_eq!(begun.status, 202, "{}", begun.body);
    let place = begun.head.lines().find_map(|line| line.strip_prefix("content-location: ")).unwrap().to_owned();
    let local = |url: &str| url[url.find("/fhir/").unwrap()..].to_owned();
    let manifest = browser.get(&local(&place));
    assert_eq!((manifest.status, &manifest.body["requiresAccessToken"]), (200, &json!(true)), "{}", manifest.body);
    let mut all = vec![];
    for file in manifest.body["output"].as_array().unwrap() {
        let taken = browser.get(&local(file["url"].as_str().unwrap()));
        assert_eq!(taken.status, 200);
        assert!(taken.head.contains("content-type: application/fhir+ndjson"), "{}", taken.head);
        for line in taken.text.lines() {
            let resource: Value = serde_json::from_str(line).unwrap();
            assert_eq!(resource["resourceType"], file["type"]);
            all.push(resource);
        }
    }
    (manifest, all)
}

#[test]
fn a_data_manager_exports_what_the_role_sees_and_nobody_else_exports_anything() {
    let mut manager = signed_in("datamanager");
    let seen = every_page(&mut manager, "/fhir/Task?_count=200");
    let (manifest, all) = exported(&mut manager, "");
    let of = |kind: &str| all.iter().filter(|own| own["resourceType"] == kind).collect::<Vec<_>>();
    let ids = |all: Vec<&Value>| all.iter().map(|own| own["id"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>();
    assert!(!seen.is_empty());
    assert_eq!(ids(of("Task")), ids(seen.iter().collect()), "the export is what is seen");
    assert!(of("Patient").iter().all(|own| own["name"].is_null() && own["identifier"].as_array().unwrap().len() == 1));
    // The same time gives the same files, and a time before everything gives none.
    let at = manifest.body["transactionTime"].as_str().unwrap();
    let again = exported(&mut manager, &format!("_type=Task,Consent&_at={at}")).1;
    let expected: Vec<&Value> = of("Task").into_iter().chain(of("Consent")).collect();
    assert_eq!(again.iter().collect::<Vec<_>>(), expected);
    assert_eq!(exported(&mut manager, "_at=2001-01-01T00:00:00Z").1, [] as [Value; 0]);
    // Since a time: where something happened after it.
    let mut times: Vec<String> =
        all.iter().map(|own| own["meta"]["lastUpdated"].as_str().unwrap().to_owned()).collect();
    times.sort();
    let since = times[times.len() / 2].clone();
    let (of_since, changed) = exported(&mut manager, &format!("_since={since}&_at={at}"));
    let expected: Vec<&Value> =
        all.iter().filter(|own| own["meta"]["lastUpdated"].as_str() > Some(since.as_str())).collect();
    assert!(
        !changed.is_empty() && changed.iter().collect::<Vec<_>>() == expected,
        "{} of {}",
        changed.len(),
        expected.len()
    );
    assert!(of_since.body["request"].as_str().unwrap().contains("/fhir/$export?"), "{}", of_since.body);
    assert_eq!(exported(&mut manager, &format!("_since={at}&_at={at}")).1, [] as [Value; 0]);
    // Of all patients is the same.
    let begun = manager.get(&format!("/fhir/Patient/$export?_at={at}"));
    let place = begun.head.lines().find_map(|line| line.strip_prefix("content-location: ")).unwrap().to_owned();
    let of_patients = manager.get(&place[place.find("/fhir/").unwrap()..]).body;
    assert_eq!(of_patients["output"], manifest.body["output"]);
    assert!(of_patients["request"].as_str().unwrap().contains("/fhir/Patient/$export?"), "{of_patients}");
    for query in ["_type=AuditEvent", "_since=2026-01-01", "_at=2999-01-01T00:00:00Z", "_outputFormat=csv"] {
        assert_eq!(manager.get(&format!("/fhir/$export?{query}")).status, 400, "{query}");
    }
    for other in ["program", "rekvirent", "log"] {
        let refused = signed_in(other).get("/fhir/$export");
        assert_eq!((refused.status, &refused.body["issue"][0]["code"]), (403, &json!("forbidden")), "{other}");
    }
}

/// a consent that was withdrawn binds what is taken out too.
#[test]
fn whoever_has_no_consent_on_file_is_in_no_export() {
    let (mut world, patient) = told();
    let renewal = world.at("approver").ask("POST", "/v1/session/renewal", &json!({ "password": crate::client::WORDS }));
    assert_eq!(renewal.status, 200);
    world.does("approver", &patient, &json!({ "type": "sign", "order": "o1" }));
    let count = |world: &mut World| exported(world.at("data"), "").1.len();
    assert!(count(&mut world) > 5);
    world.does(
        "requester",
        &patient,
        &json!({ "type": "withdraw-consent", "consent": "c1", "reason": "patientens ønske" }),
    );
    assert_eq!(count(&mut world), 0);
}
