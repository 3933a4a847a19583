//! Every guard refuses what it is for, and nothing changes when it does.

use std::collections::BTreeSet;

use clinic::code::{GermlineMaterial as G, IncidentalChoice, RepeatReason, Specialty};
use clinic::consent::ConsentRecord;
use clinic::course::{Command, GUARDS, NewOrder, Refusal};
use clinic::eligibility::assess;
use clinic::identifier::PatientId;
use clinic::language::Language;
use clinic::ledger::Ledger;
use clinic::mdt::{Conclusion, MdtDecision};
use clinic::order::{CancelReason, Hold, Kind, OrderState};
use clinic::sign_off::{Filled, Section};
use clinic::specimen::{Material, PairRole, RejectionReason, SpecimenState, Transplantation as T};
use clinic::staff::{Role, Staff};
use guideline::switch::Switches;
use jiff::SignedDuration;
use jiff::civil::date;
use serde_json::json;

use crate::fixture::{
    AGREES, DIFFERS, REFUSED, RULE_SET, UNIT, Walk, c, consent, o, pair, referral, report, rules, s, staff,
};

/// A change of a consent that is in order.
type Change = fn(&mut ConsentRecord);

fn sign() -> Command {
    Command::Sign { order: o("o1") }
}

#[test]
fn a_course_runs_from_consent_to_the_mdt_after_the_report() {
    let mut walk = Walk::new();
    walk.delivered();
    walk.does(Role::Requester, &Command::Acknowledge { order: o("o1") });
    let decision = MdtDecision {
        date: date(2026, 4, 7),
        unit: UNIT.into(),
        participants: vec!["haematologist".into(), "molecular biologist".into()],
        conclusion: Conclusion::ReferredToPhaseOne,
        text: "Referred".into(),
    };
    walk.does(Role::MdtSecretary, &Command::Discuss { order: o("o1"), decision });
    walk.does(Role::Requester, &Command::Close { order: o("o1") });
    let order = walk.course.order(&o("o1")).unwrap();
    assert_eq!(order.state, OrderState::Closed);
    assert_eq!(order.ledger, Ledger { reserved: 4, consumed: 4, returned: 0 });
    assert!(order.submission.rule_set.starts_with("ngc-haem-2022 "), "the verdict's rules are pinned (DER-19)");
    let again = clinic::course::Course::from_events(walk.course.patient.clone(), &walk.events);
    assert_eq!(again, walk.course, "a course is nothing but its events");
}

#[test]
fn consent_must_be_the_patients_own_and_complete() {
    let mut walk = Walk::new();
    let ask = |walk: &mut Walk, change: Change| {
        let mut record = consent(IncidentalChoice::All);
        change(&mut record);
        let wish = Command::RecordConsent { consent: c("c1"), record };
        walk.asks(&staff(Role::Requester), &wish).expect_err("it was put on file")
    };
    let other = ask(&mut walk, |record| record.person = PatientId::new("p2").unwrap());
    assert!(other[0].words(Language::En).contains("another person's"), "{other:?}");
    let cases: [(&str, Change); 7] = [
        ("COM-CONSENT-01", |record| record.signed = None),
        ("COM-CONSENT-01", |record| record.form_version = Some("1.0".into())),
        ("COM-CONSENT-01", |record| record.reviewed_by = None),
        ("COM-CONSENT-01", |record| record.signed = Some(date(2026, 3, 3))),
        ("COM-CONSENT-02", |record| record.told_no_new_information_by = None),
        ("COM-CONSENT-03", |record| record.incidental_choice = Some(IncidentalChoice::Undecided)),
        ("COM-CONSENT-03", |record| record.told_incidental_findings = None),
    ];
    for (rule, change) in cases {
        let refusals = ask(&mut walk, change);
        assert!(refusals[0].rules().iter().any(|own| own == rule), "{rule}: {refusals:?}");
    }
}

