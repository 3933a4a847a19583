//! The guideline's answer to a referral: both indications, every route, with reasons.

mod record;
mod units;
pub mod vector;
pub mod vocabulary;
mod words;

use guideline::code_set::Entry;
use guideline::counterfactual::Counterfactual;
use guideline::decide::{Conclusion, Question, TrackDecision};
use guideline::fact::{FactIndex, Facts, Value};
use guideline::rule::Stage;
use guideline::rule_set::{RuleSet, Track};
use guideline::switch::Switches;
use jiff::civil::Date;

use crate::code::CodeList;
use crate::referral::{Referral, RequestedException};

pub use record::{RECORD_SCHEMA, rule_json};
pub use units::Units;
pub use vocabulary::{facts_of, vocabulary};
pub use words::in_words;

/// Why a referral cannot be put to the rules at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotAssess {
    /// The requisition is older than the guideline.
    #[error("the requisition date {day} lies before the first day of force of {rule_set}, {from}")]
    BeforeForce {
        /// The requisition date.
        day: Date,
        /// The rule set's first day.
        from: Date,
        /// The rule set.
        rule_set: String,
    },
    /// The indication or route picked does not exist.
    #[error("there is no indication and route \"{picked}\"; there are: {known}")]
    NoSuchTrack {
        /// What was picked.
        picked: String,
        /// All tracks.
        known: String,
    },
}

/// Why a named exception was not granted. Each is written down: an attempt is an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IncidentKind {
    /// The rule does not exist or is not in force.
    UnknownRule,
    /// Nobody may grant an exception from this rule (consent, identity, scope).
    NotOverridable,
    /// Another role would have to grant it.
    WrongRole,
    /// It is dated after the requisition.
    DatedLater,
    /// The consent that was enclosed is another person's.
    ConsentOfAnotherPerson,
}

impl IncidentKind {
    /// A stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownRule => "exception-unknown-rule",
            Self::NotOverridable => "exception-not-overridable",
            Self::WrongRole => "exception-wrong-role",
            Self::DatedLater => "exception-dated-later",
            Self::ConsentOfAnotherPerson => "consent-of-another-person",
        }
    }
}

/// Something that must be written to the incident log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident<'a> {
    /// What happened.
    pub kind: IncidentKind,
    /// The rule concerned, where there is one.
    pub rule: Option<&'a str>,
}

/// Where a patient should go instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect<'a> {
    /// The target in the register of redirect targets.
    pub target: &'a str,
    /// Its entry.
    pub entry: Option<&'a Entry>,
    /// For a target that is resolved by region: the unit.
    pub unit: Option<&'a Entry>,
}

/// The answer of one indication and route.
#[derive(Debug, Clone)]
pub struct TrackAnswer<'a> {
    /// May the patient have the analysis?
    pub referral: TrackDecision<'a>,
    /// May these specimens be used?
    pub plan: TrackDecision<'a>,
}

impl TrackAnswer<'_> {
    /// The track.
    #[must_use]
    pub fn track(&self) -> &Track {
        self.referral.track
    }
}

/// Proof that an order may be made: it can only come from an assessment that ended ELIGIBLE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    rule_set: String,
    track: String,
    day: Date,
    excepted: Vec<String>,
}

impl Granted {
    /// Rule set id, version and hash.
    #[must_use]
    pub fn rule_set(&self) -> &str {
        &self.rule_set
    }

    /// `INDICATION/ROUTE`.
    #[must_use]
    pub fn track(&self) -> &str {
        &self.track
    }

    /// The requisition date.
    #[must_use]
    pub fn day(&self) -> Date {
        self.day
    }

    /// Rules from which a named exception was granted.
    #[must_use]
    pub fn excepted(&self) -> &[String] {
        &self.excepted
    }
}

/// The answer to a referral.
#[derive(Debug, Clone)]
pub struct Assessment<'a> {
    rule_set: &'a RuleSet,
    referral: &'a Referral,
    facts: Facts<'a>,
    switches: Switches,
    excepted: Vec<String>,
    exceptions: Vec<&'a RequestedException>,
    incidents: Vec<Incident<'a>>,
    tracks: Vec<TrackAnswer<'a>>,
    picked: usize,
}

