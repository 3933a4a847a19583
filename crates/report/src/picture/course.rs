//! The same events in two samples of one person.

use interpretation::course::EventKind;
use interpretation::language::{Language, Named};
use interpretation::response::evolution::Change;
use interpretation::response::sighting::{Presence, Sighting};

use super::svg::{Anchor, Drawing};
use super::{BLUE, GREY, ORANGE, Picture};
use crate::bundle::{Comparison, EventCourse};
use crate::page::number::percent;
use crate::words::Label;

const LEFT: f64 = 360.0;
const RIGHT: f64 = 640.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 314.0;
/// The height of a name.
const LINE: f64 = 17.0;

/// An event whose share is known in both samples, in the words of the picture.
struct Line<'c> {
    event: &'c EventCourse,
    ends: [f64; 2],
    said: [String; 2],
}

/// Draws each event as a line from the earlier share to this one; `None` if none is known in both. An event that is not seen
/// stands at its limit, with an open mark and a dashed line: there is no zero.
#[must_use]
pub fn course(told: &Comparison, language: Language) -> Option<Picture> {
    let lines: Vec<Line<'_>> = told.events.iter().filter_map(|event| line(event, language)).collect();
    let most = lines.iter().flat_map(|line| line.ends).reduce(f64::max)?.max(0.5);
    let at = |share: f64| BOTTOM - share / most * (BOTTOM - TOP);
    let room = BOTTOM + LINE * length(lines.len().saturating_sub(10));
    let mut drawing = Drawing::new(1000.0, room + 24.0);
    for (share, name) in [(0.0, "0 %"), (0.25, "25 %"), (0.5, "50 %"), (0.75, "75 %"), (1.0, "100 %")] {
        if share <= most {
            drawing.line((LEFT, at(share)), (RIGHT, at(share)), GREY, 0.3);
            drawing.text((f64::midpoint(LEFT, RIGHT), at(share) - 3.0), Anchor::Middle, 11.0, name);
        }
    }
    for (x, name) in [(LEFT, &*told.earlier.date.to_string()), (RIGHT, Label::Now.text(language))] {
        drawing.line((x, TOP - 8.0), (x, BOTTOM), GREY, 0.8);
        drawing.text((x, 18.0), Anchor::Middle, 15.0, name);
    }
    for Line { event, ends: [before, now], .. } in &lines {
        let colour = match event.evolution.change {
            Change::New | Change::Expanding => ORANGE,
            Change::Shrinking | Change::Lost => BLUE,
            Change::Stable | Change::NotAssessable => GREY,
        };
        let ends = ((LEFT, at(*before)), (RIGHT, at(*now)));
        if is_seen(&event.before) && is_seen(&event.now) {
            drawing.line(ends.0, ends.1, colour, 2.4);
        } else {
            drawing.dashed(ends.0, ends.1, colour);
        }
        for (sighting, (x, y)) in [(&event.before, ends.0), (&event.now, ends.1)] {
            // A rhomb for what is a share of cells, a square for a share of reads.
            let mark = if event.kind == EventKind::CopyNumber {
                format!("M{:.1} {y:.1}l5.5 -5.5l5.5 5.5l-5.5 5.5z", x - 5.5)
            } else {
                format!("M{:.1} {:.1}h8v8h-8z", x - 4.0, y - 4.0)
            };
            if is_seen(sighting) { drawing.shape(&mark, colour) } else { drawing.path(&mark, colour, 1.6) }
        }
    }
    names(&mut drawing, &lines, &at, room);
    let told: Vec<String> = lines
        .iter()
        .map(|Line { event, said: [before, now], .. }| {
            let change = event.evolution.change.in_language(language);
            format!("{}: {before} → {now}, {change}", event.name)
        })
        .collect();
    let caption = language.choose(
        "Share of the reads (rhomb: of the cells) at the day of the earlier sample and now. Open mark, dashed line: not seen, drawn at \
         the limit below which it may be. Orange: new or expanding; blue: shrinking or lost; grey: no difference shown, or not assessable.",
        "Andel af readsene (rombe: af cellerne) på dagen for den tidligere prøve og nu. Åbent mærke, stiplet linje: ikke set, tegnet ved \
         den grænse, den kan være under. Orange: ny eller tiltagende; blå: aftagende eller forsvundet; grå: ingen forskel vist, eller kan ikke vurderes.",
    );
    Some(Picture {
        svg: drawing.finish(),
        caption: caption.to_owned(),
        alternative: format!("{}.", told.join("; ")),
        width: 100,
    })
}

fn line(event: &EventCourse, language: Language) -> Option<Line<'_>> {
    let share = |sighting: &Sighting| match sighting.presence {
        Presence::Seen => sighting.fraction,
        Presence::NotSeen => sighting.at_most,
        Presence::NotAssessed => None,
    };
    let ends = [share(&event.before)?, share(&event.now)?];
    let said = |sighting: &Sighting, share: f64| {
        let below = if is_seen(sighting) { "" } else { "< " };
        format!("{below}{}", percent(share, language))
    };
    Some(Line { event, said: [said(&event.before, ends[0]), said(&event.now, ends[1])], ends })
}

fn is_seen(sighting: &Sighting) -> bool {
    sighting.presence == Presence::Seen
}

/// The names beside both ends, set apart from below where they lie close.
fn names(drawing: &mut Drawing, lines: &[Line<'_>], at: &impl Fn(f64) -> f64, lowest: f64) {
    for (end, x, anchor) in [(0, LEFT - 12.0, Anchor::End), (1, RIGHT + 12.0, Anchor::Start)] {
        let mut names: Vec<(f64, String)> = lines
            .iter()
            .filter_map(|line| Some((at(*line.ends.get(end)?), format!("{} {}", line.event.name, line.said.get(end)?))))
            .collect();
        names.sort_by(|one, other| one.0.total_cmp(&other.0).then_with(|| one.1.cmp(&other.1)));
        let mut free = lowest + 16.0;
        for (y, name) in names.iter().rev() {
            let y = (y + 5.0).min(free);
            drawing.text((x, y), anchor, 14.0, name);
            free = y - LINE;
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a report has far fewer events than 2^52")]
fn length(count: usize) -> f64 {
    count as f64
}
