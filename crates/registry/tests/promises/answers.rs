//! What every answer has, whoever made it; and where a request ends.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use crate::client::{Answer, Started, ask};
use crate::pages::asked::{ENGLISH, post};

const JSON: (&str, &str) = ("Content-Type", "application/json");

/// What is wrong with an answer's headers.
fn lacks(answer: &Answer) -> Vec<String> {
    let head = answer.head.to_lowercase();
    let value = |name: &str| head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")).map(str::to_owned));
    let mut faults: Vec<String> = [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", ""),
        ("cache-control", "no-"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("content-security-policy", "default-src 'none'"),
        ("content-security-policy", "base-uri 'none'"),
        ("content-security-policy", "frame-ancestors 'none'"),
    ]
    .into_iter()
    .filter(|(name, part)| value(name).is_none_or(|own| !own.contains(part)))
    .map(|(name, part)| format!("{name}: {part}"))
    .collect();
    let kind = value("content-type");
    match kind.as_deref() {
        None if !answer.text.is_empty() => faults.push("content-type".to_owned()),
        Some(kind) if kind.starts_with("text/") && !kind.contains("charset=utf-8") => faults.push(kind.to_owned()),
        _ => {}
    }
    if value("access-control-allow-origin").is_some() || value("server").is_some() {
        faults.push("a header too many".to_owned());
    }
    faults
}

type Ask<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], u16);

fn every_answer_is_narrow(address: SocketAddr, asked: &[Ask<'_>]) {
    let large = vec![b' '; 2 << 20];
    for (method, path, headers, status) in asked {
        let body: &[u8] = if *status == 413 { &large } else { b"" };
        let answer = ask(address, method, path, headers, body);
        assert_eq!(answer.status, *status, "{method} {path}: {}", answer.text);
        assert_eq!(lacks(&answer), Vec::<String>::new(), "{method} {path}: {}", answer.head);
    }
}

/// Pages, routes, refusals and faults, with a store and without.
#[test]
fn no_answer_lacks_its_headers() {
    let open: &[Ask<'_>] = &[
        ("GET", "/", &[], 200),
        ("GET", "/style.css", &[], 200),
        ("GET", "/session.js", &[], 200),
        ("GET", "/health", &[], 200),
        ("GET", "/openapi.json", &[], 200),
        ("GET", "/language/en", &[], 303),
        ("GET", "/nowhere", &[], 404),
        ("GET", "/nowhere", &[("Accept", "text/html")], 404),
        ("DELETE", "/health", &[], 405),
        ("POST", "/v1/referral/verdict", &[JSON], 400),
        ("POST", "/v1/referral/verdict", &[], 415),
        ("POST", "/v1/referral/verdict", &[JSON], 413),
        ("GET", "/rules/%ff", &[], 400),
    ];
    every_answer_is_narrow(crate::http::started(), open);
    let started = Started::new();
    every_answer_is_narrow(started.address, open);
    let guarded: &[Ask<'_>] = &[
        ("GET", "/sign-in", &[], 200),
        ("GET", "/worklist", &[], 303),
        ("GET", "/metrics", &[], 200),
        ("GET", "/v1/session", &[], 401),
        ("GET", "/fhir/Patient", &[], 401),
        ("POST", "/v1/session", &[JSON, ("Sec-Fetch-Site", "cross-site")], 403),
        ("POST", "/v1/session", &[JSON], 400),
        (
            "OPTIONS",
            "/v1/session",
            &[("Origin", "https://evil.example"), ("Access-Control-Request-Method", "PUT")],
            405,
        ),
    ];
    every_answer_is_narrow(started.address, guarded);
}

/// Whoever follows a link here stays here.
#[test]
fn nothing_redirects_elsewhere() {
    let started = Started::new();
    for to in ["https://evil.example", "//evil.example", "/\\\\evil.example"] {
        let answer = ask(started.address, "GET", &format!("/language/en?to={to}"), &[], b"");
        assert!(answer.head.contains("location: /\r\n"), "{to}: {}", answer.head);
    }
}

/// What is written is shown, compared and kept, and is no part of a page or of a question to the database.
#[test]
fn what_is_written_is_read_as_nothing_else() {
    let started = Started::new();
    let hostile = "\"><script>alert(1)</script><!--";
    let page = post(
        started.address,
        "/requisition",
        ENGLISH,
        &[("patient.cpr", hostile), ("mdt.<b>", hostile), (hostile, "x")],
    );
    assert!(
        page.body.contains("&#60;script&#62;") && !page.body.contains("<script") && !page.body.contains("<b>"),
        "{}",
        page.body
    );
    let door = post(started.address, "/sign-in", ENGLISH, &[("account", hostile), ("password", "x"), ("to", hostile)]);
    assert!(
        door.status == 401 && door.body.contains("&#60;script&#62;") && !door.body.contains("<script"),
        "{}",
        door.body
    );
    let mut requester = started.requester();
    for account in ["' OR '1'='1", "requester'--", "requester\0", "requester%", "x'; DROP TABLE account; --"] {
        assert_eq!(started.browser().sign_in(account, crate::client::WORDS).status, 401, "{account}");
    }
    for patient in ["'%20OR%20'1'='1", "%25", "..%2f..%2fetc%2fpasswd", "p%00", "%27;--"] {
        assert_eq!(requester.get(&format!("/v1/courses/{patient}")).status, 404, "{patient}");
    }
    assert_eq!(requester.get("/v1/session").status, 200);
}

/// The statuses of what a connection answers, until it closes it.
fn statuses(address: SocketAddr, sent: &str) -> Vec<u16> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(sent.as_bytes()).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer.split("HTTP/1.1 ").skip(1).filter_map(|own| own.get(..3)?.parse().ok()).collect()
}

/// Two readings of where a request ends are one request smuggled into another (RFC 9112, section 6.3).
#[test]
fn a_request_ends_where_it_says_and_in_one_way_only() {
    let address = crate::http::started();
    let next = "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let post = |headers: &str, body: &str| {
        format!("POST /v1/referral/verdict HTTP/1.1\r\nHost: a\r\n{headers}\r\n{body}{next}")
    };
    // Transfer-Encoding counts, and Content-Length beside it does not: what lies in a chunk is never a request of its own.
    let hidden = "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n";
    let chunk = format!("{:x}\r\n{hidden}\r\n0\r\n\r\n", hidden.len());
    let (length, chunked) = ("Content-Length: 4\r\n", "Transfer-Encoding: chunked\r\n");
    for headers in [[length, chunked].concat(), [chunked, length].concat()] {
        let answered = statuses(address, &post(&headers, &chunk));
        assert!([&[415][..], &[415, 200]].contains(&answered.as_slice()), "{headers}: {answered:?}");
    }
    assert_eq!(statuses(address, &format!("{hidden}{next}")), [404, 200], "two requests are two");
    // What has no one reading is read as nothing.
    for headers in [
        "Content-Length: 4\r\nContent-Length: 5\r\n",
        "Content-Length: +4\r\n",
        "Content-Length: 4x\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding : chunked\r\n",
    ] {
        assert_eq!(statuses(address, &post(headers, "0\r\n\r\n")), [400], "{headers}");
    }
}
