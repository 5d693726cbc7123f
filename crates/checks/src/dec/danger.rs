//! Dangerous goods, used goods, and lines that inspection looks at.

use params::LicenceNeed;

use crate::{
    check::{At, Check, Declared, Findings, OnDeclaration, Rule, Source},
    rules::tariff::Line,
};

pub(crate) const CHECKS: &[Check<OnDeclaration>] = &[
    check!(
        "DEC-4301",
        Rule::cross(Source::filling("危险货物信息")),
        ["危险货物信息填报不全", "dangerous goods lack their name or packaging"],
        [
            "填报UN编码的应同时填报危险货物名称、危包类别和危包规格",
            "with a UN number declare name, class and packaging"
        ],
        |on, to| {
            for (idx, item) in
                on.it.items.iter().enumerate().filter(|(_, it)| !it.un_code.is_empty())
            {
                let fields = [
                    ("danger_name", &item.danger_name),
                    ("danger_class", &item.danger_class),
                    ("danger_spec", &item.danger_spec),
                ];
                if let Some((field, _)) = fields.into_iter().find(|(_, text)| text.is_empty()) {
                    to.report(At::Item("declaration", idx, field), "", "必填 (needed)");
                }
            }
        }
    ),
    check!(
        "DEC-4302",
        Rule::cross(Source::filling("危险货物信息")),
        ["填报了危险货物信息而未填UN编码", "the particulars of dangerous goods lack the UN number"],
        ["请填报UN编码", "declare the UN number"],
        |on, to| {
            for (idx, item) in
                on.it.items.iter().enumerate().filter(|(_, it)| it.un_code.is_empty())
            {
                if !item.danger_name.is_empty() || !item.danger_spec.is_empty() {
                    to.report(At::Item("declaration", idx, "un_code"), "", "必填 (needed)");
                }
            }
        }
    ),
    check!(
        "DEC-4303",
        Rule::cross(Source::filling("危险货物信息")),
        ["非危险化学品填报了UN编码", "goods said to be no dangerous chemical have a UN number"],
        ["请核对非危险化学品标志与UN编码", "check the mark and the UN number"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                if item.not_dangerous == "1" && !item.un_code.is_empty() {
                    to.report(At::Item("declaration", idx, "not_dangerous"), 1, 0);
                }
            }
        }
    ),
    check!(
        "DEC-4304",
        Rule::cross(Source::filling("三十四")),
        [
            "法定检验的进口商品未填检验检疫编码",
            "a line of an import that inspection looks at has no inspection code"
        ],
        ["请填写商品编号第11至13位", "declare digits 11 to 13 of the commodity code"],
        |on, to| {
            for (idx, item, line) in on.items().filter(|_| on.is_import()) {
                let is_inspected =
                    matches!(line, Line::Known(line) if line.inspection.contains('A'));
                if is_inspected && item.inspection_code.is_empty() {
                    to.report(
                        At::Item("declaration", idx, "inspection_code"),
                        "",
                        "3位 (three digits)",
                    );
                }
            }
        }
    ),
    check!(
        "DEC-4305",
        Rule::cross(Source::filling("货物属性")),
        ["货物属性相互矛盾", "two attributes of a line contradict each other"],
        [
            "同一商品不能既是正常货物又是旧品或废品，既在又不在3C目录内",
            "goods are new, used or waste, and inside or outside the catalogue"
        ],
        |on, to| {
            const APART: [&[&str]; 6] = [
                &["11", "12", "13"],
                &["14", "15"],
                &["16", "17"],
                &["19", "20", "21"],
                &["23", "24"],
                &["25", "26", "27", "28", "29"],
            ];
            for (idx, item) in
                on.it.items.iter().enumerate().filter(|(_, it)| it.attributes.contains(','))
            {
                let has = |code: &&&str| item.attributes.split(',').any(|it| it.trim() == **code);
                if APART.iter().any(|codes| codes.iter().filter(has).count() > 1) {
                    to.report(
                        At::Item("declaration", idx, "attributes"),
                        &item.attributes,
                        "不矛盾 (one of each kind)",
                    );
                }
            }
        }
    ),
    check!(
        "DEC-4306",
        Rule::cross(Source::licensing("第二十四条")),
        ["旧机电产品禁止进口", "the import of these goods is prohibited when they are used"],
        [
            "该商品的旧品禁止进口，请核对货物属性",
            "check the attributes: used goods of this code may not come in"
        ],
        used_goods_may_come_in
    ),
];

fn used_goods_may_come_in(on: &Declared<'_>, to: &mut Findings<'_>) {
    for (idx, item, line) in on.items().filter(|_| on.is_import()) {
        let Line::Known(line) = line else { continue };
        let is_used = item.attributes.split(',').any(|it| it.trim() == "21");
        let mut rules =
            line.licences_import.iter().filter_map(|it| on.case.law.filing.licence(it, on.case.on));
        if is_used && rules.any(|it| it.when == LicenceNeed::Used) {
            to.report(
                At::Item("declaration", idx, "attributes"),
                &item.attributes,
                "非旧品 (not used)",
            );
        }
    }
}
