//! An exit list beside the retail lists that it gathers: may they leave, and is it what they come to.

use std::collections::BTreeMap;

use model::{Amount, DrawnLine, EntryState, ExitLine};

use crate::{
    GatheredCase, GatheredParcel,
    bel::repeated,
    check::{Check, Findings, OnGathered, Rule, Source},
};

macro_rules! check {
    ($code:literal, $source:expr, $title:expr, $fix:expr, $run:expr) => {
        Check { info: Rule::joined($source).info($code, $title, $fix), run: $run }
    };
}

pub(crate) const CHECKS: &[Check<OnGathered>] = &[
    check!(
        "BEL-2301",
        Source::zone_practice("InvtCbecBillType.CbecBillNo"),
        ["关联的电商清单不存在", "a retail list that is gathered is not known"],
        ["请核对电商清单编号", "check the number of the retail list"],
        |on, to| each(on, to, |it| {
            it.state.is_none().then_some(("", "本系统的清单编号 (a list number of this house)"))
        })
    ),
    check!(
        "BEL-2302",
        Source::zone(""),
        [
            "关联的电商清单未放行或已离区",
            "a retail list that is gathered is not released, or has left"
        ],
        ["只关联已放行且未离区的电商清单", "gather lists that are released and have not left"],
        |on, to| each(on, to, |it| {
            let state = it.state.filter(|it| *it != EntryState::Released)?;
            Some((state_name(state), "放行 (released)"))
        })
    ),
    check!(
        "BEL-2303",
        Source::zone(""),
        ["关联的清单不是网购保税清单", "a list that is gathered is not one of bonded import"],
        ["只关联监管方式为1210的电商清单", "gather lists of supervision mode 1210"],
        |on, to| each(on, to, |it| {
            let is_meant = it.state == Some(EntryState::Released) && !it.is_bonded;
            is_meant.then_some(("", "监管方式1210 (supervision mode 1210)"))
        })
    ),
    check!(
        "BEL-2304",
        Source::zone(""),
        ["关联的电商清单属于其他账册", "a retail list that is gathered draws on another book"],
        [
            "一份核注清单只关联同一账册的电商清单",
            "gather only lists that draw on the exit list's own book",
        ],
        of_one_book
    ),
    check!(
        "BEL-2305",
        Source::zone(""),
        ["关联的电商清单已被其他核注清单关联", "another exit list has gathered a retail list"],
        ["请从其中一份核注清单去除该电商清单", "leave the list out of one of the two"],
        |on, to| {
            for (idx, parcel) in on.parcels.iter().enumerate() {
                if let Some(other) = parcel.elsewhere {
                    let at = format_args!("exit_list.links[{idx}].list_no");
                    let list_no = list_no(on, idx);
                    let observed = format_args!("{list_no}，已在核注清单 (is on) {other}");
                    to.report(at, observed, "未被关联的清单 (a list that none has gathered)");
                }
            }
        }
    ),
    check!(
        "BEL-2306",
        Source::zone(""),
        [
            "关联的电商清单属于其他区内企业",
            "a retail list that is gathered is another zone enterprise's"
        ],
        ["只关联本企业的电商清单", "gather only lists that name this enterprise of the zone"],
        of_one_enterprise
    ),
    check!(
        "BEL-2307",
        Source::zone("InvtListType.GdsMtno"),
        [
            "核注清单料号与关联电商清单不一致",
            "the records of the exit list are not those of the lists gathered",
        ],
        [
            "请按关联电商清单的料号填写表体",
            "declare a line for each record of the lists, and no other"
        ],
        records_are_the_lists
    ),
    check!(
        "BEL-2308",
        Source::zone("InvtListType.DclQty"),
        [
            "核注清单数量与关联电商清单合计不一致",
            "a quantity of the exit list is not what the lists gathered come to",
        ],
        ["请按料号汇总关联电商清单的数量", "declare the sum of the lists' quantities by record"],
        |on, to| sums(on, to, "quantity", Amount::ZERO, |it| it.quantity, |it| it.quantity)
    ),
    check!(
        "BEL-2309",
        Source::zone("InvtListType.Gdecd"),
        [
            "核注清单商品编码与关联电商清单不一致",
            "a commodity code of the exit list is not that of the lists gathered",
        ],
        ["请按关联电商清单的商品编码填写", "declare the code that the lists have for the record"],
        codes_are_the_lists
    ),
    check!(
        "BEL-2310",
        Source::zone("InvtListType.DclTotalAmt"),
        [
            "核注清单总价与关联电商清单合计不一致",
            "a total of the exit list is not what the lists gathered come to",
        ],
        ["请按料号汇总关联电商清单的总价", "declare the sum of the lists' totals by record"],
        |on, to| {
            // Each list's own totals are rounded to its fen.
            let n_lists = i64::try_from(on.parcels.len()).unwrap_or(i64::MAX);
            let allowed = on.tolerance.amount.scaled().saturating_mul(n_lists);
            let allowed = Amount::from_scaled(allowed);
            sums(on, to, "total_price", allowed, |it| it.total_price, |it| it.total_price);
        }
    ),
    check!(
        "BEL-2311",
        Source::zone_practice("InvtListType.GrossWt"),
        [
            "核注清单重量与关联电商清单合计不一致",
            "the weights of the exit list are not what the lists gathered come to",
        ],
        ["请核对表体毛重、净重的合计", "check the sums of the lines' gross and net weights"],
        weights_are_the_lists
    ),
];

