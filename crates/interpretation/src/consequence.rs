//! What a variant does to its transcript, as far as its meaning depends on it.

use std::str::FromStr;

use serde::Serialize;

macro_rules! terms {
    ($($(#[$doc:meta])* $term:ident => $($name:literal)|+;)*) => {
        /// A consequence by the Sequence Ontology. Terms between which no rule of this crate distinguishes are one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Consequence {
            $($(#[$doc])* $term,)*
            /// Any other term.
            Other,
        }

        /// Any term of the ontology is read; one without meaning here is [`Consequence::Other`].
        impl FromStr for Consequence {
            type Err = std::convert::Infallible;

            fn from_str(term: &str) -> Result<Self, Self::Err> {
                Ok(match term.trim() {
                    $($($name)|+ => Self::$term,)*
                    _ => Self::Other,
                })
            }
        }
    };
}

terms! {
    /// The transcript, or exons of it, are deleted.
    Ablation => "transcript_ablation" | "exon_loss_variant" | "feature_truncation";
    /// The first or last two bases of an intron.
    EssentialSplice => "splice_acceptor_variant" | "splice_donor_variant";
    /// The protein ends too early.
    StopGained => "stop_gained";
    /// The reading frame is shifted.
    Frameshift => "frameshift_variant";
    /// The start codon is lost.
    StartLost => "start_lost";
    /// The protein does not end where it should.
    StopLost => "stop_lost";
    /// Residues come in or are lost, the frame stays.
    Inframe => "inframe_insertion" | "inframe_deletion" | "protein_altering_variant";
    /// One amino acid is another.
    Missense => "missense_variant";
    /// Near a splice site, or in the tract before it.
    SpliceRegion => "splice_region_variant" | "splice_donor_5th_base_variant" | "splice_donor_region_variant"
        | "splice_polypyrimidine_tract_variant";
    /// The codons stay the same amino acids.
    Synonymous => "synonymous_variant" | "stop_retained_variant" | "start_retained_variant";
    /// Before the start codon.
    FivePrimeUtr => "5_prime_UTR_variant" | "5_prime_UTR_premature_start_codon_gain_variant";
    /// Behind the stop codon.
    ThreePrimeUtr => "3_prime_UTR_variant";
    /// Within an intron.
    Intron => "intron_variant";
}

impl Consequence {
    /// A null variant in the sense of Horak 2022 (OVS1): the product is lost or cut.
    #[must_use]
    pub fn is_null(self) -> bool {
        matches!(self, Self::Ablation | Self::EssentialSplice | Self::StopGained | Self::Frameshift | Self::StartLost)
    }

    /// Outside of what is translated, or without effect on it.
    #[must_use]
    pub fn is_silent(self) -> bool {
        matches!(self, Self::Synonymous | Self::FivePrimeUtr | Self::ThreePrimeUtr | Self::Intron | Self::Other)
    }
}
