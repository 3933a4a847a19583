//! Several simulated years of one scenario, as a table: one year alone may have been lucky.

use std::fmt::Write as _;

use clinic::clock::Milestone;
use clinic::language::Language;
use serde::Serialize;

use super::forecast::{Forecast, Promise};
use crate::proportion::Proportion;

/// Several simulated years of one scenario, at least one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outlook {
    /// The scenario's name.
    pub name: String,
    /// The years.
    pub years: Vec<Forecast>,
}

/// A figure over the years.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Spread {
    middle: f64,
    least: f64,
    most: f64,
}

fn spread(values: impl Iterator<Item = f64>) -> Option<Spread> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    Some(Spread {
        middle: *values.get(values.len().saturating_sub(1) / 2)?,
        least: *values.first()?,
        most: *values.last()?,
    })
}

/// A number with the decimal sign of the language.
pub(super) fn number(value: f64, decimals: usize, language: Language) -> String {
    let text = format!("{value:.decimals$}");
    match language {
        Language::Da => text.replace('.', ","),
        Language::En => text,
    }
}

/// The name of a stage, which ends at a milestone.
pub(super) fn stage(to: Milestone, language: Language) -> &'static str {
    let (da, en) = match to {
        Milestone::Submitted => ("rekvisition", "requisition"),
        Milestone::PairReceived => ("prøver undervejs", "specimens on their way"),
        Milestone::DnaAccepted => ("DNA", "DNA"),
        Milestone::Sequenced => ("sekventering", "sequencing"),
        Milestone::DataReleased => ("analyse", "analysis"),
        Milestone::Signed => ("fortolkning og underskrift", "interpretation and signature"),
        _ => ("til MDT", "to the MDT"),
    };
    language.pick(da, en)
}

fn station(name: &str, language: Language) -> &str {
    match name {
        "laboratory" => language.pick("DNA-laboratorium", "DNA laboratory"),
        "analysis" => language.pick("analyse", "analysis"),
        "interpretation" => language.pick("fortolkning", "interpretation"),
        "approval" => language.pick("underskrift", "approval"),
        other => other,
    }
}

impl Outlook {
    fn over(&self, figure: impl Fn(&Forecast) -> Option<f64>) -> Option<Spread> {
        spread(self.years.iter().filter_map(figure))
    }

    /// The clocks that some year has, in the guideline's order.
    fn clocks(&self) -> Vec<(&str, Option<Promise>)> {
        let mut clocks: Vec<(&str, Option<Promise>)> = Vec::new();
        for clock in self.years.iter().flat_map(|year| &year.clocks) {
            if clocks.iter().all(|(id, _)| *id != clock.id) {
                clocks.push((&clock.id, clock.promise));
            }
        }
        clocks
    }

    /// The stage that most years name as the one in which the late lose their time.
    fn breaks_at(&self, id: &str) -> Option<Milestone> {
        let named = self.years.iter().flat_map(|year| &year.clocks).filter(|clock| clock.id == id);
        let named: Vec<Milestone> = named.filter_map(|clock| clock.breaks_at.map(|(_, to)| to)).collect();
        named
            .iter()
            .copied()
            .max_by_key(|own| (named.iter().filter(|other| *other == own).count(), std::cmp::Reverse(*own)))
    }

    /// What the years say, in lines of text.
    #[must_use]
    pub fn table(&self, language: Language) -> String {
        let mut text = String::new();
        let years = self.years.len();
        let _ = writeln!(text, "{}", language.pick("Scenarie", "Scenario").to_owned() + " " + &self.name);
        let range = |figure: Option<Spread>, decimals| match figure {
            None => language.pick("ingen", "none").to_owned(),
            Some(s) if years == 1 => number(s.middle, decimals, language),
            Some(s) => format!(
                "{} ({}-{})",
                number(s.middle, decimals, language),
                number(s.least, decimals, language),
                number(s.most, decimals, language)
            ),
        };
        #[expect(clippy::cast_precision_loss, reason = "units of some years")]
        let units = self.over(|year| Some(year.units as f64));
        let filled = self.over(|year| year.filled.share().map(|share| 100.0 * share));
        let _ = writeln!(
            text,
            "  {}: {}   {}: {}   {}: {} %\n",
            language.pick("ordrer", "orders"),
            range(self.over(|year| Some(f64::from(year.orders))), 0),
            language.pick("enheder à 30x", "units of 30x"),
            range(units, 0),
            language.pick("kørsler fyldt", "runs filled"),
            range(filled, 0),
        );
        self.write_clocks(&mut text, language);
        self.write_stages(&mut text, language);
        text
    }

