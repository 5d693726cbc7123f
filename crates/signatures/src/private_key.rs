//! Private keys: of integrators who sign, and of tests.

use std::fmt;

use der::{AnyRef, Decode, pem};
use model::{DigestAlgorithm, SignatureAlgorithm};
use pkcs8::{PrivateKeyInfoRef, SecretDocument};
use sm2::{
    FieldBytes, NonZeroScalar, SecretKey,
    dsa::{Signature, SigningKey, signature::Signer},
    elliptic_curve::ops::Reduce,
    pkcs8::{DecodePrivateKey, EncodePrivateKey},
};
use spki::AlgorithmIdentifierRef;

use crate::{rsa_key::RsaKey, sm2_key::DEFAULT_ID, x509};

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("not a PEM file")]
    Pem,
    #[error(
        "a `{0}`; `openssl pkcs8 -topk8 -nocrypt` turns it into a `PRIVATE KEY` without pass phrase"
    )]
    Label(String),
    #[error("not a PKCS #8 private key")]
    Pkcs8,
    #[error("neither RSA of 1024 to 8192 bits nor SM2")]
    Kind,
    #[error("cannot be generated with these sizes")]
    Generate,
}

/// What a new key is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    Sm2,
    /// Of 2048 bits.
    Rsa,
}

const RSA_BITS: u32 = 2_048;
const LABEL: &str = "PRIVATE KEY";

/// A private key. It is never shown.
pub struct PrivateKey {
    kind: Kind,
    /// PKCS #8.
    document: SecretDocument,
}

enum Kind {
    Rsa(RsaKey),
    Sm2(SigningKey),
}

impl PrivateKey {
    /// From a PKCS #8 key in PEM, as `openssl genpkey` writes it.
    ///
    /// # Errors
    /// When it is something else, encrypted, or of another kind of key.
    pub fn read(text: &str) -> Result<PrivateKey, KeyError> {
        let label = pem::decode_label(text.as_bytes()).map_err(|_| KeyError::Pem)?;
        if label != LABEL {
            return Err(KeyError::Label(label.to_owned()));
        }
        let (_, document) = SecretDocument::from_pem(text).map_err(|_| KeyError::Pem)?;
        PrivateKey::from_document(document)
    }

    fn from_document(document: SecretDocument) -> Result<PrivateKey, KeyError> {
        let info = PrivateKeyInfoRef::from_der(document.as_bytes()).map_err(|_| KeyError::Pkcs8)?;
        let kind = if info.algorithm.oid == x509::RSA {
            RsaKey::read(info.private_key.as_bytes()).map(Kind::Rsa)
        } else {
            SecretKey::from_pkcs8_der(document.as_bytes())
                .ok()
                .and_then(|it| SigningKey::new(DEFAULT_ID, &it).ok())
                .map(Kind::Sm2)
        };
        Ok(PrivateKey { kind: kind.ok_or(KeyError::Kind)?, document })
    }

    /// A new key, a function of the seed: whoever knows the one knows the other.
    ///
    /// # Errors
    /// Never for these kinds.
    pub fn generate(kind: KeyKind, seed: [u8; 32]) -> Result<PrivateKey, KeyError> {
        let document = match kind {
            KeyKind::Sm2 => {
                let scalar = sm2::Scalar::reduce(&FieldBytes::from(seed));
                let scalar: Option<NonZeroScalar> = NonZeroScalar::new(scalar).into();
                let secret = SecretKey::from(scalar.ok_or(KeyError::Generate)?);
                secret.to_pkcs8_der().map_err(|_| KeyError::Generate)?
            }
            KeyKind::Rsa => {
                let key = RsaKey::generate(RSA_BITS, seed).ok_or(KeyError::Generate)?;
                let parameters = Some(AnyRef::NULL);
                let algorithm = AlgorithmIdentifierRef { oid: x509::RSA, parameters };
                let octets =
                    der::asn1::OctetStringRef::new(&key).map_err(|_| KeyError::Generate)?;
                let info = PrivateKeyInfoRef::new(algorithm, octets);
                SecretDocument::encode_msg(&info).map_err(|_| KeyError::Generate)?
            }
        };
        PrivateKey::from_document(document)
    }

    /// As PEM.
    ///
    /// # Errors
    /// Never for a key that was read.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        let pem = self.document.to_pem(LABEL, pem::LineEnding::LF);
        pem.map(|it| it.as_str().to_owned()).map_err(|_| KeyError::Pkcs8)
    }

    pub fn kind(&self) -> KeyKind {
        match self.kind {
            Kind::Rsa(_) => KeyKind::Rsa,
            Kind::Sm2(_) => KeyKind::Sm2,
        }
    }

    /// What this key signs with unless somebody chooses otherwise.
    pub fn usual_algorithm(&self) -> SignatureAlgorithm {
        match self.kind {
            Kind::Rsa(_) => SignatureAlgorithm::RsaSha256,
            Kind::Sm2(_) => SignatureAlgorithm::Sm2Sm3,
        }
    }

    /// Signs bytes; nothing when the key is of another kind than the algorithm. The same bytes have
    /// the same signature. An SM2 signature is two numbers of 32 bytes one after the other.
    pub fn sign(&self, algorithm: SignatureAlgorithm, bytes: &[u8]) -> Option<Vec<u8>> {
        match (&self.kind, algorithm) {
            (Kind::Rsa(key), SignatureAlgorithm::RsaSha1) => key.sign(DigestAlgorithm::Sha1, bytes),
            (Kind::Rsa(key), SignatureAlgorithm::RsaSha256) => {
                key.sign(DigestAlgorithm::Sha256, bytes)
            }
            (Kind::Sm2(key), SignatureAlgorithm::Sm2Sm3) => {
                let signature: Signature = key.try_sign(bytes).ok()?;
                Some(signature.to_vec())
            }
            _ => None,
        }
    }

    /// The public key as a certificate carries it: the parameters of its algorithm, and its bits.
    pub(crate) fn public(&self) -> der::Result<Vec<u8>> {
        match &self.kind {
            Kind::Rsa(key) => key.public(),
            Kind::Sm2(key) => Ok(key.verifying_key().to_sec1_bytes().into_vec()),
        }
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({:?}, not shown)", self.kind())
    }
}
