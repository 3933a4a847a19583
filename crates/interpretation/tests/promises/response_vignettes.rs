//! Our own vignettes at the edges of the criteria of response, written from their tables, each through the case file.
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use interpretation::case_file;
use interpretation::meaning::compose;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    list: String,
    base: BTreeMap<String, String>,
    vignette: Vec<Vignette>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vignette {
    why: String,
    #[serde(default)]
    set: BTreeMap<String, String>,
    expected: String,
}

/// What the document says of a list: the class, `not settled`, or a verdict.
fn said(list: &str, response: &Value) -> String {
    let answer = match list {
        "aml" => &response["aml"]["answered"]["response"],
        "runx1_runx1t1" => return response[list]["answered"]["verdict"].as_str().unwrap().to_owned(),
        edition => {
            response["mds"]["answered"].as_array().unwrap().iter().find(|one| one["edition"]["en"] == edition).unwrap()
        }
    };
    match answer["possible"].as_array().unwrap().as_slice() {
        [one] => one.as_str().unwrap().to_owned(),
        _ => "not settled".to_owned(),
    }
}

#[test]
fn every_vignette_is_answered_as_its_table_says() {
    let (mut count, mut wrong) = (0, Vec::new());
    for file in ["eln", "iwg2023", "iwg2006", "transcript"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/vignettes/response/{file}.toml"));
        let File { list, base, vignette } = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        for Vignette { why, set, expected } in vignette {
            let mut fields = base.clone();
            fields.extend(set);
            let lines =
                fields.iter().filter(|(_, value)| *value != "-").map(|(field, value)| format!("{field} = {value}\n"));
            let text = format!("sample = 'S'\ndate = 2026-11-26\n{}", lines.collect::<String>());
            let case = case_file::read(&text).unwrap_or_else(|faults| panic!("{file}: {why}: {faults}"));
            let document = serde_json::to_value(compose(&case, Vec::new(), &[])).unwrap();
            let given = said(&list, &document["course"]["response"]);
            count += 1;
            if given != expected {
                wrong.push(format!("{file}: {why}: {given}, expected {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 40, "{count}");
}
