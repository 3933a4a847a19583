//! One question's answers by rows, and what of them may be told.

use std::collections::BTreeMap;

use super::is_small;
use super::partition::{Part, Partition};

/// How many gave each answer.
pub type Counts = Vec<u32>;

/// A question: by stratum (region, route, ...) and row, how many patients gave each answer. Every row has as many answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// The answers of all patients.
    pub all: Counts,
    /// By stratum and row.
    pub strata: BTreeMap<String, BTreeMap<String, Counts>>,
    /// Whether another table tells how many gave the last answer, so that joining it with others would hide nothing.
    pub last_is_told: bool,
}

/// What of a question is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Which answers are told as one, in order.
    pub classes: Vec<Vec<usize>>,
    /// All patients by class.
    pub all: Counts,
    /// The rows, by stratum. Where the answers of some are told together, that line comes after them.
    pub rows: Vec<Row>,
}

/// A line of a published table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The stratum.
    pub stratum: String,
    /// The rows that it is of.
    pub members: Vec<String>,
    /// How many patients.
    pub total: u32,
    /// Their answers, by class; `None`: told together with others below.
    pub counts: Option<Counts>,
}

/// The classes of answers in which nobody, or enough, of all patients are: a small class is joined with the one after it, the last with
/// the one before. So what is not known is joined before what is.
#[must_use]
pub fn classes(all: &[u32], smallest: u32) -> Vec<Vec<usize>> {
    let mut classes: Vec<Vec<usize>> = (0..all.len()).map(|answer| vec![answer]).collect();
    while classes.len() > 1
        && let Some(small) = classes.iter().rposition(|class| is_small(sum(all, class), smallest))
    {
        let first = small.min(classes.len() - 2);
        let second = classes.remove(first + 1);
        classes[first].extend(second);
    }
    classes
}

fn sum(counts: &[u32], class: &[usize]) -> u32 {
    class.iter().filter_map(|answer| counts.get(*answer)).sum()
}

impl Question {
    /// What of it may be told of parts of rows that are told by themselves; `None`: all patients together are too few.
    #[must_use]
    pub fn publish(&self, partitions: &BTreeMap<String, Partition>, smallest: u32) -> Option<Published> {
        let of_all: u32 = self.all.iter().sum();
        if is_small(of_all, smallest) {
            return None;
        }
        let classes = match self.all.split_last() {
            Some((_, others)) if self.last_is_told => {
                classes(others, smallest).into_iter().chain([vec![others.len()]]).collect()
            }
            _ => classes(&self.all, smallest),
        };
        let by_class = |counts: &[u32]| -> Counts { classes.iter().map(|class| sum(counts, class)).collect() };
        let mut rows = Vec::new();
        for (stratum, partition) in partitions {
            let own = self.strata.get(stratum);
            let counts_of = |part: &Part| {
                let mut counts = vec![0; classes.len()];
                for member in part.members.iter().filter_map(|member| own?.get(member)) {
                    add(&mut counts, &by_class(member));
                }
                counts
            };
            let parts: Vec<(&Part, Counts)> = partition.parts().iter().map(|part| (part, counts_of(part))).collect();
            rows.extend(told(stratum, &parts, smallest));
        }
        Some(Published { all: by_class(&self.all), classes, rows })
    }
}

fn add(counts: &mut [u32], more: &[u32]) {
    for (count, more) in counts.iter_mut().zip(more) {
        *count += more;
    }
}

