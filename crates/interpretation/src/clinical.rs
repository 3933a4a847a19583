//! The clinical values that classifications ask for, without identity. Each is known or not.

mod counts;

use guideline::truth::Truth;

use crate::decision_list::Evidence;
use crate::karyotype::Sex;
use crate::laboratory::{
    BlastPercentage, Eosinophils, Haemoglobin, LeukocytePercentage, Leukocytes, Monocytes, Platelets, RingSideroblasts,
};
use crate::language::Words;

/// The group of diseases that the requester states or suspects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DiseaseGroup {
    /// Acute myeloid leukaemia.
    Aml,
    /// Myelodysplastic neoplasm.
    Mds,
    /// Myelodysplastic/myeloproliferative neoplasm.
    MdsMpn,
    /// Myeloproliferative neoplasm.
    Mpn,
    /// Acute lymphoblastic leukaemia of B cells.
    BAll,
    /// Acute lymphoblastic leukaemia of T cells.
    TAll,
    /// Chronic lymphocytic leukaemia or small lymphocytic lymphoma.
    Cll,
    /// Multiple myeloma.
    Myeloma,
    /// Another mature B-cell neoplasm, Hodgkin lymphoma included.
    BCellLymphoma,
    /// A mature neoplasm of T or NK cells.
    TCellLymphoma,
}

/// The clinical values.
#[derive(Debug, Clone, PartialEq)]
pub struct Clinical {
    /// The group that the requester states.
    pub group: Option<DiseaseGroup>,
    /// Blasts in the marrow.
    pub marrow_blasts: Option<BlastPercentage>,
    /// Blasts in the blood.
    pub blood_blasts: Option<BlastPercentage>,
    /// Ring sideroblasts among the erythroid precursors.
    pub ring_sideroblasts: Option<RingSideroblasts>,
    /// Auer rods.
    pub auer_rods: Truth,
    /// A marrow with at most 25 % of its age's cells.
    pub hypoplastic: Truth,
    /// Fibrosis of grade 2 or 3.
    pub fibrosis: Truth,
    /// Lineages with dysplasia of 10 % or more.
    pub dysplastic_lineages: Option<u8>,
    /// Dysplasia of half of the cells in two lineages or more (WHO 2017).
    pub multilineage_dysplasia: Truth,
    /// Cytotoxic therapy or large-field radiation for another disease before.
    pub prior_cytotoxic_therapy: Truth,
    /// A myelodysplastic neoplasm before.
    pub prior_mds: Truth,
    /// A myelodysplastic/myeloproliferative neoplasm before.
    pub prior_mds_mpn: Truth,
    /// A germline predisposition that has been established.
    pub germline_predisposition: Truth,
    /// The patient's sex.
    pub sex: Option<Sex>,
    /// Haemoglobin.
    pub haemoglobin: Option<Haemoglobin>,
    /// Platelets.
    pub platelets: Option<Platelets>,
    /// Leukocytes.
    pub leukocytes: Option<Leukocytes>,
    /// Monocytes.
    pub monocytes: Option<Monocytes>,
    /// Monocytes among the leukocytes.
    pub monocyte_share: Option<LeukocytePercentage>,
    /// Promyelocytes, myelocytes and metamyelocytes among the leukocytes.
    pub immature_granulocytes: Option<LeukocytePercentage>,
    /// Eosinophils.
    pub eosinophils: Option<Eosinophils>,
    /// Erythropoietin below the reference.
    pub low_erythropoietin: Truth,
    /// Panmyelosis in the biopsy.
    pub panmyelosis: Truth,
    /// Megakaryocytes as in essential thrombocythaemia.
    pub large_mature_megakaryocytes: Truth,
    /// Megakaryocytes as in primary myelofibrosis.
    pub atypical_megakaryocytes: Truth,
    /// An early T precursor by flow cytometry.
    pub early_t_precursor: Truth,
}

impl Default for Clinical {
    /// Nothing is known.
    fn default() -> Self {
        let unknown = Truth::Unknown;
        Self {
            group: None,
            marrow_blasts: None,
            blood_blasts: None,
            ring_sideroblasts: None,
            auer_rods: unknown,
            hypoplastic: unknown,
            fibrosis: unknown,
            dysplastic_lineages: None,
            multilineage_dysplasia: unknown,
            prior_cytotoxic_therapy: unknown,
            prior_mds: unknown,
            prior_mds_mpn: unknown,
            germline_predisposition: unknown,
            sex: None,
            haemoglobin: None,
            platelets: None,
            leukocytes: None,
            monocytes: None,
            monocyte_share: None,
            immature_granulocytes: None,
            eosinophils: None,
            low_erythropoietin: unknown,
            panmyelosis: unknown,
            large_mature_megakaryocytes: unknown,
            atypical_megakaryocytes: unknown,
            early_t_precursor: unknown,
        }
    }
}

