//! Found by WGS only: two hundred cases labelled by hand, and what no order of tests may change.

use std::fmt::Write as _;
use std::sync::LazyLock;

use guideline::truth::Truth;
use interpretation::earlier_tests::{
    Compared, EarlierTest, Found, Obstacle, Reading, Standing, Why, compare, complete, new_driver,
};
use proptest::prelude::*;

struct Case {
    line: String,
    found: Found,
    tests: Vec<EarlierTest>,
    label: String,
}

fn label(standing: Standing) -> String {
    match standing {
        Standing::FoundBefore => "found-before".into(),
        Standing::OnlyByWgs(why) => format!(
            "only-by-wgs:{}",
            match why {
                Why::LookedFor => "looked-for",
                Why::NotCovered => "not-covered",
                Why::BelowLimit => "below-limit",
                Why::Cryptic => "cryptic",
            }
        ),
        Standing::NotComparable(obstacle) => format!(
            "not-comparable:{}",
            match obstacle {
                Obstacle::NoTest => "no-test",
                Obstacle::Failed => "failed",
                Obstacle::ContentNotRecorded => "content-not-recorded",
                Obstacle::PerhapsTheSame => "perhaps-the-same",
            }
        ),
    }
}

static CASES: LazyLock<Vec<Case>> = LazyLock::new(cases);

fn cases() -> Vec<Case> {
    let text = include_str!("../earlier_tests/cases.txt");
    let panels: Vec<(&str, &str)> = text.lines().filter_map(|line| line.strip_prefix('@')?.split_once(" = ")).collect();
    let written = |test: &str| {
        let test = test.trim().to_owned();
        let named = panels.iter().find_map(|(name, panel)| Some((test.strip_prefix(&format!("@{name}"))?, panel)));
        named.map_or_else(|| test.clone(), |(rest, panel)| format!("{panel}{rest}"))
    };
    let case = |line: &str| {
        let [reason, label, rest] = line.rsplitn(3, " ; ").collect::<Vec<_>>()[..] else { panic!("{line}") };
        assert!(!reason.trim().is_empty(), "{line}");
        let (found, tests) = rest.split_once(" ;").unwrap();
        let tests = tests.split(" | ").filter(|test| !test.trim().is_empty());
        Case {
            line: line.to_owned(),
            found: found.parse().unwrap_or_else(|error| panic!("{line}: {error}")),
            tests: tests.map(|test| written(test).parse().unwrap_or_else(|error| panic!("{line}: {error}"))).collect(),
            label: label.trim().to_owned(),
        }
    };
    text.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', '@'])).map(case).collect()
}

#[test]
fn two_hundred_cases_labelled_by_hand_agree() {
    let cases = &CASES;
    assert_eq!(cases.len(), 200);
    let mut difference = String::new();
    for case in cases.iter() {
        let Compared { standing, reason } = compare(&case.found, &case.tests);
        if label(standing) != case.label {
            writeln!(difference, "{} ({}): {}", label(standing), reason.en, case.line).unwrap();
        }
        assert!(!reason.en.is_empty() && !reason.da.is_empty() && reason.en != reason.da, "{}", case.line);
    }
    assert!(difference.is_empty(), "{difference}");
    for kind in ["found-before", "only-by-wgs", "not-comparable"] {
        assert!(cases.iter().filter(|case| case.label.starts_with(kind)).count() >= 30, "{kind}");
    }
}

#[test]
fn a_patient_counts_by_both_readings_and_missing_is_not_no() {
    let panel: EarlierTest = "panel NPM1, DNMT3A limit 2% found none".parse().unwrap();
    let of = |found: &str, tests: &[EarlierTest]| compare(&found.parse().unwrap(), tests);
    let uncovered = of("PHF6 p.R274Q 45%", std::slice::from_ref(&panel));
    let missed = of("NPM1 p.W288Cfs*12 42%", std::slice::from_ref(&panel));
    let unknown = of("RUNX1::RUNX1T1", std::slice::from_ref(&panel));
    assert_eq!(new_driver([&uncovered], Reading::NotIdentified), Truth::Yes);
    assert_eq!(new_driver([&uncovered], Reading::LookedFor), Truth::No);
    assert_eq!(new_driver([&unknown, &uncovered], Reading::LookedFor), Truth::Unknown);
    assert_eq!(new_driver([&unknown, &missed], Reading::LookedFor), Truth::Yes);
    assert_eq!(new_driver([], Reading::NotIdentified), Truth::No, "no driver: nothing new");
    let banding: EarlierTest = "banding 46,XX[20]".parse().unwrap();
    assert!(complete(&[banding.clone(), panel.clone()]) && !complete(std::slice::from_ref(&panel)));
    assert!(!complete(&["banding failed".parse().unwrap(), panel]));
    assert!(!complete(&[banding, "panel unknown found none".parse().unwrap()]));
}

#[test]
fn a_line_that_is_no_test_says_what_to_write() {
    let wrong = |text: &str| text.parse::<EarlierTest>().unwrap_err().to_string();
    assert!(wrong("karyotype 46,XX").contains("begin with banding"));
    assert!(wrong("fish KMT2A apart").contains("seen, not seen or failed"));
    assert!(wrong("panel NPM1 limit 2%").contains("found none"));
    assert!(wrong("panel NPM1 limit two found none").contains("\"two\""));
    assert!(wrong("panel JAK2 from-to found none").contains("JAK2 600-630"));
    assert!(wrong("panel NPM1 limit 200% found none").contains("200%"));
    assert!(wrong("banding").contains("46,XX[20]"));
    assert!("NPM1 nonsense".parse::<Found>().unwrap_err().to_string().contains("p.W288Cfs*12"));
    assert!("zzz".parse::<Found>().unwrap_err().to_string().contains("del(5q), -7 or +8"));
}

proptest! {
    #[test]
    fn what_was_found_stays_found_and_no_order_matters(
        first in 0..200_usize,
        others in proptest::collection::vec(0..200_usize, 0..4),
        cut in 0..8_usize,
    ) {
        let all = &CASES;
        let mut tests: Vec<EarlierTest> = all[first].tests.clone();
        for other in &others {
            tests.extend(all[*other].tests.iter().cloned());
        }
        let whole = compare(&all[first].found, &tests);
        let mut turned = tests.clone();
        turned.reverse();
        let middle = cut.min(turned.len());
        turned.rotate_left(middle);
        prop_assert_eq!(compare(&all[first].found, &turned).standing, whole.standing);
        let alone = compare(&all[first].found, &all[first].tests);
        if alone.standing == Standing::FoundBefore {
            prop_assert_eq!(whole.standing, Standing::FoundBefore);
        }
        // What counts when a test must have looked counts when none needs to.
        if new_driver([&whole], Reading::LookedFor) == Truth::Yes {
            prop_assert_eq!(new_driver([&whole], Reading::NotIdentified), Truth::Yes);
        }
    }
}
