//! Follow-up: each guard, what is due and when, corrections that delete nothing, registers, deaths, and referrals that are not granted.

use std::collections::{BTreeMap, BTreeSet};

use clinic::code::CodeList;
use clinic::course::{Command, Event, NewOrder, Refusal};
use clinic::eligibility::assess;
use clinic::follow_up::{Outcome, Question as Q, RefusedAs, ReportFindings, Said};
use clinic::mdt::{Conclusion, MdtDecision};
use clinic::order::{CancelReason, Kind};
use clinic::staff::{Role, Staff};
use jiff::SignedDuration;
use jiff::civil::date;
use proptest::prelude::*;
use serde_json::json;

use crate::fixture::{RULE_SET, UNIT, Walk, o, referral, rules, staff};

/// Answers as text.
fn outcome(answers: &[(Q, &str)]) -> Outcome {
    let answers: BTreeMap<Q, Said> = answers.iter().map(|(question, said)| (*question, Said::read(said))).collect();
    Outcome { answers, register: None, seconds: Some(60), reason: None }
}

fn record(answers: &[(Q, &str)]) -> Command {
    Command::RecordOutcome { order: o("o1"), outcome: outcome(answers) }
}

fn of_register(answers: &[(Q, &str)]) -> Command {
    let outcome = Outcome { register: Some("RKKP".into()), seconds: None, ..outcome(answers) };
    Command::RecordOutcome { order: o("o1"), outcome }
}

fn because(answers: &[(Q, &str)], reason: &str) -> Command {
    Command::RecordOutcome { order: o("o1"), outcome: Outcome { reason: Some(reason.into()), ..outcome(answers) } }
}

fn days(walk: &mut Walk, days: i64) {
    walk.now += SignedDuration::from_hours(24 * days);
}

/// A delivered report of an RR patient with lymphoma; the report is signed on 2 March 2026.
fn delivered() -> Walk {
    let mut walk = Walk::new();
    walk.delivered();
    walk
}

/// What is due, as codes.
fn due(walk: &Walk) -> Vec<&'static str> {
    let order = walk.course.order(&o("o1")).unwrap();
    walk.course.due(order, walk.now).map_or(vec![], |own| own.questions.iter().map(|own| own.code()).collect())
}

#[test]
fn each_form_is_asked_in_its_window_and_only_for_what_is_missing() {
    let mut walk = delivered();
    days(&mut walk, 29);
    assert!(due(&walk).is_empty(), "the conference comes first");
    days(&mut walk, 1);
    assert_eq!(due(&walk), ["treatment-choice", "variant", "treatment-category"]);
    // What the conference has settled is not asked again.
    walk.does(Role::Requester, &Command::Acknowledge { order: o("o1") });
    let decision = MdtDecision {
        date: date(2026, 4, 1),
        unit: UNIT.into(),
        participants: vec!["haematologist".into()],
        conclusion: Conclusion::TreatmentChanged,
        text: "x".into(),
    };
    walk.does(Role::MdtSecretary, &Command::Discuss { order: o("o1"), decision });
    assert_eq!(due(&walk), ["variant", "treatment-category"]);
    walk.does(Role::Requester, &record(&[(Q::Variant, "BRAF p.V600E"), (Q::TreatmentCategory, "not-yet")]));
    assert!(due(&walk).is_empty(), "not yet is asked again later");
    days(&mut walk, 30);
    assert_eq!(due(&walk), ["treatment-category"]);
    days(&mut walk, 31);
    assert!(due(&walk).is_empty(), "the window of 90 days is over, and a later answer does not count");
    days(&mut walk, 88);
    assert!(due(&walk).is_empty());
    days(&mut walk, 1);
    assert_eq!(due(&walk), ["first-dose", "protocol-id", "because-of-wgs", "death"]);
    let treated =
        [(Q::FirstDose, "2026-04-20"), (Q::ProtocolId, "NCT01234567"), (Q::BecauseOfWgs, "yes"), (Q::Death, "no")];
    walk.does(Role::Requester, &record(&treated));
    assert!(due(&walk).is_empty());
    let order = walk.course.order(&o("o1")).unwrap();
    assert_eq!(walk.course.last_seen(), Some(clinic::clock::day_of(walk.now)), "alive on the day of the answer");
    assert_eq!(order.outcomes.seconds(), Some(120));
    // 180 days after the first dose.
    days(&mut walk, 48);
    assert!(due(&walk).is_empty());
    days(&mut walk, 1);
    assert_eq!(due(&walk), ["response", "assessed", "progression", "death"]);
    let response = [(Q::Response, "PR"), (Q::Assessed, "2026-07-01"), (Q::Progression, "no"), (Q::Death, "no")];
    walk.does(Role::DataManager, &record(&response));
    days(&mut walk, 400);
    assert!(due(&walk).is_empty(), "whether somebody is alive is not asked by itself");
    assert_eq!(again(&walk), walk.course);
}

