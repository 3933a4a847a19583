//! A simulated course: every step is put to the course as a person's wish, at its time, and happens only if the course lets it.

use clinic::clock::day_of;
use clinic::code::{CodeList, ConsentForm, GermlineMaterial, IncidentalChoice, Region, Signer, Specialty};
use clinic::consent::{ConsentRecord, Rules};
use clinic::course::{Command, Course, Event, NewOrder, PairIds, Refusal, Stamped};
use clinic::eligibility::assess;
use clinic::follow_up::{Outcome, Question};
use clinic::identifier::{ConsentId, OrderId, PatientId, SpecimenId, StaffId};
use clinic::mdt::{Conclusion, MdtDecision};
use clinic::order::{CancelReason, Identity, Kind};
use clinic::referral::{Referral, ReferralDraft};
use clinic::sign_off::{Filled, Report, Section};
use clinic::specimen::RejectionReason;
use clinic::staff::{Role, Staff};
use jiff::{SignedDuration, Timestamp};

use super::draws::Draws;
use super::{DemoError, SITE, fate, staff_id, units_of};
use crate::audit::digest;

/// Said of every report of the demonstration: there is none, and this is what its checksum is of.
const NO_REPORT: &str = "demonstration: no report was composed";

/// Where the draws of what became of patients begin.
const FATES: u64 = 1 << 32;

/// Why a life stops: it has come to the present, or something went wrong.
enum Stopped {
    Present,
    Wrong(DemoError),
}

/// A life under way.
pub struct Life<'r> {
    pub course: Course,
    pub events: Vec<Stamped>,
    pub verdict: Option<(OrderId, serde_json::Value)>,
    region: Region,
    rules: Rules<'r>,
    at: Timestamp,
    present: Timestamp,
    serial: usize,
    /// Draws of what became of the patient, so that the course before is the same without them.
    fate: Draws,
}

impl<'r> Life<'r> {
    pub fn new(patient: PatientId, region: Region, serial: usize, present: Timestamp, rules: Rules<'r>) -> Self {
        Self {
            course: Course::new(patient),
            events: vec![],
            verdict: None,
            region,
            rules,
            at: present,
            present,
            serial,
            fate: Draws::new(FATES + serial as u64),
        }
    }

    fn staff(&self, role: Role) -> Result<Staff, DemoError> {
        let (requests, interprets) = units_of(self.region);
        let (id, unit) = match role {
            Role::Requester => ("rekvirent", requests),
            Role::MdtSecretary => ("mdt", requests),
            Role::LabReception => ("modtagelse", SITE),
            Role::LabSequencing => ("laboratorium", SITE),
            Role::QcRelease => ("frigivelse", SITE),
            Role::Interpreter => ("fortolker", interprets),
            Role::Approver => ("godkender", interprets),
            Role::DataManager => ("datamanager", requests),
            _ => ("program", super::CENTRE),
        };
        // Those of the capital region are the accounts that one can sign in with.
        let id = if self.region == Region::Hovedstaden || unit == SITE || unit == super::CENTRE {
            id.to_owned()
        } else {
            format!("{id}-{}", self.region.code())
        };
        Ok(Staff {
            id: staff_id(&id)?,
            role,
            unit: unit.to_owned(),
            authorisation_id: (role == Role::Requester).then(|| "TST01".to_owned()),
            specialty: if role == Role::Requester { Specialty::Haematology } else { Specialty::Other },
            stepped_up: Some(self.at - SignedDuration::from_secs(60)),
        })
    }

    fn take(&mut self, by: &Staff, decided: Result<Vec<Event>, Vec<Refusal>>) -> Result<(), Stopped> {
        let told = |refusals: Vec<Refusal>| {
            let codes: Vec<String> = refusals.iter().map(|own| format!("{} {:?}", own.code(), own.rules())).collect();
            Stopped::Wrong(DemoError::Refused(format!("{}: {}", self.course.patient, codes.join(", "))))
        };
        let events = decided.map_err(told)?;
        let at = self.course.stamp(self.at);
        for event in events {
            let stamped = Stamped { at, by: by.clone(), event };
            self.course.apply(&stamped);
            self.events.push(stamped);
        }
        Ok(())
    }

    /// Later by so many hours, if that is not in the future.
    fn later(&mut self, hours: i64) -> Result<(), Stopped> {
        let at = self.at + SignedDuration::from_hours(hours);
        if at > self.present {
            return Err(Stopped::Present);
        }
        self.at = at;
        Ok(())
    }

