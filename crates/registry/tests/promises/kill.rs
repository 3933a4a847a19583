//! The writer is killed while it writes: what was acknowledged is there, nothing is there twice, nothing is there in part.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use registry::precondition::{Precondition, Version};
use registry::store::Store;

use crate::cases::{access, patient, request};
use crate::fixture::NOW;
use crate::place::{Place, key};
#[cfg(feature = "postgresql")]
use crate::server::PostgreSqlServer;

pub const CHILD: &str = "MARV_TEST_WRITER";

fn open(address: &str, anchor: &Path) -> Store {
    Store::open(&address.into(), key(), Some(anchor)).unwrap()
}

/// What the killed process does: four writers, each in a course of its own, tell each acknowledged write. Two and two share a store, and so
/// commit in groups; the two stores come one after another.
#[test]
fn writer_that_is_killed() {
    let Ok(address) = std::env::var(CHILD) else {
        return;
    };
    let (address, rest) = address.split_once('|').unwrap();
    let (anchor, round) = rest.split_once('|').unwrap();
    let stores = [open(address, Path::new(anchor)), open(address, Path::new(anchor))];
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let store = &stores[writer % 2];
            scope.spawn(move || {
                let own = format!("p{writer}");
                let mut version = store.course(&access(), &patient(&own), *NOW).unwrap().1;
                for count in 0.. {
                    let seen = if version.0 == 0 { Precondition::New } else { Precondition::Seen(version) };
                    let key = format!("{own}-{round}-{count}");
                    let request = request(&own, seen, &key);
                    let day = jiff::civil::date(2025, 1, 1);
                    let written =
                        store.write(&request, |_| Ok(vec![clinic::course::Event::TransplantRecorded { day }]));
                    version = written.unwrap().version;
                    println!("\nacknowledged {own} {key} {}", version.0);
                }
            });
        }
    });
}

/// Kills a writer again and again; every acknowledged write, over all rounds.
fn kill_again_and_again(place: &Place, kills: u32) {
    let (address, anchor) = (place.text(), place.anchor());
    let mut random = fastrand::Rng::with_seed(u64::from(kills));
    let mut acknowledged: Vec<(String, String, u64)> = Vec::new();
    for round in 0..kills {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::writer_that_is_killed", "--nocapture", "--test-threads=1"])
            .env(CHILD, format!("{address}|{}|{round}", anchor.display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let own = |line: String| {
            let mut words = line.strip_prefix("acknowledged ")?.split(' ').map(str::to_owned);
            Some((words.next()?, words.next()?, words.next()?.parse().ok()?))
        };
        // After some writes and a moment more, so that it is killed in the midst of others, however slow the computer is.
        let writes = random.usize(1..15);
        acknowledged.extend(lines.by_ref().filter_map(own).take(writes));
        std::thread::sleep(Duration::from_micros(random.u64(0..10_000)));
        child.kill().unwrap();
        acknowledged.extend(lines.filter_map(own));
        child.wait().unwrap();
    }
    assert!(acknowledged.len() > kills as usize, "{} writes in {kills} rounds", acknowledged.len());
    let store = place.open();
    // The last line of the anchors may have been cut off; all others must be met.
    let anchors = place.anchors();
    let verified = store.verify(&anchors).unwrap();
    assert_eq!(verified.faults, []);
    let mut events = 0;
    for writer in 0..4 {
        let own = format!("p{writer}");
        let (course, version) = store.course(&access(), &patient(&own), *NOW).unwrap();
        assert_eq!(course.transplanted.is_some(), version.0 > 0);
        events += version.0;
    }
    assert_eq!(events, verified.events);
    for (own, key, version) in &acknowledged {
        // Asked again with its key, a write that was acknowledged is answered and has no second effect.
        let again = store.write(&request(own, Precondition::Missing, key), |_| panic!("{key} was lost")).unwrap();
        assert!(again.replayed);
        assert_eq!(again.version, Version(*version), "{key}");
    }
    assert_eq!(store.verify(&anchors).unwrap().events, verified.events);
    let kept = verified.events - acknowledged.len() as u64;
    eprintln!(
        "{}: {kills} kills, {} acknowledged writes, none lost; {kept} more were durable and not yet acknowledged",
        store.database(),
        acknowledged.len()
    );
    assert!(kept <= u64::from(kills) * 4, "at most one write of each writer was under way at a kill");
}

/// `MARV_KILLS=5000` for the long run.
fn kills() -> u32 {
    std::env::var("MARV_KILLS").ok().and_then(|own| own.parse().ok()).unwrap_or(200)
}

#[test]
fn no_acknowledged_write_is_lost_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::sqlite(folder.path());
    drop(place.open());
    kill_again_and_again(&place, kills());
}

#[cfg(feature = "postgresql")]
#[test]
fn no_acknowledged_write_is_lost_on_postgresql() {
    let Some(server) = PostgreSqlServer::start() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let place = Place::postgresql(folder.path(), &server);
    drop(place.open());
    kill_again_and_again(&place, kills());
}
