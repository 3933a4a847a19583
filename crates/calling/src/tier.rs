//! Where a variant is more expected beforehand, and which are asked for by name.

use genome::variant::Variant;
use hts::bed::Regions;

use crate::model::prior::Tier;
use crate::normals_panel::NormalsPanel;
use crate::variant_list::VariantList;

/// What is not judged as the rest of the genome.
#[derive(Debug, Default)]
pub struct Tiers {
    /// Variants that recur in the disease: looked at wherever a read shows them, and convincing with few fragments.
    pub hotspots: VariantList,
    /// The genes of a panel; a somatic variant is more probable there, and fewer fragments convince.
    pub panel: Option<Regions>,
    /// What people without the disease show; empty without a panel of normals.
    pub normals: NormalsPanel,
    /// Variants to be genotyped whatever is seen. They change no call.
    pub sites: VariantList,
}

impl Tiers {
    /// The tier of a variant.
    #[must_use]
    pub fn of(&self, variant: &Variant) -> Tier {
        let in_panel = |regions: &Regions| regions.contains(variant.contig(), variant.position());
        if self.hotspots.contains(variant) {
            Tier::Hotspot
        } else if self.panel.as_ref().is_some_and(in_panel) {
            Tier::Panel
        } else {
            Tier::HighConfidence
        }
    }
}
