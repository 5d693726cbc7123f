//! `INV-5012` 净重大于毛重: a list's net weight is more than its gross weight.

use crate::check::{Check, Findings, OnInventory, Rule, Source, SubmittedInventory};

pub(crate) const CHECK: Check<OnInventory> = Check {
    info: Rule::cross(Source::field("InventoryHead.netWeight")).info(
        "INV-5012",
        ["净重不得大于毛重", "the net weight is more than the gross weight"],
        ["请核对毛重和净重", "check the gross and the net weight"],
    ),
    run: net_is_within_gross,
};

/// A gross weight that is not more than 0 is `INV-5015`'s.
fn net_is_within_gross(on: &SubmittedInventory<'_>, to: &mut Findings<'_>) {
    let (net, gross) = (on.it.net_weight_kg, on.it.gross_weight_kg);
    if net > gross && gross.is_positive() {
        to.report("inventory.net_weight_kg", net, format_args!("≤ {gross}"));
    }
}
