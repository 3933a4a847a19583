//! Tables of patients, one a row, with the columns of the published IPSS-M program: read, scored, and written with the
//! scores added.

mod cell;
mod chromosomes;
mod header;
mod problem;
mod scores;

use std::fmt;

use csv::{ByteRecord, ReaderBuilder, StringRecord, Trim, WriterBuilder};

pub use header::{COLUMNS, Column, Kind};
pub use problem::{Problem, Problems};
pub use scores::ADDED;

use crate::laboratory::HaemoglobinUnit;
use header::Header;

/// The columns that follow from a karyotype.
pub const DERIVED: [&str; 5] = ["CYTO_IPSSR", "del5q", "del7_7q", "del17_17p", "complex"];

/// Where the chromosomes of a patient stand, if not in the columns of [`DERIVED`].
#[derive(Debug, Clone)]
pub struct Chromosomes {
    /// The column with the karyotype in ISCN.
    pub karyotype: String,
    /// The column with the sex, which tells what a single X has lost.
    pub sex: Option<String>,
}

/// How a table is to be read and what is to be added.
#[derive(Debug, Clone)]
pub struct Options {
    /// The unit of the column `HB`.
    pub haemoglobin_unit: HaemoglobinUnit,
    /// Numbers have a decimal comma, as Danish spreadsheets write them.
    pub decimal_comma: bool,
    /// The columns of karyotype and sex; the columns that follow from them are added then.
    pub chromosomes: Option<Chromosomes>,
    /// Columns that the scores do not use are carried over instead of refused.
    pub keep_others: bool,
    /// Each term of IPSS-M gets a column in each scenario, so that the sum can be followed.
    pub contributions: bool,
}

/// A table with its scores.
#[derive(Debug, Clone)]
pub struct ScoredTable {
    /// The rows as they came with the scores added, separated as they came.
    pub text: Vec<u8>,
    /// How many patients.
    pub patients: usize,
    /// What should be looked at, although each value by itself is possible.
    pub warnings: Vec<String>,
}

/// Scores every row, or says everything that is wrong with the table.
pub fn score(table: &[u8], options: &Options) -> Result<ScoredTable, Problems> {
    let table = table.strip_prefix(b"\xef\xbb\xbf").unwrap_or(table);
    let separator = separator(table)?;
    let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).trim(Trim::All).from_reader(table);
    let names = reader.byte_headers().map_err(|error| Problem::Broken(error.to_string()))?;
    let header = Header::read(&text(names, 1)?, options)?;
    let mut problems = Vec::new();
    let mut rows = Vec::new();
    let mut lines = Lines::new(table);
    for record in reader.byte_records() {
        let read = record.map_err(|error| Problem::Broken(error.to_string())).and_then(|record| {
            let line = lines.at(record.position().map_or(0, csv::Position::byte));
            text(&record, line).map(|cells| (line, cells))
        });
        match read {
            Err(problem) => problems.push(problem),
            Ok((line, cells)) => match cell::patient(&header, line, &cells, options) {
                Ok(patient) => rows.push((cells, patient)),
                Err(wrong) => problems.extend(wrong),
            },
        }
    }
    if rows.is_empty() && problems.is_empty() {
        problems.push(Problem::NoPatient);
    }
    if !problems.is_empty() {
        return Err(Problems(problems));
    }
    let mut writer = WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
    let mut write = |cells: Vec<String>| writer.write_record(cells).map_err(|error| Problem::Broken(error.to_string()));
    write(header.names().map(str::to_owned).chain(scores::names(options)).collect())?;
    for (cells, patient) in &rows {
        write(cells.iter().map(str::to_owned).chain(scores::cells(patient, options)).collect())?;
    }
    let text = writer.into_inner().map_err(|error| Problem::Broken(error.to_string()))?;
    let patients: Vec<cell::Patient> = rows.into_iter().map(|(_, patient)| patient).collect();
    Ok(ScoredTable { text, patients: patients.len(), warnings: scores::warnings(&header, &patients, options) })
}

/// The separator of the first line: whichever of tab, semicolon and comma is there most often.
pub(crate) fn separator(table: &[u8]) -> Result<u8, Problem> {
    if table.iter().all(u8::is_ascii_whitespace) {
        return Err(Problem::Empty);
    }
    if table.starts_with(b"\xff\xfe") || table.starts_with(b"\xfe\xff") || table.starts_with(b"PK") {
        return Err(Problem::NotText { line: 1 });
    }
    let first = table.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let count = |separator: u8| first.split(|byte| *byte == separator).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|separator| count(*separator)).ok_or(Problem::Empty)
}

/// The cells of a row as text.
pub(crate) fn text(record: &ByteRecord, line: usize) -> Result<StringRecord, Problem> {
    StringRecord::from_byte_record(record.clone()).map_err(|_| Problem::NotText { line })
}

/// Counts lines. The reader's own count is one too low after lines that end with carriage return and line feed.
pub(crate) struct Lines<'a> {
    table: &'a [u8],
    line: usize,
    offset: usize,
}

impl<'a> Lines<'a> {
    pub(crate) const fn new(table: &'a [u8]) -> Self {
        Self { table, line: 1, offset: 0 }
    }

    /// The line, from 1, of the first cell at this byte or after it.
    pub(crate) fn at(&mut self, byte: u64) -> usize {
        let start = usize::try_from(byte).unwrap_or(usize::MAX).max(self.offset);
        let ends = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let skipped = self.table.iter().skip(start).take_while(|byte| ends(byte)).count();
        let passed = self.table.iter().take(start + skipped).skip(self.offset);
        self.line += passed.filter(|byte| **byte == b'\n').count();
        self.offset = start + skipped;
        self.line
    }
}

/// A number as the table writes numbers.
struct Written(f64, bool);

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = f.precision().map_or_else(|| self.0.to_string(), |digits| format!("{:.digits$}", self.0));
        f.write_str(&if self.1 { text.replace('.', ",") } else { text })
    }
}
