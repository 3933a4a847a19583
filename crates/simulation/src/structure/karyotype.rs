//! The chromosomes of a cell, as pieces of the two inherited haplotypes.

use genome::sequence::{Base, Sequence};

/// A stretch of a contig as one copy of one haplotype has it, 0-based, end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stretch {
    /// The contig's place in its list.
    pub contig: usize,
    /// The haplotype, 0 or 1.
    pub side: usize,
    pub start: usize,
    pub end: usize,
    /// Which copy, in the [register](Copies).
    pub copy: usize,
    /// Whether it stands on the chromosome turned round.
    pub reverse: bool,
}

/// A part of a chromosome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Reference(Stretch),
    /// Bases that the reference does not have there.
    New(Sequence),
}

/// A chromosome, from one end to the other.
pub(crate) type Chromosome = Vec<Piece>;

/// The chromosomes of a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Karyotype {
    pub chromosomes: Vec<Chromosome>,
}

/// A part of a chromosome: its number, and its first piece and the one behind its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    pub chromosome: usize,
    pub from: usize,
    pub to: usize,
}

/// A stretch of a haplotype that something happens to, 0-based, end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub contig: usize,
    pub side: usize,
    pub start: usize,
    pub end: usize,
    /// Bases of the contig.
    pub length: usize,
}

impl Span {
    /// Whether it reaches the left and the right end of the contig.
    pub(crate) fn ends(&self) -> [bool; 2] {
        [self.start == 0, self.end == self.length]
    }

    /// Its ends, between bases, that are not those of the contig.
    pub(crate) fn breaks(self) -> impl Iterator<Item = usize> {
        let all = if self.start == self.end { vec![self.start] } else { vec![self.start, self.end] };
        all.into_iter().filter(move |at| (1..self.length).contains(at))
    }

    /// The same stretch of the other haplotype.
    pub(crate) fn other_side(self) -> Self {
        Self { side: 1 - self.side, ..self }
    }
}

/// Every copy of a stretch of DNA, with what it was copied from, and when: the register tells which acquired variants are on
/// it. The first is the one that was inherited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Copies {
    /// The copy's parent, and the number of events before the one that made it.
    made: Vec<(usize, usize)>,
}

impl Default for Copies {
    fn default() -> Self {
        Self { made: vec![(0, 0)] }
    }
}

impl Copies {
    /// A new copy of each piece, made by the event before which there were `events`.
    pub(crate) fn of(&mut self, pieces: &[Piece], events: usize) -> Vec<Piece> {
        let first = self.made.len();
        let copy = |piece: &Piece| match piece {
            Piece::New(_) => piece.clone(),
            Piece::Reference(stretch) => {
                let known = (first..self.made.len()).find(|copy| self.made[*copy].0 == stretch.copy);
                let copy = known.unwrap_or_else(|| {
                    self.made.push((stretch.copy, events));
                    self.made.len() - 1
                });
                Piece::Reference(Stretch { copy, ..*stretch })
            }
        };
        pieces.iter().map(copy).collect()
    }

    /// Whether `copy` descends from `ancestor` as that was after a number of events.
    pub(crate) fn descends(&self, mut copy: usize, ancestor: usize, events: usize) -> bool {
        while let Some((parent, made)) = self.made.get(copy).filter(|(_, made)| copy != 0 && *made >= events) {
            debug_assert!(*parent < copy, "a copy is younger than what it was copied from, made before {made}");
            copy = *parent;
        }
        copy == ancestor
    }
}

fn turned(piece: &Piece) -> Piece {
    match piece {
        Piece::Reference(stretch) => Piece::Reference(Stretch { reverse: !stretch.reverse, ..*stretch }),
        Piece::New(bases) => Piece::New(bases.reverse_complement()),
    }
}

/// Pieces turned round.
pub(crate) fn flipped(pieces: &[Piece]) -> Vec<Piece> {
    pieces.iter().rev().map(turned).collect()
}

/// The forward stretches of a chromosome that a cut before this base of a haplotype divides.
fn cuts(chromosome: &[Piece], span: &Span, at: usize) -> impl Iterator<Item = usize> {
    let inside = move |piece: &Piece| {
        matches!(piece, Piece::Reference(stretch) if (stretch.contig, stretch.side) == (span.contig, span.side)
            && !stretch.reverse && stretch.start < at && at < stretch.end)
    };
    chromosome.iter().enumerate().filter(move |(_, piece)| inside(piece)).map(|(place, _)| place)
}

/// Cuts a forward stretch in two.
fn split(chromosome: &mut Chromosome, piece: usize, at: usize) {
    if let Piece::Reference(stretch) = &mut chromosome[piece] {
        let right = Stretch { start: at, ..*stretch };
        stretch.end = at;
        chromosome.insert(piece + 1, Piece::Reference(right));
    }
}

