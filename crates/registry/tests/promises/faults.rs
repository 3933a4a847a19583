//! A disk that fails: synchronisation that ends with an error, no space, and pages that are written in part. What was acknowledged is
//! there, what was refused is there whole or not at all, and the store goes on when the disk does.

use std::path::Path;
use std::process::{Command, Stdio};

use registry::precondition::{Precondition, Version};
use registry::store::Store;

use crate::cases::{access, patient, request};
use crate::fixture::NOW;
use crate::place::{Place, key};

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
                let own = format!("p{writer}");
                for version in 0..WRITES {
                    let seen = if version == 0 { Precondition::New } else { Precondition::Seen(Version(version)) };
                    let request = request(&own, seen, &format!("{own}-{version}"));
                    let day = jiff::civil::date(2025, 1, 1);
                    let write =
                        || store.write(&request, |_| Ok(vec![clinic::course::Event::TransplantRecorded { day }]));
                    let mut tries = 0;
                    let written = loop {
                        match write() {
                            Ok(written) => break written,
                            Err(error) => {
                                assert_eq!(error.status(), 503, "{error}");
                                println!("\nrefused {error}");
                                tries += 1;
                                assert!(tries < 200, "{error}");
                            }
                        }
                    };
                    assert_eq!(written.version, Version(version + 1));
                    println!("\nacknowledged");
                }
            });
        }
    });
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
        let store = place.open();
        let verified = store.verify(&place.anchors()).unwrap();
        assert_eq!((verified.faults, verified.events), (vec![], 4 * WRITES), "{kinds}");
        for writer in 0..4 {
            let version = store.course(&access(), &patient(&format!("p{writer}")), *NOW).unwrap().1;
            assert_eq!(version, Version(WRITES), "{kinds}");
        }
        eprintln!("{kinds}: {refused} refused, {acknowledged} acknowledged, none lost");
    }
}
