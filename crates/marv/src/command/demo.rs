//! `marv demo`: the example referrals, and a synthetic patient from referral to findings.

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread::available_parallelism;

use anyhow::{Context, anyhow, bail};
use clap::Args;
use clinic::eligibility::assess;
use clinic::language::Language;
use clinic::referral::{Referral, ReferralDraft};
use guideline::rule::Stage;
use serde::Deserialize;

use crate::analysis::request::Draft;
use crate::analysis::{self, Manner};
use crate::answer::{colour, verdict};
use crate::command::referral::LanguageName;
use crate::demo::{CaseFolder, DemoCase, write_case};
use crate::rules::{Rules, examples};
use crate::terminal::{HEADING, wrapped, wrapped_after};

/// Shows what marv does: decides the example referrals, makes a synthetic patient with acute myeloid leukaemia at two time
/// points, and analyses the reads of both.
///
/// No person is behind the patient, and no sequence of the human genome: names and places are real, the bases are made up.
/// docs/demo.md says what is planted, and where the results must say it.
#[derive(Debug, Args)]
pub struct Demo {
    /// Language of the answers.
    #[arg(long, value_enum, default_value = "da")]
    lang: LanguageName,
    /// Where the patient goes; the folder must not be there yet.
    #[arg(long, value_name = "FOLDER", default_value = "marv-demo")]
    out: PathBuf,
    /// Only decide the example referrals.
    #[arg(long)]
    referrals: bool,
    /// Make the patient, and analyse nothing.
    #[arg(long, conflicts_with = "referrals")]
    case: bool,
    /// Length of the chromosomes against the usual ones: 0.25 takes a quarter of the time. Genes keep their length.
    #[arg(long, value_name = "SHARE", default_value_t = 1.0, value_parser = scale)]
    scale: f64,
}

fn scale(text: &str) -> Result<f64, String> {
    let wanted = "a number from 0.25 to 10 is wanted";
    text.parse().ok().filter(|scale| (0.25..=10.0).contains(scale)).ok_or_else(|| wanted.to_owned())
}

/// `guidelines/examples/index.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// The examples, the first to be shown first.
    pub example: Vec<Example>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Its file.
    pub file: String,
    /// What it is, in Danish.
    pub da: String,
    /// What it is, in English.
    pub en: String,
    /// How it ends.
    pub verdict: String,
}

pub fn run(demo: &Demo) -> anyhow::Result<ExitCode> {
    let language = Language::from(demo.lang);
    if !demo.referrals && demo.out.exists() {
        bail!("{} is there already; give another folder with --out, or remove it", demo.out.display());
    }
    referrals(language)?;
    if demo.referrals {
        return Ok(ExitCode::SUCCESS);
    }
    heading(language.pick("En syntetisk patient", "A synthetic patient"))?;
    say(language.pick(
        "Laver genom og læsninger af knoglemarv og hud ved diagnosen, og af knoglemarv efter induktion ...",
        "Making the genome, reads of marrow and skin at diagnosis, and of marrow after induction ...",
    ))?;
    let threads = available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let case = write_case(&demo.out, demo.scale, threads)?;
    if !demo.case {
        for time_point in &case.time_points {
            let code = analyse(time_point, threads)?;
            if code != ExitCode::SUCCESS {
                return Ok(code);
            }
        }
    }
    closing(demo, &case, language)?;
    Ok(ExitCode::SUCCESS)
}

fn say(text: &str) -> anyhow::Result<()> {
    writeln!(anstream::stdout().lock(), "{}", wrapped(text, 0))?;
    Ok(())
}

fn heading(text: &str) -> anyhow::Result<()> {
    writeln!(anstream::stdout().lock(), "\n{HEADING}{text}{HEADING:#}")?;
    Ok(())
}

/// The verdict on each example, in a line.
fn referrals(language: Language) -> anyhow::Result<()> {
    let rule_set = Rules { rules: None }.load()?;
    let files = examples();
    let index: Index = toml::from_str(files.get("index.toml").context("the examples have no index.toml")?)?;
    heading(language.pick("Eksempler på henvisninger", "Example referrals"))?;
    let mut unexpected = Vec::new();
    for example in &index.example {
        let json = files.get(&example.file).with_context(|| format!("the example {} is missing", example.file))?;
        let draft = ReferralDraft::from_json(json.as_bytes()).with_context(|| example.file.clone())?;
        let referral = Referral::from_draft(&draft).map_err(|errors| {
            anyhow!("the example {} has {} field error(s): {errors:?}", example.file, errors.len())
        })?;
        let conclusion = assess(&rule_set, &referral, rule_set.default_switches())?.conclusion();
        let (style, words) = (colour(conclusion), verdict(conclusion, Stage::Referral, language));
        let told = format!("{} ({})", language.pick(&example.da, &example.en), example.file);
        let told = wrapped_after(words.chars().count() + 2, &told, 4);
        writeln!(anstream::stdout().lock(), "{style}{words}{style:#}  {told}")?;
        let name = conclusion.name(Stage::Referral);
        if name != example.verdict {
            unexpected.push(format!("{}: {name}, its index says {}", example.file, example.verdict));
        }
    }
    if !unexpected.is_empty() {
        bail!("the examples do not end as their index says: {}", unexpected.join("; "));
    }
    let decided = language.pick("afgjort efter", "decided under");
    let reasons = language.pick("Grundene viser", "For the reasons:");
    let file = index.example.first().map_or("", |example| example.file.as_str());
    say(&format!(
        "{} {decided} {} {}. {reasons} marv referral check guidelines/examples/{file} --lang {}",
        index.example.len(),
        rule_set.identity.id,
        rule_set.identity.version,
        language.pick("da", "en"),
    ))
}

/// Analyses a time point, as `marv analyse` does.
fn analyse(time_point: &CaseFolder, threads: NonZeroUsize) -> anyhow::Result<ExitCode> {
    heading(&format!("marv analyse {}", time_point.path.display()))?;
    let request =
        Draft::of_folder(&time_point.path)?.checked(Vec::new()).map_err(|faults| anyhow!(faults.join("; ")))?;
    let threads = u16::try_from(threads.get()).unwrap_or(u16::MAX);
    analysis::run(&request, &time_point.result, Manner { threads, renew: false })
}

/// Where to look.
fn closing(demo: &Demo, case: &DemoCase, language: Language) -> anyhow::Result<()> {
    let Some(first) = case.time_points.first() else { return Ok(()) };
    heading(language.pick("Se selv", "Where to look"))?;
    say(&format!("{}: {}", language.pick("Hvad der er plantet", "What is planted"), case.planted.display()))?;
    if demo.case {
        let path = first.path.display();
        return say(&format!("{}: {path}", language.pick("Patienten ved diagnosen", "The patient at diagnosis")));
    }
    for time_point in &case.time_points {
        let report = time_point.result.join(language.pick("report/report.da.pdf", "report/report.en.pdf"));
        say(&format!("{}: {}", language.pick("Svaret", "The report"), report.display()))?;
        let file = time_point.result.join(language.pick("findings.da.txt", "findings.en.txt"));
        say(&format!("{}: {}", language.pick("Regel for regel", "Rule by rule"), file.display()))?;
    }
    Ok(())
}
