//! Signing messages, for integrators who test and for whatever the house sends.

use std::fmt::Write as _;

use model::{DigestAlgorithm, SignatureAlgorithm};

use crate::{
    algorithm::{C14N, ENVELOPED, XMLDSIG, uri_of_digest, uri_of_signature},
    base64,
    c14n::{self, Flaw, Mark},
    certificate::Certificate,
    digest::Digester,
    examine::canonical_signed_info,
    private_key::PrivateKey,
};

/// How to sign.
#[derive(Debug, Clone, Copy)]
pub struct Signing<'s> {
    pub key: &'s PrivateKey,
    /// Its number becomes the signature's `KeyName`.
    pub certificate: &'s Certificate,
    pub algorithm: SignatureAlgorithm,
    pub digest: DigestAlgorithm,
}

/// Why a message cannot be signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    #[error("the message is not well-formed XML")]
    Malformed(#[source] Flaw),
    #[error("the message carries more than one signature")]
    ManySignatures,
    #[error("the root element is empty")]
    Empty,
    #[error("the key makes no such signatures")]
    Algorithm,
    #[error("key and certificate do not belong together")]
    Pair,
    #[error("the signed message has no canonical form")]
    Unsound,
}

/// Puts an enveloped signature into a message: in the place of the one it has, or as the last
/// child of its root. The same message, key and certificate make the same signature.
///
/// # Errors
/// When the message is not XML, or the key does not fit.
pub fn sign(message: &str, how: &Signing<'_>) -> Result<String, SignError> {
    let mut digester = Digester::new(how.digest);
    let walked = c14n::without_signatures(message, &mut digester);
    let walked = walked.map_err(SignError::Malformed)?;
    let mut signatures = walked.marks.iter().filter(|it| it.mark == Mark::Signature);
    let place = match (signatures.next(), signatures.next()) {
        (None, _) => {
            let end = walked.root_end.ok_or(SignError::Empty)?;
            end..end
        }
        (Some(one), None) if one.depth == 1 => one.range.clone(),
        _ => return Err(SignError::ManySignatures),
    };
    let (computed, _) = digester.finish();
    let before = message.get(..place.start).unwrap_or_default();
    let after = message.get(place.end..).unwrap_or_default();
    let head = head(how, &base64::encode(computed.as_bytes()));
    let tail = tail(how.certificate);
    let unsigned = [before, &head, &tail, after].concat();
    let signed_info = canonical_signed_info(&unsigned).map_err(|_| SignError::Unsound)?;
    let value = how.key.sign(how.algorithm, &signed_info).ok_or(SignError::Algorithm)?;
    if !how.certificate.key().verifies(how.algorithm, &signed_info, &value) {
        return Err(SignError::Pair);
    }
    Ok([before, &head, &base64::encode(&value), &tail, after].concat())
}

/// A signature up to its value.
fn head(how: &Signing<'_>, digest_value: &str) -> String {
    let (method, digest) = (uri_of_signature(how.algorithm), uri_of_digest(how.digest));
    [
        r#"<ds:Signature xmlns:ds=""#,
        XMLDSIG,
        r#""><ds:SignedInfo><ds:CanonicalizationMethod Algorithm=""#,
        C14N,
        r#""></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm=""#,
        method,
        r#""></ds:SignatureMethod><ds:Reference URI=""><ds:Transforms><ds:Transform Algorithm=""#,
        ENVELOPED,
        r#""></ds:Transform></ds:Transforms><ds:DigestMethod Algorithm=""#,
        digest,
        r#""></ds:DigestMethod><ds:DigestValue>"#,
        digest_value,
        r"</ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue>",
    ]
    .concat()
}

/// A signature from after its value on.
fn tail(certificate: &Certificate) -> String {
    let mut text = "</ds:SignatureValue><ds:KeyInfo><ds:KeyName>".to_owned();
    for character in certificate.number.chars() {
        match character {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            other => text.push(other),
        }
    }
    let der = base64::encode(certificate.der());
    let _infallible = write!(
        text,
        "</ds:KeyName><ds:X509Data><ds:X509Certificate>{der}</ds:X509Certificate></ds:X509Data>\
         </ds:KeyInfo></ds:Signature>"
    );
    text
}
