//! Base64 as signatures carry it: wrapped anywhere, padded.

use base64ct::{Base64, Encoding};

/// The bytes; nothing when it is not base64.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let is_blank = |it: char| matches!(it, ' ' | '\t' | '\r' | '\n');
    let bytes = if text.contains(is_blank) {
        Base64::decode_vec(&text.replace(is_blank, ""))
    } else {
        Base64::decode_vec(text)
    };
    bytes.ok().filter(|it| !it.is_empty())
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_text_is_read_and_junk_is_not() {
        assert_eq!(decode(" SGVs\r\n\tbG8=\n").as_deref(), Some(b"Hello".as_slice()));
        assert_eq!(encode(b"Hello"), "SGVsbG8=");
        for junk in ["", " ", "SGVsbG8", "SGVsbG8==", "SGVs bG8=*", "SGVsbG9="] {
            assert_eq!(decode(junk), None, "{junk}");
        }
    }
}
