//! The facts that rules may speak of: the whole list, with kind, changeability and words.
//!
//! A rule file that names a fact outside this table is refused when it is loaded. A fact is *known* or *unknown*; where
//! the absence of a statement is itself a statement (no acute request, no second score given), the row says "always known".

use guideline::fact::{Change, FactDefinition, FactKind, Facts, Unit, Value, Vocabulary};
use jiff::civil::Date;

use crate::code::{CodeList, Priority};
use crate::cpr::{completed_years, is_birthday};
use crate::referral::{Referral, Text};

use Change::{Fixed, Record, State};
use FactKind::{Code, OpenCode, Truth, Whole};

const WORKUP: FactKind = Code(&["done", "not-possible", "not-done"]);

/// How a fact is read off a referral; `None` when the referral does not say.
type Derivation = fn(&Referral) -> Option<Value<'_>>;

/// One row a fact: id, kind, changeability, Danish, English, and how it is read off a referral.
macro_rules! facts {
    ($($id:literal, $kind:expr, $change:expr, $da:literal, $en:literal, $derive:expr;)+) => {
        static FACTS: &[FactDefinition] =
            &[$(FactDefinition { id: $id, kind: $kind, change: $change, da: $da, en: $en }),+];
        static DERIVATIONS: &[Derivation] = &[$($derive),+];
    };
}

