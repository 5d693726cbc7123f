//! Signed heads: whoever holds the house's public key can tell that a chain is this house's.

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
}
