//! The fields of a requisition as a person meets them: their groups in the guideline's order, their words, and the facts that each
//! answers. A test holds the table against the reading of a referral and against the facts that rules may ask.

/// A field: its path, its Danish and English name (empty: that of the first fact), the facts that it answers.
pub(super) struct FieldWords {
    pub path: &'static str,
    pub da: &'static str,
    pub en: &'static str,
    pub facts: &'static [&'static str],
}

/// A group of fields.
pub(super) struct GroupWords {
    pub id: &'static str,
    pub da: &'static str,
    pub en: &'static str,
    pub fields: &'static [FieldWords],
}

macro_rules! groups {
    ($(group $id:literal, $da:literal, $en:literal: $($path:literal, $own_da:literal, $own_en:literal, [$($fact:literal),*];)+)+) => {
        pub(super) static GROUPS: &[GroupWords] = &[$(GroupWords { id: $id, da: $da, en: $en, fields: &[
            $(FieldWords { path: $path, da: $own_da, en: $own_en, facts: &[$($fact),*] }),+
        ] }),+];
    };
}

#[rustfmt::skip]
groups! {
    group "patient", "Patienten", "The patient":
        "patient.cpr", "Personnummer eller erstatningsnummer", "Person number or replacement number", ["patient.age", "patient.birthday"];
        "patient.birth_date", "Registreret fødselsdato", "Registered birth date", ["patient.age", "patient.birthday"];
        "patient.region", "Bopælsregion", "Region of residence", [];
    group "requester", "Rekvirenten", "The requester":
        "requester.name", "Navn", "Name", [];
        "requester.authorisation_id", "Autorisations-id", "Authorisation id", ["requester.authorisation_stated"];
        "requester.specialty", "", "", ["requester.specialty"];
        "requester.unit", "", "", ["requester.unit"];
    group "requisition", "Det ønskede", "The request":
        "requisition.date", "Rekvisitionsdato", "Requisition date", [];
        "requisition.indication", "Indikation (tom: foreslås ud fra oplysningerne)", "Indication (empty: proposed from what is stated)", [];
        "requisition.route", "Rute (tom: foreslås)", "Route (empty: proposed)", [];
        "requisition.priority", "Hast", "Priority", ["request.acute"];
        "requisition.acute_notice_confirmed", "", "", ["request.acute_notice_confirmed"];
        "requisition.fast_track", "", "", ["request.fast_track"];
        "requisition.fast_track_reason", "", "", ["request.fast_track_reason"];
        "requisition.fast_track_text", "", "", ["request.fast_track_text"];
        "requisition.purpose", "Formål", "Purpose", ["request.purpose"];
        "requisition.high_risk_argument", "", "", ["request.high_risk_argument"];
        "requisition.relatives_included", "", "", ["request.relatives"];
        "requisition.trio", "", "", ["request.trio"];
        "requisition.mosaicism", "", "", ["request.mosaicism"];
        "requisition.somatic", "Somatisk analyse er ønsket", "Somatic analysis is requested", ["request.somatic_declined"];
        "requisition.part_of_trial", "Klinisk forsøg, patienten deltager i", "Clinical trial in which the patient takes part", [];
    group "diagnosis", "Diagnosen", "The diagnosis":
        "diagnosis.code", "", "", ["diagnosis.code"];
        "diagnosis.group", "Sygdomsgruppe (for RR)", "Disease group (for RR)", ["diagnosis.group"];
        "diagnosis.who_edition", "", "", ["diagnosis.who_edition"];
        "diagnosis.who_term", "Betegnelse i klassifikationen", "Term in the classification", ["diagnosis.who_term_stated"];
        "diagnosis.established", "", "", ["diagnosis.established"];
        "diagnosis.morphology_verified", "", "", ["diagnosis.morphology_verified"];
        "diagnosis.cytogenetics_verified", "", "", ["diagnosis.cytogenetics_verified"];
        "diagnosis.extramedullary", "", "", ["diagnosis.extramedullary"];
        "diagnosis.down_syndrome", "", "", ["diagnosis.down_syndrome"];
        "diagnosis.therapy_related", "Terapirelateret sygdom", "Therapy-related disease", [];
        "diagnosis.presentation", "", "", ["diagnosis.presentation"];
    group "state", "Sygdommens tilstand", "The state of the disease":
        "state.newly_diagnosed", "", "", ["state.newly_diagnosed"];
        "state.refractory", "", "", ["state.refractory"];
        "state.relapse", "", "", ["state.relapse"];
        "state.progression", "", "", ["state.progression"];
        "state.approved_options_exhausted", "", "", ["state.approved_options_exhausted"];
        "state.all_options_exhausted", "", "", ["state.all_options_exhausted"];
    group "hereditary", "Arvelighed", "Heredity":
        "hereditary.known_condition", "", "", ["hereditary.known_condition"];
        "hereditary.suspected", "", "", ["hereditary.suspected"];
        "hereditary.family_history", "", "", ["hereditary.family_history"];
    group "mdt", "MDT-konferencen", "The MDT conference":
        "mdt.date", "Dato", "Date", ["mdt.held_by_requisition"];
        "mdt.department", "Afdeling", "Department", ["mdt.department_stated"];
        "mdt.participants", "", "", ["mdt.participants"];
        "mdt.treatment_lines", "", "", ["mdt.treatment_lines"];
        "mdt.argument_kind", "", "", ["mdt.argument_kind"];
        "mdt.argument", "", "", ["mdt.argument"];
        "mdt.conclusion", "Konklusion", "Conclusion", ["mdt.conclusion_stated"];
        "mdt.high_risk", "", "", ["mdt.high_risk"];
        "mdt.workup_reviewed", "", "", ["mdt.workup_reviewed"];
        "mdt.purpose", "Formål med WGS", "Purpose of the WGS", ["mdt.purpose_stated"];
        "high_risk.marker", "Risikomarkør", "Risk marker", ["high_risk.marker_stated"];
        "high_risk.source", "Kilde til risikovurderingen", "Source of the risk judgement", ["high_risk.source_stated"];
    group "fitness", "Almentilstand", "Fitness":
        "fitness.fit_for_protocol", "", "", ["fitness.fit_for_protocol"];
        "fitness.ecog", "", "", ["fitness.ecog", "fitness.ecog_stated"];
        "fitness.ecog_date", "Dato for ECOG", "Date of ECOG", ["fitness.ecog_age"];
        "fitness.karnofsky", "", "", ["fitness.karnofsky", "fitness.karnofsky_stated"];
        "fitness.karnofsky_date", "Dato for Karnofsky", "Date of Karnofsky", ["fitness.karnofsky_age"];
        "fitness.significant_comorbidity", "", "", ["fitness.significant_comorbidity"];
    group "workup", "Udredningen", "The work-up":
        "workup.biochemistry_date", "Biokemi, dato", "Biochemistry, date", ["workup.biochemistry_dated"];
        "workup.organ_markers_date", "Organmarkører, dato", "Organ markers, date", ["workup.organ_markers_dated"];
        "workup.bone_marrow_date", "Knoglemarvsundersøgelse, dato", "Bone-marrow examination, date", ["workup.bone_marrow_dated"];
        "workup.histomorphology.status", "", "", ["workup.histomorphology"];
        "workup.histomorphology.date", "Histomorfologi, dato", "Histomorphology, date", ["workup.histomorphology_dated"];
        "workup.histomorphology.reason", "Grund, hvis ikke mulig", "Reason if not possible", ["workup.histomorphology_reason_stated"];
        "workup.flow_cytometry.status", "", "", ["workup.flow_cytometry"];
        "workup.flow_cytometry.date", "Flowcytometri, dato", "Flow cytometry, date", ["workup.flow_cytometry_dated"];
        "workup.flow_cytometry.reason", "Grund, hvis ikke mulig", "Reason if not possible", ["workup.flow_cytometry_reason_stated"];
        "workup.cytogenetics.status", "", "", ["workup.cytogenetics"];
        "workup.cytogenetics.date", "Cytogenetik, dato", "Cytogenetics, date", ["workup.cytogenetics_dated"];
        "workup.cytogenetics.reason", "Grund, hvis ikke mulig", "Reason if not possible", ["workup.cytogenetics_reason_stated"];
        "workup.panel.status", "", "", ["workup.panel"];
        "workup.panel.date", "Panelsekventering, dato", "Panel sequencing, date", ["workup.panel_dated"];
        "workup.panel.reason", "Grund, hvis ikke mulig", "Reason if not possible", ["workup.panel_reason_stated"];
        "workup.panel.variants", "", "", ["workup.panel_variants"];
        "workup.relevant_imaging", "", "", ["workup.relevant_imaging"];
        "imaging.pet_ct_date", "PET-CT, dato", "PET-CT, date", ["imaging.pet_ct"];
        "imaging.ct_date", "CT, dato", "CT, date", ["imaging.ct"];
        "imaging.mr_date", "MR, dato", "MR, date", ["imaging.mr"];
        "workup.national_guideline", "National retningslinje og version", "National guideline and version", ["workup.national_guideline_stated"];
        "workup.prior_tests", "", "", ["workup.prior_tests"];
        "workup.clinical_description", "", "", ["workup.clinical_description"];
        "workup.drug_side_effect_excluded", "", "", ["workup.drug_side_effect_excluded"];
        "workup.rheumatological_disease_excluded", "", "", ["workup.rheumatological_disease_excluded"];
        "workup.autoimmune_disease_excluded", "", "", ["workup.autoimmune_disease_excluded"];
        "workup.eln.edition", "", "", ["workup.eln_edition"];
        "workup.eln.risk", "", "", ["workup.eln_risk"];
        "workup.eln.reason", "", "", ["workup.eln_reason_stated"];
        "workup.ipss", "", "", ["workup.ipss"];
        "workup.ipss_r", "", "", ["workup.ipss_r"];
        "workup.ipss_m", "IPSS-M", "IPSS-M", [];
    group "consent", "Samtykket", "The consent":
        "consent.form", "", "", ["consent.form"];
        "consent.form_version", "", "", ["consent.form_version"];
        "consent.signed_date", "Underskrevet, dato", "Signed, date", ["consent.signed"];
        "consent.signer", "", "", ["consent.signer"];
        "consent.person_cpr", "Personnummer på samtykket", "Person number on the consent", ["consent.person_matches"];
        "consent.reviewed_by", "Gennemgået med patienten af", "Reviewed with the patient by", ["consent.reviewed"];
        "consent.no_new_information_date", "Oplyst om, at WGS ikke nødvendigvis giver nyt, dato", "Told that WGS may give nothing new, date", ["consent.told_no_new_information"];
        "consent.no_new_information_by", "Oplyst af", "Told by", ["consent.told_no_new_information"];
        "consent.incidental_informed_date", "Informeret om tilfældighedsfund, dato", "Informed of incidental findings, date", ["consent.told_incidental_findings"];
        "consent.incidental_choice", "", "", ["consent.incidental_choice"];
        "consent.withdrawn_date", "Trukket tilbage, dato", "Withdrawn, date", ["consent.withdrawn", "consent.withdrawn_by_requisition"];
        "consent.tissue_register_informed_date", "Informeret om Vævsanvendelsesregisteret, dato", "Informed of the tissue-use register, date", ["consent.tissue_register_informed"];
        "consent.relatives_took_part", "", "", ["consent.relatives_took_part"];
    group "plan", "Prøveplanen", "The specimen plan":
        "plan.tumour", "", "", ["plan.tumour"];
        "plan.tumour_reason", "", "", ["plan.tumour_reason"];
        "plan.tumour_text", "Fritekst om andet væv", "Free text on other tissue", ["plan.tumour_text_stated"];
        "plan.laboratory_accepts", "", "", ["plan.laboratory_accepts"];
        "plan.germline", "", "", ["plan.germline"];
        "plan.shared_tube", "", "", ["plan.shared_tube"];
        "plan.site", "", "", ["plan.site"];
        "plan.circulating_disease", "", "", ["plan.circulating_disease"];
        "transplant.allogeneic", "", "", ["transplant.allogeneic"];
    group "repeat", "Gentagelse", "Repeat":
        "repeat.repeat", "", "", ["repeat.repeat"];
        "repeat.earlier_order", "Tidligere ordre", "Earlier order", ["repeat.linked"];
        "repeat.reason", "", "", ["repeat.reason"];
        "repeat.number_in_year", "Nummer blandt kalenderårets gentagelser", "Ordinal among the calendar year's repeats", ["repeat.number_in_year"];
        "repeat.extra_approval_by", "Ekstra godkendelse givet af", "Extra approval given by", ["repeat.extra_approval"];
    group "exceptions", "Navngivne undtagelser", "Named exceptions":
        "exceptions.*.rule", "Regel", "Rule", [];
        "exceptions.*.by", "Givet af", "Granted by", [];
        "exceptions.*.role", "I hvilken rolle", "In which role", [];
        "exceptions.*.reason", "Begrundelse", "Reason", [];
        "exceptions.*.date", "Dato", "Date", [];
}

