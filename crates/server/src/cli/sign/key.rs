//! `tongguan sign new-key`: a key and a certificate to try with.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result};
use clap::ValueEnum;
use model::{CertificateRow, HouseMessage, Moment, PolicyRow, SignatoryRow, SigningPolicy};
use serde::Serialize;
use signatures::{KeyKind, PrivateKey, Subject, issue};

use crate::{
    cli::{Context, output::print_json},
    clock,
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_enum, default_value = "sm2")]
    kind: Kind,
    /// Code of the company that signs, as used on the wire.
    #[arg(long)]
    company: String,
    /// Its name.
    #[arg(long, default_value = "")]
    name: String,
    /// Days for which the certificate is valid, from now.
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u16).range(1..=36_500))]
    days: u16,
    /// Folder for `key.pem`, `certificate.pem` and `signatory.json`.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Sm2,
    /// Of 2048 bits.
    Rsa,
}

#[derive(Debug, Serialize)]
struct Report {
    number: String,
    fingerprint: String,
    not_before: Moment,
    not_after: Moment,
    key: PathBuf,
    certificate: PathBuf,
    signatory: PathBuf,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).context("the system gives no randomness")?;
    let kind = match args.kind {
        Kind::Sm2 => KeyKind::Sm2,
        Kind::Rsa => KeyKind::Rsa,
    };
    let key = PrivateKey::generate(kind, seed)?;
    // Certificates count whole seconds.
    let not_before = Moment::from_millis(clock::now().millis() / 1_000 * 1_000);
    let not_after = not_before.plus_minutes(i64::from(args.days) * 24 * 60);
    let subject = Subject { code: &args.company, name: &args.name, not_before, not_after };
    let certificate = issue(&key, &subject)?;
    let row = SignatoryRow {
        company: args.company.clone(),
        policy: vec![PolicyRow {
            from: not_before.local_date(),
            policy: SigningPolicy::Required,
            algorithms: Vec::new(),
            digests: Vec::new(),
        }],
        certificates: vec![CertificateRow {
            number: certificate.number.clone(),
            certificate: certificate.to_pem(),
            revoked_at: None,
        }],
    };
    let registry = HouseMessage::Registry {
        enterprises: Vec::new(),
        guarantees: Vec::new(),
        books: Vec::new(),
        watch: Vec::new(),
        signatories: vec![row],
        positive_list: Vec::new(),
    };
    fs::create_dir_all(&args.out).with_context(|| format!("cannot make {}", args.out.display()))?;
    let path = |name: &str| args.out.join(name);
    let report = Report {
        number: certificate.number.clone(),
        fingerprint: certificate.fingerprint.to_string(),
        not_before,
        not_after,
        key: path("key.pem"),
        certificate: path("certificate.pem"),
        signatory: path("signatory.json"),
    };
    // The key first: where there is one already, nothing is written.
    write_new(&report.key, &key.to_pem()?, 0o600)?;
    write_new(&report.certificate, &certificate.to_pem(), 0o644)?;
    let registry = serde_json::to_string_pretty(&registry)? + "\n";
    write_new(&report.signatory, &registry, 0o644)?;
    if context.json {
        print_json(&report)?;
    } else {
        println!("certificate {} of {}, valid to {}", report.number, args.company, not_after);
        println!("  {}", report.key.display());
        println!("  {}", report.certificate.display());
        println!("  {}   puts it on file: `tongguan ingest` it", report.signatory.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes a file that is not there yet.
fn write_new(path: &Path, text: &str, mode: u32) -> Result<()> {
    let file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path);
    let mut file = file.with_context(|| format!("cannot make {}", path.display()))?;
    file.write_all(text.as_bytes()).with_context(|| format!("cannot write {}", path.display()))
}
