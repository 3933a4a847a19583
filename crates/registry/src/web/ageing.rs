//! The ageing list: every open order by every clock that runs, over the limit first.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;

use super::age::{Age, promise, running};
use super::desk::Desk;
use super::form::Form;
use super::frame::{Frame, page};
use super::requisition::Choice;
use super::worklist::{AgeView, Legend, Whose, age_view, clocks, legend, persons, state, whose};
use crate::access::Open;

/// Rows that are shown before the rest is asked for.
const FIRST: usize = 100;

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
    all: usize,
    over: usize,
    orders: usize,
    all_link: String,
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
    all: bool,
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
            all: own("all").is_some(),
        }
    }

    fn order(&self, open: &Open) -> bool {
        self.unit.as_ref().is_none_or(|own| *own == open.work.unit)
            && self.site.as_ref().is_none_or(|own| open.work.site.as_ref() == Some(own))
    }

    fn age(&self, age: &Age<'_>) -> bool {
        self.clock.as_ref().is_none_or(|own| *own == age.clock.id) && (!self.over || age.is_over())
    }

    /// The same page without an end.
    fn link(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::from("/ageing?"));
        let given = [("clock", &self.clock), ("unit", &self.unit), ("site", &self.site)];
        for (name, own) in given.into_iter().filter_map(|(name, own)| Some((name, own.as_ref()?))) {
            query.append_pair(name, own);
        }
        if self.over {
            query.append_pair("over", "yes");
        }
        query.append_pair("all", "yes");
        query.finish()
    }
}

fn choices(all: BTreeMap<String, String>, chosen: Option<&String>) -> Vec<Choice> {
    let choice = |(value, name)| Choice { chosen: chosen == Some(&value), value, name };
    all.into_iter().map(choice).collect()
}

pub(super) async fn ageing(desk: Desk, RawQuery(query): RawQuery) -> Response {
    desk.answer(move |desk| {
        let now = desk.now();
        let wanted = Wanted::read(&query.unwrap_or_default());
        let frame = desk.frame("/ageing");
        let all_clocks = clocks(desk)?;
        let open = desk.service.store.open_orders(&desk.viewer, now)?;
        let fitting = open.iter().filter(|own| wanted.order(own));
        let ages = fitting.flat_map(|own| {
            let order = own.course.order(&own.work.order);
            let ages = order.map(|order| running(&all_clocks, &own.course, order, now)).unwrap_or_default();
            ages.into_iter().map(move |age| (own, age))
        });
        let mut ages: Vec<(&Open, Age<'_>)> = ages.filter(|(_, age)| wanted.age(age)).collect();
        ages.sort_by_key(|(_, age)| std::cmp::Reverse(age.urgency()));
        let most = if wanted.all { usize::MAX } else { FIRST };
        let persons = persons(desk, ages.iter().take(most).map(|(own, _)| *own), now)?;
        let unit = |id: &str| desk.unit_name(id);
        let rows = ages.iter().take(most).map(|(own, age)| {
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
        let named = |id: &str| (id.to_owned(), unit(id));
        let units = open.iter().map(|own| named(&own.work.unit)).collect();
        let sites = open.iter().filter_map(|own| own.work.site.clone()).map(|own| (own.clone(), own)).collect();
        let of_clocks = all_clocks.iter().map(|own| (own.id.clone(), own.id.clone())).collect();
        let shown: BTreeSet<String> = rows.iter().map(|own| own.age.id.clone()).collect();
        let answer = Ageing {
            all: ages.len(),
            over: ages.iter().filter(|(_, age)| age.is_over()).count(),
            orders: ages.iter().map(|(own, _)| &own.work.order).collect::<BTreeSet<_>>().len(),
            all_link: wanted.link(),
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
