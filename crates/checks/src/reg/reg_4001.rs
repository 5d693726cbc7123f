//! `REG-4001` 企业未备案: a document names an enterprise that is not registered.

use crate::{
    DocumentCase,
    check::{Check, Findings, OnAny, Rule, Source},
};

pub(crate) const CHECK: Check<OnAny> = Check {
    info: Rule::single(Source::field("表7-2 -10102")).info(
        "REG-4001",
        ["企业未备案", "the enterprise is not registered"],
        ["请核对企业代码，或先办理海关备案", "check the code, or register the enterprise first"],
    ),
    run: enterprise_is_registered,
};

fn enterprise_is_registered(case: &DocumentCase<'_>, to: &mut Findings<'_>) {
    for party in case.parties {
        if party.registered.is_none() && !party.code.is_empty() {
            to.report(party.pointer, party.code, "已备案企业的代码 (a registered enterprise)");
        }
    }
}
