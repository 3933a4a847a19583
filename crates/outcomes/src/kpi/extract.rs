//! An extract of follow-up data as a table: one patient a row, as quality registers write them.

use csv::{ReaderBuilder, StringRecord};
use jiff::civil::Date;

use super::case::{Case, Kind, Report, Response, Treatment};

/// A column: its name and what may stand in it.
pub struct Column(pub &'static str, pub &'static str);

/// The columns, all of which must be there, in any order. An empty cell is "not recorded".
pub const COLUMNS: &[Column] = &[
    Column("patient", "a pseudonym"),
    Column("indication", "RR or MC"),
    Column("region", "a code of a region"),
    Column("route", "a route of the referral"),
    Column("disease_group", "a disease group"),
    Column("kind", "new, previously-referred or repeat"),
    Column("accepted", "a day, as 2027-03-31"),
    Column("report_signed", "a day, or empty: no report yet"),
    Column("driver", "yes, no or empty"),
    Column("earlier_tests_complete", "yes, no or empty"),
    Column("new_driver", "yes, no or empty"),
    Column("clonal_by_panel", "yes, no or empty"),
    Column("clonal", "yes, no or empty"),
    Column("class_changed", "yes, no or empty"),
    Column("risk_changed", "yes, no or empty"),
    Column("choice_recorded", "a day or empty"),
    Column("choice_by_wgs", "yes, no or empty"),
    Column("choice_variant", "a variant or empty"),
    Column("treatment_category", "a category or empty"),
    Column("protocol", "yes, no or empty"),
    Column("first_dose", "a day or empty"),
    Column("because_of_wgs", "yes, no or empty"),
    Column("protocol_id", "a protocol or empty"),
    Column("criteria", "eln-aml, iwg-mds, imwg, lugano or empty"),
    Column("response", "a response of the criteria or empty"),
    Column("assessed", "a day or empty"),
    Column("progression", "a day or empty"),
    Column("death", "a day or empty"),
    Column("last_seen", "a day or empty"),
];

/// What is wrong with a table. The value of a cell is shown, so nothing that identifies a person may stand in one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExtractFault {
    /// A column is missing.
    #[error("the column {0} is missing; it holds {1}")]
    NoColumn(&'static str, &'static str),
    /// A column that is not known: a misspelt one would be taken for not recorded.
    #[error("the column \"{0}\" is not known; leave it out or spell it as docs/follow-up.md does")]
    UnknownColumn(String),
    /// A column is there twice.
    #[error("the column {0} is there twice; leave one out")]
    Twice(&'static str),
    /// A cell.
    #[error("line {line}, {column}: \"{value}\" is not {expected}")]
    Cell {
        /// The line, the heading is 1.
        line: u64,
        /// The column.
        column: &'static str,
        /// What stands there.
        value: String,
        /// What may stand there.
        expected: String,
    },
    /// Days in an order that cannot be.
    #[error("line {line}: {later} ({later_day}) lies before {earlier} ({earlier_day}); correct one of them")]
    Order {
        /// The line.
        line: u64,
        /// The column that must not come first.
        later: &'static str,
        /// Its day.
        later_day: Date,
        /// The column that must not come later.
        earlier: &'static str,
        /// Its day.
        earlier_day: Date,
    },
    /// The same patient and indication twice, which would count twice.
    #[error("line {line}: {patient} with {indication} stands above already; one row for each patient and indication")]
    Again {
        /// The line.
        line: u64,
        /// The pseudonym.
        patient: String,
        /// The indication.
        indication: String,
    },
    /// Not a table.
    #[error("the table cannot be read: {0}")]
    NoTable(String),
}

