//! What several clients did in shared courses, as somebody outside saw it, held against what the store has.
//!
//! METHOD: linearizability (M. Herlihy, J. Wing, ACM Transactions on Programming Languages and Systems 12(3), 1990). A write names the version
//! that it replaces, so a course has one possible order of its writes. It is checked that this order explains every answer, and that
//! nobody's time contradicts it: who was told something before another asked comes before that other.

use std::collections::{BTreeMap, BTreeSet};

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    Read,
    /// So many events on top of that version.
    Write {
        seen: u64,
        events: u64,
    },
}

/// What was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// A read's or a write's version.
    Version(u64),
    /// Another version is there, or one is there already.
    Stale,
}

#[derive(Debug)]
struct Asked {
    course: String,
    wish: Wish,
    /// Which line asked first.
    line: u64,
    /// The highest version of the course that anybody had been told by then.
    floor: u64,
    told: Option<(u64, Told)>,
}

/// All that was asked and told, in the order in which it was seen from outside.
#[derive(Debug, Default)]
pub struct History {
    asked: BTreeMap<String, Asked>,
    known: BTreeMap<String, u64>,
    open: BTreeSet<String>,
    lines: u64,
    faults: Vec<String>,
}

impl History {
    /// Something was asked under a key, for the first time or again.
    pub fn asks(&mut self, key: &str, course: &str, wish: Wish) {
        self.lines += 1;
        let (line, floor) = (self.lines, self.known.get(course).copied().unwrap_or_default());
        let new = Asked { course: course.to_owned(), wish, line, floor, told: None };
        let own = self.asked.entry(key.to_owned()).or_insert(new);
        assert_eq!((own.course.as_str(), own.wish), (course, wish), "{key}: a client asks for one thing under a key");
        if own.told.is_none() {
            self.open.insert(key.to_owned());
        }
    }

    /// It was answered.
    pub fn is_told(&mut self, key: &str, told: Told) {
        self.lines += 1;
        self.open.remove(key);
        let own = self.asked.get_mut(key).unwrap_or_else(|| panic!("{key} was not asked"));
        let (_, first) = *own.told.get_or_insert((self.lines, told));
        if first != told {
            self.faults.push(format!("{key} was told {first:?}, and again {told:?}"));
        }
        if let Told::Version(version) = told {
            let known = self.known.entry(own.course.clone()).or_default();
            *known = version.max(*known);
        }
    }

    /// What was asked and not answered: a read is forgotten; a write is in doubt, with its key, course, version and events.
    pub fn in_doubt(&mut self) -> Vec<(String, String, u64, u64)> {
        let mut writes = Vec::new();
        for key in std::mem::take(&mut self.open) {
            match self.asked[&key].wish {
                Wish::Read => drop(self.asked.remove(&key)),
                Wish::Write { seen, events } => {
                    writes.push((key.clone(), self.asked[&key].course.clone(), seen, events));
                    self.open.insert(key);
                }
            }
        }
        writes
    }

    /// Keys of the writes that were told this.
    pub fn told(&self, fits: impl Fn(Told) -> bool) -> impl Iterator<Item = &str> {
        let own = move |own: &Asked| own.wish != Wish::Read && own.told.is_some_and(|(_, told)| fits(told));
        self.asked.iter().filter(move |(_, asked)| own(asked)).map(|(key, _)| key.as_str())
    }

    /// Everything that is wrong, given the key of each event of each course, in the order of its versions.
    pub fn faults(mut self, stored: &BTreeMap<String, Vec<String>>) -> Vec<String> {
        let mut found = BTreeSet::new();
        let mut courses: BTreeMap<&str, Runs<'_>> = BTreeMap::new();
        for (course, events) in stored {
            let runs = Runs::of(events);
            for (from, to, key) in runs.all() {
                if !found.insert(key) {
                    self.faults.push(format!("{course}: {key} is there twice"));
                }
                if let Some(wrong) = self.wrong(course, from, to, key) {
                    self.faults.push(format!("{course}: {key}, {from} to {to}, {wrong}"));
                }
            }
            courses.insert(course, runs);
        }
        let none = Runs::default();
        for (key, own) in &self.asked {
            let runs = courses.get(own.course.as_str()).unwrap_or(&none);
            let wrong = match (own.wish, own.told) {
                (Wish::Write { .. }, Some((_, Told::Version(_)))) if !found.contains(key.as_str()) => "is lost",
                (Wish::Write { seen, .. }, Some((told, Told::Stale))) => {
                    let later = runs.over(seen).and_then(|other| self.asked.get(other));
                    if later.is_some_and(|later| later.line < told) {
                        continue;
                    }
                    "was refused, and nobody had written"
                }
                (Wish::Read, Some((_, Told::Version(version)))) if version < own.floor => "read what was over",
                (Wish::Read, Some((_, Told::Version(version)))) if !runs.ends_at(version) => {
                    "read what is not there, or a part"
                }
                (Wish::Read, Some((_, Told::Stale))) => "was a read that was refused",
                _ => continue,
            };
            self.faults.push(format!("{}: {key} {wrong}", own.course));
        }
        self.faults
    }