    fn does(&mut self, role: Role, command: &Command) -> Result<(), Stopped> {
        let by = self.staff(role).map_err(Stopped::Wrong)?;
        let decided = self.course.decide(command, &by, self.at, self.rules);
        self.take(&by, decided)
    }

    /// An order from consent to the present or its end.
    ///
    /// # Errors
    /// [`DemoError`] where the simulation itself is wrong.
    pub fn order(
        &mut self,
        draft: &ReferralDraft,
        kind: Kind,
        begins: Timestamp,
        draws: &mut Draws,
    ) -> Result<(), DemoError> {
        self.at = begins;
        match self.whole_order(draft, kind, draws) {
            Ok(()) | Err(Stopped::Present) => Ok(()),
            Err(Stopped::Wrong(error)) => Err(error),
        }
    }

    fn name(&self, prefix: &str) -> String {
        format!("{prefix}-{}-{}", self.serial, self.course.orders.len() + self.course.specimens.len())
    }

    fn specimen(&self, what: &str) -> Result<SpecimenId, Stopped> {
        let name = format!("{}{what}", self.name("s"));
        SpecimenId::new(&name).map_err(|_| Stopped::Wrong(DemoError::Name(name)))
    }

    fn consent(&mut self, choice: IncidentalChoice) -> Result<(), Stopped> {
        let doctor: StaffId = self.staff(Role::Requester).map_err(Stopped::Wrong)?.id;
        let day = clinic::clock::day_of(self.at);
        let record = ConsentRecord {
            person: self.course.patient.clone(),
            form: Some(ConsentForm::ComprehensiveGeneticAnalysis),
            form_version: Some("2.0".to_owned()),
            signed: Some(day),
            signer: Some(Signer::Patient),
            reviewed_by: Some(doctor.clone()),
            told_no_new_information: Some(day),
            told_no_new_information_by: Some(doctor),
            told_incidental_findings: Some(day),
            incidental_choice: Some(choice),
            told_tissue_register: Some(day),
            document_sha256: None,
        };
        let name = format!("c-{}-{}", self.serial, self.course.consents.len());
        let consent = ConsentId::new(&name).map_err(|_| Stopped::Wrong(DemoError::Name(name)))?;
        self.does(Role::Requester, &Command::RecordConsent { consent, record })
    }

    fn submit(&mut self, draft: &ReferralDraft, kind: Kind) -> Result<OrderId, Stopped> {
        let wrong = |why: String| Stopped::Wrong(DemoError::Example(self.course.patient.to_string(), why));
        let referral = Referral::from_draft(draft).map_err(|errors| wrong(format!("{errors:?}")))?;
        let assessment = assess(self.rules.rule_set, &referral, self.rules.switches.clone())
            .map_err(|error| wrong(error.to_string()))?;
        let name = self.name("o");
        let order = OrderId::new(&name).map_err(|_| Stopped::Wrong(DemoError::Name(name)))?;
        let acknowledged = self.course.orders.iter().map(|own| own.id.clone()).collect();
        let new =
            NewOrder { order: order.clone(), assessment: &assessment, kind, acknowledged_duplicates: acknowledged };
        let by = self.staff(Role::Requester).map_err(Stopped::Wrong)?;
        let decided = self.course.submit(&new, &by, self.at, self.rules);
        self.take(&by, decided)?;
        self.verdict = Some((order.clone(), assessment.record(false)));
        Ok(order)
    }

    fn whole_order(&mut self, draft: &ReferralDraft, kind: Kind, draws: &mut Draws) -> Result<(), Stopped> {
        self.later(0)?;
        let choice = if draws.percent(60) { IncidentalChoice::All } else { IncidentalChoice::TreatableOnly };
        self.consent(choice)?;
        self.later(1)?;
        let order = self.submit(draft, kind)?;
        self.later(draws.between(3, 30))?;
        let specimens = PairIds { tumour: self.specimen("t")?, germline: self.specimen("g")? };
        self.does(Role::Programme, &Command::Accept { order: order.clone(), specimens: specimens.clone() })?;
        if draws.percent(3) {
            return self.ends(&order, draws);
        }
        let stored = self
            .course
            .order(&order)
            .is_some_and(|own| own.submission.germline == GermlineMaterial::StoredEarlierOrder);
        let tumour = self.brought(&specimens.tumour, draws)?;
        let germline = if stored { None } else { Some(self.brought(&specimens.germline, draws)?) };
        self.later(draws.between(20, 60))?;
        self.does(Role::LabSequencing, &Command::AcceptDna { specimen: tumour.clone() })?;
        if let Some(germline) = &germline {
            self.later(24 * draws.between(8, 16))?;
            self.does(Role::LabSequencing, &Command::EstablishCulture { specimen: germline.clone() })?;
            self.later(draws.between(20, 50))?;
            self.does(Role::LabSequencing, &Command::AcceptDna { specimen: germline.clone() })?;
        }
        self.sequenced(&order, &tumour, germline.as_ref(), draws)?;
        self.answered(&order, choice, draws)
    }

