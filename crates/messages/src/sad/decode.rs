//! Bytes of a file to text: UTF-8 with or without a mark, UTF-16, and the Latin encodings that
//! older clients write, whatever the file says of itself.

use std::borrow::Cow;

/// What stands at 0x80–0x9F in Windows-1252, which is what files that claim ISO-8859-1 are in; the
/// five that it leaves free stay what they are.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// The text of a file, and the encoding it was in.
pub(super) fn decode(raw: &[u8]) -> (Cow<'_, str>, &'static str) {
    if let Some(rest) = raw.strip_prefix(b"\xFF\xFE") {
        return (Cow::Owned(wide(rest, u16::from_le_bytes)), "UTF-16LE");
    }
    if let Some(rest) = raw.strip_prefix(b"\xFE\xFF") {
        return (Cow::Owned(wide(rest, u16::from_be_bytes)), "UTF-16BE");
    }
    let bytes = raw.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(raw);
    match simdutf8::basic::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), "UTF-8"),
        Err(_) => (Cow::Owned(bytes.iter().map(|it| latin(*it)).collect()), "windows-1252"),
    }
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).filter_map(|it| Some(unit(it.try_into().ok()?)));
    char::decode_utf16(units).map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn latin(byte: u8) -> char {
    let special = byte.checked_sub(0x80).and_then(|it| WINDOWS.get(usize::from(it)));
    special.copied().unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_file_is_in() {
        assert_eq!(decode("\u{FEFF}é长".as_bytes()), ("é长".into(), "UTF-8"));
        assert_eq!(decode(b"caf\xE9 \x80"), ("café €".into(), "windows-1252"));
        assert_eq!(decode(b"\xFF\xFEa\0\xE9\0"), ("aé".into(), "UTF-16LE"));
        assert_eq!(decode(b"\xFE\xFF\0a\0\xE9"), ("aé".into(), "UTF-16BE"));
        assert_eq!(decode(b"\xFF\xFEa"), ("".into(), "UTF-16LE"));
    }
}
