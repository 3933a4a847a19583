//! The steps of an analysis, in their order.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use annotation::store::AnnotationStore;
use anyhow::{Context, anyhow, bail};
use calling::identity::FileIdentity;
use calling::scatter::Part;
use clap::Args;
use genome::assembly::Assembly;
use hts::call_sets::{CallSet, Told};
use interpretation::case_file::{self, CaseFile};
use serde::Deserialize;
use serde_json::{Value, json};

use super::bundle::{Bundle, PURITY, SEGMENTS, SOMATIC, STRUCTURAL, TANDEM};
use super::request::Request;
use super::{assessed, evidence};
use crate::command::call::{self, Call};
use crate::command::interpret::{DANISH, ENGLISH, FINDINGS, Question, write_findings};
use crate::command::report;
use crate::earlier::place::sure_purity;
use crate::earlier::{self, SampleFiles};
use crate::terminal::OPEN;
use crate::{fusions, genome_karyotype, results};

/// The folder of what `marv call` writes.
const CALLS: &str = "calls";
const CALLS_MANIFEST: &str = "calls/manifest.json";
const QUALITY: &str = "calls/quality.json";
/// Which genes the junctions join.
const FUSIONS: &str = "fusions.tsv";
/// The karyotype of the genome.
const KARYOTYPE: &str = "karyotype.json";
/// The folder of the report.
const REPORT: &str = "report";
/// The option of `marv call` with which less than the genome is looked at.
const REGIONS: &str = "regions";

/// How a step ended.
#[derive(Debug)]
pub enum Outcome {
    /// It left these files, by their paths within the bundle.
    Done(Vec<String>),
    /// It stopped the analysis, and has said why.
    Stopped(ExitCode),
}

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// From reads to calls.
    Call,
    /// From calls to what they mean.
    Interpret,
    /// From what they mean to the report, not signed.
    Report,
}

impl Step {
    /// The steps that a request needs.
    pub fn of(request: &Request) -> Vec<Self> {
        let call = request.reads.as_ref().map(|_| Self::Call);
        let report = request.referral.as_ref().map(|_| Self::Report);
        call.into_iter().chain([Self::Interpret]).chain(report).collect()
    }

    /// Its name, and that of its record.
    pub fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Interpret => "interpret",
            Self::Report => "report",
        }
    }

    /// What it does, in a line.
    pub fn says(self) -> &'static str {
        match self {
            Self::Call => "somatic variants from the reads of tumour and germline",
            Self::Interpret => "what the findings mean",
            Self::Report => "the report for the conference, a draft until two persons sign (marv report)",
        }
    }

    /// Everything that its files follow from.
    pub fn inputs(self, request: &Request, bundle: &Bundle) -> anyhow::Result<Value> {
        match self {
            Self::Call => command(request, &bundle.path(CALLS), 1, None)?.rests_on(),
            Self::Interpret => {
                let all =
                    |paths: &[PathBuf]| paths.iter().map(|path| FileIdentity::of(path)).collect::<Result<Vec<_>, _>>();
                let store = request.store.as_deref().map(AnnotationStore::open).transpose()?;
                Ok(json!({
                    "program": results::program()?,
                    "clinical values": FileIdentity::of(&request.clinical)?,
                    "calls of this analysis": bundle.outputs(Self::Call.name())?,
                    "calls of other programs": all(&request.calls)?,
                    "store": store.map(|store| store.id().to_string()),
                    "trials": all(&request.trials)?,
                    "earlier": request.earlier.as_deref().map(of_earlier).transpose()?,
                    "quality accepted": request.accept,
                }))
            }
            Self::Report => Ok(json!({
                "program": results::program()?,
                "referral": request.referral.as_deref().map(FileIdentity::of).transpose()?,
                "date": request.date.to_string(),
                "calls": bundle.outputs(Self::Call.name())?,
                "findings": bundle.outputs(Self::Interpret.name())?,
            })),
        }
    }

    /// Carries it out.
    pub fn run(self, request: &Request, bundle: &Bundle, threads: u16) -> anyhow::Result<Outcome> {
        match self {
            Self::Call => run_call(request, bundle, threads),
            Self::Interpret => interpret(request, bundle),
            Self::Report => report(request, bundle),
        }
    }
}

