//! Small variants in one normal form.
//!
//! METHOD: a variant is normal if it is parsimonious (no base can be taken off both alleles without emptying one) and
//! left aligned (no variant with the same alternate haplotype and alleles of these lengths starts further left). The
//! form is unique: two normal variants are equal if and only if they say the same change. Source: A. Tan, G. R.
//! Abecasis, H. M. Kang, Bioinformatics 2015;31:2202-2204; padding by VCF 1.6.1, field `REF`.
//!
//! ```
//! # use genome::{contig::ContigIndex, position::{Length, Position}, reference::ReferenceWindow, sequence::Sequence};
//! # use genome::variant::{Variant, VariantKind};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let bases: Sequence = "GGGCACACACAGGG".parse()?;
//! let chromosome = ContigIndex::new(0).ok_or("a place in the list")?;
//! let genome = ReferenceWindow::new(chromosome, Length::new(14)?, Position::FIRST, &bases).ok_or("past the end")?;
//! // The last CA of the repeat is lost; in normal form it is the first, with the G before it.
//! let variant = Variant::new(chromosome, Position::new(10)?, &bases[9..11], &[], &genome)?;
//! assert_eq!((variant.position().get(), variant.kind()), (3, VariantKind::Deletion));
//! assert_eq!((variant.reference().to_string(), variant.alternate().to_string()), ("GCA".into(), "G".into()));
//! # Ok(())
//! # }
//! ```

mod edit;
mod written;

pub use edit::Edit;
use serde::{Deserialize, Serialize};
use written::Written;

use crate::contig::ContigIndex;
use crate::position::{Interval, Length, Position};
use crate::reference::Reference;
use crate::sequence::{Base, Sequence};

/// What a variant does to the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum VariantKind {
    /// One base is another (single nucleotide variant).
    Snv,
    /// Several neighbouring bases are as many others (multi-nucleotide variant); the inner ones may be unchanged.
    Mnv,
    /// Bases come in and none is lost.
    Insertion,
    /// Bases are lost and none comes in.
    Deletion,
    /// Bases are replaced by more or fewer others (HGVS: deletion-insertion).
    Complex,
}

/// Why a change is no variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VariantError {
    /// The contig is none of the reference.
    #[error("the contig is not part of the reference")]
    UnknownContig,
    /// The reference allele runs past the end of the contig.
    #[error("the reference allele runs past the end of the contig, which has {length} bases")]
    PastEnd {
        /// The contig's length.
        length: Length,
    },
    /// A base of the reference is needed that is not at hand.
    #[error("the reference base at {position} is needed, but not at hand: widen the window")]
    Uncovered {
        /// Where.
        position: Position,
    },
    /// The reference allele is not what the reference says: another assembly, or a shifted position.
    #[error("the reference allele has {given} at {position} where the reference has {reference}")]
    Mismatch {
        /// Where they first differ.
        position: Position,
        /// Base of the reference allele.
        given: Base,
        /// Base of the reference.
        reference: Base,
    },
    /// Reference and alternate allele are the same.
    #[error("the alternate allele is the reference allele")]
    NoChange,
    /// Alleles as they were written are not in normal form: an empty allele, one too many equal bases, not aligned to the
    /// left, or another length than the interval.
    #[error("the alleles are not those of a variant in normal form")]
    NotNormal,
    /// Every base of the contig is deleted, so that none is left to stand beside the change.
    #[error("the whole contig is deleted, which is not a small variant")]
    WholeContig,
}

/// The reference base at a place that lies on the contig.
fn known_base(genome: &impl Reference, contig: ContigIndex, position: Position) -> Result<Base, VariantError> {
    genome.base(contig, position).ok_or(VariantError::Uncovered { position })
}

/// A small variant: an SNV, MNV, insertion, deletion or complex change, in normal form. Ordered by place, then alleles.
///
/// Both alleles hold at least one base. An insertion or deletion carries the base before it, or at position 1 the base
/// after it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Variant {
    contig: ContigIndex,
    interval: Interval,
    reference: Sequence,
    alternate: Sequence,
}

