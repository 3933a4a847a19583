//! Residues where somatic mutations recur, with the numbers counted in published cohorts.

use std::sync::LazyLock;

use serde::Serialize;

use super::{Gene, Symbol};
use crate::protein::{ProteinChange, Residue};
use crate::source::Citation;
use crate::table::{self, NONE, TableErrors};

/// One row of `knowledge/genes/hotspots.tsv`. Numbers are mutations, not patients; `None` where none were counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hotspot {
    /// The gene.
    pub gene: Gene,
    /// The residue.
    pub residue: Residue,
    /// In the 2,957 patients with MDS of `IPSSM2022`.
    pub mds: Option<u32>,
    /// In the 1,540 patients with AML of `PAPAEMMANUIL2016`.
    pub aml: Option<u32>,
    /// In the 11,119 tumours of all kinds of `CHANG2016`.
    pub other: Option<u32>,
    /// The changes seen at the residue, the most frequent first, with their number if counted.
    pub changes: Vec<(&'static str, Option<u32>)>,
    /// Where it stands.
    pub citation: Citation,
}

/// A variant at a listed residue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HotspotMatch {
    /// The row.
    pub hotspot: &'static Hotspot,
    /// Mutations counted at the residue; `None` if none were counted.
    pub at_residue: Option<u32>,
    /// Of these, the ones with the same change; 0 if it is not among them.
    pub same_change: u32,
    /// Whether the change itself is listed, counted or not.
    pub change_listed: bool,
    /// The number by which the residue was found, if a report on another transcript wrote it.
    pub other_numbering: Option<Residue>,
}

/// One row of `knowledge/genes/numbering.tsv`: a residue under two numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbering {
    /// The gene.
    pub gene: Gene,
    /// The residue as `hotspots.tsv` and the literature number it.
    pub usual: Residue,
    /// The residue on another transcript in use.
    pub other: Residue,
    /// Which transcripts.
    pub why: &'static str,
    /// Where it stands.
    pub citation: Citation,
}

static HOTSPOTS: LazyLock<Result<Vec<Hotspot>, TableErrors>> = LazyLock::new(|| {
    table::read(
        "knowledge/genes/hotspots.tsv",
        include_str!("../../../../knowledge/genes/hotspots.tsv"),
        &["gene", "residue", "mds", "aml", "other", "changes"],
        |row, faults| {
            let gene = row.value("gene", faults).map(|Symbol(gene)| gene);
            let residue = row.value("residue", faults);
            let [mds, aml, other] = ["mds", "aml", "other"].map(|column| row.optional(column, faults));
            let changes = row.items("changes", ';').map(change).collect();
            Some(Hotspot { gene: gene?, residue: residue?, mds, aml, other, changes, citation: row.citation() })
        },
    )
});

/// `H 232` or `H`: a change and perhaps its number.
fn change(text: &'static str) -> (&'static str, Option<u32>) {
    match text.rsplit_once(' ').and_then(|(change, number)| Some((change, number.parse().ok()?))) {
        Some((change, number)) => (change, Some(number)),
        None => (text, None),
    }
}

static NUMBERINGS: LazyLock<Result<Vec<Numbering>, TableErrors>> = LazyLock::new(|| {
    table::read(
        "knowledge/genes/numbering.tsv",
        include_str!("../../../../knowledge/genes/numbering.tsv"),
        &["gene", "usual", "other", "why"],
        |row, faults| {
            let gene = row.value("gene", faults).map(|Symbol(gene)| gene);
            let (usual, other) = (row.value("usual", faults), row.value("other", faults));
            let why = row.text("why");
            Some(Numbering { gene: gene?, usual: usual?, other: other?, why, citation: row.citation() })
        },
    )
});

/// All hot spots, in the order of the table.
#[must_use]
pub fn hotspots() -> &'static [Hotspot] {
    HOTSPOTS.as_deref().unwrap_or(&[])
}

/// The residues that are in use under two numbers.
#[must_use]
pub fn numberings() -> &'static [Numbering] {
    NUMBERINGS.as_deref().unwrap_or(&[])
}

/// The change by the usual number, if it was written by that of another transcript.
#[must_use]
pub fn usual_numbering(gene: &Gene, change: &ProteinChange) -> Option<ProteinChange> {
    let ProteinChange::Substitution { at, to } = change else { return None };
    let row = numberings().iter().find(|row| row.gene == *gene && row.other == *at)?;
    Some(ProteinChange::Substitution { at: row.usual, to: *to })
}

