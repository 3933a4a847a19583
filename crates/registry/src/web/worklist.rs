//! What waits for whoever is signed in, the oldest first, and what is under way with others: with names for those who may see them,
//! and with the age of each order by every clock that runs.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use clinic::clock::{Clock, day_of};
use clinic::code::CodeList;
use clinic::identifier::PatientId;
use clinic::order::{Hold, OrderState};
use clinic::staff::Role;
use jiff::Timestamp;

use super::age::{Age, promise, running, unit};
use super::code_words::code_word;
use super::desk::Desk;
use super::form::Form;
use super::frame::{Frame, page};
use super::parts::{self, Parts};
use crate::access::Open;
use crate::part::Part;
use crate::person::Person;
use crate::store::StoreError;

/// Orders of a part of a list.
const ORDERS: u64 = 50;

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

/// Whose order it is: the pseudonym, and the person for those who may see one.
pub(super) struct Whose {
    pub patient: String,
    pub name: Option<String>,
    pub birth: String,
    pub protected: bool,
}

pub(super) fn whose(patient: &PatientId, person: Option<&Person>) -> Whose {
    Whose {
        patient: patient.to_string(),
        name: person.map(|own| own.identity.name.clone()),
        birth: person.map(|own| own.identity.birth.to_string()).unwrap_or_default(),
        protected: person.is_some_and(|own| own.identity.protected),
    }
}

/// A clock that runs, as a row of a list shows it.
pub(super) struct AgeView {
    pub id: String,
    pub told: String,
    pub over: bool,
}

/// `12 of 30 days (40 %)`.
pub(super) fn age_view(age: &Age<'_>, frame: &Frame) -> AgeView {
    let w = frame.w;
    let (used, unit) = (age.used(w), unit(age.clock, w));
    let told = match (age.limit(), age.share()) {
        (Some(limit), Some(share)) => format!("{used} {} {limit} {unit} ({share} %)", w.of),
        _ => format!("{used} {unit}"),
    };
    AgeView { id: age.clock.id.clone(), told, over: age.is_over() }
}

/// What a clock is, below a list that names it.
pub(super) struct Legend {
    pub id: String,
    pub words: String,
    pub promise: &'static str,
}

pub(super) fn legend(clocks: &[Clock], named: &BTreeSet<String>, frame: &Frame) -> Vec<Legend> {
    let own = clocks.iter().filter(|clock| named.contains(&clock.id));
    own.map(|clock| Legend {
        id: clock.id.clone(),
        words: frame.language.pick(&clock.da, &clock.en).to_owned(),
        promise: promise(clock, frame.w),
    })
    .collect()
}

/// The clocks of the guideline. The service does not start on one that cannot run.
pub(super) fn clocks(desk: &Desk) -> Result<Vec<Clock>, StoreError> {
    Clock::all(&desk.service.rule_set.definitions).map_err(|_| StoreError::Register("clocks"))
}

/// An order in a list.
pub(super) struct Row {
    pub whose: Whose,
    pub order: String,
    pub track: String,
    pub state: String,
    pub holds: Vec<String>,
    pub submitted: String,
    pub days: i64,
    pub ages: Vec<AgeView>,
}

/// Orders under a heading.
pub(super) struct Rows {
    pub id: &'static str,
    pub heading: &'static str,
    pub shown: Vec<Row>,
    pub all: u64,
    pub parts: Option<Parts>,
}

/// The page.
#[derive(Template)]
#[template(path = "worklist.html")]
pub(super) struct Worklist {
    frame: Frame,
    lists: Vec<Rows>,
    legend: Vec<Legend>,
    nothing: bool,
    next: &'static str,
}

/// The state of an order and its holds, in words.
pub(super) fn state(open: &Open, frame: &Frame) -> (String, Vec<String>) {
    let hold = |hold: &String| code_word(Hold::CODES, hold, frame.language).to_owned();
    let state = code_word(OrderState::CODES, open.work.state.code(), frame.language).to_owned();
    (state, open.work.holds.iter().map(hold).collect())
}

fn row(open: &Open, person: Option<&Person>, clocks: &[Clock], now: Timestamp, frame: &Frame) -> Row {
    let work = &open.work;
    let days = work.submitted.map_or(0, |at| (day_of(now) - day_of(at)).get_days());
    let (state, holds) = state(open, frame);
    Row {
        whose: whose(&work.patient, person),
        order: work.order.to_string(),
        track: format!("{}/{}", work.indication, work.route),
        state,
        holds,
        submitted: work.submitted.map(super::moment::time).unwrap_or_default(),
        days: days.into(),
        ages: running(clocks, open, now).iter().map(|age| age_view(age, frame)).collect(),
    }
}

/// What somebody does who finds nothing waiting, by role.
fn next(role: Role, frame: &Frame) -> &'static str {
    match role {
        Role::Requester => frame.w.next_requester,
        Role::MdtSecretary | Role::UnitReader => frame.w.next_reader,
        _ => frame.w.next_others,
    }
}

pub(super) async fn worklist(desk: Desk, RawQuery(query): RawQuery) -> Response {
    desk.answer(move |desk| {
        let now = desk.now();
        let frame = desk.frame("/worklist");
        let clocks = clocks(desk)?;
        let mine = waits_for(desk.viewer.role());
        let form = Form::read(query.unwrap_or_default().as_bytes());
        let (lists, persons) = desk.service.store.open_orders(&desk.viewer, now, |open| {
            let (waiting, others): (Vec<Open>, Vec<Open>) =
                open.into_iter().partition(|own| mine.contains(&own.work.state));
            let lists = [("waiting", waiting), ("under-way", others)].map(|(id, own)| {
                let part = Part::of(parts::wanted(&form, id), ORDERS, own.len() as u64);
                (id, part, part.take(own))
            });
            let shown = lists.iter().flat_map(|(.., own)| own).map(|own| own.work.patient.clone()).collect();
            (lists, shown)
        })?;
        let nothing = lists[0].1.total == 0;
        let headings = [frame.w.waiting, frame.w.under_way];
        let lists = headings.into_iter().zip(lists).filter(|(_, (_, part, _))| part.total > 0);
        let list = |(heading, (id, part, own)): (&'static str, (&'static str, Part, Vec<Open>))| {
            let shown = own.iter().map(|own| row(own, persons.get(&own.work.patient), &clocks, now, &frame));
            let parts = Parts::of(&frame, heading, part, |number| format!("/worklist?{id}={number}#{id}"));
            Rows { id, heading, all: part.total, shown: shown.collect(), parts }
        };
        let lists: Vec<Rows> = lists.map(list).collect();
        let named = lists.iter().flat_map(|own| &own.shown).flat_map(|own| &own.ages).map(|age| age.id.clone());
        let legend = legend(&clocks, &named.collect(), &frame);
        let next = next(desk.viewer.role(), &frame);
        Ok(page(StatusCode::OK, &Worklist { frame, lists, legend, nothing, next }))
    })
    .await
}
