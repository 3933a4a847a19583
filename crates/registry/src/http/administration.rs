//! Accounts and units, for those who run the computers and see nothing clinical.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use clinic::identifier::StaffId;
use clinic::language::Language;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Problem, json_answer, problem, problem_with, store_problem};
use super::body::read;
use super::wish::{precondition, versioned};
use super::{Answered, Service};
use crate::access::policy::{Action, Relation, permits};
use crate::access::{Account, DirectoryError, Unit, Viewer};
use crate::precondition::Precondition;

/// An account as it is set; the first password comes with a new one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetAccount {
    account: Account,
    #[serde(default)]
    password: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetPassword {
    password: String,
}

/// Lets through whoever keeps accounts or units, and logs who else asked.
async fn keeper(service: &Arc<Service>, viewer: &Viewer, action: Action) -> Result<(), Response> {
    let Err(denial) = permits(viewer.role(), action, Relation::None, None) else { return Ok(()) };
    let viewer = viewer.clone();
    let refused = service.waiting(move |own| own.store.refuse::<()>(&viewer, action.name(), denial, own.now()));
    refused.await?.map_err(|error| store_problem(&error))
}

/// The same for what opens doors to others: whoever asks has just shown again who they are.
async fn keeper_now(service: &Arc<Service>, viewer: &Viewer, action: Action) -> Result<(), Response> {
    keeper(service, viewer, action).await?;
    let viewer = viewer.clone();
    let asked = service.waiting(move |own| own.store.asks_again(&viewer, action.name(), own.now()));
    asked.await?.map_err(|error| store_problem(&error))
}

fn refused(error: &DirectoryError) -> Response {
    match error {
        DirectoryError::Faults(faults) => {
            let of = |fault: &crate::access::AccountFault| {
                (fault.field(), fault.words(Language::Da), fault.words(Language::En))
            };
            problem_with(Problem::FIELDS, &faults.iter().map(of).collect::<Vec<_>>())
        }
        DirectoryError::Unfit(unfit) => {
            problem_with(Problem::FIELDS, &[("password", unfit.words(Language::Da), unfit.words(Language::En))])
        }
        DirectoryError::Hash(_) => problem(Problem::FAILED, &[]),
        DirectoryError::Taken(_) => problem(Problem::STALE, &[]),
        DirectoryError::NoSuch(_) => problem(Problem::NOTHING, &[]),
        DirectoryError::Store(error) => store_problem(error),
    }
}

pub(super) async fn accounts(State(service): State<Arc<Service>>, viewer: Viewer) -> Answered {
    keeper(&service, &viewer, Action::KeepAccounts).await?;
    let all = service.waiting(move |own| own.store.accounts(&viewer.in_course(), own.now())).await?;
    let all = all.map_err(|error| store_problem(&error))?;
    let all: Vec<Value> =
        all.iter().map(|(account, version)| json!({ "account": account, "version": version.0 })).collect();
    Ok(json_answer(StatusCode::OK, &json!({ "accounts": all })))
}

fn same_name<T>(given: T, path: &str, own: &str) -> Result<T, Response> {
    if path == own {
        return Ok(given);
    }
    let (da, en) = ("er ikke den, adressen nævner", "is not the one that the address names");
    Err(problem_with(Problem::FIELDS, &[("id", da.to_owned(), en.to_owned())]))
}

pub(super) async fn set_account(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    keeper_now(&service, &viewer, Action::KeepAccounts).await?;
    let SetAccount { account, password } = read(&headers, &body)?;
    let account = same_name(account.clone(), &id, account.id.as_str())?;
    let seen = precondition(&headers)?;
    let set = service.judging(move |own| {
        let (access, now) = (viewer.in_course(), own.now());
        match (seen, password) {
            (Precondition::New, password) => own.store.add_account(&access, &account, password.as_deref(), now),
            (seen, _) => own.store.set_account(&access, &account, seen, now),
        }
    });
    let version = set.await?.map_err(|error| refused(&error))?;
    Ok(versioned(version, &json!({ "version": version.0 })))
}

fn staff(id: &str) -> Result<StaffId, Response> {
    StaffId::new(id).map_err(|_| problem(Problem::NOTHING, &[]))
}

pub(super) async fn set_password(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    keeper_now(&service, &viewer, Action::KeepAccounts).await?;
    let id = staff(&id)?;
    let wish: SetPassword = read(&headers, &body)?;
    let set = service.judging(move |own| own.store.set_password(&viewer.in_course(), &id, &wish.password, own.now()));
    set.await?.map_err(|error| refused(&error))?;
    Ok(json_answer(StatusCode::OK, &json!({})))
}

pub(super) async fn end_sessions(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Answered {
    keeper(&service, &viewer, Action::KeepAccounts).await?;
    let id = staff(&id)?;
    let ended = service.waiting(move |own| own.store.end_sessions(&viewer.in_course(), &id, own.now())).await?;
    let ended = ended.map_err(|error| store_problem(&error))?;
    Ok(json_answer(StatusCode::OK, &json!({ "ended": ended })))
}

pub(super) async fn units(State(service): State<Arc<Service>>, viewer: Viewer) -> Answered {
    let all = service.waiting(move |own| own.store.unit_register(&viewer.in_course(), own.now())).await?;
    let all = all.map_err(|error| store_problem(&error))?;
    let all: Vec<Value> = all.iter().map(|(unit, version)| json!({ "unit": unit, "version": version.0 })).collect();
    Ok(json_answer(StatusCode::OK, &json!({ "units": all })))
}

pub(super) async fn set_unit(
    State(service): State<Arc<Service>>,
    viewer: Viewer,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    keeper(&service, &viewer, Action::KeepUnits).await?;
    let unit: Unit = read(&headers, &body)?;
    let unit = same_name(unit.clone(), &id, &unit.id)?;
    let seen = precondition(&headers)?;
    let set = service.waiting(move |own| own.store.set_unit(&viewer.in_course(), &unit, seen, own.now()));
    let version = set.await?.map_err(|error| store_problem(&error))?;
    Ok(versioned(version, &json!({ "version": version.0 })))
}
