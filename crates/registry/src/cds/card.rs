//! The card: the verdict in the guideline's words, each with its page.

use clinic::eligibility::{Assessment, CannotAssess, in_words};
use clinic::language::Language;
use clinic::referral::FieldError;
use guideline::citation::Ground;
use guideline::counterfactual::Counterfactual;
use guideline::decide::{Conclusion, Finding, Outcome};
use guideline::fact::{FactIndex, FactKind, Value as FactValue};
use guideline::rule::{Body, Stage};
use guideline::rule_set::RuleSet;
use serde_json::{Value, json};

use crate::web::code_word;

/// The most characters of a summary (CDS Hooks 2.0, card attributes: fewer than 140).
const LONGEST_SUMMARY: usize = 139;

fn card(rule_set: &RuleSet, indicator: &str, summary: &str, lines: &[String], language: Language) -> Value {
    let identity = &rule_set.identity;
    let title = language.pick(&identity.title.da, &identity.title.en);
    json!({
        "summary": summary.chars().take(LONGEST_SUMMARY).collect::<String>(),
        "indicator": indicator,
        "detail": lines.join("\n"),
        "source": { "label": format!("{title} ({} {})", identity.id, identity.version) },
    })
}

/// The referral has fields that cannot be read, or lacks those without which there is no answer.
pub(super) fn unreadable(rule_set: &RuleSet, errors: &[FieldError], language: Language) -> Value {
    let summary = language.pick(
        "Kan endnu ikke vurderes: felter mangler eller er forkerte",
        "Cannot be judged yet: fields are missing or wrong",
    );
    let lines: Vec<String> =
        errors.iter().map(|own| format!("- `{}`: {}", own.path, own.fault.remedy(language))).collect();
    card(rule_set, "warning", summary, &lines, language)
}

/// The referral cannot be put to the rules.
pub(super) fn cannot(rule_set: &RuleSet, error: &CannotAssess, language: Language) -> Value {
    let summary =
        match error {
            CannotAssess::BeforeForce { .. } => language
                .pick("Rekvisitionen er ældre end retningslinjen", "The requisition is older than the guideline"),
            CannotAssess::NoSuchTrack { .. } => language
                .pick("Den valgte indikation og rute findes ikke sammen", "There is no such indication and route"),
        };
    card(rule_set, "warning", summary, &[], language)
}

/// The guideline's answer. `differing` are fields of which another resource says something else than the form.
pub(super) fn answered(assessment: &Assessment<'_>, differing: &[String], language: Language) -> Value {
    let setting = Setting { assessment, language };
    let answer = assessment.picked();
    let conclusion = answer.referral.conclusion;
    let track = answer.track();
    let verdict = in_words(conclusion, Stage::Referral, language);
    let title = language.pick(&track.route.title.da, &track.route.title.en);
    let mut lines = setting.reasons();
    lines.extend(setting.counterfactual());
    lines.extend(setting.redirects());
    if conclusion == Conclusion::Pass {
        let plan = in_words(answer.plan.conclusion, Stage::Plan, language);
        lines.push(format!("**{}: {plan}**", language.pick("Prøveplan", "Specimen plan")));
        lines.extend(answer.plan.deciding().map(|own| setting.line(own)));
    }
    lines.extend(answer.referral.warnings().chain(answer.plan.warnings()).map(|own| setting.line(own)));
    lines.extend(differing.iter().map(|path| {
        let says = language.pick(
            "journalen siger noget andet end skemaet; skemaet er brugt",
            "the record says otherwise than the form; the form was used",
        );
        format!("- `{path}`: {says}")
    }));
    let open = conclusion == Conclusion::Pass && answer.plan.conclusion == Conclusion::Pass && differing.is_empty();
    let summary = format!("{verdict} · {} {}: {title}", track.indication.id, track.route.id);
    card(assessment.rule_set(), if open { "info" } else { "warning" }, &summary, &lines, language)
}

struct Setting<'a> {
    assessment: &'a Assessment<'a>,
    language: Language,
}

