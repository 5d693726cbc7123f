//! The transit (转关) that is declared inside a declaration: whether it says what its declaration says, and its own parts
//! agree, as far as both are given.
//!
//! What a transit must say, and whether its goods may go, is asked when it is declared, as of one that comes alone.

use model::{Amount, Container, DeclaredTransit};
use params::Table;

use super::structure::At2;
use crate::{
    bel::repeated,
    check::{Check, Declared, Findings, OnDeclaration, Rule, Source},
};

/// 转关类型 of the form, with those that came in 2018.
const KINDS: [&str; 8] = ["1", "AA", "1G", "1T", "1S", "1E", "1P", "1K"];

const CONTAINERS: &str = "transit.containers";
const GOODS: &str = "transit.goods";

pub(crate) const CHECKS: &[Check<OnDeclaration>] = &[
    check!(
        "DEC-1301",
        Rule::cross(Source::message("DecHead.DeclTrnRel")),
        [
            "随报关单申报转关的，报关/转关关系标志应为“1”",
            "a transit is declared with a declaration that is not marked for one"
        ],
        ["请填“1”，或者删除转关单", "declare `1`, or leave the transit out"],
        |on, to| {
            if on.it.transit.is_some() && on.it.transit_mark != "1" {
                to.report("declaration.transit_mark", &on.it.transit_mark, "1");
            }
        }
    ),
    check!(
        "DEC-1302",
        Rule::single(Source::message("TrnHead.TransFlag")),
        ["转关类型不是规定的代码", "the kind of the transit is not one of the form's"],
        ["请按转关类型代码填写", "use one of its codes"],
        |on, to| {
            let kind = on.it.transit.as_ref().map_or("", |it| it.kind.as_str());
            if !kind.is_empty() && !KINDS.contains(&kind) {
                to.report("declaration.transit.kind", kind, KINDS.join(" / "));
            }
        }
    ),
    check!(
        "DEC-1303",
        Rule::single(Source::message("TrnHead.NativeTrafMode")),
        [
            "境内运输方式不在《运输方式代码表》内",
            "the inland mode of transport is not in the customs code table"
        ],
        ["请按《运输方式代码表》填写", "declare a code of the table"],
        |on, to| {
            let mode = on.it.transit.as_ref().map_or("", |it| it.transport_mode.as_str());
            if !mode.is_empty() && !on.case.law.codes.contains(Table::TransportMode, mode) {
                let expected = "代码表内的代码 (a code of the table)";
                to.report("declaration.transit.transport_mode", mode, expected);
            }
        }
    ),
    check!(
        "DEC-1304",
        Rule::cross(Source::message("TrnList")),
        [
            "转关单的提单、进出境运输工具与报关单不一致",
            "the bill or the means of transport of the transit is not the declaration's"
        ],
        ["请核对运输方式、运输工具、航次和提运单号", "check mode, means, voyage and bill"],
        the_border_is_the_declarations
    ),
    check!(
        "DEC-1305",
        Rule::cross(Source::message("TrnContainer.ContaNo")),
        ["转关单的集装箱未在报关单申报", "a container in transit is not one of the declaration's"],
        ["请核对集装箱号", "check the number of the container"],
        |on, to| {
            let declared = &on.it.containers;
            let Some(transit) = on.it.transit.as_ref().filter(|_| !declared.is_empty()) else {
                return;
            };
            for (idx, it) in transit.containers.iter().enumerate() {
                if !it.number.is_empty() && of_number(declared, &it.number).is_none() {
                    let expected = "报关单的集装箱 (one that is declared)";
                    let at = At2(CONTAINERS, idx, "number");
                    to.report_against(at, &it.number, expected, "declaration.containers");
                }
            }
        }
    ),
    check!(
        "DEC-1306",
        Rule::cross(Source::message("TrnContainer.ContaNo")),
        ["报关单的集装箱不在转关单内", "a container of the declaration is not in its transit"],
        ["请在转关单填报全部集装箱", "name every container in the transit"],
        |on, to| {
            let Some(transit) = on.it.transit.as_ref().filter(|it| !it.containers.is_empty())
            else {
                return;
            };
            for (idx, it) in on.it.containers.iter().enumerate() {
                let is_there = transit.containers.iter().any(|other| other.number == it.number);
                if !it.number.is_empty() && !is_there {
                    let expected = "转关单的集装箱 (one in transit)";
                    let against = "declaration.transit.containers";
                    to.report_against(
                        At2("containers", idx, "number"),
                        &it.number,
                        expected,
                        against,
                    );
                }
            }
        }
    ),
    check!(
        "DEC-1307",
        Rule::cross(Source::message("TrnContainer.ContaNo")),
        ["转关单内集装箱号重复", "a container is in the transit twice"],
        ["请删除重复的集装箱", "leave out what is repeated"],
        |on, to| {
            let Some(transit) = &on.it.transit else { return };
            let numbers = transit.containers.iter().map(|it| it.number.as_str());
            for (idx, number) in repeated(numbers).into_iter().filter(|it| !it.1.is_empty()) {
                to.report(At2(CONTAINERS, idx, "number"), number, "未重复 (once)");
            }
        }
    ),
    check!(
        "DEC-1308",
        Rule::cross(Source::message("TrnContainer.SealNo")),
        ["关锁号与关锁标志或者关锁个数不符", "the seals are not those that its marks tell of"],
        [
            "启用电子关锁的，每个集装箱填报关锁号；关锁个数与关锁号一致",
            "name the seals of each container where electronic ones are used, and as many as it says"
        ],
        seals_are_as_marked
    ),
    check!(
        "DEC-1309",
        Rule::cross(Source::message("TrnContaGoods")),
        [
            "商品装配的集装箱或者商品项不存在",
            "the goods in a container name a container or a line that is not there"
        ],
        ["请核对集装箱号和商品序号", "check containers and lines"],
        contents_are_there
    ),
    check!(
        "DEC-1310",
        Rule::cross(Source::message("TrnContaGoods.GNo")),
        [
            "商品装配与报关单的集装箱商品项号关系不一致",
            "which goods are in which container is not what the declaration says"
        ],
        ["请核对集装箱商品项号关系", "check which lines are in the container"],
        contents_are_the_declarations
    ),
    check!(
        "DEC-1311",
        Rule::cross(Source::message("TrnContaGoods")),
        ["同一集装箱的同一商品项重复", "a line is in one container twice"],
        ["请合并填报", "say it in one"],
        |on, to| {
            let Some(transit) = &on.it.transit else { return };
            let pairs = transit.goods.iter().map(|it| (it.container.as_str(), it.item));
            for (idx, (container, item)) in repeated(pairs) {
                let observed = format_args!("{container} {item}");
                to.report(At2(GOODS, idx, "item"), observed, "未重复 (once)");
            }
        }
    ),
    check!(
        "DEC-1312",
        Rule::cross(Source::message("TrnContaGoods.ContaGoodsWeight")),
        ["转关商品重量合计大于报关单毛重", "the goods in transit weigh more than is declared"],
        ["请核对商品重量与毛重", "check the weights"],
        |on, to| {
            let Some(transit) = &on.it.transit else { return };
            let weights = transit.goods.iter().filter_map(|it| it.weight_kg);
            let all = weights.fold(Amount::ZERO, |all, it| all + it);
            let gross = on.it.gross_weight_kg;
            if all > gross && all.abs_diff(gross) > on.case.allowed_kg {
                let against = "declaration.gross_weight_kg";
                let expected = format_args!("<= {gross}");
                to.report_against("declaration.transit.goods", all, expected, against);
            }
        }
    ),
];

