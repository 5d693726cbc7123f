//! The specification (规格型号) against the declaration elements (申报要素) of the tariff line: one
//! segment an element, joined with `|`; the first two are the brand type and the export preference.

use params::TariffLine;

use crate::{
    check::{At, Check, Declared, Findings, OnDeclaration, Rule, Source},
    rules::tariff::Line,
};

pub(crate) const CHECKS: &[Check<OnDeclaration>] = &[
    check!(
        "DEC-4101",
        Rule::cross(Source::filling("三十五（二）")),
        [
            "规格型号的段数多于申报要素",
            "the specification has more segments than the code has elements"
        ],
        [
            "请按申报要素的顺序填写，以竖线分隔",
            "one segment an element, joined with a vertical bar"
        ],
        |on, to| {
            for (idx, model, line) in specified(on) {
                let (n_segments, n_elements) = (model.split('|').count(), line.elements.len());
                if n_segments > n_elements {
                    to.report(
                        At::Item("declaration", idx, "model"),
                        n_segments,
                        format_args!("<= {n_elements}"),
                    );
                }
            }
        }
    ),
    check!(
        "DEC-4102",
        Rule::cross(Source::filling("三十五（九）")),
        ["品牌类型填制不规范", "the first segment of the specification is no brand type"],
        [
            "第一段填“0”无品牌、“1”境内自主、“2”境内收购、“3”境外贴牌、“4”境外其他",
            "begin with `0` none, `1` own, `2` bought, `3` made for a brand abroad, `4` another brand abroad"
        ],
        |on, to| {
            for (idx, model, _) in specified(on) {
                let brand = segment(model, 0);
                if !matches!(brand, "0" | "1" | "2" | "3" | "4") {
                    to.report(At::Item("declaration", idx, "model"), brand, "0 / 1 / 2 / 3 / 4");
                }
            }
        }
    ),
    check!(
        "DEC-4103",
        Rule::cross(Source::filling("三十五（十）")),
        [
            "出口享惠情况填制不规范",
            "the second segment of an export's specification is no preference"
        ],
        [
            "第二段填“0”不享受、“1”享受、“2”不能确定",
            "declare `0` no preference there, `1` a preference, `2` not known"
        ],
        |on, to| {
            for (idx, model, _) in specified(on).filter(|_| !on.is_import()) {
                let preference = segment(model, 1);
                if !matches!(preference, "0" | "1" | "2") {
                    to.report(At::Item("declaration", idx, "model"), preference, "0 / 1 / 2");
                }
            }
        }
    ),
    check!(
        "DEC-4104",
        Rule::cross(Source::filling("三十五（十）")),
        [
            "进口货物的出口享惠情况应为“3”或空",
            "the second segment of an import's specification is not `3` or empty"
        ],
        ["进口货物不适用出口享惠情况，请填“3”", "declare `3`: it does not apply to an import"],
        |on, to| {
            for (idx, model, _) in specified(on).filter(|_| on.is_import()) {
                let preference = segment(model, 1);
                if !matches!(preference, "" | "3") {
                    to.report(At::Item("declaration", idx, "model"), preference, "3");
                }
            }
        }
    ),
    check!(
        "DEC-4105",
        Rule::cross(Source::filling("三十五（二）")),
        ["必填的申报要素未填", "an element that must be declared is empty"],
        ["请逐项填写申报要素", "fill in each element"],
        elements_are_there
    ),
    check!(
        "DEC-4106",
        Rule::cross(Source::filling("三十五（九）")),
        [
            "有品牌的商品未填品牌，或无品牌的商品填了品牌",
            "brand type and brand contradict each other"
        ],
        [
            "品牌类型为“0”时品牌填“无品牌”，否则填写品牌",
            "without a brand write `无品牌`, else its name"
        ],
        brand_and_type_agree
    ),
];

/// The lines whose elements are known and whose specification is given.
fn specified<'o>(on: &'o Declared<'_>) -> impl Iterator<Item = (usize, &'o str, &'o TariffLine)> {
    on.items().filter_map(|(idx, item, line)| match line {
        Line::Known(line) if !line.elements.is_empty() && !item.model.is_empty() => {
            Some((idx, item.model.as_str(), line))
        }
        _ => None,
    })
}

fn segment(model: &str, at: usize) -> &str {
    model.split('|').nth(at).unwrap_or_default().trim()
}

/// Elements that may stay empty: they are asked for only where there is such a thing.
fn is_optional(element: &str) -> bool {
    matches!(
        element,
        "GTIN" | "CAS" | "其他" | "签约日期" | "计价日期" | "品牌类型" | "出口享惠情况"
    ) || ["如", "若", "请注明", "需注明", "二次结算"].iter().any(|it| element.contains(it))
}

/// The first that is empty, of each line. The first two have checks of their own.
fn elements_are_there(on: &Declared<'_>, to: &mut Findings<'_>) {
    for (idx, model, line) in specified(on) {
        let segments = model.split('|').chain(std::iter::repeat(""));
        let mut pairs = line.elements.iter().zip(segments);
        let empty = pairs.find(|(element, it)| it.trim().is_empty() && !is_optional(element));
        if let Some((element, _)) = empty {
            to.report(At::Item("declaration", idx, "model"), model, format_args!("{element} (…)"));
        }
    }
}

fn brand_and_type_agree(on: &Declared<'_>, to: &mut Findings<'_>) {
    for (idx, model, line) in specified(on) {
        let Some(at) = line.elements.iter().position(|it| &**it == "品牌") else { continue };
        let (kind, brand) = (segment(model, 0), segment(model, at));
        let says_none = matches!(brand, "无品牌" | "无" | "无牌");
        let is_wrong = match kind {
            "0" => !says_none && !brand.is_empty(),
            "1" | "2" | "3" | "4" => says_none,
            _ => false,
        };
        if is_wrong {
            let expected = if kind == "0" { "无品牌" } else { "品牌 (its brand)" };
            to.report(
                At::Item("declaration", idx, "model"),
                format_args!("{kind}, {brand}"),
                expected,
            );
        }
    }
}
