//! Against a real provider, npm `oidc-provider`, in Chromium. `./test` installs what it needs; SKIPPED where something is missing.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use clinic::cpr::Cpr;
use registry::access::Attempt;
use registry::person::Identity;

use super::{Door, SECRET};
use crate::client::WORDS;
use crate::pages::browser::faults;

/// The provider, which ends with the test.
struct RealProvider(Child);

impl Drop for RealProvider {
    fn drop(&mut self) {
        // It ends with its standard input too.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn modules() -> Option<PathBuf> {
    let modules = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../oidc");
    let node = Command::new("node").arg("--version").output().is_ok_and(|output| output.status.success());
    let installed = modules.join("node_modules/oidc-provider").is_dir();
    if !(node && installed) {
        eprintln!(
            "SKIPPED: nobody signs in at a real provider (node: {node}, oidc-provider: {installed}); ./test installs them"
        );
        return None;
    }
    Some(modules)
}

fn started(modules: &Path, origin: &str) -> (RealProvider, String) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/promises/oidc/provider.mjs");
    let mut command = Command::new("node");
    command.arg(script).arg(modules).args([origin, SECRET]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    let mut said: BufReader<ChildStdout> = BufReader::new(child.stdout.take().unwrap());
    let mut issuer = String::new();
    said.read_line(&mut issuer).unwrap();
    assert!(issuer.starts_with("http://127.0.0.1:"), "the provider does not start: {issuer:?}");
    // What it says later is read, so that it never waits for a reader.
    std::thread::spawn(move || said.lines().for_each(drop));
    (RealProvider(child), issuer.trim().to_owned())
}

#[test]
fn people_sign_in_at_a_real_provider() {
    let Some(modules) = modules() else { return };
    let mut provider = None;
    let door = Door::new(
        |origin| {
            let (own, issuer) = started(&modules, origin);
            provider = Some((own, issuer.clone()));
            issuer
        },
        "",
    );
    // A patient of anna's unit, put there by bo who has a password.
    let (store, now) = (&door.service.store, door.service.now());
    let attempt = Attempt { account: "bo", password: WORDS, address: "", membership: None };
    let bo = store.sign_in(&attempt, now).unwrap().viewer;
    let number = Cpr::parse(crate::world::NUMBER).unwrap();
    let birth = "1964-09-14".parse().unwrap();
    let person = Identity { number, name: crate::world::NAME.into(), birth, protected: false };
    let patient = store.register_person(&bo, &person, now).unwrap();
    let (_, issuer) = provider.as_ref().unwrap();
    let course = format!("/cases/{patient}");
    let Some(faults) = faults("../oidc/walk.mjs", door.address, &[issuer, &course]) else { return };
    assert!(faults.is_empty(), "{faults}");
    assert_eq!(store.verify(&door.place.anchors()).unwrap().faults, []);
}
