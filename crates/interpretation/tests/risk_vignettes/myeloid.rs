use genome::detection::Detection;
use genome::quantity::AlleleFraction;
use guideline::truth::Truth;
use interpretation::karyotype::Sex;
use interpretation::laboratory::{
    Age, BlastPercentage, BloodAndMarrow, Haemoglobin, HaemoglobinUnit, Neutrophils, Platelets,
};
use interpretation::risk::clonal_haematopoiesis::{self, ChrsInput, Driver, State, chrs};
use interpretation::risk::ipss::{KaryotypeGroup, ipss};
use interpretation::risk::ipss_m::{Gene, Input, MutationCount, ipss_m};
use interpretation::risk::ipss_r::{CytogeneticGroup, ipss_r, ipss_ra};
use interpretation::risk::points::Scored;
use interpretation::risk::tp53::{AllelicState, Findings, Locus, Mutation, Mutations, Origin, allelic_states};
use toml::{Table, Value};

use super::{names, number, strings, truth, vignettes};

fn values(given: &Table) -> BloodAndMarrow {
    let grams = number(given, "hb").map(|hb| Haemoglobin::new(hb, HaemoglobinUnit::GramPerDecilitre).unwrap());
    let millimoles =
        number(given, "hb_mmol").map(|hb| Haemoglobin::new(hb, HaemoglobinUnit::MillimolePerLitre).unwrap());
    BloodAndMarrow {
        haemoglobin: grams.or(millimoles),
        platelets: number(given, "plt").map(|count| Platelets::new(count).unwrap()),
        neutrophils: number(given, "anc").map(|count| Neutrophils::new(count).unwrap()),
        blasts: number(given, "blasts").map(|share| BlastPercentage::new(share).unwrap()),
    }
}

fn text<'a>(given: &'a Table, name: &str) -> Option<&'a str> {
    given.get(name).and_then(Value::as_str).filter(|text| *text != "NA")
}

fn check<C: ToString + PartialEq + Copy>(score: &Scored<C>, expect: &Value, why: &str) {
    let ends = ["least", "most"].map(|end| number(expect.as_table().unwrap(), end));
    assert_eq!([Some(score.total.least()), Some(score.total.most())], ends, "{why}");
    assert_eq!(strings(&score.possible), names(expect, "categories"), "{why}");
}

#[test]
fn ipss_r_and_ipss_ra() {
    for (why, given, expect) in vignettes("ipss_r.toml") {
        let group = text(&given, "cyto")
            .map(|name| CytogeneticGroup::ALL.into_iter().filter(|group| group.name() == name).collect::<Vec<_>>());
        let score = ipss_r(&values(&given), &group.unwrap_or(CytogeneticGroup::ALL.to_vec()));
        check(&score, &expect, &why);
        let other: Vec<String> = score.other_readings.iter().flat_map(|other| strings(&other.possible)).collect();
        assert_eq!(other, if expect.get("other").is_some() { names(&expect, "other") } else { Vec::new() }, "{why}");
        let adjusted = ipss_ra(&score, number(&given, "age").map(|age| Age::new(age).unwrap()));
        assert_eq!(adjusted.is_some(), expect.get("adjusted").is_some(), "{why}");
        if let Some(adjusted) = adjusted {
            let expected = expect["adjusted"].as_array().unwrap().iter().map(|score| score.as_float().unwrap());
            assert_eq!(adjusted.possible_scores, expected.collect::<Vec<f64>>(), "{why}");
            assert_eq!(strings(&adjusted.possible), names(&expect, "adjusted_categories"), "{why}");
        }
    }
}

#[test]
fn ipss_1997() {
    for (why, given, expect) in vignettes("ipss.toml") {
        let group = text(&given, "group")
            .map(|name| KaryotypeGroup::ALL.into_iter().filter(|group| group.name() == name).collect::<Vec<_>>());
        let score = ipss(&values(&given), &group.unwrap_or(KaryotypeGroup::ALL.to_vec()));
        check(&score, &expect, &why);
        let notes: Vec<&str> = score.notes.iter().map(|note| note.id).collect();
        assert_eq!(notes, expect.get("note").and_then(Value::as_str).into_iter().collect::<Vec<_>>(), "{why}");
    }
}

fn molecular(given: &Table) -> Input {
    let value = |name: &str, usual: f64| if given.contains_key(name) { number(given, name) } else { Some(usual) };
    let lesion = |name: &str| match given.contains_key(name).then(|| number(given, name)) {
        None => Truth::No,
        Some(cell) => cell.map_or(Truth::Unknown, |number| Truth::from(number > 0.0)),
    };
    let mut input = Input::unknown();
    input.values = BloodAndMarrow {
        haemoglobin: value("HB", 10.0).map(|hb| Haemoglobin::new(hb, HaemoglobinUnit::GramPerDecilitre).unwrap()),
        platelets: value("PLT", 150.0).map(|count| Platelets::new(count).unwrap()),
        neutrophils: None,
        blasts: value("BM_BLAST", 3.0).map(|share| BlastPercentage::new(share).unwrap()),
    };
    let group = if given.contains_key("CYTO_IPSSR") { text(given, "CYTO_IPSSR") } else { Some("Good") };
    if let Some(name) = group {
        input.cytogenetics = CytogeneticGroup::ALL.into_iter().filter(|group| group.name() == name).collect();
    }
    input.del5q = lesion("del5q");
    input.del7_7q = lesion("del7_7q");
    input.del17_17p = lesion("del17_17p");
    input.complex = lesion("complex");
    input.tp53.loss_of_heterozygosity = lesion("TP53loh");
    input.tp53.greatest_fraction = number(given, "TP53maxvaf").map(|fraction| AlleleFraction::new(fraction).unwrap());
    input.tp53.mutations = match given.get("TP53mut").map(|count| count.as_str().unwrap()) {
        None | Some("0") => Some(MutationCount::None),
        Some("1") => Some(MutationCount::One),
        Some("NA") => None,
        Some(_) => Some(MutationCount::TwoOrMore),
    };
    for gene in Gene::ALL {
        input.genes.set(*gene, lesion(gene.name()));
    }
    input
}

