//! The referral: from a draft that nobody believes to typed values, or all field errors at once.

pub mod draft;
pub mod fault;
mod reader;
mod schema;

use jiff::civil::Date;

use crate::code::{
    ArgumentKind, CirculatingDisease, Classification, ConsentForm, DiseaseGroup, ElnEdition, ElnRisk, ExceptionRole,
    FastTrackReason, GermlineMaterial, IncidentalChoice, Ipss, IpssM, IpssR, KnownCondition, Presentation, Priority,
    Purpose, Region, RelevantImaging, RepeatReason, Signer, Specialty, TumourMaterial, TumourReason, WorkupStatus,
};
use crate::cpr::Cpr;
use crate::diagnosis_code::DiagnosisCode;
use crate::performance::{Ecog, Karnofsky};

pub use draft::{DraftError, ReferralDraft};
pub use fault::{Fault, FieldError};
pub use reader::{Field, FieldKind, LONGEST_TEXT, MOST_ITEMS};
pub use schema::json_schema;

use reader::Reader;

/// The version of the draft's shape.
pub const SCHEMA: &str = "marv/referral/1";

/// A text that is not empty, without white space at its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its length in characters.
    #[must_use]
    pub fn characters(&self) -> i64 {
        i64::try_from(self.0.chars().count()).unwrap_or(i64::MAX)
    }
}

macro_rules! group {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type),+ }
    };
}

