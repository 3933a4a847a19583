//! Somebody who asks over a socket, as anybody would.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use clinic::identifier::StaffId;
use clinic::staff::{Role, Staff};
use jiff::Timestamp;
use registry::access::{Account, Membership};
use registry::audit::Access;
use registry::http::{Reach, Service, router, serve};
use serde_json::{Value, json};

use crate::fixture::UNIT;
use crate::place::Place;

/// Everything that any service of this test run has said: searched for what must never be said.
pub static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Value,
}

pub fn ask(address: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    let mut head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        head.extend([*name, ": ", *value, "\r\n"]);
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    // A body that is too large is refused before it is read to its end.
    let _ = stream.write_all(body);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let text = String::from_utf8(answer).unwrap();
    SAID.lock().unwrap().push(text.clone());
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{method} {path}: {text:?}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_owned(), body: serde_json::from_str(body).unwrap_or_default() }
}

/// The words that open every account of the tests.
pub const WORDS: &str = "seven grey herons wade";

pub fn operator() -> Access {
    Access {
        by: Staff {
            id: StaffId::new("operator").unwrap(),
            role: Role::Operator,
            unit: String::new(),
            authorisation_id: None,
            specialty: clinic::code::Specialty::None,
            stepped_up: None,
        },
        purpose: "operation".into(),
    }
}

pub fn account(id: &str, role: Role, unit: &str) -> Account {
    let own = crate::fixture::staff(role);
    Account {
        id: StaffId::new(id).unwrap(),
        name: format!("Test {id}"),
        authorisation_id: own.authorisation_id,
        specialty: own.specialty,
        memberships: vec![Membership { role, unit: unit.into() }],
        active: true,
    }
}

/// A service on a store of its own.
pub struct Started {
    pub address: SocketAddr,
    pub service: Arc<Service>,
    pub place: Place,
    _folder: tempfile::TempDir,
}

impl Started {
    pub fn new() -> Self {
        Self::reached(Reach { origin: None, requests_per_second: 100_000 })
    }

    pub fn reached(reach: Reach) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::sqlite(folder.path());
        let service = Arc::new(Service::new(crate::http::rule_set(), place.open(), reach));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let routes = router(&service);
        std::thread::spawn(move || serve(routes, listener, false).unwrap());
        Self { address, service, place, _folder: folder }
    }

    pub fn add(&self, account: &Account) {
        self.service.store.add_account(&operator(), account, WORDS, Timestamp::now()).unwrap();
    }

    pub fn browser(&self) -> Browser {
        Browser { address: self.address, cookie: None }
    }

    /// A browser in which somebody is signed in.
    pub fn signed_in(&self, id: &str, role: Role, unit: &str) -> Browser {
        self.add(&account(id, role, unit));
        let mut browser = self.browser();
        assert_eq!(browser.sign_in(id, WORDS).status, 200);
        browser
    }

    pub fn requester(&self) -> Browser {
        self.signed_in("requester", Role::Requester, UNIT)
    }
}

/// A browser: it keeps its cookie.
#[derive(Clone)]
pub struct Browser {
    address: SocketAddr,
    pub cookie: Option<String>,
}

impl Browser {
    pub fn ask_with(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let cookie = self.cookie.clone().unwrap_or_default();
        let own =
            [("Cookie", cookie.as_str()), ("Sec-Fetch-Site", "same-origin"), ("Content-Type", "application/json")];
        let mine = own.iter().filter(|(name, _)| headers.iter().all(|(other, _)| other != name));
        let all: Vec<(&str, &str)> = mine.chain(headers).copied().collect();
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = ask(self.address, method, path, &all, body.as_bytes());
        let set = answer.head.lines().find_map(|line| line.strip_prefix("set-cookie: "));
        if let Some(set) = set {
            self.cookie = Some(set.split(';').next().unwrap().to_owned());
        }
        answer
    }

    pub fn ask(&mut self, method: &str, path: &str, body: &Value) -> Answer {
        self.ask_with(method, path, &[], body)
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, &Value::Null)
    }

    pub fn sign_in(&mut self, account: &str, password: &str) -> Answer {
        self.ask("POST", "/v1/session", &json!({ "account": account, "password": password }))
    }
}
