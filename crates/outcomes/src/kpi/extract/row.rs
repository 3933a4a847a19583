//! A row of the table: its cells, and the case they make.

use csv::StringRecord;
use jiff::civil::Date;

use super::super::case::{Case, Kind, Report, Response, Treatment};
use super::{COLUMNS, Column, ExtractFault};

/// A row, and what was found wrong in the table so far.
pub(super) struct Row<'r> {
    pub(super) line: u64,
    pub(super) record: &'r StringRecord,
    pub(super) places: &'r [usize],
    pub(super) faults: &'r mut Vec<ExtractFault>,
}

impl Row<'_> {
    pub(super) fn cell(&self, name: &str) -> (&'static Column, &str) {
        let place = COLUMNS.iter().position(|Column(own, _)| *own == name).unwrap_or_default();
        (&COLUMNS[place], self.record.get(self.places[place]).unwrap_or_default().trim())
    }

    pub(super) fn wrong(&mut self, column: &'static Column, value: String, expected: String) {
        self.faults.push(ExtractFault::Cell { line: self.line, column: column.0, value, expected });
    }

    pub(super) fn text(&mut self, name: &str) -> String {
        let (column, value) = self.cell(name);
        let value = value.to_owned();
        if value.is_empty() {
            self.wrong(column, value.clone(), column.1.to_owned());
        }
        value
    }

    pub(super) fn optional(&self, name: &str) -> Option<String> {
        let (_, value) = self.cell(name);
        (!value.is_empty()).then(|| value.to_owned())
    }

    pub(super) fn answer(&mut self, name: &str) -> Option<bool> {
        let (column, value) = self.cell(name);
        match value {
            "yes" => Some(true),
            "no" => Some(false),
            "" => None,
            other => {
                let other = other.to_owned();
                self.wrong(column, other, column.1.to_owned());
                None
            }
        }
    }

    pub(super) fn day(&mut self, name: &str) -> Option<Date> {
        let (column, value) = self.cell(name);
        if value.is_empty() {
            return None;
        }
        let day = value.parse().ok();
        if day.is_none() {
            let value = value.to_owned();
            self.wrong(column, value, column.1.to_owned());
        }
        day
    }

    /// One of some words; `None` where it is another, with a fault.
    pub(super) fn word<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
        let (column, value) = self.cell(name);
        let found = words.iter().find(|(word, _)| *word == value).map(|(_, of)| *of);
        if found.is_none() {
            let value = value.to_owned();
            self.wrong(column, value, column.1.to_owned());
        }
        found
    }

    pub(super) fn case(mut self) -> Case {
        let signed = self.day("report_signed");
        let accepted = self.day("accepted");
        let refused = self.refused(accepted);
        if signed.is_some() && self.cell("accepted").1.is_empty() {
            let (column, _) = self.cell("accepted");
            self.wrong(column, String::new(), "the day on which a referral with a report was accepted".to_owned());
        }
        let progress = self.progress(signed);
        let treatment = self.treatment();
        let (death, last_seen) = (self.day("death"), self.day("last_seen"));
        let days = [
            ("report_signed", signed, "accepted", accepted),
            ("assessed", treatment.assessed, "first_dose", treatment.first_dose),
            ("progression", treatment.progression, "first_dose", treatment.first_dose),
            ("choice_recorded", treatment.recorded, "report_signed", signed),
            ("death", death, "first_dose", treatment.first_dose),
            ("death", death, "progression", treatment.progression),
            ("last_seen", last_seen, "death", death),
        ];
        for (later, later_day, earlier, earlier_day) in days {
            if let (Some(later_day), Some(earlier_day)) = (later_day, earlier_day)
                && later_day < earlier_day
            {
                self.faults.push(ExtractFault::Order { line: self.line, later, later_day, earlier, earlier_day });
            }
        }
        // A day or a word that is missing here stands among the faults, and then no case is handed out.
        let report = Report {
            signed: signed.unwrap_or_default(),
            driver: self.answer("driver"),
            earlier_tests_complete: self.answer("earlier_tests_complete"),
            new_driver: self.answer("new_driver"),
            clonal_by_panel: self.answer("clonal_by_panel"),
            clonal: self.answer("clonal"),
            class_changed: self.answer("class_changed"),
            risk_changed: self.answer("risk_changed"),
        };
        Case {
            referral: self.text("referral"),
            patient: self.text("patient"),
            indication: self.word("indication", &[("RR", "RR"), ("MC", "MC")]).unwrap_or_default().to_owned(),
            region: self.text("region"),
            route: self.text("route"),
            disease_group: self.text("disease_group"),
            kind: self.word("kind", &Kind::WORDS).unwrap_or(Kind::New),
            accepted,
            refused,
            progress,
            report: signed.map(|_| report),
            treatment,
            death,
            last_seen,
        }
    }

    fn treatment(&mut self) -> Treatment {
        let response = match (self.optional("criteria"), self.optional("response")) {
            (_, None) => None,
            (None, Some(response)) => {
                let (column, _) = self.cell("criteria");
                self.wrong(column, String::new(), format!("the criteria by which \"{response}\" was judged"));
                None
            }
            (Some(criteria), Some(response)) => {
                let found = Response::new(&criteria, &response);
                if found.is_none() {
                    match Response::codes(&criteria) {
                        None => {
                            let (column, _) = self.cell("criteria");
                            self.wrong(column, criteria, column.1.to_owned());
                        }
                        Some(codes) => {
                            let (column, _) = self.cell("response");
                            self.wrong(column, response, format!("a response of {criteria}: {codes}"));
                        }
                    }
                }
                found
            }
        };
        Treatment {
            recorded: self.day("choice_recorded"),
            by_wgs: self.answer("choice_by_wgs"),
            variant: self.optional("choice_variant"),
            category: self.optional("treatment_category"),
            protocol: self.answer("protocol"),
            first_dose: self.day("first_dose"),
            because_of_wgs: self.answer("because_of_wgs"),
            protocol_id: self.optional("protocol_id"),
            response,
            assessed: self.day("assessed"),
            progression: self.day("progression"),
        }
    }
}
