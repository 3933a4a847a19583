//! Call sets: the files in which a laboratory's own programs say what they found.
//!
//! [`CallSet::read`] takes a file of small variants, structural variants, copy number segments, fusions, or purity and
//! ploidy, says which program wrote it, against which assembly, and which column is the tumour, and gives its records as
//! types. What cannot be told is `None`, and never zero or wild type; what was passed over is counted by its reason
//! ([`Note`]); a file that is damaged, or no call file, is an error with line and remedy.
//!
//! Nothing is judged here: filters stay as the caller wrote them, and `GRCh37` is only stated. The table of formats is
//! `docs/import.md`.
//!
//! - [`SmallVariant`] with [`ReadSupport`] for each sample, from VCF and MAF;
//! - [`StructuralVariant`] with [`JunctionSupport`], from VCF;
//! - [`Segment`], from the tables of CNVkit, GATK, ASCAT, PURPLE and others, and from VCF;
//! - [`Fusion`], from the tables of STAR-Fusion, Arriba and LINX;
//! - [`PurityPloidy`], from the tables of PURPLE and ASCAT.

mod build;
mod caller;
mod contigs;
mod error;
mod fusions;
mod known_tables;
mod maf;
mod note;
mod parse;
mod purity;
mod read_support;
mod samples;
mod segments;
mod small_variant;
mod sniff;
mod structural;
mod symbolic;
mod table;
mod vcf;

use std::collections::BTreeSet;
use std::path::Path;

pub use build::Build;
pub use caller::Caller;
pub use contigs::Contigs;
pub use error::{CallSetError, Fault, LineFault};
pub use fusions::{Fusion, FusionPartner};
pub use note::{Note, Notes};
pub use purity::PurityPloidy;
pub use read_support::{Genotype, ReadSupport};
pub use samples::{Role, Sample, Told};
pub use segments::Segment;
pub use small_variant::{Annotation, Filters, SmallVariant, Status};
pub use structural::{Event, JunctionSupport, StructuralVariant};

use crate::lines::Lines;

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// Variant Call Format.
    Vcf,
    /// Mutation Annotation Format (GDC, "MAF Format").
    Maf,
    /// A table of copy number segments.
    Segments,
    /// A table of fusions.
    Fusions,
    /// A table with purity and ploidy.
    PurityPloidy,
}

impl Form {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Vcf => "VCF",
            Self::Maf => "MAF",
            Self::Segments => "copy number segments",
            Self::Fusions => "fusions",
            Self::PurityPloidy => "purity and ploidy",
        }
    }
}

/// What a file of calls says.
#[derive(Debug, Clone, PartialEq)]
pub struct CallSet {
    /// Its form.
    pub form: Form,
    /// The program that wrote it.
    pub caller: Caller,
    /// The assembly against which it was made.
    pub build: Build,
    /// The contigs that it names; the places of all records count in this list.
    pub contigs: Contigs,
    /// The samples, in the order of their columns. The support of each record has this order.
    pub samples: Vec<Sample>,
    /// Lines with a record, whatever became of them.
    pub records: usize,
    /// Small variants, one for each alternate allele.
    pub small_variants: Vec<SmallVariant>,
    /// Structural variants, one for each event: two records that are mates are one.
    pub structural_variants: Vec<StructuralVariant>,
    /// Copy number segments.
    pub segments: Vec<Segment>,
    /// Fusions.
    pub fusions: Vec<Fusion>,
    /// Purity and ploidy.
    pub purity_ploidy: Option<PurityPloidy>,
    /// What was passed over or could not be told, counted by its reason.
    pub notes: Notes,
}

impl CallSet {
    /// Reads a file, plain or compressed with bgzip or gzip. `told` names the columns of tumour and normal where the file
    /// does not say, and overrides it where it does.
    pub fn read(path: &Path, told: &Told) -> Result<Self, CallSetError> {
        match sniff::form(path)? {
            sniff::Text::Vcf => vcf::read(path, told),
            sniff::Text::Table => table::read(path),
        }
    }

    /// An empty set.
    fn new(form: Form, caller: Caller) -> Self {
        Self {
            form,
            caller,
            build: Build::default(),
            contigs: Contigs::default(),
            samples: Vec::new(),
            records: 0,
            small_variants: Vec::new(),
            structural_variants: Vec::new(),
            segments: Vec::new(),
            fusions: Vec::new(),
            purity_ploidy: None,
            notes: Notes::default(),
        }
    }

    /// The names of the samples whose calls a table holds, where its lines name one: more than one may be of many persons.
    #[must_use]
    pub fn named_samples(&self) -> BTreeSet<&str> {
        let small = self.small_variants.iter().filter_map(|variant| variant.tumour_sample.as_deref());
        small.chain(self.segments.iter().filter_map(|segment| segment.sample.as_deref())).collect()
    }

    /// The place of the first sample with this role.
    #[must_use]
    pub fn sample(&self, role: Role) -> Option<usize> {
        self.samples.iter().position(|sample| sample.role == role)
    }
}

/// Reads lines, and says of an error where it happened.
fn advance(lines: &mut Lines, path: &Path) -> Result<bool, CallSetError> {
    let after = lines.number();
    let more = lines.advance();
    let more = more.map_err(|source| CallSetError::Unreadable { path: path.to_owned(), line: after + 1, source })?;
    text(lines, path)?;
    Ok(more)
}

/// The line read.
fn text<'l>(lines: &'l Lines, path: &Path) -> Result<&'l str, CallSetError> {
    lines.text().map_err(|_| CallSetError::NotUtf8 { path: path.to_owned(), line: lines.number() })
}
