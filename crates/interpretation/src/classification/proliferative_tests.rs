//! Boundary vignettes of the proliferative neoplasms and of T-lymphoblastic leukaemia, written from the criteria.

use genome::quantity::AlleleFraction;
use guideline::truth::Truth;

use super::{Case, ICC_MDS_MPN, ICC_T_ALL, WHO5_MDS_MPN, WHO5_T_ALL, WHO2017_MDS_MPN, classify};
use crate::clinical::{Clinical, DiseaseGroup};
use crate::karyotype::Sex;
use crate::laboratory::{
    BlastPercentage, Eosinophils, Haemoglobin, HaemoglobinUnit, LeukocytePercentage, Leukocytes, Monocytes, Platelets,
    RingSideroblasts,
};
use crate::vignette::with;

/// A woman with ordinary blood and marrow, everything looked for.
fn ordinary(findings: &[&str], group: DiseaseGroup) -> Case {
    let mut workup = with(findings);
    workup.other_genes_at = AlleleFraction::new(0.03).ok();
    let no = Truth::No;
    let clinical = Clinical {
        group: Some(group),
        marrow_blasts: BlastPercentage::new(2.0).ok(),
        blood_blasts: BlastPercentage::new(0.0).ok(),
        ring_sideroblasts: RingSideroblasts::new(0.0).ok(),
        auer_rods: no,
        fibrosis: no,
        dysplastic_lineages: Some(0),
        sex: Some(Sex::Female),
        haemoglobin: Haemoglobin::new(13.0, HaemoglobinUnit::GramPerDecilitre).ok(),
        platelets: Platelets::new(250.0).ok(),
        leukocytes: Leukocytes::new(8.0).ok(),
        monocytes: Monocytes::new(0.3).ok(),
        monocyte_share: LeukocytePercentage::new(4.0).ok(),
        immature_granulocytes: LeukocytePercentage::new(0.0).ok(),
        eosinophils: Eosinophils::new(0.2).ok(),
        low_erythropoietin: no,
        panmyelosis: no,
        large_mature_megakaryocytes: no,
        atypical_megakaryocytes: no,
        early_t_precursor: no,
        ..Clinical::default()
    };
    Case { workup, clinical }
}

fn names(case: &Case) -> Vec<&'static str> {
    classify(case).iter().map(|one| one.answer.definite().map_or("not settled", |entity| entity.en)).collect()
}

fn cmml(
    findings: &[&str],
    monocytes: f64,
    share: f64,
    leukocytes: f64,
    dysplastic: u8,
    blasts: f64,
) -> Vec<&'static str> {
    let mut case = ordinary(findings, DiseaseGroup::MdsMpn);
    case.clinical.monocytes = Monocytes::new(monocytes).ok();
    case.clinical.monocyte_share = LeukocytePercentage::new(share).ok();
    case.clinical.leukocytes = Leukocytes::new(leukocytes).ok();
    case.clinical.dysplastic_lineages = Some(dysplastic);
    case.clinical.marrow_blasts = BlastPercentage::new(blasts).ok();
    names(&case)
}

