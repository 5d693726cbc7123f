//! `CAN-7003` 不存在该编号的清单: a cancellation names a list that is not there.

use crate::{
    CancellationCase,
    check::{Check, Findings, OnCancelling, Rule, Source},
};

pub(crate) const CHECK: Check<OnCancelling> = Check {
    info: Rule::cross(Source::field("表7-2 -623003")).info(
        "CAN-7003",
        ["系统中不存在该清单编号的清单", "there is no list with this number"],
        ["请填写入库回执所给的清单编号", "name the list number that receipt 120 gave"],
    ),
    run: list_is_known,
};

fn list_is_known(case: &CancellationCase<'_>, to: &mut Findings<'_>) {
    if case.list.is_none() {
        let observed = &case.cancellation.list_no;
        to.report("cancellation.list_no", observed, "已入库清单的编号 (an accepted list)");
    }
}
