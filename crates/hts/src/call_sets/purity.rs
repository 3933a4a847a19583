//! Purity and ploidy of a tumour as a copy number program fitted them.

use genome::quantity::{Ploidy, Purity};

use super::caller::Caller;
use super::error::Fault;
use super::known_tables::PurityLayout;
use super::parse::{cut, real};
use super::table::Row;
use super::{CallSet, Form};

/// A fit.
#[derive(Debug, Clone, PartialEq)]
pub struct PurityPloidy {
    /// The share of tumour cells.
    pub purity: Option<Purity>,
    /// The least and greatest purity that fit about as well.
    pub purity_range: Option<(Purity, Purity)>,
    /// The mean copy number of the tumour cells.
    pub ploidy: Option<Ploidy>,
    /// How the fit ended, in the program's words: `NO_TUMOR` means that purity says nothing.
    pub status: Option<String>,
    /// Whether the program thinks that the genome was doubled; `None` if it does not say.
    pub whole_genome_doubling: Option<bool>,
    /// The line of the file, from 1.
    pub line: usize,
}

/// An empty set for a table.
pub(super) fn empty(layout: &PurityLayout) -> CallSet {
    CallSet::new(Form::PurityPloidy, Caller::named(layout.caller))
}

/// Reads the line.
pub(super) fn row(set: &mut CallSet, layout: &PurityLayout, row: &Row<'_>) -> Result<(), Fault> {
    let wrong = |field: &str, text: &str, wanted| Fault::Number { field: field.to_owned(), text: cut(text), wanted };
    if set.purity_ploidy.is_some() {
        return Err(wrong("the second line", row.required(layout.purity), "one line, of one tumour,"));
    }
    let purity = |column: &str| {
        let Some(text) = row.get(column) else { return Ok(None) };
        let number = real(column, text)?;
        number.map(Purity::new).transpose().map_err(|_| wrong(column, text, "a purity from 0 to 1"))
    };
    let ploidy = match row.get(layout.ploidy) {
        Some(text) => real(layout.ploidy, text)?
            .map(Ploidy::new)
            .transpose()
            .map_err(|_| wrong(layout.ploidy, text, "a ploidy above 0"))?,
        None => None,
    };
    let range = match layout.range {
        Some([least, greatest]) => purity(least)?.zip(purity(greatest)?),
        None => None,
    };
    set.purity_ploidy = Some(PurityPloidy {
        purity: purity(layout.purity)?,
        purity_range: range,
        ploidy,
        status: layout.status.and_then(|column| row.get(column)).map(str::to_owned),
        whole_genome_doubling: layout.doubling.and_then(|column| row.get(column)).and_then(|text| text.parse().ok()),
        line: row.line,
    });
    Ok(())
}
