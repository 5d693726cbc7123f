//! The catalogue as a whole, and the pages made of it.

#![cfg(test)]

use std::collections::BTreeSet;

use expect_test::expect;
use model::Severity;

#[test]
fn codes_are_unique_and_well_formed() {
    let mut seen = BTreeSet::new();
    for info in checks::all() {
        assert!(seen.insert(info.code), "{} twice", info.code);
        let (family, number) = info.code.split_once('-').unwrap();
        let is_family = family.len() == 3 && family.bytes().all(|it| it.is_ascii_uppercase());
        let is_number = number.len() == 4 && number.bytes().all(|it| it.is_ascii_digit());
        assert!(is_family && is_number && (b'1'..=b'7').contains(&number.as_bytes()[0]));
        for text in [info.title_zh, info.title_en, info.fix_zh, info.fix_en] {
            assert!(!text.is_empty() && !text.contains('|'), "{}: `{text}`", info.code);
        }
        assert_eq!(checks::find(info.code), Some(info));
    }
    assert_eq!(checks::find("INV-0000"), None);
}

/// What is only said, and never stops a parcel.
#[test]
fn few_checks_only_notice() {
    let codes: Vec<&str> =
        checks::all().filter(|it| it.severity == Severity::Notice).map(|it| it.code).collect();
    let expected = [
        "INV-1317", "INV-1318", "INV-1319", "INV-6319", "REG-4003", "DEC-2009", "DEC-2013",
        "DEC-3104", "DEC-3118", "DEC-5007", "DEC-6105", "DEC-6106", "DEC-6401", "DEC-6412",
        "DEC-6413", "DEC-6414", "DTX-5012", "DTX-5013", "DTX-5018", "DTX-5015",
    ];
    assert_eq!(codes, expected);
}

#[test]
fn a_page_says_everything_of_its_check() {
    expect![[r#"
        # PAY-2332 支付单支付金额与订单支付金额不一致

        the payment is not the amount that the order says was paid

        | | |
        |---|---|
        | Severity 处置 | return 退单 |
        | Stage 阶段 | joined 比对 |
        | Reads 范围 | several fields 多项 |
        | Class 类别 | 2 cross-document 单证比对 |
        | Basis 依据 | 海关跨境统一版系统企业对接报文规范（202205） |
        | Article 条目 | OrderHead.acturalPaid |
        | Confidence 把握 | read in the official text 见于官方文本 |
        | Since 施行 | 2018-09-30 |

        ## 如何更正

        请核对两单证的该项内容，更正有误的一方后重新申报

        ## How to mend it

        compare both documents, and declare the wrong one again
    "#]]
    .assert_eq(&checks::render_page(checks::find("PAY-2332").unwrap()));
}

#[test]
fn the_index_lists_by_code() {
    let infos = ["PAY-2332", "INV-5012"].map(|it| checks::find(it).unwrap());
    expect![[r#"
        # Checks 逻辑校验

        | Code 代码 | 名称 | Title | Severity 处置 | Stage 阶段 |
        |---|---|---|---|---|
        | [INV-5012](INV-5012.md) | 净重不得大于毛重 | the net weight is more than the gross weight | return 退单 | document 单证 |
        | [PAY-2332](PAY-2332.md) | 支付单支付金额与订单支付金额不一致 | the payment is not the amount that the order says was paid | return 退单 | joined 比对 |
    "#]]
    .assert_eq(&checks::render_index(infos));
}