impl Variant {
    /// A variant from any way of writing it: `reference`, which starts at `position`, is replaced by `alternate`.
    /// Either may be empty (bases are then inserted before `position`, or deleted), padded, or not aligned to the left.
    ///
    /// Reads the reference from the end of the allele leftwards to the place where the variant comes to lie.
    pub fn new(
        contig: ContigIndex,
        position: Position,
        reference: &[Base],
        alternate: &[Base],
        genome: &impl Reference,
    ) -> Result<Self, VariantError> {
        let length = genome.length(contig).ok_or(VariantError::UnknownContig)?;
        let past_end = VariantError::PastEnd { length };
        let place = |offset: usize| u32::try_from(offset).ok().and_then(|bases| position.checked_add(bases));
        place(reference.len()).filter(|next| next.zero_based() <= length.get()).ok_or(past_end)?;
        for (offset, given) in reference.iter().enumerate() {
            let position = place(offset).ok_or(past_end)?;
            let found = known_base(genome, contig, position)?;
            if *given != found {
                return Err(VariantError::Mismatch { position, given: *given, reference: found });
            }
        }
        let mut edit = Edit::between(position, reference, alternate);
        if edit.deleted == edit.inserted {
            return Err(VariantError::NoChange);
        }
        edit.roll_left(contig, genome)?;
        let (position, reference, alternate) = edit.padded(contig, length, genome)?;
        let more = u32::try_from(reference.len() - 1).map_err(|_| past_end)?;
        let end = position.checked_add(more).ok_or(past_end)?;
        let interval = Interval::new(position, end).map_err(|_| past_end)?;
        Ok(Self { contig, interval, reference, alternate })
    }

    /// The contig.
    #[must_use]
    pub fn contig(&self) -> ContigIndex {
        self.contig
    }

    /// The position of the first base of the reference allele.
    #[must_use]
    pub fn position(&self) -> Position {
        self.interval.start()
    }

    /// The bases of the reference allele on the contig, padding included.
    #[must_use]
    pub fn interval(&self) -> Interval {
        self.interval
    }

    /// The reference allele; never empty.
    #[must_use]
    pub fn reference(&self) -> &Sequence {
        &self.reference
    }

    /// The alternate allele; never empty.
    #[must_use]
    pub fn alternate(&self) -> &Sequence {
        &self.alternate
    }

    /// What it does.
    #[must_use]
    pub fn kind(&self) -> VariantKind {
        self.edit().kind()
    }

    /// The change without padding, as far left as it can lie.
    #[must_use]
    pub fn edit(&self) -> Edit {
        Edit::between(self.position(), &self.reference, &self.alternate)
    }

