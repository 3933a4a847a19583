//! The store of a world served once more: later, or with a folder of reports.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use jiff::Timestamp;
use registry::http::{Reach, Service, router, serve};
use registry::report::Reports;

use super::asked::{Page, ask, post};
use crate::world::World;

pub struct Again(pub SocketAddr);

impl Again {
    pub fn serve(world: &World, clock: fn() -> Timestamp, reports: Option<Reports>) -> Self {
        let reach = Reach { requests_per_second: 10_000, ..Reach::default() };
        let mut service = Service::new(crate::http::rule_set(), world.started.place.open(), reach).by_clock(clock);
        service.reports = reports;
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || serve(router(&Arc::new(service)), listener, false).unwrap());
        Self(address)
    }

    /// The header lines of somebody who has signed in here.
    pub fn signed_in(&self, who: &str, password: &str) -> String {
        self.came_in(who, &[("account", who), ("password", password)])
    }

    /// The same, with a password of their own in place of the one that was given.
    pub fn chose(&self, who: &str, given: &str, own: &str) -> String {
        self.came_in(who, &[("account", who), ("password", given), ("new", own), ("again", own)])
    }

    fn came_in(&self, who: &str, form: &[(&str, &str)]) -> String {
        let signed_in = post(self.0, "/sign-in", "", form);
        let cookie = signed_in.head.lines().find_map(|line| line.strip_prefix("set-cookie: "));
        let cookie = cookie.unwrap_or_else(|| panic!("{who} does not come in: {}", signed_in.body));
        format!("Cookie: {}; language=en\r\n", cookie.split(';').next().unwrap())
    }

    pub fn get(&self, cookie: &str, path: &str) -> Page {
        ask(self.0, "GET", path, cookie, "")
    }
}
