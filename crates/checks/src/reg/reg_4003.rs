//! `REG-4003` 企业名称与备案不一致: an enterprise's name is not the registered one.

use model::Severity;

use crate::{
    Party,
    check::{Check, Findings, OnParties, Rule, Source},
};

pub(crate) const CHECK: Check<OnParties> = Check {
    info: Rule::single(Source::retail("")).with(Severity::Notice).info(
        "REG-4003",
        ["企业名称与备案不一致", "the enterprise's name is not the registered one"],
        ["请按海关备案名称填写", "declare the name as registered"],
    ),
    run: |it, to| name_is_the_registered_one(it.parties, to),
};

/// The code identifies the enterprise, so a name that differs is said and does no more.
fn name_is_the_registered_one(parties: &[Party<'_>], to: &mut Findings<'_>) {
    for party in parties {
        let Some(registered) = party.registered else { continue };
        let (declared, expected) = (party.name.trim(), registered.name.trim());
        if declared != expected && !declared.is_empty() {
            // The pointer is the code's field; the name stands beside it.
            let pointer = party.pointer.strip_suffix("_code");
            let pointer =
                pointer.map_or_else(|| party.pointer.to_owned(), |it| format!("{it}_name"));
            to.report(pointer, declared, expected);
        }
    }
}
