//! Assessments as people read them, and as they are kept.

use expect_test::{Expect, expect};
use model::{Basis, Confidence, Declaration, DeclarationAssessment, Direction};
use tax::explain_declaration;

use crate::{LAW, assessed, charge, declaration, item};

fn check(declared: &Declaration<'_>, expect: Expect) {
    let assessment = assessed(declared);
    let mut text = String::new();
    for step in explain_declaration(&assessment, |id| LAW.basis(id).cloned()) {
        let bases: Vec<String> = step.basis.iter().map(ToString::to_string).collect();
        let (zh, en) = (&step.title_zh, &step.title_en);
        let (item, amount, formula) = (step.item, step.amount, &step.formula);
        text += &format!("{item} {zh} | {en}\n    {amount} = {formula}\n");
        if !bases.is_empty() {
            text += &format!("    {}\n", bases.join("; "));
        }
    }
    expect.assert_eq(&text);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one snapshot")]
fn an_import_explains_itself() {
    let mut dollars = item(1, "1000000003", "1000");
    dollars.currency = "USD".into();
    let mut declared = declaration("3", vec![dollars, item(2, "1000000001", "300")]);
    declared.freight = charge("2", "100", "USD");
    declared.other_charges = charge("1", "-1.5", "");
    declared.items[1].levy_mode = "6".into();
    check(
        &declared,
        expect![[r#"
            0 运费（按每吨单价） | freight (by the tonne)
                975.00 = 100.00 USD × 6.5 × 1500.00 / 1000
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条; 示范汇率 (assumed)
            0 保险费（未申报，按法定比例） | insurance (not declared: the share of law)
                23.33 = 7775.00 × 0.3%
                海关总署令第213号第三十六条 (secondary)
            0 杂费（按率） | other charges (by rate)
                -102.00 = 6800.00 × -1.5%
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条
            1 成交价格 | transaction price
                6500.00 = 1000.00 USD × 6.5
                示范汇率 (assumed); 中华人民共和国进出口关税条例第十五条至第十七条、第三十八条 (secondary)
            1 运费分摊 | share of freight
                931.99 = 975.00 × 6500.00 / 6800.00
                本系统约定：运费、保险费、杂费按各项商品人民币价格分摊至分，尾差归余数最大的商品项 (assumed)
            1 保险费分摊 | share of insurance
                22.30 = 23.33 × 6500.00 / 6800.00
                本系统约定：运费、保险费、杂费按各项商品人民币价格分摊至分，尾差归余数最大的商品项 (assumed)
            1 杂费分摊 | share of other charges
                -97.50 = -102.00 × 6500.00 / 6800.00
                本系统约定：运费、保险费、杂费按各项商品人民币价格分摊至分，尾差归余数最大的商品项 (assumed)
            1 完税价格 | customs value
                7356.79 = 6500.00 + 931.99 + 22.30 − 97.50
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条
            1 关税（最惠国税率：原产地适用最惠国待遇） | duty (most-favoured-nation rate: a known origin)
                1029.95 = 7356.79 × 0.14
                中华人民共和国进出口关税条例第十条、第十一条 (secondary); 中华人民共和国进出口关税条例第十五条至第十七条、第三十八条 (secondary)
            1 消费税 | consumption tax
                931.86 = (7356.79 + 1029.95) / (1 − 0.1) × 0.1
            1 增值税 | VAT
                1211.42 = (7356.79 + 1029.95 + 931.86) × 0.13
            2 成交价格 | transaction price
                300.00 = 300.00 CNY × 1
            2 运费分摊 | share of freight
                43.01 = 975.00 × 300.00 / 6800.00
                本系统约定：运费、保险费、杂费按各项商品人民币价格分摊至分，尾差归余数最大的商品项 (assumed)
            2 保险费分摊 | share of insurance
                1.03 = 23.33 × 300.00 / 6800.00
                本系统约定：运费、保险费、杂费按各项商品人民币价格分摊至分，尾差归余数最大的商品项 (assumed)
            2 杂费分摊 | share of other charges
                -4.50 = -102.00 × 300.00 / 6800.00
                本系统约定：运费、保险费、杂费按各项商品人民币价格分摊至分，尾差归余数最大的商品项 (assumed)
            2 完税价格 | customs value
                339.54 = 300.00 + 43.01 + 1.03 − 4.50
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条
            2 关税（最惠国税率：原产地适用最惠国待遇）（保证金） | duty (most-favoured-nation rate: a known origin) (against a deposit)
                33.95 = 339.54 × 0.1
                中华人民共和国进出口关税条例第十条、第十一条 (secondary); 征减免税方式代码表（各方式的征减效果待核实） (secondary); 中华人民共和国进出口关税条例第十五条至第十七条、第三十八条 (secondary)
            2 消费税（保证金） | consumption tax (against a deposit)
                0.00 = 0
                征减免税方式代码表（各方式的征减效果待核实） (secondary)
            2 增值税（保证金） | VAT (against a deposit)
                48.55 = (339.54 + 33.95) × 0.13
                征减免税方式代码表（各方式的征减效果待核实） (secondary)
            0 完税价格（合计） | customs value (all lines)
                7696.33 = 7356.79 + 339.54
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条
            0 关税（合计） | duty (all lines)
                1029.95 = 1029.95 + 33.95 − 33.95
                中华人民共和国进出口关税条例第十条、第十一条 (secondary); 中华人民共和国进出口关税条例第十五条至第十七条、第三十八条 (secondary); 征减免税方式代码表（各方式的征减效果待核实） (secondary); 本系统约定：各税种按商品项计算并取整，再按税种合计 (assumed)
            0 消费税（合计） | consumption tax (all lines)
                931.86 = 931.86 + 0.00
                征减免税方式代码表（各方式的征减效果待核实） (secondary); 本系统约定：各税种按商品项计算并取整，再按税种合计 (assumed)
            0 增值税（合计） | VAT (all lines)
                1211.42 = 1211.42 + 48.55 − 48.55
                征减免税方式代码表（各方式的征减效果待核实） (secondary); 本系统约定：各税种按商品项计算并取整，再按税种合计 (assumed)
            0 税款担保 | security for tax
                82.50 = 33.95 + 0.00 + 48.55
            0 合计 | total
                3173.23 = 1029.95 + 931.86 + 1211.42
        "#]],
    );
}

#[test]
fn relief_and_special_duties_explain_themselves() {
    let mut declared =
        declaration("1", vec![item(1, "1000000002", "300"), item(2, "1000000006", "80")]);
    declared.items[0].levy_mode = "2".into();
    check(
        &declared,
        expect![[r#"
            1 成交价格 | transaction price
                300.00 = 300.00 CNY × 1
            1 完税价格 | customs value
                300.00 = 300.00
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条
            1 关税（最惠国税率：原产地适用最惠国待遇）（减征） | duty (most-favoured-nation rate: a known origin) (reduced)
                7.50 = 300.00 × 0.05 × 0.5
                中华人民共和国进出口关税条例第十条、第十一条 (secondary); 征减免税方式代码表（各方式的征减效果待核实） (secondary); 中华人民共和国进出口关税条例第十五条至第十七条、第三十八条 (secondary)
            1 保障措施关税 | safeguard duty
                60.00 = 300.00 × 0.2
                征减免税方式代码表（各方式的征减效果待核实） (secondary)
            1 消费税（减征） | consumption tax (reduced)
                32.43 = (300.00 + 7.50 + 60.00) / (1 − 0.15) × 0.15 × 0.5
                征减免税方式代码表（各方式的征减效果待核实） (secondary)
            1 增值税（减征） | VAT (reduced)
                26.00 = (300.00 + 7.50 + 60.00 + 32.43) × 0.13 × 0.5
                征减免税方式代码表（各方式的征减效果待核实） (secondary)
            2 成交价格 | transaction price
                80.00 = 80.00 CNY × 1
            2 完税价格 | customs value
                80.00 = 80.00
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条
            2 关税（最惠国税率：原产地适用最惠国待遇） | duty (most-favoured-nation rate: a known origin)
                8.00 = 80.00 × 0.1
                中华人民共和国进出口关税条例第十条、第十一条 (secondary); 中华人民共和国进出口关税条例第十五条至第十七条、第三十八条 (secondary)
            2 消费税 | consumption tax
                23.25 = (80.00 + 8.00 + 1.00 × 1.00) / (1 − 0.2) × 0.2 + 1.00 × 1.00
            2 增值税 | VAT
                14.46 = (80.00 + 8.00 + 23.25) × 0.13
            0 完税价格（合计） | customs value (all lines)
                380.00 = 300.00 + 80.00
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条
            0 关税（合计）（不足50.00元，免征） | duty (all lines) (below 50.00: waived)
                0.00 = 7.50 + 8.00
                中华人民共和国进出口关税条例第十条、第十一条 (secondary); 征减免税方式代码表（各方式的征减效果待核实） (secondary); 中华人民共和国进出口关税条例第十五条至第十七条、第三十八条 (secondary); 海关总署公告（2008年12月17日，一票货物税款免征额度） (secondary); 本系统约定：各税种按商品项计算并取整，再按税种合计 (assumed)
            0 消费税（合计） | consumption tax (all lines)
                55.68 = 32.43 + 23.25
                征减免税方式代码表（各方式的征减效果待核实） (secondary); 本系统约定：各税种按商品项计算并取整，再按税种合计 (assumed)
            0 增值税（合计）（不足50.00元，免征） | VAT (all lines) (below 50.00: waived)
                0.00 = 26.00 + 14.46
                征减免税方式代码表（各方式的征减效果待核实） (secondary); 海关总署公告（2008年12月17日，一票货物税款免征额度） (secondary); 本系统约定：各税种按商品项计算并取整，再按税种合计 (assumed)
            0 保障措施关税（合计） | safeguard duty (all lines)
                60.00 = 60.00
                征减免税方式代码表（各方式的征减效果待核实） (secondary); 本系统约定：各税种按商品项计算并取整，再按税种合计 (assumed)
            0 合计 | total
                115.68 = 0.00 + 55.68 + 0.00 + 60.00
        "#]],
    );
}

#[test]
fn an_export_explains_itself() {
    let mut declared = declaration("1", vec![item(1, "1000000004", "10000")]);
    declared.direction = Direction::Export;
    declared.freight = charge("3", "100", "CNY");
    check(
        &declared,
        expect![[r#"
            0 运费（按总价） | freight (in all)
                -100.00 = −(100.00 CNY × 1)
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条
            1 成交价格 | transaction price
                10000.00 = 10000.00 CNY × 1
            1 完税价格 | customs value
                9898.00 = 10000.00 − 100.00 − 1.00 × 2.00
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条; 中华人民共和国关税法第二十九条
            1 出口关税（出口税率：出口货物） | export duty (export rate: goods that leave)
                2.00 = 9898.00 × 0 + 1.00 × 2.00
                中华人民共和国进出口关税条例第十条、第十一条 (secondary); 中华人民共和国进出口关税条例第十五条至第十七条、第三十八条 (secondary)
            0 完税价格（合计） | customs value (all lines)
                9898.00 = 9898.00
                进出口货物报关单填制规范（海关总署公告2018年第60号）第二十七条至第三十条; 中华人民共和国关税法第二十九条
            0 出口关税（合计）（不足50.00元，免征） | export duty (all lines) (below 50.00: waived)
                0.00 = 2.00
                中华人民共和国进出口关税条例第十条、第十一条 (secondary); 中华人民共和国进出口关税条例第十五条至第十七条、第三十八条 (secondary); 海关总署公告（2008年12月17日，一票货物税款免征额度） (secondary); 本系统约定：各税种按商品项计算并取整，再按税种合计 (assumed)
            0 合计 | total
                0.00 = 0.00
        "#]],
    );
}

/// What comes out is kept in the house's history.
#[test]
fn an_assessment_is_read_back_as_it_was_written() {
    let mut declared =
        declaration("3", vec![item(1, "1000000001", "100"), item(2, "1000000004", "7")]);
    declared.items[0].origin = "USA".into();
    let assessment = assessed(&declared);
    let json = serde_json::to_string(&assessment).unwrap();
    assert_eq!(serde_json::from_str::<DeclarationAssessment>(&json).unwrap(), assessment);
    let bytes = postcard::to_allocvec(&assessment).unwrap();
    assert_eq!(postcard::from_bytes::<DeclarationAssessment>(&bytes).unwrap(), assessment);
    assert!(assessment.basis_ids().all(|it| LAW.basis(it).is_some() || it == here()));
}

/// The fixture's tariff rests on a text that the law's register does not have.
fn here() -> model::BasisId {
    Basis::new("a tariff", "", Confidence::Read).id()
}
