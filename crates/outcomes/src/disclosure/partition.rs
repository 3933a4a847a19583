//! Rows whose numbers of patients may be told.

use std::collections::BTreeMap;

use super::is_small;
use super::question::Published;

/// Rows that are told as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The rows, in order of their names.
    pub members: Vec<String>,
    /// Patients of all of them.
    pub total: u32,
}

/// The rows of one stratum, each in one part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Partition(Vec<Part>);

impl Partition {
    /// Joins the rows that are small with each other, and with the smallest of the rest as long as that is not enough. Empty where all
    /// rows together are not enough.
    #[must_use]
    pub fn of(totals: &BTreeMap<String, u32>, smallest: u32) -> Self {
        let mut by_size: Vec<(&String, u32)> = totals.iter().map(|(name, total)| (name, *total)).collect();
        by_size.sort_by_key(|(_, total)| *total);
        let (mut joined, mut alone): (Vec<_>, Vec<_>) =
            by_size.into_iter().partition(|(_, total)| is_small(*total, smallest));
        // Any member may be `smallest` while each other is one: who stands in a row is somebody.
        let enough = |joined: &[(&String, u32)]| {
            let total: u32 = joined.iter().map(|(_, total)| total).sum();
            let others = u32::try_from(joined.len().saturating_sub(1)).unwrap_or(u32::MAX);
            joined.len() > 1 && total >= smallest.saturating_add(others)
        };
        while !joined.is_empty() && !enough(&joined) {
            // Too few in all rows together: the stratum is not told.
            let Some(next) = alone.iter().position(|(_, total)| *total > 0) else { return Self::default() };
            joined.push(alone.remove(next));
        }
        let mut parts: Vec<Part> =
            alone.into_iter().map(|(name, total)| Part { members: vec![name.clone()], total }).collect();
        if !joined.is_empty() {
            let total = joined.iter().map(|(_, total)| total).sum();
            let mut members: Vec<String> = joined.into_iter().map(|(name, _)| name.clone()).collect();
            members.sort();
            parts.push(Part { members, total });
        }
        parts.sort_by(|a, b| a.members.cmp(&b.members));
        Self(parts)
    }

    /// The parts of those who gave one answer, for a question that is asked of them alone; `None` if that answer is not told by itself.
    #[must_use]
    pub fn of_answer(published: &Published, stratum: &str, answer: usize) -> Option<Self> {
        let class = published.classes.iter().position(|class| *class == [answer])?;
        let told = published.rows.iter().filter(|row| row.stratum == stratum);
        let parts = told
            .filter_map(|row| Some(Part { members: row.members.clone(), total: *row.counts.as_ref()?.get(class)? }));
        Some(Self(parts.collect()))
    }

    /// The parts.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.0
    }
}
