//! The shipped law: it loads, and its first and last days are what they must be.

mod codes;
mod look_up;
mod shared;
mod tariff;

use expect_test::{Expect, expect};
use model::{Confidence, Date};
use params::{Law, Quantity};

#[expect(clippy::unwrap_used, reason = "a test helper")]
fn shipped() -> Law {
    Law::shipped().unwrap()
}

#[expect(clippy::unwrap_used, reason = "a test helper")]
fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[expect(clippy::unwrap_used, reason = "a test helper")]
fn check_retail(on: &str, expected: Expect) {
    let law = shipped();
    let text = match law.retail_on(day(on)) {
        Ok(it) => {
            let basis = |id| law.basis(id).unwrap().to_string();
            let fallback = it.vat_fallback.map_or("none".to_owned(), |it| it.value.to_string());
            format!(
                "single {} {}\nannual {} {}\nduty {} taxes {} full {} rounding {} VAT {fallback}\n",
                it.single_limit.value,
                basis(it.single_limit.basis),
                it.annual_limit.value,
                basis(it.annual_limit.basis),
                it.duty_share.value,
                it.tax_share.value,
                it.full_share.value,
                it.rounding.value,
            )
        }
        Err(gap) => format!("{gap}\n"),
    };
    expected.assert_eq(&text);
}