    /// Taken, sent, and received; now and then refused and taken again.
    fn brought(&mut self, first: &SpecimenId, draws: &mut Draws) -> Result<SpecimenId, Stopped> {
        let mut specimen = first.clone();
        loop {
            self.later(draws.between(4, 30))?;
            let label = specimen.as_str().to_uppercase();
            let at = self.at;
            self.does(Role::Requester, &Command::Collect { specimen: specimen.clone(), label: label.clone(), at })?;
            self.later(draws.between(6, 40))?;
            self.does(Role::LabReception, &Command::Receive { specimen: specimen.clone(), label })?;
            if !draws.percent(4) {
                return Ok(specimen);
            }
            self.later(2)?;
            let reasons = [RejectionReason::TooLittle, RejectionReason::Damaged, RejectionReason::PoorDna];
            let reason = *draws.of(&reasons).unwrap_or(&RejectionReason::TooLittle);
            let replacement = self.specimen("r")?;
            self.does(Role::LabReception, &Command::Reject { specimen, reason, replacement: replacement.clone() })?;
            specimen = replacement;
        }
    }

    fn sequenced(
        &mut self,
        order: &OrderId,
        tumour: &SpecimenId,
        germline: Option<&SpecimenId>,
        draws: &mut Draws,
    ) -> Result<(), Stopped> {
        let pair = [(Some(tumour), 3, 92), (germline, 1, 33)];
        for (specimen, _, _) in pair {
            self.later(draws.between(1, 8))?;
            if let Some(specimen) = specimen {
                self.does(Role::LabSequencing, &Command::ReleaseToSequencing { specimen: specimen.clone() })?;
            }
        }
        self.later(24 * draws.between(2, 5))?;
        for (specimen, units, depth) in pair {
            if let Some(specimen) = specimen {
                let mean_depth = u32::try_from(draws.between(depth, depth + 12)).unwrap_or(0);
                self.does(
                    Role::LabSequencing,
                    &Command::RecordSequenced { specimen: specimen.clone(), mean_depth, units },
                )?;
            }
        }
        self.later(draws.between(2, 30))?;
        let identity = Identity { genotypes_concordant: true, sex_concordant: true };
        self.does(Role::QcRelease, &Command::CheckIdentity { order: order.clone(), identity })?;
        self.later(1)?;
        self.does(Role::QcRelease, &Command::ReleaseData { order: order.clone() })
    }

    fn answered(&mut self, order: &OrderId, choice: IncidentalChoice, draws: &mut Draws) -> Result<(), Stopped> {
        self.later(24 * draws.between(1, 8))?;
        let mut sections: std::collections::BTreeMap<Section, Filled> =
            Section::all().into_iter().map(|own| (own, Filled::Given)).collect();
        if draws.percent(10) {
            sections.insert(Section::AlleleState, Filled::NotPerformed { reason: "for lav tumorandel".to_owned() });
        }
        let report = Report { sha256: digest([NO_REPORT, order.as_str()]), incidental_choice: choice, sections };
        self.does(Role::Interpreter, &Command::Interpret { order: order.clone(), report })?;
        self.later(draws.between(2, 48))?;
        self.does(Role::Approver, &Command::Sign { order: order.clone() })?;
        let said = fate::findings(&mut self.fate);
        let approver = self.staff(Role::Approver).map_err(Stopped::Wrong)?;
        let told = self.course.findings(order, &digest([NO_REPORT, order.as_str()]), said).into_iter().collect();
        self.take(&approver, Ok(told))?;
        self.later(1)?;
        let recipients = vec![units_of(self.region).0.to_owned()];
        self.does(Role::Approver, &Command::Deliver { order: order.clone(), recipients })?;
        self.later(draws.between(1, 40))?;
        self.does(Role::Requester, &Command::Acknowledge { order: order.clone() })?;
        self.later(24 * draws.between(1, 7))?;
        let conclusions = [
            Conclusion::TreatmentChanged,
            Conclusion::TreatmentSupported,
            Conclusion::NoContribution,
            Conclusion::ReferredToPhaseOne,
        ];
        let decision = MdtDecision {
            date: clinic::clock::day_of(self.at),
            unit: units_of(self.region).0.to_owned(),
            participants: vec!["Speciallæge i hæmatologi".into(), "Molekylærbiolog".into()],
            conclusion: *draws.of(&conclusions).unwrap_or(&Conclusion::NoContribution),
            text: "Simuleret beslutning.".to_owned(),
        };
        self.does(Role::MdtSecretary, &Command::Discuss { order: order.clone(), decision })?;
        self.later(24 * draws.between(5, 40))?;
        self.does(Role::Programme, &Command::Close { order: order.clone() })
    }

