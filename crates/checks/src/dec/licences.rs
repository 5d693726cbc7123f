//! Presented documents and the head's licence against the register of licences (监管证件联网核查).

use model::{Amount, GoodsItem};
use params::TariffLine;

use super::obligations::letters;
use crate::{
    LicenceDraw, LicencesCase, LicensedGoods, Presented, RegisteredLicence,
    check::{Check, Findings, OnLicences, Rule, Source},
    rules::tariff::{Line, Lines},
};

pub(crate) const CHECKS: &[Check<OnLicences>] = &[
    check!(
        "DEC-6301",
        Rule::joined(Source::licensing("第二十四条")),
        ["许可证件编号在联网核查中不存在", "the register of licences does not know the number"],
        ["请核对证件代码与编号", "check the kind and number"],
        |on, to| {
            for (at, number, presented) in on.presented() {
                if matches!(presented, Presented::Unknown) {
                    to.report(at, number, "已登记的证件 (a registered licence)");
                }
            }
        }
    ),
    check!(
        "DEC-6302",
        Rule::joined(Source::licensing("第二十四条")),
        ["许可证件不在有效期内", "the licence is not valid on the day"],
        ["请使用有效期内的证件", "present one that is valid on the day of declaration"],
        |on, to| each(on, to, |on, it| {
            let is_valid = it.valid_from <= on.on && on.on <= it.valid_to;
            (!is_valid).then(|| format!("{} – {}", it.valid_from, it.valid_to))
        })
    ),
    check!(
        "DEC-6303",
        Rule::joined(Source::licensing("第二十四条")),
        ["许可证件已被撤销", "the licence has been withdrawn"],
        ["请联系发证机关", "ask its issuer"],
        |on, to| each(on, to, |_, it| it.is_revoked.then(|| "有效证件 (one in force)".to_owned()))
    ),
    check!(
        "DEC-6304",
        Rule::joined(Source::licensing("第二十四条")),
        ["许可证件不属于境内收发货人或消费使用单位", "the licence was issued to somebody else"],
        ["请使用本企业的证件", "present one issued to the trader or owner"],
        |on, to| each(on, to, |on, it| {
            let (trader, owner) = (&on.declaration.trader, &on.declaration.owner);
            let codes = [&trader.code, &trader.credit_code, &owner.code, &owner.credit_code];
            let is_holder =
                it.holder_code.is_empty() || codes.iter().any(|code| ***code == *it.holder_code);
            (!is_holder).then(|| "本企业的证件 (one issued to the trader or owner)".to_owned())
        })
    ),
    check!(
        "DEC-6305",
        Rule::joined(Source::licensing("第二十四条")),
        [
            "许可证件的种类与所填代码不一致",
            "the register has the number as another kind of document"
        ],
        ["请核对随附单证代码", "check the kind"],
        |on, to| {
            for (document, presented) in on.declaration.documents.iter().zip(on.licences) {
                let Presented::Registered(it) = presented else { continue };
                if document.kind != *it.kind {
                    to.report(
                        "declaration.documents",
                        format_args!("{} {}", document.kind, it.number),
                        it.kind,
                    );
                }
            }
        }
    ),
    check!(
        "DEC-6306",
        Rule::joined(Source::licensing("第二十四条")),
        ["许可证件不包括所申报的商品", "the licence covers none of the goods that need it"],
        [
            "请核对商品编号与证件列明的商品",
            "check the commodity codes and the goods on the licence"
        ],
        |on, to| {
            let lines = lines(on);
            each(on, to, |on, it| {
                let mut needing = needing(on, &lines, it.kind).peekable();
                let is_needed = needing.peek().is_some();
                let mut covered = needing.filter(|item| goods_of(it, item).is_some());
                let is_bare = is_needed && !it.goods.is_empty() && covered.next().is_none();
                is_bare
                    .then(|| it.goods.iter().map(|it| it.commodity).collect::<Vec<_>>().join(" / "))
            });
        }
    ),
    check!(
        "DEC-6307",
        Rule::joined(Source::licensing("第二十四条")),
        ["许可证件余量不足", "less is left on the licence than is declared"],
        ["请减少申报数量或另行申领证件", "declare what is left, or present another licence"],
        |on, to| {
            for draw in draws(on) {
                let licence = match draw.document {
                    None => Some(on.head),
                    Some(idx) => on.licences.get(idx).copied(),
                };
                let Some(Presented::Registered(it)) = licence else { continue };
                let left = it.goods.get(draw.goods).and_then(|it| it.left);
                if let Some(left) = left.filter(|left| draw.quantity > *left) {
                    let at = at(draw.document);
                    to.report(
                        at,
                        format_args!("{}: {}", it.number, draw.quantity),
                        format_args!("<= {left}"),
                    );
                }
            }
        }
    ),
    check!(
        "DEC-6308",
        Rule::joined(Source::licensing("第二十四条")),
        [
            "许可证件的计量单位在商品中没有对应数量",
            "a line gives no quantity in the unit of its licence"
        ],
        ["请以证件的计量单位填报成交数量", "declare the quantity in the unit of the licence"],
        |on, to| {
            let lines = lines(on);
            each(on, to, |on, it| {
                needing(on, &lines, it.kind).find_map(|item| {
                    let (_, goods) = goods_of(it, item)?;
                    let is_counted = goods.left.is_none() || quantity(item, goods.unit).is_some();
                    (!is_counted).then(|| format!("第{}项: {}", item.number, goods.unit))
                })
            });
        }
    ),
];

/// Where a document stands: its place among the documents, or the head's licence.
struct Place(Option<usize>);

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(idx) => write!(f, "declaration.documents[{idx}].number"),
            None => f.write_str("declaration.licence_no"),
        }
    }
}

