//! The policy: its tables as the documentation prints them, every cell of them, and a hundred thousand exchanged names.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clinic::code::CodeList;
use clinic::course::CommandKind;
use clinic::identifier::PatientId;
use clinic::order::OrderState;
use clinic::staff::Role;
use registry::access::policy::{Action, Denial, Relation, SIGHT, actions, asks_for_relation, permits, roles};
use registry::http::{Needs, ROUTES};
use registry::web::PAGES;
use serde_json::Value;

use crate::client::Browser;
use crate::fixture::NOW;
use crate::world::{OTHER, PEOPLE, World};

fn page() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/access.md")
}

fn listed<C: CodeList>(codes: &[C]) -> String {
    codes.iter().map(|code| code.code()).collect::<Vec<_>>().join(", ")
}

fn tables() -> String {
    let mut text = String::from("| action | roles | asks for a relation |\n|---|---|---|\n");
    for action in actions() {
        let asks = if asks_for_relation(action) { "yes" } else { "no" };
        text.push_str(&["| ", action.name(), " | ", &listed(roles(action)), " | ", asks, " |\n"].concat());
    }
    text.push_str("\n| role | sees by | orders in the states | also without an order |\n|---|---|---|---|\n");
    for sight in SIGHT {
        let by: Vec<&str> = sight.relations.iter().map(|own| own.name()).collect();
        let patient = if sight.patient { "yes" } else { "no" };
        let cells = [sight.role.code(), " | ", &by.join(", "), " | ", &listed(sight.states), " | ", patient];
        text.push_str(&["| ", &cells.concat(), " |\n"].concat());
    }
    text
}

#[test]
fn the_documentation_prints_the_tables() {
    const MARK: &str = "<!-- The tables below are printed by a test; MARV_BLESS=1 prints them anew. -->\n\n";
    let text = std::fs::read_to_string(page()).unwrap();
    let (before, printed) = text.split_once(MARK).unwrap();
    if std::env::var_os("MARV_BLESS").is_some() {
        std::fs::write(page(), [before, MARK, &tables()].concat()).unwrap();
    } else {
        assert_eq!(printed, tables(), "run this test with MARV_BLESS=1 and read the difference");
    }
}

/// Rows of the printed tables, by their number of cells.
fn rows(cells: usize) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(page()).unwrap();
    let rows = text
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| action") && !line.starts_with("| role"));
    let rows =
        rows.map(|line| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect::<Vec<_>>());
    rows.filter(|row| row.len() == cells).collect()
}

/// Every role, action, relation and state: the function says what a reader of the printed tables would say.
#[test]
fn every_cell_is_as_printed() {
    let has = |cell: &str, name: &str| cell.split(", ").any(|own| own == name);
    let printed: BTreeMap<String, (String, String)> =
        rows(3).into_iter().map(|row| (row[0].clone(), (row[1].clone(), row[2].clone()))).collect();
    let sights: BTreeMap<String, Vec<String>> = rows(4).into_iter().map(|row| (row[0].clone(), row)).collect();
    let mut states: Vec<Option<OrderState>> =
        OrderState::CODES.iter().map(|code| OrderState::from_code(code)).collect();
    states.push(None);
    let (mut cells, mut permitted) = (0, 0);
    for action in actions() {
        let (who, asks) = &printed[action.name()];
        for role in Role::CODES.iter().filter_map(|code| Role::from_code(code)) {
            for relation in Relation::ALL {
                for state in &states {
                    let expected = if !has(who, role.code()) {
                        Err(Denial::Role)
                    } else if asks == "no" {
                        Ok(())
                    } else {
                        let sight = &sights[role.code()];
                        let glass = relation == Relation::BreakGlass;
                        let looks = ["read-course", "read-person", "read-report"].contains(&action.name());
                        let shown = match state {
                            Some(state) => has(&sight[2], state.code()),
                            None => sight[3] == "yes" || glass,
                        };
                        if !has(&sight[1], relation.name()) || (glass && !looks) {
                            Err(Denial::Relation)
                        } else if shown {
                            Ok(())
                        } else {
                            Err(Denial::State)
                        }
                    };
                    assert_eq!(
                        permits(role, action, relation, *state),
                        expected,
                        "{role:?} {action:?} {relation:?} {state:?}"
                    );
                    cells += 1;
                    permitted += usize::from(expected.is_ok());
                }
            }
        }
    }
    assert!(cells > 45_000 && permitted * 10 < cells, "{permitted} of {cells}");
}

