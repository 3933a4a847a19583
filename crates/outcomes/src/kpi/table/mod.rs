//! A year's figures in lines of text, each under its definition and beside what the guideline expected.

mod activity;

use std::fmt::Write as _;

use clinic::language::Language;
use guideline::cited::{CitedItem, Definition};
use jiff::civil::Date;
use serde_json::Value;

use super::indicator::INDICATORS;
use super::missing::MISSING_RULES;
use super::year::{Stratum, Tally, Year};
use crate::proportion::Interval;
use crate::survival::{Band, CumulativeIncidence, Days, KaplanMeier, Median};

pub use activity::activity_table;

/// Days at which curves are read: half a year, one and two years.
const READ_AT: [f64; 3] = [182.0, 365.0, 730.0];

/// What the guideline says of the indicators.
#[derive(Clone, Copy)]
pub struct Definitions<'g> {
    /// Its definitions.
    pub definitions: &'g [Definition],
    /// Its cited items, for the expected bands.
    pub items: &'g [CitedItem],
}

struct Writer<'g> {
    text: String,
    language: Language,
    of: Definitions<'g>,
}

/// The figures of a year by one stratum.
#[must_use]
pub fn table(
    figures: &Year,
    by: Stratum,
    (year, freeze): (i16, Date),
    of: Definitions<'_>,
    language: Language,
) -> String {
    let mut writer = Writer { text: String::new(), language, of };
    writer.head(figures, year, freeze);
    for indicator in INDICATORS {
        writer.share(indicator.id, figures, by);
    }
    writer.curves(figures);
    writer.text
}

