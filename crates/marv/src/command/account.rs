//! `marv store account` and `marv store unit`: who comes in, before anybody can by a browser.

use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use clinic::code::{CodeList, Region, Specialty};
use clinic::identifier::StaffId;
use clinic::staff::Role;
use jiff::Timestamp;
use registry::access::{self, LeakedPasswords, Membership};
use registry::precondition::{Precondition, Version};

use super::audit::Where;
use super::store::operator;
use crate::terminal::harmless;

/// The password is read from the terminal, without showing it, or from the first line of what is piped in; never from an argument, which
/// others on the computer can see.
#[derive(Debug, Subcommand)]
pub enum Account {
    /// Adds an account. Its first password is asked for, or read from the first line of the input; within three days whoever has it
    /// chooses another.
    Add(Add),
    /// Sets a first password anew, and ends the sessions of the account.
    Password(SetPassword),
    /// Lets nobody in by this account any more, from now on.
    Close(Named),
    /// Lists the accounts.
    List(Where),
}

/// Units stand in the register by their numbers.
#[derive(Debug, Subcommand)]
pub enum Unit {
    /// Adds a unit, or sets what is known of it.
    Set(SetUnit),
}

#[derive(Debug, Args)]
pub struct Named {
    #[command(flatten)]
    place: Where,
    /// The account.
    id: String,
}

#[derive(Debug, Args)]
pub struct SetPassword {
    #[command(flatten)]
    named: Named,
    #[command(flatten)]
    leaked: Leaked,
}

/// What a password may not be.
#[derive(Debug, Args)]
pub struct Leaked {
    /// A list of passwords that were leaked elsewhere, on which the password may not be (docs/service.md).
    #[arg(long, value_name = "FILE")]
    leaked_passwords: Option<PathBuf>,
}

impl Leaked {
    fn read(&self) -> anyhow::Result<Option<LeakedPasswords>> {
        self.leaked_passwords.as_deref().map(leaked_passwords).transpose()
    }
}

#[derive(Debug, Args)]
pub struct Add {
    #[command(flatten)]
    named: Named,
    #[command(flatten)]
    leaked: Leaked,
    /// The name that colleagues know.
    #[arg(long)]
    name: String,
    /// A role and a unit, such as requester@9990000000000001; once for each.
    #[arg(long = "membership", value_name = "ROLE@UNIT", required = true)]
    memberships: Vec<String>,
    /// The authorisation id.
    #[arg(long, value_name = "ID")]
    authorisation_id: Option<String>,
    /// What the provider of identities calls the person, where they sign in there (`marv serve --sign-in`).
    #[arg(long, value_name = "SUBJECT")]
    subject: Option<String>,
    /// Without a password: the person comes in by the provider alone.
    #[arg(long, requires = "subject")]
    no_password: bool,
    /// The specialty: haematology, other or none.
    #[arg(long, default_value = "none")]
    specialty: String,
}

#[derive(Debug, Args)]
pub struct SetUnit {
    #[command(flatten)]
    place: Where,
    /// Its number.
    id: String,
    /// Its name in Danish.
    #[arg(long)]
    da: String,
    /// Its name in English.
    #[arg(long)]
    en: String,
    /// Its region: hovedstaden, sjaelland, syddanmark, midtjylland or nordjylland; none for a national unit.
    #[arg(long)]
    region: Option<String>,
    /// The sequencing site that it is, by the code of the guideline's register.
    #[arg(long)]
    site: Option<String>,
    /// It interprets the orders of its region.
    #[arg(long)]
    interprets: bool,
}

/// Opens a list of leaked passwords; a file that is none is refused before anything is done.
pub fn leaked_passwords(file: &Path) -> anyhow::Result<LeakedPasswords> {
    LeakedPasswords::open(file).with_context(|| format!("--leaked-passwords {}", file.display()))
}

fn one_of<C: CodeList>(option: &str, text: &str) -> anyhow::Result<C> {
    C::from_code(text).with_context(|| format!("--{option} {:?} is none of: {}", harmless(text), C::CODES.join(", ")))
}

fn account_id(text: &str) -> anyhow::Result<StaffId> {
    StaffId::new(text).with_context(|| format!("the account {:?}", harmless(text)))
}

