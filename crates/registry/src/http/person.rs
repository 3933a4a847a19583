//! Who a patient is: put on the register, found and shown. Numbers are sent in bodies only, so that no log of addresses has one.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use clinic::cpr::Cpr;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Problem, json_answer, problem_with, store_problem};
use super::body::read;
use super::course::{from_of, next};
use super::wish::{patient, precondition, versioned};
use super::{Answered, BROKEN_GLASS, Service};
use crate::access::{GlassPart, Viewer};
use crate::person::Identity;

/// Broken glasses of an answer.
const GLASSES: u32 = 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPerson {
    number: String,
    name: String,
    birth: String,
    #[serde(default)]
    protected: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sought {
    number: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Breaking {
    number: String,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Review {
    finding: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CorrectedPerson {
    number: String,
    name: String,
    birth: String,
    #[serde(default)]
    protected: bool,
    reason: String,
}

pub(super) type Field = (&'static str, String, String);

pub(super) fn number(text: &str) -> Result<Cpr, Field> {
    let da = "skal være et CPR-nummer eller erstatningsnummer: ti tegn, gyldig dato".to_owned();
    let en = "must be a CPR number or a replacement number: ten characters, a valid date".to_owned();
    Cpr::parse(text).map_err(|_| ("number", da, en))
}

fn identity(new: &NewPerson) -> Result<Identity, Vec<Field>> {
    let mut wrong = Vec::new();
    let number = number(&new.number).map_err(|field| wrong.push(field)).ok();
    let birth = new.birth.parse().map_err(|_| {
        wrong.push((
            "birth",
            "skal være en dato som 1964-09-14".to_owned(),
            "must be a date such as 1964-09-14".to_owned(),
        ));
    });
    if new.name.trim().is_empty() {
        wrong.push(("name", "mangler; skriv navnet".to_owned(), "is missing; write the name".to_owned()));
    }
    match (number, birth, wrong.is_empty()) {
        (Some(number), Ok(birth), true) => {
            Ok(Identity { number, name: new.name.trim().to_owned(), birth, protected: new.protected })
        }
        _ => Err(wrong),
    }
}

pub(super) fn fields(wrong: &[Field]) -> Response {
    problem_with(Problem::FIELDS, wrong)
}

pub(super) async fn register(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let new: NewPerson = read(&headers, &body)?;
    let identity = identity(&new).map_err(|wrong| fields(&wrong))?;
    let made = service.waiting(move |own| own.store.register_person(&viewer, &identity, own.now())).await?;
    let patient = made.map_err(|error| store_problem(&error))?;
    Ok(json_answer(StatusCode::OK, &json!({ "patient": patient })))
}

pub(super) async fn find(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let sought: Sought = read(&headers, &body)?;
    let number = number(&sought.number).map_err(|wrong| fields(&[wrong]))?;
    let found = service.waiting(move |own| own.store.find_person(&viewer, &number, own.now())).await?;
    let patient = found.map_err(|error| store_problem(&error))?;
    Ok(json_answer(StatusCode::OK, &json!({ "patient": patient })))
}

pub(super) async fn show(State(service): State<Arc<Service>>, viewer: Viewer, Path(id): Path<String>) -> Answered {
    let patient = patient(&id)?;
    let person = service.waiting(move |own| own.store.person(&viewer, &patient, own.now())).await?;
    let person = person.map_err(|error| store_problem(&error))?;
    let own = &person.identity;
    let shown = json!({
        "patient": person.patient,
        "number": own.number.as_str(),
        "name": own.name,
        "birth": own.birth,
        "protected": own.protected,
        "joined_into": person.joined_into,
    });
    Ok(versioned(person.version, &shown))
}

pub(super) async fn correct(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let patient = patient(&id)?;
    let CorrectedPerson { number, name, birth, protected, reason } = read(&headers, &body)?;
    let new = identity(&NewPerson { number, name, birth, protected }).map_err(|wrong| fields(&wrong))?;
    let seen = precondition(&headers)?;
    let corrected =
        service.waiting(move |own| own.store.correct_person(&viewer, &patient, (&new, &reason), seen, own.now()));
    let version = corrected.await?.map_err(|error| store_problem(&error))?;
    Ok(versioned(version, &json!({ "version": version.0 })))
}

pub(super) async fn break_glass(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let wish: Breaking = read(&headers, &body)?;
    let number = number(&wish.number).map_err(|wrong| fields(&[wrong]))?;
    let broken = service.waiting(move |own| own.store.break_glass(&viewer, &number, &wish.reason, own.now())).await?;
    let patient = broken.map_err(|error| store_problem(&error))?;
    Ok(json_answer(StatusCode::OK, &json!({ "patient": patient })))
}

pub(super) async fn broken_glass(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    RawQuery(query): RawQuery,
) -> Answered {
    let from = from_of(query)?;
    let before = move |_| u64::from(from);
    let found = service.waiting(move |own| own.store.broken_glass(&viewer, GLASSES.into(), before, own.now())).await?;
    let GlassPart { total, waiting, broken } = found.map_err(|error| store_problem(&error))?;
    let next = next(BROKEN_GLASS, from, GLASSES, total);
    Ok(json_answer(
        StatusCode::OK,
        &json!({ "broken_glass": broken, "waiting": waiting, "total": total, "next": next }),
    ))
}

pub(super) async fn review(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let wish: Review = read(&headers, &body)?;
    if wish.finding.trim().is_empty() {
        let (da, en) = ("mangler; skriv, hvad gennemgangen viste", "is missing; write what the review found");
        return Err(fields(&[("finding", da.to_owned(), en.to_owned())]));
    }
    let done = service.waiting(move |own| own.store.review_glass(&viewer, &id, &wish.finding, own.now())).await?;
    done.map_err(|error| store_problem(&error))?;
    Ok(json_answer(StatusCode::OK, &Value::Object(serde_json::Map::new())))
}
