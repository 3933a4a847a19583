//! Two courses of one person become one: what was known in either is known to every guard, and nothing goes on where it was.

use std::collections::BTreeSet;

use clinic::clock::{Clock, day_of};
use clinic::code::{IncidentalChoice, RepeatReason};
use clinic::consent::{ConsentRecord, ConsentState};
use clinic::course::{Command, Course, Event, NotJoined, Refusal, Stamped, told};
use clinic::identifier::{ConsentId, PatientId, StaffId};
use clinic::order::{CancelReason, Kind, OrderState};
use clinic::specimen::{SpecimenState, Transplantation};
use clinic::staff::{Role, Staff};
use fastrand::Rng;
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::exploration::needs_consent;
use crate::fixture::{RULE_SET, Walk, c, consent, noted, o, pair, referral, repeat_referral, report, s, staff};
use crate::lives::{Referrals, check, step};

fn secretary() -> StaffId {
    StaffId::new("secretary").unwrap()
}

fn second() -> Walk {
    Walk::of(PatientId::new("p2").unwrap())
}

/// Joins the second course into the first, as the store would.
fn joins(goes_on: &mut Walk, ends: &mut Walk, by: &Staff) -> Result<(), Vec<Refusal>> {
    let joining = noted(goes_on.course.join(&ends.course, ends.events.clone(), &secretary(), by))?;
    goes_on.now = goes_on.now.max(ends.course.stamp(ends.now));
    goes_on.take(vec![joining.joined], by);
    ends.now = goes_on.now;
    ends.take(vec![joining.into], by);
    Ok(())
}

fn joined(goes_on: &mut Walk, ends: &mut Walk) {
    joins(goes_on, ends, &staff(Role::Requester)).unwrap();
}

fn codes(refusals: &[Refusal]) -> Vec<&'static str> {
    refusals.iter().map(Refusal::code).collect()
}

fn signs(walk: &mut Walk, id: &str, signed: Date, choice: IncidentalChoice) {
    let person = walk.course.patient.clone();
    let record = ConsentRecord { person, signed: Some(signed), ..consent(choice) };
    walk.does(Role::Requester, &Command::RecordConsent { consent: c(id), record });
}

fn withdraws(walk: &mut Walk, id: &str) {
    walk.does(Role::Requester, &Command::WithdrawConsent { consent: c(id), reason: "x".into() });
}

fn on_file(walk: &Walk) -> Option<&str> {
    walk.course.consent_on_file().map(|own| own.id.as_str())
}

#[test]
pub fn another_person_confirms() {
    let (mut first, mut other) = (Walk::new(), second());
    let proposer = Staff { id: secretary(), ..staff(Role::MdtSecretary) };
    assert_eq!(codes(&joins(&mut first, &mut other, &proposer).unwrap_err()), ["DER-14"]);
    assert_eq!(codes(&joins(&mut first, &mut other, &staff(Role::LabReception)).unwrap_err()), ["DER-18"]);
    joined(&mut first, &mut other);
    let [first, other] = [&first.course, &other.course];
    assert_eq!((&first.joined[..], &other.joined_into), (&[other.patient.clone()][..], &Some(first.patient.clone())));
}

#[test]
fn what_is_in_hand_or_could_not_be_told_apart_is_not_joined() {
    let (mut first, mut other) = (Walk::new(), second());
    let itself = first.course.against_joining(&first.course);
    assert_eq!(itself, [Refusal::Joining(NotJoined::Itself)]);
    other.accepted();
    let refusals = joins(&mut first, &mut other, &staff(Role::Requester)).unwrap_err();
    assert_eq!(refusals, [Refusal::Joining(NotJoined::UnderWay(o("o1")))]);
    // The other way round there is nothing in the way.
    let mut way_round = Walk { course: other.course.clone(), events: other.events.clone(), now: other.now };
    joined(&mut way_round, &mut first);
    assert_eq!(way_round.course.orders.len(), 1);
    // The same ids on both sides: each is told.
    let mut same = Walk::new();
    same.accepted();
    let end = Command::Cancel { order: o("o1"), reason: CancelReason::Clinical, text: "x".into() };
    other.does(Role::Requester, &end);
    let refusals = joins(&mut same, &mut other, &staff(Role::Requester)).unwrap_err();
    let twice = |what, id: &str| Refusal::Joining(NotJoined::InBoth(what, id.into()));
    let all = [twice("consent", "c1"), twice("order", "o1"), twice("specimen", "at"), twice("specimen", "ag")];
    assert_eq!(refusals, all);
    // Once is enough.
    let gone = joins(&mut second(), &mut first, &staff(Role::Requester)).unwrap_err();
    assert_eq!(codes(&gone), ["joined-into"]);
}

