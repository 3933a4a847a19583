//! Where somebody begins: a page that their role has, with a menu in which everything opens.

use std::collections::BTreeSet;

use clinic::code::CodeList;
use clinic::staff::Role;

use super::asked::{Page, ask, post};
use crate::client::WORDS;
use crate::world::{PEOPLE, World};

/// The addresses of the links in a part of a page.
fn links(page: &str, begin: &str, end: &str) -> Vec<String> {
    let part =
        page.split(begin).nth(1).unwrap_or_else(|| panic!("{begin} is not in {page}")).split(end).next().unwrap();
    let all = part.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("&#38;", "&"));
    all.filter(|own| own.starts_with('/')).collect()
}

/// Where an answer leads.
fn place(page: &Page) -> Option<String> {
    page.head.lines().find_map(|line| line.strip_prefix("location: ")).map(str::to_owned)
}

struct Window<'w> {
    world: &'w World,
    cookie: String,
}

impl Window<'_> {
    /// Asks, and goes where the answer leads.
    fn get(&self, path: &str) -> Page {
        let mut path = path.to_owned();
        for _ in 0..3 {
            let page = ask(self.world.started.address, "GET", &path, &self.cookie, "");
            match place(&page) {
                Some(next) => path = next,
                None => return page,
            }
        }
        panic!("{path} leads on and on");
    }
}

/// Signs in through the form, from a page that was asked for, and says where that leads.
fn comes_in<'w>(world: &'w World, who: &str, to: Option<&str>) -> (Window<'w>, String) {
    let mut fields = vec![("account", who), ("password", WORDS)];
    fields.extend(to.map(|to| ("to", to)));
    let entered = post(world.started.address, "/sign-in", "", &fields);
    let cookie = entered.head.lines().find_map(|line| line.strip_prefix("set-cookie: "));
    let cookie =
        cookie.unwrap_or_else(|| panic!("{who} does not come in: {}", entered.body)).split(';').next().unwrap();
    let cookie = format!("Cookie: {cookie}; language=en\r\n");
    (Window { world, cookie }, place(&entered).unwrap())
}

#[test]
fn every_role_begins_on_a_page_of_its_own_and_everything_there_opens() {
    let world = World::new();
    let mut roles = BTreeSet::new();
    for (who, role, ..) in PEOPLE.iter().filter(|(who, ..)| !who.ends_with(['2', '3'])) {
        roles.insert(role.code());
        let (window, first) = comes_in(&world, who, None);
        assert_ne!(first, "/", "{who} has no page of their own");
        // The page, the start, and a page that is open to all, by the way that its menu gives.
        for path in [first.as_str(), "/", "/rules", "/home"] {
            let page = window.get(path);
            assert_eq!(page.status, 200, "{who} at {path}");
            let menu = links(&page.body, "<nav class=\"menu\"", "</nav>");
            assert!(menu.len() > 3, "{who} at {path}: {menu:?}");
            let mut all = menu;
            if path != "/rules" {
                all.extend(links(&page.body, "<main", "</main>"));
            }
            all.extend(links(&page.body, "<footer", "</footer>"));
            for to in all {
                let opened = window.get(&to);
                assert_eq!(opened.status, 200, "{who} from {path} to {to}");
            }
        }
        let home = window.get("/home").body;
        assert!(home.contains("aria-current=\"page\""), "{who}: the menu shows where one is");
        assert!(home.contains(&format!("Test {who}")), "{who} is not said to be in");
    }
    assert_eq!(roles, Role::CODES.iter().copied().collect(), "every role");
}

#[test]
fn whoever_asked_for_a_page_that_the_role_has_not_begins_at_the_own_one() {
    let world = World::new();
    for (who, wanted, leads) in [
        ("steering", "/worklist", "/published"),
        ("auditor", "/worklist", "/logs"),
        ("insight", "/worklist", "/logs"),
        ("administrator", "/figures/KPI-TAT", "/accounts"),
        ("epidemiologist", "/cases/p-00000000000000000000", "/published"),
        ("requester", "/patients", "/patients"),
        ("requester", "/cases/p-00000000000000000000/log?part=2", "/worklist"),
        ("auditor", "/cases/p-00000000000000000000/log?part=2", "/cases/p-00000000000000000000/log?part=2"),
        ("patients", "/rules", "/rules"),
        ("region", "//elsewhere.invalid/", "/"),
    ] {
        assert_eq!(comes_in(&world, who, Some(wanted)).1, leads, "{who} to {wanted}");
    }
    let nobody = ask(world.started.address, "GET", "/home", "", "");
    assert_eq!(place(&nobody).as_deref(), Some("/sign-in"));
}