/// What must be so whatever the tables say.
#[test]
fn some_things_no_table_gives_leave_to() {
    let all = || Role::CODES.iter().filter_map(|code| Role::from_code(code));
    let sees = |role: Role| {
        let states = OrderState::CODES.iter().map(|code| OrderState::from_code(code)).chain([None]);
        let mut cells = states.flat_map(|state| Relation::ALL.map(|relation| (relation, state)));
        cells.any(|(relation, state)| permits(role, Action::ReadCourse, relation, state).is_ok())
    };
    let sums_alone = [Role::Epidemiologist, Role::SteeringGroup, Role::Region, Role::PatientOrganisation];
    for role in sums_alone {
        let all = actions().into_iter().filter(|action| roles(*action).contains(&role)).collect::<Vec<_>>();
        assert_eq!(all, [Action::ReadPublished], "{role:?} reads sums that were published, and does nothing");
    }
    for role in sums_alone.into_iter().chain([Role::Auditor, Role::SubjectAccess, Role::Operator]) {
        assert!(!sees(role), "{role:?} sees no row");
    }
    for role in all().filter(|role| *role != Role::Programme) {
        for state in OrderState::CODES.iter().map(|code| OrderState::from_code(code)).chain([None]) {
            assert!(permits(role, Action::ReadCourse, Relation::None, state).is_err(), "{role:?} without a relation");
        }
    }
    for kind in CommandKind::CODES.iter().filter_map(|code| CommandKind::from_code(code)) {
        assert_eq!(roles(Action::Do(kind)), kind.roles(), "the policy and the guard DER-18 say the same");
        for role in all() {
            let by_glass = permits(role, Action::Do(kind), Relation::BreakGlass, Some(OrderState::Accepted));
            assert!(by_glass.is_err(), "{role:?} {kind:?}");
        }
    }
    for role in roles(Action::ReadAccessLog) {
        assert!(actions().iter().all(|action| match action {
            Action::ReadAccessLog | Action::ReadOwnLog | Action::ReviewBreakGlass => true,
            other => !roles(*other).contains(role),
        }));
    }
    let given: Vec<Action> = actions().into_iter().filter(|own| roles(*own).contains(&Role::SubjectAccess)).collect();
    assert_eq!(given, [Action::ReadOwnLog], "whoever gives a patient their log can do nothing else");
}

#[test]
fn every_route_and_every_command_is_in_the_policy() {
    let known = actions();
    for route in ROUTES {
        if let Needs::May(action) = route.needs {
            assert!(known.contains(&action) && !roles(action).is_empty(), "{} {}", route.method, route.path);
        }
    }
    assert_eq!(known.iter().filter(|action| matches!(action, Action::Do(_))).count(), CommandKind::CODES.len());
    assert!(known.iter().all(|action| !roles(*action).is_empty()));
    // Every action but the commands' is asked for by a route, and the commands' by theirs; the follow-up table is taken out on the command line.
    for action in known.iter().filter(|action| !matches!(action, Action::Do(_) | Action::ExtractFollowUp)) {
        let routes = ROUTES.iter().map(|route| route.needs).chain(PAGES.iter().map(|page| page.needs));
        assert!(routes.into_iter().any(|needs| needs == Needs::May(*action)), "{action:?}");
    }
    assert!(ROUTES.iter().any(|route| route.needs == Needs::Command));
}

