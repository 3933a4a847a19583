//! Simulated years: nothing is lost, the same seed is the same year, and one more person changes the waiting alone.

use std::path::{Path, PathBuf};

use clinic::clock::{Clock, Milestone};
use fastrand::Rng;
use guideline::rule_file::Folder;
use jiff::civil::date;
use outcomes::capacity::{DAY, Duration, Group, Scenario, Weekday, forecast, simulate};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn national() -> Scenario {
    toml::from_str(&std::fs::read_to_string(root().join("docs/capacity/national.toml")).unwrap()).unwrap()
}

fn clocks() -> Vec<Clock> {
    let folder = Folder::read(&root().join("guidelines/ngc-haem-2022")).unwrap();
    let rules = guideline::rule_file::load(&folder, &clinic::eligibility::vocabulary()).unwrap();
    Clock::all(&rules.definitions).unwrap()
}

/// A small scenario in which everything is possible: starved stations, full machines, many rejections.
fn drawn(random: &mut Rng) -> Scenario {
    let mut scenario = national();
    let duration = |random: &mut Rng, most: f64| {
        let median = most * random.f64();
        Duration { median, p90: median * (1.0 + 2.0 * random.f64()) }
    };
    scenario.days = random.u32(1..120);
    scenario.warm_up_days = random.u32(0..60);
    scenario.hours.all_days = random.bool();
    let weekdays = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
    scenario.mdt = vec![random.choice(weekdays).unwrap()];
    scenario.requisition = duration(random, 5.0);
    scenario.specimens.tumour = duration(random, 10.0);
    scenario.specimens.germline = duration(random, 10.0);
    scenario.specimens.cultured = duration(random, 60.0);
    scenario.specimens.rejected = 0.5 * random.f64();
    for people in
        [&mut scenario.laboratory, &mut scenario.analysis, &mut scenario.interpretation, &mut scenario.approval]
    {
        people.count = random.u32(1..4);
        people.hours = duration(random, 30.0);
    }
    let sequencing = &mut scenario.sequencing;
    sequencing.machines = random.u32(1..3);
    sequencing.starts = vec![random.choice(weekdays).unwrap()];
    sequencing.units_per_run = random.u32(3..40);
    sequencing.least_units = random.u32(0..=sequencing.units_per_run);
    sequencing.longest_wait_days = random.u32(0..20);
    sequencing.days = 0.5 + 9.0 * random.f64();
    sequencing.failed = 0.5 * random.f64();
    let group = |random: &mut Rng, indication: &str| Group {
        name: indication.to_owned(),
        indication: indication.to_owned(),
        aml: random.bool(),
        per_year: 60.0 * random.f64(),
        fast_track: random.f64(),
        tumour_units: random.u32(1..=3),
        germline_units: random.u32(0..=1),
        cultured: random.f64(),
    };
    scenario.patients = vec![group(random, "RR"), group(random, "MC")];
    scenario
}

#[test]
fn a_national_year_takes_less_than_a_second() {
    let mut fastest = std::time::Duration::MAX;
    let (scenario, clocks) = (national(), clocks());
    for seed in 0..5 {
        let begun = std::time::Instant::now();
        let run = simulate(&scenario, seed).unwrap();
        assert!(forecast(&scenario, &run, &clocks).orders > 400);
        fastest = fastest.min(begun.elapsed());
    }
    eprintln!("a national year, simulated and judged: {:.3} s", fastest.as_secs_f64());
    assert!(fastest.as_secs_f64() < 1.0, "{fastest:?}");
}

#[test]
fn nothing_is_lost_in_ten_thousand_random_years() {
    let mut random = Rng::with_seed(1);
    let (mut orders, mut repeated) = (0, 0);
    for number in 0..10_000 {
        let scenario = drawn(&mut random);
        assert_eq!(scenario.faults(), Vec::new());
        let run = simulate(&scenario, number).unwrap();
        let at = run.specimens;
        assert_eq!(
            at.planned,
            at.travelling + at.in_laboratory + at.waiting + at.running + at.sequenced,
            "{scenario:?}"
        );
        assert!(run.units <= run.room, "a run takes no more than it holds");
        let [laboratory, analysis, interpretation, approval] = &run.stations[..] else { panic!("four stations") };
        assert_eq!(laboratory.2.arrived, at.planned - at.travelling);
        assert_eq!(laboratory.2.left, at.waiting + at.running + at.sequenced);
        assert!(analysis.2.left == interpretation.2.arrived && interpretation.2.left == approval.2.arrived);
        for journey in &run.journeys {
            orders += 1;
            let times: Vec<_> = journey.milestones.iter().map(|(_, at)| *at).collect();
            assert!(times.is_sorted(), "no milestone before the one it follows: {journey:?}");
            let group = &scenario.patients[journey.group];
            let reached = |wanted| journey.milestones.iter().any(|(own, _)| *own == wanted);
            // Who has a report was sequenced whole; who was sequenced used at least these units.
            assert!(!reached(Milestone::Signed) || reached(Milestone::Sequenced));
            if reached(Milestone::Sequenced) {
                assert!(journey.units >= u64::from(group.tumour_units + group.germline_units));
            }
        }
        repeated += at.repeated;
    }
    eprintln!("10,000 random scenarios: {orders} orders, {repeated} specimens sequenced again");
    assert!(orders > 90_000 && repeated > 10_000);
}