#[test]
fn the_limits_change_on_their_first_day() {
    check_retail(
        "2016-04-07",
        expect![[r#"
        `retail.single_limit` has no value for 2016-04-07: coverage starts on 2016-04-08
    "#]],
    );
    check_retail(
        "2016-04-08",
        expect![[r#"
        single 2000.00 财关税〔2016〕18号第三条 (secondary)
        annual 20000.00 财关税〔2016〕18号第三条 (secondary)
        duty 0 taxes 0.7 full 1 rounding 0.01 VAT none
    "#]],
    );
    check_retail(
        "2018-12-31",
        expect![[r#"
        single 2000.00 财关税〔2016〕18号第三条 (secondary)
        annual 20000.00 财关税〔2016〕18号第三条 (secondary)
        duty 0 taxes 0.7 full 1 rounding 0.01 VAT none
    "#]],
    );
    check_retail(
        "2019-01-01",
        expect![[r#"
        single 5000.00 财关税〔2018〕49号第一条 (secondary)
        annual 26000.00 财关税〔2018〕49号第一条 (secondary)
        duty 0 taxes 0.7 full 1 rounding 0.01 VAT none
    "#]],
    );
    check_retail(
        "2019-04-01",
        expect![[r#"
        single 5000.00 财关税〔2018〕49号第一条 (secondary)
        annual 26000.00 财关税〔2018〕49号第一条 (secondary)
        duty 0 taxes 0.7 full 1 rounding 0.01 VAT 0.13
    "#]],
    );
}

/// Tax falls due over days that begin and end where the law of their day says; a return's days are
/// known from its announcement on.
#[test]
fn days_are_counted_from_the_first_covered_one() {
    let law = shipped();
    let days = |name: &str, on: &str| law.days_on(name, day(on)).map_err(|gap| gap.to_string());
    for (name, first, expected) in [
        ("retail.tax_hold_days", "2016-04-08", 30),
        ("retail.tax_pay_days", "2016-04-08", 45),
        ("retail.return_apply_days", "2020-03-28", 30),
        ("retail.return_arrive_days", "2020-03-28", 45),
    ] {
        assert_eq!(days(name, first), Ok(expected));
        let eve = day(first).yesterday().unwrap().to_string();
        let gap = format!("`{name}` has no value for {eve}: coverage starts on {first}");
        assert_eq!(days(name, &eve), Err(gap));
    }
}

#[test]
fn every_basis_can_be_asked_for_by_its_number() {
    let law = shipped();
    let day = day("2020-06-01");
    for id in law.retail_on(day).unwrap().basis_ids() {
        assert!(law.basis(id).is_some_and(|it| it.confidence != Confidence::Assumed));
    }
    for basis in law.bases() {
        assert_eq!(law.basis(basis.id()), Some(basis));
        assert!(!basis.document.is_empty());
    }
    for line in law.tariff.lines() {
        for id in [line.basis, line.vat.basis, line.consumption.basis] {
            assert!(law.basis(id).is_some());
        }
    }
}

#[test]
fn the_parameters_that_are_shipped() {
    let law = shipped();
    let mut text = String::new();
    for parameter in law.parameters.all() {
        for value in parameter.values() {
            let number = match value.quantity {
                Quantity::Amount(it) => it.to_string(),
                Quantity::Rate(it) => it.to_string(),
            };
            let basis = law.basis(value.basis).unwrap();
            let (name, unit) = (parameter.name(), parameter.unit());
            text.push_str(&format!("{name} {} {number} {unit} {basis}\n", value.from));
        }
    }
    expect![[r#"
        audit.conclusion_days 2016-10-01 30.00 day 中华人民共和国海关稽查条例第二十三条
        audit.extension_days 2016-10-01 90.00 day 稽查、核查办理期限（本系统设定） (assumed)
        audit.finish_months 2016-10-01 12.00 month 稽查、核查办理期限（本系统设定） (assumed)
        audit.months 2016-10-01 36.00 month 中华人民共和国海关稽查条例第二条
        audit.notice_days 2016-10-01 3.00 day 中华人民共和国海关稽查条例第十条
        declaration.amendment_confirm_days 2014-03-13 5.00 day 进出口货物报关单修改和撤销管理办法（海关总署令第220号）第八条 (secondary)
        export.list_limit 2020-07-01 5000.00 CNY 海关总署公告2020年第75号 (secondary)
        export.summary_day 2014-08-01 10.00 day 海关总署公告2014年第56号 (secondary)
        export.summary_day 2019-01-01 15.00 day 海关总署公告2018年第194号第十三条 (secondary)
        manifest.advance_export_days 2014-11-01 3.00 day 海关总署公告2014年第74号 (secondary)
        manifest.advance_export_days 2025-05-01 7.00 day 海关总署令第277号第九条
        manifest.undeclared_months 1987-07-01 3.00 month 中华人民共和国海关法第三十条
        retail.annual_limit 2016-04-08 20000.00 CNY 财关税〔2016〕18号第三条 (secondary)
        retail.annual_limit 2019-01-01 26000.00 CNY 财关税〔2018〕49号第一条 (secondary)
        retail.duty_share 2016-04-08 0 rate 财关税〔2016〕18号第三条 (secondary)
        retail.full_share 2016-04-08 1 rate 财关税〔2016〕18号第三条 (secondary)
        retail.full_share 2019-01-01 1 rate 财关税〔2018〕49号第二条 (secondary)
        retail.return_apply_days 2020-03-28 30.00 day 海关总署公告2020年第45号 (secondary)
        retail.return_arrive_days 2020-03-28 45.00 day 海关总署公告2020年第45号 (secondary)
        retail.single_limit 2016-04-08 2000.00 CNY 财关税〔2016〕18号第三条 (secondary)
        retail.single_limit 2019-01-01 5000.00 CNY 财关税〔2018〕49号第一条 (secondary)
        retail.tax_hold_days 2016-04-08 30.00 day 海关总署公告2016年第26号 (secondary)
        retail.tax_hold_days 2019-01-01 30.00 day 海关总署公告2018年第194号 (secondary)
        retail.tax_pay_days 2016-04-08 45.00 day 海关总署公告2016年第26号 (secondary)
        retail.tax_pay_days 2019-01-01 45.00 day 海关总署公告2018年第194号 (secondary)
        retail.tax_share 2016-04-08 0.7 rate 财关税〔2016〕18号第三条 (secondary)
        retail.waybill_unique_months 2018-09-30 6.00 month 海关总署公告2018年第113号进口物流运单“运单编号”字段说明
        tax.declare_days 2005-06-01 14.00 day 海关总署令第128号 (secondary)
        tax.declare_days 2025-05-01 14.00 day 海关总署令第277号第七条
        tax.guaranteed_months 2004-01-01 6.00 month 中华人民共和国进出口关税条例第三十九条 (secondary)
        tax.guaranteed_months 2024-12-01 6.00 month 中华人民共和国关税法第四十三条
        tax.insurance_share 2002-01-01 0.003 rate 海关审定进口货物完税价格办法 (secondary)
        tax.insurance_share 2014-02-01 0.003 rate 海关总署令第213号第三十六条 (secondary)
        tax.monthly_pay_workdays 2017-09-21 5.00 day 海关总署公告2017年第45号第五条 (secondary)
        tax.monthly_pay_workdays 2024-12-01 5.00 day 中华人民共和国关税法第四十三条
        tax.pay_days 2004-01-01 15.00 day 中华人民共和国进出口关税条例第三十七条 (secondary)
        tax.pay_days 2024-12-01 15.00 day 中华人民共和国关税法第四十三条
        tax.rate_choice 2004-01-01 1.00 rule 中华人民共和国进出口关税条例第十条、第十一条 (secondary)
        tax.rate_choice 2024-12-01 1.00 rule 中华人民共和国关税法第十二条至第十四条
        tax.recovery_months 2004-01-01 36.00 month 中华人民共和国海关法第六十二条
        tax.recovery_months 2024-12-01 36.00 month 中华人民共和国关税法第四十六条
        tax.refund_claim_months 2004-01-01 12.00 month 中华人民共和国海关法第六十三条
        tax.refund_claim_months 2024-12-01 36.00 month 中华人民共和国关税法第五十一条
        tax.refund_decide_days 2004-01-01 30.00 day 中华人民共和国进出口关税条例第五十二条 (secondary)
        tax.refund_decide_days 2024-12-01 30.00 day 中华人民共和国关税法第五十一条
        tax.rounding 2005-03-01 0.01 CNY 海关总署令第124号 (secondary)
        tax.rounding 2024-12-01 0.01 CNY 海关总署令第272号第十三条、第十九条
        tax.supplement_months 2004-01-01 12.00 month 中华人民共和国海关法第六十二条
        tax.supplement_months 2024-12-01 36.00 month 中华人民共和国关税法第四十五条
        tax.vat_fallback 2019-04-01 0.13 rate 财政部、税务总局、海关总署公告2019年第39号第一条 (secondary)
        tax.vat_fallback 2026-01-01 0.13 rate 中华人民共和国增值税法第十条
        tax.waived_below 2008-12-17 50.00 CNY 海关总署公告（2008年12月17日，一票货物税款免征额度） (secondary)
        tax.waived_below 2024-12-01 50.00 CNY 财政部、海关总署公告2024年第17号 (secondary)
    "#]].assert_eq(&text);
}
