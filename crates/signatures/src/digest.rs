//! Digests of bytes as they come.

use aws_lc_rs::digest as aws;
use model::DigestAlgorithm;
use sm3::{Digest as _, Sm3};

use crate::c14n::Sink;

/// A finished digest: 20 or 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DigestValue {
    bytes: [u8; 32],
    length: u8,
}

impl DigestValue {
    fn of(bytes: &[u8]) -> DigestValue {
        let mut value = DigestValue { bytes: [0; 32], length: 0 };
        for (to, from) in value.bytes.iter_mut().zip(bytes) {
            *to = *from;
            value.length += 1;
        }
        value
    }

    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or_default()
    }
}

/// Digests, and counts what it digested.
pub struct Digester {
    context: Context,
    n_bytes: u64,
}

enum Context {
    Sm3(Sm3),
    Sha(aws::Context),
}

impl Digester {
    pub fn new(algorithm: DigestAlgorithm) -> Digester {
        let context = match algorithm {
            DigestAlgorithm::Sm3 => Context::Sm3(Sm3::new()),
            DigestAlgorithm::Sha1 => {
                Context::Sha(aws::Context::new(&aws::SHA1_FOR_LEGACY_USE_ONLY))
            }
            DigestAlgorithm::Sha256 => Context::Sha(aws::Context::new(&aws::SHA256)),
        };
        Digester { context, n_bytes: 0 }
    }

    /// The digest, and of how many bytes.
    pub fn finish(self) -> (DigestValue, u64) {
        let value = match self.context {
            Context::Sm3(context) => DigestValue::of(&context.finalize()),
            Context::Sha(context) => DigestValue::of(context.finish().as_ref()),
        };
        (value, self.n_bytes)
    }
}

impl Sink for Digester {
    fn put(&mut self, bytes: &[u8]) {
        self.n_bytes += bytes.len() as u64;
        match &mut self.context {
            Context::Sm3(context) => context.update(bytes),
            Context::Sha(context) => context.update(bytes),
        }
    }
}

/// The digest of bytes that are all there.
pub fn digest(algorithm: DigestAlgorithm, bytes: &[u8]) -> DigestValue {
    let mut digester = Digester::new(algorithm);
    digester.put(bytes);
    digester.finish().0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(algorithm: DigestAlgorithm, text: &str) -> String {
        digest(algorithm, text.as_bytes()).as_bytes().iter().map(|it| format!("{it:02x}")).collect()
    }

    /// "abc": GB/T 32905-2016, appendix A.1; FIPS 180-4's examples.
    #[test]
    fn the_standards_examples() {
        assert_eq!(
            hex(DigestAlgorithm::Sm3, "abc"),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
        assert_eq!(hex(DigestAlgorithm::Sha1, "abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(
            hex(DigestAlgorithm::Sha256, "abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn pieces_make_the_same_digest_as_the_whole() {
        for algorithm in DigestAlgorithm::ALL {
            let mut digester = Digester::new(algorithm);
            for piece in ["a", "", "bc"] {
                digester.put(piece.as_bytes());
            }
            assert_eq!(digester.finish(), (digest(algorithm, b"abc"), 3));
        }
    }
}
