//! Reports as `marv report` left them, shown only where they are what a course holds.
//!
//! One folder for each report, named by the SHA-256 of its `report.json`: that is what a course holds and two persons sign. The other
//! files are set from it and carry that SHA-256; each is pinned as it is first shown, and one that has changed since is refused (DER-15).
//! Once two persons have signed, the pages are set again with their names, into `signed` within that folder, and only these are shown.

mod content;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clinic::identifier::{OrderId, PatientId};
use clinic::sign_off::ReportVersion;
use clinic::staff::Role;
use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::access::policy::{Action, Denial};
use crate::access::{Seen, Viewer, denied, standing};
use crate::audit::{Record, hexadecimal};
use crate::store::{Store, StoreError, Transaction, course};

pub use content::ReportContent;

/// The report as data; the course holds its SHA-256.
pub const DATA: &str = "report.json";

/// The report as a bundle of FHIR, for other systems (docs/fhir.md).
pub const BUNDLE: &str = "report.fhir.json";

/// What may be shown of a report besides, and of which kind it is. Pages for the patient go other ways.
const FILES: &[(&str, &str)] = &[
    (DATA, "application/json"),
    (BUNDLE, "application/fhir+json"),
    ("report.da.pdf", PDF),
    ("report.en.pdf", PDF),
    ("report.da.html", HTML),
    ("report.en.html", HTML),
    ("reads.da.html", HTML),
    ("reads.en.html", HTML),
];

/// The whole report, as people read it. The reads are of the genome, and are not sent on with it.
pub const FORMS: [&str; 4] = ["report.da.pdf", "report.en.pdf", "report.da.html", "report.en.html"];

const HTML: &str = "text/html; charset=utf-8";
const PDF: &str = "application/pdf";

/// The media type of a file of a report.
#[must_use]
pub fn media_type(name: &str) -> Option<&'static str> {
    FILES.iter().find(|(own, _)| *own == name).map(|(_, kind)| *kind)
}

/// The folder, within that of a report, of what is set once it is signed.
pub const SIGNED: &str = "signed";

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
    /// Two persons have signed, and the pages with their names are not there.
    #[error("the report is signed, and its pages are not set yet: start marv work, or set them with marv sign")]
    NotSet,
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
            Self::NotSet => "report-not-set",
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
    signed: bool,
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

    /// The folder of what is shown: as soon as it is there, that of the signed report.
    fn pages(&self, report: &str) -> (PathBuf, bool) {
        let folder = self.0.join(report);
        let signed = folder.join(SIGNED);
        if signed.is_dir() { (signed, true) } else { (folder, false) }
    }

    fn bytes(file: &Path) -> Result<Vec<u8>, NotShown> {
        let file = match File::open(file) {
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
    /// [`NotShown::Altered`] where `report.json` has not the SHA-256 that is asked for, or a page or the bundle does not carry it.
    pub fn read(&self, report: &str, name: &str) -> Result<ReportFile, NotShown> {
        let (name, kind) = *FILES.iter().find(|(own, _)| *own == name).ok_or(NotShown::Absent)?;
        if !is_sha256(report) {
            return Err(NotShown::Absent);
        }
        let data = Self::bytes(&self.0.join(report).join(DATA))?;
        if hexadecimal(&Sha256::digest(&data)) != report {
            return Err(NotShown::Altered);
        }
        let (folder, signed) = self.pages(report);
        let bytes = if name == DATA { data } else { Self::bytes(&folder.join(name))? };
        let carries = || bytes.windows(report.len()).any(|part| part == report.as_bytes());
        // Of a PDF, whose text is compressed, the pin alone tells.
        if (kind == HTML || name == BUNDLE) && !carries() {
            return Err(NotShown::Altered);
        }
        Ok(ReportFile {
            name,
            kind,
            sha256: hexadecimal(&Sha256::digest(&bytes)),
            bytes,
            signed: signed && name != DATA,
        })
    }

    /// The report as a bundle of FHIR: the file, and what is in it.
    ///
    /// # Errors
    /// As [`Self::read`]; [`NotShown::Unreadable`] where it is no bundle.
    pub fn bundle(&self, report: &str) -> Result<(ReportFile, Value), NotShown> {
        let file = self.read(report, BUNDLE)?;
        let bundle: Value = serde_json::from_slice(&file.bytes).map_err(|_| NotShown::Unreadable)?;
        if bundle["resourceType"] == "Bundle" { Ok((file, bundle)) } else { Err(NotShown::Unreadable) }
    }

    /// Whether a page of a report is there, with the signatures or without.
    #[must_use]
    pub fn has(&self, report: &str, name: &str, is_signed: bool) -> bool {
        is_sha256(report) && {
            let (folder, signed) = self.pages(report);
            signed == is_signed && folder.join(name).is_file()
        }
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
    /// logged too, with the reason. The place is an order and the SHA-256 of a report; `None` where what was asked for names none.
    ///
    /// # Errors
    /// [`StoreError::Denied`] where the order or the version is not shown; [`StoreError::NotShown`].
    pub fn report_file(
        &self,
        viewer: &Viewer,
        (patient, place): (&PatientId, Option<(&OrderId, &str)>),
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
            let shown = place.filter(|(order, report)| viewer.sees_report(&seen, order, report));
            let version = shown.and_then(|(order, report)| {
                seen.course.order(order)?.reports.iter().find(|own| own.report.sha256 == report)
            });
            let Some(version) = version else {
                return Ok(Err(denied(transaction, record, patient, Denial::State)?));
            };
            let shown = match file {
                Err(why) => Err(*why),
                Ok(file) => pinned(transaction, version, file)?.map(|()| (seen, file.clone())),
            };
            Ok(shown.map_err(|why| {
                "refused".clone_into(&mut record.action);
                record.outcome = vec![why.code().to_owned()];
                StoreError::NotShown(why)
            }))
        })
    }
}

/// Whether a file of a version may be shown: with the signatures once there are any, and the same as the first time.
fn pinned(
    transaction: &mut dyn Transaction,
    version: &ReportVersion,
    file: &ReportFile,
) -> Result<Result<(), NotShown>, StoreError> {
    let (is_signed, report) = (version.signed.is_some(), version.report.sha256.as_str());
    // Neither a draft of what two persons have signed, nor their names before they have.
    if file.name != DATA && file.signed != is_signed {
        return Ok(Err(if is_signed { NotShown::NotSet } else { NotShown::Altered }));
    }
    let name = if file.signed { format!("{SIGNED}/{}", file.name) } else { file.name.to_owned() };
    let sql =
        "INSERT INTO report_file (report, name, sha256) VALUES ($1, $2, $3) ON CONFLICT (report, name) DO NOTHING";
    transaction.execute(sql, &[report.into(), name.as_str().into(), file.sha256.as_str().into()])?;
    let sql = "SELECT sha256 FROM report_file WHERE report = $1 AND name = $2";
    let pinned = transaction.one(sql, &[report.into(), name.as_str().into()])?;
    let same = pinned.is_some_and(|row| row.text(0) == file.sha256);
    Ok(if same { Ok(()) } else { Err(NotShown::Altered) })
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
        for name in ["secret.txt", "../report.json", "", "report.phenopacket.json"] {
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
