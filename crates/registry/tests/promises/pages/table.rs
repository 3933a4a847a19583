//! Every page, taken from the table: who gets in, what is logged, and that exchanged names show nothing.

use clinic::course::CommandKind;
use registry::access::policy::{Action, roles};
use registry::http::{Changes, Needs};
use registry::web::{PAGES, Page};

use super::asked::{self, ask, has_own_script_alone, post};
use crate::client::{WORDS, numbers};
use crate::world::{NAME, NUMBER, PEOPLE, World};

/// A report that no course holds.
const REPORT: &str = "1111111111111111111111111111111111111111111111111111111111111111";

/// What is sent to a page, as somebody sends it who has not seen what others wrote meanwhile.
fn form(page: &Page) -> Vec<(&'static str, &'static str)> {
    match page.path {
        "/role" => vec![("membership", "unit-reader|9990000000000001")],
        "/patients" => vec![("do", "find"), ("number", NUMBER)],
        "/cases/{patient}" => {
            vec![
                ("command", "place-hold"),
                ("order", "o1"),
                ("hold", "clinical"),
                ("reason", "x"),
                ("version", "99"),
                ("key", "k"),
            ]
        }
        "/cases/{patient}/person" => {
            vec![("number", NUMBER), ("name", "x"), ("birth", "1964-09-14"), ("reason", "x"), ("version", "99")]
        }
        "/cases/{patient}/joining" => vec![("do", "propose"), ("number", NUMBER), ("reason", "x")],
        "/sessions" => vec![("do", "all")],
        "/cases/{patient}/renewal" => vec![("password", WORDS)],
        "/cases/{patient}/orders/{order}/outcome" => {
            vec![("field", "death"), ("death", "no"), ("version", "99"), ("key", "k")]
        }
        // A draft is one for the unit, and has no versions; a submission has.
        "/cases/{patient}/requisition" => vec![("do", "submit"), ("version", "99")],
        "/accounts" => vec![("account", "spare"), ("name", "x"), ("password", "short")],
        "/accounts/{account}" => {
            vec![("do", "save"), ("name", "x"), ("held", "unit-reader|9990000000000001"), ("version", "99")]
        }
        "/units" => vec![("id", "9990000000000901"), ("da", "x"), ("en", "x"), ("version", "99")],
        "/break-glass" => vec![("number", NUMBER), ("reason", "x")],
        "/broken-glass" => vec![("id", "none"), ("finding", "x")],
        _ => vec![],
    }
}

/// The action that a page asks of the policy.
fn action(page: &Page) -> Option<Action> {
    match page.needs {
        Needs::May(action) => Some(action),
        Needs::Command => Some(Action::Do(CommandKind::PlaceHold)),
        Needs::Nothing | Needs::Door | Needs::Viewer => None,
    }
}

struct Asking {
    world: World,
    patient: String,
}

impl Asking {
    fn new() -> Self {
        let mut world = World::new();
        let patient = world.registers();
        world.submits(&patient);
        world.accepts(&patient);
        for who in ["administrator", "reader"] {
            world.renews(who);
        }
        Self { world, patient }
    }

    fn records(&self) -> i64 {
        let file = rusqlite::Connection::open(self.world.started.place.file()).unwrap();
        file.query_row("SELECT COUNT(*) FROM audit", [], |row| row.get(0)).unwrap()
    }

    fn path(&self, page: &Page) -> String {
        page.path
            .replace("{patient}", &self.patient)
            .replace("{specimen}", "at")
            .replace("{order}", "o1")
            .replace("{account}", "reader")
            .replace("{figure}", "KPI-TAT")
            .replace("{report}", REPORT)
            .replace("{file}", "report.da.html")
    }

    fn at(&self, cookie: &str, page: &Page, path: &str) -> asked::Page {
        let address = self.world.started.address;
        if page.method == "GET" {
            ask(address, "GET", path, cookie, "")
        } else {
            post(address, path, cookie, &form(page))
        }
    }

    fn ask(&self, who: &str, page: &Page) -> asked::Page {
        self.at(&self.world.cookie(who), page, &self.path(page))
    }
}

fn guarded() -> impl Iterator<Item = &'static Page> {
    PAGES.iter().filter(|page| !matches!(page.needs, Needs::Nothing | Needs::Door))
}

#[test]
fn no_page_stands_twice_and_each_is_there() {
    let asking = Asking::new();
    let mut all: Vec<(&str, &str)> = PAGES.iter().map(|page| (page.method, page.path)).collect();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), PAGES.len());
    for page in PAGES {
        let answer = asking.at("", page, &asking.path(page));
        assert_ne!(answer.status, 405, "{} {}", page.method, page.path);
        assert_eq!(
            page.changes == Changes::Nothing,
            page.method == "GET" || page.path == "/requisition",
            "{}",
            page.path
        );
    }
    let address = asking.world.started.address;
    assert_eq!(ask(address, "GET", "/cases", "", "").status, 404, "what is not in the table is not there");
}