fn at(document: Option<usize>) -> Place {
    Place(document)
}

impl<'a> LicencesCase<'a> {
    /// Each presented document and the head's licence, with what the register says of it.
    fn presented(&self) -> impl Iterator<Item = (Place, &'a str, Presented<'a>)> + use<'a> {
        let head = (Place(None), self.declaration.licence_no.as_str(), self.head);
        let documents = self.declaration.documents.iter().zip(self.licences).enumerate();
        documents
            .map(|(idx, (it, presented))| (Place(Some(idx)), it.number.as_str(), *presented))
            .chain([head])
    }
}

/// Reports each registered licence of which there is something to say: what was expected.
fn each(
    on: &LicencesCase<'_>,
    to: &mut Findings<'_>,
    fault: impl Fn(&LicencesCase<'_>, &RegisteredLicence<'_>) -> Option<String>,
) {
    for (at, number, presented) in on.presented() {
        let Presented::Registered(it) = presented else { continue };
        if let Some(expected) = fault(on, &it) {
            to.report(at, number, expected);
        }
    }
}

fn lines<'a>(on: &LicencesCase<'a>) -> Lines<'a> {
    let codes = on.declaration.items.iter().map(|it| it.commodity_code.as_str());
    Lines::of_codes(codes, on.law, on.on)
}

/// The goods lines whose code asks for a kind of licence, or for one that it stands for.
fn needing<'o>(
    on: &'o LicencesCase<'_>,
    lines: &'o Lines<'_>,
    kind: &'o str,
) -> impl Iterator<Item = &'o GoodsItem<'o>> {
    let is_import = on.declaration.direction == model::Direction::Import;
    let asks = move |line: &TariffLine| {
        letters(is_import, line).any(|letter| match on.law.filing.licence(letter, on.on) {
            Some(rule) => kind.chars().all(|it| rule.alternatives.contains(it)),
            None => kind.chars().eq([letter]),
        })
    };
    let pairs = on.declaration.items.iter().zip(lines.as_slice());
    pairs
        .filter(move |(_, line)| matches!(line, Line::Known(line) if asks(line)))
        .map(|(item, _)| item)
}

/// The goods of a licence that a line is of: those with the longest code.
fn goods_of<'l>(
    licence: &RegisteredLicence<'l>,
    item: &GoodsItem<'_>,
) -> Option<(usize, &'l LicensedGoods<'l>)> {
    let goods = licence.goods.iter().enumerate();
    goods
        .filter(|(_, it)| item.commodity_code.starts_with(it.commodity))
        .max_by_key(|(_, it)| it.commodity.len())
}

/// How much of a line there is in a unit, when it is one of the three that the line gives.
fn quantity(item: &GoodsItem<'_>, unit: &str) -> Option<Amount> {
    let given = [
        (&item.unit, Some(item.quantity)),
        (&item.unit1, Some(item.quantity1)),
        (&item.unit2, item.quantity2),
    ];
    given.into_iter().find(|(it, _)| **it == *unit).and_then(|(_, quantity)| quantity)
}

/// What the declaration writes off of the licences that it presents, summed by licence and its goods.
/// Where several of a kind cover a line, each gives what it has left and the last of them the rest.
/// Nothing of a licence that is not used up by quantity, nor of a line without its unit (`DEC-6308`).
pub fn draws(case: &LicencesCase<'_>) -> Vec<LicenceDraw> {
    let mut draws: Vec<LicenceDraw> = Vec::new();
    let documents = case.licences.iter().enumerate().map(|(idx, it)| (Some(idx), *it));
    let registered: Vec<(Option<usize>, RegisteredLicence<'_>)> = documents
        .chain([(None, case.head)])
        .filter_map(|(document, it)| match it {
            Presented::Registered(it) => Some((document, it)),
            _ => None,
        })
        .collect();
    if registered.is_empty() {
        return draws;
    }
    let lines = lines(case);
    // What licences before gave for a line: by the line's number, the kind, the unit.
    let mut given: Vec<(u32, &str, &str, Amount)> = Vec::new();
    for (place, (document, licence)) in registered.iter().enumerate() {
        let others = registered.get(place + 1..).unwrap_or_default();
        for item in needing(case, &lines, licence.kind) {
            let Some((goods, of)) = goods_of(licence, item) else { continue };
            let (Some(left), Some(quantity)) = (of.left, quantity(item, of.unit)) else { continue };
            let is_shared = |(_, it): &(Option<usize>, RegisteredLicence<'_>)| {
                let goods = goods_of(it, item).filter(|(_, it)| it.left.is_some());
                it.kind == licence.kind && goods.is_some_and(|(_, it)| it.unit == of.unit)
            };
            let is_line = |it: &(u32, &str, &str, Amount)| {
                (it.0, it.1, it.2) == (item.number, licence.kind, of.unit)
            };
            let before: Amount = given.iter().filter(|it| is_line(it)).map(|it| it.3).sum();
            let is_it = |it: &&mut LicenceDraw| it.document == *document && it.goods == goods;
            let draw = draws.iter_mut().find(is_it);
            let mut wanted = quantity - before;
            if others.iter().any(is_shared) {
                let drawn = draw.as_ref().map_or(Amount::ZERO, |it| it.quantity);
                wanted = wanted.min((left - drawn).max(Amount::ZERO));
            }
            if !wanted.is_positive() {
                continue;
            }
            given.push((item.number, licence.kind, of.unit, wanted));
            match draw {
                Some(draw) => draw.quantity += wanted,
                None => draws.push(LicenceDraw { document: *document, goods, quantity: wanted }),
            }
        }
    }
    draws
}
