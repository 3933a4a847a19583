use genome::detection::Detection;
use genome::quantity::AlleleFraction;

use super::*;
use crate::risk::myeloma::Risk;
use crate::vignette::{nothing_found, with};
use crate::workup::Mutation;

fn meaning(workup: Workup, group: DiseaseGroup, disease: &str) -> LymphoidMeaning {
    let findings = Findings { workup, ..Findings::default() };
    lymphoid_meaning(&findings, group, disease.parse().unwrap(), &SerumValues::UNKNOWN, None).unwrap()
}

fn answers(told: &LymphoidMeaning) -> Vec<(&'static str, Truth)> {
    told.markers.iter().map(|marker| (marker.row.id, marker.truth)).collect()
}

#[test]
fn a_marker_is_found_not_found_or_open() {
    let mut workup = nothing_found();
    let braf = Mutation { fraction: AlleleFraction::new(0.3).ok(), ..Mutation::named("p.(Val600Glu)") };
    workup.set_gene("BRAF", Event::SmallVariant, Detection::Found(vec![braf]));
    assert_eq!(answers(&meaning(workup, DiseaseGroup::BCellLymphoma, "HCL")), [("hcl-braf", Truth::Yes)]);
    let mut workup = nothing_found();
    workup.set_gene("BRAF", Event::SmallVariant, Detection::NotFoundAtLimit(AlleleFraction::TENTH));
    assert_eq!(answers(&meaning(workup, DiseaseGroup::BCellLymphoma, "HCL")), [("hcl-braf", Truth::No)]);
    assert_eq!(
        answers(&meaning(Workup::default(), DiseaseGroup::BCellLymphoma, "HCL")),
        [("hcl-braf", Truth::Unknown)],
        "nobody looked"
    );
}

#[test]
fn a_broad_disease_has_the_markers_of_its_kinds_and_a_narrow_one_those_of_what_it_is() {
    let of = |disease: &str| -> Vec<&'static str> {
        let told = meaning(nothing_found(), DiseaseGroup::BCellLymphoma, disease);
        told.markers.iter().map(|marker| marker.row.id).collect()
    };
    assert!(["fl-bcl2", "mcl-ccnd1", "lbcl-myc", "bl-id3"].iter().all(|id| of("MBN").contains(id)));
    assert!(!of("MBN").contains(&"alcl-alk"));
    assert!(
        of("PMBL").contains(&"lbcl-bcl6") && of("PMBL").contains(&"pmbl-ciita") && !of("PMBL").contains(&"fl-bcl2")
    );
    assert_eq!(of("WM"), ["lpl-myd88", "lpl-cxcr4"]);
}

#[test]
fn myeloma_has_its_risk_and_what_nobody_measured_stays_open() {
    let told = meaning(with(&["TP53"]), DiseaseGroup::Myeloma, "PCM");
    let risk = told.myeloma.as_ref().unwrap();
    assert_eq!(risk.ims_imwg.definite(), Some(&Risk::High));
    assert!(risk.iss.definite().is_none() && told.cll.is_none(), "no serum values are stated");
    let open = meaning(nothing_found(), DiseaseGroup::Myeloma, "PCM").myeloma.unwrap();
    assert!(open.ims_imwg.definite().is_none(), "beta-2-microglobulin and creatinine may still make it high");
}

#[test]
fn serum_values_in_another_unit_are_refused_with_the_remedy() {
    assert!(Albumin::new(3.8).unwrap_err().to_string().contains("multiplied by 10"));
    assert!(Creatinine::new(0.9).unwrap_err().to_string().contains("88.4"));
    assert!(IghvIdentity::new(0.98).is_err() && Beta2Microglobulin::new(f64::NAN).is_err());
    assert!((Creatinine::new(88.4).unwrap().milligrams_per_decilitre() - 1.0).abs() < 1e-12);
}

#[test]
fn another_disease_is_not_asked() {
    let findings = Findings::default();
    let aml = "AML".parse().unwrap();
    assert!(lymphoid_meaning(&findings, DiseaseGroup::Aml, aml, &SerumValues::UNKNOWN, None).is_none());
}

#[test]
fn a_banded_karyotype_shows_what_it_shows_and_excludes_nothing() {
    let mut seen = Cytogenetics::new("46,XY,del(17)(p12)[3]/46,XY[17]", true);
    seen.set(Abnormality::Loss17p, Truth::Yes);
    let mut workup = Workup::default();
    workup.banded = Some(seen);
    let told = meaning(workup, DiseaseGroup::Cll, "CLLSLL");
    let of = |id: &str| told.markers.iter().find(|marker| marker.row.id == id).unwrap().truth;
    assert_eq!([of("cll-tp53"), of("cll-11q"), of("cll-12")], [Truth::Yes, Truth::Unknown, Truth::Unknown]);
    let cll = told.cll.as_ref().unwrap();
    assert_eq!((cll.leading.possible.len(), cll.high_complexity), (1, Truth::Unknown), "del(17p) ranks first");
}
