//! What an answer is called.

use guideline::decide::Conclusion;
use guideline::rule::Stage;

use crate::language::Language;

/// A conclusion in words, as in a sentence; a terminal may set it in capitals.
#[must_use]
pub fn in_words(conclusion: Conclusion, stage: Stage, language: Language) -> &'static str {
    let (da, en) = match (conclusion, stage) {
        (Conclusion::Pass, Stage::Referral) => ("Kan henvises", "Eligible"),
        (Conclusion::Pass, Stage::Plan) => ("Accepteret", "Accepted"),
        (Conclusion::Pass, Stage::Release | Stage::Sequencing) => ("Frigivet", "Open"),
        (Conclusion::Incomplete, _) => ("Ufuldstændig", "Incomplete"),
        (Conclusion::Hold, _) => ("På hold", "On hold"),
        (Conclusion::Refused, Stage::Referral) => ("Kan ikke henvises", "Not eligible"),
        (Conclusion::Refused, _) => ("Afvist", "Refused"),
        (Conclusion::OutOfScope, _) => ("Uden for patientgruppen", "Out of scope"),
        (Conclusion::Redirect, _) => ("Henvises andetsteds", "Redirect"),
    };
    language.pick(da, en)
}
