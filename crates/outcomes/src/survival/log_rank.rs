//! Whether groups differ in the time to an event.

use statrs::function::gamma::checked_gamma_ur;

use super::{FollowUp, risk_sets};

/// What the comparison says.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRank {
    /// Events seen in each group.
    pub observed: Vec<u32>,
    /// Events expected in each group if the groups were one.
    pub expected: Vec<f64>,
    /// The statistic.
    pub chi_square: f64,
    /// Groups less one.
    pub degrees_of_freedom: u32,
    /// How often groups that are one differ at least so much, from 0 to 1.
    pub p_value: f64,
}

/// Why groups cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotComparable {
    /// Fewer than two.
    #[error("a comparison needs at least two groups with patients; {0} given")]
    TooFewGroups(usize),
    /// A group without patients has nothing to compare.
    #[error("group {0} has no patient; leave it out")]
    EmptyGroup(usize),
    /// Nothing has happened while more than one group was under observation.
    #[error("no event happened while patients of several groups were at risk; there is nothing to compare yet")]
    NothingHappened,
    /// The statistic is no number of which a probability could be told.
    #[error("the statistic is not finite; no probability can be told")]
    NotFinite,
}

/// The log-rank test of groups.
///
/// Source: Mantel, Cancer Chemother Rep 1966;50:163; Peto and Peto, J R Stat Soc A 1972;135:185, with the hypergeometric variance.
///
/// # Errors
/// When there is nothing to compare.
pub fn log_rank(groups: &[Vec<FollowUp>]) -> Result<LogRank, NotComparable> {
    if groups.len() < 2 {
        return Err(NotComparable::TooFewGroups(groups.len()));
    }
    if let Some(empty) = groups.iter().position(Vec::is_empty) {
        return Err(NotComparable::EmptyGroup(empty));
    }
    let k = groups.len();
    let all: Vec<FollowUp> = groups.iter().flatten().copied().collect();
    let of_groups: Vec<_> = groups.iter().map(|group| risk_sets(group)).collect();
    let mut observed = vec![0_u32; k];
    let mut expected = vec![0.0; k];
    let mut covariance = vec![vec![0.0; k]; k];
    for set in risk_sets(&all).iter().filter(|set| !set.events.is_empty()) {
        let (n, d) = (f64::from(set.at_risk), f64::from(u32::try_from(set.events.len()).unwrap_or(u32::MAX)));
        let at_risk: Vec<f64> = groups.iter().map(|group| f64::from(super::at_risk(group, set.time))).collect();
        for (i, own) in of_groups.iter().enumerate() {
            if let Ok(here) = own.binary_search_by(|step| step.time.cmp(&set.time)) {
                observed[i] += u32::try_from(own[here].events.len()).unwrap_or(u32::MAX);
            }
            expected[i] += d * at_risk[i] / n;
        }
        if n > 1.0 {
            // METHOD: V_ij += d (n-d)/(n-1) · n_i/n (δ_ij - n_j/n).
            let factor = d * (n - d) / (n - 1.0);
            for i in 0..k {
                for j in 0..k {
                    let same = if i == j { 1.0 } else { 0.0 };
                    covariance[i][j] += factor * at_risk[i] / n * (same - at_risk[j] / n);
                }
            }
        }
    }
    // A group that was never at risk of an event carries nothing; the last of the others follows from the rest.
    let mut counted: Vec<usize> = (0..k).filter(|i| covariance[*i][*i] > 0.0).collect();
    if counted.len() < 2 {
        return Err(NotComparable::NothingHappened);
    }
    let degrees_of_freedom = u32::try_from(counted.len() - 1).unwrap_or(u32::MAX);
    counted.pop();
    let difference: Vec<f64> = counted.iter().map(|i| f64::from(observed[*i]) - expected[*i]).collect();
    let matrix = counted.iter().map(|i| counted.iter().map(|j| covariance[*i][*j]).collect()).collect();
    let solved = solve(matrix, difference.clone()).ok_or(NotComparable::NothingHappened)?;
    let chi_square: f64 = difference.iter().zip(&solved).map(|(a, b)| a * b).sum::<f64>().max(0.0);
    let p_value = if chi_square == 0.0 {
        1.0
    } else {
        checked_gamma_ur(f64::from(degrees_of_freedom) / 2.0, chi_square / 2.0).map_err(|_| NotComparable::NotFinite)?
    };
    Ok(LogRank { observed, expected, chi_square, degrees_of_freedom, p_value })
}

/// `x` of `matrix · x = right`, by elimination with the largest pivot; `None` where the rows depend on each other.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let n = right.len();
    for column in 0..n {
        let pivot = (column..n).max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()))?;
        if matrix[pivot][column].abs() < 1e-12 {
            return None;
        }
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        for row in column + 1..n {
            let factor = matrix[row][column] / matrix[column][column];
            let (above, below) = matrix.split_at_mut(row);
            for (value, pivot) in below[0][column..].iter_mut().zip(&above[column][column..]) {
                *value -= factor * pivot;
            }
            right[row] -= factor * right[column];
        }
    }
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|column| matrix[row][column] * right[column]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    Some(right)
}
