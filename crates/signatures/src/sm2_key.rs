//! SM2 verification (GB/T 32918.2-2016), with tables for keys that are used again and again.
//!
//! A sender signs thousands of messages with one key. Multiples of that key, computed once, turn
//! the 256 doublings of a verification into some fifty additions. Only public values are touched,
//! so nothing needs to take constant time; curve arithmetic is the library's.

use std::sync::{
    OnceLock,
    atomic::{AtomicUsize, Ordering},
};

use sm2::{
    AffinePoint, FieldBytes, ProjectivePoint, PublicKey, Scalar,
    dsa::{Signature, VerifyingKey, signature::hazmat::PrehashVerifier},
    elliptic_curve::{
        BatchNormalize, Group, PrimeField, ops::Reduce, point::AffineCoordinates, sec1::ToSec1Point,
    },
};
use sm3::{Digest, Sm3};

/// The identity that GM/T 0009-2012 has signers use when nothing else is agreed.
pub(crate) const DEFAULT_ID: &str = "1234567812345678";

/// Verifications after which a table is worth its making.
const TABLE_AFTER: usize = 8;
/// Tables of all keys together: 116 KB each.
const MAX_TABLES: usize = 512;
static N_TABLES: AtomicUsize = AtomicUsize::new(0);

/// Bits that one step looks at: in a key's own table, and in the base point's.
const KEY_WINDOW: usize = 5;
const BASE_WINDOW: usize = 8;

pub(crate) struct Sm2Key {
    key: VerifyingKey,
    /// `Z` of GB/T 32918.2: the digest of who signs, before the digest of what is signed.
    identity: [u8; 32],
    n_uses: AtomicUsize,
    table: OnceLock<Table>,
}

impl Sm2Key {
    /// From an uncompressed or compressed point.
    pub(crate) fn read(point: &[u8]) -> Option<Sm2Key> {
        let public = PublicKey::from_sec1_bytes(point).ok()?;
        let key = VerifyingKey::new(DEFAULT_ID, public).ok()?;
        let identity = identity_of(&public)?;
        Some(Sm2Key { key, identity, n_uses: AtomicUsize::new(0), table: OnceLock::new() })
    }

    pub(crate) fn verifies(&self, bytes: &[u8], signature: &[u8]) -> bool {
        let Some(signature) = read_signature(signature) else { return false };
        let prehash = Sm3::new().chain_update(self.identity).chain_update(bytes).finalize();
        match self.table() {
            Some(table) => verifies_by_table(table, &prehash.into(), &signature),
            None => self.key.verify_prehash(&prehash, &signature).is_ok(),
        }
    }

    fn table(&self) -> Option<&Table> {
        if let Some(table) = self.table.get() {
            return Some(table);
        }
        if self.n_uses.fetch_add(1, Ordering::Relaxed) < TABLE_AFTER {
            return None;
        }
        let takes_one = |it: usize| (it < MAX_TABLES).then_some(it + 1);
        if N_TABLES.fetch_update(Ordering::Relaxed, Ordering::Relaxed, takes_one).is_err() {
            return None;
        }
        let mut is_new = false;
        let table = self.table.get_or_init(|| {
            is_new = true;
            Table::of(ProjectivePoint::from(*self.key.as_affine()), KEY_WINDOW)
        });
        if !is_new {
            N_TABLES.fetch_sub(1, Ordering::Relaxed);
        }
        Some(table)
    }
}

