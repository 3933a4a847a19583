//! Follow-up over HTTP: the forms that are due, and what is known of one order's outcome.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use clinic::clock::day_of;
use clinic::code::CodeList;
use clinic::course::CommandKind;
use clinic::follow_up::{Answer, Due, Outcomes, Question};
use clinic::identifier::OrderId;
use serde_json::{Map, Value, json};

use super::answer::{Problem, json_answer, problem, store_problem};
use super::wish::{patient, versioned};
use super::{Answered, Service};
use crate::access::Viewer;
use crate::access::policy::Action;

fn answers(own: &BTreeMap<Question, Answer>) -> Map<String, Value> {
    let answer = |own: &Answer| json!({ "said": own.said, "at": own.at, "by": own.by, "register": own.register });
    own.iter().map(|(question, own)| (question.code().to_owned(), answer(own))).collect()
}

/// Everything that is known of an outcome.
pub(super) fn outcome(own: &Outcomes) -> Value {
    json!({
        "persons": answers(&own.persons),
        "registers": answers(&own.registers),
        "contradictions": own.contradictions().map(|(question, ..)| question).collect::<Vec<_>>(),
        "asked": own.asked,
    })
}

fn due(own: &Due) -> Value {
    json!({ "questions": own.questions, "since": own.since, "until": own.until })
}

pub(super) async fn list(State(service): State<Arc<Service>>, viewer: Viewer) -> Answered {
    let forms =
        service.waiting(move |own| own.store.due_outcomes(&viewer, own.now()).map(|all| (all, own.now()))).await?;
    let (forms, now) = forms.map_err(|error| store_problem(&error))?;
    let form = |own: &crate::access::DueForm| {
        let days = (day_of(now) - own.due.since).get_days();
        json!({ "patient": own.work.patient, "order": own.work.order, "due": due(&own.due), "days": days })
    };
    Ok(json_answer(StatusCode::OK, &json!({ "forms": forms.iter().map(form).collect::<Vec<_>>() })))
}

pub(super) async fn of_order(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    Path((id, order)): Path<(String, String)>,
) -> Answered {
    let patient = patient(&id)?;
    let order = OrderId::new(&order).map_err(|_| problem(Problem::NOTHING, &[]))?;
    let action = Action::Do(CommandKind::RecordOutcome);
    let seen = service
        .waiting(move |own| {
            own.store.see_order(&viewer, &patient, &order, action, own.now()).map(|seen| (seen, order, own.now()))
        })
        .await?;
    let (seen, order, now) = seen.map_err(|error| store_problem(&error))?;
    let Some(own) = seen.course.order(&order) else { return Err(problem(Problem::NOTHING, &[])) };
    let value = json!({
        "due": seen.course.due(own, now).as_ref().map(due),
        "criteria": own.criteria(),
        "findings": own.findings,
        "outcome": outcome(&own.outcomes),
        "death": seen.course.death(),
        "last_seen": seen.course.last_seen(),
    });
    Ok(versioned(seen.version, &value))
}
