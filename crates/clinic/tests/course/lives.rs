//! Ten thousand random lives: repeats, rejections, withdrawals, clocks that are set back, wishes that make no sense. Whatever
//! happens, the ledger balances, no specimen is lost, no clock runs backwards, and the events make the same course again.

use clinic::clock::{Clock, Milestone, day_of};
use clinic::code::{CodeList, IncidentalChoice, RepeatReason};
use clinic::course::{Command, Course, Event, NewOrder, PairIds, Stamped};
use clinic::eligibility::{Assessment, assess};
use clinic::ledger::{Entry, Ledger};
use clinic::mdt::{Conclusion, MdtDecision};
use clinic::order::{CancelReason, Hold, Identity, Kind, OrderState};
use clinic::specimen::{RejectionReason, Specimen, SpecimenState};
use clinic::staff::{Role, Staff};
use fastrand::Rng;
use jiff::civil::date;
use jiff::{SignedDuration, ToSpan};

use crate::fixture::{NOW, RULE_SET, UNIT, Walk, c, consent, o, referral, repeat_referral, report, rules, s, staff};

const CHOICES: [IncidentalChoice; 3] = [IncidentalChoice::All, IncidentalChoice::TreatableOnly, IncidentalChoice::None];

/// One of a code list, at random.
fn any<C: CodeList>(random: &mut Rng) -> C {
    C::from_code(C::CODES[random.usize(..C::CODES.len())]).unwrap()
}

fn wish(random: &mut Rng, course: &Course, count: usize) -> Command {
    let order = course.orders.get(random.usize(..course.orders.len().max(1)));
    let order = order.map_or_else(|| o("o-none"), |own| own.id.clone());
    let moving: Vec<&Specimen> =
        course.specimens.iter().filter(|own| own.order == order && !own.is_at_rest()).collect();
    let some = moving.get(random.usize(..moving.len().max(1))).copied().or(course.specimens.last());
    let (specimen, label) = some.map_or_else(
        || (s("s-none"), "x".to_owned()),
        |own| (own.id.clone(), own.label.clone().unwrap_or_else(|| format!("label {}", own.id))),
    );
    let own = course.order(&order);
    let choice = course.consent_on_file().and_then(|own| own.record.incidental_choice).unwrap_or(CHOICES[0]);
    let choice = if random.u8(..20) == 0 { CHOICES[random.usize(..3)] } else { choice };
    let reason = if random.u8(..20) == 0 { String::new() } else { "a reason".to_owned() };
    let odd = random.u8(..12) == 0;
    // Mostly what a course would want next, sometimes anything.
    let next = match own.map(|own| own.state) {
        Some(OrderState::Submitted) => 3,
        Some(OrderState::Accepted | OrderState::Provisional) => match some.map(|own| (own.state, own.material)) {
            _ if own.is_some_and(|own| !own.holds.is_empty()) => [14, 26][random.usize(..2)],
            Some((SpecimenState::Planned, _)) => 4,
            Some((SpecimenState::Collected, _)) => 6,
            Some((SpecimenState::Received, material)) => {
                if material.needs_culture() {
                    8
                } else {
                    9
                }
            }
            Some((SpecimenState::CultureEstablished, _)) => 9,
            Some((SpecimenState::DnaAccepted, _)) => 10,
            Some((SpecimenState::Released, _)) => 11,
            _ => [14, 15, 15, 26, 13][random.usize(..5)],
        },
        Some(OrderState::DataReleased) => 16,
        Some(OrderState::ReviewPending) => 18,
        Some(OrderState::Signed) => 19,
        Some(OrderState::Delivered) => 20,
        Some(OrderState::Acknowledged) => 21,
        Some(OrderState::Discussed) => 23,
        _ => 0,
    };
    match if odd { random.usize(..27) } else { next } {
        0 => {
            let mut record = consent(CHOICES[random.usize(..3)]);
            record.person = course.patient.clone();
            record.signed = Some(day_of(course.stamp(*NOW)) - i64::from(random.i8(2..=10)).days());
            Command::RecordConsent { consent: c(&format!("c{count}")), record }
        }
        1 => {
            let own = course.consents.last().map_or_else(|| c("c-none"), |own| own.id.clone());
            Command::WithdrawConsent { consent: own, reason }
        }
        2 => Command::RecordTransplant { day: date(2026, 1, 1) },
        3 => Command::Accept {
            order,
            specimens: PairIds { tumour: s(&format!("s{count}t")), germline: s(&format!("s{count}g")) },
        },
        4 | 5 => Command::Collect { specimen, label, at: course.stamp(*NOW) },
        6 => Command::Receive { specimen, label },
        7 => {
            Command::Reject { specimen, reason: any::<RejectionReason>(random), replacement: s(&format!("s{count}r")) }
        }
        8 => Command::EstablishCulture { specimen },
        9 => Command::AcceptDna { specimen },
        10 => Command::ReleaseToSequencing { specimen },
        11 => Command::RecordSequenced { specimen, mean_depth: random.u32(20..120), units: random.u64(..6) },
        12 => Command::StopSequencing { specimen, units: random.u64(..4), reason },
        13 => Command::Resequence { specimen, units: random.u64(..4), reason },
        14 => {
            let identity = Identity { genotypes_concordant: random.u8(..8) > 0, sex_concordant: random.u8(..8) > 0 };
            Command::CheckIdentity { order, identity }
        }
        15 => Command::ReleaseData { order },
        16 => Command::Interpret { order, report: report(choice) },
        17 => Command::Return { order, reason },
        18 => Command::Sign { order },
        19 => Command::Deliver { order, recipients: vec!["requester".into()] },
        20 => Command::Acknowledge { order },
        21 => {
            let decision = MdtDecision {
                date: date(2026, 5, 1),
                unit: UNIT.into(),
                participants: vec![],
                conclusion: Conclusion::Pending,
                text: String::new(),
            };
            Command::Discuss { order, decision }
        }
        22 => Command::Amend { order, reason },
        23 => Command::Close { order },
        24 => Command::Cancel { order, reason: any::<CancelReason>(random), text: reason },
        25 => Command::PlaceHold { order, hold: any::<Hold>(random), reason },
        _ => {
            let hold = own.and_then(|own| own.holds.iter().next().copied());
            if random.bool() {
                Command::LiftHold { order, hold: hold.unwrap_or(Hold::Clinical), reason }
            } else {
                Command::AcceptDepth { order, reason }
            }
        }
    }
}

