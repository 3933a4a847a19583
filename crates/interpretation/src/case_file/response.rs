//! `[response]`: what the requester states of the course, beside blood and marrow of the day.

use guideline::truth::Truth;

use super::draft::{Response as Draft, Transcript, Transcripts};
use super::reading::{Faulty, truth};
use crate::laboratory::{BlastPercentage, BloodAndMarrow};
use crate::response::haematological::{Assessment, Support};
use crate::response::transcript::{Level, Levels, TimePoint, TranscriptRatio};
use genome::quantity::AlleleFraction;

/// What is stated of the course.
#[derive(Debug, Clone, Default)]
pub struct ResponseValues {
    /// Blood, marrow, support and residual disease, as the criteria ask for them.
    pub assessment: Assessment,
    /// When the sample was taken.
    pub time: Option<TimePoint>,
    /// Drugs given since the earlier sample; `None` where nobody says.
    pub treatment: Option<Vec<String>>,
    /// The share below which a driver counts as cleared; `None`: the default.
    pub clearance_threshold: Option<AlleleFraction>,
    /// `RUNX1::RUNX1T1` in blood and in marrow; `None` where none is stated.
    pub transcripts: Option<[Levels; 2]>,
}

const TIMES: &[(&str, TimePoint)] = &[
    ("first induction", TimePoint::AfterFirstInduction),
    ("second induction", TimePoint::AfterSecondInduction),
    ("later", TimePoint::Later),
];

/// A negative test says that there is none.
const TESTS: &[(&str, Truth)] = &[("negative", Truth::No), ("positive", Truth::Yes)];

/// A marrow can be judged with so many cells counted, or so much of it cellular (ELN 2022, MLFS).
const CELLS: u32 = 200;
const CELLULARITY: f64 = 10.0;

impl Faulty {
    /// `now` and `blood_blasts`: of the same file's blood and marrow.
    pub(super) fn response(
        &mut self,
        draft: &Draft,
        now: BloodAndMarrow,
        blood_blasts: Option<BlastPercentage>,
    ) -> ResponseValues {
        let Draft { after, courses, treatment, transcript, .. } = draft;
        if treatment.as_ref().is_some_and(|drugs| drugs.iter().any(|drug| drug.trim().is_empty())) {
            self.say("response.treatment", "holds an empty name; name each drug, such as \"venetoclax\"");
        }
        if courses.is_some_and(|courses| courses > 20) {
            self.say("response.courses", "counts intensive courses; write a number up to 20");
        }
        let adequate_marrow =
            match (draft.marrow_cells, self.percentage("marrow_cellularity", draft.marrow_cellularity)) {
                (Some(cells), _) if cells >= CELLS => Truth::Yes,
                (_, Some(share)) if share.get() >= CELLULARITY => Truth::Yes,
                (Some(_), Some(_)) => Truth::No,
                _ => Truth::Unknown,
            };
        let assessment = Assessment {
            now,
            blood_blasts,
            extramedullary: truth(draft.extramedullary),
            adequate_marrow,
            blasts_before: self.percentage("marrow_blasts_before", draft.marrow_blasts_before),
            cytogenetic_clearance: truth(draft.cytogenetic_remission),
            support: Support {
                red_cells: truth(draft.red_cell_transfusion).or(truth(draft.erythropoietin)),
                platelets: truth(draft.platelet_transfusion),
                neutrophils: truth(draft.g_csf),
            },
            residual_disease: self.word("response.mrd", draft.mrd.as_deref(), TESTS).unwrap_or(Truth::Unknown),
            courses: *courses,
        };
        ResponseValues {
            assessment,
            time: self.word("response.after", after.as_deref(), TIMES),
            treatment: treatment.as_ref().map(|drugs| drugs.iter().map(|drug| drug.trim().to_lowercase()).collect()),
            clearance_threshold: self.threshold(draft.clearance_threshold),
            transcripts: transcript.as_ref().map(|transcripts| self.transcripts(transcripts)),
        }
    }

    fn percentage(&mut self, field: &str, stated: Option<f64>) -> Option<BlastPercentage> {
        self.value(format!("response.{field}"), stated, BlastPercentage::new)
    }

    fn threshold(&mut self, stated: Option<f64>) -> Option<AlleleFraction> {
        let field = "response.clearance_threshold";
        let threshold = self.value(field, stated, AlleleFraction::new)?;
        if threshold.get() > 0.0 && threshold <= AlleleFraction::TENTH {
            return Some(threshold);
        }
        self.say(field, "is a fraction above 0 and at most 0.1, such as 0.025 for 2.5 %");
        None
    }

    fn transcripts(&mut self, stated: &Transcripts) -> [Levels; 2] {
        [("blood", &stated.blood), ("marrow", &stated.marrow)].map(|(tissue, stated)| {
            let Some(Transcript { diagnosis, now, not_detected_at }) = stated else { return Levels::default() };
            let mut ratio = |name: &str, stated: Option<f64>| {
                let field = format!("response.transcript.{tissue}.{name}");
                let wrong = "is a ratio above 0, copies per copy of the control gene; what was not detected goes to not_detected_at";
                self.value(field, stated, |value| TranscriptRatio::new(value).ok_or(wrong))
            };
            let (diagnosis, measured) = (ratio("diagnosis", *diagnosis), ratio("now", *now));
            let below = ratio("not_detected_at", *not_detected_at);
            if now.is_some() && not_detected_at.is_some() {
                let field = format!("response.transcript.{tissue}");
                self.say(field, "was either measured now or not detected; give now or not_detected_at");
            }
            Levels { diagnosis, now: measured.map(Level::Measured).or(below.map(Level::Below)) }
        })
    }
}
