//! `marv demo`: the bundled example referrals and the guideline's answers.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, anyhow};
use clap::Args;
use clinic::eligibility::assess;
use clinic::language::Language;
use clinic::referral::{Referral, ReferralDraft};
use guideline::rule::Stage;
use serde::Deserialize;

use crate::answer::{View, render};
use crate::command::referral::LanguageName;
use crate::rules::{Rules, examples};
use crate::terminal::{HEADING, wrapped};

#[derive(Debug, Args)]
pub struct Demo {
    /// Language of the answers.
    #[arg(long, value_enum, default_value = "da")]
    lang: LanguageName,
}

/// `guidelines/examples/index.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Index {
    example: Vec<Example>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    file: String,
    da: String,
    en: String,
    verdict: String,
}

pub fn run(demo: &Demo) -> anyhow::Result<ExitCode> {
    let language = Language::from(demo.lang);
    let rule_set = Rules { rules: None }.load()?;
    let files = examples();
    let index: Index = toml::from_str(files.get("index.toml").context("the examples have no index.toml")?)?;
    let mut out = anstream::stdout().lock();
    let mut unexpected = Vec::new();
    for example in &index.example {
        let json = files.get(&example.file).with_context(|| format!("the example {} is missing", example.file))?;
        let draft = ReferralDraft::from_json(json.as_bytes()).with_context(|| example.file.clone())?;
        let referral = Referral::from_draft(&draft).map_err(|errors| {
            anyhow!("the example {} has {} field error(s): {errors:?}", example.file, errors.len())
        })?;
        let assessment = assess(&rule_set, &referral, rule_set.default_switches())?;
        writeln!(
            out,
            "{HEADING}━━ {} ━━{HEADING:#}\n{}\n",
            example.file,
            wrapped(language.pick(&example.da, &example.en), 0)
        )?;
        writeln!(out, "{}", render(&assessment, View { language, all: false, release: false, fulfilled: false })?)?;
        let verdict = assessment.conclusion().name(Stage::Referral);
        if verdict != example.verdict {
            unexpected.push(format!("{}: {verdict}, its index says {}", example.file, example.verdict));
        }
    }
    if !unexpected.is_empty() {
        return Err(anyhow!("the examples do not end as their index says: {}", unexpected.join("; ")));
    }
    let closing = match language {
        Language::Da => format!(
            "{} henvisninger afgjort efter {} {}. Prøv selv: marv referral check guidelines/examples/{}",
            index.example.len(),
            rule_set.identity.id,
            rule_set.identity.version,
            index.example.first().map_or("", |example| example.file.as_str()),
        ),
        Language::En => format!(
            "{} referrals decided under {} {}. Try it: marv referral check guidelines/examples/{} --lang en",
            index.example.len(),
            rule_set.identity.id,
            rule_set.identity.version,
            index.example.first().map_or("", |example| example.file.as_str()),
        ),
    };
    writeln!(out, "{HEADING}{}{HEADING:#}", wrapped(&closing, 0))?;
    Ok(ExitCode::SUCCESS)
}
