//! Supplementary declarations (补充申报单): whether each is of a line that is there, says what its kind says, and agrees
//! with its declaration.
//!
//! Which fields a kind has and needs is a table of `params`. What differs from the declaration is not wrong by
//! itself: an officer looks at it. Fields that are not filled in differ from nothing.

use model::{Declaration, GoodsItem, Severity, Supplement};
use params::{SupplementField, Table};

use super::structure::At2;
use crate::check::{Check, Declared, Findings, OnDeclaration, Rule, Source};

/// Relations of buyer and seller that the form knows, a digit each.
const RELATIONS: usize = 8;
/// What of goods can be explained, a digit each.
const EXPLAINED: usize = 13;

pub(crate) const CHECKS: &[Check<OnDeclaration>] = &[
    check!(
        "DEC-5901",
        Rule::cross(Source::supplement("GNo")),
        ["补充申报单的商品项不存在", "a supplementary declaration is of a line that is not there"],
        ["请核对商品序号", "check the number of the line"],
        |on, to| {
            for (idx, it) in on.it.supplements.iter().enumerate() {
                if line_of(on.it, it).is_none() {
                    let expected = "已申报的商品序号 (a declared line)";
                    to.report(At2("supplements", idx, "number"), it.number, expected);
                }
            }
        }
    ),
    check!(
        "DEC-5902",
        Rule::cross(Source::supplement("SupType")),
        ["同一商品项的同类补充申报单重复", "a line has two supplementary declarations of one kind"],
        ["请合并为一份", "say it in one"],
        |on, to| {
            let all = &on.it.supplements;
            for (idx, it) in all.iter().enumerate() {
                let is_same =
                    |other: &Supplement<'_>| other.number == it.number && other.kind == *it.kind;
                if all.iter().take(idx).any(is_same) {
                    let observed = format!("{} {}", it.number, it.kind);
                    to.report(At2("supplements", idx, "kind"), observed, "一份 (one)");
                }
            }
        }
    ),
    check!(
        "DEC-5903",
        Rule::cross(Source::supplement("")),
        [
            "不属于该类补充申报单的栏目不应填写",
            "a field is filled in that this kind of supplementary declaration does not have"
        ],
        [
            "价格、归类、原产地栏目分别只填于A、B、C类；进口栏目不用于出口",
            "say price, classification and origin in kinds A, B and C; an export leaves out what is asked of imports"
        ],
        no_field_is_anothers
    ),
    check!(
        "DEC-5904",
        Rule::cross(Source::supplement("").known(model::Confidence::Assumed)),
        [
            "补充申报单必填栏目为空",
            "a field is empty that this kind of supplementary declaration needs"
        ],
        ["请填写该栏目", "fill it in"],
        every_needed_field_is_there
    ),
    check!(
        "DEC-5905",
        Rule::cross(Source::supplement("")),
        [
            "补充申报单栏目取值不在规定范围内",
            "a value of a supplementary declaration is none of those it can have"
        ],
        ["请按栏目说明填写代码", "use the codes of the form"],
        every_value_is_listed
    ),
    check!(
        "DEC-5906",
        Rule::cross(Source::supplement("")),
        ["所作回答须补充说明而未填写", "an answer asks for more, and that is not said"],
        [
            "存在特殊关系的说明是否影响价格；受限制的说明内容；有预归类决定的填三项；非直接运输的填中转国",
            "say whether relations influence the price, what the restrictions are, which ruling, or where goods were transhipped"
        ],
        answers_are_explained
    ),
    check!(
        "DEC-5907",
        Rule::cross(Source::supplement("I_BabRel")).with(Severity::Review),
        [
            "补充申报的买卖双方关系与报关单的特殊关系确认不符",
            "the relations of buyer and seller contradict what the declaration confirms"
        ],
        ["请核对并修改其一", "check both and amend one"],
        |on, to| {
            let head = &on.it.confirmations.special_relation;
            for (idx, it) in on.it.supplements.iter().enumerate() {
                let said = mask(&it.relations, RELATIONS).map(|it| if it { "1" } else { "0" });
                confirms(to, (idx, "relations"), said, ("special_relation", head));
            }
        }
    ),
    check!(
        "DEC-5908",
        Rule::cross(Source::supplement("I_PriceEffect")).with(Severity::Review),
        [
            "补充申报的价格影响与报关单的价格影响确认不符",
            "whether relations influence the price contradicts what the declaration confirms"
        ],
        ["请核对并修改其一", "check both and amend one"],
        |on, to| {
            let head = &on.it.confirmations.price_influence;
            for (idx, it) in on.it.supplements.iter().enumerate() {
                let said = it.price_influence.given();
                confirms(to, (idx, "price_influence"), said, ("price_influence", head));
            }
        }
    ),
    check!(
        "DEC-5909",
        Rule::cross(Source::supplement("I_IsUsefee")).with(Severity::Review),
        [
            "补充申报的特许权使用费与报关单的支付特许权使用费确认不符",
            "what is said of royalties contradicts what the declaration confirms"
        ],
        ["请核对并修改其一", "check both and amend one"],
        |on, to| {
            let head = &on.it.confirmations.royalties;
            for (idx, it) in on.it.supplements.iter().enumerate() {
                let said = it.pays_royalties.given();
                confirms(to, (idx, "pays_royalties"), said, ("royalties", head));
            }
        }
    ),
    check!(
        "DEC-5910",
        Rule::cross(Source::supplement("InvoiceAmount")).with(Severity::Review),
        [
            "补充申报的发票价格与商品项申报价格不符",
            "the invoice price is not the price that the line declares"
        ],
        ["请核对发票、币制与申报总价", "check invoice, currency and the line's total"],
        |on, to| {
            for (idx, it, line, at) in of_lines(on) {
                if !it.currency.is_empty() && it.currency != *line.currency {
                    let at = format!("{at}.currency");
                    let to_it = At2("supplements", idx, "currency");
                    to.report_against(to_it, &it.currency, &line.currency, at);
                } else if let Some(total) = it.invoice.total.filter(|it| *it != line.total_price) {
                    let at = format!("{at}.total_price");
                    let to_it = At2("supplements", idx, "invoice.total");
                    to.report_against(to_it, total, line.total_price, at);
                }
            }
        }
    ),
    check!(
        "DEC-5911",
        Rule::cross(Source::supplement("CodeTsDecision")).with(Severity::Review),
        [
            "预归类决定书的商品编码与申报不符",
            "the line is declared under another code than its advance ruling has"
        ],
        ["请按预归类决定书申报，或者修改报关单", "declare it as it was ruled"],
        |on, to| {
            for (idx, it, line, at) in of_lines(on) {
                if !it.ruling_code.is_empty() && it.ruling_code != *line.commodity_code {
                    let at = format!("{at}.commodity_code");
                    let to_it = At2("supplements", idx, "ruling_code");
                    to.report_against(to_it, &it.ruling_code, &line.commodity_code, at);
                }
            }
        }
    ),
    check!(
        "DEC-5912",
        Rule::cross(Source::supplement("OriginCountry")).with(Severity::Review),
        ["补充申报的原产国与商品项申报的不符", "the origin is not the one that the line declares"],
        ["请核对原产国", "check both origins"],
        |on, to| {
            let codes = &on.case.law.codes;
            for (idx, it, line, at) in of_lines(on).filter(|it| !it.1.origin.is_empty()) {
                // The form's own list has the older three digits.
                let origin = codes.alpha(Table::Country, &it.origin).unwrap_or(&it.origin);
                if origin != line.origin.as_str() {
                    let to_it = At2("supplements", idx, "origin");
                    let at = format!("{at}.origin");
                    to.report_against(to_it, &it.origin, &line.origin, at);
                }
            }
        }
    ),
    check!(
        "DEC-5913",
        Rule::cross(Source::supplement("BillNo")).with(Severity::Review),
        ["补充申报的运输情况与报关单不符", "how the goods came is not what the declaration says"],
        ["请核对运输方式、提运单号、到货口岸与申报口岸", "check mode, bill and offices"],
        |on, to| {
            let it = on.it;
            for (idx, said) in it.supplements.iter().enumerate() {
                for (name, said, declared, at) in [
                    ("transport_mode", &said.transport_mode, &it.transport_mode, "transport_mode"),
                    ("bill_no", &said.bill_no, &it.bill_no, "bill_no"),
                    ("arrival_customs", &said.arrival_customs, &it.port_customs, "port_customs"),
                    (
                        "declaring_customs",
                        &said.declaring_customs,
                        &it.declaring_customs,
                        "declaring_customs",
                    ),
                ] {
                    if !said.is_empty() && said != declared {
                        let at = format!("declaration.{at}");
                        to.report_against(At2("supplements", idx, name), said, declared, at);
                    }
                }
            }
        }
    ),
];

