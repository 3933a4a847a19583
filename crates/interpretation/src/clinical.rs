//! The clinical values that classifications ask for, without identity. Each is known or not.

use guideline::truth::Truth;

use crate::decision_list::Evidence;
use crate::laboratory::{BlastPercentage, RingSideroblasts};

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
        }
    }
}

/// A share of cells at or above a bound.
fn share(name: String, seen: Option<f64>, bound: f64) -> Evidence {
    match seen {
        Some(seen) => Evidence::fact(name, (seen >= bound).into(), format!("{seen} %")),
        None => Evidence::fact(name, Truth::Unknown, "not stated"),
    }
}

fn said(name: &'static str, truth: Truth) -> Evidence {
    let seen = match truth {
        Truth::Yes => "stated",
        Truth::No => "stated as absent",
        Truth::Unknown => "not stated",
    };
    Evidence::fact(name, truth, seen)
}

impl Clinical {
    /// So many per cent of blasts or more in the marrow.
    #[must_use]
    pub fn marrow_blasts_at_least(&self, bound: f64) -> Evidence {
        share(format!("marrow blasts {bound} % or more"), self.marrow_blasts.map(BlastPercentage::get), bound)
    }

    /// So many per cent of blasts or more in the blood.
    #[must_use]
    pub fn blood_blasts_at_least(&self, bound: f64) -> Evidence {
        share(format!("blood blasts {bound} % or more"), self.blood_blasts.map(BlastPercentage::get), bound)
    }

    /// So many per cent of blasts or more in the marrow or the blood.
    #[must_use]
    pub fn blasts_at_least(&self, bound: f64) -> Evidence {
        Evidence::any([self.marrow_blasts_at_least(bound), self.blood_blasts_at_least(bound)])
    }

    /// 15 % of ring sideroblasts or more.
    #[must_use]
    pub fn ring_sideroblasts_at_least(&self, bound: f64) -> Evidence {
        share(format!("ring sideroblasts {bound} % or more"), self.ring_sideroblasts.map(RingSideroblasts::get), bound)
    }

    /// Auer rods.
    #[must_use]
    pub fn has_auer_rods(&self) -> Evidence {
        said("Auer rods", self.auer_rods)
    }

    /// A hypoplastic marrow.
    #[must_use]
    pub fn is_hypoplastic(&self) -> Evidence {
        said("hypoplastic marrow", self.hypoplastic)
    }

    /// A fibrotic marrow.
    #[must_use]
    pub fn is_fibrotic(&self) -> Evidence {
        said("fibrosis of grade 2 or 3", self.fibrosis)
    }

    /// Dysplasia of half of the cells in two lineages.
    #[must_use]
    pub fn has_multilineage_dysplasia(&self) -> Evidence {
        said("dysplasia of half of the cells in two lineages", self.multilineage_dysplasia)
    }

    /// A myelodysplastic neoplasm before.
    #[must_use]
    pub fn after_mds(&self) -> Evidence {
        said("earlier myelodysplastic neoplasm", self.prior_mds)
    }

    /// A myelodysplastic/myeloproliferative neoplasm before.
    #[must_use]
    pub fn after_mds_mpn(&self) -> Evidence {
        said("earlier myelodysplastic/myeloproliferative neoplasm", self.prior_mds_mpn)
    }

    /// Cytotoxic therapy before.
    #[must_use]
    pub fn after_cytotoxic_therapy(&self) -> Evidence {
        said("earlier cytotoxic therapy", self.prior_cytotoxic_therapy)
    }

    /// A germline predisposition.
    #[must_use]
    pub fn with_germline_predisposition(&self) -> Evidence {
        said("established germline predisposition", self.germline_predisposition)
    }

    /// So many lineages with dysplasia or more.
    #[must_use]
    pub fn dysplastic_lineages_at_least(&self, bound: u8) -> Evidence {
        let name = format!("dysplasia in {bound} lineages or more");
        match self.dysplastic_lineages {
            Some(lineages) => Evidence::fact(name, (lineages >= bound).into(), format!("{lineages} lineages")),
            None => Evidence::fact(name, Truth::Unknown, "not stated"),
        }
    }
}
