//! Small variants as a caller wrote them.

use genome::contig::ContigIndex;
use genome::position::Position;
use genome::reference::Reference;
use genome::sequence::Sequence;
use genome::variant::{Edit, Variant, VariantError, VariantKind};

use super::read_support::ReadSupport;

/// The filters of a record, in the caller's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filters {
    /// None were applied, or the file has none: nothing is said for or against the call.
    NotApplied,
    /// It passed all.
    Passed,
    /// It did not pass these.
    Failed(Vec<String>),
}

impl Filters {
    /// From the field `FILTER`, whose names are separated by one of these: `;` in a VCF, `,` too in a MAF.
    pub(super) fn parse(text: &str, separators: &[char]) -> Self {
        match text {
            "." | "" => Self::NotApplied,
            "PASS" => Self::Passed,
            failed => Self::Failed(failed.split(separators).map(str::to_owned).collect()),
        }
    }

    /// With what GATK says of one allele of several (`AS_FilterStatus`: alleles separated by `|`, filters by `,`, `SITE` where
    /// those of the record hold): a record passes if one of its alleles does.
    pub(super) fn of_allele(self, status: Option<&str>, place: usize, count: usize) -> Self {
        let parts: Vec<&str> = status.map(|text| text.split('|').collect()).unwrap_or_default();
        let own = parts.get(place).filter(|own| parts.len() == count && !matches!(**own, "SITE" | "PASS" | "." | ""));
        let Some(own) = own else { return self };
        let mut names = if let Self::Failed(names) = self { names } else { Vec::new() };
        for name in own.split(',').map(str::trim) {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        Self::Failed(names)
    }
}

/// What the caller says a variant is. Callers that compare two samples list what is germline, too, and let it pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// In the tumour and not in the normal.
    Somatic,
    /// In both.
    Germline,
    /// Heterozygous in the normal, and not in the tumour.
    LossOfHeterozygosity,
    /// Neither: the reference in both, or no decision.
    Undecided,
}

impl Status {
    /// From the numbers of `SS`: VarScan2 ("Somatic status of variant (0=Reference,1=Germline,2=Somatic,3=LOH, or
    /// 5=Unknown)") in `INFO`; SomaticSniper, MuSE and MuTect ("0=wildtype,1=germline,2=somatic,3=LOH,4=unknown" or
    /// "post-transcriptional modification, 5=unknown") in `FORMAT`.
    pub(super) fn of_number(text: &str) -> Option<Self> {
        Some(match text {
            "1" => Self::Germline,
            "2" => Self::Somatic,
            "3" => Self::LossOfHeterozygosity,
            "0" | "4" | "5" => Self::Undecided,
            _ => return None,
        })
    }

    /// From DeepSomatic's `FILTER`: `PASS` is somatic, `GERMLINE` is not, `RefCall` is the reference.
    pub(super) fn of_filter(text: &str) -> Option<Self> {
        match text {
            "PASS" => Some(Self::Somatic),
            "GERMLINE" => Some(Self::Germline),
            "RefCall" => Some(Self::Undecided),
            _ => None,
        }
    }

    /// From Marv's `BEST`, the most probable explanation of a call. `somatic_in_normal` is neither somatic of the tumour nor
    /// inherited.
    pub(super) fn of_explanation(text: &str) -> Self {
        match text {
            "somatic" => Self::Somatic,
            "germline_heterozygous" | "germline_homozygous" => Self::Germline,
            _ => Self::Undecided,
        }
    }

    /// From VarDict's `STATUS`: `StrongSomatic`, `LikelySomatic`, `Germline`, `StrongLOH`, `LikelyLOH`, `AFDiff`,
    /// `Deletion`, `SampleSpecific`.
    pub(super) fn of_word(text: &str) -> Self {
        match text {
            "StrongSomatic" | "LikelySomatic" => Self::Somatic,
            "Germline" => Self::Germline,
            "StrongLOH" | "LikelyLOH" => Self::LossOfHeterozygosity,
            _ => Self::Undecided,
        }
    }
}

/// What a MAF says of a variant beside its place and reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Annotation {
    /// `Hugo_Symbol`.
    pub gene: Option<String>,
    /// `Transcript_ID`.
    pub transcript: Option<String>,
    /// `HGVSc`.
    pub coding: Option<String>,
    /// `HGVSp_Short` or `HGVSp` or `Protein_Change`.
    pub protein: Option<String>,
    /// `Variant_Classification`.
    pub classification: Option<String>,
}

/// A small variant as it was written: one alternate allele. It is not in normal form, which needs the reference:
/// [`SmallVariant::variant`].
#[derive(Debug, Clone, PartialEq)]
pub struct SmallVariant {
    /// The contig, in the list of the call set.
    pub contig: ContigIndex,
    /// The first base of the reference allele; of an empty one (MAF), the base before which is inserted.
    pub position: Position,
    /// The reference allele.
    pub reference: Sequence,
    /// The alternate allele.
    pub alternate: Sequence,
    /// The field `ID`.
    pub id: Option<String>,
    /// The field `QUAL`, whose meaning is the caller's.
    pub quality: Option<f64>,
    /// The filters.
    pub filters: Filters,
    /// What the caller says it is; `None` if it does not say.
    pub status: Option<Status>,
    /// The reads of each sample, in the order of the call set.
    pub support: Vec<ReadSupport>,
    /// `Tumor_Sample_Barcode` of a MAF, which may hold the variants of many persons.
    pub tumour_sample: Option<String>,
    /// What a MAF says of it.
    pub annotation: Option<Box<Annotation>>,
    /// The line of the file, from 1.
    pub line: usize,
}

impl SmallVariant {
    /// What it does to the reference.
    #[must_use]
    pub fn kind(&self) -> VariantKind {
        Edit::between(self.position, &self.reference, &self.alternate).kind()
    }

    /// In normal form. `contig` is its place in the list of the reference; a reference allele that is another than the
    /// reference's is an error: the file is of another assembly.
    pub fn variant(&self, contig: ContigIndex, genome: &impl Reference) -> Result<Variant, VariantError> {
        Variant::new(contig, self.position, &self.reference, &self.alternate, genome)
    }
}
