//! Two simulated years into an empty store.

use clinic::code::{CodeList, RepeatReason};
use clinic::consent::Rules;
use clinic::cpr::Cpr;
use clinic::identifier::PatientId;
use clinic::order::{Kind, OrderState};
use clinic::referral::ReferralDraft;
use clinic::referral::draft::Given;
use clinic::specimen::SpecimenState;
use clinic::staff::{Role, Staff};
use guideline::rule_set::RuleSet;
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};

use super::draws::Draws;
use super::life::Life;
use super::{Demo, DemoError, Example, PASSWORD, moved, regions, staff_id, units_of};
use crate::audit::Access;
use crate::person::Identity;
use crate::precondition::Precondition;
use crate::store::{Imported, Store};

/// Patients and orders that were made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filled {
    /// Patients.
    pub patients: usize,
    /// Orders.
    pub orders: usize,
    /// Events.
    pub events: usize,
}

/// A group of patients of the guideline's planning numbers: new patients a year, repeats a year, and the examples that they are made of.
struct Group {
    new: i64,
    repeats: i64,
    examples: &'static [&'static str],
    reason: RepeatReason,
    granted: bool,
    /// A field that is otherwise than in the example.
    otherwise: Option<(&'static str, bool)>,
}

/// RR: 100 new patients and 10 repeats a year (RR-VOL-01, -02); MC: 150 AML and 250 MDS, and 50 repeats (MC-VOL-01, -02).
const GROUPS: &[Group] = &[
    Group {
        new: 100,
        repeats: 10,
        examples: &["relapsed-dlbcl.json", "high-risk-aml.json"],
        reason: RepeatReason::ProgressionAfterExperimental,
        granted: true,
        otherwise: None,
    },
    Group {
        new: 150,
        repeats: 25,
        examples: &["aml-outside-centre.json"],
        reason: RepeatReason::RelapsePostChemo,
        granted: true,
        otherwise: None,
    },
    Group {
        new: 250,
        repeats: 25,
        examples: &["mds-incomplete.json"],
        reason: RepeatReason::MdsProgression,
        granted: true,
        otherwise: None,
    },
    // Referrals that are not granted: how many there will be is nobody's plan, and is made up.
    Group {
        new: 20,
        repeats: 0,
        examples: &["unfit-patient.json", "unfit-patient.json", "solid-tumour.json"],
        reason: RepeatReason::ProgressionAfterExperimental,
        granted: false,
        otherwise: None,
    },
    // Route B is for diagnoses that could not be established (MC-ELIG-02).
    Group {
        new: 20,
        repeats: 0,
        examples: &["unresolved-cytopenia.json"],
        reason: RepeatReason::MdsProgression,
        granted: false,
        otherwise: Some(("diagnosis.established", true)),
    },
];

/// Years that are simulated before the present.
const YEARS: i64 = 2;
/// Their days.
const DAYS: i64 = 730;
/// Numbers of one birth date.
const LAST_FOUR: usize = 4000;
/// Patients of one transaction.
const AT_ONCE: usize = 200;

/// Fills an empty store: units, accounts, and two years of courses up to now, of so many percent of the guideline's planning numbers. The
/// same store for the same time.
///
/// # Errors
/// See [`DemoError`]; a store that could not be filled is of no use.
pub fn fill(
    store: &Store,
    rule_set: &RuleSet,
    examples: Vec<Example>,
    now: Timestamp,
    percent: i64,
) -> Result<(Demo, Filled), DemoError> {
    let demo = Demo::of(examples)?;
    let by = Staff {
        id: staff_id("operator")?,
        role: Role::Operator,
        unit: super::CENTRE.to_owned(),
        authorisation_id: None,
        specialty: clinic::code::Specialty::None,
        stepped_up: None,
    };
    let access = Access { by, purpose: "demonstration".to_owned() };
    for unit in &demo.units {
        store.set_unit(&access, unit, Precondition::New, now)?;
    }
    for account in &demo.accounts {
        store.add_account(&access, account, Some(PASSWORD), now)?;
    }
    store.passwords_are_own()?;
    let made = lives(rule_set, &demo, now, percent)?;
    let mut filled = Filled::default();
    for some in made.chunks(AT_ONCE) {
        store.import(&access, some, now)?;
        filled.patients += some.len();
        filled.orders += some.iter().map(|own| own.course.orders.len()).sum::<usize>();
        filled.events += some.iter().map(|own| own.events.len()).sum::<usize>();
    }
    Ok((demo, filled))
}

fn lives(rule_set: &RuleSet, demo: &Demo, now: Timestamp, percent: i64) -> Result<Vec<Imported>, DemoError> {
    let mut plans = Vec::new();
    for group in GROUPS {
        let all = YEARS * group.new * percent / 100;
        let begins = |place| now - SignedDuration::from_hours(24 * DAYS * (all - place) / all);
        plans.extend((0..all).map(|place| (group, begins(place))));
    }
    // One patient's draws are that patient's, so the order in which they are made changes nothing.
    let half = plans.len().div_ceil(2);
    let numbered: Vec<(usize, &(&Group, Timestamp))> = plans.iter().enumerate().collect();
    let (first, second) = numbered.split_at(half);
    let make = |part: &[(usize, &(&Group, Timestamp))]| -> Result<Vec<Imported>, DemoError> {
        part.iter().map(|(serial, (group, begins))| life(rule_set, demo, group, *begins, *serial, now)).collect()
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| make(second));
        let mut all = make(first)?;
        let others = other.join().map_err(|_| DemoError::Refused("a thread ended".to_owned()))?;
        all.extend(others?);
        Ok(all)
    })
}

