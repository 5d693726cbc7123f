//! Who may sign, with what, and who must.

use serde::{Deserialize, Serialize};

use crate::{Date, Moment};

/// How a message is signed (签名算法).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureAlgorithm {
    /// 国密 SM2 over SM3.
    Sm2Sm3,
    RsaSha1,
    RsaSha256,
}

impl SignatureAlgorithm {
    pub const ALL: [SignatureAlgorithm; 3] =
        [SignatureAlgorithm::Sm2Sm3, SignatureAlgorithm::RsaSha1, SignatureAlgorithm::RsaSha256];

    /// As it stands in JSON and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            SignatureAlgorithm::Sm2Sm3 => "sm2_sm3",
            SignatureAlgorithm::RsaSha1 => "rsa_sha1",
            SignatureAlgorithm::RsaSha256 => "rsa_sha256",
        }
    }
}

/// How a message's content is digested (摘要算法), which its signature does not decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DigestAlgorithm {
    Sm3,
    Sha1,
    Sha256,
}

impl DigestAlgorithm {
    pub const ALL: [DigestAlgorithm; 3] =
        [DigestAlgorithm::Sm3, DigestAlgorithm::Sha1, DigestAlgorithm::Sha256];

    /// As it stands in JSON and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            DigestAlgorithm::Sm3 => "sm3",
            DigestAlgorithm::Sha1 => "sha1",
            DigestAlgorithm::Sha256 => "sha256",
        }
    }
}

/// What is made of the signatures on a company's messages (验签要求).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SigningPolicy {
    /// Nobody looks at them.
    Ignored,
    /// A message may come without; a signature that is there must be good.
    Accepted,
    /// A message without a good signature is refused.
    Required,
}

/// A company that signs (签名企业): its certificates, and its policy over time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatoryRow {
    /// 10-digit customs code or 18-digit social credit code, as used on the wire.
    pub company: String,
    /// The last row that has begun holds; before the first one, and without any, signatures are
    /// accepted when there is a certificate and ignored when there is none.
    #[serde(default)]
    pub policy: Vec<PolicyRow>,
    /// Certificates that may sign in its name.
    #[serde(default)]
    pub certificates: Vec<CertificateRow>,
}

/// A policy from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyRow {
    pub from: Date,
    pub policy: SigningPolicy,
    /// What it may sign with; empty: anything the house can verify.
    #[serde(default)]
    pub algorithms: Vec<SignatureAlgorithm>,
    /// What it may digest with; empty: anything the house can compute.
    #[serde(default)]
    pub digests: Vec<DigestAlgorithm>,
}

/// A certificate on file (备案证书).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateRow {
    /// 证书编号, as the signature's `KeyName` says it.
    pub number: String,
    /// X.509: PEM, or DER in base64.
    pub certificate: String,
    /// From this moment on nothing signed with it is taken (吊销).
    #[serde(default)]
    pub revoked_at: Option<Moment>,
}
