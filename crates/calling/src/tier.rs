//! Where a variant is more expected beforehand: the genes of a panel.

use genome::variant::Variant;
use hts::bed::Regions;

use crate::model::prior::Tier;

/// The parts of the genome that are not judged as the rest.
#[derive(Debug, Default)]
pub struct Tiers {
    /// The genes of a panel; a somatic variant is more probable there, and fewer fragments convince.
    pub panel: Option<Regions>,
}

impl Tiers {
    /// The tier of a variant.
    #[must_use]
    pub fn of(&self, variant: &Variant) -> Tier {
        let in_panel = |regions: &Regions| regions.contains(variant.contig(), variant.position());
        if self.panel.as_ref().is_some_and(in_panel) { Tier::Panel } else { Tier::HighConfidence }
    }
}
