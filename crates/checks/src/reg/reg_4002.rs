//! `REG-4002` 企业备案类型不符: an enterprise is registered, but not to do this.

use crate::{
    Party,
    check::{Check, Findings, OnParties, Rule, Source},
};

pub(crate) const CHECK: Check<OnParties> = Check {
    info: Rule::single(Source::field("表7-2 -10101")).info(
        "REG-4002",
        ["企业备案类型不符", "the enterprise is not registered for this role"],
        [
            "请核对企业代码，或补办相应备案类型",
            "check the code, or register the enterprise for the role",
        ],
    ),
    run: |it, to| enterprise_has_the_role(it.parties, to),
};

/// An enterprise that is not registered at all is `REG-4001`'s.
fn enterprise_has_the_role(parties: &[Party<'_>], to: &mut Findings<'_>) {
    for party in parties {
        let Some(registered) = party.registered else { continue };
        if !registered.roles.contains(&party.role) && !party.code.is_empty() {
            let expected = format_args!("已备案为 {:?} (registered as such)", party.role);
            let observed = format_args!("{} is {:?}", party.code, registered.roles);
            to.report(party.pointer, observed, expected);
        }
    }
}
