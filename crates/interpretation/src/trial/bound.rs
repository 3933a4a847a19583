//! Bounds on a number as CTML writes them: `>=18`, `<0.5`, `18`.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A bound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    relation: Relation,
    value: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    AtLeast,
    AtMost,
    Above,
    Below,
    Equal,
}

const RELATIONS: [(&str, Relation); 6] = [
    (">=", Relation::AtLeast),
    ("<=", Relation::AtMost),
    (">", Relation::Above),
    ("<", Relation::Below),
    ("==", Relation::Equal),
    ("=", Relation::Equal),
];

impl Bound {
    /// Whether a number keeps to it.
    #[must_use]
    pub fn holds(self, number: f64) -> bool {
        let order = number.total_cmp(&self.value);
        match self.relation {
            Relation::AtLeast => order != Ordering::Less,
            Relation::AtMost => order != Ordering::Greater,
            Relation::Above => order == Ordering::Greater,
            Relation::Below => order == Ordering::Less,
            Relation::Equal => order == Ordering::Equal,
        }
    }
}

impl FromStr for Bound {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (relation, number) = RELATIONS
            .iter()
            .find_map(|(word, relation)| text.strip_prefix(word).map(|number| (*relation, number)))
            .unwrap_or((Relation::Equal, text));
        match number.trim().trim_end_matches('%').trim_end().parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Self { relation, value }),
            _ => Err(format!("\"{text}\" is no bound: write >=18, <0.5 or 18")),
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.relation {
            Relation::AtLeast => "at least",
            Relation::AtMost => "at most",
            Relation::Above => "above",
            Relation::Below => "below",
            Relation::Equal => "exactly",
        };
        write!(f, "{word} {}", self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_read_and_kept() {
        for (text, kept, broken) in
            [(">=18", 18.0, 17.9), (">18", 18.1, 18.0), ("<0.5", 0.4, 0.5), ("<= 20 %", 20.0, 20.1), ("3", 3.0, 4.0)]
        {
            let bound: Bound = text.parse().unwrap();
            assert!(bound.holds(kept) && !bound.holds(broken), "{text}");
        }
        assert!(["", "adult", ">=", ">=NaN", "=>3"].iter().all(|text| text.parse::<Bound>().is_err()));
    }
}
