//! An analysis as a job: a process of this program, whose result is kept under its content, however often it is begun.
//!
//! 1. `marv analyse` writes to `unfinished/STORE-EVENT`, and goes on there where an earlier attempt stood.
//! 2. What will be kept is written down in `unfinished/STORE-EVENT.kept`, durably.
//! 3. The bundle and its draft report are moved to the names of their content.
//! 4. The worker ends the job in the store.
//!
//! A worker that dies before 2 has left a beginning; one that dies after it has left the names, under which the next finds or completes what is kept.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use hts::unfinished::write_whole;
use registry::job::{Job, Sha256};
use report::bundle::sha256;

use crate::analysis::bundle::{Bundle, MANIFEST};

/// The draft report within a bundle, and the file by whose checksum it is known.
const REPORT: &str = "report";
const DATA: &str = "report.json";

/// Where everything lies, and how it is analysed.
pub struct Folders {
    store: String,
    reads: PathBuf,
    reports: PathBuf,
    threads: u16,
    slurm: Option<u16>,
}

/// How a job ended.
pub enum Done {
    /// The report that is kept.
    Kept(Sha256),
    /// It did not succeed.
    Not(Trouble),
    /// Another worker has claimed it meanwhile.
    ClaimLost,
    /// The worker is to end.
    Stopped,
}

/// A worker's hold on a job.
pub struct Claim<'c> {
    /// How often it says that it is at it.
    pub says_every: Duration,
    /// Says so; `false` where the claim is another's by now.
    pub keeps: &'c dyn Fn() -> anyhow::Result<bool>,
    /// Whether the worker is to end.
    pub ends: &'c AtomicBool,
}

/// Why a job did not succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// There is no case folder yet.
    NoReads,
    /// The process of an earlier attempt is still at it.
    Held,
    /// A step failed.
    Failed,
    /// The request or the clinical values are wrong.
    WrongInput,
    /// A quality check stopped the pair.
    QualityCheck,
    /// The case has no referral, so there is no report.
    NoReferral,
    /// The report that was signed is not in the folder of reports.
    NoReport,
    /// What lies there is not what was signed, or was set with other names.
    OtherReport,
    /// No two persons have signed.
    NotSigned,
}

impl Trouble {
    /// Its word in the store.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoReads => "no-reads",
            Self::Held => "still-running",
            Self::Failed => "analysis-failed",
            Self::WrongInput => "wrong-input",
            Self::QualityCheck => "quality-check",
            Self::NoReferral => "no-referral",
            Self::NoReport => "no-report",
            Self::OtherReport => "other-report",
            Self::NotSigned => "not-signed",
        }
    }
}

impl Folders {
    /// The folders, where a worker can use them.
    pub fn new(store: &str, reads: &Path, reports: &Path, threads: u16, slurm: Option<u16>) -> anyhow::Result<Self> {
        let absolute = |path: &Path| std::path::absolute(path).with_context(|| path.display().to_string());
        let own =
            Self { store: store.to_owned(), reads: absolute(reads)?, reports: absolute(reports)?, threads, slurm };
        if !own.reads.is_dir() {
            bail!("--reads {} is no folder", reads.display());
        }
        for folder in [own.reports.join("unfinished"), own.reports.join("bundles")] {
            fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        Ok(own)
    }

    pub fn unfinished(&self, job: &Job, more: &str) -> PathBuf {
        self.reports.join("unfinished").join(format!("{}-{}{more}", self.store, job.event))
    }

    fn bundle(&self, manifest: &Sha256) -> PathBuf {
        self.reports.join("bundles").join(manifest.as_str())
    }

    pub fn report(&self, report: &Sha256) -> PathBuf {
        self.reports.join(report.as_str())
    }
}

/// Analyses the reads of a job, says every now and then that it is at it, and keeps the result.
pub fn analysed(folders: &Folders, job: &Job, claim: &Claim<'_>) -> anyhow::Result<Done> {
    let (out, kept) = (folders.unfinished(job, ""), folders.unfinished(job, ".kept"));
    if !kept.exists() {
        let case = folders.reads.join(job.patient.as_str()).join(job.order.as_str());
        if !case.join("analysis.toml").is_file() {
            return Ok(Done::Not(Trouble::NoReads));
        }
        if Bundle::is_held(&out) {
            return Ok(Done::Not(Trouble::Held));
        }
        let log = File::options().create(true).append(true).open(folders.unfinished(job, ".log"))?;
        for Step { run: mut step, cancel } in steps(folders, job, &case, &out)? {
            let child = step.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log.try_clone()?).spawn();
            let child = child.with_context(|| format!("cannot start {}", step.get_program().display()))?;
            let status = match waited(child, claim)? {
                Ok(status) => status,
                Err(why) => {
                    if let Some(mut cancel) = cancel {
                        cancel.status().with_context(|| format!("cannot start {}", cancel.get_program().display()))?;
                    }
                    return Ok(why);
                }
            };
            match status.code() {
                Some(0) => {}
                Some(2) => return Ok(Done::Not(Trouble::WrongInput)),
                Some(16) => return Ok(Done::Not(Trouble::QualityCheck)),
                _ => return Ok(Done::Not(Trouble::Failed)),
            }
        }
        if !out.join(REPORT).join(DATA).is_file() {
            return Ok(Done::Not(Trouble::NoReferral));
        }
        let names = format!("{} {}\n", checksum(&out.join(MANIFEST))?, checksum(&out.join(REPORT).join(DATA))?);
        write_whole(&kept, names.as_bytes()).with_context(|| format!("cannot write {}", kept.display()))?;
    }
    keep(folders, job, &out, &kept).map(Done::Kept)
}

