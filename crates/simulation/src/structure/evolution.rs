//! The chromosomes of each generation of cells, from the inherited ones to the youngest clone.

use std::collections::HashSet;

use genome::breakend::Junction;
use genome::contig::ContigIndex;

use super::event::Event;
use super::junctions;
use super::karyotype::{Copies, Karyotype, Span, Stretch};
use crate::plan::{ClonePlan, PlanError};
use crate::random::Random;

/// When, and on which copy of its place, a small variant arose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Birth {
    /// The number of events that had happened.
    pub(crate) events: usize,
    /// The copy, in the register.
    pub(crate) copy: usize,
}

/// How the chromosomes of the patient's cells came about.
#[derive(Debug, Clone, Default)]
pub struct Evolution {
    /// In the order in which they happen.
    pub(crate) events: Vec<Event>,
    /// The chromosomes of the cells of each generation; the first are those inherited.
    pub(crate) generations: Vec<Karyotype>,
    /// The number of events up to and with each generation.
    happened: Vec<usize>,
    copies: Copies,
    /// Every junction that the reference does not have, with the event, by its place, that made it.
    pub(crate) junctions: Vec<(Junction, usize)>,
    /// By generation and contig.
    stretches: Vec<Vec<Vec<Stretch>>>,
    /// The generation in which each clone's variants first occur, by the clone's place in the plan.
    first_generations: Vec<usize>,
    /// Bases of the reference.
    bases: usize,
}

/// The generation in which each clone's variants first occur: clones descend from each other in the order of size.
fn first_generations(clones: &[ClonePlan]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..clones.len()).collect();
    order.sort_by(|a, b| clones[*b].allele_fraction.total_cmp(&clones[*a].allele_fraction));
    let mut generations = vec![0; clones.len()];
    for (generation, clone) in order.iter().enumerate() {
        generations[*clone] = generation + 1;
    }
    generations
}

impl Evolution {
    /// Lets the events happen to a person whose contigs have these lengths. All that cannot happen are named at once.
    pub(crate) fn new(clones: &[ClonePlan], lengths: &[usize], events: Vec<Event>) -> Result<Self, Vec<PlanError>> {
        let first_generations = first_generations(clones);
        let generation = |event: &Event| event.clone.map_or(0, |clone| first_generations[clone]);
        let mut ordered = events;
        ordered.sort_by_key(generation);
        let (mut karyotype, mut copies, mut errors) = (Karyotype::diploid(lengths), Copies::default(), Vec::new());
        let (mut generations, mut happened, mut next) = (Vec::new(), Vec::new(), 0);
        let (mut junctions, mut known) = (Vec::new(), HashSet::new());
        for current in 0..=clones.len() {
            while let Some(event) = ordered.get(next).filter(|event| generation(event) == current) {
                if event.apply(&mut karyotype, &mut copies, next).is_none() {
                    errors.push(event.impossible());
                }
                let new = junctions::of_cell(&karyotype).into_iter().filter(|junction| known.insert(junction.clone()));
                junctions.extend(new.map(|junction| (junction, next)));
                next += 1;
            }
            generations.push(karyotype.clone());
            happened.push(next);
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let on_contig = |karyotype: &Karyotype, contig| karyotype.on_contig(contig).copied().collect();
        let by_contig = |karyotype| (0..lengths.len()).map(|contig| on_contig(karyotype, contig)).collect();
        let stretches = generations.iter().map(by_contig).collect();
        let bases = lengths.iter().sum();
        Ok(Self { events: ordered, generations, happened, copies, junctions, stretches, first_generations, bases })
    }

    /// Whether nothing ever happens to a chromosome.
    pub(crate) fn is_plain(&self) -> bool {
        self.events.is_empty()
    }

    /// The generations, from 0.
    pub(crate) fn generations(&self) -> std::ops::Range<usize> {
        0..self.generations.len()
    }

    /// The generation in which a clone's variants first occur.
    pub(crate) fn first_generation(&self, clone: usize) -> usize {
        self.first_generations.get(clone).copied().unwrap_or_default()
    }

    /// The stretches of a contig in the cells of a generation.
    pub(crate) fn stretches(&self, generation: usize, contig: ContigIndex) -> &[Stretch] {
        self.stretches.get(generation).and_then(|contigs| contigs.get(contig.get())).map_or(&[], Vec::as_slice)
    }

    /// Copies of a base in the cells of a generation.
    pub(crate) fn copies_of(
        &self,
        generation: usize,
        contig: ContigIndex,
        at: usize,
    ) -> impl Iterator<Item = &Stretch> {
        let covers = move |stretch: &&Stretch| (stretch.start..stretch.end).contains(&at);
        self.stretches(generation, contig).iter().filter(covers)
    }

    /// Whether the patient has inherited a copy of a base on each of the two haplotypes.
    pub(crate) fn inherited(&self, contig: ContigIndex, at: usize) -> [bool; 2] {
        [0, 1].map(|side| self.is_plain() || self.copies_of(0, contig, at).any(|stretch| stretch.side == side))
    }

    /// DNA of a cell of a generation, in multiples of that of a cell with two copies of everything.
    pub(crate) fn content(&self, generation: usize) -> f64 {
        let whole = |bases: usize| u64::try_from(bases).unwrap_or(u64::MAX);
        let Some(karyotype) = self.generations.get(generation).filter(|_| !self.is_plain()) else { return 1.0 };
        #[expect(clippy::cast_precision_loss, reason = "no genome has 2^53 bases")]
        let content = whole(karyotype.bases()) as f64 / (2.0 * whole(self.bases) as f64);
        content
    }

    /// Where a variant of a clone arises: before the clone's events or after them, on any copy of the haplotype; on the other
    /// haplotype if there is no copy of it, and nowhere (`None`) if there is none of that either.
    pub(crate) fn birth(
        &self,
        clone: usize,
        haplotype: usize,
        contig: ContigIndex,
        at: usize,
        random: &mut Random,
    ) -> Option<(usize, Birth)> {
        let first = self.first_generation(clone);
        let generation = if random.chance(0.5) { first.saturating_sub(1) } else { first };
        let found = [haplotype, 1 - haplotype].into_iter().find_map(|side| {
            let copies: Vec<&Stretch> =
                self.copies_of(generation, contig, at).filter(|stretch| stretch.side == side).collect();
            let chosen = random.below(u32::try_from(copies.len()).unwrap_or(u32::MAX)) as usize;
            copies.get(chosen).map(|stretch| (side, stretch.copy))
        });
        found.map(|(side, copy)| (side, Birth { events: self.happened[generation], copy }))
    }

    /// Whether a stretch carries the variants that arose there.
    pub(crate) fn descends(&self, stretch: &Stretch, haplotype: usize, birth: Birth) -> bool {
        stretch.side == haplotype && self.copies.descends(stretch.copy, birth.copy, birth.events)
    }

    /// The places of a contig, between bases, at which events break it.
    pub(crate) fn breaks(&self, contig: ContigIndex) -> Vec<usize> {
        let spans = self.events.iter().flat_map(Event::spans);
        spans.filter(|span| span.contig == contig.get()).flat_map(Span::breaks).collect()
    }
}
