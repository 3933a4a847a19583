//! Who may come in, for those who keep the accounts: roles and units, opened and closed, a new password, sessions ended.

use std::collections::BTreeSet;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::Response;
use clinic::code::{CodeList, Specialty};
use clinic::identifier::StaffId;
use clinic::staff::Role;

use super::case::seen_version;
use super::code_words::code_word;
use super::desk::Desk;
use super::form::Form;
use super::frame::{Frame, go_to, page};
use super::requisition::Choice;
use crate::access::policy::{Action, Denial};
use crate::access::{Account, DirectoryError, Membership};
use crate::precondition::Version;
use crate::store::StoreError;

/// An account in the list.
pub(super) struct Row {
    pub id: String,
    pub name: String,
    pub roles: Vec<String>,
    pub active: bool,
}

/// What is asked of an account besides its roles.
pub(super) struct Asked {
    pub name: String,
    pub authorisation_id: String,
    pub subject: String,
    pub specialties: Vec<Choice>,
    pub roles: Vec<Choice>,
    pub units: Vec<Choice>,
}

/// The accounts, and the form for another.
#[derive(Template)]
#[template(path = "accounts.html")]
pub(super) struct Accounts {
    frame: Frame,
    rows: Vec<Row>,
    against: Vec<String>,
    id: String,
    asked: Asked,
    step_up: Option<String>,
}

/// One account.
#[derive(Template)]
#[template(path = "account.html")]
pub(super) struct OneAccount {
    frame: Frame,
    id: String,
    version: u64,
    active: bool,
    held: Vec<Choice>,
    asked: Asked,
    sessions: usize,
    against: Vec<String>,
    changed: bool,
    done: bool,
    step_up: Option<String>,
}

fn role_word(desk: &Desk, role: Role) -> String {
    code_word(Role::CODES, role.code(), desk.language).to_owned()
}

fn held(desk: &Desk, own: &Membership) -> String {
    format!("{}, {}", role_word(desk, own.role), desk.unit_name(&own.unit))
}

fn asked(desk: &Desk, account: Option<&Account>, form: &Form) -> Asked {
    let given = |name: &str, own: Option<&str>| form.get(name).or(own).unwrap_or_default().to_owned();
    let specialty = given("specialty", account.map(|own| own.specialty.code()));
    let choice = |value: &str, name: String, chosen: bool| Choice { value: value.to_owned(), name, chosen };
    let specialties = Specialty::CODES
        .iter()
        .map(|code| choice(code, code_word(Specialty::CODES, code, desk.language).to_owned(), *code == specialty));
    let roles = Role::CODES.iter().map(|code| {
        choice(code, code_word(Role::CODES, code, desk.language).to_owned(), form.get("role") == Some(code))
    });
    let units = desk.viewer.units().0.values();
    let units = units.map(|own| {
        choice(&own.id, desk.language.pick(&own.da, &own.en).to_owned(), form.get("unit") == Some(own.id.as_str()))
    });
    Asked {
        name: given("name", account.map(|own| own.name.as_str())),
        authorisation_id: given("authorisation_id", account.and_then(|own| own.authorisation_id.as_deref())),
        subject: given("subject", account.and_then(|own| own.subject.as_deref())),
        specialties: specialties.collect(),
        roles: roles.collect(),
        units: units.collect(),
    }
}

fn all(desk: &Desk) -> Result<Vec<(Account, Version)>, StoreError> {
    desk.service.store.accounts(&desk.viewer.in_course(), desk.now())
}

fn list(desk: &Desk, form: &Form, against: Vec<String>) -> Result<Response, StoreError> {
    let row = |(own, _): &(Account, Version)| Row {
        id: own.id.to_string(),
        name: own.name.clone(),
        roles: own.memberships.iter().map(|own| held(desk, own)).collect(),
        active: own.active,
    };
    let rows = all(desk)?.iter().map(row).collect();
    let (status, path) =
        if against.is_empty() { (StatusCode::OK, "/accounts") } else { (StatusCode::UNPROCESSABLE_ENTITY, "") };
    let id = form.get("account").unwrap_or_default().to_owned();
    let (asked, step_up) = (asked(desk, None, form), desk.step_up("/accounts"));
    Ok(page(status, &Accounts { rows, against, id, asked, step_up, frame: desk.frame(path) }))
}

pub(super) async fn accounts(desk: Desk) -> Response {
    desk.answer(|desk| {
        desk.may(Action::KeepAccounts)?;
        list(desk, &Form::default(), vec![])
    })
    .await
}

/// What a form says of an account; a role that is added needs a unit, and what is not kept goes.
fn sent(form: &Form, id: StaffId, before: Option<&Account>) -> Account {
    let kept: BTreeSet<&str> = form.all("held").collect();
    let own = |held: &&Membership| kept.contains(format!("{}|{}", held.role.code(), held.unit).as_str());
    let mut memberships: Vec<Membership> =
        before.map(|own| own.memberships.as_slice()).unwrap_or_default().iter().filter(own).cloned().collect();
    if let Some(role) = form.get("role").and_then(Role::from_code) {
        let added = Membership { role, unit: form.get("unit").unwrap_or_default().to_owned() };
        if !memberships.contains(&added) {
            memberships.push(added);
        }
    }
    Account {
        id,
        name: form.get("name").unwrap_or_default().to_owned(),
        authorisation_id: form.get("authorisation_id").map(str::to_owned),
        subject: form.get("subject").map(str::to_owned),
        specialty: form.get("specialty").and_then(Specialty::from_code).unwrap_or(Specialty::None),
        memberships,
        active: form.get("active").is_some() || before.is_none(),
    }
}