#[test]
fn a_withdrawal_between_any_two_steps_stops_the_next() {
    let steps: [(&str, Role, Command); 11] = [
        ("accept", Role::Programme, Command::Accept { order: o("o1"), specimens: pair("a") }),
        ("dna", Role::LabSequencing, Command::AcceptDna { specimen: s("at") }),
        ("release", Role::LabSequencing, Command::ReleaseToSequencing { specimen: s("at") }),
        ("run", Role::LabSequencing, Command::RecordSequenced { specimen: s("at"), mean_depth: 91, units: 3 }),
        ("provisional", Role::QcRelease, Command::ReleaseData { order: o("o1") }),
        ("identity", Role::QcRelease, Command::CheckIdentity { order: o("o1"), identity: AGREES }),
        ("data", Role::QcRelease, Command::ReleaseData { order: o("o1") }),
        (
            "interpret",
            Role::Interpreter,
            Command::Interpret { order: o("o1"), report: report(IncidentalChoice::TreatableOnly) },
        ),
        ("sign", Role::Approver, sign()),
        ("deliver", Role::Approver, Command::Deliver { order: o("o1"), recipients: vec!["requester".into()] }),
        (
            "collect",
            Role::Requester,
            Command::Collect { specimen: s("ag"), label: "g".into(), at: crate::fixture::at("2026-03-02T09:00:00Z") },
        ),
    ];
    for (name, role, wish) in steps {
        let mut walk = Walk::new();
        walk.consented();
        walk.submits(&staff(Role::Requester), "o1", Kind::New, &referral("RR0", &[]), &[]).unwrap();
        for (before, role, command) in prelude(name) {
            assert_ne!(before, name);
            walk.does(role, &command);
        }
        // Without a withdrawal it would go through.
        let mut untouched = Walk { course: walk.course.clone(), events: vec![], now: walk.now };
        untouched.does(role, &wish);
        let reason = "The patient has changed their mind".to_owned();
        walk.does(Role::Requester, &Command::WithdrawConsent { consent: c("c1"), reason });
        assert_eq!(walk.refused(&staff(role), &wish), ["COM-CONSENT-04"], "{name}");
    }
}

/// What comes before a step in an ordinary course.
fn prelude(step: &str) -> Vec<(&'static str, Role, Command)> {
    let label = |own: &str| format!("label {own}");
    let taken = crate::fixture::at("2026-03-02T08:00:00Z");
    let specimen = |own: &'static str| {
        vec![
            ("", Role::Requester, Command::Collect { specimen: s(own), label: label(own), at: taken }),
            ("", Role::LabReception, Command::Receive { specimen: s(own), label: label(own) }),
        ]
    };
    let mut all = vec![("accept", Role::Programme, Command::Accept { order: o("o1"), specimens: pair("a") })];
    if step == "collect" {
        return all;
    }
    all.extend(specimen("at"));
    all.push(("dna", Role::LabSequencing, Command::AcceptDna { specimen: s("at") }));
    all.push(("release", Role::LabSequencing, Command::ReleaseToSequencing { specimen: s("at") }));
    let run = Command::RecordSequenced { specimen: s("at"), mean_depth: 91, units: 3 };
    all.push(("run", Role::LabSequencing, run));
    all.push(("provisional", Role::QcRelease, Command::ReleaseData { order: o("o1") }));
    all.extend(specimen("ag"));
    all.push(("", Role::LabSequencing, Command::EstablishCulture { specimen: s("ag") }));
    all.push(("", Role::LabSequencing, Command::AcceptDna { specimen: s("ag") }));
    all.push(("", Role::LabSequencing, Command::ReleaseToSequencing { specimen: s("ag") }));
    let run = Command::RecordSequenced { specimen: s("ag"), mean_depth: 31, units: 1 };
    all.push(("", Role::LabSequencing, run));
    all.push(("identity", Role::QcRelease, Command::CheckIdentity { order: o("o1"), identity: AGREES }));
    all.push(("data", Role::QcRelease, Command::ReleaseData { order: o("o1") }));
    let report = report(IncidentalChoice::TreatableOnly);
    all.push(("interpret", Role::Interpreter, Command::Interpret { order: o("o1"), report }));
    all.push(("sign", Role::Approver, sign()));
    all.into_iter().take_while(|(own, ..)| *own != step).collect()
}

