//! `marv sign`: two persons sign the data of a report, and its pages are set again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use jiff::civil::Date;
use report::bundle::sha256;
use report::compose::sign;
use report::document::Document;

use super::report::{DATA, ReportLanguage, Set, referral, refused, tell};
use crate::terminal::BAD;

/// Signs a report: what two persons sign are its data (report.json), which stay as they are, byte by byte.
///
/// The pages are set again from them, with the signatures and without the mark of a draft, into another folder. Nothing is read anew: not the genome, not
/// what is known. Nothing is overwritten, and nothing half-written stays.
///
/// Exit codes: 0 the report is signed; 1 a file cannot be read or written; 2 something stands against it.
#[derive(Debug, Args)]
pub struct Sign {
    /// The folder of the report that is signed, as `marv report` or `marv analyse` left it.
    #[arg(value_name = "FOLDER")]
    report: PathBuf,
    /// The SHA-256 of report.json that was read by those who sign, as the pages tell it.
    #[arg(long, value_name = "SHA256")]
    sha256: String,
    /// The referral (JSON), with the consent in force.
    #[arg(long, value_name = "JSON")]
    referral: PathBuf,
    /// Who signs, with the authorisation id: first the interpreter, then the approver, who is another person.
    #[arg(long, value_name = "PERSON", required = true)]
    signed_by: Vec<String>,
    /// The day on which it is signed; no clock is read.
    #[arg(long, value_name = "DATE")]
    date: Date,
    /// Where the signed report is written; earlier ones are never overwritten.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// In which language.
    #[arg(long, value_enum, default_value = "both")]
    language: ReportLanguage,
    /// Also a page for the patient, in plain words.
    #[arg(long)]
    patient_page: bool,
}

pub fn run(command: &Sign) -> anyhow::Result<ExitCode> {
    let file = command.report.join(DATA);
    let data = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let found = sha256(&data);
    if found != command.sha256 {
        anstream::eprintln!(
            "{BAD}No report was made:{BAD:#} --sha256 is not that of {}, which is {found}; read the report that is there, and sign what you have read",
            file.display()
        );
        return Ok(ExitCode::from(2));
    }
    let document = Document::read(&data).with_context(|| file.display().to_string())?;
    let Some(referral) = referral(&command.referral)? else { return Ok(ExitCode::from(2)) };
    let document = match sign(document, &command.signed_by, command.date, Some(&referral)) {
        Ok(document) => document,
        Err(refusals) => return Ok(refused(&refusals)),
    };
    let reads = reads(&command.report, &found, command.language)?;
    let set = Set { document: &document, data, language: command.language, patient_page: command.patient_page };
    let files = set.into_folder(&command.out, reads)?;
    tell(&document, &found, &files);
    Ok(ExitCode::SUCCESS)
}

/// The pages of the reads, which no signature changes.
pub fn reads(report: &Path, hash: &str, language: ReportLanguage) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let mut reads = Vec::new();
    for (_, code) in language.languages() {
        let name = format!("reads.{code}.html");
        let page = report.join(&name);
        if page.is_file() {
            let text = fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
            if !text.contains(hash) {
                bail!("{} is not of this report; remove it, or put the one of this report there", page.display());
            }
            reads.push((name, text.into_bytes()));
        }
    }
    Ok(reads)
}
