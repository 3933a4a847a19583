//! The two languages in which findings are said.

use std::borrow::Cow;
use std::fmt;

use guideline::truth::Truth;
use serde::{Deserialize, Serialize, Serializer};

use crate::classification::Entity;
use crate::disease::Disease;
use crate::eln::ElnRisk;
use crate::oncogenicity::OncogenicityClass;
use crate::refractoriness::Refractoriness;
use crate::risk::tp53::AllelicState;
use crate::risk::{cll, myeloma};

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

    /// A number with so many decimals and the decimal sign of the language. Nomenclature (HGVS, ISCN) is the same in both and is
    /// not written by it.
    #[must_use]
    pub fn number(self, value: f64, decimals: usize) -> String {
        self.signed(format!("{value:.decimals$}"))
    }

    /// A number with as many decimals as it has.
    #[must_use]
    pub fn as_given(self, value: f64) -> String {
        self.signed(value.to_string())
    }

    /// A share, 0 to 1, as per cent with one decimal.
    #[must_use]
    pub fn percent(self, share: f64) -> String {
        format!("{} %", self.number(share * 100.0, 1))
    }

    fn signed(self, number: String) -> String {
        match self {
            Self::Danish => number.replace('.', ","),
            Self::English => number,
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

    /// Written once for each language.
    pub fn each<T: Into<Cow<'static, str>>>(written: impl Fn(Language) -> T) -> Self {
        Self::new(written(Language::English), written(Language::Danish))
    }

    /// In one language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        language.choose(&self.en, &self.da)
    }
}

/// Symbols, whole numbers and what others wrote are the same in both languages.
impl From<&'static str> for Words {
    fn from(same: &'static str) -> Self {
        Self::new(same, same)
    }
}

/// Symbols, whole numbers and what others wrote are the same in both languages.
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

/// Names of lists and of lines of scores that have Danish words.
const NAMES: &[(&str, &str)] = &[
    ("WHO revised 4th edition (2017)", "WHO, 4. reviderede udgave (2017)"),
    ("WHO 5th edition (2022)", "WHO, 5. udgave (2022)"),
    ("ELN 2024 (less-intensive)", "ELN 2024 (mindre intensiv behandling)"),
    ("ELN 2022 response", "ELN 2022, respons"),
    ("CR, CRh or CRi without MRD (ELN 2022)", "CR, CRh eller CRi uden MRD (ELN 2022)"),
    ("refractory disease (ELN 2022)", "refraktær sygdom (ELN 2022)"),
    ("IWG 2023 (higher-risk MDS)", "IWG 2023 (MDS med højere risiko)"),
    ("complex karyotype, ELN 2017", "kompleks karyotype, ELN 2017"),
    ("complex karyotype, ELN 2022", "kompleks karyotype, ELN 2022"),
    ("IPSS-R 2012, cytogenetic group", "IPSS-R 2012, cytogenetisk gruppe"),
    ("TP53 allelic state, Bernard 2020", "TP53, alleltilstand, Bernard 2020"),
    ("TP53 multi-hit, IPSS-M program", "TP53 ramt flere gange, IPSS-M-programmet"),
    ("TP53, WHO 5th edition 2022", "TP53, WHO, 5. udgave 2022"),
    (
        "NGC recommendations 2022, risk of primary refractoriness",
        "NGC-anbefalingerne 2022, risiko for primær refraktaritet",
    ),
    ("Clonal haematopoiesis, WHO 5th edition 2022", "Klonal hæmatopoiese, WHO, 5. udgave 2022"),
    ("CLL, hierarchical model 2000", "CLL, hierarkisk model 2000"),
    ("karyotype group", "karyotypegruppe"),
    ("cytogenetic group", "cytogenetisk gruppe"),
    ("marrow blasts", "marvblaster"),
    ("cytopenias", "cytopenier"),
    ("haemoglobin", "hæmoglobin"),
    ("platelets", "trombocytter"),
    ("neutrophils", "neutrofile"),
    ("age", "alder"),
    ("beta-2-microglobulin", "beta-2-mikroglobulin"),
    ("high LDH", "høj LDH"),
    ("gain of 1q", "overskud af 1q"),
    ("TP53 mutated", "TP53 muteret"),
    ("TP53 aberrant", "TP53 ændret"),
    ("TP53 mutated at 10 % or more", "TP53 muteret med 10 % eller mere"),
    ("IGHV unmutated", "IGHV umuteret"),
    ("IGHV identity of 98 % or more", "IGHV-identitet på 98 % eller mere"),
    ("Rai I-IV or Binet B-C", "Rai I-IV eller Binet B-C"),
    ("trisomy 12", "trisomi 12"),
    ("del(1p32) on both alleles", "del(1p32) på begge alleler"),
    ("del(17p) in more than 20 %", "del(17p) i mere end 20 %"),
    ("creatinine below 1.2 mg/dL", "kreatinin under 1,2 mg/dL (106 µmol/L)"),
    ("albumin below 3.5 g/dL", "albumin under 35 g/L"),
    ("beta-2-microglobulin 3.5 mg/L or more", "beta-2-mikroglobulin 3,5 mg/L eller mere"),
    ("beta-2-microglobulin 5.5 mg/L or more", "beta-2-mikroglobulin 5,5 mg/L eller mere"),
    ("Very Low", "meget lav"),
    ("Low", "lav"),
    ("Moderate Low", "moderat lav"),
    ("Moderate High", "moderat høj"),
    ("High", "høj"),
    ("Very High", "meget høj"),
    ("Very Good", "meget god"),
    ("Good", "god"),
    ("Intermediate", "intermediær"),
    ("Intermediate-1", "intermediær-1"),
    ("Intermediate-2", "intermediær-2"),
    ("Poor", "dårlig"),
    ("Very Poor", "meget dårlig"),
];

