//! Exact segmentation of two series at once.
//!
//! METHOD: the sum over segments of the weighted squared distances of both series from their means, and a penalty for each
//! change, is the least there is: dynamic programming over the last change, with the pruning of PELT (Killick, Fearnhead and
//! Eckley, J Am Stat Assoc 2012;107:1590-1598), here with a penalty of its own for each place. With F(t) the least cost up to t,
//! b(s) the penalty of a change at s and C(s, t) the cost of one segment, F(t) = min over s of F(s) + b(s) + C(s, t). Since
//! C(s, t) + C(t, u) <= C(s, u), an s with F(s) + b(s) + C(s, t) >= F(t) + b(t) is never best again.

/// A point of both series, each with its weight, which is 1 over its variance; 0 where a series says nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Point {
    /// The first series.
    pub first: f64,
    /// Its weight.
    pub first_weight: f64,
    /// The second series.
    pub second: f64,
    /// Its weight.
    pub second_weight: f64,
}

/// Sums up to a place.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    first: f64,
    first_weight: f64,
    second: f64,
    second_weight: f64,
}

impl Sums {
    fn add(&mut self, point: &Point) {
        self.first += point.first * point.first_weight;
        self.first_weight += point.first_weight;
        self.second += point.second * point.second_weight;
        self.second_weight += point.second_weight;
    }

    /// The cost of the points from another place to this one, without the sum of squares, which no segmentation changes.
    fn cost_since(&self, from: &Self) -> f64 {
        let one = |sum: f64, weight: f64| if weight > 0.0 { -sum * sum / weight } else { 0.0 };
        one(self.first - from.first, self.first_weight - from.first_weight)
            + one(self.second - from.second, self.second_weight - from.second_weight)
    }
}

/// A place at which the last segment may begin.
struct Candidate {
    begin: usize,
    /// F(s) + b(s).
    before: f64,
    sums: Sums,
}

