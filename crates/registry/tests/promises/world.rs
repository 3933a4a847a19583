//! A small Denmark: units in two regions, somebody in every role, and a patient's course over HTTP.

use std::collections::BTreeMap;

use clinic::staff::Role;
use registry::access::policy::Relation;
use registry::access::{Token, Unit};
use registry::precondition::Precondition;
use serde_json::{Value, json};

use crate::client::{Answer, Browser, Started, operator};
use crate::fixture::{FOLDER, NOW, UNIT};

pub const NUMBER: &str = "7409641002";
pub const NAME: &str = "Testperson Æblegrød";
/// A unit that has nothing to do with the patient.
pub const OTHER: &str = "9990000000000002";
const EAST: &str = "9990000000000101";
const WEST: &str = "9990000000000102";
const INTERPRETING: &str = "9990000000000201";
const INTERPRETING_ELSEWHERE: &str = "9990000000000202";
const GENETICS: &str = "9990000000000301";
const PHASE_ONE: &str = "9990000000000401";
const PROGRAMME: &str = "9990000000000501";

/// Number, region, site, whether it interprets.
const UNITS: &[(&str, Option<&str>, Option<&str>, bool)] = &[
    (UNIT, Some("hovedstaden"), None, false),
    (OTHER, Some("sjaelland"), None, false),
    (EAST, None, Some("site-east"), false),
    (WEST, None, Some("site-west"), false),
    (INTERPRETING, Some("hovedstaden"), None, true),
    (INTERPRETING_ELSEWHERE, Some("sjaelland"), None, true),
    (GENETICS, Some("hovedstaden"), None, false),
    (PHASE_ONE, Some("hovedstaden"), None, false),
    (PROGRAMME, None, None, false),
];

/// Account, role, unit, and the relations that bind it to an order of [`UNIT`] at the eastern site, besides none.
pub const PEOPLE: &[(&str, Role, &str, &[Relation])] = {
    use Relation::{Interpreting, Receiving, Requesting, SameRegion};
    &[
        ("requester", Role::Requester, UNIT, &[Requesting, SameRegion]),
        ("secretary", Role::MdtSecretary, UNIT, &[Requesting, SameRegion]),
        ("reader", Role::UnitReader, UNIT, &[Requesting, SameRegion]),
        ("reception", Role::LabReception, EAST, &[Receiving]),
        ("wetlab", Role::LabSequencing, EAST, &[Receiving]),
        ("qc", Role::QcRelease, EAST, &[Receiving]),
        ("interpreter", Role::Interpreter, INTERPRETING, &[Interpreting, SameRegion]),
        ("approver", Role::Approver, INTERPRETING, &[Interpreting, SameRegion]),
        ("geneticist", Role::ClinicalGeneticist, GENETICS, &[SameRegion]),
        ("phase1", Role::PhaseOneUnit, PHASE_ONE, &[SameRegion]),
        ("data", Role::DataManager, GENETICS, &[SameRegion]),
        ("programme", Role::Programme, PROGRAMME, &[]),
        ("epidemiologist", Role::Epidemiologist, PROGRAMME, &[]),
        ("steering", Role::SteeringGroup, PROGRAMME, &[]),
        ("region", Role::Region, GENETICS, &[SameRegion]),
        ("patients", Role::PatientOrganisation, PROGRAMME, &[]),
        ("auditor", Role::Auditor, PROGRAMME, &[]),
        ("insight", Role::SubjectAccess, PROGRAMME, &[]),
        ("administrator", Role::Operator, PROGRAMME, &[]),
        // The same roles where they have nothing to do with it.
        ("requester2", Role::Requester, OTHER, &[]),
        ("reader2", Role::UnitReader, OTHER, &[]),
        ("reception2", Role::LabReception, WEST, &[]),
        ("qc2", Role::QcRelease, WEST, &[]),
        ("interpreter2", Role::Interpreter, INTERPRETING_ELSEWHERE, &[]),
        ("approver2", Role::Approver, INTERPRETING_ELSEWHERE, &[]),
        ("geneticist2", Role::ClinicalGeneticist, INTERPRETING_ELSEWHERE, &[]),
        // A laboratory's role at a requesting unit, and the other way round.
        ("reception3", Role::LabReception, UNIT, &[Relation::Requesting, Relation::SameRegion]),
        ("requester3", Role::Requester, EAST, &[Relation::Receiving]),
    ]
};

pub struct World {
    pub started: Started,
    browsers: BTreeMap<&'static str, Browser>,
    asked: u32,
}

impl World {
    pub fn new() -> Self {
        let started = Started::new();
        for (id, region, site, interprets) in UNITS {
            let unit =
                json!({ "id": id, "da": id, "en": id, "region": region, "site": site, "interprets": interprets });
            let unit: Unit = serde_json::from_value(unit).unwrap();
            started.service.store.set_unit(&operator(), &unit, Precondition::New, *NOW).unwrap();
        }
        let browsers = PEOPLE.iter().map(|(id, role, unit, _)| (*id, started.signed_in(id, *role, unit))).collect();
        Self { started, browsers, asked: 0 }
    }

    pub fn at(&mut self, who: &str) -> &mut Browser {
        self.browsers.get_mut(who).unwrap()
    }

    /// The header line with somebody's cookie.
    pub fn cookie(&self, who: &str) -> String {
        format!("Cookie: {}; language=en\r\n", self.browsers[who].cookie.as_deref().unwrap())
    }

    /// The token in somebody's cookie.
    pub fn browser_token(&self, who: &str) -> Token {
        let cookie = self.browsers[who].cookie.as_deref().unwrap();
        Token::parse(cookie.split_once('=').unwrap().1).unwrap()
    }

