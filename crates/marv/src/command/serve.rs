//! `marv serve`: the service over HTTP.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::scope;

use anyhow::{Context, bail};
use clap::Args;
use clinic::clock::Clock;
use registry::audit::AuditKey;
use registry::cds::Clients;
use registry::http::{Reach, Service, open_router, router, tell_panics, trusting};
use registry::oidc::{Provider, Settings};
use registry::operator::Operator;
use registry::report::Reports;
use registry::store::{Place, Store};

use crate::command::account::leaked_passwords;
use crate::command::demonstration::{self, Folder};
use crate::command::follow_up;
use crate::command::work::{LEASE, THREADS, Worker};
use crate::rules::Rules;
use crate::work::Folders;

/// The service over HTTP. /openapi.json describes what can be asked.
///
/// Without a store it answers referrals with the guideline's verdict and its sources, and keeps nothing. With one there are sign-in, the
/// courses of patients and everything else; `marv store account add` lets the first person in. With --demo everything is shown on two
/// simulated years of made-up patients: open the address that it prints, and choose a role.
///
/// What is sent is not encrypted here, so it listens on this computer only, unless --origin says that a proxy before it speaks TLS. It
/// ends on SIGTERM or Ctrl-C, when what is under way is answered.
///
/// Exit codes: 0 it was asked to end; 1 it cannot listen there, or the guideline or the store is refused.
#[derive(Debug, Args)]
pub struct Serve {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8765")]
    listen: SocketAddr,
    /// The file of the store, made if it is not there, or the address of a server: host=/run/postgresql dbname=marv.
    #[arg(long, value_name = "STORE", requires = "key")]
    store: Option<String>,
    /// The file with the key of the audit; `marv audit key` makes one.
    #[arg(long, value_name = "FILE", requires = "store")]
    key: Option<PathBuf>,
    /// The file that anchors of the audit are added to; it should lie on another disk or host.
    #[arg(long, value_name = "FILE", requires = "store")]
    anchors: Option<PathBuf>,
    /// The folder of reports: in it one folder for each, named by the SHA-256 that `marv report` prints, with the files that it made.
    /// Whoever signs reads them beside the evidence.
    #[arg(long, value_name = "FOLDER")]
    reports: Option<PathBuf>,
    /// The folder of published years: in it one folder for each, as `marv yearly` made it for the public. They are what roles see that see
    /// no patient; the service reads them when it starts.
    #[arg(long, value_name = "FOLDER", requires = "store")]
    published: Option<PathBuf>,
    /// Inhabitants and incident cases of each region of a year, which accepted referrals are held against: a TOML file (docs/follow-up.md).
    #[arg(long, value_name = "FILE", requires = "store")]
    denominators: Option<PathBuf>,
    /// Also do what is due, as `marv work` does: the folder with the case folders, PATIENT/ORDER. Bundles and reports go to --reports.
    #[arg(long, value_name = "FOLDER", requires = "store", requires = "reports")]
    work: Option<PathBuf>,
    /// Collect each analysis in so many parts on a cluster with Slurm, whose nodes see the same folders.
    #[arg(long, value_name = "PARTS", requires = "work", value_parser = clap::value_parser!(u16).range(1..=1000))]
    slurm: Option<u16>,
    /// What browsers see, such as <https://marv.example.dk>, where a proxy before the service speaks TLS. The proxy must set
    /// X-Forwarded-For, and nobody else may reach the service.
    #[arg(long, value_name = "ORIGIN", requires = "store")]
    origin: Option<String>,
    /// The settings of the provider of identities at which people sign in (`OpenID` Connect), as TOML; docs/service.md tells them. With
    /// --origin nobody comes in another way, and `acr_values` must name levels that ask for two factors.
    #[arg(long, value_name = "FILE", requires = "store")]
    sign_in: Option<PathBuf>,
    /// With --origin, let people in by one factor alone: by a password here, or by a provider that is asked for no level. It asks for
    /// --leaked-passwords.
    #[arg(long, requires = "origin")]
    single_factor: bool,
    /// A list of passwords that were leaked elsewhere, none of which a local account may have: "Pwned Passwords" as they are downloaded,
    /// one file, ordered by hash (docs/service.md).
    #[arg(long, value_name = "FILE", requires = "store")]
    leaked_passwords: Option<PathBuf>,
    /// The record systems that may call for decision support (CDS Hooks), as TOML; docs/service.md tells them. Without it whoever reaches the
    /// service is answered.
    #[arg(long, value_name = "FILE")]
    cds_clients: Option<PathBuf>,
    /// Who answers for the accessibility of the pages, for the page /accessibility, as TOML; docs/service.md tells it. Without it the page says
    /// that it is not stated.
    #[arg(long, value_name = "FILE")]
    accessibility: Option<PathBuf>,
    /// Serve a demonstration with made-up patients, on this computer only. Without a folder it is gone at the end.
    #[arg(long, value_name = "FOLDER", num_args = 0..=1, conflicts_with_all = ["store", "key", "anchors", "published", "denominators", "origin", "sign_in", "leaked_passwords", "cds_clients"])]
    #[expect(clippy::option_option, reason = "how clap says: not given, given, given with a folder")]
    demo: Option<Option<PathBuf>>,
    /// Write a line of JSON for each request to the standard error: when, from where, which route, what came of it, and how long it took. What is
    /// refused or fails has its line without this.
    #[arg(long)]
    log: bool,
    /// Patients of the demonstration, in percent of those that the guideline plans for.
    #[arg(long, value_name = "PERCENT", default_value_t = 100, requires = "demo", value_parser = clap::value_parser!(i64).range(1..=500))]
    percent: i64,
    /// Requests a second that one address may make; five times as many at once.
    #[arg(long, value_name = "COUNT", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    requests_per_second: u32,
    #[command(flatten)]
    rules: Rules,
}

