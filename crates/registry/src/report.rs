//! Reports as `marv report` left them, shown only where they are what a course holds.
//!
//! One folder for each report, named by the SHA-256 of its `report.json`: that is what a course holds and two persons sign. The other
//! files are set from it and carry that SHA-256; each is pinned as it is first shown, and one that has changed since is refused (DER-15).

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use clinic::identifier::{OrderId, PatientId};
use clinic::sign_off::ReportVersion;
use clinic::staff::Role;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::access::policy::{Action, Denial};
use crate::access::{Seen, Viewer, denied, standing};
use crate::audit::{Record, hexadecimal};
use crate::store::{Store, StoreError, course};

/// The report as data; the course holds its SHA-256.
pub const DATA: &str = "report.json";

/// What may be shown of a report besides, and of which kind it is. Pages for other systems and for the patient go other ways.
const FILES: &[(&str, &str)] = &[
    (DATA, "application/json"),
    ("report.da.html", HTML),
    ("report.en.html", HTML),
    ("reads.da.html", HTML),
    ("reads.en.html", HTML),
    ("report.da.pdf", "application/pdf"),
    ("report.en.pdf", "application/pdf"),
];

const HTML: &str = "text/html; charset=utf-8";

/// No file of a report is larger, in bytes.
const LARGEST: u64 = 64 << 20;

/// Why a report is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotShown {
    /// The service knows no folder.
    #[error("the service was started without a folder of reports: start it with --reports")]
    NoFolder,
    /// It is not there.
    #[error("there is no such file in the folder of reports: put the report there")]
    Absent,
    /// It is not what the course holds, or not what was shown before.
    #[error("the file is not what the course holds, or not what was shown before: put the original back")]
    Altered,
    /// It cannot be read.
    #[error("the file cannot be read, or is larger than {} MiB: look at the folder of reports", LARGEST >> 20)]
    Unreadable,
}

impl NotShown {
    /// What the log says of it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NoFolder => "report-no-folder",
            Self::Absent => "report-absent",
            Self::Altered => "report-altered",
            Self::Unreadable => "report-unreadable",
        }
    }
}

/// A file of a report as it lies in the folder, after what can be told of it without the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFile {
    /// Its name.
    pub name: &'static str,
    /// Its media type.
    pub kind: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
    sha256: String,
}

impl ReportFile {
    /// Whether it is a page.
    #[must_use]
    pub fn is_page(&self) -> bool {
        self.kind == HTML
    }
}

/// The folder of reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reports(PathBuf);

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

impl Reports {
    /// The folder in which each report has one of its own.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    fn bytes(&self, report: &str, name: &str) -> Result<Vec<u8>, NotShown> {
        let file = match File::open(self.0.join(report).join(name)) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(NotShown::Absent),
            opened => opened.map_err(|_| NotShown::Unreadable)?,
        };
        let mut bytes = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|_| NotShown::Unreadable)?;
        if bytes.len() as u64 > LARGEST { Err(NotShown::Unreadable) } else { Ok(bytes) }
    }

    /// A file of a report.
    ///
    /// # Errors
    /// [`NotShown::Altered`] where `report.json` has not the SHA-256 that is asked for, or a page does not carry it.
    pub fn read(&self, report: &str, name: &str) -> Result<ReportFile, NotShown> {
        let (name, kind) = *FILES.iter().find(|(own, _)| *own == name).ok_or(NotShown::Absent)?;
        if !is_sha256(report) {
            return Err(NotShown::Absent);
        }
        let data = self.bytes(report, DATA)?;
        if hexadecimal(&Sha256::digest(&data)) != report {
            return Err(NotShown::Altered);
        }
        let bytes = if name == DATA { data } else { self.bytes(report, name)? };
        let carries = || bytes.windows(report.len()).any(|part| part == report.as_bytes());
        if kind == HTML && !carries() {
            return Err(NotShown::Altered);
        }
        Ok(ReportFile { name, kind, sha256: hexadecimal(&Sha256::digest(&bytes)), bytes })
    }

    /// Whether a file of a report is there.
    #[must_use]
    pub fn has(&self, report: &str, name: &str) -> bool {
        is_sha256(report) && self.0.join(report).join(name).is_file()
    }
}

