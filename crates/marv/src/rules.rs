//! Where the rules come from: the guideline inside the program, or a folder named on the command line.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clinic::eligibility::vocabulary;
use guideline::rule_file::{Folder, load};
use guideline::rule_set::RuleSet;
use rust_embed::RustEmbed;

/// The guideline that travels inside the program.
#[derive(RustEmbed)]
#[folder = "../../guidelines/ngc-haem-2022"]
struct Guideline;

/// The example referrals that travel inside the program.
#[derive(RustEmbed)]
#[folder = "../../guidelines/examples"]
struct Examples;

fn embedded<E: RustEmbed>() -> Folder {
    let mut folder = Folder::default();
    for path in E::iter() {
        if let Some(file) = E::get(&path)
            && let Ok(content) = String::from_utf8(file.data.into_owned())
        {
            folder.insert(path.into_owned(), content);
        }
    }
    folder
}

/// The bundled example referrals and their index.
pub fn examples() -> Folder {
    embedded::<Examples>()
}

/// The files of a guideline.
pub fn folder(named: Option<&Path>) -> anyhow::Result<Folder> {
    match named {
        None => Ok(embedded::<Guideline>()),
        Some(path) => Folder::read(path).with_context(|| format!("cannot read the guideline {}", path.display())),
    }
}

/// Which guideline to use.
#[derive(Debug, clap::Args)]
pub struct Rules {
    /// A guideline folder to use instead of the one inside the program.
    #[arg(long, value_name = "FOLDER")]
    pub rules: Option<PathBuf>,
}

impl Rules {
    /// Loads the rule set; every problem in it is reported.
    pub fn load(&self) -> anyhow::Result<RuleSet> {
        let folder = folder(self.rules.as_deref())?;
        load(&folder, &vocabulary()).context("the guideline is refused")
    }
}
