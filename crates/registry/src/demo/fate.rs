//! What became of the patients of the demonstration: what a report says for follow-up, and the answers that most forms get. All of it is drawn.

use std::collections::BTreeMap;

use clinic::clock::{beginning_of, day_of};
use clinic::code::CodeList;
use clinic::follow_up::{Choice, Outcome, Question as Q, ReportFindings, Response, Said, TreatmentCategory};
use clinic::order::Order;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::draws::Draws;

/// Names of no variant of anybody.
const DRIVERS: [&str; 4] = ["TEST1 p.(Val1Ala)", "TEST2-ITD", "TEST3::TEST4", "TEST5 p.(Arg2Ter)"];

/// What a report that nobody composed would say.
pub(super) fn findings(draws: &mut Draws) -> ReportFindings {
    let driver = draws.percent(72);
    let drivers = draws.of(&DRIVERS).filter(|_| driver).map(|own| (*own).to_owned()).into_iter().collect();
    let complete = draws.percent(80);
    ReportFindings {
        driver: Some(driver),
        clonal: Some(driver || draws.percent(30)),
        earlier_tests_complete: Some(complete),
        new_driver: complete.then(|| driver && draws.percent(30)),
        clonal_by_panel: draws.percent(70).then(|| draws.percent(60)),
        drivers,
    }
}

fn truth(yes: bool) -> Said {
    if yes { Said::Yes } else { Said::No }
}

/// A day between two, both included.
fn between(draws: &mut Draws, first: Date, last: Date) -> Said {
    let days = i64::from((last - first).get_days()).max(0);
    Said::Day(first.saturating_add(draws.between(0, days).days()))
}

/// The instant so many days after another, at nine in the morning.
pub(super) fn days_after(day: Date, days: i64) -> Timestamp {
    beginning_of(day.saturating_add(days.days())) + jiff::SignedDuration::from_hours(9)
}

/// The answers to a form on a day.
pub(super) fn answers(order: &Order, asked: &[Q], at: Timestamp, draws: &mut Draws) -> BTreeMap<Q, Said> {
    let word = |word: &str| Said::Word(word.to_owned());
    let (today, signed) = (day_of(at), order.stamps.signed.map_or_else(|| day_of(at), day_of));
    let mut said: BTreeMap<Q, Said> = BTreeMap::new();
    for question in asked {
        let dose = said.get(&Q::FirstDose).or(order.outcomes.known(Q::FirstDose)).and_then(Said::day);
        let untreated = said.get(&Q::FirstDose) == Some(&Said::No);
        let since = said.get(&Q::Progression).and_then(Said::day).or(dose).unwrap_or(signed);
        let answer = match question {
            Q::TreatmentChoice => word(draws.of(Choice::CODES).copied().unwrap_or_default()),
            Q::Variant => {
                order.findings.as_ref().and_then(|own| own.drivers.first()).map_or(Said::NotKnown, |own| word(own))
            }
            Q::TreatmentCategory => word(draws.of(TreatmentCategory::CODES).copied().unwrap_or_default()),
            Q::ClassChanged => truth(draws.percent(14)),
            Q::RiskChanged => truth(draws.percent(10)),
            Q::FirstDose if draws.percent(28) => {
                between(draws, signed.saturating_add(7.days()), signed.saturating_add(150.days()))
            }
            Q::ProtocolId | Q::BecauseOfWgs if untreated => continue,
            Q::ProtocolId => word(if draws.percent(50) { "TEST-PROTOCOL-1" } else { "TEST-PROTOCOL-2" }),
            Q::BecauseOfWgs => truth(draws.percent(60)),
            Q::Response => {
                let all: Vec<Response> = order.criteria().into_iter().flat_map(Response::all).collect();
                draws.of(&all).map_or(Said::NotKnown, |own| word(own.code()))
            }
            Q::Assessed => dose.map_or(Said::NotKnown, |dose| {
                between(draws, dose.saturating_add(40.days()), today.min(dose.saturating_add(175.days())))
            }),
            Q::Progression if draws.percent(35) => {
                dose.map_or(Said::No, |dose| between(draws, dose.saturating_add(20.days()), today))
            }
            Q::Death if draws.percent(18) => between(draws, since, today),
            Q::FirstDose | Q::Progression | Q::Death => Said::No,
            Q::LastSeen => Said::Day(today),
        };
        said.insert(*question, answer);
    }
    said
}

/// What a register says of a patient of whom nobody is asked it.
pub(super) fn of_register(order: &Order, at: Timestamp, draws: &mut Draws) -> Outcome {
    let own = |question| order.outcomes.known(question).and_then(Said::day);
    let days = [order.stamps.signed.map(day_of), own(Q::FirstDose), own(Q::Progression)];
    let since = days.into_iter().flatten().max().unwrap_or_else(|| day_of(at));
    let (question, said) = if draws.percent(15) {
        (Q::Death, between(draws, since, day_of(at)))
    } else {
        (Q::LastSeen, Said::Day(day_of(at)))
    };
    let answers = BTreeMap::from([(question, said)]);
    Outcome { answers, register: Some("Demonstration".to_owned()), seconds: None, reason: None }
}
