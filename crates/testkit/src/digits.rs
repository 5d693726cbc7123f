//! Writing numbers into text without the machinery of formatting.

/// The last `width` decimal digits of `value`, with leading zeros.
pub(crate) fn push_digits(text: &mut String, value: u64, width: usize) {
    let mut buffer = [b'0'; 20];
    let mut rest = value;
    for digit in buffer.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let start = buffer.len().saturating_sub(width);
    text.extend(buffer.iter().skip(start).map(|it| char::from(*it)));
}

pub(crate) fn push_number(text: &mut String, value: u64) {
    push_digits(text, value, value.checked_ilog10().map_or(1, |it| it as usize + 1));
}

/// 36 characters, upper case, as `4CDE1CFD-EDED-46B1-946C-B8022E42FC94`.
pub(crate) fn guid(hi: u64, lo: u64) -> String {
    const HEX: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    let bits = (u128::from(hi) << 64) | u128::from(lo);
    let mut text = String::with_capacity(36);
    for place in 0..32u32 {
        if matches!(place, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(*crate::draw::at(&HEX, ((bits >> (124 - 4 * place)) & 15) as usize));
    }
    text
}

/// Four letters and digits that stand for a seed in numbers of documents, so that two corpora
/// can be told apart.
pub(crate) fn tag(seed: u64) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKLMNPQRSTUVWX";
    let bits = crate::draw::splitmix(seed);
    (0..4u32)
        .map(|place| char::from(*crate::draw::at(ALPHABET, ((bits >> (5 * place)) & 31) as usize)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_guids() {
        let digits = |value, width| {
            let mut text = String::new();
            push_digits(&mut text, value, width);
            text
        };
        assert_eq!(digits(42, 5), "00042");
        assert_eq!(digits(123_456, 3), "456");
        let mut text = String::new();
        for value in [0, 9, 10, 18_446_744_073_709_551_615] {
            push_number(&mut text, value);
            text.push(' ');
        }
        assert_eq!(text, "0 9 10 18446744073709551615 ");
        assert_eq!(
            guid(0x4cde_1cfd_eded_46b1, 0x946c_b802_2e42_fc94),
            "4CDE1CFD-EDED-46B1-946C-B8022E42FC94"
        );
        assert_eq!(tag(1).len(), 4);
        assert_ne!(tag(1), tag(2));
    }
}
