//! What the tariff look-up answers.

use expect_test::{Expect, expect};
use params::{Law, look_up};

use crate::{day, shipped};

fn check(law: &Law, code: &str, on: &str, origin: Option<&str>, expected: Expect) {
    let text = match look_up(law, code, day(on), origin) {
        Ok(answer) => answer.to_string(),
        Err(error) => error.to_string(),
    };
    expected.assert_eq(&text);
}

#[test]
fn a_known_origin_has_the_mfn_rate() {
    check(
        &shipped(),
        "3304990039",
        "2020-06-01",
        Some("JPN"),
        expect![[r#"
            3304990039 包装标注含量以体积计的其他美容品或化妆品及护肤品 (on 2020-06-01)
              包括防晒油或晒黑油,但药品除外
              中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary), 2020-01-01 to 2020-12-31
            duty 关税: 1% (MFN 最惠国税率) for JPN 日本 (Japan)
              chosen by 中华人民共和国进出口关税条例第十条、第十一条 (secondary)
              general 普通 150%; MFN 最惠国 1%
            consumption tax 消费税: 15%
            VAT 增值税: 13%
            export duty 出口关税: 0%
            units 法定单位: 035 千克 (kilogram); 011 件 (article)
            inspection 检验检疫: A 检验检疫 (inspection and quarantine on import); B 电子底账 (inspection and quarantine on export (electronic ledger))
            elements 申报要素: 品牌类型; 出口享惠情况; 用途; 包装规格; 品牌; GTIN; CAS; 其他
            note: the few countries without most-favoured-nation treatment are not in the data
            note: the table has no agreement rates: with a proof of origin the duty may be lower
            note: the table may lack a provisional rate that replaces the most-favoured-nation rate
        "#]],
    );
    check(
        &shipped(),
        "3304990039",
        "2020-06-01",
        Some("116"),
        expect![[r#"
            3304990039 包装标注含量以体积计的其他美容品或化妆品及护肤品 (on 2020-06-01)
              包括防晒油或晒黑油,但药品除外
              中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary), 2020-01-01 to 2020-12-31
            duty 关税: 1% (MFN 最惠国税率) for JPN 日本 (Japan)
              chosen by 中华人民共和国进出口关税条例第十条、第十一条 (secondary)
              general 普通 150%; MFN 最惠国 1%
            consumption tax 消费税: 15%
            VAT 增值税: 13%
            export duty 出口关税: 0%
            units 法定单位: 035 千克 (kilogram); 011 件 (article)
            inspection 检验检疫: A 检验检疫 (inspection and quarantine on import); B 电子底账 (inspection and quarantine on export (electronic ledger))
            elements 申报要素: 品牌类型; 出口享惠情况; 用途; 包装规格; 品牌; GTIN; CAS; 其他
            note: the few countries without most-favoured-nation treatment are not in the data
            note: the table has no agreement rates: with a proof of origin the duty may be lower
            note: the table may lack a provisional rate that replaces the most-favoured-nation rate
        "#]],
    );
}

#[test]
fn no_origin_and_an_unspecified_one_have_the_general_rate() {
    check(
        &shipped(),
        "0101210010",
        "2020-12-31",
        None,
        expect![[r#"
            0101210010 改良种用濒危野马 (on 2020-12-31)
              中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary), 2020-01-01 to 2020-12-31
            duty 关税: 0% (general 普通税率) for no origin
              chosen by 中华人民共和国进出口关税条例第十条、第十一条 (secondary)
              general 普通 0%; MFN 最惠国 0%
            consumption tax 消费税: 0%
            VAT 增值税: 9%
            export duty 出口关税: 0%
            units 法定单位: 035 千克 (kilogram); 009 头 (head)
            inspection 检验检疫: A 检验检疫 (inspection and quarantine on import); B 电子底账 (inspection and quarantine on export (electronic ledger))
            for import 进口监管证件: F 濒危物种允许进口证明书 (import certificate for endangered species)
            for export 出口监管证件: E 濒危物种允许出口证明书 (export certificate for endangered species)
            elements 申报要素: 品牌类型; 出口享惠情况; 是否改良种用; 品种; GTIN; CAS; 其他
            note: no origin is given: the general rate applies
        "#]],
    );
    let answer = look_up(&shipped(), "0101210010", day("2020-12-31"), Some("701")).unwrap();
    assert_eq!(answer.duty.column, model::DutyColumn::General);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one answer, whole")]
fn parts_that_the_table_lacks_are_named() {
    check(
        &shipped(),
        "2203000000",
        "2020-01-01",
        Some("DEU"),
        expect![[r#"
            2203000000 麦芽酿造的啤酒 (on 2020-01-01)
              中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary), 2020-01-01 to 2020-12-31
            duty 关税: 0% (MFN 最惠国税率) for DEU 德国 (Germany)
              chosen by 中华人民共和国进出口关税条例第十条、第十一条 (secondary)
              general 普通 0% + ?; MFN 最惠国 0%
            consumption tax 消费税: 0% + ?
            VAT 增值税: 13%
            export duty 出口关税: 0%
            units 法定单位: 095 升 (litre); 035 千克 (kilogram)
            inspection 检验检疫: A 检验检疫 (inspection and quarantine on import); B 电子底账 (inspection and quarantine on export (electronic ledger))
            elements 申报要素: 品牌类型; 出口享惠情况; 品名(中文及外文名称); 是否麦芽酿造; 酒精含量; 麦芽浓度; 包装规格; 品牌(中文及外文名称); 生产日期; GTIN; CAS; 其他
            note: the few countries without most-favoured-nation treatment are not in the data
            note: the table has no agreement rates: with a proof of origin the duty may be lower
            note: the table may lack a provisional rate that replaces the most-favoured-nation rate
            note: the consumption tax has a specific or conditional part that the table lacks
        "#]],
    );
    check(
        &shipped(),
        "2208300000",
        "2020-01-01",
        Some("GBR"),
        expect![[r#"
            2208300000 威士忌酒 (on 2020-01-01)
              中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary), 2020-01-01 to 2020-12-31
            duty 关税: 10% (MFN 最惠国税率) for GBR 英国 (United Kingdom of Great Britain and Northern Ireland (the))
              chosen by 中华人民共和国进出口关税条例第十条、第十一条 (secondary)
              general 普通 180%; MFN 最惠国 10%
            consumption tax 消费税: 20% + 1.00 CNY/千克
              进口环节消费税税目税率表（约2009年版数据表） (secondary)
            VAT 增值税: 13%
            export duty 出口关税: 0%
            units 法定单位: 095 升 (litre); 035 千克 (kilogram)
            inspection 检验检疫: A 检验检疫 (inspection and quarantine on import); B 电子底账 (inspection and quarantine on export (electronic ledger))
            elements 申报要素: 品牌类型; 出口享惠情况; 品名(中文及外文名称); 原料; 酒精浓度; 包装规格; 品牌(中文及外文名称）; 产地; GTIN; CAS; 其他
            note: the few countries without most-favoured-nation treatment are not in the data
            note: the table has no agreement rates: with a proof of origin the duty may be lower
            note: the table may lack a provisional rate that replaces the most-favoured-nation rate
        "#]],
    );
    check(
        &shipped(),
        "0207120000",
        "2020-01-01",
        Some("BRA"),
        expect![[r#"
            0207120000 冻的整只鸡 (on 2020-01-01)
              中华人民共和国进出口税则（2020）十位商品编号数据表 (secondary), 2020-01-01 to 2020-12-31
            duty 关税: 0% + ? (MFN 最惠国税率) for BRA 巴西 (Brazil)
              chosen by 中华人民共和国进出口关税条例第十条、第十一条 (secondary)
              general 普通 0% + ?; MFN 最惠国 0% + ?
            consumption tax 消费税: 0%
            VAT 增值税: 9%
            export duty 出口关税: 0%
            units 法定单位: 035 千克 (kilogram)
            inspection 检验检疫: A 检验检疫 (inspection and quarantine on import); B 电子底账 (inspection and quarantine on export (electronic ledger))
            for import 进口监管证件: 7 自动进口许可证 (automatic import licence)
            for export 出口监管证件: 4 出口许可证 (export licence); x 出口许可证(加工贸易) (export licence (processing trade))
            elements 申报要素: 品牌类型; 出口享惠情况; 制作或保存方法(冻); 加工方法（整只、带骨或去骨等）; 厂号（名称或号码）; 品牌; GTIN; CAS; 其他
            note: the few countries without most-favoured-nation treatment are not in the data
            note: the table has no agreement rates: with a proof of origin the duty may be lower
            note: the table may lack a provisional rate that replaces the most-favoured-nation rate
            note: the duty has a specific or conditional part that the table lacks
        "#]],
    );
}

#[test]
fn refusals() {
    check(
        &shipped(),
        "330499003",
        "2020-06-01",
        None,
        expect!["`330499003` is not a code of ten digits"],
    );
    check(
        &shipped(),
        "+304990039",
        "2020-06-01",
        None,
        expect!["`+304990039` is not a code of ten digits"],
    );
    check(
        &shipped(),
        "9999999999",
        "2020-06-01",
        None,
        expect!["the tariff has no line `9999999999`"],
    );
    check(
        &shipped(),
        "3304990039",
        "2020-06-01",
        Some("XXX"),
        expect!["`XXX` is not a country code, neither in letters nor in digits"],
    );
    check(
        &shipped(),
        "3304990039",
        "2021-01-01",
        Some("JPN"),
        expect!["`tariff` has no value for 2021-01-01: the last covered day is 2020-12-31"],
    );
    check(
        &shipped(),
        "3304990039",
        "2019-12-31",
        Some("JPN"),
        expect!["`tariff` has no value for 2019-12-31: covered are 2020-01-01 to 2020-12-31"],
    );
}

#[test]
fn an_extension_shows_as_assumed() {
    let mut law = shipped();
    law.extend("tariff", day("2026-12-31"), "house order 1: the edition of 2020 stands in")
        .unwrap();
    check(
        &law,
        "3304990039",
        "2026-01-05",
        Some("JPN"),
        expect![[r#"
        3304990039 包装标注含量以体积计的其他美容品或化妆品及护肤品 (on 2026-01-05)
          包括防晒油或晒黑油,但药品除外
          house order 1: the edition of 2020 stands in (assumed), 2021-01-01 to 2026-12-31
        duty 关税: 1% (MFN 最惠国税率) for JPN 日本 (Japan)
          chosen by 中华人民共和国关税法第十二条至第十四条
          general 普通 150%; MFN 最惠国 1%
        consumption tax 消费税: 15%
        VAT 增值税: 13%
        export duty 出口关税: 0%
        units 法定单位: 035 千克 (kilogram); 011 件 (article)
        inspection 检验检疫: A 检验检疫 (inspection and quarantine on import); B 电子底账 (inspection and quarantine on export (electronic ledger))
        elements 申报要素: 品牌类型; 出口享惠情况; 用途; 包装规格; 品牌; GTIN; CAS; 其他
        note: the few countries without most-favoured-nation treatment are not in the data
        note: the table has no agreement rates: with a proof of origin the duty may be lower
        note: the table may lack a provisional rate that replaces the most-favoured-nation rate
    "#]],
    );
    check(
        &law,
        "3304990039",
        "2027-01-01",
        Some("JPN"),
        expect!["`tariff` has no value for 2027-01-01: the last covered day is 2026-12-31"],
    );
    let before = look_up(&law, "3304990039", day("2020-12-31"), None).unwrap();
    assert_eq!(before.basis.confidence, model::Confidence::Secondary);
}

#[test]
fn machines_read_the_answer_as_json() {
    let answer = look_up(&shipped(), "2206001000", day("2020-06-01"), Some("KOR")).unwrap();
    expect![[r#"{"code":"2206001000","name":"黄酒","remark":"以稻米、黍米、玉米、小米、小麦等为主要原料，经进一步加工制成","on":"2020-06-01","valid_from":"2020-01-01","valid_to":"2020-12-31","basis":{"document":"中华人民共和国进出口税则（2020）","article":"十位商品编号数据表","confidence":"secondary"},"origin":{"code":"KOR","name_zh":"韩国","name_en":"Korea (the Republic of)"},"duty":{"column":"mfn","rate":{"ad_valorem":"0.4","specific":null,"complete":true},"basis":{"document":"中华人民共和国进出口税则（2020）","article":"十位商品编号数据表","confidence":"secondary"},"rule":{"document":"中华人民共和国进出口关税条例","article":"第十条、第十一条","confidence":"secondary"}},"general":{"ad_valorem":"1.8","specific":null,"complete":true},"mfn":{"ad_valorem":"0.4","specific":null,"complete":true},"provisional":null,"agreements":[],"consumption_tax":{"rate":{"ad_valorem":"0","specific":{"per_unit":"0.24","unit":"035"},"complete":true},"basis":{"document":"进口环节消费税税目税率表（约2009年版数据表）","article":"","confidence":"secondary"}},"vat":{"rate":{"ad_valorem":"0.13","specific":null,"complete":true},"basis":{"document":"中华人民共和国进出口税则（2020）","article":"十位商品编号数据表","confidence":"secondary"}},"export_duty":{"ad_valorem":"0","specific":null,"complete":true},"export_rebate":null,"units":[{"code":"095","name_zh":"升","name_en":"litre"},{"code":"035","name_zh":"千克","name_en":"kilogram"}],"inspection":[{"code":"A","name_zh":"检验检疫","name_en":"inspection and quarantine on import"},{"code":"B","name_zh":"电子底账","name_en":"inspection and quarantine on export (electronic ledger)"}],"licences_import":[],"licences_export":[],"elements":["品牌类型","出口享惠情况","品名(中文及外文名称)","加工方法（发酵、混合）","包装规格","品牌(中文及外文名称）","GTIN","CAS","其他"],"notes":["the few countries without most-favoured-nation treatment are not in the data","the table has no agreement rates: with a proof of origin the duty may be lower","the table may lack a provisional rate that replaces the most-favoured-nation rate"]}"#]].assert_eq(&serde_json::to_string(&answer).unwrap());
}
