//! The authored vignettes of the shared data that speak of risk scores. SKIPPED where they are absent.

use crate::shared;

use genome::detection::Detection;
use genome::quantity::AlleleFraction;
use guideline::truth::Truth;
use interpretation::decision_list::Answer;
use interpretation::karyotype::Sex;
use interpretation::laboratory::{
    Age, BlastPercentage, BloodAndMarrow, Haemoglobin, HaemoglobinUnit, Neutrophils, Platelets,
};
use interpretation::risk::clonal_haematopoiesis::{self, Driver, State};
use interpretation::risk::ipss::{self, KaryotypeGroup, ipss};
use interpretation::risk::ipss_r::{self, CytogeneticGroup, IpssRa, ipss_r, ipss_ra};
use interpretation::risk::tp53::{AllelicState, Findings, Locus, Mutation, Mutations, Origin, allelic_states};
use serde_json::Value;
use shared::shared_data;

/// The vignettes of one rule; `None` without the shared data.
fn vignettes(rule: &str) -> Option<Vec<Value>> {
    let all: Value = serde_json::from_str(&shared_data("interpretation/vignettes/vignettes.json")?).unwrap();
    let of_rule = |case: &&Value| case["rule"] == rule;
    let cases: Vec<Value> = all["cases"].as_array().unwrap().iter().filter(of_rule).cloned().collect();
    assert!(!cases.is_empty(), "no vignette of {rule}");
    Some(cases)
}

fn values(input: &Value) -> BloodAndMarrow {
    let number = |name: &str| input[name].as_f64();
    BloodAndMarrow {
        haemoglobin: number("hb").map(|hb| Haemoglobin::new(hb, HaemoglobinUnit::GramPerDecilitre).unwrap()),
        platelets: number("plt").map(|count| Platelets::new(count).unwrap()),
        neutrophils: number("anc").map(|count| Neutrophils::new(count).unwrap()),
        blasts: number("bm_blast").map(|share| BlastPercentage::new(share).unwrap()),
    }
}

#[test]
fn ipss_r_and_ipss_ra() {
    for case in vignettes("ipssr").unwrap_or_default() {
        let (input, expected) = (&case["input"], &case["expected"]);
        let group = CytogeneticGroup::ALL.into_iter().find(|group| input["cyto"] == group.name()).unwrap();
        let score = ipss_r(&values(input), &[group]);
        assert_eq!(score.total.definite(), expected["score"].as_f64(), "{case}");
        assert_eq!(score.definite().map(ipss_r::Category::name), expected["category"].as_str(), "{case}");
        let adjusted = ipss_ra(&score, input["age"].as_f64().map(|age| Age::new(age).unwrap()));
        assert_eq!(adjusted.as_ref().and_then(IpssRa::score), expected["ipssra"].as_f64(), "{case}");
        let category = adjusted.as_ref().and_then(IpssRa::definite).map(ipss_r::Category::name);
        assert_eq!(category, expected["ipssra_category"].as_str(), "{case}");
    }
}

#[test]
fn ipss_1997() {
    for case in vignettes("ipss1997").unwrap_or_default() {
        let (input, expected) = (&case["input"], &case["expected"]);
        let group = KaryotypeGroup::ALL.into_iter().find(|group| input["karyotype_group"] == group.name()).unwrap();
        let score = ipss(&values(input), &[group]);
        assert_eq!(score.total.definite(), expected["score"].as_f64(), "{case}");
        assert_eq!(score.definite().map(ipss::Category::name), expected["category"].as_str(), "{case}");
    }
}

/// The state of a definition, with the reading of the vignettes: where copy number is not known, they take the allele as
/// kept in Bernard's definition. That is the second reading here, and docs/decisions/0019 says why not the first.
fn state(answer: &Answer<AllelicState>) -> Option<AllelicState> {
    let kept = answer.other_readings.iter().find(|other| other.reading == "taken as kept");
    match kept.map_or(answer.possible.as_slice(), |other| other.possible.as_slice()) {
        [state] => Some(*state),
        _ => None,
    }
}

#[test]
fn tp53() {
    for case in vignettes("tp53").unwrap_or_default() {
        let input = &case["input"];
        let origin = if input["germline"] == true { Origin::Germline } else { Origin::Unknown };
        let fraction = |value: &Value| AlleleFraction::new(value.as_f64().unwrap()).ok();
        let mutation =
            |value: &Value| Mutation { name: "TP53".into(), fraction: fraction(value), origin, doubted: false };
        let findings = Findings {
            mutations: Mutations::Assessed {
                found: input["mutations"].as_array().unwrap().iter().map(mutation).collect(),
                limit: AlleleFraction::new(0.01).unwrap(),
            },
            // A vignette that says nothing of 17p does not ask for it.
            locus: match input["cn17p"].as_str() {
                Some("unknown") => None,
                Some("del") => Some(Locus::Deleted),
                Some("neutral_het") | None => Some(Locus::BothKept),
                Some(other) => panic!("{other}"),
            },
            complex_karyotype: Truth::No,
        };
        let states = allelic_states(&findings);
        for (definition, answer) in
            [("bernard", &states.bernard), ("ipssm_rule", &states.ipss_m), ("who5", &states.who5), ("icc", &states.icc)]
        {
            let expected = match case["expected"][definition].as_str() {
                None => continue,
                Some("multi" | "biallelic" | "multi_hit") => AllelicState::MultiHit,
                Some("mono" | "monoallelic" | "single_hit" | "not_multi_hit") => AllelicState::SingleHit,
                Some("presumptive") => AllelicState::PresumedBiallelic,
                Some(other) => panic!("{other}"),
            };
            assert_eq!(state(answer), Some(expected), "{definition}: {case}");
        }
    }
}

#[test]
fn states_of_clonal_haematopoiesis() {
    for case in vignettes("ch_state").unwrap_or_default() {
        let input = &case["input"];
        let drivers: Vec<Driver> = input["mut"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(gene, fraction)| Driver {
                gene: gene.clone(),
                fraction: AlleleFraction::new(fraction.as_f64().unwrap()).unwrap(),
            })
            .collect();
        let nothing = || Detection::NotFoundAtLimit(AlleleFraction::new(0.01).unwrap());
        let findings = clonal_haematopoiesis::Findings {
            sex: Some(if input["sex"] == "F" { Sex::Female } else { Sex::Male }),
            values: values(input),
            drivers: if drivers.is_empty() { nothing() } else { Detection::Found(drivers) },
            unexplained: input["unexplained"].as_bool().map_or(Truth::Unknown, Truth::from),
            dysplasia: input["dysplasia"].as_bool().map_or(Truth::Unknown, Truth::from),
            myeloid_neoplasm: Truth::No,
        };
        let expected = match case["expected"].as_str().unwrap() {
            "none_reportable" => State::NoneReportable,
            "CHIP" => State::Chip,
            "CCUS" => State::Ccus,
            "ICUS" => State::Icus,
            other => panic!("{other}"),
        };
        assert_eq!(clonal_haematopoiesis::state(&findings).definite(), Some(&expected), "{case}");
    }
}
