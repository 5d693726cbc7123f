//! How the house signs what it posts: HMAC-SHA256 over identity, time and body, as Standard
//! Webhooks (<https://www.standardwebhooks.com>) spells it, so that ready libraries verify it.

use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Bytes of a secret.
pub(crate) const SECRET_BYTES: usize = 32;

/// What a spelt secret begins with.
const SECRET_PREFIX: &str = "whsec_";

/// A secret as its receiver is shown it, once.
pub(crate) fn spell_secret(secret: &[u8]) -> String {
    format!("{SECRET_PREFIX}{}", BASE64_STANDARD.encode(secret))
}

/// One signature, with its version: `v1,…`. `timestamp` is in seconds since 1970.
pub(crate) fn sign(secret: &[u8], id: &str, timestamp: i64, body: &[u8]) -> String {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return String::new() };
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body);
    format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's reference libraries.
    #[test]
    fn a_signature_is_what_other_libraries_compute() {
        let secret = BASE64_STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        let body = br#"{"test": 2432232314}"#;
        let signature = sign(&secret, id, 1_614_265_330, body);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert_eq!(spell_secret(&secret), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    #[test]
    fn identity_time_body_and_secret_are_all_signed() {
        let signature = sign(b"secret", "id", 1, b"body");
        assert_ne!(signature, sign(b"secret", "ie", 1, b"body"));
        assert_ne!(signature, sign(b"secret", "id", 2, b"body"));
        assert_ne!(signature, sign(b"secret", "id", 1, b"Body"));
        assert_ne!(signature, sign(b"Secret", "id", 1, b"body"));
    }
}
