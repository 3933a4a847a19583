//! The reference as the reads themselves tell it, where no file of it is at hand.
//!
//! An alignment's field `MD` says which reference bases it lies on, wherever it lies (SAM optional fields, section 1.1).
//! Without it, the base that most reads of the normal show is taken: right wherever the normal has no variant from both
//! parents, and there it is not the reference, but still no somatic variant. Bases on which no read lies are `N`.

use std::collections::BTreeMap;

use super::prepare::{Piece, Record};

/// Reads this far apart lie on pieces of their own.
const APART: u64 = 1_500;
/// Unknown bases at either end of a piece.
const FLANK: u64 = 1_000;

/// Votes for A, C, G and T.
type Votes = BTreeMap<(String, u64), [u32; 4]>;

/// The pieces on which the reads of the specimens lie; the last of them is the normal.
pub fn pieces(specimens: &[Vec<Record>]) -> Vec<Piece> {
    let (mut votes, mut spans) = (Votes::new(), Vec::new());
    for (specimen, records) in specimens.iter().enumerate() {
        for fields in records.iter().filter(|fields| fields[5] != "*") {
            let start: u64 = fields[3].parse().unwrap();
            let length: u64 =
                operations(&fields[5]).filter(|(_, kind)| "M=XDN".contains(*kind)).map(|(length, _)| length).sum();
            spans.push((fields[2].clone(), start, start + length));
            let told = fields.iter().find_map(|field| field.strip_prefix("MD:Z:")).map(|md| by_field(fields, md));
            let shown = || if specimen + 1 == specimens.len() { aligned(fields) } else { Vec::new() };
            for (position, base) in told.unwrap_or_else(shown) {
                if let Some(code) = "ACGT".find(base) {
                    votes.entry((fields[2].clone(), position)).or_default()[code] += 1;
                }
            }
        }
    }
    spans.sort();
    let mut joined: Vec<(String, u64, u64)> = Vec::new();
    for (contig, start, end) in spans {
        match joined.last_mut() {
            Some(last) if last.0 == contig && start <= last.2 + APART => last.2 = last.2.max(end),
            _ => joined.push((contig, start, end)),
        }
    }
    joined
        .into_iter()
        .map(|(contig, start, end)| {
            let start = start.saturating_sub(FLANK).max(1);
            let base = |position| votes.get(&(contig.clone(), position)).map_or('N', most);
            Piece { bases: (start..end + FLANK).map(base).collect(), contig: contig.clone(), start }
        })
        .collect()
}

fn most(votes: &[u32; 4]) -> char {
    let (code, _) = votes.iter().enumerate().max_by_key(|(code, votes)| (**votes, std::cmp::Reverse(*code))).unwrap();
    ['A', 'C', 'G', 'T'][code]
}

fn operations(cigar: &str) -> impl Iterator<Item = (u64, char)> {
    cigar.split_inclusive(|letter: char| !letter.is_ascii_digit()).map(|operation| {
        let (length, kind) = operation.split_at(operation.len() - 1);
        (length.parse().unwrap(), kind.chars().next().unwrap())
    })
}

/// The read's bases with the positions that they lie on.
fn aligned(fields: &Record) -> Vec<(u64, char)> {
    let (mut position, mut read) = (fields[3].parse::<u64>().unwrap(), fields[9].chars());
    let mut bases = Vec::new();
    for (length, kind) in operations(&fields[5]) {
        match kind {
            'M' | '=' | 'X' => {
                bases.extend((position..position + length).zip(read.by_ref().take(usize::try_from(length).unwrap())));
                position += length;
            }
            'I' | 'S' => drop(read.by_ref().take(usize::try_from(length).unwrap()).count()),
            'D' | 'N' => position += length,
            _ => {}
        }
    }
    bases
}

/// The reference bases that the field `MD` tells; none if it does not fit the alignment.
fn by_field(fields: &Record, md: &str) -> Vec<(u64, char)> {
    let aligned = aligned(fields);
    let (mut told, mut at, mut rest) = (Vec::new(), 0usize, md);
    while let Some(first) = rest.chars().next() {
        let length = |of: fn(char) -> bool, from: &str| from.find(|letter| !of(letter)).unwrap_or(from.len());
        if first.is_ascii_digit() {
            let digits = length(|letter| letter.is_ascii_digit(), rest);
            let end = at + rest[..digits].parse::<usize>().unwrap();
            let Some(same) = aligned.get(at..end) else { return Vec::new() };
            told.extend_from_slice(same);
            (at, rest) = (end, &rest[digits..]);
        } else if first == '^' {
            let letters = length(|letter| letter.is_ascii_alphabetic(), &rest[1..]);
            let Some((before, _)) = at.checked_sub(1).and_then(|at| aligned.get(at)) else { return Vec::new() };
            told.extend((before + 1..).zip(rest[1..=letters].chars()));
            rest = &rest[1 + letters..];
        } else {
            let Some((position, _)) = aligned.get(at) else { return Vec::new() };
            told.push((*position, first));
            (at, rest) = (at + 1, &rest[1..]);
        }
    }
    told
}
