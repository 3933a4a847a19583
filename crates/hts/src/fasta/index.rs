//! The indexes of a FASTA file: `.fai`, where each contig's lines lie, and `.gzi`, where the blocks of a BGZF file do
//! (samtools-faidx(5), bgzip(1)).

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use genome::contig::{ContigError, ContigName};
use genome::position::Length;

use super::FastaError;
use crate::unfinished::{UnfinishedFile, with_suffix};

/// How the lines of a contig lie in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// Where its first base lies, in bytes.
    offset: u64,
    /// Bases of a line.
    bases: u64,
    /// Bytes of a line, with its end.
    width: u64,
}

impl Line {
    /// A line of a `.fai`: name, length, offset, bases of a line, bytes of a line.
    pub(super) fn parse(line: &[u8]) -> Option<(&str, u32, Self)> {
        let line = std::str::from_utf8(line).ok()?.trim_end_matches('\r');
        let mut fields = line.split('\t');
        let (name, length) = (fields.next()?, fields.next()?.parse().ok()?);
        let mut number = || fields.next()?.parse::<u64>().ok();
        let line = Self { offset: number()?, bases: number()?, width: number()? };
        // Bytes of a line end, at most two: a line feed, or a carriage return and a line feed.
        let ends = line.width.checked_sub(line.bases)?;
        (line.bases > 0 && (1..=2).contains(&ends)).then_some((name, length, line))
    }

    /// Where a base lies in the file; `None` past what 64 bits can say.
    pub(super) fn byte(&self, zero_based: u32) -> Option<u64> {
        let place = u64::from(zero_based);
        self.offset.checked_add((place / self.bases).checked_mul(self.width)?)?.checked_add(place % self.bases)
    }

    /// Takes the line ends out of the bytes of the file between the first and the last base of an interval. `None` if
    /// they are not where they should be.
    pub(super) fn join(&self, begin: u32, mut bytes: Vec<u8>) -> Option<Vec<u8>> {
        let ends = usize::try_from(self.width - self.bases).ok()?;
        let line = usize::try_from(self.bases).ok()?;
        let first = usize::try_from(self.bases - u64::from(begin) % self.bases).ok()?;
        let (mut from, mut to) = (first.min(bytes.len()), first.min(bytes.len()));
        while from < bytes.len() {
            let line_end = bytes.get(from..from + ends)?;
            if line_end != b"\n" && line_end != b"\r\n" {
                return None;
            }
            let next = from + ends;
            let after = next.saturating_add(line).min(bytes.len());
            bytes.copy_within(next..after, to);
            (from, to) = (after, to + after - next);
        }
        bytes.truncate(to);
        Some(bytes)
    }
}

/// Where the blocks of a BGZF file lie.
#[derive(Debug, Clone)]
pub(super) struct BlockIndex(Vec<(u64, u64)>);

impl BlockIndex {
    /// A `.gzi`: a count, and for each block but the first its offset in the compressed and in the uncompressed file.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let (count, rest) = bytes.split_first_chunk()?;
        let number = |bytes: &[u8]| bytes.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        if u64::from_le_bytes(*count).checked_mul(16) != Some(rest.len() as u64) {
            return None;
        }
        let blocks = rest.chunks_exact(16).map(|block| (number(block), number(&block[8..])));
        let blocks: Vec<_> = std::iter::once((0, 0)).chain(blocks).collect();
        blocks.is_sorted_by_key(|(compressed, uncompressed)| (*uncompressed, *compressed)).then_some(Self(blocks))
    }

    /// The block that holds a byte of the uncompressed file: its offset in the file, and the byte it begins with.
    pub(super) fn holding(&self, byte: u64) -> (u64, u64) {
        let after = self.0.partition_point(|(_, uncompressed)| *uncompressed <= byte);
        self.0.get(after.wrapping_sub(1)).copied().unwrap_or((0, 0))
    }
}

/// A contig while its lines are counted.
struct Counted {
    name: ContigName,
    length: u64,
    line: Line,
    /// A line shorter than the first has been seen: it must be the last.
    ended: bool,
}

impl Counted {
    fn add(&mut self, bases: u64, width: u64) -> bool {
        if self.line.bases == 0 {
            (self.line.bases, self.line.width) = (bases, width);
        }
        let fits = bases == 0 || (!self.ended && bases <= self.line.bases);
        self.ended |= bases < self.line.bases || width != self.line.width;
        self.length += bases;
        fits
    }

    /// Appends its line of the index; refuses a contig without a base, which no list of contigs can hold.
    fn write(&self, path: &Path, index: &mut Vec<u8>) -> Result<(), FastaError> {
        let (name, line) = (&self.name, self.line);
        let length = Length::new(u32::try_from(self.length).unwrap_or(u32::MAX));
        let length =
            length.map_err(|source| FastaError::Length { path: path.to_owned(), contig: name.to_string(), source })?;
        let text = format!("{name}\t{length}\t{}\t{}\t{}\n", line.offset, line.bases, line.width);
        index.extend(text.as_bytes());
        Ok(())
    }
}

/// Writes the index `<path>.fai` of a plain FASTA file, as `samtools faidx` does.
pub fn write_index(path: &Path) -> Result<(), FastaError> {
    let io = |source| FastaError::Io { path: path.to_owned(), source };
    let mut reader = BufReader::with_capacity(1 << 20, File::open(path).map_err(io)?);
    if reader.fill_buf().map_err(io)?.starts_with(&[0x1f, 0x8b]) {
        return Err(FastaError::NoBlockIndex { path: path.to_owned() });
    }
    let mut index = Vec::new();
    let (mut text, mut offset, mut contig) = (Vec::new(), 0u64, None::<Counted>);
    for number in 1.. {
        text.clear();
        let width = reader.read_until(b'\n', &mut text).map_err(io)? as u64;
        if width == 0 {
            break;
        }
        offset += width;
        let line = text.trim_ascii_end();
        if let Some(description) = line.strip_prefix(b">") {
            if let Some(contig) = contig.take() {
                contig.write(path, &mut index)?;
            }
            let name = description.split(u8::is_ascii_whitespace).next().unwrap_or_default();
            let name = String::from_utf8_lossy(name);
            let name = ContigName::new(&name)
                .map_err(|source: ContigError| FastaError::Contig { path: path.to_owned(), source })?;
            let line = Line { offset, bases: 0, width: 0 };
            contig = Some(Counted { name, length: 0, line, ended: false });
            continue;
        }
        let fits = match &mut contig {
            // The last line of a file may lack its end; it counts as long as the others.
            Some(contig) => contig.add(line.len() as u64, width + u64::from(!text.ends_with(b"\n"))),
            None => line.is_empty(),
        };
        if !fits {
            return Err(FastaError::Lines { path: path.to_owned(), line: number });
        }
    }
    if let Some(contig) = contig {
        contig.write(path, &mut index)?;
    }
    let file = UnfinishedFile::create(&with_suffix(path, ".fai"));
    file.and_then(|mut file| file.write_all(&index).and_then(|()| file.publish())).map_err(io)
}
