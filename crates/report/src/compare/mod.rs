//! What would the clinician have been told? Two reports held against each other, finding by finding and sentence by sentence.
//!
//! Both are read as data of any version: what this version does not know is compared as it is written, and never passed over.
//! Two values differ when they would be written differently on the page: an order, or a digit that no page shows, is no
//! difference. What a report rests on (programs, files, sources) stands apart: it explains, and tells no patient anything.

mod course;
mod findings;
mod pairing;
mod sections;
mod told;

use interpretation::language::{Language, Words};
use serde::Serialize;
use serde_json::Value;

use crate::words::Label;

/// The name and version of the comparison's shape.
pub const SCHEMA: &str = "marv-comparison/1";

/// Why two reports are not compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompareError {
    /// One of them is no report.
    #[error(
        "schema is {found}, not \"marv-report/1\"; give the report.json of marv report, or the folder that holds it"
    )]
    NoReport {
        /// What it says that it is.
        found: String,
    },
    /// They are of two persons.
    #[error("the person numbers differ; give two reports of the same person")]
    OtherPerson,
}

/// Which report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// The day it was given.
    pub issued: String,
    /// The version.
    pub version: u64,
    /// The pseudonym of the sample.
    pub sample: String,
    /// The program that composed it.
    pub composed_by: String,
}

/// One thing that is told differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Where it stands.
    pub section: Words,
    /// What it is: a finding, a question, an edition, a drug.
    pub what: Words,
    /// How it differs.
    #[serde(flatten)]
    pub change: Change,
}

/// How a thing is told differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// Only the new report says it.
    Added {
        /// What it says.
        says: Vec<Said>,
    },
    /// Only the old report says it.
    Gone {
        /// What it said.
        says: Vec<Said>,
    },
    /// Both say it, differently.
    Changed {
        /// What differs.
        aspects: Vec<Aspect>,
    },
}

/// One value of a thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// Which value.
    pub aspect: Words,
    /// As the page writes it.
    pub value: Words,
}

/// One value that differs; `None` where a report does not have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Aspect {
    /// Which value.
    pub aspect: Words,
    /// In the old report.
    pub before: Option<Words>,
    /// In the new one.
    pub after: Option<Words>,
}

/// Two reports held against each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Whether the clinician is told the same.
    pub same: bool,
    /// The old report.
    pub old: Identity,
    /// The new one.
    pub new: Identity,
    /// What is told differently, in the order of the report.
    pub differences: Vec<Difference>,
    /// What the reports rest on and where that differs.
    pub basis: Vec<Difference>,
}

/// Compares two reports as data (`report.json`).
///
/// # Errors
/// When one of them is no report, or they are of two persons.
pub fn compare(old: &Value, new: &Value) -> Result<Comparison, CompareError> {
    let (old_identity, new_identity) = (identity(old)?, identity(new)?);
    if old["patient"]["cpr"] != new["patient"]["cpr"] {
        return Err(CompareError::OtherPerson);
    }
    let (before, after) = (sections::told(old), sections::told(new));
    let (basis, differences): (Vec<Difference>, Vec<Difference>) = pairing::differences(before, after)
        .into_iter()
        .partition(|difference| difference.section == Label::Provenance.words());
    Ok(Comparison {
        schema: SCHEMA,
        same: differences.is_empty(),
        old: old_identity,
        new: new_identity,
        differences,
        basis,
    })
}

fn identity(report: &Value) -> Result<Identity, CompareError> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    if report["schema"] != crate::document::SCHEMA {
        return Err(CompareError::NoReport { found: report["schema"].to_string() });
    }
    Ok(Identity {
        issued: text(&report["issued"]),
        version: report["version"]["number"].as_u64().unwrap_or(1),
        sample: text(&report["sample"]),
        composed_by: text(&report["provenance"]["composed_by"]),
    })
}

impl Comparison {
    /// As lines of text: section by section, `+` added, `-` gone, `~` changed.
    #[must_use]
    pub fn lines(&self, language: Language) -> Vec<String> {
        let say = |label: Label| label.text(language);
        let mut lines = Vec::new();
        for (label, report) in [(Label::OldReport, &self.old), (Label::NewReport, &self.new)] {
            let Identity { issued, version, sample, composed_by } = report;
            let version_label = say(Label::Version).to_lowercase();
            lines.push(format!("{}: {sample}, {issued}, {version_label} {version}, {composed_by}", say(label)));
        }
        lines.push(say(if self.same { Label::SameTold } else { Label::OtherTold }).to_owned());
        lines.extend(listed(&self.differences, language));
        if !self.basis.is_empty() {
            lines.push(String::new());
            lines.push(say(Label::BasisDiffers).to_owned());
            lines.extend(listed(&self.basis, language));
        }
        lines
    }
}

fn listed(differences: &[Difference], language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    let mut section = None;
    let value =
        |words: &Option<Words>| words.as_ref().map_or("–".to_owned(), |words| words.in_language(language).to_owned());
    for difference in differences {
        if section != Some(&difference.section) {
            lines.push(String::new());
            lines.push(difference.section.in_language(language).to_owned());
            section = Some(&difference.section);
        }
        let what = difference.what.in_language(language);
        let said = |says: &[Said]| {
            let says = says.iter().filter(|said| !said.value.in_language(language).is_empty());
            let says: Vec<String> = says
                .map(|said| format!("{}: {}", said.aspect.in_language(language), said.value.in_language(language)))
                .collect();
            if says.is_empty() { what.to_owned() } else { format!("{what} ({})", says.join("; ")) }
        };
        match &difference.change {
            Change::Added { says } => lines.push(format!("  + {}", said(says))),
            Change::Gone { says } => lines.push(format!("  - {}", said(says))),
            Change::Changed { aspects } => {
                lines.push(format!("  ~ {what}"));
                lines.extend(aspects.iter().map(|one| {
                    let aspect = one.aspect.in_language(language);
                    format!("      {aspect}: {} → {}", value(&one.before), value(&one.after))
                }));
            }
        }
    }
    lines
}
