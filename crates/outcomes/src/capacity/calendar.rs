//! When people work.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};

use super::scenario::{Hours, Weekday};
use super::{DAY, Seconds};

/// Easter Sunday of a year of the Gregorian calendar.
///
/// METHOD: Meeus, Astronomical Algorithms, 2nd edition, chapter 8 (the anonymous computus of 1876).
#[expect(clippy::many_single_char_names, reason = "the letters of the published algorithm")]
fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    #[expect(clippy::cast_possible_truncation, reason = "months 3 and 4, days 1 to 31")]
    date(year, (n / 31) as i8, (n % 31 + 1) as i8)
}

/// The holidays of Denmark in a year, with those days on which the public sector is closed by custom or agreement: Constitution Day,
/// Christmas Eve and New Year's Eve. The Great Prayer Day was one until 2023 (act 214 of 6 March 2023).
#[must_use]
pub fn holidays(year: i16) -> BTreeSet<Date> {
    let from_easter = |days: i64| easter(year).saturating_add(Span::new().days(days));
    let mut days: BTreeSet<Date> = [-3, -2, 0, 1, 39, 49, 50].map(from_easter).into();
    days.extend([
        date(year, 1, 1),
        date(year, 6, 5),
        date(year, 12, 24),
        date(year, 12, 25),
        date(year, 12, 26),
        date(year, 12, 31),
    ]);
    if year <= 2023 {
        days.insert(from_easter(26));
    }
    days
}

/// The working hours of a simulated stretch of days.
#[derive(Debug, Clone)]
pub struct Calendar {
    first: Date,
    /// Whether people work on each day.
    open: Vec<bool>,
    opens: Seconds,
    closes: Seconds,
}

impl Calendar {
    /// Working hours from a first day on, over so many days. Behind the last day nobody works.
    #[must_use]
    pub fn new(first: Date, days: usize, hours: &Hours) -> Self {
        let mut closed: BTreeSet<Date> = BTreeSet::new();
        let open = first
            .series(1.day())
            .take(days)
            .map(|day| {
                if closed.last().is_none_or(|last| last.year() < day.year()) {
                    closed.extend(holidays(day.year()));
                }
                hours.all_days || (Weekday::of(day).is_workday() && !closed.contains(&day))
            })
            .collect();
        Self { first, open, opens: Seconds::from(hours.opens) * 3600, closes: Seconds::from(hours.closes) * 3600 }
    }

    /// The date of a day counted from the first.
    #[must_use]
    pub fn date(&self, day: usize) -> Date {
        self.first.saturating_add(Span::new().days(i64::try_from(day).unwrap_or(i64::MAX)))
    }

    /// Days of the stretch.
    #[must_use]
    pub fn days(&self) -> usize {
        self.open.len()
    }

    /// Whether people work on a day counted from the first.
    #[must_use]
    pub fn is_open(&self, day: usize) -> bool {
        self.open.get(day).copied().unwrap_or(false)
    }

    /// Seconds worked in the stretch by one person.
    #[must_use]
    pub fn working(&self, from: Seconds, to: Seconds) -> Seconds {
        let mut sum = 0;
        for day in 0..self.open.len() {
            let midnight = Seconds::try_from(day).unwrap_or(Seconds::MAX / DAY) * DAY;
            if self.open[day] {
                sum += ((midnight + self.closes).min(to) - (midnight + self.opens).max(from)).max(0);
            }
        }
        sum
    }

    /// When work of so many seconds ends that is taken up at an instant, within working hours only. `None`: not within the stretch.
    #[must_use]
    pub fn after_work(&self, from: Seconds, work: Seconds) -> Option<Seconds> {
        let mut left = work;
        let first = usize::try_from(from.div_euclid(DAY)).ok()?;
        for day in first..self.open.len() {
            if !self.open[day] {
                continue;
            }
            let midnight = Seconds::try_from(day).ok()? * DAY;
            let begin = from.max(midnight + self.opens);
            let end = midnight + self.closes;
            if begin >= end {
                continue;
            }
            if begin + left <= end {
                return Some(begin + left);
            }
            left -= end - begin;
        }
        None
    }

    /// The opening of the next working day on one of the weekdays, not before an instant. `None`: not within the stretch.
    #[must_use]
    pub fn next_on(&self, from: Seconds, weekdays: &[Weekday]) -> Option<Seconds> {
        let first = usize::try_from(from.div_euclid(DAY)).ok()?;
        (first..self.open.len()).find_map(|day| {
            let opening = Seconds::try_from(day).ok()? * DAY + self.opens;
            let meets = self.open[day] && weekdays.contains(&Weekday::of(self.date(day)));
            (meets && opening >= from).then_some(opening)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours() -> Hours {
        Hours { opens: 8, closes: 16, all_days: false }
    }

    #[test]
    fn easter_is_where_the_church_has_it() {
        for (year, month, day) in
            [(2022, 4, 17), (2023, 4, 9), (2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2038, 4, 25)]
        {
            assert_eq!(easter(year), date(year, month, day));
        }
    }

    #[test]
    fn the_great_prayer_day_ended_with_2023() {
        assert!(holidays(2023).contains(&date(2023, 5, 5)));
        assert!(!holidays(2024).contains(&date(2024, 4, 26)));
        assert!(holidays(2026).contains(&date(2026, 5, 14)), "Ascension");
        assert!(holidays(2026).contains(&date(2026, 5, 25)), "Whit Monday");
    }

    #[test]
    fn work_rests_at_night_and_over_easter() {
        // Wednesday before Maundy Thursday 2026; the next working day is Tuesday.
        let calendar = Calendar::new(date(2026, 4, 1), 30, &hours());
        let at = |day: Seconds, hour: Seconds| day * DAY + hour * 3600;
        assert_eq!(calendar.after_work(at(0, 15), 2 * 3600), Some(at(6, 9)));
        assert_eq!(calendar.after_work(at(0, 20), 3600), Some(at(6, 9)));
        assert_eq!(calendar.after_work(at(0, 8), 8 * 3600), Some(at(0, 16)));
        assert_eq!(calendar.after_work(at(29, 15), 2 * 3600), None, "behind the last day nobody works");
        assert_eq!(calendar.next_on(at(0, 9), &[Weekday::Wednesday]), Some(at(7, 8)));
        assert_eq!(calendar.next_on(at(0, 8), &[Weekday::Wednesday]), Some(at(0, 8)));
        assert_eq!(calendar.working(at(0, 0), at(7, 0)), 16 * 3600);
    }
}
