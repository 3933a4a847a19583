//! Who has had to do with a patient: in parts, the newest first, and by day.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::Response;
use clinic::identifier::PatientId;

use super::case::known;
use super::desk::Desk;
use super::form::Form;
use super::frame::{Frame, page};
use super::parts::{self, Parts};
use crate::access::policy::Action;
use crate::access::{LogPart, LogWanted};
use crate::store::StoreError;

/// What is asked of a log. What was written as a day and is none is not kept: it may be anything.
pub(super) struct Asked {
    wanted: LogWanted,
    no_day: bool,
}

impl Asked {
    pub fn read(form: &Form) -> Self {
        let written = form.get("day");
        let day = written.and_then(|text| text.parse().ok());
        let until = form.get("until").and_then(|text| text.parse().ok());
        Self {
            no_day: written.is_some() && day.is_none(),
            wanted: LogWanted { day, until, part: parts::wanted(form, "part") },
        }
    }

    /// The part that is asked for, with what stands above it; an answer that says so where the day is none.
    pub fn of(&self, desk: &Desk, action: Action, patient: &PatientId, frame: &Frame) -> Result<Told, StoreError> {
        let path = &frame.path;
        let day = self.wanted.day.map(|own| own.to_string());
        let head = |parts, total| Head {
            path: path.clone(),
            day: day.clone().unwrap_or_default(),
            no_day: self.no_day,
            parts,
            total,
        };
        if self.no_day {
            desk.may(action)?;
            return Ok(Told { part: None, head: head(None, 0) });
        }
        let part = desk.service.store.log_part(action, &desk.viewer, patient, self.wanted, desk.now())?;
        let link = |number: u64| {
            let mut query = form_urlencoded::Serializer::new(format!("{path}?"));
            if let Some(day) = &day {
                query.append_pair("day", day);
            }
            query.append_pair("until", &part.until.to_string()).append_pair("part", &number.to_string());
            query.finish()
        };
        let parts = Parts::of(frame, frame.w.log, part.part, link);
        Ok(Told { head: head(parts, part.part.total), part: Some(part) })
    }
}

/// What stands above a log.
pub(super) struct Head {
    pub path: String,
    pub day: String,
    pub no_day: bool,
    pub parts: Option<Parts>,
    pub total: u64,
}

impl Head {
    /// Of a log that is told as a whole.
    pub fn of_whole(total: u64) -> Self {
        Self { path: String::new(), day: String::new(), no_day: false, parts: None, total }
    }
}

/// A part of a log; none where what was asked is no day.
pub(super) struct Told {
    pub head: Head,
    pub part: Option<LogPart>,
}

impl Told {
    pub fn status(&self) -> StatusCode {
        if self.head.no_day { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }
}

/// An entry of the log on the page.
pub(super) struct Row {
    pub when: String,
    pub who: String,
    pub what: String,
    pub purpose: String,
    pub outcome: String,
}

/// The page.
#[derive(Template)]
#[template(path = "log.html")]
struct Log {
    frame: Frame,
    patient: String,
    head: Head,
    rows: Vec<Row>,
}

pub(super) async fn log(desk: Desk, Path(patient): Path<String>, RawQuery(query): RawQuery) -> Response {
    desk.answer(move |desk| {
        let patient = known(&patient)?;
        let frame = desk.frame(&format!("/cases/{patient}/log"));
        let asked = Asked::read(&Form::read(query.unwrap_or_default().as_bytes()));
        let told = asked.of(desk, Action::ReadAccessLog, &patient, &frame)?;
        let status = told.status();
        let row = |own: &crate::audit::Record| Row {
            when: super::moment::time(own.at),
            who: format!("{} ({}, {})", own.by, own.role, own.unit),
            what: format!("{} {}", own.action, own.resource),
            purpose: own.purpose.clone(),
            outcome: own.outcome.join(", "),
        };
        let rows = told.part.iter().flat_map(|part| &part.records).map(row).collect();
        Ok(page(status, &Log { patient: patient.to_string(), head: told.head, rows, frame }))
    })
    .await
}