group!(
    /// The person.
    Patient {
        /// Person number or replacement number.
        cpr: Cpr,
        /// The registered birth date; it counts before the digits of the number (DER-11).
        birth_date: Option<Date>,
        /// Region of residence.
        region: Option<Region>,
    }
);
group!(
    /// What is asked for, and when.
    Requisition {
        /// The requisition date; rules and registers of this day decide.
        date: Date,
        /// The indication the requester picks, by its id in the rule set.
        indication: Option<String>,
        /// The route the requester picks.
        route: Option<String>,
        /// How soon.
        priority: Option<Priority>,
        /// The requester confirms that treatment does not wait for the result.
        acute_notice_confirmed: Option<bool>,
        /// A fast track is asked for.
        fast_track: Option<bool>,
        /// Why.
        fast_track_reason: Option<FastTrackReason>,
        /// In words.
        fast_track_text: Option<Text>,
        /// What the sequencing is to answer.
        purpose: Option<Purpose>,
        /// Why the case is high-risk, as stated on the requisition.
        high_risk_argument: Option<Text>,
        /// Samples of relatives are part of the order.
        relatives_included: Option<bool>,
        /// Trio analysis is asked for.
        trio: Option<bool>,
        /// Mosaicism analysis is asked for.
        mosaicism: Option<bool>,
        /// Somatic analysis; only an explicit no is a refusal.
        somatic: Option<bool>,
        /// A trial that the patient takes part in.
        part_of_trial: Option<Text>,
    }
);
group!(
    /// Who refers.
    Requester {
        /// Name.
        name: Option<Text>,
        /// Authorisation id.
        authorisation_id: Option<String>,
        /// Specialty as stated.
        specialty: Option<Specialty>,
        /// The unit's SOR number.
        unit: Option<String>,
    }
);
group!(
    /// The diagnosis.
    Diagnosis {
        /// SKS code.
        code: Option<DiagnosisCode>,
        /// Disease group as stated.
        group: Option<DiseaseGroup>,
        /// Classification and edition.
        who_edition: Option<Classification>,
        /// The term in that classification.
        who_term: Option<Text>,
        /// Established by standard work-up.
        established: Option<bool>,
        /// Verified by morphology.
        morphology_verified: Option<bool>,
        /// Verified by cytogenetics.
        cytogenetics_verified: Option<bool>,
        /// Extramedullary manifestation.
        extramedullary: Option<bool>,
        /// Down syndrome.
        down_syndrome: Option<bool>,
        /// Therapy-related disease.
        therapy_related: Option<bool>,
        /// Picture without an established diagnosis.
        presentation: Option<Presentation>,
    }
);
group!(
    /// The state of the disease.
    DiseaseState {
        /// Newly diagnosed.
        newly_diagnosed: Option<bool>,
        /// Refractory to treatment.
        refractory: Option<bool>,
        /// Relapse.
        relapse: Option<bool>,
        /// Progression requiring treatment.
        progression: Option<bool>,
        /// Approved treatment options are exhausted.
        approved_options_exhausted: Option<bool>,
        /// All options, also experimental ones, are exhausted.
        all_options_exhausted: Option<bool>,
    }
);
group!(
    /// Heredity.
    Hereditary {
        /// Known condition.
        known_condition: Option<KnownCondition>,
        /// Suspected disposition.
        suspected: Option<bool>,
        /// Family history.
        family_history: Option<bool>,
    }
);
group!(
    /// The multidisciplinary team conference.
    Mdt {
        /// Date.
        date: Option<Date>,
        /// Department.
        department: Option<Text>,
        /// Participants, by role.
        participants: Option<Vec<Text>>,
        /// Earlier treatment lines reviewed.
        treatment_lines: Option<Vec<Text>>,
        /// What is argued.
        argument_kind: Option<ArgumentKind>,
        /// The argument.
        argument: Option<Text>,
        /// The conclusion.
        conclusion: Option<Text>,
        /// Judged high-risk disease with risk of primary refractoriness.
        high_risk: Option<bool>,
        /// The work-up was reviewed.
        workup_reviewed: Option<bool>,
        /// The purpose of the sequencing.
        purpose: Option<Text>,
        /// The marker behind a high-risk judgement.
        high_risk_marker: Option<Text>,
        /// Where that marker comes from.
        high_risk_source: Option<Text>,
    }
);
group!(
    /// Fitness.
    Fitness {
        /// Fit for protocolled treatment.
        fit_for_protocol: Option<bool>,
        /// WHO/ECOG.
        ecog: Option<Ecog>,
        /// When ECOG was assessed.
        ecog_date: Option<Date>,
        /// Karnofsky.
        karnofsky: Option<Karnofsky>,
        /// When Karnofsky was assessed.
        karnofsky_date: Option<Date>,
        /// Significant comorbidity.
        significant_comorbidity: Option<bool>,
    }
);
group!(
    /// One examination of the minimum work-up.
    Examination {
        /// Whether it was made.
        status: Option<WorkupStatus>,
        /// When.
        date: Option<Date>,
        /// Why it is not possible.
        reason: Option<Text>,
    }
);
group!(
    /// The work-up.
    Workup {
        /// Biochemistry.
        biochemistry_date: Option<Date>,
        /// Organ markers.
        organ_markers_date: Option<Date>,
        /// Bone-marrow examination.
        bone_marrow_date: Option<Date>,
        /// Histomorphology.
        histomorphology: Examination,
        /// Flow cytometry.
        flow_cytometry: Examination,
        /// Cytogenetics.
        cytogenetics: Examination,
        /// Panel sequencing.
        panel: Examination,
        /// Somatic variants found by the panel.
        panel_variants: Option<i64>,
        /// Imaging relevant for the disease.
        relevant_imaging: Option<RelevantImaging>,
        /// National guideline, name and version.
        national_guideline: Option<Text>,
        /// Earlier genetic tests.
        prior_tests: Option<Vec<Text>>,
        /// Clinical description.
        clinical_description: Option<Text>,
        /// Drug side-effect excluded.
        drug_side_effect_excluded: Option<bool>,
        /// Rheumatological disease excluded.
        rheumatological_disease_excluded: Option<bool>,
        /// Autoimmune disease excluded.
        autoimmune_disease_excluded: Option<bool>,
        /// ELN edition.
        eln_edition: Option<ElnEdition>,
        /// ELN risk.
        eln_risk: Option<ElnRisk>,
        /// Why ELN is not assessable.
        eln_reason: Option<Text>,
        /// IPSS.
        ipss: Option<Ipss>,
        /// IPSS-R.
        ipss_r: Option<IpssR>,
        /// IPSS-M.
        ipss_m: Option<IpssM>,
        /// PET-CT.
        pet_ct_date: Option<Date>,
        /// CT.
        ct_date: Option<Date>,
        /// MR.
        mr_date: Option<Date>,
    }
);
group!(
    /// The consent.
    Consent {
        /// Which form.
        form: Option<ConsentForm>,
        /// Its version.
        form_version: Option<String>,
        /// When it was signed.
        signed_date: Option<Date>,
        /// By whom.
        signer: Option<Signer>,
        /// Whose consent it is.
        person_cpr: Option<Cpr>,
        /// Who reviewed it with the patient.
        reviewed_by: Option<Text>,
        /// When the patient was told that nothing new may be found.
        no_new_information_date: Option<Date>,
        /// By whom.
        no_new_information_by: Option<Text>,
        /// When the patient was informed of incidental findings.
        incidental_informed_date: Option<Date>,
        /// What the patient chose.
        incidental_choice: Option<IncidentalChoice>,
        /// When the consent was withdrawn.
        withdrawn_date: Option<Date>,
        /// When the patient was informed of the tissue-use register.
        tissue_register_informed_date: Option<Date>,
        /// Relatives took part in the dialogue.
        relatives_took_part: Option<bool>,
    }
);
group!(
    /// The specimen plan.
    SpecimenPlan {
        /// Tumour material.
        tumour: Option<TumourMaterial>,
        /// Why this one.
        tumour_reason: Option<TumourReason>,
        /// Free text on it.
        tumour_text: Option<Text>,
        /// The laboratory accepts it.
        laboratory_accepts: Option<bool>,
        /// Germline material.
        germline: Option<GermlineMaterial>,
        /// One tube in both roles.
        shared_tube: Option<bool>,
        /// Sequencing site.
        site: Option<String>,
        /// Disease in the blood.
        circulating_disease: Option<CirculatingDisease>,
        /// Earlier allogeneic transplantation.
        allogeneic_transplant: Option<bool>,
    }
);
group!(
    /// A repeat order.
    Repeat {
        /// The order is a repeat.
        repeat: Option<bool>,
        /// The earlier order.
        earlier_order: Option<Text>,
        /// Why.
        reason: Option<RepeatReason>,
        /// Its ordinal among the calendar year's repeats of the indication.
        number_in_year: Option<i64>,
        /// Who gave the extra approval.
        extra_approval_by: Option<Text>,
    }
);
group!(
    /// A named exception that somebody has granted.
    RequestedException {
        /// The rule.
        rule: String,
        /// Who.
        by: Text,
        /// In which role.
        role: ExceptionRole,
        /// Why.
        reason: Text,
        /// When.
        date: Date,
    }
);
group!(
    /// A referral whose every field is what it claims to be. Whether it is complete, and what it leads to, is for the
    /// guideline to say.
    Referral {
        /// The person.
        patient: Patient,
        /// What is asked for.
        requisition: Requisition,
        /// Who refers.
        requester: Requester,
        /// The diagnosis.
        diagnosis: Diagnosis,
        /// The state of the disease.
        state: DiseaseState,
        /// Heredity.
        hereditary: Hereditary,
        /// MDT.
        mdt: Mdt,
        /// Fitness.
        fitness: Fitness,
        /// Work-up.
        workup: Workup,
        /// Consent.
        consent: Consent,
        /// Specimen plan.
        plan: SpecimenPlan,
        /// Repeat order.
        repeat: Repeat,
        /// Exceptions granted.
        exceptions: Vec<RequestedException>,
    }
);

