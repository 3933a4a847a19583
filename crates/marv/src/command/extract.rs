//! `marv store extract`: the follow-up data of a store as one table.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use hts::unfinished::write_whole;
use jiff::Timestamp;
use jiff::civil::Date;
use outcomes::kpi::write;
use registry::access::Attempt;
use report::bundle::sha256;

use super::account::{membership, own_password};
use super::audit::Where;
use crate::rules::Rules;

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
    #[command(flatten)]
    rules: Rules,
}

/// Where somebody signs in who sits at the computer of the store.
const HERE: &str = "command line";

pub fn run(wanted: &Extract) -> anyhow::Result<()> {
    let now = Timestamp::now();
    if outcomes::kpi::end_of(wanted.freeze) > now {
        bail!("--freeze {} is not over yet; what the day still brings would not be in the table", wanted.freeze);
    }
    let rules = wanted.rules.load()?;
    let store = wanted.place.open()?;
    let membership = wanted.membership.as_deref().map(membership).transpose()?;
    let password = own_password()?;
    let attempt =
        Attempt { account: &wanted.account, password: &password, address: HERE, membership: membership.as_ref() };
    let viewer = store.sign_in(&attempt, now)?.viewer;
    let taken = store.extract(&viewer, &rules, wanted.freeze, now);
    store.sign_out(&viewer, now)?;
    let taken = taken?;
    if !taken.without_region.is_empty() {
        let units = taken.without_region.into_iter().collect::<Vec<_>>().join(", ");
        bail!(
            "the register does not say in which region these units lie: {units}; set it with marv store unit set --region"
        );
    }
    let table = write(&taken.cases)?;
    write_whole(&wanted.into, &table).with_context(|| format!("cannot write {}", wanted.into.display()))?;
    let mut out = anstream::stdout();
    writeln!(out, "referrals  {}", taken.cases.len())?;
    writeln!(out, "freeze     {}", wanted.freeze)?;
    writeln!(out, "sha256     {}", sha256(&table))?;
    Ok(())
}
