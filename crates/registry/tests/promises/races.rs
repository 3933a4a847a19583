//! Of two who have seen the same version one writes, and the other is told.

use std::sync::Barrier;

use crate::kill::Ask;
use crate::place::{Place, keys_of_events};
use crate::server::PostgreSqlServer;

const PAIRS: u64 = 10_000;
/// Pairs in a course, one after another: reading one takes as long as it is.
const IN_A_COURSE: u64 = 20;

/// Every other pair meets at one store, and so in one group; the others at two, as of two instances.
fn ten_thousand_pairs(place: &Place) {
    let stores = [place.open(), place.open()];
    let start = Barrier::new(2);
    let asks = |who: usize, pair: u64| {
        let (course, seen) = (format!("p{}", pair / IN_A_COURSE), pair % IN_A_COURSE);
        Ask { key: format!("w{who}-{pair}"), course, seen, events: 1 }
    };
    let [one, other] = std::thread::scope(|scope| {
        [0, 1]
            .map(|who| {
                let (stores, start) = (&stores, &start);
                scope.spawn(move || {
                    let at = |pair: u64| &stores[who * usize::from(pair.is_multiple_of(2))];
                    let told = |pair| {
                        start.wait();
                        asks(who, pair).send(at(pair)).unwrap()
                    };
                    (0..PAIRS).map(told).collect::<Vec<Option<u64>>>()
                })
            })
            .map(|thread| thread.join().unwrap())
    });
    let (mut first, mut stored) = (0, keys_of_events(place));
    for (pair, told) in (0..PAIRS).zip(one.into_iter().zip(other)) {
        let version = Some(pair % IN_A_COURSE + 1);
        let told = [told.0, told.1];
        assert!(told == [version, None] || told == [None, version], "pair {pair}: {told:?}");
        let won = asks(usize::from(told[0].is_none()), pair);
        first += u64::from(told[0].is_some());
        let events = stored.get_mut(&won.course).unwrap();
        assert_eq!(events.remove(0), won.key, "pair {pair}");
    }
    assert!(stored.values().all(Vec::is_empty), "nothing else is there");
    assert_eq!(stores[0].verify(&place.anchors()).unwrap().faults, []);
    eprintln!(
        "{}: {PAIRS} pairs who had seen the same version: the one wrote {first} times, the other {}, never both and never neither",
        stores[0].database(),
        PAIRS - first
    );
    assert!(first.min(PAIRS - first) > PAIRS / 100, "the same one always won: that was no race");
}

#[test]
fn of_ten_thousand_pairs_one_writes_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    ten_thousand_pairs(&Place::sqlite(folder.path()));
}

#[test]
fn of_ten_thousand_pairs_one_writes_on_postgresql() {
    let Some(server) = PostgreSqlServer::start() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    ten_thousand_pairs(&Place::postgresql(folder.path(), &server));
}
