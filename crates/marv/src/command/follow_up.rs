//! `marv follow-up`: the yearly indicators from an extract of follow-up data.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use clinic::clock::Clock;
use clinic::language::Language;
use jiff::civil::Date;
use outcomes::kpi::{Case, Definitions, Denominators, Stratum, activity, activity_table, read, table, year};

use super::referral::LanguageName;
use crate::rules::Rules;
use crate::terminal::{BAD, harmless};

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
    /// The table: CSV in UTF-8, with comma or semicolon; pseudonyms, no person.
    #[arg(value_name = "TABLE")]
    table: PathBuf,
    /// The calendar year of the first signed reports.
    #[arg(long, value_parser = clap::value_parser!(i16).range(2022..=2200))]
    year: i16,
    /// The day of the data freeze, as 2028-03-01.
    #[arg(long, value_name = "DAY")]
    freeze: Date,
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
    year_has_begun(command.year, command.freeze)?;
    let rules = command.rules.load()?;
    let Some(cases) = cases(&command.table)? else { return Ok(ExitCode::from(2)) };
    let denominators = command.denominators.as_deref().map(|file| held_against(file, command.year)).transpose()?;
    let by = match command.by {
        By::None => Stratum::All,
        By::Region => Stratum::Region,
        By::Route => Stratum::Route,
        By::DiseaseGroup => Stratum::DiseaseGroup,
        By::Kind => Stratum::Kind,
    };
    let figures = year(&cases, command.year, command.freeze);
    let clocks = Clock::all(&rules.definitions)?;
    let done = activity(&cases, &clocks, command.year, command.freeze);
    let of = Definitions { definitions: &rules.definitions, items: &rules.cited };
    let language = Language::from(command.lang);
    let mut text = table(&figures, by, (command.year, command.freeze), of, language);
    text.push('\n');
    text.push_str(&activity_table(&done, by, &clocks, denominators.as_ref(), of, language));
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Refuses a data freeze before the year.
pub fn year_has_begun(year: i16, freeze: Date) -> anyhow::Result<()> {
    if freeze.year() < year {
        bail!("--freeze {freeze} lies before --year {year}; the year has not begun then");
    }
    Ok(())
}

/// The patients of a table; `None` if it is wrong, which is told.
pub fn cases(table: &Path) -> anyhow::Result<Option<Vec<Case>>> {
    let bytes = fs::read(table).with_context(|| format!("cannot read {}", table.display()))?;
    match read(&bytes) {
        Ok(cases) => Ok(Some(cases)),
        Err(faults) => {
            anstream::eprintln!("{BAD}{}: nothing was reckoned{BAD:#}", table.display());
            for fault in faults {
                anstream::eprintln!("  {}", harmless(&fault.to_string()));
            }
            Ok(None)
        }
    }
}

/// The figures that referrals are held against, which must be of the year.
fn held_against(file: &Path, year: i16) -> anyhow::Result<Denominators> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let read: Denominators = toml::from_str(&text)
        .map_err(|error| anyhow::anyhow!("{}: {}", file.display(), harmless(&error.to_string())))?;
    if read.year != year {
        bail!("{} has figures of {} and --year is {year}; take the figures of that year", file.display(), read.year);
    }
    Ok(read)
}
