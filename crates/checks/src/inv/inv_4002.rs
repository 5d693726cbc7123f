//! `INV-4002` 担保企业不是清单所列企业: the guarantor is none of the list's own enterprises.

use crate::check::{Check, Findings, OnInventory, Rule, Source, SubmittedInventory};

pub(crate) const CHECK: Check<OnInventory> = Check {
    info: Rule::cross(Source::field("InventoryHead.assureCode")).info(
        "INV-4002",
        [
            "担保企业只限清单的电商平台企业、电商企业、物流企业或申报企业",
            "the guarantor is not the list's platform, seller, logistics company or declarant",
        ],
        [
            "请填写清单所列企业的代码为担保企业编号",
            "name one of the list's enterprises as guarantor",
        ],
    ),
    run: guarantor_is_of_the_list,
};

/// The specification's text names platform, seller and logistics company, its schema declarant,
/// seller and logistics company: any of the four passes.
fn guarantor_is_of_the_list(on: &SubmittedInventory<'_>, to: &mut Findings<'_>) {
    let list = on.it;
    let theirs =
        [&list.platform_code, &list.seller_code, &list.logistics_code, &list.declarant_code];
    if !list.guarantor_code.is_empty() && !theirs.contains(&&list.guarantor_code) {
        to.report(
            "inventory.guarantor_code",
            &list.guarantor_code,
            "本清单的企业 (an enterprise of the list)",
        );
    }
}
