//! The karyotype that a genome adds up to: abnormalities with bands, their text, and what rules ask of it.
//!
//! Input are copies by segment and junctions of breakends ([`Segment`], [`Junction`]), both as plain values: this module
//! opens no file. [`karyotype`] joins them: a terminal loss and a terminal gain that a junction ties together are one
//! unbalanced translocation, two facing junctions a balanced one, a lost short and a gained long arm an isochromosome.
//! What is left over stays as deletion, gain or whole chromosome, and junctions without an explanation are told apart.
//!
//! METHOD: the text is written in the order of the cytogenetic nomenclature and read by the same parser that reads banded
//! karyotypes, so that complex, monosomal and the groups follow from one set of rules whatever the examination was.
//! An event counts if it spans 5 Mb or more, about what a microscope shows, and is in 10 % of the cells or more; from 2 Mb
//! on it is listed. A genome counts no metaphases: the text stands for a cell with every event, and fractions say how many
//! cells have each.

mod abnormality;
mod bands;
mod change;
mod confirm;
mod cytogenetics;
mod input;
mod join;
mod shape;
#[cfg(test)]
mod tests;
mod write;

use genome::position::Interval;
use guideline::truth::Truth;
use serde::Serialize;

pub use abnormality::{Abnormality, NotCounted, Shape};
pub use bands::{BandPlace, Bands};
pub use confirm::{Confirmation, Confirmed, confirm};
pub use input::{Breakend, Cells, Copies, Junction, Segment};

use crate::cytogenetics::Cytogenetics;
use crate::karyotype::{Chromosome, Sex};
use crate::language::Words;
use crate::risk::tp53::Locus;

/// The shortest event that counts, in bases: about the resolution of banding.
pub const COUNTS_FROM: u32 = 5_000_000;

/// The shortest event that is listed, in bases.
pub const LISTED_FROM: u32 = 2_000_000;

/// The smallest share of cells in which an event counts.
pub const CLONE_FROM: f64 = 0.10;

/// The name and version of the document's shape.
pub const SCHEMA: &str = "marv-karyotype/1";

/// A stretch of which the copies are not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotAssessable {
    /// The chromosome.
    pub chromosome: Chromosome,
    /// From band to band.
    pub bands: String,
    /// So many bases.
    pub bases: u32,
}

/// The karyotype of a genome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GenomicKaryotype {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The text, without fractions: what the parser of karyotypes reads.
    pub text: String,
    /// The text with the share of cells behind each abnormality, as `[0.42]`.
    pub text_with_fractions: String,
    /// Every event, those that count first, in the order of the text.
    pub abnormalities: Vec<Abnormality>,
    /// Junctions that no event explains, by the chromosomes that they tie together.
    pub unexplained: Vec<Unexplained>,
    /// Whether copies were looked at.
    pub copies_assessed: bool,
    /// Whether junctions were looked for.
    pub junctions_assessed: bool,
    /// Stretches of 5 Mb or more of which the copies are not known, centromeres and short arms of satellites aside.
    pub not_assessable: Vec<NotAssessable>,
    /// What should be known beside the text.
    pub notes: Vec<Words>,
    /// What rules ask for.
    pub cytogenetics: Cytogenetics,
}

/// Junctions that no event explains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unexplained {
    /// The chromosomes that they tie together.
    pub chromosomes: Vec<Chromosome>,
    /// Each as `t(3;12)(q26;p13)?`, or its breaks within one chromosome.
    pub junctions: Vec<String>,
}

