//! What is published gives no small count away: against an attack that shares no code, and row by row.

use std::path::{Path, PathBuf};
use std::process::Command;

use fastrand::Rng;
use jiff::civil::date;
use outcomes::kpi::{Audience, activity, publish, read, year};

use super::kpi::clocks;
use super::years::drawn;

/// The Python that has a solver; `./test` installs it.
fn solver() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let python = root.join(target).join("solver/bin/python");
    python.exists().then_some(python)
}

/// (small counts, recovered counts) of two years, published by a rule.
fn attacked(python: &Path, seed: u64, patients: i32, audience: Audience, more: &[&str]) -> (u32, u32, String) {
    let folder = std::env::temp_dir().join(format!("marv-differencing-{}-{seed}-{patients}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let table = drawn(&mut Rng::with_seed(seed), patients);
    let cases = read(table.as_bytes()).unwrap();
    let path = folder.join("table.csv");
    std::fs::write(&path, table).unwrap();
    let mut command = Command::new(python);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference/differencing.py");
    command.arg(script).args(more).arg(&path);
    for (of, freeze) in [(2026, date(2027, 3, 1)), (2027, date(2028, 3, 1))] {
        let file = folder.join(format!("{of}.csv"));
        let published = publish(
            (&year(&cases, of, freeze), &activity(&cases, &clocks(), of, freeze)),
            &clocks(),
            (of, freeze),
            audience,
        );
        std::fs::write(&file, published.csv()).unwrap();
        command.arg(of.to_string()).arg(freeze.to_string()).arg(&file);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::remove_dir_all(&folder).unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let last = text.lines().last().unwrap();
    let number = |word: usize| last.split(' ').nth(word).unwrap().parse().unwrap();
    (number(0), number(6), text)
}

#[test]
fn an_attack_on_two_years_and_all_strata_recovers_no_small_count() {
    let Some(python) = solver() else {
        eprintln!("SKIPPED: target/solver has no Python with scipy; ./test installs it");
        return;
    };
    let mut small = 0;
    // `MARV_ATTACKS=100` tries so many more sets of other sizes.
    let more: u64 = std::env::var("MARV_ATTACKS").map_or(0, |text| text.parse().unwrap());
    let more = (3..3 + more).map(|seed| (seed, Rng::with_seed(seed).i32(30..900)));
    for (seed, patients) in [(0, 1_700), (1, 300), (2, 60)].into_iter().chain(more) {
        let (own, recovered, text) = attacked(&python, seed, patients, Audience::Public, &[]);
        assert_eq!(recovered, 0, "{patients} patients:\n{text}");
        small += own;
    }
    let (of, recovered, _) = attacked(&python, 0, 1_700, Audience::Internal, &["--naive"]);
    eprintln!("{small} counts of 1 to 4, none recovered; where small counts alone are blank, {recovered} of {of} are");
    assert!(small > 300 && recovered > of / 2, "an attack that finds nothing there finds nothing anywhere");
}
