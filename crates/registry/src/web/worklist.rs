//! What waits for whoever is signed in, the oldest first, and what is under way with others.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use clinic::clock::day_of;
use clinic::code::CodeList;
use clinic::order::{Hold, OrderState};
use clinic::staff::Role;
use jiff::Timestamp;

use super::code_words::code_word;
use super::desk::Desk;
use super::form::Form;
use super::frame::{Frame, page};
use crate::access::Work;

/// Orders that are shown before the rest is asked for.
const FIRST: usize = 50;

/// The states in which an order waits for a role (docs/states/order.txt).
fn waits_for(role: Role) -> &'static [OrderState] {
    use OrderState as S;
    match role {
        Role::Programme => &[S::Submitted],
        Role::LabReception | Role::LabSequencing | Role::QcRelease => &[S::Accepted, S::Provisional],
        Role::Interpreter => &[S::DataReleased],
        Role::Approver => &[S::ReviewPending, S::Signed],
        Role::Requester => &[S::Accepted, S::Delivered, S::Acknowledged, S::Discussed],
        Role::MdtSecretary => &[S::Acknowledged],
        _ => &[],
    }
}

/// An order in a list.
pub(super) struct Row {
    pub patient: String,
    pub order: String,
    pub track: String,
    pub state: String,
    pub holds: Vec<String>,
    pub submitted: String,
    pub days: i64,
}

/// Orders under a heading.
pub(super) struct Rows {
    pub id: &'static str,
    pub heading: &'static str,
    pub shown: Vec<Row>,
    pub all: usize,
}

/// The page.
#[derive(Template)]
#[template(path = "worklist.html")]
pub(super) struct Worklist {
    frame: Frame,
    lists: Vec<Rows>,
    nothing: bool,
}

fn row(work: &Work, now: Timestamp, frame: &Frame) -> Row {
    let days = work.submitted.map_or(0, |at| (day_of(now) - day_of(at)).get_days());
    Row {
        patient: work.patient.to_string(),
        order: work.order.to_string(),
        track: format!("{}/{}", work.indication, work.route),
        state: code_word(OrderState::CODES, work.state.code(), frame.language).to_owned(),
        holds: work.holds.iter().map(|hold| code_word(Hold::CODES, hold, frame.language).to_owned()).collect(),
        submitted: work.submitted.map(super::moment::time).unwrap_or_default(),
        days: days.into(),
    }
}

pub(super) async fn worklist(desk: Desk, RawQuery(query): RawQuery) -> Response {
    desk.answer(move |desk| {
        let now = desk.now();
        let frame = desk.frame("/worklist");
        let mut work = desk.service.store.worklist(&desk.viewer, now)?;
        work.sort_by_key(|own| own.submitted);
        let mine = waits_for(desk.viewer.role());
        let most =
            if Form::read(query.unwrap_or_default().as_bytes()).get("all").is_some() { usize::MAX } else { FIRST };
        let list = |id, heading, wanted: &dyn Fn(&Work) -> bool| {
            let fitting: Vec<&Work> = work.iter().filter(|own| wanted(own)).collect();
            Rows {
                id,
                heading,
                all: fitting.len(),
                shown: fitting.into_iter().take(most).map(|own| row(own, now, &frame)).collect(),
            }
        };
        let lists = vec![
            list("waiting", frame.w.waiting, &|own| mine.contains(&own.state)),
            list("under-way", frame.w.under_way, &|own| !mine.contains(&own.state)),
        ];
        let nothing = lists.first().is_none_or(|own| own.shown.is_empty());
        let lists = lists.into_iter().filter(|own| own.all > 0).collect();
        Ok(page(StatusCode::OK, &Worklist { frame, lists, nothing }))
    })
    .await
}
