//! The demonstration: two years that hold together, and the way from a new patient to a closed order on its pages.

use std::collections::BTreeSet;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, LazyLock};
use std::time::Instant;

use clinic::code::CodeList;
use clinic::referral::ReferralDraft;
use clinic::sign_off::Section;
use jiff::Timestamp;
use registry::audit::AuditKey;
use registry::demo::{Example, PASSWORD, fill};
use registry::http::{Reach, Service, router, serve};
use registry::store::{Place, Store};

use super::asked::{Page, ask, guidelines, post, rule_set};

/// The examples of the project, as the program has them.
pub fn examples() -> Vec<Example> {
    let mut files: Vec<_> =
        std::fs::read_dir(guidelines().join("examples")).unwrap().map(|own| own.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|own| own == "json"));
    files.sort();
    let read = |file: &std::path::PathBuf| {
        let id = file.file_name().unwrap().to_str().unwrap().to_owned();
        let draft = ReferralDraft::from_json(&std::fs::read(file).unwrap()).unwrap();
        Example { da: id.clone(), en: format!("{id} "), id, draft }
    };
    files.iter().map(read).collect()
}

/// A demonstration that is served, once for all tests.
pub static SERVED: LazyLock<SocketAddr> = LazyLock::new(|| {
    let folder = Box::leak(Box::new(tempfile::tempdir().unwrap()));
    let store = Store::open(&Place::File(folder.path().join("demo.db")), AuditKey::new([7; 32]), None).unwrap();
    let rule_set = rule_set();
    let begun = Instant::now();
    let (demo, filled) = fill(&store, &rule_set, examples(), Timestamp::now(), 5).unwrap();
    eprintln!("{filled:?} in {:.1} s", begun.elapsed().as_secs_f64());
    let published = registry::demo::published(&store, &rule_set, Timestamp::now()).unwrap();
    let mut service = Service::new(rule_set, store, Reach { requests_per_second: 10_000, ..Reach::default() });
    service.published = vec![published];
    service.demo = Some(demo);
    service.reports = Some(super::filed::reports(&folder.path().join("reports")));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let router = router(&Arc::new(service));
    std::thread::spawn(move || serve(router, listener, false).unwrap());
    address
});

#[test]
fn two_years_hold_together() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Place::File(folder.path().join("demo.db")), AuditKey::new([7; 32]), None).unwrap();
    let now: Timestamp = "2026-11-26T12:00:00Z".parse().unwrap();
    let (demo, filled) = fill(&store, &rule_set(), examples(), now, 25).unwrap();
    assert_eq!(filled.patients, 270);
    assert!(filled.orders > 260 && filled.events > 5_000, "{filled:?}");
    assert_eq!(store.verify(&[]).unwrap().faults, []);
    // Each role finds something to do or to see.
    let mut states = BTreeSet::new();
    for account in &demo.accounts {
        let attempt = registry::access::Attempt {
            account: account.id.as_str(),
            password: PASSWORD,
            address: "test",
            membership: None,
        };
        let viewer = store.sign_in(&attempt, now).unwrap().viewer;
        if let Ok((_, work)) = store.worklist(&viewer, (0, usize::MAX), now) {
            states.extend(work.iter().map(|own| own.state));
        }
    }
    assert!(states.len() >= 5, "{states:?}");
    lists_show_and_log_a_page(&store, now);
    // The same day makes the same store.
    let other = Store::open(&Place::File(folder.path().join("other.db")), AuditKey::new([7; 32]), None).unwrap();
    let again = fill(&other, &rule_set(), examples(), now, 25).unwrap().1;
    assert_eq!(again, filled);
    assert_eq!(store.verify(&[]).unwrap().read_models, other.verify(&[]).unwrap().read_models);
}

