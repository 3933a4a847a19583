//! From a variant to what it does: one answer for each transcript that is asked.

mod reading;

use genome::contig::ContigIndex;
use genome::position::{Interval, Position, Strand};
use genome::reference::{Reference, ReferenceWindow};
use genome::sequence::{Base, Sequence};
use genome::variant::{Edit, Variant, VariantError};

use crate::change::Change;
use crate::consequence::{Consequence, Consequences};
use crate::hgvs::nucleotide;
use crate::hgvs::protein::ProteinChange;
use crate::legacy::{OtherNumber, other_numbers};
use crate::store::{AnnotationStore, Spliced, StoreError, StoredGene};
use crate::transcript::{Gene, Place, Selection, Transcript};
use crate::vrs::allele_id;
use reading::{Part, Reading};

pub use reading::Part as TranscriptPart;

/// Bases before and behind a transcript within which a variant is called upstream or downstream (Ensembl, "Calculated
/// variant consequences").
pub const NEIGHBOURHOOD: u32 = 5_000;

/// Bases around a variant that are read at first; more are read where a repeat asks for them.
const FIRST_WINDOW: u32 = 256;

/// Why a variant has no answer.
#[derive(Debug, thiserror::Error)]
pub enum AnnotateError {
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was given is no variant of this reference.
    #[error(transparent)]
    Variant(#[from] VariantError),
}

/// Which transcripts are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The most preferred of each gene, and those that are MANE Plus Clinical.
    Preferred,
    /// All.
    All,
}

/// Where a change begins in a transcript, each as number and length; `None` outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Numbers {
    /// The base of the transcript.
    pub transcript: Option<(u32, u32)>,
    /// The base of what is translated, the stop codon included.
    pub coding: Option<(u32, u32)>,
    /// The residue of the protein that is named first, and the length of the protein.
    pub residue: Option<(u32, u32)>,
}

impl Numbers {
    fn new(transcript: &Transcript, first: Option<Place>, protein: Option<&ProteinChange>) -> Self {
        let offset = match first {
            Some(Place::Exon { offset, .. }) => Some(offset),
            _ => None,
        };
        let coding = transcript.coding.as_ref();
        let length = transcript.coding_length();
        let within = coding.zip(offset).and_then(|(coding, offset)| {
            (offset < coding.end).then(|| offset.checked_sub(coding.start).map(|offset| (offset + 1, length)))?
        });
        let residues = coding.map_or(0, |coding| (length / 3).saturating_sub(u32::from(coding.end_complete)));
        Self {
            transcript: offset.map(|offset| (offset + 1, transcript.length())),
            coding: within,
            residue: protein.and_then(ProteinChange::first_residue).map(|residue| (residue, residues)),
        }
    }
}

/// What a variant does to one transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TranscriptAnnotation {
    /// The symbol of the gene.
    pub gene: String,
    /// Its accession.
    pub gene_id: String,
    /// The accession of the transcript.
    pub transcript: String,
    /// The accession that MANE pairs with it.
    pub counterpart: Option<String>,
    /// Why this transcript was chosen.
    pub selection: Selection,
    /// Its kind, as the source has it.
    pub biotype: String,
    /// Terms, the most severe first.
    pub consequences: Consequences,
    /// Terms if the same change is placed in the neighbouring exon or intron, where it can be: both are true of the DNA, and
    /// which holds of the RNA splicing decides.
    pub other_placement: Option<Consequences>,
    /// The description on the transcript, with its accession; `None` outside of it.
    pub hgvs: Option<String>,
    /// What becomes of the protein; `None` where it is not touched, or cannot be told at all.
    pub protein: Option<ProteinChange>,
    /// The accession of the protein, or where it is not stated that of the transcript.
    pub protein_id: Option<String>,
    /// The exon or intron.
    pub part: Option<Part>,
    /// Other numbers of the exon and of the residue, in the literature or on another transcript.
    pub other_numbers: Vec<OtherNumber>,
    /// Where its first base lies, in numbers.
    pub numbers: Numbers,
    /// Bases to the transcript, if it lies outside.
    pub distance: Option<u32>,
    /// What a reader must know of the transcript.
    pub remarks: Vec<String>,
}

