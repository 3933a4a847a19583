//! Who stands behind a figure adds up to it.

use std::collections::BTreeMap;

use clinic::code::CodeList;
use fastrand::Rng;
use jiff::civil::date;
use outcomes::kpi::{INDICATORS, RefusedAs, Stratum, activity, members, read, year};

use super::kpi::clocks;
use super::years::drawn;

#[test]
fn who_stands_behind_a_figure_adds_up_to_it() {
    let cases = read(drawn(&mut Rng::with_seed(5), 900).as_bytes()).unwrap();
    let (of, freeze, clocks) = (2027, date(2028, 3, 1), clocks());
    let (figures, done) = (year(&cases, of, freeze), activity(&cases, &clocks, of, freeze));
    let parts = |figure: &str| {
        let mut parts: BTreeMap<(Option<String>, &str), u32> = BTreeMap::new();
        for own in members(&cases, &clocks, figure, (of, freeze)).unwrap() {
            *parts.entry((own.clock, own.part)).or_default() += 1;
        }
        parts
    };
    let all = |indication: &str| (indication.to_owned(), Stratum::All, "all".to_owned());
    let count = |parts: &BTreeMap<(Option<String>, &str), u32>, clock: Option<&str>, part| {
        parts.get(&(clock.map(str::to_owned), part)).copied().unwrap_or_default()
    };
    for indicator in INDICATORS {
        let (own, parts) = (figures.shares[&(indicator.id, Stratum::All, "all".to_owned())], parts(indicator.id));
        let told = ["yes", "no", "not-recorded", "not-due"].map(|part| count(&parts, None, part));
        assert_eq!(told, [own.yes, own.no, own.not_recorded, own.not_due], "{}", indicator.id);
    }
    let tat = parts("KPI-TAT");
    for clock in &clocks {
        let own = &done.turnaround.cells[&all(&clock.id)];
        let part = |part| count(&tat, Some(&clock.id), part);
        let stopped = ["within-target", "within-limit", "beyond-limit", "stopped"].map(part);
        assert_eq!(stopped.iter().sum::<u32>() as usize, own.taken.len(), "{}", clock.id);
        assert_eq!((part("within-target"), stopped[0] + stopped[1]), (own.within_target, own.within_limit));
        assert_eq!((part("running-late"), part("running-late") + part("running")), (own.running_late, own.running));
        assert_eq!((part("ended"), part("not-recorded")), (own.ended, own.not_recorded), "{}", clock.id);
    }
    let (volume, access, quality) = (parts("KPI-VOL"), parts("KPI-EQ"), parts("KPI-Q"));
    assert_eq!(volume.values().sum::<u32>(), done.volume[&all("all")].referrals);
    let answered = &done.answered[&all("all")];
    assert_eq!(
        (count(&access, None, "accepted"), count(&access, None, "undecided")),
        (answered.accepted, answered.undecided)
    );
    for own in [RefusedAs::NotEligible, RefusedAs::OutOfScope, RefusedAs::Redirect] {
        let word = own.code();
        assert_eq!(count(&access, None, word), answered.refused[&own], "{word}");
    }
    assert_eq!(count(&quality, None, "yes"), done.quality[&all("all")].complete.yes);
    let survival = &figures.survival;
    assert_eq!(parts("KPI-RR-2b").values().sum::<u32>() as usize, survival.treated.len());
    assert_eq!(parts("KPI-RR-2c").values().sum::<u32>() as usize, survival.reported.len());
    assert_eq!(count(&parts("KPI-RR-2c"), None, "not-followed"), survival.not_followed);
    assert!(members(&cases, &clocks, "KPI-RR-9", (of, freeze)).is_none());
}
