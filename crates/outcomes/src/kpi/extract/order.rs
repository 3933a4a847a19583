//! The cells of a row that say what happened to a referral: refusal, milestones, holds, units.

use clinic::clock::{Milestone, Milestones, day_of};
use clinic::code::CodeList;
use clinic::ledger::Entry;
use jiff::Timestamp;
use jiff::civil::Date;

use super::super::progress::{Progress, REFUSED_AS, Refused, place};
use super::row::Row;

impl Row<'_> {
    /// Words with spaces between.
    fn words(&self, name: &str) -> Vec<String> {
        self.cell(name).1.split_whitespace().map(str::to_owned).collect()
    }

    /// Each word of a cell as it is read; a word that cannot be is a fault.
    fn each<T>(&mut self, name: &str, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
        let (column, _) = self.cell(name);
        let mut all = Vec::new();
        for word in self.words(name) {
            match read(&word) {
                Some(own) => all.push(own),
                None => self.wrong(column, word, column.1.to_owned()),
            }
        }
        all
    }

    fn one<T: Copy>(&mut self, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let (column, value) = self.cell(name);
        let value = value.to_owned();
        let found = read(&value);
        if found.is_none() && !value.is_empty() {
            self.wrong(column, value, column.1.to_owned());
        }
        found
    }

    pub(super) fn refused(&mut self, accepted: Option<Date>) -> Option<Refused> {
        let day = self.day("refused");
        let rules = self.words("refused_by");
        let Some(day) = day else {
            if self.cell("refused").1.is_empty() {
                for name in ["refused_as", "refused_by"] {
                    let (column, value) = self.cell(name);
                    let value = value.to_owned();
                    if !value.is_empty() {
                        self.wrong(column, value, column.1.to_owned());
                    }
                }
            }
            return None;
        };
        if accepted.is_some() {
            let (column, value) = self.cell("refused");
            let value = value.to_owned();
            self.wrong(column, value, "empty, as a referral that was accepted has it".to_owned());
        }
        let answer = self.word("refused_as", &REFUSED_AS)?;
        Some(Refused { day, answer, rules })
    }

    pub(super) fn progress(&mut self, signed: Option<Date>) -> Progress {
        let mut reached = Vec::new();
        for milestone in Milestone::CODES.iter().filter_map(|code| Milestone::from_code(code)) {
            let at = self.one(milestone.code(), |value| value.parse::<Timestamp>().ok());
            reached.extend(at.map(|at| (milestone, at)));
        }
        self.in_order(&reached);
        let milestones = Milestones(reached);
        if let Some(at) = milestones.at(Milestone::Signed)
            && signed != Some(day_of(at))
        {
            let (column, value) = self.cell("T6");
            let value = value.to_owned();
            self.wrong(column, value, "an instant of the day in report_signed".to_owned());
        }
        let progress = Progress {
            milestones,
            holds: self.each("holds", stretch),
            ended: self.one("ended", |value| value.parse().ok()),
            aml: self.answer("aml"),
            fast_track: self.answer("fast_track"),
            germline_reused: self.answer("germline_reused"),
            bookings: self.each("units", booking),
            excepted: self.words("excepted"),
            form_seconds: self.one("form_seconds", |value| value.parse().ok()),
        };
        if let Err((day, _)) = progress.ledger() {
            let (column, _) = self.cell("units");
            self.wrong(column, day.to_string(), "an entry within what was set aside before it".to_owned());
        }
        progress
    }

    /// Milestones come in their order. The decision of a conference is only a day, and may be later than a submission by clock.
    fn in_order(&mut self, reached: &[(Milestone, Timestamp)]) {
        for (earlier, before) in reached.iter().filter(|(own, _)| *own != Milestone::MdtDecision) {
            for (later, after) in reached {
                if place(*later) > place(*earlier) && after < before {
                    let (column, value) = self.cell(later.code());
                    let value = value.to_owned();
                    self.wrong(column, value, format!("an instant at or after {}", earlier.code()));
                }
            }
        }
    }
}

/// A stretch on hold, as `FROM/UNTIL` or `FROM/..`.
fn stretch(word: &str) -> Option<(Timestamp, Option<Timestamp>)> {
    let (from, until) = word.split_once('/')?;
    let from: Timestamp = from.parse().ok()?;
    if until == ".." {
        return Some((from, None));
    }
    let until: Timestamp = until.parse().ok()?;
    (until >= from).then_some((from, Some(until)))
}

/// An entry of the ledger, as `2027-03-01=reserve:4`.
fn booking(word: &str) -> Option<(Date, Entry)> {
    let (day, entry) = word.split_once('=')?;
    let (kind, units) = entry.split_once(':')?;
    let units = units.parse().ok()?;
    let entry = match kind {
        "reserve" => Entry::Reserve(units),
        "consume" => Entry::Consume(units),
        "return" => Entry::Return(units),
        _ => return None,
    };
    Some((day.parse().ok()?, entry))
}
