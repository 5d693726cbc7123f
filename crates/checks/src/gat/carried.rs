//! A gate pass beside the exit lists that it carries.

use model::{Amount, ExitListState};

use crate::{
    CarriedCase, CarriedList, LeftLine,
    bel::repeated,
    check::{Check, Findings, OnCarried, Rule, Source},
};

macro_rules! check {
    ($code:literal, $element:literal, $title:expr, $fix:expr, $run:expr) => {
        Check {
            info: Rule::joined(Source::zone_practice($element)).info($code, $title, $fix),
            run: $run,
        }
    };
}

pub(crate) const CHECKS: &[Check<OnCarried>] = &[
    check!(
        "GAT-2401",
        "PassportAcmp.RtlBillNo",
        ["关联的核注清单不存在", "an exit list that is carried is not known"],
        ["请核对核注清单编号", "check the number of the exit list"],
        |on, to| each(on, to, "本系统的核注清单编号 (an exit list of this house)", |it| {
            it.state.is_none().then(String::new)
        })
    ),
    check!(
        "GAT-2402",
        "PassportAcmp.RtlBillNo",
        [
            "关联的核注清单未审核通过或已核扣",
            "an exit list that is carried is not approved, or has left"
        ],
        ["只关联预核扣的核注清单", "carry exit lists that are approved and have not left"],
        |on, to| each(on, to, "预核扣 (approved)", |it| {
            it.state.is_some_and(|it| it != ExitListState::Approved).then(String::new)
        })
    ),
    check!(
        "GAT-2403",
        "PassportAcmp.RtlBillNo",
        ["关联的核注清单已在其他核放单上", "another gate pass carries the exit list"],
        [
            "请先删除另一份核放单，或改用一票多车",
            "delete the other pass, or use binding 3 for both"
        ],
        |on, to| each(on, to, "未制核放单的清单 (a list on no pass)", |it| {
            it.elsewhere.map(|other| format!("，已在核放单 (is on) {other}"))
        })
    ),
    check!(
        "GAT-2404",
        "PassportHead.TotalGrossWt",
        [
            "核放单货物重量与关联核注清单不一致",
            "the weights of the goods are not those of the exit lists",
        ],
        ["请按关联核注清单核对毛重、净重", "check gross and net weight against the exit lists"],
        weights_are_the_lists
    ),
    check!(
        "GAT-2405",
        "PassportList.DclQty",
        ["核放单商品超出核注清单余量", "a line takes more than is left of the exit list"],
        ["请核对关联商品序号、料号与数量", "check the line's number, record, unit and quantity"],
        lines_are_left
    ),
    check!(
        "GAT-2406",
        "PassportHead.MasterCuscd",
        ["核放单与核注清单的主管海关不一致", "the exit list is another customs office's"],
        ["请核对主管关区", "check the customs office"],
        |on, to| {
            let own = on.pass.customs_code.as_str();
            if let Some(other) = known(on).find(|it| it.customs_code != own) {
                to.report("gate_pass.customs_code", own, other.customs_code);
            }
        }
    ),
    check!(
        "GAT-2407",
        "PassportHead.AreainEtpsno",
        ["核放单与核注清单的区内企业不一致", "the exit list is another zone enterprise's"],
        ["请核对区内企业", "check the enterprise of the zone"],
        |on, to| {
            let own = on.pass.operator_code.as_str();
            if let Some(other) = known(on).find(|it| it.operator_code != own) {
                to.report("gate_pass.operator_code", own, other.operator_code);
            }
        }
    ),
];

/// Reports every list of which there is something to say: what stands beside its number.
fn each(
    on: &CarriedCase<'_>,
    to: &mut Findings<'_>,
    expected: &'static str,
    fault: impl Fn(&CarriedList<'_>) -> Option<String>,
) {
    let list_nos = on.pass.exit_list_nos();
    for (idx, list) in on.lists.iter().enumerate() {
        let Some(beside) = fault(list) else { continue };
        let list_no = list_nos.get(idx).copied().unwrap_or_default();
        let at = format_args!("gate_pass.links[{idx}].exit_list_no");
        to.report(at, format_args!("{list_no}{beside}"), expected);
    }
}

fn known<'c>(on: &'c CarriedCase<'_>) -> impl Iterator<Item = &'c CarriedList<'c>> {
    on.lists.iter().filter(|it| it.state.is_some())
}

/// Whether a difference would not follow from what is reported already.
fn is_summable(on: &CarriedCase<'_>) -> bool {
    let is_fit =
        |it: &CarriedList<'_>| it.state == Some(ExitListState::Approved) && it.elsewhere.is_none();
    let is_once = repeated(on.pass.exit_list_nos().into_iter()).is_empty();
    !on.lists.is_empty() && on.lists.iter().all(is_fit) && is_once
}

/// A pass that takes whole lists weighs what they weigh; one that takes a part, no more than is
/// left, and all of it when no line is left over.
fn weights_are_the_lists(on: &CarriedCase<'_>, to: &mut Findings<'_>) {
    if !is_summable(on) {
        return;
    }
    let takes_all = on.pass.binding != "3" || is_last_part(on);
    let gross: Amount = on.lists.iter().map(|it| it.gross_weight_kg).sum();
    let net: Amount = on.lists.iter().map(|it| it.net_weight_kg).sum();
    let weights = [
        ("gate_pass.gross_weight_kg", on.pass.gross_weight_kg, gross),
        ("gate_pass.net_weight_kg", on.pass.net_weight_kg, net),
    ];
    for (pointer, declared, left) in weights {
        if takes_all && declared != left {
            to.report(pointer, declared, left);
        } else if declared > left {
            to.report(pointer, declared, format_args!("≤ {left}"));
        }
    }
}

/// The line of the list that a line of the pass names, by number and, where given, by record and
/// unit.
fn left<'c>(on: &CarriedCase<'c>, line: &model::GatePassLine<'_>) -> Option<&'c LeftLine<'c>> {
    let list = on.lists.first()?;
    let is_it = |it: &&LeftLine<'_>| {
        it.number == line.exit_line
            && line.record_no.given().is_none_or(|record_no| record_no == it.record_no)
            && line.unit.given().is_none_or(|unit| unit == it.unit)
    };
    list.lines.iter().find(is_it)
}

fn is_last_part(on: &CarriedCase<'_>) -> bool {
    let Some(list) = on.lists.first() else { return false };
    list.lines.iter().filter(|it| it.quantity.is_positive()).all(|it| {
        let taken = on.pass.lines.iter().filter(|line| line.exit_line == it.number);
        taken.map(|line| line.quantity).sum::<Amount>() == it.quantity
    })
}

fn lines_are_left(on: &CarriedCase<'_>, to: &mut Findings<'_>) {
    if !is_summable(on) || on.pass.binding != "3" {
        return;
    }
    for (idx, line) in on.pass.lines.iter().enumerate() {
        match left(on, line) {
            None => {
                let observed = format_args!("{} {}", line.exit_line, line.record_no);
                let at = format_args!("gate_pass.lines[{idx}].exit_line");
                to.report(at, observed, "核注清单的商品序号与料号 (a line of the exit list)");
            }
            Some(left) if line.quantity > left.quantity => {
                let at = format_args!("gate_pass.lines[{idx}].quantity");
                to.report(at, line.quantity, format_args!("≤ {}", left.quantity));
            }
            Some(_) => {}
        }
    }
}