impl Referral {
    /// Reads a draft.
    ///
    /// # Errors
    /// Every field error, one for each faulty field, in path order.
    pub fn from_draft(draft: &ReferralDraft) -> Result<Self, Vec<FieldError>> {
        let mut reader = Reader::new(draft);
        let referral = read(&mut reader);
        reader.note_unknown_fields();
        match referral {
            Some(referral) if reader.errors.is_empty() => Ok(referral),
            _ => {
                reader.errors.sort_by(|a, b| a.path.cmp(&b.path));
                Err(reader.errors)
            }
        }
    }

    /// The birth date that counts: the registered one, else the one that the CPR number's digits speak of.
    #[must_use]
    pub fn born(&self) -> Option<Date> {
        self.patient.birth_date.or_else(|| self.patient.cpr.date_by_century_table())
    }
}

/// Every field of the draft, in reading order.
#[must_use]
pub fn fields() -> Vec<Field> {
    let empty = ReferralDraft::default();
    let mut reader = Reader::new(&empty);
    let _ = read(&mut reader);
    reader.fields
}

fn read(reader: &mut Reader<'_>) -> Option<Referral> {
    let schema = reader.fixed("schema", &[SCHEMA]);
    let schema = reader.required(schema);
    let patient = patient(reader);
    let requisition = requisition(reader);
    let mut referral = Referral {
        requester: requester(reader),
        diagnosis: diagnosis(reader),
        state: state(reader),
        hereditary: hereditary(reader),
        mdt: mdt(reader),
        fitness: fitness(reader),
        workup: workup(reader),
        consent: consent(reader),
        plan: plan(reader),
        repeat: repeat(reader),
        exceptions: reader.groups("exceptions", exception),
        patient: patient?,
        requisition: requisition?,
    };
    schema?;
    if let Some(born) = referral.patient.birth_date
        && born > referral.requisition.date
    {
        reader.fault("patient.birth_date", Fault::BornLater);
        referral.patient.birth_date = None;
    }
    Some(referral)
}