fn again(walk: &Walk) -> clinic::course::Course {
    let told: Vec<String> = walk.events.iter().map(|own| serde_json::to_string(own).unwrap()).collect();
    let read: Vec<_> = told.iter().map(|own| serde_json::from_str(own).unwrap()).collect();
    clinic::course::Course::from_events(walk.course.patient.clone(), &read)
}

#[test]
fn no_treatment_in_a_protocol_asks_nothing_more() {
    let mut walk = delivered();
    days(&mut walk, 180);
    walk.does(Role::Requester, &record(&[(Q::FirstDose, "no"), (Q::Death, "no")]));
    days(&mut walk, 400);
    assert!(due(&walk).is_empty());
}

#[test]
fn a_death_closes_what_is_asked_and_the_order_stays_open() {
    let mut walk = delivered();
    days(&mut walk, 40);
    assert!(!due(&walk).is_empty());
    let state = walk.course.order(&o("o1")).unwrap().state;
    walk.does(Role::Requester, &record(&[(Q::Death, "2026-03-20")]));
    days(&mut walk, 200);
    assert!(due(&walk).is_empty() && walk.course.ask(&o("o1"), walk.now).is_none());
    assert_eq!(walk.course.order(&o("o1")).unwrap().state, state, "a clinician decides (DER-25)");
    assert_eq!((walk.course.death(), walk.course.last_seen()), (Some(date(2026, 3, 20)), Some(date(2026, 3, 20))));
    // A cancelled order that ended by death closes it too.
    let mut walk = Walk::new();
    walk.accepted();
    let death = Command::Cancel { order: o("o1"), reason: CancelReason::Death, text: "x".into() };
    walk.does(Role::Requester, &death);
    assert!(walk.course.is_dead());
}

