//! From a bundle, a referral and the people who sign to the document.
//!
//! Here, and nowhere below, a genome and a patient are in one place. No clock is read: every date is given.

mod answers;
mod chromosomes;
mod conclusion;
mod course;
mod evidence;
mod hereditary;
mod identity;
mod limitations;
mod lymphoid;
mod quality;
mod signing;
mod sources;
mod variants;

use std::fmt;

use clinic::referral::Referral;
use jiff::civil::Date;

pub use limitations::QUOTES;
pub use signing::sign;

use crate::bundle::Bundle;
use crate::document::{Document, SCHEMA, Section};

/// What the report says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// The day on which it is composed.
    pub issued: Date,
    /// Who signs on that day: first the interpreter, then the approver; fewer than two make a draft.
    pub signers: Vec<String>,
    /// The version, from 1.
    pub version: u32,
    /// Why an earlier version is amended.
    pub reason: Option<String>,
    /// The program and its version.
    pub program: String,
}

/// Why no report is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What was given.
    pub field: &'static str,
    /// What is wrong with it.
    pub found: String,
    /// What to do.
    pub remedy: &'static str,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.field, self.found, self.remedy)
    }
}

/// Everything that stands against a report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Refusals(pub Vec<Refusal>);

impl fmt::Display for Refusals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// Composes the report.
///
/// # Errors
/// Everything that stands against it: a consent that was withdrawn, findings that are older than the requisition or younger
/// than the report, one person who signs twice, an amendment without a reason.
pub fn compose(bundle: &Bundle, referral: &Referral, meta: &Meta) -> Result<Document, Refusals> {
    let refusals = identity::refusals(bundle, referral, meta);
    if !refusals.is_empty() {
        return Err(Refusals(refusals));
    }
    let findings = &bundle.findings;
    let small_variants = variants::small(findings);
    let tandem_duplications = variants::tandem(findings);
    let fusions = chromosomes::fusions(bundle);
    let classes = answers::classes(findings);
    let risk = answers::risk(findings);
    let therapy = evidence::therapy(findings);
    let trials = evidence::trials(findings);
    let hereditary = hereditary::hereditary(findings, referral);
    let conclusion = conclusion::Asked {
        purpose: referral.requisition.purpose,
        variants: &small_variants,
        tandem: &tandem_duplications,
        fusions: &fusions,
        classes: &classes,
        risk: &risk,
        therapy: &therapy,
        trials: &trials,
    }
    .conclusion();
    let mut document = Document {
        schema: SCHEMA.into(),
        version: identity::version(meta),
        issued: meta.issued,
        signatures: signing::signatures(&meta.signers, meta.issued),
        patient: identity::patient(referral),
        order: identity::order(referral),
        specimens: identity::specimens(bundle, referral),
        sample: findings.sample.clone(),
        knowledge_date: findings.date,
        conclusion,
        copy_number: chromosomes::copy_number(bundle),
        allele_states: Section::Performed { result: answers::allele_states(findings) },
        karyotypes: chromosomes::karyotypes(bundle),
        course: course::course(findings, referral),
        quality: quality::quality(bundle),
        limitations: limitations::limitations(bundle, &small_variants),
        supplement: limitations::supplement(),
        provenance: quality::provenance(bundle, meta),
        small_variants,
        fusions,
        tandem_duplications,
        classes,
        risk,
        therapy,
        trials,
        hereditary,
    };
    document.provenance.sources = sources::cited(&document);
    Ok(document)
}
