//! What happens next.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Seconds;

/// Events to come, by time; those of one instant in the order in which they were planned, so that a run can be repeated.
#[derive(Debug)]
pub struct Agenda<Event> {
    events: BinaryHeap<Reverse<Planned<Event>>>,
    planned: u64,
}

#[derive(Debug)]
struct Planned<Event> {
    at: Seconds,
    number: u64,
    event: Event,
}

impl<Event> Planned<Event> {
    fn key(&self) -> (Seconds, u64) {
        (self.at, self.number)
    }
}

impl<Event> PartialEq for Planned<Event> {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl<Event> Eq for Planned<Event> {}

impl<Event> PartialOrd for Planned<Event> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<Event> Ord for Planned<Event> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl<Event> Default for Agenda<Event> {
    fn default() -> Self {
        Self { events: BinaryHeap::new(), planned: 0 }
    }
}

impl<Event> Agenda<Event> {
    /// Plans an event.
    pub fn plan(&mut self, at: Seconds, event: Event) {
        self.planned += 1;
        self.events.push(Reverse(Planned { at, number: self.planned, event }));
    }

    /// The next event and when it happens.
    pub fn next(&mut self) -> Option<(Seconds, Event)> {
        self.events.pop().map(|Reverse(planned)| (planned.at, planned.event))
    }
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::super::{Seconds, Station};
    use super::Agenda;

    /// The mean wait in a queue with Poisson arrivals and exponential service.
    ///
    /// Source: Erlang (1917); Gross et al., Fundamentals of Queueing Theory, 4th edition, section 2.3.
    fn erlang_c(arrivals: f64, service: f64, servers: u32) -> f64 {
        let load = arrivals * service;
        let (mut term, mut sum) = (1.0, 1.0);
        for n in 1..servers {
            term *= load / f64::from(n);
            sum += term;
        }
        let all_busy = term * load / f64::from(servers) / (1.0 - load / f64::from(servers));
        let waits = all_busy / (sum + all_busy);
        waits * service / (f64::from(servers) - load)
    }

    enum Event {
        Comes,
        Done,
    }

    /// The mean waits of batches, in seconds.
    fn simulated(seed: u64, between: f64, service: f64, servers: u32, batches: usize, size: usize) -> Vec<f64> {
        let mut random = Rng::with_seed(seed);
        let mut draw = |mean: f64| {
            #[expect(clippy::cast_possible_truncation, reason = "far below 2^53")]
            let seconds = (-(1.0 - random.f64()).ln() * mean).round() as Seconds;
            seconds
        };
        let mut station = Station::new(servers);
        let mut agenda = Agenda::default();
        agenda.plan(draw(between), Event::Comes);
        while station.tally().waits.len() < (batches + 1) * size {
            let (now, event) = agenda.next().unwrap();
            match event {
                Event::Comes => {
                    station.arrive(now, (), false);
                    agenda.plan(now + draw(between), Event::Comes);
                }
                Event::Done => station.finish(),
            }
            while station.take(now).is_some() {
                agenda.plan(now + draw(service), Event::Done);
            }
        }
        let mean = |batch: &[Seconds]| {
            #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
            let mean = batch.iter().sum::<Seconds>() as f64 / batch.len() as f64;
            mean
        };
        // The first batch fills the queue and does not count.
        station.tally().waits[size..].chunks(size).take(batches).map(mean).collect()
    }

    #[test]
    fn queues_wait_as_erlang_says() {
        for (servers, load) in [(1, 0.5), (1, 0.8), (3, 0.7), (5, 0.9), (20, 0.85)] {
            let service = 40_000.0;
            let between = service / (f64::from(servers) * load);
            let (batches, size) = (30_u32, 40_000);
            let means = simulated(7, between, service, servers, 30, size);
            let n = f64::from(batches);
            let mean = means.iter().sum::<f64>() / n;
            let deviation = (means.iter().map(|m| (m - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
            // 99.9 % of Student's t with 29 degrees of freedom, since five queues are looked at.
            let half = 3.66 * deviation / n.sqrt();
            let theory = erlang_c(1.0 / between, service, servers);
            assert!(
                (mean - theory).abs() <= half,
                "{servers} servers at {load}: waits {mean:.0} ± {half:.0}, theory {theory:.0}"
            );
            assert!(
                half < 0.1 * theory,
                "{servers} servers at {load}: {half:.0} of {theory:.0} could not tell a wrong queue"
            );
        }
    }
}
