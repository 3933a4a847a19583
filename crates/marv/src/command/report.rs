//! `marv report`: a bundle and a referral become the report, as data, as type and as a page.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use clinic::language::Language as ClinicLanguage;
use clinic::referral::{Referral, ReferralDraft};
use hts::unfinished::UnfinishedFile;
use interpretation::language::Language;
use jiff::civil::Date;
use report::bundle::{Bundle, sha256};
use report::compose::{Meta, Refusals, compose};
use report::document::Document;
use report::document::identity::Signatures;
use report::fhir::{self, Form};
use report::html::html;
use report::page::{page, patient_page, reads_page};
use report::phenopacket::phenopacket;
use report::typeset::pdf;

use crate::terminal::{BAD, GOOD, OPEN, harmless, wrapped};

/// Written last: a report without it is not complete. It is what is signed, the same before and after.
pub const DATA: &str = "report.json";

/// Who has signed which data.
pub const SIGNATURES: &str = "signatures.json";

/// The same values for other systems.
const FHIR: &str = "report.fhir.json";
const PHENOPACKET: &str = "report.phenopacket.json";

/// Makes the report of a bundle.
///
/// Two persons sign, the interpreter first; with fewer it is a draft and says so on every page. Nothing is overwritten, and
/// nothing half-written stays.
#[derive(Debug, Args)]
pub struct Report {
    /// The folder that the analysis left: findings.json, and what else there is (docs/report.md).
    #[arg(value_name = "BUNDLE")]
    bundle: PathBuf,
    /// The referral (JSON): whose genome it is, what was asked, what the patient wants to be told.
    #[arg(long, value_name = "JSON")]
    referral: PathBuf,
    /// Where the report is written; earlier ones are never overwritten.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// The day on which the report is given; no clock is read.
    #[arg(long, value_name = "DATE")]
    date: Date,
    /// In which language.
    #[arg(long, value_enum, default_value = "both")]
    language: ReportLanguage,
    /// Also a page for the patient, in plain words; only of a report that two persons sign.
    #[arg(long)]
    patient_page: bool,
    /// Who signs, with the authorisation id: first the interpreter, then the approver, who is another person.
    #[arg(long, value_name = "PERSON")]
    signed_by: Vec<String>,
    /// The version of the report that this one amends; the new one has the next number.
    #[arg(long, value_name = "VERSION", requires = "reason")]
    amends: Option<u32>,
    /// Why it is amended.
    #[arg(long, value_name = "TEXT", requires = "amends")]
    reason: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ReportLanguage {
    /// Danish.
    Da,
    /// English.
    En,
    /// Danish and English.
    Both,
}

impl ReportLanguage {
    pub fn languages(self) -> &'static [(Language, &'static str)] {
        const BOTH: [(Language, &str); 2] = [(Language::Danish, "da"), (Language::English, "en")];
        match self {
            Self::Da => &BOTH[..1],
            Self::En => &BOTH[1..],
            Self::Both => &BOTH,
        }
    }
}

pub fn run(command: &Report) -> anyhow::Result<ExitCode> {
    if command.patient_page && command.signed_by.len() < 2 {
        anstream::eprintln!(
            "{BAD}No report was made:{BAD:#} --patient-page: a draft goes to no patient; two persons sign with --signed-by"
        );
        return Ok(ExitCode::from(2));
    }
    let Some(referral) = referral(&command.referral)? else { return Ok(ExitCode::from(2)) };
    let bundle = Bundle::open(&command.bundle).with_context(|| format!("{} is no bundle", command.bundle.display()))?;
    let meta = Meta {
        issued: command.date,
        signers: command.signed_by.clone(),
        version: command.amends.map_or(1, |amended| amended.saturating_add(1)),
        reason: command.reason.clone(),
        program: concat!("marv ", env!("CARGO_PKG_VERSION")).to_owned(),
    };
    let document = match compose(&bundle, &referral, &meta) {
        Ok(document) => document,
        Err(refusals) => {
            return Ok(refused(&refusals));
        }
    };
    let data = serde_json::to_string_pretty(&document)? + "\n";
    let hash = sha256(data.as_bytes());
    let mut reads = Vec::new();
    for (language, code) in command.language.languages() {
        if let Some(page) = reads_page(&document, bundle.reads.as_deref().unwrap_or_default(), *language) {
            reads.push((format!("reads.{code}.html"), html(&page, &hash).into_bytes()));
        }
    }
    let set = Set {
        document: &document,
        data: data.into_bytes(),
        language: command.language,
        patient_page: command.patient_page,
    };
    let files = set.into_folder(&command.out, reads)?;
    tell(&document, &hash, &files);
    Ok(ExitCode::SUCCESS)
}

