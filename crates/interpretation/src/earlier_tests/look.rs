//! What one earlier test says of one finding.

use genome::quantity::AlleleFraction;
use guideline::truth::Truth;

use super::{Aim, Covered, EarlierTest, Found, GeneChange, Obstacle, Outcome, Standing, Why};
use crate::cytogenetics::{Abnormality, Cytogenetics};
use crate::gene::Gene;
use crate::language::{Language, Words};
use crate::recurrent::abnormalities_of;
use crate::workup::{Event, Fusion};

/// What a test says, the strongest word first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    /// It has it.
    Has,
    /// It has something that may be the same.
    Perhaps,
    /// It would have seen it and did not.
    Missed,
    /// It could not have seen it.
    Blind(Why),
    /// What it reads is not recorded.
    Unrecorded,
    /// It gave no result.
    Failed,
}

impl Look {
    pub(super) fn standing(self) -> Standing {
        match self {
            Self::Has => Standing::FoundBefore,
            Self::Perhaps => Standing::NotComparable(Obstacle::PerhapsTheSame),
            Self::Missed => Standing::OnlyByWgs(Why::LookedFor),
            Self::Blind(why) => Standing::OnlyByWgs(why),
            Self::Unrecorded => Standing::NotComparable(Obstacle::ContentNotRecorded),
            Self::Failed => Standing::NotComparable(Obstacle::Failed),
        }
    }
}

/// An examination of all chromosomes.
#[derive(Clone, Copy)]
struct Survey {
    en: &'static str,
    da: &'static str,
    /// Whether it shows what is too small for the microscope.
    shows_hidden: bool,
}

const BANDING: Survey = Survey { en: "banding", da: "karyotyperingen", shows_hidden: false };
const ARRAY: Survey = Survey { en: "the array", da: "arrayet", shows_hidden: true };

/// What a test says of a finding; `None` where it is about other things.
pub(super) fn look(found: &Found, test: &EarlierTest) -> Option<(Look, Words)> {
    match (found, test) {
        (Found::Gene(change, fraction), EarlierTest::Panel { covers, limit, found }) => {
            Some(panel(change, *fraction, covers.as_deref(), *limit, found.as_deref()))
        }
        (Found::Gene(change, fraction), EarlierTest::Aimed { aim: Aim::Gene(own), outcome, limit }) => {
            aimed_at_gene(change, *fraction, own, *outcome, *limit)
        }
        (Found::Fusion(fusion), EarlierTest::Banding(seen)) => {
            Some(survey(BANDING, seen.as_ref(), &abnormalities_of(fusion)))
        }
        (Found::Chromosomes(_, kinds), EarlierTest::Banding(seen)) => Some(survey(BANDING, seen.as_ref(), kinds)),
        (Found::Chromosomes(_, kinds), EarlierTest::Array(seen)) if kinds.iter().all(|own| own.changes_copies()) => {
            Some(survey(ARRAY, seen.as_ref(), kinds))
        }
        (Found::Fusion(fusion), EarlierTest::Array(Some(seen))) => {
            let has = |own: &Abnormality| own.changes_copies() && seen.has(*own) == Truth::Yes;
            abnormalities_of(fusion)
                .iter()
                .any(has)
                .then(|| says(Look::Has, &["the array has its loss"], &["array har tabet"]))
        }
        (Found::Fusion(fusion), EarlierTest::Aimed { aim, outcome, .. }) => aimed_at_fusion(fusion, aim, *outcome),
        (Found::Chromosomes(_, kinds), EarlierTest::Aimed { aim, outcome, .. }) => aimed_at_place(kinds, aim, *outcome),
        (Found::Fusion(fusion), EarlierTest::FusionPanel { genes, found }) => {
            fusion_panel(fusion, genes, found.as_deref())
        }
        _ => None,
    }
}

fn says(look: Look, en: &[&str], da: &[&str]) -> (Look, Words) {
    (look, Words::new(en.concat(), da.concat()))
}