// Every fact, in the order in which a form would ask. Units: ages in years, intervals in days, texts in characters.
#[rustfmt::skip]
facts! {
    // The person. Age is in completed years on the requisition date (DER-11, leap-day convention of V-04).
    "patient.age", Whole { min: 0, max: 130, unit: Unit::Years }, Fixed, "Alder i fyldte år på rekvisitionsdatoen", "Age in completed years on the requisition date", |r| r.born().map(|born| Value::Whole(completed_years(born, r.requisition.date)));
    "patient.birthday", Truth, Fixed, "Rekvisitionsdatoen er patientens fødselsdag", "The requisition date is the patient's birthday", |r| r.born().map(|born| Value::Truth(is_birthday(born, r.requisition.date)));

    // The requester and the unit (registers decide what the unit may do).
    "requester.authorisation_stated", Truth, Record, "Autorisations-id er angivet", "Authorisation id is stated", |r| stated(r.requester.authorisation_id.as_ref());
    "requester.specialty", Code(&["haematology", "other", "none"]), Record, "Rekvirentens speciale", "The requester's specialty", |r| code(r.requester.specialty);
    "requester.unit", OpenCode, Record, "Rekvirerende afdeling (SOR)", "Requesting unit (SOR)", |r| r.requester.unit.as_deref().map(Value::Code);

    // What is requested. Always known: what is not requested is not part of the order.
    "request.acute", Truth, Record, "Prøven er ønsket som akut", "The request is marked acute", |r| Some(asked(r.requisition.priority.map(|priority| priority == Priority::Acute)));
    "request.acute_notice_confirmed", Truth, Record, "Bekræftet, at behandling ikke venter på WGS", "Confirmed that treatment does not wait for WGS", |r| truth(r.requisition.acute_notice_confirmed);
    "request.fast_track", Truth, Record, "Hurtigt forløb er ønsket", "Fast track is requested", |r| Some(asked(r.requisition.fast_track));
    "request.fast_track_reason", Code(&["aggressive-phenotype", "other"]), Record, "Begrundelse for hurtigt forløb", "Reason for the fast track", |r| code(r.requisition.fast_track_reason);
    "request.fast_track_text", Whole { min: 0, max: 100_000, unit: Unit::Characters }, Record, "Tekst om hurtigt forløb", "Text on the fast track", |r| length(r.requisition.fast_track_text.as_ref());
    "request.relatives", Truth, Record, "Pårørende er med i bestillingen", "Relatives are part of the order", |r| Some(asked(r.requisition.relatives_included));
    "request.trio", Truth, Record, "Trioanalyse er ønsket", "Trio analysis is requested", |r| Some(asked(r.requisition.trio));
    "request.mosaicism", Truth, Record, "Mosaicismeanalyse er ønsket", "Mosaicism analysis is requested", |r| Some(asked(r.requisition.mosaicism));
    "request.somatic_declined", Truth, Record, "Somatisk analyse er fravalgt", "Somatic analysis is declined", |r| Some(asked(r.requisition.somatic.map(|wanted| !wanted)));
    "request.purpose", Code(&["RR-P1", "MC-P1", "MC-P2"]), Record, "Formålskode", "Purpose code", |r| code(r.requisition.purpose);
    "request.high_risk_argument", Whole { min: 0, max: 100_000, unit: Unit::Characters }, Record, "Højrisiko-begrundelse på rekvisitionen", "High-risk argument on the requisition", |r| length(r.requisition.high_risk_argument.as_ref());

    // The diagnosis.
    "diagnosis.code", OpenCode, Fixed, "Diagnosekode (SKS)", "Diagnosis code (SKS)", |r| r.diagnosis.code.as_ref().map(|code| Value::Code(code.sks()));
    "diagnosis.group", Code(&["LYM", "PCD", "CMN", "AL", "not-stated"]), Record, "Angivet sygdomsgruppe", "Stated disease group", |r| Some(Value::Code(r.diagnosis.group.map_or("not-stated", CodeList::code)));
    "diagnosis.who_edition", Code(&["WHO-2008", "WHO-2017", "WHO-2022", "ICC-2022"]), Record, "Klassifikation og udgave", "Classification and edition", |r| code(r.diagnosis.who_edition);
    "diagnosis.who_term_stated", Truth, Record, "WHO-betegnelse er angivet", "WHO term is stated", |r| stated(r.diagnosis.who_term.as_ref());
    "diagnosis.established", Truth, State, "Diagnosen er etableret", "The diagnosis is established", |r| truth(r.diagnosis.established);
    "diagnosis.morphology_verified", Truth, Record, "Diagnosen er morfologisk verificeret", "The diagnosis is verified by morphology", |r| truth(r.diagnosis.morphology_verified);
    "diagnosis.cytogenetics_verified", Truth, Record, "Diagnosen er cytogenetisk verificeret", "The diagnosis is verified by cytogenetics", |r| truth(r.diagnosis.cytogenetics_verified);
    "diagnosis.extramedullary", Truth, Fixed, "Ekstramedullær manifestation", "Extramedullary manifestation", |r| truth(r.diagnosis.extramedullary);
    "diagnosis.down_syndrome", Truth, Fixed, "Downs syndrom", "Down syndrome", |r| truth(r.diagnosis.down_syndrome);
    "diagnosis.presentation", Code(&["icus", "ccus", "mds-like", "other", "none"]), Fixed, "Klinisk billede uden etableret diagnose", "Presentation without an established diagnosis", |r| code(r.diagnosis.presentation);

    // The state of the disease.
    "state.newly_diagnosed", Truth, State, "Nydiagnosticeret", "Newly diagnosed", |r| truth(r.state.newly_diagnosed);
    "state.refractory", Truth, State, "Refraktær over for behandling", "Refractory to treatment", |r| truth(r.state.refractory);
    "state.relapse", Truth, State, "Relaps", "Relapse", |r| truth(r.state.relapse);
    "state.progression", Truth, State, "Behandlingskrævende progression", "Progression requiring treatment", |r| truth(r.state.progression);
    "state.approved_options_exhausted", Truth, State, "Godkendte behandlingsmuligheder er udtømte", "Approved treatment options are exhausted", |r| truth(r.state.approved_options_exhausted);
    "state.all_options_exhausted", Truth, State, "Alle behandlingsmuligheder, også eksperimentelle, er udtømte", "All options, also experimental ones, are exhausted", |r| truth(r.state.all_options_exhausted);

    // Heredity.
    "hereditary.known_condition", Code(&["none", "myeloid-neoplasia", "platelet-defect", "haemolysis", "childhood-cytopenia", "other-haematological"]), Fixed, "Kendt arvelig hæmatologisk tilstand", "Known hereditary haematological condition", |r| code(r.hereditary.known_condition);
    "hereditary.suspected", Truth, Fixed, "Mistanke om arvelig disposition", "Suspected hereditary disposition", |r| truth(r.hereditary.suspected);
    "hereditary.family_history", Truth, Fixed, "Familiær disposition", "Family history", |r| truth(r.hereditary.family_history);

    // MDT.
    "mdt.held_by_requisition", Truth, Record, "MDT er afholdt senest på rekvisitionsdatoen", "The MDT was held by the requisition date", |r| by_requisition(r.mdt.date, r);
    "mdt.department_stated", Truth, Record, "Afdeling på MDT er angivet", "The MDT's department is stated", |r| stated(r.mdt.department.as_ref());
    "mdt.participants", Whole { min: 0, max: 1_000, unit: Unit::Persons }, Record, "Deltagere på MDT", "Participants of the MDT", |r| count(r.mdt.participants.as_ref());
    "mdt.treatment_lines", Whole { min: 0, max: 1_000, unit: Unit::Lines }, Record, "Gennemgåede behandlingslinjer", "Treatment lines reviewed", |r| count(r.mdt.treatment_lines.as_ref());
    "mdt.argument_kind", Code(&["exhausted", "insufficient"]), Record, "Argumentets art", "Kind of argument", |r| code(r.mdt.argument_kind);
    "mdt.argument", Whole { min: 0, max: 100_000, unit: Unit::Characters }, Record, "MDT's argument", "The MDT's argument", |r| length(r.mdt.argument.as_ref());
    "mdt.conclusion_stated", Truth, Record, "MDT-konklusion er angivet", "The MDT's conclusion is stated", |r| stated(r.mdt.conclusion.as_ref());
    "mdt.high_risk", Truth, State, "MDT: højrisikosygdom med risiko for primær refraktaritet", "MDT: high-risk disease with risk of primary refractoriness", |r| truth(r.mdt.high_risk);
    "mdt.workup_reviewed", Truth, Record, "MDT har gennemgået udredningen", "The MDT has reviewed the work-up", |r| truth(r.mdt.workup_reviewed);
    "mdt.purpose_stated", Truth, Record, "MDT har angivet formål med WGS", "The MDT has stated the purpose of the WGS", |r| stated(r.mdt.purpose.as_ref());
    "high_risk.marker_stated", Truth, Record, "Risikomarkør er angivet", "The risk marker is stated", |r| stated(r.mdt.high_risk_marker.as_ref());
    "high_risk.source_stated", Truth, Record, "Kilde til risikovurderingen er angivet", "The source of the risk judgement is stated", |r| stated(r.mdt.high_risk_source.as_ref());

    // Fitness (RR only). Whether a score is given at all is always known.
    "fitness.fit_for_protocol", Truth, State, "Egnet til protokolleret behandling", "Fit for protocolled treatment", |r| truth(r.fitness.fit_for_protocol);
    "fitness.ecog_stated", Truth, Record, "WHO/ECOG er angivet", "WHO/ECOG is given", |r| Some(Value::Truth(r.fitness.ecog.is_some()));
    "fitness.ecog", Whole { min: 0, max: 5, unit: Unit::Score }, State, "WHO/ECOG-performancestatus", "WHO/ECOG performance status", |r| r.fitness.ecog.map(|ecog| Value::Whole(ecog.score()));
    "fitness.ecog_age", Whole { min: 0, max: 50_000, unit: Unit::Days }, Record, "Alder af ECOG-vurdering", "Age of the ECOG assessment", |r| days_since(r.fitness.ecog_date, r);
    "fitness.karnofsky_stated", Truth, Record, "Karnofsky er angivet", "Karnofsky is given", |r| Some(Value::Truth(r.fitness.karnofsky.is_some()));
    "fitness.karnofsky", Whole { min: 0, max: 100, unit: Unit::Score }, State, "Karnofsky-score", "Karnofsky score", |r| r.fitness.karnofsky.map(|karnofsky| Value::Whole(karnofsky.score()));
    "fitness.karnofsky_age", Whole { min: 0, max: 50_000, unit: Unit::Days }, Record, "Alder af Karnofsky-vurdering", "Age of the Karnofsky assessment", |r| days_since(r.fitness.karnofsky_date, r);
    "fitness.significant_comorbidity", Truth, State, "Betydende komorbiditet", "Significant comorbidity", |r| truth(r.fitness.significant_comorbidity);

    // Work-up.
    "workup.biochemistry_dated", Truth, Record, "Biokemi med dato", "Biochemistry with date", |r| by_requisition(r.workup.biochemistry_date, r);
    "workup.organ_markers_dated", Truth, Record, "Organmarkører med dato", "Organ markers with date", |r| by_requisition(r.workup.organ_markers_date, r);
    "workup.bone_marrow_dated", Truth, Record, "Knoglemarvsundersøgelse med dato", "Bone-marrow examination with date", |r| by_requisition(r.workup.bone_marrow_date, r);
    "workup.histomorphology", WORKUP, Record, "Histomorfologi", "Histomorphology", |r| code(r.workup.histomorphology.status);
    "workup.histomorphology_dated", Truth, Record, "Histomorfologi har dato", "Histomorphology has a date", |r| by_requisition(r.workup.histomorphology.date, r);
    "workup.histomorphology_reason_stated", Truth, Record, "Grund, hvis histomorfologi ikke er mulig", "Reason if histomorphology is not possible", |r| stated(r.workup.histomorphology.reason.as_ref());
    "workup.flow_cytometry", WORKUP, Record, "Flowcytometri", "Flow cytometry", |r| code(r.workup.flow_cytometry.status);
    "workup.flow_cytometry_dated", Truth, Record, "Flowcytometri har dato", "Flow cytometry has a date", |r| by_requisition(r.workup.flow_cytometry.date, r);
    "workup.flow_cytometry_reason_stated", Truth, Record, "Grund, hvis flowcytometri ikke er mulig", "Reason if flow cytometry is not possible", |r| stated(r.workup.flow_cytometry.reason.as_ref());
    "workup.cytogenetics", WORKUP, Record, "Cytogenetik", "Cytogenetics", |r| code(r.workup.cytogenetics.status);
    "workup.cytogenetics_dated", Truth, Record, "Cytogenetik har dato", "Cytogenetics has a date", |r| by_requisition(r.workup.cytogenetics.date, r);
    "workup.cytogenetics_reason_stated", Truth, Record, "Grund, hvis cytogenetik ikke er mulig", "Reason if cytogenetics is not possible", |r| stated(r.workup.cytogenetics.reason.as_ref());
    "workup.panel", WORKUP, Record, "Panelsekventering", "Panel sequencing", |r| code(r.workup.panel.status);
    "workup.panel_dated", Truth, Record, "Panelsekventering har dato", "Panel sequencing has a date", |r| by_requisition(r.workup.panel.date, r);
    "workup.panel_reason_stated", Truth, Record, "Grund, hvis panel ikke er mulig", "Reason if a panel is not possible", |r| stated(r.workup.panel.reason.as_ref());
    "workup.panel_variants", Whole { min: 0, max: 10_000, unit: Unit::Variants }, Fixed, "Somatiske varianter fundet ved panel", "Somatic variants found by panel", |r| r.workup.panel_variants.map(Value::Whole);
    "workup.relevant_imaging", Code(&["done", "not-relevant", "not-done"]), Record, "Relevant billeddiagnostik", "Relevant imaging", |r| code(r.workup.relevant_imaging);
    "workup.national_guideline_stated", Truth, Record, "National retningslinje og version er angivet", "National guideline and version are stated", |r| stated(r.workup.national_guideline.as_ref());
    "workup.prior_tests", Whole { min: 0, max: 1_000, unit: Unit::Tests }, Record, "Tidligere genetiske undersøgelser", "Earlier genetic tests", |r| count(r.workup.prior_tests.as_ref());
    "workup.clinical_description", Whole { min: 0, max: 100_000, unit: Unit::Characters }, Record, "Klinisk beskrivelse", "Clinical description", |r| length(r.workup.clinical_description.as_ref());
    "workup.drug_side_effect_excluded", Truth, State, "Medicinbivirkning er udelukket", "Drug side-effect is excluded", |r| truth(r.workup.drug_side_effect_excluded);
    "workup.rheumatological_disease_excluded", Truth, State, "Reumatologisk sygdom er udelukket", "Rheumatological disease is excluded", |r| truth(r.workup.rheumatological_disease_excluded);
    "workup.autoimmune_disease_excluded", Truth, State, "Autoimmun sygdom er udelukket", "Autoimmune disease is excluded", |r| truth(r.workup.autoimmune_disease_excluded);
    "workup.eln_edition", Code(&["ELN-2010", "ELN-2017", "ELN-2022"]), Record, "ELN-udgave", "ELN edition", |r| code(r.workup.eln_edition);
    "workup.eln_risk", Code(&["favourable", "intermediate", "adverse", "not-assessable"]), Record, "ELN-risiko", "ELN risk", |r| code(r.workup.eln_risk);
    "workup.eln_reason_stated", Truth, Record, "Grund, hvis ELN ikke kan vurderes", "Reason if ELN is not assessable", |r| stated(r.workup.eln_reason.as_ref());
    "workup.ipss", Code(&["low", "intermediate-1", "intermediate-2", "high"]), Record, "IPSS", "IPSS", |r| code(r.workup.ipss);
    "workup.ipss_r", Code(&["very-low", "low", "intermediate", "high", "very-high"]), Record, "IPSS-R", "IPSS-R", |r| code(r.workup.ipss_r);
    "imaging.pet_ct", Truth, Record, "PET-CT med dato", "PET-CT with date", |r| by_requisition(r.workup.pet_ct_date, r);
    "imaging.ct", Truth, Record, "CT med dato", "CT with date", |r| by_requisition(r.workup.ct_date, r);
    "imaging.mr", Truth, Record, "MR med dato", "MR with date", |r| by_requisition(r.workup.mr_date, r);

    // Consent. A withdrawal is an event: what is not recorded has not happened.
    "consent.form", Code(&["comprehensive-genetic-analysis", "other"]), Record, "Samtykkeblanket", "Consent form", |r| code(r.consent.form);
    "consent.form_version", OpenCode, Record, "Blankettens version", "Version of the form", |r| r.consent.form_version.as_deref().map(Value::Code);
    "consent.signed", Truth, Record, "Underskrevet senest på rekvisitionsdatoen", "Signed by the requisition date", |r| by_requisition(r.consent.signed_date, r);
    "consent.signer", Code(&["patient", "guardian", "other"]), Record, "Hvem har underskrevet", "Who signed", |r| code(r.consent.signer);
    "consent.person_matches", Truth, Record, "Samtykket gælder patienten", "The consent is the patient's own", |r| r.consent.person_cpr.as_ref().map(|cpr| Value::Truth(*cpr == r.patient.cpr));
    "consent.reviewed", Truth, Record, "Gennemgået med patienten", "Reviewed with the patient", |r| stated(r.consent.reviewed_by.as_ref());
    "consent.told_no_new_information", Truth, Record, "Oplyst om, at WGS ikke nødvendigvis giver nyt (dato og kliniker)", "Told that WGS may give nothing new (date and clinician)", |r| r.consent.no_new_information_by.as_ref().and_then(|_| by_requisition(r.consent.no_new_information_date, r));
    "consent.told_incidental_findings", Truth, Record, "Informeret om tilfældighedsfund (dato)", "Informed of incidental findings (date)", |r| by_requisition(r.consent.incidental_informed_date, r);
    "consent.incidental_choice", Code(&["all", "treatable-only", "none", "undecided"]), Record, "Valg om tilfældighedsfund", "Choice on incidental findings", |r| code(r.consent.incidental_choice);
    "consent.withdrawn", Truth, Record, "Samtykket er trukket tilbage", "Consent is withdrawn", |r| Some(Value::Truth(r.consent.withdrawn_date.is_some()));
    "consent.withdrawn_by_requisition", Truth, Record, "Samtykket var trukket tilbage på rekvisitionsdatoen", "Consent was withdrawn by the requisition date", |r| Some(Value::Truth(r.consent.withdrawn_date.is_some_and(|date| date <= r.requisition.date)));
    "consent.tissue_register_informed", Truth, Record, "Informeret om Vævsanvendelsesregisteret", "Informed of the tissue-use register", |r| by_requisition(r.consent.tissue_register_informed_date, r);
    "consent.relatives_took_part", Truth, Record, "Pårørende deltog i dialogen", "Relatives took part in the dialogue", |r| truth(r.consent.relatives_took_part);

    // The specimen plan.
    "plan.tumour", Code(&["bone-marrow", "blood", "lymph-node", "extramedullary-tissue", "other-tissue"]), Record, "Tumormateriale", "Tumour material", |r| code(r.plan.tumour);
    "plan.tumour_reason", Code(&["dry-tap", "circulating-blasts", "other"]), Record, "Grund til valg af tumormateriale", "Reason for the choice of tumour material", |r| code(r.plan.tumour_reason);
    "plan.tumour_text_stated", Truth, Record, "Fritekst om andet væv", "Free text on other tissue", |r| stated(r.plan.tumour_text.as_ref());
    "plan.laboratory_accepts", Truth, Record, "Laboratoriet accepterer materialet", "The laboratory accepts the material", |r| truth(r.plan.laboratory_accepts);
    "plan.germline", Code(&["skin-fibroblast-culture", "skin-direct", "stored-pre-transplant", "stored-earlier-order", "blood", "saliva", "bone-marrow"]), Record, "Germline-materiale", "Germline material", |r| code(r.plan.germline);
    "plan.shared_tube", Truth, Record, "Samme prøve i begge roller", "One specimen in both roles", |r| shared_tube(r);
    "plan.site", OpenCode, Record, "Sekventeringssted", "Sequencing site", |r| r.plan.site.as_deref().map(Value::Code);
    "plan.circulating_disease", Code(&["absent", "present", "not-assessed"]), State, "Cirkulerende sygdom i blodet", "Circulating disease in the blood", |r| code(r.plan.circulating_disease);
    "transplant.allogeneic", Truth, Fixed, "Tidligere allogen transplantation", "Earlier allogeneic transplantation", |r| truth(r.plan.allogeneic_transplant);

    // Repeat orders. Whether the order is a repeat is always known.
    "repeat.repeat", Truth, Record, "Gentagen analyse", "Repeat analysis", |r| Some(asked(r.repeat.repeat));
    "repeat.linked", Truth, Record, "Henviser til tidligere ordre", "Linked to an earlier order", |r| stated(r.repeat.earlier_order.as_ref());
    "repeat.reason", Code(&["progression-after-experimental", "relapse-post-chemo", "relapse-post-allo", "mds-progression", "response-evaluation"]), Record, "Årsag til gentagelse", "Reason for the repeat", |r| code(r.repeat.reason);
    "repeat.number_in_year", Whole { min: 0, max: 100_000, unit: Unit::Patients }, Fixed, "Nummer i rækken af gentagelser i kalenderåret", "Ordinal among the calendar year's repeats", |r| r.repeat.number_in_year.map(Value::Whole);
    "repeat.extra_approval", Truth, Record, "Ekstra godkendelse foreligger", "Extra approval is given", |r| stated(r.repeat.extra_approval_by.as_ref());

    // After sequencing.
    "sequencing.tumour_depth", Whole { min: 0, max: 10_000, unit: Unit::MeanDepth }, State, "Opnået tumordybde", "Tumour depth achieved", |_| None;
    "sequencing.germline_depth", Whole { min: 0, max: 10_000, unit: Unit::MeanDepth }, State, "Opnået germlinedybde", "Germline depth achieved", |_| None;
    "sequencing.depth_accepted", Truth, Record, "Lavere dybde er accepteret og dokumenteret", "Lower depth is accepted and documented", |_| None;
    "identity.genotypes_concordant", Truth, State, "Tumor og germline har samme genotype", "Tumour and germline genotypes agree", |_| None;
    "identity.sex_concordant", Truth, State, "Kønscheck stemmer", "The sex check agrees", |_| None;
}

