//! `marv guideline trace`: where every requirement of the check list is held, and by which test.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use clinic::eligibility::vector;
use guideline::rule_set::{Requirement, RuleSet, TraceEntry};

use crate::rules::{Rules, folder};
use crate::terminal::{BAD, GOOD, HEADING, OPEN, QUIET, wrapped};

#[derive(Debug, Args)]
pub struct Trace {
    /// Only what a later part of the product will hold.
    #[arg(long)]
    not_yet: bool,
    #[command(flatten)]
    rules: Rules,
}

/// Where a requirement is held.
enum Holding {
    /// By rules: their ids, and the golden vectors that name them.
    Rules(Vec<String>, Vec<String>),
    /// By a cited item of this file, and what the product does with it.
    Data(String, Box<Holding>),
    /// By a switch with this many readings, and the vectors that it changes.
    Switch(usize, Vec<String>),
    /// By code: place, test and why.
    Code(String, String, String),
    /// By a later part of the product: why.
    NotYet(String),
    /// By nothing.
    Gap,
}

pub fn run(trace: &Trace) -> anyhow::Result<ExitCode> {
    let rule_set = trace.rules.load()?;
    let vectors = vectors_by_rule(trace)?;
    let mut out = anstream::stdout().lock();
    let mut gaps = 0;
    let mut later = 0;
    for requirement in &rule_set.requirements {
        let holding = holding(&rule_set, requirement, &vectors);
        let partly = match &holding {
            Holding::Data(_, behaviour) => matches!(**behaviour, Holding::NotYet(_)),
            other => matches!(other, Holding::NotYet(_)),
        };
        gaps += usize::from(is_gap(&holding));
        later += usize::from(partly);
        if trace.not_yet && !partly {
            continue;
        }
        write!(out, "{HEADING}{:<14}{HEADING:#} {:<7}", requirement.id, requirement.kind)?;
        write_holding(&mut out, &holding)?;
    }
    writeln!(
        out,
        "\n{} requirements, {later} with a part that comes later, {gaps} gap(s)",
        rule_set.requirements.len()
    )?;
    Ok(if gaps == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn is_gap(holding: &Holding) -> bool {
    match holding {
        Holding::Data(_, behaviour) => is_gap(behaviour),
        other => matches!(other, Holding::Gap),
    }
}

fn write_holding(out: &mut impl Write, holding: &Holding) -> std::io::Result<()> {
    match holding {
        Holding::Rules(rules, vectors) => {
            let tests =
                if vectors.is_empty() { "own cases".into() } else { format!("own cases, {}", vectors.join(", ")) };
            writeln!(out, "{GOOD}rule{GOOD:#}    {}  {QUIET}{}{QUIET:#}", rules.join(", "), wrapped(&tests, 31))
        }
        Holding::Data(file, behaviour) => {
            writeln!(out, "{GOOD}data{GOOD:#}    {file}  {QUIET}quote checked{QUIET:#}")?;
            write!(out, "{:22} ", "")?;
            write_holding(out, behaviour)
        }
        Holding::Switch(readings, vectors) => {
            let changes =
                if vectors.is_empty() { "changes no vector".into() } else { format!("changes {}", vectors.join(", ")) };
            writeln!(out, "{GOOD}switch{GOOD:#}  {readings} reading(s)  {QUIET}{}{QUIET:#}", wrapped(&changes, 31))
        }
        Holding::Code(place, test, reason) => {
            writeln!(out, "{GOOD}code{GOOD:#}    {place}  {QUIET}{test}{QUIET:#}\n{:30} {}", "", wrapped(reason, 31))
        }
        Holding::NotYet(reason) => writeln!(out, "{OPEN}not yet{OPEN:#} {}", wrapped(reason, 31)),
        Holding::Gap => {
            writeln!(out, "{BAD}GAP{BAD:#}     nothing holds it: write a rule, a cited item or a line in trace.toml")
        }
    }
}

fn holding(rule_set: &RuleSet, requirement: &Requirement, vectors: &BTreeMap<String, Vec<String>>) -> Holding {
    let id = requirement.id.as_str();
    let rules: Vec<&guideline::rule::Rule> = rule_set
        .rules()
        .iter()
        .filter(|rule| rule.citations.iter().any(|citation| citation.requirement == id))
        .collect();
    if !rules.is_empty() {
        let mut named: Vec<String> = rules.iter().filter_map(|rule| vectors.get(&rule.id)).flatten().cloned().collect();
        named.sort_unstable();
        named.dedup();
        return Holding::Rules(rules.iter().map(|rule| rule.id.clone()).collect(), named);
    }
    if let Some((_, inconsistency)) = rule_set.find_switch(id) {
        let mut changes: Vec<String> =
            inconsistency.readings.iter().flat_map(|reading| reading.changes.iter().cloned()).collect();
        changes.sort_unstable();
        changes.dedup();
        return Holding::Switch(inconsistency.readings.len(), changes);
    }
    if let Some(item) = rule_set.cited.iter().find(|item| item.id == id) {
        // What is said of the item itself goes before what is said of its kind.
        let behaviour = by_trace(&rule_set.trace, id).or_else(|| by_trace(&rule_set.behaviour, &item.kind));
        return Holding::Data(item.file.clone(), Box::new(behaviour.unwrap_or(Holding::Gap)));
    }
    by_trace(&rule_set.trace, id).unwrap_or(Holding::Gap)
}

fn by_trace(entries: &[TraceEntry], id: &str) -> Option<Holding> {
    let entry = entries.iter().find(|entry| entry.id == id)?;
    Some(match &entry.code {
        Some((place, test)) => Holding::Code(place.clone(), test.clone(), entry.reason.clone()),
        None => Holding::NotYet(entry.reason.clone()),
    })
}

/// For each rule the golden vectors that expect an outcome of it.
fn vectors_by_rule(trace: &Trace) -> anyhow::Result<BTreeMap<String, Vec<String>>> {
    let mut by_rule: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for vector in vector::read(&folder(trace.rules.rules.as_deref())?)? {
        for rule in vector.run.iter().flat_map(|run| run.expect.rules.keys().chain(&run.expect.warnings)) {
            by_rule.entry(rule.clone()).or_default().push(vector.id.clone());
        }
    }
    Ok(by_rule)
}
