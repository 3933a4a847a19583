//! What two breakends make of genes: which fuse, between which exons, and whether the frame goes on.

use std::fmt;

use genome::breakend::{Breakend, Junction, Orientation};
use genome::position::Strand;

use crate::annotate::TranscriptPart;
use crate::store::{AnnotationStore, StoreError};
use crate::transcript::{Coding, Gene, Place, Selection, Transcript};

/// Which end of a gene a breakend keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeptEnd {
    /// The end where transcription begins, with the promoter.
    FivePrime,
    /// The end where transcription stops.
    ThreePrime,
}

/// A gene at a breakend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// The symbol.
    pub gene: String,
    /// The accession of the gene.
    pub gene_id: String,
    /// The accession of the transcript, the most preferred of the gene.
    pub transcript: String,
    /// Why that transcript was chosen.
    pub selection: Selection,
    /// The exon or intron in which the break lies.
    pub part: TranscriptPart,
    /// Which end is kept.
    pub kept: KeptEnd,
    /// The kept exon next to the break, counted from 1; one that is cut counts as kept.
    pub exon: usize,
    /// Bases of the transcript before the break, in the direction of transcription.
    offset: u32,
    coding: Option<Coding>,
}

/// Whether what is translated of one gene goes on in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Frame {
    /// The second gene is read in its own frame.
    InFrame,
    /// The second gene is read in another frame.
    OutOfFrame,
    /// Nothing of the first gene is translated, and the second keeps its start: its own protein, under another promoter.
    SecondGeneWhole,
    /// Nothing of the second gene that is translated is reached.
    NotCoding,
    /// It cannot be told from DNA.
    Uncertain(&'static str),
}

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InFrame => f.write_str("in frame"),
            Self::OutOfFrame => f.write_str("out of frame"),
            Self::SecondGeneWhole => f.write_str("whole second gene behind the first promoter"),
            Self::NotCoding => f.write_str("not coding"),
            Self::Uncertain(reason) => write!(f, "frame not known: {reason}"),
        }
    }
}

/// Exons of one gene, joined to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WithinGene {
    /// Exons that are there twice, one copy behind the other (a partial tandem duplication).
    Duplicated {
        /// The first, from 1.
        first: usize,
        /// The last.
        last: usize,
    },
    /// Exons that are left out; none, if the break lies within one intron.
    Deleted {
        /// The first, from 1.
        first: usize,
        /// The last; before the first if no exon is left out.
        last: usize,
    },
}

/// Two genes that are transcribed as one: the first gives the promoter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fusion {
    /// The gene with the promoter.
    pub first: Partner,
    /// The gene that follows.
    pub second: Partner,
    /// Whether the frame goes on.
    pub frame: Frame,
}

impl Fusion {
    /// What becomes of the exons, if both are the same gene.
    #[must_use]
    pub fn within_gene(&self) -> Option<WithinGene> {
        if self.first.gene_id != self.second.gene_id {
            return None;
        }
        let (last, next) = (self.first.exon, self.second.exon);
        Some(if next <= last {
            WithinGene::Duplicated { first: next, last }
        } else {
            WithinGene::Deleted { first: last + 1, last: next - 1 }
        })
    }
}

/// `BCR::ABL1`, the gene with the promoter first (Bruford et al., Leukemia 2021;35:3040-3043).
impl fmt::Display for Fusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}", self.first.gene, self.second.gene)
    }
}

/// What a junction does to genes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JunctionReading {
    /// The genes at either breakend, in the order of the junction; none where it lies in no transcript.
    pub partners: [Vec<Partner>; 2],
    /// Pairs that are transcribed as one. Genes of which both keep the same end make none.
    pub fusions: Vec<Fusion>,
}

