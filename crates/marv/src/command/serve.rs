//! `marv serve`: the service over HTTP, as far as it is there.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use crate::rules::Rules;

/// Answers referrals over HTTP: the guideline's verdict with its sources. Nothing that is sent is kept.
///
/// What is sent is not encrypted, so it listens on this computer only. /openapi.json describes what can be asked. It ends on SIGTERM or
/// Ctrl-C, when what is under way is answered.
///
/// Exit codes: 0 it was asked to end; 1 it cannot listen there, or the guideline is refused.
#[derive(Debug, Args)]
pub struct Serve {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8765")]
    listen: SocketAddr,
    #[command(flatten)]
    rules: Rules,
}

pub fn run(arguments: &Serve) -> anyhow::Result<ExitCode> {
    let rule_set = arguments.rules.load()?;
    let failed = || format!("cannot listen on {}", arguments.listen);
    let listener = TcpListener::bind(arguments.listen).with_context(failed)?;
    let address = listener.local_addr().with_context(failed)?;
    let mut out = anstream::stdout();
    writeln!(out, "http://{address}/openapi.json")?;
    out.flush()?;
    registry::http::serve(registry::http::open_router(rule_set), listener, false).with_context(failed)?;
    Ok(ExitCode::SUCCESS)
}