fn of_number<'d>(containers: &'d [Container<'d>], number: &str) -> Option<&'d Container<'d>> {
    containers.iter().find(|it| it.number == *number)
}

/// In transit a declaration may leave these fields empty, or put `@` before another number: then nothing is compared.
fn the_border_is_the_declarations(on: &Declared<'_>, to: &mut Findings<'_>) {
    let it = on.it;
    let Some(border) = it.transit.as_ref().and_then(|it| it.border.as_ref()) else { return };
    // A ship goes by its name or by its number.
    let is_by_number = border.transport_no == it.transport_name;
    let means = if is_by_number { &border.transport_no } else { &border.transport_name };
    for (name, said, declared) in [
        ("transport_mode", &border.transport_mode, &it.transport_mode),
        ("transport_name", means, &it.transport_name),
        ("voyage_no", &border.voyage_no, &it.voyage_no),
        ("bill_no", &border.bill_no, &it.bill_no),
    ] {
        let is_given = !said.is_empty() && !declared.is_empty() && !declared.starts_with('@');
        if is_given && said != declared {
            let at = format_args!("declaration.transit.border.{name}");
            to.report_against(at, said, declared, format_args!("declaration.{name}"));
        }
    }
}

/// That there has to be a seal or a lock at all is asked when it is declared.
fn seals_are_as_marked(on: &Declared<'_>, to: &mut Findings<'_>) {
    let Some(transit) = &on.it.transit else { return };
    for (idx, it) in transit.containers.iter().enumerate() {
        let n_seals = it.each_seal().count();
        if transit.uses_seals == "Y" && n_seals == 0 {
            let expected = "电子关锁号 (the number of a seal)";
            to.report(At2(CONTAINERS, idx, "seals"), "", expected);
        }
        let is_told = it.n_seals.parse().is_ok_and(|said: usize| said == n_seals);
        if !it.n_seals.is_empty() && !is_told {
            to.report(At2(CONTAINERS, idx, "n_seals"), &it.n_seals, n_seals);
        }
    }
}

