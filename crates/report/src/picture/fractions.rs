//! Allele fractions of the small variants with their intervals.

use interpretation::language::Language;

use super::Picture;
use super::intervals::{Bar, Mark, intervals};
use crate::document::finding::VariantRow;
use crate::page::number::fraction;

/// Draws the variants of which a fraction is known; `None` if there are none. `limit`: what would have been seen.
#[must_use]
pub fn fractions(variants: &[&VariantRow], limit: Option<f64>, language: Language) -> Option<Picture> {
    let known: Vec<_> = variants.iter().filter_map(|variant| Some((*variant, variant.fraction.as_ref()?))).collect();
    if known.is_empty() {
        return None;
    }
    let rows: Vec<Bar> = known
        .iter()
        .map(|(variant, share)| Bar {
            name: variant.name.clone(),
            value: share.value,
            interval: share.interval,
            words: None,
        })
        .collect();
    let marks = limit.map_or(Mark::None, Mark::Limit);
    let told: Vec<String> =
        known.iter().map(|(variant, share)| format!("{} {}", variant.name, fraction(share, language))).collect();
    Some(Picture {
        svg: intervals(&rows, marks),
        caption: language
            .choose(
                "Allele fractions with 95 % intervals; dashed: the detection limit. Half of the reads is a variant of one allele in all cells.",
                "Allelfraktioner med 95 %-intervaller; stiplet: detektionsgrænsen. Halvdelen af readsene er en variant på én allel i alle celler.",
            )
            .to_owned(),
        alternative: format!("{}.", told.join("; ")),
        width: 100,
    })
}
