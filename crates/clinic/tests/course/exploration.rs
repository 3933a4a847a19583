//! Every state that one order can reach with its consents and specimens, and every step out of it: X-04 of the service's proofs. No
//! path leads to sequencing, data or a report without a consent in force. It is a search, not a sample.
//!
//! The search is complete within these bounds: one order, two consent forms, one rejected specimen, two versions of the report, all
//! at one instant. Guards look at no more of the past than the state holds, so longer courses add counts and no new situations.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeSet, HashSet};
use std::hash::{Hash, Hasher};

use clinic::code::IncidentalChoice;
use clinic::consent::ConsentState;
use clinic::course::{Command, Course, Event, Stamped};
use clinic::order::{CancelReason, Hold, Kind, OrderState};
use clinic::specimen::{PairRole, RejectionReason, SpecimenState};
use clinic::staff::{Role, Staff};

use crate::fixture::{AGREES, DIFFERS, NOW, Walk, c, consent, o, pair, referral, report, rules, s, staff};

/// What two courses must share to be the same situation: everything that a guard asks. Sums of the ledger count by what is set
/// aside; stretches of time on hold are told and never asked.
fn situation(course: &Course) -> [u64; 2] {
    let mut own = course.clone();
    for order in &mut own.orders {
        order.pauses.clear();
        let outstanding = order.ledger.outstanding();
        order.ledger.consumed = 0;
        order.ledger.returned = 0;
        order.ledger.reserved = outstanding;
    }
    [1_u8, 2].map(|salt| {
        let mut hasher = DefaultHasher::new();
        (salt, &own).hash(&mut hasher);
        hasher.finish()
    })
}

/// Everything that anybody may want, by somebody whose role allows it; the approver may be the interpreter.
fn wishes(course: &Course) -> Vec<(Staff, Command)> {
    let mut all = Vec::new();
    let mut wish = |role: Role, command: Command| all.push((staff(role), command));
    let order = || o("o1");
    let forms = [("c1", IncidentalChoice::TreatableOnly), ("c2", IncidentalChoice::None)];
    for (id, choice) in forms {
        wish(Role::Requester, Command::RecordConsent { consent: c(id), record: consent(choice) });
        wish(Role::Requester, Command::WithdrawConsent { consent: c(id), reason: "x".into() });
        wish(Role::Interpreter, Command::Interpret { order: order(), report: report(choice) });
    }
    wish(Role::Programme, Command::Accept { order: order(), specimens: pair("a") });
    for own in &course.specimens {
        let id = || own.id.clone();
        let label = || format!("label {}", own.id);
        wish(Role::Requester, Command::Collect { specimen: id(), label: label(), at: *NOW });
        wish(Role::LabReception, Command::Receive { specimen: id(), label: label() });
        if course.specimens.iter().all(|other| other.replaces.is_none()) {
            let replacement = s(&format!("{}2", own.id));
            wish(
                Role::LabSequencing,
                Command::Reject { specimen: id(), reason: RejectionReason::PoorDna, replacement },
            );
        }
        wish(Role::LabSequencing, Command::EstablishCulture { specimen: id() });
        wish(Role::LabSequencing, Command::AcceptDna { specimen: id() });
        wish(Role::LabSequencing, Command::ReleaseToSequencing { specimen: id() });
        let (mean_depth, units) = if own.material.role() == PairRole::Tumour { (91, 3) } else { (33, 1) };
        wish(Role::LabSequencing, Command::RecordSequenced { specimen: id(), mean_depth, units });
        wish(Role::LabSequencing, Command::StopSequencing { specimen: id(), units: 1, reason: "x".into() });
        wish(Role::QcRelease, Command::Resequence { specimen: id(), units, reason: "x".into() });
    }
    for identity in [AGREES, DIFFERS] {
        wish(Role::QcRelease, Command::CheckIdentity { order: order(), identity });
    }
    wish(Role::QcRelease, Command::ReleaseData { order: order() });
    wish(Role::Approver, Command::Return { order: order(), reason: "x".into() });
    wish(Role::Approver, Command::Sign { order: order() });
    wish(Role::Approver, Command::Deliver { order: order(), recipients: vec!["requester".into()] });
    wish(Role::Requester, Command::Acknowledge { order: order() });
    wish(Role::Approver, Command::Amend { order: order(), reason: "x".into() });
    wish(Role::Requester, Command::Cancel { order: order(), reason: CancelReason::Clinical, text: "x".into() });
    for hold in [Hold::Identity, Hold::Clinical] {
        wish(Role::QcRelease, Command::PlaceHold { order: order(), hold, reason: "x".into() });
        wish(Role::QcRelease, Command::LiftHold { order: order(), hold, reason: "x".into() });
    }
    all.push((Staff { role: Role::Approver, ..staff(Role::Interpreter) }, Command::Sign { order: order() }));
    all
}

/// Whether the step brings material or data further, or a report nearer to a reader.
pub fn needs_consent(event: &Event) -> bool {
    matches!(
        event,
        Event::OrderAccepted { .. }
            | Event::SpecimenCollected { .. }
            | Event::CultureEstablished { .. }
            | Event::DnaAccepted { .. }
            | Event::SpecimenReleased { .. }
            | Event::SpecimenSequenced { .. }
            | Event::ResequencingOrdered { .. }
            | Event::IdentityChecked { .. }
            | Event::DataReleased { .. }
            | Event::ReportInterpreted { .. }
            | Event::ReportSigned { .. }
            | Event::ReportDelivered { .. }
    )
}

