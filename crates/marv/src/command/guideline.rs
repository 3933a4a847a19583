//! `marv guideline`: read, explain, check and trace the rules.

mod decide;
mod explain;
mod trace;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use clinic::eligibility::{vector, vocabulary};
use guideline::fact::{Change, FactKind};
use guideline::rule_file::load;

use crate::rules::{Rules, folder};
use crate::terminal::{BAD, GOOD, HEADING, QUIET, wrapped};

#[derive(Debug, Subcommand)]
pub enum Guideline {
    /// Lists the rules, with page and what they say.
    List(List),
    /// Explains a rule, a requirement, an inconsistency or a list: words, page, condition, entries.
    Explain(explain::Explain),
    /// Checks a guideline folder: keys, facts, cases, quotes, approval, golden vectors.
    Check(Check),
    /// Shows where every requirement of the check list is held.
    Trace(trace::Trace),
    /// Lists the facts that rules may name.
    Facts,
    /// Decides facts given as JSON lines on standard input, for comparison with another implementation.
    Decide(Rules),
}

#[derive(Debug, Args)]
pub struct List {
    /// Only rules of this kind: hard, soft, route or info.
    #[arg(long)]
    kind: Option<String>,
    /// Only rules of this indication.
    #[arg(long)]
    indication: Option<String>,
    #[command(flatten)]
    rules: Rules,
}

#[derive(Debug, Args)]
pub struct Check {
    /// The guideline folder; without it the guideline inside the program is checked.
    folder: Option<PathBuf>,
}

pub fn run(command: Guideline) -> anyhow::Result<ExitCode> {
    match command {
        Guideline::List(list) => run_list(&list),
        Guideline::Explain(explain) => explain::run(&explain),
        Guideline::Check(check) => run_check(&check),
        Guideline::Trace(trace) => trace::run(&trace),
        Guideline::Facts => run_facts(),
        Guideline::Decide(rules) => decide::run(&rules),
    }
}

fn run_list(list: &List) -> anyhow::Result<ExitCode> {
    let rule_set = list.rules.load()?;
    let mut out = anstream::stdout().lock();
    let identity = &rule_set.identity;
    writeln!(
        out,
        "{HEADING}{} {}{HEADING:#}  {}  {QUIET}{}{QUIET:#}",
        identity.id, identity.version, identity.title.da, rule_set.hash
    )?;
    writeln!(out, "{QUIET}{} {} · {}{QUIET:#}\n", identity.approved_by, identity.approved_on, identity.encoding.da)?;
    let mut shown = 0;
    for rule in rule_set.rules() {
        let wanted = list.kind.as_deref().is_none_or(|kind| kind == rule.kind())
            && list.indication.as_ref().is_none_or(|indication| rule.indications.contains(indication));
        if !wanted {
            continue;
        }
        shown += 1;
        let stages: Vec<&str> = rule.stages.iter().map(|stage| stage.name()).collect();
        writeln!(
            out,
            "{HEADING}{}{HEADING:#}  {} · {} · {}\n    {}\n    {QUIET}{}{QUIET:#}",
            rule.id,
            rule.kind(),
            rule.indications.join(", "),
            stages.join(", "),
            wrapped(&rule.da.says, 4),
            wrapped(&crate::answer::source(&rule.citations[0], &rule_set, clinic::language::Language::Da), 4),
        )?;
    }
    writeln!(out, "\n{shown} of {} rules", rule_set.rules().len())?;
    Ok(ExitCode::SUCCESS)
}

fn run_check(check: &Check) -> anyhow::Result<ExitCode> {
    let folder = folder(check.folder.as_deref())?;
    let mut out = anstream::stdout().lock();
    let rule_set = match load(&folder, &vocabulary()) {
        Ok(rule_set) => rule_set,
        Err(problems) => {
            for problem in &problems.0 {
                writeln!(out, "{BAD}✗{BAD:#} {HEADING}{}{HEADING:#}", problem.file)?;
                writeln!(out, "    {}\n    → {}", problem.what, wrapped(&problem.remedy, 6))?;
            }
            writeln!(out, "\n{} problem(s); the guideline is refused", problems.0.len())?;
            return Ok(ExitCode::FAILURE);
        }
    };
    let (count, problems) = vector::check(&folder, &rule_set).context("the golden vectors cannot be run")?;
    for problem in &problems {
        writeln!(out, "{BAD}✗{BAD:#} {HEADING}{}{HEADING:#}", problem.file)?;
        writeln!(out, "    {}\n    → {}", problem.what, wrapped(&problem.remedy, 6))?;
    }
    let identity = &rule_set.identity;
    writeln!(
        out,
        "{}{} {}{}  {} rules, {} value sets and registers, {} inconsistencies, {} cited items; every quote found, every case holds",
        GOOD.render(),
        identity.id,
        identity.version,
        GOOD.render_reset(),
        rule_set.rules().len(),
        rule_set.sets().len(),
        rule_set.inconsistencies().len(),
        rule_set.cited.len(),
    )?;
    writeln!(out, "hash {}", rule_set.hash)?;
    writeln!(out, "{count} golden vectors, {} difference(s)", problems.len())?;
    Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn run_facts() -> anyhow::Result<ExitCode> {
    let mut out = anstream::stdout().lock();
    for fact in vocabulary().definitions() {
        let kind = match fact.kind {
            FactKind::Truth => "true | false".to_owned(),
            FactKind::Whole { min, max, unit } => format!("{min}..{max} {}", unit.words()[1]),
            FactKind::Code(codes) => codes.join(" | "),
            FactKind::OpenCode => "code".to_owned(),
        };
        let change = match fact.change {
            Change::Fixed => "fixed",
            Change::State => "state",
            Change::Record => "record",
        };
        writeln!(
            out,
            "{HEADING}{}{HEADING:#}  {kind}  {QUIET}{change}{QUIET:#}\n    {}\n    {}",
            fact.id, fact.da, fact.en
        )?;
    }
    Ok(ExitCode::SUCCESS)
}
