//! Joining two courses of one person: the proposal, both patients side by side with what would follow, and the confirmation by somebody else.

use askama::Template;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use clinic::code::CodeList;
use clinic::consent::ConsentState;
use clinic::course::{Course, Refusal};
use clinic::cpr::Cpr;
use clinic::identifier::PatientId;
use clinic::language::Language;
use clinic::referral::Fault;

use super::case::view::{PersonView, person};
use super::case::{Against, against, known};
use super::code_words::code_word;
use super::desk::Desk;
use super::form::Form;
use super::frame::{Frame, go_to, page};
use super::people::field;
use super::requisition::{Control, FieldView, Wrong};
use crate::access::policy::{Action, Denial};
use crate::person::Proposed;
use crate::store::StoreError;

/// The page.
#[derive(Template)]
#[template(path = "joining.html")]
struct Joining {
    frame: Frame,
    patient: String,
    error: Option<&'static str>,
    failed: Option<String>,
    refused: Vec<Against>,
    proposal: Option<ProposalView>,
    fields: Vec<FieldView>,
    step_up: bool,
}

/// A proposal on the page.
struct ProposalView {
    ends: PersonView,
    goes_on: PersonView,
    into: String,
    reason: String,
    by: String,
    at: String,
    until: String,
    stands: Vec<Against>,
    after: Option<AfterView>,
    is_own: bool,
}

/// The course as it would be.
struct AfterView {
    orders: String,
    consent: &'static str,
    transplanted: Option<String>,
}

/// What came of the last form.
#[derive(Default)]
struct Came {
    error: Option<&'static str>,
    failed: Option<String>,
    refused: Vec<Refusal>,
    wrong: Vec<(&'static str, String)>,
}

fn after(course: &Course, language: Language) -> AfterView {
    let consent = course.consent_on_file().or(course.consents.last()).map(|own| own.state);
    let word = |state: ConsentState| code_word(ConsentState::CODES, state.code(), language);
    let orders: Vec<&str> = course.orders.iter().map(|own| own.id.as_str()).collect();
    AfterView {
        orders: if orders.is_empty() { "–".to_owned() } else { orders.join(", ") },
        consent: consent.map_or("–", word),
        transplanted: course.transplanted.map(|day| day.to_string()),
    }
}

fn view(desk: &Desk, own: &Proposed) -> ProposalView {
    ProposalView {
        ends: person(&own.ends, desk.language),
        goes_on: person(&own.goes_on, desk.language),
        into: own.proposal.into.to_string(),
        reason: own.proposal.reason.clone(),
        by: own.proposal.by.to_string(),
        at: super::moment::time(own.proposal.at),
        until: super::moment::time(own.proposal.until()),
        stands: against(&own.against, desk),
        after: own.after.as_ref().map(|course| after(course, desk.language)),
        is_own: own.proposal.by == desk.viewer.staff().id,
    }
}

fn shown(desk: &Desk, patient: &PatientId, form: &Form, came: Came) -> Result<Response, StoreError> {
    let empty = form.is_empty();
    let path = format!("/cases/{patient}/joining");
    let frame = desk.frame(if empty { &path } else { "" });
    let w = frame.w;
    let proposed = desk.service.store.proposed_joining(&desk.viewer, patient, desk.now())?;
    let given = |name: &str| form.get(name).unwrap_or_default();
    let mut fields = vec![
        field("number", "number", w.number_of_other, given("number"), true),
        field("reason", "reason", w.reason, given("reason"), true),
    ];
    for one in &mut fields {
        if one.name == "reason" {
            one.control = Control::Area;
        }
        if let Some((_, remedy)) = came.wrong.iter().find(|(name, _)| *name == one.name) {
            one.wrong = Some(Wrong { remedy: remedy.clone(), given: None });
        }
    }
    let status = match (&came.refused[..], came.error.is_some() || came.failed.is_some() || !came.wrong.is_empty()) {
        ([], false) => StatusCode::OK,
        ([], true) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::CONFLICT,
    };
    let answer = Joining {
        patient: patient.to_string(),
        error: came.error,
        failed: came.failed,
        refused: against(&came.refused, desk),
        proposal: proposed.as_ref().map(|own| view(desk, own)),
        fields,
        step_up: !desk.viewer.staff().may_sign(desk.now()),
        frame,
    };
    Ok(page(status, &answer))
}

pub(super) async fn before(desk: Desk, Path(patient): Path<String>) -> Response {
    desk.answer(move |desk| {
        desk.may(Action::JoinCourses)?;
        shown(desk, &known(&patient)?, &Form::default(), Came::default())
    })
    .await
}

pub(super) async fn asked(mut desk: Desk, Path(patient): Path<String>, body: Bytes) -> Response {
    let form = Form::read(&body);
    let not_renewed = match desk.shows_again(&form).await {
        Ok(not_renewed) => not_renewed,
        Err(response) => return response,
    };
    desk.answer(move |desk| {
        desk.may(Action::JoinCourses)?;
        let patient = known(&patient)?;
        let (store, w) = (&desk.service.store, super::words(desk.language));
        let again = |came: Came| shown(desk, &patient, &form, came);
        if not_renewed.is_some() {
            return again(Came { failed: not_renewed, ..Came::default() });
        }
        let confirms = form.get("do") == Some("confirm");
        let done = if confirms {
            let into = known(form.get("into").unwrap_or_default())?;
            store.confirm_joining(&desk.viewer, &patient, &into, desk.now())
        } else {
            let mut wrong = Vec::new();
            let number = Cpr::parse(form.get("number").unwrap_or_default());
            if let Err(error) = &number {
                let fault = if form.get("number").is_none() { Fault::Required } else { Fault::Cpr(*error) };
                wrong.push(("number", fault.remedy(desk.language)));
            }
            if form.get("reason").is_none() {
                wrong.push(("reason", Fault::Required.remedy(desk.language)));
            }
            let (Ok(number), true) = (number, wrong.is_empty()) else {
                return again(Came { wrong, ..Came::default() });
            };
            let reason = form.get("reason").unwrap_or_default();
            store.propose_joining(&desk.viewer, &patient, (&number, reason), desk.now()).map(|own| own.patient)
        };
        let told = |words| again(Came { error: Some(words), ..Came::default() });
        match done {
            Ok(into) if confirms => Ok(go_to(&format!("/cases/{into}?done"))),
            Ok(_) => Ok(go_to(&format!("/cases/{patient}/joining"))),
            Err(StoreError::Refused(refused)) => again(Came { refused, ..Came::default() }),
            Err(StoreError::NotRenewed) => told(w.joining_step_up),
            Err(StoreError::AnotherBirthDate) => told(w.joining_other_birth),
            // The patient of the page is shown: what is not is the other one.
            Err(StoreError::Denied(Denial::Relation | Denial::State)) if !confirms => told(w.no_patient),
            Err(error) => Err(error),
        }
    })
    .await
}