    fn write_clocks(&self, text: &mut String, language: Language) {
        let _ = writeln!(
            text,
            "  {:<16} {:>9} {:>22} {:>9} {:>9}  {}",
            language.pick("Ur", "Clock"),
            language.pick("grænse", "limit"),
            language.pick("inden for grænsen", "within the limit"),
            language.pick("median", "median"),
            language.pick("90 %", "90 %"),
            language.pick("de sene taber tid i", "the late lose time in"),
        );
        for (id, promise) in self.clocks() {
            let of = |figure: fn(&super::ClockForecast) -> Option<f64>| {
                self.over(|year| year.clocks.iter().find(|clock| clock.id == id).and_then(figure))
            };
            let within = of(|clock| clock.within_limit.and_then(Proportion::share).map(|share| 100.0 * share));
            let within = within.map_or(String::new(), |s| match self.years.len() {
                1 => format!("{} %", number(s.middle, 0, language)),
                _ => format!(
                    "{} % ({} {} %)",
                    number(s.middle, 0, language),
                    language.pick("værst", "worst"),
                    number(s.least, 0, language)
                ),
            });
            let days = |figure: Option<Spread>| figure.map_or(String::new(), |s| number(s.middle, 1, language));
            let _ = writeln!(
                text,
                "  {:<16} {:>9} {:>22} {:>9} {:>9}  {}",
                id,
                promise.map_or(String::new(), |promise| format!("{} d", promise.limit)),
                within,
                days(of(|clock| clock.median)),
                days(of(|clock| clock.p90)),
                self.breaks_at(id).map_or("", |to| stage(to, language)),
            );
        }
        text.push('\n');
    }

    fn write_stages(&self, text: &mut String, language: Language) {
        let _ = writeln!(
            text,
            "  {:<28} {:>14} {:>9}",
            language.pick("Hvor dagene går hen", "Where the days go"),
            language.pick("gennemsnit", "mean"),
            "90 %"
        );
        for (mean, p90, to) in self.stages() {
            let name = stage(to, language);
            let _ =
                writeln!(text, "  {name:<28} {:>12} d {:>7} d", number(mean, 1, language), number(p90, 1, language));
        }
        let _ = writeln!(
            text,
            "\n  {:<28} {:>5} {:>9} {:>14} {:>12}",
            language.pick("Hvem der venter på", "Who is waited for"),
            language.pick("antal", "count"),
            language.pick("belastet", "load"),
            language.pick("ventetid", "wait"),
            language.pick("længste kø", "longest queue")
        );
        let Some(first) = self.years.first() else { return };
        for (place, own) in first.stations.iter().enumerate() {
            let of =
                |figure: fn(&super::StationForecast) -> f64| self.over(|year| year.stations.get(place).map(figure));
            let load = of(|station| 100.0 * station.load).map_or(0.0, |s| s.middle);
            let wait = of(|station| station.mean_wait).map_or(0.0, |s| s.middle);
            let queue = self.years.iter().filter_map(|year| year.stations.get(place)).map(|s| s.longest_queue).max();
            let _ = writeln!(
                text,
                "  {:<28} {:>5} {:>7} % {:>12} d {:>12}",
                station(own.name, language),
                own.count,
                number(load, 0, language),
                number(wait, 2, language),
                queue.unwrap_or_default()
            );
        }
    }

    /// Mean and nine of ten days of each stage, each in its middle year, with the milestone it ends at.
    pub(super) fn stages(&self) -> Vec<(f64, f64, Milestone)> {
        let Some(first) = self.years.first() else { return Vec::new() };
        let of = |place: usize, figure: fn(&super::StageShare) -> f64| {
            self.over(|year| year.stages.get(place).map(figure)).map_or(0.0, |s| s.middle)
        };
        first.stages.iter().enumerate().map(|(n, own)| (of(n, |s| s.mean), of(n, |s| s.p90), own.to)).collect()
    }
}
