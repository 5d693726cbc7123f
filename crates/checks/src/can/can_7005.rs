//! `CAN-7005` 清单的状态不符合撤单要求: a list is withdrawn only before its release.

use model::EntryState;

use crate::{
    CancellationCase,
    check::{Check, Findings, OnCancellation, Rule, Source},
};

pub(crate) const CHECK: Check<OnCancellation> = Check {
    info: Rule::cross(Source::field("表7-2 -623005")).info(
        "CAN-7005",
        ["清单的状态不符合撤单要求", "the list's state does not allow its withdrawal"],
        [
            "放行前方可撤销；已放行的请申请退货",
            "withdraw before release; released goods are returned",
        ],
    ),
    run: list_is_not_released,
};

/// A list sent with `Action::Delete` is held to the same condition by `INV-7012`.
fn list_is_not_released(case: &CancellationCase, to: &mut Findings<'_>) {
    if !is_before_release(case.state) {
        let observed = format_args!("{:?}", case.state);
        to.report(
            case.pointer,
            observed,
            "未放行、查验或扣留的清单 (not yet released, examined or detained)",
        );
    }
}

/// Goods under examination or detained cannot be withdrawn from customs' hands either.
pub(crate) fn is_before_release(state: EntryState) -> bool {
    use EntryState::{Accepted, Declared, Rejected, Reviewed, UnderReview};
    matches!(state, Declared | Rejected | Accepted | UnderReview | Reviewed)
}
