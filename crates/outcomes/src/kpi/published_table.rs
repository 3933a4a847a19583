//! What is published of a year as a table that a program reads.

use std::fmt::Write as _;

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
    #[error("line {0}: the table is internal; a public report stands beside public figures alone")]
    Internal(usize),
    /// The same year.
    #[error(
        "the year {0} was published before: a year is published once, since two versions of it would give small counts away by their difference"
    )]
    Again(i16),
}

/// The shares of an earlier year's table, for a report of another year.
///
/// # Errors
/// [`NotPublished`]: what is wrong with it.
pub fn earlier(table: &str, year: i16, audience: Audience) -> Result<Vec<PublishedFigure>, NotPublished> {
    let mut lines = table.lines().enumerate();
    if lines.next().is_none_or(|(_, heading)| heading.trim() != HEADING) {
        return Err(NotPublished::Heading);
    }
    let mut figures = Vec::new();
    for (number, line) in lines {
        let number = number + 1;
        let cells: Vec<&str> = line.trim().split(',').collect();
        let [of, _, told_to, figure, stratum, _, answers, count, share, lower, upper] = cells[..] else {
            return Err(NotPublished::Line(number));
        };
        let of: i16 = of.parse().map_err(|_| NotPublished::Line(number))?;
        if of == year {
            return Err(NotPublished::Again(of));
        }
        if told_to != "public" && audience == Audience::Public {
            return Err(NotPublished::Internal(number));
        }
        if stratum != "all" || answers != ANSWERS[0] || share.is_empty() {
            continue;
        }
        let number_of = |text: &str| text.parse::<f64>().ok();
        let interval = number_of(lower).zip(number_of(upper)).map(|(lower, upper)| Interval { lower, upper });
        figures.push(PublishedFigure {
            year: of,
            figure: figure.to_owned(),
            count: count.parse().map_err(|_| NotPublished::Line(number))?,
            share: number_of(share).ok_or(NotPublished::Line(number))?,
            interval,
        });
    }
    Ok(figures)
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
            let units = ["units-reserved", "units-consumed", "units-returned"]
                .into_iter()
                .zip(volume.units.unwrap_or_default());
            for (name, count) in referrals.into_iter().chain(units.filter(|_| volume.units.is_some())) {
                self.line(&mut text, &format!("{figure},all,all,{name},{count},,,"));
            }
        }
        for (rule, count) in self.excepted.iter().filter_map(|(rule, count)| Some((rule, (*count)?))) {
            self.line(&mut text, &format!("exceptions:{rule},all,all,granted,{count},,,"));
        }
        for clock in &self.clocks {
            let figure = format!("KPI-TAT:{}", clock.id);
            if let Some(kept) = &clock.kept {
                self.table(&mut text, &figure, kept, &KEPT);
            }
            for (name, days) in [("median", clock.median), ("90th-percentile", clock.p90)] {
                if let Some(days) = days {
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
        let audience = match self.audience {
            Audience::Public => "public",
            Audience::Internal => "internal",
        };
        let _ = writeln!(text, "{},{},{audience},{rest}", self.year, self.freeze);
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
