//! `CAN-7009` 撤单清单已经申报过: a list is cancelled twice.

use model::EntryState;

use crate::{
    CancellationCase,
    check::{Check, Findings, OnCancelling, Rule, Source},
};

pub(crate) const CHECK: Check<OnCancelling> = Check {
    info: Rule::cross(Source::field("表7-2 -623009")).info(
        "CAN-7009",
        ["该清单已撤销，请勿重复申请", "the list is cancelled already"],
        [
            "无需再次申请；如需进口请重新申报清单",
            "ask no more; to import after all, declare the list anew",
        ],
    ),
    run: list_is_not_cancelled,
};

fn list_is_not_cancelled(case: &CancellationCase<'_>, to: &mut Findings<'_>) {
    if case.list.is_some_and(|it| it.state == EntryState::Withdrawn) {
        let observed = &case.cancellation.list_no;
        to.report("cancellation.list_no", observed, "未撤销的清单 (a list not yet cancelled)");
    }
}
