//! A course on one page: what is known, what waits, every clock, everything that happened, and a form for each next step.

pub(super) mod view;

use askama::Template;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use clinic::consent::Rules;
use clinic::course::CommandKind;
use clinic::identifier::PatientId;

use super::desk::Desk;
use super::form::Form;
use super::frame::{Frame, go_to, page};
use super::requisition::Control;
use super::steps;
use crate::access::Wish;
use crate::access::policy::{Action, roles};
use crate::precondition::{Precondition, Version};
use crate::store::StoreError;

use view::{EventRow, OrderView, PersonView, StepView};

/// Something that stands against a wish.
pub(super) struct Against {
    pub code: String,
    pub words: String,
    pub rules: Vec<String>,
}

/// What came of the last wish.
#[derive(Default)]
pub(super) struct Came {
    pub against: Vec<Against>,
    /// Faulty fields of the form that was sent, with the remedy.
    pub wrong: Vec<(String, String)>,
    pub changed: bool,
    pub done: bool,
    /// The form, to be shown again.
    pub form: Form,
}

/// The page.
#[derive(Template)]
#[template(path = "case.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a part of the page that is there or not")]
pub(super) struct Case {
    frame: Frame,
    patient: String,
    version: u64,
    person: Option<PersonView>,
    consent: Option<(String, String)>,
    came: Came,
    ahead: Vec<StepView>,
    aside: Vec<StepView>,
    step_up: bool,
    broke_glass: bool,
    may_refer: bool,
    may_read_log: bool,
    may_correct: bool,
    may_join: bool,
    joined_into: Option<String>,
    joined: Vec<String>,
    /// Whose page has the proposal to join this course with another.
    joining: Option<String>,
    has_draft: bool,
    orders: Vec<OrderView>,
    events: Vec<EventRow>,
}

pub(super) fn known(patient: &str) -> Result<PatientId, StoreError> {
    PatientId::new(patient).map_err(|_| StoreError::Denied(crate::access::policy::Denial::Relation))
}

/// The course as it is now, with what came of the last wish.
fn shown(desk: &Desk, patient: &PatientId, came: Came) -> Result<Response, StoreError> {
    let store = &desk.service.store;
    let now = desk.now();
    let (seen, events) = store.timeline(&desk.viewer, patient, now)?;
    // The page does not ask for whoever may not see a person: the patient's log would say that they had tried.
    let person = if roles(Action::ReadPerson).contains(&desk.viewer.role()) {
        match store.person(&desk.viewer, patient, now) {
            Ok(person) => Some(view::person(&person, desk.language)),
            Err(StoreError::Denied(_)) => None,
            Err(error) => return Err(error),
        }
    } else {
        None
    };
    let status = match (&came.against[..], came.changed, &came.wrong[..]) {
        ([], false, []) => StatusCode::OK,
        (_, true, _) => StatusCode::PRECONDITION_FAILED,
        ([], _, _) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::CONFLICT,
    };
    let path = if status == StatusCode::OK { format!("/cases/{patient}") } else { String::new() };
    let mut frame = desk.frame(&path);
    frame.menu.iter_mut().for_each(|own| own.here = false);
    let role = desk.viewer.role();
    let making = view::Making { desk, frame: &frame, seen: &seen, came: &came, now };
    let (ahead, aside) = making.steps()?;
    let asks_again = ahead.iter().any(|step| step.kind == CommandKind::Sign) && !desk.viewer.staff().may_sign(now);
    let goes_on = seen.course.joined_into.is_none();
    let may_join = goes_on && !seen.standing.broke_glass && roles(Action::JoinCourses).contains(&role);
    let joining = if may_join { store.open_joining(&desk.viewer, patient, now)? } else { None };
    let case = Case {
        patient: patient.to_string(),
        version: seen.version.0,
        person,
        consent: making.consent(),
        step_up: asks_again,
        broke_glass: seen.standing.broke_glass,
        may_refer: goes_on && role == clinic::staff::Role::Requester,
        may_read_log: role == clinic::staff::Role::Auditor,
        may_correct: goes_on && !seen.standing.broke_glass && roles(Action::CorrectPerson).contains(&role),
        may_join,
        joined_into: seen.course.joined_into.as_ref().map(ToString::to_string),
        joined: seen.course.joined.iter().map(ToString::to_string).collect(),
        joining: joining.as_ref().map(ToString::to_string),
        has_draft: store.has_draft(&desk.viewer, patient)?,
        orders: seen.course.orders.iter().map(|order| making.order(order)).collect(),
        events: events.iter().rev().map(|event| making.event(event)).collect(),
        ahead,
        aside,
        came,
        frame,
    };
    Ok(page(status, &case))
}

