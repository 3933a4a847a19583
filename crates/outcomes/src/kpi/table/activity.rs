//! Volume, turn-around, access and data quality in lines of text.

use std::fmt::Write as _;

use clinic::clock::{Clock, Unit};

use super::super::activity::{Activity, Part};
use super::super::equity::{Answered, Denominators, Rate};
use super::super::progress::RefusedAs;
use super::super::quality::MINUTES_AT_MOST;
use super::super::turnaround::Times;
use super::super::volume::{BOTH, Volume, planned, planned_units};
use super::super::year::Stratum;
use super::{Definitions, Writer};
use clinic::language::Language;

/// How many of the oldest orders that wait are named.
const OLDEST: usize = 10;

/// What the service did in a year, by one stratum; rates where there are figures to hold referrals against.
#[must_use]
pub fn activity_table(
    of_year: &Activity,
    by: Stratum,
    clocks: &[Clock],
    denominators: Option<&Denominators>,
    of: Definitions<'_>,
    language: Language,
) -> String {
    let mut writer = Writer { text: String::new(), language, of };
    writer.volume(of_year, by);
    writer.turnaround(of_year, by, clocks);
    writer.access(of_year, by, denominators);
    writer.quality(of_year, by);
    writer.text
}

/// The cells of one indication: the whole, and those of a stratum.
fn parts<'m, T>(
    cells: &'m std::collections::BTreeMap<Part, T>,
    first: &'m str,
    by: Stratum,
) -> impl Iterator<Item = (&'m str, &'m T)> {
    let of = move |stratum| {
        cells
            .iter()
            .filter(move |((own, held, _), _)| own == first && *held == stratum)
            .map(|((_, _, value), cell)| (value.as_str(), cell))
    };
    of(Stratum::All).map(|(_, cell)| ("", cell)).chain((by != Stratum::All).then(|| of(by)).into_iter().flatten())
}

