//! A guideline that passed every check: rules, lists, readings and data, under one id, version and hash.

use jiff::civil::Date;

use crate::citation::Citation;
use crate::cited::{CitedItem, Definition, DerivedItem};
use crate::code_set::CodeSet;
use crate::criterion::{Criterion, Setting};
use crate::decide::Conclusion;
use crate::fact::{FactIndex, Facts, Vocabulary};
use crate::rule::{Rule, Stage};
use crate::solve::Domain;
use crate::switch::{Inconsistency, SwitchIndex, Switches};
use crate::truth::Truth;

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bilingual {
    /// Danish.
    pub da: String,
    /// English.
    pub en: String,
}

/// Where a rule set comes from and who has approved what.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Stable id, for example `ngc-haem-2022`.
    pub id: String,
    /// Version of this encoding.
    pub version: String,
    /// Title.
    pub title: Bilingual,
    /// Who published the source.
    pub publisher: String,
    /// Country whose patients it is for.
    pub jurisdiction: String,
    /// The source: its title, case number, pages read and time of writing.
    pub source: SourceRecord,
    /// First day of force.
    pub effective_from: Date,
    /// The body that approved the source.
    pub approved_by: String,
    /// The day of that approval.
    pub approved_on: Date,
    /// Where the approval stands in the source.
    pub approval: Citation,
    /// Whether this encoding has been signed off, in one word or phrase.
    pub encoding_status: String,
    /// Who has reviewed this encoding; an approved one names at least two.
    pub encoding_reviewed_by: Vec<String>,
    /// What that means for a reader.
    pub encoding: Bilingual,
}

/// The document that a rule set encodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRecord {
    /// Title.
    pub title: String,
    /// Case number.
    pub case: String,
    /// Pages at hand.
    pub pages_read: String,
    /// When it was written.
    pub authored: String,
}

/// The hash of a rule set's canonical form (SHA-256).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RuleSetHash(pub(crate) [u8; 32]);

impl std::fmt::Display for RuleSetHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// An indication or one of its routes, and when it is picked if the case does not say.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// Title.
    pub title: Bilingual,
    /// Picked by default when this is yes; `None`: the fallback.
    pub default_when: Option<Criterion>,
}

/// Rules that block together: one hard rule, one redirect, or several alternatives of which one suffices.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    /// Places of its rules in the rule set.
    pub rules: Vec<usize>,
    /// Places of its rules in the stage's list.
    pub slots: Vec<usize>,
    pub on_no: Conclusion,
}

/// One indication and route, with its rules for each stage.
#[derive(Debug, Clone)]
pub struct Track {
    /// The indication.
    pub indication: Choice,
    /// The route.
    pub route: Choice,
    pub(crate) rules: [Vec<usize>; Stage::ALL.len()],
    pub(crate) gates: [Vec<Gate>; Stage::ALL.len()],
}

impl Track {
    /// `INDICATION/ROUTE`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}/{}", self.indication.id, self.route.id)
    }
}

/// Where a requirement of the check list is held when no rule and no cited item holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceEntry {
    /// The requirement.
    pub id: String,
    /// Code that holds it (path and test), or `None` when a later part of the product will.
    pub code: Option<(String, String)>,
    /// Why, and which part of the product.
    pub reason: String,
}

/// A requirement of the check list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// Its id.
    pub id: String,
    /// Its kind in the check list.
    pub kind: String,
    /// Page of the source, where it has one.
    pub page: Option<u32>,
}

/// A guideline that can decide.
#[derive(Debug, Clone)]
pub struct RuleSet {
    /// Id, version, approval.
    pub identity: Identity,
    /// The hash of its canonical form.
    pub hash: RuleSetHash,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) rules: Vec<Rule>,
    pub(crate) sets: Vec<CodeSet>,
    pub(crate) inconsistencies: Vec<Inconsistency>,
    pub(crate) tracks: Vec<Track>,
    /// For each fact the values that stand for all values.
    pub(crate) domains: Vec<Domain>,
    /// Requirements held as data.
    pub cited: Vec<CitedItem>,
    /// Definitions from the annexes.
    pub definitions: Vec<Definition>,
    /// Rules that the source does not state.
    pub derived: Vec<DerivedItem>,
    /// The check list.
    pub requirements: Vec<Requirement>,
    /// What code or a later part holds.
    pub trace: Vec<TraceEntry>,
    /// For each kind of cited data what the product does with it; its `id` is the kind.
    pub behaviour: Vec<TraceEntry>,
}

impl RuleSet {
    /// All rules, in order of their ids.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of this id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// All tracks, in file order.
    #[must_use]
    pub fn tracks(&self) -> &[Track] {
        &self.tracks
    }

    /// The track of an indication and a route.
    #[must_use]
    pub fn track(&self, indication: &str, route: &str) -> Option<&Track> {
        self.tracks.iter().find(|track| track.indication.id == indication && track.route.id == route)
    }

    /// The value set or register of this id.
    #[must_use]
    pub fn set(&self, id: &str) -> Option<&CodeSet> {
        self.sets.iter().find(|set| set.id == id)
    }

    /// All value sets and registers.
    #[must_use]
    pub fn sets(&self) -> &[CodeSet] {
        &self.sets
    }

    /// The open questions of the source.
    #[must_use]
    pub fn inconsistencies(&self) -> &[Inconsistency] {
        &self.inconsistencies
    }

    /// An inconsistency by its id.
    #[must_use]
    pub fn find_switch(&self, id: &str) -> Option<(SwitchIndex, &Inconsistency)> {
        (0u16..)
            .zip(&self.inconsistencies)
            .find(|(_, candidate)| candidate.id == id)
            .map(|(place, inconsistency)| (SwitchIndex(place), inconsistency))
    }

    /// Every question read in its default way.
    #[must_use]
    pub fn default_switches(&self) -> Switches {
        Switches::defaults(&self.inconsistencies)
    }

    /// The vocabulary that the rules were checked against.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// A fact's name.
    #[must_use]
    pub fn fact_id(&self, fact: FactIndex) -> &'static str {
        self.vocabulary.definition(fact).id
    }

    pub(crate) fn setting<'a>(&'a self, day: Date, switches: &'a Switches) -> Setting<'a> {
        Setting { sets: &self.sets, switches, day }
    }

    /// The track that a case belongs to when it does not say: the first indication whose default condition is yes (else
    /// the first), and within it the first route whose condition is yes, else the route without a condition.
    #[must_use]
    pub fn default_track(&self, facts: &Facts<'_>, day: Date, switches: &Switches) -> Option<&Track> {
        let chosen = |choice: &Choice| self.is_default(choice, facts, day, switches);
        let indication = self.tracks.iter().find(|track| chosen(&track.indication)).or(self.tracks.first())?;
        self.default_route(&indication.indication.id, facts, day, switches)
    }

    /// The route of an indication that a case belongs to when it does not say.
    #[must_use]
    pub fn default_route(&self, indication: &str, facts: &Facts<'_>, day: Date, switches: &Switches) -> Option<&Track> {
        let routes = || self.tracks.iter().filter(|track| track.indication.id == indication);
        routes()
            .find(|track| self.is_default(&track.route, facts, day, switches))
            .or_else(|| routes().find(|track| track.route.default_when.is_none()))
            .or_else(|| routes().next())
    }

    fn is_default(&self, choice: &Choice, facts: &Facts<'_>, day: Date, switches: &Switches) -> bool {
        let answer = |criterion: &Criterion| criterion.evaluate(facts, self.setting(day, switches));
        choice.default_when.as_ref().is_some_and(|criterion| answer(criterion) == Truth::Yes)
    }
}
