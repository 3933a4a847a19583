//! A place where work waits for somebody free.

use std::collections::VecDeque;

use super::Seconds;

/// What a station has seen. Each that arrived waits, is served, or has left: nothing is lost.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Pieces of work that came.
    pub arrived: u64,
    /// Pieces of work that were finished.
    pub left: u64,
    /// The most that ever waited at once.
    pub longest_queue: usize,
    /// How long each waited that was taken up, in the order of taking up.
    pub waits: Vec<Seconds>,
    /// Seconds of servers' work taken up.
    pub work: Seconds,
}

/// Servers before one queue: the urgent first, else first come, first served. Work that was taken up is finished.
#[derive(Debug, Clone)]
pub struct Station<Work> {
    servers: u32,
    busy: u32,
    urgent: VecDeque<(Seconds, Work)>,
    ordinary: VecDeque<(Seconds, Work)>,
    tally: Tally,
}

impl<Work> Station<Work> {
    /// A station with so many servers, all free.
    #[must_use]
    pub fn new(servers: u32) -> Self {
        Self { servers, busy: 0, urgent: VecDeque::new(), ordinary: VecDeque::new(), tally: Tally::default() }
    }

    /// Work comes.
    pub fn arrive(&mut self, now: Seconds, work: Work, urgent: bool) {
        self.tally.arrived += 1;
        if urgent { &mut self.urgent } else { &mut self.ordinary }.push_back((now, work));
    }

    /// A free server takes up the next work, if both are there.
    pub fn take(&mut self, now: Seconds) -> Option<Work> {
        let waiting = self.waiting();
        self.tally.longest_queue = self.tally.longest_queue.max(waiting);
        if self.busy == self.servers {
            return None;
        }
        let (since, work) = self.urgent.pop_front().or_else(|| self.ordinary.pop_front())?;
        self.busy += 1;
        self.tally.waits.push(now - since);
        Some(work)
    }

    /// Says how long the work that was taken up last takes its server.
    pub fn takes(&mut self, seconds: Seconds) {
        self.tally.work += seconds;
    }

    /// A server is done.
    pub fn finish(&mut self) {
        self.busy -= 1;
        self.tally.left += 1;
    }

    /// Pieces of work in the queue.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.urgent.len() + self.ordinary.len()
    }

    /// Servers at work.
    #[must_use]
    pub fn busy(&self) -> u32 {
        self.busy
    }

    /// What was seen so far.
    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.tally
    }
}
