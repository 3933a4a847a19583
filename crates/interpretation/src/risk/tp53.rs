//! The allelic state of `TP53` in the definitions that differ: Bernard 2020, the IPSS-M program, WHO 5th edition and ICC.

mod definitions;

use genome::detection::NotAssessed;
use genome::quantity::AlleleFraction;
use guideline::truth::Truth;
use serde::Serialize;

pub use definitions::{BERNARD, ICC, IPSS_M, WHO5};

use super::points::Note;
use crate::decision_list::{Answer, Evidence};
use crate::workup::LIMIT_OF_ABSENCE;

/// Whether a mutation is inherited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Acquired: the germline was looked at and does not have it.
    Somatic,
    /// Inherited.
    Germline,
    /// The germline was not looked at.
    Unknown,
}

/// A pathogenic mutation of `TP53`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mutation {
    /// How it is written.
    pub name: String,
    /// The share of reads that show it.
    pub fraction: Option<AlleleFraction>,
    /// Whether it is inherited.
    pub origin: Origin,
}

/// What was found in the gene.
#[derive(Debug, Clone, PartialEq)]
pub enum Mutations {
    /// These, and nothing else down to the limit.
    Assessed {
        /// The mutations found; none if the list is empty.
        found: Vec<Mutation>,
        /// What would have been seen at this fraction or above.
        limit: AlleleFraction,
    },
    /// The gene was not read.
    NotAssessed(NotAssessed),
}

/// The copies of the `TP53` locus on 17p.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Locus {
    /// Both alleles are there.
    BothKept,
    /// One copy is lost: deletion, monosomy 17, i(17q), unbalanced translocation.
    Deleted,
    /// Two copies of one allele: copy-neutral loss of heterozygosity.
    CopyNeutralLoss,
    /// One allele is lost, by deletion or copy-neutrally.
    OtherAlleleLost,
    /// No copy is left.
    DeletedOnBoth,
}

/// What is known of `TP53` in one patient.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// The gene.
    pub mutations: Mutations,
    /// Its locus; `None` if copy number and heterozygosity were not looked at.
    pub locus: Option<Locus>,
    /// A complex karyotype.
    pub complex_karyotype: Truth,
}

/// The state of both alleles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AllelicState {
    /// No mutation.
    NoMutation,
    /// Mutated, and not multi-hit: Bernard mono-allelic, WHO monoallelic, ICC not multi-hit.
    SingleHit,
    /// WHO only: the allele fraction lets the loss of the other allele be presumed, as long as copy number is not known.
    PresumedBiallelic,
    /// Bernard multi-hit, WHO biallelic, ICC multi-hit.
    MultiHit,
    /// No copy left and no mutation: biallelic by deletion. The definitions do not name it.
    DeletedOnBoth,
}

/// The state in each definition, side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AllelicStates {
    /// Bernard 2020.
    pub bernard: Answer<AllelicState>,
    /// The rule of the IPSS-M program, which infers a loss from the allele fraction.
    pub ipss_m: Answer<AllelicState>,
    /// WHO 5th edition.
    pub who5: Answer<AllelicState>,
    /// ICC 2022.
    pub icc: Answer<AllelicState>,
    /// What a reader has to know.
    pub notes: Vec<Note>,
}

/// The state of `TP53` in every definition.
#[must_use]
pub fn allelic_states(findings: &Findings) -> AllelicStates {
    AllelicStates {
        bernard: BERNARD.decide(findings),
        ipss_m: IPSS_M.decide(findings),
        who5: WHO5.decide(findings),
        icc: ICC.decide(findings),
        notes: notes(findings),
    }
}

impl Findings {
    fn found(&self) -> &[Mutation] {
        match &self.mutations {
            Mutations::Assessed { found, .. } => found,
            Mutations::NotAssessed(_) => &[],
        }
    }

    /// So many mutations or more, each at the fraction or above. A mutation of unknown fraction may count.
    fn mutations_at_least(&self, count: usize, fraction: Option<AlleleFraction>) -> Evidence {
        let mut name = format!("{count} mutation{} of TP53 or more", if count == 1 { "" } else { "s" });
        if let Some(fraction) = fraction {
            name = format!("{name}, each at {:.0} % or more", fraction.get() * 100.0);
        }
        let (found, limit) = match &self.mutations {
            Mutations::NotAssessed(why) => return Evidence::fact(name, Truth::Unknown, format!("not assessed: {why}")),
            Mutations::Assessed { found, limit } => (found, *limit),
        };
        let enough = |unknown: bool| {
            let counts = |mutation: &&Mutation| {
                fraction.is_none_or(|bound| mutation.fraction.map_or(unknown, |seen| seen >= bound))
            };
            found.iter().filter(counts).count() >= count
        };
        let seen_all = limit <= fraction.unwrap_or(LIMIT_OF_ABSENCE);
        let truth = match (enough(false), enough(true)) {
            (true, _) => Truth::Yes,
            (false, false) if seen_all => Truth::No,
            _ => Truth::Unknown,
        };
        let named: Vec<String> = found.iter().map(described).collect();
        let seen = if named.is_empty() { "nothing found".to_owned() } else { named.join("; ") };
        Evidence::fact(name, truth, format!("{seen}; limit {:.1} %", limit.get() * 100.0))
    }

