//! `marv serve`: started, asked, and asked to end.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

#[test]
fn it_answers_and_ends_when_it_is_asked_to() {
    let program = assert_cmd::cargo::cargo_bin("marv");
    let mut child =
        Command::new(program).args(["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("http://").and_then(|rest| rest.strip_suffix("/openapi.json")).unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("\"ngc-haem-2022\""), "{answer}");
    let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(asked.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn it_does_not_listen_for_others() {
    let program = assert_cmd::cargo::cargo_bin("marv");
    let output = Command::new(program).args(["serve", "--listen", "0.0.0.0:0"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("not encrypted"));
}

/// What is wrong with the settings of a provider is told at once, and nothing listens.
#[test]
fn settings_of_a_provider_are_refused_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let marv = |arguments: &[&str]| {
        let output = assert_cmd::Command::cargo_bin("marv").unwrap().args(arguments).output().unwrap();
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    assert_eq!(marv(&["audit", "key", &path("key")]).0, Some(0));
    std::fs::write(path("sign-in.toml"), "issuer = 'http://idp.example'\nclient_secret_file = 'none'\n").unwrap();
    let store = ["serve", "--listen", "127.0.0.1:0", "--store", &path("marv.db"), "--key", &path("key")];
    let (code, said) = marv(&[&store[..], &["--sign-in", &path("sign-in.toml")]].concat());
    assert_eq!(code, Some(1), "{said}");
    for part in ["sign-in.toml: issuer \"http://idp.example\" is none", "client_id is missing", "client_secret_file: "]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!folder.path().join("marv.db").exists(), "nothing is made where nothing can be served");
}

fn asked(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// The SHA-1 of a password that is made up, as a list of leaked ones has it.
const LEAKED: &str = "DC9FD3DC80ACB9B17B39541A89C74F3464294757";

/// Behind a proxy nobody comes in by one factor unless that is said.
#[test]
fn behind_a_proxy_two_factors_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (db, key, leaked) = (path("marv.db"), path("key"), path("leaked"));
    let marv = |arguments: &[&str]| {
        let output = assert_cmd::Command::cargo_bin("marv").unwrap().args(arguments).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(marv(&["audit", "key", &key]).0, Some(0));
    std::fs::write(path("secret"), "s").unwrap();
    std::fs::set_permissions(path("secret"), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let settings = "issuer = \"https://login.example.dk\"\nclient_id = \"marv\"\nclient_secret_file = \"secret\"\n";
    std::fs::write(path("sign-in.toml"), settings).unwrap();
    let served =
        ["serve", "--listen", "127.0.0.1:0", "--store", &db, "--key", &key, "--origin", "https://marv.example.dk"];
    for (more, told) in [
        (vec![], "--origin: people sign in at a provider that asks for two factors"),
        (vec!["--sign-in", &path("sign-in.toml")], "acr_values is missing"),
        (vec!["--single-factor"], "give --leaked-passwords"),
        (vec!["--single-factor", "--leaked-passwords", &leaked], "leaked: the list of leaked passwords cannot be read"),
    ] {
        let (code, said) = marv(&[&served[..], &more].concat());
        assert!(code == Some(1) && said.contains(told), "{more:?}: {said}");
    }
}

/// From an empty folder to somebody who is signed in; the password comes by the input and stands in no argument.
#[test]
fn the_first_administrator_comes_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (db, key, anchors) = (path("marv.db"), path("key"), path("anchors"));
    let marv = |arguments: &[&str], input: &str| {
        let output =
            assert_cmd::Command::cargo_bin("marv").unwrap().args(arguments).write_stdin(input).output().unwrap();
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    assert_eq!(marv(&["audit", "key", &key], "").0, Some(0));
    let served = ["serve", "--listen", "127.0.0.1:0", "--store", &db, "--key", &key, "--anchors", &anchors];
    let program = assert_cmd::cargo::cargo_bin("marv");
    let mut child = Command::new(program).args(served).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("http://").and_then(|rest| rest.strip_suffix("/openapi.json")).unwrap();

    let place = ["--store", db.as_str(), "--key", key.as_str()];
    let account =
        |verb: &str, rest: &[&str], input: &str| marv(&[&["store", "account", verb], &place[..], rest].concat(), input);
    let who = ["anna", "--name", "Testadministrator", "--membership", "system-operator@9990000000000501"];
    let (code, said) = account("add", &who, "short\n");
    assert!(code == Some(1) && said.contains("fewer than 15 characters"), "{said}");
    // A list of leaked passwords is searched before anything is added, and one that is none is refused.
    let list = path("leaked");
    std::fs::write(&list, "not a list\n").unwrap();
    let with_list = [&who[..], &["--leaked-passwords", &list]].concat();
    let (code, said) = account("add", &with_list, "seven grey herons wade\n");
    assert!(code == Some(1) && said.contains("is no line of the form HASH:COUNT"), "{said}");
    std::fs::write(&list, format!("{LEAKED}:3\n")).unwrap();
    let (code, said) = account("add", &with_list, "seven grey herons wade\n");
    assert!(code == Some(1) && said.contains("leaked elsewhere") && !said.contains("herons"), "{said}");
    assert_eq!(account("add", &who, "seven grey herons wade\n").0, Some(0));
    let (code, said) = account("add", &["bo", "--name", "B", "--membership", "chief@1"], "seven grey herons wade\n");
    assert!(code == Some(1) && said.contains("is none of: requester, "), "{said}");
    let unit = ["9990000000000501", "--da", "Programmet", "--en", "The programme"];
    assert_eq!(marv(&[&["store", "unit", "set"], &place[..], &unit].concat(), "").0, Some(0));
    let (_, listed) = account("list", &[], "");
    assert!(listed.contains("anna  open  system-operator@9990000000000501  Testadministrator"), "{listed}");

    let sign_in = |body: &str| {
        let head = format!(
            "Host: {address}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}",
            body.len()
        );
        asked(address, &format!("POST /v1/session HTTP/1.1\r\n{head}\r\n\r\n{body}"))
    };
    let own = r#"{"account":"anna","password":"nine brown herons wade"}"#;
    let first = sign_in(r#"{"account":"anna","password":"seven grey herons wade"}"#);
    assert!(first.starts_with("HTTP/1.1 403 ") && first.contains("urn:marv:problem:first-password"), "{first}");
    let answer = sign_in(r#"{"account":"anna","password":"seven grey herons wade","new":"nine brown herons wade"}"#);
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("set-cookie: marv="), "{answer}");
    let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap().split(';').next().unwrap();
    let whoami = || {
        asked(
            address,
            &format!("GET /v1/session HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nCookie: {cookie}\r\n\r\n"),
        )
    };
    assert!(whoami().contains("\"account\":\"anna\""));
    // Closed from the command line while the service runs: at once.
    assert_eq!(account("close", &["anna"], "").0, Some(0));
    assert!(whoami().starts_with("HTTP/1.1 401 ") && sign_in(own).starts_with("HTTP/1.1 401 "));

    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let (code, said) = marv(&[&["audit", "verify"], &place[..], &["--anchors", &anchors]].concat(), "");
    assert!(code == Some(0) && said.contains("everything holds"), "{said}");
}
