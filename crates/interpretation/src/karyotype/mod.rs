//! Karyotypes as laboratories write them.
//!
//! [`parse`] reads a text in the manner of the cytogenetic nomenclature, with the slips of real reports: clones, cell counts,
//! `idem` and side lines, composite karyotypes, derivatives, markers, ploidy, reports of other methods behind the karyotype,
//! and words. Every [`Token`] keeps its place in the text. What is not understood stays visible, and nothing that was not
//! understood is ever taken as normal.
//!
//! [`Karyotype::cytogenetics`] gives the facts that rules ask for.

mod aberration;
mod balance;
mod band;
mod clonality;
mod clone;
mod facts;
pub mod groups;
mod phrase;
mod read;
mod reading;
mod rearrangement;
mod recognise;
mod scan;
mod sex;
pub mod summary;
pub mod table;

use serde::Serialize;

pub use aberration::{Aberration, Change, Kind, Rearrangement, Sign, Span};
pub use balance::{Balance, Segment};
pub use band::{Arm, Band, Chromosome};
pub use clonality::{Found, LEAST_CELLS, LEAST_CELLS_OF_LOSS, Occurrence};
pub use clone::{CellClone, Reference, SexChromosomes};
pub use reading::Reading;

use phrase::Phrase;

/// The most bytes of a karyotype. The longest in the published cohorts has fewer than a thousand.
pub const MOST_BYTES: usize = 10_000;

/// The patient's sex, if it is told: a single X then says which chromosome is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Two X.
    Female,
    /// X and Y.
    Male,
}

/// What a piece of the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// The chromosome number with its ploidy.
    Number,
    /// The sex chromosomes.
    SexChromosomes,
    /// An abnormality.
    Aberration,
    /// A cell count.
    Cells,
    /// `idem`, `inc` and other words that are understood.
    Word,
    /// A report of another method, shown and not read.
    OtherMethod,
    /// Not understood.
    NotUnderstood,
}

/// A piece of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
}

/// A karyotype as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Karyotype {
    /// The text as it was given.
    pub text: String,
    /// The patient's sex, as told.
    pub sex: Option<Sex>,
    /// The clones, in the order written. None: the text is no karyotype.
    pub clones: Vec<CellClone>,
    /// The pieces of the text, in its order.
    pub tokens: Vec<Token>,
    /// So many abnormalities are spoken of without being written out (`complex`).
    pub spoken_of: u32,
    /// Gains and losses of sex chromosomes that are written in the sex complement alone, with the place of their clone.
    pub implied: Vec<(usize, Aberration)>,
}

/// Reads a karyotype. Any text is accepted: what is not understood is a token of that kind.
#[must_use]
pub fn parse(text: &str, sex: Option<Sex>) -> Karyotype {
    let mut karyotype = Karyotype {
        text: text.to_owned(),
        sex,
        clones: Vec::new(),
        tokens: Vec::new(),
        spoken_of: 0,
        implied: Vec::new(),
    };
    if text.len() > MOST_BYTES {
        let span = Span { start: 0, end: text.len() };
        karyotype.tokens.push(Token { span, kind: TokenKind::NotUnderstood });
        return karyotype;
    }
    let plain = scan::Plain::new(text);
    let letters = plain.letters();
    let mut reader = read::Reader::new(letters);
    for (from, to, donor) in letters.clones() {
        // What follows a report of another method is still that report, until a clone begins.
        let continues = reader.tokens.last().is_some_and(|token| token.kind == TokenKind::OtherMethod);
        if continues && !letters.clone_begins(from) {
            reader.tokens.push(Token { span: letters.span(from, to), kind: TokenKind::OtherMethod });
            continue;
        }
        let clone = reader.clone(from, to, donor);
        if clone.is_written() || reader.phrases.last() == Some(&Phrase::Normal) {
            karyotype.clones.push(clone);
        }
    }
    karyotype.spoken_of = reader
        .phrases
        .iter()
        .map(|phrase| if let Phrase::AtLeast(count) = phrase { *count } else { 0 })
        .max()
        .unwrap_or(0);
    karyotype.tokens = reader.tokens;
    let sex = karyotype.apparent_sex();
    let sex_token = |clone: &CellClone| {
        let within = |token: &&Token| clone.span.start <= token.span.start && token.span.end <= clone.span.end;
        let of_sex = |token: &&Token| token.kind == TokenKind::SexChromosomes;
        karyotype.tokens.iter().filter(of_sex).find(within).map_or(clone.span, |token| token.span)
    };
    let implied = |(place, clone)| Some((place, sex::implied(clone, sex, sex_token(clone))?));
    karyotype.implied = karyotype.clones.iter().enumerate().filter_map(implied).collect();
    karyotype
}

impl Karyotype {
    /// The pieces that were not understood.
    pub fn not_understood(&self) -> impl Iterator<Item = Span> {
        self.tokens.iter().filter(|token| token.kind == TokenKind::NotUnderstood).map(|token| token.span)
    }

    /// Whether cells were examined at all: a clone is written.
    #[must_use]
    pub fn is_assessed(&self) -> bool {
        self.clones.iter().any(|clone| !clone.donor)
    }
}
