//! `marv store`: copies of a store, its read models, and who comes in first.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand};
use clinic::clock::day_of;
use clinic::code::{CodeList, Specialty};
use clinic::identifier::StaffId;
use clinic::staff::{Role, Staff};
use jiff::Timestamp;
use registry::audit::Access;

use super::account;
use super::ask;
use super::audit::Where;
use super::extract;

#[derive(Debug, Subcommand)]
pub enum Store {
    /// Copies a store of one file into a new file, while it is in use. A server has tools of its own.
    Backup(Backup),
    /// Takes the follow-up data of all orders out of a store, as the table of `marv follow-up`.
    Extract(extract::Extract),
    /// Makes the read models anew from the events.
    Rebuild(Where),
    /// Shows what is due: jobs that are not done, how long open orders have waited in each state, and the outcome forms that are due at each unit.
    Due(Where),
    /// Asks for the outcome forms that are due: an event in each course, and a mail to the unit where that is wanted.
    Ask(ask::Ask),
    /// Puts a job that was given up in the queue again.
    Retry(Retry),
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

#[derive(Debug, Args)]
pub struct Retry {
    #[command(flatten)]
    place: Where,
    /// The job, by the number that `marv store due` shows.
    job: u64,
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
        Store::Extract(wanted) => extract::run(wanted)?,
        Store::Rebuild(place) => {
            let digest = place.open()?.rebuild()?;
            writeln!(anstream::stdout(), "read models  {digest}")?;
        }
        Store::Due(place) => due(place)?,
        Store::Ask(wanted) => ask::run(wanted)?,
        Store::Retry(retry) => {
            if !retry.place.open()?.retry_job(&operator()?, retry.job, Timestamp::now())? {
                bail!("job {} was not given up: `marv store due` shows those that were, as failed", retry.job);
            }
        }
        Store::Account(command) => account::run(command)?,
        Store::Unit(command) => account::run_unit(command)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Pseudonyms and counts; nobody is named.
fn due(place: &Where) -> anyhow::Result<()> {
    let (store, now) = (place.open()?, Timestamp::now());
    let mut out = anstream::stdout().lock();
    writeln!(
        out,
        "{:>8}  {:8}  {:24}  {:16}  {:20}  {:>8}  trouble",
        "job", "state", "patient", "order", "due", "attempts"
    )?;
    for job in store.open_jobs(&operator()?, now)? {
        let state = job.state.code();
        let (patient, order, due) = (job.patient.as_str(), job.order.as_str(), job.due);
        writeln!(
            out,
            "{:>8}  {state:8}  {patient:24}  {order:16}  {due:20}  {:>8}  {}",
            job.event, job.attempts, job.trouble
        )?;
    }
    writeln!(out, "\n{:24}  {:>6}  {:>11}", "orders", "count", "oldest days")?;
    for waiting in store.waiting_orders(&operator()?, now)? {
        let days = waiting.oldest.map_or(0, |since| now.duration_since(since).as_hours() / 24);
        writeln!(out, "{:24}  {:>6}  {days:>11}", waiting.state.code(), waiting.count)?;
    }
    writeln!(out, "\n{:24}  {:>6}  {:>11}", "outcome forms, by unit", "count", "oldest days")?;
    let mut forms: BTreeMap<String, (usize, i32)> = BTreeMap::new();
    for (work, due) in store.all_due_outcomes(&operator()?, now)? {
        let days = (day_of(now) - due.since).get_days();
        let entry = forms.entry(work.unit).or_default();
        *entry = (entry.0 + 1, entry.1.max(days));
    }
    for (unit, (count, days)) in forms {
        writeln!(out, "{unit:24}  {count:>6}  {days:>11}")?;
    }
    Ok(())
}
