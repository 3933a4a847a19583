//! The fall of a fusion transcript, and the guideline's rule for `RUNX1::RUNX1T1`.
//!
//! Source: the recommendations, page 16 (RR-REP-04) and page 28 (MC-REP-09): a fall in blood and marrow of at least 1000
//! times after the second induction course is satisfactory. The rule is shown with its evidence; the conference decides.

use guideline::truth::Truth;
use serde::{Deserialize, Serialize};

use crate::decision_list::Fact;
use crate::language::{Language, Words};
use crate::source::Citation;

/// The fold reduction that the guideline asks for.
pub const SATISFACTORY_FOLD: f64 = 1000.0;

/// When the later sample was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimePoint {
    /// After the first induction course.
    AfterFirstInduction,
    /// After the second induction course: the time of the rule.
    AfterSecondInduction,
    /// After consolidation, or later.
    Later,
}

/// A transcript level, as copies per copy of the control gene, above 0; both by the same assay.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
pub struct TranscriptRatio(f64);

impl TranscriptRatio {
    /// A finite number above 0; `None` for any other. What was not detected is a [`Level::Below`].
    #[must_use]
    pub fn new(value: f64) -> Option<Self> {
        (value.is_finite() && value > 0.0).then_some(Self(value))
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

/// What an assay says of the transcript.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// It was measured.
    Measured(TranscriptRatio),
    /// Nothing was found; it would have been at this ratio or above.
    Below(TranscriptRatio),
}

/// The two measurements of one tissue.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Levels {
    /// At diagnosis.
    pub diagnosis: Option<TranscriptRatio>,
    /// At the later time.
    pub now: Option<Level>,
}

/// The reduction from diagnosis, as a power of ten.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LogReduction {
    /// Measured.
    Measured(f64),
    /// At least so much: nothing was found now.
    AtLeast(f64),
}

impl Levels {
    /// The reduction; `None` if one of the two is not known.
    ///
    /// METHOD: log10(diagnosis / now); for a transcript that was not detected, at least log10(diagnosis / limit).
    #[must_use]
    pub fn reduction(&self) -> Option<LogReduction> {
        let diagnosis = self.diagnosis?.get();
        Some(match self.now? {
            Level::Measured(now) => LogReduction::Measured((diagnosis / now.get()).log10()),
            Level::Below(limit) => LogReduction::AtLeast((diagnosis / limit.get()).log10()),
        })
    }

    fn satisfactory(&self) -> (Truth, Words) {
        // One part in 10^12 is rounding: 1 to 0.001 is a thousand times.
        let enough = |log: f64| log >= SATISFACTORY_FOLD.log10() - 1e-12;
        match self.reduction() {
            None if self.diagnosis.is_none() => {
                (Truth::Unknown, Words::new("no value at diagnosis", "ingen værdi ved diagnosen"))
            }
            None => (Truth::Unknown, Words::new("no value now", "ingen værdi nu")),
            Some(LogReduction::Measured(log)) => (enough(log).into(), fall(log, "reduction of", "fald på", "")),
            Some(LogReduction::AtLeast(log)) if enough(log) => {
                (Truth::Yes, fall(log, "not detected, reduction of at least", "ikke påvist, fald på mindst", ""))
            }
            Some(LogReduction::AtLeast(log)) => {
                let (en, da) = (
                    "not detected, but the assay shows a reduction of",
                    "ikke påvist, men analysen viser højst et fald på",
                );
                (Truth::Unknown, fall(log, en, da, " at most"))
            }
        }
    }
}

/// A fall in powers of ten, in words; `tail` closes the English sentence.
fn fall(log: f64, en: &'static str, da: &'static str, tail: &str) -> Words {
    Words::each(|language| {
        let tail = if language == Language::English { tail } else { "" };
        format!("{} {} log{tail}", language.choose(en, da), language.number(log, 2))
    })
}

/// Whether the molecular response is satisfactory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A thousandfold fall or more in blood and marrow.
    Satisfactory,
    /// A smaller fall in one of them.
    NotSatisfactory,
    /// A value is missing, or the assay is not sensitive enough.
    Undetermined,
    /// The rule speaks of the time after the second induction course.
    NotYetEvaluable,
}

/// The rule's answer with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MolecularResponse<C = Citation> {
    /// The verdict.
    pub verdict: Verdict,
    /// What was seen in each tissue.
    pub facts: Vec<Fact>,
    /// Where the rule stands.
    pub citation: C,
    /// What else is known of the time point.
    pub note: Words,
}