#[test]
fn chronic_myelomonocytic_leukaemia_by_edition() {
    let name = "Chronic myelomonocytic leukaemia";
    let proliferative = format!("{name}, myeloproliferative, CMML-1");
    let dysplastic = format!("{name}, myelodysplastic, CMML-1");
    // Monocytes of 1 and more, 10 %: every edition; the 13 x 10^9/L of leukocytes divide.
    assert_eq!(cmml(&["SRSF2"], 2.0, 20.0, 13.0, 1, 3.0), [&format!("{name} 0"), &proliferative, &proliferative]);
    assert_eq!(cmml(&["SRSF2"], 1.0, 10.0, 12.9, 1, 5.0), [&format!("{name} 1"), &dysplastic, &dysplastic]);
    let second = format!("{name}, myelodysplastic, CMML-2");
    assert_eq!(cmml(&["SRSF2"], 1.0, 10.0, 9.0, 1, 10.0), [&format!("{name} 2"), &second, &second]);
    // From 0.5 on: WHO 5th edition asks for dysplasia and a clone, ICC for the clone, WHO 2017 for 1.
    let nos = "MDS/MPN, not otherwise specified";
    assert_eq!(cmml(&["SRSF2"], 0.5, 10.0, 5.0, 1, 2.0), ["MDS/MPN, unclassifiable", &dysplastic, &dysplastic]);
    assert_eq!(cmml(&["SRSF2"], 0.5, 10.0, 5.0, 0, 2.0), ["MDS/MPN, unclassifiable", nos, &dysplastic]);
    assert_eq!(cmml(&[], 0.5, 10.0, 5.0, 1, 2.0), ["MDS/MPN, unclassifiable", nos, nos]);
    assert_eq!(cmml(&["SRSF2"], 2.0, 9.9, 21.0, 1, 2.0), ["MDS/MPN, unclassifiable", nos, nos], "10 % are asked for");
    assert_eq!(cmml(&["SRSF2"], 2.0, 20.0, 13.0, 1, 20.0), ["Acute myeloid leukaemia, see its list"; 3]);
    // NPM1 makes it acute at any count in WHO 5th edition, from 10 % on in ICC.
    let npm1 = cmml(&["NPM1"], 2.0, 20.0, 13.0, 1, 6.0);
    assert_eq!(npm1, [&format!("{name} 1"), "Acute myeloid leukaemia, see its list", &proliferative]);
    assert_eq!(cmml(&["BCR::ABL1"], 2.0, 20.0, 13.0, 1, 2.0), ["Chronic myeloid leukaemia"; 3]);
}

#[test]
fn what_is_not_counted_leaves_cmml_open() {
    let mut case = ordinary(&["SRSF2"], DiseaseGroup::MdsMpn);
    case.clinical.leukocytes = None;
    case.clinical.monocytes = Monocytes::new(2.0).ok();
    case.clinical.monocyte_share = LeukocytePercentage::new(20.0).ok();
    let possible: Vec<&str> = WHO5_MDS_MPN.decide(&case).possible.iter().map(|entity| entity.en).collect();
    assert_eq!(possible.len(), 2, "proliferative or dysplastic: {possible:?}");
    case.clinical.monocytes = None;
    assert!(names(&case).iter().all(|name| *name == "not settled"));
}

#[test]
fn other_overlap_neoplasms() {
    let mut sf3b1 = ordinary(&["SF3B1"], DiseaseGroup::MdsMpn);
    sf3b1.clinical.platelets = Platelets::new(450.0).ok();
    sf3b1.clinical.ring_sideroblasts = RingSideroblasts::new(15.0).ok();
    assert_eq!(
        names(&sf3b1),
        [
            "MDS/MPN with ring sideroblasts and thrombocytosis",
            "MDS/MPN with SF3B1 mutation and thrombocytosis",
            "MDS/MPN with thrombocytosis and SF3B1 mutation",
        ]
    );
    sf3b1.clinical.platelets = Platelets::new(449.0).ok();
    assert!(names(&sf3b1).iter().all(|name| name.contains("unclassifiable") || name.contains("not otherwise")));
    let mut atypical = ordinary(&["ASXL1"], DiseaseGroup::MdsMpn);
    atypical.clinical.leukocytes = Leukocytes::new(13.0).ok();
    atypical.clinical.immature_granulocytes = LeukocytePercentage::new(10.0).ok();
    atypical.clinical.dysplastic_lineages = Some(1);
    assert_eq!(names(&atypical)[1..], ["MDS/MPN with neutrophilia", "Atypical chronic myeloid leukaemia"]);
}

