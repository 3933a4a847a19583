//! Diagnosis codes: SKS (`DC833`) and plain ICD-10 (`C83.3`), kept in the SKS form.

use std::fmt;

/// A diagnosis code in SKS form: `D`, then the ICD-10 code without its point, with Danish extensions where given.
///
/// Form only: whether the code exists on a given day is for the SKS register to say.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DiagnosisCode(String);

/// The text has not the form of a diagnosis code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a diagnosis code is written as in SKS (DC833) or ICD-10 (C83.3)")]
pub struct DiagnosisCodeError;

impl DiagnosisCode {
    /// Reads an SKS or ICD-10 code.
    ///
    /// A text that begins with `D` and another letter is SKS (`DC833`). One letter and then digits is ICD-10: `D46.1`
    /// becomes `DD461`. There is no third way to read either.
    pub fn parse(text: &str) -> Result<Self, DiagnosisCodeError> {
        let upper = text.trim().to_ascii_uppercase();
        let icd10 = match upper.as_bytes() {
            [b'D', second, ..] if second.is_ascii_uppercase() => &upper[1..],
            _ => upper.as_str(),
        };
        let icd10 = match icd10.split_once('.') {
            Some((category, rest)) if category.len() == 3 && !rest.is_empty() => format!("{category}{rest}"),
            None => icd10.to_owned(),
            Some(_) => return Err(DiagnosisCodeError),
        };
        let bytes = icd10.as_bytes();
        let formed = (3..=6).contains(&bytes.len())
            && bytes[0].is_ascii_uppercase()
            && bytes[1..3].iter().all(u8::is_ascii_digit)
            && bytes[3..].iter().all(u8::is_ascii_alphanumeric);
        if formed { Ok(Self(format!("D{icd10}"))) } else { Err(DiagnosisCodeError) }
    }

    /// The SKS form.
    #[must_use]
    pub fn sks(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DiagnosisCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sks_and_icd10_become_one_form() {
        for (text, sks) in [
            ("DC833", "DC833"),
            ("C83.3", "DC833"),
            ("c833", "DC833"),
            ("D46.1", "DD461"),
            ("DD461", "DD461"),
            ("D461", "DD461"),
            ("DC90", "DC90"),
            ("DC833X", "DC833X"),
        ] {
            assert_eq!(DiagnosisCode::parse(text).map(|code| code.0), Ok(sks.into()), "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "D", "DC", "DC8", "C8.33", "C83.", "lymfom", "DC833.1", "9833/3", "DC83333X", "ÆC833"] {
            assert_eq!(DiagnosisCode::parse(text), Err(DiagnosisCodeError), "{text}");
        }
    }
}