#[test]
fn nothing_begins_in_the_course_that_ended() {
    let (mut first, mut other) = (Walk::new(), second());
    other.consented();
    joined(&mut first, &mut other);
    let commands = [
        Command::RecordConsent { consent: c("c9"), record: consent(IncidentalChoice::None) },
        Command::WithdrawConsent { consent: c("c1"), reason: "x".into() },
        Command::RecordTransplant { day: date(2026, 1, 1) },
        Command::Accept { order: o("o1"), specimens: pair("a") },
    ];
    for command in commands {
        let role = command.roles()[0];
        assert_eq!(other.refused(&staff(role), &command), ["joined-into"], "{command:?}");
    }
    for changes in [vec![], vec![("fitness.ecog", json!(3))]] {
        let referral = referral("RR0", &changes);
        let refusals = other.submits(&staff(Role::Requester), "o9", Kind::New, &referral, &[]).unwrap_err();
        assert_eq!(refusals, [Refusal::JoinedInto(first.course.patient.clone())]);
        assert!(refusals.iter().all(|own| own.words(clinic::language::Language::Da).contains("p1")));
    }
    // It goes on where the refusal says, on the consent that was signed under the other pseudonym.
    first.submits(&staff(Role::Requester), "o1", Kind::New, &referral("RR0", &[]), &[]).unwrap();
    first.does(Role::Programme, &Command::Accept { order: o("o1"), specimens: pair("a") });
}

#[test]
fn duplicates_repeats_and_stored_germline_are_found_in_both() {
    let (mut first, mut other) = (Walk::new(), second());
    first.now += SignedDuration::from_hours(24);
    other.delivered();
    joined(&mut first, &mut other);
    let requester = staff(Role::Requester);
    // DER-21: the order of the other course is within 90 days.
    let again = first.submits(&requester, "o2", Kind::New, &referral("RR0", &[]), &[]).unwrap_err();
    assert_eq!(codes(&again), ["DER-21"]);
    let repeat = repeat_referral();
    let kind = Kind::Repeat { earlier: o("o1"), reason: RepeatReason::ProgressionAfterExperimental };
    first.submits(&requester, "o2", kind, &repeat, &[]).unwrap();
    first.does(Role::Programme, &Command::Accept { order: o("o2"), specimens: pair("b") });
    let order = first.course.order(&o("o2")).unwrap();
    assert_eq!(order.reused_germline, Some(s("ag")));
    // A delivered report of the course that ended is opened and corrected where it goes on.
    first.does(Role::Requester, &Command::Acknowledge { order: o("o1") });
    first.does(Role::Approver, &Command::Amend { order: o("o1"), reason: "x".into() });
    let report = report(IncidentalChoice::TreatableOnly);
    first.does(Role::Interpreter, &Command::Interpret { order: o("o1"), report });
    first.does(Role::Approver, &Command::Sign { order: o("o1") });
    first.does(Role::Approver, &Command::Deliver { order: o("o1"), recipients: vec!["requester".into()] });
    assert_eq!(first.course.order(&o("o1")).unwrap().reports.len(), 2);
}

