//! What a report says of the course: an earlier sample beside this one, and the response.

use interpretation::course::OtherEvents;
use interpretation::language::{Named, Words};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::sections::{edition, fact};
use super::told::{Told, both, joined, percent, rows, same, text, words};
use crate::bundle::{CourseFlag, EventCourse};
use crate::page::course::{clearance, evolution, flag, sighting};
use crate::words::Label;

pub(super) fn course(told: &Value) -> Vec<Told> {
    let mut all = Vec::new();
    let comparison = &told["comparison"];
    if comparison.is_object() {
        let earlier =
            joined([&comparison["earlier"]["sample"], &comparison["earlier"]["date"]].into_iter().filter_map(words));
        all.push(Told::new(Label::Course, Label::EarlierSample.words()).with(Label::Sample, earlier));
        let threshold = percent(&comparison["threshold"]);
        all.push(Told::new(Label::Course, Label::ClearanceThreshold.words()).with(Label::Limit, threshold));
        all.extend(rows(&comparison["events"]).map(|row| known(row, &row["name"], event)));
        all.extend(rows(&comparison["flags"]).map(|row| known(row, &row["says"], flagged)));
        let others = joined(rows(&comparison["others"]).filter_map(other));
        all.push(Told::new(Label::Course, Label::OtherEvents.words()).with(Label::Evolution, others));
        all.extend(rows(&comparison["notes"]).filter_map(|note| Some(Told::new(Label::Course, words(note)?))));
    } else if !told.is_null() {
        all.push(
            Told::new(Label::Course, Label::EarlierSample.words()).with(Label::State, Some(Label::NotStated.words())),
        );
    }
    all.extend(rows(&told["response"]).map(|answer| edition(Label::Course, answer)));
    let rule = &told["molecular"];
    if rule.is_object() {
        let verdict = serde_json::from_value::<interpretation::response::transcript::Verdict>(rule["verdict"].clone());
        let verdict = verdict.ok().map(|verdict| both(|language| verdict.in_language(language)));
        all.push(
            Told::new(Label::Course, Label::MolecularRule.words())
                .with(Label::Answer, verdict.or_else(|| words(&rule["verdict"])))
                .with(Label::Seen, joined(rows(&rule["facts"]).filter_map(fact)))
                .with(Label::Open, words(&rule["note"])),
        );
    }
    all
}

/// A row as the page writes it; one of a shape that this version does not know, as it is written in the data.
fn known<R: DeserializeOwned>(row: &Value, name: &Value, told: impl FnOnce(&R) -> Told) -> Told {
    let as_written = || {
        let name = words(name).unwrap_or_else(|| Label::NotStated.words());
        Told::new(Label::Course, name).with(Label::Answer, text(row).map(same))
    };
    serde_json::from_value::<R>(row.clone()).map_or_else(|_| as_written(), |row| told(&row))
}

fn event(event: &EventCourse) -> Told {
    let change = both(|language| evolution(event, language).join(": "));
    let cleared = event.clearance.map(|is| both(|language| clearance(event, is, language).join("; ")));
    Told::new(Label::Course, same(&*event.name))
        .with(Label::Place, event.place.as_deref().map(same))
        .with(Label::Before, Some(both(|language| sighting(&event.before, language).join(", "))))
        .with(Label::Now, Some(both(|language| sighting(&event.now, language).join(", "))))
        .with(Label::Clearance, cleared)
        .with(Label::Evolution, Some(change))
}

fn flagged(told: &CourseFlag) -> Told {
    let drugs = both(|language| flag(told, language).unwrap_or_default());
    Told::new(Label::Course, told.says.clone()).with(Label::ActsLess, Some(drugs))
}

fn other(row: &Value) -> Option<Words> {
    let known = serde_json::from_value::<OtherEvents>(row.clone());
    known.map_or_else(
        |_| text(row).map(same),
        |other| Some(both(|language| format!("{} {}", other.count, other.change.in_language(language)))),
    )
}
