//! The answer to a referral as text that a person reads: what, why, what is missing, where to go, on which words.

use std::fmt::{self, Write};

use anstyle::Style;
use clinic::eligibility::{Assessment, TrackAnswer, in_words};
use clinic::language::Language;
use guideline::citation::{Citation, Ground};
use guideline::counterfactual::Counterfactual;
use guideline::decide::{Conclusion, Finding, Outcome, TrackDecision};
use guideline::fact::{FactIndex, FactKind, Unit, Value};
use guideline::rule::{Body, Rule, Stage, Words};
use guideline::rule_set::RuleSet;

use crate::terminal::{BAD, GOOD, HEADING, OPEN, QUIET, harmless, wrapped, wrapped_after};

/// How much is shown.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// Danish or English.
    pub language: Language,
    /// Also show rules that do not apply, and the answers of the other routes rule by rule.
    pub all: bool,
    /// Also ask the release stage.
    pub release: bool,
    /// List the rules that are fulfilled, not only how many.
    pub fulfilled: bool,
}

/// A verdict in words, in capitals: it is the first thing that is read.
pub fn verdict(conclusion: Conclusion, stage: Stage, language: Language) -> String {
    in_words(conclusion, stage, language).to_uppercase()
}

/// The colour of a verdict.
pub fn colour(conclusion: Conclusion) -> Style {
    match conclusion {
        Conclusion::Pass => GOOD,
        Conclusion::Incomplete | Conclusion::Hold => OPEN,
        Conclusion::Refused | Conclusion::OutOfScope | Conclusion::Redirect => BAD,
    }
}

fn words(rule: &Rule, language: Language) -> &Words {
    match language {
        Language::Da => &rule.da,
        Language::En => &rule.en,
    }
}

/// Page and printed words, or for a derived rule what it says in the list of derived rules.
pub fn source(citation: &Citation, rule_set: &RuleSet, language: Language) -> String {
    match &citation.ground {
        Ground::Source(passage) => format!("{} {}: »{}«", language.pick("s.", "p."), passage.page, passage.quote),
        Ground::Basis(basis) => {
            let derived = rule_set.derived.iter().find(|item| item.id == citation.requirement);
            let words = derived.map_or(basis.as_str(), |item| language.pick(&item.da, &item.en));
            format!("{} {}: {words}", language.pick("afledt regel", "derived rule"), citation.requirement)
        }
    }
}

/// Renders an assessment.
pub fn render(assessment: &Assessment<'_>, view: View) -> Result<String, fmt::Error> {
    let mut page = Page { text: String::new(), assessment, view };
    page.write()?;
    Ok(page.text)
}

struct Page<'a> {
    text: String,
    assessment: &'a Assessment<'a>,
    view: View,
}

impl<'a> Page<'a> {
    fn pick<'t>(&self, da: &'t str, en: &'t str) -> &'t str {
        self.view.language.pick(da, en)
    }

    fn write(&mut self) -> fmt::Result {
        let answer = self.assessment.picked();
        self.headline(answer)?;
        self.redirects()?;
        self.deciding(&answer.referral)?;
        self.counterfactual()?;
        if matches!(answer.referral.conclusion, Conclusion::Pass | Conclusion::Incomplete) {
            self.plan(&answer.plan)?;
        }
        if self.view.release {
            let release = self.assessment.at(Stage::Release);
            self.heading(self.pick("Frigivelse til sekventering", "Release to sequencing"))?;
            self.stage_line(&release)?;
            self.tasks(&[&release])?;
            self.findings(&release.deciding().copied().collect::<Vec<Finding<'_>>>())?;
        }
        self.warnings_and_notes(answer)?;
        self.exceptions()?;
        self.other_tracks()?;
        self.fulfilled(&answer.referral)?;
        if self.view.all {
            self.not_applicable(&answer.referral)?;
        }
        Ok(())
    }

    fn heading(&mut self, text: &str) -> fmt::Result {
        writeln!(self.text, "\n{HEADING}{text}{HEADING:#}")
    }

    fn headline(&mut self, answer: &TrackAnswer<'_>) -> fmt::Result {
        let language = self.view.language;
        let conclusion = answer.referral.conclusion;
        let style = colour(conclusion);
        let track = answer.track();
        let title = |text: &guideline::rule_set::Bilingual| language.pick(&text.da, &text.en).to_owned();
        let verdict = verdict(conclusion, Stage::Referral, language);
        let place = format!(
            "{} · {} {}: {}",
            title(&track.indication.title),
            self.pick("rute", "route"),
            track.route.id,
            title(&track.route.title),
        );
        writeln!(self.text, "{style}{verdict}{style:#}\n{}", wrapped(&place, 0))?;
        let rule_set = self.assessment.rule_set();
        let identity = &rule_set.identity;
        let hash = rule_set.hash.to_string();
        let requisition = self.pick("Rekvisition", "Requisition");
        let date = self.assessment.referral().requisition.date;
        let rules = format!("{requisition} {date} · {} {} ({})", identity.id, identity.version, &hash[..12]);
        writeln!(self.text, "{QUIET}{rules}{QUIET:#}")?;
        let encoding = language.pick(&identity.encoding.da, &identity.encoding.en);
        writeln!(self.text, "{QUIET}{}{QUIET:#}", wrapped(encoding, 0))
    }

    fn redirects(&mut self) -> fmt::Result {
        let redirects = self.assessment.redirects();
        if redirects.is_empty() {
            return Ok(());
        }
        self.heading(self.pick("Henvis i stedet til", "Refer instead to"))?;
        for redirect in redirects {
            let key = if self.view.language == Language::En { "name_en" } else { "name" };
            let name = |entry: &'a guideline::code_set::Entry| {
                entry.details.get(key).or(entry.details.get("name")).map_or(entry.key.as_str(), String::as_str)
            };
            let target = redirect.entry.map_or(redirect.target, name);
            match redirect.unit {
                Some(unit) => writeln!(self.text, "  → {target}: {} (SOR {})", name(unit), unit.key)?,
                None => writeln!(self.text, "  → {target}")?,
            }
        }
        Ok(())
    }