/// V-29, and what a withdrawal leaves: a run that is under way is stopped and booked, the clinician ends the order, nothing is
/// deleted; a new consent would have let it go on.
#[test]
fn after_a_withdrawal_a_run_is_stopped_and_booked_and_a_clinician_decides() {
    let mut walk = Walk::new();
    walk.accepted();
    walk.brings_to_dna("at");
    walk.does(Role::LabSequencing, &Command::ReleaseToSequencing { specimen: s("at") });
    walk.does(Role::Requester, &Command::WithdrawConsent { consent: c("c1"), reason: "Wish of the patient".into() });
    let end = Command::Cancel { order: o("o1"), reason: CancelReason::ConsentWithdrawn, text: "Discussed".into() };
    assert_eq!(walk.refused(&staff(Role::Requester), &end), ["DER-22"]);
    let stop = Command::StopSequencing { specimen: s("at"), units: 2, reason: "Consent withdrawn".into() };
    walk.does(Role::LabSequencing, &stop);
    let again = Command::ReleaseToSequencing { specimen: s("at") };
    assert_eq!(walk.refused(&staff(Role::LabSequencing), &again), ["COM-CONSENT-04"]);
    let mut renewed = Walk { course: walk.course.clone(), events: vec![], now: walk.now };
    let record = consent(IncidentalChoice::None);
    renewed.does(Role::Requester, &Command::RecordConsent { consent: c("c2"), record });
    renewed.does(Role::LabSequencing, &again);
    walk.does(Role::Requester, &end);
    let order = walk.course.order(&o("o1")).unwrap();
    assert_eq!(order.state, OrderState::Cancelled);
    assert_eq!(order.ledger, Ledger { reserved: 6, consumed: 2, returned: 4 });
    let states: Vec<SpecimenState> = walk.course.specimens.iter().map(|own| own.state).collect();
    assert_eq!(states, [SpecimenState::Kept, SpecimenState::NotTaken]);
}

#[test]
fn only_the_requester_on_the_referral_submits_and_only_what_is_eligible() {
    let mut walk = Walk::new();
    walk.consented();
    let rr0 = referral("RR0", &[]);
    let codes =
        |result: Result<(), Vec<Refusal>>| result.expect_err("submitted").iter().map(Refusal::code).collect::<Vec<_>>();
    let requester = staff(Role::Requester);
    let wrong = [
        Staff { specialty: Specialty::Other, ..requester.clone() },
        Staff { authorisation_id: None, ..requester.clone() },
        Staff { unit: "9990000000000003".into(), ..requester.clone() },
    ];
    for by in wrong {
        assert_eq!(codes(walk.submits(&by, "o1", Kind::New, &rr0, &[])), ["COM-REQ-01"]);
    }
    let ecog = referral("RR0", &[("fitness.ecog", json!(3))]);
    let refusals = walk.submits(&requester, "o1", Kind::New, &ecog, &[]).expect_err("submitted");
    assert!(refusals[0].rules().contains(&"RR-ELIG-05".to_owned()), "{refusals:?}");
    let plan = referral("RR0", &[("plan.germline", json!("blood")), ("plan.circulating_disease", json!("present"))]);
    let refusals = walk.submits(&requester, "o1", Kind::New, &plan, &[]).expect_err("submitted");
    assert!(refusals[0].rules().iter().any(|rule| rule.starts_with("RR-SAMPLE-06")), "{refusals:?}");
    walk.submits(&requester, "o1", Kind::New, &rr0, &[]).unwrap();
    assert_eq!(codes(walk.submits(&requester, "o2", Kind::New, &rr0, &[])), ["DER-21"]);
    walk.submits(&requester, "o2", Kind::New, &rr0, &[o("o1")]).unwrap();
    let mut without = Walk::new();
    assert_eq!(codes(without.submits(&requester, "o1", Kind::New, &rr0, &[])), ["COM-CONSENT-04"]);
}

