//! Tables with a column of karyotypes: read, and written with what each karyotype says added.

use csv::{ReaderBuilder, StringRecord, Trim, WriterBuilder};
use guideline::truth::Truth;

use super::summary::{Summary, summary};
use super::{Sex, groups};
use crate::cytogenetics::Count;
use crate::risk::cohort::{self, Lines, Problem, separator};

/// The columns that are added, and what stands in them.
pub const ADDED: [(&str, &str); 18] = [
    ("karyotype_understood", "the share of the pieces of the text that were understood, 0 to 1; NA for an empty cell"),
    ("karyotype_clones", "how many clones are written, normal ones included"),
    ("karyotype_abnormalities", "the clonal abnormalities in the words they came from"),
    ("karyotype_not_clonal", "abnormalities in fewer cells than a clone needs, which are not counted"),
    ("karyotype_count", "how many unrelated abnormalities: a number, a range (3-5), or a least number (4+)"),
    ("complex_eln2017", "1 or 0: complex as ELN 2017 defines it; NA if it is not settled"),
    ("complex_eln2022", "the same of ELN 2022"),
    ("complex_3_or_more", "1 or 0: three abnormalities or more, whatever they are (IPSS, IPSS-M)"),
    ("monosomal", "1 or 0: monosomal (Breems)"),
    ("ipss_group", "the karyotype group of IPSS; NA if more than one is possible"),
    ("ipssr_group", "the cytogenetic group of IPSS-R; NA if more than one is possible"),
    ("ipssr_group_possible", "every group of IPSS-R that is possible, separated by |"),
    ("karyotype_del5q", "1 or 0: 5q is lost by deletion or by an unbalanced rearrangement, the chromosome being there"),
    ("karyotype_del7_7q", "1 or 0: -7, or 7q is lost"),
    ("karyotype_del17_17p", "1 or 0: -17, or 17p is lost"),
    ("karyotype_found", "abnormalities that rules name and that were found"),
    ("karyotype_not_understood", "the words that were not understood"),
    (
        "karyotype_ambiguities",
        "other readings that would answer otherwise, and what should be known beside the answers",
    ),
];

/// What is wrong with a table of karyotypes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableProblem {
    /// The table as a table.
    #[error(transparent)]
    Table(#[from] Problem),
    /// The column that was asked for is not there.
    #[error("there is no column {name}; the columns are: {there}")]
    NoSuchColumn {
        /// Its name.
        name: String,
        /// The columns that are there.
        there: String,
    },
    /// A sex that is not known.
    #[error("line {line}, column {column}: {value} is no sex; write F or M, or NA where it is not known")]
    NoSex {
        /// The line, from 1.
        line: usize,
        /// The column.
        column: String,
        /// What stands there.
        value: String,
    },
}

/// Adds to each row what its karyotype says, or says everything that is wrong with the table.
pub fn annotate(table: &[u8], column: &str, sex_column: Option<&str>) -> Result<Vec<u8>, Vec<TableProblem>> {
    let table = table.strip_prefix(b"\xef\xbb\xbf").unwrap_or(table);
    let separator = separator(table).map_err(|problem| vec![problem.into()])?;
    let broken = |error: csv::Error| TableProblem::Table(Problem::Broken(error.to_string()));
    let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).trim(Trim::All).from_reader(table);
    let names = reader.byte_headers().map_err(|error| vec![broken(error)])?;
    let names = cohort::text(names, 1).map_err(|problem| vec![problem.into()])?;
    let mut problems = Vec::new();
    let mut place = |name: &str| {
        let found = names.iter().position(|one| one == name);
        if found.is_none() {
            let there = names.iter().collect::<Vec<_>>().join(", ");
            problems.push(TableProblem::NoSuchColumn { name: name.to_owned(), there });
        }
        found
    };
    let places = (place(column), sex_column.map(|name| (name, place(name))));
    for name in &names {
        if ADDED.iter().any(|(added, _)| *added == name) {
            problems.push(Problem::OwnColumn { name: name.to_owned() }.into());
        }
        if names.iter().filter(|other| *other == name).count() > 1 && (name == column || Some(name) == sex_column) {
            problems.push(Problem::RepeatedColumn { name: name.to_owned() }.into());
        }
    }
    let (Some(karyotypes), true) = (places.0, problems.is_empty()) else { return Err(problems) };
    let mut rows: Vec<(StringRecord, Option<Sex>)> = Vec::new();
    let mut lines = Lines::new(table);
    for record in reader.byte_records() {
        let read = record.map_err(broken).and_then(|record| {
            let line = lines.at(record.position().map_or(0, csv::Position::byte));
            let cells = cohort::text(&record, line)?;
            if cells.len() != names.len() {
                return Err(Problem::Cells { line, found: cells.len(), wanted: names.len() }.into());
            }
            let sex = match places.1 {
                Some((name, Some(place))) => sex(cells.get(place).unwrap_or(""), name, line)?,
                _ => None,
            };
            Ok((cells, sex))
        });
        match read {
            Ok(row) => rows.push(row),
            Err(problem) => problems.push(problem),
        }
    }
    if rows.is_empty() && problems.is_empty() {
        problems.push(Problem::NoPatient.into());
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut writer = WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
    let mut write = |cells: Vec<String>| writer.write_record(cells).map_err(|error| vec![broken(error)]);
    write(names.iter().chain(ADDED.iter().map(|(name, _)| *name)).map(str::to_owned).collect())?;
    for (cells, sex) in &rows {
        let added = added(cells.get(karyotypes).unwrap_or(""), *sex);
        write(cells.iter().map(str::to_owned).chain(added).collect())?;
    }
    writer.into_inner().map_err(|error| vec![TableProblem::Table(Problem::Broken(error.to_string()))])
}

