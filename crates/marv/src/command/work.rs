//! `marv work`: does what is due in a store, such as the analysis of released reads.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{park_timeout, sleep};
use std::time::Duration;

use anyhow::{Context, anyhow};
use clap::Args;
use clinic::identifier::StaffId;
use jiff::{SignedDuration, Timestamp};
use registry::audit::Access;
use registry::job::{Again, Kind};
use registry::store::Store;

use super::audit::Where;
use super::store::operator;
use crate::setting::set;
use crate::work::{Claim, Done, Folders, Trouble, analysed};

/// Does what is due in a store: analyses the reads of each order whose data were released, keeps the report, and sets its pages once it is signed.
///
/// The case folder of an order (docs/analyse.md) lies in --reads, under the patient's pseudonym and the order's id. The bundle is kept in
/// --reports/bundles under the checksum of its manifest, and its draft report in --reports under the checksum of report.json, which is what an
/// interpreter puts up for signature. Nothing is put up or signed here. Once two persons have signed it in the service, its pages are set with
/// their names, into the folder `signed` within that of the report.
///
/// Any number of workers may run, and each may be ended or killed at any time: what it had claimed is taken up again when it has said nothing
/// for the time of --lease, goes on where it stood, and has one effect. What fails five times, or would fail again, is given up;
/// `marv store due` shows it, and `marv store retry` puts it in the queue again.
///
/// Exit codes: 0 with --once, nothing is due any more; 1 the store or a folder cannot be used.
#[derive(Debug, Args)]
pub struct Work {
    #[command(flatten)]
    place: Where,
    /// The file that anchors of the audit are added to; each worker has its own.
    #[arg(long, value_name = "FILE")]
    anchors: Option<PathBuf>,
    /// The folder with the case folders: PATIENT/ORDER.
    #[arg(long, value_name = "FOLDER")]
    reads: PathBuf,
    /// The folder that keeps bundles and reports, on one file system.
    #[arg(long, value_name = "FOLDER")]
    reports: PathBuf,
    /// End when nothing is due.
    #[arg(long)]
    once: bool,
    /// Seconds after which a worker that says nothing loses its claim.
    #[arg(long, value_name = "SECONDS", default_value_t = LEASE, value_parser = clap::value_parser!(i64).range(1..=86_400))]
    lease: i64,
    /// Threads of an analysis.
    #[arg(long, default_value_t = THREADS, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: u16,
    /// Collect each analysis in so many parts on a cluster with Slurm, whose nodes see the same folders.
    #[arg(long, value_name = "PARTS", value_parser = clap::value_parser!(u16).range(1..=1000))]
    slurm: Option<u16>,
}

/// How often the queue is looked at while nothing is due.
const LOOKS: Duration = Duration::from_secs(5);

/// The time of `--lease` and the threads where none are given.
pub const LEASE: i64 = 120;
pub const THREADS: u16 = 2;

pub fn run(work: &Work) -> anyhow::Result<ExitCode> {
    let store = work.place.open_with(work.anchors.as_deref())?;
    let folders = Folders::new(store.id(), &work.reads, &work.reports, work.threads, work.slurm)?;
    let ends = AtomicBool::new(false);
    let worker = Worker::new(&store, &folders, work.lease, &ends)?;
    loop {
        if !worker.next()? {
            if work.once {
                return Ok(ExitCode::SUCCESS);
            }
            sleep(LOOKS);
        }
    }
}

/// Whoever does what is due.
pub struct Worker<'w> {
    store: &'w Store,
    folders: &'w Folders,
    access: Access,
    name: String,
    lease: SignedDuration,
    ends: &'w AtomicBool,
}

impl<'w> Worker<'w> {
    /// A worker, who ends when it is told to.
    pub fn new(store: &'w Store, folders: &'w Folders, lease: i64, ends: &'w AtomicBool) -> anyhow::Result<Self> {
        let lease = SignedDuration::from_secs(lease);
        Ok(Self { store, folders, access: worker_access()?, name: worker_name(), lease, ends })
    }

    /// Does what is due until it is to end. What goes wrong is told, and tried again. Whoever ends it wakes its thread.
    pub fn until_told(&self) {
        while !self.ends.load(Ordering::SeqCst) {
            // What one job breaks is that job's: the others are still done.
            let next = catch_unwind(AssertUnwindSafe(|| self.next()));
            match next.unwrap_or_else(|_| Err(anyhow!("a job ended in the midst; it is tried again"))) {
                Ok(true) => {}
                Ok(false) => park_timeout(LOOKS),
                Err(error) => {
                    anstream::eprintln!("worker: {error:#}");
                    park_timeout(LOOKS);
                }
            }
        }
    }

    /// One job from its claim to its end; `false` where nothing is due.
    fn next(&self) -> anyhow::Result<bool> {
        let claimed = self.store.claim_job(&self.access, &self.name, self.lease, Timestamp::now());
        let Some(job) = claimed.context("the queue")? else { return Ok(false) };
        let keeps = || self.store.keep_job(&job, self.lease, Timestamp::now()).context("the claim");
        let claim = Claim { says_every: Duration::try_from(self.lease)? / 3, keeps: &keeps, ends: self.ends };
        let failed = |why| self.store.fail_job(&self.access, &job, why, Timestamp::now());
        let done = match job.kind {
            Kind::Analysis => analysed(self.folders, &job, &claim)?,
            Kind::Setting => match self.store.signed_report(&self.access, &job, Timestamp::now())? {
                Some(signed) => set(self.folders, &job, &signed)?,
                None => Done::Not(Trouble::NotSigned),
            },
        };
        let (said, ended) = match done {
            Done::Kept(report) => {
                let ended = self.store.finish_job(&self.access, &job, &report, Timestamp::now())?;
                (format!("report {report}"), ended)
            }
            Done::Not(trouble) => (trouble.code().to_owned(), failed((trouble.code(), again(trouble)))?),
            Done::Stopped => ("stopped".to_owned(), failed(("stopped", Again::NotBegun(SignedDuration::ZERO)))?),
            Done::ClaimLost => ("the claim is another worker's".to_owned(), false),
        };
        let said = if ended { said } else { format!("{said}; the claim was lost, nothing was changed") };
        anstream::eprintln!("job {}, attempt {}: {said}", job.event, job.attempts);
        Ok(true)
    }
}

/// Whoever works is no person: the role that sees nothing of a course.
fn worker_access() -> anyhow::Result<Access> {
    let mut access = operator()?;
    access.by.id = StaffId::new("worker")?;
    "analysis".clone_into(&mut access.purpose);
    Ok(access)
}

/// The computer and the process.
fn worker_name() -> String {
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("{}-{}", host.trim(), std::process::id())
}

/// What would go the same way another time is given up at once.
fn again(trouble: Trouble) -> Again {
    match trouble {
        Trouble::NoReads | Trouble::NoReport => Again::NotBegun(SignedDuration::from_mins(10)),
        Trouble::Held => Again::NotBegun(SignedDuration::from_secs(30)),
        Trouble::Failed => Again::After(SignedDuration::from_mins(1)),
        Trouble::WrongInput
        | Trouble::QualityCheck
        | Trouble::NoReferral
        | Trouble::OtherReport
        | Trouble::NotSigned => Again::Never,
    }
}
