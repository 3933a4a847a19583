//! Requisitions that are being written: one for each patient and unit, seen by those of the unit who may submit.

use clinic::identifier::PatientId;
use jiff::Timestamp;

use super::policy::Action;
use super::{Viewer, denied, standing};
use crate::audit::Record;
use crate::store::{Store, StoreError};

impl Store {
    /// The requisition that the viewer's unit is writing for a patient, as it was kept.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where the viewer could not submit one.
    pub fn draft(&self, viewer: &Viewer, patient: &PatientId, now: Timestamp) -> Result<Option<String>, StoreError> {
        let record = Record::of(&viewer.in_course(), now, "read", "draft");
        self.observed(&record, |transaction, record| {
            record.patients.push(patient.clone());
            let standing = standing(transaction, viewer, patient, now)?;
            if let Err(denial) = viewer.may(Action::Submit, None, standing) {
                return Ok(Err(denied(transaction, record, patient, denial)?));
            }
            let sql = "SELECT body FROM draft WHERE patient = $1 AND unit = $2";
            let values = [patient.as_str().into(), viewer.staff().unit.as_str().into()];
            Ok(Ok(transaction.one(sql, &values)?.map(|row| row.text(0).to_owned())))
        })
    }

    /// Keeps a requisition in place of the one that was kept before; nothing keeps nothing.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where the viewer could not submit one.
    pub fn keep_draft(
        &self,
        viewer: &Viewer,
        patient: &PatientId,
        body: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let record = Record::of(&viewer.in_course(), now, "write", "draft");
        self.recorded(&record, |transaction, record| {
            record.patients.push(patient.clone());
            let standing = standing(transaction, viewer, patient, now)?;
            if let Err(denial) = viewer.may(Action::Submit, None, standing) {
                return Ok(Err(denied(transaction, record, patient, denial)?));
            }
            let (whose, unit) = (patient.as_str().into(), viewer.staff().unit.as_str().into());
            transaction.execute("DELETE FROM draft WHERE patient = $1 AND unit = $2", &[whose, unit])?;
            if let Some(body) = body {
                let sql = "INSERT INTO draft (patient, unit, body) VALUES ($1, $2, $3)";
                let values = [patient.as_str().into(), viewer.staff().unit.as_str().into(), body.into()];
                transaction.execute(sql, &values)?;
            }
            Ok(Ok(()))
        })
    }

    /// Whether the viewer's unit is writing a requisition for a patient; nothing of it is shown, so nothing is logged.
    pub(crate) fn has_draft(&self, viewer: &Viewer, patient: &PatientId) -> Result<bool, StoreError> {
        self.looked(|transaction| {
            let sql = "SELECT patient FROM draft WHERE patient = $1 AND unit = $2";
            let values = [patient.as_str().into(), viewer.staff().unit.as_str().into()];
            Ok(transaction.one(sql, &values)?.is_some())
        })
    }
}
