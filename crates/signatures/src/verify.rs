//! Whether a signature is good: by the certificates on file, the company's policy, and the moment.

use std::{ops::Range, sync::Arc};

use model::{DigestAlgorithm, Moment, SignatureAlgorithm, SigningPolicy};

use crate::{
    algorithm::usual_digest,
    base64,
    certificate::Certificate,
    digest::digest,
    examine::{Examined, examine, spell_digest},
    fault::{Fault, FaultKind},
};

/// What a company may sign with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Empty: anything that can be verified.
    pub algorithms: Vec<SignatureAlgorithm>,
    /// Empty: anything that can be computed.
    pub digests: Vec<DigestAlgorithm>,
}

/// Verifies a whole message: nothing is wrong with it when nothing is returned. `at` as in
/// [`examine`].
pub fn verify(
    message: &[u8],
    at: Option<Range<usize>>,
    certificates: &[Arc<Certificate>],
    policy: SigningPolicy,
    allowed: &Allowed,
    moment: Moment,
) -> Vec<Fault> {
    if policy == SigningPolicy::Ignored {
        return Vec::new();
    }
    match examine(message, at) {
        Ok(mut examined) => judge(&mut examined, certificates, allowed, moment),
        Err(faults) => {
            let is_missing = faults.iter().all(|it| it.kind == FaultKind::Missing);
            if is_missing && policy == SigningPolicy::Accepted { Vec::new() } else { faults }
        }
    }
}

/// What is wrong with a signature that was read, in the order of the codes.
pub fn judge(
    examined: &mut Examined,
    certificates: &[Arc<Certificate>],
    allowed: &Allowed,
    moment: Moment,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let Allowed { algorithms, digests } = allowed;
    if !algorithms.is_empty() && !algorithms.contains(&examined.algorithm) {
        let expected = algorithms.iter().map(|it| it.name()).collect::<Vec<_>>().join(" | ");
        let observed = examined.algorithm.name();
        faults.push(Fault::new(FaultKind::Algorithm, "algorithm", observed, expected));
    }
    if !digests.is_empty() && !digests.contains(&examined.digest) {
        let expected = digests.iter().map(|it| it.name()).collect::<Vec<_>>().join(" | ");
        let observed = examined.digest.name();
        faults.push(Fault::new(FaultKind::Algorithm, "digest_algorithm", observed, expected));
    }
    let on_file = examined.means(certificates);
    match on_file {
        None => faults.push(not_on_file(examined, certificates)),
        Some(certificate) => days(certificate, moment, &mut faults),
    }
    if !examined.is_content_signed() {
        let Examined { digest, computed, n_canonical_bytes, stated, .. } = &*examined;
        let expected = spell_digest(computed.as_bytes(), *digest, *n_canonical_bytes);
        let observed = base64::encode(stated);
        faults.push(Fault::new(FaultKind::ContentDiffers, "digest_value", observed, expected));
    }
    if let Some(certificate) = on_file
        && !examined.is_proved_by(certificate)
    {
        faults.push(not_proved(examined, certificate));
    }
    faults
}

#[cold]
fn not_on_file(examined: &Examined, certificates: &[Arc<Certificate>]) -> Fault {
    let mut observed = examined.key_name.clone();
    if let Some(fingerprint) = examined.fingerprint {
        observed = format!("{observed} {fingerprint}");
    }
    let expected = if certificates.is_empty() {
        "(没有登记的证书 none on file)".to_owned()
    } else {
        certificates.iter().map(|it| it.number.as_str()).collect::<Vec<_>>().join(" | ")
    };
    Fault::new(FaultKind::NotOnFile, "certificate", observed, expected)
}

/// The days of a certificate, its first and last moment counted in.
fn days(certificate: &Certificate, moment: Moment, faults: &mut Vec<Fault>) {
    let part = "certificate";
    if moment < certificate.not_before {
        let expected = format!(">= {}", certificate.not_before);
        faults.push(Fault::new(FaultKind::NotYetValid, part, moment.to_string(), expected));
    }
    if certificate.not_after < moment {
        let expected = format!("<= {}", certificate.not_after);
        faults.push(Fault::new(FaultKind::Expired, part, moment.to_string(), expected));
    }
    if let Some(revoked_at) = certificate.revoked_at
        && revoked_at <= moment
    {
        let expected = format!("< {revoked_at}");
        faults.push(Fault::new(FaultKind::Revoked, part, moment.to_string(), expected));
    }
}

#[cold]
fn not_proved(examined: &Examined, certificate: &Certificate) -> Fault {
    let method = examined.algorithm;
    if !certificate.key().fits(method) {
        let expected = format!("{:?} key", certificate.key());
        return Fault::new(FaultKind::ValueDiffers, "value", method.name(), expected);
    }
    // What was computed over SignedInfo, for whoever compares; SM2 digests its signer before it.
    let algorithm = usual_digest(method);
    let computed = digest(algorithm, &examined.signed_info);
    let n_bytes = examined.signed_info.len() as u64;
    let observed = spell_digest(computed.as_bytes(), algorithm, n_bytes);
    let expected = format!("{} {}", certificate.number, method.name());
    Fault::new(FaultKind::ValueDiffers, "value", observed, expected)
}