fn patient(reader: &mut Reader<'_>) -> Option<Patient> {
    let cpr = reader.cpr("patient.cpr");
    let cpr = reader.required(cpr);
    let birth_date = reader.date("patient.birth_date");
    let region = reader.code("patient.region");
    Some(Patient { cpr: cpr?, birth_date, region })
}

fn requisition(reader: &mut Reader<'_>) -> Option<Requisition> {
    let date = reader.date("requisition.date");
    let date = reader.required(date);
    let requisition = Requisition {
        date: Date::MIN,
        indication: reader.id("requisition.indication"),
        route: reader.id("requisition.route"),
        priority: reader.code("requisition.priority"),
        acute_notice_confirmed: reader.truth("requisition.acute_notice_confirmed"),
        fast_track: reader.truth("requisition.fast_track"),
        fast_track_reason: reader.code("requisition.fast_track_reason"),
        fast_track_text: reader.text("requisition.fast_track_text"),
        purpose: reader.code("requisition.purpose"),
        high_risk_argument: reader.text("requisition.high_risk_argument"),
        relatives_included: reader.truth("requisition.relatives_included"),
        trio: reader.truth("requisition.trio"),
        mosaicism: reader.truth("requisition.mosaicism"),
        somatic: reader.truth("requisition.somatic"),
        part_of_trial: reader.text("requisition.part_of_trial"),
    };
    Some(Requisition { date: date?, ..requisition })
}

fn requester(reader: &mut Reader<'_>) -> Requester {
    Requester {
        name: reader.text("requester.name"),
        authorisation_id: reader.authorisation("requester.authorisation_id"),
        specialty: reader.code("requester.specialty"),
        unit: reader.unit("requester.unit"),
    }
}

fn diagnosis(reader: &mut Reader<'_>) -> Diagnosis {
    Diagnosis {
        code: reader.diagnosis_code("diagnosis.code"),
        group: reader.code("diagnosis.group"),
        who_edition: reader.code("diagnosis.who_edition"),
        who_term: reader.text("diagnosis.who_term"),
        established: reader.truth("diagnosis.established"),
        morphology_verified: reader.truth("diagnosis.morphology_verified"),
        cytogenetics_verified: reader.truth("diagnosis.cytogenetics_verified"),
        extramedullary: reader.truth("diagnosis.extramedullary"),
        down_syndrome: reader.truth("diagnosis.down_syndrome"),
        therapy_related: reader.truth("diagnosis.therapy_related"),
        presentation: reader.code("diagnosis.presentation"),
    }
}

fn state(reader: &mut Reader<'_>) -> DiseaseState {
    DiseaseState {
        newly_diagnosed: reader.truth("state.newly_diagnosed"),
        refractory: reader.truth("state.refractory"),
        relapse: reader.truth("state.relapse"),
        progression: reader.truth("state.progression"),
        approved_options_exhausted: reader.truth("state.approved_options_exhausted"),
        all_options_exhausted: reader.truth("state.all_options_exhausted"),
    }
}

fn hereditary(reader: &mut Reader<'_>) -> Hereditary {
    Hereditary {
        known_condition: reader.code("hereditary.known_condition"),
        suspected: reader.truth("hereditary.suspected"),
        family_history: reader.truth("hereditary.family_history"),
    }
}

fn mdt(reader: &mut Reader<'_>) -> Mdt {
    Mdt {
        date: reader.date("mdt.date"),
        department: reader.text("mdt.department"),
        participants: reader.texts("mdt.participants"),
        treatment_lines: reader.texts("mdt.treatment_lines"),
        argument_kind: reader.code("mdt.argument_kind"),
        argument: reader.text("mdt.argument"),
        conclusion: reader.text("mdt.conclusion"),
        high_risk: reader.truth("mdt.high_risk"),
        workup_reviewed: reader.truth("mdt.workup_reviewed"),
        purpose: reader.text("mdt.purpose"),
        high_risk_marker: reader.text("high_risk.marker"),
        high_risk_source: reader.text("high_risk.source"),
    }
}

fn fitness(reader: &mut Reader<'_>) -> Fitness {
    Fitness {
        fit_for_protocol: reader.truth("fitness.fit_for_protocol"),
        ecog: reader.ecog("fitness.ecog"),
        ecog_date: reader.date("fitness.ecog_date"),
        karnofsky: reader.karnofsky("fitness.karnofsky"),
        karnofsky_date: reader.date("fitness.karnofsky_date"),
        significant_comorbidity: reader.truth("fitness.significant_comorbidity"),
    }
}

