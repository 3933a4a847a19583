//! Whose names stand on a signed report.

use clinic::clock::day_of;
use clinic::course::Course;
use clinic::identifier::StaffId;
use jiff::Timestamp;
use jiff::civil::Date;

use super::{Job, Sha256};
use crate::access::account_of;
use crate::audit::{Access, Record};
use crate::store::{Store, StoreError, Transaction, history_until};

/// A report as two persons have signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedReport {
    /// SHA-256 of the data that they signed.
    pub sha256: Sha256,
    /// Their names with their authorisation ids, the interpreter first.
    pub signers: [String; 2],
    /// The Danish day on which the second signed.
    pub on: Date,
}

/// The name that colleagues know, with the authorisation id; of an account that is gone, its id.
fn named(transaction: &mut dyn Transaction, id: &StaffId) -> Result<String, StoreError> {
    let Some(account) = account_of(transaction, id)? else { return Ok(id.to_string()) };
    Ok(match account.authorisation_id {
        Some(authorisation) => format!("{} ({authorisation})", account.name),
        None => format!("{} ({id})", account.name),
    })
}

impl Store {
    /// The report whose signature made a job due, as it was signed then; `None` where the event signed none. Whose it is is logged.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn signed_report(
        &self,
        access: &Access,
        job: &Job,
        now: Timestamp,
    ) -> Result<Option<SignedReport>, StoreError> {
        self.recorded(&Record::of(access, now, "read", "signatures"), |transaction, record| {
            record.patients.push(job.patient.clone());
            let events = history_until(transaction, &job.patient, job.event)?;
            let course = Course::from_events(job.patient.clone(), &events);
            let version = course.order(&job.order).and_then(|order| order.reports.last());
            let Some((version, (approver, at))) = version.and_then(|own| Some((own, own.signed.as_ref()?))) else {
                return Ok(Ok(None));
            };
            let sha256 = Sha256::parse(&version.report.sha256).ok_or(StoreError::Register("reports"))?;
            let signers = [named(transaction, &version.interpreter)?, named(transaction, approver)?];
            Ok(Ok(Some(SignedReport { sha256, signers, on: day_of(*at) })))
        })
    }
}
