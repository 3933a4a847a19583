//! Logs and lists that have grown long: in parts, each entry once, by day, and the patient's own as a whole.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;

use jiff::{SignedDuration, Timestamp};
use registry::audit::Record;

use super::asked::{Page, ask};
use crate::client::operator;
use crate::fixture::NOW;
use crate::world::World;

/// Records of a log that has grown long, in a world that has a few of its own.
const MANY: usize = 3_210;

fn page(world: &World, who: &str, path: &str) -> Page {
    ask(world.started.address, "GET", path, &world.cookie(who), "")
}

/// Puts records into a patient's log behind the store's back: nobody reads so often in a test.
fn read_often(world: &World, patient: &str, records: impl Iterator<Item = (String, Timestamp)>) {
    let mut file = rusqlite::Connection::open(world.started.place.file()).unwrap();
    file.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
    let own = file.transaction().unwrap();
    let last: i64 = own.query_row("SELECT MAX(seq) FROM audit", [], |row| row.get(0)).unwrap();
    for (seq, (by, at)) in (last + 1..).zip(records) {
        let mut record = Record::of(&operator(), at, "read", "course");
        record.seq = seq.unsigned_abs();
        record.by = by;
        record.patients = vec![clinic::identifier::PatientId::new(patient).unwrap()];
        let body = serde_json::to_string(&record).unwrap();
        own.execute("INSERT INTO audit (seq, body, code) VALUES (?1, ?2, 'none')", (seq, &body)).unwrap();
        own.execute("INSERT INTO audit_subject (seq, patient) VALUES (?1, ?2)", (seq, patient)).unwrap();
    }
    own.commit().unwrap();
}

/// A long log: whose records are named one by one, a minute apart, the last one now.
fn long_log(world: &mut World) -> String {
    let patient = world.registers();
    let minutes = |place: usize| SignedDuration::from_mins(i64::try_from(MANY - place).unwrap());
    read_often(world, &patient, (0..MANY).map(|place| (format!("reader-{place}"), *NOW - minutes(place))));
    patient
}

/// Rows of the one table of a page.
fn rows(page: &str) -> Vec<&str> {
    page.split("<tr role=\"row\">").skip(2).map(|row| row.split("</tr>").next().unwrap()).collect()
}

/// Where a link of the page leads.
fn link(page: &str, words: &str) -> Option<String> {
    let end = page.find(&format!("\">{words}</a>"))?;
    Some(page[..end].rsplit("href=\"").next().unwrap().replace("&#38;", "&"))
}

#[test]
fn a_long_log_is_given_in_parts_each_entry_once() {
    let mut world = World::new();
    let patient = long_log(&mut world);
    let mut path = format!("/cases/{patient}/log");
    let first = page(&world, "auditor", &path);
    assert!(first.status == 200 && first.body.contains("Part 1 of 7: 1–500 of 3211"), "{}", first.body);
    assert_eq!(link(&first.body, "Previous part"), None);
    let mut seen: Vec<String> = Vec::new();
    for part in 1..=7 {
        let shown = page(&world, "auditor", &path);
        assert_eq!(rows(&shown.body).len(), if part == 7 { 212 } else { 500 }, "{path}");
        let name = |row: &str| row.split("reader-").nth(1).map(|rest| rest.split(' ').next().unwrap().to_owned());
        seen.extend(rows(&shown.body).into_iter().filter_map(name));
        // Those who read meanwhile, this auditor among them, move nothing from one part to another.
        read_often(&world, &patient, [("somebody".to_owned(), *NOW)].into_iter());
        assert_eq!(link(&shown.body, "Next part").is_some(), part < 7, "{}", shown.body);
        path = link(&shown.body, "Next part").unwrap_or_default();
    }
    let names: Vec<String> = (0..MANY).rev().map(|place| place.to_string()).collect();
    assert_eq!(seen, names, "the newest first, each once");
    // A part that is not there is the last one.
    let beyond = page(&world, "auditor", &format!("/cases/{patient}/log?part=99"));
    assert!(beyond.body.contains("Part 7 of 7"), "{}", beyond.body);
}

