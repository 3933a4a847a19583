//! Clocks over changes of the clock, leap days and midnights, against tables by hand and against a second computation in Python.

use std::fmt::Write;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use clinic::clock::{Clock, Milestone, Milestones, Unit, beginning_of, covered, day_of};
use clinic::course::Command as Wish;
use clinic::staff::Role;
use fastrand::Rng;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};

use crate::fixture::{RULE_SET, Walk, at, c, o};

fn clocks() -> Vec<Clock> {
    Clock::all(&RULE_SET.definitions).unwrap()
}

fn clock(id: &str) -> Clock {
    clocks().into_iter().find(|clock| clock.id == id).unwrap()
}

fn between(start: &str, stop: &str, clock: &Clock) -> clinic::clock::Reading {
    let milestones = Milestones(vec![(clock.start, at(start)), (clock.stop, at(stop))]);
    clock.read_at(&milestones, Timestamp::MAX).unwrap()
}

#[test]
fn every_clock_of_annex_e_runs_and_benchmarks_do_not() {
    let ids: Vec<String> = clocks().into_iter().map(|clock| clock.id).collect();
    let all =
        ["NGC-STD-ANSWER", "NGC-STD-DATA", "RR-FAST", "RR-FUTURE", "MC-FAST", "MC-FUTURE", "PATIENT", "GERMLINE-LAG"];
    assert_eq!(ids, all);
    let for_whom = |indication, aml, fast| {
        let own = clocks().into_iter().filter(|clock| clock.is_for(indication, aml, fast));
        own.map(|clock| clock.id).collect::<Vec<_>>()
    };
    assert_eq!(for_whom("MC", false, true), ["NGC-STD-ANSWER", "NGC-STD-DATA", "MC-FUTURE", "PATIENT", "GERMLINE-LAG"]);
    assert!(for_whom("MC", true, true).contains(&"MC-FAST".to_owned()));
    assert!(for_whom("RR", true, true).contains(&"RR-FAST".to_owned()));
    assert!(!for_whom("RR", true, false).contains(&"RR-FAST".to_owned()));
}

/// By hand. Clocks go forward on 29 March 2026 at 02:00 (a day of 23 hours) and back on 25 October at 03:00 (25 hours).
#[test]
fn days_are_danish_and_a_doegn_is_24_hours() {
    let days = clock("NGC-STD-ANSWER");
    let spring = between("2026-03-28T11:00:00Z", "2026-03-29T10:00:00Z", &days);
    assert_eq!((spring.days, spring.seconds), (1, 23 * 3600));
    // 23:59:59 and 00:00:01 in Denmark are two days, two seconds apart.
    let midnight = between("2026-07-01T21:59:59Z", "2026-07-01T22:00:01Z", &days);
    assert_eq!((midnight.days, midnight.seconds), (1, 2));
    let leap = between("2028-02-28T12:00:00Z", "2028-03-01T12:00:00Z", &days);
    assert_eq!(leap.days, 2);
    // Received on 1 March: day 30 is 31 March, to the end of that Danish day, in summer time by then.
    let last = between("2026-03-01T09:00:00Z", "2026-03-31T21:59:59Z", &days);
    assert_eq!((last.days, last.within_limit, last.within_target), (30, Some(true), Some(false)));
    let late = between("2026-03-01T09:00:00Z", "2026-03-31T22:00:00Z", &days);
    assert_eq!((late.days, late.within_limit), (31, Some(false)));
    let periods = clock("RR-FUTURE");
    assert_eq!(periods.unit, Unit::Periods);
    // Seven døgn from noon end at one o'clock once the clocks went forward between.
    let seven = between("2026-03-25T11:00:00Z", "2026-04-01T11:00:00Z", &periods);
    assert_eq!((seven.within_limit, seven.within_target), (Some(true), Some(false)));
    assert_eq!(between("2026-03-25T11:00:00Z", "2026-04-01T11:00:01Z", &periods).within_limit, Some(false));
}

#[test]
fn a_clock_that_was_set_back_shows_nothing_less_than_zero() {
    let own = clock("NGC-STD-DATA");
    let back = between("2026-10-25T01:30:00Z", "2026-10-25T00:30:00Z", &own);
    assert_eq!((back.seconds, back.days, back.within_target), (0, 0, Some(true)));
}

