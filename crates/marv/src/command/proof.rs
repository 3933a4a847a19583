//! `marv audit prove`, `head` and `check`: what an order was submitted on, for somebody who sees neither the store nor its key.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use clinic::identifier::{OrderId, PatientId};
use hts::unfinished::write_whole;
use jiff::Timestamp;
use registry::proof::{self, Asked, Checked, CheckedOrder, PublicKey, SigningKey};
use registry::store::Store;

use super::audit::{Where, all_anchors};
use super::store::operator;
use crate::terminal::{BAD, GOOD, OPEN};

/// Prints the public key of a signing key, for whoever checks proofs (SPKI, PEM).
#[derive(Debug, Args)]
pub struct Public {
    /// The file with the signing key.
    file: PathBuf,
}

/// Where the log is, and what signs.
#[derive(Debug, Args)]
pub struct Signing {
    #[command(flatten)]
    place: Where,
    /// The file with the signing key.
    #[arg(long = "signing-key", value_name = "FILE")]
    by: PathBuf,
    /// The new file.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Files with anchors, against which an end that was cut off is seen.
    #[arg(long, value_name = "FILE")]
    anchors: Vec<PathBuf>,
    /// An earlier proof or head of this log: the new file then shows that the log only grew since.
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
}

/// Proves on what an order was submitted: one signed file with the submission, the decision record, and their place in the log.
///
/// The whole log is verified first, and nothing is signed where it does not hold. The file names the patient by pseudonym alone, and staff as the log does.
/// That it was made is logged. What it says and does not say stands in docs/proof.md.
///
/// Exit codes: 0 the proof is made; 1 it is not.
#[derive(Debug, Args)]
pub struct Prove {
    /// The patient, by pseudonym.
    patient: String,
    /// The order.
    order: String,
    #[command(flatten)]
    signing: Signing,
}

/// Signs how long the log is, and the root of its tree of hashes: to be kept or printed where nobody of the service can change it.
///
/// Exit codes: 0 the head is made; 1 it is not.
#[derive(Debug, Args)]
pub struct Head {
    #[command(flatten)]
    signing: Signing,
}

/// Checks a proof or a head, without a store and without its key. `reference/proof.py` does the same in Python.
///
/// Exit codes: 0 it holds; 1 it does not, or cannot be read.
#[derive(Debug, Args)]
pub struct Check {
    /// The proof.
    file: PathBuf,
    /// The public key of the service, from a place that is trusted.
    #[arg(long, value_name = "FILE")]
    public_key: PathBuf,
    /// An earlier proof or head that was kept: the log must go on from it.
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
}

pub fn public(wanted: &Public) -> anyhow::Result<ExitCode> {
    write!(anstream::stdout(), "{}", SigningKey::read(&wanted.file)?.public().to_pem()?)?;
    Ok(ExitCode::SUCCESS)
}

pub fn prove(wanted: &Prove) -> anyhow::Result<ExitCode> {
    let patient = PatientId::new(&wanted.patient).context("PATIENT is the pseudonym, as the order's page has it")?;
    let order = OrderId::new(&wanted.order).context("ORDER is the order's id, as its page has it")?;
    made(&wanted.signing, |store, asked| Ok(store.prove(asked, &patient, &order)?))
}

pub fn head(wanted: &Head) -> anyhow::Result<ExitCode> {
    made(&wanted.signing, |store, asked| Ok(store.head(asked)?))
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

fn made(signing: &Signing, make: impl Fn(&Store, &Asked<'_>) -> anyhow::Result<String>) -> anyhow::Result<ExitCode> {
    if signing.out.exists() {
        anyhow::bail!("{} is there already: name a new file with --out", signing.out.display());
    }
    let key = SigningKey::read(&signing.by)?;
    let anchors = all_anchors(&signing.anchors)?;
    let since = signing.since.as_deref().map(read).transpose()?;
    let store = signing.place.open()?;
    let asked =
        Asked { access: operator()?, key: &key, anchors: &anchors, since: since.as_deref(), now: Timestamp::now() };
    let text = make(&store, &asked)?;
    // As its reader will check it.
    let checked = proof::check(text.as_bytes(), &key.public(), since.as_deref())?;
    write_whole(&signing.out, text.as_bytes()).with_context(|| format!("cannot write {}", signing.out.display()))?;
    tell(&checked)?;
    Ok(ExitCode::SUCCESS)
}

pub fn check(wanted: &Check) -> anyhow::Result<ExitCode> {
    let key = PublicKey::read(&wanted.public_key)?;
    let since = wanted.since.as_deref().map(read).transpose()?;
    match proof::check(&read(&wanted.file)?, &key, since.as_deref()) {
        Ok(checked) => {
            tell(&checked)?;
            writeln!(anstream::stdout(), "{GOOD}everything holds{GOOD:#}")?;
            Ok(ExitCode::SUCCESS)
        }
        Err(doubt) => {
            writeln!(anstream::stdout(), "{BAD}✗{BAD:#} {doubt}")?;
            Ok(ExitCode::FAILURE)
        }
    }
}

fn tell(checked: &Checked) -> std::io::Result<()> {
    let mut out = anstream::stdout().lock();
    if let Some(order) = &checked.order {
        tell_order(&mut out, order)?;
    }
    writeln!(out, "log          {} leaves, root {}", checked.head.size, checked.head.root)?;
    match &checked.since {
        Some(earlier) => writeln!(out, "grew from    {} leaves, root {}", earlier.size, earlier.root)?,
        None => {
            writeln!(out, "{OPEN}no earlier head: that nothing was taken out of the log before is not shown{OPEN:#}")?;
        }
    }
    writeln!(out, "store        {}", checked.store)?;
    writeln!(out, "made         {}", checked.at)
}

fn tell_order(out: &mut impl Write, own: &CheckedOrder) -> std::io::Result<()> {
    let [referral, plan] = &own.answers;
    writeln!(out, "order        {} of {}", own.order, own.patient)?;
    writeln!(out, "decision     {referral}, plan {plan}")?;
    writeln!(out, "rule set     {}", own.rule_set)?;
    let withheld = if own.withheld.is_empty() { "none".to_owned() } else { own.withheld.join(", ") };
    writeln!(out, "asked        {} rules, of {} facts; withheld: {withheld}", own.rules, own.facts)?;
    let by = &own.submitted.by;
    writeln!(out, "submitted    {} by {} at {}: event {}", own.submitted.at, by.id, by.unit, own.event)?;
    writeln!(out, "logged       {} by {}: record {}", own.record.at, own.record.by, own.record.seq)
}
