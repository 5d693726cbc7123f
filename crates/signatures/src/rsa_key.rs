//! RSA private keys: signing by RSASSA-PKCS1-v1_5 (RFC 8017, 8.2), and making keys for tests.
//!
//! Verification is another library's, which is fast but signs no SHA-1 digests; the wire asks for
//! those. A signature is one power with a secret exponent, in constant time.

use crypto_bigint::{
    BoxedUint, ConcatenatingMul, Odd, Resize,
    modular::{BoxedMontyForm, BoxedMontyParams},
};
use crypto_primes::{
    Flavor,
    hazmat::{SetBits, SmallFactorsSieveFactory},
    is_prime, sieve_and_find,
};
use model::DigestAlgorithm;
use pkcs1::{RsaPrivateKey, RsaPublicKeyRef, UintRef};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use crate::digest::digest;

/// `DigestInfo` of RFC 8017, 9.2, up to the digest.
const SHA1_INFO: &[u8] =
    &[0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2B, 0x0E, 0x03, 0x02, 0x1A, 0x05, 0x00, 0x04, 0x14];
const SHA256_INFO: &[u8] = &[
    0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

const PUBLIC_EXPONENT: u32 = 65_537;
/// The sizes that verification takes.
const BITS: std::ops::RangeInclusive<u32> = 1_024..=8_192;

pub(crate) struct RsaKey {
    modulus: Odd<BoxedUint>,
    public_exponent: Vec<u8>,
    private_exponent: BoxedUint,
}

impl RsaKey {
    /// From the DER of PKCS #1.
    pub(crate) fn read(der: &[u8]) -> Option<RsaKey> {
        let key: RsaPrivateKey<UintRef<'_>> = der::Decode::from_der(der).ok()?;
        let modulus = BoxedUint::from_be_slice_vartime(key.modulus.as_bytes());
        let bits = modulus.bits();
        if !BITS.contains(&bits) {
            return None;
        }
        let precision = modulus.bits_precision();
        let private_exponent =
            BoxedUint::from_be_slice(key.private_exponent.as_bytes(), precision).ok()?;
        let modulus = Option::from(Odd::new(modulus))?;
        let public_exponent = key.public_exponent.as_bytes().to_vec();
        Some(RsaKey { modulus, public_exponent, private_exponent })
    }

    /// The DER of the public key (PKCS #1).
    pub(crate) fn public(&self) -> der::Result<Vec<u8>> {
        let modulus = self.modulus.to_be_bytes_trimmed_vartime();
        let key = RsaPublicKeyRef {
            modulus: UintRef::new(&modulus)?,
            public_exponent: UintRef::new(&self.public_exponent)?,
        };
        der::Encode::to_der(&key)
    }

    /// Signs bytes by way of their SHA-1 or SHA-256 digest. Nothing when the key is too small for
    /// the digest, which none that was read is.
    pub(crate) fn sign(&self, algorithm: DigestAlgorithm, bytes: &[u8]) -> Option<Vec<u8>> {
        let info = match algorithm {
            DigestAlgorithm::Sha1 => SHA1_INFO,
            DigestAlgorithm::Sha256 => SHA256_INFO,
            DigestAlgorithm::Sm3 => return None,
        };
        let digest = digest(algorithm, bytes);
        let length = usize::try_from(self.modulus.bits().div_ceil(8)).ok()?;
        let padding = length.checked_sub(3 + info.len() + digest.as_bytes().len())?;
        let encoded =
            [&[0, 1], vec![0xFF; padding].as_slice(), &[0], info, digest.as_bytes()].concat();
        let precision = self.modulus.bits_precision();
        let number = BoxedUint::from_be_slice(&encoded, precision).ok()?;
        let params = BoxedMontyParams::new(self.modulus.clone());
        let power = BoxedMontyForm::new(number, &params).pow(&self.private_exponent).retrieve();
        let power = power.to_be_bytes();
        power.get(power.len().checked_sub(length)?..).map(<[u8]>::to_vec)
    }

    /// The DER of a new private key (PKCS #1) of that many bits, a function of the seed.
    pub(crate) fn generate(bits: u32, seed: [u8; 32]) -> Option<Vec<u8>> {
        let mut dice = ChaCha20Rng::from_seed(seed);
        let one = BoxedUint::one();
        let exponent = BoxedUint::from(PUBLIC_EXPONENT);
        loop {
            let p: BoxedUint = prime(bits / 2, &mut dice)?;
            let q: BoxedUint = prime(bits / 2, &mut dice)?;
            if p == q {
                continue;
            }
            let (p1, q1) = (p.wrapping_sub(&one), q.wrapping_sub(&one));
            let order = p1.concatenating_mul(&q1);
            let exponent = (&exponent).resize(order.bits_precision());
            let Some(d): Option<BoxedUint> = inverse(&exponent, &order) else { continue };
            let Some(coefficient) = inverse(&q, &p) else { continue };
            let remainder = |modulus: &BoxedUint| {
                let modulus = modulus.resize(d.bits_precision()).into_nz();
                Option::from(modulus).map(|it| d.rem_vartime(&it))
            };
            let (dp, dq): (BoxedUint, BoxedUint) = (remainder(&p1)?, remainder(&q1)?);
            let numbers = [p.concatenating_mul(&q), exponent, d, p, q, dp, dq, coefficient];
            return encode(&numbers.map(|it| it.to_be_bytes_trimmed_vartime())).ok();
        }
    }
}

fn prime(bits: u32, dice: &mut ChaCha20Rng) -> Option<BoxedUint> {
    // With both highest bits set, the product has all its bits.
    let sieve = SmallFactorsSieveFactory::new(Flavor::Any, bits, SetBits::TwoMsb).ok()?;
    sieve_and_find(dice, sieve, |_, candidate| is_prime(Flavor::Any, candidate)).ok()?
}

fn inverse(of: &BoxedUint, modulus: &BoxedUint) -> Option<BoxedUint> {
    let modulus = Option::from(modulus.clone().into_nz())?;
    of.invert_mod(&modulus).into()
}

fn encode(numbers: &[Box<[u8]>; 8]) -> der::Result<Vec<u8>> {
    let [modulus, public_exponent, private_exponent, prime1, prime2, exponent1, exponent2, last] =
        numbers;
    let key = RsaPrivateKey {
        modulus: UintRef::new(modulus)?,
        public_exponent: UintRef::new(public_exponent)?,
        private_exponent: UintRef::new(private_exponent)?,
        prime1: UintRef::new(prime1)?,
        prime2: UintRef::new(prime2)?,
        exponent1: UintRef::new(exponent1)?,
        exponent2: UintRef::new(exponent2)?,
        coefficient: UintRef::new(last)?,
        other_prime_infos: None,
    };
    der::Encode::to_der(&key)
}
