//! A rule: one requirement (or several that say the same), its condition, its source and its days.

use crate::citation::{Citation, Ground};
use crate::code_set::InForce;
use crate::criterion::Criterion;
use crate::fact::FactIndex;

/// When in a patient's course a rule is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// The referral: may the patient have the analysis?
    Referral,
    /// The specimen plan: may these materials be used?
    Plan,
    /// Release to sequencing, asked again with the consent of that day.
    Release,
    /// After sequencing: may the pair be interpreted?
    Sequencing,
}

impl Stage {
    /// All stages, in the order of a course.
    pub const ALL: [Self; 4] = [Self::Referral, Self::Plan, Self::Release, Self::Sequencing];

    /// Its name in rule files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Referral => "referral",
            Self::Plan => "plan",
            Self::Release => "release",
            Self::Sequencing => "sequencing",
        }
    }
}

/// What it means when a hard rule is not fulfilled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnNo {
    /// The answer is no.
    Refuse,
    /// The record must be completed or corrected first.
    Incomplete,
    /// The case does not belong to the indication at all.
    OutOfScope,
    /// The case belongs elsewhere: a target in the register of redirect targets.
    Redirect(String),
    /// Everything stops until a person decides.
    Hold,
}

/// What a route rule does when its condition is fulfilled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// The case belongs elsewhere.
    Redirect(String),
    /// Something is to be done; the answer is untouched.
    Task(String),
}

/// What a rule demands or does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// A gate.
    Hard {
        /// The rule applies only when this is yes.
        when: Option<Criterion>,
        /// What is demanded.
        require: Criterion,
        /// What follows when it is not fulfilled.
        on_no: OnNo,
        /// Of all rules with this name in a track, one that is fulfilled suffices.
        alternative: Option<String>,
    },
    /// A warning, never a gate.
    Soft {
        /// The rule applies only when this is yes.
        when: Option<Criterion>,
        /// What is expected.
        require: Criterion,
    },
    /// A redirect or a task.
    Route {
        /// When it fires.
        when: Criterion,
        /// What then happens.
        then: Then,
    },
    /// Something the source says is *not* a requirement, with a note.
    Info {
        /// When the note is shown.
        when: Criterion,
        /// Facts that no gate of the same indications may ask.
        never_gates: Vec<FactIndex>,
    },
}

/// A rule's words in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The requirement in one sentence.
    pub says: String,
    /// What to do when it is not met or not known.
    pub remedy: String,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Stable id: a requirement's id, or that and a part.
    pub id: String,
    /// Raised when the rule changes under the same id.
    pub version: u32,
    /// Its file within the guideline's folder.
    pub file: String,
    /// Demand or effect.
    pub body: Body,
    /// The indications it belongs to.
    pub indications: Vec<String>,
    /// The routes it belongs to; `None`: all routes of those indications.
    pub routes: Option<Vec<String>>,
    /// When it is asked.
    pub stages: Vec<Stage>,
    /// Its days.
    pub in_force: InForce,
    /// The role that may grant a named exception; `None`: nobody.
    pub overridable_by: Option<String>,
    /// Open questions of the source that touch it.
    pub inconsistencies: Vec<String>,
    /// The facts that its conditions name.
    pub needs: Vec<FactIndex>,
    /// Danish words.
    pub da: Words,
    /// English words.
    pub en: Words,
    /// The requirements it carries, each with page and quote or basis; never empty.
    pub citations: Vec<Citation>,
}

impl Rule {
    /// `hard`, `soft`, `route` or `info`, as in rule files.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.body {
            Body::Hard { .. } => "hard",
            Body::Soft { .. } => "soft",
            Body::Route { .. } => "route",
            Body::Info { .. } => "info",
        }
    }

    /// The citation to show first for an indication: one whose requirement bears the indication's id, else the first.
    #[must_use]
    pub fn citation_for(&self, indication: &str) -> &Citation {
        let own = |citation: &&Citation| {
            citation.requirement.strip_prefix(indication).is_some_and(|rest| rest.starts_with('-'))
                && matches!(citation.ground, Ground::Source(_))
        };
        self.citations.iter().find(own).unwrap_or(&self.citations[0])
    }

    /// The conditions of the rule: when it applies, and what it demands.
    pub(crate) fn criteria(&self) -> (Option<&Criterion>, Option<&Criterion>) {
        match &self.body {
            Body::Hard { when, require, .. } | Body::Soft { when, require } => (when.as_ref(), Some(require)),
            Body::Route { when, .. } | Body::Info { when, .. } => (Some(when), None),
        }
    }
}