/// An origin has a scheme and a host and nothing behind them.
fn checked(origin: &str) -> anyhow::Result<()> {
    let host = origin.strip_prefix("https://").unwrap_or_default();
    let fits = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:".contains(&b));
    if !fits {
        bail!(
            "--origin {origin:?} is no origin: give https:// and the host as browsers send them, without a path or a / at the end"
        );
    }
    Ok(())
}

/// Behind a proxy anybody may try to come in, so two factors are asked for, by the provider (OWASP ASVS 5.0, 6.3.3), unless whoever runs
/// the service says otherwise.
fn asks_for_two_factors(arguments: &Serve, settings: Option<&Settings>) -> anyhow::Result<()> {
    match settings {
        _ if arguments.origin.is_none() => Ok(()),
        _ if arguments.single_factor && arguments.leaked_passwords.is_some() => Ok(()),
        _ if arguments.single_factor => {
            bail!(
                "--single-factor lets people in by a password: give --leaked-passwords with a list of those that nobody may have"
            )
        }
        None => bail!(
            "--origin: people sign in at a provider that asks for two factors: give --sign-in, or say --single-factor if passwords are to do"
        ),
        Some(own) if own.acr_values.is_empty() => bail!(
            "--sign-in: acr_values is missing: name the provider's levels that ask for two factors, or say --single-factor if any is to do"
        ),
        Some(_) => Ok(()),
    }
}

/// The folder of reports, which must be there: a wrong name would show no report of any patient.
fn folder_of_reports(folder: &Path) -> anyhow::Result<Reports> {
    if !folder.is_dir() {
        bail!("--reports {} is no folder: make it, or name the one that holds the reports", folder.display());
    }
    Ok(Reports::new(folder.to_owned()))
}