    fn deciding(&mut self, decision: &TrackDecision<'_>) -> fmt::Result {
        if decision.conclusion == Conclusion::Pass {
            return Ok(());
        }
        let (open, failed): (Vec<Finding<'_>>, Vec<Finding<'_>>) =
            decision.deciding().partition(|finding| finding.outcome == Outcome::Unknown);
        if !failed.is_empty() {
            let heading = match decision.conclusion {
                Conclusion::Incomplete => self.pick("Skal rettes eller suppleres", "To be corrected or completed"),
                _ => self.pick("Hvorfor", "Why"),
            };
            self.heading(heading)?;
            self.findings(&failed)?;
        }
        let asked = self.assessment.ask(Stage::Referral);
        let open: Vec<Finding<'_>> =
            open.into_iter().filter(|finding| finding.rule.needs.iter().any(|fact| asked.contains(fact))).collect();
        if !open.is_empty() {
            self.heading(self.pick("Mangler", "Missing"))?;
            for finding in open {
                self.finding(&finding)?;
                for fact in finding.rule.needs.iter().filter(|fact| asked.contains(fact)) {
                    let question = self.fact_name(*fact);
                    writeln!(self.text, "      {OPEN}?{OPEN:#} {question}")?;
                }
            }
        }
        Ok(())
    }

    fn findings(&mut self, findings: &[Finding<'_>]) -> fmt::Result {
        findings.iter().try_for_each(|finding| self.finding(finding))
    }

    /// A rule with its words, its source, what it saw, and the remedy.
    fn finding(&mut self, finding: &Finding<'_>) -> fmt::Result {
        let language = self.view.language;
        let rule = finding.rule;
        let (style, mark) = mark(finding);
        writeln!(
            self.text,
            "  {style}{mark}{style:#} {HEADING}{}{HEADING:#}  {}",
            rule.id,
            wrapped_after(rule.id.chars().count() + 6, &words(rule, language).says, 6)
        )?;
        let citation = rule.citation_for(&self.assessment.picked().track().indication.id);
        writeln!(
            self.text,
            "      {QUIET}{}{QUIET:#}",
            wrapped(&source(citation, self.assessment.rule_set(), language), 6)
        )?;
        let known: Vec<String> = rule
            .needs
            .iter()
            .filter_map(|fact| {
                let value = self.assessment.facts().get(*fact)?;
                Some(format!("{}: {}", self.fact_name(*fact), self.value(*fact, value)))
            })
            .collect();
        if !known.is_empty() {
            let line = format!("{} {}", self.pick("Oplyst:", "Given:"), known.join("; "));
            writeln!(self.text, "      {}", wrapped(&line, 6))?;
        }
        if matches!(finding.outcome, Outcome::No | Outcome::Unknown) || matches!(rule.body, Body::Route { .. }) {
            writeln!(self.text, "      → {}", wrapped(&words(rule, language).remedy, 8))?;
        }
        Ok(())
    }

    fn fact_name(&self, fact: FactIndex) -> &'static str {
        let definition = self.assessment.rule_set().vocabulary().definition(fact);
        self.view.language.pick(definition.da, definition.en)
    }

