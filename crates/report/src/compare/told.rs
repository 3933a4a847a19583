//! One thing that a report says, as the page writes it, and how it is read from the data.

use interpretation::language::{Language, Words};
use serde_json::Value;

use crate::page::number;
use crate::words::{Label, caller};

/// One thing that a report says.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// Where it stands.
    pub section: Label,
    /// What it is; within its section this names it.
    pub what: Words,
    /// Its values, as the page writes them.
    pub says: Vec<(Label, Words)>,
    /// Of a segment: its contig, first and last base.
    pub place: Option<(String, u64, u64)>,
}

impl Told {
    pub(super) fn new(section: Label, what: Words) -> Self {
        Self { section, what, says: Vec::new(), place: None }
    }

    /// With a value; what is not there or empty is not said.
    pub(super) fn with(mut self, aspect: Label, value: Option<Words>) -> Self {
        self.says.extend(value.filter(|value| !value.en.is_empty()).map(|value| (aspect, value)));
        self
    }
}

impl Label {
    /// In both languages.
    pub(super) fn words(self) -> Words {
        both(|language| self.text(language))
    }
}

/// Written in both languages.
pub(super) fn both<T: Into<String>>(written: impl Fn(Language) -> T) -> Words {
    let [en, da] = [Language::English, Language::Danish].map(|language| written(language).into());
    Words::new(en, da)
}

/// The same in both languages.
pub(super) fn same(text: impl Into<String>) -> Words {
    let text = text.into();
    Words::new(text.clone(), text)
}

/// The members of an array; none of what is no array.
pub(super) fn rows(array: &Value) -> impl Iterator<Item = &Value> {
    array.as_array().into_iter().flatten()
}

/// The text of a value, as it is.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// A value in words: both languages, or a text that is the same in both.
pub(super) fn words(value: &Value) -> Option<Words> {
    match (value["en"].as_str(), value["da"].as_str()) {
        (Some(en), Some(da)) => Some(Words::new(en.to_owned(), da.to_owned())),
        _ => text(value).map(same),
    }
}

/// What the caller says, in both languages.
pub(super) fn caller(value: &Value) -> Option<Words> {
    text(value).map(|said| caller::words(&said))
}

/// A doubt of the caller by name.
pub(super) fn doubt(value: &Value) -> Option<Words> {
    text(value).map(|code| caller::doubt(&code).unwrap_or_else(|| same(code)))
}

/// A share as per cent.
pub(super) fn percent(value: &Value) -> Option<Words> {
    let share = value.as_f64()?;
    Some(both(|language| number::percent(share, language)))
}

/// A number.
pub(super) fn decimal(value: &Value, decimals: usize) -> Option<Words> {
    let value = value.as_f64()?;
    Some(both(|language| number::number(value, decimals, language)))
}

/// Several values in a line. Their order says nothing.
pub(super) fn joined(several: impl Iterator<Item = Words>) -> Option<Words> {
    let mut several: Vec<Words> = several.collect();
    several.sort_by(|one, other| one.en.cmp(&other.en));
    if several.is_empty() {
        return None;
    }
    let line = |language| several.iter().map(|one| one.in_language(language)).collect::<Vec<_>>().join("; ");
    Some(both(line))
}

/// Statements, citations left out, in a line.
pub(super) fn statements(array: &Value) -> Option<Words> {
    joined(rows(array).filter_map(|told| words(&told["says"])))
}

/// Yes, no, not known.
pub(super) fn truth(value: &Value) -> Option<Words> {
    Some(match value.as_str()? {
        "yes" => Words::new("yes", "ja"),
        "no" => Words::new("no", "nej"),
        _ => Label::NotKnown.words(),
    })
}