#[test]
fn a_log_is_shown_by_day_of_denmark() {
    let mut world = World::new();
    let patient = long_log(&mut world);
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    // Denmark is two hours ahead of UTC in September; records need not lie in the order of time.
    let around = [
        ("day-before", at("2025-09-13T21:59:59.999Z")),
        ("begins", at("2025-09-13T22:00:00Z")),
        ("day-after", at("2025-09-14T22:00:00Z")),
        ("ends", at("2025-09-14T21:59:59.999Z")),
    ];
    read_often(&world, &patient, around.map(|(by, at)| (by.to_owned(), at)).into_iter());
    for path in ["log", "own-log"] {
        let shown = page(&world, "auditor", &format!("/cases/{patient}/{path}?day=2025-09-14"));
        assert!(shown.body.contains("<p>2 readings and changes.</p>"), "{path}: {}", shown.body);
        assert_eq!(rows(&shown.body).len(), 2, "{path}");
        let none = page(&world, "auditor", &format!("/cases/{patient}/{path}?day=2025-09-16"));
        assert!(none.body.contains("<p>0 readings and changes.</p>"), "{}", none.body);
        let wrong = page(&world, "auditor", &format!("/cases/{patient}/{path}?day=14.9.2025"));
        assert_eq!(wrong.status, 422, "{path}");
        for told in ["That is no day.", "aria-describedby=\"errors day-hint\"", "<title>Error: "] {
            assert!(wrong.body.replace("<title>\n", "<title>").contains(told), "{path}: {told}: {}", wrong.body);
        }
        // What was typed may be anything.
        assert!(!wrong.body.contains("<table") && !wrong.body.contains("14.9.2025"), "{path}: {}", wrong.body);
    }
    let shown = page(&world, "auditor", &format!("/cases/{patient}/log?day=2025-09-14")).body;
    assert!(
        shown.contains("begins (")
            && shown.contains("ends (")
            && !shown.contains("day-before (")
            && !shown.contains("day-after ("),
        "{shown}"
    );
    // A day with more than a part holds goes on in parts of that day.
    let day = clinic::clock::day_of(*NOW - SignedDuration::from_hours(24));
    let shown = page(&world, "auditor", &format!("/cases/{patient}/log?day={day}")).body;
    assert!(shown.contains("Part 1 of 3: 1–500 of 1440"), "{shown}");
    let third = page(&world, "auditor", &link(&shown, "Last part").unwrap()).body;
    assert!(third.contains("Part 3 of 3: 1001–1440 of 1440") && rows(&third).len() == 440, "{third}");
    let beyond = page(&world, "auditor", &format!("/cases/{patient}/log?day={day}&part=9")).body;
    assert!(beyond.contains("Part 3 of 3") && rows(&beyond).len() == 440, "{beyond}");
}

/// The pieces in which an answer came, and whether it came to its end.
fn pieces(world: &World, who: &str, path: &str) -> (Vec<String>, bool) {
    let mut stream = TcpStream::connect(world.started.address).unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{}\r\n", world.cookie(who));
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let begin = answer.windows(4).position(|own| own == b"\r\n\r\n").unwrap() + 4;
    assert!(String::from_utf8_lossy(&answer[..begin]).contains("transfer-encoding: chunked"));
    let (mut rest, mut all) = (&answer[begin..], Vec::new());
    loop {
        let Some(line) = rest.windows(2).position(|own| own == b"\r\n") else { return (all, false) };
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..line]).unwrap(), 16).unwrap();
        if size == 0 {
            return (all, true);
        }
        let piece = &rest[line + 2..];
        let Some(own) = piece.get(..size) else { return (all, false) };
        all.push(String::from_utf8(own.to_vec()).unwrap());
        rest = &piece[size + 2..];
    }
}

