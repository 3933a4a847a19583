//! `marv audit`: the key of the audit, whether its chain holds, and proofs for those who do not see it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use registry::audit::{Anchor, AuditKey, anchors};
use registry::proof::SigningKey;
use registry::store::{Place, Store};

use super::proof;
use super::store::operator;
use crate::terminal::{BAD, GOOD, OPEN, harmless};

#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Makes the key of an audit, in a new file that only its owner can read. Keep it where whoever administers the database cannot.
    Key(Key),
    Verify(Verify),
    ChangeKey(ChangeKey),
    /// Makes the key that signs proofs, in a new file that only its owner can read (Ed25519; PKCS #8, PEM).
    SigningKey(Key),
    PublicKey(proof::Public),
    Prove(proof::Prove),
    Head(proof::Head),
    Check(proof::Check),
}

#[derive(Debug, Args)]
pub struct Key {
    /// The new file.
    file: PathBuf,
}

/// Where a store lies, and the key of its audit.
#[derive(Debug, Args)]
pub struct Where {
    /// The file of the store, or the address of a server: host=/run/postgresql dbname=marv.
    #[arg(long, value_name = "STORE")]
    store: String,
    /// The file with the key of the audit.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

impl Where {
    /// Opens what is there.
    pub fn open(&self) -> anyhow::Result<Store> {
        self.open_with(None)
    }

    /// Opens what is there, with a file for anchors.
    pub fn open_with(&self, anchors: Option<&Path>) -> anyhow::Result<Store> {
        let key = AuditKey::read(&self.key)?;
        let place = Place::from(self.store.as_str());
        Store::existing(&place, key, anchors).with_context(|| format!("the store {}", harmless(&self.store)))
    }
}

/// Verifies a store: the chain of audit records, the events they speak of, the index of patients, the read models.
///
/// It finds records and events that were edited, deleted, put in or exchanged. That the end was cut off is seen only against anchors, which
/// must have lain elsewhere.
///
/// Exit codes: 0 everything holds; 1 something does not, or cannot be read.
#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    place: Where,
    /// Files with anchors, one for each instance of the service.
    #[arg(long, value_name = "FILE")]
    anchors: Vec<PathBuf>,
}

/// Goes on with a new key: the key file gets a further line, and records from the next one on have the new key's code. The lines before stay, since
/// older records are held against them.
///
/// End the service and its workers before, and give each of them the new file after: whoever has the earlier keys alone writes nothing any more,
/// and so lets nothing pass.
///
/// Exit codes: 0 the key is changed; 1 it is not.
#[derive(Debug, Args)]
pub struct ChangeKey {
    #[command(flatten)]
    place: Where,
    /// The file that anchors of the audit are added to.
    #[arg(long, value_name = "FILE")]
    anchors: Option<PathBuf>,
}

pub fn run(command: &Audit) -> anyhow::Result<ExitCode> {
    match command {
        Audit::Key(key) => {
            AuditKey::make(&key.file)?;
            Ok(ExitCode::SUCCESS)
        }
        Audit::Verify(verify) => run_verify(verify),
        Audit::ChangeKey(change) => run_change(change),
        Audit::SigningKey(key) => {
            SigningKey::make(&key.file)?;
            Ok(ExitCode::SUCCESS)
        }
        Audit::PublicKey(wanted) => proof::public(wanted),
        Audit::Prove(wanted) => proof::prove(wanted),
        Audit::Head(wanted) => proof::head(wanted),
        Audit::Check(wanted) => proof::check(wanted),
    }
}

fn run_change(change: &ChangeKey) -> anyhow::Result<ExitCode> {
    let (store, file) = (change.place.open_with(change.anchors.as_deref())?, &change.place.key);
    store.change_key(&operator()?, Timestamp::now(), |key, from| key.next(file, from))?;
    let next = AuditKey::next_file(file);
    fs::rename(&next, file)
        .with_context(|| format!("the store has the new key; move {} to {}", next.display(), file.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// The anchors of several files.
pub fn all_anchors(files: &[PathBuf]) -> anyhow::Result<Vec<Anchor>> {
    let mut all = Vec::new();
    for file in files {
        all.extend(anchors(file).with_context(|| format!("the anchors {}", file.display()))?);
    }
    Ok(all)
}

fn run_verify(arguments: &Verify) -> anyhow::Result<ExitCode> {
    let store = arguments.place.open()?;
    let verified = store.verify(&all_anchors(&arguments.anchors)?)?;
    let mut out = anstream::stdout().lock();
    writeln!(out, "store        {} ({})", store.id(), store.database())?;
    writeln!(out, "records      {}", verified.records)?;
    writeln!(out, "events       {}", verified.events)?;
    writeln!(out, "anchors      {}", verified.anchors)?;
    writeln!(out, "read models  {}", verified.read_models)?;
    if verified.anchors == 0 {
        writeln!(out, "{OPEN}no anchor of this store was given: an end that was cut off is not seen{OPEN:#}")?;
    }
    for fault in &verified.faults {
        writeln!(out, "{BAD}✗{BAD:#} {fault}")?;
    }
    if verified.faults.is_empty() {
        writeln!(out, "{GOOD}everything holds{GOOD:#}")?;
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}
