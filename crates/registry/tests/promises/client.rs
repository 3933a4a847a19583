//! Somebody who asks over a socket, as anybody would.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use clinic::identifier::StaffId;
use clinic::staff::{Role, Staff};
use registry::access::{Account, Membership};
use registry::audit::{Access, hexadecimal};
use registry::http::{Log, Reach, Service, router, serve};
use serde_json::{Value, json};

use crate::fixture::{NOW, UNIT};
use crate::place::Place;

/// Whatever a service says is searched for numbers and names, but for the routes that show a person (S-05).
fn nothing_personal(path: &str, said: &str) {
    assert!(!path.contains(crate::world::NAME), "a name is in an address: {path}");
    // A report says whose it is, to those who are shown it.
    if path.ends_with("/person") || ["/fhir/Patient", "/fhir/Bundle"].iter().any(|own| path.starts_with(own)) {
        return;
    }
    assert!(!said.contains(crate::world::NAME), "a name is in the answer of {path}");
    assert_eq!(numbers(said), Vec::<&str>::new(), "a person number is in the answer of {path}");
}

/// Person numbers and replacement numbers in a text.
pub fn numbers(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words
        .filter(|word| word.bytes().filter(u8::is_ascii_digit).count() >= 7 && clinic::cpr::Cpr::parse(word).is_ok())
        .collect()
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub text: String,
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
    nothing_personal(path, &text);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{method} {path}: {text:?}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let (head, text) = (head.to_owned(), body.to_owned());
    Answer { status, head, body: serde_json::from_str(&text).unwrap_or_default(), text }
}

/// The words that open every account of the tests.
pub const WORDS: &str = "seven grey herons wade";

/// Sessions that went on under another token on a page, by the cookie that was: what a browser that keeps its cookies sends instead.
static WENT_ON: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());

/// The session's cookie in a header line, or in what sets it.
fn session_cookie(text: &str) -> Option<&str> {
    text.split(['\r', '\n', ';', ' ']).find(|own| own.strip_prefix("marv=").is_some_and(|token| token.len() == 64))
}

/// What was sent as a browser sends it now.
pub fn as_now(sent: &str) -> String {
    let mut sent = sent.to_owned();
    while let Some((before, after)) = session_cookie(&sent)
        .and_then(|own| WENT_ON.lock().unwrap().get_key_value(own).map(|(a, b)| (a.clone(), b.clone())))
    {
        sent = sent.replace(&before, &after);
    }
    sent
}

/// Keeps the cookie of an answer in the place of the one that was sent.
pub fn keep(sent: &str, answer: &str) {
    if let (Some(before), Some(after)) = (session_cookie(sent), session_cookie(answer)) {
        WENT_ON.lock().unwrap().insert(before.to_owned(), after.to_owned());
    }
}

/// A password that somebody else sets.
pub const GIVEN: &str = "two red foxes listen";

/// Adds an account whose owner has chosen [`WORDS`] in place of the password that was given.
pub fn add_owned(store: &registry::store::Store, account: &Account, now: jiff::Timestamp) {
    store.add_account(&operator(), account, Some(GIVEN), now).unwrap();
    let attempt =
        registry::access::Attempt { account: account.id.as_str(), password: GIVEN, address: "", membership: None };
    let started = store.choose_password(&attempt, WORDS, now).unwrap();
    store.sign_out(&started.viewer, now).unwrap();
}

/// What is kept of a password, at the least cost that the function knows.
fn cheap(password: &str) -> String {
    let parameters = argon2::Params::new(8, 1, 1, Some(32)).unwrap();
    let argon2 = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, parameters);
    let mut hash = [0; 32];
    argon2.hash_password_into(password.as_bytes(), &[7; 16], &mut hash).unwrap();
    format!("argon2id 8 1 1 {} {}", hexadecimal(&[7; 16]), hexadecimal(&hash))
}

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
        subject: None,
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
    /// What the service logged.
    pub log: Arc<Mutex<String>>,
    _folder: tempfile::TempDir,
}

