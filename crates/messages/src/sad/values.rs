//! Numbers and dates as countries write them. What a text means may hang on what its file means
//! elsewhere: `1,234` is a thousand in a file that also has `0.5`.

use model::Date;
use serde::{Deserialize, Serialize};

/// What stands before decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecimalMark {
    Point,
    Comma,
}

/// Which of a date's two first numbers is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOrder {
    DayFirst,
    MonthFirst,
}

/// How a file writes numbers and dates; nothing where nothing in it decides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SadStyle {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<DecimalMark>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<DayOrder>,
}

/// A text that says what it is, says it in two ways, or is none.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read<T, S> {
    Sure(T, Option<S>),
    Either(T, T),
    Not,
}

/// A number as digits with a point: `1234.5`, `-0.02`. `given` decides where the text does not.
pub(super) fn number(text: &str, given: Option<DecimalMark>) -> Read<String, DecimalMark> {
    let text: String = text
        .chars()
        .filter(|it| !it.is_whitespace() && !matches!(it, '\'' | '\u{A0}' | '\u{202F}'))
        .collect();
    let (sign, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(&text)),
    };
    if digits.is_empty()
        || digits.len() > 40
        || !digits.ends_with(|it: char| it.is_ascii_digit() || it == '.')
    {
        return Read::Not;
    }
    let plain = |whole: &str, fraction: &str| spelt(sign, whole, fraction);
    let n_points = digits.matches('.').count();
    let n_commas = digits.matches(',').count();
    let split = |mark: char| digits.rsplit_once(mark).unwrap_or((digits, ""));
    let as_mark = |mark: DecimalMark| {
        let (decimal, thousands) = match mark {
            DecimalMark::Point => ('.', ','),
            DecimalMark::Comma => (',', '.'),
        };
        let (whole, fraction) = split(decimal);
        grouped(whole, thousands).and_then(|it| plain(&it, fraction))
    };
    let sure = |number: Option<String>, mark| match number {
        Some(number) => Read::Sure(number, mark),
        None => Read::Not,
    };
    match (n_points, n_commas) {
        (0, 0) => sure(plain(digits, ""), None),
        // Both: the later one stands before the decimals.
        (1.., 1..) => {
            let mark = if digits.rfind('.') > digits.rfind(',') {
                DecimalMark::Point
            } else {
                DecimalMark::Comma
            };
            sure(as_mark(mark), Some(mark))
        }
        (2.., 0) => sure(as_mark(DecimalMark::Comma), Some(DecimalMark::Comma)),
        (0, 2..) => sure(as_mark(DecimalMark::Point), Some(DecimalMark::Point)),
        (1, 0) | (0, 1) => {
            let own = if n_points == 1 { DecimalMark::Point } else { DecimalMark::Comma };
            let other = if n_points == 1 { DecimalMark::Comma } else { DecimalMark::Point };
            match (as_mark(own), as_mark(other)) {
                // `0.5`, `12.50`, `1234.567`: it cannot separate thousands.
                (Some(number), None) => Read::Sure(number, Some(own)),
                (Some(number), Some(thousands)) => match given {
                    Some(given) if given == own => Read::Sure(number, None),
                    Some(_) => Read::Sure(thousands, None),
                    // Machines write a point before decimals, and people a comma between thousands.
                    None if own == DecimalMark::Point => Read::Sure(number, None),
                    None => Read::Either(number, thousands),
                },
                (None, _) => Read::Not,
            }
        }
    }
}

/// Digits, or digits in groups of three.
fn grouped(whole: &str, thousands: char) -> Option<String> {
    if !whole.contains(thousands) {
        return Some(whole.to_owned());
    }
    let mut groups = whole.split(thousands);
    let first = groups.next()?;
    let is_first = (1..=3).contains(&first.len()) && !first.starts_with('0');
    (is_first && groups.all(|it| it.len() == 3)).then(|| whole.replace(thousands, ""))
}

fn spelt(sign: &str, whole: &str, fraction: &str) -> Option<String> {
    let is_digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.trim_end_matches('0');
    let sign = if whole == "0" && fraction.is_empty() { "" } else { sign };
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{point}{fraction}"))
}