#[test]
fn a_patient_gets_the_whole_own_log_at_once() {
    let mut world = World::new();
    let patient = long_log(&mut world);
    let path = format!("/cases/{patient}/own-log");
    let shown = page(&world, "insight", &path).body;
    assert!(shown.contains("Part 1 of 7"), "{shown}");
    let whole = link(&shown, "The whole log on one page, to print").unwrap();
    let records = || {
        let file = rusqlite::Connection::open(world.started.place.file()).unwrap();
        file.query_row("SELECT COUNT(*) FROM audit", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let before = records();
    let (all, ended) = pieces(&world, "insight", &whole);
    assert_eq!(records() - before, 1, "it is read once");
    assert!(ended && all.len() >= 9, "{}", all.len());
    // No more than a part of it is in memory at a time.
    assert!(all.iter().all(|piece| piece.len() < 300_000), "{:?}", all.iter().map(String::len).collect::<Vec<_>>());
    let told = all.concat();
    assert!(told.contains("The whole log: 3212 readings and changes."), "{}", all[0]);
    assert!(told.contains("The log ends here: 3212 readings and changes.") && told.trim_end().ends_with("</html>"));
    // A row for each minute in which somebody read, none torn by the end of a part; the registration, and the reading before this one.
    assert_eq!(rows(&told).len(), MANY + 2);
    // One that cannot be read to its end does not look as if it ended.
    let file = rusqlite::Connection::open(world.started.place.file()).unwrap();
    file.execute("UPDATE audit SET body = 'nothing' WHERE seq = (SELECT MIN(seq) FROM audit_subject)", []).unwrap();
    let (all, ended) = pieces(&world, "insight", &whole);
    assert!(!ended && !all.concat().contains("The log ends here"), "{}", all.len());
    // Nobody else gets it.
    for who in ["requester", "administrator", "programme"] {
        assert_eq!(page(&world, who, &whole).status, 403, "{who}");
    }
}

/// The same order so many times over, as the lists read them.
pub fn many_orders(world: &World, count: u32) {
    let file = rusqlite::Connection::open(world.started.place.file()).unwrap();
    file.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
    let mut columns = file.prepare("SELECT name FROM pragma_table_info('order_row') WHERE name != 'order_id'").unwrap();
    let columns: Vec<String> = columns.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let columns = columns.join(", ");
    let sql = format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
         INSERT INTO order_row (order_id, {columns}) SELECT 'again-' || i, {columns} FROM order_row, n WHERE order_id = 'o1'"
    );
    file.execute(&sql, []).unwrap();
}

#[test]
fn long_lists_of_orders_are_given_in_parts_each_order_once() {
    let mut world = World::new();
    let patient = world.registers();
    world.submits(&patient);
    world.accepts(&patient);
    many_orders(&world, 130);
    for (begin, title, size) in
        [("/worklist", "Order", 50), ("/ageing", "Order", 100), ("/ageing?clock=PATIENT", "Order", 100)]
    {
        let (mut path, mut seen, mut parts) = (begin.to_owned(), Vec::new(), 0);
        loop {
            let shown = page(&world, "requester", &path).body;
            let begin = format!("data-title=\"{title}\"><div>");
            let cells = shown.split(&begin).skip(1);
            let names: Vec<String> = cells.map(|cell| cell.split('<').next().unwrap().to_owned()).collect();
            assert!(!names.is_empty() && names.len() <= size, "{path}: {}", names.len());
            seen.extend(names);
            parts += 1;
            let Some(next) = link(&shown, "Next part") else { break };
            path = next.split('#').next().unwrap().to_owned();
        }
        assert!(parts > 1, "{begin}");
        let once: BTreeSet<&String> = seen.iter().collect();
        assert_eq!((once.len(), seen.len() % 131), (131, 0), "{begin}");
    }
    let shown = page(&world, "requester", "/worklist?waiting=3").body;
    assert!(shown.contains("Part 3 of 3: 101–131 of 131"), "{shown}");
    assert!(shown.contains("<nav class=\"pages\" aria-label=\"Parts of the list: "), "{shown}");
}