fn sex(cell: &str, column: &str, line: usize) -> Result<Option<Sex>, TableProblem> {
    match cell.to_ascii_lowercase().as_str() {
        "" | "na" => Ok(None),
        "f" | "female" | "k" | "kvinde" => Ok(Some(Sex::Female)),
        "m" | "male" | "mand" => Ok(Some(Sex::Male)),
        _ => Err(TableProblem::NoSex { line, column: column.to_owned(), value: cell.to_owned() }),
    }
}

const NOT_KNOWN: &str = "NA";

fn truth(truth: Truth) -> String {
    match truth {
        Truth::Yes => "1",
        Truth::No => "0",
        Truth::Unknown => NOT_KNOWN,
    }
    .to_owned()
}

fn count(Count { least, most }: Count) -> String {
    match most {
        Some(most) if most == least => least.to_string(),
        Some(most) => format!("{least}-{most}"),
        None if least == 0 => NOT_KNOWN.to_owned(),
        None => format!("{least}+"),
    }
}

/// The cells of [`ADDED`] for one karyotype.
fn added(text: &str, sex: Option<Sex>) -> [String; 18] {
    let Summary { karyotype, understood, abnormalities, cytogenetics, groups, ambiguities, notes } = summary(text, sex);
    let settled = |answer: Option<&bool>| answer.map_or(NOT_KNOWN, |yes| if *yes { "1" } else { "0" }).to_owned();
    let words = |clonal: bool| {
        let lines = abnormalities.iter().filter(|line| line.clonal == clonal);
        let words = lines.map(|line| match line.times {
            1 => line.words.clone(),
            times => format!("{} ({times} times)", line.words),
        });
        words.collect::<Vec<_>>().join("; ")
    };
    let not_understood: Vec<&str> = karyotype.not_understood().map(|span| span.of(text)).collect();
    [
        understood.map_or(NOT_KNOWN.to_owned(), |share| format!("{share:.3}")),
        karyotype.clones.iter().filter(|clone| !clone.donor).count().to_string(),
        words(true),
        words(false),
        count(cytogenetics.abnormalities),
        settled(groups.complex_eln2017.definite()),
        settled(groups.complex_eln2022.definite()),
        truth(groups::three_or_more(&cytogenetics)),
        settled(groups.monosomal.definite()),
        groups.ipss.definite().map_or(NOT_KNOWN, |group| group.name()).to_owned(),
        groups.ipssr.definite().map_or(NOT_KNOWN, |group| group.name()).to_owned(),
        groups.ipssr.possible.iter().map(|group| group.name()).collect::<Vec<_>>().join("|"),
        truth(groups::del5q(&cytogenetics)),
        truth(groups::del7_7q(&cytogenetics)),
        truth(groups::del17_17p(&cytogenetics)),
        cytogenetics.found().map(crate::cytogenetics::Abnormality::name).collect::<Vec<_>>().join("; "),
        not_understood.join("; "),
        ambiguities.into_iter().chain(notes).collect::<Vec<_>>().join("; "),
    ]
}