    /// A mutation that is not inherited lies above the fraction. An inherited one says nothing of the other allele by it.
    fn fraction_above(&self, bound: f64) -> Evidence {
        let name = format!("a mutation of TP53 that is not inherited above {:.0} %", bound * 100.0);
        if let Mutations::NotAssessed(why) = &self.mutations {
            return Evidence::fact(name, Truth::Unknown, format!("not assessed: {why}"));
        }
        let above = |mutation: &Mutation| match (mutation.origin, mutation.fraction) {
            (Origin::Germline, _) => Truth::No,
            (_, None) => Truth::Unknown,
            (_, Some(fraction)) => Truth::from(fraction.get() > bound),
        };
        let truth = self.found().iter().map(above).fold(Truth::No, Truth::or);
        Evidence::fact(name, truth, self.found().iter().map(described).collect::<Vec<_>>().join("; "))
    }

    fn locus(&self, name: &'static str, holds: impl Fn(Locus) -> bool) -> Evidence {
        match self.locus {
            None => Evidence::fact(name, Truth::Unknown, "copy number at 17p is not known"),
            Some(locus) => Evidence::fact(name, holds(locus).into(), format!("17p: {locus:?}")),
        }
    }

    fn other_allele_lost(&self) -> Evidence {
        self.locus("the other TP53 allele is lost", |locus| locus != Locus::BothKept)
    }

    fn deleted_on_both(&self) -> Evidence {
        self.locus("both copies of TP53 are deleted", |locus| locus == Locus::DeletedOnBoth)
    }

    fn copy_number_unknown(&self) -> Evidence {
        let seen = if self.locus.is_none() { "not known" } else { "known" };
        Evidence::fact("copy number at 17p was not looked at", self.locus.is_none().into(), seen)
    }

    fn complex(&self) -> Evidence {
        Evidence::fact("complex karyotype", self.complex_karyotype, "karyotype")
    }
}

fn described(mutation: &Mutation) -> String {
    let fraction = mutation.fraction.map_or_else(String::new, |seen| format!(", VAF {:.1} %", seen.get() * 100.0));
    let origin = if mutation.origin == Origin::Germline { ", inherited" } else { "" };
    format!("{}{fraction}{origin}", mutation.name)
}

fn notes(findings: &Findings) -> Vec<Note> {
    let mut notes = Vec::new();
    let found = findings.found();
    if found.iter().any(|mutation| mutation.origin == Origin::Germline) {
        notes.push(Note::fixed(
            "tp53_germline",
            "An inherited TP53 mutation: its fraction near 50 % is no sign of loss. A task for clinical genetics.",
            "En medfødt TP53-mutation: en fraktion nær 50 % er ikke tegn på tab. En opgave for klinisk genetik.",
        ));
    }
    let near_half = |seen: AlleleFraction| (0.4..=0.6).contains(&seen.get());
    if found.iter().any(|mutation| mutation.origin == Origin::Unknown && mutation.fraction.is_some_and(near_half)) {
        notes.push(Note::fixed(
            "tp53_perhaps_germline",
            "A fraction near 50 % may be an inherited mutation: look at the germline before it is read as loss.",
            "En fraktion nær 50 % kan være en medfødt mutation: undersøg kimbanen, før den tolkes som tab.",
        ));
    }
    if findings.locus == Some(Locus::DeletedOnBoth) {
        notes.push(Note::fixed(
            "tp53_homozygous_deletion",
            "Both copies are deleted. The definitions speak of mutations and do not name this state.",
            "Begge kopier er deleteret. Definitionerne taler om mutationer og nævner ikke denne tilstand.",
        ));
    }
    if let Mutations::Assessed { limit, .. } = findings.mutations {
        notes.push(Note {
            id: "tp53_limit",
            en: format!("A mutation below {:.1} % would not have been seen.", limit.get() * 100.0),
            da: format!("En mutation under {:.1} % ville ikke være set.", limit.get() * 100.0),
        });
    }
    notes
}

#[cfg(test)]
mod tests;
