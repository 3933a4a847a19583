//! `marv store`: copies of a store, its read models, and who comes in first.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use clinic::code::Specialty;
use clinic::identifier::StaffId;
use clinic::staff::{Role, Staff};
use jiff::Timestamp;
use registry::audit::Access;

use super::account;
use super::audit::Where;

#[derive(Debug, Subcommand)]
pub enum Store {
    /// Copies a store of one file into a new file, while it is in use. A server has tools of its own.
    Backup(Backup),
    /// Makes the read models anew from the events.
    Rebuild(Where),
    /// Adds accounts, closes them, and sets passwords.
    #[command(subcommand)]
    Account(account::Account),
    /// Sets units in the register.
    #[command(subcommand)]
    Unit(account::Unit),
}

#[derive(Debug, Args)]
pub struct Backup {
    #[command(flatten)]
    place: Where,
    /// The new file.
    #[arg(long, value_name = "FILE")]
    into: PathBuf,
}

/// Whoever runs this command on the computer of the store: no role in a course.
pub fn operator() -> anyhow::Result<Access> {
    let by = Staff {
        id: StaffId::new("operator")?,
        role: Role::Operator,
        unit: String::new(),
        authorisation_id: None,
        specialty: Specialty::None,
        stepped_up: None,
    };
    Ok(Access { by, purpose: "operation".into() })
}

pub fn run(command: &Store) -> anyhow::Result<ExitCode> {
    match command {
        Store::Backup(backup) => backup.place.open()?.backup(&operator()?, &backup.into, Timestamp::now())?,
        Store::Rebuild(place) => {
            let digest = place.open()?.rebuild()?;
            writeln!(anstream::stdout(), "read models  {digest}")?;
        }
        Store::Account(command) => account::run(command)?,
        Store::Unit(command) => account::run_unit(command)?,
    }
    Ok(ExitCode::SUCCESS)
}
