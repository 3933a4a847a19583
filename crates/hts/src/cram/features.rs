//! A mapped read from what it differs by from the reference (CRAM 10.6).

use genome::contig::ContigList;

use super::compression_header::CompressionHeader;
use super::encoding::{Arrays, Encoding, Input};
use super::fault::{CramError, CramFault};
use super::read::Read;
use super::reference::{CODE_OF_LETTER, ReferenceBases};

/// CIGAR operations by their numbers in BAM.
mod operation {
    pub(super) const MATCH: u32 = 0;
    pub(super) const INSERTION: u32 = 1;
    pub(super) const DELETION: u32 = 2;
    pub(super) const SKIP: u32 = 3;
    pub(super) const SOFT_CLIP: u32 = 4;
    pub(super) const HARD_CLIP: u32 = 5;
    pub(super) const PADDING: u32 = 6;
}

/// The code of an unknown base.
const N: u8 = 15;

/// The row of the substitution matrix for a base, by its code: `ACGT`, and all others as `N`.
const ROW_OF_CODE: [usize; 16] = [4, 0, 1, 4, 2, 4, 4, 4, 3, 4, 4, 4, 4, 4, 4, 4];

/// The quality of bases without one, in a read of which other bases have one: as the other programs have it.
const UNKNOWN_QUALITY: u8 = 30;

/// A read while it is put together from its left end.
pub(super) struct Assembly<'s, 'a> {
    pub(super) header: &'s CompressionHeader,
    pub(super) contigs: &'s ContigList,
    pub(super) input: &'s mut Input<'a>,
    pub(super) reference: &'s mut ReferenceBases,
    pub(super) read: &'s mut Read,
    /// Room for the bytes of an array.
    pub(super) array: &'s mut Vec<u8>,
    /// Whether the read has bases.
    pub(super) has_bases: bool,
    /// Whether all bases have a quality.
    pub(super) has_qualities: bool,
    /// The next base of the reference, 0-based.
    pub(super) place: u32,
    /// Bases of the read passed.
    pub(super) passed: usize,
    /// Mismatched, inserted and deleted bases.
    pub(super) differences: u32,
}

impl Assembly<'_, '_> {
    /// Reads the features and puts the read together. Its edit distance, as the field `NM` has it.
    pub(super) fn assemble(mut self) -> Result<u32, CramError> {
        let series = &self.header.series;
        let count = series.features.number::<u32>("number of features", self.input)?;
        // Each base may be a feature or two; what has no bases, such as clips, is few.
        if u64::from(count) > 4 * self.read.length as u64 + (1 << 20) {
            return Err(CramFault::number("number of features", count).into());
        }
        self.read.qualities.resize(self.read.length, 0xff);
        let mut position = 0_usize;
        for _ in 0..count {
            let code = series.feature_code.byte(self.input)?;
            let step = series.feature_position.number::<u32>("distance of a feature", self.input)?;
            position += step as usize;
            // Operations that use no base of the read may stand behind its last one.
            let behind = usize::from(matches!(code, b'D' | b'N' | b'P' | b'H'));
            if position == 0 || (self.read.length > 0 && position > self.read.length + behind) {
                return Err(CramFault::number("place of a feature", step).into());
            }
            if position - 1 > self.passed {
                self.matched(position - 1 - self.passed)?;
            }
            self.feature(code, position - 1)?;
            if self.read.length > 0 && self.passed > self.read.length {
                return Err(CramFault::number("place of a feature", step).into());
            }
        }
        self.matched(self.read.length.saturating_sub(self.passed))?;
        self.read.mapping_quality = series.mapping_quality.number("mapping quality", self.input)?;
        if self.has_qualities {
            self.read.qualities.clear();
            series.quality.bytes(self.read.length, self.input, &mut self.read.qualities)?;
        }
        if !self.has_bases {
            self.read.qualities.clear();
        }
        Ok(self.differences)
    }

    /// Bases equal to the reference.
    fn matched(&mut self, count: usize) -> Result<(), CramError> {
        let length = u32::try_from(count).map_err(|_| CramFault::Ended)?;
        self.read.operate(operation::MATCH, length)?;
        if self.has_bases && length > 0 {
            let codes = self.reference.codes(self.contigs, self.read.contig, self.place, length)?;
            // A read's N equals nothing.
            let unknown: u32 = codes.iter().map(|code| u32::from(*code == N)).sum();
            self.differences = self.differences.saturating_add(unknown);
            self.read.codes.extend_from_slice(codes);
            // Behind the end of a contig every base is unknown (CRAM 11).
            self.read.codes.resize(self.read.codes.len() + count - codes.len(), N);
        }
        self.place = self.place.saturating_add(length);
        self.passed += count;
        Ok(())
    }

