//! A referral as it comes in: fields and what was written in them. Nothing is believed.
//!
//! A web form, a FHIR bundle and a JSON file become the same draft: a flat map from dotted path to what was given.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Largest draft that is read, in bytes. A full referral has about 5 kB.
pub const LARGEST_DRAFT: usize = 1 << 20;

/// Most fields that a draft may have.
const MOST_FIELDS: usize = 1_000;

/// What was written in a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// Nothing: the question was left open.
    Null,
    /// A text.
    Text(String),
    /// Yes or no.
    Truth(bool),
    /// A whole number.
    Whole(i64),
    /// Another number, as written.
    Number(String),
    /// A list.
    List(Vec<Given>),
    /// Something nested where a value belongs.
    Nested,
}

impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Text(text) => write!(f, "\"{text}\""),
            Self::Truth(truth) => write!(f, "{truth}"),
            Self::Whole(number) => write!(f, "{number}"),
            Self::Number(number) => f.write_str(number),
            Self::List(items) => {
                f.write_str("[")?;
                for (place, item) in items.iter().enumerate() {
                    if place > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{item}")?;
                }
                f.write_str("]")
            }
            Self::Nested => f.write_str("{..}"),
        }
    }
}

/// Why bytes are not a draft at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// Larger than [`LARGEST_DRAFT`].
    #[error("the referral is larger than 1 MiB")]
    TooLarge,
    /// Not JSON, a field twice, too many fields, or not an object.
    #[error("line {line}, column {column}: {what}")]
    Unreadable {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong.
        what: String,
    },
}

/// A referral as it comes in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReferralDraft {
    fields: BTreeMap<String, Given>,
}

impl ReferralDraft {
    /// Reads a JSON object of nested objects; lists of objects become `path.0.field`, `path.1.field` ...
    pub fn from_json(bytes: &[u8]) -> Result<Self, DraftError> {
        if bytes.len() > LARGEST_DRAFT {
            return Err(DraftError::TooLarge);
        }
        let mut fields = BTreeMap::new();
        let mut json = serde_json::Deserializer::from_slice(bytes);
        let read = Group { path: String::new(), fields: &mut fields }.deserialize(&mut json).and_then(|()| json.end());
        match read {
            Ok(()) => Ok(Self { fields }),
            Err(error) => {
                let position = format!(" at line {} column {}", error.line(), error.column());
                let what = error.to_string().replace(&position, "");
                Err(DraftError::Unreadable { line: error.line(), column: error.column(), what })
            }
        }
    }

    /// Every field, in path order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Given)> {
        self.fields.iter().map(|(path, given)| (path.as_str(), given))
    }

    /// What was given in a field.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Given> {
        self.fields.get(path)
    }

    /// Writes a field.
    pub fn set(&mut self, path: impl Into<String>, given: Given) {
        self.fields.insert(path.into(), given);
    }

    /// Empties a field, or with a group's path every field of the group.
    pub fn remove(&mut self, path: &str) {
        let below = |own: &str| own.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.fields.retain(|own, _| !below(own));
    }
}

/// An object whose members are fields or groups of fields.
struct Group<'f> {
    path: String,
    fields: &'f mut BTreeMap<String, Given>,
}

impl<'de> DeserializeSeed<'de> for Group<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Group<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of fields")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut members: M) -> Result<(), M::Error> {
        let mut names = std::collections::BTreeSet::new();
        while let Some(name) = members.next_key::<String>()? {
            let path = if self.path.is_empty() { name.clone() } else { format!("{}.{name}", self.path) };
            if !names.insert(name) {
                return Err(M::Error::custom(format_args!("the field \"{path}\" stands twice")));
            }
            if self.fields.len() >= MOST_FIELDS {
                return Err(M::Error::custom("more than 1,000 fields"));
            }
            let given = members.next_value_seed(Member { path: &path, fields: self.fields })?;
            if let Some(given) = given
                && self.fields.insert(path.clone(), given).is_some()
            {
                return Err(M::Error::custom(format_args!("the field \"{path}\" stands twice")));
            }
        }
        Ok(())
    }
}

/// The value of a member: a leaf is returned, a group writes its own fields.
struct Member<'p, 'f> {
    path: &'p str,
    fields: &'f mut BTreeMap<String, Given>,
}

impl<'de> DeserializeSeed<'de> for Member<'_, '_> {
    type Value = Option<Given>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Option<Given>, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Member<'_, '_> {
    type Value = Option<Given>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or a group of fields")
    }

    fn visit_unit<E: Error>(self) -> Result<Option<Given>, E> {
        Ok(Some(Given::Null))
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Option<Given>, E> {
        Ok(Some(Given::Truth(truth)))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Option<Given>, E> {
        Ok(Some(Given::Whole(number)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Option<Given>, E> {
        Ok(Some(i64::try_from(number).map_or_else(|_| Given::Number(number.to_string()), Given::Whole)))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Option<Given>, E> {
        Ok(Some(Given::Number(number.to_string())))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Option<Given>, E> {
        Ok(Some(Given::Text(text.to_owned())))
    }

    fn visit_map<M: MapAccess<'de>>(self, members: M) -> Result<Option<Given>, M::Error> {
        Group { path: self.path.to_owned(), fields: self.fields }.visit_map(members).map(|()| None)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut items: S) -> Result<Option<Given>, S::Error> {
        let mut leaves = Vec::new();
        let mut groups = 0usize;
        loop {
            let path = format!("{}.{}", self.path, leaves.len() + groups);
            match items.next_element_seed(Member { path: &path, fields: self.fields })? {
                None => break,
                Some(Some(leaf)) => leaves.push(leaf),
                Some(None) => groups += 1,
            }
            if leaves.len() + groups > MOST_FIELDS {
                return Err(S::Error::custom(format_args!("\"{}\" has more than 1,000 items", self.path)));
            }
        }
        match (leaves.is_empty(), groups) {
            (true, 1..) => Ok(None),
            (_, 0) => Ok(Some(Given::List(leaves))),
            // Values and groups mixed: neither a list of texts nor a list of groups.
            _ => Ok(Some(Given::Nested)),
        }
    }
}
