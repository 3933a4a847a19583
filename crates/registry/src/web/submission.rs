//! The requisition of a patient in a course: filled in from what is on the register, kept while it is written, checked, and submitted
//! through the one door.

use axum::body::Bytes;
use axum::extract::Path;
use axum::response::Response;
use clinic::clock::day_of;
use clinic::code::{CodeList, RepeatReason};
use clinic::consent::Rules;
use clinic::course::{Course, DUPLICATE_WINDOW_DAYS, NewOrder};
use clinic::eligibility::{CannotAssess, assess};
use clinic::identifier::{OrderId, PatientId};
use clinic::order::{Kind, OrderState};
use clinic::referral::draft::Given;
use clinic::referral::{Referral, ReferralDraft, SCHEMA};

use super::case::{Against, against, wish};
use super::code_words::code_word;
use super::desk::Desk;
use super::form::{Form, new_id, shown};
use super::frame::{go_to, page};
use super::requisition::{InCourse, RequisitionPage, checked, unchecked};
use crate::access::Seen;
use crate::access::policy::Action;
use crate::person::Person;
use crate::store::StoreError;

/// A patient as the requester meets them.
struct Whose {
    patient: PatientId,
    person: Person,
    seen: Seen,
}

fn whose(desk: &Desk, patient: &str) -> Result<Whose, StoreError> {
    let denied = |_| StoreError::Denied(crate::access::policy::Denial::Relation);
    let patient = PatientId::new(patient).map_err(denied)?;
    let seen = desk.service.store.see(&desk.viewer, &patient, desk.now())?;
    let person = desk.service.store.person(&desk.viewer, &patient, desk.now())?;
    Ok(Whose { patient, person, seen })
}

/// What the registers know: whose requisition it is, and who writes it.
fn from_registers(draft: &mut ReferralDraft, desk: &Desk, whose: &Whose) {
    let staff = desk.viewer.staff();
    let number = whose.person.identity.number.as_str().to_owned();
    let known = [
        ("schema", Some(SCHEMA.to_owned())),
        ("patient.cpr", Some(number.clone())),
        ("patient.birth_date", Some(whose.person.identity.birth.to_string())),
        ("requisition.date", Some(day_of(desk.now()).to_string())),
        ("requester.name", Some(desk.viewer.name().to_owned())),
        ("requester.authorisation_id", staff.authorisation_id.clone()),
        ("requester.specialty", Some(staff.specialty.code().to_owned())),
        ("requester.unit", Some(staff.unit.clone())),
    ];
    set(draft, known);
    consent_on_file(draft, whose);
}

/// The consent that is on file, in place of what was written of one: another person's never stays.
fn consent_on_file(draft: &mut ReferralDraft, whose: &Whose) {
    let Some(consent) = whose.seen.course.consent_on_file() else { return };
    let own = &consent.record;
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    draft.remove("consent");
    let known = [
        ("consent.form", own.form.map(|own| own.code().to_owned())),
        ("consent.form_version", own.form_version.clone()),
        ("consent.signed_date", day(own.signed)),
        ("consent.signer", own.signer.map(|own| own.code().to_owned())),
        ("consent.person_cpr", Some(whose.person.identity.number.as_str().to_owned())),
        ("consent.reviewed_by", own.reviewed_by.as_ref().map(ToString::to_string)),
        ("consent.no_new_information_date", day(own.told_no_new_information)),
        ("consent.no_new_information_by", own.told_no_new_information_by.as_ref().map(ToString::to_string)),
        ("consent.incidental_informed_date", day(own.told_incidental_findings)),
        ("consent.incidental_choice", own.incidental_choice.map(|own| own.code().to_owned())),
        ("consent.tissue_register_informed_date", day(own.told_tissue_register)),
    ];
    set(draft, known);
}

fn set<const N: usize>(draft: &mut ReferralDraft, known: [(&str, Option<String>); N]) {
    for (path, value) in known {
        if let Some(value) = value {
            draft.set(path, Given::Text(value));
        }
    }
}

fn in_course(desk: &Desk, whose: &Whose, form: &Form) -> Result<InCourse, StoreError> {
    let kept = |name: &str, new: String| form.get(name).map_or(new, str::to_owned);
    Ok(InCourse {
        patient: whose.patient.to_string(),
        person: whose.person.identity.name.clone(),
        version: whose.seen.version.0,
        key: new_id()?,
        order: kept("order_id", format!("o-{}", new_id()?)),
        kind: kept("kind", "new".to_owned()),
        earlier: whose
            .seen
            .course
            .orders
            .iter()
            .map(|own| format!("{} ({}/{})", own.id, own.submission.indication, own.submission.route))
            .collect(),
        acknowledged: form.get("acknowledge").is_some(),
        kept: false,
        against: vec![],
        step_up: !desk.viewer.staff().may_sign(desk.now()),
        has_consent: whose.seen.course.consent_on_file().is_some(),
        examples: desk.service.demo.as_ref().map(|demo| demo.example_names(desk.language)).unwrap_or_default(),
    })
}

