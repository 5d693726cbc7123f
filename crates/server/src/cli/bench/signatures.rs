//! `tongguan bench signatures`: verifications per processor second, alone and of whole messages,
//! beside what `openssl speed` says on the same machine in the same run.

use std::{hint::black_box, process::Command, sync::Arc};

use anyhow::{Context as _, Result, ensure};
use messages::{Limits, Message, MessageType, write_documents};
use model::{Date, DigestAlgorithm, Document, SignatureAlgorithm, SigningPolicy};
use params::Law;
use serde::Serialize;
use signatures::{
    Allowed, Certificate, KeyKind, PrivateKey, Signing, Sink, Subject, canonical, digest, issue,
    sign, usual_digest, verify,
};

use crate::{
    cli::{Context, output::print_json},
    clock, machine,
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Processor time that each figure takes.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u64).range(10..=10_000))]
    millis: u64,
    /// Leave `openssl speed` out.
    #[arg(long)]
    no_openssl: bool,
}

#[derive(Debug, Serialize)]
struct Report {
    machine: String,
    on: Date,
    /// Verifications per processor second, of a `SignedInfo`.
    rsa_2048_per_s: u64,
    /// By a key that has signed before.
    sm2_per_s: u64,
    /// By a key seen for the first time.
    sm2_first_per_s: u64,
    canonical_mb_per_s: u64,
    sm3_mb_per_s: u64,
    sha1_mb_per_s: u64,
    sha256_mb_per_s: u64,
    messages: Vec<Whole>,
    openssl: Option<OpenSsl>,
}

/// Messages verified whole: canonical form, digest, signature.
#[derive(Debug, Serialize)]
struct Whole {
    algorithm: SignatureAlgorithm,
    /// Lists in a message.
    documents: usize,
    bytes: usize,
    per_s: u64,
    documents_per_s: u64,
}

#[derive(Debug, Serialize)]
struct OpenSsl {
    version: String,
    rsa_2048_per_s: u64,
    sm2_per_s: Option<u64>,
    /// Ours against its own.
    rsa_2048_ratio: f64,
    sm2_ratio: Option<f64>,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<()> {
    let report = measure(args)?;
    if context.json {
        return print_json(&report);
    }
    print(&report);
    Ok(())
}

/// Something that signs.
struct Signer {
    key: PrivateKey,
    certificate: Arc<Certificate>,
}

impl Signer {
    fn new(kind: KeyKind) -> Result<Signer> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).context("the system gives no randomness")?;
        let key = PrivateKey::generate(kind, seed)?;
        let now = clock::now();
        let not_after = now.plus_minutes(24 * 60);
        let subject = Subject { code: "4403960D05", name: "", not_before: now, not_after };
        let certificate = Arc::new(issue(&key, &subject)?);
        Ok(Signer { key, certificate })
    }
}

fn measure(args: &Args) -> Result<Report> {
    let (rsa, sm2) = (Signer::new(KeyKind::Rsa)?, Signer::new(KeyKind::Sm2)?);
    let (one, many) = (message(1)?, message(100)?);
    let rate = |work: &mut dyn FnMut()| rate(args.millis, work);
    let mb = |per_s: u64| per_s * many.len() as u64 / 1_000_000;
    let digested = |algorithm| {
        mb(rate(&mut || {
            black_box(digest(algorithm, many.as_bytes()));
        }))
    };
    let canonical_per_s = rate(&mut || {
        let mut length = Length(0);
        // It was written here, so it is well-formed.
        let _ = canonical(&many, &mut length);
        black_box(length.0);
    });
    let mut wholes = Vec::new();
    for algorithm in SignatureAlgorithm::ALL {
        let signer = if algorithm == SignatureAlgorithm::Sm2Sm3 { &sm2 } else { &rsa };
        for (text, documents) in [(&one, 1), (&many, 100)] {
            wholes.push(whole(signer, algorithm, text, documents, args.millis)?);
        }
    }
    let rsa_2048_per_s = alone(&rsa, SignatureAlgorithm::RsaSha256, args.millis)?;
    let sm2_per_s = alone(&sm2, SignatureAlgorithm::Sm2Sm3, args.millis)?;
    let openssl = if args.no_openssl { None } else { openssl(rsa_2048_per_s, sm2_per_s) };
    Ok(Report {
        machine: machine::name(),
        on: clock::now().local_date(),
        rsa_2048_per_s,
        sm2_per_s,
        sm2_first_per_s: first(&sm2, args.millis)?,
        canonical_mb_per_s: mb(canonical_per_s),
        sm3_mb_per_s: digested(DigestAlgorithm::Sm3),
        sha1_mb_per_s: digested(DigestAlgorithm::Sha1),
        sha256_mb_per_s: digested(DigestAlgorithm::Sha256),
        messages: wholes,
        openssl,
    })
}

