//! Times as a Danish clock shows them.

use clinic::clock::DENMARK;
use jiff::Timestamp;
use jiff::civil::{Date, Time};

/// Date and time of day in Denmark, to the minute.
pub(super) fn time(at: Timestamp) -> String {
    let local = DENMARK.to_datetime(at);
    format!("{} {:02}:{:02}", local.date(), local.hour(), local.minute())
}

/// The instant of a Danish day and time of day; the earlier one where the clock shows it twice.
pub(super) fn instant(day: &str, time: &str) -> Option<Timestamp> {
    let (day, time): (Date, Time) = (day.parse().ok()?, time.parse().ok()?);
    DENMARK.to_ambiguous_timestamp(day.to_datetime(time)).earlier().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_it_is_shown() {
        let at = instant("2026-07-01", "09:30").unwrap();
        assert_eq!(at.to_string(), "2026-07-01T07:30:00Z");
        assert_eq!(time(at), "2026-07-01 09:30");
        assert_eq!(instant("2026-02-30", "09:30"), None);
        assert_eq!(instant("2026-02-03", "25:00"), None);
    }
}
