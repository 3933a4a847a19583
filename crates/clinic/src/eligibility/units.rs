//! Sequencing units: what a plan books in the ledger of 30x units.
//!
//! The figures are the guideline's own (RR-SEQ-03, MC-SEQ-02: 3 x 30x tumour + 1 x 30x germline): the
//! cited item of the indication that holds `tumour_units_30x` and `germline_units_30x`.

use guideline::cited::CitedItem;
use guideline::rule_set::RuleSet;

use crate::code::GermlineMaterial;
use crate::referral::SpecimenPlan;

/// Units of 30x coverage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Units {
    /// For the tumour.
    pub tumour: u64,
    /// For the germline; none when stored germline data are used again.
    pub germline: u64,
}

impl Units {
    /// All units of the order.
    #[must_use]
    pub fn total(self) -> u64 {
        self.tumour + self.germline
    }
}

/// The units of a plan; `None` when a material is not stated or the rule set holds no figure.
pub(super) fn planned(rule_set: &RuleSet, indication: &str, plan: &SpecimenPlan) -> Option<Units> {
    let belongs = |id: &str| id.strip_prefix(indication).is_some_and(|rest| rest.starts_with('-'));
    let has_figures = |item: &&CitedItem| belongs(&item.id) && item.values.contains_key("tumour_units_30x");
    let item = rule_set.cited.iter().find(has_figures)?;
    let figure = |key: &str| item.values.get(key).and_then(serde_json::Value::as_u64);
    let (tumour, germline) = (figure("tumour_units_30x")?, figure("germline_units_30x")?);
    plan.tumour?;
    let stored = matches!(plan.germline?, GermlineMaterial::StoredPreTransplant | GermlineMaterial::StoredEarlierOrder);
    Some(Units { tumour, germline: if stored { 0 } else { germline } })
}