fn not_stated() -> Words {
    Words::new("not stated", "ikke oplyst")
}

/// A share of cells at or above a bound.
fn share(en: &str, da: &str, seen: Option<f64>, bound: f64) -> Evidence {
    let name = Words::new(format!("{en} {bound} % or more"), format!("{da} {bound} % eller mere"));
    match seen {
        Some(seen) => Evidence::fact(
            name,
            (seen >= bound).into(),
            Words::each(|language| format!("{} %", language.as_given(seen))),
        ),
        None => Evidence::fact(name, Truth::Unknown, not_stated()),
    }
}

fn said(en: &'static str, da: &'static str, truth: Truth) -> Evidence {
    let seen = match truth {
        Truth::Yes => Words::new("stated", "oplyst"),
        Truth::No => Words::new("stated as absent", "oplyst som ikke til stede"),
        Truth::Unknown => not_stated(),
    };
    Evidence::fact(Words::new(en, da), truth, seen)
}

impl Clinical {
    /// So many per cent of blasts or more in the marrow.
    #[must_use]
    pub fn marrow_blasts_at_least(&self, bound: f64) -> Evidence {
        share("marrow blasts", "marvblaster", self.marrow_blasts.map(BlastPercentage::get), bound)
    }

    /// So many per cent of blasts or more in the blood.
    #[must_use]
    pub fn blood_blasts_at_least(&self, bound: f64) -> Evidence {
        share("blood blasts", "blodblaster", self.blood_blasts.map(BlastPercentage::get), bound)
    }

    /// So many per cent of blasts or more in the marrow or the blood.
    #[must_use]
    pub fn blasts_at_least(&self, bound: f64) -> Evidence {
        Evidence::any([self.marrow_blasts_at_least(bound), self.blood_blasts_at_least(bound)])
    }

    /// 15 % of ring sideroblasts or more.
    #[must_use]
    pub fn ring_sideroblasts_at_least(&self, bound: f64) -> Evidence {
        share("ring sideroblasts", "ringsideroblaster", self.ring_sideroblasts.map(RingSideroblasts::get), bound)
    }

    /// Auer rods.
    #[must_use]
    pub fn has_auer_rods(&self) -> Evidence {
        said("Auer rods", "Auer-stave", self.auer_rods)
    }

    /// A hypoplastic marrow.
    #[must_use]
    pub fn is_hypoplastic(&self) -> Evidence {
        said("hypoplastic marrow", "hypoplastisk marv", self.hypoplastic)
    }

    /// A fibrotic marrow.
    #[must_use]
    pub fn is_fibrotic(&self) -> Evidence {
        said("fibrosis of grade 2 or 3", "fibrose af grad 2 eller 3", self.fibrosis)
    }

    /// Dysplasia of half of the cells in two lineages.
    #[must_use]
    pub fn has_multilineage_dysplasia(&self) -> Evidence {
        said(
            "dysplasia of half of the cells in two lineages",
            "dysplasi af halvdelen af cellerne i to cellelinjer",
            self.multilineage_dysplasia,
        )
    }

    /// A myelodysplastic neoplasm before.
    #[must_use]
    pub fn after_mds(&self) -> Evidence {
        said("earlier myelodysplastic neoplasm", "tidligere myelodysplastisk neoplasi", self.prior_mds)
    }

    /// A myelodysplastic/myeloproliferative neoplasm before.
    #[must_use]
    pub fn after_mds_mpn(&self) -> Evidence {
        said(
            "earlier myelodysplastic/myeloproliferative neoplasm",
            "tidligere myelodysplastisk/myeloproliferativ neoplasi",
            self.prior_mds_mpn,
        )
    }

    /// Cytotoxic therapy before.
    #[must_use]
    pub fn after_cytotoxic_therapy(&self) -> Evidence {
        said("earlier cytotoxic therapy", "tidligere cytotoksisk behandling", self.prior_cytotoxic_therapy)
    }

    /// A germline predisposition.
    #[must_use]
    pub fn with_germline_predisposition(&self) -> Evidence {
        said("established germline predisposition", "påvist arvelig disposition", self.germline_predisposition)
    }

    /// So many lineages with dysplasia or more.
    #[must_use]
    pub fn dysplastic_lineages_at_least(&self, bound: u8) -> Evidence {
        let name = Words::new(
            format!("dysplasia in {bound} lineages or more"),
            format!("dysplasi i {bound} cellelinjer eller flere"),
        );
        match self.dysplastic_lineages {
            Some(lineages) => Evidence::fact(
                name,
                (lineages >= bound).into(),
                Words::new(format!("{lineages} lineages"), format!("{lineages} cellelinjer")),
            ),
            None => Evidence::fact(name, Truth::Unknown, not_stated()),
        }
    }
}
