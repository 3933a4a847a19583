//! `marv risk`: risk scores of a table of patients.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use hts::unfinished::write_whole;
use interpretation::laboratory::HaemoglobinUnit;
use interpretation::risk::cohort::{Chromosomes, Options, score};

use crate::terminal::{BAD, OPEN, harmless};

/// Adds IPSS-R, IPSS-RA and IPSS-M to a table of patients with a myelodysplastic neoplasm.
///
/// The table has one patient a row and the columns of the published IPSS-M program; docs/tables.md lists them. A value that
/// is not known is NA: it never counts as normal or as wild type. IPSS-R and IPSS-RA are then given as all that is
/// possible, and IPSS-M in its best, mean and worst scenario.
///
/// Everything that is wrong with the table is said at once, and nothing is written then.
///
/// Exit codes: 0 the table was scored; 1 a file cannot be read or written; 2 the arguments, a column or a cell is wrong.
#[derive(Debug, Args)]
pub struct Risk {
    /// The table: CSV (comma or semicolon) or tab-separated text in UTF-8; - is standard input.
    #[arg(long, value_name = "FILE")]
    table: PathBuf,
    /// The unit of the column HB: g/dL or mmol/L. It is not guessed.
    #[arg(long, value_name = "UNIT")]
    hb_unit: HaemoglobinUnit,
    /// Where the table with the scores goes; standard output without it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Numbers have a decimal comma (9,6 for 9.6), read and written.
    #[arg(long)]
    decimal_comma: bool,
    /// The column with the karyotype in ISCN. `CYTO_IPSSR`, `del5q`, `del7_7q`, `del17_17p` and `complex` follow from it and are
    /// added; they must not be in the table.
    #[arg(long, value_name = "NAME")]
    karyotype_column: Option<String>,
    /// The column with the sex, F or M (K or M): it tells what a single X has lost.
    #[arg(long, value_name = "NAME", requires = "karyotype_column")]
    sex_column: Option<String>,
    /// Carry over columns that the scores do not use, instead of refusing them.
    #[arg(long)]
    keep_others: bool,
    /// Add what each term of IPSS-M contributes, in each scenario.
    #[arg(long)]
    contributions: bool,
}

pub fn run(arguments: &Risk) -> anyhow::Result<ExitCode> {
    if let Some(out) = arguments.out.as_ref().filter(|out| out.exists()) {
        bail!("{} is there already; give another name with --out", out.display());
    }
    let table = read(&arguments.table)?;
    let options = Options {
        haemoglobin_unit: arguments.hb_unit,
        decimal_comma: arguments.decimal_comma,
        chromosomes: arguments
            .karyotype_column
            .clone()
            .map(|karyotype| Chromosomes { karyotype, sex: arguments.sex_column.clone() }),
        keep_others: arguments.keep_others,
        contributions: arguments.contributions,
    };
    let scored = match score(&table, &options) {
        Ok(scored) => scored,
        Err(problems) => {
            let count = problems.0.len();
            let of = if count == 1 { "problem" } else { "problems" };
            anstream::eprintln!("{BAD}{}: {count} {of}, nothing was written{BAD:#}", arguments.table.display());
            for problem in problems.0 {
                anstream::eprintln!("  {}", harmless(&problem.to_string()));
            }
            return Ok(ExitCode::from(2));
        }
    };
    match &arguments.out {
        None => std::io::stdout().write_all(&scored.text)?,
        Some(out) => write_whole(out, &scored.text).with_context(|| format!("cannot write {}", out.display()))?,
    }
    for warning in scored.warnings {
        anstream::eprintln!("{OPEN}Note:{OPEN:#} {warning}");
    }
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    if path == Path::new("-") {
        let mut table = Vec::new();
        std::io::stdin().read_to_end(&mut table).context("cannot read standard input")?;
        return Ok(table);
    }
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