/// Of many open orders those of a page are shown, each once, and the log names whoever is shown and nobody else.
fn lists_show_and_log_a_page(store: &Store, now: Timestamp) {
    let attempt =
        registry::access::Attempt { account: "rekvirent", password: PASSWORD, address: "test", membership: None };
    let viewer = store.sign_in(&attempt, now).unwrap().viewer;
    let (total, all) = store.worklist(&viewer, (0, usize::MAX), now).unwrap();
    assert!(total > 4 && total == all.len(), "{total}");
    let pages = (0..total).step_by(3).map(|from| store.worklist(&viewer, (from, 3), now).unwrap());
    assert_eq!(pages.flat_map(|(_, page)| page).collect::<Vec<_>>(), all);
    let (seen, persons) = store
        .open_orders(&viewer, now, |open| {
            let shown = open.iter().take(2).map(|own| own.work.patient.clone()).collect();
            (open.into_iter().map(|own| own.work).collect::<Vec<_>>(), shown)
        })
        .unwrap();
    assert_eq!(seen, all);
    let shown: BTreeSet<_> = all[..2].iter().map(|own| own.patient.clone()).collect();
    assert_eq!(persons.keys().cloned().collect::<BTreeSet<_>>(), shown);
    let auditor = registry::access::Attempt { account: "log", ..attempt };
    let auditor = store.sign_in(&auditor, now).unwrap().viewer;
    for own in &all {
        let (total, log) = store.patient_log_page(&auditor, &own.patient, (0, 500), now).unwrap();
        assert_eq!(total, log.len() as u64);
        let of = |resource: &str| log.iter().filter(|record| record.resource == resource).count();
        let named = usize::from(shown.contains(&own.patient));
        assert_eq!((of("open-orders"), of("person")), (named, named), "{}", own.patient);
    }
}

/// Somebody with a browser's cookie.
pub struct Person {
    cookie: String,
}

impl Person {
    pub fn of(account: &str) -> Self {
        let page = post(*SERVED, "/sign-in", "", &[("account", account), ("password", PASSWORD)]);
        assert_eq!(page.status, 303, "{account}: {}", page.body);
        let line = page.head.lines().find(|line| line.to_lowercase().starts_with("set-cookie: marv=")).unwrap();
        let cookie = line.split(": ").nth(1).unwrap().split(';').next().unwrap();
        Self { cookie: format!("Cookie: {cookie}; language=en\r\n") }
    }

    /// The header line of the same browser, told nothing of a language.
    pub fn danish(&self) -> String {
        self.cookie.replace("; language=en", "")
    }

    pub fn get(&self, path: &str) -> Page {
        ask(*SERVED, "GET", path, &self.cookie, "")
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        post(*SERVED, path, &self.cookie, fields)
    }

