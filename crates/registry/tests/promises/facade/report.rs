//! What a report says, told over FHIR to those who are shown it on its page, and to nobody else.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::{entries, search};
use crate::client::Browser;
use crate::fixture::NOW;
use crate::pages::again::Again;
use crate::pages::filed::{bundle, checksum, data as data_of, reports};
use crate::world::{PEOPLE, World};

/// A service that knows where reports lie, with a report that is put up for approval.
pub struct Filed {
    pub world: World,
    pub patient: String,
    folder: tempfile::TempDir,
    again: Again,
}

impl Filed {
    pub fn new() -> Self {
        let mut world = World::new();
        let patient = world.puts_up(&checksum());
        let folder = tempfile::tempdir().unwrap();
        let again = Again::serve(&world, || *NOW, Some(reports(folder.path())));
        Self { world, patient, folder, again }
    }

    pub fn at(&mut self, who: &str) -> Browser {
        self.world.at(who).moved(self.again.0)
    }

    pub fn report(&mut self, who: &str) -> Value {
        let mut found = search(&mut self.at(who), "DiagnosticReport", &format!("patient={}", self.patient));
        found.retain(|own| own["resourceType"] == "DiagnosticReport");
        found.remove(0)
    }

    pub fn observations(&mut self, who: &str) -> Vec<Value> {
        search(&mut self.at(who), "Observation", &format!("patient={}&_count=200", self.patient))
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(checksum()).join(name)
    }

    fn signs(&mut self) {
        let patient = self.patient.clone();
        self.world.renews("approver");
        self.world.does("approver", &patient, &json!({ "type": "sign", "order": "o1" }));
    }

    /// What the last access was, and what came of it.
    pub fn logged(&self) -> String {
        self.world.last_record()
    }
}

/// Every reference in a resource.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(all) => all.iter().for_each(|own| references(own, found)),
        Value::Object(fields) => {
            found.extend(fields.get("reference").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|own| references(own, found));
        }
        _ => {}
    }
}

/// The files of a report: of which kind, and by which address behind that of the facade.
pub fn form_urls(report: &Value) -> Vec<(String, String)> {
    let text = |own: &Value| own.as_str().unwrap().to_owned();
    let own = |url: &Value| text(url).strip_prefix("http://").unwrap().split_once("/fhir/").unwrap().1.to_owned();
    let forms = report["presentedForm"].as_array().into_iter().flatten();
    forms.map(|form| (text(&form["contentType"]), own(&form["url"]))).collect()
}

