//! Figures as they were published: small counts are hidden in them, and they never change again, so whoever reads them every day learns
//! no more than whoever reads them once.

use clinic::clock::Clock;
use guideline::rule_set::RuleSet;
use outcomes::kpi::{BOTH, INDICATORS, PublishedLine, PublishedTable, planned};

use super::super::age::promise;
use super::super::frame::Frame;
use super::definition::{band, limits, title};
use super::view::{Cell, Section, Table};

/// Figures that a publication may have, in the order of a page.
pub(super) const PUBLISHED: [&str; 6] = ["KPI-VOL", "KPI-TAT", "KPI-EQ", "KPI-RR-2b", "KPI-RR-2c", "exceptions"];

/// A row of a published table: everything that is told of some rows of a figure.
struct Row<'t> {
    lines: Vec<&'t PublishedLine>,
}

impl<'t> Row<'t> {
    fn of(&self, answer: &str) -> Option<&'t PublishedLine> {
        self.lines.iter().copied().find(|own| own.answers == [answer])
    }

    fn count(&self, answer: &str) -> Option<u64> {
        self.of(answer)?.count
    }
}

/// The rows of a table that a figure's name begins with, in their order.
fn rows<'t>(table: &'t PublishedTable, of: impl Fn(&PublishedLine) -> bool) -> Vec<Row<'t>> {
    let mut rows: Vec<Row<'t>> = Vec::new();
    for line in table.lines.iter().filter(|line| of(line)) {
        let same = |row: &&mut Row<'t>| {
            let first = row.lines[0];
            (&first.figure, &first.stratum, &first.rows) == (&line.figure, &line.stratum, &line.rows)
        };
        match rows.iter_mut().find(|row| same(row)) {
            Some(row) => row.lines.push(line),
            None => rows.push(Row { lines: vec![line] }),
        }
    }
    rows
}

/// Whether a line belongs to an indicator: the name of its figure begins with that, up to a colon or a dash.
pub(super) fn belongs(line: &PublishedLine, figure: &str) -> bool {
    let rest = line.figure.strip_prefix(figure);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':') || rest.starts_with("-since"))
}

/// A published year, and how it is shown.
pub(super) struct Told<'f> {
    pub frame: &'f Frame,
    pub rules: &'f RuleSet,
    pub clocks: &'f [Clock],
    pub table: &'f PublishedTable,
    /// The region of the reader's unit.
    pub region: Option<&'static str>,
}

