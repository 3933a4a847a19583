//! A share by time, at the days at which it is read.

use super::svg::{Anchor, Drawing, MarkWords};
use super::{BLUE, GREY};

/// A share at a day.
pub(crate) struct Point {
    /// Days since the origin.
    pub(crate) day: f64,
    /// From 0 to 1.
    pub(crate) share: f64,
    /// Its interval.
    pub(crate) interval: Option<[f64; 2]>,
    /// Patients still under observation.
    pub(crate) at_risk: u32,
    /// What it says by itself.
    pub(crate) told: String,
}

/// Draws it from its `start` on, with the numbers under observation below; `labels`: what the axis and those numbers are called.
/// Between the points nothing is known to the reader: they are joined by dashes.
pub(crate) fn curve(points: &[Point], start: f64, (days, at_risk): (&str, &str)) -> String {
    let (left, right, top, bottom) = (120.0, 960.0, 10.0, 260.0);
    let last = points.iter().map(|own| own.day).fold(1.0, f64::max);
    let x = |day: f64| left + day / last * (right - left);
    let y = |share: f64| bottom - share.clamp(0.0, 1.0) * (bottom - top);
    let mut drawing = Drawing::new(1000.0, bottom + 52.0);
    for quarter in 0..=4_u32 {
        let at = y(f64::from(quarter) / 4.0);
        drawing.line((left, at), (right, at), GREY, 0.4);
        drawing.text((left - 8.0, at + 5.0), Anchor::End, 14.0, &format!("{} %", quarter * 25));
    }
    drawing.text((left - 8.0, bottom + 20.0), Anchor::End, 14.0, days);
    drawing.text((left - 8.0, bottom + 42.0), Anchor::End, 14.0, at_risk);
    let mut before = (x(0.0), y(start));
    for Point { day, share, interval, at_risk, told } in points {
        let at = x(*day);
        drawing.dashed(before, (at, y(*share)), BLUE);
        before = (at, y(*share));
        let words = MarkWords { series: "day".to_owned(), told: told.clone(), ..MarkWords::default() };
        drawing.mark(&words, |drawing| {
            if let Some([low, high]) = *interval {
                drawing.line((at, y(low)), (at, y(high)), BLUE, 3.0);
                for end in [low, high] {
                    drawing.line((at - 6.0, y(end)), (at + 6.0, y(end)), BLUE, 2.0);
                }
            }
            drawing.rectangle((at - 4.0, y(*share) - 4.0), (8.0, 8.0), BLUE);
        });
        drawing.text((at, bottom + 20.0), Anchor::Middle, 14.0, &format!("{day:.0}"));
        drawing.text((at, bottom + 42.0), Anchor::Middle, 14.0, &at_risk.to_string());
    }
    drawing.finish()
}
