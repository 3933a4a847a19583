//! The authored vignettes of the shared data that speak of risk scores. SKIPPED where they are absent.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what is wrong by failing")]

mod shared;

use interpretation::laboratory::{
    Age, BlastPercentage, BloodAndMarrow, Haemoglobin, HaemoglobinUnit, Neutrophils, Platelets,
};
use interpretation::risk::ipss::{self, KaryotypeGroup, ipss};
use interpretation::risk::ipss_r::{self, CytogeneticGroup, IpssRa, ipss_r, ipss_ra};
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
