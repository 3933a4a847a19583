//! Progression and survival, read at the days at which nobody's own course shows.

use outcomes::kpi::Reading;

use super::Writer;
use crate::page::number::{number, percent};
use crate::page::{Block, Column, PageSection, Table, Text};
use crate::picture::{Picture, Point, curve};

impl Writer<'_> {
    pub(super) fn curves(&self) -> PageSection {
        let published = self.yearly.published;
        let told = [
            (
                "KPI-RR-2b",
                ("Progression since the first dose", "Progression fra første dosis"),
                0.0,
                &published.progression,
            ),
            ("KPI-RR-2c", ("Alive since the first dose", "I live fra første dosis"), 1.0, &published.since_dose),
            (
                "KPI-RR-2c",
                ("Alive since the report, all RR", "I live fra svaret, alle RR"),
                1.0,
                &published.since_report,
            ),
        ];
        let mut blocks = Vec::new();
        for (id, (en, da), start, readings) in told {
            blocks.push(Block::Subheading(format!("{id} {}", self.say(en, da))));
            if let Some(definition) = self.definition(id) {
                let rule = format!("{}. {}.", self.field(definition, "numerator"), self.field(definition, "time_rule"));
                blocks.push(Block::Paragraph(rule.into()));
            }
            if readings.is_empty() {
                blocks.push(Self::missing(self.say(
                    "Cannot be told: too few patients, or too few of them with the same course.",
                    "Kan ikke oplyses: for få patienter eller for få med samme forløb.",
                )));
            } else {
                blocks.push(self.drawn((en, da), start, readings));
                blocks.push(self.read(self.say(en, da), readings));
            }
        }
        self.section("curves", ("Progression and survival (RR)", "Progression og overlevelse (RR)"), blocks)
    }

    fn drawn(&self, (en, da): (&'static str, &'static str), start: f64, readings: &[Reading]) -> Block {
        let points: Vec<Point> = readings
            .iter()
            .map(|own| Point {
                day: own.day,
                share: own.share,
                interval: own.interval.map(|own| [own.lower, own.upper]),
                at_risk: own.at_risk,
                told: self.told(
                    format!(
                        "day {:.0}: {}; {} still followed",
                        own.day,
                        percent(own.share, self.language),
                        own.at_risk
                    ),
                    format!("dag {:.0}: {}; {} stadig fulgt", own.day, percent(own.share, self.language), own.at_risk),
                ),
            })
            .collect();
        let alternative: Vec<String> = readings
            .iter()
            .map(|own| format!("{} {:.0}: {}", self.say("day", "dag"), own.day, percent(own.share, self.language)))
            .collect();
        Block::Picture(Picture {
            svg: curve(&points, start, (self.say("day", "dag"), self.say("followed", "fulgt"))),
            caption: format!("{}.", self.say(en, da)),
            alternative: format!("{}.", alternative.join("; ")),
            width: 80,
        })
    }

    fn read(&self, name: &str, readings: &[Reading]) -> Block {
        let column = |en, da, width| Column { title: self.say(en, da).to_owned(), width };
        let bound = |share: f64| number(share * 100.0, 1, self.language);
        let row = |own: &Reading| {
            let interval =
                own.interval.map_or(String::new(), |own| format!("{}–{} %", bound(own.lower), bound(own.upper)));
            [format!("{:.0}", own.day), percent(own.share, self.language), interval, own.at_risk.to_string()]
                .map(|text| vec![Text::plain(text)])
                .to_vec()
        };
        Block::Table(Table {
            caption: format!(
                "{name}: {}",
                self.say(
                    "read at days at which the changes since the last are none or of five patients and more",
                    "aflæst på dage, hvor ændringerne siden den forrige er ingen eller af fem patienter og flere",
                )
            ),
            columns: vec![
                column("Day", "Dag", 10),
                column("Share", "Andel", 15),
                column("Interval of 95 %", "95 %-interval", 25),
                column("Still followed", "Stadig fulgt", 20),
            ],
            rows: readings.iter().map(row).collect(),
        })
    }
}