#[test]
fn milestones_follow_the_specimens_and_time_on_hold_is_told_and_not_subtracted() {
    let mut walk = Walk::new();
    walk.accepted();
    let noon = walk.now;
    walk.brings_to_dna("at");
    walk.now = noon + SignedDuration::from_hours(48);
    let reason = "The patient wants to think".to_owned();
    walk.does(Role::Requester, &Wish::WithdrawConsent { consent: c("c1"), reason });
    walk.now = noon + SignedDuration::from_hours(58);
    let record = crate::fixture::consent(clinic::code::IncidentalChoice::None);
    walk.does(Role::Requester, &Wish::RecordConsent { consent: c("c2"), record });
    walk.now = noon + SignedDuration::from_hours(24 * 14);
    let label = "label ag".to_owned();
    let taken = walk.now;
    walk.does(Role::Requester, &Wish::Collect { specimen: crate::fixture::s("ag"), label: label.clone(), at: taken });
    walk.does(Role::LabReception, &Wish::Receive { specimen: crate::fixture::s("ag"), label });
    let order = walk.course.order(&o("o1")).unwrap();
    let milestones = walk.course.milestones(order);
    assert_eq!(milestones.at(Milestone::TumourReceived), Some(noon));
    assert_eq!(milestones.at(Milestone::GermlineReceived), Some(taken));
    assert_eq!(milestones.at(Milestone::PairReceived), Some(taken), "the pair is there when the later one is");
    assert_eq!(milestones.at(Milestone::MdtDecision).map(day_of), Some(date(2026, 2, 24)));
    let lag = clock("GERMLINE-LAG").read_at(&milestones, walk.now).unwrap();
    assert_eq!(lag.seconds, 14 * 24 * 3600, "nothing is subtracted");
    assert_eq!(walk.course.seconds_on_hold(order, noon, taken), 10 * 3600);
    let answer = clock("NGC-STD-ANSWER").read_at(&milestones, walk.now).unwrap();
    assert_eq!((answer.stop, answer.days), (None, 0));
}

#[test]
fn overlapping_stretches_count_once() {
    let hour = |n: i64| Timestamp::from_second(n * 3600).unwrap();
    let stretches =
        [(hour(1), hour(4)), (hour(2), hour(3)), (hour(3), hour(6)), (hour(8), hour(9)), (hour(20), hour(30))];
    assert_eq!(covered(&stretches, hour(0), hour(10)), 6 * 3600);
    assert_eq!(covered(&stretches, hour(2), hour(3)), 3600);
    assert_eq!(covered(&[], hour(0), hour(3)), 0);
}

/// Instants that lie where mistakes lie: at midnights, at changes of the clock, on leap days, and anywhere.
fn instant(random: &mut Rng) -> i64 {
    let year = random.i16(2022..2040);
    let day = match random.u8(..4) {
        0 => date(year, 3, random.i8(24..=31)),
        1 => date(year, 10, random.i8(24..=31)),
        2 => date(year, 2, 27).checked_add(SignedDuration::from_hours(24 * random.i64(0..3))).unwrap(),
        _ => date(year, random.i8(1..=12), random.i8(1..=28)),
    };
    let midnight = beginning_of(day).as_second();
    match random.u8(..3) {
        0 => midnight + random.i64(-2..=2),
        1 => midnight + 3600 * random.i64(0..25) + random.i64(-1..=1),
        _ => midnight + random.i64(0..90_000),
    }
}

#[test]
fn a_second_computation_agrees_to_the_second() {
    const CASES: usize = 100_000;
    let mut random = Rng::with_seed(1);
    let mut template = clock("NGC-STD-ANSWER");
    let (mut asked, mut ours) = (String::new(), Vec::with_capacity(CASES));
    for _ in 0..CASES {
        let start = instant(&mut random);
        let end = if random.bool() { start + random.i64(0..40 * 86_400) } else { instant(&mut random).max(start) };
        let count = random.u32(..40);
        template.unit = if random.bool() { Unit::Days } else { Unit::Periods };
        template.limits.as_mut().unwrap().limit = count;
        let unit = if template.unit == Unit::Days { "days" } else { "periods" };
        writeln!(asked, "{start} {end} {count} {unit}").unwrap();
        let instant = |seconds| Timestamp::from_second(seconds).unwrap();
        let milestones = Milestones(vec![(template.start, instant(start)), (template.stop, instant(end))]);
        let own = template.read_at(&milestones, Timestamp::MAX).unwrap();
        let within = if own.within_limit.unwrap() { "True" } else { "False" };
        // The last instant is a nanosecond before the next day; in whole seconds it is the second before.
        let due = own.limit_due.unwrap().as_nanosecond().div_euclid(1_000_000_000);
        ours.push(format!("{} {} {due} {within}", own.days, own.seconds));
    }
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../reference/clocks.py");
    let python = Command::new("python3").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut python) = python else {
        eprintln!("SKIPPED: python3 is not installed; the clocks are not computed a second time");
        return;
    };
    let mut input = python.stdin.take().unwrap();
    let writer = std::thread::spawn(move || input.write_all(asked.as_bytes()));
    let output = python.wait_with_output().unwrap();
    writer.join().unwrap().ok();
    if output.status.code() == Some(3) {
        eprintln!("SKIPPED: python3 has no table of time zones; the clocks are not computed a second time");
        return;
    }
    let theirs = String::from_utf8(output.stdout).unwrap();
    let theirs: Vec<&str> = theirs.lines().collect();
    assert_eq!(theirs.len(), CASES);
    let differing = ours.iter().zip(&theirs).filter(|(own, other)| own != *other).count();
    assert_eq!(differing, 0, "{:?}", ours.iter().zip(&theirs).find(|(own, other)| own != *other));
}
