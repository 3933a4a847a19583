//! What comes up in the later sample and bears on treatment. Every row of the table behind it waits for a haematologist.

use std::borrow::Cow;

use guideline::truth::Truth;
use serde::{Deserialize, Serialize};

use super::pair::{EventKind, EventPair};
use crate::disease::Disease;
use crate::gene::Gene;
use crate::genomic::Copies;
use crate::language::Language::{Danish, English};
use crate::language::{Named, Words};
use crate::resistance::{Effect, Resistance, resistance_of, resistances};
use crate::response::evolution::{Change, Evolution};
use crate::response::sighting::Presence;
use crate::risk::tp53::AllelicState;
use crate::source::Citation;

/// Which flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlagKind {
    /// `TP53` is mutated now and was not before.
    NewTp53,
    /// Both alleles of `TP53` are hit now and were not before.
    SecondTp53Hit,
    /// A variant by which a drug acts less came up.
    Resistance,
    /// The gene of an antigen lost copies.
    AntigenLoss,
}

/// One flag.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CourseFlag<C = Citation> {
    /// Which.
    pub kind: FlagKind,
    /// What came up.
    pub says: Words,
    /// Drugs that may act less; empty where the flag is of another kind.
    #[serde(default)]
    pub drugs: Vec<Cow<'static, str>>,
    /// Whether one of them was given between the samples; unknown where nobody says.
    pub given: Truth,
    /// Where it stands.
    pub citation: C,
}

/// Copies of a gene before and now; `None` where they are not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneCopies {
    /// The gene.
    pub gene: Gene,
    /// In the earlier sample.
    pub before: Option<Copies>,
    /// In this one.
    pub now: Option<Copies>,
}

/// Genes of antigens against which there is immunotherapy.
pub const ANTIGENS: &[&str] = &["CD19", "MS4A1", "CD22", "TNFRSF17", "GPRC5D"];

const TP53_ADVERSE: Citation = Citation::read("ELN2022", "table 6");
const SECOND_HIT: Citation = Citation::remembered("BERNARD2020", "allelic state");

fn given(row: &Resistance, treatment: Option<&[String]>) -> Truth {
    treatment.map_or(Truth::Unknown, |drugs| {
        row.drugs.iter().any(|of| drugs.iter().any(|drug| drug.eq_ignore_ascii_case(of))).into()
    })
}

/// Whether it comes up: it was not seen before, or it is a greater share now. Not having been seen before is said with its limit
/// in the row of the event; that it is new is only said where it could not have been missed.
fn comes_up(pair: &EventPair, evolution: &Evolution) -> bool {
    let unseen = pair.before.presence != Presence::Seen;
    pair.counts[1]
        && pair.now.presence == Presence::Seen
        && (matches!(evolution.change, Change::New | Change::Expanding) || unseen)
}

fn how(pair: &EventPair, evolution: &Evolution) -> Words {
    match evolution.change {
        change @ (Change::New | Change::Expanding) => {
            Words::new(change.in_language(English), change.in_language(Danish))
        }
        _ if pair.before.presence == Presence::NotSeen => Words::new(
            "seen now, not before, where it could have been missed",
            "set nu, ikke før, hvor den kunne være overset",
        ),
        _ => Words::new("seen now; before it was not assessed", "set nu; før var den ikke undersøgt"),
    }
}

/// The flags of one event.
pub(super) fn of_event(
    pair: &EventPair,
    evolution: &Evolution,
    disease: Option<Disease>,
    treatment: Option<&[String]>,
) -> Vec<CourseFlag> {
    let mut flags = Vec::new();
    if !comes_up(pair, evolution) {
        return flags;
    }
    let how = how(pair, evolution);
    let says = Words::new(format!("{}: {}", pair.name, how.en), format!("{}: {}", pair.name, how.da));
    if pair.gene.as_deref() == Some("TP53")
        && pair.kind == EventKind::SmallVariant
        && pair.before.presence != Presence::Seen
    {
        let kind = FlagKind::NewTp53;
        flags.push(CourseFlag {
            kind,
            says: says.clone(),
            drugs: Vec::new(),
            given: Truth::Unknown,
            citation: TP53_ADVERSE,
        });
    }
    if let (Some(variant), Some(disease)) = (&pair.variant, disease) {
        flags.extend(resistance_of(variant, disease).map(|(row, _)| CourseFlag {
            kind: if row.effect == Effect::AntigenLoss { FlagKind::AntigenLoss } else { FlagKind::Resistance },
            says: says.clone(),
            drugs: row.drugs.iter().copied().map(Cow::Borrowed).collect(),
            given: given(row, treatment),
            citation: row.citation,
        }));
    }
    flags
}

/// Both alleles of `TP53` are hit now, and before they were not.
pub(super) fn second_tp53_hit([before, now]: &[Vec<AllelicState>; 2]) -> Option<CourseFlag> {
    let both = |state: &AllelicState| {
        matches!(state, AllelicState::MultiHit | AllelicState::PresumedBiallelic | AllelicState::DeletedOnBoth)
    };
    let came = !now.is_empty() && now.iter().all(both) && !before.is_empty() && !before.iter().any(both);
    came.then(|| CourseFlag {
        kind: FlagKind::SecondTp53Hit,
        says: Words::new(
            "TP53: both alleles are hit now, and were not before",
            "TP53: begge alleler er ramt nu og var det ikke før",
        ),
        drugs: Vec::new(),
        given: Truth::Unknown,
        citation: SECOND_HIT,
    })
}

/// The gene of an antigen has fewer copies than before.
pub(super) fn of_antigen(
    copies: &GeneCopies,
    disease: Option<Disease>,
    treatment: Option<&[String]>,
) -> Vec<CourseFlag> {
    let fewer = copies.before.zip(copies.now).filter(|(before, now)| now.total < before.total && now.total < 2);
    let Some((_, now)) = fewer else { return Vec::new() };
    let gene = &copies.gene;
    let says = if now.total == 0 {
        Words::new(format!("{gene}: no copy is left"), format!("{gene}: ingen kopi er tilbage"))
    } else {
        Words::new(format!("{gene}: one copy is lost"), format!("{gene}: én kopi er tabt"))
    };
    let of_disease =
        |row: &&Resistance| disease.is_none_or(|disease| row.diseases.iter().any(|known| disease.is_a(*known)));
    let rows =
        resistances().iter().filter(|row| row.gene == *gene && row.effect == Effect::AntigenLoss).filter(of_disease);
    rows.map(|row| CourseFlag {
        kind: FlagKind::AntigenLoss,
        says: says.clone(),
        drugs: row.drugs.iter().copied().map(Cow::Borrowed).collect(),
        given: given(row, treatment),
        citation: row.citation,
    })
    .collect()
}
