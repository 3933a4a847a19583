//! The register of units, for those who keep it.

use askama::Template;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::Response;
use clinic::code::{CodeList, Region};
use clinic::referral::Fault;

use super::case::seen_version;
use super::code_words::code_word;
use super::desk::Desk;
use super::form::Form;
use super::frame::{Frame, go_to, page};
use super::requisition::{Choice, Control, FieldView, Wrong};
use crate::access::Unit;
use crate::access::policy::Action;
use crate::store::StoreError;

/// A unit in the register, with the form that changes it.
pub(super) struct Row {
    pub id: String,
    pub name: String,
    pub region: String,
    pub site: String,
    pub interprets: bool,
    pub version: u64,
    pub fields: Vec<FieldView>,
    pub again: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "units.html")]
pub(super) struct UnitsPage {
    frame: Frame,
    rows: Vec<Row>,
    new: Vec<FieldView>,
    changed: bool,
    faulty: bool,
    done: bool,
}

/// What is wrong with what was sent: the field and the remedy.
type Faulty = Vec<(&'static str, String)>;

fn fields(desk: &Desk, place: &str, unit: &Unit, wrong: &Faulty) -> Vec<FieldView> {
    let w = super::words(desk.language);
    let region = unit.region.map_or("", Region::code);
    let regions = Region::CODES.iter().map(|code| Choice {
        value: (*code).to_owned(),
        name: code_word(Region::CODES, code, desk.language).to_owned(),
        chosen: *code == region,
    });
    let interprets = if unit.interprets { "yes" } else { "no" };
    let all = [
        ("id", w.sor_number, Control::Line("numeric"), unit.id.as_str(), place.is_empty()),
        ("da", w.name_da, Control::Line("text"), unit.da.as_str(), true),
        ("en", w.name_en, Control::Line("text"), unit.en.as_str(), true),
        ("region", w.region, Control::Choice(regions.collect()), region, false),
        ("site", w.site_code, Control::Line("text"), unit.site.as_deref().unwrap_or_default(), false),
        ("interprets", w.interprets, Control::YesNo, interprets, false),
    ];
    // The number of a unit that is there never changes.
    let all = all.into_iter().filter(|(name, ..)| *name != "id" || place.is_empty());
    let field = |(name, label, control, value, required): (&str, &str, Control, &str, bool)| FieldView {
        id: format!("unit-{place}-{name}"),
        name: name.to_owned(),
        label: label.to_owned(),
        control,
        value: value.to_owned(),
        required,
        hint: String::new(),
        wrong: wrong
            .iter()
            .find(|(own, _)| *own == name)
            .map(|(_, remedy)| Wrong { remedy: remedy.clone(), given: None }),
        asked: false,
    };
    all.map(field).collect()
}

/// The unit of a form, and what is wrong with it.
fn sent(desk: &Desk, form: &Form) -> (Unit, Faulty) {
    let own = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let unit = Unit {
        id: own("id"),
        da: own("da"),
        en: own("en"),
        region: form.get("region").and_then(Region::from_code),
        site: form.get("site").map(str::to_owned),
        interprets: form.get("interprets") == Some("yes"),
    };
    let required = Fault::Required.remedy(desk.language);
    let mut wrong: Faulty = ["id", "da", "en"]
        .into_iter()
        .filter(|name| form.get(name).is_none())
        .map(|name| (name, required.clone()))
        .collect();
    if form.get("id").is_some_and(|id| !id.bytes().all(|byte| byte.is_ascii_digit())) {
        wrong.push(("id", super::words(desk.language).sor_number_wrong.to_owned()));
    }
    if form.get("region").is_some() && unit.region.is_none() {
        wrong.push(("region", Fault::UnknownCode(Region::CODES).remedy(desk.language)));
    }
    (unit, wrong)
}

/// What came of the last form.
enum Came {
    Nothing,
    Done,
    Changed,
    Wrong(Unit, Faulty),
}

fn shown(desk: &Desk, came: &Came) -> Result<Response, StoreError> {
    let all = desk.service.store.unit_register(&desk.viewer.in_course(), desk.now())?;
    let none = Faulty::new();
    let empty =
        Unit { id: String::new(), da: String::new(), en: String::new(), region: None, site: None, interprets: false };
    let rows = all.iter().map(|(own, version)| {
        let (again, unit, wrong) = match came {
            Came::Wrong(unit, wrong) if unit.id == own.id => (true, unit, wrong),
            _ => (false, own, &none),
        };
        Row {
            id: own.id.clone(),
            name: desk.language.pick(&own.da, &own.en).to_owned(),
            region: own
                .region
                .map(|own| code_word(Region::CODES, own.code(), desk.language).to_owned())
                .unwrap_or_default(),
            site: own.site.clone().unwrap_or_default(),
            interprets: own.interprets,
            version: version.0,
            fields: fields(desk, &own.id, unit, wrong),
            again,
        }
    });
    let rows: Vec<Row> = rows.collect();
    let new = match came {
        Came::Wrong(unit, wrong) if all.iter().all(|(own, _)| own.id != unit.id) => fields(desk, "", unit, wrong),
        _ => fields(desk, "", &empty, &none),
    };
    let (status, path) = match came {
        Came::Nothing | Came::Done => (StatusCode::OK, "/units"),
        Came::Changed => (StatusCode::PRECONDITION_FAILED, ""),
        Came::Wrong(..) => (StatusCode::UNPROCESSABLE_ENTITY, ""),
    };
    let (changed, faulty) = (matches!(came, Came::Changed), matches!(came, Came::Wrong(..)));
    let done = matches!(came, Came::Done);
    Ok(page(status, &UnitsPage { rows, new, changed, faulty, done, frame: desk.frame(path) }))
}

pub(super) async fn units(desk: Desk, axum::extract::RawQuery(query): axum::extract::RawQuery) -> Response {
    desk.answer(move |desk| {
        desk.may(Action::KeepUnits)?;
        shown(desk, if query.is_some_and(|query| query == "done") { &Came::Done } else { &Came::Nothing })
    })
    .await
}

pub(super) async fn set(desk: Desk, body: Bytes) -> Response {
    desk.answer(move |desk| {
        desk.may(Action::KeepUnits)?;
        let form = Form::read(&body);
        let (unit, wrong) = sent(desk, &form);
        if !wrong.is_empty() {
            return shown(desk, &Came::Wrong(unit, wrong));
        }
        match desk.service.store.set_unit(&desk.viewer.in_course(), &unit, seen_version(&form), desk.now()) {
            Ok(_) => Ok(go_to("/units?done")),
            Err(StoreError::Unmet(_)) => shown(desk, &Came::Changed),
            Err(error) => Err(error),
        }
    })
    .await
}
