//! Signed heads and documents: whoever holds the house's public key can tell that a chain, or a document of
//! customs, is this house's.

use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use model::CommitNo;

/// A head with the house's signature over it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadSignature {
    pub commit: CommitNo,
    pub link: [u8; 32],
    pub public_key: [u8; 32],
    pub signature: [u8; 64],
}

fn signed_text(commit: CommitNo, link: &[u8; 32]) -> Vec<u8> {
    let mut text = b"tongguan head 1".to_vec();
    text.extend_from_slice(&commit.0.to_le_bytes());
    text.extend_from_slice(link);
    text
}

pub(crate) fn sign_head(key: &SigningKey, commit: CommitNo, link: [u8; 32]) -> HeadSignature {
    let signature = key.sign(&signed_text(commit, &link)).to_bytes();
    HeadSignature { commit, link, public_key: key.verifying_key().to_bytes(), signature }
}

/// The public half of a house's signing secret.
pub(crate) fn public_key(signing: &[u8; 32]) -> [u8; 32] {
    SigningKey::from_bytes(signing).verifying_key().to_bytes()
}

/// Whether the signature is its public key's over this head.
pub fn verify_head(head: &HeadSignature) -> bool {
    let Ok(key) = VerifyingKey::from_bytes(&head.public_key) else { return false };
    let signature = Signature::from_bytes(&head.signature);
    key.verify(&signed_text(head.commit, &head.link), &signature).is_ok()
}

/// A document that the house issued, with the house's signature over its canonical text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentSignature {
    pub public_key: [u8; 32],
    pub signature: [u8; 64],
}

/// What is signed of a document: apart from heads, so that no document passes for a head.
fn signed_document(text: &[u8]) -> Vec<u8> {
    [b"tongguan document 1", text].concat()
}

/// The same text gets the same signature every time.
pub(crate) fn sign_document(signing: &[u8; 32], text: &[u8]) -> DocumentSignature {
    let key = SigningKey::from_bytes(signing);
    let signature = key.sign(&signed_document(text)).to_bytes();
    DocumentSignature { public_key: key.verifying_key().to_bytes(), signature }
}

/// Whether the signature is its public key's over this text.
pub fn verify_document(text: &[u8], signed: &DocumentSignature) -> bool {
    let Ok(key) = VerifyingKey::from_bytes(&signed.public_key) else { return false };
    let signature = Signature::from_bytes(&signed.signature);
    key.verify(&signed_document(text), &signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_altered_bit_is_seen() {
        let key = SigningKey::from_bytes(&[3; 32]);
        let head = sign_head(&key, CommitNo(7), [9; 32]);
        assert!(verify_head(&head));
        assert!(!verify_head(&HeadSignature { commit: CommitNo(8), ..head.clone() }));
        let mut link = head.link;
        link[31] ^= 1;
        assert!(!verify_head(&HeadSignature { link, ..head }));
    }

    #[test]
    fn a_document_is_signed_for_itself() {
        let signed = sign_document(&[3; 32], b"{}");
        assert_eq!(signed, sign_document(&[3; 32], b"{}"));
        assert!(verify_document(b"{}", &signed));
        assert!(!verify_document(b"{ }", &signed));
        let other = sign_document(&[4; 32], b"{}");
        assert!(!verify_document(
            b"{}",
            &DocumentSignature { public_key: other.public_key, ..signed }
        ));
    }
}
