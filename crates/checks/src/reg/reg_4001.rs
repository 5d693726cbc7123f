//! `REG-4001` 企业未备案: a document names an enterprise that is not registered.

use crate::{
    Party,
    check::{Check, Findings, OnParties, Rule, Source},
};

pub(crate) const CHECK: Check<OnParties> = Check {
    info: Rule::single(Source::field("表7-2 -10102")).info(
        "REG-4001",
        ["企业未备案", "the enterprise is not registered"],
        ["请核对企业代码，或先办理海关备案", "check the code, or register the enterprise first"],
    ),
    run: |it, to| enterprise_is_registered(it.parties, to),
};

fn enterprise_is_registered(parties: &[Party<'_>], to: &mut Findings<'_>) {
    for party in parties {
        if party.registered.is_none() && !party.code.is_empty() {
            to.report(party.pointer, party.code, "已备案企业的代码 (a registered enterprise)");
        }
    }
}
