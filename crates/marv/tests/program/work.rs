//! `marv work`: what is due is done once, however often a worker is killed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::cargo::cargo_bin;
use clinic::code::Specialty;
use clinic::course::Event;
use clinic::identifier::{ConsentId, OrderId, PatientId, StaffId};
use clinic::staff::{Role, Staff};
use jiff::Timestamp;
use registry::access::{Account, Membership};
use registry::audit::{Access, AuditKey};
use registry::job::{Job, JobState, Kind};
use registry::precondition::{Precondition, Version};
use registry::store::{Place, Request, Store};

use crate::analyse::Case;

struct Work {
    folder: tempfile::TempDir,
    access: Access,
}

impl Work {
    /// A store with an order whose data are released.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let by = Staff {
            id: StaffId::new("qc").unwrap(),
            role: Role::QcRelease,
            unit: "9990000000000201".into(),
            authorisation_id: None,
            specialty: Specialty::Other,
            stepped_up: None,
        };
        let own = Self { folder, access: Access { by, purpose: "laboratory".into() } };
        AuditKey::make(&own.path("key")).unwrap();
        let request = Request {
            access: own.access.clone(),
            patient: PatientId::new("p1").unwrap(),
            precondition: Precondition::New,
            idempotency_key: "k".into(),
            content: String::new(),
            now: Timestamp::now(),
        };
        let (order, consent) = (OrderId::new("o1").unwrap(), ConsentId::new("c1").unwrap());
        let released = vec![Event::DataReleased { order, provisional: false, consent }];
        own.store().write(&request, |_| Ok(released.clone())).unwrap();
        fs::create_dir(own.path("reads")).unwrap();
        own
    }

    /// Two persons sign a report; the number of the event is answered.
    fn signs(&self, sha256: &str) -> u64 {
        let (order, names) =
            (OrderId::new("o1").unwrap(), ["interpreter", "second"].map(|id| StaffId::new(id).unwrap()));
        let account = Account {
            id: names[0].clone(),
            name: "Testlæge Et".into(),
            authorisation_id: Some("TST01".into()),
            specialty: Specialty::Other,
            memberships: vec![Membership { role: Role::Interpreter, unit: "9990000000000201".into() }],
            active: true,
            subject: None,
        };
        let words = "four words that nobody guesses";
        self.store().add_account(&self.access, &account, Some(words), Timestamp::now()).unwrap();
        let submission = serde_json::json!({
            "kind": { "kind": "new" }, "indication": "MC", "route": "A", "rule_set": "test", "requisition": "2027-03-01",
            "excepted": [], "mdt": null, "requester": "requester", "unit": "9990000000000201", "aml": true, "fast_track": false,
            "tumour": "bone-marrow", "germline": "skin-fibroblast-culture", "site": null, "allogeneic_transplant": false, "units": { "tumour": 3, "germline": 1 },
            "acknowledged_duplicates": []
        });
        let report = serde_json::json!({ "sha256": sha256, "incidental_choice": "all", "sections": {} });
        let [interpreter, approver] = names;
        let events = vec![
            Event::OrderSubmitted { order: order.clone(), submission: serde_json::from_value(submission).unwrap() },
            Event::ReportInterpreted {
                order: order.clone(),
                report: serde_json::from_value(report).unwrap(),
                interpreter,
            },
            Event::ReportSigned { order, approver, consent: ConsentId::new("c1").unwrap() },
        ];
        let request = Request {
            access: self.access.clone(),
            patient: PatientId::new("p1").unwrap(),
            precondition: Precondition::Seen(Version(1)),
            idempotency_key: "signs".into(),
            content: String::new(),
            now: "2027-03-30T22:30:00Z".parse().unwrap(),
        };
        self.store().write(&request, |_| Ok(events.clone())).unwrap();
        4
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn store(&self) -> Store {
        Store::open(&Place::File(self.path("marv.db")), AuditKey::read(&self.path("key")).unwrap(), None).unwrap()
    }

    fn job(&self) -> Job {
        self.store().job(&self.access, 1, Timestamp::now()).unwrap().unwrap()
    }

    /// The reads arrive.
    fn brings(&self, case: &Case) {
        fs::create_dir(self.path("reads/p1")).unwrap();
        std::os::unix::fs::symlink(case.path(""), self.path("reads/p1/o1")).unwrap();
    }

    fn worker(&self) -> Command {
        let mut command = Command::new(cargo_bin("marv"));
        command.args(["work", "--once", "--lease", "1", "--store"]).arg(self.path("marv.db"));
        command.arg("--key").arg(self.path("key")).arg("--reads").arg(self.path("reads"));
        command.arg("--reports").arg(self.path("reports")).stderr(Stdio::null());
        command
    }

    /// Puts what waits for its time forward, as if the time had passed.
    fn time_passes(&self) {
        let file = rusqlite::Connection::open(self.path("marv.db")).unwrap();
        file.busy_timeout(Duration::from_secs(10)).unwrap();
        file.execute("UPDATE job SET due = 0 WHERE state = 'queued'", []).unwrap();
    }

    fn due(&self) -> String {
        let mut command = Command::new(cargo_bin("marv"));
        command.args(["store", "due", "--store"]).arg(self.path("marv.db")).arg("--key").arg(self.path("key"));
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    }

    /// The reports that are kept, and the bundles.
    fn kept(&self) -> (Vec<String>, usize) {
        let names = |folder: &Path| -> Vec<String> {
            folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
        };
        let mut reports = names(&self.path("reports"));
        reports.retain(|name| name.len() == 64);
        (reports, names(&self.path("reports/bundles")).len())
    }
}