fn repeat(germline: &str, transplanted: bool) -> clinic::referral::Referral {
    let changes = [
        ("repeat.repeat", json!(true)),
        ("repeat.earlier_order", json!("o1")),
        ("repeat.reason", json!("relapse-post-allo")),
        ("repeat.number_in_year", json!(1)),
        ("plan.germline", json!(germline)),
        ("transplant.allogeneic", json!(transplanted)),
    ];
    referral("RR0", &changes)
}

const AFTER_ALLO: RepeatReason = RepeatReason::RelapsePostAllo;

/// V-55 and X-06: the germline of the first order is used again, and three units are booked.
#[test]
fn a_repeat_links_to_its_order_and_uses_stored_germline_again() {
    let mut walk = Walk::new();
    walk.delivered();
    let requester = staff(Role::Requester);
    let repeat = repeat("stored-pre-transplant", true);
    let kind = |earlier: &str| Kind::Repeat { earlier: o(earlier), reason: AFTER_ALLO };
    let refusals = walk.submits(&requester, "o2", kind("o9"), &repeat, &[o("o1")]).expect_err("submitted");
    assert_eq!(refusals[0].code(), "COM-REPEAT-01");
    let unlinked = walk.submits(&requester, "o2", Kind::New, &repeat, &[o("o1")]).expect_err("submitted");
    assert_eq!(unlinked[0].code(), "COM-REPEAT-01");
    walk.submits(&requester, "o2", kind("o1"), &repeat, &[]).unwrap();
    walk.does(Role::Programme, &Command::Accept { order: o("o2"), specimens: pair("b") });
    walk.sequences("bt", 95, 3);
    walk.does(Role::QcRelease, &Command::CheckIdentity { order: o("o2"), identity: AGREES });
    walk.does(Role::QcRelease, &Command::ReleaseData { order: o("o2") });
    let order = walk.course.order(&o("o2")).unwrap();
    assert_eq!(order.state, OrderState::DataReleased);
    assert_eq!(order.ledger, Ledger { reserved: 3, consumed: 3, returned: 0 });
    assert_eq!(walk.course.in_use(order, PairRole::Germline).unwrap().id, s("ag"));
}

#[test]
fn stored_germline_must_exist_and_be_of_a_pair_that_agreed() {
    let mut walk = Walk::new();
    walk.accepted();
    walk.sequences("at", 91, 3);
    let requester = staff(Role::Requester);
    let kind = Kind::Repeat { earlier: o("o1"), reason: AFTER_ALLO };
    walk.submits(&requester, "o2", kind, &repeat("stored-pre-transplant", true), &[]).unwrap();
    let accept = Command::Accept { order: o("o2"), specimens: pair("b") };
    assert_eq!(walk.refused(&staff(Role::Programme), &accept), ["DER-05"]);
    walk.sequences("ag", 33, 1);
    walk.does(Role::QcRelease, &Command::CheckIdentity { order: o("o1"), identity: DIFFERS });
    assert_eq!(walk.refused(&staff(Role::Programme), &accept), ["DER-05"]);
}

/// X-05, the part of DER-05: every material against everything that can be known of a transplantation.
#[test]
fn germline_material_is_free_of_donor_cells_only_where_that_is_known() {
    let day = date(2025, 6, 1);
    let all = [
        G::SkinFibroblastCulture,
        G::SkinDirect,
        G::StoredPreTransplant,
        G::StoredEarlierOrder,
        G::Blood,
        G::Saliva,
        G::BoneMarrow,
    ];
    for material in all {
        let donor = matches!(material, G::Blood | G::Saliva | G::BoneMarrow);
        let own = Material::Germline(material);
        assert!(T::None.spares(own, day));
        assert!(T::On(day).spares(own, date(2025, 5, 31)));
        assert_eq!(T::On(day).spares(own, day), !donor, "{material:?}");
        assert_eq!(T::OnUnknownDay.spares(own, day), !donor);
        assert_eq!(T::NotStated.spares(own, day), !donor, "what is not known is not free of donor cells");
    }
}