#[test]
fn a_transplantation_known_in_one_is_known() {
    let blood = referral("RR0", &[("transplant.allogeneic", json!(false))]);
    let (mut first, mut other) = (Walk::new(), second());
    first.consented();
    first.submits(&staff(Role::Requester), "o1", Kind::New, &blood, &[]).unwrap();
    let order = |walk: &Walk| walk.course.order(&o("o1")).unwrap().clone();
    let before = first.course.transplantation(&order(&first));
    other.does(Role::Requester, &Command::RecordTransplant { day: date(2026, 1, 5) });
    let mut recorded = Walk { course: first.course.clone(), events: first.events.clone(), now: first.now };
    joined(&mut recorded, &mut other);
    assert_ne!(before, Transplantation::On(date(2026, 1, 5)));
    assert_eq!(recorded.course.transplantation(&order(&recorded)), Transplantation::On(date(2026, 1, 5)));
    // The earlier of two days is the one that counts.
    let mut later = Walk::of(PatientId::new("p3").unwrap());
    later.does(Role::Requester, &Command::RecordTransplant { day: date(2026, 2, 5) });
    joined(&mut recorded, &mut later);
    assert_eq!(recorded.course.transplanted, Some(date(2026, 1, 5)));
    // Stated by a referral of the other course and recorded nowhere: the day is not known.
    let mut stated = second();
    signs(&mut stated, "c2", date(2026, 2, 25), IncidentalChoice::None);
    let skin = referral("RR0", &[("transplant.allogeneic", json!(true))]);
    stated.submits(&staff(Role::Requester), "o2", Kind::New, &skin, &[]).unwrap();
    let end = Command::Cancel { order: o("o2"), reason: CancelReason::Clinical, text: "x".into() };
    stated.does(Role::Requester, &end);
    joined(&mut first, &mut stated);
    assert_eq!(first.course.transplantation(&order(&first)), Transplantation::OnUnknownDay);
}

/// Who withdrew, when, and what was signed when: what is on file afterwards.
#[test]
fn a_withdrawal_binds_both() {
    use IncidentalChoice::{All, None as Nothing};
    // Signed under the first and under the second, and which of them is withdrawn (on 2 March) before the two are joined.
    type Case = (Option<Date>, Option<Date>, &'static [&'static str], Option<&'static str>);
    let feb = |day| date(2026, 2, day);
    let cases: [Case; 9] = [
        (Some(feb(25)), None, &[], Some("c1")),
        (None, Some(feb(25)), &[], Some("c2")),
        (Some(feb(20)), Some(feb(25)), &[], Some("c2")),
        (Some(feb(25)), Some(feb(20)), &[], Some("c1")),
        (Some(feb(20)), Some(feb(25)), &["c1"], None),
        (Some(feb(25)), Some(feb(20)), &["c2"], None),
        (Some(feb(25)), Some(feb(25)), &["c1", "c2"], None),
        // What is signed on the day of the withdrawal may have been signed before it.
        (Some(feb(20)), Some(date(2026, 3, 2)), &["c1"], None),
        (None, None, &[], None),
    ];
    for (one, two, withdrawn, expected) in cases {
        let (mut first, mut other) = (Walk::new(), second());
        for (walk, id, signed, choice) in [(&mut first, "c1", one, All), (&mut other, "c2", two, Nothing)] {
            if let Some(signed) = signed {
                signs(walk, id, signed, choice);
                if withdrawn.contains(&id) {
                    withdraws(walk, id);
                }
            }
        }
        joined(&mut first, &mut other);
        assert_eq!(on_file(&first), expected, "{one:?} {two:?} {withdrawn:?}");
        let files = first.course.consents.iter().filter(|own| own.state == ConsentState::OnFile).count();
        assert!(files <= 1);
    }
    // Signed after the withdrawal of the other: the patient's last word.
    let (mut first, mut other) = (Walk::new(), second());
    signs(&mut first, "c1", feb(25), All);
    withdraws(&mut first, "c1");
    other.now += SignedDuration::from_hours(48);
    signs(&mut other, "c2", date(2026, 3, 3), Nothing);
    joined(&mut first, &mut other);
    assert_eq!(on_file(&first), Some("c2"));
    // Afterwards it is withdrawn where the course goes on, and nothing is left of it.
    withdraws(&mut first, "c2");
    assert_eq!(on_file(&first), None);
}