#[test]
fn a_killed_worker_is_followed_by_another_and_there_is_one_report() {
    let (work, case) = (Work::new(), Case::new());
    // Without reads it waits, and no attempt is counted.
    assert!(work.worker().status().unwrap().success());
    let job = work.job();
    assert_eq!((job.state, job.attempts, job.trouble.as_str()), (JobState::Queued, 0, "no-reads"));
    assert!(work.due().contains("no-reads"), "{}", work.due());
    work.brings(&case);
    work.time_passes();
    // Killed in the midst: after it has claimed, and before there is a bundle.
    let mut killed = work.worker().spawn().unwrap();
    let since = Instant::now();
    while work.job().state != JobState::Claimed {
        assert!(since.elapsed() < Duration::from_mins(1), "nothing was claimed");
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(work.job().result.is_none());
    // Its analysis may go on without it; the next worker waits for that and takes up what it left.
    while work.job().state != JobState::Done {
        assert!(since.elapsed() < Duration::from_mins(4), "{:?}", work.job());
        std::thread::sleep(Duration::from_millis(200));
        work.time_passes();
        assert!(work.worker().status().unwrap().success());
    }
    let report = work.job().result.unwrap();
    assert_eq!(work.kept(), (vec![report.to_string()], 1));
    let own = work.path("reports").join(report.as_str());
    assert_eq!(report.as_str(), ::report::bundle::sha256(&fs::read(own.join("report.json")).unwrap()));
    assert!(own.join("report.da.html").exists());
    assert!(!work.due().contains("claimed") && !work.due().contains("queued"), "{}", work.due());
    // Killed after everything was kept and before the store was told: the next finds it, and makes nothing anew.
    let file = rusqlite::Connection::open(work.path("marv.db")).unwrap();
    file.execute("UPDATE job SET state = 'claimed', result = NULL, lease = 0, worker = 'dead', attempts = 1", [])
        .unwrap();
    fs::remove_file(work.path("reads/p1/o1")).unwrap();
    fs::remove_dir_all(&own).unwrap();
    assert!(work.worker().status().unwrap().success());
    assert_eq!((work.job().state, work.job().result), (JobState::Done, Some(report.clone())));
    assert_eq!(work.kept(), (vec![report.to_string()], 1));
    // What was put up and signed is what the worker kept, byte by byte; its pages are set again with both names.
    let data = fs::read(own.join("report.json")).unwrap();
    let setting = work.signs(report.as_str());
    let pages = own.join("signed");
    for _ in 0..2 {
        work.time_passes();
        assert!(work.worker().status().unwrap().success());
        let job = work.store().job(&work.access, setting, Timestamp::now()).unwrap().unwrap();
        assert_eq!((job.kind, job.state, job.result), (Kind::Setting, JobState::Done, Some(report.clone())));
        assert_eq!(
            [fs::read(own.join("report.json")).unwrap(), fs::read(pages.join("report.json")).unwrap()],
            [&data[..]; 2]
        );
        let page = fs::read_to_string(pages.join("report.en.html")).unwrap();
        for said in ["Testlæge Et (TST01)", "second", "2027-03-31", report.as_str()] {
            assert!(page.contains(said), "{said}");
        }
        assert!(!page.contains("DRAFT") && fs::read_to_string(own.join("report.en.html")).unwrap().contains("DRAFT"));
        // Killed after the pages were set and before the store was told.
        file.execute(
            "UPDATE job SET state = 'claimed', result = NULL, lease = 0, attempts = 1 WHERE kind = 'setting'",
            [],
        )
        .unwrap();
    }
    // With other names, or other data, nothing is told to be done.
    let names = fs::read_to_string(pages.join("signatures.json")).unwrap();
    fs::write(pages.join("signatures.json"), names.replace("second", "third")).unwrap();
    assert!(work.worker().status().unwrap().success());
    let job = work.store().job(&work.access, setting, Timestamp::now()).unwrap().unwrap();
    assert_eq!((job.state, job.trouble.as_str()), (JobState::Failed, "other-report"));
    assert_eq!(work.store().verify(&[]).unwrap().faults, []);
}

#[test]
fn what_would_fail_again_is_given_up_and_can_be_put_back() {
    let (work, case) = (Work::new(), Case::new());
    fs::write(case.path("case.toml"), "sample = 3\n").unwrap();
    work.brings(&case);
    assert!(work.worker().status().unwrap().success());
    assert_eq!((work.job().state, work.job().trouble.as_str()), (JobState::Failed, "wrong-input"));
    let retry = || {
        let mut command = Command::new(cargo_bin("marv"));
        command.args(["store", "retry", "1", "--store"]).arg(work.path("marv.db")).arg("--key").arg(work.path("key"));
        command.output().unwrap().status.code()
    };
    assert_eq!(retry(), Some(0));
    assert_eq!(work.job().state, JobState::Queued);
    assert_eq!(retry(), Some(1), "it is in the queue already");
}
