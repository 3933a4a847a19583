//! The report of the synthetic patient of `marv demo`: what is planted stands in the report as it is planted, and nothing else does.
use crate::demonstration;

use demonstration::{Demonstration, TimePoint};
use serde_json::Value;

/// The smallest genome: the same code as the whole demonstration, on shorter chromosomes. Two things may be out of its reach, and
/// the whole demonstration below reaches them: a loss of 120 kb in a seventh of the cells, and the bands of the breaks.
#[test]
fn what_is_planted_stands_in_the_report() {
    let demonstration = Demonstration::make("0.25");
    for time in [TimePoint::DIAGNOSIS, TimePoint::AFTER_INDUCTION] {
        let told = demonstration.told(time);
        told.bundle_and_report_agree();
        told.small_variants();
        told.tandem_duplications();
        told.fusions();
        told.quality();
        told.reads();
        told.page_and_paper_agree();
    }
    demonstration.told(TimePoint::DIAGNOSIS).loss();

    // The truth of the reads lies beside them.
    let truth = demonstration.json("diagnosis/reads/truth.json");
    assert_eq!(truth["events"]["TRA"], 1);
    assert_eq!(truth["somatic"]["DUP"], 1);

    let again = demonstration.again();
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("is there already"));
}

/// The demonstration as a user sees it.
#[test]
#[ignore = "takes a minute; ./test runs it"]
fn the_whole_demonstration_states_what_is_planted_and_nothing_else() {
    let demonstration = Demonstration::make("1");
    for time in [TimePoint::DIAGNOSIS, TimePoint::AFTER_INDUCTION] {
        let told = demonstration.told(time);
        told.bundle_and_report_agree();
        told.small_variants();
        told.nothing_else();
        told.tandem_duplications();
        told.fusions();
        told.loss();
        told.bands();
        told.quality();
        told.reads();
        told.page_and_paper_agree();
    }
}

/// The numbers of an array.
pub(crate) fn numbers(array: &Value) -> Vec<f64> {
    array.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}
