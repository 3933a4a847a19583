//! `marv store extract`: the follow-up data of a store as one table.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use hts::unfinished::write_whole;
use jiff::Timestamp;
use jiff::civil::Date;
use outcomes::kpi::{export, write};
use registry::access::Attempt;
use registry::store::Store;
use report::bundle::sha256;

use super::account::{membership, own_password};
use super::audit::Where;
use crate::rules::Rules;
use crate::terminal::harmless;

/// Takes the follow-up data of all orders that an account may see out of a store, into a table (docs/follow-up.md).
///
/// It asks for the account's password, at the terminal or from the first line of the input; the role must be data-manager or programme. The
/// log names every patient whose data are in the table. What was recorded after the day of the freeze is not in it, so the same day gives the same
/// bytes, today, next year and from a copy of the store.
///
/// The table holds health data under pseudonyms. Keep it as such.
#[derive(Debug, Args)]
pub struct Extract {
    #[command(flatten)]
    place: Where,
    /// The account that takes it out.
    #[arg(long, value_name = "ID")]
    account: String,
    /// The role and unit to work in, such as programme@9990000000000301; the account's first where none is named.
    #[arg(long, value_name = "ROLE@UNIT")]
    membership: Option<String>,
    /// The day of the data freeze, as 2028-03-01.
    #[arg(long, value_name = "DAY")]
    freeze: Date,
    /// The new table.
    #[arg(long, value_name = "FILE")]
    into: PathBuf,
    /// A field map: the table has the columns that a quality database asks, under its names, and no other.
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    #[command(flatten)]
    rules: Rules,
}

/// Where somebody signs in who sits at the computer of the store.
const HERE: &str = "command line";

/// Somebody who signs in at the computer of the store.
///
/// # Errors
/// The account, the password or the role is wrong.
pub fn signed_in(
    store: &Store,
    account: &str,
    as_member: Option<&str>,
    now: Timestamp,
) -> anyhow::Result<registry::access::Viewer> {
    let membership = as_member.map(membership).transpose()?;
    let password = own_password()?;
    let attempt = Attempt { account, password: &password, address: HERE, membership: membership.as_ref() };
    Ok(store.sign_in(&attempt, now)?.viewer)
}

pub fn run(wanted: &Extract) -> anyhow::Result<()> {
    let now = Timestamp::now();
    if outcomes::kpi::end_of(wanted.freeze) > now {
        bail!("--freeze {} is not over yet; what the day still brings would not be in the table", wanted.freeze);
    }
    let rules = wanted.rules.load()?;
    let store = wanted.place.open()?;
    let viewer = signed_in(&store, &wanted.account, wanted.membership.as_deref(), now)?;
    let taken = store.extract(&viewer, &rules, wanted.freeze, now);
    store.sign_out(&viewer, now)?;
    let taken = taken?;
    if !taken.without_region.is_empty() {
        let units = taken.without_region.into_iter().collect::<Vec<_>>().join(", ");
        bail!(
            "the register does not say in which region these units lie: {units}; set it with marv store unit set --region"
        );
    }
    let mut table = write(&taken.cases)?;
    if let Some(map) = &wanted.map {
        table = export(&table, &super::rkkp::map(map)?).map_err(|faults| {
            let told: Vec<String> = faults.iter().map(|own| harmless(&own.to_string())).collect();
            anyhow::anyhow!("the map does not fit the data:\n  {}", told.join("\n  "))
        })?;
    }
    write_whole(&wanted.into, &table).with_context(|| format!("cannot write {}", wanted.into.display()))?;
    let mut out = anstream::stdout();
    writeln!(out, "referrals  {}", taken.cases.len())?;
    writeln!(out, "freeze     {}", wanted.freeze)?;
    writeln!(out, "sha256     {}", sha256(&table))?;
    Ok(())
}
