//! Which thing of the new report is which of the old one.

use std::collections::BTreeMap;

use super::told::Told;
use super::{Aspect, Change, Difference, Said};
use crate::words::Label;

/// Two segments are one when they share at least this of each.
const SHARED: f64 = 0.5;

/// The sections in the order of the report; those of a later version stand behind them.
const ORDER: [Label; 18] = [
    Label::Requisition,
    Label::Conclusion,
    Label::SmallVariants,
    Label::Tandem,
    Label::Fusions,
    Label::CopyNumber,
    Label::Karyotypes,
    Label::AlleleStates,
    Label::Classes,
    Label::Risk,
    Label::Course,
    Label::Therapy,
    Label::Trials,
    Label::Hereditary,
    Label::Quality,
    Label::Limitations,
    Label::Supplement,
    Label::OtherParts,
];

/// What differs, section by section; within one in the order of the new report, and what is gone behind it.
pub(super) fn differences(before: Vec<Told>, after: Vec<Told>) -> Vec<Difference> {
    let mut old: BTreeMap<Name, Told> = named(before).into_iter().collect();
    let pairs: Vec<(Option<Told>, Told)> =
        named(after).into_iter().map(|(name, new)| (old.remove(&name), new)).collect();
    let mut left: Vec<Told> = old.into_values().collect();
    let mut told: Vec<(Label, Difference)> = Vec::new();
    for (before, new) in pairs {
        // A segment whose ends have moved is the same segment.
        let before = before.or_else(|| Some(left.remove(left.iter().position(|old| overlap(old, &new))?)));
        told.extend(difference(before, Some(new)));
    }
    told.extend(left.into_iter().filter_map(|gone| difference(Some(gone), None)));
    told.sort_by_key(|(section, _)| ORDER.iter().position(|known| known == section).unwrap_or(ORDER.len()));
    told.into_iter().map(|(_, difference)| difference).collect()
}

/// The section, what it is, and which of several that are called the same.
type Name = (usize, String, usize);

fn named(told: Vec<Told>) -> Vec<(Name, Told)> {
    let mut seen: BTreeMap<(usize, String), usize> = BTreeMap::new();
    let mut name = |one: &Told| {
        let place = Label::ALL.iter().position(|label| *label == one.section).unwrap_or_default();
        let count = seen.entry((place, one.what.en.to_string())).or_default();
        *count += 1;
        (place, one.what.en.to_string(), *count)
    };
    told.into_iter().map(|one| (name(&one), one)).collect()
}

fn overlap(old: &Told, new: &Told) -> bool {
    let (Some((contig, start, end)), Some((other, from, to))) = (&old.place, &new.place) else { return false };
    if old.section != new.section || contig != other {
        return false;
    }
    let length = |start: u64, end: u64| f64::from(u32::try_from(end.saturating_sub(start) + 1).unwrap_or(u32::MAX));
    let (first, last) = (*start.max(from), *end.min(to));
    first <= last && length(first, last) >= SHARED * length(*start, *end).max(length(*from, *to))
}

fn difference(before: Option<Told>, after: Option<Told>) -> Option<(Label, Difference)> {
    let said = |told: &Told| -> Vec<Said> {
        told.says.iter().map(|(aspect, value)| Said { aspect: aspect.words(), value: value.clone() }).collect()
    };
    let (section, what, change) = match (before, after) {
        (None, None) => return None,
        (None, Some(new)) => (new.section, new.what.clone(), Change::Added { says: said(&new) }),
        (Some(old), None) => (old.section, old.what.clone(), Change::Gone { says: said(&old) }),
        (Some(old), Some(new)) => {
            let aspects = aspects(&old, &new);
            if aspects.is_empty() {
                return None;
            }
            (new.section, new.what.clone(), Change::Changed { aspects })
        }
    };
    Some((section, Difference { section: section.words(), what, change }))
}

fn aspects(old: &Told, new: &Told) -> Vec<Aspect> {
    let of =
        |told: &Told, aspect: Label| told.says.iter().find(|(name, _)| *name == aspect).map(|(_, value)| value.clone());
    let mut names: Vec<Label> = Vec::new();
    for (name, _) in new.says.iter().chain(&old.says) {
        if !names.contains(name) {
            names.push(*name);
        }
    }
    let mut aspects: Vec<Aspect> = names
        .into_iter()
        .map(|name| Aspect { aspect: name.words(), before: of(old, name), after: of(new, name) })
        .filter(|aspect| aspect.before != aspect.after)
        .collect();
    if old.what != new.what {
        let before = Some(old.what.clone());
        aspects.insert(0, Aspect { aspect: Label::Name.words(), before, after: Some(new.what.clone()) });
    }
    aspects
}
