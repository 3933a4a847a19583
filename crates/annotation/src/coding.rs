//! What becomes of the protein when an exon is changed.

use genome::sequence::{Base, Sequence};

use crate::amino_acid::{AminoAcid, GeneticCode};
use crate::consequence::Consequence;
use crate::hgvs::protein::ProteinChange;
use crate::transcript::Coding;

/// A change of the spliced transcript.
#[derive(Debug, Clone, Copy)]
pub struct SplicedChange<'a> {
    /// The first base that is lost, or behind the insertion, counted from the first base of the transcript as 0.
    pub start: u32,
    /// Bases lost.
    pub deleted: u32,
    /// Bases that come in.
    pub inserted: &'a [Base],
}

/// A transcript that is translated.
#[derive(Debug, Clone, Copy)]
pub struct Translated<'a> {
    /// What is translated.
    pub coding: &'a Coding,
    /// The bases of all exons.
    pub bases: &'a [Base],
    /// The code.
    pub code: GeneticCode,
    /// The protein, its end included where it is known.
    pub protein: &'a [AminoAcid],
}

/// Codons of `bases`, of which the first is codon `first` of the protein, up to and including the first that ends it.
///
/// METHOD: the first codon of a complete start is methionine whichever it is (NCBI, "The Genetic Codes": start codons);
/// TGA is selenocysteine where the source says so. In the mitochondrion a codon that the transcript does not complete is
/// completed by A of the tail (Ojala, Montoya, Attardi, Nature 1981;290:470-474).
fn translate(
    mut bases: impl Iterator<Item = Base>,
    first: u32,
    coding: &Coding,
    code: GeneticCode,
    sec: impl Fn(u32) -> bool,
) -> Vec<AminoAcid> {
    let mut protein = Vec::new();
    for number in first.. {
        let codon = match (bases.next(), bases.next(), bases.next()) {
            (Some(first), Some(second), Some(third)) => [first, second, third],
            (Some(first), second, None) if code == GeneticCode::VertebrateMitochondrial => {
                [first, second.unwrap_or(Base::A), Base::A]
            }
            _ => break,
        };
        let amino_acid = match code.amino_acid(codon) {
            _ if number == 0 && coding.start_complete => AminoAcid::MET,
            AminoAcid::END if codon == [Base::T, Base::G, Base::A] && sec(number) => AminoAcid::SEC,
            amino_acid => amino_acid,
        };
        protein.push(amino_acid);
        if amino_acid == AminoAcid::END {
            break;
        }
    }
    protein
}

/// The protein of a transcript, its end included; `None` if the bases do not say what the source says: no stop codon at the
/// end of what is translated, or one before. A transcript whose end is not complete is translated as far as it goes.
#[must_use]
pub fn protein(coding: &Coding, bases: &[Base], code: GeneticCode) -> Option<Vec<AminoAcid>> {
    let translated = bases.get(coding.start as usize..coding.end as usize)?.iter().copied();
    let protein = translate(translated, 0, coding, code, |codon| coding.selenocysteines.contains(&codon));
    let codons = (coding.end - coding.start).div_ceil(3) as usize;
    let ends = protein.last() == Some(&AminoAcid::END);
    let sound = if coding.end_complete { ends && protein.len() == codons } else { !ends && !protein.is_empty() };
    sound.then_some(protein)
}

/// What a change of an exon does to the protein.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodingEffect {
    /// Terms.
    pub terms: Vec<Consequence>,
    /// What becomes of the protein; `None` where nothing of it is touched.
    pub protein: Option<ProteinChange>,
}

impl CodingEffect {
    fn untouched(term: Consequence) -> Self {
        Self { terms: vec![term], protein: None }
    }

    fn new(terms: &[Consequence], protein: ProteinChange) -> Self {
        Self { terms: terms.to_vec(), protein: Some(protein) }
    }
}

