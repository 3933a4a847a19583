//! Known inputs that are changed again and again: for every `./test`, where no fuzzer is installed, and for readers that none is built for.
//!
//! METHOD: mutation with novelty, as fuzzers do it, but guided by what a reader answers and not by the branches that it takes: an input with an
//! answer that was not seen yet is kept and changed further. JSON is changed as a tree too, so that it stays JSON.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Changes in `./test`; `MARV_FUZZ_SECONDS` gives each reader so much time instead.
const CHANGES: u64 = 4_000;
const LARGEST: usize = 1 << 16;
const MOST_KEPT: usize = 4_000;

/// What parsers trip over.
const ODD: &[&[u8]] = &[
    b"\"",
    b"{",
    b"}",
    b"[",
    b"]",
    b"[[",
    b"]]",
    b",",
    b":",
    b";",
    b"=",
    b"\t",
    b"\n",
    b"\r\n",
    b"%",
    b"/",
    b"..",
    b".",
    b"#",
    b"'",
    b"\"\"\"",
    b"null",
    b"true",
    b"-1",
    b"0",
    b"1e999",
    b"nan",
    b"inf",
    b"9223372036854775807",
    b"-9223372036854775808",
    b"18446744073709551616",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xc3\xa6",
    b"\xf0\x9f\x98\x80",
    b"\\u0000",
    b"\\ud800",
    b"2026-02-30",
    b"9999-12-31",
    b"-9999-01-01",
    b"-009999-01-02T01:59:59Z",
    b"9999-12-30T22:00:00.999999999Z",
    b"24:00",
    b"\xe2\x80\xae",
];

fn odd_value(random: &mut fastrand::Rng) -> Value {
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(0),
        json!(0.1),
        json!(1e308),
        json!(u64::MAX),
        json!(i64::MIN),
        json!([]),
        json!({}),
        json!([[[null]]]),
        json!({ "": "" }),
        json!(""),
        json!("x"),
        json!("æ\0\u{202e}"),
        json!("9999-12-31"),
        json!("-9999-01-01"),
        json!("2026-02-30T25:00:00Z"),
        json!("9999-12-30T22:00:00.999999999Z"),
        json!("a".repeat(5_000)),
    ];
    random.choice(values).unwrap_or_default()
}

fn nodes(value: &Value) -> usize {
    1 + match value {
        Value::Array(all) => all.iter().map(nodes).sum(),
        Value::Object(all) => all.values().map(nodes).sum(),
        _ => 0,
    }
}

/// Changes the node of that number, counted from the top.
fn change_node(value: &mut Value, number: &mut usize, random: &mut fastrand::Rng) {
    if *number == 0 {
        match value {
            Value::Array(all) if !all.is_empty() && random.bool() => {
                let own = all[random.usize(..all.len())].clone();
                if random.bool() { all.push(own) } else { all.retain(|one| *one != own) }
            }
            Value::Object(all) if !all.is_empty() && random.bool() => {
                let name = all.keys().nth(random.usize(..all.len())).cloned().unwrap_or_default();
                let own = all.remove(&name);
                if random.bool() {
                    all.insert(format!("{name}x"), own.unwrap_or_default());
                }
            }
            _ => *value = odd_value(random),
        }
    }
    let below: Box<dyn Iterator<Item = &mut Value>> = match value {
        Value::Array(all) => Box::new(all.iter_mut()),
        Value::Object(all) => Box::new(all.values_mut()),
        _ => return,
    };
    for own in below {
        let Some(next) = number.checked_sub(1) else { return };
        *number = next;
        change_node(own, number, random);
    }
}

fn change_bytes(input: &mut Vec<u8>, other: &[u8], random: &mut fastrand::Rng) {
    let stretch = |length: usize, random: &mut fastrand::Rng| {
        let from = random.usize(..=length);
        from..(from + random.usize(..=16)).min(length)
    };
    let (at, odd) = (stretch(input.len(), random), ODD[random.usize(..ODD.len())]);
    match random.u8(..7) {
        0 => _ = input.drain(at),
        1 => drop(input.splice(at.start..at.start, odd.iter().copied())),
        2 => drop(input.splice(at, odd.iter().copied())),
        3 => input.extend_from_within(at),
        4 => drop(input.splice(at, other[stretch(other.len(), random)].iter().copied())),
        5 if at.start < input.len() => input[at.start] ^= 1 << random.u8(..8),
        _ => input.truncate(if random.u8(..8) == 0 { at.start } else { input.len() }),
    }
}

fn changed(kept: &[Vec<u8>], random: &mut fastrand::Rng) -> Vec<u8> {
    let (mut input, other) = (kept[random.usize(..kept.len())].clone(), &kept[random.usize(..kept.len())]);
    let as_tree = random.bool().then(|| serde_json::from_slice::<Value>(&input).ok()).flatten();
    if let Some(mut tree) = as_tree {
        for _ in 0..random.u8(1..4) {
            let mut number = random.usize(..nodes(&tree));
            change_node(&mut tree, &mut number, random);
        }
        input = tree.to_string().into_bytes();
    } else {
        (0..random.u8(1..6)).for_each(|_| change_bytes(&mut input, other, random));
    }
    input.truncate(LARGEST);
    input
}

/// What a fuzzer may begin with, where it is asked for: a folder for each reader, named as it is.
fn hand_over(name: &str, seeds: &[Vec<u8>]) {
    let Some(folder) = std::env::var_os("MARV_FUZZ_CORPUS").map(|folder| std::path::Path::new(&folder).join(name))
    else {
        return;
    };
    std::fs::create_dir_all(&folder).expect("a folder in MARV_FUZZ_CORPUS");
    for (number, seed) in seeds.iter().enumerate() {
        std::fs::write(folder.join(number.to_string()), seed).expect("a file in MARV_FUZZ_CORPUS");
    }
}

/// Gives a reader, which says what it made of it, the seeds and what becomes of them.
///
/// # Panics
/// The reader panicked; the input is told.
pub fn read_changed(name: &str, seeds: Vec<Vec<u8>>, read: impl Fn(&[u8]) -> String) {
    let seconds =
        std::env::var("MARV_FUZZ_SECONDS").ok().map(|text| text.parse().expect("MARV_FUZZ_SECONDS is a number"));
    let (begun, mut random) = (Instant::now(), fastrand::Rng::with_seed(11));
    let goes_on = |count: u64| seconds.map_or(count < CHANGES, |own| begun.elapsed() < Duration::from_secs(own));
    hand_over(name, &seeds);
    let (mut kept, mut seen, mut longest, mut count) = (seeds, HashSet::new(), Duration::ZERO, 0);
    assert!(!kept.is_empty(), "{name} has no seed");
    let mut waiting = kept.clone();
    while !waiting.is_empty() || goes_on(count) {
        let input = waiting.pop().unwrap_or_else(|| changed(&kept, &mut random));
        let since = Instant::now();
        let answer = catch_unwind(AssertUnwindSafe(|| read(&input)));
        let answer = answer.unwrap_or_else(|_| panic!("{name} panics on {:?}", String::from_utf8_lossy(&input)));
        longest = longest.max(since.elapsed());
        count += 1;
        // Figures and quoted texts are the input's own.
        let kind: String = answer.chars().filter(|c| !c.is_ascii_digit()).take(200).collect();
        if kept.len() < MOST_KEPT && seen.insert(kind) {
            kept.push(input);
        }
    }
    eprintln!(
        "{name}: {count} inputs, {} kinds of answers, no panic; the longest took {} ms",
        seen.len(),
        longest.as_millis()
    );
    assert!(seen.len() > 1, "{name} answers everything alike: that is no test");
}