/// What must be true of every step, asked of the states before and after it and not of the guards.
fn check_step(before: &Course, event: &Event, by: &Staff) {
    // In force, told from the record and its state alone.
    let on_file: Vec<_> = before.consents.iter().filter(|own| own.state == ConsentState::OnFile).collect();
    assert!(on_file.len() <= 1);
    if needs_consent(event) {
        let own = on_file.first().unwrap_or_else(|| panic!("{event:?} without a consent in force"));
        assert_eq!(own.record.person, before.patient);
        assert!(own.withdrawn.is_none());
        if let Event::SpecimenReleased { consent, .. }
        | Event::DataReleased { consent, .. }
        | Event::ReportSigned { consent, .. }
        | Event::ReportDelivered { consent, .. } = event
        {
            assert_eq!(*consent, own.id, "the consent that is in force is the one that is pinned");
        }
        if let Event::ReportDelivered { choice, order, .. } = event {
            assert_eq!(Some(*choice), own.record.incidental_choice, "the patient's own choice, as it is today");
            assert_eq!(before.order(order).unwrap().reports.last().unwrap().report.incidental_choice, *choice);
        }
        assert!(
            before.orders.iter().all(|order| order.holds.is_empty() || matches!(event, Event::IdentityChecked { .. }))
        );
    }
    if let Event::ReportSigned { order, approver, .. } = event {
        assert_ne!(before.order(order).unwrap().reports.last().unwrap().interpreter, *approver, "four eyes");
        assert_eq!(by.id, *approver);
    }
    if let Event::DataReleased { order, provisional: false, .. } = event {
        assert!(before.order(order).unwrap().identity.is_some_and(clinic::order::Identity::agrees));
    }
}

/// What must be true of every state.
fn check_state(course: &Course) {
    use OrderState as S;
    for order in &course.orders {
        let far = !matches!(order.state, S::Submitted | S::Accepted | S::Provisional);
        if far {
            assert_eq!(order.ledger.outstanding(), 0, "{:?}", order.state);
            let own = course.specimens.iter().filter(|own| own.order == order.id);
            own.for_each(|own| assert!(own.is_at_rest(), "{:?} in {:?}", own.state, order.state));
        }
        if far && order.state != S::Cancelled {
            for role in [PairRole::Tumour, PairRole::Germline] {
                assert_eq!(course.in_use(order, role).map(|own| own.state), Some(SpecimenState::Sequenced));
            }
        }
    }
    for own in course.specimens.iter().filter(|own| own.state == SpecimenState::Rejected) {
        let next = course.specimens.iter().filter(|next| next.replaces.as_ref() == Some(&own.id)).count();
        assert_eq!(next, 1, "a rejected specimen is taken again exactly once");
    }
    check_a_clinician_can_end(course);
}

/// Nobody is caught: while no report is delivered, stopping the runs and cancelling always ends the order, consent or not.
fn check_a_clinician_can_end(course: &Course) {
    let Some(order) = course.orders.first() else { return };
    if order.stamps.ended.is_some() || order.stamps.delivered.is_some() {
        return;
    }
    let mut walk = Walk { course: course.clone(), events: vec![], now: *NOW };
    for own in course.specimens.iter().filter(|own| own.state == SpecimenState::Released) {
        let stop = Command::StopSequencing { specimen: own.id.clone(), units: 1, reason: "x".into() };
        walk.does(Role::LabSequencing, &stop);
    }
    let end = Command::Cancel { order: o("o1"), reason: CancelReason::Clinical, text: "x".into() };
    walk.does(Role::Requester, &end);
}

/// Where the search stops going on.
fn within_bounds(course: &Course) -> bool {
    course.orders.iter().all(|order| order.reports.len() <= 2 && order.ledger.outstanding() <= 4)
}

#[test]
fn no_path_leads_to_sequencing_data_or_a_report_without_consent_in_force() {
    let mut start = Walk::new();
    start.consented();
    start.submits(&staff(Role::Requester), "o1", Kind::New, &referral("RR0", &[]), &[]).unwrap();
    let mut seen: HashSet<[u64; 2]> = HashSet::from([situation(&start.course)]);
    let mut waiting = vec![start.course];
    let (mut steps, mut refused) = (0_u64, 0_u64);
    let mut reached: BTreeSet<OrderState> = BTreeSet::new();
    while let Some(course) = waiting.pop() {
        check_state(&course);
        reached.extend(course.orders.iter().map(|order| order.state));
        for (by, command) in wishes(&course) {
            let Ok(events) = course.decide(&command, &by, *NOW, rules()) else {
                refused += 1;
                continue;
            };
            let mut next = course.clone();
            for event in events {
                check_step(&next, &event, &by);
                next.apply(&Stamped { at: *NOW, by: by.clone(), event });
            }
            steps += 1;
            if within_bounds(&next) && seen.insert(situation(&next)) {
                waiting.push(next);
            }
        }
    }
    eprintln!("states {}, steps {steps}, refusals {refused}", seen.len());
    for state in [OrderState::Provisional, OrderState::Acknowledged, OrderState::Cancelled, OrderState::Signed] {
        assert!(reached.contains(&state), "{state:?} is never reached: the search sees too little");
    }
    assert!(seen.len() > 10_000, "{} states: the search sees too little", seen.len());
}