    /// A referral that the guideline does not grant.
    ///
    /// # Errors
    /// [`DemoError`] where it does.
    pub fn not_granted(&mut self, draft: &ReferralDraft, begins: Timestamp) -> Result<(), DemoError> {
        self.at = begins;
        let wrong = |why: String| DemoError::Example(self.course.patient.to_string(), why);
        let referral = Referral::from_draft(draft).map_err(|errors| wrong(format!("{errors:?}")))?;
        let assessment = assess(self.rules.rule_set, &referral, self.rules.switches.clone())
            .map_err(|error| wrong(error.to_string()))?;
        let name = self.name("o");
        let order = OrderId::new(&name).map_err(|_| DemoError::Name(name))?;
        let new = NewOrder { order, assessment: &assessment, kind: Kind::New, acknowledged_duplicates: vec![] };
        let by = self.staff(Role::Requester)?;
        let event = self.course.refuse(&new, &by).ok_or_else(|| wrong("it is granted".to_owned()))?;
        match self.take(&by, Ok(vec![event])) {
            Ok(()) | Err(Stopped::Present) => Ok(()),
            Err(Stopped::Wrong(error)) => Err(error),
        }
    }

    /// What became of the patient after the last report, as far as forms were filled in and registers say.
    ///
    /// # Errors
    /// [`DemoError`] where the simulation itself is wrong.
    pub fn followed(&mut self) -> Result<(), DemoError> {
        match self.outcome() {
            Ok(()) | Err(Stopped::Present) => Ok(()),
            Err(Stopped::Wrong(error)) => Err(error),
        }
    }

    fn outcome(&mut self) -> Result<(), Stopped> {
        let last = self.course.orders.last();
        let Some((order, signed)) = last.and_then(|own| Some((own.id.clone(), day_of(own.stamps.signed?)))) else {
            return Ok(());
        };
        for (first, latest) in [(31, 88), (181, 215)] {
            let days = self.fate.between(first, latest);
            self.form(&order, fate::days_after(signed, days))?;
        }
        let own = self.course.order(&order);
        let dose = own.and_then(|own| own.outcomes.known(Question::FirstDose)?.day());
        if let Some(dose) = dose {
            let days = self.fate.between(181, 215);
            self.form(&order, fate::days_after(dose, days))?;
        }
        self.reaches(fate::days_after(signed, 240))?;
        let told = self.course.order(&order).map(|own| fate::of_register(own, self.at, &mut self.fate));
        if let Some(outcome) = told.filter(|_| self.course.death().is_none()) {
            self.does(Role::DataManager, &Command::RecordOutcome { order, outcome })?;
        }
        Ok(())
    }

    fn reaches(&mut self, at: Timestamp) -> Result<(), Stopped> {
        self.at = self.course.stamp(at);
        if self.at > self.present { Err(Stopped::Present) } else { Ok(()) }
    }

    /// The form that is due, filled in by most.
    fn form(&mut self, order: &OrderId, at: Timestamp) -> Result<(), Stopped> {
        self.reaches(at)?;
        let filled = self.fate.percent(85);
        let own = self.course.order(order).and_then(|own| Some((own, self.course.due(own, self.at)?)));
        let Some((own, due)) = own.filter(|_| filled) else { return Ok(()) };
        let answers = fate::answers(own, &due.questions, self.at, &mut self.fate);
        let clinician = self.fate.percent(75);
        let seconds = clinician.then(|| u32::try_from(self.fate.between(35, 210)).unwrap_or(60));
        let role = if clinician { Role::Requester } else { Role::DataManager };
        let outcome = Outcome { answers, register: None, seconds, reason: None };
        self.does(role, &Command::RecordOutcome { order: order.clone(), outcome })
    }

    fn ends(&mut self, order: &OrderId, draws: &mut Draws) -> Result<(), Stopped> {
        self.later(draws.between(10, 90))?;
        let reasons = [CancelReason::Clinical, CancelReason::Death];
        let reason = *draws.of(&reasons).unwrap_or(&CancelReason::Clinical);
        let text = "Simuleret afslutning.".to_owned();
        self.does(Role::Requester, &Command::Cancel { order: order.clone(), reason, text })
    }
}
