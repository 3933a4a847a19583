//! Values of blood and marrow as laboratories give them, each with its unit.
//!
//! A value in the wrong unit is the likeliest error of a form or a table. Each constructor refuses what no patient has, and
//! names the unit that was probably meant.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::language::Words;

/// A value that no patient has.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{quantity} cannot be {value} {unit}: {remedy}")]
pub struct Implausible {
    /// The quantity.
    pub quantity: &'static str,
    /// The number refused.
    pub value: f64,
    /// The unit in which it was given.
    pub unit: &'static str,
    /// What was probably meant, and what to do.
    pub remedy: &'static str,
}

/// A non-negative number in one unit, up to what occurs in patients.
macro_rules! laboratory_value {
    ($(#[$doc:meta])* $name:ident, $quantity:literal, $unit:literal, $most:literal, $remedy:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
        #[serde(transparent)]
        pub struct $name(f64);

        impl $name {
            #[doc = concat!("A value in ", $unit, ", from 0 to ", $most, "; anything else, NaN included, is refused.")]
            pub fn new(value: f64) -> Result<Self, Implausible> {
                let remedy = if value < 0.0 { "a value below 0 does not exist; leave it empty if it is not known" } else { $remedy };
                if (0.0..=$most).contains(&value) {
                    Ok(Self(value))
                } else {
                    Err(Implausible { quantity: $quantity, value, unit: $unit, remedy })
                }
            }

            #[doc = concat!("The number in ", $unit, ".")]
            #[must_use]
            pub const fn get(self) -> f64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!("{} ", $unit), self.0)
            }
        }
    };
}

laboratory_value! {
    /// Platelets of the blood, 10^9/L.
    Platelets, "a platelet count", "10^9/L", 5000.0, "it looks like a count per µL; divide by 1000"
}

laboratory_value! {
    /// Neutrophils of the blood (absolute count), 10^9/L.
    Neutrophils, "a neutrophil count", "10^9/L", 200.0, "it looks like a count per µL; divide by 1000"
}

laboratory_value! {
    /// Blasts in per cent of the nucleated cells counted, of the marrow or of the blood.
    BlastPercentage, "a share of blasts", "%", 100.0, "it is a percentage, from 0 to 100"
}

laboratory_value! {
    /// Ring sideroblasts in per cent of erythroid precursors.
    RingSideroblasts, "a share of ring sideroblasts", "%", 100.0, "it is a percentage, from 0 to 100"
}

laboratory_value! {
    /// Leukocytes of the blood, 10^9/L.
    Leukocytes, "a leukocyte count", "10^9/L", 1500.0, "it looks like a count per µL; divide by 1000"
}

laboratory_value! {
    /// Monocytes of the blood (absolute count), 10^9/L.
    Monocytes, "a monocyte count", "10^9/L", 500.0, "it looks like a count per µL; divide by 1000"
}

laboratory_value! {
    /// Eosinophils of the blood (absolute count), 10^9/L.
    Eosinophils, "an eosinophil count", "10^9/L", 500.0, "it looks like a count per µL; divide by 1000"
}

laboratory_value! {
    /// A kind of cell in per cent of the leukocytes of the blood.
    LeukocytePercentage, "a share of leukocytes", "%", 100.0, "it is a percentage, from 0 to 100"
}

laboratory_value! {
    /// Age in years.
    Age, "an age", "years", 120.0, "give the age in years at the time of the sample"
}

/// A unit in which haemoglobin is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum HaemoglobinUnit {
    /// Grams per decilitre, as scores are published.
    #[serde(rename = "g/dL")]
    GramPerDecilitre,
    /// Millimoles of haemoglobin monomer (iron) per litre, as Danish laboratories give it.
    #[serde(rename = "mmol/L")]
    MillimolePerLitre,
}

impl HaemoglobinUnit {
    /// As it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::GramPerDecilitre => "g/dL",
            Self::MillimolePerLitre => "mmol/L",
        }
    }
}

/// A unit that haemoglobin is not given in here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no unit of haemoglobin here: give g/dL or mmol/L")]
pub struct UnknownUnit(String);

impl FromStr for HaemoglobinUnit {
    type Err = UnknownUnit;

    fn from_str(text: &str) -> Result<Self, UnknownUnit> {
        [Self::GramPerDecilitre, Self::MillimolePerLitre]
            .into_iter()
            .find(|unit| unit.name().eq_ignore_ascii_case(text))
            .ok_or_else(|| UnknownUnit(text.to_owned()))
    }
}

/// Haemoglobin of the blood. The number and the unit of the laboratory are kept; scores take it in g/dL.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Haemoglobin {
    value: f64,
    unit: HaemoglobinUnit,
}

/// METHOD: 1 mmol/L of haemoglobin monomer (16,114 g/mol) is 1.6114 g/dL.
const GRAMS_PER_DECILITRE: f64 = 1.6114;

