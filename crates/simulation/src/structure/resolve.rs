//! From the events of a plan to places on the reference.

use std::ops::Range;

use genome::breakend::{Breakend, Orientation};
use genome::contig::ContigIndex;
use genome::position::Position;
use genome::sequence::{Base, Sequence};
use hts::fasta::FastaError;

use super::event::Event;
use super::homology::{REACH, Surroundings};
use super::karyotype::Span;
use crate::plan::{EventKind, EventPlan, Plan, PlanError};
use crate::purpose;
use crate::random::Random;
use crate::reference::SimulatedOn;
use crate::simulate::SimulationError;

/// No break is nearer to an end of a contig, or to an `N`, than this.
pub(super) const MARGIN: usize = 1000;
/// No two breaks of a haplotype are nearer to each other than this.
const LEAST_DISTANCE: usize = 100;
/// The shortest stretch that something happens to.
pub(super) const SHORTEST: usize = 50;
/// How far a place is moved for the sake of microhomology.
const SEARCH: usize = 2000;

/// The error that a field of an event cannot be as it is.
fn refused<T>(field: &str, value: &impl ToString, wanted: &(impl ToString + ?Sized)) -> Result<T, SimulationError> {
    let (field, value, wanted) = (field.to_owned(), value.to_string(), wanted.to_string());
    Err(SimulationError::Plan(vec![PlanError { field, value, wanted }]))
}

/// The places of all events of a plan on a reference, those drawn at random behind those given.
pub(crate) fn resolve(plan: &Plan, reference: &SimulatedOn<'_>) -> Result<Vec<Event>, SimulationError> {
    let mut random = Random::stream(plan.seed, &[purpose::EVENTS]);
    let (mut events, mut errors) = (Vec::new(), Vec::new());
    let resolver = Resolver { reference };
    for (place, wanted) in plan.structure.events.iter().enumerate() {
        let field = format!("structure.events[{place}]");
        let clone = plan.somatic.clones.iter().position(|clone| Some(&clone.name) == wanted.clone.as_ref());
        match resolver.event(wanted, &mut random) {
            Ok(event) => events.push(Event { name: format!("E{}", place + 1), field, clone, ..event }),
            Err(SimulationError::Plan(refused)) => errors.extend(refused.into_iter().map(|error| {
                let field = format!("{field}.{}", error.field);
                PlanError { field, ..error }
            })),
            Err(other) => return Err(other),
        }
    }
    collisions(&events, &mut errors);
    if errors.is_empty() {
        super::drawn::draw(plan, reference, &mut random, &mut events, &mut errors)?;
    }
    if errors.is_empty() { Ok(events) } else { Err(SimulationError::Plan(errors)) }
}

/// Whether two stretches overlap in part, or break next to each other.
fn collide(one: Span, other: Span) -> bool {
    let near = one.breaks().any(|a| other.breaks().any(|b| a.abs_diff(b) < LEAST_DISTANCE));
    let crossing = |a: Span, b: Span| a.start < b.start && b.start < a.end && a.end < b.end;
    (one.contig, one.side) == (other.contig, other.side) && (near || crossing(one, other) || crossing(other, one))
}

/// Names each event that collides with an earlier one.
fn collisions(events: &[Event], errors: &mut Vec<PlanError>) {
    for (place, event) in events.iter().enumerate() {
        let collides = |other: &&Event| event.spans().any(|one| other.spans().any(|other| collide(one, other)));
        if let Some(other) = events[..place].iter().find(collides) {
            let Span { start, end, side, .. } = event.span;
            errors.push(PlanError {
                field: event.field.clone(),
                value: format!("{}-{end} of haplotype {}", start + 1, side + 1),
                wanted: format!(
                    "a place that does not overlap {} in part, nor breaks within {LEAST_DISTANCE} bases of it, or the other \
                     haplotype",
                    other.field
                ),
            });
        }
    }
}

/// Places events on a reference.
pub(super) struct Resolver<'a> {
    pub reference: &'a SimulatedOn<'a>,
}

