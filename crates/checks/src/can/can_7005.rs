//! `CAN-7005` 清单的状态不符合撤单要求: a list is cancelled only before its release.

use model::EntryState;

use crate::{
    CancellationCase,
    check::{Check, Findings, OnCancelling, Rule, Source},
};

pub(crate) const CHECK: Check<OnCancelling> = Check {
    info: Rule::cross(Source::field("表7-2 -623005")).info(
        "CAN-7005",
        ["清单的状态不符合撤单要求", "the list's state does not allow its cancellation"],
        [
            "放行前方可撤销；已放行的请申请退货",
            "cancel before release; released goods are returned",
        ],
    ),
    run: list_is_not_released,
};

/// A list sent with `Action::Delete` is held to the same condition by `INV-7012`; one that was
/// cancelled already is `CAN-7009`'s.
fn list_is_not_released(case: &CancellationCase<'_>, to: &mut Findings<'_>) {
    let Some(list) = &case.list else { return };
    if !is_before_release(list.state) && list.state != EntryState::Withdrawn {
        let observed = format_args!("{:?}", list.state);
        to.report(
            "cancellation.list_no",
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
