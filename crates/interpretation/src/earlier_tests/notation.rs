//! Findings and earlier tests as a person writes them, one line each.
//!
//! ```text
//! NPM1 p.(Trp288CysfsTer12) 42%   FLT3-ITD 3%   KMT2A-PTD   RUNX1::RUNX1T1   del(5q)   -7   +8
//!
//! banding 46,XX,t(8;21)(q22;q22)[20]
//! array 46,XX,del(5)(q13q33)
//! fish RUNX1::RUNX1T1 not seen          fish KMT2A apart seen          fish del(5q) failed
//! pcr NPM1 p.(Trp288CysfsTer12) seen    pcr FLT3-ITD not seen limit 5%
//! panel NPM1, JAK2 600-630, FLT3, FLT3-ITD limit 2% found DNMT3A p.R882H, NPM1
//! fusions KMT2A, NUP98 found none
//! ```
//!
//! `failed` in place of a karyotype or of what was found says that there was no result; `panel unknown` that its genes are not recorded.

use genome::quantity::AlleleFraction;

use super::{Aim, Covered, EarlierTest, Found, GeneChange, Outcome};
use crate::cytogenetics::{Abnormality, Cytogenetics};
use crate::gene::Gene;
use crate::karyotype::parse;
use crate::protein::ProteinChange;
use crate::workup::{Event, Fusion};

/// A line that is no finding or no test.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is no {what}: {remedy}")]
pub struct EarlierTestError {
    text: String,
    what: &'static str,
    remedy: &'static str,
}

fn wrong(text: &str, what: &'static str, remedy: &'static str) -> EarlierTestError {
    EarlierTestError { text: text.trim().to_owned(), what, remedy }
}

fn gene(text: &str) -> Result<Gene, EarlierTestError> {
    text.trim().parse().map_err(|_| wrong(text, "gene", "write its symbol"))
}

fn share(text: &str) -> Result<AlleleFraction, EarlierTestError> {
    let number = text.trim().strip_suffix('%').and_then(|own| own.trim().replace(',', ".").parse::<f64>().ok());
    let fraction = number.and_then(|own| AlleleFraction::new(own / 100.0).ok());
    fraction.ok_or_else(|| wrong(text, "share", "write it as 2% or 0.5%"))
}

fn fusion(text: &str) -> Option<Result<Fusion, EarlierTestError>> {
    let (first, second) = text.split_once("::")?;
    Some(gene(first).and_then(|first| Ok(Fusion::new(first.symbol(), gene(second)?.symbol()))))
}

/// A gene with its change: `NPM1 p.W288Cfs*12`, `FLT3-ITD`, or the gene alone where the change is not stated.
fn change(text: &str) -> Result<GeneChange, EarlierTestError> {
    let text = text.trim();
    for (ending, event) in [("-ITD", Event::InternalTandemDuplication), ("-PTD", Event::PartialTandemDuplication)] {
        if let Some(name) = text.strip_suffix(ending) {
            return Ok(GeneChange { gene: gene(name)?, protein: ProteinChange::Unknown, event });
        }
    }
    let (name, protein) = text.split_once(' ').unwrap_or((text, "p.?"));
    let protein =
        protein.trim().parse().map_err(|_| wrong(text, "change of a gene", "write it as NPM1 p.W288Cfs*12"))?;
    Ok(GeneChange { gene: gene(name)?, protein, event: Event::SmallVariant })
}

/// What rules call an abnormality that is written as in a karyotype. Names that hold for many shapes stand behind those of one.
fn abnormalities(text: &str) -> Result<Vec<Abnormality>, EarlierTestError> {
    let count = match text.trim_start().as_bytes().first() {
        Some(b'-') => 45,
        Some(b'+') => 47,
        _ => 46,
    };
    let read = parse(&format!("{count},XX,{}[20]", text.trim()), None);
    if read.not_understood().next().is_some() {
        return Err(wrong(text, "abnormality", "write it as in a karyotype, as del(5q), -7 or +8"));
    }
    let seen = read.cytogenetics();
    let (of_many, of_one): (Vec<_>, Vec<_>) = seen.found().partition(|own| own.is_of_many_shapes());
    Ok(if of_one.is_empty() { of_many } else { of_one })
}

impl std::str::FromStr for Found {
    type Err = EarlierTestError;