/// Under the reading of INC-10 that takes blood as germline of a lymphoma: the plan was sound when it was made, and the transplantation is
/// recorded only when the tube is already there.
#[test]
fn donor_cells_are_found_out_when_a_transplantation_is_recorded_late() {
    let (inc_10, blood) = germline_from_blood();
    let mut walk = Walk::new();
    walk.consented();
    let assessment = assess(&RULE_SET, &blood, inc_10).unwrap();
    let new = NewOrder { order: o("o1"), assessment: &assessment, kind: Kind::New, acknowledged_duplicates: vec![] };
    let requester = staff(Role::Requester);
    let events = walk.course.submit(&new, &requester, walk.now, rules()).unwrap();
    walk.take(events, &requester);
    walk.does(Role::Programme, &Command::Accept { order: o("o1"), specimens: pair("a") });
    let taken = walk.now;
    walk.does(Role::Requester, &Command::Collect { specimen: s("ag"), label: "g".into(), at: taken });
    walk.does(Role::LabReception, &Command::Receive { specimen: s("ag"), label: "g".into() });
    walk.does(Role::Requester, &Command::RecordTransplant { day: date(2026, 1, 5) });
    let dna = Command::AcceptDna { specimen: s("ag") };
    assert_eq!(walk.refused(&staff(Role::LabSequencing), &dna), ["DER-05"]);
}

/// The reading of INC-10 under which blood is accepted, and a referral with such a plan.
fn germline_from_blood() -> (Switches, clinic::referral::Referral) {
    let blood = referral("RR0", &[("plan.germline", json!("blood")), ("plan.circulating_disease", json!("absent"))]);
    let (switch, inconsistency) = RULE_SET.find_switch("INC-10").unwrap();
    let mut switches = RULE_SET.default_switches();
    switches.choose(switch, inconsistency.find("blood-for-non-myeloid").unwrap());
    (switches, blood)
}

#[test]
fn a_specimen_has_one_label_and_is_what_was_ordered() {
    let mut walk = Walk::new();
    walk.accepted();
    let taken = walk.now;
    walk.does(Role::Requester, &Command::Collect { specimen: s("at"), label: "x1".into(), at: taken });
    let other = Command::Collect { specimen: s("ag"), label: "x1".into(), at: taken };
    assert_eq!(walk.refused(&staff(Role::Requester), &other), ["DER-09"]);
    let wrong = Command::Receive { specimen: s("at"), label: "x2".into() };
    assert_eq!(walk.refused(&staff(Role::LabReception), &wrong), ["COM-SAMPLE-01"]);
    walk.does(Role::Requester, &Command::Collect { specimen: s("ag"), label: "x2".into(), at: taken });
    walk.does(Role::LabReception, &Command::Receive { specimen: s("ag"), label: "x2".into() });
    let dna = Command::AcceptDna { specimen: s("ag") };
    assert_eq!(walk.refused(&staff(Role::LabSequencing), &dna), ["COM-CAP-01"]);
    let reject = Command::Reject { specimen: s("ag"), reason: RejectionReason::CultureFailed, replacement: s("ag2") };
    walk.does(Role::LabSequencing, &reject);
    let order = walk.course.order(&o("o1")).unwrap();
    let again = walk.course.in_use(order, PairRole::Germline).unwrap();
    assert_eq!((again.state, again.replaces.as_ref()), (SpecimenState::Planned, Some(&s("ag"))));
}

