//! The writer is killed while it writes: what was acknowledged is there, nothing is there twice, nothing is there in part, and one
//! order of each course explains what everybody was told.

use std::fmt::{self, Display};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use clinic::identifier::StaffId;
use registry::precondition::{Precondition, Version};
use registry::store::{Request, Store};

use crate::cases::{access, patient, request};
use crate::fixture::NOW;
use crate::history::{History, Told, Wish};
use crate::place::{Place, key, keys_of_events};
use crate::server::PostgreSqlServer;

const CHILD: &str = "MARV_TEST_WRITER";
/// Who write at a time, half of them at each of two stores, as two instances would have them.
const CLIENTS: usize = 16;
/// Courses that all of them write in.
const SHARED: usize = 4;
/// Kills after which they go over to new courses: reading one takes as long as it is.
const LASTS: u32 = 4;
/// Requests of earlier rounds that are sent again, whatever was answered.
const AGAIN: usize = 16;

/// A request to write, as a client keeps it until it is answered.
#[derive(Debug, Clone)]
pub struct Ask {
    pub key: String,
    pub course: String,
    pub seen: u64,
    pub events: u64,
}

impl Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.key, self.course, self.seen, self.events)
    }
}

impl Ask {
    fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let (key, course) = (words.next()?.to_owned(), words.next()?.to_owned());
        Some(Self { key, course, seen: words.next()?.parse().ok()?, events: words.next()?.parse().ok()? })
    }

    fn wish(&self) -> Wish {
        Wish::Write { seen: self.seen, events: self.events }
    }

    /// Sends it; the version then, or nothing if it is old. The key stands in each event as the one who wrote it.
    pub fn send(&self, store: &Store) -> Result<Option<u64>, String> {
        let seen = if self.seen == 0 { Precondition::New } else { Precondition::Seen(Version(self.seen)) };
        let mut request: Request = request(&self.course, seen, &self.key);
        request.access.by.id = StaffId::new(&self.key).unwrap();
        let day = jiff::civil::date(2025, 1, 1);
        let event = clinic::course::Event::TransplantRecorded { day };
        match store.write(&request, |_| Ok(vec![event.clone(); usize::try_from(self.events).unwrap()])) {
            Ok(written) => Ok(Some(written.version.0)),
            Err(error) if error.status() == 412 => Ok(None),
            Err(error) => Err(format!("{}: {error}", self.key)),
        }
    }
}

/// One of those who write, and what it believes of each course.
struct Client<'s> {
    store: &'s Store,
    name: String,
    random: fastrand::Rng,
    courses: Vec<(String, u64)>,
    last: Option<Ask>,
    count: u32,
}

impl Client<'_> {
    fn key(&mut self, kind: char) -> String {
        self.count += 1;
        format!("{kind}{}-{}", self.name, self.count)
    }

    /// Says what it asks before it asks, and what it was told after that.
    fn sends(&mut self, ask: Ask) {
        println!("> {ask} .");
        let told = ask.send(self.store).unwrap_or_else(|error| panic!("{error}"));
        match told {
            Some(version) => println!("< {} {version} .", ask.key),
            None => println!("x {} .", ask.key),
        }
        let believed = self.courses.iter_mut().find(|(course, _)| *course == ask.course);
        match (believed, told) {
            (Some((_, believed)), Some(version)) => *believed = version.max(*believed),
            (Some(_), None) => self.reads(&ask.course),
            _ => {}
        }
        self.last = Some(ask);
    }

    fn reads(&mut self, course: &str) {
        let key = self.key('r');
        println!("> {key} {course} .");
        let version = self.store.course(&access(), &patient(course), *NOW).unwrap().1.0;
        println!("< {key} {version} .");
        self.courses.iter_mut().filter(|(own, _)| own == course).for_each(|(_, believed)| *believed = version);
    }

    /// A course made new, a write on what it believes, one on what is over, the last one again, or a reading.
    fn does_something(&mut self) {
        let (course, believed) = self.courses[self.random.usize(..SHARED)].clone();
        match (self.random.u8(..16), self.last.clone()) {
            (0 | 1, Some(last)) => self.sends(last),
            (2 | 3, _) => self.reads(&course),
            (chance, _) => {
                let seen = if chance < 6 { believed.saturating_sub(1) } else { believed };
                let (key, events) = (self.key('w'), self.random.u64(1..=3));
                self.sends(Ask { key, course, seen, events });
            }
        }
    }
}

fn open(address: &str, anchor: &Path) -> Store {
    Store::open(&address.into(), key(), Some(anchor)).unwrap()
}

/// What the killed process does. A client that meets an error says so, and ends all of them.
#[test]
fn writer_that_is_killed() {
    let Ok(told) = std::env::var(CHILD) else {
        return;
    };
    let [address, anchor, seed, round] = told.split('|').collect::<Vec<_>>()[..] else { panic!("{told}") };
    let (seed, round): (u64, u32) = (seed.parse().unwrap(), round.parse().unwrap());
    let anchor = Path::new(anchor);
    println!();
    std::panic::set_hook(Box::new(|panic| {
        println!("! {} .", panic.to_string().replace('\n', " "));
        std::process::exit(1);
    }));
    let stores = [open(address, anchor), open(address, anchor)];
    let again = std::fs::read_to_string(anchor.with_extension("again")).unwrap_or_default();
    let again: Vec<Ask> = again.lines().filter_map(Ask::read).collect();
    std::thread::scope(|scope| {
        for number in 0..CLIENTS {
            let (store, again) = (&stores[number % 2], &again);
            scope.spawn(move || {
                let courses = (0..SHARED).map(|course| (format!("p{}-{course}", round / LASTS), 0)).collect();
                let random = fastrand::Rng::with_seed(seed << 40 ^ u64::from(round) << 8 ^ number as u64);
                let mut client =
                    Client { store, name: format!("{round}-{number}"), random, courses, last: None, count: 0 };
                again.iter().skip(number).step_by(CLIENTS).for_each(|ask| client.sends(ask.clone()));
                loop {
                    client.does_something();
                }
            });
        }
    });
}

