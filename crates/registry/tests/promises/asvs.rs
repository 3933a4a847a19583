//! OWASP ASVS 5.0.0, level 2: one row for each requirement, and what each row leans on is there.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;

/// The sections of ASVS 5.0.0, and the level of each of their requirements, in order: 6.2.12 is the twelfth of `6.2`. A space is none: ten digits could be
/// a person number.
const SECTIONS: &[(&str, &str)] = &[
    ("1.1", "22"),
    ("1.2", "11111 22223"),
    ("1.3", "112222222223"),
    ("1.4", "222"),
    ("1.5", "123"),
    ("2.1", "122"),
    ("2.2", "112"),
    ("2.3", "12223"),
    ("2.4", "23"),
    ("3.1", "3"),
    ("3.2", "113"),
    ("3.3", "12223"),
    ("3.4", "11222233"),
    ("3.5", "11122333"),
    ("3.6", "3"),
    ("3.7", "22333"),
    ("4.1", "12233"),
    ("4.2", "23333"),
    ("4.3", "22"),
    ("4.4", "1222"),
    ("5.1", "2"),
    ("5.2", "112333"),
    ("5.3", "113"),
    ("5.4", "222"),
    ("6.1", "122"),
    ("6.2", "111111112222"),
    ("6.3", "11223333"),
    ("6.4", "112233"),
    ("6.5", "22222333"),
    ("6.6", "2223"),
    ("6.7", "33"),
    ("6.8", "2222"),
    ("7.1", "222"),
    ("7.2", "1111"),
    ("7.3", "22"),
    ("7.4", "11222"),
    ("7.5", "223"),
    ("7.6", "22"),
    ("8.1", "1233"),
    ("8.2", "1123"),
    ("8.3", "133"),
    ("8.4", "23"),
    ("9.1", "111"),
    ("9.2", "1222"),
    ("10.1", "22"),
    ("10.2", "223"),
    ("10.3", "22223"),
    ("10.4", "1111122222233333"),
    ("10.5", "22222"),
    ("10.6", "22"),
    ("10.7", "222"),
    ("11.1", "2233"),
    ("11.2", "22233"),
    ("11.3", "11233"),
    ("11.4", "1222"),
    ("11.5", "23"),
    ("11.6", "23"),
    ("11.7", "33"),
    ("12.1", "12233"),
    ("12.2", "11"),
    ("12.3", "22223"),
    ("13.1", "2333"),
    ("13.2", "222223"),
    ("13.3", "2233"),
    ("13.4", "1222233"),
    ("14.1", "22"),
    ("14.2", "12223333"),
    ("14.3", "122"),
    ("15.1", "12233"),
    ("15.2", "12233"),
    ("15.3", "1222222"),
    ("15.4", "3333"),
    ("16.1", "2"),
    ("16.2", "22222"),
    ("16.3", "2222"),
    ("16.4", "222"),
    ("16.5", "2223"),
    ("17.1", "23"),
    ("17.2", "22223333"),
    ("17.3", "22"),
];

/// Requirements of level 3 that are held as well. What 16.3.2 asks at level 3 stands in its row of level 2.
const BEYOND: [&str; 2] = ["8.2.4", "8.4.2"];