/// The karyotype of a genome. `None` for segments or junctions says that they were not looked at, which is not the same as
/// none found. Segments of one chromosome do not overlap; they may be in any order.
#[must_use]
pub fn karyotype(
    segments: Option<&[Segment]>,
    junctions: Option<&[Junction]>,
    bands: &Bands,
    sex: Sex,
) -> GenomicKaryotype {
    let sets = change::sets(segments.unwrap_or(&[]));
    let changes = change::changes(segments.unwrap_or(&[]), bands, sex, sets);
    let joined = join::join(junctions.unwrap_or(&[]), changes, bands, segments.is_some());
    let mut abnormalities = joined.abnormalities;
    abnormalities.sort_by_key(|one| (one.not_counted.is_some(), one.order()));
    let counted: Vec<&Abnormality> = abnormalities.iter().filter(|one| one.not_counted.is_none()).collect();
    let text = write::text(&counted, sex, sets, false);
    let text_with_fractions = write::text(&counted, sex, sets, true);
    let not_assessable = segments.map(|segments| change::not_assessable(segments, bands)).unwrap_or_default();
    let mut genome = GenomicKaryotype {
        schema: SCHEMA,
        cytogenetics: Cytogenetics::not_assessed(text.as_str()),
        text,
        text_with_fractions,
        abnormalities,
        unexplained: joined.unexplained,
        copies_assessed: segments.is_some(),
        junctions_assessed: junctions.is_some(),
        not_assessable,
        notes: Vec::new(),
    };
    genome.cytogenetics = cytogenetics::of(&genome, sex, segments.unwrap_or(&[]), bands);
    genome.notes = genome.notes();
    genome
}

/// The copies of a place on 17p that holds `TP53`; `None` where they are not known, where no segment holds the whole place, or
/// where fewer cells have them than a clone needs.
#[must_use]
pub fn tp53_locus(segments: &[Segment], place: Interval) -> Option<Locus> {
    let segment = tp53_segment(segments, place)?;
    let locus = match segment.copies? {
        Copies { total: 0, .. } => Locus::DeletedOnBoth,
        Copies { total: 1, .. } => Locus::Deleted,
        Copies { minor: Some(0), .. } => Locus::CopyNeutralLoss,
        Copies { minor: Some(_), .. } => Locus::BothKept,
        Copies { minor: None, .. } => return None,
    };
    let few = segment.cells.is_some_and(|cells| cells.best < CLONE_FROM);
    (locus == Locus::BothKept || !few).then_some(locus)
}

/// The segment that holds the whole of a place on chromosome 17.
#[must_use]
pub fn tp53_segment(segments: &[Segment], place: Interval) -> Option<Segment> {
    let on_17 = segments.iter().filter(|segment| segment.chromosome == Chromosome::Autosome(17));
    on_17.into_iter().find(|segment| segment.interval.encloses(place)).copied()
}

impl GenomicKaryotype {
    /// The events that the text holds.
    pub fn counted(&self) -> impl Iterator<Item = &Abnormality> {
        self.abnormalities.iter().filter(|one| one.not_counted.is_none())
    }

    /// Whole arms that are gained and others that are lost by the same cells: perhaps one derivative of whole arms, whose
    /// break in the centromeres no short read shows.
    pub(crate) fn perhaps_of_whole_arms(&self) -> Vec<(&Abnormality, &Abnormality)> {
        let arms = |gained| self.counted().filter(move |one| one.whole_arm() == Some(gained));
        let pairs = arms(true).flat_map(|gain| arms(false).map(move |loss| (gain, loss)));
        pairs.filter(|(gain, loss)| input::alike(gain.cells, loss.cells)).collect()
    }

    fn notes(&self) -> Vec<Words> {
        let mut notes = Vec::new();
        if self.counted().any(|one| one.cells.is_some()) {
            notes.push(Words::new(
                "The text stands for a cell with every event; the fractions say in how many of the tumour's cells each is.",
                "Teksten står for en celle med alle hændelser; fraktionerne siger, hvor mange af tumorens celler der har hver.",
            ));
        }
        for (gain, loss) in self.perhaps_of_whole_arms() {
            let named = format!("{}, {}", gain.iscn, loss.iscn);
            notes.push(Words::new(
                format!("{named}: perhaps one derivative of two whole arms, which would be one abnormality, not two."),
                format!("{named}: måske ét derivat af to hele arme, som ville være én abnormitet, ikke to."),
            ));
        }
        for one in self.counted().filter(|one| one.presumed) {
            notes.push(Words::new(
                format!("{}: one of its two junctions was seen; no copies are gained or lost beside it.", one.iscn),
                format!(
                    "{}: én af dens to sammenføjninger er set; der er hverken tab eller overskud ved den.",
                    one.iscn
                ),
            ));
        }
        if self.cytogenetics.independent_clones == Truth::Unknown {
            notes.push(Words::new(
                "Whether the events are in the same cells is not settled by fractions.",
                "Om hændelserne er i de samme celler, afgøres ikke af fraktionerne.",
            ));
        }
        notes
    }
}
