use super::diagnosis::DiagnosisTree;
use super::*;
use crate::findings::{CopyState, Findings};
use crate::laboratory::BlastPercentage;
use crate::variant::Variant;
use crate::workup::{Event, Fusion, FusionsAssessed, Mutation};
use genome::detection::Detection;
use genome::quantity::AlleleFraction;
use guideline::truth::Truth;

/// A trial with one arm of one condition.
fn trial(condition: &str) -> Trial {
    let text = format!(
        r#"{{"protocol_no": "T-1", "treatment_list": {{"step": [{{"step_code": "1",
            "arm": [{{"arm_code": "A", "arm_suspended": "N", "match": [{condition}]}}]}}]}}}}"#
    );
    Trial::from_json(&text).unwrap_or_else(|error| panic!("{error}"))
}

fn genomic(keys: &str) -> Trial {
    trial(&format!(r#"{{"genomic": {{{keys}}}}}"#))
}

fn state(trial: &Trial, findings: &Findings) -> State {
    let tree = DiagnosisTree::own();
    match_trial(trial, &Patient::new(findings, &tree)).places[0].state
}

fn found(gene: &str, change: &str) -> Findings {
    let variant = Variant::new(gene.parse().unwrap(), change.parse().unwrap());
    Findings { variants: vec![variant], ..Findings::default() }
}

fn not_found(gene: &str, percent: f64) -> Findings {
    let mut findings = Findings::default();
    let limit = AlleleFraction::new(percent / 100.0).unwrap();
    findings.workup.set_gene(gene, Event::SmallVariant, Detection::NotFoundAtLimit(limit));
    findings
}

#[test]
fn a_variant_is_asked_by_gene_change_residue_and_kind() {
    for (keys, gene, change, expected) in [
        (r#""hugo_symbol": "IDH1", "variant_category": "Mutation""#, "IDH1", "p.R132H", State::Pass),
        (r#""hugo_symbol": "IDH1", "wildcard_protein_change": "p.R132""#, "IDH1", "p.R132H", State::Pass),
        (r#""hugo_symbol": "IDH1", "protein_change": "p.R132C""#, "IDH1", "p.(Arg132Cys)", State::Pass),
        (r#""hugo_symbol": "MLL2", "variant_category": "Mutation""#, "IDH1", "p.R132H", State::Undetermined),
        (r#""hugo_symbol": "SFRS2", "wildcard_protein_change": "p.P95""#, "SRSF2", "p.P95H", State::Pass),
        (
            r#""hugo_symbol": "TET2", "true_variant_classification": "Nonsense_Mutation""#,
            "TET2",
            "p.R550*",
            State::Pass,
        ),
        (r#""hugo_symbol": "MYD88", "protein_change": "p.L265P""#, "MYD88", "p.L273P", State::Warn),
        (r#""hugo_symbol": "BRAF", "exon": 15"#, "BRAF", "p.V600E", State::Undetermined),
        (r#""hugo_symbol": "NPM1", "variant_category": "!Mutation""#, "NPM1", "p.W288Cfs*12", State::Fail),
        (r#""hugo_symbol": "NPM1", "wildtype": true"#, "NPM1", "p.W288Cfs*12", State::Fail),
    ] {
        if keys.contains("MLL2") {
            let text = format!(
                r#"{{"protocol_no": "T", "treatment_list": {{"step": [{{"match": [{{"genomic": {{{keys}}}}}]}}]}}}}"#
            );
            assert!(Trial::from_json(&text).is_err_and(|error| error.to_string().contains("KMT2B and of KMT2D")));
            continue;
        }
        assert_eq!(state(&genomic(keys), &found(gene, change)), expected, "{keys} / {change}");
    }
}

#[test]
fn wild_type_needs_a_limit_never_absence() {
    let wild_type = genomic(r#""hugo_symbol": "TP53", "wildtype": true"#);
    assert_eq!(state(&wild_type, &Findings::default()), State::Undetermined);
    assert_eq!(state(&wild_type, &not_found("TP53", 5.0)), State::Pass);
    assert_eq!(state(&wild_type, &not_found("TP53", 20.0)), State::Undetermined);
    let absent = genomic(r#""hugo_symbol": "TP53", "variant_category": "!Mutation""#);
    assert_eq!(state(&absent, &not_found("TP53", 5.0)), State::Pass);
}

#[test]
fn flt3_mutated_counts_its_duplications_and_needs_both_callers_for_a_no() {
    let mutated = genomic(r#""hugo_symbol": "FLT3", "variant_category": "Mutation""#);
    let mut findings = not_found("FLT3", 2.0);
    assert_eq!(state(&mutated, &findings), State::Undetermined);
    let duplication = Detection::Found(vec![Mutation::named("FLT3-ITD")]);
    findings.workup.set_gene("FLT3", Event::InternalTandemDuplication, duplication);
    assert_eq!(state(&mutated, &findings), State::Pass);
}

#[test]
fn fusions_and_copies_are_asked_from_either_side_and_by_state() {
    let mut findings = Findings::default();
    findings.workup.fusions.push(Fusion::new("KMT2A", "MLLT3"));
    findings.workup.fusions_assessed = FusionsAssessed::All;
    findings.copies.insert("CDKN2A".parse().unwrap(), CopyState::HomozygousDeletion);
    for (keys, expected) in [
        (r#""hugo_symbol": "KMT2A", "variant_category": "Structural Variation""#, State::Pass),
        (
            r#""hugo_symbol": "MLLT3", "fusion_partner_hugo_symbol": "KMT2A", "variant_category": "Structural Variation""#,
            State::Pass,
        ),
        (r#""fusion_partner_hugo_symbol": "KMT2A", "variant_category": "Structural Variation""#, State::Pass),
        (
            r#""hugo_symbol": "KMT2A", "fusion_partner_hugo_symbol": "AFF1", "variant_category": "Structural Variation""#,
            State::Fail,
        ),
        (r#""hugo_symbol": "ABL1", "variant_category": "!Structural Variation""#, State::Pass),
        (r#""hugo_symbol": "CDKN2A", "cnv_call": "Homozygous Deletion""#, State::Pass),
        (r#""hugo_symbol": "CDKN2A", "cnv_call": "!Homozygous Deletion""#, State::Fail),
        (r#""hugo_symbol": "CDKN2A", "variant_category": "CNV", "cnv_call": "High Amplification""#, State::Fail),
        (r#""hugo_symbol": "RB1", "cnv_call": "Homozygous Deletion""#, State::Undetermined),
        (r#""ms_status": "MSI-H""#, State::Undetermined),
    ] {
        assert_eq!(state(&genomic(keys), &findings), expected, "{keys}");
    }
}

#[test]
fn clinical_and_haematology_criteria_have_state_reason_and_whether_they_may_change() {
    let findings = Findings::default();
    let tree = DiagnosisTree::own();
    let patient = Patient {
        diagnosis: Some("AMLNPM1".into()),
        age: Some(17),
        gender: Some("Female".into()),
        marrow_blasts: BlastPercentage::new(12.0).ok(),
        risk: [("eln_2022".to_owned(), vec!["favorable".to_owned(), "intermediate".to_owned()])].into(),
        tp53: vec!["wild-type".into()],
        prior_lines: Some(2),
        prior: [("venetoclax".to_owned(), Truth::Yes)].into(),
        mrd: Truth::Yes,
        ..Patient::new(&findings, &tree)
    };
    for (node, expected, can_change) in [
        (r#""clinical": {"age_numerical": ">=18"}"#, State::Fail, true),
        (r#""clinical": {"age_numerical": "<12"}"#, State::Fail, false),
        (
            r#""clinical": {"oncotree_primary_diagnosis": "Acute Myeloid Leukemia", "gender": "female"}"#,
            State::Pass,
            false,
        ),
        (r#""clinical": {"oncotree_primary_diagnosis": "!Acute Myeloid Leukemia"}"#, State::Fail, false),
        (r#""clinical": {"disease_status": ["Relapsed", "Refractory"]}"#, State::Undetermined, false),
        (r#""clinical": {"her2_status": "Negative"}"#, State::Undetermined, false),
        (r#""haematology": {"marrow_blasts": ">=20"}"#, State::Fail, true),
        (r#""haematology": {"eln_2022": ["intermediate", "adverse"]}"#, State::Undetermined, false),
        (r#""haematology": {"eln_2022": ["adverse"]}"#, State::Fail, false),
        (r#""haematology": {"tp53_state": ["wild-type", "mono-allelic"]}"#, State::Pass, false),
        (r#""haematology": {"prior_lines": ">=1", "prior": ["venetoclax"]}"#, State::Pass, false),
        (r#""haematology": {"prior": ["!venetoclax"]}"#, State::Fail, false),
        (r#""haematology": {"prior": ["!car-t"]}"#, State::Undetermined, false),
        (r#""haematology": {"mrd": "negative"}"#, State::Fail, true),
        (r#""haematology": {"antigen": ["CD123"]}"#, State::Undetermined, false),
        (r#""haematology": {"relapses": ">=1", "transplant_eligible": false}"#, State::Undetermined, false),
    ] {
        let answer = match_trial(&trial(&format!("{{{node}}}")), &patient);
        let criterion = &answer.places[0].criteria[0];
        assert_eq!((criterion.state, criterion.can_change), (expected, can_change), "{node}: {}", criterion.reason);
        assert!(!criterion.reason.is_empty() && !criterion.asked.is_empty());
    }
}

#[test]
fn the_flt3_ratio_is_read_with_a_warning() {
    let mut findings = Findings::default();
    let ratio = trial(r#"{"haematology": {"flt3_allelic_ratio": ">=0.5"}}"#);
    assert_eq!(state(&ratio, &findings), State::Undetermined);
    let itd = Mutation { allelic_ratio: Some(0.7), ..Mutation::named("FLT3-ITD") };
    findings.workup.set_gene("FLT3", Event::InternalTandemDuplication, Detection::Found(vec![itd]));
    assert_eq!(state(&ratio, &findings), State::Warn);
    let none = Detection::NotFoundAtLimit(AlleleFraction::new(0.03).unwrap());
    findings.workup.set_gene("FLT3", Event::InternalTandemDuplication, none);
    assert_eq!(state(&ratio, &findings), State::Fail);
}

#[test]
fn conditions_of_step_arm_and_level_add_up_and_a_closed_place_stays_closed() {
    let text = r#"
protocol_no = "T-2"
status = "Open to Accrual"
[[treatment_list.step]]
step_code = "1"
match = [{ genomic = { hugo_symbol = "NPM1", variant_category = "Mutation" } }]
[[treatment_list.step.arm]]
arm_code = "A"
match = [{ not = { genomic = { hugo_symbol = "FLT3", variant_category = "Mutation" } } }]
[[treatment_list.step.arm.dose_level]]
level_code = "1"
level_suspended = "Y"
[[treatment_list.step.arm.dose_level]]
level_code = "2"
match = [{ clinical = { age_numerical = ">=18" } }]
"#;
    let trial = Trial::from_toml(text).unwrap();
    let findings = found("NPM1", "p.W288Cfs*12");
    let tree = DiagnosisTree::own();
    let answer = match_trial(&trial, &Patient { age: Some(50), ..Patient::new(&findings, &tree) });
    assert_eq!(answer.places.iter().map(|place| place.open).collect::<Vec<_>>(), [false, true]);
    assert_eq!(answer.places[1].place, ["1", "A", "2"]);
    let states: Vec<State> = answer.places[1].criteria.iter().map(|criterion| criterion.state).collect();
    assert_eq!(states, [State::Pass, State::Undetermined, State::Pass]);
    assert_eq!((answer.places[1].state, answer.worth_reading()), (State::Undetermined, true));
}

#[test]
fn every_fault_of_a_trial_is_told_at_once_with_its_path() {
    let text = r#"{"treatment_list": {"step": [{"match": [{"and": [
        {"genomic": {"hugo_symbol": "FLT3 ITD"}}, {"clinical": {"age_numerical": "adult"}}, {"weather": {"sun": true}},
        {"haematology": {"blasts": ">=5"}}, {"or": []}]}]}]}}"#;
    let CtmlFaults(faults) = CtmlFaults::of(text);
    for (fault, words) in faults.iter().zip([
        "protocol_no",
        "match[0].and[0].genomic.hugo_symbol: \"FLT3 ITD\"",
        "and[1].clinical.age_numerical: \"adult\"",
        "and[2].weather",
        "and[3].haematology.blasts: no key of haematology",
        "and[4].or: an empty or",
    ]) {
        assert!(fault.contains(words), "{fault} / {words}");
    }
    assert_eq!(faults.len(), 6);
}

struct CtmlFaults(Vec<String>);

impl CtmlFaults {
    fn of(text: &str) -> Self {
        Self(Trial::from_json(text).map_or_else(|error| error.0, |_| Vec::new()))
    }
}