#[test]
pub fn an_answer_is_of_the_unit_in_five_fields_that_fit_and_in_an_order_that_can_be() {
    let mut early = Walk::new();
    early.accepted();
    assert_eq!(early.refused(&staff(Role::Requester), &record(&[(Q::Death, "no")])), ["state"]);
    let mut walk = delivered();
    days(&mut walk, 200);
    let requester = staff(Role::Requester);
    let elsewhere = Staff { unit: "9990000000000003".into(), ..requester.clone() };
    assert_eq!(walk.refused(&elsewhere, &record(&[(Q::Death, "no")])), ["DER-18"]);
    assert_eq!(walk.refused(&staff(Role::Interpreter), &record(&[(Q::Death, "no")])), ["DER-18"]);
    assert_eq!(walk.refused(&requester, &record(&[])), ["RR-DATA-04"]);
    let six = [
        (Q::TreatmentChoice, "neither"),
        (Q::TreatmentCategory, "chemotherapy"),
        (Q::FirstDose, "no"),
        (Q::Progression, "no"),
        (Q::Variant, "not-known"),
        (Q::Death, "no"),
    ];
    assert_eq!(walk.refused(&requester, &record(&six)), ["RR-DATA-04"]);
    assert_eq!(walk.refused(&requester, &of_register(&[(Q::Death, "no")])), ["RR-DATA-02"]);
    let misfits = [
        (Q::Response, "CRi"),
        (Q::Death, "yes"),
        (Q::TreatmentCategory, "surgery"),
        (Q::Variant, "740964-1002"),
        (Q::ClassChanged, "2026-04-01"),
    ];
    assert_eq!(walk.refused(&requester, &record(&misfits)), ["answer"; 5]);
    assert_eq!(walk.refused(&requester, &record(&[(Q::Death, "2031-01-01")])), ["days"]);
    let backwards = [(Q::FirstDose, "2026-05-01"), (Q::Assessed, "2026-04-30"), (Q::Death, "2026-04-02")];
    assert_eq!(walk.refused(&requester, &record(&backwards)), ["days", "days"]);
    // The mark without what it rests on is refused; that it is not known is an answer.
    let mark = [(Q::BecauseOfWgs, "yes"), (Q::FirstDose, "2026-05-01"), (Q::ProtocolId, "NCT01234567")];
    assert_eq!(walk.refused(&requester, &record(&mark)), ["RR-KPI-02"]);
    walk.does(Role::Requester, &record(&[mark[0], mark[1], mark[2], (Q::Variant, "not-known")]));
    // What was said before is answered otherwise only with a reason; both stay in the record.
    assert_eq!(walk.refused(&requester, &record(&[(Q::ProtocolId, "NCT07654321")])), ["DER-20"]);
    walk.does(Role::Requester, &because(&[(Q::ProtocolId, "NCT07654321")], "A digit was wrong"));
    walk.does(Role::Requester, &record(&[(Q::Variant, "BRAF p.V600E")]));
    let order = walk.course.order(&o("o1")).unwrap();
    assert_eq!(order.outcomes.known(Q::ProtocolId).and_then(Said::word), Some("NCT07654321"));
    let told = walk.events.iter().filter(|own| matches!(own.event, Event::OutcomeRecorded { .. })).count();
    assert_eq!((told, order.outcomes.forms.len()), (3, 3));
    // Alive, and then dead, is no correction.
    walk.does(Role::Requester, &record(&[(Q::Death, "no"), (Q::Progression, "no")]));
    let alive = walk.course.last_seen();
    days(&mut walk, 30);
    walk.does(Role::Requester, &record(&[(Q::Death, "not-known")]));
    assert_eq!(walk.course.last_seen(), alive, "who was alive then was");
    walk.does(Role::Requester, &record(&[(Q::Progression, "2026-09-20"), (Q::Death, "2026-10-01")]));
    assert_eq!(walk.refused(&requester, &record(&[(Q::Death, "no")])), ["DER-20"]);
}

#[test]
pub fn a_choice_of_mc_needs_variant_and_treatment() {
    let mut walk = Walk::new();
    walk.consented();
    walk.submits(&staff(Role::Requester), "o1", Kind::New, &referral("MC0", &[]), &[]).unwrap();
    let order = walk.course.order(&o("o1")).unwrap();
    assert!(order.submission.disease_group.as_deref().is_some_and(|own| own.starts_with("MC-")), "{order:?}");
    // The rest of the course is the laboratory's: what follow-up asks is that a report was signed.
    walk.course.orders[0].stamps.signed = Some(walk.now);
    days(&mut walk, 40);
    let choice = ["treatment-choice", "variant", "treatment-category", "class-changed", "risk-changed"];
    assert_eq!(due(&walk), choice);
    let requester = staff(Role::Requester);
    assert_eq!(walk.refused(&requester, &record(&[(Q::TreatmentChoice, "changed")])), ["MC-KPI-02"]);
    walk.does(Role::Requester, &record(&[(Q::TreatmentChoice, "neither")]));
    assert_eq!(due(&walk), ["class-changed", "risk-changed"], "one click where it is no");
    days(&mut walk, 100);
    assert_eq!(due(&walk), ["class-changed", "risk-changed"], "class and risk have no window");
}

