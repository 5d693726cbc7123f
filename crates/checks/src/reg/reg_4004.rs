//! `REG-4004` 企业备案未生效、已到期或已暂停: a registration does not count on the day.

use crate::check::{Check, Findings, Named, OnParties, Rule, Source};

pub(crate) const CHECK: Check<OnParties> = Check {
    info: Rule::single(Source::field("表7-2 -10102")).info(
        "REG-4004",
        [
            "企业备案未生效、已到期或已暂停",
            "the enterprise's registration is not in force on this day",
        ],
        [
            "请办理备案延续或恢复后重新申报",
            "renew the registration or have it resumed, then declare again",
        ],
    ),
    run: registration_is_in_force,
};

/// Both end days count; from the day of a suspension on it does not. What is not registered at all
/// is `REG-4001`'s.
fn registration_is_in_force(case: &Named<'_>, to: &mut Findings<'_>) {
    for party in case.parties {
        let Some(registered) = party.registered else { continue };
        if let Err(why) = registered.in_force(case.on)
            && !party.code.is_empty()
        {
            let observed = format_args!("{}: {why}", party.code);
            to.report(party.pointer, observed, "当日有效的备案 (a registration in force)");
        }
    }
}
