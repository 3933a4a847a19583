//! Boundary vignettes of our own, written from the tables.

use guideline::truth::Truth;

use super::{Assessment, ELN_2022_RESPONSE, IWG_2006, IWG_2023, Response};
use crate::laboratory::{BlastPercentage, BloodAndMarrow, Haemoglobin, HaemoglobinUnit, Neutrophils, Platelets};

/// Marrow blasts before and now, blood blasts, haemoglobin in g/dL, platelets, neutrophils.
fn seen(before: f64, marrow: f64, blood: f64, hb: f64, platelets: f64, neutrophils: f64) -> Assessment {
    let blasts = |value| BlastPercentage::new(value).ok();
    Assessment {
        now: BloodAndMarrow {
            haemoglobin: Haemoglobin::new(hb, HaemoglobinUnit::GramPerDecilitre).ok(),
            platelets: Platelets::new(platelets).ok(),
            neutrophils: Neutrophils::new(neutrophils).ok(),
            blasts: blasts(marrow),
        },
        blood_blasts: blasts(blood),
        extramedullary: Truth::No,
        adequate_marrow: Truth::Yes,
        blasts_before: blasts(before),
        cytogenetic_clearance: Truth::No,
    }
}

#[test]
fn leukaemia() {
    for (assessment, expected, why) in [
        (seen(60.0, 4.9, 0.0, 9.0, 100.0, 1.0), Response::Complete, "at the cut points"),
        (seen(60.0, 5.0, 0.0, 9.0, 100.0, 1.0), Response::Partial, "5 % is not below 5 %"),
        (seen(60.0, 4.9, 0.0, 9.0, 100.0, 0.9), Response::PartialRecovery, "neutrophils between 0.5 and 1.0"),
        (seen(60.0, 4.9, 0.0, 9.0, 50.0, 0.5), Response::PartialRecovery, "at the cut points of CRh"),
        (seen(60.0, 4.9, 0.0, 9.0, 100.0, 0.4), Response::IncompleteRecovery, "below CRh, platelets recovered"),
        (seen(60.0, 4.9, 0.0, 9.0, 49.0, 1.0), Response::IncompleteRecovery, "the other way round"),
        (seen(60.0, 4.9, 0.0, 9.0, 40.0, 0.4), Response::LeukaemiaFree, "neither recovered"),
        (seen(60.0, 3.0, 1.0, 9.0, 120.0, 1.2), Response::None, "blasts in the blood"),
        (seen(40.0, 20.0, 0.0, 9.0, 120.0, 1.2), Response::Partial, "exactly half"),
        (seen(40.0, 21.0, 0.0, 9.0, 120.0, 1.2), Response::None, "less than half"),
        (seen(70.0, 25.0, 0.0, 9.0, 120.0, 1.2), Response::Partial, "25 %"),
        (seen(70.0, 30.0, 0.0, 9.0, 120.0, 1.2), Response::None, "above 25 %"),
    ] {
        let answer = ELN_2022_RESPONSE.decide(&assessment);
        assert_eq!(answer.definite(), Some(&expected), "{why}: {:?}", answer.path);
    }
    let neither = ELN_2022_RESPONSE.decide(&seen(60.0, 4.9, 0.0, 9.0, 40.0, 0.4));
    assert_eq!(neither.other_readings[0].possible, [Response::IncompleteRecovery]);
}

#[test]
fn myelodysplasia() {
    for (assessment, expected_2023, expected_2006, why) in [
        (seen(8.0, 3.0, 0.0, 11.0, 110.0, 1.9), Response::Complete, Response::Complete, "both editions"),
        (seen(8.0, 3.0, 0.0, 10.2, 110.0, 1.9), Response::Complete, Response::Marrow, "haemoglobin 10 against 11"),
        (
            seen(8.0, 5.0, 0.0, 11.0, 110.0, 1.9),
            Response::None,
            Response::Complete,
            "5 % counts in 2006 only; 8 to 5 is no half",
        ),
        (seen(12.0, 3.0, 0.0, 10.2, 110.0, 0.3), Response::TwoLineages, Response::Marrow, "two lineages"),
        (seen(7.0, 3.0, 0.0, 10.2, 30.0, 0.3), Response::OneLineage, Response::Marrow, "one lineage"),
        (seen(10.0, 3.0, 0.0, 9.2, 55.0, 0.8), Response::PartialRecovery, Response::Marrow, "CRh"),
        (seen(16.0, 8.0, 0.0, 11.0, 110.0, 1.9), Response::Partial, Response::Partial, "half"),
        (seen(16.0, 9.0, 0.0, 11.0, 110.0, 1.9), Response::None, Response::None, "less than half"),
        (seen(16.0, 3.0, 2.0, 11.0, 110.0, 1.9), Response::None, Response::Marrow, "blasts in the blood"),
    ] {
        for (list, expected) in [(&IWG_2023, expected_2023), (&IWG_2006, expected_2006)] {
            let answer = list.decide(&assessment);
            assert_eq!(answer.definite(), Some(&expected), "{}: {why}: {:?}", list.edition, answer.path);
        }
    }
    let equivalent = Assessment { cytogenetic_clearance: Truth::Yes, ..seen(3.0, 2.0, 0.0, 11.0, 110.0, 1.9) };
    assert_eq!(IWG_2023.decide(&equivalent).definite(), Some(&Response::CompleteEquivalent));
    let both = IWG_2023.decide(&seen(10.0, 3.0, 0.0, 10.5, 55.0, 0.8));
    assert_eq!((both.definite(), both.other_readings.len()), (Some(&Response::OneLineage), 1));
}

#[test]
fn danish_haemoglobin_at_the_cut_point() {
    let mut assessment = seen(8.0, 3.0, 0.0, 11.0, 110.0, 1.9);
    assessment.now.haemoglobin = Haemoglobin::new(6.2, HaemoglobinUnit::MillimolePerLitre).ok();
    assert_eq!(IWG_2023.decide(&assessment).definite(), Some(&Response::Complete), "6.2 mmol/L stands for 10 g/dL");
}

#[test]
fn nothing_known_is_no_response_of_any_kind() {
    for list in [&ELN_2022_RESPONSE, &IWG_2023, &IWG_2006] {
        assert!(list.decide(&Assessment::default()).definite().is_none());
        crate::decision_list::check(list);
    }
}
