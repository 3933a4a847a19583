//! The two languages of the product.

/// Danish or English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Danish, the default.
    #[default]
    Da,
    /// English.
    En,
}

impl Language {
    /// The text of this language.
    #[must_use]
    pub fn pick<'t>(self, da: &'t str, en: &'t str) -> &'t str {
        match self {
            Self::Da => da,
            Self::En => en,
        }
    }
}
