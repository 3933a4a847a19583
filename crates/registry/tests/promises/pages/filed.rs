//! A report as it lies in the folder of reports: made up, in the shape of `marv-report/1`.

use std::path::Path;

use registry::audit::hexadecimal;
use registry::report::Reports;
use serde_json::json;
use sha2::{Digest, Sha256};

/// The report as data, of nobody.
pub fn data() -> String {
    let words = |text: &str| json!({ "en": text, "da": format!("{text} (da)") });
    let fraction = json!({ "value": 0.4123, "interval": [0.35, 0.476], "alternate": 92, "depth": 223 });
    let variant = |name: &str, counts: bool| {
        json!({ "gene": "FLT3", "name": name, "genomic": "13:g.28018505C>A", "protein": "p.Asp835Tyr", "fraction": fraction,
            "normal_fraction": 0.0, "counts": counts, "judgement": { "oncogenicity": words("Oncogenic") } })
    };
    let report = json!({
        "schema": "marv-report/1",
        "small_variants": { "state": "performed", "result": { "variants": [variant("FLT3 p.D835Y", true), variant("FLT3 doubted", false)] } },
        "tandem_duplications": { "state": "performed", "result": [
            { "gene": "FLT3", "kind": "internal", "answer": { "answer": "not_found", "limit": 0.05 } },
            { "gene": "KMT2A", "kind": "partial", "answer": { "answer": "not_assessed", "why": words("too few reads") } },
        ] },
        "fusions": { "state": "not_performed", "why": words("no junctions in the bundle") },
        "copy_number": { "state": "performed", "result": { "purity": { "purity": 0.82 } } },
        "quality": { "state": "performed", "result": { "samples": [{ "role": "tumour", "sample": "t1", "mean_depth": 94.4 }], "checks": [
            { "name": "contamination", "verdict": "warn", "words": words("1.2 % of another person") },
        ] } },
    });
    report.to_string()
}

/// The SHA-256 of the data.
pub fn checksum() -> String {
    hexadecimal(&Sha256::digest(data()))
}

/// A page of the report, as `marv report` sets one: it carries the checksum of the data.
pub fn page(title: &str, language: &str) -> String {
    let picture = "<svg role=\"img\" aria-label=\"reads\" width=\"200\" height=\"40\"><rect width=\"180\" height=\"12\" fill=\"#17498f\"/></svg>";
    format!(
        "<!DOCTYPE html><html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{title}</title><style>body {{ font: 1rem sans-serif }}</style></head>\
         <body><main><h1>{title}</h1>{picture}<p>SHA-256 <code>{}</code></p></main></body></html>",
        checksum()
    )
}

/// The report for other systems: one that `marv report` writes, as it would be of these data.
pub fn bundle() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../report/tests/foreign/report.fhir.json");
    let written = std::fs::read_to_string(file).unwrap();
    let own: serde_json::Value = serde_json::from_str(&written).unwrap();
    written.replace(own["identifier"]["value"].as_str().unwrap(), &checksum())
}

/// A folder with the report in it.
pub fn reports(folder: &Path) -> Reports {
    let own = folder.join(checksum());
    std::fs::create_dir_all(&own).unwrap();
    std::fs::write(own.join("report.json"), data()).unwrap();
    std::fs::write(own.join("report.fhir.json"), bundle()).unwrap();
    for language in ["da", "en"] {
        for name in ["report", "reads"] {
            std::fs::write(own.join(format!("{name}.{language}.html")), page(name, language)).unwrap();
        }
        std::fs::write(own.join(format!("report.{language}.pdf")), "%PDF-1.7").unwrap();
    }
    Reports::new(folder.to_owned())
}