impl Setting<'_> {
    /// What a rule says, where it stands, and what to do.
    fn line(&self, finding: &Finding<'_>) -> String {
        let (rule, language) = (finding.rule, self.language);
        let words = match language {
            Language::Da => &rule.da,
            Language::En => &rule.en,
        };
        let indication = &self.assessment.picked().track().indication.id;
        let place = match &rule.citation_for(indication).ground {
            Ground::Source(passage) => {
                format!("{} {}: »{}«", language.pick("s.", "p."), passage.page, passage.quote)
            }
            Ground::Basis(_) => language.pick("afledt regel", "derived rule").to_owned(),
        };
        let settled = matches!(finding.outcome, Outcome::Yes) && matches!(rule.body, Body::Hard { .. });
        let remedy = if settled { String::new() } else { format!(" {}", words.remedy) };
        let mark = match finding.outcome {
            Outcome::Unknown => "?",
            Outcome::No => "✗",
            _ if settled => "✓",
            _ => "!",
        };
        format!("- {mark} {} ({}, {place}).{remedy}", words.says, rule.id)
    }

    fn reasons(&self) -> Vec<String> {
        let referral = &self.assessment.picked().referral;
        let asked = self.assessment.ask(Stage::Referral);
        let matters = |own: &&Finding<'_>| {
            own.outcome != Outcome::Unknown || own.rule.needs.iter().any(|fact| asked.contains(fact))
        };
        let mut lines: Vec<String> = referral.deciding().filter(matters).map(|own| self.line(own)).collect();
        if referral.conclusion == Conclusion::Pass {
            let kept = |own: &&Finding<'_>| matches!(own.rule.body, Body::Hard { .. }) && own.outcome == Outcome::Yes;
            lines.extend(referral.findings.iter().filter(kept).map(|own| self.line(own)));
        }
        if !asked.is_empty() && referral.conclusion != Conclusion::Pass {
            let names: Vec<&str> = asked.iter().map(|fact| self.name(*fact)).collect();
            lines.push(format!("**{}**: {}", self.language.pick("Mangler", "Missing"), names.join("; ")));
        }
        lines
    }

    fn name(&self, fact: FactIndex) -> &'static str {
        let definition = self.assessment.rule_set().vocabulary().definition(fact);
        self.language.pick(definition.da, definition.en)
    }

    fn value(&self, fact: FactIndex, value: FactValue<'_>) -> String {
        let kind = self.assessment.rule_set().vocabulary().definition(fact).kind;
        match (value, kind) {
            (FactValue::Truth(truth), _) => {
                if truth { self.language.pick("ja", "yes") } else { self.language.pick("nej", "no") }.to_owned()
            }
            (FactValue::Code(code), FactKind::Code(list)) => code_word(list, code, self.language).to_owned(),
            (FactValue::Code(code), _) => code.to_owned(),
            (FactValue::Whole(number), _) => number.to_string(),
        }
    }

    /// The smallest change that would make it eligible.
    fn counterfactual(&self) -> Vec<String> {
        let say = |da, en| vec![self.language.pick(da, en).to_owned()];
        if self.assessment.conclusion() == Conclusion::Pass {
            return vec![];
        }
        match self.assessment.counterfactual() {
            Counterfactual::AlreadyOpen | Counterfactual::NotDetermined => vec![],
            Counterfactual::None => say(
                "Ingen ændring af det, der kan ændres, vil åbne for henvisning.",
                "No change of what can be changed would make it eligible.",
            ),
            Counterfactual::Changes(changes) => {
                let each: Vec<String> = changes
                    .iter()
                    .map(|own| format!("{}: {}", self.name(own.fact), self.value(own.fact, own.to)))
                    .collect();
                let heading =
                    self.language.pick("Det mindste, der ville åbne", "The least that would make it eligible");
                vec![format!("**{heading}**: {}", each.join("; "))]
            }
        }
    }

    fn redirects(&self) -> Vec<String> {
        let key = self.language.pick("name", "name_en");
        let each = self.assessment.redirects().into_iter().map(|own| {
            let name = |entry: &guideline::code_set::Entry| {
                entry.details.get(key).or(entry.details.get("name")).unwrap_or(&entry.key).clone()
            };
            let target = own.entry.map_or_else(|| own.target.to_owned(), name);
            let unit = own.unit.map(|unit| format!(", {}", name(unit))).unwrap_or_default();
            format!("**{}**: {target}{unit}", self.language.pick("Henvis i stedet til", "Refer instead to"))
        });
        each.collect()
    }
}
