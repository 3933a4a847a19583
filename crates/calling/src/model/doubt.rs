//! Doubts about a call, by name. A doubt is a soft filter: it is written beside the call and drops nothing.

/// A reason to look twice at a call. The codes are stable: they stand in the field `FILTER`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Doubt {
    /// The posterior did not reach the threshold.
    LowPosterior,
    /// A germline variant is the best explanation.
    Germline,
    /// A systematic artefact is the best explanation.
    Artefact,
    /// Supporting fragments lie on one strand, where others do not.
    StrandBias,
    /// Supporting fragments have one orientation of the pair: damage of the DNA before amplification.
    OrientationBias,
    /// Supporting fragments show the variant near the ends of their reads.
    ReadEnd,
    /// Supporting fragments are placed worse than the others, or badly.
    LowMappingQuality,
    /// Supporting bases are of low quality.
    LowBaseQuality,
    /// Very few fragments support the variant.
    FewFragments,
    /// Too few fragments of the normal cover the place to rule out a germline variant.
    FewNormalFragments,
    /// The normal shows the variant more often than leaked tumour explains.
    NormalSupport,
    /// An indel in a repeat where the sequencer makes such indels.
    RepeatIndel,
    /// Another call at the place tells the same event better.
    SameMolecules,
    /// The verdict would be another one without tumour in the normal, and how much there is was not measured.
    TumourInNormalDependent,
}

impl Doubt {
    /// All doubts, in the order in which they are written.
    pub const ALL: [Self; 14] = [
        Self::LowPosterior,
        Self::Germline,
        Self::Artefact,
        Self::StrandBias,
        Self::OrientationBias,
        Self::ReadEnd,
        Self::LowMappingQuality,
        Self::LowBaseQuality,
        Self::FewFragments,
        Self::FewNormalFragments,
        Self::NormalSupport,
        Self::RepeatIndel,
        Self::SameMolecules,
        Self::TumourInNormalDependent,
    ];

    /// Its code in the field `FILTER`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::LowPosterior => "low_posterior",
            Self::Germline => "germline",
            Self::Artefact => "artefact",
            Self::StrandBias => "strand_bias",
            Self::OrientationBias => "orientation_bias",
            Self::ReadEnd => "read_end",
            Self::LowMappingQuality => "low_mapping_quality",
            Self::LowBaseQuality => "low_base_quality",
            Self::FewFragments => "few_fragments",
            Self::FewNormalFragments => "few_normal_fragments",
            Self::NormalSupport => "normal_support",
            Self::RepeatIndel => "repeat_indel",
            Self::SameMolecules => "same_molecules",
            Self::TumourInNormalDependent => "tumour_in_normal_dependent",
        }
    }

    /// What it says, for the header of a VCF file and for people; without quotation marks.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::LowPosterior => "The probability of a somatic variant is below the threshold",
            Self::Germline => "A germline variant is the most probable explanation",
            Self::Artefact => "A systematic artefact is the most probable explanation",
            Self::StrandBias => "Supporting fragments lie on one strand, other fragments do not",
            Self::OrientationBias => {
                "Supporting fragments have one pair orientation (F1R2 or F2R1), as DNA damage before amplification gives"
            }
            Self::ReadEnd => "Supporting fragments show the variant near the ends of their reads",
            Self::LowMappingQuality => "Supporting fragments are placed worse than the others, or badly",
            Self::LowBaseQuality => "The median quality of supporting bases is below 20",
            Self::FewFragments => "Fewer than two supporting fragments at a hotspot, or than three elsewhere",
            Self::FewNormalFragments => "Fewer than eight fragments of the normal cover the place",
            Self::NormalSupport => "The normal shows the variant more often than tumour in the normal explains",
            Self::RepeatIndel => {
                "An indel in a repeat where at least one fragment of a thousand shows a false one, and not far more often than that"
            }
            Self::SameMolecules => {
                "The same fragments show another call within ten bases that passes and explains them better: one event written in several ways"
            }
            Self::TumourInNormalDependent => {
                "The verdict would be another one if the normal held no tumour, and too few somatic variants are there to measure how much it holds"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_distinct_and_fit_a_vcf() {
        let codes: BTreeSet<&str> = Doubt::ALL.iter().map(|doubt| doubt.code()).collect();
        assert_eq!(codes.len(), Doubt::ALL.len());
        assert!(codes.iter().all(|code| code.bytes().all(|letter| letter.is_ascii_lowercase() || letter == b'_')));
        assert!(Doubt::ALL.iter().all(|doubt| !doubt.description().contains(['"', '\\'])));
        assert!(Doubt::ALL.is_sorted(), "written in the order of the enumeration");
    }
}
