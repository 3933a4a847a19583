//! Outcomes from the command line: asked for, taken from a register, and taken out under the names of another.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use clinic::clock::day_of;
use jiff::{Timestamp, ToSpan};
use registry::demo::PASSWORD;

#[test]
fn forms_are_asked_for_and_registers_are_taken_in_and_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    // The store of a demonstration: two years with orders, reports and answers.
    let program = assert_cmd::cargo::cargo_bin("marv");
    let demo = ["serve", "--listen", "127.0.0.1:0", "--demo", &path("demo")];
    let mut child = Command::new(program).args(demo).stdout(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(child.stdout.take().unwrap());
    let health = loop {
        let mut line = String::new();
        assert!(told.read_line(&mut line).unwrap() > 0, "it ended without an address");
        if let Some(at) = line.split_whitespace().find_map(|word| word.strip_prefix("http://")) {
            break at.split('/').next().unwrap().to_owned();
        }
    };
    // It ends as it is asked to once it answers.
    let mut stream = TcpStream::connect(&health).unwrap();
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    assert!(stream.read_to_end(&mut Vec::new()).unwrap() > 0);
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let find = |ends: &str| {
        let names = fs::read_dir(path("demo")).unwrap().map(|entry| entry.unwrap().path().display().to_string());
        names.into_iter().find(|name| name.ends_with(ends)).unwrap_or_else(|| panic!("no {ends}"))
    };
    let (db, key) = (find(".db"), find("key"));
    let marv = |before: &[&str], after: &[&str]| {
        let place = ["--store", db.as_str(), "--key", key.as_str()];
        let arguments = [before, &place, after].concat();
        let input = format!("{PASSWORD}\n");
        let output =
            assert_cmd::Command::cargo_bin("marv").unwrap().args(&arguments).write_stdin(input).output().unwrap();
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };

    // Each form is asked for once, and a mail that cannot be sent is told.
    fs::write(path("addresses.toml"), "").unwrap();
    let (code, said) = marv(&["store", "ask"], &[]);
    let asked = |said: &str| -> usize {
        said.lines().skip(1).map(|line| line.split_whitespace().nth(2).unwrap().parse::<usize>().unwrap()).sum()
    };
    assert!(code == Some(0) && asked(&said) > 0, "{said}");
    let (code, again) = marv(&["store", "ask"], &[]);
    assert!(code == Some(0) && asked(&again) == 0, "{again}");
    assert_eq!(again.lines().count(), said.lines().count(), "what is due stays due");
    assert_eq!(marv(&["store", "ask"], &["--mail-by", "/bin/true"]).0, Some(2), "a mail has an address and a page");

    // Out under the names of another, with nothing besides.
    let field = |ours: &str, theirs: &str, key: bool| {
        format!("[[field]]\nours = \"{ours}\"\ntheirs = \"{theirs}\"\nkey = {key}\n")
    };
    let fields =
        [field("referral", "HENV", true), field("progression", "PD", false), field("report_signed", "SVAR", false)];
    fs::write(path("map.toml"), format!("database = \"DLBCL\"\nday = \"%d.%m.%Y\"\n{}", fields.concat())).unwrap();
    let before = (day_of(Timestamp::now()) - 2.days()).to_string();
    let who = ["--account", "datamanager"];
    let taken = |into: &str, map: &[&str]| {
        let into = path(into);
        let after = [&who[..], &["--freeze", &before, "--into", &into], map].concat();
        let (code, said) = marv(&["store", "extract"], &after);
        assert_eq!(code, Some(0), "{said}");
        fs::read_to_string(into).unwrap()
    };
    let (whole, theirs) = (taken("whole.csv", &[]), taken("theirs.csv", &["--map", &path("map.toml")]));
    assert!(theirs.starts_with("HENV,PD,SVAR\n") && theirs.lines().count() == whole.lines().count());

    // In again: a progression that nobody had written down, once.
    let known = theirs.lines().find(|line| line.contains(",,") && !line.ends_with(',')).unwrap();
    let referral = known.split(',').next().unwrap();
    let day = (day_of(Timestamp::now()) - 1.days()).strftime("%d.%m.%Y").to_string();
    fs::write(path("in.csv"), format!("HENV,PD\n{referral},{day}\nnobody,{day}\n")).unwrap();
    fs::write(path("in.toml"), format!("database = \"DLBCL\"\nday = \"%d.%m.%Y\"\n{}", fields[..2].concat())).unwrap();
    let (from, map) = (path("in.csv"), path("in.toml"));
    let record = || marv(&["rkkp", "record"], &[&who[..], &["--from", &from, "--map", &map]].concat());
    let (code, said) = record();
    assert!(code == Some(0) && said.contains("recorded   1\nthe same   0\nof others  1"), "{said}");
    let (code, said) = record();
    assert!(code == Some(0) && said.contains("recorded   0\nthe same   1\nof others  1"), "{said}");
    fs::write(path("in.csv"), format!("HENV,PD\n{referral},soon\n")).unwrap();
    let (code, said) = record();
    assert!(code == Some(2) && said.contains("line 2") && said.contains("soon"), "{said}");
    let (code, said) = marv(&["audit", "verify"], &[]);
    assert!(code == Some(0) && said.contains("everything holds"), "{said}");
}