fn list_no<'c>(on: &GatheredCase<'c>, idx: usize) -> &'c str {
    on.list.links.get(idx).map_or("", |it| it.list_no.as_str())
}

/// Reports every link of which there is something to say: what stands beside its number, and what
/// was expected.
fn each(
    on: &GatheredCase<'_>,
    to: &mut Findings<'_>,
    fault: impl Fn(&GatheredParcel<'_>) -> Option<(&'static str, &'static str)>,
) {
    for (idx, parcel) in on.parcels.iter().enumerate() {
        let Some((beside, expected)) = fault(parcel) else { continue };
        let at = format_args!("exit_list.links[{idx}].list_no");
        let list_no = list_no(on, idx);
        match beside {
            "" => to.report(at, list_no, expected),
            beside => to.report(at, format_args!("{list_no}, {beside}"), expected),
        }
    }
}

fn state_name(state: EntryState) -> &'static str {
    match state {
        EntryState::Closed => "已结关 (closed)",
        EntryState::ShippedBack => "已退运 (shipped back)",
        EntryState::Withdrawn => "已删除 (withdrawn)",
        EntryState::Rejected => "已退单 (rejected)",
        _ => "未放行 (not yet released)",
    }
}

fn of_one_book(on: &GatheredCase<'_>, to: &mut Findings<'_>) {
    for (idx, parcel) in on.parcels.iter().enumerate() {
        let Some(goods) = parcel.goods else { continue };
        if goods.book_no != on.list.book_no {
            let at = format_args!("exit_list.links[{idx}].list_no");
            let observed = format_args!("{}, {}", list_no(on, idx), goods.book_no);
            to.report_against(at, observed, &on.list.book_no, "exit_list.book_no");
        }
    }
}

fn of_one_enterprise(on: &GatheredCase<'_>, to: &mut Findings<'_>) {
    for (idx, parcel) in on.parcels.iter().enumerate() {
        let Some(goods) = parcel.goods else { continue };
        if goods.zone_code != on.list.operator_code {
            let at = format_args!("exit_list.links[{idx}].list_no");
            let observed = format_args!("{}, {}", list_no(on, idx), goods.zone_code);
            to.report_against(at, observed, &on.list.operator_code, "exit_list.operator_code");
        }
    }
}

/// Sums are compared only where every list may be gathered, and lines were declared: otherwise a
/// difference follows from what is reported already.
fn is_summable(on: &GatheredCase<'_>) -> bool {
    let is_fit = |it: &GatheredParcel<'_>| {
        it.goods.is_some_and(|goods| goods.book_no == on.list.book_no) && it.elsewhere.is_none()
    };
    let is_once = repeated(on.list.links.iter().map(|it| it.list_no.as_str())).is_empty();
    let has_both = !on.list.lines.is_empty() && !on.parcels.is_empty();
    has_both && on.parcels.iter().all(is_fit) && is_once
}

