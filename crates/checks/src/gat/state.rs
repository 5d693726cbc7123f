//! What is asked of a gate pass (new, delete) against what is held under its number.

use model::{Action, GatePassState};

use crate::{
    GatePassCase, HeldGatePass,
    check::{Check, Findings, OnGatePass, Rule, Source},
};

pub(crate) const CHECKS: &[Check<OnGatePass>] = &[
    Check {
        info: Rule::cross(Source::zone_practice("PassportHead.EtpsPreentNo")).info(
            "GAT-7401",
            ["已存在相同企业内部编号的核放单", "a gate pass with this number is held"],
            ["如需修改请先删除后重新申报", "to change it, delete it and declare it anew"],
        ),
        run: number_is_free,
    },
    Check {
        info: Rule::cross(Source::zone_practice("PassportHead.DclTypecd")).info(
            "GAT-7402",
            ["不存在可删除的核放单", "there is no gate pass to delete"],
            ["请核对编号", "check the number"],
        ),
        run: there_is_one,
    },
    Check {
        info: Rule::cross(Source::zone_practice("PassportHead.DclTypecd")).info(
            "GAT-7403",
            [
                "核放单已过卡，不允许删除",
                "the vehicle has passed the gate: the pass cannot be deleted",
            ],
            ["货物已离区，无法删除", "the goods have left; nothing can be taken back"],
        ),
        run: nothing_has_passed,
    },
    Check {
        info: Rule::cross(Source::zone_practice("PassportHead.PassportNo")).info(
            "GAT-7404",
            [
                "核放单编号与企业内部编号不是同一份核放单",
                "the pass number is not that of the pass held under the declarant's number",
            ],
            ["请核对核放单编号", "check the pass number, or leave it out"],
        ),
        run: both_numbers_are_of_one_pass,
    },
];

/// The pass that is held and counts: one that was refused or deleted may come anew.
fn standing<'c>(on: &GatePassCase<'c>) -> Option<HeldGatePass<'c>> {
    use GatePassState::{Approved, Held, Passed};
    on.held.filter(|it| matches!(it.state, Approved | Held | Passed))
}

fn number_is_free(on: &GatePassCase<'_>, to: &mut Findings<'_>) {
    if let (Action::New, Some(held)) = (on.action, standing(on)) {
        let observed = format_args!("{}, {}", on.pass.reference, held.pass_no);
        to.report("gate_pass.reference", observed, "未申报过的编号 (not yet declared)");
    }
}

fn there_is_one(on: &GatePassCase<'_>, to: &mut Findings<'_>) {
    if on.action != Action::New && standing(on).is_none() {
        to.report(
            "gate_pass.reference",
            &on.pass.reference,
            "已申报的编号 (a number that is held)",
        );
    }
}

fn nothing_has_passed(on: &GatePassCase<'_>, to: &mut Findings<'_>) {
    let held = standing(on).filter(|it| it.state == GatePassState::Passed);
    if let Some(held) = held.filter(|_| on.action != Action::New) {
        to.report("gate_pass.action_code", held.pass_no, "未过卡的核放单 (a pass not yet used)");
    }
}

fn both_numbers_are_of_one_pass(on: &GatePassCase<'_>, to: &mut Findings<'_>) {
    let Some(held) = standing(on).filter(|_| on.action != Action::New) else { return };
    if let Some(pass_no) = on.pass.pass_no.given().filter(|it| *it != held.pass_no) {
        to.report("gate_pass.pass_no", pass_no, held.pass_no);
    }
}