/// An order in the laboratory stands still once a withdrawal of the other course is known, and not before.
#[test]
fn a_withdrawal_in_the_other_course_stops_what_is_in_the_laboratory() {
    let (mut first, mut other) = (Walk::new(), second());
    first.accepted();
    first.brings_to_dna("at");
    signs(&mut other, "c2", date(2026, 2, 25), IncidentalChoice::None);
    withdraws(&mut other, "c2");
    first.now += SignedDuration::from_hours(10);
    let at_join = first.now;
    joined(&mut first, &mut other);
    let release = Command::ReleaseToSequencing { specimen: s("at") };
    assert_eq!(first.refused(&staff(Role::LabSequencing), &release), ["COM-CONSENT-04"]);
    let held = first.course.stretches_on_hold(first.course.order(&o("o1")).unwrap());
    assert!(!held.is_empty() && held.iter().all(|(from, until)| *from == at_join && until.is_none()), "{held:?}");
    // A consent that was signed under the other since the own was withdrawn holds until the two are one, and no longer.
    let (mut own, mut signed) = (Walk::new(), second());
    own.accepted();
    withdraws(&mut own, "c1");
    let (withdrawn, later) = (own.now, own.now + SignedDuration::from_hours(72));
    signed.now += SignedDuration::from_hours(48);
    signs(&mut signed, "c2", date(2026, 3, 4), IncidentalChoice::TreatableOnly);
    own.now = later;
    joined(&mut own, &mut signed);
    assert_eq!(on_file(&own), Some("c2"));
    let held = own.course.stretches_on_hold(own.course.order(&o("o1")).unwrap());
    assert_eq!(held, [(withdrawn, Some(later))]);
    // A new consent releases it.
    first.now += SignedDuration::from_hours(48);
    signs(&mut first, "c3", date(2026, 3, 4), IncidentalChoice::TreatableOnly);
    first.does(Role::LabSequencing, &release);
}

#[test]
fn what_happened_is_told_once_in_its_order_and_makes_the_same_course() {
    let (mut first, mut other) = (Walk::new(), second());
    other.delivered();
    first.now += SignedDuration::from_hours(1);
    first.does(Role::Requester, &Command::RecordTransplant { day: date(2026, 3, 1) });
    let (own, others) = (first.events.len(), other.events.len());
    joined(&mut first, &mut other);
    let all = told(first.events.clone());
    assert_eq!(all.len(), own + others + 1);
    assert!(all.windows(2).all(|pair| pair[0].at <= pair[1].at));
    let whole = |event: &Stamped| matches!(&event.event, Event::Joined { history, .. } if !history.is_empty());
    assert!(!all.iter().any(whole), "what an event holds is not told twice");
    for walk in [&first, &other] {
        let written: Vec<String> = walk.events.iter().map(|event| serde_json::to_string(event).unwrap()).collect();
        let read: Vec<Stamped> = written.iter().map(|json| serde_json::from_str(json).unwrap()).collect();
        assert_eq!(Course::from_events(walk.course.patient.clone(), &read), walk.course);
    }
    assert!(other.course.orders.is_empty() && other.course.consents.is_empty() && other.course.specimens.is_empty());
    // Before the joining each is as it was known then.
    let before = Course::from_events(first.course.patient.clone(), &first.events[..own]);
    assert!(before.orders.is_empty() && before.joined.is_empty());
}

/// The consent that is in force after a joining, told from the three lists of what happened and not from any state: `None` where there is none.
fn in_force<'e>(own: &'e [Stamped], others: &'e [Stamped], since: &'e [Stamped]) -> Option<&'e ConsentId> {
    type Signed<'e> = (&'e ConsentId, Option<Date>, Timestamp);
    fn last(events: &[Stamped]) -> Option<Signed<'_>> {
        let recorded = events.iter().rev().find_map(|stamped| match &stamped.event {
            Event::ConsentRecorded { consent, record } => Some((consent, record.signed, stamped.at)),
            _ => None,
        });
        recorded.filter(|(id, ..)| !is_withdrawn(events, id))
    }
    fn is_withdrawn(events: &[Stamped], id: &ConsentId) -> bool {
        events.iter().any(|own| matches!(&own.event, Event::ConsentWithdrawn { consent, .. } if consent == id))
    }
    fn last_withdrawal(events: &[Stamped]) -> Option<Date> {
        let days = events.iter().filter(|own| matches!(own.event, Event::ConsentWithdrawn { .. }));
        days.map(|own| day_of(own.at)).max()
    }
    if since.iter().any(|own| matches!(own.event, Event::ConsentRecorded { .. })) {
        return last(since).map(|(id, ..)| id);
    }
    let unbound = |signed: Option<Date>, other: &[Stamped]| last_withdrawal(other).is_none_or(|day| signed > Some(day));
    let of_own = last(own).filter(|(_, signed, _)| unbound(*signed, others));
    let of_others = last(others).filter(|(_, signed, _)| unbound(*signed, own));
    let (id, ..) = [of_own, of_others].into_iter().flatten().max_by_key(|(_, signed, at)| (*signed, *at))?;
    (!is_withdrawn(since, id)).then_some(id)
}

