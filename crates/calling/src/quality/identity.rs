//! Whether the specimens are of one person, and whether tumour and normal were exchanged.

use serde::Serialize;

use super::check::{Check, Kind, Verdict};
use super::percent;
use crate::fitness::WHOLLY;
use crate::fitness::comparison::Comparison;
use crate::fitness::own_variants::OwnVariants;

/// One specimen against the one that all are compared with.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IdentityQuality {
    /// The specimen's read-group sample.
    pub sample: String,
    /// The sample it is compared with.
    pub compared_with: String,
    /// Places at which one of the two has nothing but the alternate allele: fewer of the two directions.
    pub places: u64,
    /// Share of these at which the other has the reference's base too: smaller of the two directions; missing if the places
    /// are too few.
    pub discordance: Option<f64>,
    /// Share of opposite genotypes among those with a single allele in both (IBS0); missing likewise.
    pub opposite: Option<f64>,
    /// Relatedness: 1 for the same person, one half for parents, children, brothers and sisters, 0 for strangers. Lost
    /// chromosomes lower it; no verdict rests on it.
    pub relatedness: Option<f64>,
}

/// Discordance up to which two specimens are of one person, and from which they are not. Close relatives have more than a
/// quarter; of one person, places with reads from elsewhere give less than a hundredth.
const DISCORDANCE: (f64, f64) = (0.02, 0.08);
/// Opposite genotypes from which it is a stranger or a brother or sister.
const OPPOSITE: f64 = 0.02;

impl IdentityQuality {
    pub(super) fn of(sample: &str, compared_with: &str, comparison: &Comparison) -> Self {
        Self {
            sample: sample.to_owned(),
            compared_with: compared_with.to_owned(),
            places: comparison.homozygous[0].min(comparison.homozygous[1]),
            discordance: comparison.discordance(),
            opposite: comparison.opposite_share(),
            relatedness: comparison.relatedness(),
        }
    }

    /// `foreign`: the share of another person's DNA in the specimen or in the one it is compared with, where it was measured.
    pub(super) fn check(&self, foreign: Option<f64>) -> Check {
        let other = &self.compared_with;
        let check = |verdict, because| Check::new(Kind::SamePerson, &self.sample, verdict, because);
        let (Some(discordance), Some(opposite)) = (self.discordance, self.opposite) else {
            let because = format!("not told: {} places with a single allele are too few", self.places);
            return check(Verdict::Warn, because);
        };
        let told = format!(
            "of {} places with a single allele, {} are not shared with {other} and {} are opposite",
            self.places,
            percent(discordance),
            percent(opposite)
        );
        if discordance < DISCORDANCE.0 && opposite < OPPOSITE {
            check(
                Verdict::Pass,
                format!(
                    "the person of {other}: {told}; a warning from {}, a stop from {}",
                    percent(DISCORDANCE.0),
                    percent(DISCORDANCE.1)
                ),
            )
        } else if opposite >= OPPOSITE {
            let because =
                format!("not the person of {other}: {told}. Specimens were exchanged, or all cells are a donor's");
            check(Verdict::Stop, because)
        } else if foreign.is_some_and(|share| (DISCORDANCE.0..WHOLLY).contains(&share)) {
            let because =
                format!("the person of {other} mixed with another: {told}; see contamination and donor-cells");
            check(Verdict::Warn, because)
        } else if discordance >= DISCORDANCE.1 {
            let because =
                format!("a parent or child of the person of {other}, or a mixture with another person: {told}");
            check(Verdict::Stop, because)
        } else {
            check(Verdict::Warn, format!("perhaps not only the person of {other}: {told}"))
        }
    }
}

/// Substitutions of a tumour and of a normal that the other lacks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OwnVariantsQuality {
    /// The tumour's read-group sample.
    pub tumour: String,
    /// The normal's.
    pub normal: String,
    /// Substitutions that only the tumour has.
    pub of_tumour: u64,
    /// Substitutions that only the normal has.
    pub of_normal: u64,
    /// Of the tumour's and of the normal's, those that ultraviolet light makes.
    pub by_ultraviolet: [u64; 2],
}

/// With fewer variants than this in both nothing is told.
const TELLING: u64 = 10;
/// Exchanged: the normal has at least so many of its own, and so many times those of the tumour.
const EXCHANGED: (u64, u64) = (20, 20);
/// A tumour with so many of its own is a tumour.
const CLONE: u64 = 50;

impl OwnVariantsQuality {
    pub(super) fn of(tumour: &str, normal: &str, own: OwnVariants) -> Self {
        Self {
            tumour: tumour.to_owned(),
            normal: normal.to_owned(),
            of_tumour: own.tumour,
            of_normal: own.normal,
            by_ultraviolet: own.ultraviolet,
        }
    }