/// A date: `2025-11-19`, `20251119`, `19/11/2025`, `11/19/25`, `19.11.25`, `24-FEB-2026`; a time behind
/// it is passed over.
pub(super) fn date(text: &str, given: Option<DayOrder>) -> Read<Date, DayOrder> {
    let text = text.split([' ', 'T']).next().unwrap_or_default();
    if text.len() == 8 && text.bytes().all(|it| it.is_ascii_digit()) {
        // All are of one byte.
        let part = |from, to| text.get(from..to).unwrap_or_default();
        let date = format!("{}-{}-{}", part(0, 4), part(4, 6), part(6, 8)).parse().ok();
        return date.map_or(Read::Not, |it| Read::Sure(it, None));
    }
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let [first, second, third] = parts.as_slice() else { return Read::Not };
    let small = |it: &str| it.parse::<u32>().ok().filter(|_| (1..=2).contains(&it.len()));
    let sure = |date: Option<Date>, order| match date {
        Some(date) => Read::Sure(date, order),
        None => Read::Not,
    };
    if first.len() == 4 {
        let date = (|| civil(first.parse().ok()?, small(second)?, small(third)?))();
        return sure(date, None);
    }
    let Some(year) = year(third) else { return Read::Not };
    if let (Some(day), Some(month)) = (small(first), month(second)) {
        return sure(civil(year, month, day), None);
    }
    let (Some(first), Some(second)) = (small(first), small(second)) else { return Read::Not };
    let (day_first, month_first) = (civil(year, second, first), civil(year, first, second));
    match (day_first, month_first) {
        (Some(one), Some(other)) if one == other => Read::Sure(one, None),
        (Some(one), Some(other)) => match given {
            Some(DayOrder::DayFirst) => Read::Sure(one, None),
            Some(DayOrder::MonthFirst) => Read::Sure(other, None),
            None => Read::Either(one, other),
        },
        (Some(one), None) => Read::Sure(one, Some(DayOrder::DayFirst)),
        (None, Some(other)) => Read::Sure(other, Some(DayOrder::MonthFirst)),
        (None, None) => Read::Not,
    }
}

fn civil(year: i32, month: u32, day: u32) -> Option<Date> {
    format!("{year:04}-{month:02}-{day:02}").parse().ok()
}

/// Four digits, or two of this century.
fn year(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    match text.len() {
        4 => Some(year),
        2 => Some(2000 + year),
        _ => None,
    }
}

/// Three letters or more of an English month.
fn month(text: &str) -> Option<u32> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let head = text.get(..3)?.to_ascii_lowercase();
    let at = MONTHS.iter().position(|it| **it == head)?;
    u32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown<T: ToString, S>(read: Read<T, S>) -> String {
        match read {
            Read::Sure(it, _) => it.to_string(),
            Read::Either(one, other) => format!("{} or {}", one.to_string(), other.to_string()),
            Read::Not => "not".to_owned(),
        }
    }

    #[test]
    fn numbers_of_all_countries() {
        for (text, expected) in [
            ("21095.0", "21095"),
            ("1,234.56", "1234.56"),
            ("1.234,56", "1234.56"),
            ("1 234,5", "1234.5"),
            ("12,5", "12.5"),
            ("0,125", "0.125"),
            ("1,234,567", "1234567"),
            ("1.234.567", "1234567"),
            ("52,644", "52.644 or 52644"),
            ("199.0000", "199"),
            ("1.064", "1.064"),
            ("-0.00", "0"),
            ("007", "7"),
            (".5", "0.5"),
            ("5.", "5"),
            ("12,34,567", "not"),
            ("1.2.3", "not"),
            ("12 KG", "not"),
            ("", "not"),
            ("-", "not"),
            ("1,", "not"),
        ] {
            assert_eq!(shown(number(text, None)), expected, "{text:?}");
        }
        assert_eq!(shown(number("52,644", Some(DecimalMark::Point))), "52644");
        assert_eq!(shown(number("52,644", Some(DecimalMark::Comma))), "52.644");
        assert_eq!(shown(number("1.064", Some(DecimalMark::Comma))), "1064");
    }

    #[test]
    fn dates_of_all_countries() {
        for (text, expected) in [
            ("2025-11-19", "2025-11-19"),
            ("20251119", "2025-11-19"),
            ("11/19/25", "2025-11-19"),
            ("19.11.2025 14:05", "2025-11-19"),
            ("24-FEB-2026", "2026-02-24"),
            ("6/6/16", "2016-06-06"),
            ("10/6/16", "2016-06-10 or 2016-10-06"),
            ("31/2/2025", "not"),
            ("1/2", "not"),
            ("长-12-2025", "not"),
        ] {
            assert_eq!(shown(date(text, None)), expected, "{text:?}");
        }
        assert_eq!(shown(date("10/6/16", Some(DayOrder::MonthFirst))), "2016-10-06");
        assert_eq!(
            date("11/19/25", None),
            Read::Sure("2025-11-19".parse().unwrap(), Some(DayOrder::MonthFirst))
        );
    }
}
