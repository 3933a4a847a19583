//! What a quality database holds, into our table: empty cells are filled, and what is recorded already is never changed.

use csv::{ReaderBuilder, StringRecord};

use super::super::extract::{COLUMNS, Column, read};
use super::map::{Field, FieldMap};
use super::{ExchangeFault, Rows, as_table, rows};

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// Our table with what came in.
    pub table: Vec<u8>,
    /// Cells that were filled.
    pub cells: u32,
    /// Cells in which both said the same.
    pub same: u32,
    /// Rows of theirs that are of nobody in our table.
    pub of_others: u32,
}

/// What is a patient's and not an order's, so that it goes to every referral of the patient.
const OF_THE_PATIENT: [&str; 2] = ["death", "last_seen"];

/// Fills our table from theirs. Nothing is filled when anything is wrong: each bad row and cell is told.
///
/// # Errors
/// Everything that is wrong with the map or a table; a cell in which the two contradict each other; a row that is of several referrals and says something
/// of an order; a filled table that our own reader refuses.
pub fn fill(table: &[u8], theirs: &[u8], map: &FieldMap) -> Result<Filled, Vec<ExchangeFault>> {
    map.check()?;
    let mut ours = rows(table)?;
    let (mut faults, mut filled) = (Vec::new(), Filled::default());
    each_row(theirs, map, &mut faults, |line, values, faults| take(line, &values, &mut ours, &mut filled, faults))?;
    if !faults.is_empty() {
        return Err(faults);
    }
    let cells = ours
        .into_iter()
        .map(|mut row| COLUMNS.iter().map(|Column(name, _)| row.remove(*name).unwrap_or_default()).collect::<Vec<_>>());
    let bytes = as_table(COLUMNS.iter().map(|Column(name, _)| *name).collect(), cells, b',')?;
    // What came in must be of a kind that can be counted, and in an order that can be.
    let refused = |fault: String| ExchangeFault::Table(format!("as filled: {fault}"));
    read(&bytes).map_err(|faults| faults.iter().map(|own| refused(own.to_string())).collect::<Vec<_>>())?;
    filled.table = bytes;
    Ok(filled)
}

/// Reads their table by the map and hands on each row that can be read, in our words; every other is a fault.
///
/// # Errors
/// A heading that is not the map's.
pub(super) fn each_row<'m>(
    theirs: &[u8],
    map: &'m FieldMap,
    faults: &mut Vec<ExchangeFault>,
    mut take: impl FnMut(u64, Vec<(&'m Field, String)>, &mut Vec<ExchangeFault>),
) -> Result<(), Vec<ExchangeFault>> {
    let theirs = theirs.strip_prefix(b"\xef\xbb\xbf").unwrap_or(theirs);
    let mut reader = ReaderBuilder::new().delimiter(map.separator()).from_reader(theirs);
    let heading =
        reader.headers().map_err(|error| vec![ExchangeFault::Row { line: 1, fault: error.to_string() }])?.clone();
    let places = places(&heading, map)?;
    for record in reader.records() {
        match record {
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                faults.push(ExchangeFault::Row { line, fault: error.to_string() });
            }
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                if let Some(values) = values(line, &record, &places, map, faults) {
                    take(line, values, faults);
                }
            }
        }
    }
    Ok(())
}

/// The place of each field in their table.
fn places(heading: &StringRecord, map: &FieldMap) -> Result<Vec<usize>, Vec<ExchangeFault>> {
    let mut faults = Vec::new();
    let mut places = Vec::new();
    for field in &map.field {
        let found: Vec<usize> = (0..heading.len()).filter(|place| heading[*place].trim() == field.theirs).collect();
        match found[..] {
            [place] => places.push(place),
            _ => faults.push(ExchangeFault::Column(found.len(), field.theirs.clone())),
        }
    }
    if faults.is_empty() { Ok(places) } else { Err(faults) }
}

/// A row in our words; `None` where a cell is wrong.
fn values<'m>(
    line: u64,
    record: &StringRecord,
    places: &[usize],
    map: &'m FieldMap,
    faults: &mut Vec<ExchangeFault>,
) -> Option<Vec<(&'m Field, String)>> {
    let before = faults.len();
    let mut values = Vec::new();
    for (field, place) in map.field.iter().zip(places) {
        let value = record.get(*place).unwrap_or_default().trim();
        let mut wrong = |fault: String| {
            let (column, value) = (field.theirs.clone(), value.to_owned());
            faults.push(ExchangeFault::Cell { line, column, value, fault });
        };
        match field.ours_of(value, map.days()) {
            Ok(own) if field.key && own.is_empty() => wrong("is empty; it says whose row this is".to_owned()),
            Ok(own) => values.push((field, own)),
            Err(fault) => wrong(fault),
        }
    }
    (faults.len() == before).then_some(values)
}

fn take(line: u64, values: &[(&Field, String)], ours: &mut Rows, filled: &mut Filled, faults: &mut Vec<ExchangeFault>) {
    let is_key = |row: &std::collections::BTreeMap<&'static str, String>| {
        values.iter().filter(|(field, _)| field.key).all(|(field, value)| row.get(field.ours.as_str()) == Some(value))
    };
    let matching: Vec<usize> = (0..ours.len()).filter(|place| is_key(&ours[*place])).collect();
    if matching.is_empty() {
        filled.of_others += 1;
        return;
    }
    for (field, value) in values.iter().filter(|(field, value)| !field.key && !value.is_empty()) {
        if matching.len() > 1 && !OF_THE_PATIENT.contains(&field.ours.as_str()) {
            let fault = format!(
                "it is of {} referrals, and {} is of one; make the referral a key of the map",
                matching.len(),
                field.ours
            );
            faults.push(ExchangeFault::Row { line, fault });
            continue;
        }
        for place in &matching {
            let Some(cell) = ours[*place].get_mut(field.ours.as_str()) else { continue };
            if cell.is_empty() {
                cell.clone_from(value);
                filled.cells += 1;
            } else if cell == value {
                filled.same += 1;
            } else {
                let fault = format!("contradicts our \"{cell}\"; find out which is right, and correct one of them");
                let (column, value) = (field.theirs.clone(), value.clone());
                faults.push(ExchangeFault::Cell { line, column, value, fault });
            }
        }
    }
}
