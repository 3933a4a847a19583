//! An answer as it is written down: yes, no, a day, a word, "not known" - which is said - or "not yet".

use std::fmt;

use jiff::civil::Date;
use serde::de::Error as _;

use super::question::{Question, Takes};
use super::response::Response;

/// Most characters of a text.
pub const LONGEST_TEXT: usize = 100;

/// What was answered. In JSON it is one text: `yes`, `no`, `not-known`, `not-yet`, a day as `2027-03-31`, or a word.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Said {
    /// Yes.
    Yes,
    /// No.
    No,
    /// A day.
    Day(Date),
    /// A code or a short text.
    Word(String),
    /// Somebody who should know does not.
    NotKnown,
    /// It is not settled; it is asked again.
    NotYet,
}

impl Said {
    /// What a text says.
    #[must_use]
    pub fn read(text: &str) -> Self {
        match text {
            "yes" => Self::Yes,
            "no" => Self::No,
            "not-known" => Self::NotKnown,
            "not-yet" => Self::NotYet,
            text => text.parse().map_or_else(|_| Self::Word(text.to_owned()), Self::Day),
        }
    }

    /// Whether it says how it is.
    #[must_use]
    pub fn is_definite(&self) -> bool {
        !matches!(self, Self::NotKnown | Self::NotYet)
    }

    /// The day, where it is one.
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        if let Self::Day(day) = self { Some(*day) } else { None }
    }

    /// The word, where it is one.
    #[must_use]
    pub fn word(&self) -> Option<&str> {
        if let Self::Word(word) = self { Some(word) } else { None }
    }

    /// Yes or no, where it is one.
    #[must_use]
    pub fn truth(&self) -> Option<bool> {
        match self {
            Self::Yes => Some(true),
            Self::No => Some(false),
            _ => None,
        }
    }

    /// Whether a question takes it; a response, by these criteria.
    #[must_use]
    pub fn fits(&self, question: Question, criteria: Option<&str>) -> bool {
        match (self, question.takes()) {
            (Self::NotKnown | Self::NotYet, _)
            | (Self::Yes | Self::No, Takes::Truth)
            | (Self::No, Takes::DayOrNo)
            | (Self::Day(_), Takes::Day | Takes::DayOrNo) => true,
            (Self::Word(word), Takes::Code(codes)) => codes.contains(&word.as_str()),
            (Self::Word(word), Takes::Response) => criteria.is_some_and(|own| Response::new(own, word).is_some()),
            (Self::Word(word), Takes::Text) => is_harmless(word),
            _ => false,
        }
    }
}

/// A short line that holds nothing like a person number: what is written here leaves the store under a pseudonym.
fn is_harmless(text: &str) -> bool {
    let short = text.chars().count() <= LONGEST_TEXT && !text.trim().is_empty() && !text.chars().any(char::is_control);
    let digits = |part: &str, count: usize| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    let word = |word: &str| {
        digits(word, 10) || word.split_once('-').is_some_and(|(day, serial)| digits(day, 6) && digits(serial, 4))
    };
    short && !text.split(|own: char| !own.is_ascii_digit() && own != '-').any(word)
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Yes => f.write_str("yes"),
            Self::No => f.write_str("no"),
            Self::NotKnown => f.write_str("not-known"),
            Self::NotYet => f.write_str("not-yet"),
            Self::Day(day) => day.fmt(f),
            Self::Word(word) => f.write_str(word),
        }
    }
}

impl serde::Serialize for Said {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Said {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        if text.is_empty() {
            Err(D::Error::custom("an answer is not empty; leave it out"))
        } else {
            Ok(Self::read(&text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_may_name_somebody_is_none() {
        let fits = |text: &str| Said::read(text).fits(Question::ProtocolId, None);
        for good in ["NCT01234567", "2019-001234-12", "2023-506789-12-00", "FLT3 p.D835Y", "t(8;21)(q22;q22)"] {
            assert!(fits(good), "{good}");
        }
        for bad in ["7409641002", "740964-1002", "see 740964-1002.", " ", "a\nb", &"x".repeat(101), "yes", "2027-01-01"]
        {
            assert!(!fits(bad), "{bad}");
        }
    }

    #[test]
    fn a_response_is_one_of_the_criteria() {
        let said = Said::read("CRi");
        assert!(said.fits(Question::Response, Some("eln-aml")) && !said.fits(Question::Response, Some("lugano")));
        assert!(!said.fits(Question::Response, None));
        for question in [Question::Response, Question::Death, Question::Variant] {
            assert!(Said::NotKnown.fits(question, None) && Said::NotYet.fits(question, None));
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for text in ["yes", "no", "not-known", "not-yet", "2027-03-31", "car-t"] {
            assert_eq!(Said::read(text).to_string(), text);
            let json = serde_json::to_string(&Said::read(text)).unwrap();
            assert_eq!(serde_json::from_str::<Said>(&json).unwrap(), Said::read(text));
        }
        assert!(serde_json::from_str::<Said>("\"\"").is_err());
    }
}
