//! A disk that fails: synchronisation that ends with an error, no space, and pages that are written in part; and a server of a database
//! that is killed. What was acknowledged is there, what was refused is there whole or not at all, and the store goes on when the other does.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clinic::identifier::StaffId;
use registry::precondition::{Precondition, Version};
use registry::store::Store;

use crate::cases::request;
use crate::place::{Place, key, keys_of_events};
use crate::server::PostgreSqlServer;

const CHILD: &str = "MARV_TEST_WRITER_ON_A_FAILING_DISK";
const BEGIN: &str = "FAULTS_BEGIN";
/// Writes of each of the writers.
const WRITES: u64 = 40;

/// What the process on the failing disk does: four writers in groups, each until its writes are acknowledged.
#[test]
fn writer_on_a_failing_disk() {
    let Ok(file) = std::env::var(CHILD) else {
        return;
    };
    let store = Store::open(&file.as_str().into(), key(), Some(&Path::new(&file).with_file_name("anchors"))).unwrap();
    std::fs::write(std::env::var(BEGIN).unwrap(), "").unwrap();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let store = &store;
            scope.spawn(move || {
                for version in 0..WRITES {
                    writes(store, writer, version, |error| println!("\nrefused {error}"));
                    println!("\nacknowledged");
                }
            });
        }
    });
}

/// One write in the writer's own course, tried again under its key until it is acknowledged.
fn writes(store: &Store, writer: usize, version: u64, mut refused: impl FnMut(&str)) {
    let own = format!("p{writer}");
    let seen = if version == 0 { Precondition::New } else { Precondition::Seen(Version(version)) };
    let mut request = request(&own, seen, &format!("{own}-{version}"));
    request.access.by.id = StaffId::new(&format!("{own}-{version}")).unwrap();
    let day = jiff::civil::date(2025, 1, 1);
    let began = Instant::now();
    let written = loop {
        match store.write(&request, |_| Ok(vec![clinic::course::Event::TransplantRecorded { day }])) {
            Ok(written) => break written,
            Err(error) => {
                assert_eq!(error.status(), 503, "{error}");
                refused(&error.to_string());
                assert!(began.elapsed() < Duration::from_mins(1), "{error}");
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    };
    assert_eq!(written.version, Version(version + 1));
}

/// Of what was acknowledged each is there once, and nothing else.
fn each_is_there_once(place: &Place, writers: usize, count: impl Fn(usize) -> u64) {
    let verified = place.open().verify(&place.anchors()).unwrap();
    let stored = keys_of_events(place);
    assert_eq!((verified.faults, stored.len()), (vec![], writers));
    for writer in 0..writers {
        let own = format!("p{writer}");
        let wanted: Vec<String> = (0..count(writer)).map(|version| format!("{own}-{version}")).collect();
        assert_eq!(stored[&own], wanted);
    }
}

/// Kills of the server.
const CRASHES: u32 = 5;

#[test]
fn of_a_killed_server_nothing_acknowledged_is_lost() {
    let Some(server) = PostgreSqlServer::start() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let place = Place::postgresql(folder.path(), &server);
    // Two instances of two writers each.
    let stores = [place.open(), place.open()];
    let (over, refused) = (AtomicBool::new(false), AtomicU64::new(0));
    let counts: Vec<u64> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let (store, over, refused) = (&stores[writer % 2], &over, &refused);
                scope.spawn(move || {
                    let mut version = 0;
                    while !over.load(Ordering::Relaxed) {
                        writes(store, writer, version, |_| {
                            refused.fetch_add(1, Ordering::Relaxed);
                        });
                        version += 1;
                    }
                    version
                })
            })
            .collect();
        for crash in 0..CRASHES {
            std::thread::sleep(Duration::from_millis(200 + 100 * u64::from(crash)));
            server.is_killed_and_started_again();
        }
        std::thread::sleep(Duration::from_millis(200));
        over.store(true, Ordering::Relaxed);
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    let refused = refused.into_inner();
    assert!(refused > 0 && counts.iter().all(|count| *count > 0), "{refused} {counts:?}");
    each_is_there_once(&place, 4, |writer| counts[writer]);
    let acknowledged: u64 = counts.iter().sum();
    eprintln!(
        "PostgreSQL: server killed {CRASHES} times: {acknowledged} acknowledged writes, none lost and none twice; {refused} refused meanwhile"
    );
}

#[test]
fn on_a_failing_disk_nothing_acknowledged_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let shim = folder.path().join("faults.so");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/promises/faults.c");
    let built = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&shim).arg(source).arg("-ldl").status();
    if !built.is_ok_and(|status| status.success()) || !cfg!(target_os = "linux") {
        eprintln!("SKIPPED: no C compiler on Linux here; no disk failed");
        return;
    }
    for (kinds, every) in [("sync", "5"), ("space", "31"), ("short", "31"), ("sync space short", "29")] {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::sqlite(folder.path());
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "faults::writer_on_a_failing_disk", "--nocapture", "--test-threads=1"])
            .env(CHILD, place.file())
            .env(BEGIN, folder.path().join("begin"))
            .env("FAULTS", kinds)
            .env("EVERY", every)
            .env("LD_PRELOAD", &shim)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{kinds}: {said}{}", String::from_utf8_lossy(&output.stderr));
        let count = |word: &str| said.lines().filter(|line| line.starts_with(word)).count();
        let (refused, acknowledged) = (count("refused"), count("acknowledged"));
        assert!(refused > 0, "{kinds}: the disk did not fail");
        assert_eq!(acknowledged as u64, 4 * WRITES, "{kinds}");
        each_is_there_once(&place, 4, |_| WRITES);
        eprintln!("{kinds}: {refused} refused, {acknowledged} acknowledged, none lost");
    }
}
