//! A calendar year of a table of patients, as it was known on a day.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use jiff::civil::Date;
use outcomes::kpi::{Case, read};

use crate::terminal::{BAD, harmless};

/// Which table, which year of it, and as known when.
#[derive(Debug, Args)]
pub struct FrozenYear {
    /// The table: CSV in UTF-8, with comma or semicolon; pseudonyms, no person (docs/follow-up.md).
    #[arg(value_name = "TABLE")]
    pub table: PathBuf,
    /// The calendar year of the first signed reports.
    #[arg(long, value_parser = clap::value_parser!(i16).range(2022..=2200))]
    pub year: i16,
    /// The day of the data freeze, as 2028-03-01.
    #[arg(long, value_name = "DAY")]
    pub freeze: Date,
}

impl FrozenYear {
    /// Refuses a data freeze before the year.
    pub fn has_begun(&self) -> anyhow::Result<()> {
        let Self { year, freeze, .. } = self;
        if freeze.year() < *year {
            bail!("--freeze {freeze} lies before --year {year}; the year has not begun then");
        }
        Ok(())
    }

    /// The patients of the table; `None` if it is wrong, which is told.
    pub fn cases(&self) -> anyhow::Result<Option<Vec<Case>>> {
        cases(&self.table)
    }
}

/// The patients of a table; `None` if it is wrong, which is told.
pub fn cases(table: &Path) -> anyhow::Result<Option<Vec<Case>>> {
    let bytes = fs::read(table).with_context(|| format!("cannot read {}", table.display()))?;
    match read(&bytes) {
        Ok(cases) => Ok(Some(cases)),
        Err(faults) => {
            anstream::eprintln!("{BAD}{}: nothing was reckoned{BAD:#}", table.display());
            for fault in faults {
                anstream::eprintln!("  {}", harmless(&fault.to_string()));
            }
            Ok(None)
        }
    }
}