/// Every file of an earlier sample that the comparison reads.
fn of_earlier(earlier: &Path) -> anyhow::Result<Vec<FileIdentity>> {
    let (findings, SampleFiles { small, tandem, structural, segments, purity }) = earlier::files(earlier);
    let paths = [findings].into_iter().chain(small).chain([tandem, structural, segments, purity].into_iter().flatten());
    Ok(paths.map(|path| FileIdentity::of(&path)).collect::<Result<_, _>>()?)
}

fn command(request: &Request, out: &Path, threads: u16, part: Option<Part>) -> anyhow::Result<Call> {
    let arguments = request.call_arguments(out, threads, part).context("there are no reads")?;
    parsed(arguments).context("resources takes the options of marv call by their names")
}

/// A command as typed arguments would give it; the first is the command's name.
fn parsed<C: Args>(arguments: Vec<OsString>) -> anyhow::Result<C> {
    let matches = C::augment_args(clap::Command::new("marv")).try_get_matches_from(arguments);
    let first_line =
        |error: clap::Error| anyhow!("{}", error.to_string().lines().next().unwrap_or_default().to_owned());
    C::from_arg_matches(&matches.map_err(first_line)?).map_err(first_line)
}

/// Collects a part of the evidence on this computer.
pub fn collect_part(request: &Request, parts: &Path, part: Part, threads: u16) -> anyhow::Result<ExitCode> {
    call::run(&command(request, parts, threads, Some(part))?)
}

