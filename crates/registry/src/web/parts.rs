//! A long list in parts, as a page shows it: which part it is, and links to the others. Links alone, so that it works by keyboard and
//! without a script.

use super::form::Form;
use super::frame::Frame;
use crate::part::Part;

/// Which part is asked for, from 1: the first where none is.
pub(super) fn wanted(form: &Form, name: &str) -> u64 {
    form.get(name).and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// The parts of a list that has more than one.
pub(super) struct Parts {
    /// What the links are links within.
    pub label: String,
    /// Which part it is, of how many, and which entries.
    pub told: String,
    /// Where other parts are, in words.
    pub links: Vec<(String, &'static str)>,
}

impl Parts {
    /// `None` where one part holds the whole list.
    pub fn of(frame: &Frame, list: &str, part: Part, link: impl Fn(u64) -> String) -> Option<Self> {
        let (w, last) = (frame.w, part.count());
        if last == 1 {
            return None;
        }
        let (number, from) = (part.number, part.before() + 1);
        let others = [
            (1, w.first_part, number > 2),
            (number.saturating_sub(1), w.part_before, number > 1),
            (number + 1, w.part_after, number < last),
            (last, w.last_part, number + 1 < last),
        ];
        let links = others.into_iter().filter(|(.., there)| *there).map(|(to, name, _)| (link(to), name));
        Some(Self {
            label: format!("{}: {list}", w.parts_of_list),
            told: format!("{} {number} {} {last}: {from}–{} {} {}", w.part, w.of, part.end(), w.of, part.total),
            links: links.collect(),
        })
    }
}
