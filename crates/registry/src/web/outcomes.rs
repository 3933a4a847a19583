//! The forms of follow-up that wait for whoever is signed in, what has waited longest first.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use clinic::clock::day_of;
use clinic::code::CodeList;
use clinic::follow_up::Question;

use super::code_words::code_word;
use super::desk::Desk;
use super::form::Form;
use super::frame::{Frame, page};
use super::parts::{self, Parts};
use super::worklist::{Whose, whose};
use crate::part::Part;

/// Forms of a part of the list.
const FORMS: u64 = 50;

/// A form in the list.
pub(super) struct Row {
    pub whose: Whose,
    pub order: String,
    pub track: String,
    pub link: String,
    pub fields: Vec<&'static str>,
    pub since: String,
    pub days: i32,
    pub until: String,
}

/// The page.
#[derive(Template)]
#[template(path = "outcomes.html")]
pub(super) struct Outcomes {
    frame: Frame,
    rows: Vec<Row>,
    all: u64,
    parts: Option<Parts>,
    saved: bool,
}

pub(super) async fn list(desk: Desk, RawQuery(query): RawQuery) -> Response {
    desk.answer(move |desk| {
        let now = desk.now();
        let frame = desk.frame("/outcomes");
        let wanted = Form::read(query.unwrap_or_default().as_bytes());
        let forms = desk.service.store.due_outcomes(&desk.viewer, now)?;
        let part = Part::of(parts::wanted(&wanted, "part"), FORMS, forms.len() as u64);
        let name = |own: &Question| code_word(Question::CODES, own.code(), frame.language);
        let rows = part.take(&forms).into_iter().map(|own| Row {
            whose: whose(&own.work.patient, own.person.as_ref()),
            order: own.work.order.to_string(),
            track: format!("{}/{}", own.work.indication, own.work.route),
            link: format!("/cases/{}/orders/{}/outcome", own.work.patient, own.work.order),
            fields: own.due.questions.iter().map(name).collect(),
            since: own.due.since.to_string(),
            days: (day_of(now) - own.due.since).get_days(),
            until: own.due.until.map(|day| day.to_string()).unwrap_or_default(),
        });
        let rows = rows.collect();
        let saved = wanted.get("saved").is_some();
        let parts = Parts::of(&frame, frame.w.outcomes, part, |number| format!("/outcomes?part={number}"));
        Ok(page(StatusCode::OK, &Outcomes { rows, all: part.total, parts, saved, frame }))
    })
    .await
}
