//! Whose DNA it is, through the program: contamination, another person, coverage.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::{Value, json};

fn marv(arguments: &[&str]) -> Output {
    Command::cargo_bin("marv").unwrap().args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A pair in a folder of this name, on a reference of its own or on a given one.
fn simulate(folder: &Path, name: &str, plan: &Value, reference: Option<&str>) {
    let file = folder.join(format!("{name}.json"));
    fs::write(&file, plan.to_string()).unwrap();
    let out = folder.join(name);
    let mut arguments = vec!["simulate", "--plan", file.to_str().unwrap(), "--out", out.to_str().unwrap()];
    arguments.extend(reference.into_iter().flat_map(|reference| ["--reference", reference]));
    let made = marv(&arguments);
    assert!(made.status.success(), "{}", text(&made.stderr));
}

fn plan(seed: u32, tumour: (&str, f64), normal: (&str, f64)) -> Value {
    json!({
        "seed": seed,
        "synthetic": { "contigs": [{ "name": "chr1", "length": 400_000 }], "copied": 0.0 },
        "tumour": { "sample": tumour.0, "depth": 60, "contamination": tumour.1 },
        "normal": { "sample": normal.0, "depth": 30, "contamination": normal.1 },
    })
}

/// The exit code, and `quality.json`.
fn call(folder: &Path, tumour: &str, normal: &str, out: &str, more: &[&str]) -> (i32, Value) {
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (tumour, normal, reference, out) = (path(tumour), path(normal), path("one/reference.fa"), path(out));
    let mut arguments =
        vec!["call", "--tumour", &tumour, "--normal", &normal, "--reference", &reference, "--out", &out];
    arguments.extend(more);
    let done = marv(&arguments);
    let quality = fs::read(Path::new(&out).join("quality.json")).unwrap_or_else(|_| panic!("{}", text(&done.stderr)));
    let quality: Value = serde_json::from_slice(&quality).unwrap();
    (done.status.code().unwrap(), quality["quality"].clone())
}

fn verdict<'q>(quality: &'q Value, name: &str) -> &'q str {
    let checks = quality["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["name"] == name).unwrap_or_else(|| panic!("no {name}: {checks:#?}"));
    check["verdict"].as_str().unwrap()
}

#[test]
fn contamination_is_measured_and_another_person_is_stopped() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path();
    simulate(folder, "one", &plan(3, ("T1", 0.05), ("N1", 0.0)), None);
    let reference = folder.join("one/reference.fa");
    simulate(folder, "two", &plan(4, ("T2", 0.0), ("N2", 0.0)), Some(reference.to_str().unwrap()));

    let list = folder.join("one/population.vcf.gz");
    for (out, more, within) in [("own", vec![], 0.02), ("listed", vec!["--snps", list.to_str().unwrap()], 0.01)] {
        let (code, quality) = call(folder, "one/tumour.bam", "one/normal.bam", out, &more);
        assert_eq!(code, 0, "{quality:#}");
        for (place, truth, expected) in [(0, 0.05, "warn"), (1, 0.0, "pass")] {
            let foreign = &quality["foreign_dna"][place];
            let mean = foreign["mean"].as_f64().unwrap();
            assert!((mean - truth).abs() < within, "{out}: {foreign}");
            let sample = foreign["sample"].as_str().unwrap();
            assert_eq!(verdict(&quality, &format!("contamination:{sample}")), expected, "{out}");
            assert_eq!(verdict(&quality, &format!("mapped:{sample}")), "pass");
        }
        assert_eq!(verdict(&quality, "same-person:T1"), "pass");
        assert_eq!(verdict(&quality, "insert-size:T1"), "pass");
        let not_performed = quality["not_performed"].as_array().unwrap();
        assert!(
            not_performed.len() == 1 && not_performed[0].as_str().unwrap().starts_with("sex:"),
            "{not_performed:?}"
        );
        assert!(!Path::new(folder).join(out).join("calls.journal").exists());
    }

    let (code, quality) = call(folder, "one/tumour.bam", "two/normal.bam", "strangers", &[]);
    assert_eq!((code, verdict(&quality, "same-person:T1")), (16, "stop"));
    assert_eq!(verdict(&quality, "swapped:T1"), "warn", "another person's variants tell nothing of an exchange");
    assert!(!folder.join("strangers/somatic.vcf.gz").exists());
}