fn examination(reader: &mut Reader<'_>, path: &str) -> Examination {
    Examination {
        status: reader.code(&format!("{path}.status")),
        date: reader.date(&format!("{path}.date")),
        reason: reader.text(&format!("{path}.reason")),
    }
}

fn workup(reader: &mut Reader<'_>) -> Workup {
    Workup {
        biochemistry_date: reader.date("workup.biochemistry_date"),
        organ_markers_date: reader.date("workup.organ_markers_date"),
        bone_marrow_date: reader.date("workup.bone_marrow_date"),
        histomorphology: examination(reader, "workup.histomorphology"),
        flow_cytometry: examination(reader, "workup.flow_cytometry"),
        cytogenetics: examination(reader, "workup.cytogenetics"),
        panel: examination(reader, "workup.panel"),
        panel_variants: reader.whole("workup.panel.variants", 0, 10_000),
        relevant_imaging: reader.code("workup.relevant_imaging"),
        national_guideline: reader.text("workup.national_guideline"),
        prior_tests: reader.texts("workup.prior_tests"),
        clinical_description: reader.text("workup.clinical_description"),
        drug_side_effect_excluded: reader.truth("workup.drug_side_effect_excluded"),
        rheumatological_disease_excluded: reader.truth("workup.rheumatological_disease_excluded"),
        autoimmune_disease_excluded: reader.truth("workup.autoimmune_disease_excluded"),
        eln_edition: reader.code("workup.eln.edition"),
        eln_risk: reader.code("workup.eln.risk"),
        eln_reason: reader.text("workup.eln.reason"),
        ipss: reader.code("workup.ipss"),
        ipss_r: reader.code("workup.ipss_r"),
        ipss_m: reader.code("workup.ipss_m"),
        pet_ct_date: reader.date("imaging.pet_ct_date"),
        ct_date: reader.date("imaging.ct_date"),
        mr_date: reader.date("imaging.mr_date"),
    }
}

fn consent(reader: &mut Reader<'_>) -> Consent {
    Consent {
        form: reader.code("consent.form"),
        form_version: reader.id("consent.form_version"),
        signed_date: reader.date("consent.signed_date"),
        signer: reader.code("consent.signer"),
        person_cpr: reader.cpr("consent.person_cpr"),
        reviewed_by: reader.text("consent.reviewed_by"),
        no_new_information_date: reader.date("consent.no_new_information_date"),
        no_new_information_by: reader.text("consent.no_new_information_by"),
        incidental_informed_date: reader.date("consent.incidental_informed_date"),
        incidental_choice: reader.code("consent.incidental_choice"),
        withdrawn_date: reader.date("consent.withdrawn_date"),
        tissue_register_informed_date: reader.date("consent.tissue_register_informed_date"),
        relatives_took_part: reader.truth("consent.relatives_took_part"),
    }
}

fn plan(reader: &mut Reader<'_>) -> SpecimenPlan {
    SpecimenPlan {
        tumour: reader.code("plan.tumour"),
        tumour_reason: reader.code("plan.tumour_reason"),
        tumour_text: reader.text("plan.tumour_text"),
        laboratory_accepts: reader.truth("plan.laboratory_accepts"),
        germline: reader.code("plan.germline"),
        shared_tube: reader.truth("plan.shared_tube"),
        site: reader.id("plan.site"),
        circulating_disease: reader.code("plan.circulating_disease"),
        allogeneic_transplant: reader.truth("transplant.allogeneic"),
    }
}

fn repeat(reader: &mut Reader<'_>) -> Repeat {
    Repeat {
        repeat: reader.truth("repeat.repeat"),
        earlier_order: reader.text("repeat.earlier_order"),
        reason: reader.code("repeat.reason"),
        number_in_year: reader.whole("repeat.number_in_year", 0, 100_000),
        extra_approval_by: reader.text("repeat.extra_approval_by"),
    }
}

fn exception(reader: &mut Reader<'_>, path: &str) -> Option<RequestedException> {
    let rule = reader.id(&format!("{path}.rule"));
    let rule = reader.required(rule);
    let by = reader.text(&format!("{path}.by"));
    let by = reader.required(by);
    let role = reader.code(&format!("{path}.role"));
    let role = reader.required(role);
    let reason = reader.text(&format!("{path}.reason"));
    let reason = reader.required(reason);
    let date = reader.date(&format!("{path}.date"));
    let date = reader.required(date);
    Some(RequestedException { rule: rule?, by: by?, role: role?, reason: reason?, date: date? })
}