#[test]
fn what_a_report_says_is_told_to_those_who_are_shown_it() {
    let mut filed = Filed::new();
    let report = filed.report("interpreter");
    assert_eq!(filed.logged(), "read report []");
    assert_eq!(report["status"], "preliminary");
    let written: Value = serde_json::from_str(&bundle()).unwrap();
    let own = &written["entry"][0]["resource"];
    assert_eq!((&report["conclusion"], &report["_conclusion"]), (&own["conclusion"], &own["_conclusion"]));
    // The findings are the bundle's, each read by the reference in which it stands.
    let all = filed.observations("interpreter");
    let results: Vec<&str> =
        report["result"].as_array().unwrap().iter().map(|own| own["reference"].as_str().unwrap()).collect();
    assert_eq!(results.len(), own["result"].as_array().unwrap().len());
    assert!(results.len() > 20 && all.len() > results.len(), "{} of {}", results.len(), all.len());
    let mut led = BTreeSet::new();
    references(&report, &mut led);
    let mut browser = filed.at("interpreter");
    for (result, entry) in results.iter().zip(own["result"].as_array().unwrap()) {
        let read = browser.get(&format!("/fhir/{result}"));
        assert!(read.status == 200 && all.contains(&read.body), "{result}");
        let address = &entry["reference"];
        let of = written["entry"].as_array().unwrap().iter().find(|own| own["fullUrl"] == *address).unwrap();
        for field in [
            "code",
            "component",
            "valueCodeableConcept",
            "valueString",
            "dataAbsentReason",
            "note",
            "extension",
            "status",
        ] {
            assert_eq!(read.body[field], of["resource"][field], "{result}: {field}");
        }
        assert_eq!(
            read.body["specimen"]["identifier"]["system"].as_str().unwrap().rsplit('/').next(),
            Some("read-group-sample")
        );
        references(&read.body, &mut led);
    }
    for reference in &led {
        assert_eq!(browser.get(&format!("/fhir/{reference}")).status, 200, "{reference}");
    }
    let code = browser.get(&format!("/fhir/Observation?patient={}&code=http://loinc.org|69548-6", filed.patient));
    let variants = entries(&code);
    assert!(variants.len() > 3 && variants.iter().all(|own| own["code"]["coding"][0]["code"] == "69548-6"));
    // The whole report: the bundle, and the forms as they are or as resources.
    let forms = form_urls(&report);
    let kinds: Vec<&str> = forms.iter().map(|(kind, _)| kind.as_str()).collect();
    let html = "text/html; charset=utf-8";
    assert_eq!(kinds, ["application/fhir+json", "application/pdf", "application/pdf", html, html]);
    for (kind, url) in &forms {
        let path = format!("/fhir/{url}");
        let given = browser.get(&path);
        assert!(given.status == 200 && given.head.contains(&format!("content-type: {kind}")), "{url}: {}", given.head);
        assert_eq!(filed.logged(), "read report []", "{url}");
        if url.starts_with("Bundle") {
            assert_eq!((&given.body["entry"], &given.body["identifier"]), (&written["entry"], &written["identifier"]));
            continue;
        }
        let name = url.rsplit('.').take(3).collect::<Vec<_>>();
        let name = format!("{}.{}.{}", name[2], name[1], name[0]);
        assert_eq!(given.text.as_bytes(), std::fs::read(filed.file(&name)).unwrap());
        assert!(given.head.contains("sandbox"), "a page of a report can do nothing: {}", given.head);
        let resource = browser.ask_with("GET", &path, &[("Accept", "application/fhir+json")], &Value::Null);
        assert_eq!(resource.body["contentType"], *kind);
        assert_eq!(
            resource.body["securityContext"]["reference"],
            format!("DiagnosticReport/{}", report["id"].as_str().unwrap())
        );
        let data = data_encoding::BASE64.decode(resource.body["data"].as_str().unwrap().as_bytes()).unwrap();
        assert_eq!(data, given.text.as_bytes());
    }
}

/// Whoever is not shown a report on its page is not shown it here, and sees what the course says.
#[test]
fn what_a_report_says_is_told_to_nobody_else() {
    let mut filed = Filed::new();
    let forms = form_urls(&filed.report("interpreter"));
    let page = format!("/cases/{}/orders/o1/reports/{}/report.da.pdf", filed.patient, checksum());
    let pdf = forms.iter().find(|(_, url)| url.ends_with("report.da.pdf")).unwrap().1.clone();
    let mut shown = vec![];
    for (who, ..) in PEOPLE {
        let cookie = filed.world.cookie(who);
        let expected = filed.again.get(&cookie, &page).status;
        let mut browser = filed.at(who);
        for url in [&pdf, &forms[0].1] {
            let status = browser.get(&format!("/fhir/{url}")).status;
            assert_eq!(status, expected, "{who}: {url}");
        }
        let told = browser.get(&format!("/fhir/DiagnosticReport?patient={}", filed.patient));
        if expected == 200 {
            shown.push(*who);
        } else if told.status == 200 {
            let text = told.text;
            assert!(
                !text.contains("conclusion") && !text.contains("presentedForm") && !text.contains("result\""),
                "{who}: {text}"
            );
            let expected = if told.body["total"] == 0 { "refused" } else { "read" };
            assert!(
                filed.logged().starts_with(&format!("{expected} fhir DiagnosticReport ")),
                "{who}: {}",
                filed.logged()
            );
            let found = filed.observations(who);
            assert!(found.iter().all(|own| own["valueInteger"].is_i64()), "{who}: only the performance status");
        }
    }
    assert_eq!(shown, ["interpreter", "approver"]);
}