impl Resolver<'_> {
    /// A contig by name, with its length.
    fn contig(&self, field: &'static str, name: &str) -> Result<(ContigIndex, usize), SimulationError> {
        let contigs = self.reference.contigs();
        let found = contigs.find(name).and_then(|index| Some((index, contigs.get(index)?.length.get() as usize)));
        match found {
            Some(found) => Ok(found),
            None => refused(field, &format!("{name:?}"), "the name of a contig of the reference"),
        }
    }

    /// A place on a contig.
    fn on_contig(field: &'static str, position: u32, length: usize) -> Result<usize, SimulationError> {
        match position as usize {
            at if at <= length => Ok(at),
            _ => refused(field, &position, &format!("a position on the contig, which has {length} bases")),
        }
    }

    /// An event of the plan; its name, field and clone are not filled in.
    fn event(&self, plan: &EventPlan, random: &mut Random) -> Result<Event, SimulationError> {
        let drawn = random.below(2) as usize;
        let side = plan.haplotype.map_or(drawn, |haplotype| usize::from(haplotype > 1));
        let (contig, length) = self.contig("contig", &plan.contig)?;
        let start = plan.start.map_or(Ok(1), |start| Self::on_contig("start", start, length))? - 1;
        let end = plan.end.map_or(Ok(length), |end| Self::on_contig("end", end, length))?;
        let point = matches!(plan.kind, EventKind::Insertion | EventKind::Translocation);
        let span = Span { contig: contig.get(), side, start, end: if point { start } else { end }, length };
        let mate = match (&plan.mate_contig, plan.mate_start) {
            (Some(name), Some(position)) => {
                let (contig, length) = self.contig("mate_contig", name)?;
                let at = Self::on_contig("mate_start", position, length)? - 1;
                Some(Span { contig: contig.get(), side, start: at, end: at, length })
            }
            _ => None,
        };
        let given = plan.bases.as_ref().and_then(|bases| bases.parse::<Sequence>().ok());
        let new = match given {
            Some(bases) => bases.to_vec(),
            None => (0..plan.length.unwrap_or(0)).map(|_| random.base()).collect(),
        };
        let event = Event {
            name: String::new(),
            field: String::new(),
            kind: plan.kind,
            clone: None,
            span,
            mate,
            inverted: plan.inverted,
            unbalanced: plan.unbalanced,
            copies: plan.copies.map_or(1, |copies| copies as usize),
            new,
        };
        let at_end = !point && span.ends() != [false; 2];
        if at_end && (plan.length.is_some() || plan.bases.is_some() || plan.microhomology.is_some()) {
            return refused("start", &(start + 1), "a stretch within the contig, if its junction is described");
        }
        if at_end && plan.kind == EventKind::Inversion {
            return refused("start", &(start + 1), "a stretch within the contig: its ends are not inverted");
        }
        match plan.microhomology {
            Some(bases) => self.with_homology(&event, bases as usize),
            None => self.checked(event),
        }
    }

    /// The event, if no break is too near to an end or an `N`.
    pub(super) fn checked(&self, event: Event) -> Result<Event, SimulationError> {
        let mut breaks = vec![("start", &event.span, event.span.start), ("end", &event.span, event.span.end)];
        breaks.extend(event.mate.iter().map(|mate| ("mate_start", mate, mate.start)));
        let point = event.span.start == event.span.end;
        for (field, span, at) in breaks {
            if !point && (at == 0 || at == span.length) {
                continue;
            }
            let around = at.checked_sub(MARGIN).map(|from| from..at + MARGIN).filter(|range| range.end <= span.length);
            let known = match around {
                Some(range) => !self.bases(span.contig, range)?.contains(&Base::N),
                None => false,
            };
            if !known {
                let wanted = format!("a place {MARGIN} bases and more from the ends of the contig and from every N");
                return refused(field, &(at + 1), &wanted);
            }
        }
        Ok(event)
    }

    /// The bases of a stretch of a contig.
    pub(super) fn bases(&self, contig: usize, range: Range<usize>) -> Result<Vec<Base>, FastaError> {
        match ContigIndex::new(contig) {
            Some(index) => self.reference.stretch(index, range),
            None => Ok(Vec::new()),
        }
    }

    /// The event, with its end moved to the nearest place at which the two sides of its first junction are alike over so
    /// many bases.
    pub(super) fn with_homology(&self, event: &Event, bases: usize) -> Result<Event, SimulationError> {
        let moving = event.mate.unwrap_or(Span { start: event.span.end, ..event.span });
        let mut around = Surroundings::default();
        for (contig, at) in [(event.span.contig, event.span.start), (moving.contig, moving.start)] {
            let range = at.saturating_sub(SEARCH + REACH)..at + SEARCH + REACH;
            let Some(index) = ContigIndex::new(contig) else { continue };
            around.known.push((index, range.start, self.reference.stretch(index, range)?));
        }
        for distance in 0..=SEARCH {
            for to in [moving.start.checked_add(distance), moving.start.checked_sub(distance)].into_iter().flatten() {
                let mut candidate = event.clone();
                match &mut candidate.mate {
                    Some(mate) => (mate.start, mate.end) = (to, to),
                    None => candidate.span.end = to,
                }
                let long = event.mate.is_some() || to >= event.span.start + SHORTEST;
                let alike = candidate.first_junction().map(|[one, other]| around.alike(one, other));
                let wanted = i64::try_from(bases).unwrap_or(i64::MAX);
                if long && alike.is_some_and(|[forth, back]| forth + back == wanted) {
                    return self.checked(candidate);
                }
            }
        }
        let wanted = format!("fewer bases: none of the next {SEARCH} places has as many that are alike");
        refused("microhomology", &bases, &wanted)
    }
}

impl Event {
    /// The two sides of its first junction, in the order in which they stand on the chromosome.
    pub(super) fn first_junction(&self) -> Option<[Breakend; 2]> {
        use Orientation::{KeepsLeft, KeepsRight};
        // The base next to a break between bases.
        let side = |contig: usize, at: usize, orientation| {
            let base = if orientation == KeepsLeft { at.checked_sub(1)? } else { at };
            let position = Position::from_zero_based(u32::try_from(base).ok()?).ok()?;
            Some(Breakend { contig: ContigIndex::new(contig)?, position, orientation })
        };
        let Span { contig, start, end, .. } = self.span;
        let [one, other] = match (self.kind, self.mate) {
            (EventKind::Duplication, _) => [side(contig, end, KeepsLeft), side(contig, start, KeepsRight)],
            (EventKind::Inversion, _) => [side(contig, start, KeepsLeft), side(contig, end, KeepsLeft)],
            (EventKind::Translocation, Some(mate)) if self.inverted => {
                [side(contig, start, KeepsLeft), side(mate.contig, mate.start, KeepsLeft)]
            }
            (EventKind::Translocation, Some(mate)) => {
                [side(contig, start, KeepsLeft), side(mate.contig, mate.start, KeepsRight)]
            }
            _ => [side(contig, start, KeepsLeft), side(contig, end, KeepsRight)],
        };
        Some([one?, other?])
    }
}
