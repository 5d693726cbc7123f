//! Keyed digests that stand for natural keys, and the identity number's own check digit.

use serde::{Deserialize, Serialize};

/// A 128-bit keyed digest of a natural key. `hi` finds, `lo` proves: a hit on `hi` means nothing
/// until `lo` is compared.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct KeyPair {
    pub hi: u64,
    pub lo: u64,
}

/// Whether an 18-character resident identity number (公民身份号码) carries its own check digit
/// (GB 11643, ISO 7064 MOD 11-2) and a real birth date. That is not a verification of identity.
pub fn is_valid_identity_number(number: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let bytes = number.as_bytes();
    let (Some(body), Some(&check)) = (bytes.get(..17), bytes.get(17)) else { return false };
    if bytes.len() != 18 || !body.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 =
        body.iter().zip(WEIGHTS).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
    let expected = CHECKS.get((sum % 11) as usize);
    let born = number.get(6..14).and_then(crate::DayStamp::parse);
    expected == Some(&check.to_ascii_uppercase()) && born.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_decides() {
        assert!(is_valid_identity_number("11010519491231002X"));
        assert!(is_valid_identity_number("11010519491231002x"));
        assert!(!is_valid_identity_number("110105194912310021"));
        assert!(!is_valid_identity_number("11010519491331002X"));
        assert!(!is_valid_identity_number("1101051949123100"));
        assert!(!is_valid_identity_number(""));
    }
}
