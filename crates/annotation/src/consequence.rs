//! What a variant does to a transcript, in the terms of the Sequence Ontology.

use std::fmt;

/// How much a term is expected to matter (Cingolani et al., "Variant annotations in VCF format" v1.0, 2015).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Impact {
    /// The protein is probably lost or cut.
    High,
    /// The protein is changed.
    Moderate,
    /// Probably nothing changes.
    Low,
    /// Outside of what is translated or spliced.
    Modifier,
}

impl fmt::Display for Impact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::High => "HIGH",
            Self::Moderate => "MODERATE",
            Self::Low => "LOW",
            Self::Modifier => "MODIFIER",
        })
    }
}

macro_rules! terms {
    ($($(#[$doc:meta])* $term:ident, $name:literal, $accession:literal, $impact:ident;)*) => {
        /// A term of the Sequence Ontology. Ordered by severity, the most severe first.
        ///
        /// Names, accessions, the order and the impacts: Ensembl, "Calculated variant consequences" (release 110).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Consequence {
            $($(#[$doc])* $term,)*
        }

        impl Consequence {
            /// Every term, the most severe first.
            pub const ALL: &'static [Self] = &[$(Self::$term),*];

            /// The name, as in the ontology.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$term => $name),* }
            }

            /// The number of the ontology, `SO:` and seven digits.
            #[must_use]
            pub fn accession(self) -> &'static str {
                match self { $(Self::$term => concat!("SO:", $accession)),* }
            }

            /// How much it is expected to matter.
            #[must_use]
            pub fn impact(self) -> Impact {
                match self { $(Self::$term => Impact::$impact),* }
            }
        }
    };
}

terms! {
    /// The whole transcript is deleted.
    TranscriptAblation, "transcript_ablation", "0001893", High;
    /// One of the last two bases of an intron is changed.
    SpliceAcceptor, "splice_acceptor_variant", "0001574", High;
    /// One of the first two bases of an intron is changed.
    SpliceDonor, "splice_donor_variant", "0001575", High;
    /// The protein ends too early.
    StopGained, "stop_gained", "0001587", High;
    /// The reading frame is shifted.
    Frameshift, "frameshift_variant", "0001589", High;
    /// The protein does not end where it should.
    StopLost, "stop_lost", "0001578", High;
    /// The start codon is changed.
    StartLost, "start_lost", "0002012", High;
    /// Bases come in, the frame stays.
    InframeInsertion, "inframe_insertion", "0001821", Moderate;
    /// Bases are lost, the frame stays.
    InframeDeletion, "inframe_deletion", "0001822", Moderate;
    /// As many bases are others, and so are amino acids.
    Missense, "missense_variant", "0001583", Moderate;
    /// Bases are replaced by more or fewer others, the frame stays.
    ProteinAltering, "protein_altering_variant", "0001818", Moderate;
    /// The fifth base of an intron is changed.
    SpliceDonor5thBase, "splice_donor_5th_base_variant", "0001787", Low;
    /// One of the last three bases of an exon, or of bases 3 to 8 of an intron from either end.
    SpliceRegion, "splice_region_variant", "0001630", Low;
    /// One of bases 3 to 6 of an intron.
    SpliceDonorRegion, "splice_donor_region_variant", "0002170", Low;
    /// One of bases 3 to 17 of an intron, from its end.
    SplicePolypyrimidineTract, "splice_polypyrimidine_tract_variant", "0002169", Low;
    /// The last codon of a transcript that is not complete.
    IncompleteTerminalCodon, "incomplete_terminal_codon_variant", "0001626", Low;
    /// The start codon is touched and stays one.
    StartRetained, "start_retained_variant", "0002019", Low;
    /// The stop codon is touched and stays one.
    StopRetained, "stop_retained_variant", "0001567", Low;
    /// No amino acid is changed.
    Synonymous, "synonymous_variant", "0001819", Low;
    /// What is translated is changed, and it cannot be said how.
    CodingSequence, "coding_sequence_variant", "0001580", Modifier;
    /// A new ATG before the start codon (no term of Ensembl; of the ontology, and low in SnpEff).
    PrematureStartCodonGain, "5_prime_UTR_premature_start_codon_gain_variant", "0001988", Low;
    /// Before the start codon.
    FivePrimeUtr, "5_prime_UTR_variant", "0001623", Modifier;
    /// Behind the stop codon.
    ThreePrimeUtr, "3_prime_UTR_variant", "0001624", Modifier;
    /// An exon of a transcript that is not translated.
    NonCodingExon, "non_coding_transcript_exon_variant", "0001792", Modifier;
    /// Within an intron, its first and last two bases apart.
    Intron, "intron_variant", "0001627", Modifier;
    /// A transcript that is broken down before it is translated.
    NmdTranscript, "NMD_transcript_variant", "0001621", Modifier;
    /// A transcript that is not translated.
    NonCodingTranscript, "non_coding_transcript_variant", "0001619", Modifier;
    /// Within 5,000 bases before a transcript.
    Upstream, "upstream_gene_variant", "0001631", Modifier;
    /// Within 5,000 bases behind a transcript.
    Downstream, "downstream_gene_variant", "0001632", Modifier;
    /// Near no transcript.
    Intergenic, "intergenic_variant", "0001628", Modifier;
}

impl fmt::Display for Consequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Terms of one variant on one transcript: each once, the most severe first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Consequences(Vec<Consequence>);

impl Consequences {
    /// The terms, the most severe first.
    #[must_use]
    pub fn terms(&self) -> &[Consequence] {
        &self.0
    }

    /// The most severe term; `None` if there is none.
    #[must_use]
    pub fn most_severe(&self) -> Option<Consequence> {
        self.0.first().copied()
    }

    /// Whether the term is among them.
    #[must_use]
    pub fn contains(&self, term: Consequence) -> bool {
        self.0.contains(&term)
    }

    /// Adds a term, unless it is there.
    pub fn add(&mut self, term: Consequence) {
        if let Err(place) = self.0.binary_search(&term) {
            self.0.insert(place, term);
        }
    }
}

impl FromIterator<Consequence> for Consequences {
    fn from_iter<I: IntoIterator<Item = Consequence>>(terms: I) -> Self {
        let mut all = Self::default();
        terms.into_iter().for_each(|term| all.add(term));
        all
    }
}

/// The terms, joined by `&` as in VCF.
impl fmt::Display for Consequences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, term) in self.0.iter().enumerate() {
            let separator = if place == 0 { "" } else { "&" };
            write!(f, "{separator}{term}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_sorted_by_severity_and_said_once() {
        let terms: Consequences =
            [Consequence::Intron, Consequence::SpliceRegion, Consequence::Frameshift, Consequence::SpliceRegion]
                .into_iter()
                .collect();
        assert_eq!(terms.to_string(), "frameshift_variant&splice_region_variant&intron_variant");
        assert_eq!(terms.most_severe(), Some(Consequence::Frameshift));
    }

    #[test]
    fn no_two_terms_share_a_name_or_a_number() {
        for (place, term) in Consequence::ALL.iter().enumerate() {
            for other in &Consequence::ALL[..place] {
                assert_ne!(term.name(), other.name());
                assert_ne!(term.accession(), other.accession());
            }
            assert_eq!(term.accession().len(), 10);
        }
    }
}