/// Why it is not done, in words; or what the page says of it elsewhere.
fn against(desk: &Desk, error: DirectoryError) -> Result<Vec<String>, StoreError> {
    let w = super::words(desk.language);
    match error {
        DirectoryError::Faults(faults) => Ok(faults.iter().map(|own| own.words(desk.language)).collect()),
        DirectoryError::Unfit(unfit) => Ok(vec![unfit.words(desk.language)]),
        DirectoryError::Taken(_) => Ok(vec![w.account_taken.to_owned()]),
        DirectoryError::Hash(_) => Ok(vec![w.failed_text.to_owned()]),
        DirectoryError::NoSuch(_) => Err(StoreError::Denied(Denial::Relation)),
        DirectoryError::Store(error) => Err(error),
    }
}

/// Adds an account with its first password.
pub(super) async fn add(desk: Desk, body: Bytes) -> Response {
    desk.judged(move |desk| {
        let not_now = desk.may_now(Action::KeepAccounts)?;
        let form = Form::read(&body);
        if let Some(words) = not_now {
            return list(desk, &form, vec![words]);
        }
        let w = super::words(desk.language);
        let Ok(id) = StaffId::new(form.get("account").unwrap_or_default()) else {
            return list(desk, &form, vec![w.account_name_wrong.to_owned()]);
        };
        let account = sent(&form, id, None);
        let store = &desk.service.store;
        let password = Some(form.raw("password")).filter(|own| !own.is_empty());
        match store.add_account(&desk.viewer.in_course(), &account, password, desk.now()) {
            Ok(_) => Ok(go_to(&format!("/accounts/{}?done", account.id))),
            Err(error) => list(desk, &form, against(desk, error)?),
        }
    })
    .await
}

/// What came of the last form.
#[derive(Default)]
struct Came {
    form: Form,
    against: Vec<String>,
    changed: bool,
    done: bool,
}

fn one(desk: &Desk, id: &str) -> Result<(Account, Version), StoreError> {
    let own = all(desk)?.into_iter().find(|(own, _)| own.id.as_str() == id);
    own.ok_or(StoreError::Denied(Denial::Relation))
}

fn shown(desk: &Desk, (account, version): &(Account, Version), came: Came) -> Result<Response, StoreError> {
    let sessions = desk.service.store.sessions(&desk.viewer.in_course(), &account.id, desk.now())?;
    let held = account.memberships.iter().map(|own| Choice {
        value: format!("{}|{}", own.role.code(), own.unit),
        name: held(desk, own),
        chosen: true,
    });
    let (status, path) = match (came.changed, came.against.is_empty()) {
        (true, _) => (StatusCode::PRECONDITION_FAILED, String::new()),
        (_, false) => (StatusCode::UNPROCESSABLE_ENTITY, String::new()),
        _ => (StatusCode::OK, format!("/accounts/{}", account.id)),
    };
    let answer = OneAccount {
        id: account.id.to_string(),
        version: version.0,
        active: account.active,
        held: held.collect(),
        asked: asked(desk, Some(account), &came.form),
        sessions: sessions.len(),
        against: came.against,
        changed: came.changed,
        done: came.done,
        step_up: desk.step_up(&format!("/accounts/{}", account.id)),
        frame: desk.frame(&path),
    };
    Ok(page(status, &answer))
}

pub(super) async fn account(desk: Desk, Path(id): Path<String>, RawQuery(query): RawQuery) -> Response {
    desk.answer(move |desk| {
        desk.may(Action::KeepAccounts)?;
        let done = query.is_some_and(|query| query == "done");
        shown(desk, &one(desk, &id)?, Came { done, ..Came::default() })
    })
    .await
}

/// Changes an account, sets its password, or ends its sessions.
pub(super) async fn set(desk: Desk, Path(id): Path<String>, body: Bytes) -> Response {
    desk.judged(move |desk| {
        let form = Form::read(&body);
        // What is taken away is taken away at once.
        let not_now = match form.get("do") {
            Some("sessions") => desk.may(Action::KeepAccounts).map(|()| None),
            _ => desk.may_now(Action::KeepAccounts),
        };
        let (not_now, own) = (not_now?, one(desk, &id)?);
        if let Some(words) = not_now {
            return shown(desk, &own, Came { form, against: vec![words], ..Came::default() });
        }
        let (store, access, now) = (&desk.service.store, desk.viewer.in_course(), desk.now());
        let account = &own.0.id;
        let set = match form.get("do") {
            Some("sessions") => store.end_sessions(&access, account, now).map(|_| ()).map_err(DirectoryError::Store),
            Some("password") => store.set_password(&access, account, form.raw("password"), now),
            _ => {
                let wanted = sent(&form, account.clone(), Some(&own.0));
                store.set_account(&access, &wanted, seen_version(&form), now).map(|_| ())
            }
        };
        match set {
            Ok(()) => Ok(go_to(&format!("/accounts/{id}?done"))),
            Err(DirectoryError::Store(StoreError::Unmet(_))) => {
                shown(desk, &own, Came { changed: true, ..Came::default() })
            }
            Err(error) => {
                let against = against(desk, error)?;
                shown(desk, &own, Came { form, against, ..Came::default() })
            }
        }
    })
    .await
}
