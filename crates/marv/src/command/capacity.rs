//! `marv capacity`: how many patients can be handled within the promised days.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use clinic::clock::Clock;
use clinic::language::Language;
use hts::unfinished::write_whole;
use outcomes::capacity::{Outlook, Scenario, calibrate, forecast, picture, simulate};

use crate::rules::Rules;
use crate::terminal::{BAD, harmless};

use super::referral::LanguageName;

/// Simulates years of the programme: referrals, MDT days, specimens, runs, analysis, interpretation, signature.
///
/// A scenario is a file; docs/capacity/national.toml is one of the whole country, and docs/capacity.md says what each line means. Each
/// year has the guideline's clocks, judged as those of real orders. Scenarios that differ in people or machines alone meet the same
/// patients, so that what differs in the result is what was changed.
///
/// With --history a scenario is made out of the service's own past: arrivals, conference days, travelling times, cultures, runs and hours of
/// work as the table of follow-up has them, and the rest as the given scenario assumes it. It is written to --calibrated, with each figure's
/// interval and the number of orders behind it, and simulated beside the given one.
///
/// Everything that is wrong with a file is said at once.
///
/// Exit codes: 0 it was simulated; 1 a file cannot be read or written; 2 the arguments, a scenario or the table are wrong.
#[derive(Debug, Args)]
pub struct Capacity {
    /// Files with scenarios, to be set side by side.
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    /// The table of follow-up of the service's own orders (docs/follow-up.md), to make a scenario of.
    #[arg(long, value_name = "TABLE", requires = "calibrated")]
    history: Option<PathBuf>,
    /// The new file of the scenario that was made of --history.
    #[arg(long, value_name = "FILE", requires = "history")]
    calibrated: Option<PathBuf>,
    /// Years to simulate of each.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=1000))]
    years: u64,
    /// The first year's random numbers; the same seed gives the same years.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The figures of all years, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// A drawing of where the days go, as SVG.
    #[arg(long, value_name = "FILE")]
    picture: Option<PathBuf>,
    /// The language of the text.
    #[arg(long, value_enum, default_value = "da")]
    lang: LanguageName,
    #[command(flatten)]
    rules: Rules,
}

pub fn run(command: &Capacity) -> anyhow::Result<ExitCode> {
    if command.history.is_some() && command.scenarios.len() != 1 {
        bail!("--history takes one scenario, for what no order tells; {} are given", command.scenarios.len());
    }
    for out in [&command.json, &command.picture, &command.calibrated].into_iter().flatten() {
        if out.exists() {
            bail!("{} is there already; give another name", out.display());
        }
    }
    let language = Language::from(command.lang);
    let rules = command.rules.load()?;
    let clocks = Clock::all(&rules.definitions).context("the guideline's clocks cannot be used")?;
    let mut outlooks = Vec::new();
    let mut wrong = false;
    for path in &command.scenarios {
        match read(path)? {
            Ok(scenario) => {
                outlooks.push(years(command, &scenario, &clocks)?);
                if let (Some(table), Some(out)) = (&command.history, &command.calibrated) {
                    let Some(own) = calibrated(table, &scenario, out)? else { return Ok(ExitCode::from(2)) };
                    outlooks.push(years(command, &own, &clocks)?);
                }
            }
            Err(faults) => {
                wrong = true;
                anstream::eprintln!("{BAD}{}:{BAD:#}", path.display());
                for fault in faults {
                    anstream::eprintln!("  {}", harmless(&fault));
                }
            }
        }
    }
    if wrong {
        return Ok(ExitCode::from(2));
    }
    let mut text = String::new();
    for outlook in &outlooks {
        text.push_str(&outlook.table(language));
        text.push('\n');
    }
    std::io::stdout().write_all(text.as_bytes())?;
    let write = |path: &Path, bytes: &[u8]| {
        write_whole(path, bytes).with_context(|| format!("cannot write {}", path.display()))
    };
    if let Some(path) = &command.json {
        write(path, &serde_json::to_vec_pretty(&outlooks)?)?;
    }
    if let Some(path) = &command.picture {
        write(path, picture(&outlooks, language).as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The scenario of a file, or what is wrong with it.
fn read(path: &Path) -> anyhow::Result<Result<Scenario, Vec<String>>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let scenario: Scenario = match toml::from_str(&text) {
        Ok(scenario) => scenario,
        Err(error) => return Ok(Err(error.to_string().lines().map(str::to_owned).collect())),
    };
    let faults: Vec<String> = scenario.faults().iter().map(ToString::to_string).collect();
    Ok(if faults.is_empty() { Ok(scenario) } else { Err(faults) })
}

/// The scenario of a history, which it writes; `None` if the table or the history is of no use, which is told.
fn calibrated(table: &Path, base: &Scenario, out: &Path) -> anyhow::Result<Option<Scenario>> {
    let Some(cases) = super::frozen_year::cases(table)? else { return Ok(None) };
    let told = match calibrate(&cases, base) {
        Ok(told) => told,
        Err(why) => {
            anstream::eprintln!("{BAD}{}:{BAD:#} {why}", table.display());
            return Ok(None);
        }
    };
    let text = format!("{}{}", told.told(), toml::to_string(&told.scenario)?);
    write_whole(out, text.as_bytes()).with_context(|| format!("cannot write {}", out.display()))?;
    Ok(Some(told.scenario))
}

fn years(command: &Capacity, scenario: &Scenario, clocks: &[Clock]) -> anyhow::Result<Outlook> {
    let mut years = Vec::new();
    for year in 0..command.years {
        let Ok(run) = simulate(scenario, command.seed.wrapping_add(year)) else { bail!("the scenario has faults") };
        years.push(forecast(scenario, &run, clocks));
    }
    Ok(Outlook { name: scenario.name.clone(), years })
}
