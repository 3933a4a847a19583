//! `marv earlier-tests`: what WGS found that no test before it had, for review.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use interpretation::earlier_tests::Sheet;
use interpretation::language::Language;

use super::referral::LanguageName;
use crate::terminal::{BAD, harmless};

/// Compares what WGS found with the tests before it, finding by finding: found before, only by WGS, or not comparable, each with its reason
/// (MC-KPI-01).
///
/// The sheet is a TOML file with two lists of lines, `found` and `earlier`; docs/follow-up.md says how they are written, and by what definition a
/// finding is only by WGS. The answer is for an interpreter to confirm.
///
/// Exit codes: 0 the comparison was printed; 1 the file cannot be read; 2 a line of it is wrong.
#[derive(Debug, Args)]
pub struct EarlierTests {
    /// The sheet.
    #[arg(value_name = "SHEET")]
    sheet: PathBuf,
    /// Language of the text.
    #[arg(long, value_enum, default_value = "da")]
    lang: LanguageName,
}

pub fn run(wanted: &EarlierTests) -> anyhow::Result<ExitCode> {
    let place = wanted.sheet.display();
    let text = fs::read_to_string(&wanted.sheet).with_context(|| format!("cannot read {place}"))?;
    let sheet: Sheet = match toml::from_str(&text) {
        Ok(sheet) => sheet,
        Err(error) => {
            anstream::eprintln!("{BAD}{place}{BAD:#}: {}", harmless(&error.to_string()));
            return Ok(ExitCode::from(2));
        }
    };
    let language = match clinic::language::Language::from(wanted.lang) {
        clinic::language::Language::Da => Language::Danish,
        clinic::language::Language::En => Language::English,
    };
    match sheet.review(language) {
        Ok(text) => std::io::stdout().write_all(text.as_bytes())?,
        Err(faults) => {
            anstream::eprintln!("{BAD}{place}: nothing was compared{BAD:#}");
            for fault in faults {
                anstream::eprintln!("  {}", harmless(&fault.to_string()));
            }
            return Ok(ExitCode::from(2));
        }
    }
    Ok(ExitCode::SUCCESS)
}
