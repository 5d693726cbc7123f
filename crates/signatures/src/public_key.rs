//! Public keys and what they prove.

use std::fmt;

use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
    RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
};
use model::SignatureAlgorithm;
use spki::SubjectPublicKeyInfoRef;

use crate::{sm2_key::Sm2Key, x509};

/// A key that signatures are verified with. It is shared by threads.
pub struct PublicKey(Kind);

enum Kind {
    Rsa { sha1: Box<ParsedPublicKey>, sha256: Box<ParsedPublicKey> },
    Sm2(Box<Sm2Key>),
}

impl PublicKey {
    /// The key of a certificate; nothing when it is of another kind or size. RSA keys of 1024 bits
    /// are still in the field.
    pub(crate) fn of(info: &SubjectPublicKeyInfoRef<'_>) -> Option<PublicKey> {
        let bits = info.subject_public_key.as_bytes()?;
        if info.algorithm.oid == x509::RSA {
            let sha1 = ParsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, bits);
            let sha256 =
                ParsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, bits);
            let (sha1, sha256) = (Box::new(sha1.ok()?), Box::new(sha256.ok()?));
            return Some(PublicKey(Kind::Rsa { sha1, sha256 }));
        }
        let curve = info.algorithm.parameters_oid().ok()?;
        if info.algorithm.oid == x509::EC && curve == x509::SM2_CURVE {
            return Sm2Key::read(bits).map(|it| PublicKey(Kind::Sm2(Box::new(it))));
        }
        None
    }

    /// Whether a key of this kind makes such signatures.
    pub fn fits(&self, algorithm: SignatureAlgorithm) -> bool {
        match (&self.0, algorithm) {
            (Kind::Sm2(_), SignatureAlgorithm::Sm2Sm3)
            | (Kind::Rsa { .. }, SignatureAlgorithm::RsaSha1 | SignatureAlgorithm::RsaSha256) => {
                true
            }
            (Kind::Sm2(_) | Kind::Rsa { .. }, _) => false,
        }
    }

    /// Whether the signature is this key's over these bytes. An SM2 signature is two numbers of 32
    /// bytes, or their DER.
    pub fn verifies(&self, algorithm: SignatureAlgorithm, bytes: &[u8], signature: &[u8]) -> bool {
        match (&self.0, algorithm) {
            (Kind::Rsa { sha1, .. }, SignatureAlgorithm::RsaSha1) => {
                sha1.verify_sig(bytes, signature).is_ok()
            }
            (Kind::Rsa { sha256, .. }, SignatureAlgorithm::RsaSha256) => {
                sha256.verify_sig(bytes, signature).is_ok()
            }
            (Kind::Sm2(key), SignatureAlgorithm::Sm2Sm3) => key.verifies(bytes, signature),
            _ => false,
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Rsa { .. } => "Rsa",
            Kind::Sm2(_) => "Sm2",
        })
    }
}
