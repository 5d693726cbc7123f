//! Signatures over bytes that are no XML: the `signValue` of a payment's original data.

use model::{Moment, SignatureAlgorithm};

use crate::{base64, certificate::Certificate, private_key::PrivateKey};

/// Why a signature over bytes is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BytesFault {
    #[error("not base64")]
    Encoding,
    #[error("a key of another kind than the algorithm's")]
    KeyKind,
    #[error("outside the certificate's validity, or revoked")]
    Certificate,
    #[error("not this key's signature over these bytes")]
    Differs,
}

/// Signs bytes; base64. Nothing when the key is of another kind than the algorithm.
pub fn sign_bytes(key: &PrivateKey, algorithm: SignatureAlgorithm, bytes: &[u8]) -> Option<String> {
    key.sign(algorithm, bytes).map(|it| base64::encode(&it))
}

/// Verifies a signature in base64 over bytes, by a certificate that is known to be the signer's.
///
/// # Errors
/// Why it is not good.
pub fn verify_bytes(
    certificate: &Certificate,
    algorithm: SignatureAlgorithm,
    bytes: &[u8],
    signature: &str,
    moment: Moment,
) -> Result<(), BytesFault> {
    if !certificate.is_valid_at(moment) {
        return Err(BytesFault::Certificate);
    }
    if !certificate.key().fits(algorithm) {
        return Err(BytesFault::KeyKind);
    }
    let signature = base64::decode(signature).ok_or(BytesFault::Encoding)?;
    if certificate.key().verifies(algorithm, bytes, &signature) {
        Ok(())
    } else {
        Err(BytesFault::Differs)
    }
}