#[test]
fn a_register_fills_what_is_missing_and_never_takes_a_persons_place() {
    let mut walk = delivered();
    days(&mut walk, 200);
    walk.does(Role::DataManager, &of_register(&[(Q::FirstDose, "2026-05-01"), (Q::LastSeen, "2026-09-01")]));
    let order = |walk: &Walk| walk.course.order(&o("o1")).unwrap().clone();
    assert_eq!(order(&walk).outcomes.known(Q::FirstDose).and_then(Said::day), Some(date(2026, 5, 1)));
    assert!(!due(&walk).contains(&"first-dose"), "what a register says is not typed again");
    assert_eq!(walk.course.last_seen(), Some(date(2026, 9, 1)));
    // A person says otherwise, then a register again: the person's counts, and both are shown until a person has looked.
    walk.does(Role::Requester, &record(&[(Q::FirstDose, "2026-05-04")]));
    assert_eq!(order(&walk).outcomes.contradictions().count(), 0, "the register spoke before");
    days(&mut walk, 1);
    walk.does(Role::DataManager, &of_register(&[(Q::FirstDose, "2026-05-01")]));
    let told = order(&walk);
    assert_eq!(told.outcomes.known(Q::FirstDose).and_then(Said::day), Some(date(2026, 5, 4)));
    let (question, person, register) = told.outcomes.contradictions().next().unwrap();
    assert_eq!(
        (question, person.register.as_deref(), register.register.as_deref()),
        (Q::FirstDose, None, Some("RKKP"))
    );
    days(&mut walk, 1);
    walk.does(Role::Requester, &because(&[(Q::FirstDose, "2026-05-01")], "The register is right"));
    assert_eq!(order(&walk).outcomes.contradictions().count(), 0);
    // "Not known" is no opinion: what a register knows counts.
    walk.does(Role::Requester, &record(&[(Q::ProtocolId, "not-known")]));
    assert_eq!(order(&walk).outcomes.known(Q::ProtocolId), None);
    walk.does(Role::DataManager, &of_register(&[(Q::ProtocolId, "NCT01234567")]));
    assert_eq!(order(&walk).outcomes.known(Q::ProtocolId).and_then(Said::word), Some("NCT01234567"));
    assert_eq!(order(&walk).outcomes.forms.len(), 3, "a register fills in no form");
}

#[test]
fn a_form_is_asked_for_once_in_thirty_days() {
    let mut walk = delivered();
    days(&mut walk, 31);
    let (asked, due) = walk.course.ask(&o("o1"), walk.now).unwrap();
    assert_eq!(due.since, date(2026, 4, 1));
    walk.take(vec![asked], &staff(Role::Operator));
    assert!(walk.course.ask(&o("o1"), walk.now).is_none());
    days(&mut walk, 30);
    assert!(walk.course.ask(&o("o1"), walk.now).is_some());
}

#[test]
fn what_a_report_says_is_bound_to_its_signature() {
    let mut walk = Walk::new();
    walk.released();
    let said = ReportFindings { driver: Some(true), drivers: vec!["BRAF p.V600E".into()], ..ReportFindings::default() };
    let report = crate::fixture::report(clinic::code::IncidentalChoice::TreatableOnly);
    let sha256 = report.sha256.clone();
    walk.does(Role::Interpreter, &Command::Interpret { order: o("o1"), report });
    assert!(walk.course.findings(&o("o1"), &sha256, said.clone()).is_none(), "nobody has signed it");
    walk.does(Role::Approver, &Command::Sign { order: o("o1") });
    assert!(walk.course.findings(&o("o1"), &"2".repeat(64), said.clone()).is_none(), "of another report");
    let event = walk.course.findings(&o("o1"), &sha256, said.clone()).unwrap();
    walk.take(vec![event], &staff(Role::Approver));
    assert_eq!(walk.course.order(&o("o1")).unwrap().findings.as_ref(), Some(&said));
    assert!(walk.course.findings(&o("o1"), &sha256, said).is_none(), "it says so already");
}

