//! The program as a user runs it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use clinic::eligibility::vector;
use guideline::rule_file::Folder;
use serde_json::Value;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn guideline() -> PathBuf {
    root().join("guidelines/ngc-haem-2022")
}

fn marv(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::cargo_bin("marv").unwrap();
    command.args(arguments).write_stdin(input.to_vec()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", text(&output.stderr)))
}

fn write_folder(folder: &Folder, to: &Path) {
    for (path, content) in folder.below("") {
        let file = to.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }
}

/// Every golden vector gives its answer through the command line, with the exit code of its verdict.
#[test]
fn the_golden_vectors_hold_through_the_command_line() {
    let folder = Folder::read(&guideline()).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let mut runs = 0;
    for vector in vector::read(&folder).unwrap() {
        for (place, run) in vector.run.iter().enumerate() {
            let name = format!("{}, run {}", vector.id, place + 1);
            let draft = run.draft(&folder).unwrap().to_string();
            let decisions = scratch.path().join(format!("{}-{place}.jsonl", vector.id));
            let mut arguments: Vec<String> = ["referral", "check", "-", "--json"].map(String::from).to_vec();
            for (id, reading) in &run.switches {
                arguments.extend(["--read".into(), format!("{id}={reading}")]);
            }
            arguments.extend(["--stage".into(), run.stage.clone().unwrap_or("referral".into())]);
            if run.expect.history.is_some() {
                arguments.extend(["--record".into(), decisions.display().to_string()]);
            }
            let borrowed: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let output = marv(&borrowed, draft.as_bytes());
            let record = json(&output);
            assert_eq!(run.expect.differences(&record), Vec::<String>::new(), "{name}");
            let plan_open = record["plan"] == "ACCEPTED";
            let release_open = matches!(record["release"]["verdict"].as_str(), None | Some("OPEN"));
            let expected = match record["verdict"].as_str().unwrap() {
                "ELIGIBLE" if !plan_open => 14,
                "ELIGIBLE" if !release_open => 15,
                "ELIGIBLE" => 0,
                "NOT_ELIGIBLE" => 10,
                "INCOMPLETE" => 11,
                "OUT_OF_SCOPE" => 12,
                "REDIRECT" => 13,
                other => panic!("{name}: {other}"),
            };
            assert_eq!(output.status.code(), Some(expected), "{name}");

            // The rule set changes: a second decision is appended, and the first stands as it was written.
            if let (Some(history), Some(edited)) = (&run.expect.history, run.edited(&folder).unwrap()) {
                let changed = scratch.path().join(format!("{}-rules", vector.id));
                write_folder(&edited, &changed);
                let before = fs::read_to_string(&decisions).unwrap();
                arguments.extend(["--rules".into(), changed.display().to_string()]);
                let borrowed: Vec<&str> = arguments.iter().map(String::as_str).collect();
                let again = json(&marv(&borrowed, draft.as_bytes()));
                let after = fs::read_to_string(&decisions).unwrap();
                assert!(after.starts_with(&before), "{name}: the first decision was changed");
                let verdicts: Vec<String> = after
                    .lines()
                    .map(|line| serde_json::from_str::<Value>(line).unwrap()["verdict"].as_str().unwrap().to_owned())
                    .collect();
                assert_eq!(&verdicts, history, "{name}");
                assert_eq!(again["first_decision"]["verdict"], record["verdict"], "{name}");
                assert_ne!(again["rule_set"]["hash"], record["rule_set"]["hash"], "{name}");
            }
            runs += 1;
        }
    }
    assert!(runs >= 80, "{runs} runs");
}

#[test]
fn the_demo_shows_every_example_in_both_languages() {
    for (language, eligible) in [("da", "KAN HENVISES"), ("en", "ELIGIBLE")] {
        let output = marv(&["demo", "--referrals", "--lang", language], b"");
        assert!(output.status.success(), "{}", text(&output.stderr));
        let shown = text(&output.stdout);
        let examples = fs::read_dir(root().join("guidelines/examples")).unwrap();
        for example in examples.map(|entry| entry.unwrap().file_name().into_string().unwrap()) {
            if example.ends_with(".json") {
                assert!(shown.contains(&example), "{example} is not shown");
            }
        }
        assert!(shown.contains(eligible));
        assert!(!shown.contains('\u{1b}'), "no colour where the output is no terminal");
    }
}

/// What a person reads, for each example in both languages. `INSTA_UPDATE=always` renews the snapshots; read the difference.
#[test]
fn the_answers_read_as_they_did() {
    for example in ["relapsed-dlbcl", "mds-incomplete", "aml-outside-centre", "unfit-patient", "solid-tumour"] {
        for language in ["da", "en"] {
            let file = root().join(format!("guidelines/examples/{example}.json"));
            let output = marv(&["referral", "check", file.to_str().unwrap(), "--lang", language], b"");
            let shown = text(&output.stdout);
            // The hash changes with every file of the guideline.
            let hash = shown.split_once("ngc-haem-2022 1.0.0 (").unwrap().1.split_once(')').unwrap().0.to_owned();
            insta::assert_snapshot!(format!("{example}.{language}"), shown.replace(&hash, "hash"));
        }
    }
}

#[test]
fn every_line_of_an_answer_leads_to_the_source() {
    let record = json(&marv(
        &["referral", "check", "-", "--json"],
        &fs::read(root().join("guidelines/examples/unfit-patient.json")).unwrap(),
    ));
    let mut rules = 0;
    for track in record["tracks"].as_object().unwrap().values() {
        for stage in track.as_object().unwrap().values() {
            for rule in stage["rules"].as_array().unwrap() {
                let words = &record["rules"][rule["id"].as_str().unwrap()];
                assert!(words["da"]["says"].is_string() && words["en"]["remedy"].is_string());
                let citations = words["citations"].as_array().unwrap();
                assert!(!citations.is_empty());
                for citation in citations {
                    let source =
                        citation["page"].is_u64() && citation["quote"].as_str().is_some_and(|quote| !quote.is_empty());
                    assert!(source || citation["basis"].is_string(), "{rule}");
                }
                assert!(rule["inputs"].is_object() && rule["version"].is_u64() && rule["outcome"].is_string());
                rules += 1;
            }
        }
    }
    assert!(rules > 100);
    for pinned in ["id", "version", "hash"] {
        assert!(record["rule_set"][pinned].is_string());
    }
    assert!(record["input"]["facts"].as_object().unwrap().len() > 50);
    assert!(!record.to_string().contains("cpr"), "no person number in a decision record");
}

#[test]
fn bad_input_is_answered_with_exit_code_2() {
    let nonsense: Vec<u8> =
        (0..10_000_000u32).map(|n| u8::try_from(n.wrapping_mul(2_654_435_761) >> 24).unwrap()).collect();
    let whole = fs::read(guideline().join("vectors/base/RR0.json")).unwrap();
    let wrong_cpr = String::from_utf8(whole.clone()).unwrap().replace("\"cpr\": \"", "\"cpr\": \"1");
    for (name, input) in [
        ("10 MB of nonsense", nonsense.as_slice()),
        ("nothing", b"".as_slice()),
        ("truncated", &whole[..whole.len() / 2]),
        ("wrong types", br#"{"schema":"marv/referral/1","patient":[1],"requisition":{"date":20260302}}"#.as_slice()),
        (
            "a date that does not exist",
            br#"{"schema":"marv/referral/1","patient":{"cpr":"6101600001"},"requisition":{"date":"2026-02-30"}}"#
                .as_slice(),
        ),
        ("a CPR of wrong length", wrong_cpr.as_bytes()),
        ("another schema", br#"{"schema":"marv/referral/9"}"#.as_slice()),
    ] {
        for language in ["da", "en"] {
            let output = marv(&["referral", "check", "-", "--lang", language], input);
            assert_eq!(output.status.code(), Some(2), "{name}");
            assert!(output.stdout.is_empty() && text(&output.stderr).contains('→'), "{name}: {}", text(&output.stderr));
            let error = json(&marv(&["referral", "check", "-", "--json", "--lang", language], input));
            assert_eq!(error["schema"], "marv/errors/1", "{name}");
        }
    }
    let before = br#"{"schema":"marv/referral/1","patient":{"cpr":"6101600001"},"requisition":{"date":"2022-06-02"}}"#;
    let output = marv(&["referral", "check", "-"], before);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("2022-06-03"));
    let no_track = br#"{"schema":"marv/referral/1","patient":{"cpr":"6101600001"},"requisition":{"date":"2026-03-02","route":"Z"}}"#;
    assert!(text(&marv(&["referral", "check", "-"], no_track).stderr).contains("RR/R"));
    assert_eq!(marv(&["referral", "check", "-", "--read", "INC-01"], &whole).status.code(), Some(2));
    assert_eq!(marv(&["referral", "check", "-", "--read", "INC-01=nonsense"], &whole).status.code(), Some(2));
    assert_eq!(marv(&["referral", "check", "no such file"], b"").status.code(), Some(1));
}

#[test]
fn a_decision_file_that_is_cut_off_or_foreign_is_never_appended_to() {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("decisions.jsonl");
    let draft = fs::read(guideline().join("vectors/base/RR0.json")).unwrap();
    for content in ["{\"verdict\":\"ELIG", "not a decision\n"] {
        fs::write(&file, content).unwrap();
        let output = marv(&["referral", "check", "-", "--record", file.to_str().unwrap()], &draft);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        assert_eq!(fs::read_to_string(&file).unwrap(), content);
    }
}

#[test]
fn a_guideline_with_a_mistake_is_refused_everywhere() {
    let scratch = tempfile::tempdir().unwrap();
    let mut folder = Folder::read(&guideline()).unwrap();
    let file = "rules/rr/eligibility/RR-ELIG-05.toml";
    let content = folder.get(file).unwrap().replace("at_most = 2", "at_most = 1");
    folder.insert(file.into(), content);
    write_folder(&folder, scratch.path());
    let rules = scratch.path().to_str().unwrap();
    let check = marv(&["guideline", "check", rules], b"");
    assert_eq!(check.status.code(), Some(1));
    let told = text(&check.stdout);
    assert!(told.contains(file) && told.contains("ECOG 2 passes"), "{told}");
    let draft = fs::read(guideline().join("vectors/base/RR0.json")).unwrap();
    let refused = marv(&["referral", "check", "-", "--rules", rules], &draft);
    assert_eq!(refused.status.code(), Some(1));
    assert!(refused.stdout.is_empty());
}

#[test]
fn the_guideline_is_listed_explained_and_traced() {
    let list = text(&marv(&["guideline", "list"], b"").stdout);
    assert!(list.contains("RR-ELIG-05") && list.contains("WHO/ECOG score: 2"));
    for id in [
        "RR-ELIG-05",
        "INC-02",
        "COM-VOL-01",
        "DER-05",
        "RR-LYM",
        "aml-centres",
        "NGC-STD-ANSWER",
        "GOV-04",
        "MC-REQ-01",
    ] {
        for language in ["da", "en"] {
            let output = marv(&["guideline", "explain", id, "--lang", language], b"");
            assert!(output.status.success() && text(&output.stdout).contains(id), "{id}");
        }
    }
    let unknown = marv(&["guideline", "explain", "RR-ELIG-99"], b"");
    assert_eq!(unknown.status.code(), Some(1));
    let facts = text(&marv(&["guideline", "facts"], b"").stdout);
    assert!(facts.contains("fitness.ecog") && facts.contains("0..5 score"));
    let check = marv(&["guideline", "check"], b"");
    assert!(check.status.success(), "{}", text(&check.stdout));
}

/// All 354 ids of the check list are held; what comes later says why; code that is named exists, and so do its tests.
#[test]
fn the_trace_has_no_gap() {
    let output = marv(&["guideline", "trace"], b"");
    let trace = text(&output.stdout);
    assert!(output.status.success(), "{trace}");
    assert!(trace.contains("354 requirements") && trace.contains("0 gap(s)"), "{trace}");
    let folder = Folder::read(&guideline()).unwrap();
    let rule_set = guideline::rule_file::load(&folder, &clinic::eligibility::vocabulary()).unwrap();
    let count = |kind: &str| rule_set.requirements.iter().filter(|requirement| requirement.kind == kind).count();
    assert_eq!((count("inc"), count("der"), rule_set.requirements.len()), (49, 30, 275 + 49 + 30));
    for entry in rule_set.trace.iter().chain(&rule_set.behaviour) {
        let Some((place, test)) = &entry.code else {
            assert!(entry.reason.len() > 20, "{}: a reason", entry.id);
            continue;
        };
        let path = root().join(place);
        assert!(path.exists(), "{}: {place} does not exist", entry.id);
        let found =
            sources(&root()).into_iter().any(|file| fs::read_to_string(file).unwrap().contains(&format!("fn {test}(")));
        assert!(found, "{}: there is no test {test}", entry.id);
    }
    // What must be tested is held today: by a rule with its cases, by a cited item, or by code with a test.
    for requirement in &rule_set.requirements {
        let must = ["hard", "route", "clock", "kpi", "report", "info"].contains(&requirement.kind.as_str());
        let kind = rule_set.cited.iter().find(|item| item.id == requirement.id).map(|item| item.kind.as_str());
        let of_item = rule_set.trace.iter().filter(|entry| entry.id == requirement.id);
        let of_kind = rule_set.behaviour.iter().filter(|entry| Some(entry.id.as_str()) == kind);
        let later = of_item.chain(of_kind).any(|entry| entry.code.is_none());
        assert!(!(must && later), "{} has no test yet", requirement.id);
    }
    // Every kind of requirement that must be a rule is one, but for what the loader itself enforces.
    for requirement in &rule_set.requirements {
        if ["hard", "soft", "route", "info"].contains(&requirement.kind.as_str()) && requirement.id != "GOV-04" {
            let ruled = rule_set
                .rules()
                .iter()
                .any(|rule| rule.citations.iter().any(|citation| citation.requirement == requirement.id));
            assert!(ruled, "{} is no rule", requirement.id);
        }
    }
}

fn sources(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root.join("crates")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                files.push(path);
            }
        }
    }
    files
}
