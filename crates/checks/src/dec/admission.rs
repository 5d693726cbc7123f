//! What a declaration asks for when its goods are let in in two stages (两段准入申请).

use model::AdmissionKind;

use crate::check::{Check, OnDeclaration, Rule, Source};

pub(crate) const CHECKS: &[Check<OnDeclaration>] = &[
    check!(
        "DEC-5950",
        Rule::cross(Source::two_stages()),
        ["申请转场未填报转入场所场地", "a transfer is asked for, and no site named"],
        ["请填报监管场地海关编码", "declare the code of the site"],
        |on, to| {
            let Some(asked) = &on.it.two_stage else { return };
            if asked.asks(AdmissionKind::Transfer) && asked.transfer_site.is_empty() {
                let expected = "监管场地海关编码 (the code of a site)";
                to.report("declaration.two_stage.transfer_site", "", expected);
            }
        }
    ),
    check!(
        "DEC-5951",
        Rule::cross(Source::two_stages()),
        ["未申请转场不填报转入场所场地", "a site is named, and no transfer asked for"],
        ["请勾选转场申请，或者删除转入场所场地", "ask for a transfer, or leave the site out"],
        |on, to| {
            let Some(asked) = &on.it.two_stage else { return };
            if !asked.asks(AdmissionKind::Transfer) && !asked.transfer_site.is_empty() {
                to.report("declaration.two_stage.transfer_site", &asked.transfer_site, "");
            }
        }
    ),
    check!(
        "DEC-5952",
        Rule::cross(Source::two_stages()),
        ["两段准入申请仅限进口", "only an import asks for admission in two stages"],
        ["请删除两段准入申请", "leave it out of an export"],
        |on, to| {
            let Some(asked) = on.it.two_stage.as_ref().filter(|_| !on.is_import()) else { return };
            for kind in AdmissionKind::ALL.into_iter().filter(|it| asked.asks(*it)) {
                to.report(kind.pointer(), "1", "");
            }
        }
    ),
];
