//! Writing XML text: escaping, numbers and fields, without formatting machinery.

use model::{Action, Amount, DocumentHead, Text};

use crate::{
    table::{Need, Table},
    value::Value,
};

/// Whether XML 1.0 allows a character.
pub(crate) fn is_allowed(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        '\u{FFFE}' | '\u{FFFF}' => false,
        other => other >= ' ',
    }
}

/// Text as element content. Characters that XML does not allow are left out.
pub(crate) fn escape(text: &str, out: &mut Vec<u8>) {
    // Folded to the end rather than left at the first: so many bytes are looked at in one step.
    if !text.bytes().fold(false, |found, it| found | needs_care(it)) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    let mut rest = text;
    while let Some(at) = rest.bytes().position(needs_care) {
        let (plain, special) = rest.split_at(at);
        out.extend_from_slice(plain.as_bytes());
        let mut characters = special.chars();
        match characters.next() {
            Some('<') => out.extend_from_slice(b"&lt;"),
            Some('>') => out.extend_from_slice(b"&gt;"),
            Some('&') => out.extend_from_slice(b"&amp;"),
            // A bare return would be read back as a line feed.
            Some('\r') => out.extend_from_slice(b"&#13;"),
            Some(other) if is_allowed(other) => {
                out.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes());
            }
            _ => {}
        }
        rest = characters.as_str();
    }
    out.extend_from_slice(rest.as_bytes());
}

/// Whether a character that begins with this byte may not stand as it is. Never true inside one.
fn needs_care(byte: u8) -> bool {
    // The first byte of U+FFFE and U+FFFF, which ordinary full-width forms share.
    const SUSPECT: u8 = 0xEF;
    matches!(byte, b'<' | b'>' | b'&' | SUSPECT) || byte < b' '
}

/// Text as an attribute's value in double quotes.
pub(crate) fn escape_attribute(text: &str, out: &mut Vec<u8>) {
    for part in text.split_inclusive('"') {
        match part.strip_suffix('"') {
            Some(before) => {
                escape(before, out);
                out.extend_from_slice(b"&quot;");
            }
            None => escape(part, out),
        }
    }
}

/// A whole number with at least `width` digits.
pub(crate) fn digits(number: u64, width: usize, out: &mut Vec<u8>) {
    let mut buffer = [b'0'; 20];
    let mut rest = number;
    let mut n_digits = 0;
    for slot in buffer.iter_mut().rev() {
        if rest == 0 && n_digits >= width {
            break;
        }
        *slot = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        n_digits += 1;
    }
    let from = buffer.len() - n_digits;
    out.extend_from_slice(buffer.get(from..).unwrap_or_default());
}

/// A status or other signed number.
pub(crate) fn signed(number: i32, out: &mut Vec<u8>) {
    if number < 0 {
        out.push(b'-');
    }
    digits(u64::from(number.unsigned_abs()), 1, out);
}

/// An amount with two to five decimals, as [`Amount`] displays itself.
pub(crate) fn amount(amount: Amount, out: &mut Vec<u8>) {
    const SCALE: u64 = 100_000;
    if amount.is_negative() {
        out.push(b'-');
    }
    let magnitude = amount.scaled().unsigned_abs();
    digits(magnitude / SCALE, 1, out);
    out.push(b'.');
    let (mut fraction, mut width) = (magnitude % SCALE, 5);
    while width > 2 && fraction % 10 == 0 {
        fraction /= 10;
        width -= 1;
    }
    digits(fraction, width, out);
}

/// An element without a prefix, with a text.
pub(crate) fn field(name: &str, text: &str, out: &mut Vec<u8>) {
    nest(name, out, |out| escape(text, out));
}

/// An element without a prefix.
pub(crate) fn nest(name: &str, out: &mut Vec<u8>, content: impl FnOnce(&mut Vec<u8>)) {
    out.push(b'<');
    out.extend_from_slice(name.as_bytes());
    out.push(b'>');
    content(out);
    out.extend_from_slice(b"</");
    out.extend_from_slice(name.as_bytes());
    out.push(b'>');
}

/// Writes a node's fields in the order of its table, laid out as traders' clients do.
pub(crate) struct Putter<'o> {
    table: &'static Table,
    /// Of every element, with its colon.
    prefix: &'static str,
    indent: &'static [u8],
    out: &'o mut Vec<u8>,
    at: usize,
}

impl<'o> Putter<'o> {
    pub(crate) fn new(
        table: &'static Table,
        indent: &'static [u8],
        out: &'o mut Vec<u8>,
    ) -> Putter<'o> {
        Putter { table, prefix: "ceb:", indent, out, at: 0 }
    }

    /// Of messages whose elements have no prefix.
    pub(crate) fn bare(
        table: &'static Table,
        indent: &'static [u8],
        out: &'o mut Vec<u8>,
    ) -> Putter<'o> {
        Putter { table, prefix: "", indent, out, at: 0 }
    }

    /// The next row; a blank optional field is left out.
    pub(crate) fn next<'a>(&mut self, value: &impl Value<'a>) {
        let row = self.table.rows.get(self.at);
        self.at += 1;
        let Some(row) = row.filter(|it| it.need != Need::May || !value.is_blank()) else { return };
        self.out.extend_from_slice(self.indent);
        self.out.push(b'<');
        self.out.extend_from_slice(self.prefix.as_bytes());
        self.out.extend_from_slice(row.element.as_bytes());
        self.out.push(b'>');
        value.write(self.out);
        self.out.extend_from_slice(b"</");
        self.out.extend_from_slice(self.prefix.as_bytes());
        self.out.extend_from_slice(row.element.as_bytes());
        self.out.push(b'>');
    }

    /// The four rows every document begins with.
    pub(crate) fn head(&mut self, head: &DocumentHead<'_>) {
        let action = match head.action {
            Action::New => "1",
            Action::Change => "2",
            Action::Delete => "3",
        };
        self.next(&head.guid);
        self.next(&Text::borrowed(action));
        self.next(&head.sent_at);
        self.next(&Text::borrowed(if head.is_declared { "2" } else { "1" }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_are_written_as_they_display() {
        let scaled = [0, 1, -1, 10, 100_000, 1_250_000, -1_234_567, i64::MAX, i64::MIN];
        for amount in scaled.map(Amount::from_scaled) {
            assert_eq!(written(|out| super::amount(amount, out)), amount.to_string());
        }
        for number in [0, 7, -1, i32::MIN, i32::MAX] {
            assert_eq!(written(|out| signed(number, out)), number.to_string());
        }
        assert_eq!(written(|out| digits(42, 10, out)), "0000000042");
        assert_eq!(written(|out| digits(u64::MAX, 1, out)), u64::MAX.to_string());
    }

    #[test]
    fn text_is_escaped_and_cleaned() {
        let escaped = written(|out| escape("a<b>&c\r\n\u{1}\u{FFFF}（全）", out));
        assert_eq!(escaped, "a&lt;b&gt;&amp;c&#13;\n（全）");
        assert_eq!(written(|out| escape_attribute("a\"b&", out)), "a&quot;b&amp;");
    }
}