/// The roles that a rule may name as granting an exception (DER-20).
static ROLES: &[&str] = &["mdt-chair", "ngc"];

/// The vocabulary of referral rules.
#[must_use]
pub fn vocabulary() -> Vocabulary {
    Vocabulary::new(FACTS, ROLES)
}

/// What a referral says, fact by fact.
#[must_use]
pub fn facts_of<'r>(referral: &'r Referral, vocabulary: &Vocabulary) -> Facts<'r> {
    let mut facts = Facts::unknown(vocabulary);
    for (fact, derive) in vocabulary.indices().zip(DERIVATIONS) {
        facts.set(fact, derive(referral));
    }
    facts
}

fn truth(answer: Option<bool>) -> Option<Value<'static>> {
    answer.map(Value::Truth)
}

/// What is not asked for is not part of the order: absence is a no.
fn asked(answer: Option<bool>) -> Value<'static> {
    Value::Truth(answer.unwrap_or(false))
}

fn code<C: CodeList>(member: Option<C>) -> Option<Value<'static>> {
    member.map(|member| Value::Code(member.code()))
}

/// A text that is given is stated; one that is missing is not known, never "no".
fn stated<T>(text: Option<&T>) -> Option<Value<'static>> {
    text.map(|_| Value::Truth(true))
}

