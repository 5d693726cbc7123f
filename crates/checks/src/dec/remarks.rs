//! What the remarks (标记唛码及备注) and the related numbers must say (填制规范 三十二).

use super::shapes::day;
use crate::check::{At, Check, Declared, Findings, OnDeclaration, Rule, Source};

pub(crate) const CHECKS: &[Check<OnDeclaration>] = &[
    check!(
        "DEC-3201",
        Rule::cross(Source::filling("三十二")),
        ["备注未注明该监管方式要求的内容", "the remarks lack what the supervision mode asks for"],
        ["请在备注栏注明监管方式要求的内容", "write into the remarks what the mode asks for"],
        |on, to| {
            let mode = on.case.law.filing.mode(&on.it.supervision_mode, on.case.on);
            let Some(token) = mode.map(|it| &*it.note).filter(|it| !it.is_empty()) else { return };
            if !on.it.note.contains(token) {
                to.report("declaration.note", &on.it.note, token);
            }
        }
    ),
    check!(
        "DEC-3202",
        Rule::cross(Source::filling("三十二（十二）")),
        [
            "公式定价货物未填报公式定价备案号",
            "goods priced by formula do not name the record of the formula"
        ],
        [
            "请在备注栏填报“公式定价”+备案编号+“@”",
            "write `公式定价`, the number and `@` into the remarks"
        ],
        |on, to| {
            let is_told = on.it.note.contains("公式定价") && on.it.note.contains('@');
            if on.is_import() && on.it.confirmations.formula_pricing == "1" && !is_told {
                to.report("declaration.note", &on.it.note, "公式定价…@");
            }
        }
    ),
    check!(
        "DEC-3203",
        Rule::cross(Source::filling("三十二（八）")),
        [
            "暂时进出货物的复运日期有误或超过6个月",
            "goods for a time are not to go back within six months"
        ],
        [
            "请填报如“20210521前复运出境”，期限为进出境之日起6个月内",
            "write the day by which they go back, within six months"
        ],
        temporary_goods_go_back
    ),
    check!(
        "DEC-3204",
        Rule::cross(Source::filling("三十二（四）")),
        ["加工贸易结转出口未填报关联报关单", "an export of a carry-over does not name its import"],
        [
            "应先办理进口报关，并将进口报关单号填入关联报关单栏",
            "declare the import first, and name it here"
        ],
        |on, to| {
            let mode = on.case.law.filing.mode(&on.it.supervision_mode, on.case.on);
            let is_carried_over = mode.is_some_and(|it| it.is_without_movement);
            if !on.is_import() && is_carried_over && on.it.related_declaration_no.is_empty() {
                to.report("declaration.related_declaration_no", "", "进口报关单号 (the import)");
            }
        }
    ),
    check!(
        "DEC-3205",
        Rule::cross(Source::filling("三十二（三）")),
        ["加工贸易结转未填报关联备案号", "a carry-over does not name the other manual"],
        ["请填报对方的备案号", "declare the number of the other manual"],
        |on, to| {
            let mode = on.case.law.filing.mode(&on.it.supervision_mode, on.case.on);
            let is_carried_over = mode.is_some_and(|it| it.is_without_movement);
            if is_carried_over && on.it.related_manual_no.is_empty() {
                to.report("declaration.related_manual_no", "", "对方备案号 (the other manual)");
            }
        }
    ),
    check!(
        "DEC-3206",
        Rule::cross(Source::filling("三十三")),
        ["有备案号的商品未填报备案序号", "a line under a manual does not name its number there"],
        ["请填报该商品在手册、账册或征免税证明中的序号", "declare the line's number in the manual"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                if !on.it.manual_no.is_empty() && item.manual_item.is_none_or(|it| it == 0) {
                    to.report(
                        At::Item("declaration", idx, "manual_item"),
                        "",
                        "备案序号 (its number)",
                    );
                }
            }
        }
    ),
    check!(
        "DEC-3207",
        Rule::cross(Source::filling("三十三")),
        ["无备案号的商品填报了备案序号", "a line names a number in a manual that is not declared"],
        ["请填报备案号，或将备案序号留空", "declare the manual, or leave the number empty"],
        |on, to| {
            for (idx, item) in on.it.items.iter().enumerate() {
                if let (true, Some(number)) =
                    (on.it.manual_no.is_empty(), item.manual_item.filter(|it| *it > 0))
                {
                    to.report(At::Item("declaration", idx, "manual_item"), number, "");
                }
            }
        }
    ),
    check!(
        "DEC-3208",
        Rule::cross(Source::filling("三十一（一）")),
        [
            "加工贸易内销征税未填报内销征税联系单",
            "a domestic sale of processing trade lacks the contact sheet"
        ],
        ["随附单证代码填“c”，编号填内销征税联系单号", "present the contact sheet as document `c`"],
        |on, to| {
            let is_sale =
                matches!(on.it.supervision_mode.as_str(), "0245" | "0644" | "0844" | "0845");
            if is_sale && !on.it.documents.iter().any(|it| it.kind == "c") {
                to.report("declaration.documents", &on.it.supervision_mode, "c");
            }
        }
    ),
    check!(
        "DEC-3209",
        Rule::cross(Source::filling("十八")),
        ["一般贸易未填报合同协议号", "goods of general trade name no contract"],
        ["请填报合同、协议或订单编号", "declare the contract or order"],
        |on, to| {
            if on.it.supervision_mode == "0110" && on.it.contract_no.is_empty() {
                to.report("declaration.contract_no", "", "合同号 (a contract)");
            }
        }
    ),
];

/// The day in `20210521前复运出境`.
fn temporary_goods_go_back(on: &Declared<'_>, to: &mut Findings<'_>) {
    if !matches!(on.it.supervision_mode.as_str(), "2600" | "2700") {
        return;
    }
    let note = on.it.note.as_str();
    let mut before = note.split("前复运");
    let text = before.next().filter(|_| before.next().is_some());
    let until = text.and_then(|it| it.get(it.len().checked_sub(8)?..)).and_then(day);
    let moved = on.it.moved_on.date().unwrap_or(on.case.on);
    let last = moved.saturating_add(jiff::Span::new().months(6));
    if until.is_none_or(|it| it > last) {
        to.report("declaration.note", note, format_args!("<= {last}"));
    }
}