/// The sums of the ledger, counted from the events and not by the ledger.
fn counted(events: &[Stamped]) -> (i128, i128, i128) {
    let mut sums = (0, 0, 0);
    for stamped in events {
        if let Event::UnitsBooked { booking, .. } = &stamped.event {
            match booking {
                Entry::Reserve(units) => sums.0 += i128::from(*units),
                Entry::Consume(units) => sums.1 += i128::from(*units),
                Entry::Return(units) => sums.2 += i128::from(*units),
            }
        }
    }
    sums
}

pub fn check(course: &Course, events: &[Stamped], clocks: &[Clock]) {
    let (reserved, consumed, returned) = counted(events);
    let Ledger { reserved: r, consumed: c, returned: b } = course.ledger();
    assert_eq!((reserved, consumed, returned), (r.into(), c.into(), b.into()));
    assert!(reserved >= consumed + returned);
    for own in &course.specimens {
        let order = course.order(&own.order).expect("a specimen has an order");
        assert!(own.is_at_rest() || order.takes_material(), "{:?} is left behind in {:?}", own.state, order.state);
        let next = course.specimens.iter().filter(|next| next.replaces.as_ref() == Some(&own.id)).count();
        assert_eq!(next, usize::from(own.state == SpecimenState::Rejected));
    }
    assert!(events.windows(2).all(|pair| pair[0].at <= pair[1].at), "time does not run backwards");
    let now = course.last.unwrap_or(*NOW);
    for order in &course.orders {
        if !matches!(order.state, OrderState::Submitted | OrderState::Accepted | OrderState::Provisional) {
            assert_eq!(order.ledger.outstanding(), 0);
        }
        let milestones = course.milestones(order);
        for clock in clocks.iter().filter(|clock| {
            clock.is_for(&order.submission.indication, order.submission.aml, order.submission.fast_track)
        }) {
            let Some(reading) = clock.read_at(&milestones, now) else { continue };
            assert!(reading.seconds >= 0 && reading.days >= 0, "{}: {reading:?}", clock.id);
            let held = course.seconds_on_hold(order, reading.start, reading.stop.unwrap_or(now).max(reading.start));
            assert!((0..=reading.seconds + 1).contains(&held), "{}: {held} of {reading:?}", clock.id);
        }
        let signed = order.reports.iter().filter(|version| version.signed.is_some()).count();
        assert!(signed == 0 || milestones.at(Milestone::Signed).is_some());
    }
}

