//! Whether two hits of `TP53` are in the same cells, by how many cells they would need apart.
//!
//! METHOD: a mutation that one of the copies carries is in f C of the specimen's cells, with its allele fraction f and the mean
//! copies C of the place in all cells; a loss is in d of them, and C = 2 + d (T - 2) where it leaves T copies. Hits in cells of
//! their own need the sum of these shares. If it is more than the share of tumour cells, some cells have two hits, whatever the
//! clones are (the pigeonhole principle). The probability that it is more, with f from reads (Jeffreys' prior), d and the tumour
//! cells from their intervals, is what is told: a *least* probability. Where clones lie within one another the sum may be small as well,
//! so that a low one says nothing. No prior on trees of clones is needed.
//!
//! The definitions of multi-hit ask for other things ([`super::definitions`]) and never for this: it stands beside them.

use serde::Serialize;
use statrs::function::erf::erfc;

use super::Locus;
use crate::genomic::{Cells, Copies};
use crate::language::{Language, Words};
use crate::meaning::variants::Reads;
use crate::risk::points::Note;

/// Half the width of an interval of 95 % in standard deviations.
const QUANTILE: f64 = 1.96;
/// No sum of shares is believed to be known better: beyond that it is bias and not chance that is seen.
const BIAS: f64 = 0.02;
/// From this probability on the sentence says that the hits share cells.
const SETTLED: f64 = 0.95;

/// What the genome says of the place of `TP53`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// What is left of it where something happened.
    pub locus: Locus,
    /// The copies there.
    pub copies: Copies,
    /// The share of **all** cells that have these copies; `None` where nothing happened, or where it is not known.
    pub cells: Option<Cells>,
    /// The share of tumour cells; `None` where it is not known, or where another one is about as good.
    pub tumour: Option<Cells>,
}

/// A mutation that counts, with the reads that show it; `None` where they are not counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// How it is written.
    pub name: String,
    /// Its reads.
    pub reads: Option<Reads>,
}

/// A hit, and the cells that it needs if they have no other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// What it is.
    pub name: Words,
    /// The share of all cells with its interval of 95 %; `None` where it is not known.
    pub cells: Option<Cells>,
}

/// The hits of `TP53`, and whether cells have two of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SameCells {
    /// Mutations, then what is lost.
    pub hits: Vec<Hit>,
    /// The share of tumour cells, in which all of them are; `None`: all cells of the specimen.
    pub tumour_cells: Option<Cells>,
    /// The least probability that some cells have two hits; `None` with fewer than two, or where something is not known.
    pub probability_at_least: Option<f64>,
    /// What is not known.
    pub missing: Vec<Words>,
}

/// A mean with its variance.
#[derive(Clone, Copy)]
struct Share {
    mean: f64,
    variance: f64,
}

impl Share {
    fn of_reads(reads: Reads) -> Self {
        let (with, without) =
            (f64::from(reads.alternate) + 0.5, f64::from(reads.depth.saturating_sub(reads.alternate)) + 0.5);
        let (all, mean) = (with + without, with / (with + without));
        Self { mean, variance: mean * (1.0 - mean) / (all + 1.0) }
    }

    fn of_cells(cells: Cells) -> Self {
        Self { mean: cells.best, variance: ((cells.high - cells.low) / (2.0 * QUANTILE)).powi(2) }
    }

    fn cells(self) -> Option<Cells> {
        let at = |apart: f64| (self.mean + apart * self.variance.sqrt()).clamp(0.0, 1.0);
        Cells::new(at(0.0), at(-QUANTILE), at(QUANTILE))
    }
}

impl Place {
    /// The share of all cells with the copies; 0 where nothing happened.
    fn changed(&self) -> Option<Share> {
        match self.cells {
            Some(cells) => Some(Share::of_cells(cells)),
            None => {
                (self.copies.total == 2 && self.locus == Locus::BothKept).then_some(Share { mean: 0.0, variance: 0.0 })
            }
        }
    }

    /// The most mutated copies that a cell can have which kept both parents' copies.
    fn most_mutated(&self) -> f64 {
        let kept = self.locus == Locus::BothKept;
        f64::from(if kept { self.copies.total.saturating_sub(self.copies.minor.unwrap_or(0)).max(1) } else { 1 })
    }
}

