//! Signatures. What is signed is the data of a report, byte by byte (DER-14): they are the same before and after, and the pages of
//! the signed report are set from them again.

use clinic::referral::{Consent, Referral};
use jiff::civil::Date;

use super::{Refusal, Refusals};
use crate::document::Document;
use crate::document::identity::{Capacity, Signature};

/// Everything that stands against these persons signing a report.
pub(super) fn of_persons(signers: &[String]) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut refuse = |field, found: String, remedy| refusals.push(Refusal { field, found, remedy });
    if let [first, second] = signers
        && same_person(first, second)
    {
        let found = format!("{first:?} signs twice");
        refuse("signed by", found, "the interpreter and the approver are two persons (four eyes, DER-14)");
    }
    if signers.len() > 2 {
        refuse("signed by", format!("{} persons", signers.len()), "name the interpreter, then the approver");
    }
    if signers.iter().any(|signer| signer.trim().is_empty()) {
        refuse("signed by", "an empty name".into(), "give the name and the authorisation id");
    }
    refusals
}

/// What of the consent stands against giving a report on that day, as a draft or signed.
pub(super) fn of_consent(consent: &Consent, is_signed: bool, on: Date) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut refuse = |field, found: String, remedy| refusals.push(Refusal { field, found, remedy });
    if is_signed && consent.signed_date.is_none() {
        refuse(
            "consent.signed_date",
            "missing".into(),
            "a report is signed only where a consent is; add it to the referral",
        );
    }
    if let Some(day) = consent.withdrawn_date.filter(|day| *day <= on) {
        refuse("consent.withdrawn_date", format!("withdrawn on {day}"), "no report may be given without consent");
    }
    refusals
}

/// Names differ by more than case and white space.
fn same_person(first: &str, second: &str) -> bool {
    let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(first) == plain(second)
}

pub(super) fn signatures(signers: &[String], on: Date) -> Vec<Signature> {
    let capacities = [Capacity::Interpreter, Capacity::Approver];
    let signed = signers.iter().zip(capacities);
    signed.map(|(name, capacity)| Signature { name: name.trim().to_owned(), capacity, date: on }).collect()
}

/// Signs the data of a report, which stay as they are: first the interpreter, then the approver.
///
/// # Errors
/// Everything that stands against it: fewer or more than two persons, one who signs twice, a day before the report was composed; and of
/// the referral, where it is given, a consent that is missing or withdrawn, or another person. Without it, whoever asks has seen to the consent.
pub fn sign(
    document: Document,
    signers: &[String],
    on: Date,
    referral: Option<&Referral>,
) -> Result<Document, Refusals> {
    let mut refusals = of_persons(signers);
    refusals.extend(referral.into_iter().flat_map(|referral| of_consent(&referral.consent, signers.len() == 2, on)));
    let mut refuse = |field, found: String, remedy| refusals.push(Refusal { field, found, remedy });
    if signers.len() < 2 {
        refuse("signed by", format!("{} persons", signers.len()), "name the interpreter, then the approver");
    }
    if on < document.issued {
        let found = format!("{on}, before the report was composed on {}", document.issued);
        refuse("date", found, "give the day on which it is signed");
    }
    if referral.is_some_and(|referral| document.patient.cpr != referral.patient.cpr.as_str()) {
        refuse("patient.cpr", "another person's".into(), "give the referral that the report was composed for");
    }
    if refusals.is_empty() {
        Ok(Document { signatures: signatures(signers, on), ..document })
    } else {
        Err(Refusals(refusals))
    }
}