pub fn run(arguments: &Serve) -> anyhow::Result<ExitCode> {
    tell_panics(Box::new(line));
    let rule_set = arguments.rules.load()?;
    // Pages show the clocks of each order; a clock that cannot run is refused here and not left out there.
    Clock::all(&rule_set.definitions).context("the guideline's clocks cannot be used")?;
    if let Some(origin) = &arguments.origin {
        checked(origin)?;
    }
    let operator = arguments.accessibility.as_deref().map(Operator::read).transpose()?.map(Arc::new);
    let settings = arguments.sign_in.as_deref().map(Settings::read).transpose()?;
    asks_for_two_factors(arguments, settings.as_ref())?;
    let reports = arguments.reports.as_deref().map(folder_of_reports).transpose()?;
    let published = arguments.published.as_deref().map(registry::published::read).transpose().context("--published")?;
    let denominators = arguments.denominators.as_deref().map(follow_up::denominators).transpose()?;
    let leaked = arguments.leaked_passwords.as_deref().map(leaked_passwords).transpose()?;
    // Held open first: nothing is made where nothing can be served.
    let failed = || format!("cannot listen on {}", arguments.listen);
    let listener = TcpListener::bind(arguments.listen).with_context(failed)?;
    let address = listener.local_addr().with_context(failed)?;
    let origin = arguments.origin.clone().unwrap_or_else(|| format!("http://{address}"));
    let clients = arguments.cds_clients.as_deref().map(|file| Clients::read(file, &origin)).transpose()?;
    if let Some(named) = &arguments.demo {
        if !address.ip().is_loopback() {
            bail!("a demonstration shows its passwords: listen on an address of this computer, such as 127.0.0.1");
        }
        let folder = Folder::of(named.as_deref());
        let reach = Reach { origin: None, requests_per_second: arguments.requests_per_second };
        let served = demonstration::service(rule_set, &folder, arguments.percent, reach).and_then(|mut service| {
            service.reports = reports;
            service.operator = operator;
            told(address, "sign-in")?;
            registry::http::serve(router(&Arc::new(logged(service, arguments.log))), listener, false)
                .with_context(failed)
        });
        folder.end()?;
        return served.map(|()| ExitCode::SUCCESS);
    }
    let mut worker = None;
    let routes = match (&arguments.store, &arguments.key) {
        (Some(store), Some(key)) => {
            let place = Place::from(store.as_str());
            let store = Store::open(&place, AuditKey::read(key)?, arguments.anchors.as_deref()).context("the store")?;
            let store = store.without_passwords_of(leaked);
            let reach = Reach { origin: arguments.origin.clone(), requests_per_second: arguments.requests_per_second };
            let mut service = Service::new(rule_set, store, reach);
            service.reports = reports;
            service.passwords = arguments.origin.is_none() || arguments.single_factor;
            service.provider = settings.map(|own| Arc::new(Provider::new(own, origin)));
            service.published = published.unwrap_or_default();
            service.denominators = denominators;
            service.cds_clients = clients.map(Arc::new);
            service.operator = operator;
            let service = Arc::new(logged(service, arguments.log));
            if let (Some(reads), Some(reports)) = (&arguments.work, &arguments.reports) {
                let folders = Folders::new(service.store.id(), reads, reports, THREADS, arguments.slurm)?;
                worker = Some((Arc::clone(&service), folders));
            }
            router(&service)
        }
        _ => match clients {
            Some(clients) => trusting(open_router(rule_set, operator), clients),
            None => open_router(rule_set, operator),
        },
    };
    told(address, "openapi.json")?;
    with_worker(worker, || registry::http::serve(routes, listener, arguments.origin.is_some()).with_context(failed))?;
    Ok(ExitCode::SUCCESS)
}

/// Serves, with a worker beside it where one is wanted. It ends after the service; what it was at is gone on with by the next one.
fn with_worker(
    worker: Option<(Arc<Service>, Folders)>,
    serve: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let Some((service, folders)) = worker else { return serve() };
    let ends = AtomicBool::new(false);
    let worker = Worker::new(&service.store, &folders, LEASE, &ends)?;
    scope(|threads| {
        let working = threads.spawn(|| worker.until_told());
        let served = serve();
        ends.store(true, Ordering::SeqCst);
        working.thread().unpark();
        served
    })
}

/// A line of the log. One that nobody takes is no reason to refuse a patient: the audit is another record, and that one is.
fn line(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// The service, with its log: of everything, where that is wanted.
fn logged(service: Service, log: bool) -> Service {
    if log { service.logging_to(Box::new(line)) } else { service.logging_faults_to(Box::new(line)) }
}

/// Says where it listens, and at which page to begin.
fn told(address: SocketAddr, begin: &str) -> anyhow::Result<()> {
    let mut out = anstream::stdout();
    writeln!(out, "http://{address}/{begin}")?;
    Ok(out.flush()?)
}
