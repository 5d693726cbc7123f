//! Seeded changes of an input: bytes, pieces that parsers stumble over, parts cut, moved and repeated.

/// Pieces that make an input unusual in one way or another.
const PIECES: [&str; 46] = [
    "<",
    ">",
    "&",
    "\"",
    "'",
    "=",
    "/",
    "/>",
    "</",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "?>",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>",
    "&b;",
    "&#0;",
    "&#x10FFFF;",
    "&#38;#38;",
    "\0",
    "\u{feff}",
    "\r",
    "\r\n",
    "\u{fffe}",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\\u0000",
    "\\ud800",
    "null",
    "1e999",
    "-0",
    "99999999999999999999",
    "0.00001",
    "../",
    "中",
    "<ds:Signature/>",
    " xmlns:x='urn:x'",
    "<x:a/>",
    "<a>",
    "</a>",
    "\n",
];

/// Bytes that are no text.
const BYTES: [&[u8]; 5] = [b"\xC0\x80", b"\xED\xA0\x80", b"\xFF\xFE", b"\xB2\xE2", b"\xF8\x88"];

/// Changes inputs, reproducibly.
#[derive(Debug, Clone, Copy)]
pub struct Changer(u64);

impl Changer {
    pub const fn new(seed: u64) -> Changer {
        Changer(seed)
    }

    /// The change of a number: of one input, with parts of another.
    pub fn change(self, number: u64, input: &[u8], other: &[u8]) -> Vec<u8> {
        let mut draws = Draws(self.0 ^ number.wrapping_mul(0xd134_2543_de82_ef95));
        let mut out = input.to_vec();
        for _ in 0..=draws.below(4) {
            one(&mut draws, &mut out, other);
        }
        out
    }
}

/// SplitMix64: small, and the same on every machine.
struct Draws(u64);

impl Draws {
    /// Below `bound`, which is positive.
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^= it >> 31;
        let product = u64::from((it >> 32) as u32) * u64::from(bound);
        (product >> 32) as u32
    }
}

fn one(draws: &mut Draws, out: &mut Vec<u8>, other: &[u8]) {
    let at = place(draws, out);
    match draws.below(7) {
        0 => insert(out, at, pick(draws, &PIECES).as_bytes()),
        1 => insert(out, at, pick(draws, &BYTES)),
        2 => {
            if let Some(byte) = out.get_mut(at) {
                *byte ^= 1 << draws.below(8);
            }
        }
        3 => out.truncate(at),
        4 => {
            let end = (at + below(draws, 200)).min(out.len());
            out.drain(at..end);
        }
        5 => {
            let part = part(draws, out).to_vec();
            insert(out, at, &part);
        }
        _ => {
            let part = part(draws, other).to_vec();
            insert(out, at, &part);
        }
    }
}

/// A place in the bytes, often where a tag begins or ends.
fn place(draws: &mut Draws, bytes: &[u8]) -> usize {
    let at = below(draws, bytes.len() + 1);
    if draws.below(2) == 0 {
        return at;
    }
    let ahead = bytes.get(at..).unwrap_or_default();
    let edge = ahead.iter().position(|it| matches!(it, b'<' | b'>' | b'"' | b','));
    edge.map_or(at, |it| at + it)
}

/// A part from one place to another.
fn part<'b>(draws: &mut Draws, bytes: &'b [u8]) -> &'b [u8] {
    let (one, other) = (place(draws, bytes), place(draws, bytes));
    let end = one.max(other).min(one.min(other) + 2_000);
    bytes.get(one.min(other)..end).unwrap_or_default()
}

fn insert(out: &mut Vec<u8>, at: usize, piece: &[u8]) {
    let at = at.min(out.len());
    out.splice(at..at, piece.iter().copied());
}

fn pick<T: Copy + Default>(draws: &mut Draws, from: &[T]) -> T {
    from.get(below(draws, from.len())).copied().unwrap_or_default()
}

fn below(draws: &mut Draws, bound: usize) -> usize {
    draws.below(u32::try_from(bound).unwrap_or(u32::MAX).max(1)) as usize
}