/// How often a piece of work is done in a second of this thread's processor time.
fn rate(millis: u64, work: &mut dyn FnMut()) -> u64 {
    // What is made once (a key's table) is not measured.
    const WARM_UP: usize = 16;
    (0..WARM_UP).for_each(|_| work());
    let started = machine::Meter::start();
    let (mut n_done, mut batch) = (0u64, 1u64);
    loop {
        (0..batch).for_each(|_| work());
        n_done += batch;
        let passed = started.ns();
        if passed >= millis * 1_000_000 {
            return n_done.saturating_mul(1_000_000_000) / passed.max(1);
        }
        // Asking for the time is kept rare.
        if passed * 50 < millis * 1_000_000 {
            batch *= 2;
        }
    }
}

/// About what a `SignedInfo` weighs.
const SIGNED_BYTES: usize = 700;

fn alone(signer: &Signer, algorithm: SignatureAlgorithm, millis: u64) -> Result<u64> {
    let text = [b'x'; SIGNED_BYTES];
    let value = signer.key.sign(algorithm, &text).context("the key signs")?;
    let key = signer.certificate.key();
    ensure!(key.verifies(algorithm, &text, &value), "what was signed is verified");
    Ok(rate(millis, &mut || {
        black_box(key.verifies(algorithm, black_box(&text), &value));
    }))
}

/// SM2 by keys that never verified anything before.
fn first(signer: &Signer, millis: u64) -> Result<u64> {
    let text = [b'x'; SIGNED_BYTES];
    let value = signer.key.sign(SignatureAlgorithm::Sm2Sm3, &text).context("the key signs")?;
    let der = signer.certificate.der().to_vec();
    Ok(rate(millis, &mut || {
        if let Ok(fresh) = Certificate::from_der(der.clone()) {
            black_box(fresh.key().verifies(SignatureAlgorithm::Sm2Sm3, &text, &value));
        }
    }))
}

fn whole(
    signer: &Signer,
    algorithm: SignatureAlgorithm,
    message: &str,
    documents: usize,
    millis: u64,
) -> Result<Whole> {
    let digest = usual_digest(algorithm);
    let Signer { key, certificate } = signer;
    let signed = sign(message, &Signing { key, certificate, algorithm, digest })?;
    let on_file = [Arc::clone(certificate)];
    let (allowed, at) = (Allowed::default(), certificate.not_before);
    // The house's reader says where the signature stands.
    let place = match messages::read(signed.as_bytes(), &Limits::default()) {
        Ok(Message::Ceb(envelope)) => envelope.signature.map(|it| it.start..it.end),
        _ => None,
    };
    let policy = SigningPolicy::Required;
    let faults = || verify(signed.as_bytes(), place.clone(), &on_file, policy, &allowed, at);
    ensure!(faults().is_empty(), "what was signed is verified");
    let per_s = rate(millis, &mut || {
        black_box(faults());
    });
    let documents_per_s = per_s * documents as u64;
    Ok(Whole { algorithm, documents, bytes: signed.len(), per_s, documents_per_s })
}