#[test]
fn the_same_seed_is_the_same_year_and_another_is_not() {
    let scenario = national();
    let told = |seed| format!("{:?}", forecast(&scenario, &simulate(&scenario, seed).unwrap(), &clocks()));
    assert_eq!(told(1), told(1));
    assert_ne!(told(1), told(2));
}

#[test]
fn one_more_interpreter_meets_the_same_patients_and_makes_nobody_wait_longer_on_average() {
    let few = Scenario { scale: 1.3, ..national() };
    let mut more = few.clone();
    more.interpretation.count += 1;
    let (few_run, more_run) = (simulate(&few, 3).unwrap(), simulate(&more, 3).unwrap());
    assert_eq!(few_run.journeys.len(), more_run.journeys.len());
    let before = |run: &outcomes::capacity::Run| {
        run.journeys
            .iter()
            .map(|journey| {
                journey
                    .milestones
                    .iter()
                    .take_while(|(milestone, _)| *milestone != Milestone::Signed)
                    .copied()
                    .collect::<Vec<_>>()
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(before(&few_run), before(&more_run), "up to the report everything is as it was");
    let (few, more) = (forecast(&few, &few_run, &clocks()), forecast(&more, &more_run, &clocks()));
    let wait = |forecast: &outcomes::capacity::Forecast| forecast.stations[2].mean_wait;
    assert!(wait(&more) < wait(&few), "{} and {}", wait(&more), wait(&few));
}

#[test]
fn a_year_of_the_nation_has_the_guideline_s_volume() {
    let scenario = national();
    let units: u32 = scenario
        .patients
        .iter()
        .map(|group| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole numbers in the file")]
            let patients = group.per_year as u32;
            patients * (group.tumour_units + group.germline_units)
        })
        .sum();
    assert_eq!(units, 440 + 1600 + 150, "the sum of the forms (INC-04)");
    let told = forecast(&scenario, &simulate(&scenario, 1).unwrap(), &clocks());
    // 560 expected; Poisson, so within four standard deviations.
    assert!((465..=655).contains(&told.orders), "{}", told.orders);
    let answer = told.clocks.iter().find(|clock| clock.id == "NGC-STD-ANSWER").unwrap();
    assert!(answer.stopped + answer.open <= told.orders && answer.within_limit.is_some());
}

#[test]
fn a_station_without_time_shows_where_the_clock_breaks() {
    let mut scenario = national();
    scenario.interpretation.count = 1;
    let told = forecast(&scenario, &simulate(&scenario, 1).unwrap(), &clocks());
    let answer = told.clocks.iter().find(|clock| clock.id == "NGC-STD-ANSWER").unwrap();
    assert_eq!(answer.breaks_at, Some((Milestone::DataReleased, Milestone::Signed)));
    assert!(told.stations[2].load > 1.0 && answer.within_limit.unwrap().share().unwrap() < 0.5);
}

#[test]
fn every_fault_is_told_at_once_with_its_field() {
    let mut scenario = national();
    scenario.days = 0;
    scenario.patients[1].fast_track = 1.5;
    scenario.patients[2].indication = "CLL".into();
    scenario.interpretation.count = 0;
    scenario.specimens.cultured = Duration { median: 30.0, p90: 20.0 };
    scenario.mdt = vec![Weekday::Sunday];
    let faults: Vec<String> = simulate(&scenario, 1).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "days: 0 must be from 1 to 3660 days",
            "patients \"RR earlier\".fast_track: 1.5 must be a share from 0 to 1",
            "patients \"AML new\".indication: \"CLL\" must be RR or MC",
            "mdt: no weekday is given on which people work",
            "specimens.cultured: median 30, p90 20 must have 0 <= median <= p90 <= 3660, and p90 0 where the median is 0",
            "interpretation.count: 0 must be from 1 to 100000: without anybody nothing is ever finished",
        ]
    );
    let nan = Scenario { scale: f64::NAN, ..national() };
    assert_eq!(nan.faults().len(), 1);
}

#[test]
fn a_promise_of_days_is_judged_by_calendar_days() {
    // Everything takes no time but sequencing: who comes at eight leaves with tomorrow's run, and 29 days and an hour later it is done, on the
    // thirtieth day, which has not ended.
    let mut scenario = national();
    let none = Duration { median: 0.0, p90: 0.0 };
    scenario.hours.all_days = true;
    (scenario.requisition, scenario.specimens.tumour) = (none, none);
    for people in
        [&mut scenario.laboratory, &mut scenario.analysis, &mut scenario.interpretation, &mut scenario.approval]
    {
        (people.count, people.hours) = (1000, none);
    }
    scenario.patients.truncate(1);
    scenario.patients[0].germline_units = 0;
    (scenario.specimens.rejected, scenario.sequencing.failed) = (0.0, 0.0);
    scenario.sequencing.starts = [1, 2, 3, 4, 5, 6, 7].map(|day| Weekday::of(date(2026, 11, day))).to_vec();
    scenario.mdt = scenario.sequencing.starts.clone();
    (scenario.sequencing.machines, scenario.sequencing.least_units) = (1000, 0);
    let share = |days: f64| {
        let mut scenario = scenario.clone();
        scenario.sequencing.days = days;
        let run = simulate(&scenario, 1).unwrap();
        assert!(run.journeys.iter().all(|journey| journey.milestones.iter().all(|(_, at)| at % DAY >= 8 * 3600)));
        forecast(&scenario, &run, &clocks()).clocks[0].within_limit.unwrap().share().unwrap()
    };
    assert!((share(29.04) - 1.0).abs() < 1e-12);
    assert!(share(30.0) < 0.01);
}
