//! The pages of a signed report as a job: set with both names from the data that were signed, into a folder of their own, once.

use std::fs;
use std::io::ErrorKind;

use anyhow::Context;
use registry::job::{Job, SignedReport};
use registry::report::{DATA, SIGNED};
use report::bundle::sha256;
use report::compose::sign;
use report::document::Document;
use report::document::identity::Signatures;

use crate::command::report::{ReportLanguage, SIGNATURES, Set};
use crate::command::sign::reads;
use crate::work::{Done, Folders, Trouble};

/// Sets the pages; whoever does it again finds them, and only if they are of the same names.
pub fn set(folders: &Folders, job: &Job, signed: &SignedReport) -> anyhow::Result<Done> {
    let own = folders.report(&signed.sha256);
    let data = match fs::read(own.join(DATA)) {
        Ok(data) => data,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Done::Not(Trouble::NoReport)),
        Err(error) => return Err(error).with_context(|| own.display().to_string()),
    };
    if sha256(&data) != signed.sha256.as_str() {
        return Ok(Done::Not(Trouble::OtherReport));
    }
    let document = Document::read(&data).with_context(|| own.display().to_string());
    let document = document.and_then(|own| Ok(sign(own, &signed.signers, signed.on, None)?));
    let document = match document {
        Ok(document) => document,
        Err(error) => {
            anstream::eprintln!("{error:#}");
            return Ok(Done::Not(Trouble::WrongInput));
        }
    };
    let out = own.join(SIGNED);
    if !out.exists() {
        let unfinished = folders.unfinished(job, ".signed");
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished)?;
        }
        let language = ReportLanguage::Both;
        let beside = reads(&own, signed.sha256.as_str(), language)?;
        let set = Set { document: &document, data, language, patient_page: false };
        set.into_folder(&unfinished, beside)?;
        fs::rename(&unfinished, &out).with_context(|| format!("cannot make {}", out.display()))?;
    }
    let there = fs::read(out.join(SIGNATURES)).with_context(|| out.display().to_string())?;
    let same = serde_json::from_slice(&there)
        .is_ok_and(|own: Signatures| own == Signatures::of(signed.sha256.as_str(), &document.signatures));
    Ok(if same { Done::Kept(signed.sha256.clone()) } else { Done::Not(Trouble::OtherReport) })
}
