//! Certificates on file.

use std::fmt;

use der::{Decode, pem};
use model::{CertificateRow, DigestAlgorithm, Moment};

use crate::{
    base64,
    digest::digest,
    public_key::PublicKey,
    x509::{self, X509},
};

/// What tells one certificate from another: SHA-256 of its DER.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    pub fn of(der: &[u8]) -> Fingerprint {
        let mut bytes = [0; 32];
        let digest = digest(DigestAlgorithm::Sha256, der);
        for (to, from) in bytes.iter_mut().zip(digest.as_bytes()) {
            *to = *from;
        }
        Fingerprint(bytes)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|it| write!(f, "{it:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a certificate cannot be put on file.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    #[error("neither PEM nor base64")]
    Encoding,
    #[error("not an X.509 certificate")]
    X509(#[source] der::Error),
    #[error("its key is neither RSA of 1024 to 8192 bits nor SM2")]
    Key,
    #[error("larger than {MAX_BYTES} bytes")]
    Size,
}

/// Larger than any certificate that is not an attack.
pub(crate) const MAX_BYTES: usize = 16 * 1024;

const LABEL: &str = "CERTIFICATE";

/// A certificate with its key ready for use.
#[derive(Debug)]
pub struct Certificate {
    /// 证书编号.
    pub number: String,
    pub fingerprint: Fingerprint,
    pub not_before: Moment,
    /// The last moment of its validity.
    pub not_after: Moment,
    pub revoked_at: Option<Moment>,
    /// The subject's common name, when it is readable text.
    pub subject: Option<String>,
    der: Vec<u8>,
    key: PublicKey,
}

impl Certificate {
    /// From a row of the registry.
    ///
    /// # Errors
    /// When it is no certificate, or of a key that nothing can be verified with.
    pub fn from_row(row: &CertificateRow) -> Result<Certificate, CertificateError> {
        let certificate = Certificate::read(&row.certificate)?;
        let (number, revoked_at) = (row.number.clone(), row.revoked_at);
        Ok(Certificate { number, revoked_at, ..certificate })
    }

    /// From PEM, or DER in base64. Its number is its serial number in hexadecimal digits.
    ///
    /// # Errors
    /// As [`Certificate::from_row`].
    pub fn read(text: &str) -> Result<Certificate, CertificateError> {
        if text.len() > 2 * MAX_BYTES {
            return Err(CertificateError::Size);
        }
        let text = text.trim();
        let der = if text.starts_with("-----") {
            let (label, der) =
                pem::decode_vec(text.as_bytes()).map_err(|_| CertificateError::Encoding)?;
            if label != LABEL {
                return Err(CertificateError::Encoding);
            }
            der
        } else {
            base64::decode(text).ok_or(CertificateError::Encoding)?
        };
        Certificate::from_der(der)
    }

    /// # Errors
    /// As [`Certificate::from_row`].
    pub fn from_der(der: Vec<u8>) -> Result<Certificate, CertificateError> {
        if der.len() > MAX_BYTES {
            return Err(CertificateError::Size);
        }
        let parsed = X509::from_der(&der).map_err(CertificateError::X509)?;
        let key = PublicKey::of(&parsed.body.key).ok_or(CertificateError::Key)?;
        let serial = parsed.body.serial.as_bytes();
        let number = serial.iter().map(|it| format!("{it:02X}")).collect();
        let validity = &parsed.body.validity;
        let (not_before, not_after) = (validity.not_before.moment(), validity.not_after.moment());
        let subject = x509::common_name(parsed.body.subject);
        let fingerprint = Fingerprint::of(&der);
        Ok(Certificate {
            number,
            fingerprint,
            not_before,
            not_after,
            revoked_at: None,
            subject,
            key,
            der,
        })
    }

    /// Between its first and last moment, and not revoked.
    pub fn is_valid_at(&self, moment: Moment) -> bool {
        (self.not_before..=self.not_after).contains(&moment)
            && self.revoked_at.is_none_or(|it| moment < it)
    }

    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    pub fn to_pem(&self) -> String {
        pem::encode_string(LABEL, pem::LineEnding::LF, &self.der).unwrap_or_default()
    }

    pub fn der(&self) -> &[u8] {
        &self.der
    }
}
