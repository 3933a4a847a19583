//! Which changes of copies and which junctions are one event.
//!
//! METHOD: junctions that pass the ends of several chromosomes around in a circle are one balanced translocation (two
//! chromosomes, or more). One junction that leaves a terminal loss on the one and a terminal gain on the other chromosome is a
//! derivative. What a junction and a change of copies tell alike within one chromosome is a deletion, a duplication or a
//! ring; two junctions that turn the same stretch round are an inversion. Then copies alone: isochromosomes, whole chromosomes,
//! deletions and gains. Where one chromosome takes part in many junctions that fit nothing, no event is guessed.

use genome::breakend::Orientation::{KeepsLeft, KeepsRight};

use super::abnormality::{Abnormality, Shape};
use super::bands::Bands;
use super::change::{Change, Sort};
use super::input::{Breakend, Cells, Junction, alike};
use super::shape::{Break, alone, arm, derivative, extra_isochromosome, isochromosome, joined, rank, within};
use super::{COUNTS_FROM, LISTED_FROM, Unexplained};
use crate::karyotype::Chromosome;

/// The two sides of one break may lie so far apart: bases may be lost or doubled between them, fewer than count.
const FACING: u32 = COUNTS_FROM;

/// From so many junctions on that fit nothing, one chromosome is shattered, and no single junction of it is taken for an event.
const MANY: usize = 4;

/// The most chromosomes that pass their ends around.
const LONGEST_CIRCLE: usize = 5;

/// Events, and junctions without one.
#[derive(Debug, Default)]
pub(super) struct Joined {
    pub abnormalities: Vec<Abnormality>,
    pub unexplained: Vec<Unexplained>,
}

pub(super) fn join(junctions: &[Junction], changes: Vec<Change>, bands: &Bands, copies_assessed: bool) -> Joined {
    let long = |junction: &&Junction| {
        let [one, other] = junction.ends;
        one.chromosome != other.chromosome
            || bands.of_human(one.position.get().abs_diff(other.position.get())) >= LISTED_FROM
    };
    let mut left: Vec<Junction> = junctions.iter().filter(long).cloned().collect();
    for junction in &mut left {
        junction.ends.sort_by_key(|end| (rank(end.chromosome), end.position));
    }
    left.sort_by_key(|junction| junction.ends.map(|end| (rank(end.chromosome), end.position)));
    let mut work = Work { left, changes, bands, copies_assessed, joined: Joined::default() };
    work.circles();
    work.inversions();
    work.single();
    work.copies();
    work.joined
}

struct Work<'b> {
    left: Vec<Junction>,
    changes: Vec<Change>,
    bands: &'b Bands,
    copies_assessed: bool,
    joined: Joined,
}

/// The piece that is kept.
fn is_piece(end: Breakend) -> impl Fn(&Change) -> bool + use<> {
    let Breakend { chromosome, position, side } = end;
    move |change| {
        change.chromosome == chromosome
            && match side {
                KeepsLeft => change.from_start && change.ends_at(position.get()),
                KeepsRight => change.to_end && change.begins_at(position.get()),
            }
    }
}

/// The rest of the chromosome, which is not.
fn is_rest(end: Breakend) -> impl Fn(&Change) -> bool + use<> {
    let side = if end.side == KeepsLeft { KeepsRight } else { KeepsLeft };
    is_piece(Breakend { side, ..end })
}

fn cells_of<'j>(junctions: impl IntoIterator<Item = &'j Junction>) -> Option<Cells> {
    junctions.into_iter().find_map(|junction| junction.cells)
}

