//! `RET-2210` 退货商品编码与原清单不一致: a returned line has another commodity code.

use crate::{
    ReturnCase,
    check::{At, Check, Findings, OnReturn, Rule, Source},
};

pub(crate) const CHECK: Check<OnReturn> = Check {
    info: Rule::cross(Source::field("表7-2 -625209")).info(
        "RET-2210",
        ["退货商品编码与原清单不一致", "the commodity code is not the original line's"],
        ["请按原清单填写商品编码", "declare the code of the original list"],
    ),
    run: commodity_is_the_original,
};

/// A line that the list lacks is `RET-2209`'s.
fn commodity_is_the_original(case: &ReturnCase<'_>, to: &mut Findings<'_>) {
    for (idx, line) in case.lines.iter().enumerate() {
        let mut originals = case.original.items.iter().zip(0usize..);
        let Some((original, at)) = originals.find(|(it, _)| it.number == line.number) else {
            continue;
        };
        if original.commodity_code != *line.commodity_code {
            to.report_against(
                At::Item("goods_return", idx, "commodity_code"),
                line.commodity_code,
                &original.commodity_code,
                At::Item("inventory", at, "commodity_code"),
            );
        }
    }
}
