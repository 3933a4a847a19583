//! Each indicator that is a share: its definition, what was expected, the picture and the table.

use outcomes::disclosure::{Published, Row};
use outcomes::proportion::Proportion;

use super::{Writer, words};
use crate::page::number::{number, percent};
use crate::page::{Block, Column, PageSection, Table, Text};
use crate::picture::{Bar, Mark, MarkWords, Picture, intervals};

impl Writer<'_> {
    /// Everything on one sheet: referrals, and the share of each indicator.
    pub(super) fn overview(&self) -> PageSection {
        let mut blocks = Vec::new();
        blocks.push(self.patients());
        let rows = self.yearly.published.shares.iter().filter_map(|(id, published)| {
            let definition = self.definition(id)?;
            let share = published.as_ref().and_then(|own| own.share(&own.all));
            let cell = |text: String| vec![Text::plain(text)];
            let expected =
                self.expected(definition).map_or(String::new(), |(from, to, _)| format!("{from:.0}–{to:.0} %"));
            Some(vec![
                vec![Text(vec![crate::page::Span::Link {
                    text: (*id).to_owned(),
                    to: format!("#{}", id.to_lowercase()),
                }])],
                cell(self.field(definition, "").to_owned()),
                cell(share.map_or_else(|| self.why_no_share(published.as_ref()), |own| self.share(own))),
                cell(expected),
            ])
        });
        let column = |en, da, width| Column { title: self.say(en, da).to_owned(), width };
        blocks.push(Block::Table(Table {
            caption: self
                .say(
                    "The shares of the year, of those whose answer is recorded, with the interval of 95 % (Wilson)",
                    "Årets andele af dem, hvis svar er registreret, med 95 %-interval (Wilson)",
                )
                .to_owned(),
            columns: vec![
                column("Id", "Id", 12),
                column("Indicator", "Indikator", 46),
                column("Share", "Andel", 30),
                column("Expected", "Ventet", 12),
            ],
            rows: rows.collect(),
        }));
        blocks.push(Self::hint(self.say(
            "The definitions are a draft that NGC and RKKP must approve.",
            "Definitionerne er et udkast, som NGC og RKKP skal godkende.",
        )));
        self.section("overview", ("The year", "Året"), blocks)
    }

    fn few(&self) -> String {
        self.say("fewer than five", "færre end fem").to_owned()
    }

    fn why_no_share(&self, published: Option<&Published>) -> String {
        match published {
            Some(own) if own.all.iter().sum::<u32>() == 0 => self.say("no patients", "ingen patienter").to_owned(),
            Some(own) if own.classes.iter().take(2).all(|class| class.len() == 1) => {
                self.say("nobody's answer is recorded yet", "ingens svar er registreret endnu").to_owned()
            }
            _ => self.say("cannot be told: too few", "kan ikke oplyses: for få").to_owned(),
        }
    }

    /// `12 of 80: 15 % (8.8–24.4)`.
    pub(super) fn share(&self, of: Proportion) -> String {
        let Some(share) = of.share() else { return self.say("no share", "ingen andel").to_owned() };
        let bound = |share: f64| number(share * 100.0, 1, self.language);
        let interval =
            of.interval().map_or(String::new(), |own| format!(" ({}–{})", bound(own.lower), bound(own.upper)));
        format!(
            "{} {} {}: {}{interval}",
            of.numerator(),
            self.say("of", "af"),
            of.denominator(),
            percent(share, self.language)
        )
    }

    /// A section for each indicator.
    pub(super) fn shares(&self) -> Vec<PageSection> {
        let told = self.yearly.published.shares.iter();
        told.filter_map(|(id, published)| {
            let definition = self.definition(id)?;
            let mut blocks = vec![Block::Facts(
                [
                    ("numerator", "Numerator", "Tæller"),
                    ("denominator", "Denominator", "Nævner"),
                    ("time_rule", "Time", "Tid"),
                ]
                .iter()
                .map(|(key, en, da)| (self.say(en, da).to_owned(), Text::plain(self.field(definition, key))))
                .collect(),
            )];
            let expected = self.expected(definition);
            if let Some((from, to, item)) = expected {
                let band =
                    self.told(format!("Expected: {from:.0}–{to:.0} %. "), format!("Ventet: {from:.0}–{to:.0} %. "));
                blocks.push(Block::Paragraph(Text::plain(band).join(self.quoted(item))));
            }
            match published {
                Some(published) if published.all.iter().any(|count| *count > 0) => {
                    blocks.extend(self.picture(id, published, expected.map(|(from, to, _)| (from, to))));
                    blocks.push(self.table(id, published));
                    blocks.extend(self.not_apart(published));
                    blocks.extend(self.possible(published));
                }
                other => blocks.push(Self::missing(self.why_no_share(other.as_ref()))),
            }
            Some(PageSection {
                id: id.to_lowercase().into(),
                heading: format!("{id} {}", self.field(definition, "")),
                blocks,
            })
        })
        .collect()
    }

    pub(super) fn name(&self, row: &Row) -> String {
        row.members.iter().map(|own| words::row(own, self.language)).collect::<Vec<_>>().join(" + ")
    }

    fn picture(&self, id: &str, published: &Published, expected: Option<(f64, f64)>) -> Option<Block> {
        let all = (words::stratum("all", self.language).to_owned(), ("all", "all".to_owned()), &published.all);
        let rows = published.rows.iter().filter_map(|row| {
            Some((self.name(row), (row.stratum.as_str(), row.members.join("+")), row.counts.as_ref()?))
        });
        let bars: Vec<(Bar, Proportion)> = std::iter::once(all)
            .chain(rows)
            .filter_map(|(name, (series, rows), counts)| {
                let of = published.share(counts)?;
                let interval = of.interval().map(|own| [own.lower, own.upper]);
                let words = MarkWords {
                    series: series.to_owned(),
                    label: words::stratum(series, self.language).to_owned(),
                    rows,
                    name: name.clone(),
                    told: format!("{name}: {}", self.share(of)),
                };
                Some((Bar { name, value: of.share()?, interval, words: Some(words) }, of))
            })
            .collect();
        if bars.is_empty() {
            return None;
        }
        let alternative: Vec<String> =
            bars.iter().map(|(bar, of)| format!("{}: {}", bar.name, self.share(*of))).collect();
        let bars: Vec<Bar> = bars.into_iter().map(|(bar, _)| bar).collect();
        let mark = expected.map_or(Mark::None, |(from, to)| Mark::Band(from / 100.0, to / 100.0));
        let caption = if expected.is_some() {
            self.say(
                "shares with 95 % intervals; between the dashed lines: what the recommendations expect.",
                "andele med 95 %-intervaller; mellem de stiplede linjer: det, anbefalingerne venter.",
            )
        } else {
            self.say("shares with 95 % intervals.", "andele med 95 %-intervaller.")
        };
        Some(Block::Picture(Picture {
            svg: intervals(&bars, mark),
            caption: format!("{id}: {caption}"),
            alternative: format!("{}.", alternative.join("; ")),
            width: 90,
        }))
    }

    fn table(&self, id: &str, published: &Published) -> Block {
        let column = |title: String, width| Column { title, width };
        let mut columns = vec![column(self.say("Patients", "Patienter").to_owned(), 34)];
        columns.push(column(self.say("In all", "I alt").to_owned(), 9));
        columns.extend(published.classes.iter().map(|class| column(words::class(class, self.language), 13)));
        columns.push(column(self.say("Share", "Andel").to_owned(), 30));
        let row = |name: String, counts: &[u32]| {
            let mut cells = vec![name, counts.iter().sum::<u32>().to_string()];
            cells.extend(counts.iter().map(ToString::to_string));
            cells.push(published.share(counts).map_or(String::new(), |own| self.share(own)));
            cells.into_iter().map(|cell| vec![Text::plain(cell)]).collect::<Vec<_>>()
        };
        let mut rows = vec![row(words::stratum("all", self.language).to_owned(), &published.all)];
        for (stratum, own) in by_stratum(published) {
            // One line that is everybody tells nothing new.
            let told: Vec<(&Row, &Vec<u32>)> =
                own.iter().filter_map(|row| Some((*row, row.counts.as_ref()?))).collect();
            let name = words::stratum(stratum, self.language);
            if told.len() > 1 {
                rows.extend(told.iter().map(|(own, counts)| row(format!("{name}: {}", self.name(own)), counts)));
            }
        }
        let caption = format!("{id}: {}", self.say("patients by answer", "patienter efter svar"));
        Block::Table(Table { caption, columns, rows })
    }

    /// By what the answers cannot be told apart; how many patients there are stands on the first sheet.
    fn not_apart(&self, published: &Published) -> Option<Block> {
        let alone: Vec<&str> = by_stratum(published)
            .into_iter()
            .filter(|(_, rows)| rows.len() > 1 && rows.iter().filter(|row| row.counts.is_some()).count() == 1)
            .map(|(stratum, _)| words::stratum(stratum, self.language))
            .collect();
        let told = alone.join(", ").to_lowercase();
        (!alone.is_empty()).then(|| {
            Self::hint(self.told(
                format!("Cannot be told by: {told}. Counts of 1 to 4 would show."),
                format!("Kan ikke oplyses efter: {told}. Antal på 1 til 4 ville vise sig."),
            ))
        })
    }

    /// How many patients there are, by what they are told apart.
    fn patients(&self) -> Block {
        let mut rows = Vec::new();
        for (indication, id) in [("RR", "KPI-RR-3"), ("MC", "KPI-MC-3")] {
            let published = self.yearly.published.shares.iter().find(|(own, _)| *own == id);
            let published = published.and_then(|(_, own)| own.as_ref());
            let all = published.map_or(self.few(), |own| own.all.iter().sum::<u32>().to_string());
            rows.push((format!("{indication}, {}", self.say("first report signed", "første svar underskrevet")), all));
            for (stratum, own) in published.map(by_stratum).unwrap_or_default() {
                let name = words::stratum(stratum, self.language);
                let parts: Vec<String> = own
                    .iter()
                    .filter(|row| row.counts.is_none() || !is_joint(row, &own))
                    .map(|row| format!("{} {}", self.name(row), row.total))
                    .collect();
                rows.push((format!("{indication}, {}", name.to_lowercase()), parts.join("; ")));
            }
        }
        Block::Facts(rows.into_iter().map(|(name, told)| (name, told.into())).collect())
    }

    /// What the share would be if everybody whose answer is not recorded were no, or yes.
    fn possible(&self, published: &Published) -> Option<Block> {
        let told = |answer: usize| {
            let class = published.classes.iter().position(|class| *class == [answer])?;
            published.all.get(class).map(|count| f64::from(*count))
        };
        let (yes, no, unknown) = (told(0)?, told(1)?, told(2)?);
        let all = yes + no + unknown;
        if unknown == 0.0 {
            return None;
        }
        let (low, high) = (percent(yes / all, self.language), percent((yes + unknown) / all, self.language));
        Some(Self::hint(self.told(
            format!("If all of whom it is not recorded were no, or all yes, the share would be {low} or {high}."),
            format!("Hvis alle, hvor det ikke er registreret, var nej, eller alle ja, ville andelen være {low} eller {high}."),
        )))
    }
}

/// The rows of each stratum, in order.
pub(super) fn by_stratum(published: &Published) -> Vec<(&str, Vec<&Row>)> {
    let mut strata: Vec<(&str, Vec<&Row>)> = Vec::new();
    for row in &published.rows {
        match strata.last_mut().filter(|(name, _)| *name == row.stratum) {
            Some((_, rows)) => rows.push(row),
            None => strata.push((&row.stratum, vec![row])),
        }
    }
    strata
}

/// Whether a line tells together what other lines leave out.
fn is_joint(row: &Row, all: &[&Row]) -> bool {
    all.iter().any(|other| other.counts.is_none() && other.members.iter().all(|own| row.members.contains(own)))
}