impl Hotspot {
    /// Mutations counted at the residue, all cohorts; `None` if none were counted.
    #[must_use]
    pub fn counted(&self) -> Option<u32> {
        [self.mds, self.aml, self.other].into_iter().flatten().reduce(|sum, number| sum + number)
    }

    /// The hot spot that a change meets: its first residue, by the usual number or by that of another transcript.
    #[must_use]
    pub fn of(gene: &Gene, change: &ProteinChange) -> Option<HotspotMatch> {
        let written = change.first()?;
        let alias = numberings().iter().find(|row| row.gene == *gene && row.other == written);
        let residue = alias.map_or(written, |row| row.usual);
        let hotspot = hotspots().iter().find(|row| row.gene == *gene && row.residue == residue)?;
        let seen = change.at_first_residue();
        let same = hotspot.changes.iter().find(|(listed, _)| is_same(listed, &seen));
        Some(HotspotMatch {
            hotspot,
            at_residue: hotspot.counted(),
            same_change: same.and_then(|(_, number)| *number).unwrap_or(0),
            change_listed: same.is_some(),
            other_numbering: alias.map(|row| row.other),
        })
    }
}

/// Whether a listed change is the one seen. Cohorts write deleted letters, which the short form leaves out.
fn is_same(listed: &str, seen: &str) -> bool {
    let short = match listed.split_once("del") {
        Some((before, letters)) if !letters.starts_with("ins") => format!("{before}del"),
        _ => listed.to_owned(),
    };
    listed != NONE && short == seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gene::role::{AlterationKind, roles};

    fn at(gene: &str, change: &str) -> Option<HotspotMatch> {
        Hotspot::of(&gene.parse().unwrap(), &change.parse().unwrap())
    }

    #[test]
    fn the_tables_can_be_read_and_have_each_residue_once() {
        assert_eq!(HOTSPOTS.as_ref().map(|_| ()).map_err(ToString::to_string), Ok(()));
        assert_eq!(NUMBERINGS.as_ref().map(|_| ()).map_err(ToString::to_string), Ok(()));
        for (number, row) in hotspots().iter().enumerate() {
            let twice = hotspots()[..number].iter().any(|other| other.gene == row.gene && other.residue == row.residue);
            assert!(!twice, "{} {}", row.gene, row.residue);
            let told: u32 = row.changes.iter().filter_map(|(_, number)| *number).sum();
            assert!(told <= row.counted().unwrap_or(0), "{} {}: more changes than mutations", row.gene, row.residue);
        }
    }

    #[test]
    fn a_gene_whose_role_names_hot_spots_has_one() {
        for row in roles()
            .iter()
            .filter(|row| row.alterations.iter().any(|alteration| alteration.kind == AlterationKind::Hotspot))
        {
            assert!(hotspots().iter().any(|spot| spot.gene == row.gene), "{}", row.gene);
        }
    }

    #[test]
    fn the_great_hot_spots_have_the_numbers_counted() {
        for (gene, change, at_residue, same_change) in [
            ("SF3B1", "p.K700E", 426, 426),
            ("NPM1", "p.(Trp288CysfsTer12)", 469, 469),
            ("SRSF2", "p.P95_R102del", 530, 74),
            ("DNMT3A", "p.R882H", 318, 221),
            ("IDH2", "p.R140Q", 228, 218),
            ("FLT3", "p.I836del", 12, 12),
            ("CEBPA", "p.K313_V314insK", 16, 13),
        ] {
            let found = at(gene, change).unwrap();
            assert_eq!((found.at_residue, found.same_change), (Some(at_residue), same_change), "{gene} {change}");
        }
        assert!(at("FLT3", "p.D839K").is_some_and(|found| !found.change_listed && found.same_change == 0));
        assert!(at("FLT3", "p.D834Y").is_none() && at("SF3B1", "p.?").is_none());
    }

    #[test]
    fn the_number_on_another_transcript_is_the_same_residue() {
        let found = at("MYD88", "p.L273P").unwrap();
        assert_eq!((found.same_change, found.other_numbering), (15, "L273".parse().ok()));
        assert_eq!(at("MYD88", "p.L265P").unwrap().other_numbering, None);
        assert!(at("GNAS", "p.R844H").unwrap().change_listed && at("CD79B", "p.Y197H").is_some());
    }
}
