//! Account labels that people may see: identity numbers masked.

/// `11010519491231002X` and 2026 → `1101**********002X/2026`: the district of registration and the
/// last four characters stay. A number shorter than twelve characters is masked whole, because what
/// would stay could be guessed from.
pub fn label_identity(number: &str, year: i16) -> String {
    const KEPT: usize = 4;
    let n_characters = number.chars().count();
    let hidden = if n_characters < 3 * KEPT { 0..n_characters } else { KEPT..n_characters - KEPT };
    let mut label = String::with_capacity(number.len() + 5);
    for (index, character) in number.chars().enumerate() {
        label.push(if hidden.contains(&index) { '*' } else { character });
    }
    label.push('/');
    label.push_str(&year.to_string());
    label
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_hidden() {
        assert_eq!(label_identity("11010519491231002X", 2026), "1101**********002X/2026");
        assert_eq!(label_identity("110105491231002", 2026), "1101*******1002/2026");
        assert_eq!(label_identity("123456789012", 2026), "1234****9012/2026");
    }

    #[test]
    fn short_numbers_are_hidden_whole() {
        assert_eq!(label_identity("E12345678", 2026), "*********/2026");
        assert_eq!(label_identity("", 2026), "/2026");
        assert_eq!(label_identity("身份证号码", 2026), "*****/2026");
    }
}
