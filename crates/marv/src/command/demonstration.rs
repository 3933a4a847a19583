//! The service as a demonstration: two simulated years of made-up patients in a folder of their own.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clinic::referral::ReferralDraft;
use guideline::rule_set::RuleSet;
use registry::audit::AuditKey;
use registry::demo::{Demo, Example, fill, published};
use registry::http::{Reach, Service};
use registry::store::{Place, Store};

use crate::command::demo::{self, Index};
use crate::rules::examples;

/// The folder of a demonstration: a named one stays, another is removed at the end.
pub struct Folder {
    path: PathBuf,
    stays: bool,
}

impl Folder {
    /// The folder that was named, or one of this process.
    pub fn of(named: Option<&Path>) -> Self {
        let own = || std::env::temp_dir().join(format!("marv-demo-{}", std::process::id()));
        Self { path: named.map_or_else(own, Path::to_owned), stays: named.is_some() }
    }

    /// Removes it, unless it was named.
    pub fn end(&self) -> anyhow::Result<()> {
        if self.stays {
            return Ok(());
        }
        fs::remove_dir_all(&self.path).with_context(|| format!("cannot remove {}", self.path.display()))
    }
}

/// The demonstration of a folder; it is filled where nothing is in it yet.
pub fn service(rule_set: RuleSet, folder: &Folder, percent: i64, reach: Reach) -> anyhow::Result<Service> {
    let path = &folder.path;
    let cannot = || format!("cannot make the demonstration in {}", path.display());
    fs::create_dir_all(path).with_context(cannot)?;
    let (file, key, filled) = (path.join("marv.db"), path.join("audit.key"), path.join("filled"));
    if file.exists() && !filled.exists() {
        anyhow::bail!(
            "{} holds a demonstration that was not finished; remove it, or name another folder",
            path.display()
        );
    }
    let is_new = !file.exists();
    let key = if is_new { AuditKey::make(&key) } else { AuditKey::read(&key) }.with_context(cannot)?;
    let store = Store::open(&Place::File(file), key, Some(&path.join("anchors"))).with_context(cannot)?;
    let demo = if is_new {
        writeln!(anstream::stderr(), "Making two years of made-up patients ...")?;
        let (demo, made) =
            fill(&store, &rule_set, example_referrals()?, jiff::Timestamp::now(), percent).with_context(cannot)?;
        writeln!(anstream::stderr(), "{} patients, {} orders, {} events", made.patients, made.orders, made.events)?;
        fs::write(&filled, "").with_context(cannot)?;
        demo
    } else {
        Demo::of(example_referrals()?)?
    };
    let published = published(&store, &rule_set, jiff::Timestamp::now()).with_context(cannot)?;
    let mut service = Service::new(rule_set, store, reach);
    service.published = vec![published];
    service.demo = Some(demo);
    Ok(service)
}

/// The bundled examples, as the pages offer them.
fn example_referrals() -> anyhow::Result<Vec<Example>> {
    let files = examples();
    let index: Index = toml::from_str(files.get("index.toml").context("the examples have no index.toml")?)?;
    let read = |own: demo::Example| {
        let json = files.get(&own.file).with_context(|| format!("the example {} is missing", own.file))?;
        let draft = ReferralDraft::from_json(json.as_bytes()).with_context(|| own.file.clone())?;
        Ok(Example { id: own.file, da: own.da, en: own.en, draft })
    };
    index.example.into_iter().map(read).collect()
}