fn length(text: Option<&Text>) -> Option<Value<'static>> {
    text.map(|text| Value::Whole(text.characters()))
}

fn count<T>(items: Option<&Vec<T>>) -> Option<Value<'static>> {
    items.map(|items| Value::Whole(i64::try_from(items.len()).unwrap_or(i64::MAX)))
}

/// Done by the requisition date. A date after it is a no.
fn by_requisition(date: Option<Date>, referral: &Referral) -> Option<Value<'static>> {
    date.map(|date| Value::Truth(date <= referral.requisition.date))
}

/// Age of an assessment in days. One dated after the requisition has no age yet.
fn days_since(date: Option<Date>, referral: &Referral) -> Option<Value<'static>> {
    let days = i64::from((referral.requisition.date - date?).get_days());
    (days >= 0).then_some(Value::Whole(days))
}

/// As stated; if not stated, two different materials cannot come from one tube.
fn shared_tube(referral: &Referral) -> Option<Value<'static>> {
    let plan = &referral.plan;
    let different = || {
        let (tumour, germline) = (plan.tumour?, plan.germline?);
        (tumour.code() != germline.code()).then_some(Value::Truth(false))
    };
    truth(plan.shared_tube).or_else(different)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_has_one_name_and_one_derivation() {
        assert_eq!(FACTS.len(), DERIVATIONS.len());
        let vocabulary = vocabulary();
        for (place, definition) in FACTS.iter().enumerate() {
            assert_eq!(vocabulary.find(definition.id).map(guideline::fact::FactIndex::get), Some(place));
        }
    }
}