impl Told<'_> {
    fn say(&self, da: &'static str, en: &'static str) -> &'static str {
        self.frame.language.pick(da, en)
    }

    fn hidden(&self) -> Cell {
        self.say("kan ikke oplyses", "cannot be told").into()
    }

    /// A count, or that it cannot be told.
    fn told(&self, count: Option<u64>) -> Cell {
        count.map_or_else(|| self.hidden(), |own| own.to_string().into())
    }

    fn to(&self, figure: &str) -> String {
        format!("/published/{figure}?year={}", self.table.year)
    }

    /// Every section of a year.
    pub fn sections(&self) -> Vec<Section> {
        let mut sections = vec![self.shares()];
        sections.extend(PUBLISHED.iter().filter_map(|figure| self.section(figure)));
        sections
    }

    fn section(&self, figure: &str) -> Option<Section> {
        let table = match figure {
            "KPI-VOL" => self.volume(),
            "KPI-TAT" => self.turnaround(),
            "KPI-EQ" => self.access(),
            "exceptions" => self.exceptions(),
            curve => self.curve(curve),
        };
        let name = if figure == "exceptions" {
            self.say("Undtagelser fra regler", "Exceptions from rules").to_owned()
        } else {
            format!("{figure} {}", title(self.rules, figure, self.frame))
        };
        (!table.lines.is_empty()).then(|| Section {
            id: figure.to_lowercase(),
            heading: name,
            to: (figure != "exceptions").then(|| self.to(figure)),
            notes: (figure == "KPI-EQ").then(|| self.refused().to_owned()).into_iter().collect(),
            tables: vec![table],
        })
    }

    fn refused(&self) -> &'static str {
        self.say(
            "En afvist henvisning er her kun, hvis tabellen bag årsrapporten havde den: servicen selv har ingen.",
            "A referral that was refused is here only if the table behind the yearly report had it: the service itself has none.",
        )
    }

    fn shares(&self) -> Section {
        let row = |id: &'static str| {
            let own = rows(self.table, |line| line.figure == id && line.stratum == "all");
            let share = own.first().and_then(|row| {
                let (all, yes) = (row.count("any")?, row.of("yes")?);
                let share = format!("{}{}", self.frame.percent(yes.value?), self.frame.interval(yes.interval));
                let word = self.say("ja, blandt", "yes, among");
                Some(format!("{share}; {} {word} {all}", yes.count?))
            });
            vec![
                Cell::from(id).leads(Some(self.to(id))),
                title(self.rules, id, self.frame).into(),
                share.map_or_else(|| self.hidden(), Cell::from),
                band(self.rules, id).into(),
            ]
        };
        let columns = [
            "Id",
            self.say("Indikator", "Indicator"),
            self.say("Andel, hvor det er registreret", "Share where it is recorded"),
            self.say("Ventet", "Expected"),
        ];
        let caption = self.say(
            "Andele af patienter med første underskrevne svar i året, med 95 %-interval",
            "Shares of patients with a first signed report in the year, with the interval of 95 %",
        );
        Section {
            id: "shares".to_owned(),
            heading: self.say("Udbytte og virkning", "Yield and effect").to_owned(),
            to: None,
            notes: Vec::new(),
            tables: vec![Table::new(
                "shares-table",
                caption,
                &columns,
                INDICATORS.iter().map(|own| row(own.id)).collect(),
            )],
        }
    }

    fn volume(&self) -> Table {
        let own = rows(self.table, |line| belongs(line, "KPI-VOL"));
        let plans = planned(&self.rules.cited);
        let row = |row: &Row<'_>| {
            let indication = row.lines[0].figure.strip_prefix("KPI-VOL:").unwrap_or_default();
            let of = |value: &str| plans.iter().find(|own| own.cell.0 == indication && own.cell.2 == value);
            let plan = |value: &str| of(value).map(|own| format!("{} {}", own.patients, self.frame.named(value)));
            let plan: Vec<String> = ["new", "previously-referred"].into_iter().filter_map(plan).collect();
            let name = if indication == BOTH { self.say("RR og MC", "RR and MC") } else { indication };
            vec![
                name.into(),
                self.told(row.count("referrals")),
                plan.join(", ").into(),
                self.told(row.count("units-reserved")),
                self.told(row.count("units-consumed")),
                self.told(row.count("units-returned")),
            ]
        };
        let columns = [
            self.say("Hvem", "Who"),
            self.say("Accepterede henvisninger", "Referrals accepted"),
            self.say("Planlagte patienter", "Patients planned"),
            self.say("Enheder sat af", "Units set aside"),
            self.say("Enheder brugt", "Units used"),
            self.say("Givet tilbage", "Given back"),
        ];
        let caption = self.say("Henvisninger og enheder à 30x", "Referrals and units of 30x");
        Table::new("kpi-vol-table", caption, &columns, own.iter().map(row).collect())
    }

    /// Answers and how many gave each.
    fn answers(&self, row: &Row<'_>) -> String {
        let counted = |line: &&&PublishedLine| line.answers != ["any"] && line.answers != ["running"];
        let told = row
            .lines
            .iter()
            .filter(counted)
            .filter_map(|line| Some(format!("{} {}", self.frame.named_together(&line.answers), line.count?)));
        told.collect::<Vec<_>>().join("; ")
    }

    fn turnaround(&self) -> Table {
        let row = |clock: &Clock| {
            let figure = format!("KPI-TAT:{}", clock.id);
            let own = rows(self.table, |line| line.figure == figure);
            let own = own.first()?;
            let days = |answer: &str| match own.of(answer).and_then(|line| line.value) {
                Some(days) => Cell::from(self.frame.number(days)),
                None => self.hidden(),
            };
            let kept = self.answers(own);
            Some(vec![
                Cell::from(clock.id.as_str()).leads(Some("/registers/clocks".to_owned())),
                promise(clock, self.frame.w).into(),
                limits(clock, self.frame).into(),
                self.told(own.count("any")),
                if kept.is_empty() { "–".into() } else { kept.into() },
                days("median"),
                days("90th-percentile"),
                self.told(own.count("running")),
            ])
        };
        let columns = [
            self.say("Ur", "Clock"),
            self.say("Løfte", "Promise"),
            self.say("Mål / grænse", "Target / limit"),
            self.say("Standset", "Stopped"),
            self.say("Overholdt", "Kept"),
            "Median",
            self.say("90 %-fraktil", "90th percentile"),
            self.say("Åbne", "Open"),
        ];
        let caption = self.say("Lovet og nødvendig svartid side om side", "Promised and needed side by side");
        Table::new("kpi-tat-table", caption, &columns, self.clocks.iter().filter_map(row).collect())
    }

    fn access(&self) -> Table {
        let own =
            rows(self.table, |line| belongs(line, "KPI-EQ") && ["all", "region"].contains(&line.stratum.as_str()));
        let row = |row: &Row<'_>| {
            let first = row.lines[0];
            let indication = first.figure.split(':').nth(1).unwrap_or_default();
            let name = format!("{indication}, {}", self.frame.named_together(&first.rows));
            let share = row.of("accepted").and_then(|line| {
                Some(format!("{}{}", self.frame.percent(line.value?), self.frame.interval(line.interval)))
            });
            let became = self.answers(row);
            let accepted_alone = first.figure.ends_with(":accepted");
            vec![
                Cell { badge: self.mine(&first.rows), ..Cell::from(name) },
                self.told(row.count("any")),
                match (became.is_empty(), accepted_alone) {
                    (false, _) => became.into(),
                    (true, true) => self.say("accepteret", "accepted").into(),
                    (true, false) => self.say("oplyst samlet med andre", "told together with others").into(),
                },
                share.map_or_else(|| "–".into(), Cell::from),
            ]
        };
        let columns = [
            self.say("Hvem", "Who"),
            self.say("Henvisninger", "Referrals"),
            self.say("Hvad der blev af dem", "What became of them"),
            self.say("Andel accepteret", "Share accepted"),
        ];
        let caption =
            self.say("Henvisninger besvaret i året, efter region", "Referrals answered in the year, by region");
        Table::new("kpi-eq-table", caption, &columns, own.iter().map(row).collect())
    }

    /// The mark of the reader's own region.
    fn mine(&self, rows: &[String]) -> Option<&'static str> {
        let own = self.region.is_some_and(|region| rows.iter().any(|row| row == region));
        own.then(|| self.say("din region", "your region"))
    }

    fn curve(&self, figure: &str) -> Table {
        let own = self.table.lines.iter().filter(|line| belongs(line, figure));
        let row = |line: &PublishedLine| {
            let name = match line.figure.as_str() {
                "KPI-RR-2b" => self.say("progression siden første dosis", "progression since the first dose"),
                "KPI-RR-2c-since-dose" => self.say("i live siden første dosis", "alive since the first dose"),
                _ => self.say("i live siden svaret, alle RR", "alive since the report, all RR"),
            };
            let share =
                line.value.map(|own| format!("{}{}", self.frame.percent(own), self.frame.interval(line.interval)));
            vec![
                name.into(),
                line.rows.join(", ").into(),
                share.map_or_else(|| self.hidden(), Cell::from),
                self.told(line.count),
            ]
        };
        let columns = [
            self.say("Kurve", "Curve"),
            self.say("Dag", "Day"),
            self.say("Andel", "Share"),
            self.say("Stadig fulgt", "Still followed"),
        ];
        let read = self.say("aflæst kurve med 95 %-interval", "the curve as read, with the interval of 95 %");
        let caption = format!("{figure}: {read}");
        Table::new(format!("{}-table", figure.to_lowercase()), caption, &columns, own.map(row).collect())
    }

    fn exceptions(&self) -> Table {
        let own = self.table.lines.iter().filter(|line| line.figure.starts_with("exceptions:"));
        let row = |line: &PublishedLine| {
            let rule = line.figure.strip_prefix("exceptions:").unwrap_or_default();
            vec![Cell::from(rule).leads(Some(format!("/rules/{rule}"))), self.told(line.count)]
        };
        let columns = [self.frame.w.rule, self.say("Undtagelser", "Exceptions")];
        let caption = self.say("Undtagelser, der kan oplyses", "Exceptions that can be told");
        Table::new("exceptions-table", caption, &columns, own.map(row).collect())
    }

    /// Everything that was published of one figure in the year.
    pub fn figure(&self, figure: &str) -> Section {
        let own = self.table.lines.iter().filter(|line| belongs(line, figure));
        let row = |line: &PublishedLine| {
            let by =
                if line.stratum == "all" { String::new() } else { format!("{}: ", self.frame.named(&line.stratum)) };
            let of = line.figure.split_once(':').map_or(String::new(), |(_, of)| format!("{of}, "));
            let value = line.value.map(|own| {
                if line.count.is_some() {
                    self.frame.percent(own)
                } else {
                    format!("{} {}", self.frame.number(own), self.frame.w.days)
                }
            });
            let name = format!("{of}{by}{}", self.frame.named_together(&line.rows));
            vec![
                Cell { badge: self.mine(&line.rows), ..Cell::from(name) },
                self.frame.named_together(&line.answers).into(),
                line.count.map_or("–".to_owned(), |own| own.to_string()).into(),
                value.map_or("–".to_owned(), |own| format!("{own}{}", self.frame.interval(line.interval))).into(),
            ]
        };
        let columns = [
            self.say("Hvem", "Who"),
            self.say("Svar", "Answer"),
            self.say("Antal", "Count"),
            self.say("Andel eller dage", "Share or days"),
        ];
        let (year, freeze) = (self.table.year, self.table.freeze);
        let caption = format!("{year}, {} {freeze}", self.say("data låst", "data frozen on"));
        let table = Table::new(format!("figure-{year}"), caption, &columns, own.map(row).collect());
        let notes = if table.lines.is_empty() {
            vec![self.say("Kan ikke oplyses: for få.", "Cannot be told: too few.").to_owned()]
        } else {
            Vec::new()
        };
        let tables = if table.lines.is_empty() { Vec::new() } else { vec![table] };
        Section { id: format!("year-{year}"), heading: year.to_string(), to: None, notes, tables }
    }
}