/// A process of an analysis, and what ends what it began elsewhere.
struct Step {
    run: Command,
    cancel: Option<Command>,
}

/// The processes of an analysis, one after another.
fn steps(folders: &Folders, job: &Job, case: &Path, out: &Path) -> anyhow::Result<Vec<Step>> {
    let marv = std::env::current_exe().context("this program")?;
    let mut all = Vec::new();
    if let Some(parts) = folders.slurm {
        // A part that is finished is not collected again.
        let name = |part: &u16| out.join(format!("parts/part-{part}-of-{parts}.evidence"));
        let missing: Vec<String> =
            (1..=parts).filter(|part| !name(part).exists()).map(|part| part.to_string()).collect();
        if !missing.is_empty() && !out.join(MANIFEST).exists() {
            let quoted = |path: &Path| format!("'{}'", path.display().to_string().replace('\'', r"'\''"));
            let wrap = format!(
                "{} analyse {} --out {} --part $SLURM_ARRAY_TASK_ID/{parts} --threads {}",
                quoted(&marv),
                quoted(case),
                quoted(out),
                folders.threads
            );
            let mut command = Command::new("sbatch");
            command.args(["--wait", "--parsable", "--output", "/dev/null"]);
            command.arg(format!("--array={}", missing.join(","))).arg(format!("--cpus-per-task={}", folders.threads));
            command.arg("--wrap").arg(wrap);
            // Of this attempt alone: another's parts are not ended with it.
            let name = format!("marv-{}-{}-{}", folders.store, job.event, job.attempts);
            command.arg(format!("--job-name={name}"));
            let mut cancel = Command::new("scancel");
            cancel.arg(format!("--name={name}"));
            all.push(Step { run: command, cancel: Some(cancel) });
        }
    }
    let mut command = Command::new(marv);
    // What an attempt with other inputs has left is made anew: a job has one answer, and it is not given yet.
    command.arg("analyse").arg(case).arg("--out").arg(out).arg("--renew");
    command.args(["--threads", &folders.threads.to_string()]);
    all.push(Step { run: command, cancel: None });
    Ok(all)
}

/// Waits for a process, and says every now and then that somebody is at it. Where the claim is lost or the worker is to end, the process is
/// ended, and that is told.
fn waited(mut child: Child, claim: &Claim<'_>) -> anyhow::Result<Result<ExitStatus, Done>> {
    let mut said = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Ok(status));
        }
        let mut why = claim.ends.load(Ordering::SeqCst).then_some(Done::Stopped);
        if said.elapsed() >= claim.says_every {
            said = Instant::now();
            // A store that does not answer now is asked again at the end.
            if !(claim.keeps)().unwrap_or(true) {
                why = Some(Done::ClaimLost);
            }
        }
        if let Some(why) = why {
            child.kill()?;
            child.wait()?;
            return Ok(Err(why));
        }
        sleep(claim.says_every.min(Duration::from_millis(50)));
    }
}

fn checksum(file: &Path) -> anyhow::Result<Sha256> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    Sha256::parse(&sha256(&bytes)).context("a checksum")
}

/// Moves what is finished to the names of its content, or finds it there.
fn keep(folders: &Folders, job: &Job, out: &Path, kept: &Path) -> anyhow::Result<Sha256> {
    let text = fs::read_to_string(kept)?;
    let mut names = text.split_whitespace().map(Sha256::parse);
    let (Some(Some(manifest)), Some(Some(report))) = (names.next(), names.next()) else {
        bail!("{} holds no checksums; remove it, and the analysis is made again", kept.display());
    };
    let (bundle, own) = (folders.bundle(&manifest), folders.report(&report));
    match (bundle.exists(), out.exists()) {
        // The same bytes are there already.
        (true, true) => fs::remove_dir_all(out)?,
        (true, false) => {}
        (false, true) => fs::rename(out, &bundle)?,
        (false, false) => bail!("neither {} nor {} is there", out.display(), bundle.display()),
    }
    if checksum(&bundle.join(MANIFEST))? != manifest {
        bail!("{} was changed: its manifest is another", bundle.display());
    }
    if !own.exists() {
        let copy = folders.unfinished(job, ".report");
        if copy.exists() {
            fs::remove_dir_all(&copy)?;
        }
        copied(&bundle.join(REPORT), &copy)?;
        fs::rename(&copy, &own)?;
    }
    if checksum(&own.join(DATA))? != report {
        bail!("{} was changed: its {DATA} is another", own.display());
    }
    Ok(report)
}

fn copied(from: &Path, into: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(into)?;
    for entry in from.read_dir().with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            copied(&entry.path(), &into.join(entry.file_name()))?;
        } else {
            fs::copy(entry.path(), into.join(entry.file_name()))?;
            File::open(into.join(entry.file_name()))?.sync_all()?;
        }
    }
    Ok(())
}
