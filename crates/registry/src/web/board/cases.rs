//! The patients behind a live figure, for the department that they are patients of.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::Response;
use clinic::clock::day_of;
use clinic::identifier::PatientId;
use outcomes::kpi::{Case, Member, members};

use super::super::desk::Desk;
use super::super::form::Form;
use super::super::frame::{Frame, page};
use super::super::requisition::Choice;
use super::super::worklist::clocks;
use super::definition::title;
use super::nothing_here;

/// A patient's order behind a figure.
pub(crate) struct Row {
    pub patient: String,
    pub order: String,
    pub part: String,
    pub clock: String,
    pub shown: String,
}

/// The page.
#[derive(Template)]
#[template(path = "board_cases.html")]
struct Cases {
    frame: Frame,
    figure: String,
    title: String,
    year: i16,
    parts: Vec<Choice>,
    clocks: Vec<Choice>,
    rows: Vec<Row>,
    columns: [&'static str; 5],
}

/// What is asked for: everything where nothing is chosen.
struct Wanted {
    year: Option<i16>,
    part: Option<String>,
    clock: Option<String>,
}

impl Wanted {
    fn read(query: &str) -> Self {
        let form = Form::read(query.as_bytes());
        let own = |name| form.get(name).map(str::to_owned);
        Self { year: own("year").and_then(|own| own.parse().ok()), part: own("part"), clock: own("clock") }
    }

    fn fits(&self, own: &Member) -> bool {
        let part = self.part.as_deref().is_none_or(|part| part == own.part);
        part && self.clock.as_ref().is_none_or(|clock| own.clock.as_ref() == Some(clock))
    }
}

fn choices<'c>(all: impl Iterator<Item = &'c str>, chosen: Option<&str>, name: impl Fn(&str) -> String) -> Vec<Choice> {
    let all: BTreeSet<&str> = all.collect();
    all.into_iter().map(|own| Choice { value: own.to_owned(), name: name(own), chosen: chosen == Some(own) }).collect()
}

pub(in crate::web) async fn cases(desk: Desk, Path(figure): Path<String>, RawQuery(query): RawQuery) -> Response {
    desk.answer(move |desk| {
        let (now, wanted) = (desk.now(), Wanted::read(&query.unwrap_or_default()));
        let today = day_of(now);
        let year = wanted.year.unwrap_or(today.year());
        let (rules, all_clocks) = (&desk.service.rule_set, clocks(desk)?);
        let behind = |cases: &[Case]| {
            let Some(all) = members(cases, &all_clocks, &figure, (year, today)) else { return (Vec::new(), None) };
            let shown: Vec<Member> = all.iter().filter(|own| wanted.fits(own)).cloned().collect();
            let patients = shown.iter().filter_map(|own| PatientId::new(&own.patient).ok()).collect();
            (patients, Some((all, shown)))
        };
        let told = desk.service.store.behind_figure(&desk.viewer, &desk.service.cases, rules, now, behind)?;
        let Some((all, shown)) = told else { return Ok(nothing_here(desk)) };
        let frame = desk.frame(&format!("/figures/{figure}/cases"));
        let row = |own: &Member| Row {
            patient: own.patient.clone(),
            order: own.referral.split_once('/').map_or("", |(_, order)| order).to_owned(),
            part: frame.named(own.part),
            clock: own.clock.clone().unwrap_or_default(),
            shown: own.shown.map_or("–".to_owned(), |own| frame.number(own)),
        };
        let say = |da, en| frame.language.pick(da, en);
        let cases = Cases {
            title: format!("{figure} {}", title(rules, &figure, &frame)),
            year,
            parts: choices(all.iter().map(|own| own.part), wanted.part.as_deref(), |own| frame.named(own)),
            clocks: choices(all.iter().filter_map(|own| own.clock.as_deref()), wanted.clock.as_deref(), str::to_owned),
            rows: shown.iter().map(row).collect(),
            columns: [
                frame.w.patient,
                frame.w.order,
                say("Hører til", "Belongs to"),
                frame.w.clock,
                say("Viste", "Showed"),
            ],
            figure,
            frame,
        };
        Ok(page(StatusCode::OK, &cases))
    })
    .await
}
