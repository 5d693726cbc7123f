//! `tongguan sign`: what an integrator needs to sign messages, and to find out why a signature is
//! refused.

mod check;
mod key;
mod message;

use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result};
use clap::builder::ValueParserFactory;
use model::{DigestAlgorithm, SignatureAlgorithm};
use signatures::Certificate;

use super::Context;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    message: message::Args,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Make a private key, a self-signed certificate, and the registry row that puts it on file.
    NewKey(key::Args),
    /// Verify signed messages, and say everything that is wrong with their signatures.
    Check(check::Args),
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    match &args.command {
        Some(Command::NewKey(args)) => key::run(context, args),
        Some(Command::Check(args)) => check::run(context, args),
        None => message::run(context, &args.message),
    }
}

/// An algorithm on the command line: its name in JSON, with `-` or `_`.
#[derive(Debug, Clone, Copy)]
struct Named<T>(T);

impl ValueParserFactory for Named<SignatureAlgorithm> {
    type Parser = fn(&str) -> Result<Self, String>;

    fn value_parser() -> Self::Parser {
        |text| named(text, SignatureAlgorithm::ALL, SignatureAlgorithm::name)
    }
}

impl ValueParserFactory for Named<DigestAlgorithm> {
    type Parser = fn(&str) -> Result<Self, String>;

    fn value_parser() -> Self::Parser {
        |text| named(text, DigestAlgorithm::ALL, DigestAlgorithm::name)
    }
}

fn named<T: Copy, const N: usize>(
    text: &str,
    all: [T; N],
    name: fn(T) -> &'static str,
) -> Result<Named<T>, String> {
    let wanted = text.replace('-', "_").to_ascii_lowercase();
    let found = all.into_iter().find(|it| name(*it) == wanted).map(Named);
    found.ok_or_else(|| all.map(|it| name(it).replace('_', "-")).join(", "))
}

/// A message from a file, or from standard input where the file is `-`.
fn read_message(path: &Path) -> Result<String> {
    if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("cannot read standard input")?;
        return Ok(text);
    }
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn read_certificate(path: &Path) -> Result<Certificate> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Certificate::read(&text).with_context(|| format!("{} cannot be used", path.display()))
}

fn print_bytes(bytes: &[u8]) -> Result<()> {
    std::io::stdout().write_all(bytes).context("cannot write to standard output")
}

/// A file of the same name in a folder that is made when it is not there.
fn beside(folder: &Path, path: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let name = path.file_name().filter(|_| path != Path::new("-"));
    Ok(folder.join(name.unwrap_or("message.xml".as_ref())))
}
