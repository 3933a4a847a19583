//! What the data of a report say that follow-up asks: read from the bytes that two persons sign.
//!
//! A figure that the report does not give is not recorded, and is never a no: a "no" needs every kind of finding to have been looked for. Tiers are given to
//! small variants alone; a fusion or a tandem duplication that the report counts in class and risk is a driver here, and an abnormal karyotype
//! leaves "no driver" open (our own reading of KPI-RR-3, to be confirmed).

use clinic::follow_up::ReportFindings;
use serde_json::Value;

/// The schema whose figures are known here.
const SCHEMA: &str = "marv-report/1";

fn list<'v>(data: &'v Value, pointer: &str) -> impl Iterator<Item = &'v Value> {
    data.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

fn performed(data: &Value, section: &str) -> bool {
    data.pointer(section).is_some_and(|own| own["state"] == "performed")
}

/// Whether a tier is I or II (AMP/ASCO/CAP), as `I-A` or `II-C`.
fn is_driver_tier(tier: &str) -> bool {
    matches!(tier.split('-').next(), Some("I" | "II"))
}

/// Whether the genome's karyotype has an abnormality; `None`: nobody looked, or it is not read here.
fn abnormal(data: &Value) -> Option<bool> {
    let text = data.pointer("/karyotypes/genomic/result/text")?.as_str()?;
    (!text.is_empty()).then(|| !matches!(text.trim(), "46,XX" | "46,XY"))
}

/// What the data of a report say; `None` where they are of another schema.
#[must_use]
pub fn of(bytes: &[u8]) -> Option<ReportFindings> {
    let data: Value = serde_json::from_slice(bytes).ok()?;
    if data["schema"] != SCHEMA {
        return None;
    }
    let counts = |pointer| list(&data, pointer).filter(|own| own["counts"] == true);
    let name = |own: &Value| own["name"].as_str().map(str::to_owned);
    let variants = || counts("/small_variants/result/variants");
    let of_tier = |own: &&Value| own.pointer("/judgement/tier").and_then(Value::as_str).is_some_and(is_driver_tier);
    let mut drivers: Vec<String> = variants().filter(of_tier).filter_map(name).collect();
    drivers.extend(counts("/fusions/result/called").filter_map(|own| {
        let of_genes = || Some(format!("{}::{}", own["five_prime"].as_str()?, own["three_prime"].as_str()?));
        name(own).or_else(of_genes)
    }));
    let tandem = || list(&data, "/tandem_duplications/result");
    let found = tandem().filter(|own| own.pointer("/answer/answer").is_some_and(|own| own == "found"));
    drivers.extend(found.filter_map(|own| {
        let kind = if own["kind"] == "internal" { "ITD" } else { "PTD" };
        Some(format!("{}-{kind}", own["gene"].as_str()?))
    }));
    drivers.dedup();
    // Everything was looked for: fusions of all genes, and no duplication is left open.
    let all_fusions = data.pointer("/fusions/result/looked_for").is_some_and(Value::is_null);
    let settled = tandem().all(|own| own.pointer("/answer/answer").is_some_and(|own| own != "not_assessed"));
    let sections = ["/small_variants", "/fusions", "/tandem_duplications"];
    let looked = sections.iter().all(|own| performed(&data, own)) && all_fusions && settled;
    let normal = abnormal(&data) == Some(false);
    let driver = if drivers.is_empty() { (looked && normal).then_some(false) } else { Some(true) };
    let shows_a_clone = driver == Some(true) || variants().next().is_some() || abnormal(&data) == Some(true);
    // A variant that does not count in class and risk may be of a clone all the same: then the report does not say.
    let no_variant = list(&data, "/small_variants/result/variants").next().is_none();
    let clonal = if shows_a_clone { Some(true) } else { (looked && normal && no_variant).then_some(false) };
    Some(ReportFindings { driver, clonal, drivers, ..ReportFindings::default() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn report(variants: &Value, text: &str) -> Value {
        json!({
            "schema": SCHEMA,
            "small_variants": { "state": "performed", "result": { "variants": variants } },
            "fusions": { "state": "performed", "result": { "looked_for": null, "called": [], "stated": [] } },
            "tandem_duplications": { "state": "performed", "result": [
                { "gene": "FLT3", "kind": "internal", "answer": { "answer": "not_found", "limit": 0.05 } } ] },
            "karyotypes": { "genomic": { "state": "performed", "result": { "text": text } } },
        })
    }

    fn said(data: &Value) -> (Option<bool>, Option<bool>, Vec<String>) {
        let own = of(data.to_string().as_bytes()).unwrap();
        assert_eq!((own.earlier_tests_complete, own.new_driver, own.clonal_by_panel), (None, None, None));
        (own.driver, own.clonal, own.drivers)
    }

    fn variant(tier: &str, counts: bool) -> Value {
        json!({ "name": "TP53 p.R175H", "counts": counts, "judgement": { "tier": tier } })
    }

    #[test]
    fn a_driver_is_what_counts_in_tier_one_or_two() {
        let named = vec!["TP53 p.R175H".to_owned()];
        for tier in ["I-A", "I-B", "II-C", "II-D"] {
            assert_eq!(said(&report(&json!([variant(tier, true)]), "46,XX")), (Some(true), Some(true), named.clone()));
        }
        assert_eq!(said(&report(&json!([variant("III", true)]), "46,XX")), (Some(false), Some(true), vec![]));
        assert_eq!(said(&report(&json!([variant("I-A", false)]), "46,XX")), (Some(false), None, vec![]));
        assert_eq!(said(&report(&json!([]), "46,XY")), (Some(false), Some(false), vec![]));
    }

    #[test]
    fn a_fusion_and_a_duplication_that_count_are_drivers() {
        let mut data = report(&json!([]), "46,XX");
        data["fusions"]["result"]["called"] = json!([
            { "name": null, "five_prime": "RUNX1", "three_prime": "RUNX1T1", "counts": true },
            { "name": "A::B", "counts": false },
        ]);
        data["tandem_duplications"]["result"][0]["answer"] = json!({ "answer": "found", "duplications": [] });
        let drivers = vec!["RUNX1::RUNX1T1".to_owned(), "FLT3-ITD".to_owned()];
        assert_eq!(said(&data), (Some(true), Some(true), drivers));
    }

    /// Missing is not wild type: whatever was not looked for leaves the answer open.
    #[test]
    fn no_is_said_only_where_everything_was_looked_for() {
        let whole = report(&json!([]), "46,XX");
        for section in ["small_variants", "fusions", "tandem_duplications"] {
            let mut data = whole.clone();
            data[section] = json!({ "state": "not_performed", "why": { "da": "x", "en": "y" } });
            assert_eq!(said(&data), (None, None, vec![]), "{section}");
        }
        let mut data = whole.clone();
        data["fusions"]["result"]["looked_for"] = json!(["ABL1"]);
        assert_eq!(said(&data).0, None, "some genes alone");
        data = whole.clone();
        data["tandem_duplications"]["result"][0]["answer"] = json!({ "answer": "not_assessed", "why": {} });
        assert_eq!(said(&data).0, None, "a duplication that is not assessed");
        data = whole.clone();
        data["karyotypes"]["genomic"] = json!({ "state": "not_performed" });
        assert_eq!(said(&data).0, None, "no karyotype");
        assert_eq!(
            said(&report(&json!([]), "45,XX,-7[82%]")),
            (None, Some(true), vec![]),
            "an abnormality has no tier"
        );
        assert_eq!(of(b"{\"schema\":\"marv-report/2\"}"), None);
        assert_eq!(of(b"{"), None);
    }
}
