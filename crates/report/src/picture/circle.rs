//! Junctions between chromosomes on a circle.

use std::f64::consts::TAU;

use interpretation::language::Language;

use super::svg::{Anchor, Drawing};
use super::{BLUE, GREY, ORANGE, Picture};
use crate::bundle::Segment;
use crate::document::finding::CalledFusion;

const CENTRE: (f64, f64) = (300.0, 230.0);
const RADIUS: f64 = 170.0;
/// The gap between two chromosomes, in radians.
const GAP: f64 = 0.02;
/// Junctions that are nearer to each other, in radians, have one place for their names.
const NEAR: f64 = 0.05;
/// The height of a name.
const LINE: f64 = 17.0;

/// A chromosome on the circle: its name, its length in bases, where it begins and ends in radians.
struct Arc<'s> {
    name: &'s str,
    length: Option<u64>,
    from: f64,
    to: f64,
}

/// Draws the fusions whose places are known; `None` if there are none. Chromosomes are as long as their segments reach; without
/// segments those that are joined stand side by side, not to scale, and the caption says so.
#[must_use]
pub fn junctions(fusions: &[CalledFusion], segments: &[Segment], language: Language) -> Option<Picture> {
    let placed: Vec<(&CalledFusion, Place<'_>, Place<'_>)> = fusions
        .iter()
        .filter_map(|fusion| match fusion.fusion.breakends.as_slice() {
            [first, second] => Some((fusion, place(first)?, place(second)?)),
            _ => None,
        })
        .collect();
    if placed.is_empty() {
        return None;
    }
    let arcs = arcs(segments, &placed);
    let to_scale = arcs.iter().all(|arc| arc.length.is_some());
    let mut drawing = Drawing::new(600.0, 460.0);
    for arc in &arcs {
        drawing.path(&along(arc.from, arc.to, RADIUS), GREY, 10.0);
        let (x, y) = on_circle(f64::midpoint(arc.from, arc.to), RADIUS + 24.0);
        drawing.text((x, y + 5.0), Anchor::Middle, 15.0, arc.name.strip_prefix("chr").unwrap_or(arc.name));
    }
    let mut named: Vec<(f64, f64, Vec<&str>)> = Vec::new();
    for (fusion, first, second) in &placed {
        let (Some(one), Some(other)) = (angle(&arcs, *first), angle(&arcs, *second)) else { continue };
        let ((x1, y1), (x2, y2)) = (on_circle(one, RADIUS - 6.0), on_circle(other, RADIUS - 6.0));
        let colour = if fusion.counts { ORANGE } else { BLUE };
        let (cx, cy) = CENTRE;
        drawing.path(&format!("M {x1:.2} {y1:.2} Q {cx:.2} {cy:.2} {x2:.2} {y2:.2}"), colour, 3.0);
        let Some(name) = fusion.fusion.name.as_deref() else { continue };
        // The two junctions of an exchange lie on each other: their names stand below each other.
        match named.iter_mut().find(|(from, to, _)| (from - one).abs() < NEAR && (to - other).abs() < NEAR) {
            Some((_, _, names)) => names.push(name),
            None => named.push((one, other, vec![name])),
        }
    }
    for (one, _, names) in named {
        // Inside, a little before the first place, so that the name stands by its line.
        let (x, y) = on_circle(one, RADIUS - 40.0);
        let anchor = if x > CENTRE.0 { Anchor::End } else { Anchor::Start };
        let mut y = if y > CENTRE.1 { y - LINE * count(names.len()) } else { y + LINE };
        for name in names {
            drawing.text((x, y), anchor, 14.0, name);
            y += LINE;
        }
    }
    let told: Vec<String> = placed
        .iter()
        .map(|(fusion, (one, at), (other, there))| format!("{}: {one}:{at} – {other}:{there}", name(fusion)))
        .collect();
    let scale =
        if to_scale { "" } else { language.choose(" Chromosomes are not to scale.", " Kromosomerne er ikke i skala.") };
    let caption = language.choose(
        "Junctions between their places. Orange: counts; blue: does not count.",
        "Samlinger mellem deres steder. Orange: tæller; blå: tæller ikke.",
    );
    Some(Picture {
        svg: drawing.finish(),
        caption: format!("{caption}{scale}"),
        alternative: format!("{}.", told.join("; ")),
        width: 45,
    })
}

fn count(of: usize) -> f64 {
    f64::from(u32::try_from(of).unwrap_or(u32::MAX))
}

type Place<'s> = (&'s str, u64);

fn name(told: &CalledFusion) -> &str {
    told.fusion.name.as_deref().unwrap_or("–")
}

/// `chr8:92017363`, perhaps with the side that is kept behind it.
fn place(text: &str) -> Option<Place<'_>> {
    let place = text.strip_suffix(":left").or_else(|| text.strip_suffix(":right")).unwrap_or(text);
    let (contig, position) = place.rsplit_once(':')?;
    Some((contig, position.parse().ok()?))
}

fn arcs<'s>(segments: &'s [Segment], placed: &[(&'s CalledFusion, Place<'s>, Place<'s>)]) -> Vec<Arc<'s>> {
    let mut contigs: Vec<(&str, Option<u64>)> = Vec::new();
    for segment in segments {
        match contigs.iter_mut().find(|(name, _)| *name == segment.contig) {
            Some((_, length)) => *length = (*length).max(Some(segment.end)),
            None => contigs.push((&segment.contig, Some(segment.end))),
        }
    }
    let joined = || placed.iter().flat_map(|(_, first, second)| [*first, *second]);
    let all_known =
        joined().all(|(name, at)| contigs.iter().any(|(known, length)| *known == name && *length >= Some(at)));
    if !all_known {
        contigs = joined().map(|(name, _)| (name, None)).collect();
        contigs.sort_unstable();
        contigs.dedup();
    }
    let whole: f64 = contigs.iter().map(|(_, length)| share(*length)).sum();
    let room = TAU - GAP * count(contigs.len());
    let mut from = -TAU / 4.0;
    contigs
        .into_iter()
        .map(|(name, length)| {
            let arc = Arc { name, length, from, to: from + room * share(length) / whole };
            from = arc.to + GAP;
            arc
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "a chromosome is far shorter than 2^52 bases")]
fn share(length: Option<u64>) -> f64 {
    length.map_or(1.0, |length| length as f64)
}

fn angle(arcs: &[Arc<'_>], (contig, at): Place<'_>) -> Option<f64> {
    let arc = arcs.iter().find(|arc| arc.name == contig)?;
    let along = arc.length.map_or(0.5, |_| share(Some(at)) / share(arc.length));
    Some(arc.from + along * (arc.to - arc.from))
}

fn on_circle(angle: f64, radius: f64) -> (f64, f64) {
    (CENTRE.0 + radius * angle.cos(), CENTRE.1 + radius * angle.sin())
}

fn along(from: f64, to: f64, radius: f64) -> String {
    let ((x1, y1), (x2, y2)) = (on_circle(from, radius), on_circle(to, radius));
    let large = u8::from(to - from > TAU / 2.0);
    format!("M {x1:.2} {y1:.2} A {radius:.2} {radius:.2} 0 {large} 1 {x2:.2} {y2:.2}")
}