impl Work<'_> {
    /// Whether two ends are the two sides of one break.
    fn face(&self, one: Breakend, other: Breakend) -> bool {
        one.chromosome == other.chromosome
            && one.side != other.side
            && one.position.get().abs_diff(other.position.get()) <= self.bands.of_this(FACING)
    }

    fn take(&mut self, sort: Sort, is: impl Fn(&Change) -> bool) -> Option<Change> {
        let place = self.changes.iter().position(|change| change.sort == sort && is(change))?;
        Some(self.changes.remove(place))
    }

    fn has(&self, sort: Sort, is: impl Fn(&Change) -> bool) -> bool {
        self.changes.iter().any(|change| change.sort == sort && is(change))
    }

    /// Whether the piece that is kept holds the centromere.
    fn is_centric(&self, end: Breakend) -> bool {
        let before = end.position.get() > self.bands.centromere(end.chromosome);
        before == (end.side == KeepsLeft)
    }

    fn breaks(&self, junction: &Junction) -> Vec<Break> {
        junction.ends.iter().map(|end| Break::of(self.bands, *end)).collect()
    }

    fn say(&mut self, one: Abnormality) {
        self.joined.abnormalities.push(one);
    }

    /// Balanced translocations of two chromosomes, then of three and more.
    fn circles(&mut self) {
        for length in 2..=LONGEST_CIRCLE {
            let mut first = 0;
            while first < self.left.len() {
                match self.circle(&[first], length) {
                    Some(circle) => self.translocation(circle),
                    None => first += 1,
                }
            }
        }
    }

    /// Extends a path of junctions to a circle of this length. Each junction leaves by its second end or, if it was entered
    /// there, by its first.
    fn circle(&self, path: &[usize], length: usize) -> Option<Vec<usize>> {
        let (first, last) = (*path.first()?, *path.last()?);
        let out = self.exit(path);
        if self.left[first].ends[0].chromosome == self.left[first].ends[1].chromosome {
            return None;
        }
        if path.len() == length {
            return (length > 1 && self.face(out, self.left[first].ends[0]) && last != first).then(|| path.to_vec());
        }
        let mut next: Vec<(u32, usize)> = (0..self.left.len())
            .filter(|place| !path.contains(place))
            .filter_map(|place| {
                let [one, other] = self.left[place].ends;
                let entered = [one, other].into_iter().find(|end| self.face(out, *end))?;
                (one.chromosome != other.chromosome)
                    .then(|| (entered.position.get().abs_diff(out.position.get()), place))
            })
            .collect();
        next.sort_unstable();
        next.into_iter().find_map(|(_, place)| self.circle(&[path, &[place]].concat(), length))
    }

    /// The end by which a path leaves its last junction.
    fn exit(&self, path: &[usize]) -> Breakend {
        let mut out = self.left[path[0]].ends[1];
        for place in &path[1..] {
            let [one, other] = self.left[*place].ends;
            out = if self.face(out, one) { other } else { one };
        }
        out
    }

    fn translocation(&mut self, mut circle: Vec<usize>) {
        circle.sort_unstable();
        let junctions: Vec<Junction> = circle.iter().rev().map(|place| self.left.remove(*place)).collect();
        let ends = |junction: &Junction| {
            let [one, other] = junction.ends;
            match (self.is_centric(one), self.is_centric(other)) {
                (true, false) => Some((one, other)),
                (false, true) => Some((other, one)),
                _ => None,
            }
        };
        // Each junction is a derivative: its centromere's chromosome, and the one whose end it received.
        let derivatives: Option<Vec<(Breakend, Breakend)>> = junctions.iter().map(ends).collect();
        let Some(derivatives) = derivatives else {
            return self.unexplained(junctions);
        };
        let given = |from: Chromosome| derivatives.iter().find(|(_, received)| received.chromosome == from);
        let mut order: Vec<Break> = Vec::new();
        let mut next = derivatives.iter().map(|(own, _)| own).min_by_key(|own| rank(own.chromosome)).copied();
        while let Some(own) = next.filter(|own| order.iter().all(|one| one.chromosome != own.chromosome)) {
            order.push(Break::of(self.bands, own));
            next = given(own.chromosome).map(|(own, _)| *own);
        }
        if order.len() != junctions.len() {
            return self.unexplained(junctions);
        }
        self.say(joined("", "t", Shape::Translocation, &order, cells_of(&junctions)));
        for (own, received) in derivatives {
            if order.len() == 2 && self.has_gain_of(own) && self.has_gain_of(received) {
                self.extra_derivative(own, received, &order, None);
            }
        }
    }

    fn extra_derivative(&mut self, own: Breakend, received: Breakend, order: &[Break], cells: Option<Cells>) {
        let gains = [self.take(Sort::Gain, is_piece(own)), self.take(Sort::Gain, is_piece(received))];
        let cells = cells.or(gains[0].and_then(|gain| gain.cells));
        let one = derivative("+", own.chromosome, Shape::ExtraDerivative, order, cells);
        let bases = gains.iter().flatten().map(Change::bases).sum();
        self.say(Abnormality { chromosome_number: 1, bases, ..one });
    }

    fn has_gain_of(&self, end: Breakend) -> bool {
        self.has(Sort::Gain, is_piece(end))
    }

    /// Two junctions that turn one stretch round.
    fn inversions(&mut self) {
        let mut first = 0;
        while first < self.left.len() {
            let [one, other] = self.left[first].ends;
            let turned = one.chromosome == other.chromosome && one.side == other.side;
            let partner = (first + 1..self.left.len()).find(|place| {
                let ends = &self.left[*place].ends;
                turned && ends[0].side == ends[1].side && self.face(one, ends[0]) && self.face(other, ends[1])
            });
            match partner {
                Some(place) => {
                    let partner = self.left.remove(place);
                    let junction = self.left.remove(first);
                    let cells = cells_of([&junction, &partner]);
                    self.inversion(&junction, cells, false);
                }
                None => first += 1,
            }
        }
    }

    fn inversion(&mut self, junction: &Junction, cells: Option<Cells>, presumed: bool) {
        let [one, other] = junction.ends;
        let places = (one.position.get(), other.position.get());
        let event = within("inv", Shape::Inversion, self.bands, one.chromosome, places, cells);
        self.say(Abnormality { junction: true, presumed, ..event });
    }

    /// Junctions without a partner.
    fn single(&mut self) {
        let left = std::mem::take(&mut self.left);
        let many = |chromosome: Chromosome| {
            left.iter().filter(|junction| junction.ends.iter().any(|end| end.chromosome == chromosome)).count() >= MANY
        };
        let (shattered, simple): (Vec<&Junction>, Vec<&Junction>) =
            left.iter().partition(|junction| junction.ends.iter().any(|end| many(end.chromosome)));
        let mut unexplained: Vec<Junction> = shattered.into_iter().cloned().collect();
        for junction in simple {
            let [one, other] = junction.ends;
            let explained =
                if one.chromosome == other.chromosome { self.one_within(junction) } else { self.one_between(junction) };
            // Within a chromosome a short one matters little; it is not told without copies that go with it.
            let long = one.chromosome != other.chromosome
                || self.bands.of_human(one.position.get().abs_diff(other.position.get())) >= COUNTS_FROM;
            if !explained && long {
                unexplained.push(junction.clone());
            }
        }
        self.unexplained(unexplained);
    }

    /// One junction between two chromosomes. Returns whether it is explained.
    fn one_between(&mut self, junction: &Junction) -> bool {
        let order = self.breaks(junction);
        let [one, other] = junction.ends;
        let (own, received) = match (self.is_centric(one), self.is_centric(other)) {
            (true, true) => return self.dicentric(junction),
            (true, false) => (one, other),
            (false, true) => (other, one),
            (false, false) => return false,
        };
        let cells = junction.cells;
        let lost = self.has(Sort::Loss, is_rest(own));
        let gained = self.has_gain_of(received);
        let centre_lost = self.has(Sort::Loss, is_rest(received));
        if lost && (gained || centre_lost) {
            let loss = self.take(Sort::Loss, is_rest(own));
            let other = if gained {
                self.take(Sort::Gain, is_piece(received))
            } else {
                self.take(Sort::Loss, is_rest(received))
            };
            let cells = cells.or(loss.and_then(|loss| loss.cells));
            let event = derivative("", own.chromosome, Shape::Derivative, &order, cells);
            let bases = loss.iter().chain(&other).map(Change::bases).sum();
            self.say(Abnormality { bases, ..event });
            if !gained {
                // The derivative has the end of a chromosome whose rest, with its centromere, is lost.
                let whole = other.map(|rest| Change { from_start: true, to_end: true, ..rest });
                self.joined.abnormalities.extend(whole.map(|whole| alone(&whole, self.bands)));
            }
            return true;
        }
        if gained && self.has_gain_of(own) {
            self.extra_derivative(own, received, &order, cells);
            return true;
        }
        let even = [own, received].iter().all(|end| !self.copies_change_at(*end));
        if even {
            let event = joined("", "t", Shape::Translocation, &order, cells);
            self.say(Abnormality { presumed: true, ..event });
        }
        even
    }

    fn dicentric(&mut self, junction: &Junction) -> bool {
        let [one, other] = junction.ends;
        if !self.has(Sort::Loss, is_rest(one)) || !self.has(Sort::Loss, is_rest(other)) {
            return false;
        }
        let lost = [self.take(Sort::Loss, is_rest(one)), self.take(Sort::Loss, is_rest(other))];
        let cells = junction.cells.or(lost[0].and_then(|loss| loss.cells));
        let event = joined("", "dic", Shape::Dicentric, &self.breaks(junction), cells);
        let bases = lost.iter().flatten().map(Change::bases).sum();
        self.say(Abnormality { chromosome_number: -1, bases, ..event });
        true
    }

    fn copies_change_at(&self, end: Breakend) -> bool {
        let base = end.position.get();
        self.changes.iter().any(|change| {
            change.sort != Sort::CopyNeutralLoss
                && change.chromosome == end.chromosome
                && (change.begins_at(base) || change.ends_at(base))
        })
    }

    /// One junction within a chromosome. Returns whether it is explained.
    fn one_within(&mut self, junction: &Junction) -> bool {
        let [one, other] = junction.ends;
        let (chromosome, places) = (one.chromosome, (one.position.get(), other.position.get()));
        let between =
            |change: &Change| change.chromosome == chromosome && change.begins_at(places.0) && change.ends_at(places.1);
        let (word, shape, sort) = match (one.side, other.side) {
            (KeepsLeft, KeepsRight) => ("del", Shape::Deletion, Sort::Loss),
            (KeepsRight, KeepsLeft) => ("dup", Shape::Gain, Sort::Gain),
            (KeepsLeft, KeepsLeft) | (KeepsRight, KeepsRight) => {
                let even = !junction.ends.iter().any(|end| self.copies_change_at(*end));
                if even {
                    self.inversion(junction, junction.cells, true);
                }
                return even;
            }
        };
        let found = self.take(sort, between);
        if found.is_some() || !self.copies_assessed {
            let cells = found.and_then(|change| change.cells).or(junction.cells);
            let event = within(word, shape, self.bands, chromosome, places, cells);
            self.say(Abnormality { junction: true, ..event });
            return true;
        }
        if sort == Sort::Gain && junction.ends.iter().all(|end| self.has(Sort::Loss, is_rest(*end))) {
            let lost = junction.ends.map(|end| self.take(Sort::Loss, is_rest(end)));
            let event = within("r", Shape::Ring, self.bands, chromosome, places, junction.cells);
            let bases = lost.iter().flatten().map(Change::bases).sum();
            self.say(Abnormality { junction: true, bases, ..event });
            return true;
        }
        false
    }

    /// What copies tell without a junction.
    fn copies(&mut self) {
        while let Some((gain, loss)) = self.mirrored() {
            let gain = self.changes.remove(gain);
            let loss = self.changes.remove(loss);
            self.say(isochromosome(&gain, &loss, self.bands));
        }
        while let Some((first, second)) = self.doubled() {
            let gain = self.changes.remove(second);
            self.changes.remove(first);
            if let Some(arm) = arm(&gain, self.bands) {
                self.say(extra_isochromosome(&gain, arm));
            }
        }
        let events: Vec<Abnormality> = self.changes.drain(..).map(|change| alone(&change, self.bands)).collect();
        self.joined.abnormalities.extend(events);
    }

    /// A gain and a loss that meet and fill one chromosome. The loss is given by its place after the gain was taken out.
    fn mirrored(&self) -> Option<(usize, usize)> {
        let ends = |gain: &Change, loss: &Change| {
            let meet = (loss.from_start && gain.to_end && (gain.begins_at(loss.end) || loss.ends_at(gain.start)))
                || (loss.to_end && gain.from_start && (gain.ends_at(loss.start) || loss.begins_at(gain.end)));
            let arms = arm(gain, self.bands).zip(arm(loss, self.bands)).is_some_and(|(one, other)| one != other);
            let centromere = self.bands.centromere(gain.chromosome);
            let centric = gain.start <= centromere && centromere < gain.end;
            gain.chromosome == loss.chromosome
                && alike(gain.cells, loss.cells)
                && !gain.is_whole()
                && !loss.is_whole()
                && (arms || (meet && centric))
        };
        let sorted = |sort| move |(_, change): &(usize, &Change)| change.sort == sort;
        let gains = self.changes.iter().enumerate().filter(sorted(Sort::Gain));
        gains
            .flat_map(|gain| self.changes.iter().enumerate().filter(sorted(Sort::Loss)).map(move |loss| (gain, loss)))
            .find(|((_, gain), (_, loss))| ends(gain, loss))
            .map(|((gain, _), (loss, _))| (gain, if loss > gain { loss - 1 } else { loss }))
    }

    /// An arm that is gained twice by the same cells.
    fn doubled(&self) -> Option<(usize, usize)> {
        let is = |one: &Change, other: &Change| {
            one.sort == Sort::Gain
                && other.sort == Sort::Gain
                && one.chromosome == other.chromosome
                && arm(one, self.bands).is_some()
                && arm(one, self.bands) == arm(other, self.bands)
                && alike(one.cells, other.cells)
        };
        let all = self.changes.iter().enumerate();
        all.flat_map(|first| self.changes.iter().enumerate().skip(first.0 + 1).map(move |second| (first, second)))
            .find(|((_, one), (_, other))| is(one, other))
            .map(|((first, _), (second, _))| (first, second))
    }

    /// Sets junctions apart, those that share a chromosome together.
    fn unexplained(&mut self, junctions: Vec<Junction>) {
        for junction in junctions {
            let [one, other] = junction.ends.map(|end| Break::of(self.bands, end));
            let written = if one.chromosome == other.chromosome {
                format!("{}({}~{})", one.chromosome, one.band, other.band)
            } else {
                format!("t({};{})({};{})", one.chromosome, other.chromosome, one.band, other.band)
            };
            let mut chromosomes = vec![one.chromosome, other.chromosome];
            let mut all = vec![written];
            let (with, without): (Vec<Unexplained>, Vec<Unexplained>) = std::mem::take(&mut self.joined.unexplained)
                .into_iter()
                .partition(|group| group.chromosomes.iter().any(|of| chromosomes.contains(of)));
            for group in with {
                chromosomes.extend(group.chromosomes);
                all = [group.junctions, all].concat();
            }
            chromosomes.sort_by_key(|chromosome| rank(*chromosome));
            chromosomes.dedup();
            self.joined.unexplained = without;
            self.joined.unexplained.push(Unexplained { chromosomes, junctions: all });
        }
    }
}
