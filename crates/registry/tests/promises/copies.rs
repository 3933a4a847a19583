//! A copy that is made while others write is whole, and a store restored from it goes on.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use registry::store::Store;

use crate::cases::{a_whole_course, access, one_write, patient};
use crate::fixture::NOW;
use crate::kill::Ask;
use crate::place::{Place, key, keys_of_events};
use crate::server::PostgreSqlServer;

/// Who write meanwhile, each two courses alternately: one with an order and specimens, and one that grows.
const WRITERS: u64 = 8;
/// Copies, one after another; the last one is restored.
const COPIES: usize = 3;

/// `copy` makes the copy of that number, and says where it was restored.
fn a_copy_made_while_others_write(place: &Place, mut copy: impl FnMut(&Store, usize) -> Place) {
    let store = place.open();
    a_whole_course(&store, "before");
    let (done, written) = (AtomicBool::new(false), AtomicU64::new(0));
    let wait_for_writes = || {
        let from = written.load(Ordering::Relaxed);
        while written.load(Ordering::Relaxed) < from + WRITERS {
            std::thread::yield_now();
        }
    };
    let restored = std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (store, done, written) = (&store, &done, &written);
            scope.spawn(move || {
                for count in 0.. {
                    a_whole_course(store, &format!("p{writer}-{count}"));
                    one_write(store, &format!("q{writer}"), count);
                    written.fetch_add(1, Ordering::Relaxed);
                    if done.load(Ordering::Relaxed) {
                        break;
                    }
                }
            });
        }
        let restored: Vec<Place> = (0..COPIES)
            .map(|number| {
                wait_for_writes();
                copy(&store, number)
            })
            .collect();
        wait_for_writes();
        done.store(true, Ordering::Relaxed);
        restored
    });
    let whole = store.verify(&place.anchors()).unwrap();
    assert_eq!(whole.faults, []);
    let events = |place: &Place| place.pairs("SELECT patient, body FROM event ORDER BY seq");
    let all = events(place);
    let mut before = 0;
    for copied in &restored {
        let begun = Instant::now();
        let own = Store::existing(&copied.place(), key(), None).unwrap();
        let verified = own.verify(&[]).unwrap();
        let took = begun.elapsed().as_secs_f64();
        assert_eq!((verified.faults, own.id()), (vec![], store.id()));
        // What is in it is what was there first, in one piece; something came since the one before, and something after it.
        let copied_events = events(copied);
        assert!(copied_events.len() > before && copied_events.len() < all.len());
        assert!(all.starts_with(&copied_events));
        before = copied_events.len();
        // Its read models are those of its events.
        assert_eq!(own.rebuild().unwrap(), verified.read_models);
        assert_eq!(own.verify(&[]).unwrap().read_models, verified.read_models);
        // Anchors tell that it is older than what was acknowledged since.
        assert!(!own.verify(&place.anchors()).unwrap().faults.is_empty());
        eprintln!("{}: {before} of {} events, opened and verified in {took:.3} s", own.database(), all.len());
    }
    let last = restored.last().unwrap().open();
    assert_eq!(
        last.course(&access(), &patient("before"), *NOW).unwrap(),
        store.course(&access(), &patient("before"), *NOW).unwrap()
    );
    a_whole_course(&last, "after");
    let verified = last.verify(&restored.last().unwrap().anchors()).unwrap();
    assert_eq!((verified.faults, verified.events), (vec![], before as u64 + 8));
}

/// A folder of that name within another.
fn folder(within: &Path, name: &str) -> std::path::PathBuf {
    let folder = within.join(name);
    std::fs::create_dir(&folder).unwrap();
    folder
}

#[test]
fn a_copy_on_sqlite_made_while_others_write_is_whole_and_goes_on() {
    let own = tempfile::tempdir().unwrap();
    let place = Place::sqlite(own.path());
    a_copy_made_while_others_write(&place, |store, number| {
        let copy = folder(own.path(), &format!("copy-{number}"));
        store.backup(&access(), &copy.join("marv.db"), *NOW).unwrap();
        let again = store.backup(&access(), &copy.join("marv.db"), *NOW);
        assert!(again.is_err(), "nothing is overwritten");
        Place::sqlite(&copy)
    });
}

