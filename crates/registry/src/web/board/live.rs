//! The figures of the orders that a role sees, as they are now: small counts stand, since whoever reads them may see the patients.

use std::collections::BTreeMap;

use clinic::clock::Clock;
use clinic::code::CodeList;
use guideline::rule_set::RuleSet;
use outcomes::kpi::{
    Activity, Answered, BOTH, Denominators, INDICATORS, Part, Quality, Rate, Stratum, Tally, Times, Year, planned,
    planned_units,
};
use outcomes::survival::{Band, Days, KaplanMeier};

use super::super::age::promise;
use super::super::frame::Frame;
use super::Scope;
use super::definition::{band, limits, title};
use super::view::{Cell, Section, Table};

/// Days at which curves are read: half a year, one and two years.
const READ_AT: [f64; 3] = [182.0, 365.0, 730.0];
/// The clock that the regions are compared by: what is promised.
const PROMISED: &str = "NGC-STD-ANSWER";

/// A year's figures, and how they are shown.
pub(super) struct Live<'f> {
    pub frame: &'f Frame,
    pub rules: &'f RuleSet,
    pub clocks: &'f [Clock],
    pub year: i16,
    pub figures: &'f Year,
    pub done: &'f Activity,
    pub denominators: Option<&'f Denominators>,
    pub scope: Scope,
    /// Whether the patients behind a figure may be listed.
    pub lists: bool,
}