#[test]
fn data_need_a_tumour_its_depth_and_one_persons_pair() {
    let mut walk = Walk::new();
    walk.accepted();
    let release = Command::ReleaseData { order: o("o1") };
    let qc = staff(Role::QcRelease);
    assert!(walk.refused(&qc, &release).contains(&"RR-SAMPLE-01"));
    walk.sequences("at", 80, 3);
    let shallow = walk.asks(&qc, &release).expect_err("released");
    assert_eq!(shallow[0].rules(), ["COM-SEQ-01"]);
    walk.does(Role::QcRelease, &Command::AcceptDepth { order: o("o1"), reason: "No more material".into() });
    walk.does(Role::QcRelease, &release);
    assert_eq!(walk.course.order(&o("o1")).unwrap().state, OrderState::Provisional);
    assert_eq!(walk.refused(&qc, &release), ["DER-06", "state"]);
    let early = Command::Interpret { order: o("o1"), report: report(IncidentalChoice::TreatableOnly) };
    assert!(walk.refused(&staff(Role::Interpreter), &early).contains(&"DER-06"));
    walk.sequences("ag", 33, 1);
    assert_eq!(walk.asks(&qc, &release).expect_err("released")[0].rules(), ["DER-07"]);
    walk.does(Role::QcRelease, &Command::CheckIdentity { order: o("o1"), identity: DIFFERS });
    assert_eq!(walk.refused(&qc, &release), ["on-hold", "rules"]);
    let lift = Command::LiftHold { order: o("o1"), hold: Hold::Identity, reason: "Tubes were exchanged".into() };
    assert_eq!(walk.refused(&qc, &lift), ["DER-07"]);
    walk.does(Role::QcRelease, &Command::CheckIdentity { order: o("o1"), identity: AGREES });
    walk.does(Role::QcRelease, &lift);
    walk.does(Role::QcRelease, &release);
}

#[test]
fn two_persons_sign_a_complete_report_composed_under_the_choice_in_force() {
    let mut walk = Walk::new();
    walk.released();
    let interpreter = staff(Role::Interpreter);
    let mut holes = report(IncidentalChoice::TreatableOnly);
    holes.sections.remove(&Section::Structural);
    assert_eq!(
        walk.refused(&interpreter, &Command::Interpret { order: o("o1"), report: holes.clone() }),
        ["COM-REP-01"]
    );
    holes.sections.insert(Section::Structural, Filled::NotPerformed { reason: " ".into() });
    assert_eq!(
        walk.refused(&interpreter, &Command::Interpret { order: o("o1"), report: holes.clone() }),
        ["COM-REP-01"]
    );
    let other = Command::Interpret { order: o("o1"), report: report(IncidentalChoice::All) };
    assert_eq!(walk.refused(&interpreter, &other), ["COM-GEN-04"]);
    holes.sections.insert(Section::Structural, Filled::NotPerformed { reason: "Not validated".into() });
    walk.does(Role::Interpreter, &Command::Interpret { order: o("o1"), report: holes });
    let same = Staff { role: Role::Approver, ..interpreter };
    assert_eq!(walk.refused(&same, &sign()), ["DER-14"]);
    let not_renewed = Staff { stepped_up: None, ..staff(Role::Approver) };
    assert_eq!(walk.refused(&not_renewed, &sign()), ["DER-14"]);
    let stale = walk.course.decide(&sign(), &staff(Role::Approver), walk.now + SignedDuration::from_mins(6), rules());
    assert_eq!(stale.expect_err("signed")[0].code(), "DER-14");
    walk.does(Role::Approver, &sign());
    // The patient changes the choice after the signature: the report must be composed again, and amended, before it goes out.
    let record = consent(IncidentalChoice::None);
    walk.does(Role::Requester, &Command::RecordConsent { consent: c("c2"), record });
    let deliver = Command::Deliver { order: o("o1"), recipients: vec!["requester".into()] };
    assert_eq!(walk.refused(&staff(Role::Approver), &deliver), ["COM-GEN-04"]);
}