    fn value(&self, fact: FactIndex, value: Value<'_>) -> String {
        match value {
            Value::Truth(true) => self.pick("ja", "yes").to_owned(),
            Value::Truth(false) => self.pick("nej", "no").to_owned(),
            Value::Code(code) => harmless(code),
            Value::Whole(number) => match self.assessment.rule_set().vocabulary().definition(fact).kind {
                FactKind::Whole { unit, .. } if unit != Unit::Score => {
                    let [da, en] = unit.words();
                    format!("{number} {}", self.pick(da, en))
                }
                _ => number.to_string(),
            },
        }
    }

    fn counterfactual(&mut self) -> fmt::Result {
        let conclusion = self.assessment.conclusion();
        if conclusion == Conclusion::Pass {
            return Ok(());
        }
        let assessment = self.assessment;
        match assessment.counterfactual() {
            Counterfactual::AlreadyOpen => {}
            Counterfactual::NotDetermined => {
                self.heading(self.pick("Mindste ændring: ikke bestemt", "Smallest change: not determined"))?;
            }
            Counterfactual::None => {
                self.heading(self.pick("Ingen ændring kan åbne denne rute", "No change can open this route"))?;
                writeln!(
                    self.text,
                    "  {}",
                    wrapped(
                        self.pick(
                            "Det afgørende er forhold, som ikke kan ændres (alder, diagnose, arvelighed).",
                            "What decides cannot be changed (age, diagnosis, heredity).",
                        ),
                        2
                    )
                )?;
            }
            Counterfactual::Changes(changes) => {
                let heading = match self.view.language {
                    Language::Da => {
                        format!("Patienten ville kunne henvises, hvis ({} ændring(er), færrest mulige)", changes.len())
                    }
                    Language::En => {
                        format!("The patient would be eligible if ({} change(s), the fewest)", changes.len())
                    }
                };
                self.heading(&heading)?;
                for change in changes {
                    let now = match assessment.facts().get(change.fact) {
                        Some(value) => format!("{}: {}", self.pick("nu", "now"), self.value(change.fact, value)),
                        None => self.pick("nu ukendt", "not known now").to_owned(),
                    };
                    let to = self.value(change.fact, change.to);
                    // A number or a code stands for every value that no rule tells from it.
                    let example = match change.to {
                        Value::Truth(_) => "",
                        Value::Whole(_) | Value::Code(_) => self.pick("fx ", "e.g. "),
                    };
                    writeln!(self.text, "  · {}: {example}{to}  {QUIET}({now}){QUIET:#}", self.fact_name(change.fact))?;
                }
            }
        }
        Ok(())
    }

    fn stage_line(&mut self, decision: &TrackDecision<'_>) -> fmt::Result {
        let style = colour(decision.conclusion);
        let verdict = verdict(decision.conclusion, decision.stage, self.view.language);
        writeln!(self.text, "  {style}{verdict}{style:#}")
    }