/// The cases of a table (CSV in UTF-8, comma or semicolon), or everything that is wrong with it.
///
/// # Errors
/// Every fault of the heading; with a good heading every fault of the rows.
pub fn read(table: &[u8]) -> Result<Vec<Case>, Vec<ExtractFault>> {
    let table = table.strip_prefix(b"\xef\xbb\xbf").unwrap_or(table);
    let heading = table.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter = if heading.contains(&b';') { b';' } else { b',' };
    let mut reader = ReaderBuilder::new().delimiter(delimiter).from_reader(table);
    let no_table = |error: csv::Error| vec![ExtractFault::NoTable(error.to_string())];
    let places = places(reader.headers().map_err(no_table)?)?;
    let (mut cases, mut faults) = (Vec::new(), Vec::new());
    let mut seen = std::collections::BTreeSet::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.push(ExtractFault::NoTable(error.to_string()));
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        let case = Row { line, record: &record, places: &places, faults: &mut faults }.case();
        if !seen.insert((case.patient.clone(), case.indication.clone())) {
            faults.push(ExtractFault::Again {
                line,
                patient: case.patient.clone(),
                indication: case.indication.clone(),
            });
        }
        cases.push(case);
    }
    if faults.is_empty() { Ok(cases) } else { Err(faults) }
}

/// The place of each of [`COLUMNS`] in the table.
fn places(heading: &StringRecord) -> Result<Vec<usize>, Vec<ExtractFault>> {
    let mut faults = Vec::new();
    let mut places = Vec::new();
    for Column(name, holds) in COLUMNS {
        let found: Vec<usize> = (0..heading.len()).filter(|place| heading[*place].trim() == *name).collect();
        match found[..] {
            [place] => places.push(place),
            [] => faults.push(ExtractFault::NoColumn(name, holds)),
            _ => faults.push(ExtractFault::Twice(name)),
        }
    }
    let known = |name: &str| COLUMNS.iter().any(|Column(own, _)| *own == name);
    let unknown = heading.iter().map(str::trim).filter(|name| !known(name));
    faults.extend(unknown.map(|name| ExtractFault::UnknownColumn(name.to_owned())));
    if faults.is_empty() { Ok(places) } else { Err(faults) }
}

struct Row<'r> {
    line: u64,
    record: &'r StringRecord,
    places: &'r [usize],
    faults: &'r mut Vec<ExtractFault>,
}

impl Row<'_> {
    fn cell(&self, name: &str) -> (&'static Column, &str) {
        let place = COLUMNS.iter().position(|Column(own, _)| *own == name).unwrap_or_default();
        (&COLUMNS[place], self.record.get(self.places[place]).unwrap_or_default().trim())
    }

    fn wrong(&mut self, column: &'static Column, value: String, expected: String) {
        self.faults.push(ExtractFault::Cell { line: self.line, column: column.0, value, expected });
    }

    fn text(&mut self, name: &str) -> String {
        let (column, value) = self.cell(name);
        let value = value.to_owned();
        if value.is_empty() {
            self.wrong(column, value.clone(), column.1.to_owned());
        }
        value
    }

    fn optional(&self, name: &str) -> Option<String> {
        let (_, value) = self.cell(name);
        (!value.is_empty()).then(|| value.to_owned())
    }

    fn answer(&mut self, name: &str) -> Option<bool> {
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

    fn day(&mut self, name: &str) -> Option<Date> {
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
    fn word<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
        let (column, value) = self.cell(name);
        let found = words.iter().find(|(word, _)| *word == value).map(|(_, of)| *of);
        if found.is_none() {
            let value = value.to_owned();
            self.wrong(column, value, column.1.to_owned());
        }
        found
    }

    fn case(mut self) -> Case {
        let signed = self.day("report_signed");
        let accepted = self.day("accepted");
        if accepted.is_none() && self.cell("accepted").1.is_empty() {
            self.text("accepted");
        }
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
        let kinds = [("new", Kind::New), ("previously-referred", Kind::PreviouslyReferred), ("repeat", Kind::Repeat)];
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
            patient: self.text("patient"),
            indication: self.word("indication", &[("RR", "RR"), ("MC", "MC")]).unwrap_or_default().to_owned(),
            region: self.text("region"),
            route: self.text("route"),
            disease_group: self.text("disease_group"),
            kind: self.word("kind", &kinds).unwrap_or(Kind::New),
            accepted: accepted.unwrap_or_default(),
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
