//! What is known of one case.
//!
//! The room that owns the field (here: the clinic) defines the facts; rules may name these and no others.

use std::collections::HashMap;
use std::fmt;

/// Can a requester do anything about a fact? The counterfactual only proposes what can be changed or is not yet known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is as it is (age, diagnosis, heredity): once known it is never proposed to be otherwise.
    Fixed,
    /// The state of the patient or the disease: it may change, or be reassessed, but not by paperwork.
    State,
    /// Something that can be done, recorded or corrected.
    Record,
}

/// The kind of value that a fact takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactKind {
    /// Yes or no.
    Truth,
    /// A whole number between two bounds, in a unit.
    Whole {
        /// Smallest legal value.
        min: i64,
        /// Largest legal value.
        max: i64,
        /// What it counts or measures.
        unit: Unit,
    },
    /// One of a closed list of codes.
    Code(&'static [&'static str]),
    /// A code from a list too long or too local to be closed here (diagnosis codes, unit numbers).
    OpenCode,
}

/// What a whole number counts or measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Completed years.
    Years,
    /// Days.
    Days,
    /// Characters of a text.
    Characters,
    /// Persons.
    Persons,
    /// Lines of treatment.
    Lines,
    /// Variants.
    Variants,
    /// Tests.
    Tests,
    /// Patients.
    Patients,
    /// Mean depth of sequencing.
    MeanDepth,
    /// Steps of a published scale: a number without a unit.
    Score,
}

impl Unit {
    /// In Danish and in English, as it stands after a number.
    #[must_use]
    pub fn words(self) -> [&'static str; 2] {
        match self {
            Self::Years => ["år", "years"],
            Self::Days => ["dage", "days"],
            Self::Characters => ["tegn", "characters"],
            Self::Persons => ["personer", "persons"],
            Self::Lines => ["linjer", "lines"],
            Self::Variants => ["varianter", "variants"],
            Self::Tests => ["undersøgelser", "tests"],
            Self::Patients => ["patienter", "patients"],
            Self::MeanDepth => ["x middeldybde", "x mean depth"],
            Self::Score => ["score", "score"],
        }
    }
}

/// A fact that rules may name.
#[derive(Debug, Clone, Copy)]
pub struct FactDefinition {
    /// Dotted name, unique within the vocabulary.
    pub id: &'static str,
    /// What values it takes.
    pub kind: FactKind,
    /// Whether it can be changed.
    pub change: Change,
    /// What it means, in Danish.
    pub da: &'static str,
    /// What it means, in English.
    pub en: &'static str,
}

/// The place of a fact in its vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FactIndex(u16);

impl FactIndex {
    /// As an index into a table with one row for each fact.
    #[must_use]
    pub fn get(self) -> usize {
        usize::from(self.0)
    }
}

/// All facts that rules may name, and the roles that may be named as granting an exception.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    definitions: &'static [FactDefinition],
    roles: &'static [&'static str],
    by_id: HashMap<&'static str, FactIndex>,
}

impl Vocabulary {
    /// A vocabulary over a table of definitions and the roles that may grant exceptions.
    ///
    /// # Panics
    /// When the table holds more than 65,535 facts.
    #[must_use]
    pub fn new(definitions: &'static [FactDefinition], roles: &'static [&'static str]) -> Self {
        assert!(u16::try_from(definitions.len()).is_ok(), "a vocabulary holds at most 65,535 facts");
        let by_id = (0u16..).zip(definitions).map(|(place, definition)| (definition.id, FactIndex(place))).collect();
        Self { definitions, roles, by_id }
    }

    /// The fact of this name, if there is one.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<FactIndex> {
        self.by_id.get(id).copied()
    }