/// What a change of an exon does. It must lie within the transcript.
#[must_use]
pub fn effect(translated: &Translated, change: SplicedChange) -> CodingEffect {
    let Translated { coding, bases, .. } = translated;
    let end = change.start + change.deleted;
    if end <= coding.start {
        return five_prime(translated, change);
    }
    if change.start >= coding.end {
        return CodingEffect::untouched(Consequence::ThreePrimeUtr);
    }
    let five_prime = change.start < coding.start;
    if five_prime && !coding.start_complete {
        return CodingEffect::new(&[Consequence::CodingSequence], ProteinChange::Unknown);
    }
    // The first codon, or bases around it: an insertion behind its second base still cuts it.
    if coding.start_complete && change.start < coding.start + 3 {
        // Bases behind the change are the same; so is the start if it still stands right before them, or where it was.
        let moved = (coding.start + u32::try_from(change.inserted.len()).unwrap_or(0)).checked_sub(change.deleted);
        let is_start = |at: u32| {
            let start = bases.iter().skip(coding.start as usize).take(3);
            altered(bases, change, 0).skip(at as usize).take(3).eq(start.copied())
        };
        let kept = end <= coding.start + 3 && moved.is_some_and(is_start);
        let untouched = is_start(coding.start) && !five_prime;
        if !(kept || untouched) {
            let mut effect = CodingEffect::new(&[Consequence::StartLost], ProteinChange::StartLost);
            effect.terms.extend(five_prime.then_some(Consequence::FivePrimeUtr));
            return effect;
        }
        if kept {
            let first = (AminoAcid::MET, 1);
            return CodingEffect::new(&[Consequence::StartRetained], ProteinChange::Same { residues: [first, first] });
        }
    }
    compare(translated, change)
}

/// Before the start codon: whether a new ATG is made there.
fn five_prime(translated: &Translated, change: SplicedChange) -> CodingEffect {
    let starts = |bases: &[Base]| bases.windows(3).filter(|codon| **codon == [Base::A, Base::T, Base::G]).count();
    // With the first two bases of the start codon, which may end a new ATG.
    let utr = translated.bases.get(..translated.coding.start as usize + 2).unwrap_or_default();
    let new_utr: Sequence = altered(utr, change, 0).collect();
    let mut effect = CodingEffect::untouched(Consequence::FivePrimeUtr);
    if translated.coding.start_complete && starts(&new_utr) > starts(utr) {
        effect.terms.push(Consequence::PrematureStartCodonGain);
    }
    effect
}

/// The transcript after the change, from a base on that lies before it.
fn altered<'a>(bases: &'a [Base], change: SplicedChange<'a>, from: u32) -> impl Iterator<Item = Base> + 'a {
    let (start, end) = (change.start as usize, (change.start + change.deleted) as usize);
    let head = bases.get(from as usize..start).unwrap_or_default();
    let tail = bases.get(end..).unwrap_or_default();
    head.iter().chain(change.inserted).chain(tail).copied()
}

/// The protein that the altered transcript makes.
fn new_protein(translated: &Translated, change: SplicedChange) -> Vec<AminoAcid> {
    let Translated { coding, bases, code, protein: old } = *translated;
    let inserted = u32::try_from(change.inserted.len()).unwrap_or(0);
    let (codon, end) = ((change.start.max(coding.start) - coding.start) / 3, change.start + change.deleted);
    // Selenocysteine keeps its place before the change, and moves with the frame behind it.
    let sec = |number: u32| {
        coding.selenocysteines.iter().any(|sec| {
            let behind = coding.start + 3 * sec >= end;
            let moved = (3 * sec + inserted).checked_sub(change.deleted);
            if behind { moved == Some(3 * number) } else { *sec == number && *sec < codon }
        })
    };
    let from = coding.start + 3 * codon;
    let mut new = old.get(..codon as usize).unwrap_or(old).to_vec();
    // Behind a change that keeps the frame all codons are as they were.
    let changed = (change.start.saturating_sub(from) + inserted).div_ceil(3);
    let next = (3 * (codon + changed) + change.deleted).checked_sub(inserted).filter(|base| base.is_multiple_of(3));
    let unchanged = next.and_then(|base| old.get(base as usize / 3..)).filter(|rest| !rest.is_empty());
    match unchanged {
        Some(rest) => {
            let bases = altered(bases, change, from).take(3 * changed as usize);
            new.extend(translate(bases, codon, coding, code, sec));
            if new.last() != Some(&AminoAcid::END) {
                new.extend(rest);
            }
        }
        None => new.extend(translate(altered(bases, change, from), codon, coding, code, sec)),
    }
    new
}

