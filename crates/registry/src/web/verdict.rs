//! The guideline's answer on a page: what, why, on which words, what is missing, what would change it, where to go instead.

use clinic::code::CodeList;
use clinic::eligibility::{Assessment, Redirect, in_words};
use clinic::language::Language;
use guideline::citation::{Citation, Ground};
use guideline::counterfactual::Counterfactual;
use guideline::decide::{Conclusion, Finding, Outcome};
use guideline::fact::{FactIndex, FactKind, Unit, Value};
use guideline::rule::{Body, Rule, Stage, Then, Words as RuleWords};
use guideline::rule_set::RuleSet;

use super::code_words::code_word;
use super::field_words::field_of;
use super::frame::Frame;
use super::requisition::link_to;

/// What a conclusion looks like: never told by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tone {
    pub class: &'static str,
    pub mark: &'static str,
}

const GOOD: Tone = Tone { class: "good", mark: "✓" };
const OPEN: Tone = Tone { class: "open", mark: "?" };
const BAD: Tone = Tone { class: "bad", mark: "✗" };

/// Where a rule stands in the source.
pub(super) struct SourceView {
    /// The requirement.
    pub requirement: String,
    /// `s. 10`, or that it is derived.
    pub place: String,
    /// The printed words, always Danish; or the basis.
    pub words: String,
    pub printed: bool,
}

/// A field to fill in.
pub(super) struct Link {
    pub to: String,
    pub name: &'static str,
}

/// A rule's answer on the page.
pub(super) struct FindingView {
    pub rule: String,
    pub tone: Tone,
    pub says: String,
    pub source: SourceView,
    pub given: Vec<String>,
    pub remedy: Option<String>,
    pub fields: Vec<Link>,
}

/// Findings under a heading.
pub(super) struct Part {
    pub heading: &'static str,
    pub findings: Vec<FindingView>,
}

/// A change that would do.
pub(super) struct ChangeView {
    pub name: &'static str,
    pub link: Option<String>,
    pub to: String,
    pub now: String,
}

/// What would have to be different.
pub(super) enum Changes {
    NotNeeded,
    These(Vec<ChangeView>),
    None,
    NotDetermined,
}

/// Another track's answer.
pub(super) struct OtherView {
    pub name: String,
    pub title: String,
    pub tone: Tone,
    pub verdict: &'static str,
    pub why: Vec<String>,
}

/// The answer on the page.
pub(super) struct Verdict {
    pub tone: Tone,
    pub name: &'static str,
    pub place: String,
    pub date: String,
    pub redirects: Vec<String>,
    pub parts: Vec<Part>,
    pub changes: Changes,
    pub plan: Option<(Tone, &'static str)>,
    pub units: Option<String>,
    pub plan_findings: Vec<FindingView>,
    pub warnings: Vec<FindingView>,
    pub tasks: Vec<FindingView>,
    pub exceptions: Vec<String>,
    pub incidents: Vec<String>,
    pub others: Vec<OtherView>,
    pub fulfilled: Vec<FindingView>,
}

pub(super) fn tone(conclusion: Conclusion) -> Tone {
    match conclusion {
        Conclusion::Pass => GOOD,
        Conclusion::Incomplete | Conclusion::Hold => OPEN,
        Conclusion::Refused | Conclusion::OutOfScope | Conclusion::Redirect => BAD,
    }
}

/// A rule's words in the page's language.
pub(super) fn rule_words(rule: &Rule, language: Language) -> &RuleWords {
    match language {
        Language::Da => &rule.da,
        Language::En => &rule.en,
    }
}

/// Where a requirement stands, for the page.
pub(super) fn source(citation: &Citation, rule_set: &RuleSet, frame: &Frame) -> SourceView {
    let requirement = citation.requirement.clone();
    match &citation.ground {
        Ground::Source(passage) => SourceView {
            requirement,
            place: format!("{} {}", frame.w.page_short, passage.page),
            words: passage.quote.clone(),
            printed: true,
        },
        Ground::Basis(basis) => {
            let derived = rule_set.derived.iter().find(|item| item.id == requirement);
            let words = derived.map_or(basis.as_str(), |item| frame.language.pick(&item.da, &item.en)).to_owned();
            SourceView { requirement, place: frame.w.derived_rule.to_owned(), words, printed: false }
        }
    }
}

/// Sets an assessment for the page.
pub(super) fn verdict(frame: &Frame, assessment: &Assessment<'_>) -> Verdict {
    Setting {
        frame,
        assessment,
        asked: [Stage::Referral, Stage::Plan].iter().flat_map(|stage| assessment.ask(*stage)).collect(),
    }
    .verdict()
}

struct Setting<'a> {
    frame: &'a Frame,
    assessment: &'a Assessment<'a>,
    asked: Vec<FactIndex>,
}

