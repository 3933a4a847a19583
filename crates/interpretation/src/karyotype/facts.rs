//! From a karyotype to the facts that rules ask for.

mod arms;
mod count;

use std::collections::BTreeSet;

use guideline::truth::Truth::{self, No, Unknown, Yes};

use super::aberration::{Aberration, Change, Sign};
use super::band::Chromosome;
use super::clonality::Found;
use super::recognise::recognise;
use super::{Karyotype, Reading, TokenKind, parse};
use crate::cytogenetics::{Abnormality, Cytogenetics};

impl Karyotype {
    /// What the karyotype says of each abnormality, in the default readings. Only clonal abnormalities count.
    #[must_use]
    pub fn cytogenetics(&self) -> Cytogenetics {
        self.cytogenetics_in(None)
    }

    /// The same, with one open question of the writing read the other way.
    #[must_use]
    pub fn cytogenetics_in(&self, reading: Option<Reading>) -> Cytogenetics {
        if !self.is_assessed() && self.spoken_of == 0 {
            return Cytogenetics::not_assessed(self.text.as_str());
        }
        let found = self.found(reading);
        let clonal: Vec<&Found<'_>> =
            found.iter().filter(|one| one.is_clonal() || reading == Some(Reading::EveryCellCounts)).collect();
        let mut cytogenetics = Cytogenetics::new(self.text.as_str(), self.is_understood());
        for one in &clonal {
            for (abnormality, truth) in self.facts_of(one, &clonal, reading) {
                let questionable = truth == Yes && one.aberration.questionable;
                let truth = if questionable { Unknown } else { truth };
                if cytogenetics.has(abnormality) != Yes {
                    cytogenetics.set(abnormality, truth);
                }
            }
        }
        self.numbers(&mut cytogenetics, &clonal);
        for abnormality in self.told_by_other_methods() {
            if cytogenetics.has(abnormality) == No {
                cytogenetics.set(abnormality, Unknown);
            }
        }
        self.count(&mut cytogenetics, &clonal, reading);
        cytogenetics
    }

    /// The recurrent rearrangements that the report of another method (FISH, PCR) names. Whether it found them is not read, so
    /// that they are open, and not absent.
    fn told_by_other_methods(&self) -> BTreeSet<Abnormality> {
        let others = self.tokens.iter().filter(|token| token.kind == TokenKind::OtherMethod);
        let named = others.flat_map(|token| rearrangements_in(token.span.of(&self.text)));
        named
            .flat_map(|written| {
                let alone = parse(&format!("46,XX,{written}"), None);
                alone
                    .clones
                    .iter()
                    .flat_map(|clone| &clone.aberrations)
                    .filter_map(Aberration::rearrangement)
                    .flat_map(recognise)
                    .collect::<Vec<_>>()
            })
            .map(|(abnormality, _)| abnormality)
            .collect()
    }

    /// Whether everything that was written was understood and nothing is only spoken of. What was not seen then is not there.
    #[must_use]
    pub fn is_understood(&self) -> bool {
        self.is_assessed() && self.spoken_of == 0 && self.not_understood().next().is_none()
    }

    /// Whether the abnormalities can be counted: understood, and without abnormalities that were not identified (`inc`).
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.is_understood() && !self.clones.iter().any(|clone| clone.incomplete && !clone.donor)
    }

    /// The facts that one abnormality carries; those that it does not touch are left out.
    fn facts_of(&self, one: &Found<'_>, all: &[&Found<'_>], reading: Option<Reading>) -> Vec<(Abnormality, Truth)> {
        let aberration = one.aberration;
        let mut facts = match aberration.rearrangement() {
            Some(change) => recognise(change),
            None => Vec::new(),
        };
        if let Change::Whole(chromosome) = aberration.change {
            let (loss, gain) = match aberration.sign {
                Sign::Loss => (self.leaves_one(one), No),
                Sign::Gain => (No, Yes),
                Sign::InPlace | Sign::Missing => (Unknown, Unknown),
            };
            facts.extend(match chromosome {
                Chromosome::Autosome(5) => Some((Abnormality::Monosomy5, loss)),
                Chromosome::Autosome(7) => Some((Abnormality::Monosomy7, loss)),
                Chromosome::Autosome(8) => Some((Abnormality::Trisomy8, gain)),
                Chromosome::Autosome(12) => Some((Abnormality::Trisomy12, gain)),
                Chromosome::Autosome(13) => Some((Abnormality::Monosomy13, loss)),
                Chromosome::Autosome(17) => Some((Abnormality::Monosomy17, loss)),
                Chromosome::Autosome(19) => Some((Abnormality::Trisomy19, gain)),
                Chromosome::Autosome(21) => Some((Abnormality::Trisomy21, gain)),
                Chromosome::Y => Some((Abnormality::LossY, Truth::from(loss != No))),
                _ => None,
            });
        }
        facts.extend(arms::arms(one, all, reading));
        facts.retain(|(_, truth)| *truth != No);
        facts
    }

    /// Whether the loss leaves one chromosome: in a clone of three or four sets it may leave more.
    fn leaves_one(&self, one: &Found<'_>) -> Truth {
        Truth::from(
            one.occurrences.iter().any(|occurrence| {
                u32::from(self.clones[occurrence.clone].ploidy()) <= occurrence.least.saturating_add(1)
            }),
        )
        .or(Unknown)
    }

    /// The facts of chromosome numbers.
    fn numbers(&self, cytogenetics: &mut Cytogenetics, clonal: &[&Found<'_>]) {
        let of_clonal: BTreeSet<usize> = clonal.iter().flat_map(|one| one.clones()).collect();
        for (least, most) in of_clonal.iter().filter_map(|clone| self.clones[*clone].number) {
            for (abnormality, range) in [(Abnormality::Hyperdiploid, 51..=67), (Abnormality::Hypodiploid, 10..=43)] {
                let truth = match (range.contains(&least), range.contains(&most)) {
                    (true, true) => Yes,
                    (false, false) => No,
                    _ => Unknown,
                };
                if truth != No && cytogenetics.has(abnormality) != Yes {
                    cytogenetics.set(abnormality, truth);
                }
            }
        }
    }
}

/// The translocations, insertions and inversions in a text: `t(15;17)(q22;q21)` of `FISH: t(15;17)(q22;q21) neg`.
fn rearrangements_in(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, open) in text.match_indices('(') {
        let word = text[..at].trim_end_matches(|letter: char| letter.is_ascii_alphabetic()).len();
        if !matches!(&text[word..at], "t" | "ins" | "inv") {
            continue;
        }
        let close = |from: usize| text[from..].find(')').map(|length| from + length + open.len());
        let Some(chromosomes) = close(at) else { continue };
        let bands = text[chromosomes..].starts_with('(').then(|| close(chromosomes)).flatten();
        found.push(&text[word..bands.unwrap_or(chromosomes)]);
    }
    found
}

#[cfg(test)]
mod tests;
