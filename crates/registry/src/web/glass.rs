//! Breaking the glass, and the review of those that were broken.

use askama::Template;
use axum::body::Bytes;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use clinic::cpr::Cpr;
use clinic::referral::Fault;

use super::desk::Desk;
use super::form::Form;
use super::frame::{Frame, go_to, page};
use super::parts::{self, Parts};
use crate::access::GlassPart;
use crate::access::policy::{Action, Denial};
use crate::part::Part;
use crate::store::StoreError;

/// The page of whoever has to look without a relation.
#[derive(Template)]
#[template(path = "break_glass.html")]
pub(super) struct BreakGlass {
    frame: Frame,
    error: Option<String>,
    number: Option<String>,
    reason: Option<String>,
    given: String,
    step_up: bool,
}

impl BreakGlass {
    fn empty(desk: &Desk, path: &str) -> Self {
        let step_up = !desk.viewer.staff().may_sign(desk.now());
        Self { frame: desk.frame(path), error: None, number: None, reason: None, given: String::new(), step_up }
    }
}

pub(super) async fn before(desk: Desk) -> Response {
    desk.answer(|desk| {
        desk.may(Action::BreakGlass)?;
        Ok(page(StatusCode::OK, &BreakGlass::empty(desk, "/break-glass")))
    })
    .await
}

pub(super) async fn broken(mut desk: Desk, body: Bytes) -> Response {
    let form = Form::read(&body);
    let not_renewed = match desk.shows_again(&form).await {
        Ok(not_renewed) => not_renewed,
        Err(response) => return response,
    };
    desk.answer(move |desk| {
        desk.may(Action::BreakGlass)?;
        let mut answer = BreakGlass::empty(desk, "");
        form.get("reason").unwrap_or_default().clone_into(&mut answer.given);
        let number = form.get("number").map(Cpr::parse);
        answer.number = match &number {
            None => Some(Fault::Required.remedy(desk.language)),
            Some(Err(error)) => Some(Fault::Cpr(*error).remedy(desk.language)),
            Some(Ok(_)) => None,
        };
        answer.reason = form.get("reason").is_none().then(|| Fault::Required.remedy(desk.language));
        let (Some(Ok(number)), Some(reason)) = (number, form.get("reason")) else {
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &answer));
        };
        if not_renewed.is_some() {
            answer.error = not_renewed;
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &answer));
        }
        match desk.service.store.break_glass(&desk.viewer, &number, reason, desk.now()) {
            Ok(patient) => Ok(go_to(&format!("/cases/{patient}"))),
            Err(StoreError::Denied(Denial::Relation | Denial::State)) => {
                answer.error = Some(answer.frame.w.nobody_of_number.to_owned());
                Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &answer))
            }
            Err(StoreError::NotRenewed) => {
                answer.error = Some(answer.frame.w.glass_step_up.to_owned());
                Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &answer))
            }
            Err(error) => Err(error),
        }
    })
    .await
}

/// A glass in the list.
pub(super) struct Row {
    pub id: String,
    pub since: String,
    pub who: String,
    pub patient: String,
    pub reason: String,
    pub found: Option<(String, String)>,
}

/// Those that were broken.
#[derive(Template)]
#[template(path = "broken_glass.html")]
pub(super) struct BrokenGlass {
    frame: Frame,
    rows: Vec<Row>,
    waiting: u64,
    error: bool,
    number: u64,
    parts: Option<Parts>,
}

/// Of a page.
const GLASSES: u64 = 50;

fn shown(desk: &Desk, wanted: &Form, error: bool) -> Result<Response, StoreError> {
    let part = |total| Part::of(parts::wanted(wanted, "part"), GLASSES, total);
    let before = |total| part(total).before();
    let listed = desk.service.store.broken_glass(&desk.viewer, GLASSES, before, desk.now())?;
    let GlassPart { total, waiting, broken } = listed;
    let part = part(total);
    let row = |own: &crate::access::Glass| Row {
        id: own.id.clone(),
        since: super::moment::time(own.since),
        who: format!("{}, {}", own.account, desk.unit_name(&own.unit)),
        patient: own.patient.to_string(),
        reason: own.reason.clone(),
        found: own.reviewer.as_ref().map(|who| (who.to_string(), own.finding.clone().unwrap_or_default())),
    };
    let status = if error { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = desk.frame(if error { "" } else { "/broken-glass" });
    let rows = broken.iter().map(row).collect();
    let parts = Parts::of(&frame, frame.w.broken_glass, part, |number| format!("/broken-glass?part={number}"));
    Ok(page(status, &BrokenGlass { rows, waiting, error, number: part.number, parts, frame }))
}

pub(super) async fn list(desk: Desk, RawQuery(query): RawQuery) -> Response {
    desk.answer(move |desk| shown(desk, &Form::read(query.unwrap_or_default().as_bytes()), false)).await
}

/// Writes down what a review found.
pub(super) async fn review(desk: Desk, body: Bytes) -> Response {
    desk.answer(move |desk| {
        let form = Form::read(&body);
        let (id, finding) = (form.get("id").unwrap_or_default(), form.get("finding").unwrap_or_default());
        match desk.service.store.review_glass(&desk.viewer, id, finding, desk.now()) {
            Ok(()) => Ok(go_to("/broken-glass")),
            Err(StoreError::NoReason) => shown(desk, &form, true),
            Err(error) => Err(error),
        }
    })
    .await
}