/// The lines of one stratum.
fn told(stratum: &str, parts: &[(&Part, Counts)], smallest: u32) -> Vec<Row> {
    let small = |counts: &[u32]| counts.iter().any(|count| is_small(*count, smallest));
    let mut hidden: Vec<bool> = parts.iter().map(|(_, counts)| small(counts)).collect();
    let together = |hidden: &[bool]| {
        let mut counts = vec![0; parts.first().map_or(0, |(_, counts)| counts.len())];
        for ((_, own), _) in parts.iter().zip(hidden).filter(|(_, hidden)| **hidden) {
            add(&mut counts, own);
        }
        counts
    };
    let count = |hidden: &[bool]| hidden.iter().filter(|hidden| **hidden).count();
    while count(&hidden) == 1 || small(&together(&hidden)) {
        // The smallest that is told joins; nobody's row would hide nothing.
        let next = parts
            .iter()
            .enumerate()
            .filter(|(row, (part, _))| !hidden[*row] && part.total > 0)
            .min_by_key(|(_, (part, _))| part.total);
        let Some((next, _)) = next else { break };
        hidden[next] = true;
    }
    let row = |(part, counts): &(&Part, Counts), hidden: bool| Row {
        stratum: stratum.to_owned(),
        members: part.members.clone(),
        total: part.total,
        counts: (!hidden).then(|| counts.clone()),
    };
    let mut rows: Vec<Row> = parts.iter().zip(&hidden).map(|(part, hidden)| row(part, *hidden)).collect();
    if count(&hidden) > 0 {
        let of: Vec<&Part> =
            parts.iter().zip(&hidden).filter(|(_, hidden)| **hidden).map(|((part, _), _)| *part).collect();
        let mut members: Vec<String> = of.iter().flat_map(|part| part.members.clone()).collect();
        members.sort();
        let total = of.iter().map(|part| part.total).sum();
        rows.push(Row { stratum: stratum.to_owned(), members, total, counts: Some(together(&hidden)) });
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_class_is_told_with_its_neighbour() {
        assert_eq!(classes(&[12, 40, 3, 9], 5), [vec![0], vec![1], vec![2, 3]]);
        assert_eq!(classes(&[12, 40, 3, 0], 5), [vec![0], vec![1, 2, 3]]);
        assert_eq!(classes(&[3, 40, 0, 2], 5), [vec![0, 1, 2, 3]]);
        assert_eq!(classes(&[12, 40, 6, 9], 5), [vec![0], vec![1], vec![2], vec![3]]);
        assert_eq!(classes(&[12, 40, 3, 2], 1).len(), 4, "internal: nothing is joined");
    }

    #[test]
    fn an_answer_that_is_told_elsewhere_hides_no_other() {
        // Six are asked, which is known, and one of them is not recorded: joined with the not asked, it would be told by the difference.
        let question = |last_is_told| Question { all: vec![0, 5, 1, 24], last_is_told, ..Question::default() };
        let classes = |own: Question| own.publish(&BTreeMap::new(), 5).unwrap().classes;
        assert_eq!(classes(question(false)), [vec![0], vec![1], vec![2, 3]]);
        assert_eq!(classes(question(true)), [vec![0], vec![1, 2], vec![3]]);
    }

    #[test]
    fn one_hidden_row_takes_another_with_it() {
        let rows = [("A", vec![2, 20]), ("B", vec![9, 30]), ("C", vec![15, 90])];
        let question = Question {
            all: vec![26, 140],
            strata: [("region".to_owned(), rows.iter().map(|(name, own)| ((*name).to_owned(), own.clone())).collect())]
                .into(),
            last_is_told: false,
        };
        let totals = rows.iter().map(|(name, own)| ((*name).to_owned(), own.iter().sum())).collect();
        let partitions = [("region".to_owned(), Partition::of(&totals, 5))].into();
        let published = question.publish(&partitions, 5).unwrap();
        let lines: Vec<(String, u32, Option<Vec<u32>>)> =
            published.rows.into_iter().map(|row| (row.members.join("+"), row.total, row.counts)).collect();
        assert_eq!(
            lines,
            [
                ("A".to_owned(), 22, None),
                ("B".to_owned(), 39, None),
                ("C".to_owned(), 105, Some(vec![15, 90])),
                ("A+B".to_owned(), 61, Some(vec![11, 50])),
            ]
        );
    }
}
