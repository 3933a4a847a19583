//! Records of a patient's log that fit a search: read in parts, so that a long log needs no more memory than a short one.

use clinic::identifier::PatientId;
use jiff::Timestamp;

use super::Viewer;
use super::policy::{Action, Relation, permits};
use crate::audit::Record;
use crate::store::{SPOKEN_OF, Store, StoreError, logged_record};

/// Records that are in memory at a time.
const PART: i64 = 500;

impl Store {
    /// Of the records that speak of a patient and are `wanted`, the oldest first: how many, and from a place on at most so many. Every record
    /// is looked at, since the time of one stands in it alone.
    ///
    /// # Errors
    /// [`StoreError::Denied`].
    pub fn patient_log_search(
        &self,
        viewer: &Viewer,
        patient: &PatientId,
        wanted: &dyn Fn(&Record) -> bool,
        (from, at_most): (usize, usize),
        now: Timestamp,
    ) -> Result<(usize, Vec<Record>), StoreError> {
        if let Err(denial) = permits(viewer.role(), Action::ReadAccessLog, Relation::None, None) {
            return self.refuse(viewer, "audit", denial, now);
        }
        let record = Record::of(&viewer.in_course(), now, "read", "audit");
        self.observed(&record, |transaction, record| {
            record.patients.push(patient.clone());
            let sql =
                format!("SELECT seq, body FROM audit WHERE seq IN {SPOKEN_OF} AND seq > $2 ORDER BY seq LIMIT $3");
            let (mut total, mut page, mut last) = (0, Vec::new(), 0);
            loop {
                let rows = transaction.query(&sql, &[patient.as_str().into(), last.into(), PART.into()])?;
                for row in &rows {
                    last = row.whole(0);
                    let found = logged_record(row)?;
                    if !wanted(&found) {
                        continue;
                    }
                    if (from..from.saturating_add(at_most)).contains(&total) {
                        page.push(found);
                    }
                    total += 1;
                }
                if rows.is_empty() {
                    return Ok(Ok((total, page)));
                }
            }
        })
    }
}
