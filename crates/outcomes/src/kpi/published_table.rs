//! What is published of a year as a table that a program reads.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::publication::{ANSWERS, Audience, PublishedYear, Reading};
use super::published_activity::{BECAME, KEPT, Referrals};
use crate::disclosure::Published;
use crate::proportion::{Interval, Proportion};

/// The first line of the table.
const HEADING: &str = "year,data_freeze,audience,figure,stratum,rows,answers,count,value,lower,upper";

/// The share of all patients in one indicator, as it was published.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedFigure {
    /// The year.
    pub year: i16,
    /// The indicator.
    pub figure: String,
    /// Patients with the answer yes.
    pub count: u32,
    /// Their share of those whose answer is recorded, from 0 to 1.
    pub share: f64,
    /// Its interval of 95 %.
    pub interval: Option<Interval>,
}

/// What is wrong with a table of an earlier year.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotPublished {
    /// The first line is another.
    #[error("the first line is not \"{HEADING}\": give figures.csv of an earlier yearly report")]
    Heading,
    /// A line that cannot be read.
    #[error("line {0} cannot be read: give figures.csv of an earlier yearly report as it was written")]
    Line(usize),
    /// Small counts are not hidden in it.
    #[error("the table is internal; a public report stands beside public figures alone")]
    Internal,
    /// The same year.
    #[error(
        "the year {0} was published before: a year is published once, since two versions of it would give small counts away by their difference"
    )]
    Again(i16),
}

/// A number as it was published.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedLine {
    /// The indicator, with a clock or an indication behind a colon.
    pub figure: String,
    /// By what patients are told apart; `day` of a curve.
    pub stratum: String,
    /// The rows that it is of, all together; of a curve the day.
    pub rows: Vec<String>,
    /// The answers that it is of, all together; `any` is every answer.
    pub answers: Vec<String>,
    /// How many; `None` of a median or a percentile.
    pub count: Option<u64>,
    /// A share from 0 to 1, or a median or percentile in the unit of its clock.
    pub value: Option<f64>,
    /// The share's interval of 95 %.
    pub interval: Option<Interval>,
}

/// A year as it was published.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedTable {
    /// The year.
    pub year: i16,
    /// The day of the data freeze.
    pub freeze: Date,
    /// For whom.
    pub audience: Audience,
    /// Its numbers, in the order of the report.
    pub lines: Vec<PublishedLine>,
}

impl PublishedTable {
    /// A table as [`PublishedYear::csv`] writes it.
    ///
    /// # Errors
    /// [`NotPublished::Heading`] and [`NotPublished::Line`]; each line must be of the same year, freeze and audience.
    pub fn read(table: &str) -> Result<Self, NotPublished> {
        let mut lines = table.lines().enumerate();
        if lines.next().is_none_or(|(_, heading)| heading.trim() != HEADING) {
            return Err(NotPublished::Heading);
        }
        let mut of: Option<(i16, Date, Audience)> = None;
        let mut told = Vec::new();
        for (number, line) in lines {
            let (own, line) = read_line(line).ok_or(NotPublished::Line(number + 1))?;
            if *of.get_or_insert(own) != own {
                return Err(NotPublished::Line(number + 1));
            }
            told.push(line);
        }
        let (year, freeze, audience) = of.ok_or(NotPublished::Line(2))?;
        Ok(Self { year, freeze, audience, lines: told })
    }
}

fn read_line(line: &str) -> Option<((i16, Date, Audience), PublishedLine)> {
    let cells: Vec<&str> = line.trim().split(',').collect();
    let [year, freeze, audience, figure, stratum, rows, answers, count, value, lower, upper] = cells[..] else {
        return None;
    };
    let audience = [Audience::Public, Audience::Internal].into_iter().find(|own| own.name() == audience)?;
    let number = |text: &str| if text.is_empty() { Some(None) } else { text.parse::<f64>().ok().map(Some) };
    let together = |text: &str| text.split('+').map(str::to_owned).collect();
    let line = PublishedLine {
        figure: figure.to_owned(),
        stratum: stratum.to_owned(),
        rows: together(rows),
        answers: together(answers),
        count: if count.is_empty() { None } else { Some(count.parse().ok()?) },
        value: number(value)?,
        interval: number(lower)?.zip(number(upper)?).map(|(lower, upper)| Interval { lower, upper }),
    };
    Some(((year.parse().ok()?, freeze.parse().ok()?, audience), line))
}

/// The shares of an earlier year's table, for a report of another year.
///
/// # Errors
/// [`NotPublished`]: what is wrong with it.
pub fn earlier(table: &str, year: i16, audience: Audience) -> Result<Vec<PublishedFigure>, NotPublished> {
    let table = PublishedTable::read(table)?;
    if table.year == year {
        return Err(NotPublished::Again(year));
    }
    if table.audience != Audience::Public && audience == Audience::Public {
        return Err(NotPublished::Internal);
    }
    let figure = |own: PublishedLine| {
        let whole = own.stratum == "all" && own.answers == ANSWERS[..1];
        let (count, share) = (own.count?.try_into().ok()?, own.value.filter(|_| whole)?);
        Some(PublishedFigure { year: table.year, figure: own.figure, count, share, interval: own.interval })
    };
    Ok(table.lines.into_iter().filter_map(figure).collect())
}

impl PublishedYear {
    /// The share of all patients in each indicator that has one.
    #[must_use]
    pub fn figures(&self) -> Vec<PublishedFigure> {
        let figure = |(id, published): &(&'static str, Option<Published>)| {
            let own = published.as_ref()?;
            let of = own.share(&own.all)?;
            let (year, figure, share, interval) = (self.year, (*id).to_owned(), of.share()?, of.interval());
            Some(PublishedFigure { year, figure, count: of.numerator(), share, interval })
        };
        self.shares.iter().filter_map(figure).collect()
    }