/// Switches the echo of a terminal, on or off.
fn echo(on: bool) -> bool {
    let set = Command::new("stty").arg(if on { "echo" } else { "-echo" }).stdin(Stdio::inherit()).status();
    set.is_ok_and(|status| status.success())
}

/// One line, without its end.
fn line() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin().lock().read_line(&mut text).context("the password")?;
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}

/// Asks at the terminal, without showing what is typed.
fn ask(question: &str) -> anyhow::Result<String> {
    let mut out = anstream::stderr();
    write!(out, "{question}: ")?;
    out.flush()?;
    if !echo(false) {
        bail!("the terminal cannot be kept from showing the password; pipe it in instead");
    }
    let text = line();
    // Of two failures the one that matters is told.
    let _ = echo(true);
    writeln!(out)?;
    text
}

/// The password of somebody who has one, from the terminal or the first line of the input.
pub fn own_password() -> anyhow::Result<String> {
    if std::io::stdin().is_terminal() { ask("password") } else { line() }
}

fn password() -> anyhow::Result<String> {
    if !std::io::stdin().is_terminal() {
        return line();
    }
    let (once, again) = (ask("password")?, ask("once more")?);
    if once != again {
        bail!("the two are not the same; nothing was changed");
    }
    Ok(once)
}

pub fn membership(text: &str) -> anyhow::Result<Membership> {
    let (role, unit) = text.split_once('@').with_context(|| {
        format!("--membership {:?} is no ROLE@UNIT, such as requester@9990000000000001", harmless(text))
    })?;
    Ok(Membership { role: one_of::<Role>("membership", role)?, unit: unit.to_owned() })
}

pub fn run(command: &Account) -> anyhow::Result<()> {
    let (by, now) = (operator()?, Timestamp::now());
    match command {
        Account::Add(add) => {
            let account = access::Account {
                id: account_id(&add.named.id)?,
                name: add.name.clone(),
                authorisation_id: add.authorisation_id.clone(),
                subject: add.subject.clone(),
                specialty: one_of::<Specialty>("specialty", &add.specialty)?,
                memberships: add.memberships.iter().map(|text| membership(text)).collect::<anyhow::Result<_>>()?,
                active: true,
            };
            let store = add.named.place.open()?.without_passwords_of(add.leaked.read()?);
            let password = if add.no_password { None } else { Some(password()?) };
            store.add_account(&by, &account, password.as_deref(), now)?;
        }
        Account::Password(set) => {
            let store = set.named.place.open()?.without_passwords_of(set.leaked.read()?);
            store.set_password(&by, &account_id(&set.named.id)?, &password()?, now)?;
        }
        Account::Close(named) => {
            let store = named.place.open()?;
            let id = account_id(&named.id)?;
            let all = store.accounts(&by, now)?;
            let known = all.into_iter().find(|(account, _)| account.id == id);
            let (account, version) = known.with_context(|| format!("there is no account {id}"))?;
            let account = access::Account { active: false, ..account };
            store.set_account(&by, &account, Precondition::Seen(version), now)?;
        }
        Account::List(place) => {
            let mut out = anstream::stdout().lock();
            for (account, _) in place.open()?.accounts(&by, now)? {
                let works = account.memberships.iter().map(|own| format!("{}@{}", own.role.code(), own.unit));
                let works = works.collect::<Vec<_>>().join(" ");
                let state = if account.active { "open" } else { "closed" };
                writeln!(out, "{}  {state}  {}  {}", account.id, harmless(&works), harmless(&account.name))?;
            }
        }
    }
    Ok(())
}

pub fn run_unit(command: &Unit) -> anyhow::Result<()> {
    let Unit::Set(set) = command;
    let unit = access::Unit {
        id: set.id.clone(),
        da: set.da.clone(),
        en: set.en.clone(),
        region: set.region.as_deref().map(|text| one_of::<Region>("region", text)).transpose()?,
        site: set.site.clone(),
        interprets: set.interprets,
    };
    let (by, now, store) = (operator()?, Timestamp::now(), set.place.open()?);
    let known = store.unit_register(&by, now)?.into_iter().find(|(own, _)| own.id == unit.id);
    let seen = known.map_or(Precondition::New, |(_, Version(version))| Precondition::Seen(Version(version)));
    store.set_unit(&by, &unit, seen, now)?;
    Ok(())
}
