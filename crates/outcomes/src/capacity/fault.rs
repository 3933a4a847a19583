//! What of a scenario cannot be simulated.

use super::scenario::{Duration, Group, People, Scenario, Weekday};

/// What cannot be simulated, with the field and the remedy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {value} {why}")]
pub struct Fault {
    /// The field, as it is written in the file.
    pub field: String,
    /// What stands there.
    pub value: String,
    /// What is wrong and what may stand there.
    pub why: &'static str,
}

const SHARE: &str = "must be a share from 0 to 1";
const SHARE_BELOW: &str = "must be a share from 0 to below 0.9";

#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    #[expect(clippy::needless_pass_by_value, reason = "numbers and words, which read better without a reference")]
    fn check(&mut self, field: impl Into<String>, value: impl ToString, good: bool, why: &'static str) {
        if !good {
            self.0.push(Fault { field: field.into(), value: value.to_string(), why });
        }
    }

    fn share(&mut self, field: impl Into<String>, share: f64) {
        self.check(field, share, (0.0..=1.0).contains(&share), SHARE);
    }

    fn duration(&mut self, field: &str, Duration { median, p90 }: Duration) {
        let good = (0.0..=3660.0).contains(&median) && (median..=3660.0).contains(&p90) && (median > 0.0 || p90 == 0.0);
        let why = "must have 0 <= median <= p90 <= 3660, and p90 0 where the median is 0";
        self.check(field, format!("median {median}, p90 {p90}"), good, why);
    }

    fn people(&mut self, name: &str, People { count, hours }: People) {
        let why = "must be from 1 to 100000: without anybody nothing is ever finished";
        self.check(format!("{name}.count"), count, (1..=100_000).contains(&count), why);
        self.duration(&format!("{name}.hours"), hours);
    }

    fn group(&mut self, group: &Group, room: u32) {
        let field = |name: &str| format!("patients \"{}\".{name}", group.name);
        let per_year = group.per_year;
        self.check(field("per_year"), per_year, (0.0..=1e6).contains(&per_year), "must be from 0 to 1,000,000");
        self.share(field("fast_track"), group.fast_track);
        self.share(field("cultured"), group.cultured);
        let known = ["RR", "MC"].contains(&group.indication.as_str());
        self.check(field("indication"), format!("\"{}\"", group.indication), known, "must be RR or MC");
        let why = "must be from 1 to what one run holds (sequencing.units_per_run)";
        self.check(field("tumour_units"), group.tumour_units, (1..=room).contains(&group.tumour_units), why);
        let why = "must be at most what one run holds (sequencing.units_per_run)";
        self.check(field("germline_units"), group.germline_units, group.germline_units <= room, why);
    }

    fn weekdays(&mut self, field: &str, weekdays: &[Weekday], all_days: bool) {
        let some = weekdays.iter().any(|day| day.is_workday() || all_days);
        self.check(field, "no weekday", some, "is given on which people work");
    }
}

impl Scenario {
    /// Everything in it that cannot be simulated; nothing: it can.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Faults::default();
        faults.check("days", self.days, (1..=3660).contains(&self.days), "must be from 1 to 3660 days");
        faults.check("warm_up_days", self.warm_up_days, self.warm_up_days <= 3660, "must be at most 3660 days");
        let years = (1900..=2200).contains(&self.first_day.year());
        faults.check("first_day", self.first_day, years, "must lie from 1900 to 2200");
        faults.check("scale", self.scale, self.scale > 0.0 && self.scale <= 1000.0, "must be above 0 and at most 1000");
        let months = self.months.iter().all(|m| (0.0..=1e6).contains(m)) && self.months.iter().any(|m| *m > 0.0);
        faults.check("months", format!("{:?}", self.months), months, "must be twelve numbers from 0 on, not all 0");
        let hours = self.hours.opens < self.hours.closes && self.hours.closes <= 24;
        let said = format!("{} to {}", self.hours.opens, self.hours.closes);
        faults.check("hours", said, hours, "must open before it closes, at 24 at the latest");
        faults.check("patients", "none", !self.patients.is_empty(), "are given; at least one group is needed");
        for group in &self.patients {
            faults.group(group, self.sequencing.units_per_run);
        }
        faults.weekdays("mdt", &self.mdt, self.hours.all_days);
        faults.duration("requisition", self.requisition);
        faults.duration("specimens.tumour", self.specimens.tumour);
        faults.duration("specimens.germline", self.specimens.germline);
        faults.duration("specimens.cultured", self.specimens.cultured);
        let rejected = self.specimens.rejected;
        faults.check("specimens.rejected", rejected, (0.0..0.9).contains(&rejected), SHARE_BELOW);
        faults.people("laboratory", self.laboratory);
        faults.people("analysis", self.analysis);
        faults.people("interpretation", self.interpretation);
        faults.people("approval", self.approval);
        let rules = &self.sequencing;
        faults.check("sequencing.machines", rules.machines, rules.machines > 0, "must be at least 1");
        faults.weekdays("sequencing.starts", &rules.starts, self.hours.all_days);
        let least = rules.least_units;
        faults.check(
            "sequencing.least_units",
            least,
            least <= rules.units_per_run,
            "must be at most sequencing.units_per_run",
        );
        let days = rules.days;
        faults.check("sequencing.days", days, days > 0.0 && days <= 365.0, "must be above 0 and at most 365");
        faults.check("sequencing.failed", rules.failed, (0.0..0.9).contains(&rules.failed), SHARE_BELOW);
        faults.0
    }
}
