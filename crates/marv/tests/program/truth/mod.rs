//! Every case under `truth/`: real reads, what is to be found in them, and what is found. See `truth/README.md`.
//!
//! The reads are not part of the project. They are looked for in `MARV_SHARED_DATA`, or in `../shared/data` beside the
//! repository. For the table of all cases: `cargo test -p marv --test truth -- --nocapture`. With `MARV_TRUTH_KEEP` set to
//! a new folder, what was prepared and called stays there, to be looked at.

mod case;
mod compare;
mod prepare;
mod told;

use std::path::{Path, PathBuf};
use std::process::Command;

use case::Case;

fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Where the reads are; `None` where they are not.
fn shared_data() -> Option<PathBuf> {
    let beside = || repository().join("../shared/data");
    let folder = std::env::var_os("MARV_SHARED_DATA").map_or_else(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

fn installed(program: &str) -> bool {
    Command::new(program).output().is_ok()
}

#[test]
fn every_case_has_a_story_that_tells_its_differences() {
    let readme = std::fs::read_to_string(repository().join("truth/README.md")).unwrap();
    let mut lacking = Vec::new();
    for case in Case::all() {
        if !readme.contains(&format!("({}/story.md)", case.name)) {
            lacking.push(format!("truth/README.md has no link to {}/story.md", case.name));
        }
        for (run, variant) in case.differences() {
            let (_, position) = variant.at.rsplit_once(':').unwrap();
            if !case.story.contains(position) {
                lacking.push(format!("{}/story.md does not explain {run} {}", case.name, variant.at));
            }
        }
        for run in case.run.iter().filter(|run| run.further_false_calls > 0 && !case.story.contains(&run.name)) {
            lacking.push(format!("{}/story.md does not explain the further false calls of {}", case.name, run.name));
        }
    }
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
}

#[test]
fn every_case_is_as_it_is_told() {
    let Some(data) = shared_data() else {
        eprintln!("SKIPPED: no shared data (MARV_SHARED_DATA, or ../shared/data): no case under truth/ was run");
        return;
    };
    let (mut wrong, mut rows) = (Vec::new(), Vec::new());
    for case in Case::all() {
        for run in &case.run {
            let missing = run.files().find(|file| !data.join(file).exists()).map(|file| format!("{file} is absent"));
            let tools = ["samtools", "bwa"].into_iter().find(|tool| (*tool != "bwa" || run.align) && !installed(tool));
            let reason = missing.or_else(|| tools.map(|tool| format!("{tool} is not installed")));
            if let Some(reason) = reason {
                println!("SKIPPED: {} {}: {reason}", case.name, run.name);
                continue;
            }
            let temporary = tempfile::tempdir().unwrap();
            let kept =
                std::env::var_os("MARV_TRUTH_KEEP").map(|folder| Path::new(&folder).join(&case.name).join(&run.name));
            let scratch = kept.as_deref().unwrap_or(temporary.path());
            std::fs::create_dir_all(scratch).unwrap();
            let prepared = prepare::prepare(run, &data, scratch);
            let result = compare::compare(run, &prepared, scratch);
            wrong.extend(result.wrong.iter().map(|fault| format!("{} {}: {fault}", case.name, run.name)));
            rows.extend(result.rows.into_iter().map(|row| format!("{} {}\t{row}", case.name, run.name)));
        }
    }
    println!("{}", compare::table(&rows));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