impl Setting<'_> {
    fn verdict(&self) -> Verdict {
        let (frame, assessment) = (self.frame, self.assessment);
        let language = frame.language;
        let answer = assessment.picked();
        let track = answer.track();
        let conclusion = answer.referral.conclusion;
        let plan = matches!(conclusion, Conclusion::Pass | Conclusion::Incomplete).then_some(&answer.plan);
        let plan_name = |plan: Conclusion| (tone(plan), in_words(plan, Stage::Plan, language));
        let stages = [&answer.referral, &answer.plan];
        let of_stages = |wanted: &dyn Fn(&Finding<'_>) -> bool| -> Vec<FindingView> {
            stages
                .iter()
                .flat_map(|stage| &stage.findings)
                .filter(|own| wanted(own))
                .map(|own| self.finding(own))
                .collect()
        };
        let is_task = |own: &Finding<'_>| {
            own.outcome == Outcome::Yes && matches!(&own.rule.body, Body::Route { then: Then::Task(_), .. })
        };
        Verdict {
            tone: tone(conclusion),
            name: in_words(conclusion, Stage::Referral, language),
            place: format!(
                "{} · {} {}: {}",
                frame.pick(&track.indication.title),
                frame.w.route,
                track.route.id,
                frame.pick(&track.route.title)
            ),
            date: assessment.referral().requisition.date.to_string(),
            redirects: assessment.redirects().iter().map(|own| self.redirect(own)).collect(),
            parts: self.parts(),
            changes: self.changes(),
            plan: plan.map(|plan| plan_name(plan.conclusion)),
            units: assessment.units().filter(|_| answer.plan.conclusion == Conclusion::Pass).map(|units| {
                let w = frame.w;
                format!(
                    "{} {} ({} {}, {} {})",
                    units.total(),
                    w.units_planned,
                    w.tumour,
                    units.tumour,
                    w.germline,
                    units.germline
                )
            }),
            plan_findings: plan.map(|plan| plan.deciding().map(|own| self.finding(own)).collect()).unwrap_or_default(),
            warnings: stages.iter().flat_map(|stage| stage.warnings()).map(|own| self.finding(own)).collect(),
            tasks: of_stages(&is_task),
            exceptions: self.exceptions(),
            incidents: assessment
                .incidents()
                .iter()
                .map(|own| format!("{} {}", own.kind.code(), own.rule.unwrap_or_default()))
                .collect(),
            others: self.others(),
            fulfilled: answer
                .referral
                .findings
                .iter()
                .filter(|own| matches!(own.rule.body, Body::Hard { .. }) && own.outcome == Outcome::Yes)
                .map(|own| self.finding(own))
                .collect(),
        }
    }

    fn redirect(&self, redirect: &Redirect<'_>) -> String {
        let key = self.frame.language.pick("name", "name_en");
        let name = |entry: &guideline::code_set::Entry| {
            entry.details.get(key).or(entry.details.get("name")).unwrap_or(&entry.key).clone()
        };
        let target = redirect.entry.map_or_else(|| redirect.target.to_owned(), name);
        match redirect.unit {
            Some(unit) => format!("{target}: {} (SOR {})", name(unit), unit.key),
            None => target,
        }
    }

    fn parts(&self) -> Vec<Part> {
        let decision = &self.assessment.picked().referral;
        let (open, failed): (Vec<&Finding<'_>>, Vec<&Finding<'_>>) =
            decision.deciding().partition(|own| own.outcome == Outcome::Unknown);
        let asked = self.assessment.ask(Stage::Referral);
        let open = open.into_iter().filter(|own| own.rule.needs.iter().any(|fact| asked.contains(fact)));
        let heading =
            if decision.conclusion == Conclusion::Incomplete { self.frame.w.to_complete } else { self.frame.w.why };
        let parts = [
            Part { heading, findings: failed.into_iter().map(|own| self.finding(own)).collect() },
            Part { heading: self.frame.w.missing, findings: open.map(|own| self.finding(own)).collect() },
        ];
        parts.into_iter().filter(|part| !part.findings.is_empty()).collect()
    }

    fn finding(&self, finding: &Finding<'_>) -> FindingView {
        let (rule, frame) = (finding.rule, self.frame);
        let redirecting = matches!(rule.body, Body::Route { .. });
        let indication = &self.assessment.picked().track().indication.id;
        let known = |fact: &FactIndex| {
            let value = self.assessment.facts().get(*fact)?;
            Some(format!("{}: {}", self.fact_name(*fact), self.value(*fact, value)))
        };
        let unsettled = matches!(finding.outcome, Outcome::No | Outcome::Unknown);
        let fields =
            rule.needs.iter().filter(|fact| unsettled && (finding.outcome == Outcome::No || self.asked.contains(fact)));
        let mut links: Vec<Link> = fields.filter_map(|fact| self.link(*fact)).collect();
        links.dedup_by(|a, b| a.to == b.to);
        FindingView {
            rule: rule.id.clone(),
            tone: match finding.outcome {
                Outcome::Yes if redirecting => OPEN,
                Outcome::Yes | Outcome::NotApplicable | Outcome::Excepted => GOOD,
                Outcome::No => BAD,
                Outcome::Unknown => OPEN,
            },
            says: rule_words(rule, frame.language).says.clone(),
            source: source(rule.citation_for(indication), self.assessment.rule_set(), frame),
            given: rule.needs.iter().filter_map(known).collect(),
            remedy: (unsettled || redirecting).then(|| rule_words(rule, frame.language).remedy.clone()),
            fields: links,
        }
    }

    fn link(&self, fact: FactIndex) -> Option<Link> {
        let field = field_of(self.assessment.rule_set().fact_id(fact))?;
        let own = self.frame.language.pick(field.da, field.en);
        Some(Link { to: link_to(field.path), name: if own.is_empty() { self.fact_name(fact) } else { own } })
    }

    fn fact_name(&self, fact: FactIndex) -> &'static str {
        let definition = self.assessment.rule_set().vocabulary().definition(fact);
        self.frame.language.pick(definition.da, definition.en)
    }

    fn value(&self, fact: FactIndex, value: Value<'_>) -> String {
        let w = self.frame.w;
        let kind = self.assessment.rule_set().vocabulary().definition(fact).kind;
        match (value, kind) {
            (Value::Truth(truth), _) => if truth { w.yes } else { w.no }.to_lowercase(),
            (Value::Code(code), FactKind::Code(list)) => code_word(list, code, self.frame.language).to_owned(),
            (Value::Code(code), _) => code.to_owned(),
            (Value::Whole(number), FactKind::Whole { unit, .. }) if unit != Unit::Score => {
                let [da, en] = unit.words();
                format!("{number} {}", self.frame.language.pick(da, en))
            }
            (Value::Whole(number), _) => number.to_string(),
        }
    }

    fn changes(&self) -> Changes {
        if self.assessment.conclusion() == Conclusion::Pass {
            return Changes::NotNeeded;
        }
        match self.assessment.counterfactual() {
            Counterfactual::AlreadyOpen => Changes::NotNeeded,
            Counterfactual::NotDetermined => Changes::NotDetermined,
            Counterfactual::None => Changes::None,
            Counterfactual::Changes(changes) => {
                let w = self.frame.w;
                let view = |change: &guideline::counterfactual::ProposedChange<'_>| {
                    let to = self.value(change.fact, change.to);
                    let now = self.assessment.facts().get(change.fact).map(|value| self.value(change.fact, value));
                    ChangeView {
                        name: self.fact_name(change.fact),
                        link: self.link(change.fact).map(|link| link.to),
                        to: if matches!(change.to, Value::Truth(_)) { to } else { format!("{} {to}", w.for_example) },
                        now: now
                            .map_or_else(|| format!("{} {}", w.now, w.not_known), |now| format!("{}: {now}", w.now)),
                    }
                };
                Changes::These(changes.iter().map(view).collect())
            }
        }
    }

    fn exceptions(&self) -> Vec<String> {
        let told = |own: &&clinic::referral::RequestedException| {
            let role = code_word(clinic::code::ExceptionRole::CODES, own.role.code(), self.frame.language);
            format!("{}: {} ({role}), {}: {}", own.rule, own.by.as_str(), own.date, own.reason.as_str())
        };
        self.assessment.exceptions().iter().map(told).collect()
    }

    fn others(&self) -> Vec<OtherView> {
        let language = self.frame.language;
        let picked = self.assessment.picked().track().name();
        let others = self.assessment.tracks().iter().filter(|answer| answer.track().name() != picked);
        let view = |answer: &clinic::eligibility::TrackAnswer<'_>| {
            let conclusion = answer.referral.conclusion;
            OtherView {
                name: answer.track().name(),
                title: self.frame.pick(&answer.track().route.title).to_owned(),
                tone: tone(conclusion),
                verdict: in_words(conclusion, Stage::Referral, language),
                why: answer.referral.deciding().map(|own| own.rule.id.clone()).take(4).collect(),
            }
        };
        others.map(view).collect()
    }
}