/// Ends what is under way, so that the course may end.
fn settles(walk: &mut Walk) {
    for order in walk.course.orders.clone() {
        for own in walk.course.specimens.clone().iter().filter(|own| own.order == order.id) {
            if own.state == SpecimenState::Released {
                let stop = Command::StopSequencing { specimen: own.id.clone(), units: 1, reason: "x".into() };
                walk.does(Role::LabSequencing, &stop);
            }
        }
        let end = Command::Cancel { order: order.id.clone(), reason: CancelReason::Clinical, text: "x".into() };
        // An order whose delivered report is being corrected cannot be cancelled.
        let _ = walk.asks(&staff(Role::Requester), &end);
    }
}

/// Two random lives of one person, joined, and lived on: no step is taken without a consent in force across both, the ledger is the sum of both, and nothing
/// that was known is lost.
#[test]
fn no_path_leads_on_without_consent_in_force_across_both() {
    let clocks = Clock::all(&RULE_SET.definitions).unwrap();
    let mut random = Rng::with_seed(42);
    let (mut joinings, mut steps, mut bound, mut carried) = (0, 0, 0, 0);
    let mut reached = BTreeSet::new();
    Referrals::with(|referrals| {
        for _ in 0..2_000 {
            let (mut first, mut other) = (Walk::new(), second());
            for (walk, from) in [(&mut first, 0), (&mut other, 1_000)] {
                for count in from..from + random.usize(0..50) {
                    step(&mut random, walk, count, referrals);
                }
            }
            settles(&mut other);
            let sums = [first.course.ledger(), other.course.ledger()];
            let orders = first.course.orders.len() + other.course.orders.len();
            let (own, others) = (first.events.clone(), other.events.clone());
            let had = [on_file(&first).is_some(), on_file(&other).is_some()];
            let transplanted = first.course.transplanted.min(other.course.transplanted);
            if joins(&mut first, &mut other, &staff(Role::Requester)).is_err() {
                continue;
            }
            joinings += 1;
            bound += usize::from((had[0] || had[1]) && on_file(&first).is_none());
            carried += usize::from(!had[0] && on_file(&first).is_some());
            let sum = first.course.ledger();
            assert_eq!(sum.outstanding(), sums[0].outstanding() + sums[1].outstanding());
            assert_eq!(sum.consumed, sums[0].consumed + sums[1].consumed);
            assert_eq!(first.course.orders.len(), orders);
            assert!(transplanted.is_none() || first.course.transplanted == transplanted);
            assert_eq!(first.course.consent_on_file().map(|own| &own.id), in_force(&own, &others, &[]));
            let until = own.len() + 1;
            for count in 2_000..2_000 + random.usize(10..60) {
                let before = first.events.len();
                let consent = in_force(&own, &others, &first.events[until..before]).cloned();
                if !step(&mut random, &mut first, count, referrals) {
                    continue;
                }
                for stamped in &first.events[before..] {
                    steps += usize::from(needs_consent(&stamped.event));
                    assert!(
                        !needs_consent(&stamped.event) || consent.is_some(),
                        "{stamped:?} without a consent in force"
                    );
                    if let Event::SpecimenReleased { consent: on, .. }
                    | Event::DataReleased { consent: on, .. }
                    | Event::ReportSigned { consent: on, .. }
                    | Event::ReportDelivered { consent: on, .. } = &stamped.event
                    {
                        assert_eq!(Some(on), consent.as_ref());
                    }
                }
            }
            reached.extend(first.course.orders.iter().map(|own| own.state));
            check(&first.course, &told(first.events.clone()), &clocks);
            assert_eq!(Course::from_events(first.course.patient.clone(), &first.events), first.course);
        }
    });
    eprintln!(
        "{joinings} joinings, {steps} steps on a consent, {bound} bound by the other's withdrawal, {carried} consents carried over"
    );
    assert!(joinings > 1_500 && steps > 5_000 && bound > 50 && carried > 50, "too little happened to say anything");
    assert!(reached.contains(&OrderState::Delivered));
}
