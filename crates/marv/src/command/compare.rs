//! `marv compare`: what would the clinician have been told?

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use clinic::language::Language as ClinicLanguage;
use interpretation::language::Language;
use report::compare::{Comparison, compare};
use serde_json::Value;

use super::referral::LanguageName;
use crate::terminal::harmless;

/// Something else would be told.
const DIFFERS: u8 = 17;

/// Compares two reports of a person, finding by finding and sentence by sentence: what would the clinician have been told?
///
/// For a new release, new knowledge, or a second analysis. Order, and digits that no page shows, are no difference. What the
/// reports rest on (programs, files, sources) is listed apart and does not count.
///
/// Exit codes: 0 the same is told; 17 something else is told; 1 a file cannot be read or is no report; 2 the arguments are wrong.
#[derive(Debug, Args)]
pub struct Compare {
    /// The old report: a bundle, a folder that `marv report` wrote, or its report.json.
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The new report.
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Language of the answer.
    #[arg(long, value_enum, default_value = "da")]
    lang: LanguageName,
    /// The comparison as data (marv-comparison/1), both languages.
    #[arg(long)]
    json: bool,
}

pub fn run(command: &Compare) -> anyhow::Result<ExitCode> {
    let [old, new] = [read(&command.old)?, read(&command.new)?];
    let comparison =
        compare(&old, &new).with_context(|| format!("{} and {}", command.old.display(), command.new.display()))?;
    tell(command, &comparison)?;
    Ok(if comparison.same { ExitCode::SUCCESS } else { ExitCode::from(DIFFERS) })
}

/// The report of a bundle, of a folder, or the file itself.
fn read(path: &Path) -> anyhow::Result<Value> {
    let within = [path.join("report/report.json"), path.join("report.json")];
    let file = within.into_iter().find(|file| file.is_file()).unwrap_or_else(|| path.to_owned());
    if file.is_dir() {
        anyhow::bail!("{} holds no report.json; make the report with marv report", path.display());
    }
    let text = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("{} is no report.json", file.display()))
}

fn tell(command: &Compare, comparison: &Comparison) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    if command.json {
        writeln!(out, "{}", serde_json::to_string_pretty(comparison)?)?;
        return Ok(());
    }
    let language = match ClinicLanguage::from(command.lang) {
        ClinicLanguage::Da => Language::Danish,
        ClinicLanguage::En => Language::English,
    };
    for line in comparison.lines(language) {
        writeln!(out, "{}", harmless(&line))?;
    }
    Ok(())
}