/// Compares the protein with what is made of the altered transcript.
fn compare(translated: &Translated, change: SplicedChange) -> CodingEffect {
    let Translated { coding, protein: old, .. } = *translated;
    let new = new_protein(translated, change);
    let inserted = u32::try_from(change.inserted.len()).unwrap_or(0);
    let (codon, end) = ((change.start.max(coding.start) - coding.start) / 3, change.start + change.deleted);
    let touches_end = coding.end_complete && end.max(change.start + 1) > coding.end.saturating_sub(3);
    let first = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let number = |place: usize| u32::try_from(place + 1).unwrap_or(u32::MAX);
    let residue = |place: usize| old.get(place).map(|residue| (*residue, number(place)));
    let frameshift = change.deleted % 3 != inserted % 3 && end <= coding.end;

    if first == old.len() && (coding.end_complete || !frameshift) {
        let term = match (coding.end_complete, touches_end) {
            (true, true) => Consequence::StopRetained,
            (false, _) if codon as usize >= old.len() => Consequence::IncompleteTerminalCodon,
            _ => Consequence::Synonymous,
        };
        let last = (end.max(change.start + 1) - 1 - coding.start) / 3;
        let place = |codon: u32| residue((codon as usize).min(old.len().saturating_sub(1)));
        let change = match (place(codon), place(last)) {
            (Some(first), Some(last)) => ProteinChange::Same { residues: [first, last] },
            _ => ProteinChange::Unknown,
        };
        return CodingEffect::new(&[term], change);
    }
    let (Some(old_residue), Some(new_residue)) = (residue(first), new.get(first).copied()) else {
        // The transcript ends before the protein does, or is not known far enough.
        let term = if frameshift { Consequence::Frameshift } else { Consequence::CodingSequence };
        return CodingEffect::new(&[term], ProteinChange::Unknown);
    };
    let new_end = new.last().filter(|last| **last == AminoAcid::END).map(|_| new.len() - 1);
    let in_frame_term = in_frame_term(change);
    let with_frame = |term| if frameshift { vec![term, Consequence::Frameshift] } else { vec![term] };
    // Whole codons that come in right before the stop codon leave one there, wherever they are said to lie.
    let expected = (old.len() + change.inserted.len() / 3).checked_sub(change.deleted as usize / 3 + 1);
    let stop_kept = !frameshift && new_end == expected;
    if old_residue.0 == AminoAcid::END && !stop_kept {
        let more = new_end.map(|end| number(end) - number(first));
        let change = ProteinChange::Extension { end: number(first), new: new_residue, more };
        return CodingEffect::new(&with_frame(Consequence::StopLost), change);
    }
    if new_residue == AminoAcid::END {
        let protein = ProteinChange::Substitution { residue: old_residue, new: AminoAcid::END };
        let mut terms = with_frame(Consequence::StopGained);
        terms.extend((!frameshift && in_frame_term != Consequence::Missense).then_some(in_frame_term));
        return CodingEffect::new(&terms, protein);
    }
    if frameshift {
        let end = new_end.map(|end| number(end) - number(first) + 1);
        let change = ProteinChange::Frameshift { residue: old_residue, new: new_residue, end };
        return CodingEffect::new(&[Consequence::Frameshift], change);
    }
    in_frame(translated, change, first, &new, stop_kept)
}

