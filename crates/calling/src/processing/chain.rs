//! The lines of programs as chains: each may name the one that ran before it.

use std::collections::HashMap;

use hts::alignments::ProgramLine;

use super::Unclear;

/// The lines of which something holds and behind which no further such line stands: reads that were placed anew lie where the
/// last program put them. The lanes of a merged file each have their own chain. A line whose predecessor is missing begins one.
pub(super) fn last<'l, 'h>(
    lines: &'l [ProgramLine<'h>],
    holds: impl Fn(&ProgramLine<'h>) -> bool,
) -> Result<Vec<&'l ProgramLine<'h>>, Unclear> {
    if lines.is_empty() {
        return Err(Unclear::NoLine);
    }
    let mut places = HashMap::new();
    for (place, line) in lines.iter().enumerate() {
        if places.insert(line.id.ok_or(Unclear::NoId)?, place).is_some() {
            return Err(Unclear::TwoOfOneId);
        }
    }
    // Each line is visited once, however long the chains are: a header may be made to have a hundred thousand lines.
    let mut nearest: Vec<Visit> = vec![Visit::Never; lines.len()];
    let mut is_last: Vec<bool> = lines.iter().map(&holds).collect();
    let is_one = is_last.clone();
    for start in 0..lines.len() {
        let (mut path, mut next) = (Vec::new(), Some(start));
        let mut before = loop {
            let Some(place) = next else { break None };
            match nearest[place] {
                Visit::Done(before) => break before,
                Visit::Begun => return Err(Unclear::Circle),
                Visit::Never => {
                    nearest[place] = Visit::Begun;
                    path.push(place);
                    next = lines[place].previous.and_then(|id| places.get(id).copied());
                }
            }
        };
        while let Some(place) = path.pop() {
            if is_one[place] {
                if let Some(before) = before {
                    is_last[before] = false;
                }
                before = Some(place);
            }
            nearest[place] = Visit::Done(before);
        }
    }
    Ok(lines.iter().zip(is_last).filter_map(|(line, is_last)| is_last.then_some(line)).collect())
}

/// What is known of a line: of it and of those before it, the last of which something holds.
#[derive(Debug, Clone, Copy)]
enum Visit {
    Never,
    Begun,
    Done(Option<usize>),
}