pub(super) async fn case(
    desk: Desk,
    Path(patient): Path<String>,
    axum::extract::RawQuery(query): axum::extract::RawQuery,
) -> Response {
    desk.answer(move |desk| {
        let done = query.is_some_and(|query| query == "done");
        shown(desk, &known(&patient)?, Came { done, ..Came::default() })
    })
    .await
}

/// The version that the page showed.
pub(super) fn seen_version(form: &Form) -> Precondition {
    match form.get("version").and_then(|text| text.parse().ok()) {
        None => Precondition::Missing,
        Some(0) => Precondition::New,
        Some(version) => Precondition::Seen(Version(version)),
    }
}

/// What is sent along with a wish from a page.
pub(super) fn wish(desk: &Desk, patient: &PatientId, form: &Form, content: String) -> Wish {
    Wish {
        patient: patient.clone(),
        precondition: seen_version(form),
        idempotency_key: format!("page {}", form.get("key").unwrap_or_default()),
        content,
        now: desk.now(),
    }
}

pub(super) async fn act(desk: Desk, Path(patient): Path<String>, body: Bytes) -> Response {
    desk.answer(move |desk| {
        let patient = known(&patient)?;
        let form = Form::read(&body);
        let command = match steps::command(&form) {
            Ok(command) => command,
            Err(wrong) => {
                let wrong = wrong.into_iter().map(|(path, fault)| (path, fault.remedy(desk.language))).collect();
                return shown(desk, &patient, Came { wrong, form, ..Came::default() });
            }
        };
        let rule_set = &desk.service.rule_set;
        let switches = rule_set.default_switches();
        let rules = Rules { rule_set, switches: &switches };
        let wish = wish(desk, &patient, &form, format!("{command:?}"));
        let says = |report: &str| desk.service.findings(report);
        match desk.service.store.act_with(&desk.viewer, &wish, &command, rules, &says) {
            Ok(_) => Ok(go_to(&format!("/cases/{patient}?done"))),
            Err(error) => came_to_nothing(desk, &patient, form, error),
        }
    })
    .await
}

/// A wish that the course refused, shown with everything that stands against it.
fn came_to_nothing(desk: &Desk, patient: &PatientId, form: Form, error: StoreError) -> Result<Response, StoreError> {
    match error {
        StoreError::Refused(refusals) => {
            let against = against(&refusals, desk);
            shown(desk, patient, Came { against, form, ..Came::default() })
        }
        StoreError::Unmet(_) => shown(desk, patient, Came { changed: true, form, ..Came::default() }),
        error => Err(error),
    }
}

/// Refusals in words, each with the rules of the guideline behind it.
pub(super) fn against(refusals: &[clinic::course::Refusal], desk: &Desk) -> Vec<Against> {
    let told = |own: &clinic::course::Refusal| Against {
        code: own.code().to_owned(),
        words: own.words(desk.language),
        rules: own.rules().to_vec(),
    };
    refusals.iter().map(told).collect()
}

/// Shows again who one is, and goes back to the course, or to the report that is to be signed.
pub(super) async fn renew(mut desk: Desk, Path(patient): Path<String>, body: Bytes) -> Response {
    let form = Form::read(&body);
    let error = match desk.renew(form.raw("password")).await {
        Ok(shown) => shown.err(),
        Err(response) => return response,
    };
    desk.answer(move |desk| {
        let course = format!("/cases/{patient}");
        let Some(words) = error else {
            let back = form.get("to").filter(|to| to.starts_with(&format!("{course}/")));
            return Ok(go_to(back.unwrap_or(&format!("{course}?done"))));
        };
        let against = vec![Against { code: "DER-14".into(), words, rules: vec![] }];
        shown(desk, &known(&patient)?, Came { against, ..Came::default() })
    })
    .await
}
