//! What codes are called, list by list. A list is told by its codes, so a code of a field, of a fact and of an event has one name.

use clinic::language::Language;

/// A code with its Danish and English name.
type Named = (&'static str, &'static str, &'static str);

#[rustfmt::skip]
static LISTS: &[&[Named]] = &[
    &[("hovedstaden", "Region Hovedstaden", "Capital Region"), ("sjaelland", "Region Sjælland", "Region Zealand"), ("syddanmark", "Region Syddanmark", "Region of Southern Denmark"), ("midtjylland", "Region Midtjylland", "Central Denmark Region"), ("nordjylland", "Region Nordjylland", "North Denmark Region")],
    &[("routine", "Almindelig", "Routine"), ("acute", "Akut", "Acute")],
    &[("aggressive-phenotype", "Meget aggressiv klinisk fænotype", "Very aggressive clinical phenotype"), ("other", "Anden grund", "Another reason")],
    &[("RR-P1", "RR: er der en målrettet mulighed i et fase 1-studie?", "RR: is there a targeted option in a phase-1 trial?"), ("MC-P1", "MC: bedre diagnose og afklaret patogenese", "MC: improved diagnosis and clarified pathogenesis"), ("MC-P2", "MC: optimering af diagnostiske metoder", "MC: optimisation of diagnostic methods")],
    &[("haematology", "Hæmatologi", "Haematology"), ("other", "Andet speciale", "Another specialty"), ("none", "Intet speciale", "No specialty")],
    &[("LYM", "Lymfom", "Lymphoma"), ("PCD", "Plasmacellesygdom", "Plasma-cell disease"), ("CMN", "Kronisk myeloid neoplasi", "Chronic myeloid neoplasia"), ("AL", "Akut leukæmi eller lymfoblastært lymfom", "Acute leukaemia or lymphoblastic lymphoma")],
    &[("WHO-2008", "WHO 2008", "WHO 2008"), ("WHO-2017", "WHO 2017", "WHO 2017"), ("WHO-2022", "WHO 2022", "WHO 2022"), ("ICC-2022", "ICC 2022", "ICC 2022")],
    &[("icus", "ICUS: ingen klonalitet fundet", "ICUS: no clonality found"), ("ccus", "CCUS: klonal cytopeni", "CCUS: clonal cytopenia"), ("mds-like", "Klinisk som MDS", "Clinically like MDS"), ("other", "Andet billede", "Another picture"), ("none", "Intet: diagnosen er etableret", "None: the diagnosis is established")],
    &[("none", "Ingen kendt", "None known"), ("myeloid-neoplasia", "Arvelig myeloid neoplasi", "Hereditary myeloid neoplasia"), ("platelet-defect", "Arvelig trombocytdefekt", "Hereditary platelet defect"), ("haemolysis", "Arvelig hæmolyse", "Hereditary haemolysis"), ("childhood-cytopenia", "Cytopeni i barnealderen", "Cytopenia of childhood"), ("other-haematological", "Anden arvelig hæmatologisk tilstand", "Another hereditary haematological condition")],
    &[("exhausted", "Godkendt behandling har ingen effekt; mulighederne er udtømte", "Approved treatment has no effect; the options are exhausted"), ("insufficient", "Gældende behandling vurderes utilstrækkelig", "Current treatment is judged insufficient")],
    &[("done", "Udført", "Done"), ("not-possible", "Ikke mulig (angiv grund)", "Not possible (give the reason)"), ("not-done", "Ikke udført", "Not done")],
    &[("done", "Udført", "Done"), ("not-relevant", "Ikke relevant for sygdommen", "Not relevant for the disease"), ("not-done", "Ikke udført", "Not done")],
    &[("ELN-2010", "ELN 2010", "ELN 2010"), ("ELN-2017", "ELN 2017", "ELN 2017"), ("ELN-2022", "ELN 2022", "ELN 2022")],
    &[("favourable", "Gunstig", "Favourable"), ("intermediate", "Intermediær", "Intermediate"), ("adverse", "Ugunstig", "Adverse"), ("not-assessable", "Kan ikke vurderes (angiv grund)", "Not assessable (give the reason)")],
    &[("low", "Lav", "Low"), ("intermediate-1", "Intermediær-1", "Intermediate-1"), ("intermediate-2", "Intermediær-2", "Intermediate-2"), ("high", "Høj", "High")],
    &[("very-low", "Meget lav", "Very low"), ("low", "Lav", "Low"), ("intermediate", "Intermediær", "Intermediate"), ("high", "Høj", "High"), ("very-high", "Meget høj", "Very high")],
    &[("very-low", "Meget lav", "Very low"), ("low", "Lav", "Low"), ("moderate-low", "Moderat lav", "Moderate low"), ("moderate-high", "Moderat høj", "Moderate high"), ("high", "Høj", "High"), ("very-high", "Meget høj", "Very high")],
    &[("comprehensive-genetic-analysis", "Informeret samtykke til omfattende genetisk analyse", "Informed consent to comprehensive genetic analysis"), ("other", "En anden blanket", "Another form")],
    &[("patient", "Patienten", "The patient"), ("guardian", "Værge", "A guardian"), ("other", "En anden", "Somebody else")],
    &[("all", "Vil vide alt", "Wants to know everything"), ("treatable-only", "Kun det, der kan behandles eller forebygges", "Only what can be treated or prevented"), ("none", "Vil intet vide", "Wants to know nothing"), ("undecided", "Har ikke taget stilling", "Has not decided")],
    &[("bone-marrow", "Knoglemarv", "Bone marrow"), ("blood", "Blod", "Blood"), ("lymph-node", "Lymfeknude", "Lymph node"), ("extramedullary-tissue", "Væv fra ekstramedullær sygdom", "Tissue of extramedullary disease"), ("other-tissue", "Andet væv", "Other tissue")],
    &[("dry-tap", "Punctio sicca", "Dry tap"), ("circulating-blasts", "Cirkulerende blaster", "Circulating blasts"), ("other", "Anden grund", "Another reason")],
    &[("skin-fibroblast-culture", "Fibroblastkultur fra hudbiopsi", "Fibroblast culture from a skin biopsy"), ("skin-direct", "DNA direkte fra hudbiopsi", "DNA directly from a skin biopsy"), ("stored-pre-transplant", "Gemt germline fra før transplantation", "Stored germline from before transplantation"), ("stored-earlier-order", "Gemt germline fra tidligere ordre", "Stored germline of an earlier order"), ("blood", "Blod", "Blood"), ("saliva", "Spyt", "Saliva"), ("bone-marrow", "Knoglemarv", "Bone marrow")],
    &[("absent", "Undersøgt og ikke fundet", "Looked for and not found"), ("present", "Fundet", "Found"), ("not-assessed", "Ikke undersøgt", "Not assessed")],
    &[("progression-after-experimental", "Progression efter respons på eksperimentel behandling", "Progression after response to experimental treatment"), ("relapse-post-chemo", "Relaps efter intensiv kemoterapi", "Relapse after intensive chemotherapy"), ("relapse-post-allo", "Relaps efter allogen transplantation", "Relapse after allogeneic transplantation"), ("mds-progression", "MDS er gået over i højrisiko-MDS eller AML", "MDS has become high-risk MDS or AML"), ("response-evaluation", "Responsevaluering", "Response evaluation")],
    &[("submitted", "Indsendt", "Submitted"), ("accepted", "Accepteret", "Accepted"), ("provisional", "Foreløbige tumordata frigivet", "Provisional tumour data released"), ("data-released", "Data frigivet", "Data released"), ("review-pending", "Afventer godkendelse", "Awaiting approval"), ("signed", "Underskrevet", "Signed"), ("delivered", "Afgivet", "Delivered"), ("acknowledged", "Åbnet af rekvirenten", "Opened by the requester"), ("discussed", "Drøftet på MDT", "Discussed at the MDT"), ("closed", "Afsluttet", "Closed"), ("cancelled", "Annulleret", "Cancelled")],
    &[("planned", "Skal tages", "To be taken"), ("collected", "Taget", "Collected"), ("received", "Modtaget", "Received"), ("culture-established", "Kultur etableret", "Culture established"), ("dna-accepted", "DNA godkendt", "DNA accepted"), ("released", "Frigivet til sekventering", "Released to sequencing"), ("sequenced", "Sekventeret", "Sequenced"), ("rejected", "Afvist", "Rejected"), ("not-taken", "Ikke taget", "Not taken"), ("kept", "Gemt", "Kept")],
    &[("on-file", "Registreret", "On file"), ("withdrawn", "Trukket tilbage", "Withdrawn"), ("superseded", "Afløst af et nyere", "Superseded")],
    &[("tumour", "Tumor", "Tumour"), ("germline", "Germline", "Germline sample")],
    &[("label-missing", "Mærkat mangler eller kan ikke læses", "Label missing or unreadable"), ("not-as-ordered", "Ikke det bestilte", "Not as ordered"), ("damaged", "Beskadiget", "Damaged"), ("too-little", "For lidt materiale", "Too little material"), ("culture-failed", "Kulturen gror ikke", "The culture does not grow"), ("poor-dna", "For lidt eller for dårligt DNA", "Too little or too poor DNA"), ("few-tumour-cells", "For få tumorceller", "Too few tumour cells")],
    &[("identity", "Tvivl om, hvis DNA det er", "Doubt whose DNA it is"), ("specimen", "Materialet", "The material"), ("capacity", "Kapacitet", "Capacity"), ("clinical", "Klinisk ønske", "Clinical wish")],
    &[("consent-withdrawn", "Samtykket er trukket tilbage", "The consent was withdrawn"), ("clinical", "Klinisk ikke længere ønsket", "Clinically no longer wanted"), ("death", "Patienten er død", "The patient has died"), ("mistake", "Bestilt ved en fejl", "Ordered by mistake")],
    &[("treatment-changed", "Behandlingen ændres af fundene", "The treatment is changed by the findings"), ("treatment-supported", "Fundene støtter den valgte behandling", "The findings support the chosen treatment"), ("no-contribution", "Fundene ændrer intet", "The findings change nothing"), ("referred-to-phase-1", "Henvist til fase 1-enheden", "Referred to the phase-1 unit"), ("pending", "Ikke afklaret på denne konference", "Not settled at this conference")],
    &[("small-variants", "Substitutioner og små indels", "Substitutions and small indels"), ("copy-number", "Kopital", "Copy number"), ("structural", "Strukturelle varianter og fusioner", "Structural variants and fusions"), ("allele-state", "Alleltilstand", "Allele state"), ("purpose", "Svar på det, der blev spurgt om", "Answer to what was asked"), ("limitations", "Hvad analysen ikke kan se", "What the analysis cannot see"), ("supplement", "At sekventering supplerer og ikke erstatter", "That sequencing supplements and does not replace")],
    &[("given", "Har et resultat", "Has a result"), ("not-performed", "Ikke udført eller ikke vurderbar (angiv grund)", "Not performed or not assessable (give the reason)")],
    &[("requester", "Rekvirent", "Requester"), ("mdt-secretary", "MDT-sekretær", "MDT secretary"), ("unit-reader", "Læser på afdelingen", "Reader at the unit"), ("lab-reception", "Prøvemodtagelse", "Specimen reception"), ("lab-sequencing", "Laboratorium", "Laboratory"), ("qc-release", "Datafrigivelse", "Data release"), ("interpreter", "Fortolker", "Interpreter"), ("approver", "Godkender", "Approver"), ("clinical-geneticist", "Klinisk genetiker", "Clinical geneticist"), ("phase1-unit", "Fase 1-enhed", "Phase-1 unit"), ("data-manager", "Datamanager", "Data manager"), ("epidemiologist", "Epidemiolog", "Epidemiologist"), ("programme", "Det nationale program", "National programme"), ("steering-group", "Styregruppe", "Steering group"), ("region", "Region", "Region"), ("patient-organisation", "Patientforening", "Patient organisation"), ("auditor", "Logansvarlig", "Auditor"), ("subject-access", "Giver patienter indsigt i loggen", "Gives patients their log"), ("system-operator", "Systemadministrator", "System operator")],
    &[("record-consent", "Registrér samtykke", "Put a consent on file"), ("withdraw-consent", "Træk samtykket tilbage", "Withdraw the consent"), ("record-transplant", "Registrér allogen transplantation", "Record an allogeneic transplantation"), ("accept", "Acceptér ordren", "Accept the order"), ("collect", "Registrér, at prøven er taget", "Record that the specimen was taken"), ("receive", "Modtag prøven", "Receive the specimen"), ("reject", "Afvis prøven", "Reject the specimen"), ("establish-culture", "Kulturen er etableret", "The culture is established"), ("accept-dna", "Godkend DNA", "Accept the DNA"), ("release-to-sequencing", "Frigiv til sekventering", "Release to sequencing"), ("record-sequenced", "Sekventeringen er færdig", "The run is complete"), ("stop-sequencing", "Stop kørslen", "Stop the run"), ("resequence", "Sekventér igen", "Sequence again"), ("accept-depth", "Acceptér lavere dybde", "Accept a lower depth"), ("check-identity", "Registrér identitetskontrol", "Record the identity check"), ("release-data", "Frigiv data", "Release the data"), ("interpret", "Send svar til godkendelse", "Put the report up for approval"), ("return", "Send svaret tilbage", "Give the report back"), ("sign", "Underskriv svaret", "Sign the report"), ("deliver", "Afgiv svaret", "Deliver the report"), ("acknowledge", "Åbn svaret", "Open the report"), ("discuss", "Registrér MDT-beslutning", "Record the MDT decision"), ("amend", "Ret svaret", "Amend the report"), ("close", "Afslut ordren", "Close the order"), ("cancel", "Annullér ordren", "Cancel the order"), ("record-outcome", "Registrér forløbet efter svaret", "Record the outcome after the report"), ("place-hold", "Sæt på pause", "Place a hold"), ("lift-hold", "Ophæv pause", "Lift a hold")],
    &[("not-eligible", "Opfylder ikke kriterierne", "Not eligible"), ("out-of-scope", "Uden for patientgruppen", "Out of scope"), ("redirect", "Vist til en anden patientgruppe", "Redirected to another patient group")],
    &[("treatment-choice", "Ændrede eller støttede svaret behandlingsvalget?", "Did the report change or support the choice of treatment?"), ("variant", "Varianten, som det hviler på", "The variant that it rests on"), ("treatment-category", "Behandlingens art", "Category of the treatment"), ("class-changed", "Ændrede svaret diagnosen eller klassifikationen?", "Did the report change the diagnosis or its class?"), ("risk-changed", "Ændrede svaret risikogruppen eller prognosen?", "Did the report change the risk group or the prognosis?"), ("first-dose", "Behandling i protokol: dag for første dosis", "Treatment in a protocol: day of the first dose"), ("protocol-id", "Protokol eller forsøg", "Protocol or trial"), ("because-of-wgs", "Blev den startet på grund af fund ved helgenomsekventering?", "Was it started because of what whole-genome sequencing found?"), ("response", "Bedste respons", "Best response"), ("assessed", "Dag for vurderingen", "Day of the assessment"), ("progression", "Progression: dag (stabil sygdom er ingen progression)", "Progression: day (stable disease is none)"), ("death", "Er patienten død? Dag", "Has the patient died? Day"), ("last-seen", "Sidst kendt i live", "Last known to be alive")],
    &[("changed", "Ændrede det", "Changed it"), ("supported", "Støttede det, der var valgt", "Supported what was chosen"), ("neither", "Ingen af delene", "Neither")],
    &[("targeted", "Målrettet behandling", "Targeted treatment"), ("antibody", "Antistof", "Antibody"), ("car-t", "CAR-T-celler", "CAR-T cells"), ("other-immunotherapy", "Anden immunterapi", "Other immunotherapy"), ("chemotherapy", "Kemoterapi", "Chemotherapy"), ("transplantation", "Transplantation", "Transplantation"), ("bridging", "Tumorreduktion før transplantation eller CAR-T", "Reduction of the tumour before transplantation or CAR-T"), ("avoided", "En behandling blev undladt", "A treatment was left out"), ("other", "Anden behandling", "Another treatment"), ("no-treatment", "Ingen behandling", "No treatment")],
    &[("mdt-chair", "MDT-konferencens leder", "The chair of the MDT"), ("ngc", "Nationalt Genom Center", "The national genome centre")],
];

/// What the `Facts` have that no field has.
const ONLY_FACTS: &[Named] = &[("not-stated", "Ikke angivet", "Not stated")];

/// The name of a code in a list; the code itself where the list is not known.
#[must_use]
pub fn code_word<'c>(list: &[&str], code: &'c str, language: Language) -> &'c str {
    let of_fields = || list.iter().copied().filter(|own| ONLY_FACTS.iter().all(|(fact, ..)| fact != own));
    let own = LISTS.iter().find(|named| named.iter().map(|(code, ..)| *code).eq(of_fields()));
    let named = own.into_iter().copied().flatten().chain(ONLY_FACTS).find(|(own, ..)| *own == code);
    named.map_or(code, |(_, da, en)| language.pick(da, en))
}

#[cfg(test)]
mod tests {
    use clinic::eligibility::vocabulary;
    use clinic::referral::{FieldKind, SCHEMA, fields};
    use guideline::fact::FactKind;

    use super::*;

    #[test]
    fn every_code_of_a_field_and_of_a_fact_has_a_name_in_both_languages() {
        let of_fields = fields().into_iter().filter_map(|field| match field.kind {
            FieldKind::Code(codes) if codes != [SCHEMA] => Some((field.path, codes)),
            _ => None,
        });
        let vocabulary = vocabulary();
        let of_facts = vocabulary.definitions().iter().filter_map(|fact| match fact.kind {
            FactKind::Code(codes) => Some((fact.id.to_owned(), codes)),
            _ => None,
        });
        for (path, codes) in of_fields.chain(of_facts) {
            for code in codes {
                for language in [Language::Da, Language::En] {
                    assert_ne!(code_word(codes, code, language), *code, "{path}: {code}");
                }
            }
        }
    }
}