/// Reads a junction. Each gene is read by its most preferred transcript.
pub fn read_junction(store: &AnnotationStore, junction: &Junction) -> Result<JunctionReading, StoreError> {
    let partners = [partners(store, junction.first())?, partners(store, junction.second())?];
    let inserted = u32::try_from(junction.inserted().len()).unwrap_or(u32::MAX);
    let mut fusions = Vec::new();
    for one in &partners[0] {
        for other in &partners[1] {
            let (first, second) = match (one.kept, other.kept) {
                (KeptEnd::FivePrime, KeptEnd::ThreePrime) => (one, other),
                (KeptEnd::ThreePrime, KeptEnd::FivePrime) => (other, one),
                _ => continue,
            };
            let frame = frame(first, second, inserted);
            fusions.push(Fusion { first: first.clone(), second: second.clone(), frame });
        }
    }
    Ok(JunctionReading { partners, fusions })
}

fn partners(store: &AnnotationStore, breakend: Breakend) -> Result<Vec<Partner>, StoreError> {
    let genes = store.genes(breakend.contig, breakend.position.into())?;
    let partner = |gene: &Gene| gene.transcripts.first().and_then(|transcript| at_break(gene, transcript, breakend));
    Ok(genes.iter().filter_map(|stored| partner(&stored.gene)).collect())
}

/// How a breakend cuts a transcript; `None` outside of it.
fn at_break(gene: &Gene, transcript: &Transcript, breakend: Breakend) -> Option<Partner> {
    let kept = match (gene.strand, breakend.orientation) {
        (Strand::Forward, Orientation::KeepsLeft) | (Strand::Reverse, Orientation::KeepsRight) => KeptEnd::FivePrime,
        _ => KeptEnd::ThreePrime,
    };
    let exons = transcript.exons.len();
    let (part, exon, offset) = match transcript.place(breakend.position, gene.strand)? {
        Place::Exon { exon, offset } => {
            // The base at the break is kept: it is the last of the first gene, or the first of the second.
            let before = offset + u32::from(kept == KeptEnd::FivePrime);
            (TranscriptPart::Exon { number: exon + 1, of: exons }, exon + 1, before)
        }
        Place::Intron { intron, .. } => {
            let next = intron + 1 + usize::from(kept == KeptEnd::ThreePrime);
            let part = TranscriptPart::Intron { number: intron + 1, of: exons - 1 };
            (part, next, transcript.exon_offset(intron + 1))
        }
        Place::Before { .. } | Place::Behind { .. } => return None,
    };
    Some(Partner {
        gene: gene.symbol.clone(),
        gene_id: gene.id.clone(),
        transcript: transcript.id.clone(),
        selection: transcript.selection,
        part,
        kept,
        exon,
        offset,
        coding: transcript.coding.clone(),
    })
}

/// METHOD: exons are joined as they are, and bases between breaks in two introns are spliced out with these. The frame goes
/// on if the first gene has left as many bases of a codon as the second one lacks.
fn frame(first: &Partner, second: &Partner, inserted: u32) -> Frame {
    let (Some(one), Some(other)) = (&first.coding, &second.coding) else { return Frame::NotCoding };
    if !one.start_complete || !other.start_complete {
        return Frame::Uncertain("a transcript without its start");
    }
    let between = match (first.part, second.part) {
        (TranscriptPart::Intron { .. }, TranscriptPart::Intron { .. }) => 0,
        (TranscriptPart::Exon { .. }, TranscriptPart::Exon { .. }) => inserted,
        _ => return Frame::Uncertain("one break lies in an exon, the other in an intron, and splicing decides"),
    };
    if second.offset >= other.end {
        return Frame::NotCoding;
    }
    match (first.offset <= one.start, second.offset <= other.start) {
        (true, true) => return Frame::SecondGeneWhole,
        (true, false) => return Frame::NotCoding,
        (false, true) => return Frame::Uncertain("what lies before the start of the second gene is read as well"),
        (false, false) => {}
    }
    if first.offset >= one.end {
        return Frame::NotCoding;
    }
    if (first.offset - one.start + between) % 3 == (second.offset - other.start) % 3 {
        Frame::InFrame
    } else {
        Frame::OutOfFrame
    }
}
