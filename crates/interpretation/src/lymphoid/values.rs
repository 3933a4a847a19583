//! Serum values and stages that the scores of myeloma and chronic lymphocytic leukaemia ask for, in the units of Danish
//! laboratories.

use guideline::truth::Truth;

use crate::laboratory::Implausible;

/// A number between two bounds in one unit.
macro_rules! bounded {
    ($(#[$doc:meta])* $name:ident, $quantity:literal, $unit:literal, $least:literal, $most:literal, $remedy:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
        pub struct $name(f64);

        impl $name {
            #[doc = concat!("A value in ", $unit, ", from ", $least, " to ", $most, "; anything else, NaN included, is refused.")]
            pub fn new(value: f64) -> Result<Self, Implausible> {
                if ($least..=$most).contains(&value) {
                    Ok(Self(value))
                } else {
                    Err(Implausible { quantity: $quantity, value, unit: $unit, remedy: $remedy })
                }
            }

            #[doc = concat!("The number in ", $unit, ".")]
            #[must_use]
            pub const fn get(self) -> f64 {
                self.0
            }
        }
    };
}

bounded! {
    /// Beta-2-microglobulin of the serum, mg/L.
    Beta2Microglobulin, "a beta-2-microglobulin", "mg/L", 0.1, 100.0, "give it in mg/L, as 3.5"
}

bounded! {
    /// Albumin of the plasma, g/L.
    Albumin, "an albumin", "g/L", 8.0, 70.0, "give it in g/L, as 38; a value in g/dL is to be multiplied by 10"
}

bounded! {
    /// Creatinine of the plasma, µmol/L.
    Creatinine, "a creatinine", "µmol/L", 15.0, 3000.0, "give it in µmol/L, as 80; a value in mg/dL is to be multiplied by 88.4"
}

bounded! {
    /// Identity of the rearranged `IGHV` with its germline gene, %.
    IghvIdentity, "an identity of IGHV", "%", 60.0, 100.0, "it is a percentage, as 97.2"
}

impl Albumin {
    /// As the stages of myeloma are published.
    #[must_use]
    pub fn grams_per_decilitre(self) -> f64 {
        self.0 / 10.0
    }
}

impl Creatinine {
    /// METHOD: 1 mg/dL is 88.4 µmol/L (molar mass of creatinine 113.12 g/mol).
    #[must_use]
    pub fn milligrams_per_decilitre(self) -> f64 {
        self.0 / 88.4
    }
}

/// The values of one patient; `None` and unknown are not normal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SerumValues {
    /// Beta-2-microglobulin.
    pub beta2_microglobulin: Option<Beta2Microglobulin>,
    /// Albumin.
    pub albumin: Option<Albumin>,
    /// Creatinine.
    pub creatinine: Option<Creatinine>,
    /// Lactate dehydrogenase above the laboratory's upper limit.
    pub high_lactate_dehydrogenase: Truth,
    /// Identity of `IGHV` with its germline gene.
    pub ighv_identity: Option<IghvIdentity>,
    /// Rai I to IV, or Binet B to C.
    pub advanced_stage: Truth,
}

impl SerumValues {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self {
        beta2_microglobulin: None,
        albumin: None,
        creatinine: None,
        high_lactate_dehydrogenase: Truth::Unknown,
        ighv_identity: None,
        advanced_stage: Truth::Unknown,
    };
}