/// By the database's own tools, as docs/service.md says.
#[test]
fn a_copy_on_postgresql_made_while_others_write_is_whole_and_goes_on() {
    let Some(server) = PostgreSqlServer::start() else {
        return;
    };
    let own = tempfile::tempdir().unwrap();
    let place = Place::postgresql(own.path(), &server);
    a_copy_made_while_others_write(&place, |_, number| {
        let dump = own.path().join(format!("marv-{number}.dump"));
        let copy = Place::postgresql(&folder(own.path(), &format!("copy-{number}")), &server);
        let file = dump.to_str().unwrap();
        server.client("pg_dump", &["--format=custom", "--file", file, "--dbname", &place.text()]);
        server.client("pg_restore", &["--exit-on-error", "--no-owner", "--dbname", &copy.text(), file]);
        copy
    });
}

/// A server that ships its log, as docs/service.md says: whatever was acknowledged before the last segment that was shipped is there on another
/// one, and what came after it may be.
#[test]
fn what_was_shipped_is_restored_to_the_last_segment() {
    let shipped = tempfile::tempdir().unwrap();
    let ships = format!("-c archive_mode=on -c archive_command='cp %p {}/%f'", shipped.path().display());
    let Some(server) = PostgreSqlServer::started(|_| ships) else {
        return;
    };
    server.gives_to_the_server(shipped.path());
    let own = tempfile::tempdir().unwrap();
    let place = Place::postgresql(own.path(), &server);
    let store = place.open();
    let mut count = 0;
    let mut writes = |wanted: u64| {
        let asks =
            (count..count + wanted).map(|seen| Ask { key: format!("w{seen}"), course: "p1".into(), seen, events: 1 });
        asks.for_each(|ask| assert_eq!(ask.send(&store), Ok(Some(ask.seen + 1))));
        count += wanted;
        count
    };
    writes(50);
    let done = AtomicBool::new(false);
    let base = std::thread::scope(|scope| {
        let (store, done) = (&store, &done);
        scope.spawn(move || {
            let ask = |seen| Ask { key: format!("v{seen}"), course: "p2".into(), seen, events: 1 };
            for seen in 0.. {
                if done.load(Ordering::Relaxed) {
                    break;
                }
                let _ = ask(seen).send(store).unwrap();
            }
        });
        let base = server.base_backup();
        done.store(true, Ordering::Relaxed);
        base
    });
    let acknowledged = writes(50);
    let mut client = postgres::Client::connect(&place.text(), postgres::NoTls).unwrap();
    let last: String = client.query_one("SELECT pg_walfile_name(pg_switch_wal())", &[]).unwrap().get(0);
    let archived = "SELECT COALESCE(last_archived_wal >= $1, FALSE) FROM pg_stat_archiver";
    while !client.query_one(archived, &[&last]).unwrap().get::<_, bool>(0) {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let all = writes(50);
    let begun = Instant::now();
    let (_elsewhere, address) = base.recovered(shipped.path(), &place.text(), &server);
    let copy = Place::at(&folder(own.path(), "restored"), address);
    let restored = copy.open();
    let verified = restored.verify(&[]).unwrap();
    let took = begun.elapsed().as_secs_f64();
    assert_eq!((verified.faults, restored.id()), (vec![], store.id()));
    let there = restored.course(&access(), &patient("p1"), *NOW).unwrap().1.0;
    assert!((acknowledged..=all).contains(&there), "{there} of {acknowledged} that were shipped and {all}");
    assert_eq!(keys_of_events(&copy)["p2"], keys_of_events(&place)["p2"]);
    assert_eq!(restored.rebuild().unwrap(), verified.read_models);
    eprintln!(
        "{acknowledged} writes before the last shipped segment, {all} in all: {there} restored; verified {took:.1} s after the server was lost"
    );
}
