//! Self-signed certificates, for those who want to try before they have one.

use der::{
    Decode, Encode,
    asn1::{AnyRef, BitStringRef, IntRef},
};
use model::{DigestAlgorithm, Moment, SignatureAlgorithm};
use sm2::dsa::Signature;
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use crate::{
    certificate::{Certificate, CertificateError},
    digest::digest,
    private_key::{KeyKind, PrivateKey},
    x509::{self, Body, Time, Validity, X509},
};

/// Whom a certificate is for, and when.
#[derive(Debug, Clone)]
pub struct Subject<'s> {
    /// Becomes its common name.
    pub code: &'s str,
    /// Its organisation; may be empty.
    pub name: &'s str,
    pub not_before: Moment,
    pub not_after: Moment,
}

/// Length of a serial number.
const SERIAL_BYTES: usize = 8;

/// Makes a certificate that its own key signs. The same key and subject make the same certificate.
///
/// # Errors
/// When a name cannot be written.
pub fn issue(key: &PrivateKey, subject: &Subject<'_>) -> Result<Certificate, CertificateError> {
    let der = encode(key, subject).map_err(CertificateError::X509)?;
    Certificate::from_der(der)
}

fn encode(key: &PrivateKey, subject: &Subject<'_>) -> der::Result<Vec<u8>> {
    let curve = x509::SM2_CURVE;
    let (method, oid, parameters, key_oid, key_parameters) = match key.kind() {
        KeyKind::Rsa => (
            SignatureAlgorithm::RsaSha256,
            x509::RSA_SHA256,
            Some(AnyRef::NULL),
            x509::RSA,
            Some(AnyRef::NULL),
        ),
        KeyKind::Sm2 => {
            (SignatureAlgorithm::Sm2Sm3, x509::SM2_SM3, None, x509::EC, Some(AnyRef::from(&curve)))
        }
    };
    let algorithm = AlgorithmIdentifierRef { oid, parameters };
    let bits = key.public()?;
    let name = x509::name(subject.code, subject.name)?;
    let serial = digest(DigestAlgorithm::Sha256, &bits);
    let mut serial = serial.as_bytes().iter().take(SERIAL_BYTES).copied().collect::<Vec<_>>();
    if let Some(first) = serial.first_mut() {
        // Positive, and of full length.
        *first = *first & 0x7F | 0x40;
    }
    let body = Body {
        version: Some(2),
        serial: IntRef::new(&serial)?,
        algorithm,
        issuer: AnyRef::from_der(&name)?,
        validity: Validity {
            not_before: Time::of(subject.not_before)?,
            not_after: Time::of(subject.not_after)?,
        },
        subject: AnyRef::from_der(&name)?,
        key: SubjectPublicKeyInfoRef {
            algorithm: AlgorithmIdentifierRef { oid: key_oid, parameters: key_parameters },
            subject_public_key: BitStringRef::from_bytes(&bits)?,
        },
        issuer_id: None,
        subject_id: None,
        extensions: None,
    };
    let signature = key.sign(method, &body.to_der()?).ok_or(der::ErrorKind::Failed)?;
    // A certificate carries the two numbers of an SM2 signature as DER.
    let signature = match key.kind() {
        KeyKind::Rsa => signature,
        KeyKind::Sm2 => {
            let pair = Signature::from_slice(&signature).map_err(|_| der::ErrorKind::Failed)?;
            pair.to_der().as_bytes().to_vec()
        }
    };
    X509 { body, algorithm, signature: BitStringRef::from_bytes(&signature)? }.to_der()
}