    fn feature(&mut self, code: u8, at: usize) -> Result<(), CramError> {
        let series = &self.header.series;
        match code {
            b'X' => self.substitution(),
            b'B' => {
                let base = series.base.byte(self.input)?;
                let quality = series.quality.byte(self.input)?;
                self.qualities(at, &[quality]);
                self.aligned(&[base])
            }
            b'b' => {
                let bases = self.array(&series.bases)?;
                self.aligned(&bases)?;
                *self.array = bases;
                Ok(())
            }
            b'I' => self.unaligned(&series.insertion, operation::INSERTION),
            b'i' => {
                let base = series.base.byte(self.input)?;
                self.array.clear();
                self.array.push(base);
                self.inserted(operation::INSERTION)
            }
            b'S' => self.unaligned(&series.soft_clip, operation::SOFT_CLIP),
            b'D' => {
                let length = self.operation(&series.deletion, operation::DELETION)?;
                self.place = self.place.saturating_add(length);
                self.differences = self.differences.saturating_add(length);
                Ok(())
            }
            b'N' => {
                let length = self.operation(&series.skip, operation::SKIP)?;
                self.place = self.place.saturating_add(length);
                Ok(())
            }
            b'P' => self.operation(&series.padding, operation::PADDING).map(|_| ()),
            b'H' => self.operation(&series.hard_clip, operation::HARD_CLIP).map(|_| ()),
            b'Q' => {
                let quality = series.quality.byte(self.input)?;
                self.qualities(at, &[quality]);
                Ok(())
            }
            b'q' => {
                let qualities = self.array(&series.qualities)?;
                self.qualities(at, &qualities);
                *self.array = qualities;
                Ok(())
            }
            code => Err(CramFault::Feature(code).into()),
        }
    }

    /// The next array, in the room for arrays, which is to be given back.
    fn array(&mut self, arrays: &Arrays) -> Result<Vec<u8>, CramError> {
        let mut array = std::mem::take(self.array);
        array.clear();
        arrays.append(self.input, &mut array)?;
        Ok(array)
    }

    /// An operation that uses no base of the read.
    fn operation(&mut self, lengths: &Encoding, operation: u32) -> Result<u32, CramError> {
        let length = lengths.number("length of a feature", self.input)?;
        self.read.operate(operation, length)?;
        Ok(length)
    }

    /// A base that is told by its difference from the reference.
    fn substitution(&mut self) -> Result<(), CramError> {
        let code = self.header.series.substitution.byte(self.input)?;
        self.read.operate(operation::MATCH, 1)?;
        let reference = self.reference.codes(self.contigs, self.read.contig, self.place, 1)?.first();
        let row = reference.map_or(4, |code| ROW_OF_CODE[usize::from(*code)]);
        self.differences = self.differences.saturating_add(u32::from(reference.is_some()));
        let substitutes = &self.header.substitutions[row];
        let base = substitutes.get(usize::from(code)).ok_or(CramFault::number("substitution code", code))?;
        self.push(&[*base]);
        self.place = self.place.saturating_add(1);
        self.passed += 1;
        Ok(())
    }

    /// Bases that lie on the reference and are stored as they are.
    fn aligned(&mut self, bases: &[u8]) -> Result<(), CramError> {
        let length = u32::try_from(bases.len()).map_err(|_| CramFault::Ended)?;
        self.read.operate(operation::MATCH, length)?;
        if self.has_bases && self.reference.is_there() {
            let codes = self.reference.codes(self.contigs, self.read.contig, self.place, length)?;
            let pairs = codes.iter().zip(bases).map(|(code, base)| (*code, CODE_OF_LETTER[usize::from(*base)]));
            let unlike: u32 = pairs.map(|(reference, base)| u32::from(reference != base || base == N)).sum();
            self.differences = self.differences.saturating_add(unlike);
        }
        self.push(bases);
        self.place = self.place.saturating_add(length);
        self.passed += bases.len();
        Ok(())
    }

    fn unaligned(&mut self, arrays: &Arrays, operation: u32) -> Result<(), CramError> {
        *self.array = self.array(arrays)?;
        self.inserted(operation)
    }

    /// The bases in the room for arrays, which do not lie on the reference.
    fn inserted(&mut self, operation: u32) -> Result<(), CramError> {
        let bases = std::mem::take(self.array);
        let length = u32::try_from(bases.len()).map_err(|_| CramFault::Ended)?;
        self.read.operate(operation, length)?;
        if operation == operation::INSERTION {
            self.differences = self.differences.saturating_add(length);
        }
        self.push(&bases);
        self.passed += bases.len();
        *self.array = bases;
        Ok(())
    }

    fn push(&mut self, bases: &[u8]) {
        if self.has_bases {
            self.read.codes.extend(bases.iter().map(|base| CODE_OF_LETTER[usize::from(*base)]));
        }
    }

    /// Qualities of single bases. Those of all bases, where there are any, come later and replace them.
    fn qualities(&mut self, at: usize, qualities: &[u8]) {
        if self.read.qualities.first() == Some(&0xff) {
            self.read.qualities.fill(UNKNOWN_QUALITY);
        }
        self.read.qualities.iter_mut().skip(at).zip(qualities).for_each(|(place, quality)| *place = *quality);
    }
}
