//! `marv referral`: the guideline's answer to a referral.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use clinic::eligibility::{Assessment, assess, vector};
use clinic::language::Language;
use clinic::referral::{DraftError, FieldError, Referral as TypedReferral, ReferralDraft, json_schema};
use guideline::decide::Conclusion;
use guideline::rule::Stage;
use serde_json::{Value, json};

use crate::answer::{View, render};
use crate::rules::Rules;
use crate::terminal::{BAD, HEADING, harmless, wrapped};

#[derive(Debug, Subcommand)]
pub enum Referral {
    /// Asks whether the patient may have whole-genome sequencing, and why.
    Check(Check),
    /// Prints the JSON Schema of a referral draft.
    Schema,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum LanguageName {
    /// Danish.
    Da,
    /// English.
    En,
}

impl From<LanguageName> for Language {
    fn from(name: LanguageName) -> Self {
        match name {
            LanguageName::Da => Self::Da,
            LanguageName::En => Self::En,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum, PartialEq, Eq)]
enum StageName {
    /// Eligibility and specimen plan.
    Referral,
    /// Also the release to sequencing, with the consent of today.
    Release,
}

#[derive(Debug, Args)]
pub struct Check {
    /// The referral draft (JSON); `-` reads standard input.
    file: PathBuf,
    /// Language of the answer.
    #[arg(long, value_enum, default_value = "da")]
    lang: LanguageName,
    /// Print the whole decision record as JSON.
    #[arg(long)]
    json: bool,
    /// Also show what does not apply and what is no requirement.
    #[arg(long, conflicts_with = "json")]
    all: bool,
    /// How far the order has come.
    #[arg(long, value_enum, default_value = "referral")]
    stage: StageName,
    /// Read an open question of the source in another way, e.g. --read INC-01=over-18 (may be repeated).
    #[arg(long = "read", value_name = "INC=READING")]
    readings: Vec<String>,
    /// Append the decision to this file (JSON lines); decisions already in it are never changed.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    #[command(flatten)]
    rules: Rules,
}

pub fn run(command: Referral) -> anyhow::Result<ExitCode> {
    match command {
        Referral::Check(check) => run_check(&check),
        Referral::Schema => {
            writeln!(std::io::stdout(), "{:#}", json_schema())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// At most one byte more than the largest draft is read, so that a larger one is known to be larger.
fn read_draft(file: &Path) -> anyhow::Result<Vec<u8>> {
    let most = u64::try_from(clinic::referral::draft::LARGEST_DRAFT)? + 1;
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes).context("cannot read standard input")?;
    } else {
        let open = fs::File::open(file).with_context(|| format!("cannot open {}", file.display()))?;
        open.take(most).read_to_end(&mut bytes).with_context(|| format!("cannot read {}", file.display()))?;
    }
    Ok(bytes)
}

fn run_check(check: &Check) -> anyhow::Result<ExitCode> {
    let language = Language::from(check.lang);
    let bytes = read_draft(&check.file)?;
    let rule_set = check.rules.load()?;
    let mut named = BTreeMap::new();
    for reading in &check.readings {
        let Some((id, option)) = reading.split_once('=') else {
            return refuse_reading(check, &format!("\"{reading}\" is not of the form INC-01=over-18"));
        };
        named.insert(id.to_owned(), option.to_owned());
    }
    let switches = match vector::choose(&rule_set, &named) {
        Ok(switches) => switches,
        Err(what) => return refuse_reading(check, &what),
    };
    let draft = match ReferralDraft::from_json(&bytes) {
        Ok(draft) => draft,
        Err(error) => return refuse_draft(check, &error),
    };
    let referral = match TypedReferral::from_draft(&draft) {
        Ok(referral) => referral,
        Err(errors) => return refuse_fields(check, &errors),
    };
    let assessment = match assess(&rule_set, &referral, switches) {
        Ok(assessment) => assessment,
        Err(error) => {
            print_problem(check, "cannot-assess", &error.to_string(), None)?;
            return Ok(ExitCode::from(2));
        }
    };
    let release = check.stage == StageName::Release;
    let first = match &check.record {
        Some(file) => append(file, &assessment.record(release))?,
        None => None,
    };
    if check.json {
        let mut record = assessment.record(release);
        if let (Some(first), Value::Object(keys)) = (&first, &mut record) {
            keys.insert("first_decision".into(), first.clone());
        }
        writeln!(std::io::stdout(), "{record:#}")?;
    } else {
        let view = View { language, all: check.all, release, fulfilled: true };
        let mut out = anstream::stdout().lock();
        write!(out, "{}", render(&assessment, view)?)?;
        if let Some(first) = first {
            let text = |value: &Value| value.as_str().unwrap_or("?").to_owned();
            let line = match language {
                Language::Da => format!(
                    "Den første afgørelse står ved magt: {} efter version {}. Denne er tilføjet.",
                    text(&first["verdict"]),
                    text(&first["rule_set"]["version"])
                ),
                Language::En => format!(
                    "The first decision stands: {} under version {}. This one was appended.",
                    text(&first["verdict"]),
                    text(&first["rule_set"]["version"])
                ),
            };
            writeln!(out, "\n{HEADING}{}{HEADING:#}", wrapped(&line, 0))?;
        }
    }
    Ok(exit_code(&assessment, release))
}

fn exit_code(assessment: &Assessment<'_>, release: bool) -> ExitCode {
    let open = |stage: Stage| assessment.at(stage).conclusion == Conclusion::Pass;
    ExitCode::from(match assessment.conclusion() {
        Conclusion::Refused | Conclusion::Hold => 10,
        Conclusion::Incomplete => 11,
        Conclusion::OutOfScope => 12,
        Conclusion::Redirect => 13,
        Conclusion::Pass if !open(Stage::Plan) => 14,
        Conclusion::Pass if release && !open(Stage::Release) => 15,
        Conclusion::Pass => 0,
    })
}

/// Appends a decision in one write and answers the first decision of the file, if there was one.
fn append(file: &Path, record: &Value) -> anyhow::Result<Option<Value>> {
    let earlier = match fs::read_to_string(file) {
        Ok(earlier) => earlier,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", file.display())),
    };
    if !earlier.is_empty() && !earlier.ends_with('\n') {
        bail!("{}: the last decision is cut off; restore the file before appending", file.display());
    }
    let first = match earlier.lines().next() {
        Some(line) => {
            let first: Value = serde_json::from_str(line)
                .with_context(|| format!("{}, line 1: not a decision record", file.display()))?;
            Some(json!({ "verdict": first["verdict"], "rule_set": first["rule_set"], "day": first["day"] }))
        }
        None => None,
    };
    let mut open = OpenOptions::new()
        .append(true)
        .create(true)
        .open(file)
        .with_context(|| format!("cannot write {}", file.display()))?;
    open.write_all(format!("{record}\n").as_bytes()).with_context(|| format!("cannot write {}", file.display()))?;
    open.sync_all().with_context(|| format!("cannot write {}", file.display()))?;
    Ok(first)
}

fn refuse_draft(check: &Check, error: &DraftError) -> anyhow::Result<ExitCode> {
    let remedy = match (Language::from(check.lang), error) {
        (Language::Da, DraftError::TooLarge) => "En henvisning fylder normalt få kilobyte. Er det den rigtige fil?",
        (Language::En, DraftError::TooLarge) => "A referral is normally a few kilobytes. Is it the right file?",
        (Language::Da, DraftError::Unreadable { .. }) => {
            "Henvisningen kan ikke læses som JSON. Ret stedet, eller send den igen; `marv referral schema` viser formen."
        }
        (Language::En, DraftError::Unreadable { .. }) => {
            "The referral cannot be read as JSON. Correct the place, or send it again; `marv referral schema` shows the form."
        }
    };
    print_problem(check, "unreadable", &error.to_string(), Some(remedy))?;
    Ok(ExitCode::from(2))
}

fn refuse_reading(check: &Check, what: &str) -> anyhow::Result<ExitCode> {
    let remedy = "`marv guideline explain INC-01` shows an inconsistency and its readings";
    print_problem(check, "read", &format!("--read: {what}"), Some(remedy))?;
    Ok(ExitCode::from(2))
}

fn print_problem(check: &Check, code: &str, what: &str, remedy: Option<&str>) -> anyhow::Result<()> {
    if check.json {
        let error = json!({ "schema": "marv/errors/1", "error": code, "what": what, "remedy": remedy });
        writeln!(std::io::stdout(), "{error:#}")?;
        return Ok(());
    }
    anstream::eprintln!("{BAD}{code}{BAD:#}  {}", wrapped(&harmless(what), 2));
    if let Some(remedy) = remedy {
        anstream::eprintln!("  → {}", wrapped(remedy, 4));
    }
    Ok(())
}

fn refuse_fields(check: &Check, errors: &[FieldError]) -> anyhow::Result<ExitCode> {
    let language = Language::from(check.lang);
    if check.json {
        let fields: Vec<Value> = errors
            .iter()
            .map(|error| {
                json!({
                    "path": error.path,
                    "code": error.fault.code(),
                    "given": error.given,
                    "remedy": error.fault.remedy(language),
                })
            })
            .collect();
        let error = json!({ "schema": "marv/errors/1", "error": "fields", "fields": fields });
        writeln!(std::io::stdout(), "{error:#}")?;
    } else {
        let heading = match language {
            Language::Da => format!("{} felt(er) skal rettes, før reglerne kan spørges:", errors.len()),
            Language::En => format!("{} field(s) must be corrected before the rules can be asked:", errors.len()),
        };
        anstream::eprintln!("{HEADING}{heading}{HEADING:#}");
        for error in errors {
            let given = error.given.as_ref().map_or_else(String::new, |given| format!(" = {}", harmless(given)));
            let path = harmless(&error.path);
            anstream::eprintln!("  {BAD}✗{BAD:#} {path}{given}  [{}]", error.fault.code());
            anstream::eprintln!("    → {}", wrapped(&error.fault.remedy(language), 6));
        }
    }
    Ok(ExitCode::from(2))
}
