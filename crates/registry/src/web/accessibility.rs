//! The accessibility statement: who answers, what the tests of the program measure, what they do not, and to whom one turns.
//!
//! What it must say is in Commission Implementing Decision (EU) 2018/1523, annex, section 1. What is said to be tested is the table below,
//! which the tests in a browser go through (`tests/promises/pages/every.mjs`): what is not done there cannot stand here.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use clinic::clock::day_of;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::Serialize;

use super::Open;
use super::frame::{Frame, go_to, page};
use crate::operator::Operator;

/// How the pages were evaluated.
#[derive(Debug, Serialize)]
pub struct Evaluation {
    /// When.
    pub on: Date,
    /// Version of axe-core.
    pub axe: &'static str,
    /// Its rules.
    pub rules: &'static [&'static str],
    /// Widths of the window at which they are asked, in px.
    pub widths: &'static [u32],
    /// Zoom, in percent of a window of 1280 px.
    pub zoom: &'static [u32],
    /// What is done on each page: the name of the test, and its words.
    pub checks: &'static [(&'static str, &'static str, &'static str)],
}

/// The evaluation of this version.
pub const EVALUATION: Evaluation = Evaluation {
    on: date(2026, 11, 27),
    axe: "4.14.1",
    rules: &["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    widths: &[320, 1440],
    zoom: &[200, 400],
    checks: &[
        (
            "axe",
            "axe-core spørger efter de fejl, et program kan finde, kontrast iberegnet.",
            "axe-core asks for the faults that a program can find, contrast among them.",
        ),
        (
            "zoom",
            "Intet er bredere end vinduet, heller ikke forstørret; lange tabeller ruller for sig.",
            "Nothing is wider than the window, enlarged neither; long tables scroll by themselves.",
        ),
        (
            "spacing",
            "Intet skæres af, når afstanden mellem linjer, ord og bogstaver gøres større (WCAG 1.4.12).",
            "Nothing is cut off when lines, words and letters are set wider apart (WCAG 1.4.12).",
        ),
        (
            "keyboard",
            "Alt, der kan bruges, nås med tastaturet i sidens rækkefølge, og man ser, hvor man er.",
            "Everything that acts is reached by the keyboard in the order of the page, and one sees where one is.",
        ),
        (
            "skip",
            "Det første link fører forbi menuen til indholdet.",
            "The first link leads past the menu to the content.",
        ),
        (
            "motion",
            "Intet bevæger sig, når det er slået fra i browseren.",
            "Nothing moves where that is turned off in the browser.",
        ),
        ("title", "Siden har en titel og én overskrift øverst.", "The page has a title and one heading at its top."),
        (
            "language",
            "Sproget er angivet, også for danske citater på engelske sider.",
            "The language is given, also that of Danish quotes on English pages.",
        ),
        (
            "ending",
            "Før en session slutter af sig selv, siges det, og ét tryk lader den fortsætte (WCAG 2.2.1).",
            "Before a session ends by itself that is said, and one key lets it go on (WCAG 2.2.1).",
        ),
        (
            "errors",
            "Fejl i en formular står i titlen, får fokus, og hver er knyttet til sit felt.",
            "Errors in a form stand in the title, get the focus, and each is tied to its field.",
        ),
    ],
};

/// What is not evaluated.
const UNTESTED: &[(&str, &str)] = &[
    ("En skærmlæser, brugt af et menneske.", "A screen reader, used by a person."),
    ("Brug af mennesker med funktionsnedsættelser.", "Use by persons with disabilities."),
    ("Andre browsere end Chromium, og telefoner.", "Browsers other than Chromium, and telephones."),
    (
        "Svaret som PDF: det er opmærket (PDF/A-2a), men ikke prøvet mod PDF/UA.",
        "The report as PDF: it is tagged (PDF/A-2a), and not tested against PDF/UA.",
    ),
    ("De krav i EN 301 549, der ikke er krav i WCAG.", "The demands of EN 301 549 that are none of WCAG."),
];

/// Where one turns who gets no answer (digst.dk, read 26 November 2026).
const ENFORCEMENT: &str =
    "https://digst.dk/digital-inklusion/webtilgaengelighed/oplever-du-ikke-tilgaengeligt-indhold/";

/// The page.
#[derive(Template)]
#[template(path = "accessibility.html")]
struct Statement {
    operator: Option<Arc<Operator>>,
    own: &'static Evaluation,
    old: bool,
    untested: &'static [(&'static str, &'static str)],
    enforcement: &'static str,
    frame: Frame,
}

impl Statement {
    /// Numbers in a row, each with its unit.
    fn told(&self, numbers: &[u32], unit: &str) -> String {
        let all: Vec<String> = numbers.iter().map(u32::to_string).collect();
        format!("{} {unit}", all.join(self.frame.language.pick(" og ", " and ")))
    }
}

pub(super) async fn statement(State(open): State<Open>, headers: HeaderMap) -> Response {
    let today = day_of((open.now)());
    let answer = Statement {
        operator: open.operator.clone(),
        own: &EVALUATION,
        old: EVALUATION.on.saturating_add(1.year()) < today,
        untested: UNTESTED,
        enforcement: ENFORCEMENT,
        frame: open.frame(&headers, "/accessibility"),
    };
    page(StatusCode::OK, &answer)
}

/// The short address that every site of a public body has: it leads to the statement in the WAS-Tool, or to the page here.
pub(super) async fn was(State(open): State<Open>) -> Response {
    let mut response = go_to("/accessibility");
    let place = open.operator.as_ref().and_then(|own| HeaderValue::from_str(own.statement.as_ref()?).ok());
    if let Some(place) = place {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}
