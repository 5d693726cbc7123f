//! Findings in a receipt's one text field.

use std::fmt::Write as _;

use model::{DocumentKind, ExplainedFinding};

use crate::{codes::wire_code_of, pointer::wire_path};

/// Longer values are cut: the JSON receipt carries them in full.
const VALUE_CHARS: usize = 60;

/// Spells findings as the wire does, at most `max_chars` characters:
/// `[Code:1332;Desc:…],[OrderHead.acturalPaid:100.00,PaymentHead.amountPaid:99.00]`. The gravest
/// come first; when not all fit, the text ends with how many more there are (`另有N项`).
pub fn spell(findings: &[ExplainedFinding<'_>], max_chars: usize) -> String {
    let mut gravest: Vec<&ExplainedFinding<'_>> = findings.iter().collect();
    gravest.sort_by_key(|it| std::cmp::Reverse(it.finding.severity));
    let mut text = String::new();
    let mut n_chars = 0;
    for (index, finding) in gravest.iter().enumerate() {
        let piece = spell_one(finding);
        let separator = usize::from(index > 0);
        let n_left = gravest.len() - index - 1;
        let tail = if n_left > 0 { rest_of(n_left).chars().count() } else { 0 };
        let wanted = separator + piece.chars().count();
        if n_chars + wanted + tail > max_chars {
            let rest = rest_of(n_left + 1);
            if index == 0 {
                // Not even one fits: as much of it as there is room for.
                let rest = if n_left > 0 { rest_of(n_left) } else { String::new() };
                let room = max_chars.saturating_sub(rest.chars().count());
                text.extend(piece.chars().take(room));
                text.extend(rest.chars().take(max_chars.saturating_sub(room)));
            } else {
                text.push_str(&rest);
            }
            return text;
        }
        if index > 0 {
            text.push(',');
        }
        text.push_str(&piece);
        n_chars += wanted;
    }
    text
}

fn rest_of(n_findings: usize) -> String {
    format!(",另有{n_findings}项")
}

fn spell_one(explained: &ExplainedFinding<'_>) -> String {
    let finding = explained.finding;
    let mut text = String::new();
    let code = wire_code_of(finding).code;
    let _infallible = write!(text, "[Code:{code};Desc:{}]", explained.title_zh);
    let own = spell_value(&finding.pointer, &finding.observed);
    let other = spell_value(&finding.against, &finding.expected);
    let expected = cut(&finding.expected);
    let _infallible = match (own, other) {
        // In the order of a parcel's papers: the order before the payment.
        (Some(own), Some(other)) if rank(&finding.against) < rank(&finding.pointer) => {
            write!(text, ",[{other},{own}]")
        }
        (Some(own), Some(other)) => write!(text, ",[{own},{other}]"),
        (Some(own), None) if expected.is_empty() => write!(text, ",[{own}]"),
        (Some(own), None) => write!(text, ",[{own},应为:{expected}]"),
        (None, Some(other)) => write!(text, ",[{other}]"),
        (None, None) if finding.observed.is_empty() => Ok(()),
        (None, None) => write!(text, ",[{}]", cut(&finding.observed)),
    };
    text
}

fn spell_value(pointer: &str, value: &str) -> Option<String> {
    wire_path(pointer).map(|path| format!("{path}:{}", cut(value)))
}

fn cut(value: &str) -> String {
    match value.char_indices().nth(VALUE_CHARS) {
        Some((end, _)) => format!("{}…", value.get(..end).unwrap_or_default()),
        None => value.to_owned(),
    }
}

fn rank(pointer: &str) -> Option<usize> {
    DocumentKind::ALL.iter().position(|it| pointer.starts_with(it.name()))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use model::{Basis, Confidence, Finding, Severity};

    use super::*;

    static BASIS: Basis = Basis::new("", "", Confidence::Assumed);

    fn finding(code: &'static str, severity: Severity, values: [&str; 4]) -> Finding {
        let [pointer, observed, against, expected] = values.map(str::to_owned);
        Finding { code: code.into(), severity, pointer, observed, expected, against }
    }

    fn explained<'f>(finding: &'f Finding, title_zh: &'static str) -> ExplainedFinding<'f> {
        let (title_en, fix_zh, fix_en) = ("", "", "");
        ExplainedFinding { finding, title_zh, title_en, basis: &BASIS, fix_zh, fix_en }
    }

    fn three() -> [Finding; 3] {
        [
            finding("ORD-9999", Severity::Notice, ["order.note", "备注", "", ""]),
            finding(
                "PAY-2332",
                Severity::Return,
                ["payment.amount_paid", "99.00", "order.actual_paid", "100.00"],
            ),
            finding(
                "INV-1104",
                Severity::Return,
                ["inventory.items[2].quantity", "0.00", "", "> 0"],
            ),
        ]
    }

    #[test]
    fn the_gravest_come_first() {
        let findings = three();
        let titles = ["提示", "支付单支付金额与订单支付金额不一致", "数量应大于0"];
        let explained: Vec<_> =
            findings.iter().zip(titles).map(|(it, title)| explained(it, title)).collect();
        let text = spell(&explained, 1000);
        expect!["[Code:1332;Desc:支付单支付金额与订单支付金额不一致],[OrderHead.acturalPaid:100.00,PaymentHead.amountPaid:99.00],[Code:INV-1104;Desc:数量应大于0],[InventoryList[3].qty:0.00,应为:> 0],[Code:ORD-9999;Desc:提示],[OrderHead.note:备注]"].assert_eq(&text);
        for max in 0..200 {
            assert!(spell(&explained, max).chars().count() <= max, "{max}");
        }
        expect!["[Code:1332;Desc:支付单支付金额与订单支付金额不一致],[OrderHead.acturalPaid:100.00,PaymentHead.amountPaid:99.00],另有2项"]
            .assert_eq(&spell(&explained, 100));
        expect!["[Code:1332;Desc:支,另有2项"].assert_eq(&spell(&explained, 22));
        assert_eq!(spell(&[], 10), "");
    }
}
