//! How a disease went from an earlier sample of the same person to this one.
//!
//! What two samples say is paired event by event, judged by the rules of [`crate::response`], and told with every number that the
//! judgement rests on. "Not seen" is never called remission: it stands with the share that could have been missed (INC-46 of the
//! recommendations).
//!
//! - [`pair`]: the events of two samples, side by side.
//! - [`flag`]: what comes up and bears on treatment.
//! - [`answers`]: response by published criteria, from what the requester states.

pub mod answers;
pub mod flag;
pub mod pair;

use genome::quantity::AlleleFraction;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use answers::ResponseAnswers;
pub use flag::{CourseFlag, GeneCopies};
pub use pair::{EventKind, EventPair, SampleEvents, SeenEvent};

use crate::case_file::CaseFile;
use crate::disease::Disease;
use crate::language::{Language, Named, Words};
use crate::response::clearance::{self, Clearance};
use crate::response::evolution::{self, Change, Evolution, Extent};
use crate::response::sighting::Sighting;
use crate::risk::tp53::AllelicState;
use crate::source::Citation;

/// The course: what two samples say of each other, and the response by what is stated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Course {
    /// The comparison with an earlier sample; `None` if none was given.
    pub comparison: Option<Comparison>,
    /// The response by published criteria; `None` if nothing is stated for it.
    pub response: Option<ResponseAnswers>,
}

/// A sample, under its pseudonym.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleName {
    /// The pseudonym.
    pub sample: String,
    /// The day of its findings.
    pub date: Date,
}

/// Two samples of one person, event by event. `C`: how a citation is held, by the program or as it was read from a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison<C = Citation> {
    /// The earlier sample.
    pub earlier: SampleName,
    /// The share below which a driver counts as cleared.
    pub threshold: AlleleFraction,
    /// Where the threshold stands.
    pub threshold_citation: C,
    /// Where it stands that some genes often outlast a remission.
    pub persistent_citation: C,
    /// Drivers of either sample, and changed chromosomes.
    pub events: Vec<EventCourse>,
    /// All other events, counted.
    #[serde(default)]
    pub others: Vec<OtherEvents>,
    /// What comes up and bears on treatment.
    #[serde(default = "Vec::new")]
    pub flags: Vec<CourseFlag<C>>,
    /// What a reader has to know.
    #[serde(default)]
    pub notes: Vec<Words>,
}

/// One event in both samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventCourse {
    /// What kind of event it is.
    pub kind: EventKind,
    /// The gene; `None` of fusions and chromosomes.
    pub gene: Option<String>,
    /// As it is written.
    pub name: String,
    /// Where it is, where that is known.
    pub place: Option<String>,
    /// What the earlier sample says.
    pub before: Sighting,
    /// What this one says.
    pub now: Sighting,
    /// Whether it is cleared; `None` of what was no driver before, and of what the threshold does not speak of.
    pub clearance: Option<Clearance>,
    /// Whether clones with its gene often outlast a remission.
    #[serde(default)]
    pub often_persists: bool,
    /// How it changed.
    pub evolution: Evolution,
}

/// Events that are no drivers, counted by their change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherEvents {
    /// Which.
    pub kind: EventKind,
    /// How they changed.
    pub change: Change,
    /// How many.
    pub count: usize,
}

/// What the files of two samples give.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The earlier sample.
    pub earlier: SampleName,
    /// Events of both.
    pub pairs: Vec<EventPair>,
    /// The state of `TP53` (Bernard 2020), all that were possible, before and now.
    pub tp53: [Vec<AllelicState>; 2],
    /// Copies of genes whose loss takes an antigen away.
    pub antigens: Vec<GeneCopies>,
    /// What a reader has to know.
    pub notes: Vec<Words>,
}

impl Compared {
    /// Whether the earlier sample had the fusion of t(8;21).
    #[must_use]
    pub fn had_runx1_runx1t1(&self) -> bool {
        let is_it = |name: &str| matches!(name, "RUNX1::RUNX1T1" | "RUNX1T1::RUNX1");
        self.pairs.iter().any(|pair| pair.kind == EventKind::Fusion && pair.counts[0] && is_it(&pair.name))
    }
}

