//! What was passed over or could not be told, by its reason.

use std::collections::BTreeMap;
use std::fmt;

/// A reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Note {
    /// `ALT` is `.`: a site without a variant.
    NoAlternate,
    /// `*`, `<*>` or `<NON_REF>`: an allele that is no variant of this place.
    NoVariantAllele,
    /// The alternate allele is the reference allele.
    SameAlleles,
    /// A symbolic allele that says no structural variant.
    OtherSymbol,
    /// A breakend with more than one reference base, or at a telomere.
    OtherBreakend,
    /// The second record of a junction; it is one with its mate.
    Mate,
    /// Two records that are mates and say different junctions; both are kept.
    MatesDiffer,
    /// A field has another number of values than the alleles ask for; the count is not known.
    OtherAlleles,
    /// Two alternates with one count (`A/T` of VarScan2); the count is not known.
    OneCount,
    /// More reads with the allele than reads; the count is not known.
    MoreThanAll,
    /// A stated allele fraction outside 0 to 1; it is not known.
    FractionOutside,
    /// A copy number a little below 0, which noise gives; it is read as 0.
    BelowZero,
    /// A segment with neither copy number nor ratio.
    NothingMeasured,
    /// A chromosome written as 23 or 24, as R numbers X and Y.
    NumberedSexChromosome,
    /// The table does not say what its mean is; it is read as a log2 ratio.
    MeanAssumed,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoAlternate => "passed over: no alternate allele",
            Self::NoVariantAllele => "passed over: the allele * or <NON_REF>, no variant of this place",
            Self::SameAlleles => "passed over: the alternate allele is the reference allele",
            Self::OtherSymbol => "passed over: a symbolic allele that is no structural variant, as <MSK>",
            Self::OtherBreakend => "passed over: a breakend at a telomere, or with several reference bases",
            Self::Mate => "one with its mate: the second record of a junction",
            Self::MatesDiffer => "mates that say different junctions; both are kept",
            Self::OtherAlleles => {
                "count not known: another number of values than alleles; bcftools norm -m- splits alleles with their counts"
            }
            Self::OneCount => "count not known: two alternates with one count, as A/T of VarScan2",
            Self::MoreThanAll => "count not known: more reads with the allele than reads",
            Self::FractionOutside => "stated allele fraction not known: outside 0 to 1",
            Self::BelowZero => "copy number read as 0: a little below, by noise",
            Self::NothingMeasured => "passed over: a segment with neither copy number nor ratio",
            Self::NumberedSexChromosome => "chromosomes 23 and 24 read as X and Y",
            Self::MeanAssumed => "the mean is read as log2 ratio: the table does not say what it is",
        })
    }
}

/// Reasons, with how often each came and the first line (from 1) with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes(BTreeMap<Note, (usize, usize)>);

impl Notes {
    pub(super) fn add(&mut self, note: Note, line: usize) {
        self.0.entry(note).or_insert((0, line)).0 += 1;
    }

    /// How often a reason came.
    #[must_use]
    pub fn count(&self, note: Note) -> usize {
        self.0.get(&note).map_or(0, |(count, _)| *count)
    }

    /// Each reason with its count and the first line.
    pub fn iter(&self) -> impl Iterator<Item = (Note, usize, usize)> {
        self.0.iter().map(|(note, (count, line))| (*note, *count, *line))
    }
}
