//! The markers of a disease, from `knowledge/lymphoid_markers.tsv`.

use std::sync::LazyLock;

use guideline::truth::Truth;
use serde::Serialize;

use crate::decision_list::{Evidence, Fact};
use crate::disease::Disease;
use crate::findings::Findings;
use crate::source::Citation;
use crate::table::{self, TableErrors};
use crate::therapy::biomarker::Biomarker;
use crate::tier::Aspect;

/// One row: what is looked for, in which disease, and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Marker {
    /// The row's name.
    pub id: &'static str,
    /// The disease of which it is told, and of those under it.
    pub disease: Disease,
    /// Its name, in either language.
    pub name: &'static str,
    /// What is looked for.
    pub marker: Biomarker,
    /// What it speaks of.
    pub aspect: Aspect,
    /// What it means, in English.
    pub en: &'static str,
    /// What it means, in Danish.
    pub da: &'static str,
    /// Where that stands.
    pub citation: Citation,
}

/// What was found of a marker.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MarkerAnswer {
    /// The row.
    pub row: &'static Marker,
    /// Whether it is there; unknown where it was not assessed.
    pub truth: Truth,
    /// What was seen.
    pub facts: Vec<Fact>,
}

static MARKERS: LazyLock<Result<Vec<Marker>, TableErrors>> = LazyLock::new(|| {
    table::read(
        "knowledge/lymphoid_markers.tsv",
        include_str!("../../../../knowledge/lymphoid_markers.tsv"),
        &["id", "disease", "name", "marker", "aspect", "en", "da"],
        |row, faults| {
            let (disease, marker, aspect) =
                (row.value("disease", faults), row.value("marker", faults), row.value("aspect", faults));
            Some(Marker {
                id: row.text("id"),
                disease: disease?,
                name: row.text("name"),
                marker: marker?,
                aspect: aspect?,
                en: row.text("en"),
                da: row.text("da"),
                citation: row.citation(),
            })
        },
    )
});

/// Every row of the table; none if it is faulty, which a test forbids.
#[must_use]
pub fn markers() -> &'static [Marker] {
    MARKERS.as_deref().unwrap_or_default()
}

/// What was found of the markers of a disease, of what it is a kind of, and, where it is stated broadly, of its kinds.
#[must_use]
pub fn markers_of(findings: &Findings, disease: Disease) -> Vec<MarkerAnswer> {
    let concerned = |row: &&Marker| disease.is_a(row.disease) || row.disease.is_a(disease);
    let answer = |row: &'static Marker| {
        let Evidence { truth, facts } = row.marker.evidence(findings);
        MarkerAnswer { row, truth, facts }
    };
    markers().iter().filter(concerned).map(answer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sound_and_each_row_has_its_own_name() {
        if let Err(errors) = MARKERS.as_ref() {
            panic!("{errors}");
        }
        let mut ids: Vec<&str> = markers().iter().map(|row| row.id).collect();
        ids.sort_unstable();
        assert!(ids.len() > 40 && ids.windows(2).all(|two| two[0] != two[1]));
    }
}
