//! Every code the house can answer with, whichever crate reports it.

use std::borrow::Cow;

use jiff::civil::date;
use model::{Basis, CheckInfo, Confidence, ExplainedFinding, Finding, Scope, Severity, Stage};

/// What the procedures themselves refuse; the rest are checks and format faults.
pub static HOUSE_CHECKS: &[CheckInfo] = &[
    house(
        "HSE-7001",
        ["清单编号不存在", "no entry has this list number"],
        ["请核对清单编号后重新发送", "send the list number that receipt 120 gave"],
    ),
    house(
        "HSE-7002",
        ["当前状态不允许此操作", "the entry's state does not allow this"],
        ["请先查询该清单的当前状态", "ask for the entry's state first"],
    ),
    house(
        "HSE-7003",
        ["参数无法按此延长", "law cannot be extended like this"],
        ["请核对参数表名称与日期", "check the table's name and the day"],
    ),
    house(
        "HSE-7004",
        ["备案数据无效，未生效", "registry rows are not sound; none took effect"],
        ["请修正所示数据后重新发送全部数据", "mend the row named and send all rows again"],
    ),
    house(
        "HSE-7005",
        ["保税货物须凭核放单过卡出区", "bonded goods leave by the gate, with a gate pass"],
        [
            "请申报核注清单与核放单，由卡口报送过卡",
            "declare an exit list and a gate pass; the gate reports the passage",
        ],
    ),
    house(
        "HSE-7006",
        ["核放单编号不存在", "no gate pass has this number"],
        ["请核对核放单编号", "send the number that receipt SAS221 gave"],
    ),
    house(
        "HSE-6001",
        ["账户余额不足", "an account holds too little"],
        ["请核对额度、担保或账册余量", "check the limit, guarantee or account book"],
    ),
    house(
        "HSE-5001",
        ["无法计税", "the entry cannot be assessed"],
        ["请核对商品编号及税则有效期", "check the commodity codes and the tariff's validity"],
    ),
];

const fn house(code: &'static str, title: [&'static str; 2], fix: [&'static str; 2]) -> CheckInfo {
    CheckInfo {
        code,
        title_zh: title[0],
        title_en: title[1],
        severity: Severity::Return,
        stage: Stage::Document,
        scope: Scope::CrossField,
        basis: Basis::new("通关系统业务规则", "", Confidence::Assumed),
        from: date(2016, 4, 8),
        fix_zh: fix[0],
        fix_en: fix[1],
    }
}

/// A finding of the house's own.
pub(crate) fn refuse(
    code: &'static str,
    pointer: &str,
    observed: String,
    expected: &str,
) -> Finding {
    Finding {
        code: Cow::Borrowed(code),
        severity: Severity::Return,
        pointer: pointer.to_owned(),
        observed,
        expected: expected.to_owned(),
        against: String::new(),
    }
}

/// All codes, in the order in which a parcel meets them.
pub fn all() -> impl Iterator<Item = &'static CheckInfo> {
    messages::FORMAT_CHECKS.iter().chain(checks::all()).chain(HOUSE_CHECKS)
}

pub fn find(code: &str) -> Option<&'static CheckInfo> {
    checks::find(code)
        .or_else(|| messages::FORMAT_CHECKS.iter().chain(HOUSE_CHECKS).find(|it| it.code == code))
}

/// Adds to findings what their checks say of them.
pub fn explain(findings: &[Finding]) -> Vec<ExplainedFinding<'_>> {
    let explained = findings.iter().filter_map(|finding| {
        let info = find(&finding.code)?;
        Some(ExplainedFinding {
            finding,
            title_zh: info.title_zh,
            title_en: info.title_en,
            basis: &info.basis,
            fix_zh: info.fix_zh,
            fix_en: info.fix_en,
        })
    });
    explained.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn no_code_is_used_twice() {
        let mut seen = BTreeSet::new();
        for info in super::all() {
            assert!(seen.insert(info.code), "{}", info.code);
            assert_eq!(super::find(info.code).map(|it| it.code), Some(info.code));
        }
    }
}
