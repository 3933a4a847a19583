//! Two courses of one person: proposed, looked at, and joined once somebody else confirms.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use clinic::code::CodeList;
use clinic::course::Course;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{json_answer, refusal, store_problem};
use super::body::read;
use super::person::{fields, number};
use super::wish::patient;
use super::{Answered, Service};
use crate::access::Viewer;
use crate::person::{Proposal, Proposed};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Joining {
    number: String,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Confirmation {
    into: String,
}

fn proposal(own: &Proposal) -> Value {
    json!({
        "patient": own.patient, "into": own.into, "reason": own.reason, "by": own.by, "at": own.at, "until": own.until(),
    })
}

/// What the viewer would see of the course.
fn after(course: &Course) -> Value {
    let consents = course.consents.iter().map(|own| json!({ "id": own.id, "state": own.state.code() }));
    json!({
        "consents": consents.collect::<Vec<_>>(),
        "orders": course.orders.iter().map(|own| &own.id).collect::<Vec<_>>(),
        "transplanted": course.transplanted,
    })
}

fn proposed(own: &Proposed) -> Value {
    json!({
        "proposal": proposal(&own.proposal),
        "against": own.against.iter().map(refusal).collect::<Vec<_>>(),
        "after": own.after.as_ref().map(after),
    })
}

pub(super) async fn propose(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let patient = patient(&id)?;
    let wish: Joining = read(&headers, &body)?;
    let other = number(&wish.number).map_err(|wrong| fields(&[wrong]))?;
    let made = service
        .waiting(move |own| own.store.propose_joining(&viewer, &patient, (&other, &wish.reason), own.now()))
        .await?;
    let made = made.map_err(|error| store_problem(&error))?;
    Ok(json_answer(StatusCode::OK, &json!({ "proposal": proposal(&made) })))
}

pub(super) async fn show(State(service): State<Arc<Service>>, viewer: Viewer, Path(id): Path<String>) -> Answered {
    let patient = patient(&id)?;
    let found = service.waiting(move |own| own.store.proposed_joining(&viewer, &patient, own.now())).await?;
    let found = found.map_err(|error| store_problem(&error))?;
    Ok(json_answer(StatusCode::OK, &found.as_ref().map_or_else(|| json!({ "proposal": null }), proposed)))
}

pub(super) async fn confirm(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let ends = patient(&id)?;
    let wish: Confirmation = read(&headers, &body)?;
    let into = patient(&wish.into)?;
    let done = service.waiting(move |own| own.store.confirm_joining(&viewer, &ends, &into, own.now())).await?;
    let into = done.map_err(|error| store_problem(&error))?;
    Ok(json_answer(StatusCode::OK, &json!({ "patient": into })))
}
