//! Three answers: yes, no and unknown.
//!
//! METHOD: the strong three-valued logic of S. C. Kleene, *Introduction to Metamathematics* (1952), section 64. Its
//! connectives are monotone in information: learning an unknown fact never turns a yes into a no or a no into a yes.

use std::ops::Not;

use serde::{Deserialize, Serialize};

/// The answer to a question whose facts may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Truth {
    /// The criterion is fulfilled whatever the unknown facts are.
    Yes,
    /// The criterion is not fulfilled whatever the unknown facts are.
    No,
    /// The facts at hand do not settle the criterion.
    Unknown,
}

impl Truth {
    /// Kleene conjunction: no if either is no, else unknown if either is unknown.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Yes, Self::Yes) => Self::Yes,
        }
    }

    /// Kleene disjunction: yes if either is yes, else unknown if either is unknown.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        !(!self).and(!other)
    }
}

impl Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::Yes } else { Self::No }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{No, Unknown, Yes};

    #[test]
    fn conjunction_is_kleenes_table() {
        let table = [
            (Yes, Yes, Yes),
            (Yes, No, No),
            (Yes, Unknown, Unknown),
            (No, No, No),
            (No, Unknown, No),
            (Unknown, Unknown, Unknown),
        ];
        for (a, b, expected) in table {
            assert_eq!(a.and(b), expected, "{a:?} and {b:?}");
            assert_eq!(b.and(a), expected, "{b:?} and {a:?}");
        }
    }

    #[test]
    fn disjunction_is_the_dual() {
        assert_eq!(Yes.or(Unknown), Yes);
        assert_eq!(No.or(Unknown), Unknown);
        assert_eq!(No.or(No), No);
    }
}