impl TranscriptAnnotation {
    /// The description of the protein with its accession, `NP_002511.1:p.(Trp288CysfsTer12)`.
    #[must_use]
    pub fn hgvs_protein(&self) -> Option<String> {
        let description = self.protein.as_ref()?.describe();
        Some(format!("{}:{description}", self.protein_id.as_deref()?))
    }
}

/// What a variant does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotated {
    /// The variant, in normal form.
    pub variant: Variant,
    /// The description on the chromosome.
    pub hgvs: String,
    /// Its GA4GH identifier (VRS 2.0); `None` where the store does not know that of the sequence.
    pub vrs: Option<String>,
    /// The band of its first base; `None` where the store has no band.
    pub cytoband: Option<String>,
    /// What it does to each transcript, genes in genome order; none if it lies near no gene.
    pub transcripts: Vec<TranscriptAnnotation>,
}

impl Annotated {
    /// The most severe term on any transcript that was asked.
    #[must_use]
    pub fn most_severe(&self) -> Consequence {
        let severest = self.transcripts.iter().filter_map(|transcript| transcript.consequences.most_severe()).min();
        severest.unwrap_or(Consequence::Intergenic)
    }
}

/// The same change where it lies as far left and as far right as it can, and the bases around it.
struct Placed<'a> {
    left: Edit,
    right: Edit,
    window: &'a ReferenceWindow<'a>,
}

/// Says what a change does. `reference`, which starts at `position`, is replaced by `alternate`, as in VCF; either may be
/// padded, and need not be aligned.
pub fn annotate(
    store: &AnnotationStore,
    contig: ContigIndex,
    position: Position,
    reference: &[Base],
    alternate: &[Base],
    asked: Asked,
) -> Result<Annotated, AnnotateError> {
    let length = store.contigs().get(contig).ok_or(VariantError::UnknownContig)?.length;
    let span = u32::try_from(reference.len().max(alternate.len())).unwrap_or(u32::MAX);
    let end = position.checked_add(span).filter(|end| *end <= length.last()).unwrap_or(length.last());
    let around = Interval::new(position, end.max(position)).map_err(|_| VariantError::PastEnd { length })?;
    let mut by = FIRST_WINDOW.saturating_add(span);
    loop {
        let wide = store.widened(contig, around, by).ok_or(VariantError::UnknownContig)?;
        let bases = store.bases(contig, wide)?;
        let window = ReferenceWindow::new(contig, length, wide.start(), &bases);
        let window = window.ok_or(VariantError::PastEnd { length })?;
        match annotate_in(store, &window, contig, position, reference, alternate, asked) {
            Err(AnnotateError::Variant(VariantError::Uncovered { .. })) if by < length.get() => {
                by = by.saturating_mul(8);
            }
            result => return result,
        }
    }
}

fn annotate_in(
    store: &AnnotationStore,
    window: &ReferenceWindow,
    contig: ContigIndex,
    position: Position,
    reference: &[Base],
    alternate: &[Base],
    asked: Asked,
) -> Result<Annotated, AnnotateError> {
    let variant = Variant::new(contig, position, reference, alternate, window)?;
    let placed = Placed { left: variant.edit(), right: variant.rightmost_edit(window)?, window };
    let near = store.widened(contig, variant.interval(), NEIGHBOURHOOD).ok_or(VariantError::UnknownContig)?;
    let mut transcripts = Vec::new();
    for gene in store.genes(contig, near)? {
        let chosen = gene.gene.transcripts.iter().enumerate().filter(|(place, transcript)| {
            asked == Asked::All || *place == 0 || transcript.selection == Selection::ManePlusClinical
        });
        for (place, _) in chosen {
            transcripts.extend(on_transcript(store, &placed, contig, &gene, place)?);
        }
    }
    let hgvs = genomic(store, &placed, contig).ok_or(VariantError::WholeContig)?;
    let first = variant.edit().start;
    let name = store.contigs().get(contig).map_or("", |contig| contig.name.as_str());
    let cytoband = store.cytobands().at(contig, first);
    let cytoband = cytoband.map(|band| format!("{}{}", name.strip_prefix("chr").unwrap_or(name), band.name));
    let sequence = store.sequence_id(contig);
    let vrs = sequence.map(|sequence| allele_id(sequence, &placed.left, placed.right.start));
    Ok(Annotated { variant, hgvs, vrs, cytoband, transcripts })
}

