//! `marv`: one program that carries a patient with a haematological cancer through whole-genome sequencing.
//!
//! This room knows arguments, exit codes and the shape of text on a terminal; rules and words live below.
//!
//! | exit code | meaning |
//! |---|---|
//! | 0 | ELIGIBLE with an accepted specimen plan; or the command did what it was asked |
//! | 1 | the command failed (a file that cannot be read, a guideline that is refused, a check that found something) |
//! | 2 | the arguments, the referral's fields or the table's cells are wrong; nothing was decided |
//! | 10 | `NOT_ELIGIBLE` |
//! | 11 | INCOMPLETE |
//! | 12 | `OUT_OF_SCOPE` |
//! | 13 | REDIRECT |
//! | 14 | ELIGIBLE, but the specimen plan is incomplete or refused |
//! | 15 | with `--stage release`: the release to sequencing is not open |
//! | 16 | `analyse`, `call`, `gather`: a quality check stopped the pair; no calls were written |
//! | 17 | `compare`: something else would be told |

mod analysis;
mod answer;
mod calls;
mod command;
mod demo;
mod earlier;
mod fusions;
mod genome_karyotype;
mod results;
mod rules;
mod setting;
mod tandem_calls;
mod terminal;
mod work;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Whole-genome sequencing in haematological cancer, from referral to follow-up.
#[derive(Debug, Parser)]
#[command(name = "marv", version, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(command::demo::Demo),
    Analyse(Box<command::analyse::Analyse>),
    Call(Box<command::call::Call>),
    Gather(command::gather::Gather),
    Segments(command::segments::Segments),
    Risk(command::risk::Risk),
    Karyotype(command::karyotype::Karyotype),
    Import(command::import::Import),
    Annotate(command::annotate::Annotate),
    Fusions(command::fusions::Fusions),
    /// Prepares what annotation needs, once.
    #[command(subcommand)]
    Reference(command::reference::Reference),
    /// Makes a tumour/germline pair with known truth.
    Simulate(command::simulate::Simulate),
    Interpret(command::interpret::Interpret),
    EarlierTests(command::earlier_tests::EarlierTests),
    Report(command::report::Report),
    Sign(command::sign::Sign),
    Serve(command::serve::Serve),
    Work(command::work::Work),
    /// Makes the keys of the service's audit, verifies a store, and proves to others on what an order was submitted.
    #[command(subcommand)]
    Audit(command::audit::Audit),
    /// Copies a store of the service, and makes its read models anew.
    #[command(subcommand)]
    Store(command::store::Store),
    Compare(command::compare::Compare),
    Capacity(command::capacity::Capacity),
    FollowUp(command::follow_up::FollowUp),
    Yearly(command::yearly::YearlyReport),
    /// Exchanges follow-up data with a clinical quality database (RKKP), by a field map.
    #[command(subcommand)]
    Rkkp(command::rkkp::Rkkp),
    /// Asks the guideline about a referral.
    #[command(subcommand)]
    Referral(command::referral::Referral),
    /// Reads, explains, checks and traces the guideline.
    #[command(subcommand)]
    Guideline(command::guideline::Guideline),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Demo(demo) => command::demo::run(&demo),
        Command::Analyse(analyse) => command::analyse::run(*analyse),
        Command::Call(call) => command::call::run(&call),
        Command::Gather(gather) => command::gather::run(&gather),
        Command::Segments(segments) => command::segments::run(&segments),
        Command::Risk(risk) => command::risk::run(&risk),
        Command::Karyotype(karyotype) => command::karyotype::run(&karyotype),
        Command::Import(import) => command::import::run(&import),
        Command::Annotate(annotate) => command::annotate::run(&annotate),
        Command::Fusions(fusions) => command::fusions::run(&fusions),
        Command::Reference(reference) => command::reference::run(reference),
        Command::Simulate(simulate) => command::simulate::run(&simulate),
        Command::EarlierTests(sheet) => command::earlier_tests::run(&sheet),
        Command::Interpret(interpret) => command::interpret::run(&interpret),
        Command::Report(report) => command::report::run(&report),
        Command::Sign(sign) => command::sign::run(&sign),
        Command::Serve(serve) => command::serve::run(&serve),
        Command::Work(work) => command::work::run(&work),
        Command::Audit(audit) => command::audit::run(&audit),
        Command::Store(store) => command::store::run(&store),
        Command::Compare(compare) => command::compare::run(&compare),
        Command::Capacity(capacity) => command::capacity::run(&capacity),
        Command::FollowUp(follow_up) => command::follow_up::run(&follow_up),
        Command::Yearly(yearly) => command::yearly::run(&yearly),
        Command::Rkkp(rkkp) => command::rkkp::run(&rkkp),
        Command::Referral(referral) => command::referral::run(referral),
        Command::Guideline(guideline) => command::guideline::run(guideline),
    };
    match result {
        Ok(code) => code,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("{}marv:{:#} {error:#}", terminal::BAD, terminal::BAD);
            if is_full_disk(&error) {
                anstream::eprintln!("    {NO_SPACE}");
            }
            ExitCode::FAILURE
        }
    }
}

/// What to do when a disk is full.
const NO_SPACE: &str = "The disk is full, or its quota is reached. What is not complete has no final name. Free space, or give a \
                        folder on another disk, and run the same command again.";

/// The disk, or the quota on it, is full: of a file, or of the store's database.
fn is_full_disk(error: &anyhow::Error) -> bool {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    let is_it = |error: &std::io::Error| matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge);
    let mut causes = error.chain();
    causes.any(|cause| cause.downcast_ref().is_some_and(is_it)) || error.to_string().contains("disk is full")
}

/// Whoever reads our output (a pager, `head`) has read enough.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}