#[test]
fn the_requester_is_told_what_was_delivered_and_opened() {
    let mut filed = Filed::new();
    let patient = filed.patient.clone();
    filed.signs();
    // The draft is not shown as what was signed.
    let report = filed.report("approver");
    assert_eq!(report["status"], "final");
    assert!(report["result"].is_null() && report["presentedForm"].is_null(), "{report}");
    let why = |report: &Value| {
        let all = report["extension"].as_array().unwrap().iter();
        let own = all.clone().find(|own| own["url"].as_str().unwrap().ends_with("/content-not-shown"));
        own.map(|own| own["valueCode"].as_str().unwrap().to_owned())
    };
    assert_eq!(why(&report).as_deref(), Some("report-not-set"));
    assert_eq!(filed.logged(), "read fhir DiagnosticReport [\"report-not-set\"]");
    let signed = filed.file("signed");
    std::fs::create_dir(&signed).unwrap();
    std::fs::write(signed.join("report.fhir.json"), bundle()).unwrap();
    std::fs::write(signed.join("report.da.pdf"), "%PDF-1.7 signed").unwrap();
    assert!(filed.report("approver")["result"].is_array());
    assert!(filed.report("requester")["result"].is_null(), "it is not delivered");
    filed.world.does("approver", &patient, &json!({ "type": "deliver", "order": "o1", "recipients": ["requester"] }));
    assert!(filed.report("requester")["result"].is_null(), "it is not opened");
    assert!(filed.report("geneticist")["result"].is_array(), "who follows it up is shown what was delivered");
    filed.world.does("requester", &patient, &json!({ "type": "acknowledge", "order": "o1" }));
    let report = filed.report("requester");
    assert!(report["result"].is_array() && why(&report).is_none());
    let pdf = form_urls(&report).into_iter().find(|(kind, _)| kind == "application/pdf").unwrap().1;
    assert_eq!(filed.at("requester").get(&format!("/fhir/{pdf}")).text, "%PDF-1.7 signed");

    // One byte of the file, or of the data: nothing is told, and that it is not is said.
    let altered = bundle().replace("LA9633-4", "LA9634-2");
    for (file, content) in [(signed.join("report.fhir.json"), altered), (filed.file("report.json"), data_of() + "\n")] {
        let before = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, content).unwrap();
        let report = filed.report("requester");
        assert!(report["result"].is_null() && report["conclusion"].is_null());
        assert_eq!(why(&report).as_deref(), Some("report-altered"));
        assert_eq!(filed.logged(), "read fhir DiagnosticReport [\"report-altered\"]");
        let found = filed.at("requester").get(&format!("/fhir/Observation?patient={patient}"));
        let outcome = &found.body["entry"][0];
        assert_eq!(
            (&outcome["search"]["mode"], &outcome["resource"]["issue"][0]["code"]),
            (&json!("outcome"), &json!("incomplete"))
        );
        assert_eq!(found.body["total"], 1, "the performance status");
        let whole = filed.at("requester").get(&format!("/fhir/Bundle/{}", report["id"].as_str().unwrap()));
        assert_eq!((whole.status, &whole.body["issue"][0]["code"]), (409, &json!("incomplete")), "{}", whole.body);
        assert_eq!(filed.logged(), "refused report [\"report-altered\"]");
        std::fs::write(&file, before).unwrap();
    }
    assert!(filed.report("requester")["result"].is_array(), "the original is the original");

    // A correction: until it is signed and shown, the earlier version is what there is; then its findings are told no more.
    filed.world.does("interpreter", &patient, &json!({ "type": "amend", "order": "o1", "reason": "stavefejl" }));
    filed.world.interprets_as(&patient, &"2".repeat(64));
    let count = |filed: &mut Filed, who: &str| {
        filed.observations(who).iter().filter(|own| own["resourceType"] == "Observation").count()
    };
    assert!(count(&mut filed, "requester") > 20 && count(&mut filed, "approver") > 20);
    filed.signs();
    assert_eq!(count(&mut filed, "approver"), 1, "the performance status: the findings are those of another version");
    let earlier = filed.report("approver");
    assert!(earlier["result"].is_null() && !form_urls(&earlier).is_empty(), "{earlier}");
    assert!(count(&mut filed, "requester") > 20, "the correction is not delivered");
}