#[test]
fn ipss_molecular() {
    for (why, given, expect) in vignettes("ipss_m.toml") {
        let result = ipss_m(&molecular(&given));
        for (name, scenario) in [("best", &result.best), ("mean", &result.mean), ("worst", &result.worst)] {
            assert_eq!(Some(scenario.score.get()), expect[name].as_float(), "{why}: {name}");
        }
        let categories = [result.best.category, result.worst.category].map(|category| category.to_string());
        let expected = ["best_category", "worst_category"].map(|name| expect[name].as_str().unwrap().to_owned());
        assert_eq!(categories, expected, "{why}");
    }
}

#[test]
fn tp53() {
    for (why, given, expect) in vignettes("tp53.toml") {
        let origin = if truth(&given, "germline") == Truth::Yes { Origin::Germline } else { Origin::Somatic };
        let mutation = |fraction: &Value| Mutation {
            name: "TP53".into(),
            fraction: AlleleFraction::new(fraction.as_float().unwrap()).ok(),
            origin,
            doubted: false,
        };
        let limit = number(&given, "limit").unwrap_or(0.02);
        let findings = Findings {
            mutations: Mutations::Assessed {
                found: given["vaf"].as_array().unwrap().iter().map(mutation).collect(),
                limit: AlleleFraction::new(limit).unwrap(),
            },
            locus: text(&given, "locus").map(|locus| match locus {
                "kept" => Locus::BothKept,
                "deleted" => Locus::Deleted,
                "cnloh" => Locus::CopyNeutralLoss,
                "homdel" => Locus::DeletedOnBoth,
                other => panic!("{other}"),
            }),
            complex_karyotype: truth(&given, "complex"),
        };
        let states = allelic_states(&findings);
        let name = |state: &AllelicState| match state {
            AllelicState::NoMutation => "none",
            AllelicState::SingleHit => "single",
            AllelicState::PresumedBiallelic => "presumed",
            AllelicState::MultiHit => "multi",
            AllelicState::DeletedOnBoth => "deleted",
        };
        for (definition, answer) in
            [("bernard", &states.bernard), ("ipss_m", &states.ipss_m), ("who5", &states.who5), ("icc", &states.icc)]
        {
            let possible: Vec<&str> = answer.possible.iter().map(name).collect();
            assert_eq!(possible, names(&expect, definition), "{why}: {definition}");
        }
    }
}

#[test]
fn clonal_haematopoiesis() {
    for (why, given, expect) in vignettes("clonal_haematopoiesis.toml") {
        let drivers = given.get("drivers").map(|drivers| {
            let driver = |(gene, fraction): (&String, &Value)| Driver {
                gene: gene.clone(),
                fraction: AlleleFraction::new(fraction.as_float().unwrap()).unwrap(),
            };
            drivers.as_table().unwrap().iter().map(driver).collect()
        });
        let findings = clonal_haematopoiesis::Findings {
            sex: text(&given, "sex").map(|sex| if sex == "F" { Sex::Female } else { Sex::Male }),
            values: values(&given),
            drivers: drivers.map_or_else(
                || Detection::NotFoundAtLimit(AlleleFraction::new(number(&given, "limit").unwrap()).unwrap()),
                Detection::Found,
            ),
            unexplained: truth(&given, "unexplained"),
            dysplasia: truth(&given, "dysplasia"),
            myeloid_neoplasm: Truth::No,
        };
        let possible = clonal_haematopoiesis::state(&findings).possible;
        let expected: Vec<&str> = expect.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        assert_eq!(possible.iter().map(|state: &State| state.name()).collect::<Vec<_>>(), expected, "{why}");
    }
}

#[test]
fn risk_of_clonal_haematopoiesis() {
    for (why, given, expect) in vignettes("chrs.toml") {
        let input = ChrsInput {
            single_dnmt3a: truth(&given, "dnmt3a"),
            high_risk_gene: truth(&given, "high_risk"),
            two_or_more: truth(&given, "two"),
            fraction_of_a_fifth: truth(&given, "fifth"),
            rdw: number(&given, "rdw"),
            mcv: number(&given, "mcv"),
            ccus: truth(&given, "ccus"),
            age: number(&given, "age").map(|age| Age::new(age).unwrap()),
        };
        check(&chrs(&input), &expect, &why);
    }
}