/// A message of lists as a declarant's client writes them.
fn message(documents: usize) -> Result<String> {
    const DIFFERENT: u64 = 4;
    let law = Law::shipped()?;
    let lists = (1..=DIFFERENT).map(|seed| {
        let papers = testkit::fixtures::clean_parcel(&law, seed)?;
        Ok(Document::Inventory(Box::new(papers.inventory)))
    });
    let lists = lists.collect::<Result<Vec<_>>>()?;
    let lists: Vec<Document<'_>> = lists.iter().cycle().take(documents).cloned().collect();
    let mut out = Vec::new();
    let guid = "4CDE1CFD-EDED-46B1-946C-B8022E42FC94";
    write_documents(MessageType::Inventory, guid, &lists, None, &[], &mut out);
    Ok(String::from_utf8(out)?)
}

struct Length(u64);

impl Sink for Length {
    fn put(&mut self, bytes: &[u8]) {
        self.0 += bytes.len() as u64;
    }
}

/// What `openssl speed` says; nothing when it is not installed.
fn openssl(rsa: u64, sm2: u64) -> Option<OpenSsl> {
    let run = |arguments: &[&str]| {
        let output = Command::new("openssl").args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let speed = run(&["speed", "-seconds", "1", "rsa2048", "sm2"])
        .or_else(|| run(&["speed", "-seconds", "1", "rsa2048"]))?;
    // The last column of a line is verifications per second of processor time.
    let verified = |marks: &[&str]| -> Option<u64> {
        let is_it = |line: &&str| marks.iter().all(|it| line.contains(it));
        let line = speed.lines().find(is_it)?;
        let whole = line.split_whitespace().next_back()?.split('.').next()?;
        whole.parse().ok()
    };
    let rsa_2048_per_s = verified(&["rsa", "2048"])?;
    let sm2_per_s = verified(&["SM2"]);
    Some(OpenSsl {
        version: run(&["version"])?.trim().to_owned(),
        rsa_2048_per_s,
        sm2_per_s,
        rsa_2048_ratio: super::ratio(rsa, rsa_2048_per_s),
        sm2_ratio: sm2_per_s.map(|it| super::ratio(sm2, it)),
    })
}

fn print(report: &Report) {
    let Report { machine, on, openssl, .. } = report;
    println!("{machine}, {on}; per second of one processor");
    let beside = |theirs: Option<u64>, ratio: Option<f64>| match (theirs, ratio) {
        (Some(theirs), Some(ratio)) => format!("   openssl {theirs:>8}   ratio {ratio}"),
        _ => String::new(),
    };
    let rsa = openssl.as_ref().map(|it| (it.rsa_2048_per_s, it.rsa_2048_ratio));
    let sm2 = openssl.as_ref().and_then(|it| it.sm2_per_s.zip(it.sm2_ratio));
    let beside = |it: Option<(u64, f64)>| beside(it.map(|it| it.0), it.map(|it| it.1));
    println!("RSA-2048       {:>9} verifications{}", report.rsa_2048_per_s, beside(rsa));
    println!("SM2            {:>9} verifications{}", report.sm2_per_s, beside(sm2));
    println!("SM2, new key   {:>9} verifications", report.sm2_first_per_s);
    println!("canonical form {:>9} MB", report.canonical_mb_per_s);
    println!("SM3            {:>9} MB", report.sm3_mb_per_s);
    println!("SHA-1          {:>9} MB", report.sha1_mb_per_s);
    println!("SHA-256        {:>9} MB", report.sha256_mb_per_s);
    for it in &report.messages {
        println!(
            "{:<14} {:>9} messages of {} lists ({} bytes), {} lists",
            it.algorithm.name(),
            it.per_s,
            it.documents,
            it.bytes,
            it.documents_per_s
        );
    }
    match openssl {
        Some(it) => println!("beside {}", it.version),
        None => println!("openssl was not asked"),
    }
}
