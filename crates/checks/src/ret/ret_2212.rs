//! `RET-2212` 退货商品名称与原清单不一致: a returned line has another name.

use model::fingerprint;

use super::lines;
use crate::{
    ReturnCase,
    check::{At, Check, Findings, OnReturning, Rule, Source},
};

pub(crate) const CHECK: Check<OnReturning> = Check {
    info: Rule::cross(Source::field("InvtRefundList.gname")).info(
        "RET-2212",
        ["退货商品名称与原清单不一致", "the goods' name is not the original line's"],
        ["请按原清单填写商品名称", "declare the name of the original list"],
    ),
    run: name_is_the_original,
};

/// The house keeps no more than a digest of the name, so it cannot say what it was.
fn name_is_the_original(case: &ReturnCase<'_>, to: &mut Findings<'_>) {
    for (idx, item, original) in lines(case) {
        if fingerprint(item.name.bytes()) != original.name {
            let at = At::Item("goods_return", idx, "name");
            to.report(at, &item.name, "清单中的商品名称 (the name in the list)");
        }
    }
}