impl Started {
    pub fn new() -> Self {
        Self::reached(Reach { origin: None, requests_per_second: 100_000 })
    }

    pub fn reached(reach: Reach) -> Self {
        Self::with(reach, |service, log| service.by_clock(|| *NOW).logging_to(log))
    }

    /// A service to which something was done before it began; `log` keeps what it logs.
    pub fn with(reach: Reach, done: impl FnOnce(Service, Log) -> Service) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::sqlite(folder.path());
        let log = Arc::new(Mutex::new(String::new()));
        let own = Arc::clone(&log);
        let line = move |line: &str| own.lock().unwrap().extend([line, "\n"]);
        let service = Arc::new(done(Service::new(crate::http::rule_set(), place.open(), reach), Box::new(line)));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (routes, behind_proxy) = (router(&service), service.reach.is_secure());
        std::thread::spawn(move || serve(routes, listener, behind_proxy).unwrap());
        Self { address, service, place, log, _folder: folder }
    }

    /// Adds an account behind the store's back, its password hashed at a cost that the many accounts of the tests can bear.
    pub fn add(&self, account: &Account) {
        let file = rusqlite::Connection::open(self.place.file()).unwrap();
        file.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
        let sql = "INSERT INTO account (id, version, body, password) VALUES (?1, 1, ?2, ?3)";
        let body = serde_json::to_string(account).unwrap();
        file.execute(sql, [account.id.as_str(), body.as_str(), cheap(WORDS).as_str()]).unwrap();
    }

    pub fn browser(&self) -> Browser {
        Browser::at(self.address)
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

/// Nothing that says who somebody is lies anywhere but in the register of persons (S-05): not in the log, not in an event, not in an anchor.
impl Drop for Started {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let file = rusqlite::Connection::open(self.place.file()).unwrap();
        let tables = [
            "audit",
            "event",
            "order_row",
            "specimen_row",
            "verdict",
            "idempotency",
            "session",
            "attempt",
            "broken_glass",
            "care",
            "job",
            "shown_token",
        ];
        let counted = ask(self.address, "GET", "/metrics", &[], b"").text;
        let mut texts = vec![std::fs::read_to_string(self.place.anchor()).unwrap_or_default(), counted];
        texts.extend(self.log.lock().unwrap().lines().map(str::to_owned));
        for table in tables {
            let mut statement = file.prepare(&format!("SELECT * FROM {table}")).unwrap();
            let columns = statement.column_count();
            let mut rows = statement.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                let value = |column| {
                    if let rusqlite::types::ValueRef::Text(text) = row.get_ref(column).unwrap() {
                        String::from_utf8_lossy(text).into_owned()
                    } else {
                        String::new()
                    }
                };
                texts.extend((0..columns).map(value));
            }
        }
        for text in texts {
            assert!(!text.contains(crate::world::NAME) && numbers(&text).is_empty(), "{text}");
        }
    }
}

/// A browser: it keeps its cookie.
#[derive(Clone)]
pub struct Browser {
    address: SocketAddr,
    pub cookie: Option<String>,
}

impl Browser {
    pub fn at(address: SocketAddr) -> Self {
        Self { address, cookie: None }
    }

    /// The same browser at another service on the same store.
    pub fn moved(&self, address: SocketAddr) -> Self {
        Self { address, ..self.clone() }
    }

    pub fn ask_with(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let cookie = as_now(&self.cookie.clone().unwrap_or_default());
        let own =
            [("Cookie", cookie.as_str()), ("Sec-Fetch-Site", "same-origin"), ("Content-Type", "application/json")];
        let mine = own.iter().filter(|(name, _)| headers.iter().all(|(other, _)| other != name));
        let all: Vec<(&str, &str)> = mine.chain(headers).copied().collect();
        // A text is sent as it is: a form.
        let body = match body {
            Value::Null => String::new(),
            Value::String(form) => form.clone(),
            other => other.to_string(),
        };
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