fn panel(
    change: &GeneChange,
    fraction: Option<AlleleFraction>,
    covers: Option<&[Covered]>,
    limit: Option<AlleleFraction>,
    found: Option<&[GeneChange]>,
) -> (Look, Words) {
    let gene = change.gene.symbol();
    let Some(found) = found else {
        return says(Look::Failed, &["the panel failed"], &["panelet mislykkedes"]);
    };
    match found.iter().map(|own| change.is(own)).max_by_key(|own| (*own == Truth::Yes, *own == Truth::Unknown)) {
        Some(Truth::Yes) => return says(Look::Has, &["the panel has it"], &["panelet har den"]),
        Some(Truth::Unknown) => {
            return says(
                Look::Perhaps,
                &["the panel has a change of ", gene, " that may be this one"],
                &["panelet har en ændring i ", gene, ", som kan være denne"],
            );
        }
        _ => {}
    }
    let Some(covers) = covers else {
        return says(
            Look::Unrecorded,
            &["which genes the panel reads is not recorded"],
            &["det er ikke registreret, hvilke gener panelet læser"],
        );
    };
    let of_gene: Vec<&Covered> =
        covers.iter().filter(|own| own.gene == change.gene && own.event == change.event).collect();
    if of_gene.is_empty() {
        let kind = match change.event {
            Event::SmallVariant => Words::from(gene.to_owned()),
            Event::InternalTandemDuplication => Words::from(format!("{gene}-ITD")),
            Event::PartialTandemDuplication => Words::from(format!("{gene}-PTD")),
        };
        return says(
            Look::Blind(Why::NotCovered),
            &["the panel does not read ", &kind.en],
            &["panelet læser ikke ", &kind.da],
        );
    }
    let place = change.protein.span();
    let within = |own: &&Covered| match (own.residues, place) {
        (None, _) => Truth::Yes,
        (Some(_), None) => Truth::Unknown,
        (Some((from, to)), Some((first, last))) => (from <= first && last <= to).into(),
    };
    let reads: Vec<Truth> = of_gene.iter().map(within).collect();
    if !reads.contains(&Truth::Yes) {
        return if reads.contains(&Truth::Unknown) {
            says(
                Look::Unrecorded,
                &["the panel reads a part of ", gene, ", and where in it this lies is not known"],
                &["panelet læser en del af ", gene, ", og hvor i genet denne ligger, vides ikke"],
            )
        } else {
            says(
                Look::Blind(Why::NotCovered),
                &["the panel does not read this part of ", gene],
                &["panelet læser ikke denne del af ", gene],
            )
        };
    }
    below(fraction, limit).unwrap_or_else(|| {
        says(
            Look::Missed,
            &["the panel reads ", gene, " and did not find it"],
            &["panelet læser ", gene, " og fandt den ikke"],
        )
    })
}

/// A share below the limit of a test could not have been seen by it.
fn below(fraction: Option<AlleleFraction>, limit: Option<AlleleFraction>) -> Option<(Look, Words)> {
    let (fraction, limit) = fraction.zip(limit).filter(|(fraction, limit)| fraction < limit)?;
    let words = Words::each(|language| {
        let (seen, least) = (language.percent(fraction.get()), language.percent(limit.get()));
        match language {
            Language::English => format!("its share of {seen} is below the test's limit of {least}"),
            Language::Danish => format!("dens andel på {seen} er under testens grænse på {least}"),
        }
    });
    Some((Look::Blind(Why::BelowLimit), words))
}

fn aimed_at_gene(
    change: &GeneChange,
    fraction: Option<AlleleFraction>,
    own: &GeneChange,
    outcome: Outcome,
    limit: Option<AlleleFraction>,
) -> Option<(Look, Words)> {
    let same = change.is(own);
    if same == Truth::No {
        return None;
    }
    Some(match (outcome, same) {
        (Outcome::Failed, _) => {
            says(Look::Failed, &["the test aimed at it failed"], &["den målrettede test mislykkedes"])
        }
        (Outcome::Seen, Truth::Yes) => says(Look::Has, &["a test aimed at it has it"], &["en målrettet test har den"]),
        (Outcome::Seen, _) => says(
            Look::Perhaps,
            &["a test of ", own.gene.symbol(), " found a change that may be this one"],
            &["en test af ", own.gene.symbol(), " fandt en ændring, som kan være denne"],
        ),
        // Not seen, and not known to be the change that was looked for: it says nothing of this one.
        (Outcome::NotSeen, Truth::Unknown) => return None,
        (Outcome::NotSeen, _) => below(fraction, limit).unwrap_or_else(|| {
            says(Look::Missed, &["a test aimed at it did not find it"], &["en målrettet test fandt den ikke"])
        }),
    })
}

