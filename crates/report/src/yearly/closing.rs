//! The years side by side, the guideline's open questions, and how the figures are made.

use std::collections::BTreeSet;

use outcomes::kpi::{Audience, PublishedFigure};

use super::Writer;
use crate::page::number::{number, percent};
use crate::page::{Block, Column, PageSection, Table, Text};

impl Writer<'_> {
    /// This year and the earlier ones as they were published; nothing without an earlier one.
    pub(super) fn years(&self) -> Option<PageSection> {
        let earlier = self.yearly.earlier;
        if earlier.is_empty() {
            return None;
        }
        let own = self.yearly.published.figures();
        let every: Vec<&PublishedFigure> = earlier.iter().chain(&own).collect();
        let years: BTreeSet<i16> = every.iter().map(|own| own.year).collect();
        let mut columns = vec![Column { title: self.say("Indicator", "Indikator").to_owned(), width: 14 }];
        columns.extend(years.iter().map(|year| Column { title: year.to_string(), width: 20 }));
        let rows = self.yearly.published.shares.iter().map(|(id, _)| {
            let mut cells = vec![vec![Text::plain(*id)]];
            cells.extend(years.iter().map(|year| {
                let told = every.iter().find(|own| own.year == *year && own.figure == *id);
                vec![Text::plain(told.map_or(self.say("not told", "ikke oplyst").to_owned(), |own| self.figure(own)))]
            }));
            cells
        });
        let table = Table {
            caption: self
                .say(
                    "The shares of all patients. Earlier years stand as they were published and are not reckoned anew.",
                    "Andelene for alle patienter. Tidligere år står, som de blev offentliggjort, og er ikke beregnet igen.",
                )
                .to_owned(),
            columns,
            rows: rows.collect(),
        };
        Some(self.section("years", ("The years side by side", "Årene side om side"), vec![Block::Table(table)]))
    }

    fn figure(&self, own: &PublishedFigure) -> String {
        let bound = |share: f64| number(share * 100.0, 1, self.language);
        let interval =
            own.interval.map_or(String::new(), |own| format!(" ({}–{})", bound(own.lower), bound(own.upper)));
        format!("{}{interval}, {} {}", percent(own.share, self.language), own.count, self.say("patients", "patienter"))
    }

    /// Places of the guideline that can be read in more than one way, and the reading behind these figures.
    pub(super) fn open_questions(&self) -> PageSection {
        let rules = self.yearly.rules;
        let asked: BTreeSet<&str> = rules
            .definitions
            .iter()
            .filter(|own| own.kind == "kpi")
            .flat_map(|own| own.requirements.iter().map(String::as_str))
            .collect();
        let touches = |id: &str| {
            TOUCHES_FIGURES.contains(&id)
                || rules
                    .cited
                    .iter()
                    .filter(|item| asked.contains(item.id.as_str()))
                    .any(|item| item.en.contains(&format!("{id})")) || item.en.contains(&format!("{id},")))
        };
        let lines = rules.inconsistencies().iter().filter(|own| touches(&own.id)).map(|own| {
            let text = match self.language {
                interpretation::language::Language::English => &own.en,
                interpretation::language::Language::Danish => &own.da,
            };
            Text::strong(format!("{}: ", own.id)).and(format!("{} → {}", text.finding, text.treatment))
        });
        let blocks = vec![
            Block::Paragraph(
                self.say(
                    "Places of the recommendations that are unclear and touch these figures, and how they are read here. Each waits for its owner.",
                    "Steder i anbefalingerne, der er uklare og berører disse tal, og hvordan de læses her. Hvert venter på sin ejer.",
                )
                .into(),
            ),
            Block::List(lines.collect()),
        ];
        self.section(
            "open-questions",
            ("Open questions of the recommendations", "Anbefalingernes åbne spørgsmål"),
            blocks,
        )
    }

    /// How the figures are made and what they do not say.
    pub(super) fn about(&self) -> PageSection {
        let mut lines = vec![
            self.say(
                "The patient is the unit; a year's patients are those whose first report was signed in it. What happened after the data freeze is not known.",
                "Patienten er enheden; årets patienter er dem, hvis første svar er underskrevet i året. Hvad der skete efter datalåsen, er ikke kendt.",
            ),
            self.say(
                "Missing is never no: what is not recorded, and what is not due yet, are answers of their own, and shares are of those whose answer is recorded.",
                "Manglende er aldrig nej: det, der ikke er registreret, og det, der endnu ikke er forfaldent, er egne svar, og andele er af dem, hvis svar er registreret.",
            ),
            self.say(
                "Stable disease is not progression. Death without progression competes with it.",
                "Stabil sygdom er ikke progression. Død uden progression konkurrerer med den.",
            ),
        ];
        if self.yearly.published.audience == Audience::Public {
            lines.push(self.say(
                "No count of 1 to 4 is told, nor can one be reckoned from this report, its tables and those of other years: answers, rows and their sums are told together where it would be possible. Nothing is rounded or blurred.",
                "Intet antal på 1 til 4 er oplyst eller kan beregnes ud fra denne rapport, dens tabeller og andre års: svar, rækker og deres summer oplyses samlet, hvor det ellers ville være muligt. Intet er afrundet eller sløret.",
            ));
        }
        let mut lines: Vec<Text> = lines.into_iter().map(Text::plain).collect();
        lines.push(self.exceptions().into());
        let list = Block::List(lines);
        self.section("about", ("About the figures", "Om tallene"), vec![list])
    }
}

impl Writer<'_> {
    fn exceptions(&self) -> String {
        let few = self.say("fewer than five", "færre end fem");
        let told = self
            .yearly
            .published
            .excepted
            .iter()
            .map(|(rule, count)| format!("{rule}: {}", count.map_or(few.to_owned(), |count| count.to_string())));
        let told: Vec<String> = told.collect();
        if told.is_empty() {
            return self
                .say("No exception from a rule was granted.", "Der blev ikke givet nogen undtagelse fra en regel.")
                .to_owned();
        }
        let told = told.join("; ");
        self.told(format!("Exceptions granted, by rule: {told}."), format!("Undtagelser, efter regel: {told}."))
    }
}

/// Open questions on how patients, units and responses are counted.
const TOUCHES_FIGURES: [&str; 6] = ["INC-03", "INC-04", "INC-14", "INC-16", "INC-38", "INC-48"];
