//! `marv follow-up`: the yearly indicators from an extract of follow-up data.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use clinic::clock::Clock;
use clinic::language::Language;
use outcomes::kpi::{Definitions, Denominators, Stratum, activity, activity_table, table, year};

use super::frozen_year::FrozenYear;
use super::referral::LanguageName;
use crate::rules::Rules;
use crate::terminal::harmless;

/// Reckons the yearly indicators of the guideline (Annex D of its check list) from a table of patients.
///
/// docs/follow-up.md lists the columns. An empty cell is "not recorded", never no. What happened after the data freeze is not known at it.
/// Small counts are not hidden: the output is internal.
///
/// Everything that is wrong with the table is said at once, and nothing is reckoned then.
///
/// Exit codes: 0 the figures were printed; 1 a file cannot be read; 2 the arguments or the table are wrong.
#[derive(Debug, Args)]
pub struct FollowUp {
    #[command(flatten)]
    of: FrozenYear,
    /// By what patients are told apart.
    #[arg(long, value_enum, default_value = "none")]
    by: By,
    /// Inhabitants and incident cases of each region, which accepted referrals are held against: a TOML file (docs/follow-up.md).
    #[arg(long, value_name = "FILE")]
    denominators: Option<PathBuf>,
    /// Language of the text.
    #[arg(long, value_enum, default_value = "da")]
    lang: LanguageName,
    #[command(flatten)]
    rules: Rules,
}

/// By what patients are told apart.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum By {
    /// Not at all.
    None,
    /// By region.
    Region,
    /// By route.
    Route,
    /// By disease group.
    DiseaseGroup,
    /// New, previously referred, repeat.
    Kind,
}

pub fn run(command: &FollowUp) -> anyhow::Result<ExitCode> {
    let (of_year, freeze) = (command.of.year, command.of.freeze);
    command.of.has_begun()?;
    let rules = command.rules.load()?;
    let Some(cases) = command.of.cases()? else { return Ok(ExitCode::from(2)) };
    let denominators = command.denominators.as_deref().map(|file| held_against(file, of_year)).transpose()?;
    let by = match command.by {
        By::None => Stratum::All,
        By::Region => Stratum::Region,
        By::Route => Stratum::Route,
        By::DiseaseGroup => Stratum::DiseaseGroup,
        By::Kind => Stratum::Kind,
    };
    let figures = year(&cases, of_year, freeze);
    let clocks = Clock::all(&rules.definitions)?;
    let done = activity(&cases, &clocks, of_year, freeze);
    let of = Definitions { definitions: &rules.definitions, items: &rules.cited };
    let language = Language::from(command.lang);
    let mut text = table(&figures, by, (of_year, freeze), of, language);
    text.push('\n');
    text.push_str(&activity_table(&done, by, &clocks, denominators.as_ref(), of, language));
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The figures that referrals are held against, which must be of the year.
fn held_against(file: &Path, year: i16) -> anyhow::Result<Denominators> {
    let read = denominators(file)?;
    if read.year != year {
        bail!("{} has figures of {} and --year is {year}; take the figures of that year", file.display(), read.year);
    }
    Ok(read)
}

/// The figures of a file that referrals are held against.
pub fn denominators(file: &Path) -> anyhow::Result<Denominators> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    toml::from_str(&text).map_err(|error| anyhow::anyhow!("{}: {}", file.display(), harmless(&error.to_string())))
}
