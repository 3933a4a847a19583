//! The table of drugs.

use std::str::FromStr;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::approval::{Approval, Denmark};
use super::biomarker::Biomarker;
use crate::disease::Disease;
use crate::source::Citation;
use crate::table::{self, NONE, TableErrors};

/// A line of treatment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Line {
    /// Not treated before.
    New,
    /// After a relapse, or without response.
    RelapsedRefractory,
    /// Either.
    Any,
}

impl FromStr for Line {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "new" => Ok(Self::New),
            "relapsed-refractory" => Ok(Self::RelapsedRefractory),
            "any" => Ok(Self::Any),
            _ => Err("one of new, relapsed-refractory, any".into()),
        }
    }
}

/// One row of `knowledge/therapy.tsv`: a drug in a setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Therapy {
    /// Short name of the row; stable, never reused.
    pub id: &'static str,
    /// The drug by its international name.
    pub drug: &'static str,
    /// With what, and for whom.
    pub setting: &'static str,
    /// What the label asks for.
    pub biomarker: Biomarker,
    /// What bears on it without being asked for.
    pub related: Vec<Biomarker>,
    /// The diseases.
    pub diseases: Vec<Disease>,
    /// The line of treatment.
    pub line: Line,
    /// Approval by the European Medicines Agency.
    pub ema: Approval,
    /// Approval by the Food and Drug Administration.
    pub fda: Approval,
    /// The Danish Medicines Council.
    pub denmark: Denmark,
    /// Who keeps the row; `None`: nobody yet.
    pub owner: Option<&'static str>,
    /// The day by which it is to be read again.
    pub review_by: Option<Date>,
    /// What else is to be known.
    pub note: Option<&'static str>,
    /// Where it stands.
    pub citation: Citation,
}

pub(super) static THERAPIES: LazyLock<Result<Vec<Therapy>, TableErrors>> = LazyLock::new(|| {
    table::read(
        "knowledge/therapy.tsv",
        include_str!("../../../../knowledge/therapy.tsv"),
        &[
            "id",
            "drug",
            "setting",
            "biomarker",
            "related",
            "diseases",
            "line",
            "ema",
            "fda",
            "denmark",
            "owner",
            "review_by",
            "note",
        ],
        |row, faults| {
            let text = |column| Some(row.text(column)).filter(|text| *text != NONE);
            let biomarker = row.value("biomarker", faults);
            let related = row.list("related", faults);
            let diseases = row.list("diseases", faults);
            let line = row.value("line", faults);
            let (ema, fda) = (row.value("ema", faults), row.value("fda", faults));
            let denmark = row.value("denmark", faults);
            let review_by = row.optional("review_by", faults);
            Some(Therapy {
                id: row.text("id"),
                drug: row.text("drug"),
                setting: row.text("setting"),
                biomarker: biomarker?,
                related,
                diseases,
                line: line?,
                ema: ema?,
                fda: fda?,
                denmark: denmark?,
                owner: text("owner"),
                review_by,
                note: text("note"),
                citation: row.citation(),
            })
        },
    )
});

/// All rows, in the order of the table.
#[must_use]
pub fn therapies() -> &'static [Therapy] {
    THERAPIES.as_deref().unwrap_or(&[])
}
