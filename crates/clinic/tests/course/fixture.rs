//! The guideline, base referrals with changes, staff, and short ways to say what happens.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex};

use clinic::code::{CodeList, ConsentForm, IncidentalChoice, Signer, Specialty};
use clinic::consent::{ConsentRecord, Rules};
use clinic::course::{Command, Course, Event, Guard, NewOrder, PairIds, Refusal, Stamped};
use clinic::eligibility::{assess, vocabulary};
use clinic::identifier::{ConsentId, OrderId, PatientId, SpecimenId, StaffId};
use clinic::order::{Identity, Kind};
use clinic::referral::{Referral, ReferralDraft};
use clinic::sign_off::{Filled, Report, Section};
use clinic::staff::{Role, Staff};
use guideline::rule_file::{Folder, load};
use guideline::rule_set::RuleSet;
use guideline::switch::Switches;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

pub static FOLDER: LazyLock<Folder> = LazyLock::new(|| {
    Folder::read(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../guidelines/ngc-haem-2022")).unwrap()
});
pub static RULE_SET: LazyLock<RuleSet> = LazyLock::new(|| load(&FOLDER, &vocabulary()).unwrap());
static SWITCHES: LazyLock<Switches> = LazyLock::new(|| RULE_SET.default_switches());

/// Every guard that has refused something in this process.
pub static REFUSED: LazyLock<Mutex<BTreeSet<Guard>>> = LazyLock::new(<_>::default);

pub fn noted<T>(result: Result<T, Vec<Refusal>>) -> Result<T, Vec<Refusal>> {
    let refusals = result.as_ref().err().into_iter().flatten();
    let guards =
        refusals.filter_map(|refusal| if let Refusal::Guard(guard, _) = refusal { Some(*guard) } else { None });
    REFUSED.lock().unwrap().extend(guards);
    result
}

pub const UNIT: &str = "9990000000000001";

pub fn rules() -> Rules<'static> {
    Rules { rule_set: &RULE_SET, switches: &SWITCHES }
}

/// A base referral with changes, each a dotted path and its value.
pub fn referral(base: &str, changes: &[(&str, Value)]) -> Referral {
    let json = FOLDER.get(&format!("vectors/base/{base}.json")).unwrap();
    let mut draft: Value = serde_json::from_str(json).unwrap();
    for (path, value) in changes {
        let place = path.split('.').fold(&mut draft, |place, key| &mut place[key]);
        *place = value.clone();
    }
    let draft = ReferralDraft::from_json(draft.to_string().as_bytes()).unwrap();
    Referral::from_draft(&draft).unwrap()
}