/// Whether a version is shown to a role: to those who sign, each; to the requesting unit what was opened, so that the clock that stops
/// when the report is opened tells the truth; to others what was delivered.
fn is_shown(role: Role, version: &ReportVersion, opened: bool) -> bool {
    match role {
        Role::Interpreter | Role::Approver => true,
        Role::Requester | Role::MdtSecretary | Role::UnitReader => !version.recipients.is_empty() && opened,
        _ => !version.recipients.is_empty(),
    }
}

impl Viewer {
    /// Whether the policy shows the viewer a version of an order's report.
    #[must_use]
    pub fn sees_report(&self, seen: &Seen, order: &OrderId, report: &str) -> bool {
        let Some(own) = seen.course.order(order) else { return false };
        let version = own.reports.iter().find(|version| version.report.sha256 == report);
        let opened = own.stamps.acknowledged.is_some();
        self.may(Action::ReadReport, Some(own), seen.standing).is_ok()
            && version.is_some_and(|version| is_shown(self.role(), version, opened))
    }
}

impl Store {
    /// Shows a file of a report to a viewer: the policy is asked, the reading is logged, and the file is pinned. What is not shown is
    /// logged too, with the reason.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where the order or the version is not shown; [`StoreError::NotShown`].
    pub fn report_file(
        &self,
        viewer: &Viewer,
        (patient, order, report): (&PatientId, &OrderId, &str),
        file: &Result<ReportFile, NotShown>,
        now: Timestamp,
    ) -> Result<(Seen, ReportFile), StoreError> {
        let record = Record::of(&viewer.in_course(), now, "read", "report");
        self.recorded(&record, |transaction, record| {
            record.patients.push(patient.clone());
            let (course, version) = course(transaction, patient)?;
            let standing = standing(transaction, viewer, patient, now)?;
            if let Err(denial) = viewer.may_in(Action::ReadReport, &course, standing) {
                return Ok(Err(denied(transaction, record, patient, denial)?));
            }
            let seen = Seen { course: viewer.shown(course, standing), version, standing };
            if !viewer.sees_report(&seen, order, report) {
                return Ok(Err(denied(transaction, record, patient, Denial::State)?));
            }
            let pinned = match file {
                Err(why) => Err(*why),
                Ok(file) => {
                    let sql = "INSERT INTO report_file (report, name, sha256) VALUES ($1, $2, $3) ON CONFLICT (report, name) DO NOTHING";
                    transaction.execute(sql, &[report.into(), file.name.into(), file.sha256.as_str().into()])?;
                    let sql = "SELECT sha256 FROM report_file WHERE report = $1 AND name = $2";
                    let pinned = transaction.one(sql, &[report.into(), file.name.into()])?;
                    let same = pinned.is_some_and(|row| row.text(0) == file.sha256);
                    if same { Ok((seen, file.clone())) } else { Err(NotShown::Altered) }
                }
            };
            Ok(pinned.map_err(|why| {
                "refused".clone_into(&mut record.action);
                record.outcome = vec![why.code().to_owned()];
                StoreError::NotShown(why)
            }))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_name_says_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let reports = Reports::new(folder.path().to_owned());
        let data = b"{}\n";
        let report = hexadecimal(&Sha256::digest(data));
        let own = folder.path().join(&report);
        assert_eq!(reports.read(&report, DATA), Err(NotShown::Absent));
        std::fs::create_dir(&own).unwrap();
        std::fs::write(own.join(DATA), data).unwrap();
        assert_eq!(reports.read(&report, DATA).unwrap().bytes, data);
        // A page carries the checksum of the data that it was set from.
        std::fs::write(own.join("report.da.html"), "<p>another report</p>").unwrap();
        assert_eq!(reports.read(&report, "report.da.html"), Err(NotShown::Altered));
        std::fs::write(own.join("report.da.html"), format!("<p>{report}</p>")).unwrap();
        assert!(reports.read(&report, "report.da.html").unwrap().is_page());
        std::fs::write(own.join("secret.txt"), "x").unwrap();
        for name in ["secret.txt", "../report.json", "", "report.fhir.json"] {
            assert_eq!(reports.read(&report, name), Err(NotShown::Absent), "{name}");
        }
        for name in ["..", "", "A", &report.to_uppercase(), &report[1..]] {
            assert_eq!(reports.read(name, DATA), Err(NotShown::Absent), "{name}");
        }
        std::fs::write(own.join(DATA), b"{} \n").unwrap();
        assert_eq!(reports.read(&report, DATA), Err(NotShown::Altered), "one byte");
        assert_eq!(reports.read(&report, "report.da.html"), Err(NotShown::Altered), "of altered data no page is shown");
    }
}