/// Puts a referral to the rules, with the source's open questions read as `switches` say.
///
/// # Errors
/// When the requisition is older than the guideline, or picks an indication or route that does not exist.
pub fn assess<'a>(
    rule_set: &'a RuleSet,
    referral: &'a Referral,
    switches: Switches,
) -> Result<Assessment<'a>, CannotAssess> {
    let day = referral.requisition.date;
    let from = rule_set.identity.effective_from;
    if day < from {
        return Err(CannotAssess::BeforeForce { day, from, rule_set: rule_set.identity.id.clone() });
    }
    let facts = facts_of(referral, rule_set.vocabulary());
    let (exceptions, mut incidents) = exceptions(rule_set, referral);
    if consent_of_another_person(rule_set, &facts) {
        incidents.push(Incident { kind: IncidentKind::ConsentOfAnotherPerson, rule: None });
    }
    let excepted: Vec<String> = exceptions.iter().map(|exception| exception.rule.clone()).collect();
    let question = Question { facts: &facts, day, switches: &switches, excepted: &excepted };
    let picked = pick(rule_set, referral, question)?;
    let tracks = rule_set
        .tracks()
        .iter()
        .map(|track| TrackAnswer {
            referral: rule_set.decide(track, Stage::Referral, question),
            plan: rule_set.decide(track, Stage::Plan, question),
        })
        .collect();
    Ok(Assessment { rule_set, referral, facts, switches, excepted, exceptions, incidents, tracks, picked })
}

/// The place of the track that the requester picks, or that the rule set picks by default.
fn pick(rule_set: &RuleSet, referral: &Referral, question: Question<'_>) -> Result<usize, CannotAssess> {
    let Question { facts, day, switches, .. } = question;
    let requisition = &referral.requisition;
    let track = match (requisition.indication.as_deref(), requisition.route.as_deref()) {
        (Some(indication), Some(route)) => rule_set.track(indication, route),
        (Some(indication), None) => rule_set.default_route(indication, facts, day, switches),
        (None, Some(route)) => {
            let mut of_route = rule_set.tracks().iter().filter(|track| track.route.id == route);
            of_route.next().filter(|_| of_route.next().is_none())
        }
        (None, None) => rule_set.default_track(facts, day, switches),
    };
    let place = track.and_then(|track| rule_set.tracks().iter().position(|own| std::ptr::eq(own, track)));
    place.ok_or_else(|| {
        let part = |part: &Option<String>| part.clone().unwrap_or_else(|| "?".into());
        let known: Vec<String> = rule_set.tracks().iter().map(Track::name).collect();
        CannotAssess::NoSuchTrack {
            picked: format!("{}/{}", part(&requisition.indication), part(&requisition.route)),
            known: known.join(", "),
        }
    })
}

fn exceptions<'a>(rule_set: &'a RuleSet, referral: &'a Referral) -> (Vec<&'a RequestedException>, Vec<Incident<'a>>) {
    let mut granted = Vec::new();
    let mut incidents = Vec::new();
    for exception in &referral.exceptions {
        let rule = rule_set.rule(&exception.rule).filter(|rule| rule.in_force.on(referral.requisition.date));
        let refused = match rule.map(|rule| rule.overridable_by.as_deref()) {
            None => Some(IncidentKind::UnknownRule),
            Some(None) => Some(IncidentKind::NotOverridable),
            Some(Some(role)) if role != exception.role.code() => Some(IncidentKind::WrongRole),
            Some(Some(_)) if exception.date > referral.requisition.date => Some(IncidentKind::DatedLater),
            Some(Some(_)) => None,
        };
        match refused {
            Some(kind) => incidents.push(Incident { kind, rule: Some(&exception.rule) }),
            None => granted.push(exception),
        }
    }
    (granted, incidents)
}

fn consent_of_another_person(rule_set: &RuleSet, facts: &Facts<'_>) -> bool {
    let fact = rule_set.vocabulary().find("consent.person_matches");
    fact.and_then(|fact| facts.get(fact)) == Some(Value::Truth(false))
}

