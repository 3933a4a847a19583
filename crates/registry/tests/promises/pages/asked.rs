//! A service under test, and a browser's way to ask it without a browser.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clinic::eligibility::vocabulary;
use guideline::rule_file::{Folder, load};
use guideline::rule_set::RuleSet;
use registry::operator::Operator;

pub fn guidelines() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../guidelines")
}

pub fn rule_set() -> RuleSet {
    load(&Folder::read(&guidelines().join("ngc-haem-2022")).unwrap(), &vocabulary()).unwrap()
}

pub fn started() -> SocketAddr {
    opened(None)
}

/// The open pages, where somebody states that they answer for them.
pub fn stating(operator: Operator) -> SocketAddr {
    opened(Some(Arc::new(operator)))
}

fn opened(operator: Option<Arc<Operator>>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        registry::http::serve(registry::http::open_router(rule_set(), operator), listener, false).unwrap();
    });
    address
}

/// Whether a page of whoever is signed in has the one script of the service, and no other.
pub fn has_own_script_alone(page: &str) -> bool {
    page.matches("<script").count() == 1 && page.contains("<script type=\"module\" src=\"/session.js\"></script>")
}

pub struct Page {
    pub status: u16,
    pub head: String,
    pub body: String,
}

/// Asks with further header lines.
pub fn ask(address: SocketAddr, method: &str, path: &str, more: &str, body: &str) -> Page {
    let mut stream = TcpStream::connect(address).unwrap();
    let (length, more) = (body.len(), crate::client::as_now(more));
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n{more}\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let _ = stream.write_all(body.as_bytes());
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{method} {path}: {answer:?}"));
    if path != "/sign-in" {
        crate::client::keep(&more, head);
    }
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Page { status, head: head.to_owned(), body: body.to_owned() }
}

pub fn get(address: SocketAddr, path: &str) -> Page {
    ask(address, "GET", path, "", "")
}

/// Asks as whoever a header line says.
pub fn get_as(address: SocketAddr, path: &str, cookie: &str) -> Page {
    ask(address, "GET", path, cookie, "")
}

pub const ENGLISH: &str = "Cookie: language=en\r\n";

/// Sends a form.
pub fn post(address: SocketAddr, path: &str, more: &str, fields: &[(&str, &str)]) -> Page {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    ask(address, "POST", path, &format!("Content-Type: application/x-www-form-urlencoded\r\n{more}"), &body)
}

/// An example referral as the form has it.
pub fn example(file: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(guidelines().join("examples").join(file)).unwrap();
    let mut fields = Vec::new();
    flatten("", &serde_json::from_str(&text).unwrap(), &mut fields);
    fields.retain(|(path, _)| path != "schema");
    fields
}

fn flatten(path: &str, value: &serde_json::Value, into: &mut Vec<(String, String)>) {
    use serde_json::Value;
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                flatten(&path, member, into);
            }
        }
        Value::Bool(truth) => into.push((path.to_owned(), if *truth { "yes" } else { "no" }.to_owned())),
        Value::Array(items) => {
            let lines: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            into.push((path.to_owned(), lines.join("\n")));
        }
        Value::String(text) => into.push((path.to_owned(), text.clone())),
        other => into.push((path.to_owned(), other.to_string())),
    }
}