#[test]
fn a_referral_that_is_not_granted_is_written_down_until_it_is() {
    let mut walk = Walk::new();
    walk.consented();
    let by = staff(Role::Requester);
    let ineligible = referral("RR0", &[("fitness.ecog", json!(4))]);
    let refuse = |walk: &Walk, by: &Staff, own: &clinic::referral::Referral| {
        let assessment = assess(&RULE_SET, own, RULE_SET.default_switches()).unwrap();
        let new =
            NewOrder { order: o("o1"), assessment: &assessment, kind: Kind::New, acknowledged_duplicates: vec![] };
        assert!(walk.course.submit(&new, by, walk.now, rules()).is_err());
        walk.course.refuse(&new, by)
    };
    let event = refuse(&walk, &by, &ineligible).unwrap();
    walk.take(vec![event], &by);
    let (_, _, told) = walk.course.refused[0].clone();
    assert_eq!(
        (told.answer, told.rules.contains(&"RR-ELIG-05".to_owned())),
        (RefusedAs::NotEligible, true),
        "{told:?}"
    );
    assert_eq!(told.disease_group.as_deref(), Some("RR-LYM"));
    // Not of somebody else's referral, and not of one in which something is missing.
    assert!(refuse(&walk, &staff(Role::Programme), &ineligible).is_none());
    assert!(
        refuse(&walk, &by, &referral("RR0", &[("fitness.ecog", json!(null)), ("fitness.karnofsky", json!(null))]))
            .is_none()
    );
    assert_eq!(again(&walk), walk.course);
    walk.submits(&by, "o1", Kind::New, &referral("RR0", &[]), &[]).unwrap();
    assert!(walk.course.refused.is_empty(), "a referral that was corrected is no refusal");
}

proptest! {
    /// Whatever is answered, in whatever order: a form has at most five fields, no day of it contradicts another, and the course is its events.
    #[test]
    fn no_form_is_longer_than_five_fields(steps in prop::collection::vec((0..Q::CODES.len(), 0..8_usize, 0..40_i64, any::<bool>()), 1..25)) {
        let mut walk = delivered();
        let words = ["yes", "no", "not-known", "not-yet", "changed", "PR", "2026-05-01", "2026-07-01"];
        let mut asked = BTreeSet::new();
        for (question, word, later, register) in steps {
            days(&mut walk, later);
            let order = walk.course.order(&o("o1")).unwrap();
            if let Some(due) = walk.course.due(order, walk.now) {
                prop_assert!(due.questions.len() <= 5 && !due.questions.is_empty());
                prop_assert!(!due.questions.contains(&Q::LastSeen) && due.since <= clinic::clock::day_of(walk.now));
                asked.extend(due.questions);
            }
            let question = Q::from_code(Q::CODES[question]).unwrap();
            let answers = [(question, words[word])];
            let command = if register { of_register(&answers) } else { because(&answers, "x") };
            let _ = walk.asks(&staff(Role::DataManager), &command);
            let own = &walk.course.order(&o("o1")).unwrap().outcomes;
            let day = |question| own.known(question).and_then(Said::day);
            for (later, earlier) in [(Q::Assessed, Q::FirstDose), (Q::Progression, Q::FirstDose), (Q::Death, Q::FirstDose)] {
                prop_assert!(day(later).is_none() || day(earlier).is_none() || day(later) >= day(earlier));
            }
        }
        prop_assert_eq!(again(&walk), walk.course);
    }
}

/// Every refusal of a form has words in both languages that name the field.
#[test]
fn a_refusal_names_the_field_and_the_remedy() {
    for code in Q::CODES {
        let question = Q::from_code(code).unwrap();
        for refusal in [
            Refusal::Answer(question, Some("lugano")),
            Refusal::Days(question, None),
            Refusal::Days(question, Some(Q::FirstDose)),
        ] {
            let [da, en] =
                [clinic::language::Language::Da, clinic::language::Language::En].map(|own| refusal.words(own));
            assert!(da.contains(code) && en.contains(code) && da != en, "{da} {en}");
        }
    }
}
