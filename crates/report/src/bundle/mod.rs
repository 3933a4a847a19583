//! A bundle as it is read: what the analysis left, without reads and without a person.
//!
//! Only `findings.json` must be there. Another file that is missing is a part of the analysis that was not performed; a field
//! that is missing was not stated. Fields that this version does not know are no fault: a bundle of an older or newer version
//! is read, and those of the findings are named, since the report cannot say them.

mod answers;
mod course;
mod fault;
mod findings;
mod fusions;
mod json;
mod karyotype;
mod lymphoid;
mod manifest;
mod quality;
mod reads;
mod segments;
mod tsv;

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use answers::{Answer, Asked, Cited, Fact, OtherReading, Scored, Step};
pub use course::{AmlResponse, Comparison, Course, CourseFlag, EventCourse, MolecularResponse, ResponseAnswers};
pub use fault::{BundleFault, BundleFaults};
pub use findings::{
    BandedKaryotype, CalledVariant, Classified, Confirmation, Confirmed, Drug, Findings, Flag, GenomeKaryotype,
    GuidelineStatement, IpssM, IpssRa, MdsRisk, PossibleGermline, Tp53, Trial, TrialPlace,
};
pub use fusions::{Class, Fusion};
pub use karyotype::GenomicKaryotype;
pub use lymphoid::{Cll, Lymphoid, Marker, MarkerRow, Myeloma};
pub use manifest::{Manifest, Specimen};
pub use quality::{Check, GeneQuality, QualityFile, SampleQuality, TumourInNormal, Verdict};
pub use reads::{ReadSite, ShownRead, SpecimenReads};
pub use segments::{Kind, Purity, Segment};

use fault::Faults;

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadFile {
    /// Its name within the bundle.
    pub name: Cow<'static, str>,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
}

/// What a bundle says; `None` where the file is not there.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// What the findings mean.
    pub findings: Findings,
    /// How fit the pair was.
    pub quality: Option<QualityFile>,
    /// What was called, by what.
    pub manifest: Option<Manifest>,
    /// Copy number.
    pub segments: Option<Vec<Segment>>,
    /// Purity and ploidy.
    pub purity: Option<Purity>,
    /// Fusions that the junctions make.
    pub fusions: Option<Vec<Fusion>>,
    /// The karyotype that the genome adds up to, as far as the findings do not say it.
    pub karyotype: Option<GenomicKaryotype>,
    /// The reads around each finding.
    pub reads: Option<Vec<ReadSite>>,
    /// The files read, with their checksums.
    pub files: Vec<ReadFile>,
}

/// The files, by their names within the bundle.
pub mod name {
    /// What the findings mean.
    pub const FINDINGS: &str = "findings.json";
    /// How fit the pair was.
    pub const QUALITY: &str = "calls/quality.json";
    /// What was called, by what.
    pub const MANIFEST: &str = "calls/manifest.json";
    /// Copy number.
    pub const SEGMENTS: &str = "calls/segments.tsv";
    /// Purity and ploidy.
    pub const PURITY: &str = "calls/purity.json";
    /// Fusions.
    pub const FUSIONS: &str = "fusions.tsv";
    /// The genome's karyotype.
    pub const KARYOTYPE: &str = "karyotype.json";
    /// The reads around each finding.
    pub const READS: &str = "reads/reads.json";
}

/// The largest file that is read, in bytes; a whole genome's findings and segments are below a hundredth of it.
const LARGEST: u64 = 256 << 20;

impl Bundle {
    /// Reads a bundle.
    ///
    /// # Errors
    /// Every fault of every file, each with file, field and remedy.
    pub fn open(folder: &Path) -> Result<Self, BundleFaults> {
        let mut reader = Reader { folder, files: Vec::new(), faults: Faults::default() };
        let findings = reader.text(name::FINDINGS);
        if findings.is_none() && !folder.join(name::FINDINGS).exists() {
            reader.faults.note(
                name::FINDINGS,
                "",
                format!("{} has none", folder.display()),
                "make it with marv interpret --out",
            );
        }
        let findings = findings.and_then(|text| findings::read(&text, &mut reader.faults));
        let quality = reader.read(name::QUALITY, quality::read);
        let manifest = reader.read(name::MANIFEST, manifest::read);
        let segments = reader.read(name::SEGMENTS, segments::read);
        let purity = reader.read(name::PURITY, segments::read_purity);
        let fusions = reader.read(name::FUSIONS, fusions::read);
        let karyotype = reader.read(name::KARYOTYPE, karyotype::read);
        let reads = reader.read(name::READS, reads::read);
        let Reader { files, faults, .. } = reader;
        let bundle = findings.map(|findings| Self {
            findings,
            quality,
            manifest,
            segments,
            purity,
            fusions,
            karyotype,
            reads,
            files,
        });
        faults.into_result(bundle)
    }
}

struct Reader<'f> {
    folder: &'f Path,
    files: Vec<ReadFile>,
    faults: Faults,
}

impl Reader<'_> {
    fn read<T>(&mut self, name: &'static str, parse: fn(&str, &mut Faults) -> Option<T>) -> Option<T> {
        let text = self.text(name)?;
        parse(&text, &mut self.faults)
    }

    /// The text of a file; `None` if it is not there, or cannot be read, which is noted.
    fn text(&mut self, name: &'static str) -> Option<String> {
        let path = self.folder.join(name);
        let size = match fs::metadata(&path) {
            Ok(found) => found.len(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
            Err(error) => {
                self.faults.note(name, "", error.to_string(), "see that it can be read");
                return None;
            }
        };
        if size > LARGEST {
            self.faults.note(name, "", format!("{size} bytes"), format!("a file of at most {LARGEST} bytes is read"));
            return None;
        }
        match fs::read(&path).map(String::from_utf8) {
            Ok(Ok(text)) => {
                self.files.push(ReadFile { name: name.into(), sha256: sha256(text.as_bytes()) });
                Some(text)
            }
            Ok(Err(_)) => {
                self.faults.note(name, "", "not UTF-8 text", "make it again with marv");
                None
            }
            Err(error) => {
                self.faults.note(name, "", error.to_string(), "see that it can be read");
                None
            }
        }
    }
}

/// SHA-256 in hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    let digits: Vec<String> = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}