    pub fn key(&mut self) -> String {
        self.asked += 1;
        format!("key-{}", self.asked)
    }

    pub fn person() -> Value {
        json!({ "number": NUMBER, "name": NAME, "birth": "1964-09-14" })
    }

    /// Puts the patient on the register.
    pub fn registers(&mut self) -> String {
        let answer = self.at("requester").ask("POST", "/v1/persons", &Self::person());
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body["patient"].as_str().unwrap().to_owned()
    }

    /// The version of a course, as the requester sees it.
    pub fn version(&mut self, patient: &str) -> u64 {
        self.at("requester").get(&format!("/v1/courses/{patient}")).body["version"].as_u64().unwrap()
    }

    /// Asks with the version that is and a new key.
    pub fn writes(&mut self, who: &str, path: &str, patient: &str, body: &Value) -> Answer {
        let (version, key) = (self.version(patient), self.key());
        let tag = format!("\"{version}\"");
        let seen = if version == 0 { ("If-None-Match", "*") } else { ("If-Match", tag.as_str()) };
        let path = format!("/v1/courses/{patient}/{path}");
        self.at(who).ask_with("POST", &path, &[seen, ("Idempotency-Key", &key)], body)
    }

    pub fn does(&mut self, who: &str, patient: &str, command: &Value) {
        let answer = self.writes(who, "commands", patient, command);
        assert_eq!(answer.status, 200, "{who}: {command}: {}", answer.body);
    }

    pub fn consent(patient: &str) -> Value {
        let day = "2026-02-25";
        json!({ "type": "record-consent", "consent": "c1", "record": {
            "person": patient, "form": "comprehensive-genetic-analysis", "form_version": "2.0", "signed": day,
            "signer": "patient", "reviewed_by": "requester", "told_no_new_information": day,
            "told_no_new_information_by": "requester", "told_incidental_findings": day,
            "incidental_choice": "treatable-only", "told_tissue_register": day, "document_sha256": "0".repeat(64),
        } })
    }

    pub fn submission(order: &str) -> Value {
        let referral: Value = serde_json::from_str(FOLDER.get("vectors/base/RR0.json").unwrap()).unwrap();
        json!({ "order": order, "kind": { "kind": "new" }, "referral": referral })
    }

    /// Shows again who somebody is, as a submission and a signature ask for.
    pub fn renews(&mut self, who: &str) {
        let renewal = json!({ "password": crate::client::WORDS });
        assert_eq!(self.at(who).ask("POST", "/v1/session/renewal", &renewal).status, 200);
    }

    pub fn submits(&mut self, patient: &str) {
        self.does("requester", patient, &Self::consent(patient));
        self.renews("requester");
        let answer = self.writes("requester", "orders", patient, &Self::submission("o1"));
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    pub fn accepts(&mut self, patient: &str) {
        let command = json!({ "type": "accept", "order": "o1", "specimens": { "tumour": "at", "germline": "ag" } });
        self.does("programme", patient, &command);
    }

    fn sequences(&mut self, patient: &str, specimen: &str, depth: u32, units: u64) {
        let label = format!("label {specimen}");
        let about = |kind: &str| json!({ "type": kind, "specimen": specimen });
        let collect = json!({ "type": "collect", "specimen": specimen, "label": label, "at": "2026-03-02T08:00:00Z" });
        self.does("requester", patient, &collect);
        self.does("reception", patient, &json!({ "type": "receive", "specimen": specimen, "label": label }));
        if specimen == "ag" {
            self.does("wetlab", patient, &about("establish-culture"));
        }
        self.does("wetlab", patient, &about("accept-dna"));
        self.does("wetlab", patient, &about("release-to-sequencing"));
        let run = json!({ "type": "record-sequenced", "specimen": specimen, "mean_depth": depth, "units": units });
        self.does("wetlab", patient, &run);
    }

    pub fn releases(&mut self, patient: &str) {
        self.sequences(patient, "at", 91, 3);
        self.sequences(patient, "ag", 33, 1);
        let identity = json!({ "genotypes_concordant": true, "sex_concordant": true });
        self.does("qc", patient, &json!({ "type": "check-identity", "order": "o1", "identity": identity }));
        self.does("qc", patient, &json!({ "type": "release-data", "order": "o1" }));
    }

    pub fn interprets(&mut self, patient: &str) {
        self.interprets_as(patient, &"1".repeat(64));
    }

    /// A patient on the register, whose data are released and whose report of this checksum is put up for approval.
    pub fn puts_up(&mut self, sha256: &str) -> String {
        let patient = self.registers();
        self.submits(&patient);
        self.accepts(&patient);
        self.releases(&patient);
        self.interprets_as(&patient, sha256);
        patient
    }

    /// What the last access was, of what, and what came of it.
    pub fn last_record(&self) -> String {
        let file = rusqlite::Connection::open(self.started.place.file()).unwrap();
        let body: String =
            file.query_row("SELECT body FROM audit ORDER BY seq DESC LIMIT 1", [], |row| row.get(0)).unwrap();
        let own: Value = serde_json::from_str(&body).unwrap();
        format!("{} {} {}", own["action"].as_str().unwrap(), own["resource"].as_str().unwrap(), own["outcome"])
    }

    /// Puts a report of this checksum up for approval.
    pub fn interprets_as(&mut self, patient: &str, sha256: &str) {
        let names =
            ["small-variants", "copy-number", "structural", "allele-state", "purpose", "limitations", "supplement"];
        let sections: Value = names.iter().map(|name| ((*name).to_owned(), json!({ "is": "given" }))).collect();
        let report = json!({ "sha256": sha256, "incidental_choice": "treatable-only", "sections": sections });
        self.does("interpreter", patient, &json!({ "type": "interpret", "order": "o1", "report": report }));
    }
}
