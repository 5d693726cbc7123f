//! What is asked of an exit list (new, change, delete) against what is held under its number.

use model::{Action, ExitListState};

use crate::{
    ExitListCase, HeldExitList,
    check::{Check, Findings, OnExitList, Rule, Source},
};

pub(crate) const CHECKS: &[Check<OnExitList>] = &[
    Check {
        info: Rule::cross(Source::zone_practice("InvtHeadType.EtpsInnerInvtNo")).info(
            "BEL-7301",
            ["已存在相同企业内部编号的核注清单", "an exit list with this number is held"],
            ["如需修改请以变更（DclTypecd=2）申报", "to change what is held, send a change (DclTypecd 2)"],
        ),
        run: number_is_free,
    },
    Check {
        info: Rule::cross(Source::zone_practice("InvtHeadType.DclTypecd")).info(
            "BEL-7302",
            ["不存在可变更或删除的核注清单", "there is no exit list to change or delete"],
            ["请核对编号，或改为新增申报", "check the number, or send the list as new"],
        ),
        run: there_is_one,
    },
    Check {
        info: Rule::cross(Source::zone_practice("InvtHeadType.DclTypecd")).info(
            "BEL-7303",
            [
                "核注清单已核扣或已制核放单，不允许变更或删除",
                "the exit list has been deducted or is on a gate pass: it cannot be changed or deleted",
            ],
            ["已制核放单的请先删除核放单", "delete the gate pass first, if its goods have not left"],
        ),
        run: nothing_is_at_the_gate,
    },
    Check {
        info: Rule::cross(Source::zone_practice("InvtHeadType.BondInvtNo")).info(
            "BEL-7304",
            [
                "清单编号与企业内部编号不是同一份核注清单",
                "the list number is not that of the list held under the declarant's number",
            ],
            ["请核对清单编号", "check the list number, or leave it out"],
        ),
        run: both_numbers_are_of_one_list,
    },
];

/// The list that is held and counts: one that was refused or deleted may come anew.
fn standing<'c>(on: &ExitListCase<'c>) -> Option<HeldExitList<'c>> {
    let counts = |it: &HeldExitList<'_>| {
        matches!(it.state, ExitListState::Approved | ExitListState::Deducted)
    };
    on.held.filter(counts)
}

fn number_is_free(on: &ExitListCase<'_>, to: &mut Findings<'_>) {
    if let (Action::New, Some(held)) = (on.action, standing(on)) {
        let observed = format_args!("{}, {}", on.list.reference, held.list_no);
        to.report("exit_list.reference", observed, "未申报过的编号 (not yet declared)");
    }
}

fn there_is_one(on: &ExitListCase<'_>, to: &mut Findings<'_>) {
    if on.action != Action::New && standing(on).is_none() {
        to.report(
            "exit_list.reference",
            &on.list.reference,
            "已申报的编号 (a number that is held)",
        );
    }
}

fn nothing_is_at_the_gate(on: &ExitListCase<'_>, to: &mut Findings<'_>) {
    let Some(held) = standing(on).filter(|_| on.action != Action::New) else { return };
    if held.state == ExitListState::Deducted || held.is_on_pass {
        let state = if held.is_on_pass {
            "已制核放单 (on a gate pass)"
        } else {
            "已核扣 (deducted)"
        };
        let observed = format_args!("{}, {state}", held.list_no);
        to.report("exit_list.action_code", observed, "未制核放单的核注清单 (a list on no pass)");
    }
}

fn both_numbers_are_of_one_list(on: &ExitListCase<'_>, to: &mut Findings<'_>) {
    let Some(held) = standing(on).filter(|_| on.action != Action::New) else { return };
    if let Some(list_no) = on.list.list_no.given().filter(|it| *it != held.list_no) {
        to.report("exit_list.list_no", list_no, held.list_no);
    }
}
