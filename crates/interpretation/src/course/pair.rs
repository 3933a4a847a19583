//! The events of two samples, side by side. What one sample has and the other does not name is looked up there: its place may have
//! been genotyped, its gene looked at down to a limit, or nobody may have looked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::language::Words;
use crate::meaning::LookedFor;
use crate::meaning::looked_for::Answer;
use crate::response::evolution::Range;
use crate::response::sighting::{Presence, Sighting};
use crate::variant::Variant;
use crate::workup::Event;

/// What kind of event is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A substitution or a short insertion or deletion.
    SmallVariant,
    /// An internal tandem duplication.
    InternalTandemDuplication,
    /// A partial tandem duplication.
    PartialTandemDuplication,
    /// Genes that are joined.
    Fusion,
    /// Copies of a stretch of a chromosome.
    CopyNumber,
}

impl EventKind {
    /// Whether the threshold of clearance speaks of it: it is one of allele fractions of mutations.
    #[must_use]
    pub fn has_threshold(self) -> bool {
        matches!(self, Self::SmallVariant | Self::InternalTandemDuplication | Self::PartialTandemDuplication)
    }

    fn event(self) -> Option<Event> {
        match self {
            Self::SmallVariant => Some(Event::SmallVariant),
            Self::InternalTandemDuplication => Some(Event::InternalTandemDuplication),
            Self::PartialTandemDuplication => Some(Event::PartialTandemDuplication),
            Self::Fusion | Self::CopyNumber => None,
        }
    }
}

impl From<Event> for EventKind {
    fn from(event: Event) -> Self {
        match event {
            Event::SmallVariant => Self::SmallVariant,
            Event::InternalTandemDuplication => Self::InternalTandemDuplication,
            Event::PartialTandemDuplication => Self::PartialTandemDuplication,
        }
    }
}

/// What makes two events the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventKey {
    kind: EventKind,
    what: String,
}

impl EventKey {
    /// A variant is the same where its description on the chromosome is (HGVS), or where none is known, its place and name. A
    /// tandem duplication is told by different callers with different kinds, so that its kind does not count.
    #[must_use]
    pub fn of_variant(genomic: &str, name: &str) -> Self {
        let what = if genomic.contains(":g.") { genomic.to_owned() } else { format!("{genomic} {name}") };
        Self { kind: EventKind::SmallVariant, what }
    }

    /// A fusion or a change of copies, by its name.
    #[must_use]
    pub fn named(kind: EventKind, name: impl Into<String>) -> Self {
        Self { kind, what: name.into() }
    }
}

/// An event that a sample has.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenEvent {
    /// What makes it the same as another.
    pub key: EventKey,
    /// Which kind.
    pub kind: EventKind,
    /// The gene.
    pub gene: Option<String>,
    /// As it is written.
    pub name: String,
    /// Where it is.
    pub place: Option<String>,
    /// Whether it counts in class and risk.
    pub counts: bool,
    /// The variant in full, where it is one.
    pub variant: Option<Variant>,
    /// What the sample says.
    pub sighting: Sighting,
    /// The share of tumour cells, where purity and copies are known.
    pub tumour_cells: Option<Range>,
}

/// What a sample says of events that it does not have: what was looked at, with what was seen.
#[derive(Debug, Clone, Default)]
pub struct SampleEvents {
    /// Events that it has.
    pub seen: Vec<SeenEvent>,
    /// Places that were looked at by name, with the share of tumour cells where that is known.
    pub looked_at: BTreeMap<EventKey, (Sighting, Option<Range>)>,
    /// What was looked for by gene; `None` where the sample does not say.
    pub looked_for: Option<LookedFor>,
}

/// An event in both samples.
#[derive(Debug, Clone, PartialEq)]
pub struct EventPair {
    /// Which kind.
    pub kind: EventKind,
    /// The gene.
    pub gene: Option<String>,
    /// As it is written.
    pub name: String,
    /// Where it is.
    pub place: Option<String>,
    /// Whether it counts in class and risk, before and now.
    pub counts: [bool; 2],
    /// The variant, as the later sample has it, else as the earlier one.
    pub variant: Option<Variant>,
    /// What the earlier sample says.
    pub before: Sighting,
    /// What the later one says.
    pub now: Sighting,
    /// The share of tumour cells, before and now.
    pub tumour_cells: [Option<Range>; 2],
}

