//! Small variants that somebody names beforehand: hot spots of the disease, and sites to be genotyped whatever is seen.

use std::path::{Path, PathBuf};

use genome::contig::ContigIndex;
use genome::position::{Interval, Length, Position};
use genome::reference::ReferenceWindow;
use genome::sequence::{Ambiguity, Base, Sequence};
use genome::variant::{Variant, VariantError};
use hts::fasta::{FastaError, ReferenceGenome};
use hts::vcf::{SitesError, VariantSite, VariantSites};

use crate::shard::HALO;

/// Why a list of variants cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VariantListError {
    /// The file.
    #[error(transparent)]
    Sites(#[from] SitesError),
    /// The reference.
    #[error(transparent)]
    Reference(#[from] FastaError),
    /// An allele that is not written in bases.
    #[error("{}: {contig}:{position}: the allele {allele:?} is not written in the bases A, C, G and T; give small variants only", path.display())]
    Allele {
        /// The file.
        path: PathBuf,
        /// The contig.
        contig: String,
        /// The position.
        position: Position,
        /// The allele, as written.
        allele: String,
    },
    /// No variant of this reference.
    #[error("{}: {contig}:{position} {reference}>{alternate}: {source}; give variants of the assembly that the reads were aligned to", path.display())]
    Variant {
        /// The file.
        path: PathBuf,
        /// The contig.
        contig: String,
        /// The position.
        position: Position,
        /// `REF`, as written.
        reference: String,
        /// `ALT`, as written.
        alternate: String,
        /// Why.
        source: VariantError,
    },
    /// An allele that reaches further than a piece's reads are looked at.
    #[error("{}: {contig}:{position}: alleles of {bases} bases are longer than the {most} that small variants may have", path.display())]
    Long {
        /// The file.
        path: PathBuf,
        /// The contig.
        contig: String,
        /// The position.
        position: Position,
        /// Bases of the longer allele.
        bases: usize,
        /// The most.
        most: usize,
    },
}

/// The longest allele of a named variant, in bases: as of a variant that is found.
const LONGEST: usize = crate::pass::assembly::LONGEST as usize;

/// Variants in normal form, in genome order, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VariantList {
    variants: Vec<Variant>,
}

impl FromIterator<Variant> for VariantList {
    fn from_iter<I: IntoIterator<Item = Variant>>(variants: I) -> Self {
        let mut variants: Vec<Variant> = variants.into_iter().collect();
        variants.sort_unstable();
        variants.dedup();
        Self { variants }
    }
}

impl VariantList {
    /// Reads a VCF file, plain or compressed with bgzip, and brings its alleles to normal form. A line without an
    /// alternate allele, and the allele `*`, name no variant and are passed over.
    ///
    /// # Errors
    /// At the first allele that is no small variant of this reference.
    pub fn read(path: &Path, genome: &ReferenceGenome) -> Result<Self, VariantListError> {
        let mut sites = VariantSites::open(path, genome.contigs())?;
        let mut variants = Vec::new();
        while let Some(site) = sites.read()? {
            variants.extend(each_variant(path, site, genome)?.into_iter().map(|(_, variant)| variant));
        }
        Ok(variants.into_iter().collect())
    }

    /// The variants whose position lies in an interval, in order.
    #[must_use]
    pub fn within(&self, contig: ContigIndex, interval: Interval) -> &[Variant] {
        let place = |variant: &Variant| (variant.contig(), variant.position());
        let from = self.variants.partition_point(|variant| place(variant) < (contig, interval.start()));
        let to = self.variants.partition_point(|variant| place(variant) <= (contig, interval.end()));
        &self.variants[from..to]
    }

    /// Whether a variant is among them.
    #[must_use]
    pub fn contains(&self, variant: &Variant) -> bool {
        self.variants.binary_search(variant).is_ok()
    }

    /// All of them.
    #[must_use]
    pub fn variants(&self) -> &[Variant] {
        &self.variants
    }
}

/// The variants of a line in normal form, each with its place among the alternate alleles; `*` names none.
pub(crate) fn each_variant(
    path: &Path,
    site: VariantSite<'_>,
    genome: &ReferenceGenome,
) -> Result<Vec<(usize, Variant)>, VariantListError> {
    let (contig, position) = (site.contig(), site.position());
    let Some(known) = genome.contigs().get(contig) else { return Ok(Vec::new()) };
    let (name, length) = (known.name.as_str(), known.length);
    let bases = |allele: &str| {
        let parsed = Sequence::parse(allele.as_bytes(), Ambiguity::Refuse).ok();
        parsed.filter(|bases| !bases.contains(&Base::N)).ok_or_else(|| VariantListError::Allele {
            path: path.to_owned(),
            contig: name.to_owned(),
            position,
            allele: allele.to_owned(),
        })
    };
    let mut variants = Vec::new();
    for (place, alternate) in site.alternates().enumerate().filter(|(_, allele)| *allele != "*") {
        let (from, to) = (bases(site.reference())?, bases(alternate)?);
        let longer = from.len().max(to.len());
        if longer > LONGEST + 1 {
            let (path, contig) = (path.to_owned(), name.to_owned());
            return Err(VariantListError::Long { path, contig, position, bases: longer, most: LONGEST });
        }
        let variant = normal_form(contig, length, position, &from, &to, genome)?;
        let variant = variant.map_err(|source| VariantListError::Variant {
            path: path.to_owned(),
            contig: name.to_owned(),
            position,
            reference: site.reference().to_owned(),
            alternate: alternate.to_owned(),
            source,
        })?;
        variants.push((place, variant));
    }
    Ok(variants)
}

/// The variant, read against the reference around it.
fn normal_form(
    contig: ContigIndex,
    length: Length,
    position: Position,
    from: &Sequence,
    to: &Sequence,
    genome: &ReferenceGenome,
) -> Result<Result<Variant, VariantError>, VariantListError> {
    let last = length.last();
    let reach = HALO + u32::try_from(from.len()).unwrap_or(u32::MAX);
    let start = position.checked_sub(HALO).unwrap_or(Position::FIRST);
    let end = position.checked_add(reach).unwrap_or(last).min(last);
    let Ok(around) = Interval::new(start, end) else { return Ok(Err(VariantError::PastEnd { length })) };
    let bases = genome.sequence(contig, around)?;
    let Some(window) = ReferenceWindow::new(contig, length, start, &bases) else {
        return Ok(Err(VariantError::PastEnd { length }));
    };
    Ok(Variant::new(contig, position, from, to, &window))
}
