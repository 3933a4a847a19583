//! Dashboards. Two kinds (docs/decisions/0034): live figures for those who may see the patients behind them, and figures as they were
//! published for everybody else. Every figure leads to its definition in the guideline's words and, for the patients' own department, to the patients.

mod cases;
mod definition;
mod live;
mod published;
mod view;

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::Response;
use clinic::clock::day_of;
use clinic::code::CodeList;
use clinic::order::OrderState;
use clinic::staff::Role;
use outcomes::kpi::{INDICATORS, PublishedTable, Stratum, activity, year};

use super::code_words::code_word;
use super::desk::Desk;
use super::form::Form;
use super::frame::{Frame, Notice, page};
use super::requisition::Choice;
use super::worklist::clocks;
use crate::access::Figures;
use crate::access::policy::{Action, Relation, permits};
use crate::store::StoreError;

pub(super) use cases::cases;
use definition::{Meaning, meaning, title};
use live::Live;
use published::{PUBLISHED, Told};
use view::{Cell, Section, Table};

/// Whose figures a role sees live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// The own unit's patients.
    Unit,
    /// What was sent to the own site.
    Site,
    /// Everybody's.
    Country,
}

impl Scope {
    fn of(role: Role) -> Self {
        match role {
            Role::Programme => Self::Country,
            Role::LabReception | Role::LabSequencing | Role::QcRelease => Self::Site,
            _ => Self::Unit,
        }
    }

    /// What it is for: a site needs to know how much and how fast, and not what was chosen for a patient.
    fn shows(self, figure: &str) -> bool {
        let effect = ["KPI-RR-2b", "KPI-RR-2c", "KPI-EQ", "KPI-Q"].contains(&figure)
            || INDICATORS.iter().any(|own| own.id == figure);
        ["KPI-VOL", "KPI-TAT"].contains(&figure) || (effect && self != Self::Site)
    }
}