impl EventPair {
    /// Whether it is told by itself: a driver of one of the samples, or a changed chromosome.
    #[must_use]
    pub fn is_told(&self) -> bool {
        self.counts.contains(&true) || self.kind == EventKind::CopyNumber
    }
}

impl SampleEvents {
    /// The same event; one that another laboratory states without its place is the same by its name.
    fn find(&self, event: &SeenEvent) -> Option<&SeenEvent> {
        let named = |own: &SeenEvent| (own.kind, own.gene.clone(), own.name.clone());
        let by_name = |own: &&SeenEvent| (own.place.is_none() || event.place.is_none()) && named(own) == named(event);
        self.seen.iter().find(|own| own.key == event.key).or_else(|| self.seen.iter().find(by_name))
    }

    /// What it says of an event that another sample has.
    fn of(&self, event: &SeenEvent) -> (Sighting, Option<Range>) {
        if let Some(own) = self.find(event) {
            return (own.sighting.clone(), own.tumour_cells);
        }
        // A tandem duplication's own search goes before the counts at one base: those miss what is long.
        let by_gene = event.kind.event().map(|kind| self.by_gene(event.gene.as_deref(), kind));
        let is_tandem = event.kind != EventKind::SmallVariant;
        match (self.looked_at.get(&event.key), by_gene) {
            (_, Some(told)) if is_tandem && told.presence != Presence::NotAssessed => (told, None),
            (Some((told, cells)), _) => (told.clone(), *cells),
            (None, Some(told)) => (told, None),
            (None, None) => {
                let why = Words::new(
                    "not called; what would have been seen is not known",
                    "ikke kaldt; hvad der ville være set, vides ikke",
                );
                (Sighting::not_assessed(why), None)
            }
        }
    }

    /// What is known of a gene as a whole.
    fn by_gene(&self, gene: Option<&str>, kind: Event) -> Sighting {
        let not = |en: &'static str, da: &'static str| Sighting::not_assessed(Words::new(en, da));
        let (Some(looked_for), Some(gene)) = (&self.looked_for, gene) else {
            return not("its place was not looked at", "stedet er ikke undersøgt");
        };
        match looked_for.genes.iter().find(|told| told.gene == gene && told.event == kind).map(|told| &told.answer) {
            Some(Answer::NotFound { limit }) => Sighting::not_found(*limit),
            Some(Answer::NotAssessed { why }) => Sighting::not_assessed(why.clone()),
            Some(Answer::Found { .. }) => not(
                "another change of the gene was found, and no limit is stated",
                "en anden ændring i genet er fundet, og ingen grænse er angivet",
            ),
            None => match looked_for.other_genes_at.filter(|_| kind == Event::SmallVariant) {
                Some(limit) => Sighting::not_found(limit),
                None => not("not looked for", "ikke undersøgt"),
            },
        }
    }
}

/// Every event of one of the samples, once: those of the earlier sample first, each in its order.
#[must_use]
pub fn pair(before: &SampleEvents, now: &SampleEvents) -> Vec<EventPair> {
    let mut pairs: Vec<EventPair> = Vec::new();
    for event in &before.seen {
        let own = now.find(event);
        let (sighting, tumour_cells) = now.of(event);
        pairs.push(EventPair {
            kind: event.kind,
            gene: event.gene.clone(),
            name: event.name.clone(),
            place: event.place.clone(),
            counts: [event.counts, own.is_some_and(|own| own.counts)],
            variant: own.and_then(|own| own.variant.clone()).or_else(|| event.variant.clone()),
            before: event.sighting.clone(),
            now: sighting,
            tumour_cells: [event.tumour_cells, tumour_cells],
        });
    }
    for event in now.seen.iter().filter(|event| before.find(event).is_none()) {
        let (sighting, tumour_cells) = before.of(event);
        pairs.push(EventPair {
            kind: event.kind,
            gene: event.gene.clone(),
            name: event.name.clone(),
            place: event.place.clone(),
            counts: [false, event.counts],
            variant: event.variant.clone(),
            before: sighting,
            now: event.sighting.clone(),
            tumour_cells: [tumour_cells, event.tumour_cells],
        });
    }
    pairs.sort_by_key(|pair| (!pair.counts[0], !pair.counts[1], pair.kind));
    pairs
}
