//! `marv rkkp`: exchange of follow-up data with a clinical quality database by a field map.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use clinic::code::CodeList;
use hts::unfinished::write_whole;
use outcomes::kpi::{ExchangeFault, FieldMap, export, fill, statements};

use super::audit::Where;
use super::extract::signed_in;
use crate::rules::Rules;
use crate::terminal::{BAD, harmless};

/// A field map names our columns and theirs, their codes, and how they write days (docs/follow-up.md). Everything that is wrong is said at once, and
/// nothing is written then.
///
/// Exit codes: 0 the table was written; 1 a file cannot be read or written; 2 the map or a table is wrong.
#[derive(Debug, Subcommand)]
pub enum Rkkp {
    /// Writes what a quality database asks of our table: the columns of the map, and nothing else.
    Export(Export),
    /// Writes what a quality database says of outcomes down in a store, beside the answers of persons and never in their place.
    Record(Record),
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

/// It asks for the account's password, at the terminal or from the first line of the input; the role must be data-manager. Rows of orders that the account does not
/// see are counted and not taken. Where a person has said otherwise, the person's answer counts, both are shown on the page of the outcome, and the
/// contradiction is told here. The same table a second time changes nothing.
#[derive(Debug, Args)]
pub struct Record {
    #[command(flatten)]
    place: Where,
    /// The account that reads it in.
    #[arg(long, value_name = "ID")]
    account: String,
    /// The role and unit to work in; the account's first where none is named.
    #[arg(long, value_name = "ROLE@UNIT")]
    membership: Option<String>,
    /// The table of the quality database.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// The field map; its `database` is the name under which the answers stand.
    #[arg(long, value_name = "FILE")]
    map: PathBuf,
    #[command(flatten)]
    rules: Rules,
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// A field map.
///
/// # Errors
/// The file cannot be read, or is no map.
pub fn map(path: &Path) -> anyhow::Result<FieldMap> {
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
        Rkkp::Record(own) => record(own),
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

fn record(own: &Record) -> anyhow::Result<ExitCode> {
    let map = map(&own.map)?;
    let rows = match statements(&read(&own.from)?, &map) {
        Ok(rows) => rows,
        Err(faults) => return Ok(refused(&faults)),
    };
    let rule_set = own.rules.load()?;
    let switches = rule_set.default_switches();
    let rules = clinic::consent::Rules { rule_set: &rule_set, switches: &switches };
    let (store, now) = (own.place.open()?, jiff::Timestamp::now());
    let viewer = signed_in(&store, &own.account, own.membership.as_deref(), now)?;
    let taken = store.take_register(&viewer, &map.database, &rows, rules, now);
    store.sign_out(&viewer, now)?;
    let taken = match taken? {
        Ok(taken) => taken,
        Err(faults) => {
            anstream::eprintln!("{BAD}nothing was written{BAD:#}");
            for fault in faults {
                anstream::eprintln!("  their line {}: {}", fault.line, harmless(&fault.words[1]));
            }
            return Ok(ExitCode::from(2));
        }
    };
    let mut out = anstream::stdout();
    writeln!(out, "recorded   {}", taken.answers)?;
    writeln!(out, "the same   {}", taken.same)?;
    writeln!(out, "of others  {}", taken.of_others)?;
    for own in &taken.contradictions {
        let (question, person, register) = (own.question.code(), own.person.to_string(), own.register.to_string());
        writeln!(
            out,
            "{BAD}contradiction{BAD:#}  line {}, {}, {question}: a person says {}, the register {}",
            own.line,
            own.referral,
            harmless(&person),
            harmless(&register)
        )?;
    }
    Ok(ExitCode::SUCCESS)
}