    /// `unclear`: why the variants do not tell, if they do not.
    ///
    /// METHOD: skin carries clones with thousands of substitutions by ultraviolet light, blood of the old a clone with
    /// hundreds, and a leukaemia of a child may have a hundred. So a normal with more of its own than the tumour is a
    /// warning, and a stop only where the tumour has next to none. Ultraviolet light marks skin and not blood: a normal with
    /// mostly such variants is no stop, a tumour with mostly such variants is a warning.
    pub(super) fn check(&self, unclear: Option<&str>) -> Check {
        let Self { of_tumour, of_normal, by_ultraviolet: [in_tumour, in_normal], .. } = *self;
        let check = |verdict, because| Check::new(Kind::Swapped, &self.tumour, verdict, because);
        let told = format!(
            "{of_tumour} substitutions of a tenth of the reads and more are the tumour's own, {of_normal} those of {}",
            self.normal
        );
        if let Some(unclear) = unclear {
            check(Verdict::Warn, format!("not told: {unclear}"))
        } else if of_tumour.max(of_normal) < TELLING {
            check(Verdict::Warn, format!("not told: {told}; that is too few"))
        } else if of_tumour >= TELLING && 2 * in_tumour >= of_tumour {
            let because = format!("{told}; {in_tumour} of the tumour's are made by ultraviolet light: is it the skin?");
            check(Verdict::Warn, because)
        } else if of_normal <= of_tumour {
            check(Verdict::Pass, told)
        } else if 2 * in_normal >= of_normal {
            let because =
                format!("{told}, of which {in_normal} by ultraviolet light, as in skin: no sign of an exchange");
            check(Verdict::Warn, because)
        } else if of_normal >= EXCHANGED.0 && of_normal >= EXCHANGED.1 * of_tumour && of_tumour < CLONE {
            let because = format!(
                "{told}: tumour and normal were probably exchanged. A clone in the normal beside a tumour specimen almost \
                 without tumour looks the same"
            );
            check(Verdict::Stop, because)
        } else {
            let because = format!(
                "{told}: a clone in the normal, as of clonal haematopoiesis, or too little tumour, or an exchange"
            );
            check(Verdict::Warn, because)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(discordance: f64, opposite: f64) -> IdentityQuality {
        IdentityQuality {
            sample: "T".into(),
            compared_with: "N".into(),
            places: 1000,
            discordance: Some(discordance),
            opposite: Some(opposite),
            relatedness: None,
        }
    }

    #[test]
    fn strangers_and_relatives_stop_and_mixtures_warn() {
        let verdict = |identity: IdentityQuality, foreign| identity.check(foreign).verdict;
        assert_eq!(verdict(identity(0.004, 0.001), Some(0.001)), Verdict::Pass);
        assert_eq!(verdict(identity(0.46, 0.3), Some(0.99)), Verdict::Stop);
        assert_eq!(verdict(identity(0.3, 0.0), Some(0.99)), Verdict::Stop, "a child");
        assert_eq!(verdict(identity(0.3, 0.0), None), Verdict::Stop);
        assert_eq!(verdict(identity(0.3, 0.0), Some(0.5)), Verdict::Warn, "half a donor's");
        assert_eq!(verdict(identity(0.04, 0.0), Some(0.001)), Verdict::Warn);
        let few = IdentityQuality { discordance: None, ..identity(0.0, 0.0) };
        assert_eq!(verdict(few, None), Verdict::Warn);
    }

    #[test]
    fn only_a_tumour_almost_without_variants_is_taken_for_the_normal() {
        let check = |tumour, normal, ultraviolet, unclear| {
            let own = OwnVariants { tumour, normal, ultraviolet };
            OwnVariantsQuality::of("T", "N", own).check(unclear).verdict
        };
        assert_eq!(check(800, 3, [150, 0], None), Verdict::Pass);
        assert_eq!(check(2, 800, [0, 150], None), Verdict::Stop);
        assert_eq!(check(2, 800, [0, 150], Some("mixed")), Verdict::Warn);
        assert_eq!(check(100, 3000, [20, 2400], None), Verdict::Warn, "skin in the sun");
        assert_eq!(check(100, 3000, [20, 600], None), Verdict::Warn, "a clone of skin, and a quiet leukaemia");
        assert_eq!(check(150, 800, [30, 150], None), Verdict::Warn, "clonal haematopoiesis");
        assert_eq!(check(3000, 400, [2400, 80], None), Verdict::Warn, "the tumour is skin");
        assert_eq!(check(3, 2, [0, 0], None), Verdict::Warn, "too few");
        assert_eq!(check(0, 19, [0, 0], None), Verdict::Warn);
    }
}
