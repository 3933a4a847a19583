//! What reads outside bytes in the service, each as one function that any bytes may be given; it says what it made of them. The fuzz target
//! `service` and the tests of the registry take them from here.

use std::path::{Path, PathBuf};

use clinic::course::Command;
use clinic::language::Language;
use guideline::rule_set::RuleSet;
use jiff::Timestamp;
use outcomes::capacity::Scenario;
use outcomes::kpi::{Denominators, FieldMap, PublishedTable, fill, read, statements, write};
use registry::cds::{Clients, cards};
use registry::oidc::Settings;
use registry::{audit, findings};

/// A name, and the reader.
pub type Reader = (&'static str, fn(&RuleSet, &[u8]) -> String);

pub const READERS: &[Reader] = &[
    ("CDS Hooks call", call),
    ("token of a record system", token),
    ("clients.toml", clients),
    ("keys of a record system", keys),
    ("sign-in.toml", sign_in),
    ("command", command),
    ("findings of a report", report),
    ("anchors", anchors),
    ("follow-up table", follow_up),
    ("table of a quality database", quality_database),
    ("field map", map),
    ("denominators", denominators),
    ("scenario", scenario),
    ("published figures", published),
];

/// A key of a record system, and who signs with it.
pub const KEYS: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"k","use":"sig","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;
pub const CLIENTS: &str =
    "[[client]]\nissuer = 'https://ehr.example'\nkeys_file = 'ehr.jwks'\nrequests_per_second = 2\n";
/// A table of ours and a map of theirs.
pub const MAP: &str = "database = 'A'\nday = '%d-%m-%Y'\nsemicolon = true\n[[field]]\nours = 'patient'\ntheirs = 'LBNR'\nkey = true\n[[field]]\n\
                       ours = 'response'\ntheirs = 'RESPONS'\nvalues = { CR = '1', PR = '2' }\n[[field]]\nours = 'death'\ntheirs = 'DOED'\n";

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Bytes under that name in a folder, beside other files.
fn in_folder<T>(name: &str, bytes: &[u8], beside: &[(&str, &str)], read: impl FnOnce(PathBuf) -> T) -> T {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in beside {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let file = folder.path().join(name);
    std::fs::write(&file, bytes).expect("a file");
    read(file)
}

/// What is said, without the name of a folder that is another each time.
fn without_folder(said: &str, file: &Path) -> String {
    said.replace(&*file.parent().unwrap_or(file).to_string_lossy(), "")
}

fn call(rules: &RuleSet, bytes: &[u8]) -> String {
    match serde_json::from_slice(bytes) {
        Ok(call) => {
            let answers = [Language::Da, Language::En].map(|language| cards(rules, &call, language));
            assert_eq!(answers[0].is_ok(), answers[1].is_ok());
            format!("{:?}", answers[1])
        }
        Err(error) => format!("{:?}", error.classify()),
    }
}

fn trusted(clients: &Clients, token: &str) -> String {
    let now = Timestamp::UNIX_EPOCH;
    let told = clients.trusted(Some(token), now);
    assert!(told.is_err(), "nobody here has the key");
    format!("{told:?}")
}

fn token(_: &RuleSet, bytes: &[u8]) -> String {
    // Parts are given as they are, so that no encoding need be guessed.
    let part = |bytes: &[u8]| data_encoding::BASE64URL_NOPAD.encode(bytes);
    let parts: Vec<String> = bytes.split(|byte| *byte == b'\n').map(part).collect();
    in_folder("clients.toml", CLIENTS.as_bytes(), &[("ehr.jwks", KEYS)], |file| {
        let clients = Clients::read(&file, "https://marv.example").expect("the clients");
        format!("{} {}", trusted(&clients, &parts.join(".")), trusted(&clients, &text(bytes)))
    })
}

fn clients(_: &RuleSet, bytes: &[u8]) -> String {
    in_folder("clients.toml", bytes, &[("ehr.jwks", KEYS)], |file| match Clients::read(&file, "https://marv.example") {
        Ok(clients) => trusted(&clients, "a.b.c"),
        Err(error) => without_folder(&error.to_string(), &file),
    })
}

fn keys(_: &RuleSet, bytes: &[u8]) -> String {
    in_folder("ehr.jwks", bytes, &[("clients.toml", CLIENTS)], |file| {
        match Clients::read(&file.with_file_name("clients.toml"), "https://marv.example") {
            Ok(clients) => {
                let part = |text: &str| data_encoding::BASE64URL_NOPAD.encode(text.as_bytes());
                let algorithms = ["ES256", "ES384", "RS256", "PS384"];
                let head = |own: &str| part(&format!(r#"{{"alg":"{own}","kid":"k"}}"#));
                let claims = part(r#"{"iss":"https://ehr.example"}"#);
                let tokens = algorithms.map(|own| format!("{}.{claims}.{}", head(own), part("no signature")));
                tokens.map(|token| trusted(&clients, &token)).join(" ")
            }
            Err(error) => without_folder(&error.to_string(), &file),
        }
    })
}

fn sign_in(_: &RuleSet, bytes: &[u8]) -> String {
    in_folder("sign-in.toml", bytes, &[("secret", "s"), ("ca.pem", "")], |file| match Settings::read(&file) {
        Ok(settings) => format!("{settings:?}"),
        Err(error) => without_folder(&error.to_string(), &file),
    })
}

fn command(_: &RuleSet, bytes: &[u8]) -> String {
    format!("{:?}", serde_json::from_slice::<Command>(bytes).map_err(|error| error.to_string()))
}

fn report(_: &RuleSet, bytes: &[u8]) -> String {
    format!("{:?}", findings::of(bytes))
}

fn anchors(_: &RuleSet, bytes: &[u8]) -> String {
    in_folder("anchors", bytes, &[], |file| match audit::anchors(&file) {
        Ok(anchors) => format!("{anchors:?}"),
        Err(error) => error.to_string(),
    })
}

fn follow_up(_: &RuleSet, bytes: &[u8]) -> String {
    match read(bytes) {
        Ok(cases) => {
            let written = write(&cases).expect("cases are written");
            let again = read(&written).expect("what was written is read");
            assert_eq!(write(&again).expect("and written again"), written);
            format!("{} cases", cases.len())
        }
        Err(faults) => format!("{faults:?}"),
    }
}

fn quality_database(_: &RuleSet, bytes: &[u8]) -> String {
    let map: FieldMap = toml::from_str(MAP).expect("a map");
    let ours = write(&[]).expect("an empty table");
    format!("{:?} {:?}", statements(bytes, &map), fill(&ours, bytes, &map).map(|filled| filled.cells))
}

fn map(_: &RuleSet, bytes: &[u8]) -> String {
    match toml::from_str::<FieldMap>(&text(bytes)) {
        Ok(map) => format!("{:?} {:?}", map.check(), statements(b"LBNR;RESPONS;DOED\np1;1;01-02-2027\n", &map)),
        Err(error) => error.message().to_owned(),
    }
}

fn denominators(_: &RuleSet, bytes: &[u8]) -> String {
    match toml::from_str::<Denominators>(&text(bytes)) {
        Ok(read) => format!("{:?}", read.of("midtjylland").is_some()),
        Err(error) => error.message().to_owned(),
    }
}

fn scenario(_: &RuleSet, bytes: &[u8]) -> String {
    match toml::from_str::<Scenario>(&text(bytes)) {
        Ok(scenario) => scenario.faults().iter().map(ToString::to_string).collect(),
        Err(error) => error.message().to_owned(),
    }
}

fn published(_: &RuleSet, bytes: &[u8]) -> String {
    match PublishedTable::read(&text(bytes)) {
        Ok(table) => format!("{} lines of {}", table.lines.len(), table.audience.name()),
        Err(error) => error.to_string(),
    }
}
