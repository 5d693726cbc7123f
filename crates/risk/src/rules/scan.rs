//! The words of a condition and where they stand, and the limits that hold before anything is parsed: no text makes the
//! parser work long or go deep.

use super::finding::{RuleFault, Spot};

/// Bytes of one condition.
const LONGEST: usize = 64 * 1024;

/// Brackets within brackets.
const DEEPEST: usize = 24;

/// Operators, dots and the like, without commas and brackets.
const MOST_SIGNS: usize = 400;

/// Choices (`? :`), which nest to the right without brackets.
const MOST_CHOICES: usize = 16;

/// Commas: what a list of constants may hold.
const MOST_COMMAS: usize = 5_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    Name,
    Number,
    Text,
    Sign,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// The tokens as far as they can be told, and what is wrong with the rest.
pub(super) fn scan(text: &str) -> (Vec<Token>, Vec<Spot>) {
    let (mut tokens, mut spots) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(first) = text.get(at..).and_then(|it| it.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        }
        let (kind, length) = if let Some((length, closed)) = text_length(rest) {
            if !closed {
                let (en, zh) = ("this text has no closing quote", "文本缺少结束的引号");
                spots.push(Spot::new((at, at + length), RuleFault::Syntax, en, zh));
            }
            (TokenKind::Text, length)
        } else if first.is_ascii_digit() {
            (TokenKind::Number, number_length(rest))
        } else if first.is_ascii_alphabetic() || first == '_' {
            let is_part = |it: char| it.is_ascii_alphanumeric() || it == '_';
            (TokenKind::Name, rest.find(|it| !is_part(it)).unwrap_or(rest.len()))
        } else {
            let length = sign_length(rest);
            if length == 0 {
                let unknown = unknown_length(rest);
                spots.push(unknown_sign(at, rest.get(..unknown).unwrap_or_default()));
                at += unknown;
                continue;
            }
            (TokenKind::Sign, length)
        };
        tokens.push(Token { kind, from: at, to: at + length });
        at += length;
    }
    (tokens, spots)
}

/// Whether a condition is small enough to be parsed.
pub(super) fn too_large(text: &str, tokens: &[Token]) -> Option<Spot> {
    let whole = (0, text.len());
    let large = |(from, to), what_en: &str, what_zh: &str, most: usize| {
        let en = format!("{what_en}: {most} is the most");
        Some(Spot::new((from, to), RuleFault::TooLarge, en, format!("{what_zh}，最多 {most}")))
    };
    if LONGEST < text.len() {
        return large(whole, "the condition has too many bytes", "条件过长（字节）", LONGEST);
    }
    let (mut depth, mut n_signs, mut n_choices, mut n_commas) = (0usize, 0, 0, 0);
    for token in tokens.iter().filter(|it| it.kind == TokenKind::Sign) {
        match text.get(token.from..token.to).unwrap_or_default() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            "," => n_commas += 1,
            "?" => n_choices += 1,
            _ => n_signs += 1,
        }
        let place = (token.from, token.to);
        if DEEPEST < depth {
            return large(place, "brackets are nested too deeply", "括号嵌套过深", DEEPEST);
        }
        if MOST_SIGNS < n_signs {
            return large(place, "the condition has too many operators", "运算符过多", MOST_SIGNS);
        }
        if MOST_CHOICES < n_choices {
            return large(
                place,
                "the condition has too many choices",
                "条件选择过多",
                MOST_CHOICES,
            );
        }
        if MOST_COMMAS < n_commas {
            return large(place, "the condition lists too much", "列举的值过多", MOST_COMMAS);
        }
    }
    None
}