/// What an examination of all chromosomes says of an abnormality that has these names.
fn survey(method: Survey, seen: Option<&Cytogenetics>, kinds: &[Abnormality]) -> (Look, Words) {
    let Survey { en, da, shows_hidden } = method;
    let Some(seen) = seen else {
        return says(Look::Failed, &[en, " gave no result"], &[da, " gav intet resultat"]);
    };
    if let Some(own) = kinds.iter().find(|own| seen.has(**own) == Truth::Yes) {
        let words = own.words();
        return says(Look::Has, &[en, " has ", &words.en], &[da, " har ", &words.da]);
    }
    let relatives = kinds.iter().flat_map(|own| own.other_shapes());
    if let Some(other) = relatives.copied().find(|own| seen.has(*own) == Truth::Yes) {
        let words = other.words();
        return says(
            Look::Perhaps,
            &[en, " has ", &words.en, ", which may be the same in another shape"],
            &[da, " har ", &words.da, ", som kan være det samme i en anden form"],
        );
    }
    if kinds.is_empty() {
        // No rule names it: only a karyotype in which nothing was seen has it not.
        return if seen.abnormalities.most == Some(0) {
            says(Look::Missed, &[en, " saw nothing abnormal"], &[da, " så intet abnormt"])
        } else {
            says(
                Look::Perhaps,
                &[en, " has abnormalities of which one may be this"],
                &[da, " har abnormiteter, hvoraf en kan være denne"],
            )
        };
    }
    if kinds.iter().any(|own| seen.has(*own) == Truth::Unknown) {
        return says(
            Look::Perhaps,
            &["what is written of ", en, " leaves it open"],
            &["det skrevne om ", da, " lader det stå åbent"],
        );
    }
    if !shows_hidden && kinds.iter().any(|own| own.is_cryptic()) {
        return says(
            Look::Blind(Why::Cryptic),
            &["banding usually does not show it"],
            &["karyotypering viser den som regel ikke"],
        );
    }
    says(Look::Missed, &[en, " did not see it"], &[da, " så den ikke"])
}

fn aimed_at_fusion(fusion: &Fusion, aim: &Aim, outcome: Outcome) -> Option<(Look, Words)> {
    let ours = [fusion.first.as_str(), fusion.second.as_str()];
    let (covers, partner) = match aim {
        Aim::Fusion(own) => (ours.contains(&own.first.as_str()) && ours.contains(&own.second.as_str()), true),
        Aim::Apart(gene) => (ours.contains(&gene.symbol()), false),
        Aim::Place(..) | Aim::Gene(_) => (false, false),
    };
    covers.then(|| match outcome {
        Outcome::Failed => says(Look::Failed, &["the test aimed at it failed"], &["den målrettede test mislykkedes"]),
        Outcome::Seen if partner => says(Look::Has, &["a test aimed at it has it"], &["en målrettet test har den"]),
        Outcome::Seen => says(
            Look::Has,
            &["the gene was seen broken apart; the partner is new"],
            &["genet var set brudt; partneren er ny"],
        ),
        Outcome::NotSeen => {
            says(Look::Missed, &["a test aimed at it did not find it"], &["en målrettet test fandt den ikke"])
        }
    })
}

fn aimed_at_place(kinds: &[Abnormality], aim: &Aim, outcome: Outcome) -> Option<(Look, Words)> {
    let covers = match aim {
        Aim::Place(_, own) => {
            own.iter().any(|place| kinds.iter().any(|kind| kind == place || kind.other_shapes().contains(place)))
        }
        Aim::Fusion(own) => abnormalities_of(own).iter().any(|place| kinds.contains(place)),
        Aim::Apart(_) | Aim::Gene(_) => false,
    };
    covers.then(|| match outcome {
        Outcome::Failed => says(Look::Failed, &["the test aimed at it failed"], &["den målrettede test mislykkedes"]),
        // A probe counts copies at its place: whatever the shape, this is the loss or gain.
        Outcome::Seen => says(Look::Has, &["a test aimed at its place has it"], &["en test af stedet har den"]),
        Outcome::NotSeen => {
            says(Look::Missed, &["a test aimed at its place did not find it"], &["en test af stedet fandt den ikke"])
        }
    })
}

fn fusion_panel(fusion: &Fusion, genes: &[Gene], found: Option<&[Fusion]>) -> Option<(Look, Words)> {
    let ours = [fusion.first.as_str(), fusion.second.as_str()];
    let reads = genes.iter().any(|gene| ours.contains(&gene.symbol()));
    let Some(found) = found else {
        return reads.then(|| says(Look::Failed, &["the panel of fusions failed"], &["fusionspanelet mislykkedes"]));
    };
    let same = |own: &Fusion| ours.contains(&own.first.as_str()) && ours.contains(&own.second.as_str());
    if found.iter().any(same) {
        return Some(says(Look::Has, &["the panel of fusions has it"], &["fusionspanelet har den"]));
    }
    reads.then(|| says(Look::Missed, &["the panel of fusions did not find it"], &["fusionspanelet fandt den ikke"]))
}