fn swaps() -> usize {
    std::env::var("MARV_SWAPS").map_or(20_000, |text| text.parse().unwrap_or_else(|_| panic!("MARV_SWAPS: {text}")))
}

/// Those who ask at a time: they share commits.
const ASKING: usize = 8;

/// Two patients, and names of them and of others that are exchanged.
struct Exchange {
    /// Of [`UNIT`](crate::fixture::UNIT), with an order.
    theirs: String,
    /// Of another unit, with none.
    second: String,
    /// What may stand where a patient's name does.
    patients: Vec<String>,
}

impl Exchange {
    /// One draw: whether it was answered, as it was due.
    fn one(&self, browsers: &mut BTreeMap<&str, Browser>, random: &mut fastrand::Rng) -> bool {
        let (who, role, unit, relations) = PEOPLE[random.usize(..PEOPLE.len())];
        let browser = browsers.get_mut(who).unwrap();
        let patient = &self.patients[random.usize(..self.patients.len())];
        let tail =
            ["", "/person", "/joining", "/orders/o1/verdict", "/orders/o2/verdict", "/commands"][random.usize(..6)];
        let path = format!("/v1/courses/{patient}{tail}");
        let answer = if tail == "/commands" {
            let hold = serde_json::json!({ "type": "place-hold", "order": "o1", "hold": "specimen", "reason": "x" });
            // An old version, so that nothing changes whoever asks.
            browser.ask_with("POST", &path, &[("If-Match", "\"1\""), ("Idempotency-Key", "swap")], &hold)
        } else {
            browser.get(&path)
        };
        let action = match tail {
            "/person" => Action::ReadPerson,
            "/joining" => Action::JoinCourses,
            "/commands" => Action::Do(CommandKind::PlaceHold),
            _ => Action::ReadCourse,
        };
        let by = |relation: &Relation, state| permits(role, action, *relation, state).is_ok();
        let own = [relations, &[Relation::None]].concat();
        let is_theirs = *patient == self.theirs;
        let of_order = is_theirs && own.iter().any(|relation| by(relation, Some(OrderState::Accepted)));
        let treats =
            (is_theirs && relations.contains(&Relation::Requesting)) || (*patient == self.second && unit == OTHER);
        let due = match tail {
            "/orders/o1/verdict" => of_order,
            "/orders/o2/verdict" => false,
            _ => of_order || (treats && by(&Relation::Requesting, None)),
        };
        if due {
            let expected = if tail == "/commands" { 412 } else { 200 };
            assert_eq!(answer.status, expected, "{who} {path}: {}", answer.body);
            return true;
        }
        let is_name = PatientId::new(patient).is_ok();
        let nowhere = if !is_name || roles(action).contains(&role) {
            "urn:marv:problem:nothing-here"
        } else {
            "urn:marv:problem:role"
        };
        assert_eq!(answer.body["type"], nowhere, "{who} {path}: {}", answer.body);
        assert_eq!(answer.body["errors"], Value::Array(vec![]), "{who} {path}");
        false
    }
}

