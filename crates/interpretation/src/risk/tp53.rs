//! The allelic state of `TP53` in the definitions that differ: Bernard 2020, the IPSS-M program, WHO 5th edition and ICC.

mod definitions;
mod same_cells;

use genome::detection::{Detection, NotAssessed};
use genome::quantity::AlleleFraction;
use guideline::truth::Truth;
use serde::{Deserialize, Serialize};

pub use definitions::{BERNARD, ICC, IPSS_M, WHO5};
pub use same_cells::{Counted, Hit, Place, SameCells, same_cells};

use super::points::Note;
use crate::decision_list::{Answer, Evidence};
use crate::language::{Language, Words};
use crate::workup::{LIMIT_OF_ABSENCE, not_found};

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
    /// Whether its caller doubts it: it may count then, and is neither found nor absent.
    pub doubted: bool,
}

impl Mutation {
    fn is_there(&self) -> Truth {
        if self.doubted { Truth::Unknown } else { Truth::Yes }
    }
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

impl Locus {
    fn words(self) -> Words {
        match self {
            Self::BothKept => Words::new("both alleles of 17p are there", "begge alleler af 17p er der"),
            Self::Deleted => Words::new("one copy of 17p is deleted", "én kopi af 17p er deleteret"),
            Self::CopyNeutralLoss => {
                Words::new("copy-neutral loss of heterozygosity of 17p", "kopineutralt tab af heterozygoti af 17p")
            }
            Self::OtherAlleleLost => Words::new("one allele of 17p is lost", "den ene allel af 17p er tabt"),
            Self::DeletedOnBoth => Words::new("no copy of 17p is left", "ingen kopi af 17p er tilbage"),
        }
    }
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    /// Whether some cells have two hits; `None` without a hit, or where nobody asked. No definition hangs on it.
    pub same_cells: Option<SameCells>,
    /// What a reader has to know.
    pub notes: Vec<Note>,
}

impl AllelicStates {
    /// With what is known of the cells that the hits are in.
    #[must_use]
    pub fn with(mut self, same_cells: Option<SameCells>) -> Self {
        self.notes.extend(same_cells.as_ref().map(SameCells::note));
        self.same_cells = same_cells;
        self
    }
}

/// The state of `TP53` in every definition.
#[must_use]
pub fn allelic_states(findings: &Findings) -> AllelicStates {
    AllelicStates {
        bernard: BERNARD.decide(findings),
        ipss_m: IPSS_M.decide(findings),
        who5: WHO5.decide(findings),
        icc: ICC.decide(findings),
        same_cells: None,
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
        let each = |words: &str, or_more: &str| {
            fraction.map_or_else(String::new, |bound| format!(", {words} {:.0} % {or_more}", bound.get() * 100.0))
        };
        let (en, da) = if count == 1 { ("mutation", "mutation") } else { ("mutations", "mutationer") };
        let name = Words::new(
            format!("{count} {en} of TP53 or more{}", each("each at", "or more")),
            format!("{count} {da} i TP53 eller flere{}", each("hver på", "eller mere")),
        );
        let (found, limit) = match &self.mutations {
            Mutations::NotAssessed(why) => return not_assessed(name, *why),
            Mutations::Assessed { found, limit } => (found, *limit),
        };
        let counts = |mutation: &Mutation| {
            mutation.is_there().and(match (fraction, mutation.fraction) {
                (None, _) => Truth::Yes,
                (Some(_), None) => Truth::Unknown,
                (Some(bound), Some(seen)) => (seen >= bound).into(),
            })
        };
        let enough =
            |least: fn(Truth) -> bool| found.iter().filter(|mutation| least(counts(mutation))).count() >= count;
        let seen_all = limit <= fraction.unwrap_or(LIMIT_OF_ABSENCE);
        let truth = match (enough(|truth| truth == Truth::Yes), enough(|truth| truth != Truth::No)) {
            (true, _) => Truth::Yes,
            (false, false) if seen_all => Truth::No,
            _ => Truth::Unknown,
        };
        let seen = Words::each(|language| {
            let named = described(found, language);
            let named = if named.is_empty() { language.choose("nothing found", "intet fundet") } else { &named };
            format!("{named}; {} {}", language.choose("limit", "grænse"), language.percent(limit.get()))
        });
        Evidence::fact(name, truth, seen)
    }

    /// A mutation that is not inherited lies above the fraction. An inherited one says nothing of the other allele by it.
    fn fraction_above(&self, bound: f64) -> Evidence {
        let percent = bound * 100.0;
        let name = Words::new(
            format!("a mutation of TP53 that is not inherited above {percent:.0} %"),
            format!("en ikke-arvelig mutation i TP53 over {percent:.0} %"),
        );
        if let Mutations::NotAssessed(why) = &self.mutations {
            return not_assessed(name, *why);
        }
        let above = |mutation: &Mutation| {
            mutation.is_there().and(match (mutation.origin, mutation.fraction) {
                (Origin::Germline, _) => Truth::No,
                (_, None) => Truth::Unknown,
                (_, Some(fraction)) => (fraction.get() > bound).into(),
            })
        };
        let truth = self.found().iter().map(above).fold(Truth::No, Truth::or);
        Evidence::fact(name, truth, Words::each(|language| described(self.found(), language)))
    }

    fn locus(&self, name: Words, holds: impl Fn(Locus) -> bool) -> Evidence {
        match self.locus {
            None => Evidence::fact(
                name,
                Truth::Unknown,
                Words::new("copy number at 17p is not known", "kopital ved 17p er ikke kendt"),
            ),
            Some(locus) => Evidence::fact(name, holds(locus).into(), locus.words()),
        }
    }

    fn other_allele_lost(&self) -> Evidence {
        self.locus(Words::new("the other TP53 allele is lost", "den anden TP53-allel er tabt"), |locus| {
            locus != Locus::BothKept
        })
    }

    fn deleted_on_both(&self) -> Evidence {
        self.locus(Words::new("both copies of TP53 are deleted", "begge kopier af TP53 er deleteret"), |locus| {
            locus == Locus::DeletedOnBoth
        })
    }

    fn copy_number_unknown(&self) -> Evidence {
        let seen =
            if self.locus.is_none() { Words::new("not known", "ikke kendt") } else { Words::new("known", "kendt") };
        let name = Words::new("copy number at 17p was not looked at", "kopital ved 17p er ikke undersøgt");
        Evidence::fact(name, self.locus.is_none().into(), seen)
    }

    fn complex(&self) -> Evidence {
        Evidence::fact(
            Words::new("complex karyotype", "kompleks karyotype"),
            self.complex_karyotype,
            Words::new("karyotype", "karyotype"),
        )
    }
}

fn not_assessed(name: Words, why: NotAssessed) -> Evidence {
    not_found(name, Some(&Detection::NotAssessed(why)), LIMIT_OF_ABSENCE)
}

fn described(mutations: &[Mutation], language: Language) -> String {
    let one = |mutation: &Mutation| {
        let fraction = mutation.fraction.map(|seen| format!(", VAF {}", language.percent(seen.get())));
        let inherited = mutation.origin == Origin::Germline;
        let origin = if inherited { language.choose(", inherited", ", medfødt") } else { "" };
        let doubted = language.choose(", doubted by its caller", ", betvivlet af calleren");
        let doubted = if mutation.doubted { doubted } else { "" };
        format!("{}{}{origin}{doubted}", mutation.name, fraction.unwrap_or_default())
    };
    mutations.iter().map(one).collect::<Vec<_>>().join("; ")
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
            en: format!("A mutation below {} would not have been seen.", Language::English.percent(limit.get())),
            da: format!("En mutation under {} ville ikke være set.", Language::Danish.percent(limit.get())),
        });
    }
    notes
}

#[cfg(test)]
mod tests;
