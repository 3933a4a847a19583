//! The bases that records are differences from: of the reference genome, or of a slice that brings its own.

use genome::contig::{ContigIndex, ContigList, Md5};
use genome::position::Interval;

use super::fault::{CramError, CramFault};
use super::slice::SliceBlocks;
use crate::fasta::{ReferenceGenome, md5};

/// The four-bit codes of letters (SAM 4.2): `=ACMGRSVTWYHKDBN`; anything else is `N`.
pub(super) const CODE_OF_LETTER: [u8; 256] = {
    let mut codes = [15; 256];
    let mut code = 0_u8;
    while code < 16 {
        let letter = b"=ACMGRSVTWYHKDBN"[code as usize];
        codes[letter as usize] = code;
        codes[letter.to_ascii_lowercase() as usize] = code;
        code += 1;
    }
    codes
};

/// Turns letters into their codes.
pub(super) fn encode(letters: &mut [u8]) {
    for letter in letters {
        *letter = CODE_OF_LETTER[usize::from(*letter)];
    }
}

/// Bases loaded at a time where a slice does not say which it needs.
const WINDOW: u32 = 1 << 16;

/// Where bases come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Genome,
    Slice,
    Nowhere,
}

/// The bases at hand: some of one contig, as BAM codes them.
#[derive(Debug)]
pub(super) struct ReferenceBases {
    genome: Option<ReferenceGenome>,
    source: Source,
    contig: i32,
    /// Where the bases at hand begin, 0-based.
    begin: u32,
    codes: Vec<u8>,
}

impl ReferenceBases {
    pub(super) fn new(genome: Option<ReferenceGenome>) -> Self {
        Self { genome, source: Source::Nowhere, contig: -1, begin: 0, codes: Vec::new() }
    }

    /// Has the bases of a slice at hand, after comparing their checksum with the one that it states. `needed` says
    /// whether they come from the reference genome where the slice does not bring its own.
    pub(super) fn load(
        &mut self,
        contigs: &ContigList,
        blocks: &SliceBlocks<'_>,
        needed: bool,
    ) -> Result<(), CramError> {
        let header = &blocks.header;
        let own = blocks.embedded.as_deref();
        self.source = match own {
            Some(_) => Source::Slice,
            None if needed => Source::Genome,
            None => Source::Nowhere,
        };
        self.contig = -1;
        let begin = header.start.checked_sub(1).and_then(|start| u32::try_from(start).ok());
        let place = begin.zip(u32::try_from(header.span).ok());
        let (true, true, Some((begin, span))) = (self.source != Source::Nowhere, header.contig >= 0, place) else {
            return Ok(());
        };
        let letters = match own {
            Some(bases) => bases.get(..span as usize).ok_or(CramFault::NoReference)?.to_ascii_uppercase(),
            None => self.letters(contigs, header.contig, begin, begin.saturating_add(span))?,
        };
        if header.md5 != [0; 16] && !letters.is_empty() {
            let (stated, found) = (Md5::from_bytes(header.md5), md5(&letters));
            let end = begin + u32::try_from(letters.len()).unwrap_or(span);
            if let (true, Ok(interval)) = (stated != found, Interval::from_half_open(begin, end)) {
                let contig = name(contigs, header.contig).to_owned();
                return Err(CramError::OtherBases { contig, interval, stated, found });
            }
        }
        self.keep(header.contig, begin, letters);
        Ok(())
    }

    /// Has letters at hand, as codes.
    fn keep(&mut self, contig: i32, begin: u32, mut letters: Vec<u8>) {
        encode(&mut letters);
        (self.contig, self.begin, self.codes) = (contig, begin, letters);
    }

    /// Whether there are any bases.
    pub(super) fn is_there(&self) -> bool {
        self.source != Source::Nowhere
    }

    /// The codes of bases from a 0-based position on; fewer than asked for where the contig ends.
    pub(super) fn codes(
        &mut self,
        contigs: &ContigList,
        contig: i32,
        begin: u32,
        count: u32,
    ) -> Result<&[u8], CramError> {
        let end = begin.saturating_add(count);
        let at_hand = |own: &Self| {
            let from = (own.contig == contig).then(|| begin.checked_sub(own.begin)).flatten()? as usize;
            let to = from + count as usize;
            (to <= own.codes.len()).then_some(from..to)
        };
        if at_hand(self).is_none() && self.source == Source::Genome {
            let letters = self.letters(contigs, contig, begin, end.max(begin.saturating_add(WINDOW)))?;
            self.keep(contig, begin, letters);
            return Ok(&self.codes[..self.codes.len().min(count as usize)]);
        }
        match at_hand(self) {
            Some(range) => Ok(&self.codes[range]),
            None => Err(CramFault::NoReference.into()),
        }
    }

    /// The letters of the reference genome in upper case, up to the end of the contig.
    fn letters(&self, contigs: &ContigList, contig: i32, begin: u32, end: u32) -> Result<Vec<u8>, CramError> {
        let genome = self.genome.as_ref().ok_or(CramError::NoReference)?;
        let name = name(contigs, contig);
        let found = genome.contigs().find(name).and_then(|index| Some((index, genome.contigs().get(index)?)));
        let (index, length) =
            found.map(|(index, contig)| (index, contig.length.get())).ok_or(CramFault::NoReference)?;
        let Ok(interval) = Interval::from_half_open(begin.min(length), end.min(length)) else { return Ok(Vec::new()) };
        let mut letters = genome.letters(index, interval)?;
        letters.make_ascii_uppercase();
        Ok(letters)
    }
}

/// The name of a contig by its number in the file.
fn name(contigs: &ContigList, contig: i32) -> &str {
    let index = usize::try_from(contig).ok().and_then(ContigIndex::new);
    index.and_then(|index| contigs.get(index)).map_or("", |contig| contig.name.as_str())
}
