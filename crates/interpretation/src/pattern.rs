//! Which variants a row of a table speaks of: `any`, `p.T315I`, `C481`, `missense@366-420`.

use std::fmt;
use std::str::FromStr;

use guideline::truth::Truth;
use serde::{Serialize, Serializer};

use crate::consequence::Consequence;
use crate::gene::hotspot::{Hotspot, usual_numbering};
use crate::gene::role::{Alteration, AlterationKind};
use crate::protein::{ProteinChange, Residue};
use crate::variant::Variant;
use crate::workup::Event;

/// The variants of a gene that a statement is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// Every variant that changes the product.
    Any,
    /// This change.
    Change(ProteinChange),
    /// Any change of the amino acid at this residue.
    Residue(Residue),
    /// A kind of change, perhaps only at some residues.
    Kind(Alteration),
}

impl Pattern {
    /// Whether the variant is one of them; unknown where its change of the protein is not known and would decide.
    #[must_use]
    pub fn fits(&self, variant: &Variant) -> Truth {
        if variant.is_silent() && !matches!(self, Self::Kind(Alteration { kind: AlterationKind::Noncoding, .. })) {
            return Truth::No;
        }
        match self {
            Self::Any => Truth::Yes,
            Self::Kind(alteration) => alteration.fits(variant),
            Self::Change(change) => known(variant, |seen| seen == change || same_as(seen, change)),
            Self::Residue(residue) => known(variant, |seen| {
                seen.first() == Some(*residue) && !matches!(seen, ProteinChange::Frameshift { .. })
            }),
        }
    }
}

/// A truncation at a place is the same whatever letters follow it.
fn same_as(seen: &ProteinChange, change: &ProteinChange) -> bool {
    matches!((seen, change), (ProteinChange::Frameshift { at, .. }, ProteinChange::Frameshift { at: other, .. }) if at == other)
}

fn known(variant: &Variant, holds: impl Fn(&ProteinChange) -> bool) -> Truth {
    match &variant.protein {
        ProteinChange::Unknown if variant.event == Event::SmallVariant => Truth::Unknown,
        change => {
            let usual = usual_numbering(&variant.gene, change);
            (holds(change) || usual.is_some_and(|change| holds(&change))).into()
        }
    }
}

impl Alteration {
    /// Whether a variant is such a change. Copies and rearrangements are no small variants: no.
    #[must_use]
    pub fn fits(&self, variant: &Variant) -> Truth {
        use AlterationKind as Kind;
        let small = variant.event == Event::SmallVariant;
        let kind = match self.kind {
            Kind::Truncating => small && variant.is_null() && !variant.has(Consequence::StartLost),
            Kind::Frameshift => small && variant.has(Consequence::Frameshift),
            Kind::Splice => small && variant.has(Consequence::EssentialSplice),
            Kind::StartLoss => small && variant.has(Consequence::StartLost),
            Kind::Missense => small && variant.has(Consequence::Missense),
            Kind::Inframe => small && variant.has(Consequence::Inframe),
            Kind::Hotspot => {
                return known(variant, |change| {
                    Hotspot::of(&variant.gene, change).is_some_and(|found| found.change_listed)
                });
            }
            Kind::TandemDuplication => variant.is_internal_tandem_duplication(),
            Kind::PartialTandemDuplication => variant.event == Event::PartialTandemDuplication,
            Kind::Noncoding => {
                small
                    && (variant.has(Consequence::FivePrimeUtr)
                        || variant.has(Consequence::ThreePrimeUtr)
                        || variant.has(Consequence::Intron))
            }
            Kind::Deletion | Kind::Amplification | Kind::Rearrangement => false,
        };
        match (kind, self.residues) {
            (false, _) => Truth::No,
            (true, None) => Truth::Yes,
            (true, Some((first, last))) => {
                variant.protein.span().map_or(Truth::Unknown, |(start, end)| (first <= end && start <= last).into())
            }
        }
    }
}

/// A text that is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is no kind of variant: write any, a change (p.T315I), a residue (C481), or a kind such as missense@366-420"
)]
pub struct PatternError(String);

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        if text == "any" {
            return Ok(Self::Any);
        }
        if text.starts_with("p.") {
            return text.parse().map(Self::Change).map_err(|_| PatternError(text.to_owned()));
        }
        if let Ok(residue) = text.parse() {
            return Ok(Self::Residue(residue));
        }
        text.parse().map(Self::Kind).map_err(|_| PatternError(text.to_owned()))
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::Change(change) => change.fmt(f),
            Self::Residue(residue) => residue.fmt(f),
            Self::Kind(alteration) => alteration.fmt(f),
        }
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, gene: &str, change: &str) -> Truth {
        let variant = Variant::new(gene.parse().unwrap(), change.parse().unwrap());
        pattern.parse::<Pattern>().unwrap().fits(&variant)
    }

    #[test]
    fn a_pattern_fits_its_variants_alone() {
        for (pattern, yes, no) in [
            ("any", "p.V617F", "p.V617="),
            ("p.T315I", "p.(Thr315Ile)", "p.T315A"),
            ("C481", "p.C481S", "p.C481Wfs*3"),
            ("p.W288Cfs*12", "p.W288fs", "p.W290fs*10"),
            ("truncating", "p.R550*", "p.M1?"),
            ("truncating@403-1541", "p.G646Wfs*12", "p.R300*"),
            ("missense@366-420", "p.C404Y", "p.C404*"),
            ("inframe@282-352", "p.K313_V314insK", "p.P23_G24insA"),
            ("start-loss", "p.M1I", "p.M2I"),
        ] {
            assert_eq!((fits(pattern, "TET2", yes), fits(pattern, "TET2", no)), (Truth::Yes, Truth::No), "{pattern}");
        }
        assert_eq!(fits("hotspot", "JAK2", "p.V617F"), Truth::Yes);
        assert_eq!(fits("hotspot", "JAK2", "p.V617C"), Truth::No);
        assert_eq!(fits("p.L265P", "MYD88", "p.L273P"), Truth::Yes, "numbered on the longer isoform");
    }

    #[test]
    fn an_unknown_change_does_not_settle_what_depends_on_it() {
        assert_eq!(fits("p.T315I", "ABL1", "p.?"), Truth::Unknown);
        assert_eq!(fits("any", "ABL1", "p.?"), Truth::Yes);
    }

    #[test]
    fn a_tandem_duplication_is_found_as_one_or_as_a_duplication() {
        assert_eq!(fits("tandem-duplication", "FLT3", "p.D600_L610dup"), Truth::Yes);
        let mut variant = Variant::new("FLT3".parse().unwrap(), ProteinChange::Unknown);
        variant.event = Event::InternalTandemDuplication;
        assert_eq!("tandem-duplication".parse::<Pattern>().unwrap().fits(&variant), Truth::Yes);
        assert_eq!("p.D835Y".parse::<Pattern>().unwrap().fits(&variant), Truth::No);
        assert_eq!(variant.name(), "FLT3-ITD");
    }
}
