//! Boundary vignettes of our own, written from the tables.

use guideline::truth::Truth;

use super::{
    Assessment, ELN_2022_RESPONSE, IWG_2006, IWG_2023, REFRACTORY, Response, Support, WITHOUT_RESIDUAL_DISEASE,
};
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
        support: Support::NONE,
        residual_disease: Truth::Unknown,
        courses: None,
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
    for list in [&REFRACTORY, &WITHOUT_RESIDUAL_DISEASE] {
        assert!(list.decide(&Assessment::default()).definite().is_none());
        crate::decision_list::check(list);
    }
}

#[test]
fn a_lineage_that_is_held_up_has_not_recovered() {
    let own = seen(8.0, 3.0, 0.0, 11.5, 110.0, 1.9);
    let response = |support| IWG_2023.decide(&Assessment { support, ..own }).definite().copied();
    assert_eq!(response(Support::NONE), Some(Response::Complete));
    assert_eq!(response(Support { red_cells: Truth::Yes, ..Support::NONE }), Some(Response::TwoLineages));
    let two = Support { red_cells: Truth::Yes, platelets: Truth::Yes, ..Support::NONE };
    assert_eq!(response(two), Some(Response::OneLineage));
    assert_eq!(response(Support::UNKNOWN), None, "nobody says whether anything was transfused");
    let transfused = Assessment { support: Support { red_cells: Truth::Yes, ..Support::NONE }, ..own };
    assert_eq!(IWG_2006.decide(&transfused).definite(), Some(&Response::Marrow));
    assert_eq!(ELN_2022_RESPONSE.decide(&transfused).definite(), Some(&Response::Complete), "ELN does not ask");
}

#[test]
fn refractory_and_without_residual_disease() {
    let free = seen(60.0, 2.0, 0.0, 9.0, 120.0, 1.2);
    let left = seen(60.0, 40.0, 3.0, 9.0, 20.0, 0.2);
    let refractory = |a: Assessment, courses| REFRACTORY.decide(&Assessment { courses, ..a }).definite().copied();
    assert_eq!(refractory(left, Some(1)), Some(false), "one course is too early");
    assert_eq!(refractory(left, Some(2)), Some(true));
    assert_eq!(refractory(left, None), None);
    assert_eq!(refractory(free, None), Some(false), "CR settles it");
    let without = |a: Assessment, residual_disease| {
        WITHOUT_RESIDUAL_DISEASE.decide(&Assessment { residual_disease, ..a }).definite().copied()
    };
    assert_eq!(without(free, Truth::No), Some(true));
    assert_eq!(without(free, Truth::Yes), Some(false));
    assert_eq!(without(free, Truth::Unknown), None);
    assert_eq!(without(left, Truth::No), Some(false), "no CR, whatever the test says");
    let neither = seen(60.0, 2.0, 0.0, 9.0, 40.0, 0.4);
    assert_eq!(without(neither, Truth::No), Some(false), "MLFS in the default reading");
}

fn truth(known: bool, value: bool) -> Truth {
    if known { value.into() } else { Truth::Unknown }
}

proptest::proptest! {
    /// What is learnt later only removes possible answers: a definite answer never becomes another one.
    #[test]
    fn more_information_never_flips_an_answer(
        values in proptest::array::uniform6(0.0_f64..150.0),
        flags in proptest::array::uniform7(proptest::prelude::any::<bool>()),
        hidden in proptest::array::uniform14(proptest::prelude::any::<bool>()),
        courses in 0_u8..4,
    ) {
        let case = |hide: &[bool; 14]| {
            let of = |place: usize, scale: f64| (!hide[place]).then_some(values[place] * scale);
            let flag = |place: usize| truth(!hide[6 + place], flags[place]);
            let blasts = |value: Option<f64>| value.and_then(|value| BlastPercentage::new(value).ok());
            Assessment {
                now: BloodAndMarrow {
                    haemoglobin: of(0, 0.1).and_then(|value| Haemoglobin::new(value, HaemoglobinUnit::GramPerDecilitre).ok()),
                    platelets: of(1, 1.0).and_then(|value| Platelets::new(value).ok()),
                    neutrophils: of(2, 0.013).and_then(|value| Neutrophils::new(value).ok()),
                    blasts: blasts(of(3, 0.07)),
                },
                blood_blasts: blasts(of(4, 1.0).map(|value| if value < 75.0 { 0.0 } else { 2.0 })),
                blasts_before: blasts(of(5, 0.2)),
                extramedullary: flag(0),
                adequate_marrow: flag(1),
                cytogenetic_clearance: flag(2),
                support: Support { red_cells: flag(3), platelets: flag(4), neutrophils: flag(5) },
                residual_disease: flag(6),
                courses: (!hide[13]).then_some(courses),
            }
        };
        let (all, some) = (case(&[false; 14]), case(&hidden));
        for list in [&ELN_2022_RESPONSE, &IWG_2023, &IWG_2006] {
            let (whole, part) = (list.decide(&all), list.decide(&some));
            proptest::prop_assert_eq!(whole.possible.len(), 1);
            proptest::prop_assert!(part.possible.contains(&whole.possible[0]), "{}", list.edition);
        }
        for list in [&REFRACTORY, &WITHOUT_RESIDUAL_DISEASE] {
            let (whole, part) = (list.decide(&all), list.decide(&some));
            proptest::prop_assert!(part.possible.contains(&whole.possible[0]), "{}", list.edition);
        }
    }
}