fn line_of<'d>(it: &'d Declaration<'d>, of: &Supplement<'_>) -> Option<(usize, &'d GoodsItem<'d>)> {
    it.items.iter().enumerate().find(|(_, line)| line.number == of.number)
}

/// Each with its index, the line that it is of, and where that stands.
fn of_lines<'o>(
    on: &'o Declared<'_>,
) -> impl Iterator<Item = (usize, &'o Supplement<'o>, &'o GoodsItem<'o>, String)> {
    on.it.supplements.iter().enumerate().filter_map(|(idx, it)| {
        let (at, line) = line_of(on.it, it)?;
        Some((idx, it, line, format!("declaration.items[{at}]")))
    })
}

/// What is said differs from what the head confirms, where that says `1` or `0`.
fn confirms(
    to: &mut Findings<'_>,
    (idx, name): (usize, &'static str),
    said: Option<&str>,
    (field, head): (&str, &str),
) {
    let Some(said) = said else { return };
    if matches!(head, "0" | "1") && head != said {
        let at = format!("declaration.confirmations.{field}");
        to.report_against(At2("supplements", idx, name), said, head, at);
    }
}

/// Whether any of so many digits is `1`; nothing when it is no such row of digits. A single `0` is none of them.
fn mask(text: &str, length: usize) -> Option<bool> {
    let is_row = text == "0" || text.len() == length && text.bytes().all(|it| b"01".contains(&it));
    is_row.then(|| text.contains('1'))
}

/// Of each, every field that is filled in, with what the form says of it.
fn fields<'o>(
    on: &'o Declared<'_>,
) -> impl Iterator<Item = (usize, &'o Supplement<'o>, String, String, Option<&'o SupplementField>)>
{
    on.it.supplements.iter().enumerate().flat_map(|(idx, it)| {
        let field = |name: &str| on.case.law.supplements.field(name, on.case.on);
        it.said().into_iter().map(move |(name, value)| {
            let rule = field(&name);
            (idx, it, name, value, rule)
        })
    })
}

fn no_field_is_anothers(on: &Declared<'_>, to: &mut Findings<'_>) {
    for (idx, it, name, value, rule) in fields(on) {
        let Some(rule) = rule.filter(|rule| !rule.is_of(&it.kind, on.it.direction)) else {
            continue;
        };
        let expected = format!("{} 不应填写 (left empty)", rule.title_zh);
        to.report(format!("declaration.supplements[{idx}].{name}"), value, expected);
    }
}

fn every_needed_field_is_there(on: &Declared<'_>, to: &mut Findings<'_>) {
    for (idx, it) in on.it.supplements.iter().enumerate() {
        let said = it.said();
        let rules = on.case.law.supplements.on(on.case.on);
        let needed =
            rules.filter(|rule| rule.need.is_some() && rule.is_of(&it.kind, on.it.direction));
        for rule in needed.filter(|rule| !said.iter().any(|(name, _)| **name == *rule.name)) {
            let at = format!("declaration.supplements[{idx}].{}", rule.name);
            to.report(at, "", &rule.title_zh);
        }
    }
}

fn every_value_is_listed(on: &Declared<'_>, to: &mut Findings<'_>) {
    for (idx, _, name, value, rule) in fields(on) {
        let at = || format!("declaration.supplements[{idx}].{name}");
        let values = rule.map_or(&[][..], |it| &it.values);
        let is_listed = values.iter().any(|(code, _)| **code == *value);
        if !values.is_empty() && !is_listed {
            let codes: Vec<&str> = values.iter().map(|(code, _)| &**code).collect();
            to.report(at(), &value, codes.join("|"));
        }
        let length = match name.as_str() {
            "relations" => RELATIONS,
            "explained" => EXPLAINED,
            _ => continue,
        };
        let marked = mask(&value, length);
        if marked.is_none() || name == "explained" && marked != Some(true) {
            to.report(at(), &value, format!("{length}位0/1 ({length} digits, 0 or 1)"));
        }
    }
}

fn answers_are_explained(on: &Declared<'_>, to: &mut Findings<'_>) {
    for (idx, it) in on.it.supplements.iter().enumerate() {
        let related = mask(&it.relations, RELATIONS) == Some(true);
        let is_bound = it.is_restricted == "1" || it.is_conditioned == "1";
        let is_ruled = it.has_ruling == "1";
        for (is_asked, name, said) in [
            (related, "price_influence", &it.price_influence),
            (is_bound, "conditions", &it.conditions),
            (is_ruled, "ruling_no", &it.ruling_no),
            (is_ruled, "ruling_code", &it.ruling_code),
            (is_ruled, "ruling_customs", &it.ruling_customs),
            (it.is_direct == "0", "transit_country", &it.transit_country),
        ] {
            if is_asked && said.is_empty() {
                let rule = on.case.law.supplements.field(name, on.case.on);
                let expected = rule.map_or("", |it| &it.title_zh);
                to.report(At2("supplements", idx, name), "", expected);
            }
        }
    }
}
