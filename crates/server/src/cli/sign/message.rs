//! `tongguan sign FILE…`: signed messages, or the bytes that a signature is over.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail, ensure};
use base64ct::{Base64, Encoding};
use model::{DigestAlgorithm, SignatureAlgorithm};
use serde::Serialize;
use signatures::{
    Certificate, PrivateKey, Signing, canonical_content, canonical_signed_info, digest, sign,
    usual_digest,
};

use super::{Named, beside, print_bytes, read_certificate, read_message};
use crate::cli::{Context, output::print_json};

#[derive(Debug, clap::Args)]
#[group(id = "message")]
pub(crate) struct Args {
    /// Messages to sign; `-` is standard input. A signature that is there is replaced.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Private key: PKCS #8 in PEM, RSA or SM2, without pass phrase.
    #[arg(long, required_unless_present = "canonical")]
    key: Option<PathBuf>,
    /// Its certificate: X.509 in PEM, or DER in base64.
    #[arg(long, required_unless_present = "canonical")]
    certificate: Option<PathBuf>,
    /// The certificate's number, which becomes `KeyName`; its serial number when left out.
    #[arg(long)]
    number: Option<String>,
    /// sm2-sm3, rsa-sha1 or rsa-sha256; what the key usually signs with when left out.
    #[arg(long)]
    algorithm: Option<Named<SignatureAlgorithm>>,
    /// sm3, sha1 or sha256; what goes with the algorithm when left out.
    #[arg(long)]
    digest: Option<Named<DigestAlgorithm>>,
    /// Write signed messages into this folder, under their own names.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Print the canonical bytes that the digest is over, and sign nothing.
    #[arg(long, conflicts_with_all = ["key", "certificate", "algorithm", "digest", "number"])]
    canonical: bool,
    /// With `--canonical`: print the bytes that the signature value is over (`SignedInfo`).
    #[arg(long, requires = "canonical")]
    signed_info: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<ExitCode> {
    ensure!(args.files.len() == 1 || args.out.is_some(), "several files need --out");
    if args.canonical { canonical(context, args) } else { signed(context, args) }
}

/// One canonical form, and its digests.
#[derive(Debug, Serialize)]
struct Canonical<'c> {
    file: &'c Path,
    bytes: usize,
    sm3: String,
    sha1: String,
    sha256: String,
    text: &'c str,
}

fn canonical(context: &Context, args: &Args) -> Result<ExitCode> {
    let mut forms = Vec::new();
    for file in &args.files {
        let message = read_message(file)?;
        let form = if args.signed_info {
            canonical_signed_info(&message).map_err(|fault| {
                let title = clearance::catalogue::find(fault.code()).map_or("", |it| it.title_en);
                anyhow::anyhow!("{} {title}: {}", fault.code(), fault.observed)
            })?
        } else {
            canonical_content(&message)?
        };
        forms.push((file, form));
    }
    if let Some(folder) = &args.out {
        for (file, form) in &forms {
            fs::write(beside(folder, file)?, form)?;
        }
    }
    if context.json {
        let described = forms.iter().map(|(file, form)| describe(file, form));
        print_json(&described.collect::<Result<Vec<_>>>()?)?;
    } else if args.out.is_none() {
        for (_, form) in &forms {
            print_bytes(form)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn describe<'c>(file: &'c Path, form: &'c [u8]) -> Result<Canonical<'c>> {
    let spelled = |algorithm| Base64::encode_string(digest(algorithm, form).as_bytes());
    Ok(Canonical {
        file,
        bytes: form.len(),
        sm3: spelled(DigestAlgorithm::Sm3),
        sha1: spelled(DigestAlgorithm::Sha1),
        sha256: spelled(DigestAlgorithm::Sha256),
        text: std::str::from_utf8(form)?,
    })
}

/// One signed message.
#[derive(Debug, Serialize)]
struct Signed<'s> {
    file: &'s Path,
    algorithm: SignatureAlgorithm,
    digest: DigestAlgorithm,
    certificate: &'s str,
    #[serde(skip_serializing_if = "Option::is_none")]
    out: Option<PathBuf>,
    /// The message itself, when it is written nowhere else.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

fn signed(context: &Context, args: &Args) -> Result<ExitCode> {
    let (Some(key_path), Some(certificate_path)) = (&args.key, &args.certificate) else {
        bail!("--key and --certificate are needed to sign");
    };
    let key = read_key(key_path)?;
    let mut certificate: Certificate = read_certificate(certificate_path)?;
    if let Some(number) = &args.number {
        certificate.number.clone_from(number);
    }
    let algorithm = args.algorithm.map_or(key.usual_algorithm(), |it| it.0);
    let digest = args.digest.map_or(usual_digest(algorithm), |it| it.0);
    let how = Signing { key: &key, certificate: &certificate, algorithm, digest };
    let mut reports = Vec::new();
    for file in &args.files {
        let message = sign(&read_message(file)?, &how)
            .with_context(|| format!("cannot sign {}", file.display()))?;
        let out = args.out.as_ref().map(|folder| beside(folder, file)).transpose()?;
        match &out {
            Some(path) => fs::write(path, &message)
                .with_context(|| format!("cannot write {}", path.display()))?,
            None if !context.json => print_bytes(message.as_bytes())?,
            None => {}
        }
        let message = out.is_none().then_some(message);
        let certificate = &certificate.number;
        reports.push(Signed { file, algorithm, digest, certificate, out, message });
    }
    if context.json {
        print_json(&reports)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn read_key(path: &Path) -> Result<PrivateKey> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    PrivateKey::read(&text).with_context(|| format!("{} cannot be used", path.display()))
}