/// The base so many before an insertion, in the direction of a strand; 0 is the one right before it.
fn back(change: &Change, strand: Strand, bases: u32) -> Option<Position> {
    match strand {
        Strand::Forward => change.first.checked_sub(bases),
        Strand::Reverse => change.first.checked_add(bases),
    }
}

fn before(placed: &Placed, contig: ContigIndex, change: &Change, strand: Strand) -> Sequence {
    nucleotide::bases_before(change, |bases| {
        let base = placed.window.base(contig, back(change, strand, bases)?)?;
        Some(if strand == Strand::Forward { base } else { base.complement() })
    })
}

/// The description on the chromosome; `None` for an insertion before its first base.
fn genomic(store: &AnnotationStore, placed: &Placed, contig: ContigIndex) -> Option<String> {
    let change = Change::new(&placed.right, Strand::Forward)?;
    let before = before(placed, contig, &change, Strand::Forward);
    let accession = store.accession(contig);
    let kind = if accession == "NC_012920.1" { 'm' } else { 'g' };
    Some(format!("{accession}:{}", nucleotide::genomic(&change, &before, kind)?))
}

/// What the change does to a transcript; `None` if it lies too far away.
fn on_transcript(
    store: &AnnotationStore,
    placed: &Placed,
    contig: ContigIndex,
    stored: &StoredGene,
    place: usize,
) -> Result<Option<TranscriptAnnotation>, StoreError> {
    let (gene, Some(transcript)) = (&stored.gene, stored.gene.transcripts.get(place)) else { return Ok(None) };
    let strand = gene.strand;
    let (three, five) = match strand {
        Strand::Forward => (&placed.right, &placed.left),
        Strand::Reverse => (&placed.left, &placed.right),
    };
    let (Some(change), Some(other)) = (Change::new(three, strand), Change::new(five, strand)) else {
        return Ok(None);
    };
    let Some(whole) = transcript.interval() else { return Ok(None) };
    let touches = |change: &Change| {
        let (low, high) = (change.first.min(change.last), change.first.max(change.last));
        // An insertion must lie between two of its bases.
        if change.is_insertion() {
            whole.contains(low) && whole.contains(high)
        } else {
            low <= whole.end() && high >= whole.start()
        }
    };
    if !touches(&change) {
        return Ok(beside(gene, transcript, &change));
    }
    let spliced = store.spliced(stored, place)?;
    let read = |change: &Change| reading::read(gene, transcript, spliced, change);
    let mut reading = read(&change);
    let mut other_placement = None;
    if other != change && touches(&other) {
        let mut second = read(&other);
        // METHOD: an indel that can lie in several places leaves a splice site, and the bases around it that are read with
        // it, as they were if it does so in one of them: that reading stands first.
        if reading.alters_site && !second.alters_site {
            std::mem::swap(&mut reading, &mut second);
        }
        let differs = second.part != reading.part && second.consequences != reading.consequences;
        other_placement = differs.then_some(second.consequences);
    }
    Ok(Some(answer(gene, transcript, spliced, Told { placed, contig, change: &change, reading, other_placement })))
}

/// What was found of a change on a transcript.
struct Told<'a> {
    placed: &'a Placed<'a>,
    contig: ContigIndex,
    change: &'a Change,
    reading: Reading,
    other_placement: Option<Consequences>,
}

