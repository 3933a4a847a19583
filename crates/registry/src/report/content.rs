//! What reports say, with the course that they are of: for those who are told of a course in resources.

use clinic::identifier::{OrderId, PatientId};
use clinic::sign_off::ReportVersion;
use jiff::Timestamp;
use serde_json::Value;

use super::{BUNDLE, FORMS, NotShown, Reports, pinned};
use crate::access::{Case, EVERYTHING, Seen, Viewer, case, denied, standing, tells_person};
use crate::audit::Record;
use crate::store::{Store, StoreError, course};

/// What a version of a report says, as far as a viewer is shown it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportContent {
    /// Of which order.
    pub order: OrderId,
    /// The SHA-256 of the report.
    pub report: String,
    /// The report as a bundle of FHIR, or why it is not shown. A version that was given back, or that a later one has replaced, is told by
    /// its forms alone, so that nobody takes its findings for those that count.
    pub bundle: Result<Option<Value>, NotShown>,
    /// The files of the whole report that are there: [`BUNDLE`] and [`FORMS`].
    pub forms: Vec<&'static str>,
}

impl Store {
    /// The case of a patient with the content of each report that the viewer is shown, by the same door as [`Store::report_file`]. The log
    /// says `report` where a content was read, unless `resource` is [`EVERYTHING`]; what is not shown of a report is in the log with the reason.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where nothing of the course is shown.
    pub fn case_with_reports(
        &self,
        viewer: &Viewer,
        patient: &PatientId,
        (resource, reports): (&str, &Reports),
        now: Timestamp,
    ) -> Result<Case, StoreError> {
        let seen = self.looked(|transaction| {
            let (course, version) = course(transaction, patient)?;
            let standing = standing(transaction, viewer, patient, now)?;
            Ok(Seen { course: viewer.shown(course, standing), version, standing })
        })?;
        // The files are read before the transaction that pins them, so that no writer waits for them.
        let read: Vec<_> = with_content(viewer, &seen)
            .into_iter()
            .map(|(order, own, is_over)| {
                let report = own.report.sha256.as_str();
                let has = |name: &&str| reports.has(report, name, own.signed.is_some());
                let forms: Vec<&'static str> = std::iter::once(BUNDLE).chain(FORMS).filter(has).collect();
                (order.clone(), report.to_owned(), (!is_over).then(|| reports.bundle(report)), forms)
            })
            .collect();
        if read.is_empty() {
            return self.case(viewer, patient, resource, now);
        }
        let record = Record::of(&viewer.in_course(), now, "read", resource);
        self.recorded(&record, |transaction, record| {
            record.patients.push(patient.clone());
            let mut case = match case(transaction, viewer, patient, tells_person(resource), (None, now))? {
                Ok(case) => case,
                Err(denial) => return Ok(Err(denied(transaction, record, patient, denial)?)),
            };
            let shown = with_content(viewer, &case.seen);
            let mut contents = Vec::new();
            for (order, report, read, forms) in &read {
                let same = |own: &&Shown| own.0 == order && own.1.report.sha256 == *report;
                let Some((_, version, _)) = shown.iter().find(same) else { continue };
                let bundle = match read {
                    None => Ok(None),
                    Some(Err(why)) => Err(*why),
                    Some(Ok((file, bundle))) => pinned(transaction, version, file)?.map(|()| Some(bundle.clone())),
                };
                match &bundle {
                    Ok(Some(_)) if resource != EVERYTHING => "report".clone_into(&mut record.resource),
                    Ok(_) => {}
                    Err(why) => record.outcome.push(why.code().to_owned()),
                }
                let (order, report, forms) = (order.clone(), report.clone(), forms.clone());
                contents.push(ReportContent { order, report, bundle, forms });
            }
            case.contents = contents;
            Ok(Ok(case))
        })
    }
}

/// A version of the report of an order, and whether its findings count no longer.
type Shown<'s> = (&'s OrderId, &'s ReportVersion, bool);

/// The versions whose content is shown to a viewer. Findings of one that was given back count no longer, nor those of one in whose place
/// another was signed that is shown too.
fn with_content<'s>(viewer: &Viewer, seen: &'s Seen) -> Vec<Shown<'s>> {
    let mut all = Vec::new();
    for order in &seen.course.orders {
        let is_shown = |own: &&ReportVersion| viewer.sees_report(seen, &order.id, &own.report.sha256);
        let shown: Vec<&ReportVersion> = order.reports.iter().filter(is_shown).collect();
        let last_signed = shown.iter().rposition(|own| own.signed.is_some()).unwrap_or_default();
        all.extend(shown.into_iter().enumerate().map(|(place, own)| {
            let is_over = if own.signed.is_some() { place < last_signed } else { own.superseded.is_some() };
            (&order.id, own, is_over)
        }));
    }
    all
}