    fn plan(&mut self, plan: &TrackDecision<'_>) -> fmt::Result {
        self.heading(self.pick("Prøveplan", "Specimen plan"))?;
        self.stage_line(plan)?;
        if let Some(units) = self.assessment.units().filter(|_| plan.conclusion == Conclusion::Pass) {
            let line = match self.view.language {
                Language::Da => {
                    format!("{} enheder à 30x (tumor {}, germline {})", units.total(), units.tumour, units.germline)
                }
                Language::En => {
                    format!("{} units of 30x (tumour {}, germline {})", units.total(), units.tumour, units.germline)
                }
            };
            writeln!(self.text, "  {line}")?;
        }
        self.findings(&plan.deciding().copied().collect::<Vec<Finding<'_>>>())
    }

    fn warnings_and_notes(&mut self, answer: &TrackAnswer<'_>) -> fmt::Result {
        let stages = [&answer.referral, &answer.plan];
        let warnings: Vec<Finding<'_>> = stages.iter().flat_map(|stage| stage.warnings()).copied().collect();
        if !warnings.is_empty() {
            self.heading(self.pick("Advarsler", "Warnings"))?;
            self.findings(&warnings)?;
        }
        self.tasks(&stages)?;
        let notes: Vec<Finding<'_>> = stages.iter().flat_map(|stage| stage.notes()).copied().collect();
        if self.view.all && !notes.is_empty() {
            self.heading(self.pick("Ikke et krav", "Not a requirement"))?;
            self.findings(&notes)?;
        }
        Ok(())
    }

    fn tasks(&mut self, stages: &[&TrackDecision<'_>]) -> fmt::Result {
        let tasks: Vec<Finding<'_>> = stages
            .iter()
            .flat_map(|stage| &stage.findings)
            .filter(|finding| {
                finding.outcome == Outcome::Yes
                    && matches!(&finding.rule.body, Body::Route { then: guideline::rule::Then::Task(_), .. })
            })
            .copied()
            .collect();
        if !tasks.is_empty() {
            self.heading(self.pick("Opgaver", "Tasks"))?;
            self.findings(&tasks)?;
        }
        Ok(())
    }

    fn exceptions(&mut self) -> fmt::Result {
        let assessment = self.assessment;
        if !assessment.exceptions().is_empty() {
            self.heading(self.pick("Navngivne undtagelser", "Named exceptions"))?;
            for exception in assessment.exceptions() {
                writeln!(
                    self.text,
                    "  ! {}  {} ({}), {}: {}",
                    exception.rule,
                    harmless(exception.by.as_str()),
                    clinic::code::CodeList::code(exception.role),
                    exception.date,
                    harmless(exception.reason.as_str())
                )?;
            }
        }
        if !assessment.incidents().is_empty() {
            self.heading(self.pick("Hændelser, der skal registreres", "Incidents to be recorded"))?;
            for incident in assessment.incidents() {
                writeln!(self.text, "  {BAD}!{BAD:#} {} {}", incident.kind.code(), incident.rule.unwrap_or_default())?;
            }
        }
        Ok(())
    }

    fn other_tracks(&mut self) -> fmt::Result {
        let assessment = self.assessment;
        let picked = assessment.picked().track().name();
        self.heading(self.pick("Andre indikationer og ruter", "Other indications and routes"))?;
        for answer in assessment.tracks() {
            let track = answer.track();
            if track.name() == picked {
                continue;
            }
            let conclusion = answer.referral.conclusion;
            let style = colour(conclusion);
            let title = self.view.language.pick(&track.route.title.da, &track.route.title.en);
            let verdict = verdict(conclusion, Stage::Referral, self.view.language);
            let why: Vec<&str> = answer.referral.deciding().map(|finding| finding.rule.id.as_str()).take(4).collect();
            let name = track.name();
            writeln!(
                self.text,
                "  {name}  {style}{verdict}{style:#}  {}",
                wrapped_after(name.len() + verdict.len() + 6, title, 8)
            )?;
            if !why.is_empty() {
                writeln!(self.text, "        {QUIET}{}{QUIET:#}", why.join(", "))?;
            }
        }
        Ok(())
    }

    fn fulfilled(&mut self, decision: &TrackDecision<'_>) -> fmt::Result {
        let fulfilled: Vec<&Finding<'_>> = decision
            .findings
            .iter()
            .filter(|finding| match finding.rule.body {
                Body::Hard { .. } | Body::Soft { .. } => matches!(finding.outcome, Outcome::Yes | Outcome::Excepted),
                Body::Route { .. } | Body::Info { .. } => false,
            })
            .collect();
        let heading = format!("{} ({})", self.pick("Opfyldt", "Fulfilled"), fulfilled.len());
        self.heading(&heading)?;
        if !self.view.fulfilled {
            let hint = self.pick(
                "  `marv referral check` viser dem med side og ordlyd",
                "  `marv referral check` shows them with page and words",
            );
            return writeln!(self.text, "{QUIET}{hint}{QUIET:#}");
        }
        let language = self.view.language;
        for finding in fulfilled {
            let (style, mark) = mark(finding);
            let id = &finding.rule.id;
            let says = wrapped_after(id.chars().count() + 6, &words(finding.rule, language).says, 6);
            writeln!(self.text, "  {style}{mark}{style:#} {id}  {says}")?;
            let citation = finding.rule.citation_for(&decision.track.indication.id);
            let source = source(citation, self.assessment.rule_set(), language);
            writeln!(self.text, "      {QUIET}{}{QUIET:#}", wrapped(&source, 6))?;
        }
        Ok(())
    }

    fn not_applicable(&mut self, decision: &TrackDecision<'_>) -> fmt::Result {
        self.heading(self.pick("Gælder ikke dette tilfælde", "Does not apply to this case"))?;
        for finding in decision.findings.iter().filter(|finding| finding.outcome == Outcome::NotApplicable) {
            let says = &words(finding.rule, self.view.language).says;
            writeln!(self.text, "  · {}  {}", finding.rule.id, wrapped(says, 6))?;
        }
        Ok(())
    }
}

fn mark(finding: &Finding<'_>) -> (Style, &'static str) {
    let fires = matches!(finding.rule.body, Body::Route { .. } | Body::Info { .. });
    match finding.outcome {
        Outcome::Yes if fires => (OPEN, "→"),
        Outcome::Yes => (GOOD, "✓"),
        Outcome::Excepted => (OPEN, "!"),
        Outcome::No => (BAD, "✗"),
        Outcome::Unknown => (OPEN, "?"),
        Outcome::NotApplicable => (QUIET, "·"),
    }
}