impl Drop for Sm2Key {
    fn drop(&mut self) {
        if self.table.get().is_some() {
            N_TABLES.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// Two numbers of 32 bytes one after the other, or their DER.
fn read_signature(bytes: &[u8]) -> Option<Signature> {
    if bytes.len() == Signature::BYTE_SIZE {
        Signature::from_slice(bytes).ok()
    } else {
        Signature::from_der(bytes).ok()
    }
}

/// SM3 of identity, curve and key.
fn identity_of(key: &PublicKey) -> Option<[u8; 32]> {
    let point = key.to_sec1_point(false);
    let generator = AffinePoint::GENERATOR.to_sec1_point(false);
    let n_bits = u16::try_from(DEFAULT_ID.len() * 8).ok()?;
    let digest = Sm3::new()
        .chain_update(n_bits.to_be_bytes())
        .chain_update(DEFAULT_ID)
        .chain_update(CURVE_A)
        .chain_update(CURVE_B)
        .chain_update(generator.x()?)
        .chain_update(generator.y()?)
        .chain_update(point.x()?)
        .chain_update(point.y()?)
        .finalize();
    Some(digest.into())
}

/// GB/T 32918.5-2017: the curve is y² = x³ + ax + b.
const CURVE_A: [u8; 32] = [
    0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFC,
];
const CURVE_B: [u8; 32] = [
    0x28, 0xE9, 0xFA, 0x9E, 0x9D, 0x9F, 0x5E, 0x34, 0x4D, 0x5A, 0x9E, 0x4B, 0xCF, 0x65, 0x09, 0xA7,
    0xF3, 0x97, 0x89, 0xF5, 0x15, 0xAB, 0x8F, 0x92, 0xDD, 0xBC, 0xBD, 0x41, 0x4D, 0x94, 0x0E, 0x93,
];

/// The steps of GB/T 32918.2, 7.1, from B4 on.
fn verifies_by_table(table: &Table, prehash: &[u8; 32], signature: &Signature) -> bool {
    static BASE: OnceLock<Table> = OnceLock::new();
    let base = BASE.get_or_init(|| Table::of(ProjectivePoint::GENERATOR, BASE_WINDOW));
    let (r, s) = signature.split_scalars();
    let t = *r + *s;
    if bool::from(t.is_zero()) {
        return false;
    }
    let mut point = ProjectivePoint::IDENTITY;
    base.add_multiple(&s, &mut point);
    table.add_multiple(&t, &mut point);
    if bool::from(point.is_identity()) {
        return false;
    }
    let x = Scalar::reduce(&point.to_affine().x());
    let e = Scalar::reduce(&FieldBytes::from(*prehash));
    *r == e + x
}

/// For each group of bits, all multiples that it can name.
struct Table {
    points: Vec<AffinePoint>,
    window: usize,
}

impl Table {
    fn of(point: ProjectivePoint, window: usize) -> Table {
        let n_windows = SCALAR_BITS.div_ceil(window);
        let per_window = (1usize << window) - 1;
        let mut points = Vec::with_capacity(n_windows * per_window);
        let mut unit = point;
        for _ in 0..n_windows {
            let mut multiple = unit;
            for _ in 0..per_window {
                points.push(multiple);
                multiple += unit;
            }
            unit = multiple;
        }
        let points =
            <ProjectivePoint as BatchNormalize<[ProjectivePoint]>>::batch_normalize(&points);
        Table { points, window }
    }

    /// Adds a multiple of the table's point.
    fn add_multiple(&self, scalar: &Scalar, to: &mut ProjectivePoint) {
        let bytes = scalar.to_repr();
        let per_window = (1usize << self.window) - 1;
        for (index, multiples) in self.points.chunks(per_window).enumerate() {
            let digit = digit(&bytes, index * self.window, self.window);
            // Digit 0 adds nothing, and has no place in the table.
            if let Some(point) = digit.checked_sub(1).and_then(|it| multiples.get(it)) {
                *to += point;
            }
        }
    }
}

const SCALAR_BITS: usize = 256;

/// Bits of a number from `at` on, counted from its lowest.
fn digit(big_endian: &[u8], at: usize, width: usize) -> usize {
    let byte = |index: usize| {
        let place = big_endian.len().checked_sub(index + 1);
        place.and_then(|it| big_endian.get(it)).map_or(0, |it| usize::from(*it))
    };
    // A window of up to eight bits lies in two bytes at most.
    let pair = byte(at / 8) | byte(at / 8 + 1) << 8;
    pair >> (at % 8) & ((1 << width) - 1)
}

#[cfg(test)]
mod tests {
    use sm2::dsa::{SigningKey, signature::Signer};

    use super::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_bytes(DEFAULT_ID, &FieldBytes::from([seed; 32])).unwrap()
    }

    #[test]
    fn digits_put_together_are_the_number() {
        let number: Vec<u8> = (1..=32).map(|it| it * 7).collect();
        for width in [KEY_WINDOW, BASE_WINDOW] {
            let bits = (0..SCALAR_BITS).step_by(width).flat_map(|at| {
                let digit = digit(&number, at, width);
                (0..width.min(SCALAR_BITS - at)).map(move |bit| digit >> bit & 1)
            });
            let direct = number
                .iter()
                .rev()
                .flat_map(|it| (0..8).map(move |bit| usize::from(it >> bit & 1)));
            assert!(bits.eq(direct));
        }
    }

    #[test]
    fn with_and_without_a_table_the_answer_is_the_same() {
        for seed in 1..6 {
            let signing = key(seed);
            let point = signing.verifying_key().to_sec1_bytes();
            let key = Sm2Key::read(&point).unwrap();
            for round in 0..2 * TABLE_AFTER {
                let text = format!("message {round}");
                let signature: Signature = signing.sign(text.as_bytes());
                let (raw, der) = (signature.to_bytes(), signature.to_der());
                assert!(key.verifies(text.as_bytes(), &raw), "{seed} {round}");
                assert!(key.verifies(text.as_bytes(), der.as_bytes()), "{seed} {round}");
                assert!(!key.verifies(b"another", &raw));
                for byte in [0, 31, 32, 63] {
                    let mut other = raw;
                    other[byte] ^= 1;
                    assert!(!key.verifies(text.as_bytes(), &other));
                }
            }
            assert!(key.table.get().is_some());
        }
    }

    #[test]
    fn numbers_out_of_range_are_no_signature() {
        let key = Sm2Key::read(&key(9).verifying_key().to_sec1_bytes()).unwrap();
        for bytes in [vec![0; 64], vec![0xFF; 64], vec![], vec![0x30, 0], vec![1; 63]] {
            for _ in 0..2 * TABLE_AFTER {
                assert!(!key.verifies(b"", &bytes));
            }
        }
        // The sum of both numbers is the order of the group: t = 0.
        let sum = [Scalar::ONE.to_repr(), (-Scalar::ONE).to_repr()].concat();
        for _ in 0..2 * TABLE_AFTER {
            assert!(!key.verifies(b"", &sum));
        }
        assert!(Sm2Key::read(&[4; 65]).is_none());
    }
}
