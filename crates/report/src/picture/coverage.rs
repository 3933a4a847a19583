//! In how much of each gene a variant could have been called.

use interpretation::language::Language;

use super::svg::{Anchor, Drawing};
use super::{BLUE, GREY, ORANGE, Picture};
use crate::document::quality::GeneRow;
use crate::page::number::percent;

/// As many genes as a reader takes in: the least covered.
const SHOWN: usize = 24;
const ROW: f64 = 20.0;
/// The share that is wanted.
const WANTED: f64 = 0.95;

/// Draws the least covered genes, the least first.
#[must_use]
pub fn coverage(genes: &[GeneRow], language: Language) -> Picture {
    let mut weakest: Vec<&GeneRow> = genes.iter().collect();
    weakest.sort_by(|one, other| {
        let share = |gene: &GeneRow| gene.callable.unwrap_or(-1.0);
        share(one).total_cmp(&share(other)).then_with(|| one.gene.cmp(&other.gene))
    });
    weakest.truncate(SHOWN);
    let rows = f64::from(u32::try_from(weakest.len()).unwrap_or(u32::MAX));
    let (left, right, top) = (110.0, 880.0, 8.0);
    let mut drawing = Drawing::new(1000.0, top + rows * ROW + 24.0);
    let bottom = top + rows * ROW;
    let mut y = top;
    for gene in &weakest {
        drawing.text((left - 8.0, y + 14.0), Anchor::End, 14.0, &gene.gene);
        let said = if let Some(share) = gene.callable {
            let colour = if share < WANTED { ORANGE } else { BLUE };
            drawing.rectangle((left, y + 3.0), (share * (right - left), ROW - 6.0), colour);
            percent(share, language)
        } else {
            language.choose("not assessed", "ikke vurderet").to_owned()
        };
        drawing.text((right + 8.0, y + 14.0), Anchor::Start, 14.0, &said);
        y += ROW;
    }
    let wanted = left + WANTED * (right - left);
    drawing.dashed((wanted, top), (wanted, bottom), GREY);
    drawing.text((wanted, bottom + 16.0), Anchor::Middle, 14.0, "95 %");
    let told: Vec<String> = weakest
        .iter()
        .map(|gene| {
            let share = gene.callable.map(|share| percent(share, language));
            format!(
                "{} {}",
                gene.gene,
                share.unwrap_or_else(|| language.choose("not assessed", "ikke vurderet").to_owned())
            )
        })
        .collect();
    let shown = weakest.len();
    Picture {
        svg: drawing.finish(),
        caption: match language {
            Language::English => {
                format!(
                    "Share of the bases of a gene at which a somatic variant could be called: the {shown} least of {} genes.",
                    genes.len()
                )
            }
            Language::Danish => {
                format!(
                    "Andel af et gens baser, hvor en somatisk variant kunne kaldes: de {shown} laveste af {} gener.",
                    genes.len()
                )
            }
        },
        alternative: format!("{}.", told.join("; ")),
        width: 100,
    }
}