impl Writer<'_> {
    fn pick<'t>(&self, da: &'t str, en: &'t str) -> &'t str {
        self.language.pick(da, en)
    }

    fn line(&mut self, line: &str) {
        let _ = writeln!(self.text, "{}", line.trim_end());
    }

    fn percent(&self, share: f64) -> String {
        let text = format!("{:.1} %", 100.0 * share);
        if self.language == Language::Da { text.replace('.', ",") } else { text }
    }

    fn interval(&self, interval: Option<Interval>) -> String {
        interval.map_or(String::new(), |own| format!("({} - {})", self.percent(own.lower), self.percent(own.upper)))
    }

    fn head(&mut self, figures: &Year, year: i16, freeze: Date) {
        let title = match self.language {
            Language::Da => format!(
                "Opfølgning {year}, data låst {freeze}: {} patienter med første underskrevne svar i året",
                figures.patients
            ),
            Language::En => format!(
                "Follow-up of {year}, data frozen on {freeze}: {} patients with a first signed report in the year",
                figures.patients
            ),
        };
        self.line(&title);
        let all = |indication: &str| {
            figures.accepted.get(&(indication.to_owned(), Stratum::All, "all".to_owned())).copied().unwrap_or_default()
        };
        let accepted = self.pick("accepterede henvisninger i året", "referrals accepted in the year");
        let line = format!("{accepted}: RR {}, MC {}", all("RR"), all("MC"));
        self.line(&line);
        self.line(self.pick(
            "INTERNT: små tal er ikke skjult; må ikke offentliggøres.",
            "INTERNAL: small counts are not hidden; not for publication.",
        ));
        self.line(self.pick(
            "Definitionerne er et udkast, som NGC og RKKP skal godkende.",
            "The definitions are a draft that NGC and RKKP must approve.",
        ));
        self.line("");
    }

    /// The title and the definition of an indicator, and what was expected, with its page.
    fn definition(&mut self, id: &str) {
        let Some(definition) = self.of.definitions.iter().find(|own| own.kind == "kpi" && own.id == id) else {
            self.line(id);
            return;
        };
        let text = |da: &str, en: &str| {
            definition.fields.get(self.language.pick(da, en)).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let title = format!("{id}  {}", text("da", "en"));
        let numerator = format!("  {}: {}", self.pick("tæller", "numerator"), text("numerator_da", "numerator_en"));
        let denominator =
            format!("  {}: {}", self.pick("nævner", "denominator"), text("denominator_da", "denominator_en"));
        let rule = format!("  {}: {}", self.pick("tidsregel", "time rule"), text("time_rule_da", "time_rule_en"));
        for line in [title, numerator, denominator, rule] {
            self.line(&line);
        }
        if let Some(own) = MISSING_RULES.iter().find(|own| own.id == id) {
            let line = format!("  {}: {}", self.pick("manglende data", "missing data"), self.pick(own.da, own.en));
            self.line(&line);
        }
        let cited = |id: &String| self.of.items.iter().find(|item| item.id == *id);
        if let Some(item) = definition.requirements.iter().find_map(cited) {
            let (source, page) = (self.pick("kilde", "source"), self.pick("side", "page"));
            let line = format!("  {source}: {}, {page} {}: \"{}\"", item.id, item.passage.page, item.passage.quote);
            self.line(&line);
        }
        let band = |item: &&CitedItem| {
            definition.requirements.contains(&item.id) && item.values.contains_key("share_percent_from")
        };
        if let Some(item) = self.of.items.iter().find(band) {
            let number = |key: &str| item.values.get(key).map(ToString::to_string).unwrap_or_default();
            let (from, to) = (number("share_percent_from"), number("share_percent_to"));
            let expected = self.pick("ventet", "expected");
            let page = self.pick("side", "page");
            let line = format!(
                "  {expected}: {from}-{to} % ({}, {page} {}: \"{}\")",
                item.id, item.passage.page, item.passage.quote
            );
            self.line(&line);
        }
    }

    fn share(&mut self, id: &'static str, figures: &Year, by: Stratum) {
        self.definition(id);
        let mut cells: Vec<(&str, &Tally)> = figures
            .shares
            .iter()
            .filter(|((own, stratum, _), _)| *own == id && (*stratum == Stratum::All || *stratum == by))
            .map(|((_, stratum, value), tally)| (if *stratum == Stratum::All { "" } else { value.as_str() }, tally))
            .collect();
        // The whole first.
        cells.sort_by_key(|(value, _)| *value);
        if cells.is_empty() {
            self.line(self.pick("  ingen patienter", "  no patients"));
        }
        for (value, tally) in cells {
            let share = tally.share();
            let known = format!("{}/{}", share.numerator(), share.denominator());
            let percent =
                share.share().map_or(self.pick("ingen andel", "no share").to_owned(), |own| self.percent(own));
            let name = if value.is_empty() { self.pick("alle", "all") } else { value };
            let mut line = format!("  {name:<24} {known:>9}  {percent:>9} {:<19}", self.interval(share.interval()));
            if tally.not_recorded > 0 {
                let _ = write!(
                    line,
                    "  {} {} {}",
                    tally.not_recorded,
                    self.pick("ikke registreret: mulig andel", "not recorded: possible share"),
                    self.interval(tally.possible())
                );
            }
            if tally.not_due > 0 {
                let _ = write!(line, "  {} {}", tally.not_due, self.pick("endnu ikke forfaldne", "not due yet"));
            }
            self.line(&line);
        }
        self.line("");
    }

    fn curves(&mut self, figures: &Year) {
        let survival = &figures.survival;
        self.definition("KPI-RR-2b");
        self.incidence(&survival.progression);
        self.line("");
        self.definition("KPI-RR-2c");
        let since_dose = self.pick("fra første dosis", "since the first dose").to_owned();
        self.curve(&since_dose, &survival.since_dose);
        let since_report = self.pick("fra svaret, alle RR", "since the report, all RR").to_owned();
        self.curve(&since_report, &survival.since_report);
        if survival.not_followed > 0 {
            let line = format!(
                "  {} {}",
                survival.not_followed,
                self.pick("uden sidste dag i live: i ingen kurve", "without a last day alive: in no curve")
            );
            self.line(&line);
        }
    }

    fn curve(&mut self, name: &str, curve: &KaplanMeier) {
        let days = |figure: Option<f64>| {
            figure.map_or(self.pick("ikke nået", "not reached").to_owned(), |own| format!("{own:.0}"))
        };
        let Median { time, lower, upper } = curve.median(Band::LogLog);
        let median = format!(
            "  {name}: {} {} ({} - {}) {}",
            self.pick("median", "median"),
            days(time),
            days(lower),
            days(upper),
            self.pick("dage", "days")
        );
        self.line(&median);
        for at in READ_AT.into_iter().filter_map(|day| Days::new(day).ok()) {
            let at_risk = curve.at_risk(at);
            // Beyond the last patient the curve says nothing.
            let share = (at_risk > 0)
                .then(|| curve.at(at).map_or((1.0, None), |step| (step.survival, step.interval(Band::LogLog))));
            self.read(at, at_risk, share);
        }
    }

    fn incidence(&mut self, curve: &CumulativeIncidence<super::End>) {
        for at in READ_AT.into_iter().filter_map(|day| Days::new(day).ok()) {
            let at_risk = curve.at_risk(at);
            let share =
                (at_risk > 0).then(|| curve.at(at).map_or((0.0, None), |step| (step.incidence, step.interval())));
            self.read(at, at_risk, share);
        }
    }

    fn read(&mut self, at: Days, at_risk: u32, share: Option<(f64, Option<Interval>)>) {
        let figure = share.map_or(self.pick("ukendt", "not known").to_owned(), |(share, interval)| {
            format!("{} {}", self.percent(share), self.interval(interval)).trim_end().to_owned()
        });
        let line = format!(
            "    {} {:.0}: {figure}, {} {}",
            self.pick("dag", "day"),
            at.get(),
            at_risk,
            self.pick("under risiko", "at risk")
        );
        self.line(&line);
    }
}
