//! `marv work`: does what is due in a store, such as the analysis of released reads.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use clinic::identifier::StaffId;
use jiff::{SignedDuration, Timestamp};
use registry::audit::Access;
use registry::job::{Again, Job, Kind};
use registry::store::Store;

use super::audit::Where;
use super::store::operator;
use crate::setting::set;
use crate::work::{Done, Folders, Trouble, analysed};

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
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(i64).range(1..=86_400))]
    lease: i64,
    /// Threads of an analysis.
    #[arg(long, default_value_t = 2, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: u16,
    /// Collect each analysis in so many parts on a cluster with Slurm, whose nodes see the same folders.
    #[arg(long, value_name = "PARTS", value_parser = clap::value_parser!(u16).range(1..=1000))]
    slurm: Option<u16>,
}

/// How often the queue is looked at while nothing is due.
const LOOKS: Duration = Duration::from_secs(5);

pub fn run(work: &Work) -> anyhow::Result<ExitCode> {
    let store = work.place.open_with(work.anchors.as_deref())?;
    let folders = Folders::new(store.id(), &work.reads, &work.reports, work.threads, work.slurm)?;
    let (access, worker) = (worker_access()?, worker_name());
    let lease = SignedDuration::from_secs(work.lease);
    loop {
        match store.claim_job(&access, &worker, lease, Timestamp::now()).context("the queue")? {
            Some(job) => one(&store, &access, &folders, &job, lease)?,
            None if work.once => return Ok(ExitCode::SUCCESS),
            None => sleep(LOOKS),
        }
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

/// One job from its claim to its end.
fn one(store: &Store, access: &Access, folders: &Folders, job: &Job, lease: SignedDuration) -> anyhow::Result<()> {
    let keeps = || store.keep_job(job, lease, Timestamp::now()).context("the claim");
    let third = Duration::try_from(lease)? / 3;
    let done = match job.kind {
        Kind::Analysis => analysed(folders, job, third, keeps)?,
        Kind::Setting => match store.signed_report(access, job, Timestamp::now())? {
            Some(signed) => set(folders, job, &signed)?,
            None => Done::Not(Trouble::NotSigned),
        },
    };
    let (said, ended) = match done {
        Done::Kept(report) => (format!("report {report}"), store.finish_job(access, job, &report, Timestamp::now())?),
        Done::Not(trouble) => {
            let why = (trouble.code(), again(trouble));
            (trouble.code().to_owned(), store.fail_job(access, job, why, Timestamp::now())?)
        }
        Done::ClaimLost => ("the claim is another worker's".to_owned(), false),
    };
    let said = if ended { said } else { format!("{said}; the claim was lost, nothing was changed") };
    anstream::eprintln!("job {}, attempt {}: {said}", job.event, job.attempts);
    Ok(())
}

/// What would go the same way another time is given up at once.
fn again(trouble: Trouble) -> Again {
    match trouble {
        Trouble::NoReads | Trouble::NoReport => Again::NotBegun(SignedDuration::from_mins(10)),
        Trouble::Held => Again::NotBegun(SignedDuration::from_secs(30)),
        Trouble::Failed => Again::After(SignedDuration::from_mins(1)),
        Trouble::WrongInput | Trouble::QualityCheck | Trouble::NoReferral => Again::Never,
        Trouble::OtherReport | Trouble::NotSigned => Again::Never,
    }
}
