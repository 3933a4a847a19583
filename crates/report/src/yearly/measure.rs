//! A year's shares as FHIR R4 `MeasureReport`s, one for each indicator: what is told there and nothing else.

use outcomes::disclosure::{Published, Row};
use outcomes::kpi::{ANSWERS, PublishedYear};
use serde_json::{Value, json};

use crate::fhir::OWN;

/// A bundle (collection) of `MeasureReport`s. `hash`: the checksum of the figures, by which it is known.
#[must_use]
pub fn measures(published: &PublishedYear, hash: &str) -> Value {
    let reports: Vec<Value> = published
        .shares
        .iter()
        .filter_map(|(id, own)| Some((id, own.as_ref()?)))
        .map(|(id, own)| json!({ "fullUrl": format!("{OWN}/MeasureReport/{}-{}", id.to_lowercase(), published.year), "resource": report(published, id, own) }))
        .collect();
    json!({
        "resourceType": "Bundle",
        "type": "collection",
        "identifier": { "system": format!("{OWN}/identifier/yearly-report"), "value": hash },
        "entry": reports,
    })
}

fn report(year: &PublishedYear, id: &str, own: &Published) -> Value {
    let mut strata: Vec<(&str, Vec<&Row>)> = Vec::new();
    for row in own.rows.iter().filter(|row| row.counts.is_some()) {
        match strata.iter_mut().find(|(name, _)| *name == row.stratum) {
            Some((_, rows)) => rows.push(row),
            None => strata.push((&row.stratum, vec![row])),
        }
    }
    let stratifier = |(name, rows): &(&str, Vec<&Row>)| {
        let stratum = rows.iter().map(|row| {
            let mut stratum = measured(own, row.counts.as_deref().unwrap_or_default());
            stratum["value"] = json!({ "text": row.members.join(" + ") });
            stratum
        });
        json!({ "code": [{ "text": name }], "stratum": stratum.collect::<Vec<_>>() })
    };
    let mut group = measured(own, &own.all);
    group["code"] = json!({ "text": id });
    let stratifiers: Vec<Value> = strata.iter().map(stratifier).collect();
    if !stratifiers.is_empty() {
        group["stratifier"] = json!(stratifiers);
    }
    json!({
        "resourceType": "MeasureReport",
        "id": format!("{}-{}", id.to_lowercase(), year.year),
        "status": "complete",
        "type": "summary",
        "measure": format!("{OWN}/Measure/{id}"),
        "date": year.freeze.to_string(),
        "period": { "start": format!("{}-01-01", year.year), "end": format!("{}-12-31", year.year) },
        "group": [group],
    })
}

/// Populations and score. An answer that is told by itself is a population; what is told together stands under its joint name.
fn measured(own: &Published, counts: &[u32]) -> Value {
    const SYSTEM: &str = "http://terminology.hl7.org/CodeSystem/measure-population";
    let standard =
        |code: &str, count: u32| json!({ "code": { "coding": [{ "system": SYSTEM, "code": code }] }, "count": count });
    let mut populations = vec![standard("initial-population", counts.iter().sum())];
    let share = own.share(counts);
    if let Some(share) = share {
        populations.push(standard("denominator", share.denominator()));
        populations.push(standard("numerator", share.numerator()));
    }
    populations.extend(own.classes.iter().zip(counts).map(|(class, count)| {
        let name: Vec<&str> = class.iter().filter_map(|answer| ANSWERS.get(*answer).copied()).collect();
        json!({ "code": { "text": name.join(" or ") }, "count": count })
    }));
    let mut measured = json!({ "population": populations });
    if let Some(score) = share.and_then(outcomes::proportion::Proportion::share) {
        measured["measureScore"] = json!({ "value": (score * 1e4).round() / 1e4, "unit": "1", "system": "http://unitsofmeasure.org", "code": "1" });
    }
    measured
}