/// The hits, and whether cells have two of them; `None` without any. `doubted`: whether a caller saw a mutation more and doubts it.
#[must_use]
pub fn same_cells(mutations: &[Counted], place: Option<&Place>, doubted: bool) -> Option<SameCells> {
    let lost = place.filter(|place| place.locus != Locus::BothKept);
    let changed = place.and_then(Place::changed);
    let mean_copies = place
        .zip(changed)
        .map(|(place, changed)| (2.0 + changed.mean * (f64::from(place.copies.total) - 2.0)) / place.most_mutated());
    let fractions: Option<Vec<Share>> = mutations.iter().map(|one| one.reads.map(Share::of_reads)).collect();
    let of_mutation = |one: &Counted| Hit {
        name: Words::new(one.name.clone(), one.name.clone()),
        cells: one.reads.zip(mean_copies).and_then(|(reads, copies)| {
            let Share { mean, variance } = Share::of_reads(reads);
            Share { mean: mean * copies, variance: variance * copies * copies }.cells()
        }),
    };
    let of_place = |place: &Place| Hit { name: place.locus.words(), cells: place.cells };
    let hits: Vec<Hit> = mutations.iter().map(of_mutation).chain(lost.map(of_place)).collect();
    if hits.is_empty() {
        return None;
    }
    let mut missing = Vec::new();
    let mut lacks = |is: bool, en: &'static str, da: &'static str| {
        if is {
            missing.push(Words::new(en, da));
        }
    };
    let at_once = lost.is_some_and(|place| place.locus == Locus::DeletedOnBoth);
    lacks(place.is_none(), "the copies of 17p are not known", "kopital ved 17p er ikke kendt");
    lacks(
        place.is_some() && changed.is_none(),
        "how many cells have the copies of 17p is not known",
        "hvor mange celler der har kopitallet ved 17p, er ikke kendt",
    );
    lacks(fractions.is_none(), "the reads of a mutation are not counted", "en mutations reads er ikke talt");
    lacks(doubted, "a mutation that its caller doubts is left out", "en mutation, som calleren betvivler, er udeladt");
    lacks(
        mutations.len() > 1,
        "whether the mutations lie on the same copy was not read",
        "om mutationerne ligger på samme kopi, er ikke læst",
    );
    let several = hits.len() > 1;
    let probability = match (place, changed, fractions) {
        _ if at_once => Some(1.0),
        (Some(place), Some(changed), Some(fractions)) if several => {
            Some(more_than_there_are(place, changed, &fractions))
        }
        _ => None,
    };
    let tumour_cells = place.and_then(|place| place.tumour);
    Some(SameCells { hits, tumour_cells, probability_at_least: probability, missing })
}

/// The probability that hits in cells of their own need more cells than there are.
fn more_than_there_are(place: &Place, changed: Share, fractions: &[Share]) -> f64 {
    let sum = |of: fn(&Share) -> f64| fractions.iter().map(of).sum::<f64>() / place.most_mutated();
    let (all, of_all) = (sum(|share| share.mean), sum(|share| share.variance) / place.most_mutated());
    let (step, lost) = (f64::from(place.copies.total) - 2.0, f64::from(u8::from(place.locus != Locus::BothKept)));
    let tumour = place.tumour.map_or(Share { mean: 1.0, variance: 0.0 }, Share::of_cells);
    let needed = all * (2.0 + changed.mean * step) + lost * changed.mean;
    // METHOD: variances of a product by its derivatives.
    let variance = (2.0 + changed.mean * step).powi(2) * of_all
        + (all * step + lost).powi(2) * changed.variance
        + tumour.variance
        + BIAS * BIAS;
    erfc((tumour.mean - needed) / (2.0 * variance).sqrt()) / 2.0
}

impl SameCells {
    /// What a reader of the allelic state is told.
    #[must_use]
    pub fn note(&self) -> Note {
        let [en, da] = [Language::English, Language::Danish].map(|language| self.said(language));
        Note { id: "tp53_same_cells", en, da }
    }

    fn said(&self, language: Language) -> String {
        let whole = |share: f64| language.number(100.0 * share, 0);
        let hit = |one: &Hit| {
            let name = one.name.in_language(language);
            let of = language.choose("of all cells", "af alle celler");
            one.cells.map_or_else(
                || name.to_owned(),
                |Cells { best, low, high }| {
                    format!("{name} ({} % {of}, {}-{} %)", whole(best), whole(low), whole(high))
                },
            )
        };
        let hits = self.hits.iter().map(hit).collect::<Vec<_>>().join(", ");
        let missing = self.missing.iter().map(|one| one.in_language(language));
        let seen = std::iter::once(hits.as_str()).chain(missing).collect::<Vec<_>>().join("; ");
        let asked = language.choose(
            "Probability that some cells have two hits of TP53",
            "Sandsynlighed for, at nogle celler har to hit i TP53",
        );
        let told = match self.probability_at_least {
            Some(least) if least > 0.995 => {
                format!("{} {}", language.choose("above", "over"), language.number(0.99, 2))
            }
            Some(least) => format!("{} {}", language.choose("at least", "mindst"), language.number(least, 2)),
            None if self.hits.len() < 2 && self.missing.is_empty() => {
                language.choose("one hit was seen", "ét hit er set").to_owned()
            }
            None => language.choose("not known", "ikke kendt").to_owned(),
        };
        let among = self.tumour_cells.map_or_else(
            || language.choose("all cells", "alle celler").to_owned(),
            |cells| format!("{} % {}", whole(cells.best), language.choose("tumour cells", "tumorceller")),
        );
        let why = match self.probability_at_least {
            Some(least) if self.hits.len() > 1 && least >= SETTLED => {
                format!(
                    " {} {among}.",
                    language.choose("Apart they would need more than the", "Hver for sig ville de kræve mere end de")
                )
            }
            Some(_) if self.hits.len() > 1 => format!(
                " {} {among}: {}.",
                language.choose("Apart they have room in", "Hver for sig har de plads i"),
                language.choose("it is not settled", "det er ikke afgjort"),
            ),
            _ => String::new(),
        };
        let beside =
            language.choose("The definitions above do not ask for it.", "Definitionerne ovenfor spørger ikke om det.");
        format!("{asked}: {told}. {seen}.{why} {beside}")
    }
}

#[cfg(test)]
#[path = "same_cells_tests.rs"]
mod tests;
