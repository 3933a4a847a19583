//! The way of each patient through the stations.

use std::collections::VecDeque;

use clinic::clock::Milestone;
use fastrand::Rng;
use jiff::{Span, ToSpan};

use super::agenda::Agenda;
use super::calendar::Calendar;
use super::fault::Fault;
use super::scenario::{People, Scenario, seconds};
use super::station::{Station, Tally};
use super::{DAY, Seconds};

/// Days behind the last day that counts, in which what is under way may come to its end.
const RUN_OUT: u32 = 366;

/// What happened to one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journey {
    /// The place of its group in the scenario.
    pub group: usize,
    /// Whether it was urgent.
    pub urgent: bool,
    /// The milestones that it reached.
    pub milestones: Vec<(Milestone, Seconds)>,
    /// Units of 30x that it used, repeats included.
    pub units: u64,
}

/// What happened in a simulated stretch of time.
#[derive(Debug, Clone)]
pub struct Run {
    /// The working days that were simulated.
    pub calendar: Calendar,
    /// The orders whose requisition lies in the days that count, by time of referral.
    pub journeys: Vec<Journey>,
    /// What each station saw, over all days.
    pub stations: Vec<(&'static str, u32, Tally)>,
    /// Where each specimen was at the end; together they are all that were planned.
    pub specimens: Places,
    /// Units of 30x that left on runs.
    pub units: u64,
    /// Units of 30x that the runs could have taken.
    pub room: u64,
    /// Runs.
    pub runs: u64,
}

/// Specimens at the end of a simulation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Places {
    /// Asked for, repeats after a rejection not counted anew.
    pub planned: u64,
    /// On their way.
    pub travelling: u64,
    /// At the extraction of DNA.
    pub in_laboratory: u64,
    /// Waiting for a run.
    pub waiting: u64,
    /// On a run.
    pub running: u64,
    /// Sequenced.
    pub sequenced: u64,
    /// Rejected and taken again, ever.
    pub rejected: u64,
    /// Sequenced again, ever.
    pub repeated: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Tumour,
    Germline,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    NotNeeded,
    Planned,
    Travelling,
    InLaboratory,
    Waiting,
    Running,
    Sequenced,
}

#[derive(Debug)]
struct Specimen {
    place: Place,
    units: u32,
    cultured: bool,
    random: Rng,
}

#[derive(Debug)]
struct Patient {
    group: usize,
    urgent: bool,
    /// Of what does not depend on a specimen.
    random: Rng,
    tumour: Specimen,
    germline: Specimen,
    milestones: Vec<(Milestone, Seconds)>,
    units: u64,
}

impl Patient {
    fn specimen(&mut self, role: Role) -> &mut Specimen {
        match role {
            Role::Tumour => &mut self.tumour,
            Role::Germline => &mut self.germline,
        }
    }

    /// Whether both specimens are at least so far.
    fn both(&self, far: impl Fn(Place) -> bool) -> bool {
        [self.tumour.place, self.germline.place].into_iter().all(|place| place == Place::NotNeeded || far(place))
    }