/// Tells everything that stands against a report.
pub fn refused(refusals: &Refusals) -> ExitCode {
    anstream::eprintln!("{BAD}No report was made:{BAD:#}");
    for refusal in &refusals.0 {
        anstream::eprintln!("  {}", wrapped(&harmless(&refusal.to_string()), 4));
    }
    ExitCode::from(2)
}

/// The files of a report.
pub struct Set<'d> {
    /// What they are set from, with the signatures.
    pub document: &'d Document,
    /// Its data, byte by byte.
    pub data: Vec<u8>,
    pub language: ReportLanguage,
    pub patient_page: bool,
}

impl Set<'_> {
    /// Sets everything, and writes it together with what else belongs to it.
    pub fn into_folder(self, out: &Path, beside: Vec<(String, Vec<u8>)>) -> anyhow::Result<Vec<PathBuf>> {
        let Self { document, data, language, patient_page: for_patient } = self;
        let hash = sha256(&data);
        let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
        let mut add = |name: String, content: Vec<u8>| files.push((out.join(name), content));
        for (language, code) in language.languages() {
            let page = page(document, *language);
            add(format!("report.{code}.pdf"), pdf(&page, &hash, document.given())?);
            add(format!("report.{code}.html"), html(&page, &hash).into_bytes());
            if let Some(page) = patient_page(document, *language).filter(|_| for_patient) {
                add(format!("patient.{code}.pdf"), pdf(&page, &hash, document.given())?);
                add(format!("patient.{code}.html"), html(&page, &hash).into_bytes());
            }
        }
        for (name, content) in beside {
            add(name, content);
        }
        let forms = files.iter().filter_map(|(file, bytes)| {
            // The reads and the page for the patient are not the report.
            let name = file.file_name()?.to_str()?;
            name.starts_with("report.").then(|| Form::named(name, bytes))?
        });
        let fhir = fhir::bundle(document, &hash, &forms.collect::<Vec<_>>());
        files.push((out.join(FHIR), (serde_json::to_string_pretty(&fhir)? + "\n").into_bytes()));
        let phenopacket = phenopacket(document, &hash);
        files.push((out.join(PHENOPACKET), (serde_json::to_string_pretty(&phenopacket)? + "\n").into_bytes()));
        if !document.signatures.is_empty() {
            let signatures = Signatures::of(&hash, &document.signatures);
            files.push((out.join(SIGNATURES), (serde_json::to_string_pretty(&signatures)? + "\n").into_bytes()));
        }
        files.push((out.join(DATA), data));
        if let Some((there, _)) = files.iter().find(|(file, _)| file.exists()) {
            bail!("{} is an earlier report; give another folder with --out", there.display());
        }
        fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
        write_together(&files)?;
        Ok(files.into_iter().map(|(file, _)| file).collect())
    }
}

/// Tells what was made.
pub fn tell(document: &Document, hash: &str, files: &[PathBuf]) {
    let (style, said) = if document.is_signed() {
        (GOOD, "signed by two persons")
    } else {
        (OPEN, "a draft, not signed by two persons")
    };
    anstream::println!("{style}{said}{style:#}: version {}, data {hash}", document.version.number);
    for file in files {
        anstream::println!("  {}", file.display());
    }
}

/// The referral; `None` if its fields are wrong, which is told.
pub fn referral(path: &Path) -> anyhow::Result<Option<Referral>> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let draft = ReferralDraft::from_json(&bytes).with_context(|| format!("{} is no referral", path.display()))?;
    match Referral::from_draft(&draft) {
        Ok(referral) => Ok(Some(referral)),
        Err(errors) => {
            anstream::eprintln!("{BAD}{} has faulty fields:{BAD:#}", path.display());
            for error in errors {
                let said = format!("[{}] {}", error.fault.code(), error.fault.remedy(ClinicLanguage::En));
                anstream::eprintln!("  {}: {}", harmless(&error.path), wrapped(&harmless(&said), 6));
            }
            Ok(None)
        }
    }
}

/// Everything is written under another name first; only when all of it lies on the disk do the files get their names.
pub fn write_together(files: &[(PathBuf, Vec<u8>)]) -> anyhow::Result<()> {
    let cannot = |path: &Path| format!("cannot write {}", path.display());
    let mut unfinished = Vec::new();
    for (path, content) in files {
        let mut file = UnfinishedFile::create(path).with_context(|| cannot(path))?;
        file.write_all(content).with_context(|| cannot(path))?;
        unfinished.push((file, path));
    }
    for (file, path) in unfinished {
        file.publish().with_context(|| cannot(path))?;
    }
    Ok(())
}
