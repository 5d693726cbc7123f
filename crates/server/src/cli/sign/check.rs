//! `tongguan sign check FILE…`: what the house would say of a signature.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::Result;
use model::{Finding, Moment, SigningPolicy};
use serde::Serialize;
use signatures::{Allowed, Certificate, examine, verify};

use super::{read_certificate, read_message};
use crate::{
    cli::{Context, output::print_json},
    clock,
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Signed messages; `-` is standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Certificates on file; the one in the message when left out, which proves only that it and
    /// the signature belong together.
    #[arg(long)]
    certificate: Vec<PathBuf>,
    /// The moment of receipt, e.g. `2026-11-21T09:00:00+08:00`; now when left out.
    #[arg(long, value_parser = moment)]
    at: Option<Moment>,
}

fn moment(text: &str) -> Result<Moment, String> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).map_err(|it| it.to_string())
}

#[derive(Debug, Serialize)]
struct Report {
    file: PathBuf,
    is_good: bool,
    findings: Vec<Finding>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let on_file = args.certificate.iter().map(|it| read_certificate(it).map(Arc::new));
    let on_file = on_file.collect::<Result<Vec<_>>>()?;
    let at = args.at.unwrap_or_else(clock::now);
    let mut reports = Vec::new();
    for file in &args.files {
        let message = read_message(file)?;
        let own = if on_file.is_empty() { own_certificate(&message) } else { None };
        let certificates: Vec<Arc<Certificate>> = on_file.iter().cloned().chain(own).collect();
        let (policy, allowed) = (SigningPolicy::Required, Allowed::default());
        let faults = verify(message.as_bytes(), None, &certificates, policy, &allowed, at);
        let findings: Vec<Finding> = faults.iter().map(|it| it.finding("message")).collect();
        reports.push(Report { file: file.clone(), is_good: findings.is_empty(), findings });
    }
    if context.json {
        print_json(&reports)?;
    } else {
        reports.iter().for_each(print);
    }
    let is_good = reports.iter().all(|it| it.is_good);
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The certificate that a message brings.
fn own_certificate(message: &str) -> Option<Arc<Certificate>> {
    let examined = examine(message.as_bytes(), None).ok()?;
    Certificate::from_der(examined.certificate()?.to_vec()).ok().map(Arc::new)
}

fn print(report: &Report) {
    let verdict = if report.is_good { "good" } else { "NOT GOOD" };
    println!("{}: {verdict}", report.file.display());
    for finding in &report.findings {
        let title = clearance::catalogue::find(&finding.code).map_or("", |it| it.title_en);
        println!("  {} {title}", finding.code);
        println!("    observed {}", finding.observed);
        println!("    expected {}", finding.expected);
    }
}
