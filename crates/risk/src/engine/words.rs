//! What officers read of a verdict.

use std::fmt::Write as _;

use model::{RiskChannel, RiskRule};

use super::{choose::Choice, fitted::Leading};
use crate::rules::{Observed, Value};

/// What the model's choices are called among the reasons of a selection.
pub(super) const MODEL: &str = "model";
pub(super) const EXPLORED: &str = "explore";
pub(super) const LATER: &str = "later_audit";

/// How many features of a model's choice are told.
pub(super) const LEADING: usize = 4;

/// What a rule says, and what becomes of it where that is something else.
pub(super) fn of_rule(rule: &RiskRule, channel: RiskChannel, beyond: Option<(u32, u32)>) -> String {
    let RiskRule { title_zh, title_en, .. } = rule;
    let (zh, en) = (channel.title_zh(), channel.title_en());
    if let Some((n, most)) = beyond {
        return format!(
            "{zh}：{title_zh}；当日布控预算已用 {n}/{most} ({en}: {title_en}; {n} of {most} of the day's budget are used)"
        );
    }
    match channel {
        RiskChannel::LaterAudit => format!("{zh}：{title_zh} ({en}: {title_en})"),
        _ => format!("{title_zh} ({title_en})"),
    }
}

/// Why the model chose a case.
pub(super) fn of_choice(choice: Choice, probability: f64, leading: &[Leading]) -> String {
    let (zh, en) = match choice {
        Choice::Targeted(_) => ("模型布控".to_owned(), "chosen by the model".to_owned()),
        Choice::Explored(_) => {
            ("探索布控：所知甚少".to_owned(), "explored: little is known of it".to_owned())
        }
        Choice::Later => ("后续稽查".to_owned(), "later audit".to_owned()),
        Choice::Beyond { n, most } => (
            format!("后续稽查；当日布控预算已用 {n}/{most}"),
            format!("later audit; {n} of {most} of the day's budget are used"),
        ),
    };
    let (mut factors_zh, mut factors_en) = (String::new(), String::new());
    for it in leading {
        let sign = if it.amount > 0.0 { "＋" } else { "－" };
        let _ = write!(factors_zh, "{}{}{sign}", comma(&factors_zh, "、"), it.title_zh);
        let _ = write!(factors_en, "{}{} {:+.2}", comma(&factors_en, ", "), it.name, it.amount);
    }
    let percent = probability * 100.0;
    format!(
        "{zh}；查获概率 {percent:.1}%；{factors_zh} ({en}; a finding at {percent:.1} %; {factors_en})"
    )
}

fn comma<'c>(before: &str, comma: &'c str) -> &'c str {
    if before.is_empty() { "" } else { comma }
}

/// What the model saw of a case.
pub(super) fn weighed(probability: f64, leading: &[Leading]) -> String {
    let mut text = format!("probability = {}", rounded(probability));
    for it in leading {
        let _ = match it.value {
            Some(value) => write!(text, "; {} = {}", it.name, rounded(value)),
            None => write!(text, "; {} = ?", it.name),
        };
    }
    text
}

/// `name = value` of each feature that a rule looked at; of lists a few.
pub fn observed_text(all: &[Observed]) -> String {
    const MOST: usize = 3;
    let mut text = String::new();
    for Observed { feature, value } in all {
        text.push_str(comma(&text, "; "));
        let _ = match value {
            Value::Missing => write!(text, "{feature} = ?"),
            Value::Number(number) => write!(text, "{feature} = {}", rounded(*number)),
            Value::Flag(flag) => write!(text, "{feature} = {flag}"),
            Value::Text(it) => write!(text, "{feature} = {it}"),
            Value::Texts(all) => {
                let few: Vec<&str> = all.iter().take(MOST).map(String::as_str).collect();
                let more = if all.len() > MOST { ", …" } else { "" };
                write!(text, "{feature} = {}{more}", few.join(", "))
            }
        };
    }
    text
}

/// At four decimals, of which those that say nothing are left out.
fn rounded(number: f64) -> String {
    const LARGEST: f64 = 1e14;
    if number.is_nan() || number.abs() >= LARGEST {
        return format!("{number:.0}");
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is smaller than 2^60")]
    let parts = (number * 10_000.0).round() as i64;
    let (whole, mut rest, mut digits) = (parts.abs() / 10_000, parts.abs() % 10_000, 4);
    let sign = if parts < 0 { "-" } else { "" };
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    while rest % 10 == 0 {
        (rest, digits) = (rest / 10, digits - 1);
    }
    format!("{sign}{whole}.{rest:0digits$}")
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn numbers_are_told_at_four_decimals_at_most() {
        let told = [
            (0.0, "0"),
            (-0.000_01, "0"),
            (3.0, "3"),
            (12.5, "12.5"),
            (0.000_123, "0.0001"),
            (-7.050_04, "-7.05"),
            (0.999_96, "1"),
            (1_234_567.891_2, "1234567.8912"),
            (1e15, "1000000000000000"),
            (f64::INFINITY, "inf"),
        ];
        for (number, text) in told {
            assert_eq!(rounded(number), text);
        }
    }
}