/// A first referral and a repeat of it, as the guideline answers them.
pub struct Referrals<'a> {
    first: Assessment<'a>,
    repeat: Assessment<'a>,
}

impl Referrals<'_> {
    /// Does what needs both.
    pub fn with<T>(work: impl FnOnce(&Referrals<'_>) -> T) -> T {
        let switches = RULE_SET.default_switches();
        let new = referral("RR0", &[]);
        let again = repeat_referral();
        let first = assess(&RULE_SET, &new, switches.clone()).unwrap();
        let repeat = assess(&RULE_SET, &again, switches).unwrap();
        work(&Referrals { first, repeat })
    }
}

/// Something that somebody wants in a course, with ids made of the count; whether it came to something.
pub fn step(random: &mut Rng, walk: &mut Walk, count: usize, referrals: &Referrals<'_>) -> bool {
    // Minutes to days pass; one time in twenty somebody has set the clock back.
    let minutes = if random.u8(..20) == 0 { -60 } else { random.i64(1..3000) };
    walk.now += SignedDuration::from_mins(minutes);
    let requester = staff(Role::Requester);
    let events = if walk.course.orders.len() < 3 && random.u8(..6) == 0 {
        let earlier = walk.course.orders.last().map(|own| own.id.clone());
        let (kind, assessment) = match earlier {
            Some(earlier) => {
                (Kind::Repeat { earlier, reason: RepeatReason::ProgressionAfterExperimental }, &referrals.repeat)
            }
            None => (Kind::New, &referrals.first),
        };
        let new = NewOrder { order: o(&format!("o{count}")), assessment, kind, acknowledged_duplicates: vec![] };
        walk.course.submit(&new, &requester, walk.now, rules()).map(|events| (events, requester))
    } else {
        let command = wish(random, &walk.course, count);
        let role = command.roles()[random.usize(..command.roles().len())];
        let renewed = walk.course.stamp(walk.now);
        let by = Staff { stepped_up: Some(renewed), ..staff(role) };
        walk.course.decide(&command, &by, walk.now, rules()).map(|events| (events, by))
    };
    let Ok((events, by)) = events else { return false };
    walk.take(events, &by);
    true
}

fn live(random: &mut Rng, referrals: &Referrals<'_>, clocks: &[Clock]) -> (Walk, usize) {
    let mut walk = Walk::new();
    let done = (0..random.usize(20..80)).filter(|count| step(random, &mut walk, *count, referrals)).count();
    check(&walk.course, &walk.events, clocks);
    (walk, done)
}

#[test]
fn ten_thousand_lives_balance_lose_nothing_and_never_run_backwards() {
    let clocks = Clock::all(&RULE_SET.definitions).unwrap();
    let mut random = Rng::with_seed(2022);
    let (mut steps, mut orders, mut reports, mut reused) = (0, 0, 0, 0);
    Referrals::with(|referrals| {
        for life in 0..10_000 {
            let (walk, done) = live(&mut random, referrals, &clocks);
            steps += done;
            orders += walk.course.orders.len();
            reports += walk.course.orders.iter().filter(|own| own.stamps.delivered.is_some()).count();
            reused += walk.course.orders.iter().filter(|own| own.reused_germline.is_some()).count();
            if life % 50 == 0 {
                // As the store would keep them: written, read, and made into the same course again.
                let written = walk.events.iter().map(|event| serde_json::to_string(event).unwrap());
                let read: Vec<Stamped> = written.map(|json| serde_json::from_str(&json).unwrap()).collect();
                assert_eq!(Course::from_events(walk.course.patient.clone(), &read), walk.course);
            }
        }
    });
    eprintln!(
        "10000 lives: {steps} steps, {orders} orders, {reports} delivered reports, {reused} with stored germline"
    );
    assert!(orders > 10_000 && reports > 300 && reused > 30, "the lives are too short to say anything");
}