fn answered(answer: &RequisitionPage) -> Response {
    page(answer.status(), answer)
}

pub(super) async fn write(desk: Desk, Path(patient): Path<String>) -> Response {
    desk.answer(move |desk| {
        desk.may(Action::Submit)?;
        let whose = whose(desk, &patient)?;
        let kept = desk.service.store.draft(&desk.viewer, &whose.patient, desk.now())?;
        let mut draft = ReferralDraft::default();
        match &kept {
            Some(body) => {
                draft = Form::read(body.as_bytes()).draft();
                consent_on_file(&mut draft, &whose);
            }
            None => from_registers(&mut draft, desk, &whose),
        }
        let mut course = in_course(desk, &whose, &Form::default())?;
        course.kept = kept.is_some();
        let frame = desk.frame(&format!("/cases/{}/requisition", whose.patient));
        Ok(answered(&unchecked(frame, &desk.service.rule_set, &draft, Some(course))))
    })
    .await
}

/// A draft as it is kept.
pub(super) fn body_of(draft: &ReferralDraft) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for (path, given) in draft.fields().filter(|(path, _)| path.contains('.')) {
        out.append_pair(path, &shown(Some(given)));
    }
    out.finish()
}

pub(super) async fn send(mut desk: Desk, Path(patient): Path<String>, body: Bytes) -> Response {
    let form = Form::read(&body);
    let mut not_renewed = None;
    if form.get("do") == Some("submit") {
        match desk.shows_again(&form).await {
            Ok(shown) => not_renewed = shown,
            Err(response) => return response,
        }
    }
    desk.answer(move |desk| {
        desk.may(Action::Submit)?;
        let whose = whose(desk, &patient)?;
        let rule_set = &desk.service.rule_set;
        let store = &desk.service.store;
        let mut course = in_course(desk, &whose, &form)?;
        let mut draft = form.draft();
        if let (Some(wanted), Some(demo)) = (form.get("example"), &desk.service.demo) {
            if let Some(example) = demo.example(wanted, day_of(desk.now())) {
                draft = example;
                // An example's consent is another person's.
                draft.remove("consent");
            }
            from_registers(&mut draft, desk, &whose);
        }
        if let Some(text) = form.get("scanned") {
            match super::paper::unpacked(text) {
                Some(scanned) => draft = scanned,
                None => {
                    let words = super::words(desk.language).not_scanned.to_owned();
                    course.against = vec![Against { code: "2D".into(), words, rules: vec![] }];
                    let kept = store.draft(&desk.viewer, &whose.patient, desk.now())?.unwrap_or_default();
                    let draft = Form::read(kept.as_bytes()).draft();
                    return Ok(answered(&unchecked(desk.frame(""), rule_set, &draft, Some(course))));
                }
            }
        }
        // Whatever is wrong with it, what was written is not lost.
        store.keep_draft(&desk.viewer, &whose.patient, Some(&body_of(&draft)), desk.now())?;
        course.kept = true;
        if form.get("do") == Some("again") {
            return Ok(go_to(&format!("/sign-in/provider?again=yes&to=/cases/{}/requisition", whose.patient)));
        }
        if form.get("do") != Some("submit") {
            let checking = form.get("do") == Some("check");
            let make = if checking { checked } else { unchecked };
            return Ok(answered(&make(desk.frame(""), rule_set, &draft, Some(course))));
        }
        let submitted = match not_renewed {
            Some(words) => Err(NotSubmitted::Against(vec![Against { code: "DER-14".into(), words, rules: vec![] }])),
            None => submit(desk, &whose, &form, &draft, &course.order),
        };
        match submitted {
            Ok(()) => {
                store.keep_draft(&desk.viewer, &whose.patient, None, desk.now())?;
                Ok(go_to(&format!("/cases/{}?done", whose.patient)))
            }
            Err(NotSubmitted::Against(against)) => {
                // A referral that is not granted was written down, and the course has another version.
                course.version = store.see(&desk.viewer, &whose.patient, desk.now())?.version.0;
                course.against = against;
                Ok(answered(&checked(desk.frame(""), rule_set, &draft, Some(course))))
            }
            Err(NotSubmitted::Faulty) => Ok(answered(&checked(desk.frame(""), rule_set, &draft, Some(course)))),
            Err(NotSubmitted::Store(error)) => Err(error),
        }
    })
    .await
}