    fn from_str(text: &str) -> Result<Self, EarlierTestError> {
        let text = text.trim();
        if let Some(fusion) = fusion(text) {
            return fusion.map(Self::Fusion);
        }
        if text.starts_with(|first: char| !first.is_ascii_uppercase()) {
            return Ok(Self::Chromosomes(text.to_owned(), abnormalities(text)?));
        }
        let (written, fraction) = match text.rsplit_once(' ') {
            Some((before, last)) if last.ends_with('%') => (before, Some(share(last)?)),
            _ => (text, None),
        };
        Ok(Self::Gene(change(written)?, fraction))
    }
}

/// What stands behind a word, and what stands before it.
fn behind<'t>(text: &'t str, word: &str) -> (&'t str, Option<&'t str>) {
    text.split_once(word).map_or((text, None), |(before, after)| (before, Some(after)))
}

fn karyotype(text: &str) -> Result<Option<Cytogenetics>, EarlierTestError> {
    if text.trim() == "failed" {
        return Ok(None);
    }
    let read = parse(text, None);
    if read.is_assessed() {
        Ok(Some(read.cytogenetics()))
    } else {
        Err(wrong(text, "karyotype", "write it as 46,XX[20], or failed"))
    }
}

fn aimed(text: &str) -> Result<EarlierTest, EarlierTestError> {
    let (text, limit) = behind(text, " limit ");
    let limit = limit.map(share).transpose()?;
    let ends = [(" not seen", Outcome::NotSeen), (" seen", Outcome::Seen), (" failed", Outcome::Failed)];
    let Some((at, outcome)) =
        ends.iter().find_map(|(end, outcome)| Some((text.trim_end().strip_suffix(end)?, *outcome)))
    else {
        return Err(wrong(text, "test", "end it with seen, not seen or failed"));
    };
    let at = at.trim();
    let aim = if let Some(name) = at.strip_suffix(" apart") {
        Aim::Apart(gene(name)?)
    } else if let Some(own) = fusion(at) {
        Aim::Fusion(own?)
    } else if at.starts_with(|first: char| first.is_ascii_uppercase()) {
        Aim::Gene(change(at)?)
    } else {
        Aim::Place(at.to_owned(), abnormalities(at)?)
    };
    Ok(EarlierTest::Aimed { aim, outcome, limit })
}

fn covered(text: &str) -> Result<Covered, EarlierTestError> {
    let (name, part) = text.trim().split_once(' ').map_or((text, None), |(name, part)| (name, Some(part)));
    let own = change(name)?;
    let residues = part.map(|part| {
        let range = part.trim().split_once('-').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
        range.ok_or_else(|| wrong(text, "part of a gene", "write first and last residue, as JAK2 600-630"))
    });
    Ok(Covered { gene: own.gene, event: own.event, residues: residues.transpose()? })
}

/// What was found, between commas; `none`, or `failed`.
fn list<T>(
    text: Option<&str>,
    read: impl Fn(&str) -> Result<T, EarlierTestError>,
) -> Result<Option<Vec<T>>, EarlierTestError> {
    match text.map(str::trim) {
        None => Err(wrong("", "list of what was found", "end with: found none, found A, B or found failed")),
        Some("failed") => Ok(None),
        Some("none") => Ok(Some(vec![])),
        Some(all) => all.split(',').map(read).collect::<Result<_, _>>().map(Some),
    }
}

impl std::str::FromStr for EarlierTest {
    type Err = EarlierTestError;

    fn from_str(text: &str) -> Result<Self, EarlierTestError> {
        let text = text.trim();
        let (kind, rest) = text.split_once(' ').unwrap_or((text, ""));
        match kind {
            "banding" => karyotype(rest).map(Self::Banding),
            "array" => karyotype(rest).map(Self::Array),
            "fish" | "pcr" => aimed(rest),
            "panel" => {
                let (rest, found) = behind(rest, " found ");
                let (genes, limit) = behind(rest, " limit ");
                let covers = match genes.trim() {
                    "unknown" => None,
                    genes => Some(genes.split(',').map(covered).collect::<Result<_, _>>()?),
                };
                Ok(Self::Panel { covers, limit: limit.map(share).transpose()?, found: list(found, change)? })
            }
            "fusions" => {
                let (genes, found) = behind(rest, " found ");
                let fused = |own: &str| {
                    fusion(own.trim()).unwrap_or_else(|| Err(wrong(own, "fusion", "write it as KMT2A::MLLT3")))
                };
                let genes = genes.split(',').map(gene).collect::<Result<_, _>>()?;
                Ok(Self::FusionPanel { genes, found: list(found, fused)? })
            }
            _ => Err(wrong(text, "test", "begin with banding, array, fish, pcr, panel or fusions")),
        }
    }
}
