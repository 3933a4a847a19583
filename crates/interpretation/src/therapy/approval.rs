//! When a drug was approved in a setting, as far as it is known.

use std::fmt;
use std::str::FromStr;

use guideline::truth::Truth;
use jiff::civil::Date;
use serde::{Serialize, Serializer};

/// The last day that the data on approvals know of.
pub const KNOWN_TO: Date = jiff::civil::date(2025, 11, 13);

/// An approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Approval {
    /// Since when.
    pub since: Since,
    /// The last day, if it was withdrawn.
    pub until: Option<Date>,
    /// Only remembered: to be confirmed against the agency's page.
    pub remembered: bool,
}

/// Since when a drug is approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// This day.
    Day(Date),
    /// Some day of this year.
    Year(i16),
    /// Some day before the data end.
    BeforeDataEnd,
    /// Not, by the time the data end.
    Not,
    /// Not known.
    Unknown,
}

impl Approval {
    /// Whether it was in force on a day. Beyond the end of the data only what was approved before stays yes; what was not
    /// may have been since, and is unknown.
    #[must_use]
    pub fn in_force(&self, on: Date) -> Truth {
        if self.until.is_some_and(|until| on > until) {
            return Truth::No;
        }
        match self.since {
            Since::Day(day) => (on >= day).into(),
            Since::Year(year) if on.year() == year => Truth::Unknown,
            Since::Year(year) => (on.year() > year).into(),
            Since::BeforeDataEnd if on >= KNOWN_TO => Truth::Yes,
            Since::Not if on <= KNOWN_TO => Truth::No,
            Since::BeforeDataEnd | Since::Not | Since::Unknown => Truth::Unknown,
        }
    }
}

impl FromStr for Approval {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (told, remembered) = text.strip_suffix('?').map_or((text, false), |told| (told, true));
        let (since, until) = match told.split_once("..") {
            Some((since, until)) => (since, Some(until.parse().map_err(|error: jiff::Error| error.to_string())?)),
            None => (told, None),
        };
        let since = match since {
            "yes" => Since::BeforeDataEnd,
            "none" => Since::Not,
            "unknown" => Since::Unknown,
            year if year.len() == 4 => Since::Year(year.parse().map_err(|_| format!("\"{year}\" is no year"))?),
            day => Since::Day(day.parse().map_err(|_| format!("\"{day}\": a day, a year, yes, none or unknown"))?),
        };
        Ok(Self { since, until, remembered })
    }
}

impl fmt::Display for Approval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.since {
            Since::Day(day) => write!(f, "{day}")?,
            Since::Year(year) => write!(f, "{year}")?,
            Since::BeforeDataEnd => write!(f, "approved, day not known")?,
            Since::Not => write!(f, "not approved by {KNOWN_TO}")?,
            Since::Unknown => f.write_str("not known")?,
        }
        if let Some(until) = self.until {
            write!(f, ", withdrawn after {until}")?;
        }
        if self.remembered { f.write_str(" (to be confirmed)") } else { Ok(()) }
    }
}

impl Serialize for Approval {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What the Danish Medicines Council says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Denmark {
    /// Nobody has looked it up.
    NotKnown,
    /// Recommended since this day.
    Recommended(Date),
    /// Not recommended, decided on this day.
    NotRecommended(Date),
}

impl FromStr for Denmark {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let day = |day: &str| day.parse().map_err(|_| format!("\"{day}\" is no day"));
        match text.split_once(' ') {
            None if text == "not-known" => Ok(Self::NotKnown),
            Some(("recommended", since)) => day(since).map(Self::Recommended),
            Some(("not-recommended", on)) => day(on).map(Self::NotRecommended),
            _ => Err("not-known, recommended DATE or not-recommended DATE".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_approval_is_in_force_from_its_day() {
        use Truth::{No, Unknown, Yes};
        for (text, days) in [
            ("2018-04-19", [No, Yes, Yes, Yes]),
            ("2018-04-19..2020-01-01", [No, Yes, No, No]),
            ("2020?", [No, No, Yes, Yes]),
            ("2018?", [No, Unknown, Yes, Yes]),
            ("yes", [Unknown, Unknown, Unknown, Yes]),
            ("none", [No, No, No, Unknown]),
            ("unknown", [Unknown, Unknown, Unknown, Unknown]),
        ] {
            let approval: Approval = text.parse().unwrap();
            let asked = ["2017-06-01", "2018-04-19", "2022-06-03", "2026-01-01"];
            assert_eq!(asked.map(|on| approval.in_force(on.parse().unwrap())), days, "{text}");
        }
        assert!(["", "soon", "20.1.2020", "2018-13-01"].iter().all(|text| text.parse::<Approval>().is_err()));
        assert_eq!("2020?".parse::<Approval>().unwrap().to_string(), "2020 (to be confirmed)");
    }

    #[test]
    fn what_the_council_says_is_read() {
        assert_eq!("not-known".parse(), Ok(Denmark::NotKnown));
        assert!("recommended 2024-01-24".parse::<Denmark>().is_ok() && "perhaps".parse::<Denmark>().is_err());
    }
}