/// The first field that answers a fact.
pub(super) fn field_of(fact: &str) -> Option<&'static FieldWords> {
    GROUPS.iter().flat_map(|group| group.fields).find(|field| field.facts.contains(&fact))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clinic::eligibility::vocabulary;
    use clinic::referral::fields;

    use super::*;

    #[test]
    fn the_form_asks_every_field_of_a_referral_once_and_nothing_else() {
        let asked: Vec<&str> = GROUPS.iter().flat_map(|group| group.fields).map(|field| field.path).collect();
        let read: BTreeSet<String> =
            fields().into_iter().map(|field| field.path).filter(|path| path != "schema").collect();
        let once: BTreeSet<String> = asked.iter().map(|path| (*path).to_owned()).collect();
        assert_eq!(asked.len(), once.len());
        assert_eq!(once, read);
    }

    #[test]
    fn every_fact_that_a_referral_can_settle_has_a_field() {
        let vocabulary = vocabulary();
        for fact in vocabulary.definitions() {
            let later = ["sequencing.", "identity."].iter().any(|prefix| fact.id.starts_with(prefix));
            assert_eq!(field_of(fact.id).is_none(), later, "{}", fact.id);
        }
        for field in GROUPS.iter().flat_map(|group| group.fields) {
            assert!(field.facts.iter().all(|fact| vocabulary.find(fact).is_some()), "{}", field.path);
            assert_eq!(field.da.is_empty(), field.en.is_empty(), "{}", field.path);
            assert!(!field.da.is_empty() || !field.facts.is_empty(), "{} has no name", field.path);
        }
    }
}
