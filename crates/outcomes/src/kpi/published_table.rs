//! What is published of a year as a table that a program reads.

use std::fmt::Write as _;

use super::publication::{ANSWERS, Audience, PublishedYear, Reading};
use crate::disclosure::Published;
use crate::proportion::{Interval, Proportion};

/// The first line of the table.
const HEADING: &str = "year,data_freeze,audience,figure,stratum,rows,answers,count,share,lower,upper";

impl PublishedYear {
    /// The table as CSV: a line for each number. `rows` and `answers` that are told together are joined with `+`; `any` is every answer.
    /// The share and its interval of 95 % stand on the line of yes, of those whose answer is recorded.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut text = HEADING.to_owned() + "\n";
        for (indication, accepted) in &self.accepted {
            if let Some(accepted) = accepted {
                self.table(&mut text, &format!("accepted-{indication}"), accepted, &["any"]);
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
                let share = of.share(counts.unwrap_or_default()).filter(|_| name == answers[0]);
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