    /// What is wrong with events that are there.
    fn wrong(&self, course: &str, from: u64, to: u64, key: &str) -> Option<&'static str> {
        let Some(own) = self.asked.get(key).filter(|own| own.course == course) else {
            return Some("nobody asked for");
        };
        let expected = Wish::Write { seen: from, events: to - from };
        match own.told {
            _ if own.wish != expected => Some("is not what was asked for"),
            Some((_, Told::Stale)) => Some("was refused"),
            Some((_, Told::Version(version))) if version != to => Some("was told another version"),
            _ if from < own.floor => Some("came before what was over when it was asked"),
            _ => None,
        }
    }
}

/// Events of one course, by the version below the first of each write: the version after the last, and the key.
#[derive(Default)]
struct Runs<'e>(BTreeMap<u64, (u64, &'e str)>);

impl<'e> Runs<'e> {
    fn of(events: &'e [String]) -> Self {
        let mut runs = BTreeMap::new();
        let mut from = 0;
        for own in events.chunk_by(|one, next| one == next) {
            let to = from + own.len() as u64;
            runs.insert(from, (to, own[0].as_str()));
            from = to;
        }
        Self(runs)
    }

    fn all(&self) -> impl Iterator<Item = (u64, u64, &'e str)> {
        self.0.iter().map(|(from, (to, key))| (*from, *to, *key))
    }

    /// The write with which that version was over.
    fn over(&self, version: u64) -> Option<&'e str> {
        let (_, (to, key)) = self.0.range(..=version).next_back()?;
        (*to > version).then_some(*key)
    }

    /// Whether a write ends at that version, so that a reader may see it.
    fn ends_at(&self, version: u64) -> bool {
        version == 0 || self.0.values().any(|(to, _)| *to == version)
    }
}

/// Faults of a history of the course `c`, each line `KEY asks SEEN EVENTS`, `KEY reads`, `KEY told VERSION` or `KEY stale`.
fn judged(lines: &str, stored: &str) -> Vec<String> {
    let mut history = History::default();
    for line in lines.split(", ") {
        let words: Vec<&str> = line.split(' ').collect();
        let number = |at: usize| words[at].parse().unwrap();
        match words[1] {
            "asks" => history.asks(words[0], "c", Wish::Write { seen: number(2), events: number(3) }),
            "reads" => history.asks(words[0], "c", Wish::Read),
            "told" => history.is_told(words[0], Told::Version(number(2))),
            _ => history.is_told(words[0], Told::Stale),
        }
    }
    history.faults(&[("c".to_owned(), stored.split_whitespace().map(str::to_owned).collect())].into())
}

const SOUND: &str = "a asks 0 1, z asks 0 2, a told 1, z stale, r reads, b asks 1 2, r told 1, b told 3, b asks 1 2, b told 3, d asks 3 1";

#[test]
fn a_history_that_one_order_explains_is_sound() {
    assert_eq!(judged(SOUND, "a b b"), [""; 0], "what is in doubt may be absent");
    assert_eq!(judged(SOUND, "a b b d"), [""; 0], "or there");
    assert_eq!(
        judged("a asks 0 2, a told 2, z asks 1 1, z stale", "a a"),
        [""; 0],
        "a version that nobody was told is old"
    );
    assert_eq!(judged("r reads, a asks 0 1, r told 1, a told 1", "a"), [""; 0], "a read may see what is not yet told");
}

#[test]
fn each_anomaly_is_seen() {
    let told = |lines: &str, stored: &str, expected: &str| {
        let faults = judged(lines, stored);
        assert!(faults.iter().any(|own| own.contains(expected)), "{stored}: {faults:?}");
    };
    told(SOUND, "a", "b is lost");
    told(SOUND, "b b", "b, 0 to 2, is not what was asked for");
    told(SOUND, "a b", "is not what was asked for");
    told(SOUND, "a b b x", "nobody asked for");
    told(SOUND, "a b b a", "a is there twice");
    told(SOUND, "a b b d d", "d, 3 to 5, is not what was asked for");
    told("a asks 0 1, z asks 0 1, a told 1, z stale", "a z", "is not what was asked for");
    told("a asks 0 1, z asks 1 1, a told 1, z stale", "a z", "was refused");
    told("a asks 0 1, z asks 1 1, a told 1, z stale", "a", "was refused, and nobody had written");
    told("z asks 0 1, z stale, a asks 0 1, a told 1", "a", "was refused, and nobody had written");
    told("a asks 0 1, a told 1, r reads, r told 0", "a", "read what was over");
    told("a asks 0 2, r reads, r told 1, a told 2", "a a", "read what is not there, or a part");
    told("r reads, r told 2, a asks 0 1", "a", "read what is not there, or a part");
    told("a asks 0 1, a told 2", "a", "was told another version");
    told("a asks 0 1, a told 1, a asks 0 1, a told 2", "a", "and again");
    // Two that saw the same version, both of whom were told that they had written.
    told("a asks 0 1, b asks 0 1, a told 1, b told 1", "a", "b is lost");
    // Asked for when it was known that something later was there.
    told("a asks 0 1, b asks 1 1, b told 2, c asks 0 1, d asks 1 1", "c b", "came before what was over");
}
