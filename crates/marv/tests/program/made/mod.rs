//! Simulated pairs that several tests share. Each test runs in a process of its own, so a pair is made once and kept in the
//! target folder, under a name that changes with its plan and with the program that makes it.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use assert_cmd::Command;

/// The folder of a pair: reads, reference and truth, made by `marv simulate` from a plan, and further files beside them.
pub fn pair(name: &str, plan: &str, further: &[(&str, &str)]) -> PathBuf {
    let program = assert_cmd::cargo::cargo_bin("marv");
    let built = fs::metadata(&program).unwrap();
    let mut hasher = DefaultHasher::new();
    (plan, further, built.len(), built.modified().unwrap().duration_since(UNIX_EPOCH).unwrap()).hash(&mut hasher);
    let all = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pairs");
    let folder = all.join(format!("{name}-{:016x}", hasher.finish()));
    if !folder.exists() {
        fs::create_dir_all(&all).unwrap();
        let making = tempfile::tempdir_in(&all).unwrap();
        let (plan_file, out) = (making.path().join("plan.json"), making.path().join("pair"));
        fs::write(&plan_file, plan).unwrap();
        let made = Command::new(&program)
            .arg("simulate")
            .arg("--plan")
            .arg(&plan_file)
            .arg("--out")
            .arg(&out)
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        for (file, text) in further {
            fs::write(out.join(file), text).unwrap();
        }
        forget_older(&all, name, &folder);
        // Another test may have been quicker; its pair is the same.
        if let Err(error) = fs::rename(&out, &folder) {
            assert!(folder.exists(), "{error}");
        }
    }
    folder
}

/// Removes the pairs of earlier programs.
fn forget_older(all: &Path, name: &str, kept: &Path) {
    for entry in fs::read_dir(all).unwrap().flatten() {
        if entry.file_name().to_string_lossy().starts_with(&format!("{name}-")) && entry.path() != kept {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
