//! Jobs: made due by an event and by nothing else, claimed by one worker at a time, and ended once.

use clinic::course::Event;
use clinic::identifier::ConsentId;
use jiff::{SignedDuration, Timestamp};
use registry::job::{Again, Job, JobState, LEASE, MOST_ATTEMPTS, Sha256};
use registry::precondition::{Precondition, Version};
use registry::store::Store;

use crate::cases::{access, patient, request};
use crate::fixture::{NOW, o};
use crate::place::Place;

fn later(seconds: i64) -> Timestamp {
    *NOW + SignedDuration::from_secs(seconds)
}

fn released(provisional: bool) -> Event {
    Event::DataReleased { order: o("o1"), provisional, consent: ConsentId::new("c1").unwrap() }
}

/// Events behind the course's back: what the store does with them is asked, and not whether they may happen.
fn happens(store: &Store, id: &str, events: &[Event]) {
    store.write(&request(id, Precondition::New, id), |_| Ok(events.to_vec())).unwrap();
}

fn claims(store: &Store, worker: &str, now: Timestamp) -> Option<Job> {
    store.claim_job(&access(), worker, LEASE, now).unwrap()
}

fn stands(store: &Store, event: u64) -> Job {
    store.job(&access(), event, *NOW).unwrap().unwrap()
}

fn result(digit: &str) -> Sha256 {
    Sha256::parse(&digit.repeat(64)).unwrap()
}

/// A job is there with its event: not for provisional data, not for a write that was refused, and once for one that was repeated.
pub fn an_event_makes_its_job_due(place: &Place) {
    let store = place.open();
    assert!(claims(&store, "w", later(0)).is_none());
    store.write(&request("p1", Precondition::New, "k"), |_| Err(vec![])).unwrap_err();
    happens(&store, "p1", &[released(true), released(false)]);
    happens(&store, "p1", &[released(true), released(false)]);
    drop(store);
    let store = place.open();
    let jobs = store.open_jobs(&access(), *NOW).unwrap();
    assert_eq!(
        jobs.iter().map(|job| (job.event, job.patient.as_str(), job.state)).collect::<Vec<_>>(),
        [(2, "p1", JobState::Queued)]
    );
    let job = claims(&store, "w", later(0)).unwrap();
    assert_eq!((job.event, job.order.as_str(), job.attempts), (2, "o1", 1));
    assert!(store.finish_job(&access(), &job, &result("a"), later(1)).unwrap());
    assert_eq!((stands(&store, 2).state, stands(&store, 2).result), (JobState::Done, Some(result("a"))));
    assert!(claims(&store, "w", later(1_000_000)).is_none(), "what is done is done");
    let log = store.access_log(&access(), &patient("p1"), *NOW).unwrap();
    let told: Vec<_> = log.iter().filter(|own| own.resource == "analysis 2").map(|own| own.outcome.join(" ")).collect();
    assert_eq!(told, ["claimed".to_owned(), "a".repeat(64)], "the result stands in the chain");
    assert_eq!(store.verify(&place.anchors()).unwrap().faults, []);
}

/// A worker that says nothing loses its claim; what it brings later has no effect.
pub fn a_dead_workers_claim_runs_out(place: &Place) {
    let store = place.open();
    happens(&store, "p1", &[released(false)]);
    let dead = claims(&store, "dead", later(0)).unwrap();
    assert!(claims(&store, "next", later(1)).is_none(), "it is claimed");
    assert!(store.keep_job(&dead, LEASE, later(60)).unwrap());
    assert!(claims(&store, "next", later(121)).is_none(), "it said that it is at work");
    let next = claims(&store, "next", later(181)).unwrap();
    assert_eq!((next.event, next.attempts), (1, 2));
    assert!(!store.keep_job(&dead, LEASE, later(182)).unwrap());
    assert!(!store.finish_job(&access(), &dead, &result("d"), later(182)).unwrap());
    assert!(!store.fail_job(&access(), &dead, ("analysis-failed", Again::Never), later(182)).unwrap());
    assert_eq!(stands(&store, 1).state, JobState::Claimed);
    assert!(store.finish_job(&access(), &next, &result("a"), later(183)).unwrap());
    assert!(!store.finish_job(&access(), &next, &result("a"), later(184)).unwrap(), "once");
    assert_eq!(stands(&store, 1).result, Some(result("a")));
}

/// What fails is tried again after a time and given up in the end; what never began does not count; a person may try again.
pub fn what_fails_is_given_up_in_the_end(place: &Place) {
    let store = place.open();
    happens(&store, "p1", &[released(false)]);
    let minute = SignedDuration::from_mins(1);
    let mut now = later(0);
    for _ in 0..3 {
        let job = claims(&store, "w", now).unwrap();
        assert!(store.fail_job(&access(), &job, ("no-reads", Again::NotBegun(minute)), now).unwrap());
        assert_eq!(stands(&store, 1).attempts, 0);
        assert!(claims(&store, "w", now).is_none(), "its time has not come");
        now += minute;
    }
    for attempt in 1..=MOST_ATTEMPTS {
        let job = claims(&store, "w", now).unwrap();
        assert_eq!(job.attempts, attempt);
        assert!(store.fail_job(&access(), &job, ("analysis-failed", Again::After(minute)), now).unwrap());
        now += minute;
    }
    assert_eq!((stands(&store, 1).state, stands(&store, 1).trouble.as_str()), (JobState::Failed, "analysis-failed"));
    assert!(claims(&store, "w", now).is_none());
    assert!(store.retry_job(&access(), 1, now).unwrap() && !store.retry_job(&access(), 1, now).unwrap());
    // Workers that die with it give it up too.
    for _ in 0..MOST_ATTEMPTS {
        assert!(claims(&store, "dies", now).is_some());
        now += LEASE;
    }
    assert!(claims(&store, "w", now).is_none());
    assert_eq!((stands(&store, 1).state, stands(&store, 1).trouble.as_str()), (JobState::Failed, "given-up"));
    let counts: Vec<u64> = store.count_jobs().unwrap().iter().map(|(_, count)| *count).collect();
    assert_eq!(counts, [0, 0, 0, 1]);
    assert_eq!(store.verify(&place.anchors()).unwrap().faults, []);
}

/// Of many workers each job has one, and no job is left.
pub fn each_job_is_claimed_by_one(place: &Place) {
    let store = place.open();
    for count in 0..20 {
        happens(&store, &format!("p{count}"), &[released(false)]);
    }
    let claimed = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for worker in 0..4 {
            let (store, claimed) = (&store, &claimed);
            scope.spawn(move || {
                while let Some(job) = claims(store, &format!("w{worker}"), later(0)) {
                    claimed.lock().unwrap().push(job.event);
                }
            });
        }
    });
    let mut claimed = claimed.into_inner().unwrap();
    claimed.sort_unstable();
    assert_eq!(claimed, (1..=20).collect::<Vec<u64>>());
    assert_eq!(store.course(&access(), &patient("p3"), *NOW).unwrap().1, Version(1));
}
