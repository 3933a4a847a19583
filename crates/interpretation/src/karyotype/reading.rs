//! Open questions of the writing: what else a laboratory may have meant.

use serde::Serialize;

use super::Karyotype;
use super::aberration::{Aberration, Change, Kind, Sign};
use super::band::{Arm, Band, Chromosome};

/// A reading of the text other than the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// inv(9)(p12q13) without `c` is the variant of healthy people. Default: acquired, as it is written.
    InversionOf9IsInherited,
    /// XXY, XYY or XXX without `c` is inherited. Default: acquired, as it is written.
    ExtraSexChromosomeIsInherited,
    /// The `+1` written with `der(1;7)(q10;p10)` is an abnormality of its own, and the loss of 7q counts as del(7q). Default:
    /// one abnormality.
    WholeArmGainCounts,
    /// Abnormalities in fewer cells than a clone needs count. Default: they do not.
    EveryCellCounts,
}

impl Reading {
    /// All readings.
    pub const ALL: [Self; 4] = [
        Self::InversionOf9IsInherited,
        Self::ExtraSexChromosomeIsInherited,
        Self::WholeArmGainCounts,
        Self::EveryCellCounts,
    ];

    /// What it says.
    #[must_use]
    pub const fn en(self) -> &'static str {
        match self {
            Self::InversionOf9IsInherited => "inv(9) without c is the inherited variant",
            Self::ExtraSexChromosomeIsInherited => "the additional sex chromosome is inherited",
            Self::WholeArmGainCounts => {
                "the gain beside a whole-arm derivative counts by itself, and its loss of 7q as del(7q)"
            }
            Self::EveryCellCounts => "abnormalities below the cell limit of a clone count",
        }
    }

    /// Whether an abnormality is not counted in this reading.
    pub(super) fn leaves_out(self, karyotype: &Karyotype, aberration: &Aberration) -> bool {
        match self {
            Self::InversionOf9IsInherited => is_variant_inversion(aberration),
            Self::ExtraSexChromosomeIsInherited => karyotype
                .implied
                .iter()
                .any(|(_, implied)| implied.sign == Sign::Gain && std::ptr::eq(implied, aberration)),
            Self::WholeArmGainCounts | Self::EveryCellCounts => false,
        }
    }
}

/// inv(9) with one break in p11 to p13 and one in q11 to q22, as the variant is written.
fn is_variant_inversion(aberration: &Aberration) -> bool {
    let window = |arm, to| Band { arm, from: 1000, to };
    aberration.rearrangement().is_some_and(|change| {
        change.kind == Kind::Inversion
            && change.chromosomes == [Some(Chromosome::Autosome(9))]
            && change.breakpoints.first().is_some_and(|bands| match bands.as_slice() {
                [one, other] => one.overlaps(window(Arm::P, 1399)) && other.overlaps(window(Arm::Q, 2299)),
                _ => false,
            })
    })
}

impl Karyotype {
    /// The other readings that this text allows.
    #[must_use]
    pub fn readings(&self) -> Vec<Reading> {
        let found = self.found(None);
        Reading::ALL
            .into_iter()
            .filter(|reading| match reading {
                Reading::WholeArmGainCounts => found.iter().any(|one| {
                    one.aberration.sign == Sign::InPlace
                        && one
                            .aberration
                            .rearrangement()
                            .is_some_and(|change| change.kind == Kind::Derivative && change.is_whole_arm())
                }),
                Reading::EveryCellCounts => {
                    found.iter().any(|one| !one.is_clonal() && !matches!(one.aberration.change, Change::Heteromorphism))
                }
                other => found.iter().any(|one| other.leaves_out(self, one.aberration)),
            })
            .collect()
    }
}
