//! Courses: seen, written to, and listed by what waits.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use clinic::consent::Rules;
use clinic::course::{Command, NewOrder};
use clinic::eligibility::assess;
use clinic::identifier::OrderId;
use clinic::order::Kind;
use clinic::referral::{Referral, ReferralDraft};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Problem, json_answer, problem, problem_with, store_problem};
use super::body::{harmless, object};
use super::shape::{SUBMISSION, Wrong, check_command, check_object};
use super::verdict::{cannot, field_error};
use super::wish::{patient, versioned, wish, written};
use super::{Answered, Service, WORKLIST, view};
use crate::access::{Viewer, Wish};

pub(super) async fn see(State(service): State<Arc<Service>>, viewer: Viewer, Path(id): Path<String>) -> Answered {
    let patient = patient(&id)?;
    let seen = service.waiting(move |own| own.store.see(&viewer, &patient, own.now())).await?;
    let seen = seen.map_err(|error| store_problem(&error))?;
    Ok(versioned(seen.version, &view::course(&seen)))
}

fn wrong_fields(wrong: &[Wrong]) -> Response {
    problem(Problem::FIELDS, &wrong.iter().map(Wrong::json).collect::<Vec<_>>())
}

/// What passed the check of its shape and is not read all the same.
fn unread(error: &serde_json::Error) -> Response {
    problem(Problem::FIELDS, &[json!({ "path": "", "en": harmless(&error.to_string()) })])
}

pub(super) async fn command(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let given = object(&headers, &body)?;
    let (_, wrong) = check_command(&given);
    if !wrong.is_empty() {
        return Err(wrong_fields(&wrong));
    }
    let command: Command = serde_json::from_value(given.clone()).map_err(|error| unread(&error))?;
    let wish = wish(patient(&id)?, &headers, given.to_string(), service.now())?;
    let done = service.waiting(move |own| {
        let switches = own.rule_set.default_switches();
        let rules = Rules { rule_set: &own.rule_set, switches: &switches };
        own.store.act_with(&viewer, &wish, &command, rules, &|report| own.findings(report))
    });
    done.await?.map(written).map_err(|error| store_problem(&error))
}

/// What is sent to submit, but for the referral, which has its own reading.
#[derive(Deserialize)]
struct Submission {
    order: OrderId,
    kind: Kind,
    #[serde(default)]
    acknowledged_duplicates: Option<Vec<OrderId>>,
}

pub(super) async fn submit(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let given = object(&headers, &body)?;
    let mut wrong = Vec::new();
    check_object("", &given, SUBMISSION, &[], &mut wrong);
    if !wrong.is_empty() {
        return Err(wrong_fields(&wrong));
    }
    let submission: Submission = serde_json::from_value(given.clone()).map_err(|error| unread(&error))?;
    let wish = wish(patient(&id)?, &headers, given.to_string(), service.now())?;
    service.waiting(move |own| submitted(own, &viewer, &wish, submission, &given["referral"])).await?
}

fn submitted(service: &Service, viewer: &Viewer, wish: &Wish, own: Submission, referral: &Value) -> Answered {
    let draft = ReferralDraft::from_json(referral.to_string().as_bytes());
    let draft = draft.map_err(|_| problem(Problem::UNREADABLE, &[json!({ "path": "referral" })]))?;
    let referral = Referral::from_draft(&draft).map_err(|errors| {
        let mut all: Vec<Value> = errors.iter().map(field_error).collect();
        for error in &mut all {
            error["path"] = json!(format!("referral.{}", error["path"].as_str().unwrap_or_default()));
        }
        problem(Problem::FIELDS, &all)
    })?;
    let rule_set = &service.rule_set;
    let switches = rule_set.default_switches();
    let assessment = assess(rule_set, &referral, switches.clone()).map_err(|error| cannot(&error))?;
    let new = NewOrder {
        order: own.order,
        assessment: &assessment,
        kind: own.kind,
        acknowledged_duplicates: own.acknowledged_duplicates.unwrap_or_default(),
    };
    let rules = Rules { rule_set, switches: &switches };
    service.store.submit(viewer, wish, &new, rules).map(written).map_err(|error| store_problem(&error))
}

pub(super) async fn verdict(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    Path((id, order)): Path<(String, String)>,
) -> Answered {
    let patient = patient(&id)?;
    let order = OrderId::new(&order).map_err(|_| problem(Problem::NOTHING, &[]))?;
    let record = service.waiting(move |own| own.store.verdict(&viewer, &patient, &order, own.now())).await?;
    record.map(|record| json_answer(StatusCode::OK, &record)).map_err(|error| store_problem(&error))
}

/// Orders of an answer.
const ORDERS: u32 = 100;
/// Audit records of an answer.
const RECORDS: u32 = 500;

pub(super) async fn worklist(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    RawQuery(query): RawQuery,
) -> Answered {
    let from = from_of(query)?;
    let part = (from as usize, ORDERS as usize);
    let found = service.waiting(move |own| own.store.worklist(&viewer, part, own.now())).await?;
    let (total, orders) = found.map_err(|error| store_problem(&error))?;
    let next = next(WORKLIST, from, ORDERS, total as u64);
    Ok(json_answer(StatusCode::OK, &json!({ "orders": orders, "total": total, "next": next })))
}

/// Where the next part of a list is, if there is one.
pub(super) fn next(path: &str, from: u32, length: u32, total: u64) -> Option<String> {
    let end = from.saturating_add(length);
    (u64::from(end) < total).then(|| format!("{path}?from={end}"))
}

/// The place in a list from which on it is asked for; its beginning where that is not said.
pub(super) fn from_of(query: Option<String>) -> Result<u32, Response> {
    let query = query.unwrap_or_default();
    let mut given = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "from");
    let read = given.next().map_or(Ok(0), |(_, value)| value.parse());
    read.map_err(|_| {
        let (da, en) = ("er intet helt tal fra 0; tag det fra next", "is no whole number from 0; take it from next");
        problem_with(Problem::SEARCH, &[("from", da.to_owned(), en.to_owned())])
    })
}

pub(super) async fn access_log(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Answered {
    let (patient, from) = (patient(&id)?, from_of(query)?);
    let found =
        service.waiting(move |own| own.store.patient_log_page(&viewer, &patient, (from, RECORDS), own.now())).await?;
    let (total, records) = found.map_err(|error| store_problem(&error))?;
    let next = next(&format!("/v1/courses/{id}/access-log"), from, RECORDS, total);
    Ok(json_answer(StatusCode::OK, &json!({ "records": records, "total": total, "next": next })))
}
