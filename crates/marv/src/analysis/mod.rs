//! One analysis from the case to the bundle, step by step; each step is skipped when nothing that it rests on has changed.
//!
//! - [`request`]: what is asked, checked before anything is written.
//! - [`bundle`]: the folder of the results: what each step rested on and left, the lock, the mark of completion.
//! - [`steps`]: the steps themselves. [`assessed`]: what the reads allow to call absent. [`evidence`]: the reads
//!   around each finding.
//!
//! The order of writing is what makes a killed run safe: the bundle's manifest goes first and comes last; a step's record is
//! removed before the step touches its files, and written when they are all there.

mod assessed;
pub mod bundle;
mod evidence;
pub mod request;
mod steps;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use calling::scatter::Part;

use self::bundle::{Bundle, State};
use self::request::Request;
use self::steps::{Outcome, Step};
use crate::terminal::{GOOD, HEADING, OPEN, QUIET};

/// How an analysis runs, beside what is asked.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// Workers of the pass over the reads.
    pub threads: u16,
    /// Whether a finished analysis whose inputs have changed may be replaced.
    pub renew: bool,
}

/// Carries the request out into a folder. The exit code is that of the step that stopped it, or success.
pub fn run(request: &Request, out: &Path, manner: Manner) -> anyhow::Result<ExitCode> {
    let steps = Step::of(request);
    let bundle = Bundle::open(out)?;
    if bundle.is_complete() {
        let changed = changed(&bundle, request, &steps)?;
        if changed.is_empty() {
            anstream::eprintln!("{GOOD}complete{GOOD:#}  {}: nothing has changed since", out.display());
            return Ok(ExitCode::SUCCESS);
        }
        if !manner.renew {
            bail!(
                "{} holds a finished analysis, and since then this has changed: {}. Give another folder with --out, or --renew to \
                 replace it; steps that nothing has changed for are taken over",
                out.display(),
                changed.join("; ")
            );
        }
    }
    bundle.begin()?;
    let of = steps.len();
    for (number, step) in (1..).zip(&steps) {
        let title = format!("{HEADING}{number}/{of} {}{HEADING:#}", step.name());
        let inputs = step.inputs(request, &bundle)?;
        if let State::Unchanged = bundle.state(step.name(), &inputs)? {
            anstream::eprintln!("{title}  {QUIET}taken over: nothing it rests on has changed{QUIET:#}");
            continue;
        }
        anstream::eprintln!("{title}  {}", step.says());
        bundle.begin_step(step.name())?;
        let outcome = step.run(request, &bundle, manner.threads).with_context(|| {
            format!("the step {} failed; give the same command again when that is mended", step.name())
        })?;
        match outcome {
            Outcome::Stopped(code) => return Ok(code),
            Outcome::Done(files) => bundle.finish_step(step.name(), inputs, &files)?,
        }
    }
    bundle.forget_parts()?;
    if request.referral.is_none() {
        anstream::eprintln!("{OPEN}no report{OPEN:#}  without a referral nobody knows whose it is: give --referral");
    }
    bundle.finish(request, &steps)?;
    anstream::eprintln!("{GOOD}complete{GOOD:#}  {}", out.display());
    for line in steps::where_to_look(&bundle) {
        anstream::eprintln!("  {line}");
    }
    Ok(ExitCode::SUCCESS)
}

/// Collects a part of the evidence, for a later [`run`] into the same folder on any computer.
pub fn collect_part(request: &Request, out: &Path, part: Part, threads: u16) -> anyhow::Result<ExitCode> {
    if out.join(bundle::MANIFEST).exists() {
        bail!("{} holds a finished analysis; give another folder with --out", out.display());
    }
    steps::collect_part(request, &bundle::parts_of(out), part, threads)
}

/// What has changed since a finished analysis, in words; empty if nothing has.
fn changed(bundle: &Bundle, request: &Request, steps: &[Step]) -> anyhow::Result<Vec<String>> {
    let mut changed = Vec::new();
    for step in steps {
        if let State::Changed(what) = bundle.state(step.name(), &step.inputs(request, bundle)?)? {
            changed.push(format!("{} ({})", step.name(), what.join(", ")));
        }
    }
    changed.extend(bundle.others(&steps.iter().map(|step| step.name()).collect::<Vec<_>>())?);
    Ok(changed)
}