impl<'a> Assessment<'a> {
    /// The rules that decided.
    #[must_use]
    pub fn rule_set(&self) -> &'a RuleSet {
        self.rule_set
    }

    /// The referral.
    #[must_use]
    pub fn referral(&self) -> &'a Referral {
        self.referral
    }

    /// What was known.
    #[must_use]
    pub fn facts(&self) -> &Facts<'a> {
        &self.facts
    }

    /// How the source's open questions were read.
    #[must_use]
    pub fn switches(&self) -> &Switches {
        &self.switches
    }

    /// The exceptions that were granted.
    #[must_use]
    pub fn exceptions(&self) -> &[&'a RequestedException] {
        &self.exceptions
    }

    /// What must be written to the incident log.
    #[must_use]
    pub fn incidents(&self) -> &[Incident<'a>] {
        &self.incidents
    }

    /// Every track's answer, in the rule set's order.
    #[must_use]
    pub fn tracks(&self) -> &[TrackAnswer<'a>] {
        &self.tracks
    }

    /// The answer of the track that was picked.
    #[must_use]
    pub fn picked(&self) -> &TrackAnswer<'a> {
        &self.tracks[self.picked]
    }

    /// How the referral ends.
    #[must_use]
    pub fn conclusion(&self) -> Conclusion {
        self.picked().referral.conclusion
    }

    fn question(&self) -> Question<'_> {
        Question {
            facts: &self.facts,
            day: self.referral.requisition.date,
            switches: &self.switches,
            excepted: &self.excepted,
        }
    }

    /// The unknown facts that can still change the answer at a stage; never one that cannot matter.
    #[must_use]
    pub fn ask(&self, stage: Stage) -> Vec<FactIndex> {
        self.rule_set.facts_that_matter(self.picked().track(), stage, self.question())
    }

    /// The smallest set of changes that would make the referral eligible.
    #[must_use]
    pub fn counterfactual(&self) -> Counterfactual<'_> {
        self.rule_set.counterfactual(self.picked().referral.track, Stage::Referral, self.question())
    }

    /// A later stage's answer with the facts at hand.
    #[must_use]
    pub fn at(&self, stage: Stage) -> TrackDecision<'a> {
        self.rule_set.decide(self.picked().referral.track, stage, self.question())
    }

    /// Names of the tracks that end ELIGIBLE.
    pub fn eligible_tracks(&self) -> impl Iterator<Item = String> + '_ {
        self.tracks
            .iter()
            .filter(|answer| answer.referral.conclusion == Conclusion::Pass)
            .map(|answer| answer.track().name())
    }

    /// The leave to make an order: only for an eligible referral.
    #[must_use]
    pub fn grant(&self) -> Option<Granted> {
        let identity = &self.rule_set.identity;
        (self.conclusion() == Conclusion::Pass).then(|| Granted {
            rule_set: format!("{} {} {}", identity.id, identity.version, self.rule_set.hash),
            track: self.picked().track().name(),
            day: self.referral.requisition.date,
            excepted: self.excepted.clone(),
        })
    }

    /// The 30x units that the specimen plan would book.
    #[must_use]
    pub fn units(&self) -> Option<Units> {
        units::planned(self.rule_set, &self.picked().track().indication.id, &self.referral.plan)
    }

    /// Where the patient should go instead.
    #[must_use]
    pub fn redirects(&self) -> Vec<Redirect<'a>> {
        let day = self.referral.requisition.date;
        let targets = self.rule_set.set("redirect-targets");
        let resolve = |target: &'a str| {
            let entry = targets.and_then(|set| set.entries_for(target, day).next());
            let register = entry.and_then(|entry| entry.details.get("unit_register"));
            Redirect { target, entry, unit: register.and_then(|register| self.unit_of_region(register, day)) }
        };
        self.picked().referral.redirects().into_iter().map(resolve).collect()
    }

    /// The entry of a register that lies in the requesting unit's region on the day, such as the region's AML centre
    /// (MC-REQ-02, INC-17).
    fn unit_of_region(&self, register: &str, day: Date) -> Option<&'a Entry> {
        let unit = self.referral.requester.unit.as_deref()?;
        let unit = self.rule_set.set("units")?.entries().iter().find(|entry| entry.key == unit)?;
        let region = unit.details.get("region")?;
        let own = self.rule_set.set(register)?.entries().iter().filter(|entry| entry.in_force.on(day));
        own.into_iter().find(|entry| entry.details.get("region") == Some(region))
    }
}
