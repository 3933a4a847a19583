//! Events at random places.

use super::event::Event;
use super::evolution::Evolution;
use super::karyotype::Span;
use super::resolve::{MARGIN, Resolver, SHORTEST};
use crate::plan::{EventKind, Plan, PlanError};
use crate::random::Random;
use crate::reference::SimulatedOn;
use crate::simulate::SimulationError;

/// How often a place is drawn before an event is given up.
const TRIES: u32 = 1000;
/// The least number of bases between an event and another.
const DISTANCE: usize = 2 * MARGIN;

/// A length between two bounds; each doubling is as likely as another.
fn length([least, most]: [u32; 2], random: &mut Random) -> usize {
    let doubled = least << random.below((most / least).ilog2() + 1);
    random.between(doubled, doubled.saturating_mul(2).min(most)) as usize
}

/// Draws the events that the plan wants; those that find no place are named.
pub(super) fn draw(
    plan: &Plan,
    reference: &SimulatedOn<'_>,
    random: &mut Random,
    events: &mut Vec<Event>,
    errors: &mut Vec<PlanError>,
) -> Result<(), SimulationError> {
    let lengths = reference.contigs().contigs().iter().map(|contig| contig.length.get()).collect();
    let drawing = Drawing { plan, lengths, resolver: Resolver { reference } };
    let clones = u32::try_from(plan.somatic.clones.len()).unwrap_or(u32::MAX);
    for (kind, name, number) in plan.structure.random.numbers() {
        for made in 0..number {
            let clone = random.below(clones) as usize;
            let mut found = None;
            for _ in 0..TRIES {
                let event = drawing.event(kind, random, events)?;
                let named = |event| {
                    let (name, field) = (format!("E{}", events.len() + 1), format!("structure.random.{name}"));
                    Event { name, field, clone: Some(clone), ..event }
                };
                found = event.map(named).filter(|event| drawing.is_possible(event, events));
                if found.is_some() {
                    break;
                }
            }
            let Some(event) = found else {
                let field = format!("structure.random.{name}");
                let wanted = format!("at most {made}: no place is left for more; ask for fewer or shorter events");
                errors.push(PlanError { field, value: number.to_string(), wanted });
                break;
            };
            events.push(event);
        }
    }
    Ok(())
}

struct Drawing<'a> {
    plan: &'a Plan,
    /// Of the contigs.
    lengths: Vec<u32>,
    resolver: Resolver<'a>,
}

impl Drawing<'_> {
    /// An event of a kind; `None` if it would not be alone.
    fn event(&self, kind: EventKind, random: &mut Random, others: &[Event]) -> Result<Option<Event>, SimulationError> {
        let wanted = &self.plan.structure.random;
        let side = random.below(2) as usize;
        let point = matches!(kind, EventKind::Insertion | EventKind::Translocation);
        let bases = if point { 0 } else { length(wanted.lengths, random) };
        let Some(span) = self.span(side, bases, random) else { return Ok(None) };
        let mate = if kind == EventKind::Translocation { self.span(side, 0, random) } else { None };
        let (alike, new) = match (kind, random.below(4)) {
            (EventKind::Insertion, _) => (0, length(wanted.insertion_lengths, random)),
            (_, 0) => (0, random.between(1, 10) as usize),
            (_, 1) => (0, 0),
            _ => (random.between(1, 4) as usize, 0),
        };
        let new = (0..new).map(|_| random.base()).collect();
        let spans: Vec<Span> = [Some(span), mate].into_iter().flatten().collect();
        let one_contig = mate.is_some_and(|mate| mate.contig == span.contig);
        let is_alone = spans.iter().all(|span| others.iter().all(|other| is_apart(span, other)));
        if one_contig || !is_alone || (kind == EventKind::Translocation && mate.is_none()) {
            return Ok(None);
        }
        let (name, field) = (String::new(), String::new());
        let event = Event {
            name,
            field,
            kind,
            clone: None,
            span,
            mate,
            inverted: kind == EventKind::Translocation && random.chance(0.5),
            unbalanced: false,
            copies: 1,
            new,
        };
        let placed = if alike > 0 { self.resolver.with_homology(&event, alike) } else { self.resolver.checked(event) };
        match placed {
            Ok(event) => Ok(Some(event)),
            Err(SimulationError::Plan(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Whether the chromosomes let an event happen with the others. Of those drawn at random, which are apart, only
    /// translocations stand in each other's way.
    fn is_possible(&self, event: &Event, others: &[Event]) -> bool {
        let lengths: Vec<usize> = self.lengths.iter().map(|length| *length as usize).collect();
        let matters = |other: &&Event| event.kind == EventKind::Translocation || is_given(other);
        let all = others.iter().filter(matters).chain([event]).cloned().collect();
        Evolution::new(&self.plan.clones(), &lengths, all).is_ok()
    }

    /// A stretch of so many bases anywhere; `None` if it does not fit on the contig drawn.
    fn span(&self, side: usize, bases: usize, random: &mut Random) -> Option<Span> {
        let weights: Vec<f64> = self.lengths.iter().map(|length| f64::from(*length)).collect();
        let contig = random.choice(&weights);
        let length = self.lengths[contig] as usize;
        let room = length.checked_sub(bases.max(SHORTEST) + 2 * DISTANCE + 1)?;
        let start = DISTANCE + random.below(u32::try_from(room).ok()?) as usize;
        Some(Span { contig, side, start, end: start + bases, length })
    }
}

/// Whether an event is one of the plan's list.
fn is_given(event: &Event) -> bool {
    event.field.starts_with("structure.events")
}

/// Whether a stretch is far from an event drawn at random, or from every break of one of the plan's list.
fn is_apart(span: &Span, other: &Event) -> bool {
    let far = |from: usize, to: usize| span.end + DISTANCE <= from || to + DISTANCE <= span.start;
    other
        .spans()
        .filter(|taken| taken.contig == span.contig)
        .all(|taken| if is_given(other) { taken.breaks().all(|at| far(at, at)) } else { far(taken.start, taken.end) })
}