/// What is stated of the response; `None` where nothing is.
#[must_use]
pub fn stated(file: &CaseFile, has_runx1_runx1t1: bool) -> Option<Course> {
    let response = file.response.as_ref().map(|values| answers::answers(values, file, has_runx1_runx1t1));
    response.map(|response| Course { comparison: None, response: Some(response) })
}

/// Judges what two samples say. `treatment`: drugs given between them, in small letters; `None` where nobody says.
#[must_use]
pub fn compare(
    compared: Compared,
    disease: Option<Disease>,
    treatment: Option<&[String]>,
    threshold: Option<AlleleFraction>,
) -> Comparison {
    let default = AlleleFraction::new(clearance::DEFAULT_THRESHOLD).unwrap_or(AlleleFraction::TENTH);
    let threshold = threshold.unwrap_or(default);
    let Compared { earlier, pairs, tp53, antigens, notes } = compared;
    let (mut events, mut flags, mut others) = (Vec::new(), Vec::new(), Vec::<OtherEvents>::new());
    for pair in pairs {
        let evolution = evolution::compare(
            &Extent { sighting: &pair.before, tumour_cells: pair.tumour_cells[0] },
            &Extent { sighting: &pair.now, tumour_cells: pair.tumour_cells[1] },
        );
        if !pair.is_told() {
            let (kind, change) = (pair.kind, evolution.change);
            match others.iter_mut().find(|other| (other.kind, other.change) == (kind, change)) {
                Some(other) => other.count += 1,
                None => others.push(OtherEvents { kind, change, count: 1 }),
            }
            continue;
        }
        flags.extend(flag::of_event(&pair, &evolution, disease, treatment));
        let was_driver = pair.counts[0] && pair.kind.has_threshold();
        events.push(EventCourse {
            clearance: was_driver.then(|| clearance::judge(&pair.now, threshold)),
            often_persists: pair.gene.as_deref().is_some_and(|gene| clearance::PERSISTENT.contains(&gene)),
            kind: pair.kind,
            gene: pair.gene,
            name: pair.name,
            place: pair.place,
            before: pair.before,
            now: pair.now,
            evolution,
        });
    }
    flags.extend(flag::second_tp53_hit(&tp53));
    flags.extend(antigens.iter().flat_map(|copies| flag::of_antigen(copies, disease, treatment)));
    others.sort_by_key(|other| (other.kind, other.change));
    Comparison {
        earlier,
        threshold,
        threshold_citation: clearance::CITATION,
        persistent_citation: clearance::PERSISTENT_CITATION,
        events,
        others,
        flags,
        notes,
    }
}

impl Named for Change {
    fn in_language(&self, language: Language) -> String {
        let (en, da) = match self {
            Self::New => ("new", "ny"),
            Self::Expanding => ("expanding", "tiltagende"),
            Self::Stable => ("stable: no difference shown", "uændret: ingen forskel vist"),
            Self::Shrinking => ("shrinking", "aftagende"),
            Self::Lost => ("lost: not seen at this limit", "forsvundet: ikke set ved denne grænse"),
            Self::NotAssessable => ("not assessable", "kan ikke vurderes"),
        };
        language.choose(en, da).to_owned()
    }
}

impl Named for Clearance {
    fn in_language(&self, language: Language) -> String {
        let (en, da) = match self {
            Self::Cleared => ("cleared", "clearet"),
            Self::Persists => ("not cleared: it persists", "ikke clearet: den består"),
            Self::NotExcluded => (
                "not cleared: seen, below the threshold or in one read",
                "ikke clearet: set, under tærsklen eller i ét read",
            ),
            Self::NotAssessable => ("not assessable", "kan ikke vurderes"),
        };
        language.choose(en, da).to_owned()
    }
}

#[cfg(test)]
mod tests;
