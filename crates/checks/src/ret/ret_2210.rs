//! `RET-2210` 退货商品编码与原清单不一致: a returned line has another commodity code.

use super::lines;
use crate::{
    ReturnCase,
    check::{At, Check, Findings, OnReturning, Rule, Source},
};

pub(crate) const CHECK: Check<OnReturning> = Check {
    info: Rule::cross(Source::field("表7-2 -625209")).info(
        "RET-2210",
        ["退货商品编码与原清单不一致", "the commodity code is not the original line's"],
        ["请按原清单填写商品编码", "declare the code of the original list"],
    ),
    run: commodity_is_the_original,
};

fn commodity_is_the_original(case: &ReturnCase<'_>, to: &mut Findings<'_>) {
    for (idx, item, original) in lines(case) {
        if item.commodity_code.parse() != Ok(original.commodity_code) {
            let expected = format_args!("{:010}", original.commodity_code);
            to.report(
                At::Item("goods_return", idx, "commodity_code"),
                &item.commodity_code,
                expected,
            );
        }
    }
}
