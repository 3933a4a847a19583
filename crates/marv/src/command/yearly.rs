//! `marv yearly`: the report of a year's follow-up for the steering group and the public.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use clinic::clock::Clock;
use interpretation::language::Language;
use outcomes::kpi::{Audience, PublishedFigure, activity, earlier, publish, year};
use report::bundle::sha256;
use report::html::html;
use report::typeset::pdf;
use report::yearly::{Yearly, measures, page};

use super::frozen_year::FrozenYear;
use super::report::write_together;
use crate::rules::Rules;
use crate::terminal::GOOD;

/// Writes the report of a year's follow-up from a table of patients.
///
/// In Danish and English, as PDF and as a page, with every figure as a table (figures.csv) and for other systems
/// (figures.fhir.json). Counts of 1 to 4 are hidden, and so is what would give them away. The same table gives the same bytes.
///
/// Exit codes: 0 the report was written; 1 a file cannot be read or written; 2 the arguments or the table are wrong.
#[derive(Debug, Args)]
pub struct YearlyReport {
    #[command(flatten)]
    of: FrozenYear,
    /// Where the report is written; an earlier one is never overwritten.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// figures.csv of an earlier year's report, to stand beside this year; one for each year.
    #[arg(long, value_name = "FILE")]
    earlier: Vec<PathBuf>,
    /// For those who may see every patient's data: small counts as they are, and each sheet says so.
    #[arg(long)]
    internal: bool,
    #[command(flatten)]
    rules: Rules,
}

pub fn run(command: &YearlyReport) -> anyhow::Result<ExitCode> {
    let (of, freeze) = (command.of.year, command.of.freeze);
    command.of.has_begun()?;
    let audience = if command.internal { Audience::Internal } else { Audience::Public };
    let rules = command.rules.load()?;
    let mut before = Vec::new();
    for path in &command.earlier {
        let figures = published(path, of, audience)?;
        if let Some(again) =
            figures.iter().find(|own| before.iter().any(|other: &PublishedFigure| other.year == own.year))
        {
            bail!("{}: the year {} is given twice; a year is published once", path.display(), again.year);
        }
        before.extend(figures);
    }
    let Some(cases) = command.of.cases()? else { return Ok(ExitCode::from(2)) };
    let clocks = Clock::all(&rules.definitions)?;
    let told = (&year(&cases, of, freeze), &activity(&cases, &clocks, of, freeze));
    let published = publish(told, &clocks, (of, freeze), audience);
    let figures = published.csv();
    let hash = sha256(figures.as_bytes());
    let yearly = Yearly { published: &published, earlier: &before, clocks: &clocks, rules: &rules };
    let mut files = Vec::new();
    let mut add = |name: String, content: Vec<u8>| files.push((command.out.join(name), content));
    for (language, code) in [(Language::Danish, "da"), (Language::English, "en")] {
        let page = page(&yearly, language);
        add(format!("follow-up.{code}.pdf"), pdf(&page, &hash, freeze)?);
        add(format!("follow-up.{code}.html"), html(&page, &hash).into_bytes());
    }
    add(
        "figures.fhir.json".to_owned(),
        (serde_json::to_string_pretty(&measures(&published, &hash))? + "\n").into_bytes(),
    );
    // Written last: a report without it is not complete.
    add("figures.csv".to_owned(), figures.into_bytes());
    if let Some((there, _)) = files.iter().find(|(file, _)| file.exists()) {
        bail!("{} is an earlier report; give another folder with --out", there.display());
    }
    fs::create_dir_all(&command.out).with_context(|| format!("cannot make {}", command.out.display()))?;
    write_together(&files)?;
    let told = if command.internal { "internal, not for publication" } else { "public" };
    anstream::println!("{GOOD}follow-up of {of}{GOOD:#}, {told}: data {hash}");
    for (file, _) in &files {
        anstream::println!("  {}", file.display());
    }
    Ok(ExitCode::SUCCESS)
}

fn published(path: &Path, year: i16, audience: Audience) -> anyhow::Result<Vec<PublishedFigure>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    earlier(&text, year, audience).with_context(|| path.display().to_string())
}
