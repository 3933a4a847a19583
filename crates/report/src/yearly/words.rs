//! What answers and ways of telling patients apart are called.

use interpretation::language::Language;
use outcomes::kpi::ANSWERS;

/// An answer.
pub(super) fn answer(of: usize, language: Language) -> &'static str {
    match ANSWERS.get(of) {
        Some(&"yes") => language.choose("yes", "ja"),
        Some(&"no") => language.choose("no", "nej"),
        Some(&"not-recorded") => language.choose("not recorded", "ikke registreret"),
        Some(&"not-due") => language.choose("not due yet", "endnu ikke forfaldne"),
        _ => language.choose("not asked", "ikke omfattet"),
    }
}

/// Answers that are told together.
pub(super) fn class(of: &[usize], language: Language) -> String {
    of.iter().map(|own| answer(*own, language)).collect::<Vec<_>>().join(language.choose(" or ", " eller "))
}

/// A way of telling patients apart.
pub(super) fn stratum(name: &str, language: Language) -> &'static str {
    match name {
        "region" => language.choose("Region", "Region"),
        "route" => language.choose("Route", "Spor"),
        "disease-group" => language.choose("Disease group", "Sygdomsgruppe"),
        "kind" => language.choose("New, earlier or repeat", "Ny, tidligere eller gentaget"),
        _ => language.choose("All", "Alle"),
    }
}

/// A row: a region, a route, a disease group, a kind. What has no name here keeps its code.
pub(super) fn row(code: &str, language: Language) -> String {
    let named = match code {
        "all" => ("all", "alle"),
        "new" => ("new", "ny"),
        "previously-referred" => ("previously referred", "tidligere henvist"),
        "repeat" => ("repeat", "gentaget"),
        "hovedstaden" => ("Capital Region", "Region Hovedstaden"),
        "sjaelland" => ("Zealand", "Region Sjælland"),
        "syddanmark" => ("Southern Denmark", "Region Syddanmark"),
        "midtjylland" => ("Central Denmark", "Region Midtjylland"),
        "nordjylland" => ("North Denmark", "Region Nordjylland"),
        "aml" => ("AML", "AML"),
        "mds" => ("MDS", "MDS"),
        "lymphoma" => ("lymphoma", "lymfom"),
        "myeloma" => ("myeloma", "myelomatose"),
        other => return other.to_owned(),
    };
    language.choose(named.0, named.1).to_owned()
}