/// Names are exchanged at random: of persons who ask, patients and orders, some of which are not there. Nobody gets what the world does
/// not give them, and what is there and not shown is answered to the byte as what is not there (S-02).
/// `MARV_SWAPS=100000` for the long run.
#[test]
fn exchanged_names_open_nothing() {
    let mut world = World::new();
    let theirs = world.registers();
    world.submits(&theirs);
    world.accepts(&theirs);
    let other = serde_json::json!({ "number": "7409641003", "name": "Testperson To", "birth": "1964-09-14" });
    let second = world.at("requester2").ask("POST", "/v1/persons", &other).body["patient"].as_str().unwrap().to_owned();
    let others = ["p-00000000000000000000", "p1", "o1", "7409641002"].map(str::to_owned);
    let patients = [theirs.clone(), second.clone()].into_iter().chain(others).collect();
    let exchange = Exchange { theirs, second, patients };
    let browsers: BTreeMap<&str, Browser> = PEOPLE.iter().map(|(who, ..)| (*who, world.at(who).clone())).collect();
    let opened: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..ASKING)
            .map(|thread| {
                let (exchange, mut browsers) = (&exchange, browsers.clone());
                let mut random = fastrand::Rng::with_seed(7 + thread as u64);
                let draws = swaps().div_ceil(ASKING);
                scope.spawn(move || (0..draws).filter(|_| exchange.one(&mut browsers, &mut random)).count())
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    let closed = swaps().div_ceil(ASKING) * ASKING - opened;
    assert!(opened > 10 && closed > 5 * opened, "{opened} opened, {closed} closed");
    eprintln!("{opened} answers that were due, {closed} that were not and said nothing");
    let verified = world.started.service.store.verify(&world.started.place.anchors()).unwrap();
    assert_eq!(verified.faults, []);
}

/// The same without a network in between: a hundred thousand viewers, patients and orders drawn at random.
#[test]
fn a_hundred_thousand_exchanged_names_open_nothing() {
    let mut world = World::new();
    let patient = world.registers();
    world.submits(&patient);
    world.accepts(&patient);
    let store = &world.started.service.store;
    let viewers: Vec<_> = PEOPLE
        .iter()
        .map(|(who, ..)| store.viewer(&world.browser_token(who), "10.0.0.1", *NOW).unwrap().unwrap())
        .collect();
    let requester = &viewers[0];
    let course = store.see(requester, &PatientId::new(&patient).unwrap(), *NOW).unwrap().course;
    let mut random = fastrand::Rng::with_seed(7);
    let units: Vec<String> = PEOPLE.iter().map(|(_, _, unit, _)| (*unit).to_owned()).collect();
    let sites = [None, Some("site-east".to_owned()), Some("site-west".to_owned())];
    let states: Vec<OrderState> = OrderState::CODES.iter().filter_map(|code| OrderState::from_code(code)).collect();
    let mut shown_at_all = 0;
    for _ in 0..100_000 {
        let mut course = course.clone();
        let order = &mut course.orders[0];
        order.submission.unit.clone_from(&units[random.usize(..units.len())]);
        order.submission.site.clone_from(&sites[random.usize(..sites.len())]);
        order.state = states[random.usize(..states.len())];
        let (unit, site, state) = (order.submission.unit.clone(), order.submission.site.clone(), order.state);
        let viewer = &viewers[random.usize(..viewers.len())];
        let shown = !viewer.shown(course, registry::access::Standing::default()).orders.is_empty();
        // What a person would say who knows the two units and reads no table.
        let own = viewer.units().get(&viewer.staff().unit).unwrap();
        let region = viewer.units().get(&unit).and_then(|unit| unit.region);
        let same_region = own.region.is_some() && own.region == region;
        let with_data = !matches!(state, OrderState::Submitted | OrderState::Accepted | OrderState::Cancelled);
        let with_report = with_data
            && !matches!(state, OrderState::Provisional | OrderState::DataReleased | OrderState::ReviewPending);
        let due = match viewer.role() {
            Role::Requester | Role::MdtSecretary | Role::UnitReader => own.id == unit,
            Role::LabReception | Role::LabSequencing | Role::QcRelease => {
                own.site.is_some() && own.site == site && state != OrderState::Submitted
            }
            Role::Interpreter | Role::Approver => own.interprets && same_region && with_data,
            Role::ClinicalGeneticist => same_region && with_data,
            Role::DataManager => same_region && with_report,
            Role::Programme => true,
            _ => false,
        };
        assert_eq!(shown, due, "{:?} at {} and an order of {unit} at {site:?}, {state:?}", viewer.role(), own.id);
        shown_at_all += u32::from(shown);
    }
    assert!((10_000..50_000).contains(&shown_at_all), "{shown_at_all}");
}