    /// Fills the form of a step on a course's page, and sends it.
    fn takes(&self, case: &str, step: &str, nth: usize, own: &[(&str, &str)]) -> Page {
        let page = self.get(case).body;
        let begin = format!("<input type=\"hidden\" name=\"command\" value=\"{step}\">");
        let form = page.split("<form ").filter(|form| form.contains(&begin)).nth(nth);
        let form =
            form.unwrap_or_else(|| panic!("{step} is not offered: {page}")).split("</form>").next().unwrap().to_owned();
        let mut fields = inputs(&form);
        for (name, value) in own {
            fields.retain(|(known, _)| known != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = self.post(case, &fields);
        assert_eq!(answer.status, 303, "{step}: {}", answer.body);
        answer
    }
}

/// What a browser would send of a form as it stands.
pub fn inputs(form: &str) -> Vec<(String, String)> {
    let attribute = |tag: &str, name: &str| {
        let own = tag.split(&format!(" {name}=\"")).nth(1)?;
        Some(own.split('"').next()?.replace("&#38;", "&"))
    };
    let mut fields = Vec::new();
    for tag in form.split('<') {
        let name = attribute(tag, "name").unwrap_or_default();
        if tag.starts_with("input") && (!tag.contains("type=\"radio\"") || tag.contains(" checked")) {
            fields.push((name, attribute(tag, "value").unwrap_or_default()));
        } else if tag.starts_with("textarea") {
            fields.push((name, tag.split('>').nth(1).unwrap_or_default().trim().to_owned()));
        } else if tag.starts_with("select") {
            let own = form.split(tag).nth(1).unwrap().split("</select>").next().unwrap();
            let chosen = own.split('<').find(|option| option.contains(" selected"));
            fields.push((name, chosen.and_then(|option| attribute(option, "value")).unwrap_or_default()));
        }
    }
    fields
}

fn today() -> String {
    clinic::clock::day_of(Timestamp::now()).to_string()
}

/// The five main tasks: refer; receive; sequence and release; interpret and sign; deliver and discuss.
#[test]
#[expect(clippy::too_many_lines, reason = "one way, told from its beginning to its end")]
fn from_a_new_patient_to_a_closed_order() {
    let doctor = Person::of("rekvirent");
    let patient = [("do", "add"), ("number", "6912482101"), ("name", "Testperson Side"), ("birth", "1948-12-09")];
    let answer = doctor.post("/patients", &patient);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let case = answer.head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap().to_owned();
    assert!(!case.contains("6912482101"), "no number in an address");

    // Nothing is submitted without a consent, and the page says so.
    let requisition = format!("{case}/requisition");
    let filled = doctor.post(&requisition, &[("example", "relapsed-dlbcl.json"), ("do", "example")]);
    assert_eq!(filled.status, 200, "{}", filled.body);
    let form = filled.body.split("<form ").find(|form| form.contains("name=\"order_id\"")).unwrap().to_owned();
    let with = |form: &str, button: &str| {
        let mut fields = inputs(form);
        fields.push(("do".to_owned(), button.to_owned()));
        fields
    };
    let sent = |fields: &[(String, String)]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        doctor.post(&requisition, &fields)
    };
    let by = |form: &str, password: &str| {
        let mut fields = with(form, "submit");
        // A box that nobody has ticked is not sent.
        fields.retain(|(name, _)| name != "password" && name != "acknowledge");
        fields.push(("password".to_owned(), password.to_owned()));
        sent(&fields)
    };
    // A submission asks once more who it is.
    for password in ["", "not the password of anybody"] {
        let unknown = by(&form, password);
        assert!(unknown.status == 409 && unknown.body.contains("DER-14"), "{}", unknown.body);
    }
    let refused = by(&form, PASSWORD);
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert!(refused.body.contains("COM-CONSENT-04"), "{}", refused.body);

    let day = today();
    doctor.takes(
        &case,
        "record-consent",
        0,
        &[
            ("record.form", "comprehensive-genetic-analysis"),
            ("record.form_version", "2.0"),
            ("record.signer", "patient"),
            ("record.signed", &day),
            ("record.told_no_new_information", &day),
            ("record.told_incidental_findings", &day),
            ("record.incidental_choice", "all"),
            ("record.told_tissue_register", &day),
        ],
    );
    // The draft is kept, and is what is submitted.
    let kept = doctor.get(&requisition).body;
    let form = kept.split("<form ").find(|form| form.contains("name=\"order_id\"")).unwrap().to_owned();
    assert!(form.contains("value=\"6912482101\""), "{form}");
    // What is no code of ours changes nothing of it.
    let scanned = doctor.post(&requisition, &[("scanned", "MARV1:%%%"), ("do", "capture")]);
    assert!(scanned.status == 409 && scanned.body.contains("value=\"6912482101\""), "{}", scanned.body);
    let checked = sent(&with(&form, "check"));
    assert!(checked.body.contains("<strong>Eligible</strong>"), "{}", checked.body);
    let form = checked.body.split("<form ").find(|form| form.contains("name=\"order_id\"")).unwrap().to_owned();
    let answer = by(&form, PASSWORD);
    assert_eq!(answer.status, 303, "{}", answer.body);
    // The same form a second time is the same wish.
    assert_eq!(sent(&with(&form, "submit")).status, 303);
    assert_eq!(doctor.get(&case).body.matches("<section class=\"order\"").count(), 1);

    let order = doctor.get(&case).body.split("id=\"order-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    Person::of("program").takes(&case, "accept", 0, &[]);
    for _ in 0..2 {
        doctor.takes(&case, "collect", 0, &[("at.day", &day), ("at.time", "00:05")]);
    }
    let page = doctor.get(&case).body;
    let labels: Vec<&str> = page.split("/label\">").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
    let reception = Person::of("modtagelse");
    let wrong = reception.get(&case).body;
    assert!(wrong.contains("value=\"receive\""), "{wrong}");
    for label in &labels {
        reception.takes(&case, "receive", 0, &[("label", label)]);
    }
    let laboratory = Person::of("laboratorium");
    laboratory.takes(&case, "establish-culture", 0, &[]);
    for step in ["accept-dna", "release-to-sequencing"] {
        for _ in 0..2 {
            laboratory.takes(&case, step, 0, &[]);
        }
    }
    laboratory.takes(&case, "record-sequenced", 0, &[("mean_depth", "94"), ("units", "3")]);
    laboratory.takes(&case, "record-sequenced", 0, &[("mean_depth", "34"), ("units", "1")]);
    let release = Person::of("frigivelse");
    release.takes(
        &case,
        "check-identity",
        0,
        &[("identity.genotypes_concordant", "yes"), ("identity.sex_concordant", "yes")],
    );
    release.takes(&case, "release-data", 0, &[]);

    let checksum = super::filed::checksum();
    let mut report = vec![("report.sha256".to_owned(), checksum.clone())];
    report.push(("report.incidental_choice".to_owned(), "all".to_owned()));
    report.extend(Section::CODES.iter().map(|code| (format!("report.sections.{code}"), "given".to_owned())));
    let report: Vec<(&str, &str)> = report.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let interpreter = Person::of("fortolker");
    let unsaid =
        interpreter.post(&case, &[("command", "interpret"), ("order", &order), ("version", "1"), ("key", "k")]);
    assert!(
        unsaid.status == 422 && unsaid.body.matches("aria-invalid").count() >= 9,
        "nothing is taken for said: {}",
        unsaid.body
    );
    interpreter.takes(&case, "interpret", 0, &report);
    let approver = Person::of("godkender");
    let offered = approver.get(&case).body;
    assert!(offered.contains("Confirm that it is you"), "{offered}");
    // The report lies beside its evidence, for those who sign and for nobody else yet.
    let beside = format!("{case}/orders/{order}/reports/{checksum}");
    assert!(offered.contains(&format!("href=\"{beside}\"")), "{offered}");
    let shown = approver.get(&beside);
    assert!(shown.status == 200 && shown.body.contains("VAF 41.2 %"), "{}", shown.body);
    assert!(shown.body.contains("value=\"sign\"") && shown.body.contains("value=\"return\""), "{}", shown.body);
    assert_eq!(doctor.get(&beside).status, 404, "what is not delivered is not shown");
    let renewed = approver.post(&format!("{case}/renewal"), &[("password", PASSWORD), ("to", &beside)]);
    assert!(renewed.head.contains(&format!("location: {beside}")), "{}", renewed.head);
    approver.takes(&case, "sign", 0, &[]);
    approver.takes(&case, "deliver", 0, &[]);
    assert_eq!(doctor.get(&beside).status, 404, "opening it stops a clock");
    doctor.takes(&case, "acknowledge", 0, &[]);
    assert!(doctor.get(&case).body.contains(&format!("href=\"{beside}\"")));
    assert_eq!(doctor.get(&beside).status, 200);
    doctor.takes(
        &case,
        "discuss",
        0,
        &[
            ("decision.date", &day),
            ("decision.participants", "Specialist"),
            ("decision.conclusion", "treatment-changed"),
            ("decision.text", "As found."),
        ],
    );
    doctor.takes(&case, "close", 0, &[]);
    let end = doctor.get(&case).body;
    assert!(end.contains("<strong>Closed</strong>") && end.contains("Report signed by: godkender"), "{end}");
    assert!(
        end.contains("promised") && end.contains("needed") || end.contains("aspired"),
        "clocks side by side: {end}"
    );

    // A second order for the same is pointed out, with the first one's name.
    let filled = doctor.post(&requisition, &[("example", "relapsed-dlbcl.json"), ("do", "example")]);
    let form = filled.body.split("<form ").find(|form| form.contains("name=\"order_id\"")).unwrap().to_owned();
    let twice = by(&form, PASSWORD);
    let told = twice.body.split("DER-21").nth(1).unwrap_or_else(|| panic!("{}", twice.body));
    assert!(told.split("</li>").next().unwrap().contains(&order), "{told}");

    // The log tells who saw it, to those who keep the log and to nobody else.
    let log = Person::of("log").get(&format!("{case}/log"));
    assert!(log.body.contains("godkender (approver") && log.body.contains("read course"), "{}", log.body);
    assert_eq!(doctor.get(&format!("{case}/log")).status, 403);
}

#[test]
fn nobody_comes_further_than_they_may() {
    let nobody = ask(*SERVED, "GET", "/worklist", "", "");
    assert!(nobody.status == 303 && nobody.head.contains("location: /sign-in?to=/worklist"), "{}", nobody.head);
    assert_eq!(post(*SERVED, "/cases/p-demo-1", "", &[("command", "sign")]).status, 303);
    let wrong = post(*SERVED, "/sign-in", "", &[("account", "nobody"), ("password", "something-else")]);
    assert!(wrong.status == 401 && wrong.body.contains("role=\"alert\""), "{}", wrong.body);
    let other = "Sec-Fetch-Site: cross-site\r\n";
    assert_eq!(post(*SERVED, "/sign-in", other, &[("account", "rekvirent"), ("password", PASSWORD)]).status, 403);
    let operator = Person::of("drift");
    assert_eq!(operator.get("/cases/p-demo-1").status, 403);
    assert_eq!(operator.get("/worklist").status, 403);
    let doctor = Person::of("rekvirent");
    assert_eq!(doctor.get("/cases/p-nobody").status, 404);
    assert_eq!(doctor.get("/cases/../../etc").status, 404);
    let unknown = doctor.post("/patients", &[("do", "find"), ("number", "6912489999")]);
    assert!(unknown.status == 422 && unknown.body.contains("role=\"alert\""), "{}", unknown.body);
    let faulty = doctor.post("/patients", &[("do", "add"), ("number", "12"), ("birth", "x")]);
    assert_eq!(faulty.body.matches("class=\"error\"").count(), 3, "{}", faulty.body);
}
