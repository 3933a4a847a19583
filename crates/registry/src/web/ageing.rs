//! The ageing list: every open order by every clock that runs, over the limit first.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use clinic::clock::Clock;
use jiff::Timestamp;

use super::age::{Age, promise, running};
use super::desk::Desk;
use super::form::Form;
use super::frame::{Frame, page};
use super::parts::{self, Parts};
use super::requisition::Choice;
use super::worklist::{AgeView, Legend, Whose, age_view, clocks, legend, state, whose};
use crate::access::Open;
use crate::part::Part;

/// Rows of a part of the list.
const ROWS: u64 = 100;

/// An order by one clock.
pub(super) struct Row {
    pub whose: Whose,
    pub order: String,
    pub unit: String,
    pub state: String,
    pub holds: Vec<String>,
    pub age: AgeView,
    pub promise: &'static str,
    pub held: Option<i64>,
}

/// The page.
#[derive(Template)]
#[template(path = "ageing.html")]
pub(super) struct Ageing {
    frame: Frame,
    rows: Vec<Row>,
    over: usize,
    orders: usize,
    parts: Option<Parts>,
    only_over: bool,
    clocks: Vec<Choice>,
    units: Vec<Choice>,
    sites: Vec<Choice>,
    legend: Vec<Legend>,
}

/// What is asked for: all of it where nothing is chosen.
struct Wanted {
    clock: Option<String>,
    unit: Option<String>,
    site: Option<String>,
    over: bool,
    part: u64,
}

impl Wanted {
    fn read(query: &str) -> Self {
        let form = Form::read(query.as_bytes());
        let own = |name| form.get(name).map(str::to_owned);
        Self {
            clock: own("clock"),
            unit: own("unit"),
            site: own("site"),
            over: own("over").is_some(),
            part: parts::wanted(&form, "part"),
        }
    }

    fn order(&self, open: &Open) -> bool {
        self.unit.as_ref().is_none_or(|own| *own == open.work.unit)
            && self.site.as_ref().is_none_or(|own| open.work.site.as_ref() == Some(own))
    }

    fn age(&self, age: &Age<'_>) -> bool {
        self.clock.as_ref().is_none_or(|own| *own == age.clock.id) && (!self.over || age.is_over())
    }

    /// Another part of the same list.
    fn link(&self, part: u64) -> String {
        let mut query = form_urlencoded::Serializer::new(String::from("/ageing?"));
        let given = [("clock", &self.clock), ("unit", &self.unit), ("site", &self.site)];
        for (name, own) in given.into_iter().filter_map(|(name, own)| Some((name, own.as_ref()?))) {
            query.append_pair(name, own);
        }
        if self.over {
            query.append_pair("over", "yes");
        }
        query.append_pair("part", &part.to_string());
        query.finish()
    }
}

fn choices(all: BTreeMap<String, String>, chosen: Option<&String>) -> Vec<Choice> {
    let choice = |(value, name)| Choice { chosen: chosen == Some(&value), value, name };
    all.into_iter().map(choice).collect()
}

/// What the page shows: rows with their orders and ages, counts of all that was asked for, and what can be chosen.
struct Chosen<'c> {
    rows: Vec<(Open, Age<'c>)>,
    part: Part,
    over: usize,
    orders: usize,
    units: BTreeSet<String>,
    sites: BTreeSet<String>,
}

/// Every order by every clock that runs, as far as it is asked for, over the limit first.
fn choose<'c>(open: &[Open], clocks: &'c [Clock], wanted: &Wanted, now: Timestamp) -> Chosen<'c> {
    let fitting = open.iter().filter(|own| wanted.order(own));
    let ages = fitting.flat_map(|own| running(clocks, own, now).into_iter().map(move |age| (own, age)));
    let mut ages: Vec<(&Open, Age<'c>)> = ages.filter(|(_, age)| wanted.age(age)).collect();
    ages.sort_by_key(|(_, age)| std::cmp::Reverse(age.urgency()));
    let part = Part::of(wanted.part, ROWS, ages.len() as u64);
    Chosen {
        part,
        over: ages.iter().filter(|(_, age)| age.is_over()).count(),
        orders: ages.iter().map(|(own, _)| &own.work.order).collect::<BTreeSet<_>>().len(),
        units: open.iter().map(|own| own.work.unit.clone()).collect(),
        sites: open.iter().filter_map(|own| own.work.site.clone()).collect(),
        rows: part.take(ages).into_iter().map(|(own, age)| (own.clone(), age)).collect(),
    }
}

pub(super) async fn ageing(desk: Desk, RawQuery(query): RawQuery) -> Response {
    desk.answer(move |desk| {
        let now = desk.now();
        let wanted = Wanted::read(&query.unwrap_or_default());
        let frame = desk.frame("/ageing");
        let all_clocks = clocks(desk)?;
        let (chosen, persons) = desk.service.store.open_orders(&desk.viewer, now, |open| {
            let chosen = choose(&open, &all_clocks, &wanted, now);
            let shown = chosen.rows.iter().map(|(own, _)| own.work.patient.clone()).collect();
            (chosen, shown)
        })?;
        let unit = |id: &str| desk.unit_name(id);
        let rows = chosen.rows.iter().map(|(own, age)| {
            let (state, holds) = state(own, &frame);
            Row {
                whose: whose(&own.work.patient, persons.get(&own.work.patient)),
                order: own.work.order.to_string(),
                unit: unit(&own.work.unit),
                state,
                holds,
                age: age_view(age, &frame),
                promise: promise(age.clock, frame.w),
                held: Some(age.held()).filter(|hours| *hours > 0),
            }
        });
        let rows: Vec<Row> = rows.collect();
        let units = chosen.units.into_iter().map(|id| (unit(&id), id)).map(|(name, id)| (id, name)).collect();
        let sites = chosen.sites.into_iter().map(|own| (own.clone(), own)).collect();
        let of_clocks = all_clocks.iter().map(|own| (own.id.clone(), own.id.clone())).collect();
        let shown: BTreeSet<String> = rows.iter().map(|own| own.age.id.clone()).collect();
        let answer = Ageing {
            over: chosen.over,
            orders: chosen.orders,
            parts: Parts::of(&frame, frame.w.ageing, chosen.part, |number| wanted.link(number)),
            only_over: wanted.over,
            clocks: choices(of_clocks, wanted.clock.as_ref()),
            units: choices(units, wanted.unit.as_ref()),
            sites: choices(sites, wanted.site.as_ref()),
            legend: legend(&all_clocks, &shown, &frame),
            rows,
            frame,
        };
        Ok(page(StatusCode::OK, &answer))
    })
    .await
}
