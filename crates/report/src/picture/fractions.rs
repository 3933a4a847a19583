//! Allele fractions of the small variants with their intervals.

use interpretation::language::Language;

use super::svg::{Anchor, Drawing};
use super::{BLUE, GREY, ORANGE, Picture};
use crate::document::finding::VariantRow;
use crate::page::number::fraction;

const ROW: f64 = 26.0;

/// Draws the variants of which a fraction is known; `None` if there are none. `limit`: what would have been seen.
#[must_use]
pub fn fractions(variants: &[&VariantRow], limit: Option<f64>, language: Language) -> Option<Picture> {
    let known: Vec<_> = variants.iter().filter_map(|variant| Some((*variant, variant.fraction.as_ref()?))).collect();
    if known.is_empty() {
        return None;
    }
    let rows = f64::from(u32::try_from(known.len()).unwrap_or(u32::MAX));
    let (left, right, top) = (260.0, 960.0, 8.0);
    let bottom = top + rows * ROW;
    let at = |share: f64| left + share.clamp(0.0, 1.0) * (right - left);
    let mut drawing = Drawing::new(1000.0, bottom + 26.0);
    for quarter in 0..=4_u32 {
        let x = at(f64::from(quarter) / 4.0);
        drawing.line((x, top), (x, bottom), GREY, 0.4);
        drawing.text((x, bottom + 18.0), Anchor::Middle, 14.0, &format!("{} %", quarter * 25));
    }
    if let Some(limit) = limit {
        drawing.dashed((at(limit), top), (at(limit), bottom), ORANGE);
    }
    let mut y = top + ROW / 2.0;
    for (variant, share) in &known {
        drawing.text((left - 10.0, y + 5.0), Anchor::End, 15.0, &variant.name);
        if let Some([low, high]) = share.interval {
            drawing.line((at(low), y), (at(high), y), BLUE, 3.0);
            for end in [low, high] {
                drawing.line((at(end), y - 5.0), (at(end), y + 5.0), BLUE, 2.0);
            }
        }
        drawing.rectangle((at(share.value) - 4.0, y - 4.0), (8.0, 8.0), BLUE);
        y += ROW;
    }
    let told: Vec<String> =
        known.iter().map(|(variant, share)| format!("{} {}", variant.name, fraction(share, language))).collect();
    Some(Picture {
        svg: drawing.finish(),
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
