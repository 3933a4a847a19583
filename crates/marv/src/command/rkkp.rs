//! `marv rkkp`: exchange of follow-up data with a clinical quality database by a field map.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use hts::unfinished::write_whole;
use outcomes::kpi::{ExchangeFault, FieldMap, export, fill};

use crate::terminal::{BAD, harmless};

/// A field map names our columns and theirs, their codes, and how they write days (docs/follow-up.md). Everything that is wrong is said at once, and
/// nothing is written then.
///
/// Exit codes: 0 the table was written; 1 a file cannot be read or written; 2 the map or a table is wrong.
#[derive(Debug, Subcommand)]
pub enum Rkkp {
    /// Writes what a quality database asks of our table: the columns of the map, and nothing else.
    Export(Export),
    /// Fills empty cells of our table with what a quality database holds; what is recorded already is never changed.
    Fill(Fill),
}

#[derive(Debug, Args)]
pub struct Export {
    /// Our table (docs/follow-up.md).
    #[arg(value_name = "TABLE")]
    table: PathBuf,
    /// The field map.
    #[arg(long, value_name = "FILE")]
    map: PathBuf,
    /// The new table.
    #[arg(long, value_name = "FILE")]
    into: PathBuf,
}

#[derive(Debug, Args)]
pub struct Fill {
    /// Our table (docs/follow-up.md).
    #[arg(value_name = "TABLE")]
    table: PathBuf,
    /// The table of the quality database.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// The field map.
    #[arg(long, value_name = "FILE")]
    map: PathBuf,
    /// Our table, filled: a new file.
    #[arg(long, value_name = "FILE")]
    into: PathBuf,
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn map(path: &Path) -> anyhow::Result<FieldMap> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    toml::from_str(&text).map_err(|error| anyhow::anyhow!("{}: {}", path.display(), harmless(&error.to_string())))
}

fn refused(faults: &[ExchangeFault]) -> ExitCode {
    anstream::eprintln!("{BAD}nothing was written{BAD:#}");
    for fault in faults {
        anstream::eprintln!("  {}", harmless(&fault.to_string()));
    }
    ExitCode::from(2)
}

pub fn run(command: &Rkkp) -> anyhow::Result<ExitCode> {
    let cannot = |path: &Path| format!("cannot write {}", path.display());
    match command {
        Rkkp::Export(own) => match export(&read(&own.table)?, &map(&own.map)?) {
            Err(faults) => Ok(refused(&faults)),
            Ok(table) => {
                write_whole(&own.into, &table).with_context(|| cannot(&own.into))?;
                Ok(ExitCode::SUCCESS)
            }
        },
        Rkkp::Fill(own) => match fill(&read(&own.table)?, &read(&own.from)?, &map(&own.map)?) {
            Err(faults) => Ok(refused(&faults)),
            Ok(filled) => {
                write_whole(&own.into, &filled.table).with_context(|| cannot(&own.into))?;
                let mut out = anstream::stdout();
                writeln!(out, "filled     {}", filled.cells)?;
                writeln!(out, "the same   {}", filled.same)?;
                writeln!(out, "of others  {}", filled.of_others)?;
                Ok(ExitCode::SUCCESS)
            }
        },
    }
}
