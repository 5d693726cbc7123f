//! `RET-7016` 查无此清单: a return names a list that is not there.

use crate::{
    ReturnCase,
    check::{Check, Findings, OnReturning, Rule, Source},
};

pub(crate) const CHECK: Check<OnReturning> = Check {
    info: Rule::cross(Source::field("表7-2 -625016")).info(
        "RET-7016",
        ["查无此清单编号的清单", "there is no list with this number"],
        ["请填写入库回执所给的清单编号", "name the list number that receipt 120 gave"],
    ),
    run: list_is_known,
};

fn list_is_known(case: &ReturnCase<'_>, to: &mut Findings<'_>) {
    if case.list.is_none() {
        let observed = &case.goods_return.list_no;
        to.report("goods_return.list_no", observed, "已放行清单的编号 (a released list)");
    }
}
