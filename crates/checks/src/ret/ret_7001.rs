//! `RET-7001` 原清单未放行: goods are returned only after their list was released.

use model::EntryState;

use crate::{
    ReturnCase,
    check::{Check, Findings, OnReturning, Rule, Source},
};

pub(crate) const CHECK: Check<OnReturning> = Check {
    info: Rule::cross(Source::returns()).info(
        "RET-7001",
        ["原清单未放行，不能退货", "the original list has not been released"],
        ["放行前请申请撤销清单", "before release, cancel the list instead"],
    ),
    run: original_is_released,
};

fn original_is_released(case: &ReturnCase<'_>, to: &mut Findings<'_>) {
    let Some(list) = &case.list else { return };
    let state = list.original.state;
    if !matches!(state, EntryState::Released | EntryState::Closed) {
        let observed = format_args!("{state:?}");
        to.report("goods_return.list_no", observed, "已放行的清单 (a released list)");
    }
}
