//! Events, as far as they can be judged without the reference.

use std::collections::HashSet;

use genome::sequence::{Base, Sequence};

use super::Findings;
use crate::plan::{EventKind, EventPlan, RandomEventsPlan, StructurePlan};

/// The shortest event and the longest insertion, in bases.
const SHORTEST: u32 = 50;
const LONGEST_INSERTION: u32 = 100_000;
/// The most new bases at a junction.
const MOST_NEW_BASES: u32 = 1000;

pub(super) fn structure(plan: &StructurePlan, clones: &HashSet<&str>, findings: &mut Findings) {
    for (place, event) in plan.events.iter().enumerate() {
        check_event(&format!("structure.events[{place}]"), event, clones, findings);
    }
    let RandomEventsPlan { lengths, insertion_lengths, .. } = &plan.random;
    for (_, name, number) in plan.random.numbers() {
        findings.within(format!("structure.random.{name}"), number, 0..=10_000);
    }
    let longest = [("lengths", lengths, 100_000_000), ("insertion_lengths", insertion_lengths, LONGEST_INSERTION)];
    for (name, [least, most], longest) in longest {
        if least > most || *least < SHORTEST || *most > longest {
            let wanted = format!("a least and a greatest number of bases, in order, from {SHORTEST} to {longest}");
            findings.add(format!("structure.random.{name}"), format!("[{least}, {most}]"), wanted);
        }
    }
}

fn check_event(field: &str, event: &EventPlan, clones: &HashSet<&str>, findings: &mut Findings) {
    let has_junction = event.kind != EventKind::CopyNeutralLoh;
    let (is_insertion, is_translocation) = (event.kind == EventKind::Insertion, event.kind == EventKind::Translocation);
    if let Some(clone) = event.clone.as_deref().filter(|clone| !clones.contains(clone)) {
        let wanted = "the name of one of somatic.clones (leave the field out for what is inherited)";
        findings.add(format!("{field}.clone"), format!("{clone:?}"), wanted);
    }
    if let Some(haplotype) = event.haplotype {
        findings.within(format!("{field}.haplotype"), haplotype, 1..=2);
    }
    let mut required = |name: &str, given: bool, wanted: &str| {
        if !given {
            findings.add(format!("{field}.{name}"), "left out", wanted);
        }
    };
    if is_insertion || is_translocation {
        required("start", event.start.is_some(), "a position");
    }
    if is_translocation {
        required("mate_contig", event.mate_contig.is_some(), "the name of another contig");
        required("mate_start", event.mate_start.is_some(), "a position");
    }
    if is_insertion {
        required("length", event.length.is_some() || event.bases.is_some(), "a number of bases (or bases)");
    }
    let foreign = [
        ("end", event.end.is_some() && (is_insertion || is_translocation)),
        ("mate_contig", event.mate_contig.is_some() && !is_translocation),
        ("mate_start", event.mate_start.is_some() && !is_translocation),
        ("inverted", event.inverted && !is_translocation),
        ("unbalanced", event.unbalanced && !is_translocation),
        ("copies", event.copies.is_some() && event.kind != EventKind::Duplication),
        ("length", event.length.is_some() && !has_junction),
        ("bases", event.bases.is_some() && !has_junction),
        ("microhomology", event.microhomology.is_some() && (!has_junction || is_insertion)),
    ];
    for (name, given) in foreign {
        if given {
            findings.add(format!("{field}.{name}"), "given", format!("nothing for an event {}", event.kind.word()));
        }
    }
    if event.mate_contig.as_ref() == Some(&event.contig) {
        findings.add(format!("{field}.mate_contig"), format!("{:?}", event.contig), "the name of another contig");
    }
    for (name, position) in [("start", event.start), ("end", event.end), ("mate_start", event.mate_start)] {
        if position == Some(0) {
            findings.add(format!("{field}.{name}"), 0, "a position from 1");
        }
    }
    if let (Some(start), Some(end)) = (event.start, event.end)
        && end.saturating_add(1) < start.saturating_add(SHORTEST)
    {
        let wanted = format!("at least {SHORTEST} bases from start to end (shorter ones go into somatic.panel)");
        findings.add(format!("{field}.end"), end, wanted);
    }
    if let Some(copies) = event.copies {
        findings.within(format!("{field}.copies"), copies, 1..=50);
    }
    new_bases(field, event, findings);
}

/// The bases that come in, and those that are alike.
fn new_bases(field: &str, event: &EventPlan, findings: &mut Findings) {
    let range = match event.kind {
        EventKind::Insertion => SHORTEST..=LONGEST_INSERTION,
        _ => 1..=MOST_NEW_BASES,
    };
    if let Some(length) = event.length {
        findings.within(format!("{field}.length"), length, range.clone());
    }
    if let Some(text) = &event.bases {
        let bases = text.parse::<Sequence>().ok().filter(|bases| !bases.contains(&Base::N));
        let count = bases.and_then(|bases| u32::try_from(bases.len()).ok());
        if event.length.is_some() {
            findings.add(format!("{field}.bases"), format!("{text:?}"), "nothing (length is given)");
        } else if count.is_none_or(|count| !range.contains(&count)) {
            let wanted = format!("{} to {} of the letters A, C, G and T", range.start(), range.end());
            findings.add(format!("{field}.bases"), format!("{text:?}"), wanted);
        }
    }
    if let Some(bases) = event.microhomology {
        findings.within(format!("{field}.microhomology"), bases, 0..=10);
        if event.length.is_some() || event.bases.is_some() {
            findings.add(format!("{field}.microhomology"), bases, "nothing (new bases stand between the two sides)");
        }
    }
}
