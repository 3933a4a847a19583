//! The two languages in which findings are said.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::classification::Entity;
use crate::eln::ElnRisk;
use crate::oncogenicity::OncogenicityClass;
use crate::refractoriness::Refractoriness;
use crate::risk::tp53::AllelicState;

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// Danish.
    Danish,
    /// English.
    English,
}

impl Language {
    /// One of two texts.
    #[must_use]
    pub fn choose<'a>(self, en: &'a str, da: &'a str) -> &'a str {
        match self {
            Self::Danish => da,
            Self::English => en,
        }
    }
}

/// The same thing said in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Words {
    /// In English.
    pub en: Cow<'static, str>,
    /// In Danish.
    pub da: Cow<'static, str>,
}

impl Words {
    /// In English and Danish.
    pub fn new(en: impl Into<Cow<'static, str>>, da: impl Into<Cow<'static, str>>) -> Self {
        Self { en: en.into(), da: da.into() }
    }

    /// In one language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        language.choose(&self.en, &self.da)
    }
}

/// Symbols, numbers and what others wrote are the same in both languages.
impl From<&'static str> for Words {
    fn from(same: &'static str) -> Self {
        Self::new(same, same)
    }
}

/// Symbols, numbers and what others wrote are the same in both languages.
impl From<String> for Words {
    fn from(same: String) -> Self {
        Self::new(same.clone(), same)
    }
}

/// In English.
impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

/// What has a name in both languages.
pub trait Named {
    /// Its name in a language.
    fn in_language(&self, language: Language) -> String;
}

impl Named for Entity {
    fn in_language(&self, language: Language) -> String {
        language.choose(self.en, self.da).to_owned()
    }
}

impl Named for ElnRisk {
    fn in_language(&self, language: Language) -> String {
        let (en, da) = match self {
            Self::Favourable => ("favourable", "gunstig"),
            Self::Intermediate => ("intermediate", "intermediær"),
            Self::Adverse => ("adverse", "ugunstig"),
        };
        language.choose(en, da).to_owned()
    }
}

impl Named for Refractoriness {
    fn in_language(&self, language: Language) -> String {
        let (en, da) = match self {
            Self::HighRisk => {
                ("high risk of primary refractoriness", "stor risiko for primær behandlingsrefraktaritet")
            }
            Self::AlteredTp53 => ("TP53 altered without monosomal karyotype", "TP53 ændret uden monosomal karyotype"),
            Self::MonosomalKaryotype => {
                ("monosomal karyotype without altered TP53", "monosomal karyotype uden ændret TP53")
            }
            Self::NoFlag => ("no flag", "intet flag"),
        };
        language.choose(en, da).to_owned()
    }
}

impl Named for OncogenicityClass {
    fn in_language(&self, language: Language) -> String {
        let (en, da) = match self {
            Self::Oncogenic => ("oncogenic", "onkogen"),
            Self::LikelyOncogenic => ("likely oncogenic", "sandsynligt onkogen"),
            Self::UncertainSignificance => ("of uncertain significance", "af usikker betydning"),
            Self::LikelyBenign => ("likely benign", "sandsynligt benign"),
            Self::Benign => ("benign", "benign"),
        };
        language.choose(en, da).to_owned()
    }
}

impl Named for AllelicState {
    fn in_language(&self, language: Language) -> String {
        let (en, da) = match self {
            Self::NoMutation => ("no mutation", "ingen mutation"),
            Self::SingleHit => ("single hit", "ét hit"),
            Self::PresumedBiallelic => ("presumed biallelic", "formodet biallelisk"),
            Self::MultiHit => ("multi-hit", "flere hit"),
            Self::DeletedOnBoth => ("deleted on both alleles", "deleteret på begge alleler"),
        };
        language.choose(en, da).to_owned()
    }
}

impl Named for bool {
    fn in_language(&self, language: Language) -> String {
        let (en, da) = if *self { ("yes", "ja") } else { ("no", "nej") };
        language.choose(en, da).to_owned()
    }
}

macro_rules! published_name {
    ($($type:ty),*) => {
        $(impl Named for $type {
            /// The name as the paper prints it, which reports in Danish use too.
            fn in_language(&self, _: Language) -> String {
                self.name().to_owned()
            }
        })*
    };
}

published_name!(
    crate::risk::ipss::Category,
    crate::risk::ipss::KaryotypeGroup,
    crate::risk::ipss_m::Category,
    crate::risk::ipss_r::Category,
    crate::risk::ipss_r::CytogeneticGroup
);

/// Several names, as alternatives.
pub(crate) fn alternatives<C: Named>(possible: &[C], language: Language) -> String {
    let names: Vec<String> = possible.iter().map(|class| class.in_language(language)).collect();
    names.join(language.choose(" or ", " eller "))
}
