//! Fields as numbers and alleles.

use genome::quantity::Depth;
use genome::sequence::Sequence;

use super::error::Fault;

/// A text from a file as it is shown in an error: not too long.
pub(super) fn cut(text: &str) -> String {
    const LONGEST: usize = 40;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

/// Whether a field says that nothing is known: `.`, nothing, `NA` or `NaN`.
pub(super) fn missing(text: &str) -> bool {
    matches!(text, "" | "." | "NA" | "NaN" | "nan" | "N/A" | "NULL" | "null")
}

/// A number of reads; `None` if it is missing.
pub(super) fn depth(field: &str, text: &str) -> Result<Option<Depth>, Fault> {
    if missing(text) {
        return Ok(None);
    }
    let fault = || Fault::Number { field: field.to_owned(), text: cut(text), wanted: "a number of reads" };
    // R writes whole numbers of a column with missing values as 12.0.
    let whole = text.strip_suffix(".0").unwrap_or(text);
    whole.parse().map(|reads| Some(Depth::new(reads))).map_err(|_| fault())
}

/// Numbers of reads, separated by commas.
pub(super) fn depths(field: &str, text: &str) -> Result<Vec<Option<Depth>>, Fault> {
    text.split(',').map(|value| depth(field, value)).collect()
}

/// A real number; `None` if it is missing.
pub(super) fn real(field: &str, text: &str) -> Result<Option<f64>, Fault> {
    if missing(text) {
        return Ok(None);
    }
    let number = text.parse().ok().filter(|number: &f64| number.is_finite());
    let fault = || Fault::Number { field: field.to_owned(), text: cut(text), wanted: "a number with a decimal point" };
    number.map(Some).ok_or_else(fault)
}

/// A fraction as it is stated, `0.25` or `25%`; a program in a Danish environment writes `25,5%`. Not checked for 0 to 1.
pub(super) fn fraction(field: &str, text: &str) -> Result<Option<f64>, Fault> {
    match text.strip_suffix('%') {
        Some(percent) => Ok(real(field, &percent.replace(',', "."))?.map(|percent| percent / 100.0)),
        None => real(field, text),
    }
}

/// An allele of bases.
pub(super) fn allele(field: &'static str, text: &str) -> Result<Sequence, Fault> {
    let sequence: Option<Sequence> = text.parse().ok();
    sequence.filter(|bases| !bases.is_empty()).ok_or_else(|| Fault::Allele { field, text: cut(text) })
}
