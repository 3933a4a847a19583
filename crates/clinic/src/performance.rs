//! Performance status: WHO/ECOG and Karnofsky.

/// WHO/ECOG performance status, 0 (fully active) to 5 (dead). LOINC 89247-1.
///
/// Source: M. M. Oken et al., Am J Clin Oncol 1982;5:649-655.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ecog(u8);

impl Ecog {
    /// A score from 0 to 5.
    #[must_use]
    pub fn new(score: i64) -> Option<Self> {
        u8::try_from(score).ok().filter(|score| *score <= 5).map(Self)
    }

    /// The score.
    #[must_use]
    pub fn score(self) -> i64 {
        self.0.into()
    }
}

/// Karnofsky performance status, 0 (dead) to 100 (no complaints) in steps of ten. LOINC 89243-0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Karnofsky(u8);

impl Karnofsky {
    /// A score from 0 to 100 in steps of ten.
    #[must_use]
    pub fn new(score: i64) -> Option<Self> {
        u8::try_from(score).ok().filter(|score| *score <= 100 && score % 10 == 0).map(Self)
    }

    /// The score.
    #[must_use]
    pub fn score(self) -> i64 {
        self.0.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_outside_the_scale_do_not_exist() {
        assert!(Ecog::new(0).is_some() && Ecog::new(5).is_some());
        assert!(Ecog::new(6).is_none() && Ecog::new(-1).is_none());
        assert!(Karnofsky::new(60).is_some() && Karnofsky::new(100).is_some());
        assert!(Karnofsky::new(65).is_none() && Karnofsky::new(110).is_none());
    }
}