#[test]
fn a_correction_is_a_new_version_that_reaches_everyone_who_has_the_old_one() {
    let mut walk = Walk::new();
    walk.delivered();
    let cancel = Command::Cancel { order: o("o1"), reason: CancelReason::Mistake, text: "Wrong".into() };
    assert!(walk.refused(&staff(Role::Requester), &cancel).contains(&"DER-15"));
    let first = walk.course.order(&o("o1")).unwrap().reports[0].clone();
    let first_signed = walk.course.order(&o("o1")).unwrap().stamps.signed;
    walk.now += SignedDuration::from_hours(30);
    walk.does(Role::Approver, &Command::Amend { order: o("o1"), reason: "A gene name was wrong".into() });
    let report = clinic::sign_off::Report { sha256: "2".repeat(64), ..report(IncidentalChoice::TreatableOnly) };
    walk.does(Role::Interpreter, &Command::Interpret { order: o("o1"), report });
    walk.does(Role::Approver, &sign());
    let fewer = Command::Deliver { order: o("o1"), recipients: vec!["phase1".into()] };
    assert_eq!(walk.refused(&staff(Role::Approver), &fewer), ["DER-15"]);
    let all = vec!["requester".into(), "phase1".into()];
    walk.does(Role::Approver, &Command::Deliver { order: o("o1"), recipients: all });
    let order = walk.course.order(&o("o1")).unwrap();
    assert_eq!(order.reports.len(), 2);
    assert_eq!(order.reports[0].report, first.report, "the old version stays as it was");
    assert_eq!(order.reports[0].superseded.as_deref(), Some("A gene name was wrong"));
    assert_eq!(order.stamps.signed, first_signed, "the headline clock stopped at the first answer");
}

#[test]
fn a_role_and_a_unit_do_only_what_is_theirs_and_reasons_are_given() {
    let mut walk = Walk::new();
    walk.accepted();
    let cancel = |text: &str| Command::Cancel { order: o("o1"), reason: CancelReason::Clinical, text: text.into() };
    assert_eq!(walk.refused(&staff(Role::Auditor), &cancel("x")), ["DER-18"]);
    let elsewhere = Staff { unit: "9990000000000003".into(), ..staff(Role::Requester) };
    assert_eq!(walk.refused(&elsewhere, &cancel("x")), ["DER-18"]);
    assert_eq!(walk.refused(&staff(Role::Requester), &cancel(" ")), ["DER-20"]);
    assert_eq!(walk.refused(&staff(Role::Requester), &Command::Close { order: o("o7") }), ["no-such"]);
}

/// Each guard of the table has refused something in the tests above, which are run once more for this.
#[test]
fn every_guard_has_refused_something() {
    consent_must_be_the_patients_own_and_complete();
    a_withdrawal_between_any_two_steps_stops_the_next();
    after_a_withdrawal_a_run_is_stopped_and_booked_and_a_clinician_decides();
    only_the_requester_on_the_referral_submits_and_only_what_is_eligible();
    a_repeat_links_to_its_order_and_uses_stored_germline_again();
    stored_germline_must_exist_and_be_of_a_pair_that_agreed();
    donor_cells_are_found_out_when_a_transplantation_is_recorded_late();
    a_specimen_has_one_label_and_is_what_was_ordered();
    data_need_a_tumour_its_depth_and_one_persons_pair();
    two_persons_sign_a_complete_report_composed_under_the_choice_in_force();
    a_correction_is_a_new_version_that_reaches_everyone_who_has_the_old_one();
    a_role_and_a_unit_do_only_what_is_theirs_and_reasons_are_given();
    crate::follow_up::an_answer_is_of_the_unit_in_five_fields_that_fit_and_in_an_order_that_can_be();
    crate::joining::another_person_confirms();
    crate::follow_up::a_choice_of_mc_needs_variant_and_treatment();
    let refused = REFUSED.lock().unwrap();
    let silent: Vec<_> = GUARDS.iter().filter(|guard| !refused.contains(guard)).collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

/// The table of guards has words in both languages, and its ids are requirements of the check list.
#[test]
fn every_guard_is_named_after_a_requirement() {
    let known: BTreeSet<&str> = rules().rule_set.requirements.iter().map(|own| own.id.as_str()).collect();
    // Ids that consolidate several requirements (section 16 of the check list) are ids of rules.
    let rule_ids: BTreeSet<&str> = rules().rule_set.rules().iter().map(|own| own.id.as_str()).collect();
    for guard in GUARDS {
        let consolidated = ["COM-REP-01", "COM-GEN-04"].contains(&guard.id);
        assert!(known.contains(guard.id) || rule_ids.contains(guard.id) || consolidated, "{}", guard.id);
        assert!(guard.da.len() > 20 && guard.en.len() > 20);
    }
}
