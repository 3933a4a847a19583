//! Who may come in, for those who keep the accounts.

use askama::Template;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::Response;
use clinic::code::CodeList;
use clinic::staff::Role;

use super::case::seen_version;
use super::code_words::code_word;
use super::desk::Desk;
use super::form::Form;
use super::frame::{Frame, go_to, page};
use crate::access::policy::{Action, Denial};
use crate::access::{Account, DirectoryError, Membership};
use crate::store::StoreError;

/// An account in the list.
pub(super) struct Row {
    pub id: String,
    pub name: String,
    pub roles: Vec<String>,
    pub active: bool,
    pub version: u64,
}

/// The accounts.
#[derive(Template)]
#[template(path = "accounts.html")]
pub(super) struct Accounts {
    frame: Frame,
    rows: Vec<Row>,
}

pub(super) async fn accounts(desk: Desk) -> Response {
    desk.answer(|desk| {
        desk.may(Action::KeepAccounts)?;
        let all = desk.service.store.accounts(&desk.viewer.in_course(), desk.now())?;
        let held = |own: &Membership| {
            format!("{}, {}", code_word(Role::CODES, own.role.code(), desk.language), desk.unit_name(&own.unit))
        };
        let rows = all.iter().map(|(own, version)| Row {
            id: own.id.to_string(),
            name: own.name.clone(),
            roles: own.memberships.iter().map(held).collect(),
            active: own.active,
            version: version.0,
        });
        Ok(page(StatusCode::OK, &Accounts { rows: rows.collect(), frame: desk.frame("/accounts") }))
    })
    .await
}

/// Opens or closes an account.
pub(super) async fn set(desk: Desk, body: Bytes) -> Response {
    desk.answer(move |desk| {
        desk.may(Action::KeepAccounts)?;
        let form = Form::read(&body);
        let all = desk.service.store.accounts(&desk.viewer.in_course(), desk.now())?;
        let wanted = all.into_iter().find(|(own, _)| form.get("account") == Some(own.id.as_str()));
        let Some((account, _)) = wanted else { return Err(StoreError::Denied(Denial::Relation)) };
        let account = Account { active: form.get("do") == Some("open"), ..account };
        let access = desk.viewer.in_course();
        match desk.service.store.set_account(&access, &account, seen_version(&form), desk.now()) {
            Ok(_) => Ok(go_to("/accounts")),
            Err(DirectoryError::Store(error)) => Err(error),
            // An account that is on file is sound, and has no new password here.
            Err(_) => Err(StoreError::Register("accounts")),
        }
    })
    .await
}