/// Starts it; its lines.
pub fn writer(place: &Place, seed: u64, round: u32) -> (Child, impl Iterator<Item = String>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::writer_that_is_killed", "--nocapture", "--test-threads=1"])
        .env(CHILD, format!("{}|{}|{seed}|{round}", place.text(), place.anchor().display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    // A line that was cut off was not said.
    (child, lines.filter_map(|line| line.strip_suffix(" .").map(str::to_owned)))
}

/// Takes a line of the killed process down.
fn take(history: &mut History, asks: &mut Vec<Ask>, line: &str) {
    let words: Vec<&str> = line.split(' ').collect();
    match (words[0], &words[1..]) {
        (">", [key, course]) => history.asks(key, course, Wish::Read),
        (">", _) => {
            let ask = Ask::read(&line[2..]).unwrap();
            history.asks(&ask.key, &ask.course, ask.wish());
            asks.push(ask);
        }
        ("<", [key, version]) => history.is_told(key, Told::Version(version.parse().unwrap())),
        ("x", [key]) => history.is_told(key, Told::Stale),
        _ => panic!("{line}"),
    }
}

/// Writes that were asked for and not answered.
fn in_doubt(history: &mut History) -> Vec<Ask> {
    let writes = history.in_doubt().into_iter().map(|(key, course, seen, events)| Ask { key, course, seen, events });
    writes.collect()
}

/// Kills a writer again and again, 0.2 to 3 seconds after it began, mostly soon; then holds what the store has against what was told.
fn kill_again_and_again(place: &Place, kills: u32) {
    let seed = number("MARV_KILLS_SEED", 1);
    let mut random = fastrand::Rng::with_seed(seed);
    let (mut history, mut doubts) = (History::default(), 0);
    for round in 0..kills {
        let (mut child, mut lines) = writer(place, seed, round);
        let mut asks = Vec::new();
        take(&mut history, &mut asks, &lines.next().unwrap());
        let more = (1.0 - random.f64()).ln() * -0.15;
        std::thread::scope(|scope| {
            scope.spawn(move || {
                std::thread::sleep(Duration::from_secs_f64(0.2 + more.min(2.8)));
                child.kill().unwrap();
                child.wait().unwrap();
            });
            lines.for_each(|line| take(&mut history, &mut asks, &line));
        });
        // Whoever has no answer asks again, after the next start; and so do some who have one.
        let doubt = in_doubt(&mut history);
        doubts += doubt.len();
        let answered = (0..AGAIN).filter_map(|_| random.choice(&asks).cloned());
        let again: Vec<String> = doubt.into_iter().chain(answered).map(|ask| ask.to_string()).collect();
        std::fs::write(place.anchor().with_extension("again"), again.join("\n")).unwrap();
    }
    let store = place.open();
    for ask in in_doubt(&mut history) {
        let told = ask.send(&store).unwrap();
        history.is_told(&ask.key, told.map_or(Told::Stale, Told::Version));
    }
    // The last line of the anchors may have been cut off; all others must be met.
    let verified = store.verify(&place.anchors()).unwrap();
    assert_eq!(verified.faults, []);
    let stored = keys_of_events(place);
    assert_eq!(stored.values().map(Vec::len).sum::<usize>() as u64, verified.events);
    let count = |fits: fn(Told) -> bool| history.told(fits).count();
    let (acknowledged, refused) = (count(|told| told != Told::Stale), count(|told| told == Told::Stale));
    let courses = stored.len();
    let faults = history.faults(&stored);
    assert!(faults.is_empty(), "{} faults: {:#?}", faults.len(), &faults[..faults.len().min(20)]);
    eprintln!(
        "{}: {kills} kills of {CLIENTS} clients in {courses} courses that they shared: {acknowledged} acknowledged writes, none lost and none \
         twice; {refused} refused as old, none there; {doubts} without an answer at a kill, each asked again with one effect or none",
        store.database(),
    );
    assert!(acknowledged.min(refused) > kills as usize, "too little was done to say anything");
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

/// `MARV_KILLS=1000 MARV_KILLS_SEED=2` for the long run, of which several can be made side by side.
fn kills() -> u32 {
    u32::try_from(number("MARV_KILLS", 200)).unwrap()
}

#[test]
fn no_acknowledged_write_is_lost_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::sqlite(folder.path());
    drop(place.open());
    kill_again_and_again(&place, kills());
}

#[test]
fn no_acknowledged_write_is_lost_on_postgresql() {
    let Some(server) = PostgreSqlServer::start() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let place = Place::postgresql(folder.path(), &server);
    drop(place.open());
    kill_again_and_again(&place, kills());
}