fn answer(gene: &Gene, transcript: &Transcript, spliced: Option<&Spliced>, told: Told) -> TranscriptAnnotation {
    let Told { placed, contig, change, reading, other_placement } = told;
    let strand = gene.strand;
    let coding = transcript.coding.as_ref();
    let mut remarks = transcript.remarks.clone();
    // Without its start nobody can number what is translated.
    let numbered = coding.is_none_or(|coding| coding.start_complete);
    if !numbered {
        remarks.push(
            "the start of what is translated is not part of this transcript, so positions have no number".to_owned(),
        );
    }
    if coding.is_some_and(|coding| coding.start_complete && coding.end_complete)
        && spliced.is_some_and(|spliced| spliced.protein.is_none())
    {
        remarks.push("the bases of this transcript do not say a protein, so none is predicted".to_owned());
    }
    let place = |position| transcript.place(position, strand);
    let ends = place(change.first).zip(place(change.last)).map(<[Place; 2]>::from);
    let bases = before(placed, contig, change, strand);
    let description = ends.filter(|_| numbered).and_then(|ends| {
        nucleotide::transcript(transcript, change, ends, &bases, |bases| place(back(change, strand, bases)?))
    });
    // Of a change that is named in an intron, in whole or in part, the RNA must tell what becomes of the protein. A
    // duplication is named by the bases that are there twice.
    let doubled = change.is_insertion() && bases == change.inserted;
    let original = || back(change, strand, u32::try_from(change.inserted.len()).ok()?.checked_sub(1)?);
    let named = if doubled { [Some(change.first), original()] } else { [Some(change.first), Some(change.last)] };
    let in_exon = |position: Option<Position>| matches!(position.and_then(place), Some(Place::Exon { .. }));
    let named_in_exon = named.into_iter().all(in_exon);
    let protein = reading
        .protein
        .filter(|_| numbered)
        .map(|protein| if named_in_exon { protein } else { ProteinChange::Unknown });
    let numbers = Numbers::new(transcript, place(change.first).filter(|_| numbered), protein.as_ref());
    let exon = match reading.part {
        Some(Part::Exon { number, of }) => Some((number, of)),
        _ => None,
    };
    let protein_id = coding.map(|coding| coding.protein.clone().unwrap_or_else(|| transcript.id.clone()));
    TranscriptAnnotation {
        gene: gene.symbol.clone(),
        gene_id: gene.id.clone(),
        transcript: transcript.id.clone(),
        counterpart: transcript.counterpart.clone(),
        selection: transcript.selection,
        biotype: transcript.biotype.clone(),
        consequences: reading.consequences,
        other_placement,
        hgvs: description.map(|description| format!("{}:{description}", transcript.id)),
        protein,
        protein_id,
        part: reading.part,
        other_numbers: other_numbers(&gene.symbol, exon, numbers.residue),
        numbers,
        distance: None,
        remarks,
    }
}

/// A change outside of a transcript; `None` if it is too far away.
fn beside(gene: &Gene, transcript: &Transcript, change: &Change) -> Option<TranscriptAnnotation> {
    let distance = [change.first, change.last].into_iter().filter_map(|position| {
        match transcript.place(position, gene.strand)? {
            Place::Before { distance } => Some((distance, Consequence::Upstream)),
            Place::Behind { distance } => Some((distance, Consequence::Downstream)),
            _ => None,
        }
    });
    let (distance, term) = distance.min().filter(|(distance, _)| *distance <= NEIGHBOURHOOD)?;
    Some(TranscriptAnnotation {
        gene: gene.symbol.clone(),
        gene_id: gene.id.clone(),
        transcript: transcript.id.clone(),
        counterpart: transcript.counterpart.clone(),
        selection: transcript.selection,
        biotype: transcript.biotype.clone(),
        consequences: [term].into_iter().collect(),
        other_placement: None,
        hgvs: None,
        protein: None,
        protein_id: None,
        part: None,
        other_numbers: Vec::new(),
        numbers: Numbers::default(),
        distance: Some(distance),
        remarks: transcript.remarks.clone(),
    })
}
