//! Sign-in at a provider of identities: a real one in a browser, and one that lies.

mod certificate;
mod forged;
mod forger;
mod real;
mod ways;

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;

use clinic::staff::Role;
use registry::access::Account;
use registry::http::{Reach, Service, router, serve};
use registry::oidc::{Provider, Settings};
use serde_json::Value;

use crate::client::{account, ask, operator};
use crate::fixture::UNIT;
use crate::place::Place;

pub use forged::a_way_is_gone_once_and_within_minutes;

pub const SECRET: &str = "kept-in-a-file-of-its-own";

/// A service at which people sign in at a provider, by the computer's own clock.
pub struct Door {
    pub address: SocketAddr,
    pub service: Arc<Service>,
    place: Place,
    _folder: tempfile::TempDir,
}

/// Settings as a file has them.
pub fn settings(folder: &Path, issuer: &str, more: &str) -> Settings {
    crate::place::keep_secret(&folder.join("secret"), &format!("{SECRET}\n"));
    let file = folder.join("sign-in.toml");
    let text = format!(
        "issuer = '{issuer}'\nclient_id = 'marv'\nclient_secret_file = 'secret'\nname = {{ da = 'Prøvelogin', en = 'Test login' }}\n{more}"
    );
    std::fs::write(&file, text).unwrap();
    Settings::read(&file).unwrap()
}

impl Door {
    /// `issuer` says where the provider is, once the service's own origin is known.
    pub fn new(issuer: impl FnOnce(&str) -> String, more: &str) -> Self {
        Self::with(issuer, more, true)
    }

    /// The same, where a password lets people in or not.
    pub fn with(issuer: impl FnOnce(&str) -> String, more: &str, passwords: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::sqlite(folder.path());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let origin = format!("http://{address}");
        let settings = settings(folder.path(), &issuer(&origin), more);
        let reach = Reach { origin: None, requests_per_second: 100_000 };
        let mut service = Service::new(crate::http::rule_set(), place.open(), reach);
        service.provider = Some(Arc::new(Provider::new(settings, origin)));
        service.passwords = passwords;
        let service = Arc::new(service);
        let routes = router(&service);
        std::thread::spawn(move || serve(routes, listener, false).unwrap());
        let own = Self { address, service, place, _folder: folder };
        own.add(&known("anna"));
        crate::client::add_owned(&own.service.store, &known("bo"), own.service.now());
        own.add(&Account { active: false, ..known("closed") });
        own
    }

    fn add(&self, account: &Account) {
        self.service.store.add_account(&operator(), account, None, self.service.now()).unwrap();
    }

    /// What the last record of the audit says: who, and what came of it.
    pub fn last(&self) -> (String, String) {
        let file = rusqlite::Connection::open(self.place.file()).unwrap();
        let sql = "SELECT body FROM audit ORDER BY seq DESC LIMIT 1";
        let body: String = file.query_row(sql, [], |row| row.get(0)).unwrap();
        let record: Value = serde_json::from_str(&body).unwrap();
        let outcome = record["outcome"][0].as_str().unwrap_or_default().to_owned();
        (record["by"].as_str().unwrap().to_owned(), outcome)
    }

    /// A cookie's session as the service sees it.
    pub fn session(&self, cookie: &str) -> (u16, Value) {
        let answer = ask(self.address, "GET", "/v1/session", &[("Cookie", cookie)], b"");
        (answer.status, answer.body)
    }
}

/// An account that the provider knows.
pub fn known(id: &str) -> Account {
    Account { subject: Some(format!("sub-{id}")), ..account(id, Role::Requester, UNIT) }
}
