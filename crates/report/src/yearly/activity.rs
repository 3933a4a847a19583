//! Referrals and refusals, volume against what was planned, and turn-around by clock.

use clinic::clock::{Clock, Unit};
use outcomes::disclosure::Published;
use outcomes::kpi::{PublishedClock, PublishedVolume, Referrals, planned, planned_units};

use super::shares::by_stratum;
use super::{Writer, words};
use crate::page::number::number;
use crate::page::{Block, Column, PageSection, Table, Text};

/// A cell of one line.
fn cell(text: impl Into<String>) -> Vec<Text> {
    vec![Text::plain(text)]
}

impl Writer<'_> {
    pub(super) fn activity(&self) -> Vec<PageSection> {
        vec![self.volume(), self.access(), self.turnaround()]
    }

    fn named(&self, id: &str, blocks: Vec<Block>) -> PageSection {
        let title = self.definition(id).map_or("", |own| self.field(own, ""));
        PageSection { id: id.to_lowercase().into(), heading: format!("{id} {title}"), blocks }
    }

    fn lines(
        &self,
        caption: (&str, &'static str, &'static str),
        columns: &[(&'static str, &'static str, u8)],
        rows: Vec<Vec<Vec<Text>>>,
    ) -> Block {
        let (id, en, da) = caption;
        let columns =
            columns.iter().map(|(en, da, width)| Column { title: self.say(en, da).to_owned(), width: *width });
        Block::Table(Table { caption: format!("{id}: {}", self.say(en, da)), columns: columns.collect(), rows })
    }

    fn hidden(&self) -> String {
        self.say("cannot be told", "kan ikke oplyses").to_owned()
    }

    fn volume(&self) -> PageSection {
        let row = |own: &PublishedVolume| {
            let [reserved, consumed, returned] =
                own.units.map(|units| units.map_or_else(|| self.hidden(), |own| own.to_string()));
            let name = if own.indication == "all" {
                self.say("RR and MC", "RR og MC").to_owned()
            } else {
                own.indication.clone()
            };
            let referrals = own.referrals.map_or_else(|| self.hidden(), |own| own.to_string());
            vec![cell(name), cell(referrals), cell(reserved), cell(consumed), cell(returned)]
        };
        let rows = self.yearly.published.volume.iter().map(row).collect();
        let mut blocks = vec![self.lines(
            (
                "KPI-VOL",
                "referrals accepted in the year, and units of 30x by the ledger",
                "henvisninger accepteret i året og enheder à 30x efter regnskabet",
            ),
            &[
                ("Indication", "Indikation", 20),
                ("Accepted", "Accepteret", 15),
                ("Units set aside", "Enheder reserveret", 20),
                ("Units used", "Enheder brugt", 20),
                ("Units given back", "Enheder givet tilbage", 20),
            ],
            rows,
        )];
        let items = planned(&self.yearly.rules.cited);
        let lines: Vec<Text> = items
            .iter()
            .map(|own| {
                let (of, _, value) = own.cell;
                let of = if of == "all" { self.say("RR and MC", "RR og MC") } else { of };
                let value =
                    if value == "all" { String::new() } else { format!(", {}", words::row(value, self.language)) };
                let told = self.told(
                    format!("Planned, {of}{value}: {} patients. ", own.patients),
                    format!("Planlagt, {of}{value}: {} patienter. ", own.patients),
                );
                Text::plain(told).join(self.quoted(own.item))
            })
            .collect();
        blocks.push(Block::List(lines));
        if let Some(units) = planned_units(&self.yearly.rules.cited) {
            let (from, to) = units.with_repeats;
            blocks.push(Self::hint(self.told(
                format!(
                    "Planned units of 30x: quota {}; sum of the forms {} (INC-04); with germline for all {} (INC-03); with repeats on top {from} to {to} (INC-14); new patients alone {} (INC-15).",
                    units.quota, units.printed, units.with_germline, units.after_first_year
                ),
                format!(
                    "Planlagte enheder à 30x: kvote {}; skemaernes sum {} (INC-04); med kimbane til alle {} (INC-03); med gentagelser oveni {from} til {to} (INC-14); nye patienter alene {} (INC-15).",
                    units.quota, units.printed, units.with_germline, units.after_first_year
                ),
            )));
        }
        self.named("KPI-VOL", blocks)
    }

    fn access(&self) -> PageSection {
        let mut blocks = Vec::new();
        for (indication, referrals) in &self.yearly.published.referrals {
            blocks.push(Block::Subheading(indication.clone()));
            match referrals {
                Referrals::Answered(own) => blocks.push(self.referrals(indication, own, true)),
                Referrals::Accepted(own) => {
                    blocks.push(self.referrals(indication, own, false));
                    blocks.push(Self::hint(self.say(
                        "How many were refused cannot be told: none, or fewer than five.",
                        "Hvor mange der blev afvist, kan ikke oplyses: ingen eller færre end fem.",
                    )));
                }
                Referrals::Few => {
                    blocks.push(Self::missing(self.say("Cannot be told: too few.", "Kan ikke oplyses: for få.")));
                }
            }
        }
        self.named("KPI-EQ", blocks)
    }

    fn referrals(&self, indication: &str, own: &Published, answered: bool) -> Block {
        let became = |of: usize| match of {
            0 => self.say("accepted", "accepteret"),
            1 => self.say("not eligible", "ikke omfattet"),
            2 => self.say("out of scope", "uden for patientgruppen"),
            _ => self.say("redirected", "omvist"),
        };
        let mut columns = vec![Column { title: self.say("Referrals", "Henvisninger").to_owned(), width: 34 }];
        columns.extend(own.classes.iter().map(|class| Column {
            title: class.iter().map(|own| became(*own)).collect::<Vec<_>>().join(self.say(" or ", " eller ")),
            width: 14,
        }));
        if answered {
            columns.push(Column { title: self.say("Share accepted", "Andel accepteret").to_owned(), width: 26 });
        }
        let row = |name: String, counts: &[u32]| {
            let mut cells = vec![cell(name)];
            cells.extend(counts.iter().map(|own| cell(own.to_string())));
            if answered {
                cells.push(cell(own.share_of_all(counts).map_or(String::new(), |share| self.share(share))));
            }
            cells
        };
        let mut rows = vec![row(words::stratum("all", self.language).to_owned(), &own.all)];
        for (stratum, told) in by_stratum(own) {
            let told: Vec<_> = told.iter().filter_map(|row| Some((*row, row.counts.as_ref()?))).collect();
            if told.len() > 1 {
                let name = words::stratum(stratum, self.language);
                rows.extend(told.iter().map(|(own, counts)| row(format!("{name}: {}", self.name(own)), counts)));
            }
        }
        let caption = if answered {
            self.say("referrals answered in the year", "henvisninger besvaret i året")
        } else {
            self.say("referrals accepted in the year", "henvisninger accepteret i året")
        };
        Block::Table(Table { caption: format!("{indication}: {caption}"), columns, rows })
    }

    fn turnaround(&self) -> PageSection {
        let rows = self
            .yearly
            .published
            .clocks
            .iter()
            .filter_map(|own| Some(self.clock(self.yearly.clocks.iter().find(|clock| clock.id == own.id)?, own)))
            .collect();
        let table = self.lines(
            (
                "KPI-TAT",
                "orders whose clock stopped in the year; time on hold is in it, and nothing is subtracted",
                "ordrer, hvis ur stoppede i året; tid på pause er med, og intet er trukket fra",
            ),
            &[
                ("Clock", "Ur", 30),
                ("Promise", "Løfte", 13),
                ("Target / limit", "Mål / grænse", 13),
                ("Median", "Median", 11),
                ("90 %", "90 %", 9),
                ("Within the limit", "Inden for grænsen", 26),
            ],
            rows,
        );
        self.named("KPI-TAT", vec![table])
    }

    fn clock(&self, clock: &Clock, own: &PublishedClock) -> Vec<Vec<Text>> {
        let unit = match clock.unit {
            Unit::Days => self.say("days", "dage"),
            Unit::Periods => self.say("periods of 24 h", "døgn"),
        };
        let promise = match clock.promise.as_str() {
            "commitment" => self.say("promised", "lovet"),
            "need" => self.say("needed, not promised", "behov, ikke lovet"),
            "aspiration" => self.say("aspired", "ønsket"),
            _ => self.say("no promise", "intet løfte"),
        };
        let limits =
            clock.limits.as_ref().map_or(String::new(), |own| format!("{} / {} {unit}", own.target, own.limit));
        let days = |of: Option<f64>| {
            of.map_or_else(|| self.hidden(), |own| number(own, usize::from(own.fract() != 0.0), self.language))
        };
        // Answers: within the target, within the limit, beyond it.
        let kept = own.kept.as_ref().and_then(|kept| {
            let beyond = kept.classes.iter().position(|class| *class == [2])?;
            let all: u32 = kept.all.iter().sum();
            let within = outcomes::proportion::Proportion::new(all - kept.all.get(beyond)?, all).ok()?;
            Some(self.share(within))
        });
        let kept = match (kept, &own.kept, &clock.limits) {
            (Some(share), ..) => share,
            (None, Some(all), None) => format!("{} {}", all.all.iter().sum::<u32>(), self.say("orders", "ordrer")),
            _ => self.hidden(),
        };
        let name = self.language.choose(&clock.en, &clock.da);
        vec![
            vec![Text::plain(name), Text::code(clock.id.clone())],
            cell(promise),
            cell(limits),
            cell(days(own.median)),
            cell(days(own.p90)),
            cell(kept),
        ]
    }
}