impl Haemoglobin {
    /// A haemoglobin: up to 25 g/dL, or up to 15.5 mmol/L.
    pub fn new(value: f64, unit: HaemoglobinUnit) -> Result<Self, Implausible> {
        let (most, high) = match unit {
            HaemoglobinUnit::GramPerDecilitre => (25.0, "it looks like g/L; divide by 10"),
            HaemoglobinUnit::MillimolePerLitre => {
                (15.5, "it looks like g/dL or g/L; state the unit in which it was measured")
            }
        };
        let remedy = if value > most { high } else { "give a number above 0; leave it empty if it is not known" };
        if value > 0.0 && value <= most {
            Ok(Self { value, unit })
        } else {
            Err(Implausible { quantity: "a haemoglobin", value, unit: unit.name(), remedy })
        }
    }

    /// In g/dL, converted exactly.
    #[must_use]
    pub fn grams_per_decilitre(self) -> f64 {
        match self.unit {
            HaemoglobinUnit::GramPerDecilitre => self.value,
            HaemoglobinUnit::MillimolePerLitre => self.value * GRAMS_PER_DECILITRE,
        }
    }

    /// In g/dL, where a value in mmol/L that is the published cut point to one decimal counts as the cut point itself:
    /// 6.2 mmol/L is 9.99 g/dL, and in daily use it stands for 10.
    #[must_use]
    pub fn on_rounded_cuts(self, cuts: &[f64]) -> f64 {
        let tenths = |millimoles: f64| (millimoles * 10.0).round();
        let converted = self.grams_per_decilitre();
        match self.unit {
            HaemoglobinUnit::GramPerDecilitre => converted,
            HaemoglobinUnit::MillimolePerLitre => cuts
                .iter()
                .copied()
                .find(|cut| tenths(cut / GRAMS_PER_DECILITRE).total_cmp(&tenths(self.value)).is_eq())
                .unwrap_or(converted),
        }
    }
}

impl Haemoglobin {
    /// As it was given, with the decimal sign of each language.
    #[must_use]
    pub fn words(self) -> Words {
        let text = self.to_string();
        Words::new(text.clone(), text.replace('.', ","))
    }
}

impl fmt::Display for Haemoglobin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.value, self.unit.name())?;
        match self.unit {
            HaemoglobinUnit::GramPerDecilitre => Ok(()),
            HaemoglobinUnit::MillimolePerLitre => write!(f, " ({:.2} g/dL)", self.grams_per_decilitre()),
        }
    }
}

/// The values that scores of myelodysplasia ask for. `None`: not known, which is no value.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct BloodAndMarrow {
    /// Haemoglobin.
    pub haemoglobin: Option<Haemoglobin>,
    /// Platelets.
    pub platelets: Option<Platelets>,
    /// Neutrophils.
    pub neutrophils: Option<Neutrophils>,
    /// Blasts of the marrow.
    pub blasts: Option<BlastPercentage>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_in_another_unit_is_refused_with_the_remedy() {
        let message = |result: Result<(), Implausible>| result.unwrap_err().to_string();
        let g_dl = HaemoglobinUnit::GramPerDecilitre;
        assert_eq!(
            message(Haemoglobin::new(130.0, g_dl).map(drop)),
            "a haemoglobin cannot be 130 g/dL: it looks like g/L; divide by 10"
        );
        assert_eq!(
            message(Platelets::new(150_000.0).map(drop)),
            "a platelet count cannot be 150000 10^9/L: it looks like a count per µL; divide by 1000"
        );
        for refused in [f64::NAN, -1.0, f64::INFINITY] {
            assert!(Haemoglobin::new(refused, g_dl).is_err() && Age::new(refused).is_err());
            assert!(BlastPercentage::new(refused).is_err() && Neutrophils::new(refused).is_err());
        }
    }

    #[test]
    fn millimoles_are_converted_once_and_kept() {
        let hb = Haemoglobin::new(6.2, HaemoglobinUnit::MillimolePerLitre).unwrap();
        assert!((hb.grams_per_decilitre() - 9.990_68).abs() < 1e-9);
        assert_eq!((hb.on_rounded_cuts(&[8.0, 10.0]), hb.to_string().as_str()), (10.0, "6.2 mmol/L (9.99 g/dL)"));
        let hb = Haemoglobin::new(6.1, HaemoglobinUnit::MillimolePerLitre).unwrap();
        assert!((hb.on_rounded_cuts(&[8.0, 10.0]) - 9.829_54).abs() < 1e-9);
        assert_eq!("MMOL/L".parse(), Ok(HaemoglobinUnit::MillimolePerLitre));
        assert!("g/L".parse::<HaemoglobinUnit>().is_err());
    }
}