/// Length of a quoted text with its prefix (`r`, `b`), and whether it is closed; nothing if none begins here.
fn text_length(rest: &str) -> Option<(usize, bool)> {
    let n_prefix = rest.find(['"', '\'']).filter(|it| *it <= 2)?;
    let prefix = rest.get(..n_prefix)?;
    if !prefix.chars().all(|it| "rRbB".contains(it)) {
        return None;
    }
    let raw = prefix.contains(['r', 'R']);
    let body = rest.get(n_prefix..)?;
    let single = body.get(..1)?;
    let quote = ["\"\"\"", "'''"].into_iter().find(|it| body.starts_with(it)).unwrap_or(single);
    let mut escaped = false;
    for (at, letter) in body.char_indices().skip(quote.len()) {
        if escaped {
            escaped = false;
        } else if letter == '\\' && !raw {
            escaped = true;
        } else if quote.len() == 1 && (letter == '\n' || letter == '\r') {
            return Some((n_prefix + at, false));
        } else if body.get(at..).is_some_and(|it| it.starts_with(quote)) {
            return Some((n_prefix + at + quote.len(), true));
        }
    }
    Some((rest.len(), false))
}

fn number_length(rest: &str) -> usize {
    let mut length = 0;
    for letter in rest.chars() {
        let exponent = rest.get(..length).is_some_and(|it| it.ends_with(['e', 'E']))
            && !rest.starts_with("0x");
        if !(letter.is_ascii_alphanumeric() || letter == '.' || (exponent && "+-".contains(letter)))
        {
            break;
        }
        length += letter.len_utf8();
    }
    length
}

fn sign_length(rest: &str) -> usize {
    const SIGNS: &[&str] = &[
        "&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "+", "-", "*", "/", "%", "?", ":", "(",
        ")", "[", "]", "{", "}", ",", ".",
    ];
    SIGNS.iter().find(|it| rest.starts_with(**it)).map_or(0, |it| it.len())
}

fn unknown_length(rest: &str) -> usize {
    let is_known =
        |it: char| it.is_ascii_alphanumeric() || it.is_whitespace() || "\"'_".contains(it);
    let mut length = 0;
    for letter in rest.chars() {
        let tail = rest.get(length..).unwrap_or_default();
        if is_known(letter) || sign_length(tail) != 0 {
            break;
        }
        length += letter.len_utf8();
    }
    length
}

fn unknown_sign(at: usize, piece: &str) -> Spot {
    let meant = match piece {
        "=" => Some("=="),
        "&" => Some("&&"),
        "|" => Some("||"),
        _ => None,
    };
    let quoted = super::finding::shortened(piece);
    let en = format!("`{quoted}` is no sign of the language; texts stand in quotes");
    let zh = format!("无法识别 `{quoted}`；文本须加引号");
    Spot::new((at, at + piece.len()), RuleFault::Syntax, en, zh).hint(meant.map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        scan(text).0.iter().map(|it| &text[it.from..it.to]).collect()
    }

    #[test]
    fn words_are_told_apart() {
        assert_eq!(
            words("a.b>=1.5e-3&&!x in[\"a\\\"b\",r'\\',\"洗\"] // no ( more"),
            [
                "a",
                ".",
                "b",
                ">=",
                "1.5e-3",
                "&&",
                "!",
                "x",
                "in",
                "[",
                "\"a\\\"b\"",
                ",",
                "r'\\'",
                ",",
                "\"洗\"",
                "]"
            ]
        );
        assert_eq!(words("\"\"\"a\"\n'b\"\"\"==\"\""), ["\"\"\"a\"\n'b\"\"\"", "==", "\"\""]);
        assert_eq!(words("brand == b\"x\""), ["brand", "==", "b\"x\""]);
    }

    #[test]
    fn what_is_no_word_is_named() {
        let (tokens, spots) = scan("a = 洗 && \"x\n || b");
        assert_eq!(tokens.len(), 5);
        let places: Vec<_> = spots.iter().map(|it| (it.from, it.to, it.hint.as_deref())).collect();
        assert_eq!(places, [(2, 3, Some("==")), (4, 7, None), (11, 13, None)]);
    }
}