    /// The table as CSV: a line for each number. `rows` and `answers` that are told together are joined with `+`; `any` is every answer.
    /// `value` is the share with its interval of 95 %, on the line of yes, of those whose answer is recorded; of a median it is in the unit of its clock.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut text = HEADING.to_owned() + "\n";
        for (indication, referrals) in &self.referrals {
            let figure = format!("KPI-EQ:{indication}");
            match referrals {
                Referrals::Answered(own) => self.table(&mut text, &figure, own, &BECAME),
                Referrals::Accepted(own) => self.table(&mut text, &format!("{figure}:accepted"), own, &BECAME[..1]),
                Referrals::Few => {}
            }
        }
        for volume in &self.volume {
            let figure = format!("KPI-VOL:{}", volume.indication);
            let referrals = volume.referrals.map(|own| ("referrals", u64::from(own)));
            let units = ["units-reserved", "units-consumed", "units-returned"].into_iter().zip(volume.units);
            let units = units.filter_map(|(name, count)| Some((name, count?)));
            for (name, count) in referrals.into_iter().chain(units) {
                self.line(&mut text, &format!("{figure},all,all,{name},{count},,,"));
            }
        }
        for (rule, count) in self.excepted.iter().filter_map(|(rule, count)| Some((rule, (*count)?))) {
            self.line(&mut text, &format!("exceptions:{rule},all,all,granted,{count},,,"));
        }
        for clock in &self.clocks {
            let figure = format!("KPI-TAT:{}", clock.id);
            if let Some(kept) = &clock.kept {
                // Of a clock without limits it is told how many it was for.
                let limited = kept.classes != [[0]];
                self.table(&mut text, &figure, kept, if limited { &KEPT } else { &KEPT[..1] });
            }
            for (name, days) in [("median", clock.median), ("90th-percentile", clock.p90)] {
                if let Some(days) = days {
                    // To the second it would be one patient's own.
                    let days = (days * 10.0).round() / 10.0;
                    self.line(&mut text, &format!("{figure},all,all,{name},,{days},,"));
                }
            }
            if let Some(running) = clock.running {
                self.line(&mut text, &format!("{figure},all,all,running,{running},,,"));
            }
        }
        for (id, published) in &self.shares {
            if let Some(published) = published {
                self.table(&mut text, id, published, &ANSWERS);
            }
        }
        let curves = [
            ("KPI-RR-2b", "progressed", &self.progression),
            ("KPI-RR-2c-since-dose", "alive", &self.since_dose),
            ("KPI-RR-2c-since-report", "alive", &self.since_report),
        ];
        for (figure, answer, readings) in curves {
            for Reading { day, at_risk, share, interval } in readings {
                let share = shares(Some(*share), *interval);
                self.line(&mut text, &format!("{figure},day,{day},{answer}:at-risk,{at_risk},{share}"));
            }
        }
        text
    }

    fn line(&self, text: &mut String, rest: &str) {
        let _ = writeln!(text, "{},{},{},{rest}", self.year, self.freeze, self.audience.name());
    }

    fn table(&self, text: &mut String, figure: &str, of: &Published, answers: &[&str]) {
        let names: Vec<String> = of
            .classes
            .iter()
            .map(|class| class.iter().filter_map(|own| answers.get(*own).copied()).collect::<Vec<_>>().join("+"))
            .collect();
        let mut row = |stratum: &str, members: &str, total: u32, counts: Option<&[u32]>| {
            self.line(text, &format!("{figure},{stratum},{members},any,{total},,,"));
            for (name, count) in names.iter().zip(counts.unwrap_or_default()).filter(|_| answers.len() > 1) {
                let counts = counts.unwrap_or_default();
                // Of a question the share is of those whose answer is recorded, of anything else it is of all.
                let share = if answers == ANSWERS { of.share(counts) } else { of.share_of_all(counts) };
                let share = share.filter(|_| name == answers[0]);
                let share = shares(share.and_then(Proportion::share), share.and_then(Proportion::interval));
                self.line(text, &format!("{figure},{stratum},{members},{name},{count},{share}"));
            }
        };
        row("all", "all", of.all.iter().sum(), Some(&of.all));
        for own in &of.rows {
            row(&own.stratum, &own.members.join("+"), own.total, own.counts.as_deref());
        }
    }
}

/// `share,lower,upper`, each empty where it is not known.
fn shares(share: Option<f64>, interval: Option<Interval>) -> String {
    let number = |of: Option<f64>| of.map_or(String::new(), |own| format!("{own:.4}"));
    format!("{},{},{}", number(share), number(interval.map(|own| own.lower)), number(interval.map(|own| own.upper)))
}

impl Published {
    /// The share of the first answer among all, where it is told by itself.
    #[must_use]
    pub fn share_of_all(&self, counts: &[u32]) -> Option<Proportion> {
        let class = self.classes.iter().position(|class| *class == [0])?;
        Proportion::new(*counts.get(class)?, counts.iter().sum()).ok()
    }

    /// The share of the first answer among the first two, where both are told by themselves.
    #[must_use]
    pub fn share(&self, counts: &[u32]) -> Option<Proportion> {
        let told = |answer: usize| {
            let class = self.classes.iter().position(|class| *class == [answer])?;
            counts.get(class).copied()
        };
        Proportion::new(told(0)?, told(0)? + told(1)?).ok()
    }
}
