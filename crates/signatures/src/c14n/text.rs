//! Characters: references, line ends, and how canonical text and attribute values spell them.

use std::borrow::Cow;

use super::{Flaw, Sink};

/// Bytes of content that may need care: markup, references, returns, controls, and the first byte
/// of U+FFFE and U+FFFF.
static CARE: [bool; 256] = {
    let mut care = [false; 256];
    let mut byte = 0;
    while byte < care.len() {
        let is_control = byte < 0x20 && byte != 0x09 && byte != 0x0A;
        let is_markup = byte == b'<' as usize || byte == b'>' as usize || byte == b'&' as usize;
        #[expect(clippy::indexing_slicing, reason = "the loop stays within the table")]
        {
            care[byte] = is_control || is_markup || byte == 0xEF;
        }
        byte += 1;
    }
    care
};

#[inline]
pub(super) fn wants_care(byte: u8) -> bool {
    CARE.get(usize::from(byte)).copied().unwrap_or(true)
}

/// Whether XML 1.0 allows a character.
fn is_allowed(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        '\u{FFFE}' | '\u{FFFF}' => false,
        other => other >= ' ',
    }
}

/// The first character that XML does not allow, by its byte.
pub(super) fn forbidden(text: &str) -> Option<usize> {
    let suspect = |it: &u8| *it == 0xEF || *it < b' ';
    if !text.as_bytes().iter().any(suspect) {
        return None;
    }
    text.char_indices().find(|(_, it)| !is_allowed(*it)).map(|(at, _)| at)
}

/// The character of the reference that begins `text`, and its length.
pub(super) fn reference(text: &str) -> Option<(char, usize)> {
    /// `&#x10FFFF;` with room for zeros before.
    const MAX: usize = 16;
    let end = text.bytes().take(MAX).position(|it| it == b';')?;
    let name = text.get(1..end)?;
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let (digits, radix) = match number.strip_prefix('x') {
                Some(digits) => (digits, 16),
                None => (number, 10),
            };
            let is_number = !digits.is_empty() && digits.chars().all(|it| it.is_digit(radix));
            let code = u32::from_str_radix(digits, radix).ok().filter(|_| is_number)?;
            char::from_u32(code).filter(|it| is_allowed(*it))?
        }
    };
    Some((character, end + 1))
}

/// A character as canonical content spells it.
pub(super) fn put_character(character: char, sink: &mut impl Sink) {
    match character {
        '&' => sink.put(b"&amp;"),
        '<' => sink.put(b"&lt;"),
        '>' => sink.put(b"&gt;"),
        '\r' => sink.put(b"&#xD;"),
        other => sink.put(other.encode_utf8(&mut [0; 4]).as_bytes()),
    }
}

/// Literal text (a CDATA section) as canonical content.
pub(super) fn put_literal(text: &str, sink: &mut impl Sink) {
    let text = lines(text);
    for part in text.split_inclusive(['&', '<', '>']) {
        match part.as_bytes().split_last() {
            Some((last @ (b'&' | b'<' | b'>'), before)) => {
                sink.put(before);
                put_character(char::from(*last), sink);
            }
            _ => sink.put(part.as_bytes()),
        }
    }
}

/// Returns as line ends: `\r\n` and `\r` become `\n`.
pub(super) fn lines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// An attribute's value from what stands between its quotes. `at` is where it begins.
pub(super) fn attribute_value(raw: &str, at: usize) -> Result<Cow<'_, str>, Flaw> {
    if let Some(place) = forbidden(raw) {
        return Err(Flaw { what: "a character that XML does not allow", at: at + place });
    }
    if !raw.bytes().any(|it| matches!(it, b'&' | b'<' | b'\t' | b'\n' | b'\r')) {
        return Ok(Cow::Borrowed(raw));
    }
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(place) = rest.find(['&', '<', '\t', '\n', '\r']) {
        let (before, from) = rest.split_at(place);
        value.push_str(before);
        let here = at + raw.len() - from.len();
        let length = match from.bytes().next() {
            Some(b'&') => {
                let undefined = Flaw { what: "an undefined entity", at: here };
                let (character, length) = reference(from).ok_or(undefined)?;
                value.push(character);
                length
            }
            Some(b'<') => return Err(Flaw { what: "`<` in an attribute", at: here }),
            _ => {
                value.push(' ');
                if from.starts_with("\r\n") { 2 } else { 1 }
            }
        };
        rest = from.get(length..).unwrap_or_default();
    }
    value.push_str(rest);
    Ok(Cow::Owned(value))
}

/// An attribute's value as canonical tags spell it, with its quotes.
pub(super) fn put_value(value: &str, sink: &mut impl Sink) {
    sink.put(b"\"");
    for part in value.split_inclusive(['&', '<', '"', '\t', '\n', '\r']) {
        let Some((last, before)) = part.as_bytes().split_last() else { continue };
        let spelled: &[u8] = match last {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'"' => b"&quot;",
            b'\t' => b"&#x9;",
            b'\n' => b"&#xA;",
            b'\r' => b"&#xD;",
            _ => {
                sink.put(part.as_bytes());
                continue;
            }
        };
        sink.put(before);
        sink.put(spelled);
    }
    sink.put(b"\"");
}