    /// The change without padding, shifted as far right as it can lie, as HGVS numbers it on the forward strand (HGVS
    /// Nomenclature, General recommendations, "3' rule"). Between this and [`Variant::edit`] every place is as good.
    pub fn rightmost_edit(&self, genome: &impl Reference) -> Result<Edit, VariantError> {
        let mut edit = self.edit();
        edit.roll_right(self.contig, genome)?;
        Ok(edit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::ReferenceWindow;

    const CONTIG: usize = 3;

    /// Writes a variant as `position reference>alternate kind`, or its error.
    fn normal(contig: &str, position: u32, reference: &str, alternate: &str) -> Result<String, VariantError> {
        let index = ContigIndex::new(CONTIG).unwrap();
        let bases: Sequence = contig.parse().unwrap();
        let length = Length::new(u32::try_from(bases.len()).unwrap()).unwrap();
        let genome = ReferenceWindow::new(index, length, Position::FIRST, &bases).unwrap();
        let (reference, alternate): (Sequence, Sequence) = (reference.parse().unwrap(), alternate.parse().unwrap());
        let variant = Variant::new(index, Position::new(position).unwrap(), &reference, &alternate, &genome)?;
        let (at, before, after) = (variant.position(), variant.reference(), variant.alternate());
        Ok(format!("{at} {before}>{after} {:?}", variant.kind()))
    }

    #[test]
    fn every_way_of_writing_a_repeat_deletion_is_one_variant() {
        // Figure 1 of Tan et al.: a deletion of one CA unit in GGGCACACACAGGG.
        let contig = "GGGCACACACAGGG";
        let ways =
            [(8, "CAC", "C"), (6, "CAC", "C"), (3, "GCACA", "GCA"), (2, "GGCA", "GG"), (10, "CA", ""), (9, "AC", "")];
        for (position, reference, alternate) in ways {
            let variant = normal(contig, position, reference, alternate);
            assert_eq!(variant, Ok("3 GCA>G Deletion".into()), "{position} {reference}>{alternate}");
        }
    }

    #[test]
    fn kinds_are_told_apart_after_trimming() {
        let cases = [
            ((5, "CA", "CG"), "6 A>G Snv"),
            ((4, "TCAG", "TGTG"), "5 CA>GT Mnv"),
            ((4, "TCA", "GCG"), "4 TCA>GCG Mnv"),
            ((5, "C", "CTT"), "5 C>CTT Insertion"),
            ((5, "", "G"), "4 T>TG Insertion"),
            ((5, "CAG", "CT"), "6 AG>T Complex"),
            ((5, "C", "GT"), "5 C>GT Complex"),
            ((8, "", "C"), "7 G>GC Insertion"),
        ];
        for ((position, reference, alternate), expected) in cases {
            assert_eq!(normal("AAATCAG", position, reference, alternate), Ok(expected.into()));
        }
    }

    #[test]
    fn at_the_first_base_the_padding_stands_behind() {
        assert_eq!(normal("ACGT", 1, "AC", ""), Ok("1 ACG>G Deletion".into()));
        assert_eq!(normal("ACGT", 1, "ACG", "G"), Ok("1 ACG>G Deletion".into()));
        assert_eq!(normal("AAAT", 3, "A", "AA"), Ok("1 A>AA Insertion".into()));
        assert_eq!(normal("ACGT", 1, "ACGT", ""), Err(VariantError::WholeContig));
    }

    #[test]
    fn what_is_no_variant_is_refused() {
        let at = |position| Position::new(position).unwrap();
        let mismatch = VariantError::Mismatch { position: at(2), given: Base::G, reference: Base::C };
        assert_eq!(normal("ACGT", 1, "AG", "A"), Err(mismatch));
        assert_eq!(normal("ACGT", 2, "CG", "CG"), Err(VariantError::NoChange));
        let length = Length::new(4).unwrap();
        assert_eq!(normal("ACGT", 4, "TA", "T"), Err(VariantError::PastEnd { length }));
        assert_eq!(normal("ACGT", 6, "", "T"), Err(VariantError::PastEnd { length }));
    }

    #[test]
    fn a_window_too_small_is_an_error_and_not_another_variant() {
        let index = ContigIndex::new(CONTIG).unwrap();
        let (at, bases) = (|position| Position::new(position).unwrap(), [Base::A; 5]);
        let window = |length| ReferenceWindow::new(index, Length::new(length).unwrap(), at(11), &bases);
        assert!(window(14).is_none());
        let genome = window(100).unwrap();
        let variant = Variant::new(index, at(15), &[], &[Base::A], &genome);
        assert_eq!(variant, Err(VariantError::Uncovered { position: at(10) }));
        let variant = Variant::new(index, at(13), &[Base::A], &[Base::C], &genome).unwrap();
        assert_eq!(variant.interval(), Interval::from(at(13)));
        let elsewhere = Variant::new(ContigIndex::new(0).unwrap(), at(13), &[Base::A], &[Base::C], &genome);
        assert_eq!(elsewhere, Err(VariantError::UnknownContig));
    }
}