fn contents_are_there(on: &Declared<'_>, to: &mut Findings<'_>) {
    let Some(transit) = &on.it.transit else { return };
    for (idx, it) in transit.goods.iter().enumerate() {
        let is_there = transit.containers.iter().any(|other| other.number == it.container);
        if !it.container.is_empty() && !is_there {
            let expected = "转关单的集装箱 (a container in transit)";
            to.report(At2(GOODS, idx, "container"), &it.container, expected);
        }
        if !on.it.items.iter().any(|line| line.number == it.item) {
            let expected = "已申报的商品序号 (a declared line)";
            to.report(At2(GOODS, idx, "item"), it.item, expected);
        }
    }
}

/// Silent of containers and lines that are not there (`DEC-1305`, `DEC-1309`), and of containers whose lines could not
/// be read (`DEC-1203`).
fn contents_are_the_declarations(on: &Declared<'_>, to: &mut Findings<'_>) {
    let Some(transit) = on.it.transit.as_ref().filter(|it| !it.goods.is_empty()) else { return };
    for (idx, it) in transit.goods.iter().enumerate() {
        let Some(declared) = of_number(&on.it.containers, &it.container) else { continue };
        let is_line = on.it.items.iter().any(|line| line.number == it.item);
        if is_line && declared.lines().next().is_some() && !declared.lines().any(|no| no == it.item)
        {
            let observed = format_args!("{} {}", it.container, it.item);
            to.report(At2(GOODS, idx, "item"), observed, &declared.goods_lines);
        }
    }
    for (idx, declared) in on.it.containers.iter().enumerate() {
        let in_it = |transit: &DeclaredTransit<'_>, line: u32| {
            transit.goods.iter().any(|it| it.container == declared.number && it.item == line)
        };
        if let Some(line) = declared.lines().find(|line| !in_it(transit, *line)) {
            let observed = format_args!("{} {line}", declared.number);
            let expected = "装配于转关单 (among the goods in transit)";
            let against = "declaration.transit.goods";
            to.report_against(At2("containers", idx, "goods_lines"), observed, expected, against);
        }
    }
}