/// The guideline's rule for t(8;21) leukaemia.
#[must_use]
pub fn runx1_runx1t1(time: Option<TimePoint>, blood: &Levels, marrow: &Levels) -> MolecularResponse {
    let mut facts = Vec::new();
    let mut both = Truth::Yes;
    for (en, da, levels) in [("blood", "blod", blood), ("marrow", "marv", marrow)] {
        let name = Words::new(
            format!("RUNX1::RUNX1T1 fell 1000-fold or more in {en}"),
            format!("RUNX1::RUNX1T1 faldt 1000 gange eller mere i {da}"),
        );
        let (truth, seen) = levels.satisfactory();
        both = both.and(truth);
        facts.push(Fact { name, truth, seen });
    }
    let name = Words::new("the second induction course was given", "anden induktionskur er givet");
    let (truth, seen) = match time {
        None => (Truth::Unknown, Words::new("time not stated", "tidspunkt ikke oplyst")),
        Some(TimePoint::AfterFirstInduction) => (Truth::No, Words::new("after the first", "efter den første")),
        Some(TimePoint::AfterSecondInduction) => (Truth::Yes, Words::new("as stated", "som oplyst")),
        Some(TimePoint::Later) => (
            Truth::Yes,
            Words::new("later; the rule speaks of the time just after", "senere; reglen taler om tiden lige efter"),
        ),
    };
    facts.push(Fact { name, truth, seen });
    let verdict = match (truth, both) {
        (Truth::No, _) => Verdict::NotYetEvaluable,
        (Truth::Unknown, _) | (_, Truth::Unknown) => Verdict::Undetermined,
        (_, Truth::Yes) => Verdict::Satisfactory,
        (_, Truth::No) => Verdict::NotSatisfactory,
    };
    MolecularResponse {
        verdict,
        facts,
        citation: Citation::read("NGC2022", "page 16, line 903"),
        note: Words::new(
            "The guideline speaks of the time after the second induction course; in one published series the time that divided \
             best was after the second consolidation.",
            "Vejledningen taler om tiden efter anden induktionskur; i én publiceret serie skilte tiden efter anden konsolidering \
             bedst.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(diagnosis: f64, now: f64) -> Levels {
        Levels { diagnosis: TranscriptRatio::new(diagnosis), now: TranscriptRatio::new(now).map(Level::Measured) }
    }

    fn verdict(blood: &Levels, marrow: &Levels) -> Verdict {
        runx1_runx1t1(Some(TimePoint::AfterSecondInduction), blood, marrow).verdict
    }

    #[test]
    fn both_tissues_and_the_right_time() {
        let good = course(1.0, 0.001);
        assert_eq!(verdict(&good, &good), Verdict::Satisfactory, "a thousand times is enough");
        assert_eq!(verdict(&good, &course(1.0, 0.0011)), Verdict::NotSatisfactory);
        assert_eq!(
            verdict(&course(1.0, 0.01), &Levels::default()),
            Verdict::NotSatisfactory,
            "one that fails is enough"
        );
        assert_eq!(verdict(&good, &Levels::default()), Verdict::Undetermined);
        assert_eq!(verdict(&good, &Levels { diagnosis: None, ..good }), Verdict::Undetermined);
        let early = runx1_runx1t1(Some(TimePoint::AfterFirstInduction), &good, &good);
        assert_eq!(early.verdict, Verdict::NotYetEvaluable);
        assert_eq!(runx1_runx1t1(None, &good, &good).verdict, Verdict::Undetermined, "a time that nobody states");
    }

    #[test]
    fn not_detected_counts_as_far_as_the_assay_sees() {
        let below =
            |limit| Levels { diagnosis: TranscriptRatio::new(1.0), now: TranscriptRatio::new(limit).map(Level::Below) };
        assert_eq!(verdict(&below(1e-4), &below(1e-3)), Verdict::Satisfactory);
        assert_eq!(verdict(&below(1e-4), &below(1e-2)), Verdict::Undetermined);
        assert_eq!(below(1e-4).reduction(), Some(LogReduction::AtLeast(4.0)));
    }

    #[test]
    fn a_ratio_is_above_zero() {
        assert!([0.0, -1.0, f64::NAN, f64::INFINITY].iter().all(|value| TranscriptRatio::new(*value).is_none()));
    }
}
