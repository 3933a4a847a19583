//! Real numbers with bounds: the pattern behind every quantity that is not a count.

/// A number outside the bounds of its quantity, or NaN.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{quantity} is a number {bounds}, not {value}")]
pub struct OutOfBounds {
    /// The quantity.
    pub quantity: &'static str,
    /// Its bounds and unit, in words.
    pub bounds: &'static str,
    /// The number refused.
    pub value: f64,
}

/// A quantity over `f64` whose values lie in a range. NaN lies in no range, so the order is total.
macro_rules! bounded {
    ($(#[$doc:meta])* $name:ident, $range:expr, $quantity:literal, $bounds:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "f64", into = "f64")]
        pub struct $name(f64);

        impl TryFrom<f64> for $name {
            type Error = $crate::bounded::OutOfBounds;

            fn try_from(value: f64) -> Result<Self, $crate::bounded::OutOfBounds> {
                Self::new(value)
            }
        }

        impl From<$name> for f64 {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl $name {
            #[doc = concat!("A number ", $bounds, "; any other number and NaN are refused.")]
            pub fn new(value: f64) -> Result<Self, $crate::bounded::OutOfBounds> {
                if ($range).contains(&value) {
                    // Adding zero turns -0 into 0: equal values are the same value.
                    Ok(Self(value + 0.0))
                } else {
                    Err($crate::bounded::OutOfBounds { quantity: $quantity, bounds: $bounds, value })
                }
            }

            #[doc = concat!("The number, ", $bounds, ".")]
            #[must_use]
            pub fn get(self) -> f64 {
                self.0
            }
        }

        impl Eq for $name {}

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.0.total_cmp(&other.0)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)
            }
        }
    };
}

pub(crate) use bounded;
