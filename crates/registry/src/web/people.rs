//! Finding a patient by number, and putting one on the register.

use askama::Template;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::Response;
use clinic::cpr::Cpr;
use clinic::referral::Fault;
use jiff::civil::Date;

use super::desk::Desk;
use super::form::Form;
use super::frame::{Frame, go_to, page};
use super::requisition::{Control, FieldView, Wrong};
use crate::access::policy::Action;
use crate::person::Identity;
use crate::store::StoreError;

/// The page.
#[derive(Template)]
#[template(path = "people.html")]
pub(super) struct People {
    frame: Frame,
    error: Option<&'static str>,
    find: Vec<FieldView>,
    add: Vec<FieldView>,
    protected: bool,
    may_add: bool,
    try_with: Option<crate::demo::TryWith>,
}

impl People {
    /// Whether a field is wrong.
    fn is_wrong(&self) -> bool {
        self.find.iter().chain(&self.add).any(|field| field.wrong.is_some())
    }
}

pub(super) fn field(id: &str, name: &str, label: &str, value: &str, required: bool) -> FieldView {
    FieldView {
        id: format!("field-{id}"),
        name: name.to_owned(),
        label: label.to_owned(),
        control: Control::Line("text"),
        value: value.to_owned(),
        required,
        hint: String::new(),
        wrong: None,
        asked: false,
    }
}

fn people(desk: &Desk, form: &Form, error: Option<&'static str>, wrong: &[(&str, String)]) -> Response {
    let frame = desk.frame(if form.is_empty() { "/patients" } else { "" });
    let w = frame.w;
    let adding = form.get("do") == Some("add");
    let own = |name: &str, wanted: bool| if wanted { form.get(name).unwrap_or_default() } else { "" };
    let mut find = vec![field("find-number", "number", w.number, own("number", !adding), true)];
    let mut add = vec![
        field("number", "number", w.number, own("number", adding), true),
        field("name", "name", w.name, own("name", adding), true),
        field("birth", "birth", w.birth, own("birth", adding), true),
    ];
    if let Some(birth) = add.last_mut() {
        w.date_form.clone_into(&mut birth.hint);
    }
    for (name, remedy) in wrong {
        let own = if adding { &mut add } else { &mut find };
        if let Some(field) = own.iter_mut().find(|field| field.name == *name) {
            field.wrong = Some(Wrong { remedy: remedy.clone(), given: None });
        }
    }
    let status = if error.is_some() || !wrong.is_empty() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let may_add = desk.viewer.role() == clinic::staff::Role::Requester;
    let try_with = desk.service.demo.as_ref().filter(|_| may_add).map(crate::demo::Demo::try_with);
    page(status, &People { error, find, add, protected: form.get("protected").is_some(), may_add, try_with, frame })
}

pub(super) async fn empty(desk: Desk) -> Response {
    desk.answer(|desk| {
        desk.may(Action::FindPerson)?;
        Ok(people(desk, &Form::default(), None, &[]))
    })
    .await
}

pub(super) async fn asked(desk: Desk, body: Bytes) -> Response {
    desk.answer(move |desk| {
        desk.may(Action::FindPerson)?;
        let form = Form::read(&body);
        let language = desk.language;
        let mut wrong = Vec::new();
        let number = Cpr::parse(form.get("number").unwrap_or_default());
        if let Err(error) = &number {
            let fault = if form.get("number").is_none() { Fault::Required } else { Fault::Cpr(*error) };
            wrong.push(("number", fault.remedy(language)));
        }
        let adding = form.get("do") == Some("add");
        let birth: Option<Date> = form.get("birth").and_then(|text| text.parse().ok());
        if adding && birth.is_none() {
            let fault = if form.get("birth").is_none() { Fault::Required } else { Fault::NotADate };
            wrong.push(("birth", fault.remedy(language)));
        }
        if adding && form.get("name").is_none() {
            wrong.push(("name", Fault::Required.remedy(language)));
        }
        let (Ok(number), true) = (number, wrong.is_empty()) else { return Ok(people(desk, &form, None, &wrong)) };
        let found = match birth.filter(|_| adding) {
            Some(birth) => {
                let name = form.get("name").unwrap_or_default().to_owned();
                let new = Identity { number, name, birth, protected: form.get("protected").is_some() };
                desk.service.store.register_person(&desk.viewer, &new, desk.now())
            }
            None => desk.service.store.find_person(&desk.viewer, &number, desk.now()),
        };
        let w = super::words(language);
        match found {
            Ok(patient) => Ok(go_to(&format!("/cases/{patient}"))),
            Err(StoreError::Denied(crate::access::policy::Denial::Role)) => {
                Err(StoreError::Denied(crate::access::policy::Denial::Role))
            }
            Err(StoreError::Denied(_)) => Ok(people(desk, &form, Some(w.no_patient), &[])),
            Err(StoreError::AnotherBirthDate) => Ok(people(desk, &form, Some(w.other_birth), &[])),
            Err(error) => Err(error),
        }
    })
    .await
}