/// The line of the sum for a record in a unit.
fn summed<'c>(on: &GatheredCase<'c>, line: &ExitLine<'_>) -> Option<&'c DrawnLine<'c>> {
    on.sum.lines.iter().find(|it| it.record_no == line.record_no && it.unit == line.unit)
}

fn records_are_the_lists(on: &GatheredCase<'_>, to: &mut Findings<'_>) {
    if !is_summable(on) {
        return;
    }
    for (idx, line) in on.list.lines.iter().enumerate() {
        if summed(on, line).is_some() {
            continue;
        }
        let other = on.sum.lines.iter().find(|it| it.record_no == line.record_no);
        match other {
            Some(other) => {
                let at = format_args!("exit_list.lines[{idx}].unit");
                to.report(at, &line.unit, &other.unit);
            }
            None => {
                let at = format_args!("exit_list.lines[{idx}].record_no");
                to.report(at, &line.record_no, "关联电商清单的料号 (a record of the lists)");
            }
        }
    }
    for sum in &on.sum.lines {
        if !on.list.lines.iter().any(|it| it.record_no == sum.record_no) {
            let expected = format_args!("{} {} ({})", sum.record_no, sum.quantity, sum.unit);
            to.report("exit_list.lines", "", expected);
        }
    }
}

/// Compares sums by record and unit. The first line of a record is pointed at.
fn sums(
    on: &GatheredCase<'_>,
    to: &mut Findings<'_>,
    field: &'static str,
    allowed: Amount,
    declared: impl Fn(&ExitLine<'_>) -> Amount,
    gathered: impl Fn(&DrawnLine<'_>) -> Amount,
) {
    if !is_summable(on) {
        return;
    }
    let mut by_record: BTreeMap<(&str, &str), (usize, Amount)> = BTreeMap::new();
    for (idx, line) in on.list.lines.iter().enumerate() {
        let key = (line.record_no.as_str(), line.unit.as_str());
        let sum = by_record.entry(key).or_insert((idx, Amount::ZERO));
        sum.1 += declared(line);
    }
    for ((record_no, unit), (idx, observed)) in by_record {
        let is_it = |it: &&DrawnLine<'_>| it.record_no == record_no && it.unit == unit;
        let Some(sum) = on.sum.lines.iter().find(is_it) else { continue };
        let expected = gathered(sum);
        if observed.abs_diff(expected) > allowed {
            let observed = format_args!("{record_no}: {observed}");
            to.report(format_args!("exit_list.lines[{idx}].{field}"), observed, expected);
        }
    }
}

fn codes_are_the_lists(on: &GatheredCase<'_>, to: &mut Findings<'_>) {
    if !is_summable(on) {
        return;
    }
    for (idx, line) in on.list.lines.iter().enumerate() {
        let Some(sum) = summed(on, line) else { continue };
        if sum.commodity_code != line.commodity_code {
            let at = format_args!("exit_list.lines[{idx}].commodity_code");
            to.report(at, &line.commodity_code, &sum.commodity_code);
        }
    }
}

/// Weights may be left out of a line; then they are not compared.
fn weights_are_the_lists(on: &GatheredCase<'_>, to: &mut Findings<'_>) {
    if !is_summable(on) {
        return;
    }
    let lines = || on.list.lines.iter();
    let gross: Option<Amount> = lines().map(|it| it.gross_weight_kg).sum();
    let net: Option<Amount> = lines().map(|it| it.net_weight_kg).sum();
    let weights = [
        ("gross_weight_kg", gross, on.sum.gross_weight_kg),
        ("net_weight_kg", net, on.sum.net_weight_kg),
    ];
    for (field, declared, expected) in weights {
        if let Some(declared) = declared.filter(|it| *it != expected) {
            to.report(format_args!("exit_list.lines[0].{field}"), declared, expected);
        }
    }
}
