//! A panel of normals: how often people without the disease show a variant, be it an artefact of the laboratory or inherited.
//!
//! METHOD: a panel is no list of what is filtered out. The share of its normals that show an allele is the prior of a
//! systematic artefact there, which then has to explain the tumour's and the normal's reads as well as a somatic variant
//! does. A driver that older people's blood carries is therefore still called where the tumour shows it and its normal
//! does not.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use genome::variant::Variant;
use hts::fasta::ReferenceGenome;
use hts::vcf::VariantSites;

use crate::model::prior::NormalsShare;
use crate::variant_list::{VariantListError, each_variant};

/// Why a panel of normals cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NormalsPanelError {
    /// The file, or an allele in it.
    #[error(transparent)]
    Variants(#[from] VariantListError),
    /// A line without counts.
    #[error(
        "{file}: {place}: INFO/AC (one count for each allele) and INFO/AN are wanted, AC not above AN; bcftools merge and \
         bcftools +fill-tags write them"
    )]
    Counts {
        /// The file.
        file: String,
        /// Contig and position.
        place: String,
    },
}

/// What a panel of normals shows. Held by digests of the variants: a genome's panel has millions of them.
#[derive(Debug, Clone, Default)]
pub struct NormalsPanel {
    shown: Vec<(u64, NormalsShare)>,
}

impl NormalsPanel {
    /// Reads a VCF file with `INFO/AC` and `INFO/AN`, as of merged calls of normals: alleles of two per person.
    ///
    /// # Errors
    /// At the first line without these counts, or whose allele is no small variant of this reference.
    pub fn read(path: &Path, genome: &ReferenceGenome) -> Result<Self, NormalsPanelError> {
        let mut sites = VariantSites::open(path, genome.contigs()).map_err(VariantListError::from)?;
        let mut shown = Vec::new();
        while let Some(site) = sites.read().map_err(VariantListError::from)? {
            let all: Option<u32> = site.info("AN").and_then(|number| number.parse().ok());
            let each = site.info("AC").map(|counts| counts.split(',').map(str::parse::<u32>).collect::<Vec<_>>());
            let wrong = || NormalsPanelError::Counts {
                file: path.display().to_string(),
                place: format!("{}:{}", site.field(0).unwrap_or_default(), site.position()),
            };
            for (allele, variant) in each_variant(path, site, genome)? {
                let count = each.as_ref().and_then(|each| each.get(allele)?.clone().ok());
                let (Some(count), Some(all)) = (count, all) else { return Err(wrong()) };
                // Alleles are counted, and a normal with an artefact is called heterozygous.
                if count > all {
                    return Err(wrong());
                }
                let normals = all.div_ceil(2);
                let share = NormalsShare::new(count.min(normals), normals).ok_or_else(wrong)?;
                shown.push((digest(&variant), share));
            }
        }
        shown.sort_unstable_by_key(|(digest, _)| *digest);
        Ok(Self { shown })
    }

    /// What it says of a variant; `None` where it says nothing.
    #[must_use]
    pub fn of(&self, variant: &Variant) -> Option<NormalsShare> {
        let digest = digest(variant);
        let at = self.shown.binary_search_by_key(&digest, |(digest, _)| *digest).ok()?;
        Some(self.shown[at].1)
    }
}

/// A hash of 64 bits: of ten million variants no two are likely to share one.
fn digest(variant: &Variant) -> u64 {
    let mut hasher = DefaultHasher::new();
    variant.hash(&mut hasher);
    hasher.finish()
}