fn life(
    rule_set: &RuleSet,
    demo: &Demo,
    group: &Group,
    begins: Timestamp,
    serial: usize,
    now: Timestamp,
) -> Result<Imported, DemoError> {
    let mut draws = Draws::new(serial as u64 + 1);
    let regions = regions();
    let region = *draws.of(&regions).ok_or_else(|| DemoError::Name("region".to_owned()))?;
    let begins = begins + SignedDuration::from_hours(draws.between(0, 9));
    let day = clinic::clock::day_of(begins);
    let (identity, born) = person(&mut draws, serial, day)?;
    let patient = PatientId::new(&format!("p-demo-{serial}")).map_err(|_| DemoError::Name(serial.to_string()))?;
    let id = *draws.of(group.examples).ok_or_else(|| DemoError::Name("example".to_owned()))?;
    let example = demo
        .examples
        .iter()
        .find(|own| own.id == id)
        .ok_or_else(|| DemoError::Example(id.to_owned(), "it is missing".to_owned()))?;
    let mut draft = of_patient(&moved(&example.draft, day), &identity, born, units_of(region).0, region.code());
    if let Some((path, truth)) = group.otherwise {
        draft.set(path, Given::Truth(truth));
    }
    let switches = rule_set.default_switches();
    let rules = Rules { rule_set, switches: &switches };
    let mut life = Life::new(patient.clone(), region, serial, now, rules);
    if !group.granted {
        life.not_granted(&draft, begins)?;
        let unit = units_of(region).0.to_owned();
        return Ok(Imported { identity, unit, course: life.course, events: life.events, verdict: None });
    }
    life.order(&draft, Kind::New, begins, &mut draws)?;
    let ended = life
        .course
        .orders
        .last()
        .filter(|own| own.state == OrderState::Closed)
        .and_then(|own| Some((own.id.clone(), own.stamps.ended?)));
    let again = draws.between(1, group.new) <= group.repeats * 2;
    if let Some((earlier, since)) = ended.filter(|_| again) {
        let begins = since + SignedDuration::from_hours(24 * draws.between(20, 200));
        let germline = life.course.specimens.iter().any(|own| {
            own.material.role() == clinic::specimen::PairRole::Germline && own.state == SpecimenState::Sequenced
        });
        if begins < now && germline {
            draft = moved(&draft, clinic::clock::day_of(begins));
            draft.set("repeat.repeat", Given::Truth(true));
            draft.set("repeat.earlier_order", Given::Text(earlier.to_string()));
            draft.set("repeat.reason", Given::Text(group.reason.code().to_owned()));
            draft.set("repeat.number_in_year", Given::Whole(1));
            draft.set("plan.germline", Given::Text("stored-earlier-order".to_owned()));
            draft.set("state.relapse", Given::Truth(true));
            life.order(&draft, Kind::Repeat { earlier, reason: group.reason }, begins, &mut draws)?;
        }
    }
    life.followed()?;
    // A verdict is shown beside an order; of those that are over, the facts in the order itself are enough.
    let open = life.course.orders.last().is_some_and(|own| own.stamps.ended.is_none());
    let verdict = life.verdict.filter(|_| open);
    Ok(Imported { identity, unit: units_of(region).0.to_owned(), course: life.course, events: life.events, verdict })
}

/// A made-up person: born on the day that the number speaks of, and the number with its day raised by 60 (docs/decisions/0006).
///
/// Last digits from 0000 to 3999 are those of births from 1900 to 1999.
fn person(draws: &mut Draws, serial: usize, day: Date) -> Result<(Identity, Date), DemoError> {
    let year = i16::try_from(i64::from(day.year()) - draws.between(38, 84)).unwrap_or(1950);
    let (month, of_month) =
        (i8::try_from(draws.between(1, 12)).unwrap_or(1), i8::try_from(draws.between(1, 28)).unwrap_or(1));
    // The last four digits come again after so many; a day of the month that the first do not have keeps the numbers apart.
    let (month, of_month) = match i8::try_from(serial / LAST_FOUR) {
        Ok(0) => (month, of_month),
        Ok(again @ 1..=2) => (if month == 2 { 3 } else { month }, 28 + again),
        _ => return Err(DemoError::Name(format!("person {serial}: there are numbers for {}", 3 * LAST_FOUR))),
    };
    let born = date(year, month, of_month);
    let text = format!("{:02}{:02}{:02}{:04}", of_month + 60, month, year % 100, serial % LAST_FOUR);
    let number = Cpr::parse(&text).map_err(|_| DemoError::Name(text.clone()))?;
    Ok((
        Identity { number, name: format!("Testperson {}", serial + 1), birth: born, protected: draws.percent(2) },
        born,
    ))
}

/// The example as this patient's: person, unit, and what the example leaves open on purpose.
fn of_patient(example: &ReferralDraft, identity: &Identity, born: Date, unit: &str, region: &str) -> ReferralDraft {
    let mut draft = example.clone();
    let number = identity.number.as_str();
    for (path, value) in [
        ("patient.cpr", number),
        ("consent.person_cpr", number),
        ("patient.birth_date", &born.to_string()),
        ("patient.region", region),
        ("requester.name", "Testlæge Et"),
        ("requester.authorisation_id", "TST01"),
        ("requester.specialty", "haematology"),
        ("requester.unit", unit),
        ("consent.incidental_choice", "all"),
    ] {
        draft.set(path, Given::Text(value.to_owned()));
    }
    if draft.get("diagnosis.code") == Some(&Given::Text("DD461".to_owned())) {
        draft.set("workup.ipss_r", Given::Text("intermediate".to_owned()));
    }
    draft
}