impl Live<'_> {
    fn say(&self, da: &'static str, en: &'static str) -> &'static str {
        self.frame.language.pick(da, en)
    }

    /// Where the patients of a part of a figure are listed.
    fn behind(&self, figure: &str, part: &str, clock: Option<&str>) -> Option<String> {
        let clock = clock.map_or(String::new(), |own| format!("&clock={own}"));
        self.lists.then(|| format!("/figures/{figure}/cases?year={}&part={part}{clock}", self.year))
    }

    fn count(&self, count: u32, figure: &str, part: &str) -> Cell {
        Cell::from(count.to_string()).leads(self.behind(figure, part, None).filter(|_| count > 0))
    }

    /// A section of a figure, by what its referrals are told apart; `None`: there is no such figure.
    pub fn section(&self, figure: &str, strata: &[Stratum]) -> Option<Section> {
        let tables = match figure {
            "KPI-VOL" => vec![self.volume(strata)],
            "KPI-TAT" => self.turnaround(strata),
            "KPI-EQ" => self.access(strata),
            "KPI-Q" => vec![self.quality(strata)],
            "KPI-RR-2b" | "KPI-RR-2c" => vec![self.curves(figure)],
            id if INDICATORS.iter().any(|own| own.id == id) => vec![self.share(id, strata)],
            _ => return None,
        };
        Some(Section {
            id: figure.to_lowercase(),
            heading: format!("{figure} {}", title(self.rules, figure, self.frame)),
            to: Some(format!("/figures/{figure}?year={}", self.year)),
            notes: self.notes(figure),
            tables,
        })
    }

    /// Every share on one table.
    pub fn shares(&self) -> Section {
        let row = |id: &'static str| {
            let tally = self.tally(id, Stratum::All, "all");
            let name = Cell::from(id).leads(Some(format!("/figures/{id}?year={}", self.year)));
            let mut cells = vec![name, title(self.rules, id, self.frame).into()];
            cells.extend(self.answers(id, tally, true));
            cells.push(band(self.rules, id).into());
            cells
        };
        let columns = [
            "Id",
            self.say("Indikator", "Indicator"),
            self.say("Ja", "Yes"),
            self.say("Nej", "No"),
            self.say("Ikke registreret", "Not recorded"),
            self.say("Ikke forfaldne", "Not due yet"),
            self.say("Andel", "Share"),
            self.say("Ventet", "Expected"),
        ];
        let caption = self.say(
            "Andele af patienter med første underskrevne svar i året",
            "Shares of patients with a first signed report in the year",
        );
        Section {
            id: "shares".to_owned(),
            heading: self.say("Udbytte og virkning", "Yield and effect").to_owned(),
            to: None,
            notes: vec![
                self.say(
                    "Manglende er aldrig nej: andele er af dem, hvis svar er registreret.",
                    "Missing is never no: shares are of those whose answer is recorded.",
                )
                .to_owned(),
            ],
            tables: vec![Table::new(
                "shares-table",
                caption,
                &columns,
                INDICATORS.iter().map(|own| row(own.id)).collect(),
            )],
        }
    }

    fn notes(&self, figure: &str) -> Vec<String> {
        let mut notes = Vec::new();
        if figure == "KPI-VOL"
            && self.scope == Scope::Country
            && let Some(units) = planned_units(&self.rules.cited)
        {
            let (from, to) = units.with_repeats;
            let (quota, printed, germline, later) =
                (units.quota, units.printed, units.with_germline, units.after_first_year);
            notes.push(match self.frame.code() {
                "da" => format!(
                    "Planlagte enheder à 30x: kvote {quota} (COM-VOL-03); skemaernes sum {printed} (INC-04); med germline til alle {germline} (INC-03); med gentagelser oveni {from} til {to} (INC-14); nye patienter alene {later} (INC-15)."
                ),
                _ => format!(
                    "Planned units of 30x: quota {quota} (COM-VOL-03); sum of the forms {printed} (INC-04); with germline for all {germline} (INC-03); with repeats on top {from} to {to} (INC-14); new patients alone {later} (INC-15)."
                ),
            });
        }
        if figure == "KPI-TAT" {
            notes.push(
                self.say(
                    "Ordrer, hvis ur stoppede i året. Tid på pause er med i tallet og vises ved siden af; intet er trukket fra.",
                    "Orders whose clock stopped in the year. Time on hold is in the figure and stands beside it; nothing is subtracted.",
                )
                .to_owned(),
            );
        }
        if figure == "KPI-EQ" {
            notes.push(
                self.say(
                    "En henvisning, som reglerne afviser, bliver ikke indsendt og er ikke her; årsrapporten har dem fra registertabellen.",
                    "A referral that the rules refuse is not submitted and is not here; the yearly report has them from the register's table.",
                )
                .to_owned(),
            );
            if self.scope == Scope::Country {
                notes.push(match self.denominators {
                    Some(own) => format!("{}: {}, {}.", self.say("Nævnere", "Denominators"), own.source, own.year),
                    None => self
                        .say(
                            "Ingen rater: der er ikke givet tal for indbyggere og nye tilfælde for året (--denominators).",
                            "No rates: no figures of inhabitants and incident cases are given for the year (--denominators).",
                        )
                        .to_owned(),
                });
            }
        }
        notes
    }

    fn whose(&self, indication: &str, stratum: Stratum, value: &str) -> String {
        let whole = if indication == BOTH { self.say("RR og MC", "RR and MC") } else { indication };
        match stratum {
            Stratum::All => whole.to_owned(),
            // A route is called by a letter, which says nothing alone.
            Stratum::Route => format!("{whole}, {} {value}", self.frame.named(stratum.name())),
            _ => format!("{whole}, {}", self.frame.named(value)),
        }
    }

    fn volume(&self, strata: &[Stratum]) -> Table {
        let plans = planned(&self.rules.cited);
        let plan = |key: &(&str, Stratum, &str)| plans.iter().find(|own| own.cell == *key).map(|own| own.patients);
        let mut keys: Vec<Part> = self.done.volume.keys().cloned().collect();
        let country = self.scope == Scope::Country;
        if country {
            let own = plans.iter().map(|own| (own.cell.0.to_owned(), own.cell.1, own.cell.2.to_owned()));
            keys.extend(own.chain([(BOTH.to_owned(), Stratum::All, "all".to_owned())]));
        }
        keys.sort();
        keys.dedup();
        let order = |indication: &str| [BOTH, "RR", "MC"].iter().position(|own| *own == indication);
        keys.retain(|(_, stratum, _)| strata.contains(stratum));
        keys.sort_by_key(|(indication, ..)| order(indication));
        let row = |key: &Part| {
            let (indication, stratum, value) = key;
            let own = self.done.volume.get(key).copied().unwrap_or_default();
            let planned = plan(&(indication, *stratum, value)).filter(|_| country);
            let part = if *stratum == Stratum::Kind && indication == BOTH { value.as_str() } else { "" };
            let whole = indication == BOTH && (*stratum == Stratum::All || !part.is_empty());
            let to = self.behind("KPI-VOL", part, None).filter(|_| whole && own.referrals > 0);
            let mut cells = vec![self.whose(indication, *stratum, value).into(), own.patients.to_string().into()];
            if country {
                cells.push(planned.map_or("–".to_owned(), |own| own.to_string()).into());
            }
            cells.extend([
                Cell::from(own.referrals.to_string()).leads(to),
                own.reserved.to_string().into(),
                own.consumed.to_string().into(),
                own.returned.to_string().into(),
            ]);
            cells
        };
        let mut columns = vec![self.say("Hvem", "Who"), self.say("Patienter", "Patients")];
        if country {
            columns.push(self.say("Planlagt", "Planned"));
        }
        columns.extend([
            self.say("Henvisninger", "Referrals"),
            self.say("Enheder sat af", "Units set aside"),
            self.say("Enheder brugt", "Units used"),
            self.say("Givet tilbage", "Given back"),
        ]);
        let caption = self.say(
            "Accepteret i året, og enheder à 30x efter regnskabet",
            "Accepted in the year, and units of 30x by the ledger",
        );
        Table::new("kpi-vol-table", caption, &columns, keys.iter().map(row).collect())
    }

    fn turnaround(&self, strata: &[Stratum]) -> Vec<Table> {
        let columns = [
            self.say("Ur", "Clock"),
            self.say("Løfte", "Promise"),
            self.say("Mål / grænse", "Target / limit"),
            self.say("Standset", "Stopped"),
            "Median",
            self.say("90 %-fraktil", "90th percentile"),
            self.say("Inden for mål", "Within target"),
            self.say("Inden for grænse", "Within limit"),
            self.say("Åbne", "Open"),
            self.say("Åbne over grænsen", "Open beyond the limit"),
            self.say("På pause", "On hold"),
        ];
        let row = |clock: &Clock, value: &str, times: &Times| {
            let days = |own: Option<f64>| Cell::from(own.map_or("–".to_owned(), |own| self.frame.number(own)));
            let limited = clock.limits.is_some();
            let share = |of| Cell::from(if limited { self.frame.share(of) } else { "–".to_owned() });
            let listed = |count: u32, part: &str| {
                let to = self.behind("KPI-TAT", part, Some(&clock.id)).filter(|_| count > 0 && value == "all");
                Cell::from(count.to_string()).leads(to)
            };
            let stopped = u32::try_from(times.taken.len()).unwrap_or(u32::MAX);
            let late = listed(times.running_late, "running-late");
            let name =
                if value == "all" { clock.id.clone() } else { format!("{}, {}", clock.id, self.frame.named(value)) };
            #[expect(clippy::cast_precision_loss, reason = "seconds on hold, far below 2^52")]
            let held = self.frame.number((times.held_seconds as f64 / 8_640.0).round() / 10.0);
            let held =
                if times.held > 0 { format!("{}: {held} {}", times.held, self.frame.w.days) } else { "–".into() };
            vec![
                Cell::from(name).leads(Some("/registers/clocks".to_owned())),
                promise(clock, self.frame.w).into(),
                limits(clock, self.frame).into(),
                listed(stopped, ""),
                days(times.median()),
                days(times.p90()),
                share(times.within_target()),
                share(times.within_limit()),
                listed(times.running, "running"),
                Cell { badge: (times.running_late > 0).then_some("✗"), ..late },
                held.into(),
            ]
        };
        let table = |stratum: &Stratum| {
            let mut rows = Vec::new();
            for clock in self.clocks {
                let cells = self.done.turnaround.cells.iter();
                let own = cells.filter(|((id, held, _), _)| *id == clock.id && held == stratum);
                let mut own: Vec<_> = own.map(|((_, _, value), times)| row(clock, value, times)).collect();
                // What is promised and needed stands side by side, also where nobody's clock has run.
                if own.is_empty() && *stratum == Stratum::All {
                    own.push(row(clock, "all", &Times::default()));
                }
                rows.append(&mut own);
            }
            let caption = match stratum {
                Stratum::All => {
                    self.say("Lovet og nødvendig svartid side om side", "Promised and needed side by side").to_owned()
                }
                other => self.frame.named(other.name()),
            };
            Table::new(format!("kpi-tat-{}", stratum.name()), caption, &columns, rows)
        };
        strata.iter().map(table).collect()
    }

    fn tally(&self, id: &'static str, stratum: Stratum, value: &str) -> Tally {
        self.figures.shares.get(&(id, stratum, value.to_owned())).copied().unwrap_or_default()
    }

    fn answers(&self, id: &str, tally: Tally, whole: bool) -> Vec<Cell> {
        let count = |count: u32, part: &str| if whole { self.count(count, id, part) } else { count.to_string().into() };
        vec![
            count(tally.yes, "yes"),
            count(tally.no, "no"),
            count(tally.not_recorded, "not-recorded"),
            count(tally.not_due, "not-due"),
            self.frame.share(tally.share()).into(),
        ]
    }

    fn share(&self, id: &str, strata: &[Stratum]) -> Table {
        let mut rows = Vec::new();
        for stratum in strata {
            let own = self.figures.shares.iter().filter(|((held, by, _), _)| *held == id && by == stratum);
            rows.extend(own.map(|((_, _, value), tally)| {
                let mut cells = vec![self.by(*stratum, value)];
                cells.extend(self.answers(id, *tally, *stratum == Stratum::All));
                let possible =
                    if tally.not_recorded > 0 { self.frame.interval(tally.possible()) } else { String::new() };
                cells.push(possible.trim().to_owned().into());
                cells
            }));
        }
        let columns = [
            self.say("Hvem", "Who"),
            self.say("Ja", "Yes"),
            self.say("Nej", "No"),
            self.say("Ikke registreret", "Not recorded"),
            self.say("Ikke forfaldne", "Not due yet"),
            self.say("Andel", "Share"),
            self.say("Mulig andel, %", "Possible share, %"),
        ];
        let caption = self.say("Patienter efter svar", "Patients by answer");
        Table::new(format!("{}-table", id.to_lowercase()), caption, &columns, rows)
    }

    fn by(&self, stratum: Stratum, value: &str) -> Cell {
        let value = self.frame.named(value);
        if stratum == Stratum::All {
            value.into()
        } else {
            format!("{}: {value}", self.frame.named(stratum.name())).into()
        }
    }

    fn curves(&self, figure: &str) -> Table {
        let own = &self.figures.survival;
        let since_dose = self.say("siden første dosis", "since the first dose");
        let days = READ_AT.iter().filter_map(|day| Days::new(*day).ok());
        let told = |at_risk: u32, share: (f64, Option<outcomes::proportion::Interval>)| {
            let share = format!("{}{}", self.frame.percent(share.0), self.frame.interval(share.1));
            if at_risk == 0 {
                "–".to_owned()
            } else {
                format!("{share}, {at_risk} {}", self.say("fulgt", "followed"))
            }
        };
        let alive = |name: &'static str, curve: &KaplanMeier| {
            let read = |at: Days| {
                let share = curve.at(at).map_or((1.0, None), |step| (step.survival, step.interval(Band::LogLog)));
                Cell::from(told(curve.at_risk(at), share))
            };
            std::iter::once(name.into()).chain(days.clone().map(read)).collect::<Vec<Cell>>()
        };
        let rows = if figure == "KPI-RR-2b" {
            let read = |at: Days| {
                let share = own.progression.at(at).map_or((0.0, None), |step| (step.incidence, step.interval()));
                Cell::from(told(own.progression.at_risk(at), share))
            };
            let name = self.say("progression siden første dosis", "progression since the first dose");
            vec![std::iter::once(name.into()).chain(days.clone().map(read)).collect()]
        } else {
            let since_report = self.say("i live siden svaret, alle RR", "alive since the report, all RR");
            vec![alive(since_dose, &own.since_dose), alive(since_report, &own.since_report)]
        };
        let columns = [
            self.say("Kurve", "Curve"),
            self.say("Dag 182", "Day 182"),
            self.say("Dag 365", "Day 365"),
            self.say("Dag 730", "Day 730"),
        ];
        let read = self.say("aflæst kurve med 95 %-interval", "the curve as read, with the interval of 95 %");
        let caption = format!("{figure}: {read}");
        Table::new(format!("{}-table", figure.to_lowercase()), caption, &columns, rows)
    }

    fn access(&self, strata: &[Stratum]) -> Vec<Table> {
        let mut rows = Vec::new();
        for indication in [BOTH, "RR", "MC"] {
            for stratum in strata {
                let own = of(&self.done.answered, indication, *stratum);
                rows.extend(own.map(|(value, cell)| self.answered(indication, *stratum, value, cell)));
            }
        }
        let columns = [
            self.say("Hvem", "Who"),
            self.say("Accepteret", "Accepted"),
            self.say("Afvist, med grund", "Refused, with the reason"),
            self.say("Ikke afgjort", "Not decided"),
            self.say("Pr. 100.000 voksne", "Per 100,000 adults"),
            self.say("Af nye tilfælde i RKKP", "Of incident cases in RKKP"),
        ];
        let caption = self.say("Henvisninger besvaret i året", "Referrals answered in the year");
        let mut tables = vec![Table::new("kpi-eq-table", caption, &columns, rows)];
        if strata.contains(&Stratum::Region) {
            tables.push(self.waiting());
        }
        tables
    }

    fn answered(&self, indication: &str, stratum: Stratum, value: &str, cell: &Answered) -> Vec<Cell> {
        let reasons = cell.refused.iter().map(|(answer, count)| format!("{} {count}", self.frame.named(answer.code())));
        let rules = cell.rules.iter().map(|(rule, count)| format!("{rule} {count}"));
        let reasons: Vec<String> = reasons.chain(rules).collect();
        let region = self.denominators.filter(|_| stratum == Stratum::Region).and_then(|own| own.of(value));
        let rate = |people: Option<u32>, per: f64| {
            let Some(rate) = people.and_then(|people| Rate::of(cell.accepted, people)) else { return "–".to_owned() };
            let number = |own: f64| self.frame.number((own * per * 10.0).round() / 10.0);
            let interval =
                rate.interval.map_or(String::new(), |own| format!(" ({}–{})", number(own.lower), number(own.upper)));
            format!("{}{interval}", number(rate.rate))
        };
        let whole = indication == BOTH && stratum == Stratum::All;
        let to = self.behind("KPI-EQ", "accepted", None).filter(|_| whole && cell.accepted > 0);
        let incident = region.and_then(|own| own.incident.get(indication).copied());
        vec![
            self.whose(indication, stratum, value).into(),
            Cell::from(self.frame.share(cell.share())).leads(to),
            if reasons.is_empty() { "–".into() } else { reasons.join("; ").into() },
            cell.undecided.to_string().into(),
            rate(region.map(|own| own.adults), 100_000.0).into(),
            format!("{}{}", rate(incident, 100.0), if incident.is_some() { " %" } else { "" }).into(),
        ]
    }

    /// How long the regions' patients waited by the promised clock.
    fn waiting(&self) -> Table {
        let days = |own: Option<f64>| Cell::from(own.map_or("–".to_owned(), |own| self.frame.number(own)));
        let row = |(value, own): (&str, &Times)| {
            vec![
                self.frame.named(value).into(),
                own.taken.len().to_string().into(),
                days(own.median()),
                days(own.p90()),
                self.frame.share(own.within_limit()).into(),
                own.running.to_string().into(),
                own.running_late.to_string().into(),
            ]
        };
        let columns = [
            "Region",
            self.say("Standset", "Stopped"),
            "Median",
            self.say("90 %-fraktil", "90th percentile"),
            self.say("Inden for grænse", "Within limit"),
            self.say("Åbne", "Open"),
            self.say("Åbne over grænsen", "Open beyond the limit"),
        ];
        let rows = of(&self.done.turnaround.cells, PROMISED, Stratum::Region).map(row).collect();
        let caption = format!("{PROMISED}: {}", self.say("svartid efter region", "turn-around by region"));
        Table::new("kpi-eq-waiting", caption, &columns, rows)
    }

    fn quality(&self, strata: &[Stratum]) -> Table {
        let mut rows = Vec::new();
        for indication in [BOTH, "RR", "MC"] {
            for stratum in strata {
                let own = of(&self.done.quality, indication, *stratum);
                rows.extend(own.map(|(value, cell): (&str, &Quality)| {
                    let (whole, tally) = (indication == BOTH && *stratum == Stratum::All, cell.complete);
                    let count = |count: u32, part: &str| {
                        if whole { self.count(count, "KPI-Q", part) } else { count.to_string().into() }
                    };
                    let minutes = cell.median_minutes().map_or("–".to_owned(), |own| self.frame.number(own));
                    vec![
                        self.whose(indication, *stratum, value).into(),
                        count(tally.yes, "yes"),
                        count(tally.no, "no"),
                        count(tally.not_due, "not-due"),
                        self.frame.share(tally.share()).into(),
                        minutes.into(),
                        cell.without_time.to_string().into(),
                    ]
                }));
            }
        }
        let columns = [
            self.say("Hvem", "Who"),
            self.say("Fuldstændige", "Complete"),
            self.say("Mangler noget", "Something is missing"),
            self.say("Ikke forfaldne", "Not due yet"),
            self.say("Andel", "Share"),
            self.say("Minutter pr. skema, median", "Minutes a form, median"),
            self.say("Uden tid", "Without a time"),
        ];
        let caption = self.say("Patienter med svar i året", "Patients with a report in the year");
        Table::new("kpi-q-table", caption, &columns, rows)
    }
}

/// The cells of one indication or clock in a stratum.
fn of<'m, T>(cells: &'m BTreeMap<Part, T>, first: &str, by: Stratum) -> impl Iterator<Item = (&'m str, &'m T)> {
    let own = cells.iter().filter(move |((own, held, _), _)| own == first && *held == by);
    own.map(|((_, _, value), cell)| (value.as_str(), cell))
}