/// The term of a change that keeps the frame: bases are lost, come in, both, or are others (Sequence Ontology).
fn in_frame_term(change: SplicedChange) -> Consequence {
    match (change.deleted as usize, change.inserted.len()) {
        (deleted, inserted) if deleted == inserted => Consequence::Missense,
        (0, _) => Consequence::InframeInsertion,
        (_, 0) => Consequence::InframeDeletion,
        _ => Consequence::ProteinAltering,
    }
}

/// A change that keeps the frame, from the first residue on that is another.
fn in_frame(
    translated: &Translated,
    change: SplicedChange,
    first: usize,
    new: &[AminoAcid],
    stop_kept: bool,
) -> CodingEffect {
    let Translated { coding, protein: old, .. } = *translated;
    let number = |place: usize| u32::try_from(place + 1).unwrap_or(u32::MAX);
    let residue = |place: usize| old.get(place).map(|residue| (*residue, number(place)));
    let ranged = |from: usize, to: usize| residue(from).zip(residue(to)).map(<[_; 2]>::from);
    let end = change.start + change.deleted;
    if coding.end_complete && !stop_kept && end > coding.end - 3 {
        // The stop codon is gone, and residues before it are others: a deletion over the end of what is translated.
        let mut effect = CodingEffect::new(&[Consequence::StopLost], ProteinChange::Unknown);
        effect.terms.extend((end > coding.end).then_some(Consequence::ThreePrimeUtr));
        return effect;
    }
    let (deleted, inserted) = (change.deleted as usize, change.inserted.len());
    let term = in_frame_term(change);
    // Where the new protein should end, if all behind the change is the same.
    let expected = old.len() + inserted / 3;
    let stops_early = new.last() == Some(&AminoAcid::END) && coding.end_complete && new.len() + deleted / 3 < expected;
    if stops_early {
        let codon = ((change.start - coding.start) / 3) as usize;
        let last = ((end.max(change.start + 1) - 1 - coding.start) / 3) as usize;
        let added = new[first..].to_vec();
        // Between two codons, or within one that is made whole again: nothing is lost.
        let change = if deleted == 0 && (first > codon || (change.start - coding.start).is_multiple_of(3)) {
            first
                .checked_sub(1)
                .and_then(|before| ranged(before, first))
                .map(|between| ProteinChange::Insertion { between, new: added })
        } else {
            ranged(first, last.max(first)).map(|residues| ProteinChange::DeletionInsertion { residues, new: added })
        };
        let terms = [Consequence::StopGained, term].into_iter().filter(|term| *term != Consequence::Missense);
        return CodingEffect { terms: terms.collect(), protein: Some(change.unwrap_or(ProteinChange::Unknown)) };
    }
    // METHOD: equal residues are taken off the front first, so that what comes or goes lies as far towards the end of the
    // protein as it can (HGVS, "General recommendations", the 3' rule holds for proteins too).
    let tail = old[first..].iter().rev().zip(new[first..].iter().rev()).take_while(|(old, new)| old == new).count();
    let (lost, added) = (&old[first..old.len() - tail], &new[first..new.len() - tail]);
    let last = (first + lost.len()).wrapping_sub(1);
    let protein = match (lost, added) {
        ([_], [new]) => residue(first).map(|residue| ProteinChange::Substitution { residue, new: *new }),
        (_, []) => ranged(first, last).map(|residues| ProteinChange::Deletion { residues }),
        ([], added) => {
            let from = first.checked_sub(added.len());
            match from.filter(|from| old.get(*from..first) == Some(added)) {
                Some(from) => ranged(from, first - 1).map(|residues| ProteinChange::Duplication { residues }),
                None => first
                    .checked_sub(1)
                    .and_then(|before| ranged(before, first))
                    .map(|between| ProteinChange::Insertion { between, new: added.to_vec() }),
            }
        }
        _ => ranged(first, last).map(|residues| ProteinChange::DeletionInsertion { residues, new: added.to_vec() }),
    };
    CodingEffect::new(&[term], protein.unwrap_or(ProteinChange::Unknown))
}

#[cfg(test)]
mod tests;