    /// The definition of a fact.
    #[must_use]
    pub fn definition(&self, fact: FactIndex) -> &'static FactDefinition {
        &self.definitions[fact.get()]
    }

    /// All definitions, in form order.
    #[must_use]
    pub fn definitions(&self) -> &'static [FactDefinition] {
        self.definitions
    }

    /// All fact places, in form order.
    pub fn indices(&self) -> impl Iterator<Item = FactIndex> + use<> {
        (0u16..).take(self.definitions.len()).map(FactIndex)
    }

    /// The roles that a rule may name as granting an exception.
    #[must_use]
    pub fn roles(&self) -> &'static [&'static str] {
        self.roles
    }

    /// The known fact whose name is nearest to a misspelt one, for the error message.
    #[must_use]
    pub fn nearest(&self, id: &str) -> Option<&'static str> {
        let by_distance = |definition: &&FactDefinition| distance(definition.id, id);
        self.definitions.iter().min_by_key(by_distance).map(|definition| definition.id)
    }
}

/// Levenshtein distance in characters (V. I. Levenshtein, 1966), one row at a time.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// A known value. Codes are borrowed from the case or from the rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Value<'a> {
    /// Yes or no.
    Truth(bool),
    /// A whole number in the fact's unit.
    Whole(i64),
    /// A code.
    Code(&'a str),
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truth(true) => f.write_str("yes"),
            Self::Truth(false) => f.write_str("no"),
            Self::Whole(number) => write!(f, "{number}"),
            Self::Code(code) => f.write_str(code),
        }
    }
}

/// Why a value does not belong to a fact.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnfitValue {
    /// Another kind of value is wanted.
    #[error("a {wanted} is wanted")]
    Kind {
        /// What the fact takes.
        wanted: &'static str,
    },
    /// A number outside the bounds.
    #[error("a number from {min} to {max} is wanted")]
    Bounds {
        /// Smallest legal value.
        min: i64,
        /// Largest legal value.
        max: i64,
    },
    /// A code outside the closed list.
    #[error("one of these codes is wanted: {0}")]
    Code(String),
}

impl FactKind {
    /// Whether a value is one that this kind of fact can take.
    pub fn accept(&self, value: Value<'_>) -> Result<(), UnfitValue> {
        match (self, value) {
            (Self::Truth, Value::Truth(_)) | (Self::OpenCode, Value::Code(_)) => Ok(()),
            (Self::Whole { min, max, .. }, Value::Whole(number)) => {
                if (min..=max).contains(&&number) {
                    Ok(())
                } else {
                    Err(UnfitValue::Bounds { min: *min, max: *max })
                }
            }
            (Self::Code(codes), Value::Code(code)) => {
                if codes.contains(&code) {
                    Ok(())
                } else {
                    Err(UnfitValue::Code(codes.join(", ")))
                }
            }
            (Self::Truth, _) => Err(UnfitValue::Kind { wanted: "yes or no (true or false)" }),
            (Self::Whole { .. }, _) => Err(UnfitValue::Kind { wanted: "whole number" }),
            (Self::Code(_) | Self::OpenCode, _) => Err(UnfitValue::Kind { wanted: "code" }),
        }
    }
}

/// The facts of one case: for each fact of the vocabulary a value, or unknown.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    values: Vec<Option<Value<'a>>>,
}

impl<'a> Facts<'a> {
    /// Nothing is known.
    #[must_use]
    pub fn unknown(vocabulary: &Vocabulary) -> Self {
        Self { values: vec![None; vocabulary.definitions.len()] }
    }

    /// The value of a fact; `None` when it is unknown.
    #[must_use]
    pub fn get(&self, fact: FactIndex) -> Option<Value<'a>> {
        self.values[fact.get()]
    }

    /// Makes a fact known, or unknown again.
    pub fn set(&mut self, fact: FactIndex, value: Option<Value<'a>>) {
        self.values[fact.get()] = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_edits() {
        assert_eq!(distance("ecog", "ecog"), 0);
        assert_eq!(distance("ecog", "ecg"), 1);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn a_kind_refuses_what_it_cannot_take() {
        let score = FactKind::Whole { min: 0, max: 5, unit: Unit::Score };
        assert!(score.accept(Value::Whole(5)).is_ok());
        assert_eq!(score.accept(Value::Whole(6)), Err(UnfitValue::Bounds { min: 0, max: 5 }));
        assert!(score.accept(Value::Truth(true)).is_err());
        assert!(FactKind::Code(&["a", "b"]).accept(Value::Code("c")).is_err());
    }
}
