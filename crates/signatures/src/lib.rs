//! XML signatures (电子签名) of messages: canonical form, digests, RSA and SM2, certificates.
//!
//! The only crate that knows how a signature node is built, and the only one that compiles heavy
//! cryptography. [`examine`] finds out what is true of a message's bytes; [`judge`] says whether
//! that is good enough, by certificates on file, policy and moment; [`sign`] is the reverse.
//! [`sign_bytes`] and [`verify_bytes`] do the same for bytes that are no XML.

#![deny(clippy::float_arithmetic)]

mod algorithm;
mod base64;
mod bytes;
mod c14n;
mod certificate;
mod digest;
mod examine;
mod fault;
mod issue;
mod node;
mod private_key;
mod public_key;
mod rsa_key;
mod sign;
mod sm2_key;
mod verify;
mod x509;

pub use algorithm::{
    digest_of_uri, signature_of_uri, uri_of_digest, uri_of_signature, usual_digest,
};
pub use bytes::{BytesFault, sign_bytes, verify_bytes};
pub use c14n::{Flaw, Sink, canonical};
pub use certificate::{Certificate, CertificateError, Fingerprint};
pub use digest::{DigestValue, Digester, digest};
pub use examine::{Examined, canonical_content, canonical_signed_info, examine};
pub use fault::{Fault, FaultKind, SIGNATURE_CHECKS};
pub use issue::{Subject, issue};
pub use private_key::{KeyError, KeyKind, PrivateKey};
pub use public_key::PublicKey;
pub use sign::{SignError, Signing, sign};
pub use verify::{Allowed, judge, verify};