    fn reach(&mut self, milestone: Milestone, at: Seconds) {
        if self.milestones.iter().all(|(own, _)| *own != milestone) {
            self.milestones.push((milestone, at));
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Event {
    Decided(usize),
    Submitted(usize),
    Arrives(usize, Role),
    DnaDone(usize, Role),
    RunsStart,
    RunDone(usize),
    Analysed(usize),
    Interpreted(usize),
    Approved(usize),
    Discussed(usize),
}

/// Simulates a scenario. The same seed gives the same run; a scenario that differs in people or machines alone meets the same patients.
///
/// # Errors
/// When the scenario has faults.
pub fn simulate(scenario: &Scenario, seed: u64) -> Result<Run, Vec<Fault>> {
    let faults = scenario.faults();
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut simulation = Simulation::new(scenario, seed);
    while let Some((now, event)) = simulation.agenda.next() {
        simulation.happens(now, event);
    }
    Ok(simulation.end())
}

struct Simulation<'s> {
    scenario: &'s Scenario,
    calendar: Calendar,
    agenda: Agenda<Event>,
    patients: Vec<Patient>,
    laboratory: Station<(usize, Role)>,
    analysis: Station<usize>,
    interpretation: Station<usize>,
    approval: Station<usize>,
    /// Specimens that wait for a run, since when; the urgent apart.
    waiting: [VecDeque<(Seconds, usize, Role)>; 2],
    running: Vec<Vec<(usize, Role)>>,
    machines_at_work: u32,
    units: u64,
    rejected: u64,
    repeated: u64,
}

impl<'s> Simulation<'s> {
    fn new(scenario: &'s Scenario, seed: u64) -> Self {
        let days = scenario.warm_up_days + scenario.days;
        let first = scenario.first_day.saturating_sub(Span::new().days(i64::from(scenario.warm_up_days)));
        let calendar = Calendar::new(first, usize::try_from(days + RUN_OUT).unwrap_or(usize::MAX), &scenario.hours);
        let mut simulation = Self {
            scenario,
            calendar,
            agenda: Agenda::default(),
            patients: Vec::new(),
            laboratory: Station::new(scenario.laboratory.count),
            analysis: Station::new(scenario.analysis.count),
            interpretation: Station::new(scenario.interpretation.count),
            approval: Station::new(scenario.approval.count),
            waiting: [VecDeque::new(), VecDeque::new()],
            running: Vec::new(),
            machines_at_work: 0,
            units: 0,
            rejected: 0,
            repeated: 0,
        };
        for group in 0..scenario.patients.len() {
            // A sequence for each group, so that another group's size changes none of its patients.
            let random = Rng::with_seed(seed ^ (0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(group as u64 + 1)));
            simulation.refer(group, random, usize::try_from(days).unwrap_or(usize::MAX));
        }
        if let Some(first) = simulation.calendar.next_on(0, &scenario.sequencing.starts) {
            simulation.agenda.plan(first, Event::RunsStart);
        }
        simulation
    }

    /// Refers the patients of a group: Poisson on working days, in the proportion of the months, at a random time of the working day.
    fn refer(&mut self, group: usize, mut random: Rng, days: usize) {
        let scenario = self.scenario;
        let of = &scenario.patients[group];
        let month = |day: usize| scenario.months[usize::from(self.calendar.date(day).month().unsigned_abs()) - 1];
        let weight: Vec<f64> = (0..days).map(|day| if self.calendar.is_open(day) { month(day) } else { 0.0 }).collect();
        // A year's patients are spread over the working days of a year, whatever part of one is simulated.
        let year = self.calendar.date(0).series(1.day()).take(365);
        let open = Calendar::new(self.calendar.date(0), 365, &scenario.hours);
        let in_year: f64 = year
            .enumerate()
            .filter(|(day, _)| open.is_open(*day))
            .map(|(_, date)| scenario.months[usize::from(date.month().unsigned_abs()) - 1])
            .sum();
        if in_year == 0.0 {
            return;
        }
        let (opens, closes) = (f64::from(scenario.hours.opens), f64::from(scenario.hours.closes));
        for (day, weight) in weight.into_iter().enumerate() {
            let expected = of.per_year * scenario.scale * weight / in_year;
            for _ in 0..poisson(expected, &mut random) {
                let mut own = random.fork();
                let hour = opens + (closes - opens) * own.f64();
                let referred = Seconds::try_from(day).unwrap_or(Seconds::MAX / DAY) * DAY + seconds(hour, 3600);
                let urgent = own.f64() < of.fast_track;
                let cultured = own.f64() < of.cultured;
                let specimen = |units: u32, cultured, random| Specimen {
                    place: if units == 0 { Place::NotNeeded } else { Place::Planned },
                    units,
                    cultured,
                    random,
                };
                let tumour = specimen(of.tumour_units, false, own.fork());
                let germline = specimen(of.germline_units, cultured, own.fork());
                let patient = self.patients.len();
                self.patients.push(Patient {
                    group,
                    urgent,
                    random: own,
                    tumour,
                    germline,
                    milestones: Vec::new(),
                    units: 0,
                });
                self.plan(self.calendar.next_on(referred, &scenario.mdt), Event::Decided(patient));
            }
        }
    }

    /// Plans what lies within the simulated days.
    fn plan(&mut self, at: Option<Seconds>, event: Event) {
        if let Some(at) = at {
            self.agenda.plan(at, event);
        }
    }

    fn happens(&mut self, now: Seconds, event: Event) {
        match event {
            Event::Decided(patient) => {
                let own = &mut self.patients[patient];
                own.reach(Milestone::MdtDecision, now);
                let delay = seconds(self.scenario.requisition.draw(&mut own.random), DAY);
                self.agenda.plan(now + delay, Event::Submitted(patient));
            }
            Event::Submitted(patient) => {
                self.patients[patient].reach(Milestone::Submitted, now);
                for role in [Role::Tumour, Role::Germline] {
                    if self.patients[patient].specimen(role).place == Place::Planned {
                        self.send(now, patient, role);
                    }
                }
            }
            Event::Arrives(patient, role) => self.arrives(now, patient, role),
            Event::DnaDone(patient, role) => {
                self.laboratory.finish();
                self.extract(now);
                let own = &mut self.patients[patient];
                own.specimen(role).place = Place::Waiting;
                if own.both(|place| matches!(place, Place::Waiting | Place::Running | Place::Sequenced)) {
                    own.reach(Milestone::DnaAccepted, now);
                }
                self.waiting[usize::from(!own.urgent)].push_back((now, patient, role));
            }
            Event::RunsStart => self.runs_start(now),
            Event::RunDone(run) => self.run_done(now, run),
            Event::Analysed(patient) => {
                self.analysis.finish();
                self.patients[patient].reach(Milestone::DataReleased, now);
                self.interpretation.arrive(now, patient, self.patients[patient].urgent);
                self.analyse(now);
                self.interpret(now);
            }
            Event::Interpreted(patient) => {
                self.interpretation.finish();
                self.approval.arrive(now, patient, self.patients[patient].urgent);
                self.interpret(now);
                self.approve(now);
            }
            Event::Approved(patient) => {
                self.approval.finish();
                self.patients[patient].reach(Milestone::Signed, now);
                self.plan(self.calendar.next_on(now, &self.scenario.mdt), Event::Discussed(patient));
                self.approve(now);
            }
            Event::Discussed(patient) => self.patients[patient].reach(Milestone::Discussed, now),
        }
    }

    /// A specimen is taken and sent, or a rejected one again.
    fn send(&mut self, now: Seconds, patient: usize, role: Role) {
        let specimen = self.patients[patient].specimen(role);
        let times = &self.scenario.specimens;
        let days = match role {
            Role::Tumour => times.tumour,
            Role::Germline if specimen.cultured => times.cultured,
            Role::Germline => times.germline,
        };
        specimen.place = Place::Travelling;
        let arrives = now + seconds(days.draw(&mut specimen.random), DAY);
        self.agenda.plan(arrives, Event::Arrives(patient, role));
    }

    fn arrives(&mut self, now: Seconds, patient: usize, role: Role) {
        if self.patients[patient].specimen(role).random.f64() < self.scenario.specimens.rejected {
            self.rejected += 1;
            self.send(now, patient, role);
            return;
        }
        let own = &mut self.patients[patient];
        own.specimen(role).place = Place::InLaboratory;
        own.reach(if role == Role::Tumour { Milestone::TumourReceived } else { Milestone::GermlineReceived }, now);
        if own.both(|place| !matches!(place, Place::Planned | Place::Travelling)) {
            own.reach(Milestone::PairReceived, now);
        }
        self.laboratory.arrive(now, (patient, role), own.urgent);
        self.extract(now);
    }

    fn extract(&mut self, now: Seconds) {
        while let Some((patient, role)) = self.laboratory.take(now) {
            let random = &mut self.patients[patient].specimen(role).random;
            let done = work(&self.calendar, &mut self.laboratory, self.scenario.laboratory, random, now);
            self.plan(done, Event::DnaDone(patient, role));
        }
    }

    /// Each free machine takes what fits, the urgent first, if it is enough or has waited long enough.
    fn runs_start(&mut self, now: Seconds) {
        let rules = &self.scenario.sequencing;
        while self.machines_at_work < rules.machines {
            let waiting: u64 =
                self.waiting.iter().flatten().map(|(_, patient, role)| u64::from(self.units_of(*patient, *role))).sum();
            let oldest = self.waiting.iter().filter_map(|queue| queue.front()).map(|(since, ..)| *since).min();
            let long = oldest.is_some_and(|since| now - since >= Seconds::from(rules.longest_wait_days) * DAY);
            if waiting == 0 || (waiting < u64::from(rules.least_units) && !long) {
                break;
            }
            let mut room = rules.units_per_run;
            let mut aboard = Vec::new();
            for queue in 0..self.waiting.len() {
                let mut left = VecDeque::new();
                while let Some((since, patient, role)) = self.waiting[queue].pop_front() {
                    let units = self.units_of(patient, role);
                    if units <= room {
                        room -= units;
                        aboard.push((patient, role));
                    } else {
                        left.push_back((since, patient, role));
                    }
                }
                self.waiting[queue] = left;
            }
            for (patient, role) in &aboard {
                let own = &mut self.patients[*patient];
                let specimen = own.specimen(*role);
                specimen.place = Place::Running;
                let units = u64::from(specimen.units);
                own.units += units;
                self.units += units;
            }
            self.machines_at_work += 1;
            self.agenda.plan(now + seconds(rules.days, DAY), Event::RunDone(self.running.len()));
            self.running.push(aboard);
        }
        self.plan(self.calendar.next_on(now + 1, &rules.starts), Event::RunsStart);
    }

    fn units_of(&self, patient: usize, role: Role) -> u32 {
        match role {
            Role::Tumour => self.patients[patient].tumour.units,
            Role::Germline => self.patients[patient].germline.units,
        }
    }

    fn run_done(&mut self, now: Seconds, run: usize) {
        self.machines_at_work -= 1;
        for (patient, role) in std::mem::take(&mut self.running[run]) {
            let own = &mut self.patients[patient];
            let specimen = own.specimen(role);
            if specimen.random.f64() < self.scenario.sequencing.failed {
                specimen.place = Place::Waiting;
                self.repeated += 1;
                self.waiting[usize::from(!own.urgent)].push_back((now, patient, role));
                continue;
            }
            specimen.place = Place::Sequenced;
            if own.both(|place| place == Place::Sequenced) {
                own.reach(Milestone::Sequenced, now);
                self.analysis.arrive(now, patient, own.urgent);
            }
        }
        self.analyse(now);
    }

    fn analyse(&mut self, now: Seconds) {
        while let Some(patient) = self.analysis.take(now) {
            // Computers do not sleep.
            let time = seconds(self.scenario.analysis.hours.draw(&mut self.patients[patient].random), 3600);
            self.analysis.takes(time);
            self.agenda.plan(now + time, Event::Analysed(patient));
        }
    }

    fn interpret(&mut self, now: Seconds) {
        while let Some(patient) = self.interpretation.take(now) {
            let random = &mut self.patients[patient].random;
            let done = work(&self.calendar, &mut self.interpretation, self.scenario.interpretation, random, now);
            self.plan(done, Event::Interpreted(patient));
        }
    }

    fn approve(&mut self, now: Seconds) {
        while let Some(patient) = self.approval.take(now) {
            let random = &mut self.patients[patient].random;
            let done = work(&self.calendar, &mut self.approval, self.scenario.approval, random, now);
            self.plan(done, Event::Approved(patient));
        }
    }

    fn end(self) -> Run {
        let mut specimens = Places { rejected: self.rejected, repeated: self.repeated, ..Places::default() };
        for specimen in self.patients.iter().flat_map(|patient| [&patient.tumour, &patient.germline]) {
            let place = match specimen.place {
                Place::NotNeeded | Place::Planned => continue,
                Place::Travelling => &mut specimens.travelling,
                Place::InLaboratory => &mut specimens.in_laboratory,
                Place::Waiting => &mut specimens.waiting,
                Place::Running => &mut specimens.running,
                Place::Sequenced => &mut specimens.sequenced,
            };
            *place += 1;
            specimens.planned += 1;
        }
        let from = Seconds::from(self.scenario.warm_up_days) * DAY;
        let to = from + Seconds::from(self.scenario.days) * DAY;
        let counts = |patient: &Patient| {
            patient
                .milestones
                .iter()
                .any(|(milestone, at)| *milestone == Milestone::Submitted && (from..to).contains(at))
        };
        let journey = |patient: Patient| Journey {
            group: patient.group,
            urgent: patient.urgent,
            milestones: patient.milestones,
            units: patient.units,
        };
        let runs = self.running.len() as u64;
        Run {
            journeys: self.patients.into_iter().filter(counts).map(journey).collect(),
            stations: vec![
                ("laboratory", self.scenario.laboratory.count, self.laboratory.tally().clone()),
                ("analysis", self.scenario.analysis.count, self.analysis.tally().clone()),
                ("interpretation", self.scenario.interpretation.count, self.interpretation.tally().clone()),
                ("approval", self.scenario.approval.count, self.approval.tally().clone()),
            ],
            specimens,
            units: self.units,
            room: runs * u64::from(self.scenario.sequencing.units_per_run),
            runs,
            calendar: self.calendar,
        }
    }
}

/// When work that is taken up now is done, in working hours.
fn work<W>(
    calendar: &Calendar,
    station: &mut Station<W>,
    people: People,
    random: &mut Rng,
    now: Seconds,
) -> Option<Seconds> {
    let time = seconds(people.hours.draw(random), 3600);
    station.takes(time);
    calendar.after_work(now, time)
}

/// A count with an expectation.
///
/// METHOD: Knuth, The Art of Computer Programming, volume 2, section 3.4.1, in parts of at most 30 so that nothing underflows: the sum of
/// independent counts is a count with the sum of their expectations.
fn poisson(expected: f64, random: &mut Rng) -> u32 {
    let (mut left, mut count) = (expected, 0);
    while left > 0.0 {
        let part = left.min(30.0);
        left -= part;
        let (limit, mut product) = ((-part).exp(), random.f64());
        while product > limit {
            count += 1;
            product *= random.f64();
        }
    }
    count
}
