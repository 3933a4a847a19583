//! `marv guideline explain ID`: everything the guideline's files say of an id.

use std::io::Write;
use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use clinic::language::Language;
use guideline::citation::{Citation, Ground, Passage};
use guideline::cited::CitedItem;
use guideline::code_set::{CodeSet, SetStatus};
use guideline::rule::Rule;
use guideline::rule_set::RuleSet;
use guideline::switch::Inconsistency;

use crate::answer::source;
use crate::command::referral::LanguageName;
use crate::rules::{Rules, folder};
use crate::terminal::{HEADING, OPEN, QUIET, wrapped};

#[derive(Debug, Args)]
pub struct Explain {
    /// A rule, requirement, inconsistency, derived rule, value set, register, clock or KPI.
    id: String,
    /// Language.
    #[arg(long, value_enum, default_value = "da")]
    lang: LanguageName,
    #[command(flatten)]
    rules: Rules,
}

pub fn run(explain: &Explain) -> anyhow::Result<ExitCode> {
    let rule_set = explain.rules.load()?;
    let files = folder(explain.rules.rules.as_deref())?;
    let language = Language::from(explain.lang);
    let id = explain.id.as_str();
    let mut out = anstream::stdout().lock();
    let mut found = false;

    for rule in rule_set.rules().iter().filter(|rule| carries(rule, id)) {
        found = true;
        write_rule(&mut out, &rule_set, rule, language)?;
        if let Some(content) = files.get(&rule.file) {
            writeln!(out, "  {QUIET}{}{QUIET:#}", rule.file)?;
            for line in condition_lines(content) {
                writeln!(out, "    {line}")?;
            }
            writeln!(out)?;
        }
    }
    for item in rule_set.cited.iter().filter(|item| item.id == id) {
        found = true;
        write_item(&mut out, &rule_set, item, language)?;
    }
    for inconsistency in rule_set.inconsistencies().iter().filter(|inconsistency| inconsistency.id == id) {
        found = true;
        write_inconsistency(&mut out, &rule_set, inconsistency, language)?;
    }
    for item in rule_set.derived.iter().filter(|item| item.id == id) {
        found = true;
        writeln!(out, "{HEADING}{}{HEADING:#}  {}", item.id, wrapped(language.pick(&item.da, &item.en), 4))?;
        writeln!(out, "    {QUIET}{}{QUIET:#}\n", wrapped(&item.basis, 4))?;
    }
    for entry in rule_set.trace.iter().filter(|entry| entry.id == id) {
        found = true;
        let held = entry.code.as_ref().map_or("not yet".to_owned(), |(place, test)| format!("{place}, test {test}"));
        writeln!(out, "{HEADING}{}{HEADING:#}  {held}\n    {}\n", entry.id, wrapped(&entry.reason, 4))?;
    }
    if let Some(set) = rule_set.set(id) {
        found = true;
        write_set(&mut out, set, language)?;
    }
    for definition in rule_set.definitions.iter().filter(|definition| definition.id == id) {
        found = true;
        writeln!(
            out,
            "{HEADING}{}{HEADING:#}  {}  {QUIET}{}{QUIET:#}",
            definition.id, definition.kind, definition.file
        )?;
        for (key, value) in &definition.fields {
            writeln!(out, "    {key}: {}", wrapped(&value.to_string(), 6))?;
        }
        writeln!(out, "    {}\n", definition.requirements.join(", "))?;
    }
    if !found {
        bail!(
            "\"{id}\" is not in {}; `marv guideline list` shows the rules, `marv guideline trace` every requirement",
            rule_set.identity.id
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// The rule itself, one of its parts, or a rule that cites the requirement.
fn carries(rule: &Rule, id: &str) -> bool {
    rule.id == id
        || rule.id.strip_prefix(id).is_some_and(|rest| rest.starts_with('.'))
        || rule.citations.iter().any(|citation| citation.requirement == id)
}

fn write_rule(out: &mut impl Write, rule_set: &RuleSet, rule: &Rule, language: Language) -> std::io::Result<()> {
    let words = if language == Language::Da { &rule.da } else { &rule.en };
    let stages: Vec<&str> = rule.stages.iter().map(|stage| stage.name()).collect();
    let routes = rule.routes.as_ref().map_or_else(String::new, |routes| format!(" {}", routes.join(", ")));
    writeln!(
        out,
        "{HEADING}{}{HEADING:#}  v{} · {} · {}{routes} · {}",
        rule.id,
        rule.version,
        rule.kind(),
        rule.indications.join(", "),
        stages.join(", "),
    )?;
    writeln!(out, "    {}\n    → {}", wrapped(&words.says, 4), wrapped(&words.remedy, 6))?;
    for citation in &rule.citations {
        let Citation { requirement, .. } = citation;
        writeln!(out, "    {QUIET}{requirement}  {}{QUIET:#}", wrapped(&source(citation, rule_set, language), 6))?;
    }
    let until = rule.in_force.until.map_or_else(|| "…".to_owned(), |until| until.to_string());
    let by = rule.overridable_by.as_deref().unwrap_or(language.pick("ingen", "nobody"));
    let (days, exception) = (language.pick("i kraft", "in force"), language.pick("undtagelse ved", "exception by"));
    writeln!(out, "    {days} {} – {until} · {exception} {by}", rule.in_force.from)?;
    if !rule.inconsistencies.is_empty() {
        writeln!(out, "    {OPEN}{}{OPEN:#}", rule.inconsistencies.join(", "))?;
    }
    Ok(())
}

/// The lines of a rule file that say what is asked and which cases hold: everything but the texts and citations.
fn condition_lines(content: &str) -> impl Iterator<Item = &str> {
    let mut shown = true;
    content.lines().filter(move |line| {
        if let Some(table) = line.strip_prefix('[') {
            shown = table.starts_with("[case");
        }
        let heading = ["id =", "version =", "kind =", "stages =", "indications =", "from ="];
        shown && !line.trim().is_empty() && !heading.iter().any(|key| line.starts_with(key))
    })
}

fn passage_citation(requirement: &str, passage: &Passage) -> Citation {
    Citation { requirement: requirement.to_owned(), ground: Ground::Source(passage.clone()) }
}

fn write_item(out: &mut impl Write, rule_set: &RuleSet, item: &CitedItem, language: Language) -> std::io::Result<()> {
    writeln!(out, "{HEADING}{}{HEADING:#}  {}  {QUIET}{}{QUIET:#}", item.id, item.kind, item.file)?;
    writeln!(out, "    {}", wrapped(language.pick(&item.da, &item.en), 4))?;
    let citation = passage_citation(&item.id, &item.passage);
    writeln!(out, "    {QUIET}{}{QUIET:#}", wrapped(&source(&citation, rule_set, language), 4))?;
    for (key, value) in &item.values {
        writeln!(out, "    {key} = {value}")?;
    }
    writeln!(out)
}

fn write_inconsistency(
    out: &mut impl Write,
    rule_set: &RuleSet,
    inconsistency: &Inconsistency,
    language: Language,
) -> std::io::Result<()> {
    let text = if language == Language::Da { &inconsistency.da } else { &inconsistency.en };
    let decides = language.pick("afgøres af", "decided by");
    writeln!(out, "{HEADING}{}{HEADING:#}  {decides} {}", inconsistency.id, inconsistency.owner)?;
    writeln!(out, "    {}\n    → {}", wrapped(&text.finding, 4), wrapped(&text.treatment, 6))?;
    for passage in &inconsistency.passages {
        let citation = passage_citation(&inconsistency.id, passage);
        writeln!(out, "    {QUIET}{}{QUIET:#}", wrapped(&source(&citation, rule_set, language), 4))?;
    }
    for reading in &inconsistency.readings {
        let default = if reading.id == inconsistency.reading(inconsistency.default).id { " *" } else { "" };
        writeln!(
            out,
            "    {HEADING}{}{HEADING:#}{default}  {}",
            reading.id,
            wrapped(language.pick(&reading.da, &reading.en), 6)
        )?;
        if !reading.changes.is_empty() {
            writeln!(out, "      {OPEN}{}{OPEN:#}", wrapped(&reading.changes.join(", "), 6))?;
        }
    }
    let rules = rule_set.rules().iter().filter(|rule| rule.inconsistencies.contains(&inconsistency.id));
    let rules: Vec<&str> = rules.map(|rule| rule.id.as_str()).collect();
    if !rules.is_empty() {
        writeln!(out, "    {}: {}", language.pick("regler", "rules"), wrapped(&rules.join(", "), 6))?;
    }
    writeln!(out)
}

fn write_set(out: &mut impl Write, set: &CodeSet, language: Language) -> std::io::Result<()> {
    let status = match set.status {
        SetStatus::Draft => language.pick("udkast", "draft"),
        SetStatus::Approved => language.pick("godkendt", "approved"),
    };
    writeln!(
        out,
        "{HEADING}{}{HEADING:#}  {}  {OPEN}{status}{OPEN:#}",
        set.id,
        wrapped(language.pick(&set.da, &set.en), 4)
    )?;
    writeln!(out, "    {QUIET}{}{QUIET:#}", wrapped(&set.source, 4))?;
    for entry in set.entries() {
        let until = entry.in_force.until.map_or_else(|| "…".to_owned(), |until| until.to_string());
        let details: Vec<&str> = entry.details.values().map(String::as_str).collect();
        let line = format!(
            "{}  {} – {until}  {}  {}",
            entry.key,
            entry.in_force.from,
            entry.tags.join(", "),
            details.join(" · ")
        );
        writeln!(out, "    {}", wrapped(&line, 8))?;
    }
    writeln!(out)
}
