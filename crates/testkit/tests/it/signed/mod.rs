//! Signed messages: the inputs of the scenarios `scenarios/retail-import/sign*`, which are signed
//! with keys made of a number, and one meaning for the reader and the verifier.
//!
//! `UPDATE_EXPECT=1` writes the inputs, so no private key lies in the repository.

mod meaning;
mod stories;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use clearance::ports::RawInput;
use model::{DigestAlgorithm, Moment, SignatureAlgorithm};
use signatures::{Certificate, KeyKind, PrivateKey, Signing, Subject, issue, sign, usual_digest};

pub(super) const PLATFORM: &str = "4403960P01";
pub(super) const PAYMENT: &str = "4403960Y03";
pub(super) const LOGISTICS: &str = "4403960L04";
pub(super) const DECLARANT: &str = "4403960D05";
pub(super) const SITE: &str = "4403960G06";
/// Is on file nowhere.
pub(super) const STRANGER: &str = "4403960X99";

/// A company's key and certificate.
pub(super) struct Identity {
    pub(super) key: PrivateKey,
    pub(super) certificate: Certificate,
    pub(super) pem: String,
}

fn moment(text: &str) -> Moment {
    Moment::from_local(text.parse().unwrap())
}

pub(super) fn identity(code: &str) -> &'static Identity {
    static ALL: OnceLock<Vec<(&str, Identity)>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let kinds = [
            (PLATFORM, KeyKind::Rsa),
            (PAYMENT, KeyKind::Rsa),
            (LOGISTICS, KeyKind::Sm2),
            (DECLARANT, KeyKind::Sm2),
            (STRANGER, KeyKind::Sm2),
            (SITE, KeyKind::Sm2),
        ];
        kinds
            .into_iter()
            .zip(1..)
            .map(|((code, kind), seed)| (code, made(code, kind, seed)))
            .collect()
    });
    &all.iter().find(|it| it.0 == code).unwrap().1
}

fn made(code: &str, kind: KeyKind, seed: u8) -> Identity {
    let key = PrivateKey::generate(kind, [seed; 32]).unwrap();
    let subject = Subject {
        code,
        name: "",
        not_before: moment("2020-01-01T00:00:00"),
        not_after: moment("2020-12-31T23:59:59"),
    };
    let mut certificate = issue(&key, &subject).unwrap();
    certificate.number = format!("S{code}");
    Identity { pem: certificate.to_pem(), key, certificate }
}

pub(super) fn signed(message: &str, code: &str, algorithm: SignatureAlgorithm) -> String {
    signed_with(message, code, algorithm, usual_digest(algorithm))
}

pub(super) fn signed_with(
    message: &str,
    code: &str,
    algorithm: SignatureAlgorithm,
    digest: DigestAlgorithm,
) -> String {
    let Identity { key, certificate, .. } = identity(code);
    sign(message, &Signing { key, certificate, algorithm, digest }).unwrap()
}

/// The inputs of each signed scenario, a minute apart.
pub(crate) fn raws() -> Vec<(&'static str, Vec<RawInput>)> {
    let raw = |(at, (_, text)): (i64, (String, String))| RawInput {
        received_at: moment("2020-11-21T09:00:00").plus_minutes(at),
        sender: String::new(),
        bytes: text.into_bytes(),
    };
    let stories = stories::stories().into_iter();
    stories.map(|it| (it.folder, (0..).zip(it.inputs).map(raw).collect())).collect()
}

pub(super) fn family() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/retail-import")
}

/// An input of the scenario in which all goes well, without a signature.
pub(super) fn paper(name: &str) -> String {
    let text = fs::read_to_string(family().join("released-in-order").join(name)).unwrap();
    let Some((before, rest)) = text.split_once("<ds:Signature") else { return text };
    let (_, after) = rest.split_once("</ds:Signature>").unwrap();
    format!("{}{after}", before.trim_end())
}