impl Karyotype {
    /// Two copies of each contig of these lengths.
    pub(crate) fn diploid(lengths: &[usize]) -> Self {
        let chromosome = |(contig, side): (usize, usize)| {
            vec![Piece::Reference(Stretch { contig, side, start: 0, end: lengths[contig], copy: 0, reverse: false })]
        };
        let all = (0..lengths.len()).flat_map(|contig| [(contig, 0), (contig, 1)]);
        Self { chromosomes: all.map(chromosome).collect() }
    }

    /// Finds the first chromosome on which a stretch of a haplotype stands in one part, turns it so that the stretch is
    /// forward, and cuts it out; `None` if there is none.
    pub(crate) fn cut_out(&mut self, span: &Span) -> Option<Part> {
        let [from_left_end, to_right_end] = span.ends();
        let same =
            |stretch: &Stretch| (stretch.contig, stretch.side, stretch.reverse) == (span.contig, span.side, false);
        for (number, chromosome) in self.chromosomes.iter_mut().enumerate() {
            for turn in [false, true] {
                let mut pieces = if turn { flipped(chromosome) } else { chromosome.clone() };
                let first = match pieces.first() {
                    _ if !from_left_end => cuts(&pieces, span, span.start).next(),
                    Some(Piece::Reference(stretch)) if same(stretch) && stretch.start == 0 => Some(0),
                    _ => None,
                };
                let Some(first) = first else { continue };
                let last = match pieces.last() {
                    _ if !to_right_end => cuts(&pieces, span, span.end).find(|piece| *piece >= first),
                    Some(Piece::Reference(stretch)) if same(stretch) && stretch.end == span.length => {
                        Some(pieces.len() - 1)
                    }
                    _ => None,
                };
                let Some(last) = last else { continue };
                if !to_right_end {
                    split(&mut pieces, last, span.end);
                }
                if !from_left_end {
                    split(&mut pieces, first, span.start);
                }
                let shift = usize::from(!from_left_end);
                *chromosome = pieces;
                return Some(Part { chromosome: number, from: first + shift, to: last + 1 + shift });
            }
        }
        None
    }

    /// Cuts a chromosome before the start of a stretch, as [`Karyotype::cut_out`] does; the part is empty.
    pub(crate) fn cut(&mut self, span: &Span) -> Option<Part> {
        for (number, chromosome) in self.chromosomes.iter_mut().enumerate() {
            for turn in [false, true] {
                let mut pieces = if turn { flipped(chromosome) } else { chromosome.clone() };
                let Some(piece) = cuts(&pieces, span, span.start).next() else { continue };
                split(&mut pieces, piece, span.start);
                *chromosome = pieces;
                return Some(Part { chromosome: number, from: piece + 1, to: piece + 1 });
            }
        }
        None
    }

    /// A copy of a stretch, as [`Karyotype::cut_out`] finds it; what is copied stays in one piece.
    pub(crate) fn copy_of(&self, span: &Span, copies: &mut Copies, events: usize) -> Option<Vec<Piece>> {
        let mut cut = self.clone();
        let part = cut.cut_out(span)?;
        Some(cut.copied(part, copies, events))
    }

    /// Copies of the pieces of a part.
    pub(crate) fn copied(&self, part: Part, copies: &mut Copies, events: usize) -> Vec<Piece> {
        copies.of(&self.chromosomes[part.chromosome][part.from..part.to], events)
    }

    /// Puts other pieces in the place of a part; a chromosome that has none left is gone.
    pub(crate) fn replace(&mut self, part: Part, pieces: Vec<Piece>) {
        let chromosome = &mut self.chromosomes[part.chromosome];
        drop(chromosome.splice(part.from..part.to, pieces));
        if chromosome.is_empty() {
            self.chromosomes.remove(part.chromosome);
        }
    }

    /// The stretches of a contig, in the order of the chromosomes.
    pub(crate) fn on_contig(&self, contig: usize) -> impl Iterator<Item = &Stretch> {
        self.chromosomes.iter().flatten().filter_map(move |piece| match piece {
            Piece::Reference(stretch) if stretch.contig == contig => Some(stretch),
            _ => None,
        })
    }

    /// All bases.
    pub(crate) fn bases(&self) -> usize {
        let bases = |piece: &Piece| match piece {
            Piece::Reference(stretch) => stretch.end - stretch.start,
            Piece::New(bases) => bases.len(),
        };
        self.chromosomes.iter().flatten().map(bases).sum()
    }
}

/// New bases as a piece, if there are some.
pub(crate) fn new_piece(bases: &[Base]) -> Option<Piece> {
    (!bases.is_empty()).then(|| Piece::New(bases.into()))
}