impl Writer<'_> {
    fn number(&self, figure: f64) -> String {
        let text = if figure.fract() == 0.0 { format!("{figure:.0}") } else { format!("{figure:.1}") };
        if self.language == Language::Da { text.replace('.', ",") } else { text }
    }

    fn named(&self, indication: &str, value: &str) -> String {
        let whole = if indication == BOTH { self.pick("RR og MC", "RR and MC") } else { indication };
        let value = match value {
            "new" => self.pick("nye", "new"),
            "previously-referred" => self.pick("tidligere henviste", "previously referred"),
            "repeat" => self.pick("gentagne", "repeat"),
            other => other,
        };
        if value.is_empty() { whole.to_owned() } else { format!("{whole}, {value}") }
    }

    fn refusal(&self, answer: RefusedAs) -> &'static str {
        match answer {
            RefusedAs::NotEligible => self.language.pick("opfylder ikke kriterierne", "not eligible"),
            RefusedAs::OutOfScope => self.language.pick("uden for patientgruppen", "out of scope"),
            RefusedAs::Redirect => self.language.pick("vist til en anden patientgruppe", "redirected"),
        }
    }

    fn volume(&mut self, of_year: &Activity, by: Stratum) {
        self.definition("KPI-VOL");
        for indication in [BOTH, "RR", "MC"] {
            let by = if by == Stratum::All { Stratum::Kind } else { by };
            for (value, cell) in parts(&of_year.volume, indication, by) {
                let Volume { patients, referrals, reserved, consumed, returned, not_recorded } = cell;
                let name = self.named(indication, value);
                let mut line = match self.language {
                    Language::Da => format!(
                        "  {name:<32} {patients} patienter, {referrals} henvisninger; enheder: {reserved} sat af, {consumed} brugt, {returned} givet tilbage"
                    ),
                    Language::En => format!(
                        "  {name:<32} {patients} patients, {referrals} referrals; units: {reserved} set aside, {consumed} used, {returned} given back"
                    ),
                };
                if *not_recorded > 0 {
                    let _ = write!(line, "; {not_recorded} {}", self.pick("uden postering", "without an entry"));
                }
                self.line(&line);
            }
        }
        let of = self.of;
        self.line(self.pick("  ventet (planlægningstal) og talt:", "  expected (planning figures) and counted:"));
        for own in planned(of.items) {
            let (indication, stratum, value) = own.cell;
            let key = (indication.to_owned(), stratum, value.to_owned());
            let counted = of_year.volume.get(&key).map_or(0, |cell| cell.patients);
            let mut name = self.named(indication, value);
            if stratum == Stratum::DiseaseGroup {
                name.push_str(self.pick(", i alt", ", in all"));
            }
            let page = self.pick("side", "page");
            let line = format!(
                "    {name:<30} {:>5} {counted:>5}  {}, {page} {}: \"{}\"",
                own.patients, own.item.id, own.item.passage.page, own.item.passage.quote
            );
            self.line(&line);
        }
        let used =
            of_year.volume.get(&(BOTH.to_owned(), Stratum::All, "all".to_owned())).map_or(0, |cell| cell.consumed);
        if let Some(plan) = planned_units(of.items) {
            let (low, high) = plan.with_repeats;
            let (quota, printed, germline, later) =
                (plan.quota, plan.printed, plan.with_germline, plan.after_first_year);
            let line = match self.language {
                Language::Da => format!(
                    "  enheder brugt: {used}. Kvote {quota} (COM-VOL-03); skemaernes sum {printed} (INC-04); med germline for alle {germline} (INC-03); hvis gentagelser kommer oveni {low}-{high} (INC-14); nye alene, når de tidligere henviste er færdige, {later} (INC-15)"
                ),
                Language::En => format!(
                    "  units used: {used}. Quota {quota} (COM-VOL-03); sum of the forms {printed} (INC-04); with germline for all {germline} (INC-03); if repeats come on top {low}-{high} (INC-14); new patients alone, once those referred before are done, {later} (INC-15)"
                ),
            };
            self.line(&line);
        }
        self.line("");
    }

    fn turnaround(&mut self, of_year: &Activity, by: Stratum, clocks: &[Clock]) {
        self.definition("KPI-TAT");
        for clock in clocks {
            let promise = match clock.promise.as_str() {
                "commitment" => self.pick("lovet", "promised"),
                "need" => self.pick("behov, ikke lovet", "needed, not promised"),
                "aspiration" => self.pick("fremtidsmål", "aspiration"),
                _ => self.pick("uden løfte", "no promise"),
            };
            let unit = match clock.unit {
                Unit::Days => self.pick("dage", "days"),
                Unit::Periods => self.pick("døgn", "periods of 24 hours"),
            };
            let limits =
                clock.limits.as_ref().map_or(String::new(), |own| format!(" {}/{} {unit}", own.target, own.limit));
            let line = format!("  {} ({promise}{limits}): {}", clock.id, self.pick(&clock.da, &clock.en));
            self.line(&line);
            let mut any = false;
            for (value, times) in parts(&of_year.turnaround.cells, &clock.id, by) {
                any = true;
                self.times(value, times, clock);
            }
            if !any {
                self.line(self.pick("    ingen rekvisitioner", "    no requisitions"));
            }
        }
        self.ageing(of_year, clocks);
        self.line("");
    }

    fn times(&mut self, value: &str, times: &Times, clock: &Clock) {
        let name = if value.is_empty() { self.pick("alle", "all") } else { value };
        let figure = |own: Option<f64>| own.map_or("-".to_owned(), |own| self.number(own));
        let mut line = format!(
            "    {name:<22} n {:>4}  median {:>5}  p90 {:>5}",
            times.taken.len(),
            figure(times.median()),
            figure(times.p90())
        );
        if clock.limits.is_some() {
            for (word, part) in [
                (self.pick("inden for mål", "within target"), times.within_target()),
                (self.pick("inden for grænse", "within limit"), times.within_limit()),
            ] {
                let share = part.share().map_or("-".to_owned(), |own| self.percent(own));
                let _ = write!(
                    line,
                    "  {word} {}/{} {share} {}",
                    part.numerator(),
                    part.denominator(),
                    self.interval(part.interval())
                );
            }
        }
        self.line(&line);
        let mut told = Vec::new();
        if times.held > 0 {
            #[expect(clippy::cast_precision_loss, reason = "seconds on hold, far below 2^52")]
            let days = self.number(times.held_seconds as f64 / 86_400.0);
            told.push(format!(
                "{} {} {days} {}",
                times.held,
                self.pick("på pause, i alt", "on hold, in all"),
                self.pick("døgn, ikke trukket fra", "periods of 24 hours, not subtracted")
            ));
        }
        if times.running > 0 {
            told.push(format!("{} {}", times.running, self.pick("åbne", "open")));
        }
        if times.running_late > 0 {
            told.push(format!(
                "{} {}",
                times.running_late,
                self.pick("af dem over grænsen", "of them beyond the limit")
            ));
        }
        if times.ended > 0 {
            told.push(format!("{} {}", times.ended, self.pick("afsluttet uden", "ended without")));
        }
        if times.not_recorded > 0 {
            told.push(format!("{} {}", times.not_recorded, self.pick("ikke registreret", "not recorded")));
        }
        if !told.is_empty() {
            let line = format!("      {}", told.join("; "));
            self.line(&line);
        }
    }

    /// The oldest orders that wait beyond a limit that is promised or needed.
    fn ageing(&mut self, of_year: &Activity, clocks: &[Clock]) {
        let counts =
            |id: &str| clocks.iter().any(|own| own.id == id && ["commitment", "need"].contains(&own.promise.as_str()));
        let late: Vec<_> =
            of_year.turnaround.ageing.iter().filter(|own| own.late == Some(true) && counts(&own.clock)).collect();
        if late.is_empty() {
            return;
        }
        let line = format!(
            "  {} {}:",
            late.len(),
            self.pick(
                "åbne ure over en lovet eller nødvendig grænse, de ældste",
                "open clocks beyond a limit that is promised or needed, the oldest"
            )
        );
        self.line(&line);
        for own in late.into_iter().take(OLDEST) {
            let line = format!("    {}  {}  {}  {}", own.clock, own.referral, own.region, self.number(own.age));
            self.line(&line);
        }
    }

    fn access(&mut self, of_year: &Activity, by: Stratum, denominators: Option<&Denominators>) {
        self.definition("KPI-EQ");
        if let Some(own) = denominators {
            let line = format!(
                "  {} {}: {}",
                self.pick("holdt op mod tal for", "held against figures of"),
                own.year,
                own.source
            );
            self.line(&line);
        } else {
            self.line(self.pick(
                "  ingen rater: der er ikke givet tal for indbyggere og nye tilfælde (--denominators)",
                "  no rates: no figures of inhabitants and incident cases are given (--denominators)",
            ));
        }
        let by = if by == Stratum::All { Stratum::Region } else { by };
        for indication in [BOTH, "RR", "MC"] {
            for (value, cell) in parts(&of_year.answered, indication, by) {
                let name = self.named(indication, value);
                self.answered(&name, cell);
                let region = denominators.filter(|_| by == Stratum::Region).and_then(|own| own.of(value));
                if let Some(region) = region {
                    let mut line = String::from("     ");
                    if let Some(Rate { rate, interval }) = Rate::of(cell.accepted, region.adults) {
                        let per = |own: f64| self.number((own * 1_000_000.0).round() / 10.0);
                        let interval =
                            interval.map_or(String::new(), |own| format!(" ({} - {})", per(own.lower), per(own.upper)));
                        let _ = write!(
                            line,
                            " {}{interval} {}",
                            per(rate),
                            self.pick("per 100.000 voksne", "per 100,000 adults")
                        );
                    }
                    let incident = region.incident.get(indication).copied();
                    if let Some(Rate { rate, interval }) = incident.and_then(|own| Rate::of(cell.accepted, own)) {
                        let _ = write!(
                            line,
                            "; {} {}",
                            format!("{} {}", self.percent(rate), self.interval(interval)).trim_end(),
                            self.pick("af nye tilfælde i RKKP", "of incident cases in RKKP")
                        );
                    }
                    self.line(&line);
                }
            }
        }
        self.line("");
    }

    fn answered(&mut self, name: &str, cell: &Answered) {
        let share = cell.share();
        let percent = share.share().map_or(self.pick("ingen andel", "no share").to_owned(), |own| self.percent(own));
        let mut line = format!(
            "  {name:<32} {} {}/{} {percent} {}",
            self.pick("accepteret", "accepted"),
            share.numerator(),
            share.denominator(),
            self.interval(share.interval())
        );
        if cell.undecided > 0 {
            let _ = write!(line, "; {} {}", cell.undecided, self.pick("ikke afgjort", "not decided"));
        }
        self.line(&line);
        let answers = cell.refused.iter().map(|(answer, count)| format!("{} {count}", self.refusal(*answer)));
        let rules = cell.rules.iter().map(|(rule, count)| format!("{rule} {count}"));
        let without = (cell.without_rule > 0)
            .then(|| format!("{} {}", self.pick("uden grund", "without a reason"), cell.without_rule));
        let reasons: Vec<String> = answers.chain(rules).chain(without).collect();
        if !reasons.is_empty() {
            let line = format!("      {}: {}", self.pick("afvist", "refused"), reasons.join("; "));
            self.line(&line);
        }
    }

    fn quality(&mut self, of_year: &Activity, by: Stratum) {
        self.definition("KPI-Q");
        for indication in [BOTH, "RR", "MC"] {
            for (value, cell) in parts(&of_year.quality, indication, by) {
                let share = cell.complete.share();
                let percent =
                    share.share().map_or(self.pick("ingen andel", "no share").to_owned(), |own| self.percent(own));
                let name = self.named(indication, value);
                let mut line = format!(
                    "  {name:<32} {} {}/{} {percent} {}",
                    self.pick("fuldstændige", "complete"),
                    share.numerator(),
                    share.denominator(),
                    self.interval(share.interval())
                );
                if cell.complete.not_due > 0 {
                    let _ = write!(
                        line,
                        "; {} {}",
                        cell.complete.not_due,
                        self.pick("endnu ikke forfaldne", "not due yet")
                    );
                }
                let minutes = cell.median_minutes().map_or("-".to_owned(), |own| self.number(own));
                let _ = write!(
                    line,
                    "; {} {minutes} ({} {}; {} {})",
                    self.pick("minutter per skema, median", "minutes for a form, median"),
                    self.pick("højst", "at most"),
                    self.number(MINUTES_AT_MOST),
                    cell.without_time,
                    self.pick("skemaer uden tid", "forms without a time")
                );
                self.line(&line);
            }
        }
        if !of_year.excepted.is_empty() {
            let all =
                of_year.excepted.iter().map(|(rule, count)| format!("{rule} {count}")).collect::<Vec<_>>().join("; ");
            let line =
                format!("  {}: {all}", self.pick("undtagelser fra regler (DER-20)", "exceptions from rules (DER-20)"));
            self.line(&line);
        }
    }
}