/// A referral that repeats the order `o1`, whose stored germline it uses.
pub fn repeat_referral() -> Referral {
    let changes = [
        ("repeat.repeat", json!(true)),
        ("repeat.earlier_order", json!("o1")),
        ("repeat.reason", json!("progression-after-experimental")),
        ("repeat.number_in_year", json!(1)),
        ("plan.germline", json!("stored-earlier-order")),
    ];
    referral("RR0", &changes)
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// An ordinary day after the requisition of the base referrals.
pub static NOW: LazyLock<Timestamp> = LazyLock::new(|| at("2026-03-02T09:00:00Z"));

pub fn patient() -> PatientId {
    PatientId::new("p1").unwrap()
}

pub fn staff(role: Role) -> Staff {
    Staff {
        id: StaffId::new(role.code()).unwrap(),
        role,
        unit: UNIT.into(),
        authorisation_id: Some("TST01".into()),
        specialty: if role == Role::Requester { Specialty::Haematology } else { Specialty::Other },
        stepped_up: Some(*NOW - SignedDuration::from_secs(30)),
    }
}

pub fn c(id: &str) -> ConsentId {
    ConsentId::new(id).unwrap()
}

pub fn o(id: &str) -> OrderId {
    OrderId::new(id).unwrap()
}

pub fn s(id: &str) -> SpecimenId {
    SpecimenId::new(id).unwrap()
}

pub fn pair(prefix: &str) -> PairIds {
    PairIds { tumour: s(&format!("{prefix}t")), germline: s(&format!("{prefix}g")) }
}

pub fn consent(choice: IncidentalChoice) -> ConsentRecord {
    let day = date(2026, 2, 25);
    let doctor = StaffId::new("requester").unwrap();
    ConsentRecord {
        person: patient(),
        form: Some(ConsentForm::ComprehensiveGeneticAnalysis),
        form_version: Some("2.0".into()),
        signed: Some(day),
        signer: Some(Signer::Patient),
        reviewed_by: Some(doctor.clone()),
        told_no_new_information: Some(day),
        told_no_new_information_by: Some(doctor),
        told_incidental_findings: Some(day),
        incidental_choice: Some(choice),
        told_tissue_register: Some(day),
        document_sha256: Some("0".repeat(64)),
    }
}

pub fn report(choice: IncidentalChoice) -> Report {
    let sections: BTreeMap<Section, Filled> = Section::all().into_iter().map(|own| (own, Filled::Given)).collect();
    Report { sha256: "1".repeat(64), incidental_choice: choice, sections }
}

pub const AGREES: Identity = Identity { genotypes_concordant: true, sex_concordant: true };
pub const DIFFERS: Identity = Identity { genotypes_concordant: false, sex_concordant: true };

/// A course with what was written of it, and a clock that the test moves.
pub struct Walk {
    pub course: Course,
    pub events: Vec<Stamped>,
    pub now: Timestamp,
}

impl Walk {
    pub fn new() -> Self {
        Self::of(patient())
    }

    pub fn of(patient: PatientId) -> Self {
        Self { course: Course::new(patient), events: vec![], now: *NOW }
    }

    /// Takes events as the store would.
    pub fn take(&mut self, events: Vec<Event>, by: &Staff) {
        let at = self.course.stamp(self.now);
        for event in events {
            let stamped = Stamped { at, by: by.clone(), event };
            self.course.apply(&stamped);
            self.events.push(stamped);
        }
    }

    pub fn asks(&mut self, by: &Staff, command: &Command) -> Result<(), Vec<Refusal>> {
        let mut by = by.clone();
        by.stepped_up = by.stepped_up.map(|_| self.course.stamp(self.now) - SignedDuration::from_secs(30));
        let events = noted(self.course.decide(command, &by, self.now, rules()))?;
        self.take(events, &by);
        Ok(())
    }

    /// What must go well.
    pub fn does(&mut self, role: Role, command: &Command) {
        self.asks(&staff(role), command).unwrap_or_else(|refusals| panic!("{command:?}: {refusals:#?}"));
    }

    /// The codes of what stands against a wish.
    pub fn refused(&mut self, by: &Staff, command: &Command) -> Vec<&'static str> {
        let before = self.course.clone();
        let refusals = self.asks(by, command).expect_err("it was let through");
        assert_eq!(before, self.course, "a refusal changes nothing");
        refusals.iter().map(Refusal::code).collect()
    }

    pub fn submits(
        &mut self,
        by: &Staff,
        order: &str,
        kind: Kind,
        referral: &Referral,
        seen: &[OrderId],
    ) -> Result<(), Vec<Refusal>> {
        let assessment = assess(&RULE_SET, referral, RULE_SET.default_switches()).unwrap();
        let new = NewOrder { order: o(order), assessment: &assessment, kind, acknowledged_duplicates: seen.to_vec() };
        let events = noted(self.course.submit(&new, by, self.now, rules()))?;
        self.take(events, by);
        Ok(())
    }

    pub fn consented(&mut self) {
        let record = ConsentRecord { person: self.course.patient.clone(), ..consent(IncidentalChoice::TreatableOnly) };
        self.does(Role::Requester, &Command::RecordConsent { consent: c("c1"), record });
    }

    /// From an empty course to an accepted order of RR0.
    pub fn accepted(&mut self) {
        self.consented();
        self.submits(&staff(Role::Requester), "o1", Kind::New, &referral("RR0", &[]), &[]).unwrap();
        self.does(Role::Programme, &Command::Accept { order: o("o1"), specimens: pair("a") });
    }

    /// A planned specimen up to its accepted DNA.
    pub fn brings_to_dna(&mut self, specimen: &str) {
        let label = format!("label {specimen}");
        let taken = self.now;
        self.does(Role::Requester, &Command::Collect { specimen: s(specimen), label: label.clone(), at: taken });
        self.does(Role::LabReception, &Command::Receive { specimen: s(specimen), label });
        if self.course.specimen(&s(specimen)).unwrap().material.needs_culture() {
            self.does(Role::LabSequencing, &Command::EstablishCulture { specimen: s(specimen) });
        }
        self.does(Role::LabSequencing, &Command::AcceptDna { specimen: s(specimen) });
    }

    /// A planned specimen up to its data.
    pub fn sequences(&mut self, specimen: &str, mean_depth: u32, units: u64) {
        self.brings_to_dna(specimen);
        self.does(Role::LabSequencing, &Command::ReleaseToSequencing { specimen: s(specimen) });
        self.does(Role::LabSequencing, &Command::RecordSequenced { specimen: s(specimen), mean_depth, units });
    }

    /// An accepted order up to released data of the pair.
    pub fn released(&mut self) {
        self.accepted();
        self.sequences("at", 91, 3);
        self.sequences("ag", 33, 1);
        self.does(Role::QcRelease, &Command::CheckIdentity { order: o("o1"), identity: AGREES });
        self.does(Role::QcRelease, &Command::ReleaseData { order: o("o1") });
    }

    /// Released data up to a delivered report.
    pub fn delivered(&mut self) {
        self.released();
        let report = report(IncidentalChoice::TreatableOnly);
        self.does(Role::Interpreter, &Command::Interpret { order: o("o1"), report });
        self.does(Role::Approver, &Command::Sign { order: o("o1") });
        self.does(Role::Approver, &Command::Deliver { order: o("o1"), recipients: vec!["requester".into()] });
    }
}