/// A name of the code in both languages; one without Danish words is the same in both.
#[must_use]
pub fn named(name: &'static str) -> Words {
    Words::new(name, danish(name).unwrap_or(name))
}

/// The Danish words of a name.
fn danish(name: &str) -> Option<&'static str> {
    NAMES.iter().find(|(en, _)| *en == name).map(|(_, da)| *da)
}

/// What was seen for a line of a score: a group by its name, or a value with its unit.
pub(crate) fn seen_for_score(seen: &str, language: Language) -> String {
    let danish = || danish(seen).map_or_else(|| seen.replace('.', ",").replace(" to ", " til "), str::to_owned);
    if language == Language::Danish { danish() } else { seen.to_owned() }
}

/// Writes such a name as [`Words`].
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference to the field")]
pub(crate) fn as_words<S: Serializer>(name: &&'static str, serializer: S) -> Result<S::Ok, S::Error> {
    named(name).serialize(serializer)
}

/// What an examination says of a thing, in words.
pub(crate) fn assessed(truth: Truth) -> Words {
    match truth {
        Truth::Yes => Words::new("found", "fundet"),
        Truth::No => Words::new("not found", "ikke fundet"),
        Truth::Unknown => Words::new("not assessed", "ikke undersøgt"),
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

impl Named for Disease {
    fn in_language(&self, language: Language) -> String {
        language.choose(self.en(), self.da()).to_owned()
    }
}

impl Named for myeloma::Risk {
    fn in_language(&self, language: Language) -> String {
        let (en, da) = match self {
            Self::High => ("high risk", "høj risiko"),
            Self::Standard => ("standard risk", "standardrisiko"),
        };
        language.choose(en, da).to_owned()
    }
}

impl Named for cll::Tp53 {
    fn in_language(&self, language: Language) -> String {
        let (en, da) = match self {
            Self::Aberrant => ("aberrant", "ændret"),
            Self::NotAberrant => ("not aberrant", "ikke ændret"),
        };
        language.choose(en, da).to_owned()
    }
}

impl Named for cll::Ighv {
    fn in_language(&self, language: Language) -> String {
        let (en, da) = match self {
            Self::Mutated => ("mutated", "muteret"),
            Self::Unmutated => ("unmutated", "umuteret"),
        };
        language.choose(en, da).to_owned()
    }
}

impl Named for cll::LeadingAberration {
    fn in_language(&self, language: Language) -> String {
        let (en, da) = match self {
            Self::Del17p => ("del(17p)", "del(17p)"),
            Self::Del11q => ("del(11q)", "del(11q)"),
            Self::Trisomy12 => ("trisomy 12", "trisomi 12"),
            Self::None => ("none of the four", "ingen af de fire"),
            Self::Del13q => ("del(13q) alone", "del(13q) alene"),
        };
        language.choose(en, da).to_owned()
    }
}

impl Named for myeloma::Stage {
    /// The Roman number.
    fn in_language(&self, _: Language) -> String {
        self.to_string()
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
            /// In English as the paper prints it.
            fn in_language(&self, language: Language) -> String {
                named(self.name()).in_language(language).to_owned()
            }
        })*
    };
}

