//! Readers of what a report is made from and is kept as, each given known inputs that are changed again and again (R-11).

use interpretation::case_file;
use interpretation::language::Language::{Danish, English};
use interpretation::trial::ctml::{CtmlError, Trial};
use report::bundle::Bundle;
use report::compare::compare;
use report::compose::compose;
use report::document::Document;
use report::html::html;
use report::page::page;
use serde_json::Value;

use crate::made;

#[path = "../../../../fuzz/mutation.rs"]
mod mutation;

#[test]
fn whatever_says_it_is_a_report_is_shown_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    made::bundle(folder.path());
    let composed = |meta| compose(&Bundle::open(folder.path()).unwrap(), &made::referral(&[]), meta).unwrap();
    let seed = serde_json::to_vec(&composed(&made::meta())).unwrap();
    let own: Value = serde_json::from_slice(&seed).unwrap();
    mutation::read_changed("report.json", vec![seed], |bytes| match Document::read(bytes) {
        Ok(document) => {
            let pages = [Danish, English].map(|language| html(&page(&document, language), "0123").len());
            let resources = report::fhir::bundle(&document, "0123", &[]).to_string().len();
            let other = serde_json::from_slice(bytes).unwrap();
            let differences = compare(&own, &other).map(|_| ()).map_err(|error| error.to_string());
            assert!(pages.iter().all(|length| *length > 0) && resources > 0);
            format!("{differences:?}")
        }
        Err(error) => error.to_string(),
    });
}

#[test]
fn whatever_is_written_as_a_case_or_a_trial_is_read_or_refused() {
    let cases = [made::CASE, made::BARE_CASE].map(|text| text.as_bytes().to_vec());
    mutation::read_changed("case file", cases.to_vec(), |bytes| {
        let text = String::from_utf8_lossy(bytes);
        case_file::read(&text).map_or_else(|faults| faults.to_string(), |case| format!("{case:?}"))
    });
    let told =
        |trial: Result<Trial, CtmlError>| trial.map_or_else(|faults| faults.to_string(), |own| format!("{own:?}"));
    mutation::read_changed("trial", vec![made::TRIAL.into()], |bytes| {
        told(Trial::from_toml(&String::from_utf8_lossy(bytes)))
    });
    let json = r#"{"protocol_no":"EXAMPLE-1","treatment_list":{"step":[{"step_code":"1","match":[
        {"and":[{"genomic":{"hugo_symbol":"NPM1","variant_category":"Mutation"}},{"or":[{"clinical":{"age_numerical":">=65"}}]}]}]}]}}"#;
    mutation::read_changed("trial as JSON", vec![json.into()], |bytes| {
        told(Trial::from_json(&String::from_utf8_lossy(bytes)))
    });
}
