//! Missing is not wild type: found, not found at this limit, or not assessed.

use crate::quantity::AlleleFraction;

/// What the analysis says of one thing it could have found: a variant, a gene, a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detection<T = ()> {
    /// It is there.
    Found(T),
    /// Nothing was seen, and it would have been seen had it been present at this allele fraction or above.
    NotFoundAtLimit(AlleleFraction),
    /// Nothing can be said.
    NotAssessed(NotAssessed),
}

/// Why nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, thiserror::Error)]
pub enum NotAssessed {
    /// The analysis does not look for it.
    #[error("not part of the analysis")]
    NotExamined,
    /// Too few reads cover the place to state a limit.
    #[error("too few reads")]
    TooFewReads,
    /// Reads cannot be placed there without doubt (repeat, paralogue, gap of the assembly).
    #[error("reads cannot be placed reliably")]
    NotMappable,
    /// The specimen or the sequencing did not meet the requirements.
    #[error("quality requirements not met")]
    QualityFailed,
    /// Something was seen, and what saw it doubts it: it is neither found nor absent.
    #[error("seen, but doubted by its caller")]
    Doubted,
}

impl<T> Detection<T> {
    /// Whether it is present, for one who needs to know down to an allele fraction: `Some(true)` if found,
    /// `Some(false)` only if the limit reaches that far down, else `None`. There is no other way from "not found" to
    /// "no".
    #[must_use]
    pub fn present_at(&self, fraction: AlleleFraction) -> Option<bool> {
        match self {
            Self::Found(_) => Some(true),
            Self::NotFoundAtLimit(limit) if *limit <= fraction => Some(false),
            Self::NotFoundAtLimit(_) | Self::NotAssessed(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_found_is_no_only_down_to_its_limit() {
        let fraction = |value| AlleleFraction::new(value).unwrap();
        let not_found: Detection = Detection::NotFoundAtLimit(fraction(0.05));
        assert_eq!(not_found.present_at(fraction(0.05)), Some(false));
        assert_eq!(not_found.present_at(fraction(0.02)), None);
        let unknown: Detection<u8> = Detection::NotAssessed(NotAssessed::TooFewReads);
        assert_eq!(unknown.present_at(fraction(1.0)), None);
        assert_eq!(Detection::Found('x').present_at(fraction(0.0)), Some(true));
    }
}