/// The first points of the segments, from left to right; the first is 0. `penalties`: of a change at each point; that of the
/// first counts for nothing. None of no points.
#[must_use]
pub fn segment(points: &[Point], penalties: &[f64]) -> Vec<usize> {
    let centre = |value: fn(&Point) -> [f64; 2]| {
        let sums =
            points.iter().map(value).fold([0.0; 2], |sum, [value, weight]| [sum[0] + value * weight, sum[1] + weight]);
        if sums[1] > 0.0 { sums[0] / sums[1] } else { 0.0 }
    };
    // Differences of sums of squares lose digits; values around 0 keep them.
    let centres =
        [centre(|point| [point.first, point.first_weight]), centre(|point| [point.second, point.second_weight])];
    let mut sums = Sums::default();
    let mut candidates = vec![Candidate { begin: 0, before: 0.0, sums }];
    let mut last_begins = Vec::with_capacity(points.len());
    for (at, point) in points.iter().enumerate() {
        let point = Point { first: point.first - centres[0], second: point.second - centres[1], ..*point };
        sums.add(&point);
        let (mut best, mut begin) = (f64::INFINITY, 0);
        for candidate in &candidates {
            let cost = candidate.before + sums.cost_since(&candidate.sums);
            if cost < best {
                (best, begin) = (cost, candidate.begin);
            }
        }
        last_begins.push(begin);
        let Some(penalty) = penalties.get(at + 1) else { break };
        let before = best + penalty;
        candidates.retain(|candidate| candidate.before + sums.cost_since(&candidate.sums) < before);
        candidates.push(Candidate { begin: at + 1, before, sums });
    }
    let mut begins = Vec::new();
    let mut end = last_begins.len();
    while let Some(begin) = end.checked_sub(1).map(|last| last_begins[last]) {
        begins.push(begin);
        end = begin;
    }
    begins.reverse();
    begins
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition, without pruning, in quadratic time.
    fn least_cost(points: &[Point], penalties: &[f64]) -> f64 {
        let mut least = vec![0.0];
        for end in 1..=points.len() {
            let cost = |begin: usize| {
                least[begin] + if begin == 0 { 0.0 } else { penalties[begin] } + cost_of(&points[begin..end])
            };
            least.push((0..end).map(cost).fold(f64::INFINITY, f64::min));
        }
        least[points.len()]
    }

    fn cost_of(points: &[Point]) -> f64 {
        let of = |value: fn(&Point) -> [f64; 2]| {
            let weight: f64 = points.iter().map(|point| value(point)[1]).sum();
            let mean = points.iter().map(|point| value(point)[0] * value(point)[1]).sum::<f64>() / weight.max(1e-300);
            points.iter().map(|point| value(point)[1] * (value(point)[0] - mean).powi(2)).sum::<f64>()
        };
        of(|point| [point.first, point.first_weight]) + of(|point| [point.second, point.second_weight])
    }

    fn total(points: &[Point], penalties: &[f64], begins: &[usize]) -> f64 {
        let ends = begins.iter().skip(1).copied().chain([points.len()]);
        let costs = begins.iter().zip(ends).map(|(begin, end)| cost_of(&points[*begin..end]));
        costs.sum::<f64>() + begins.iter().skip(1).map(|begin| penalties[*begin]).sum::<f64>()
    }

    fn series() -> impl Strategy<Value = (Vec<Point>, Vec<f64>)> {
        let level = (0.0..3.0_f64, 0.0..1.0_f64, 1..15_usize);
        let point = (-0.3..0.3_f64, 0.0..20.0_f64, -0.2..0.2_f64, prop_oneof![Just(0.0), 0.1..30.0_f64], 0.0..4.0_f64);
        (proptest::collection::vec(level, 1..6), proptest::collection::vec(point, 90)).prop_map(|(levels, noise)| {
            let values =
                levels.iter().flat_map(|(first, second, length)| std::iter::repeat_n((*first, *second), *length));
            let points = values.zip(&noise).map(|((first, second), noise)| Point {
                first: first + noise.0,
                first_weight: noise.1,
                second: second + noise.2,
                second_weight: noise.3,
            });
            let points: Vec<Point> = points.collect();
            let penalties = noise.iter().take(points.len()).map(|noise| noise.4).collect();
            (points, penalties)
        })
    }

    proptest! {
        #[test]
        fn nothing_costs_less((points, penalties) in series()) {
            let begins = segment(&points, &penalties);
            prop_assert_eq!(begins.first(), Some(&0));
            prop_assert!(begins.is_sorted_by(|one, next| one < next));
            let (found, least) = (total(&points, &penalties, &begins), least_cost(&points, &penalties));
            prop_assert!((found - least).abs() < 1e-6 * (1.0 + least.abs()), "{} {}", found, least);
        }

        #[test]
        fn a_shift_of_a_series_changes_nothing((points, penalties) in series(), shift in -5.0..5.0_f64) {
            let shifted: Vec<Point> = points.iter().map(|point| Point { first: point.first + shift, ..*point }).collect();
            let begins = segment(&shifted, &penalties);
            let (found, least) = (total(&points, &penalties, &begins), least_cost(&points, &penalties));
            prop_assert!((found - least).abs() < 1e-6 * (1.0 + least.abs()));
        }
    }

    #[test]
    fn either_series_makes_a_change_and_no_point_makes_none() {
        assert_eq!(segment(&[], &[]), Vec::<usize>::new());
        let at = |first: f64, second: f64| Point { first, first_weight: 100.0, second, second_weight: 100.0 };
        let one: Vec<Point> = [at(1.0, 0.0); 5].into_iter().chain([at(0.5, 0.0); 5]).chain([at(0.5, 1.0); 5]).collect();
        assert_eq!(segment(&one, &[10.0; 15]), [0, 5, 10]);
        assert_eq!(segment(&one, &[1e6; 15]), [0]);
    }
}
