//! `marv store ask`: the reminder of outcome forms that are due.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use clap::Args;
use jiff::Timestamp;

use super::audit::Where;
use super::store::operator;

/// Asks for every outcome form that is due and was not asked for within thirty days. That it was asked is an event in the course; forms that are due
/// stand on the page /outcomes of the unit in any case.
///
/// A mail says how many forms are due at the unit and where they are filled in. It names nobody and no case. Run it once a day.
#[derive(Debug, Args)]
pub struct Ask {
    #[command(flatten)]
    place: Where,
    /// A program that sends a mail, such as /usr/sbin/sendmail: it gets the recipient as its last argument and the mail at its input.
    #[arg(long, value_name = "PROGRAM", requires = "addresses", requires = "page")]
    mail_by: Option<PathBuf>,
    /// A TOML file with the address of each unit: "9990000000000001" = "unit@example.org".
    #[arg(long, value_name = "FILE")]
    addresses: Option<PathBuf>,
    /// The address of the page, such as <https://marv.example.org/outcomes>.
    #[arg(long, value_name = "URL")]
    page: Option<String>,
}

/// The addresses of units, all of which can be written to.
fn addresses(wanted: &Ask) -> anyhow::Result<BTreeMap<String, String>> {
    let Some(file) = &wanted.addresses else { return Ok(BTreeMap::new()) };
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let all: BTreeMap<String, String> =
        toml::from_str(&text).with_context(|| format!("{} is no table of units and addresses", file.display()))?;
    let plain = |own: &str| {
        let signs = own.chars().all(|sign| sign.is_ascii_graphic() && !matches!(sign, ',' | ';' | '<' | '>'));
        signs
            && own.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
            && !own.starts_with('-')
    };
    let bad: Vec<&str> = all.iter().filter(|(_, own)| !plain(own)).map(|(unit, _)| unit.as_str()).collect();
    if !bad.is_empty() {
        bail!("{}: the address of {} is none; write one as unit@example.org", file.display(), bad.join(", "));
    }
    Ok(all)
}

pub fn run(wanted: &Ask) -> anyhow::Result<()> {
    let addresses = addresses(wanted)?;
    let store = wanted.place.open()?;
    let mut out = anstream::stdout();
    writeln!(out, "{:24}  {:>6}  {:>6}  mail", "unit", "due", "asked")?;
    let mut not_sent = Vec::new();
    for own in store.ask_outcomes(&operator()?, Timestamp::now())? {
        let mail = match (&wanted.mail_by, &wanted.page, addresses.get(&own.unit)) {
            (Some(program), Some(page), Some(address)) if own.asked > 0 => {
                match send(program, address, own.due, page) {
                    Ok(()) => "sent",
                    Err(error) => {
                        not_sent.push(format!("{}: {error:#}", own.unit));
                        "not sent"
                    }
                }
            }
            (Some(_), _, None) if own.asked > 0 => "no address",
            _ => "",
        };
        writeln!(out, "{:24}  {:>6}  {:>6}  {mail}", own.unit, own.due, own.asked)?;
    }
    if !not_sent.is_empty() {
        bail!("the forms stand on the page all the same, but these mails were not sent:\n  {}", not_sent.join("\n  "));
    }
    Ok(())
}

/// The mail: a count and an address, and nothing of anybody.
fn mail(address: &str, due: usize, page: &str) -> String {
    format!(
        "To: {address}\nSubject: Marv: {due} skemaer venter / forms are due\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n\
         {due} skemaer om forløbet efter svaret venter på jeres afdeling. De udfyldes her: {page}\n\n\
         {due} forms on the outcome after the report are due at your unit. They are filled in here: {page}\n"
    )
}

fn send(program: &PathBuf, address: &str, due: usize, page: &str) -> anyhow::Result<()> {
    let mut child = Command::new(program)
        .arg(address)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .with_context(|| format!("{} cannot be started", program.display()))?;
    let mut input = child.stdin.take().context("the program has no input")?;
    let written = input.write_all(mail(address, due, page).as_bytes());
    drop(input);
    let status = child.wait()?;
    if !status.success() {
        bail!("{} ended with {status}", program.display());
    }
    written.with_context(|| format!("{} did not read the mail", program.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_says_a_count_and_an_address_and_nothing_else() {
        let text = mail("unit@example.org", 7, "https://marv.example.org/outcomes");
        assert_eq!(text.matches("7 ").count(), 3);
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        assert_eq!(digits, "710877", "the count three times, MIME 1.0 and UTF-8: {text}");
    }
}
