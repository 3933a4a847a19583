//! A course with what happened in it, event by event, as it is shown to a viewer.

use clinic::course::{Stamped, told};
use clinic::identifier::PatientId;
use jiff::Timestamp;

use super::case::shown_events;
use super::policy::Action;
use super::{Seen, Viewer, denied, standing};
use crate::audit::Record;
use crate::store::{Store, StoreError, history};

impl Store {
    /// A course and its events, the first first: of what the policy shows, and of nothing else.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where nothing of it is shown.
    pub fn timeline(
        &self,
        viewer: &Viewer,
        patient: &PatientId,
        now: Timestamp,
    ) -> Result<(Seen, Vec<Stamped>), StoreError> {
        let record = Record::of(&viewer.in_course(), now, "read", "course");
        self.observed(&record, |transaction, record| {
            record.patients.push(patient.clone());
            let (events, course, version) = history(transaction, patient)?;
            let standing = standing(transaction, viewer, patient, now)?;
            if let Err(denial) = viewer.may_in(Action::ReadCourse, &course, standing) {
                return Ok(Err(denied(transaction, record, patient, denial)?));
            }
            let course = viewer.shown(course, standing);
            let events = shown_events(told(events), &course);
            Ok(Ok((Seen { course, version, standing }, events)))
        })
    }
}