#[test]
fn the_three_that_share_a_driver() {
    let mpn = |change: &dyn Fn(&mut Clinical), findings: &[&str]| {
        let mut case = ordinary(findings, DiseaseGroup::Mpn);
        change(&mut case.clinical);
        names(&case)[0]
    };
    let hb = |grams: f64| Haemoglobin::new(grams, HaemoglobinUnit::GramPerDecilitre).ok();
    let polycythaemic = |grams: f64| {
        move |clinical: &mut Clinical| {
            clinical.haemoglobin = hb(grams);
            clinical.panmyelosis = Truth::Yes;
        }
    };
    assert_eq!(mpn(&polycythaemic(16.1), &["JAK2"]), "Polycythaemia vera");
    assert!(mpn(&polycythaemic(16.0), &["JAK2"]).starts_with("BCR::ABL1-negative MPN"), "above 16.0 in women");
    assert!(mpn(&polycythaemic(17.0), &[]).starts_with("Triple-negative"), "neither JAK2 nor low erythropoietin");
    let without_biopsy = |clinical: &mut Clinical| {
        clinical.haemoglobin = hb(16.6);
        clinical.low_erythropoietin = Truth::Yes;
    };
    assert_eq!(mpn(&without_biopsy, &["JAK2"]), "Polycythaemia vera");
    let fibrotic = |clinical: &mut Clinical| {
        clinical.atypical_megakaryocytes = Truth::Yes;
        clinical.fibrosis = Truth::Yes;
    };
    assert_eq!(mpn(&fibrotic, &["CALR"]), "Primary myelofibrosis, overt");
    let prefibrotic = |clinical: &mut Clinical| clinical.atypical_megakaryocytes = Truth::Yes;
    assert_eq!(mpn(&prefibrotic, &["MPL"]), "Primary myelofibrosis, prefibrotic");
    let thrombocythaemic = |clinical: &mut Clinical| {
        clinical.platelets = Platelets::new(450.0).ok();
        clinical.large_mature_megakaryocytes = Truth::Yes;
    };
    assert_eq!(mpn(&thrombocythaemic, &["CALR"]), "Essential thrombocythaemia");
    assert!(mpn(&thrombocythaemic, &[]).starts_with("Triple-negative"));
    let eosinophilic = |clinical: &mut Clinical| clinical.eosinophils = Eosinophils::new(1.5).ok();
    assert_eq!(mpn(&eosinophilic, &["ASXL1"]), "Chronic eosinophilic leukaemia possible");
    assert!(mpn(&eosinophilic, &["FIP1L1::PDGFRA"]).contains("PDGFRA"), "the fusion goes first");
    let unknown = |clinical: &mut Clinical| clinical.panmyelosis = Truth::Unknown;
    let undecided = |clinical: &mut Clinical| {
        polycythaemic(17.0)(clinical);
        unknown(clinical);
    };
    assert_eq!(mpn(&undecided, &["JAK2"]), "not settled");
}

#[test]
fn t_lymphoblastic() {
    let mut case = ordinary(&["STIL::TAL1"], DiseaseGroup::TAll);
    assert_eq!(
        names(&case),
        ["T-lymphoblastic leukaemia/lymphoma, NOS", "T-ALL with TAL1 or TAL2 rearrangement (provisional)"]
    );
    case.clinical.early_t_precursor = Truth::Yes;
    assert_eq!(names(&case), ["Early T-precursor lymphoblastic leukaemia/lymphoma", "Early T-cell precursor ALL, NOS"]);
    let mut bcl11b = ordinary(&["BCL11B::ZEB2"], DiseaseGroup::TAll);
    bcl11b.clinical.early_t_precursor = Truth::Yes;
    assert_eq!(names(&bcl11b)[1], "Early T-cell precursor ALL with BCL11B rearrangement");
    bcl11b.clinical.early_t_precursor = Truth::Unknown;
    assert_eq!(names(&bcl11b), ["not settled"; 2]);
}

#[test]
fn every_rule_has_its_source() {
    for list in [&WHO2017_MDS_MPN, &WHO5_MDS_MPN, &ICC_MDS_MPN, &WHO5_T_ALL, &ICC_T_ALL] {
        crate::decision_list::check(list);
    }
}