/// The page of a dashboard or of one figure.
#[derive(Template)]
#[template(path = "board.html")]
struct Board {
    frame: Frame,
    title: String,
    lead: String,
    back: Option<(String, &'static str)>,
    /// Where the choice of a year is sent.
    path: String,
    years: Vec<Choice>,
    meaning: Option<Meaning>,
    sections: Vec<Section>,
}

/// The year that is asked for, or the latest; the years there are, the latest first.
fn chosen(query: &str, years: &[i16]) -> (Option<i16>, Vec<Choice>) {
    let wanted = Form::read(query.as_bytes()).get("year").and_then(|own| own.parse::<i16>().ok());
    let year = wanted.filter(|own| years.contains(own)).or(years.first().copied());
    let choice = |own: &i16| Choice { value: own.to_string(), name: own.to_string(), chosen: Some(*own) == year };
    (year, years.iter().map(choice).collect())
}

/// The calendar years of which some case tells something, the latest first.
fn years(figures: &Figures, today: jiff::civil::Date) -> Vec<i16> {
    let first = figures.cases.iter().filter_map(|own| own.accepted).map(jiff::civil::Date::year).min();
    (first.unwrap_or(today.year())..=today.year()).rev().collect()
}

fn nothing_here(desk: &Desk) -> Response {
    Notice::of(desk.frame(""), |words| (words.not_found, words.not_found_text)).answer(StatusCode::NOT_FOUND)
}

/// How many orders are in each state that is not the end.
fn under_way(figures: &Figures, frame: &Frame) -> Section {
    let say = |da, en| frame.language.pick(da, en);
    let rows = figures.open.iter().map(|(state, count)| {
        let name = code_word(OrderState::CODES, state.code(), frame.language);
        vec![Cell::from(name), count.to_string().into()]
    });
    let columns = [say("Tilstand", "State"), say("Ordrer", "Orders")];
    let table = Table::new(
        "under-way-table",
        say("Ordrer, der ikke er afsluttet", "Orders that are not ended"),
        &columns,
        rows.collect(),
    );
    Section {
        id: "under-way".to_owned(),
        heading: say("Undervejs nu", "Under way now").to_owned(),
        to: Some("/ageing".to_owned()),
        notes: Vec::new(),
        tables: vec![table],
    }
}

fn live_page(desk: &Desk, query: &str, figure: Option<&str>) -> Result<Response, StoreError> {
    let now = desk.now();
    let rules = &desk.service.rule_set;
    let own = desk.service.store.figures(&desk.viewer, &desk.service.cases, rules, now)?;
    let scope = Scope::of(desk.viewer.role());
    if figure.is_some_and(|own| !scope.shows(own)) {
        return Ok(nothing_here(desk));
    }
    let today = day_of(now);
    let (of, years) = chosen(query, &years(&own, today));
    let of = of.unwrap_or(today.year());
    let clocks = clocks(desk)?;
    let path = figure.map_or("/figures".to_owned(), |own| format!("/figures/{own}"));
    let frame = desk.frame(&path);
    let live = Live {
        frame: &frame,
        rules,
        clocks: &clocks,
        year: of,
        figures: &year(&own.cases, of, today),
        done: &activity(&own.cases, &clocks, of, today),
        denominators: desk.service.denominators.as_ref().filter(|own| own.year == of),
        scope,
        lists: permits(desk.viewer.role(), Action::ListFigureCases, Relation::None, None).is_ok(),
    };
    let country = scope == Scope::Country;
    let whole: &[Stratum] = if country { &[Stratum::All, Stratum::Region] } else { &[Stratum::All] };
    let sections = match figure {
        Some(figure) => live.section(figure, &Stratum::EVERY).into_iter().collect(),
        None => {
            let kinds: &[Stratum] = &[Stratum::All, Stratum::Kind, Stratum::DiseaseGroup];
            let mut sections = vec![under_way(&own, &frame)];
            sections.extend(live.section("KPI-VOL", if country { kinds } else { &kinds[..2] }));
            sections.extend(live.section("KPI-TAT", &[Stratum::All]));
            if scope != Scope::Site {
                sections.push(live.shares());
                sections.extend(["KPI-RR-2b", "KPI-RR-2c"].iter().filter_map(|own| live.section(own, whole)));
                sections.extend(live.section("KPI-EQ", whole));
                sections.extend(live.section("KPI-Q", &[Stratum::All]));
            }
            sections
        }
    };
    let say = |da, en| frame.language.pick(da, en);
    let whose = match scope {
        Scope::Unit => say("Tal for din afdelings egne patienter", "Figures of your unit's own patients"),
        Scope::Site => say(
            "Tal for det, der er sendt til dit sekventeringssted",
            "Figures of what was sent to your sequencing site",
        ),
        Scope::Country => say("Tal for hele landet", "Figures of the whole country"),
    };
    let warning = say(
        "Små antal er ikke skjult: tallene må ikke videregives eller offentliggøres. Definitionerne er et udkast, som NGC og RKKP skal godkende.",
        "Small counts are not hidden: the figures are not to be passed on or published. The definitions are a draft that NGC and RKKP must approve.",
    );
    let at = super::moment::time(now);
    let board = Board {
        title: figure
            .map_or_else(|| frame.w.key_figures.to_owned(), |own| format!("{own} {}", title(rules, own, &frame))),
        lead: format!("{whose}, {at}. {warning}"),
        back: figure.map(|_| (format!("/figures?year={of}"), frame.w.key_figures)),
        path,
        years,
        meaning: figure.and_then(|own| meaning(rules, own, &frame)),
        sections,
        frame,
    };
    Ok(page(StatusCode::OK, &board))
}

pub(super) async fn figures(desk: Desk, RawQuery(query): RawQuery) -> Response {
    desk.answer(move |desk| live_page(desk, &query.unwrap_or_default(), None)).await
}

pub(super) async fn figure(desk: Desk, Path(figure): Path<String>, RawQuery(query): RawQuery) -> Response {
    desk.answer(move |desk| live_page(desk, &query.unwrap_or_default(), Some(&figure))).await
}

fn published_page(desk: &Desk, query: &str, figure: Option<&str>) -> Result<Response, StoreError> {
    desk.service.store.published_figures(&desk.viewer, desk.now())?;
    let rules = &desk.service.rule_set;
    let known = |own: &str| PUBLISHED[..5].contains(&own) || INDICATORS.iter().any(|indicator| indicator.id == own);
    if figure.is_some_and(|own| !known(own)) {
        return Ok(nothing_here(desk));
    }
    let tables = &desk.service.published;
    let (of, years) = chosen(query, &tables.iter().map(|own| own.year).collect::<Vec<_>>());
    let clocks = clocks(desk)?;
    let path = figure.map_or("/published".to_owned(), |own| format!("/published/{own}"));
    let frame = desk.frame(&path);
    let unit = desk.viewer.units().get(&desk.viewer.staff().unit);
    let region = unit.and_then(|own| own.region).map(CodeList::code);
    let told = |table| Told { frame: &frame, rules, clocks: &clocks, table, region };
    let of_year = tables.iter().find(|own| Some(own.year) == of);
    let say = |da, en| frame.language.pick(da, en);
    let sections = match (of_year, figure) {
        (None, _) => Vec::new(),
        (Some(table), None) => told(table).sections(),
        // One figure in every year: each stands as it was published then.
        (Some(_), Some(figure)) => tables.iter().map(|table| told(table).figure(figure)).collect(),
    };
    let lead = match of_year {
        None => say("Intet år er offentliggjort her endnu.", "No year is published here yet.").to_owned(),
        Some(PublishedTable { year, freeze, .. }) => {
            let (hidden, once) = (
                say(
                    "Intet antal på 1 til 4 er oplyst eller kan beregnes; tal, der ikke kan oplyses alene, er lagt sammen med andre.",
                    "No count of 1 to 4 is told or can be reckoned; what cannot be told alone is told as a sum with others.",
                ),
                say(
                    "Tallene er låst og ændres ikke. Definitionerne er et udkast, som NGC og RKKP skal godkende.",
                    "The figures are frozen and do not change. The definitions are a draft that NGC and RKKP must approve.",
                ),
            );
            format!("{year}, {} {freeze}. {hidden} {once}", say("data låst", "data frozen on"))
        }
    };
    let board = Board {
        title: figure
            .map_or_else(|| frame.w.published.to_owned(), |own| format!("{own} {}", title(rules, own, &frame))),
        lead,
        back: figure
            .map(|_| (of.map_or("/published".to_owned(), |own| format!("/published?year={own}")), frame.w.published)),
        path,
        years: if figure.is_some() { Vec::new() } else { years },
        meaning: figure.and_then(|own| meaning(rules, own, &frame)),
        sections,
        frame,
    };
    Ok(page(StatusCode::OK, &board))
}

pub(super) async fn published(desk: Desk, RawQuery(query): RawQuery) -> Response {
    desk.answer(move |desk| published_page(desk, &query.unwrap_or_default(), None)).await
}

pub(super) async fn published_figure(desk: Desk, Path(figure): Path<String>, RawQuery(query): RawQuery) -> Response {
    desk.answer(move |desk| published_page(desk, &query.unwrap_or_default(), Some(&figure))).await
}
