//! Algorithms and their names on the wire.
//!
//! The 202205 specification spells the national algorithms in the customs' own namespace; messages
//! of 2023 spell them in the W3C's, and digest with SHA-1 beside an SM2 signature. Both spellings
//! are read; what is written is the specification's.

use model::{DigestAlgorithm, SignatureAlgorithm};

pub(crate) const XMLDSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
pub(crate) const C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
pub(crate) const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/// The first of a kind is the one that is written.
static SIGNATURES: &[(SignatureAlgorithm, &str)] = &[
    (SignatureAlgorithm::Sm2Sm3, "http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3"),
    (SignatureAlgorithm::Sm2Sm3, "http://www.w3.org/2000/09/xmldsig#sm2-sm3"),
    (SignatureAlgorithm::RsaSha1, "http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
    (SignatureAlgorithm::RsaSha256, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
];

static DIGESTS: &[(DigestAlgorithm, &str)] = &[
    (DigestAlgorithm::Sm3, "http://www.chinaport.gov.cn/2022/04/xmldsig#sm3"),
    (DigestAlgorithm::Sm3, "http://www.w3.org/2000/09/xmldsig#sm3"),
    (DigestAlgorithm::Sha1, "http://www.w3.org/2000/09/xmldsig#sha1"),
    (DigestAlgorithm::Sha256, "http://www.w3.org/2001/04/xmlenc#sha256"),
];

/// The signature algorithm of a `SignatureMethod`.
pub fn signature_of_uri(uri: &str) -> Option<SignatureAlgorithm> {
    SIGNATURES.iter().find(|(_, it)| *it == uri).map(|(algorithm, _)| *algorithm)
}

/// The digest algorithm of a `DigestMethod`.
pub fn digest_of_uri(uri: &str) -> Option<DigestAlgorithm> {
    DIGESTS.iter().find(|(_, it)| *it == uri).map(|(algorithm, _)| *algorithm)
}

/// The URI to write.
pub fn uri_of_signature(algorithm: SignatureAlgorithm) -> &'static str {
    SIGNATURES.iter().find(|(it, _)| *it == algorithm).map_or("", |(_, uri)| uri)
}

/// The URI to write.
pub fn uri_of_digest(algorithm: DigestAlgorithm) -> &'static str {
    DIGESTS.iter().find(|(it, _)| *it == algorithm).map_or("", |(_, uri)| uri)
}

/// The digest that goes with a signature unless somebody chooses another.
pub const fn usual_digest(algorithm: SignatureAlgorithm) -> DigestAlgorithm {
    match algorithm {
        SignatureAlgorithm::Sm2Sm3 => DigestAlgorithm::Sm3,
        SignatureAlgorithm::RsaSha1 => DigestAlgorithm::Sha1,
        SignatureAlgorithm::RsaSha256 => DigestAlgorithm::Sha256,
    }
}

/// Every name that is read, for whoever used another.
pub(crate) fn signature_uris() -> String {
    SIGNATURES.iter().map(|(_, uri)| *uri).collect::<Vec<_>>().join(" | ")
}

/// Every name that is read, for whoever used another.
pub(crate) fn digest_uris() -> String {
    DIGESTS.iter().map(|(_, uri)| *uri).collect::<Vec<_>>().join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_both_spellings_mean_the_same() {
        for algorithm in SignatureAlgorithm::ALL {
            assert_eq!(signature_of_uri(uri_of_signature(algorithm)), Some(algorithm));
        }
        for algorithm in DigestAlgorithm::ALL {
            assert_eq!(digest_of_uri(uri_of_digest(algorithm)), Some(algorithm));
        }
        for spelling in ["http://www.chinaport.gov.cn/2022/04/xmldsig#", XMLDSIG] {
            let sm2 = signature_of_uri(&format!("{spelling}sm2-sm3"));
            assert_eq!(sm2, Some(SignatureAlgorithm::Sm2Sm3));
            assert_eq!(digest_of_uri(&format!("{spelling}sm3")), Some(DigestAlgorithm::Sm3));
        }
        assert_eq!(signature_of_uri("http://www.w3.org/2000/09/xmldsig#hmac-sha1"), None);
        assert_eq!(digest_of_uri(""), None);
    }
}