#[derive(Deserialize, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[serde(rename_all = "kebab-case")]
enum State {
    Held,
    Operator,
    NotApplicable,
    Open,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Row {
    level: u8,
    state: State,
    says: String,
    #[serde(default)]
    evidence: Vec<String>,
    /// Why no test can show what is held.
    untested: Option<String>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn digits(levels: &str) -> impl Iterator<Item = u8> {
    levels.bytes().filter(u8::is_ascii_digit)
}

/// What is asked: each requirement of levels 1 and 2, and those chosen beyond, with its level.
fn asked() -> BTreeMap<String, u8> {
    let all = SECTIONS.iter().flat_map(|(section, levels)| {
        (1..).zip(digits(levels)).map(move |(number, level)| (format!("{section}.{number}"), level - b'0'))
    });
    all.filter(|(id, level)| *level < 3 || BEYOND.contains(&id.as_str())).collect()
}

fn chapter(id: &str) -> usize {
    id.split('.').next().unwrap().parse().unwrap()
}

fn rows() -> BTreeMap<String, Row> {
    let mut rows = BTreeMap::new();
    for number in 1..=17 {
        let path = root().join(format!("docs/asvs/{number:02}.toml"));
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        // A row that stands twice in a file is an error of TOML.
        let own: BTreeMap<String, Row> = toml::from_str(&text).unwrap_or_else(|error| panic!("{number:02}: {error}"));
        for (id, row) in own {
            assert_eq!(chapter(&id), number, "{id} stands in another chapter's file");
            rows.insert(id, row);
        }
    }
    rows
}

/// What is wrong with a reference: a file, a test as `file.rs::name`, or a heading as `page.md#heading`.
fn wrong(reference: &str) -> Option<String> {
    let split = reference.split_once("::").or_else(|| reference.split_once('#'));
    let (path, part) = split.map_or((reference, None), |(path, part)| (path, Some(part)));
    if !root().join(path).exists() {
        return Some(format!("{reference}: there is no such file"));
    }
    let part = part?;
    let text = fs::read_to_string(root().join(path)).unwrap();
    let there = if reference.contains("::") { is_test(&text, part) } else { has_heading(&text, part) };
    (!there).then(|| format!("{reference}: there is no such test or heading"))
}

/// A function that is run as a test by itself, or as a case on both databases.
fn is_test(text: &str, name: &str) -> bool {
    let Some((before, _)) = text.split_once(&format!("fn {name}(")) else {
        return false;
    };
    let mut attributes =
        before.trim_end().lines().rev().take_while(|line| !line.trim().is_empty() && line.trim() != "}");
    attributes.any(|line| line.trim() == "#[test]") || include_str!("main.rs").contains(&format!("::{name}),"))
}

fn has_heading(text: &str, slug: &str) -> bool {
    text.lines().filter_map(|line| line.strip_prefix('#')).any(|heading| {
        let heading = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = heading.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
        kept.collect::<String>().replace(' ', "-") == slug
    })
}

#[test]
fn the_standard_has_as_many_requirements_as_it_says() {
    let at =
        |level: u8| SECTIONS.iter().flat_map(|(_, levels)| digits(levels)).filter(|own| own - b'0' == level).count();
    assert_eq!((at(1), at(2), at(3)), (70, 183, 92));
    assert_eq!(asked().len(), 255);
}

/// None is left out, none is there twice, none is open, and what each leans on is there.
#[test]
fn every_requirement_has_a_row_that_leans_on_something() {
    let (asked, rows) = (asked(), rows());
    let mut faults: Vec<String> =
        asked.keys().filter(|id| !rows.contains_key(*id)).map(|id| format!("{id}: no row")).collect();
    for (id, row) in &rows {
        let mut found = |what: &str| faults.push(format!("{id}: {what}"));
        if asked.get(id) != Some(&row.level) {
            found("the standard has no such requirement at this level, or it is not asked for");
        }
        if row.state == State::Open {
            found("open");
            continue;
        }
        if row.says.trim().is_empty() {
            found("says nothing");
        }
        if row.state == State::Operator && !row.evidence.iter().any(|own| own.starts_with("docs/")) {
            found("no page tells whoever runs the service");
        }
        if row.state == State::Held && row.evidence.is_empty() {
            found("held by nothing");
        }
        let tested = row.evidence.iter().any(|own| own.contains("::"));
        if row.state == State::Held && tested == row.untested.is_some() {
            found("held needs a test, or else `untested` with the reason, and not both");
        }
        row.evidence.iter().filter_map(|own| wrong(own)).for_each(|what| found(&what));
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn the_documentation_prints_the_counts() {
    const MARK: &str = "<!-- The table below is printed by a test; MARV_BLESS=1 prints it anew. -->\n\n";
    let mut counts = BTreeMap::<usize, [usize; 3]>::new();
    for (id, row) in rows() {
        if let Some(count) = counts.entry(chapter(&id)).or_default().get_mut(row.state as usize) {
            *count += 1;
        }
    }
    let mut table = String::from("| chapter | held | operator | not applicable |\n|---|---|---|---|\n");
    let mut line = |name: &str, [held, operator, none]: [usize; 3]| {
        writeln!(table, "| {name} | {held} | {operator} | {none} |").unwrap();
    };
    for (chapter, count) in &counts {
        line(&format!("[V{chapter}](asvs/{chapter:02}.toml)"), *count);
    }
    line("all", [0, 1, 2].map(|state| counts.values().map(|count| count[state]).sum()));
    let page = root().join("docs/asvs.md");
    let text = fs::read_to_string(&page).unwrap();
    let (before, printed) = text.split_once(MARK).unwrap();
    if std::env::var_os("MARV_BLESS").is_some() {
        fs::write(page, [before, MARK, &table].concat()).unwrap();
    } else {
        assert_eq!(printed, table, "run this test with MARV_BLESS=1 and read the difference");
    }
}
