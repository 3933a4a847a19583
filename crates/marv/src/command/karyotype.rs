//! `marv karyotype`: what a karyotype says.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{ArgGroup, Args, ValueEnum};
use guideline::truth::Truth;
use hts::unfinished::write_whole;
use interpretation::cytogenetics::{Abnormality, Count};
use interpretation::decision_list::Answer;
use interpretation::karyotype::summary::{Summary, summary};
use interpretation::karyotype::{Sex, TokenKind, table};

use crate::terminal::{BAD, GOOD, HEADING, OPEN, QUIET, harmless, wrapped};

/// Reads a karyotype and says its abnormalities and groups, each with the words or the rule it came from.
///
/// A karyotype is written as laboratories write it, in upper or lower case: 47,XX,+8[3]/46,XX[17]. What is not understood is
/// shown and never taken as normal. With --table, a column of karyotypes is read and the rows are written with columns
/// added; docs/tables.md lists them, docs/karyotype.md says how a karyotype is read.
///
/// Exit codes: 0 it was read; 1 a file cannot be read or written; 2 the arguments, a column or a cell is wrong.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("source").required(true).args(["text", "table"]))]
pub struct Karyotype {
    /// The karyotype.
    #[arg(allow_hyphen_values = true)]
    text: Option<String>,
    /// The patient's sex. It says whether X or Y is lost where a single X is written.
    #[arg(long, conflicts_with = "table")]
    sex: Option<SexArgument>,
    /// The answer as JSON.
    #[arg(long, conflicts_with = "table")]
    json: bool,
    /// A table: CSV (comma or semicolon) or tab-separated text in UTF-8; - is standard input.
    #[arg(long, value_name = "FILE", requires = "column")]
    table: Option<PathBuf>,
    /// The column of the table in which the karyotypes stand.
    #[arg(long, value_name = "NAME", requires = "table")]
    column: Option<String>,
    /// The column in which the sex stands: F or M, NA where it is not known.
    #[arg(long, value_name = "NAME", requires = "table")]
    sex_column: Option<String>,
    /// Where the table goes; standard output without it.
    #[arg(long, value_name = "FILE", requires = "table")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SexArgument {
    Female,
    Male,
}

