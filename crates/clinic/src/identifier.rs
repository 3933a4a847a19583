//! Names of things in a course. None of them says who somebody is: a patient is a pseudonym here, and the person register
//! alone knows the number behind it.

use std::fmt;

/// Why a text is not an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an identifier has 1 to 64 characters, each a to z, 0 to 9 or a hyphen")]
pub struct NotAnIdentifier;

fn checked(text: &str) -> Result<String, NotAnIdentifier> {
    let fits = (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    // A person number is digits and perhaps a hyphen; an identifier has a letter, so it cannot be taken for one.
    let has_letter = text.bytes().any(|byte| byte.is_ascii_lowercase());
    if fits && has_letter { Ok(text.to_owned()) } else { Err(NotAnIdentifier) }
}

macro_rules! identifier {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// An identifier: lower-case letters, digits and hyphens, at least one letter.
            pub fn new(text: &str) -> Result<Self, NotAnIdentifier> {
                checked(text).map(Self)
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnIdentifier;

            fn try_from(text: String) -> Result<Self, NotAnIdentifier> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(own: $name) -> Self {
                own.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+ };
}

identifier!(
    /// A patient's pseudonym.
    PatientId,
    /// An order for one tumour/germline pair.
    OrderId,
    /// A specimen.
    SpecimenId,
    /// A signed consent form.
    ConsentId,
    /// A member of staff.
    StaffId,
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_cannot_be_a_person_number() {
        assert!(OrderId::new("o-0001").is_ok());
        assert_eq!(PatientId::new("6101600001"), Err(NotAnIdentifier));
        assert_eq!(PatientId::new("610160-0001"), Err(NotAnIdentifier));
        assert_eq!(OrderId::new(""), Err(NotAnIdentifier));
        assert_eq!(OrderId::new("O1"), Err(NotAnIdentifier));
        assert_eq!(OrderId::new(&"o".repeat(65)), Err(NotAnIdentifier));
    }
}
