//! Files of the shared data, which are never committed.

#![allow(dead_code, reason = "each test uses its part")]

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

/// The text of a file of the shared data; says that the test is skipped if it is not there.
pub fn shared_data(path: &str) -> Option<String> {
    let folder = std::env::var_os("MARV_SHARED_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let path = folder.join(path);
    match fs::read(&path) {
        Ok(bytes) => {
            let packed = path.extension().is_some_and(|extension| extension == "gz");
            let text = String::from_utf8_lossy(&if packed { gunzip(&bytes) } else { bytes }).into_owned();
            Some(text.trim_start_matches('\u{feff}').to_owned())
        }
        Err(error) => {
            eprintln!("SKIPPED: {} cannot be read ({error}); set MARV_SHARED_DATA", path.display());
            None
        }
    }
}

fn gunzip(packed: &[u8]) -> Vec<u8> {
    // The last four bytes of a gzip member: the length of what it holds.
    let (_, length) = packed.split_last_chunk().unwrap_or_else(|| panic!("no gzip file"));
    let mut bytes = vec![0; u32::from_le_bytes(*length) as usize];
    libdeflater::Decompressor::new().gzip_decompress(packed, &mut bytes).unwrap_or_else(|error| panic!("{error}"));
    bytes
}

/// A row of a table, by the names of its columns.
pub struct Row {
    columns: Arc<HashMap<String, usize>>,
    cells: Vec<String>,
}

impl Row {
    /// The cell of the column.
    pub fn get(&self, column: &str) -> &str {
        &self.cells[*self.columns.get(column).unwrap_or_else(|| panic!("no column {column}"))]
    }

    /// The cell as a number; nothing for `NA`.
    pub fn number(&self, column: &str) -> Option<f64> {
        let cell = self.get(column);
        (cell != "NA").then(|| cell.parse().unwrap_or_else(|_| panic!("{column}: {cell} is no number")))
    }
}

/// The rows of a table with a header, separated by tabs.
pub fn table(text: &str) -> Vec<Row> {
    let mut lines = text.lines().map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
    let header = lines.next().expect("a header");
    let columns = Arc::new(header.into_iter().enumerate().map(|(place, name)| (name, place)).collect());
    lines.map(|cells| Row { columns: Arc::clone(&columns), cells }).collect()
}

/// The rows of a table whose cells may be quoted; lines may be broken within quotes.
pub fn csv(text: &str, separator: char) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    for letter in text.chars() {
        match (letter, quoted) {
            ('"', _) => quoted = !quoted,
            ('\n', false) => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            (letter, false) if letter == separator => row.push(std::mem::take(&mut cell)),
            _ => cell.push(letter),
        }
    }
    rows
}