#[test]
fn without_a_session_every_page_leads_to_the_door() {
    let asking = Asking::new();
    for page in guarded() {
        let answer = asking.at("", page, &asking.path(page));
        assert_eq!(answer.status, 303, "{} {}", page.method, page.path);
        assert!(answer.head.contains("location: /sign-in?to=/"), "{}: {}", page.path, answer.head);
        assert!(answer.body.is_empty(), "{}", page.path);
    }
}

#[test]
fn every_page_asks_the_policy_and_is_logged() {
    let asking = Asking::new();
    for (who, role, ..) in PEOPLE {
        for page in guarded() {
            let Some(action) = action(page) else { continue };
            let before = asking.records();
            let answer = asking.ask(who, page);
            let left = asking.records() - before;
            let may = roles(action).contains(role);
            let said = format!("{who}: {} {}: {} {}", page.method, page.path, answer.status, answer.body);
            assert!(answer.status < 500, "{said}");
            assert_eq!(answer.status == 403, !may, "{said}");
            // An empty form shows nothing of anybody.
            let empty = ["/patients", "/logs", "/break-glass"].contains(&page.path) && page.method == "GET";
            let shows = !empty || !may;
            assert!(left >= i64::from(shows), "{said}: {left} records");
            // Whoever is signed in can go out wherever they stand.
            if answer.status == 200 && answer.head.contains("text/html") {
                assert!(answer.body.contains("action=\"/sign-out\""), "{said}");
                assert!(has_own_script_alone(&answer.body), "{said}");
            }
            if !roles(Action::ReadPerson).contains(role) {
                assert!(!answer.body.contains(NAME) && numbers(&answer.body).is_empty(), "{said}");
            }
            if page.changes == Changes::Versioned && may {
                assert!([412, 404, 422].contains(&answer.status), "{said}");
            }
        }
    }
    // With all of that nothing was written.
    let state = |order: &str| {
        let file = rusqlite::Connection::open(asking.world.started.place.file()).unwrap();
        let sql = "SELECT state || holds FROM order_row WHERE order_id = ?1";
        file.query_row(sql, [order], |row| row.get::<_, String>(0)).unwrap()
    };
    assert_eq!(state("o1"), "accepted");
}

#[test]
fn every_page_on_oneself_is_logged() {
    for page in guarded().filter(|page| page.needs == Needs::Viewer) {
        let asking = Asking::new();
        let before = asking.records();
        let answer = asking.ask("reader", page);
        assert!([200, 303].contains(&answer.status), "{} {}: {}", page.method, page.path, answer.body);
        assert_eq!(asking.records() - before, 1, "{} {}", page.method, page.path);
    }
}

/// Whoever has nothing to do with a patient is answered to the byte as about nobody.
#[test]
fn exchanged_names_show_no_page() {
    let asking = Asking::new();
    let (mut shown, mut hidden) = (0, 0);
    for (who, role, ..) in PEOPLE {
        let cookie = asking.world.cookie(who);
        for page in guarded().filter(|page| page.path.contains("{patient}")) {
            let Some(action) = action(page) else { continue };
            let path = asking.path(page);
            let own = asking.at(&cookie, page, &path);
            for nobody in ["p-00000000000000000000", "o1", "P-%C3%A6", "..%2f..%2fetc"] {
                let other = asking.at(&cookie, page, &path.replace(&asking.patient, nobody));
                let said = format!("{who}: {} {}: {} {}", page.method, page.path, other.status, other.body);
                if matches!(action, Action::ReadAccessLog | Action::ReadOwnLog) && roles(action).contains(role) {
                    // Nobody's log is empty, and asks for no relation.
                    continue;
                }
                // What is no name is nobody's, whoever asks.
                let is_name = clinic::identifier::PatientId::new(nobody).is_ok();
                let refused = if is_name && !roles(action).contains(role) { 403 } else { 404 };
                let expected: &[u16] = if is_name { &[refused] } else { &[403, 404] };
                assert!(expected.contains(&other.status), "{said}");
                assert!(!other.body.contains(NAME) && numbers(&other.body).is_empty(), "{said}");
                if !is_name {
                    continue;
                }
                if own.status == 404 || own.status == 403 {
                    assert_eq!((own.status, &own.body), (other.status, &other.body), "{said}");
                    hidden += 1;
                } else {
                    shown += 1;
                }
            }
        }
    }
    assert!(shown > 30 && hidden > 5 * shown, "{shown} shown, {hidden} hidden");
}