/// Earlier files go, all but the journal of a run that was killed: whether that can be gone on with, it says itself.
fn run_call(request: &Request, bundle: &Bundle, threads: u16) -> anyhow::Result<Outcome> {
    let folder = bundle.path(CALLS);
    if folder.exists() {
        for name in names(&folder)?.iter().filter(|name| !name.ends_with(".journal")) {
            let path = folder.join(name);
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    let (command, parts) = (command(request, &folder, threads, None)?, bundle.parts()?);
    let code = if parts.is_empty() { call::run(&command)? } else { call::gather_parts(&command, &parts)? };
    if code != ExitCode::SUCCESS {
        return Ok(Outcome::Stopped(code));
    }
    if let Some(earlier) = &request.earlier {
        same_person(earlier, bundle)?;
    }
    Ok(Outcome::Done(names(&folder)?.into_iter().map(|name| format!("{CALLS}/{name}")).collect()))
}

/// The files of a folder, in order.
fn names(folder: &Path) -> anyhow::Result<Vec<String>> {
    let cannot = || format!("cannot read {}", folder.display());
    let mut names = Vec::new();
    for entry in folder.read_dir().with_context(cannot)? {
        names.push(entry.with_context(cannot)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// `manifest.json` of `marv call`, as far as it is asked here.
#[derive(Debug, Deserialize)]
struct CallsManifest {
    specimens: Vec<SpecimenOfManifest>,
}

#[derive(Debug, Deserialize)]
struct SpecimenOfManifest {
    role: String,
    sample: String,
}

fn normals(manifest: &Path) -> anyhow::Result<BTreeSet<String>> {
    let text = fs::read(manifest).with_context(|| format!("cannot read {}", manifest.display()))?;
    let CallsManifest { specimens } =
        serde_json::from_slice(&text).with_context(|| format!("{} is no manifest of marv call", manifest.display()))?;
    Ok(specimens.into_iter().filter(|specimen| specimen.role == "normal").map(|specimen| specimen.sample).collect())
}

/// An earlier time point is of the same person if a germline specimen is the same. Tumour and germline of one time point are
/// compared by their reads (`same-person`).
fn same_person(earlier: &Path, bundle: &Bundle) -> anyhow::Result<()> {
    let manifest = earlier.join(CALLS_MANIFEST);
    if !manifest.exists() {
        return Ok(());
    }
    let (before, now) = (normals(&manifest)?, normals(&bundle.path(CALLS_MANIFEST))?);
    if before.is_disjoint(&now) {
        let named = |samples: &BTreeSet<String>| samples.iter().cloned().collect::<Vec<_>>().join(", ");
        bail!(
            "{} is of another person: its germline is {:?}, here it is {:?}; name the bundle of this person's earlier time point",
            earlier.display(),
            named(&before),
            named(&now)
        );
    }
    Ok(())
}

fn interpret(request: &Request, bundle: &Bundle) -> anyhow::Result<Outcome> {
    let text =
        fs::read_to_string(&request.clinical).with_context(|| format!("cannot read {}", request.clinical.display()))?;
    let mut case = match case_file::read(&text) {
        Ok(case) => case,
        Err(faults) => bail!("{}: {faults}", request.clinical.display()),
    };
    let mut calls = request.calls.clone();
    let store = request.store.as_deref().map(AnnotationStore::open).transpose()?;
    if request.reads.is_some() {
        let is_human = store.as_ref().is_some_and(|store| store.assembly() == Assembly::GRCh38.to_string());
        let whole_genome = is_human && !request.call_options.contains_key(REGIONS);
        assessed::state(&bundle.path(QUALITY), whole_genome, &mut case.case.workup)?;
        calls.extend(
            [SOMATIC, TANDEM, STRUCTURAL].map(|name| bundle.path(name)).into_iter().filter(|path| path.exists()),
        );
    }
    let told = Told::default();
    let mut files = [FINDINGS, DANISH, ENGLISH].map(String::from).to_vec();
    if let Some(store) = store.as_ref().filter(|_| request.reads.is_some()) {
        files.extend(of_chromosomes(bundle, store, &told, &mut case)?);
    }
    let earlier = request.earlier.as_deref().map(|earlier| (earlier, SampleFiles::of_bundle(&bundle.path(""))));
    let question =
        Question { case, calls: &calls, store: store.as_ref(), told: &told, trials: &request.trials, earlier };
    write_findings(&bundle.path(""), &question.answered()?)?;
    if let Some(reads) = &request.reads {
        files.extend(evidence::write(bundle, reads)?);
    }
    Ok(Outcome::Done(files))
}

/// Which genes the junctions join, and the karyotype that copies and junctions add up to. The files that were written.
fn of_chromosomes(
    bundle: &Bundle,
    store: &AnnotationStore,
    told: &Told,
    case: &mut CaseFile,
) -> anyhow::Result<Vec<String>> {
    let (structural, segments) = (bundle.path(STRUCTURAL), bundle.path(SEGMENTS));
    let junctions = CallSet::read(&structural, told)?;
    let named = fusions::named(&structural, &junctions, store)?;
    fusions::write(&bundle.path(FUSIONS), &junctions, store, &named)?;
    let mut files = vec![FUSIONS.to_owned()];
    let missing = [
        (case.sex.is_none(), "patient.sex is not stated"),
        (store.cytobands().bands().is_empty(), "the store has no bands"),
    ];
    match missing.iter().find(|(is_missing, _)| *is_missing) {
        Some((_, why)) => anstream::eprintln!("{OPEN}no karyotype of the genome{OPEN:#}  {why}"),
        None => {
            let tumour = sure_purity(&bundle.path(PURITY))?;
            genome_karyotype::state(case, Some(&segments), Some(&structural), tumour, told, store)?;
            results::write_json(&bundle.path(KARYOTYPE), &json!(case.genomic))?;
            files.push(KARYOTYPE.to_owned());
        }
    }
    Ok(files)
}

/// The files of the last attempt go: the report lies in a folder of its own.
fn report(request: &Request, bundle: &Bundle) -> anyhow::Result<Outcome> {
    let folder = bundle.path(REPORT);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    let referral = request.referral.as_ref().context("there is no referral")?;
    let date = request.date.to_string();
    let arguments: Vec<OsString> = vec![
        "report".into(),
        bundle.path("").into(),
        "--referral".into(),
        referral.into(),
        "--out".into(),
        folder.clone().into(),
        "--date".into(),
        date.into(),
    ];
    let code = report::run(&parsed(arguments)?)?;
    if code != ExitCode::SUCCESS {
        return Ok(Outcome::Stopped(code));
    }
    Ok(Outcome::Done(names(&folder)?.into_iter().map(|name| format!("{REPORT}/{name}")).collect()))
}

/// What a person opens first.
pub fn where_to_look(bundle: &Bundle) -> Vec<String> {
    let report = format!("{REPORT}/report");
    let all = [
        (format!("{report}.da.pdf"), "svaret"),
        (format!("{report}.en.pdf"), "the report"),
        (format!("{report}.da.html"), "svaret som side"),
        (format!("{report}.en.html"), "the report as a page"),
        (DANISH.to_owned(), "hvad fundene betyder, regel for regel"),
        (ENGLISH.to_owned(), "what the findings mean, rule by rule"),
    ];
    let there = all.into_iter().map(|(name, what)| (bundle.path(&name), what)).filter(|(path, _)| path.exists());
    there.map(|(path, what)| format!("{}  {what}", path.display())).collect()
}