/// Why nothing was submitted.
enum NotSubmitted {
    /// Fields are faulty, or it cannot be put to the rules; the page says so by itself.
    Faulty,
    Against(Vec<Against>),
    Store(StoreError),
}

/// The kind of order, as the form and the referral say.
fn kind(form: &Form, referral: &Referral) -> Kind {
    let repeat = || {
        let earlier = OrderId::new(referral.repeat.earlier_order.as_ref()?.as_str()).ok()?;
        let reason: RepeatReason = referral.repeat.reason?;
        Some(Kind::Repeat { earlier, reason })
    };
    match form.get("kind") {
        Some("previously-referred") => Kind::PreviouslyReferred,
        Some("repeat") => repeat().unwrap_or(Kind::New),
        _ => Kind::New,
    }
}

fn seen_orders(course: &Course, form: &Form) -> Vec<OrderId> {
    if form.get("acknowledge").is_some() { course.orders.iter().map(|own| own.id.clone()).collect() } else { vec![] }
}

/// The orders that a submission is too near to (DER-21), as far as they are shown; that it is another unit's where none is.
fn near(desk: &Desk, course: &Course, indication: &str, day: jiff::civil::Date) -> String {
    let w = super::words(desk.language);
    let is_near = |own: &&clinic::order::Order| {
        let apart = (day - own.submission.requisition).get_days().abs();
        own.state != OrderState::Cancelled && own.submission.indication == indication && apart <= DUPLICATE_WINDOW_DAYS
    };
    let told = |own: &clinic::order::Order| {
        let state = code_word(OrderState::CODES, own.state.code(), desk.language);
        format!(
            "{} ({}/{}, {}, {state})",
            own.id, own.submission.indication, own.submission.route, own.submission.requisition
        )
    };
    let all: Vec<String> = course.orders.iter().filter(is_near).map(told).collect();
    if all.is_empty() { w.hidden_duplicate.to_owned() } else { format!("{}: {}.", w.order, all.join(", ")) }
}

fn submit(desk: &Desk, whose: &Whose, form: &Form, draft: &ReferralDraft, order: &str) -> Result<(), NotSubmitted> {
    let referral = Referral::from_draft(draft).map_err(|_| NotSubmitted::Faulty)?;
    let rule_set = &desk.service.rule_set;
    let switches = rule_set.default_switches();
    let assessment = assess(rule_set, &referral, switches.clone()).map_err(|_: CannotAssess| NotSubmitted::Faulty)?;
    let order = OrderId::new(order).map_err(|_| NotSubmitted::Faulty)?;
    let new = NewOrder {
        order,
        assessment: &assessment,
        kind: kind(form, &referral),
        acknowledged_duplicates: seen_orders(&whose.seen.course, form),
    };
    let wish = wish(desk, &whose.patient, form, format!("submit {} {}", new.order, body_of(draft)));
    let rules = Rules { rule_set, switches: &switches };
    let w = super::words(desk.language);
    match desk.service.store.submit(&desk.viewer, &wish, &new, rules) {
        Ok(_) => Ok(()),
        Err(StoreError::Refused(refusals)) => {
            let mut told = against(&refusals, desk);
            let indication = &assessment.picked().track().indication.id;
            for own in told.iter_mut().filter(|own| own.code == "DER-21") {
                own.words =
                    format!("{} {}", own.words, near(desk, &whose.seen.course, indication, referral.requisition.date));
            }
            Err(NotSubmitted::Against(told))
        }
        Err(StoreError::NotRenewed) => {
            let words = if desk.viewer.is_by_provider() { w.step_up_provider } else { w.submit_step_up }.to_owned();
            Err(NotSubmitted::Against(vec![Against { code: "DER-14".into(), words, rules: vec![] }]))
        }
        Err(StoreError::AnotherPerson) => {
            let words = w.another_person.to_owned();
            Err(NotSubmitted::Against(vec![Against { code: "DER-10".into(), words, rules: vec![] }]))
        }
        Err(StoreError::Unmet(_)) => {
            let words = w.changed_text.to_owned();
            Err(NotSubmitted::Against(vec![Against { code: "version".into(), words, rules: vec![] }]))
        }
        Err(error) => Err(NotSubmitted::Store(error)),
    }
}