published_name!(
    cll::IpiCategory,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classification::{ICC_MYELOID, WHO5_MYELOID, WHO2017_MYELOID};
    use crate::karyotype::groups;
    use crate::risk::tp53;

    #[test]
    fn names_of_lists_are_danish_in_danish() {
        let seen = crate::cytogenetics::Cytogenetics::new("46,XX[20]", true);
        let lists = [
            WHO2017_MYELOID.edition,
            WHO5_MYELOID.edition,
            ICC_MYELOID.edition,
            crate::eln::ELN_2024.edition,
            crate::refractoriness::REFRACTORINESS.edition,
            groups::complex_2017(&seen).edition,
            groups::complex_2022(&seen).edition,
            groups::monosomal(&seen).edition,
            groups::ipss_group(&seen).edition,
            groups::ipssr_group(&seen).edition,
            tp53::BERNARD.edition,
            tp53::IPSS_M.edition,
            tp53::WHO5.edition,
            tp53::ICC.edition,
        ];
        for name in lists {
            let words = named(name);
            let english = ["edition", "complex", "group", "state", "program", "recommendations", "risk", "less"];
            let left: Vec<&str> = words.da.split([' ', ',']).filter(|word| english.contains(word)).collect();
            assert!(left.is_empty(), "{}: {left:?}", words.da);
        }
    }

    #[test]
    fn categories_and_numbers_are_danish_in_danish() {
        use crate::risk::{ipss, ipss_m, ipss_r};
        let danish = |name: &dyn Named| name.in_language(Language::Danish);
        assert_eq!(danish(&ipss::KaryotypeGroup::Poor), "dårlig");
        assert_eq!(danish(&ipss::Category::Intermediate2), "intermediær-2");
        assert_eq!(danish(&ipss_r::CytogeneticGroup::VeryPoor), "meget dårlig");
        assert_eq!(danish(&ipss_r::Category::VeryHigh), "meget høj");
        assert_eq!(danish(&ipss_m::Category::ModerateLow), "moderat lav");
        assert_eq!(danish(&cll::IpiCategory::Intermediate), "intermediær");
        assert_eq!(ipss_m::Category::ModerateLow.in_language(Language::English), "Moderate Low");
        assert_eq!(seen_for_score("6.5 mmol/L (10.48 g/dL)", Language::Danish), "6,5 mmol/L (10,48 g/dL)");
        assert_eq!(seen_for_score("Very Good", Language::Danish), "meget god");
        assert_eq!(Language::Danish.number(-1.25, 2), "-1,25");
        assert_eq!(Words::each(|language| language.percent(0.0642)), Words::new("6.4 %", "6,4 %"));
        assert_eq!(Language::Danish.as_given(7.5), "7,5");
    }

    #[test]
    fn a_name_is_translated_once() {
        for (place, (en, _)) in NAMES.iter().enumerate() {
            assert!(NAMES[..place].iter().all(|(earlier, _)| earlier != en), "{en}");
        }
    }
}