pub fn run(arguments: &Karyotype) -> anyhow::Result<ExitCode> {
    if let (Some(path), Some(column)) = (&arguments.table, &arguments.column) {
        return annotate(path, column, arguments.sex_column.as_deref(), arguments.out.as_deref());
    }
    let sex = arguments.sex.map(|sex| match sex {
        SexArgument::Female => Sex::Female,
        SexArgument::Male => Sex::Male,
    });
    let summary = summary(arguments.text.as_deref().unwrap_or_default(), sex);
    if arguments.json {
        let mut text = serde_json::to_string_pretty(&summary)?;
        text.push('\n');
        anstream::stdout().write_all(text.as_bytes())?;
    } else {
        show(&summary, &mut anstream::stdout().lock())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn annotate(path: &Path, column: &str, sex: Option<&str>, out: Option<&Path>) -> anyhow::Result<ExitCode> {
    if let Some(out) = out.filter(|out| out.exists()) {
        bail!("{} is there already; give another name with --out", out.display());
    }
    let mut text = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().read_to_end(&mut text).context("cannot read standard input")?;
    } else {
        text = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    }
    let annotated = match table::annotate(&text, column, sex) {
        Ok(annotated) => annotated,
        Err(problems) => {
            anstream::eprintln!("{BAD}{}: nothing was written{BAD:#}", path.display());
            for problem in problems {
                anstream::eprintln!("  {}", harmless(&problem.to_string()));
            }
            return Ok(ExitCode::from(2));
        }
    };
    match out {
        None => std::io::stdout().write_all(&annotated)?,
        Some(out) => write_whole(out, &annotated).with_context(|| format!("cannot write {}", out.display()))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn show(summary: &Summary, to: &mut impl Write) -> std::io::Result<()> {
    let karyotype = &summary.karyotype;
    writeln!(to, "{HEADING}{}{HEADING:#}", wrapped(&harmless(&karyotype.text), 0))?;
    let of_kind = |kind: TokenKind| karyotype.tokens.iter().filter(move |token| token.kind == kind);
    let not = of_kind(TokenKind::NotUnderstood).count();
    let all = karyotype.tokens.len();
    writeln!(to, "{} of {all} pieces understood", all - not)?;
    for token in of_kind(TokenKind::NotUnderstood) {
        writeln!(to, "  {BAD}not understood:{BAD:#} {}", harmless(token.span.of(&karyotype.text)))?;
    }
    for token in of_kind(TokenKind::OtherMethod) {
        writeln!(to, "  {OPEN}another method, not read:{OPEN:#} {}", harmless(token.span.of(&karyotype.text)))?;
    }
    show_abnormalities(summary, to)?;
    show_groups(summary, to)?;
    for (title, lines) in [("Other readings", &summary.ambiguities), ("Notes", &summary.notes)] {
        if !lines.is_empty() {
            writeln!(to, "\n{HEADING}{title}{HEADING:#}")?;
        }
        for line in lines {
            writeln!(to, "  {}", wrapped(&harmless(line), 4))?;
        }
    }
    Ok(())
}

fn show_abnormalities(summary: &Summary, to: &mut impl Write) -> std::io::Result<()> {
    let karyotype = &summary.karyotype;
    writeln!(to, "\n{HEADING}Clones{HEADING:#}")?;
    for (place, clone) in karyotype.clones.iter().enumerate() {
        let cells = clone.cells.map_or("cells not counted".to_owned(), |cells| format!("{cells} cells"));
        let donor = if clone.donor { ", a donor's" } else { "" };
        let words = harmless(clone.span.of(&karyotype.text));
        writeln!(to, "  {}  {words}  {QUIET}{cells}{donor}{QUIET:#}", place + 1)?;
    }
    let Count { least, most } = summary.cytogenetics.abnormalities;
    let count = match most {
        Some(most) if most == least => least.to_string(),
        Some(most) => format!("{least} to {most}"),
        None => format!("at least {least}"),
    };
    writeln!(to, "\n{HEADING}Unrelated clonal abnormalities: {count}{HEADING:#}")?;
    for line in &summary.abnormalities {
        let clones: Vec<String> = line.clones.iter().map(ToString::to_string).collect();
        let cells = line.cells.map_or(String::new(), |cells| format!(", {cells} cells"));
        let times = if line.times > 1 { format!(", {} times", line.times) } else { String::new() };
        let counted = if line.clonal { "" } else { ", not clonal, not counted" };
        writeln!(
            to,
            "  {}  {QUIET}clone {}{cells}{times}{counted}{QUIET:#}",
            harmless(&line.words),
            clones.join(", ")
        )?;
    }
    let found: Vec<&str> = summary.cytogenetics.found().map(Abnormality::name).collect();
    if !found.is_empty() {
        writeln!(to, "\n{HEADING}Found of what rules name{HEADING:#}")?;
        for name in found {
            writeln!(to, "  {name}")?;
        }
    }
    Ok(())
}

fn show_groups(summary: &Summary, to: &mut impl Write) -> std::io::Result<()> {
    let groups = &summary.groups;
    if summary.cytogenetics.abnormalities == Count::UNKNOWN && !summary.karyotype.is_assessed() {
        return writeln!(to, "\n{HEADING}Groups{HEADING:#}\n  {OPEN}not assessed{OPEN:#}");
    }
    let yes_no = |yes: &bool| if *yes { "yes" } else { "no" };
    writeln!(to, "\n{HEADING}Groups{HEADING:#}")?;
    show_answer(&groups.complex_eln2017, yes_no, to)?;
    show_answer(&groups.complex_eln2022, yes_no, to)?;
    show_answer(&groups.monosomal, yes_no, to)?;
    show_answer(&groups.ipss, |group| group.name(), to)?;
    show_answer(&groups.ipssr, |group| group.name(), to)
}

/// An answer: the rule that holds and why, or what would have to be known.
fn show_answer<C>(answer: &Answer<C>, word: impl Fn(&C) -> &'static str, to: &mut impl Write) -> std::io::Result<()> {
    let possible = answer.possible.iter().map(&word).collect::<Vec<_>>().join(" or ");
    if answer.definite().is_none() {
        writeln!(to, "  {}: {OPEN}not settled, {possible}{OPEN:#}", answer.edition)?;
        let missing: Vec<&str> = answer.missing().into_iter().map(|fact| fact.name.en.as_ref()).collect();
        writeln!(to, "    {}", wrapped(&format!("not known: {}", missing.join("; ")), 6))?;
        return Ok(());
    }
    writeln!(to, "  {}: {GOOD}{possible}{GOOD:#}", answer.edition)?;
    for step in &answer.path {
        let source = &step.citation;
        writeln!(to, "    {}", wrapped(&format!("{} {}", step.rule, step.en), 6))?;
        if !step.facts.is_empty() {
            let seen: Vec<String> =
                step.facts.iter().map(|fact| format!("{}: {}", fact.name, said(fact.truth))).collect();
            writeln!(to, "      {}", wrapped(&seen.join("; "), 6))?;
        }
        writeln!(to, "      {QUIET}{}, {} ({}){QUIET:#}", source.source, source.place, source.standing)?;
    }
    Ok(())
}

const fn said(truth: Truth) -> &'static str {
    match truth {
        Truth::Yes => "yes",
        Truth::No => "no",
        Truth::Unknown => "not known",
    }
}
