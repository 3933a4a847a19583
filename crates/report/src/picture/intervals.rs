//! Shares with their intervals, one below the other.

use super::svg::{Anchor, Drawing, MarkWords};
use super::{BLUE, GREY, ORANGE};

const ROW: f64 = 26.0;

/// A share.
pub(crate) struct Bar {
    /// What of.
    pub(crate) name: String,
    /// From 0 to 1.
    pub(crate) value: f64,
    /// Its interval.
    pub(crate) interval: Option<[f64; 2]>,
    /// What it says by itself, in a chart that can be explored.
    pub(crate) words: Option<MarkWords>,
}

/// What the shares are held against.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Mark {
    /// Nothing.
    None,
    /// A dashed line.
    Limit(f64),
    /// A band between two dashed lines.
    Band(f64, f64),
}

/// Draws them.
pub(crate) fn intervals(rows: &[Bar], mark: Mark) -> String {
    let height = f64::from(u32::try_from(rows.len()).unwrap_or(u32::MAX)) * ROW;
    let (left, right, top) = (330.0, 960.0, 8.0);
    let bottom = top + height;
    let at = |share: f64| left + share.clamp(0.0, 1.0) * (right - left);
    let mut drawing = Drawing::new(1000.0, bottom + 26.0);
    if let Mark::Band(from, to) = mark {
        drawing.rectangle((at(from), top), (at(to) - at(from), height), "#d9480f22");
    }
    for quarter in 0..=4_u32 {
        let x = at(f64::from(quarter) / 4.0);
        drawing.line((x, top), (x, bottom), GREY, 0.4);
        drawing.text((x, bottom + 18.0), Anchor::Middle, 14.0, &format!("{} %", quarter * 25));
    }
    let ends = match mark {
        Mark::None => Vec::new(),
        Mark::Limit(limit) => vec![limit],
        Mark::Band(from, to) => vec![from, to],
    };
    for end in ends {
        drawing.dashed((at(end), top), (at(end), bottom), ORANGE);
    }
    let mut y = top + ROW / 2.0;
    for Bar { name, value, interval, words } in rows {
        let draw = |drawing: &mut Drawing| {
            drawing.text((left - 10.0, y + 5.0), Anchor::End, 15.0, &short(name));
            if let Some([low, high]) = *interval {
                drawing.line((at(low), y), (at(high), y), BLUE, 3.0);
                for end in [low, high] {
                    drawing.line((at(end), y - 5.0), (at(end), y + 5.0), BLUE, 2.0);
                }
            }
            drawing.rectangle((at(*value) - 4.0, y - 4.0), (8.0, 8.0), BLUE);
        };
        match words {
            Some(words) => drawing.mark(words, draw),
            None => draw(&mut drawing),
        }
        y += ROW;
    }
    drawing.finish()
}

/// A name that fits beside its bar; the table beside the picture has it whole.
fn short(name: &str) -> String {
    const FITS: usize = 46;
    if name.chars().count() <= FITS {
        return name.to_owned();
    }
    name.chars().take(FITS - 1).chain(['…']).collect()
}
