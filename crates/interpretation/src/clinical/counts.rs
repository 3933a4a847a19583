//! Counts of the blood and findings of the marrow by which proliferative neoplasms are told apart.

use guideline::truth::Truth;

use super::{Clinical, not_stated, said, share};
use crate::decision_list::Evidence;
use crate::karyotype::Sex;
use crate::laboratory::{Eosinophils, Haemoglobin, LeukocytePercentage, Leukocytes, Monocytes, Platelets};
use crate::language::{Language, Words};

fn count(en: &str, da: &str, seen: Option<f64>, bound: f64) -> Evidence {
    let name = Words::each(|language| {
        let bound = language.as_given(bound);
        format!("{} {bound} x 10^9/L {}", language.choose(en, da), language.choose("or more", "eller mere"))
    });
    let with_unit = |seen: f64| Words::each(|language| format!("{} x 10^9/L", language.as_given(seen)));
    match seen {
        Some(seen) => Evidence::fact(name, (seen >= bound).into(), with_unit(seen)),
        None => Evidence::fact(name, Truth::Unknown, not_stated()),
    }
}

impl Clinical {
    /// So many leukocytes or more, in 10^9/L.
    #[must_use]
    pub fn leukocytes_at_least(&self, bound: f64) -> Evidence {
        count("leukocytes", "leukocytter", self.leukocytes.map(Leukocytes::get), bound)
    }

    /// So many monocytes or more, in 10^9/L.
    #[must_use]
    pub fn monocytes_at_least(&self, bound: f64) -> Evidence {
        count("monocytes", "monocytter", self.monocytes.map(Monocytes::get), bound)
    }

    /// So many eosinophils or more, in 10^9/L.
    #[must_use]
    pub fn eosinophils_at_least(&self, bound: f64) -> Evidence {
        count("eosinophils", "eosinofile", self.eosinophils.map(Eosinophils::get), bound)
    }

    /// So many platelets or more, in 10^9/L.
    #[must_use]
    pub fn platelets_at_least(&self, bound: f64) -> Evidence {
        count("platelets", "trombocytter", self.platelets.map(Platelets::get), bound)
    }

    /// So many per cent of monocytes among the leukocytes, or more.
    #[must_use]
    pub fn monocyte_share_at_least(&self, bound: f64) -> Evidence {
        let seen = self.monocyte_share.map(LeukocytePercentage::get);
        share("monocytes among leukocytes", "monocytter af leukocytterne", seen, bound)
    }

    /// So many per cent of promyelocytes, myelocytes and metamyelocytes among the leukocytes, or more.
    #[must_use]
    pub fn immature_granulocytes_at_least(&self, bound: f64) -> Evidence {
        let seen = self.immature_granulocytes.map(LeukocytePercentage::get);
        share("immature granulocytes among leukocytes", "umodne granulocytter af leukocytterne", seen, bound)
    }

    /// A haemoglobin above the bound of the sex, in g/dL. Without the sex it is settled above the men's and up to the
    /// women's.
    #[must_use]
    pub fn haemoglobin_above(&self, men: f64, women: f64) -> Evidence {
        let name = Words::each(|language| {
            let [men, women] = [men, women].map(|bound| language.as_given(bound));
            match language {
                Language::English => format!("haemoglobin above {men} g/dL in men, {women} in women"),
                Language::Danish => format!("hæmoglobin over {men} g/dL hos mænd, {women} hos kvinder"),
            }
        });
        let Some(haemoglobin) = self.haemoglobin else { return Evidence::fact(name, Truth::Unknown, not_stated()) };
        let grams = Haemoglobin::grams_per_decilitre(haemoglobin);
        let truth = match self.sex {
            Some(Sex::Male) => (grams > men).into(),
            Some(Sex::Female) => (grams > women).into(),
            None if grams > men => Truth::Yes,
            None if grams <= women => Truth::No,
            None => Truth::Unknown,
        };
        Evidence::fact(name, truth, haemoglobin.words())
    }

    /// Erythropoietin below the reference.
    #[must_use]
    pub fn has_low_erythropoietin(&self) -> Evidence {
        said("erythropoietin below the reference", "erytropoietin under referencen", self.low_erythropoietin)
    }

    /// A marrow in which all three lineages proliferate.
    #[must_use]
    pub fn has_panmyelosis(&self) -> Evidence {
        said("panmyelosis in the biopsy", "panmyelose i biopsien", self.panmyelosis)
    }

    /// Megakaryocytes as in essential thrombocythaemia: more, large and mature.
    #[must_use]
    pub fn has_large_mature_megakaryocytes(&self) -> Evidence {
        said(
            "more megakaryocytes, large and mature, in the biopsy",
            "flere megakaryocytter, store og modne, i biopsien",
            self.large_mature_megakaryocytes,
        )
    }

    /// Megakaryocytes as in primary myelofibrosis: atypical, in clusters.
    #[must_use]
    pub fn has_atypical_megakaryocytes(&self) -> Evidence {
        said(
            "atypical megakaryocytes in the biopsy",
            "atypiske megakaryocytter i biopsien",
            self.atypical_megakaryocytes,
        )
    }

    /// An early T precursor by flow cytometry.
    #[must_use]
    pub fn is_early_t_precursor(&self) -> Evidence {
        said("early T precursor by flow cytometry", "tidlig T-precursor ved flowcytometri", self.early_t_precursor)
    }
}
