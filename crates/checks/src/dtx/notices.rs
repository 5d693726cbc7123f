//! What a declarant or an officer should know of an assessment that was made.

use model::{Amount, ChargeMethod, LevyEffect, Severity};

use params::Proof;

use crate::{
    TaxedCase,
    check::{Check, Findings, OnTaxed, Rule, Source},
};

pub(crate) const CHECKS: &[Check<OnTaxed>] = &[
    Check {
        info: Rule::assessed(Source::tariff_law("第三十四条")).with(Severity::Review).info(
            "DTX-5011",
            ["征免方式为特案，须人工确定税款", "a special case: an officer settles the tax"],
            ["请提交特案征税的批准文件", "have the approval of the special case at hand"],
        ),
        run: no_special_case,
    },
    Check {
        info: Rule::assessed(Source::tariff_law("第十二条、第十三条")).with(Severity::Notice).info(
            "DTX-5012",
            [
                "已申报优惠原产地，但未适用协定税率",
                "a preference is claimed, and no agreement has been applied",
            ],
            [
                "请核对随附单证Y的协定代码、单证对应关系及原产国是否为协定成员；也可能税则无该协定税率",
                "check the agreement's code in document Y, its link to the line, and whether the origin is a party; or the tariff has no rate under it",
            ],
        ),
        run: claims_are_applied,
    },
    Check {
        info: Rule::assessed(Source::valuation("第三十六条")).with(Severity::Notice).info(
            "DTX-5013",
            ["未申报保险费，按法定比例计入", "insurance is not declared and was taken at the share of law"],
            ["有实际保险费的，请如实申报", "declare the insurance that was paid, if there was any"],
        ),
        run: insurance_is_declared,
    },
    Check {
        info: Rule::assessed(Source::tariff_law("第十九条")).with(Severity::Notice).info(
            "DTX-5018",
            [
                "货物涉及贸易救济等措施而原产地未予证明，从高适用税率",
                "measures are on such goods and their origin is not proven: the higher duty holds",
            ],
            [
                "请随附原产地证据文件，或填报原产地证明（随附单证Y）并与该商品项对应",
                "attach evidence of origin, or present a proof (document Y) and link the line to it",
            ],
        ),
        run: origin_is_proven_under_measures,
    },
];

fn no_special_case(on: &TaxedCase<'_>, to: &mut Findings<'_>) {
    let Some(assessment) = on.assessment else { return };
    for (place, line) in assessment.lines.iter().enumerate() {
        if line.levy == LevyEffect::Special {
            let at = format_args!("declaration.items[{place}].levy_mode");
            to.report(at, line.levy_mode, "照章或减免 (as the law says, or with relief)");
        }
    }
}

/// A line claims when it names its origin under an agreement or is linked to a proof of origin.
fn claims_are_applied(on: &TaxedCase<'_>, to: &mut Findings<'_>) {
    let Some(assessment) = on.assessment else { return };
    let is_proof = |kind: &str| on.law.proofs.by_document(kind, Proof::Preference, on.on);
    let items = on.declaration.items.iter().zip(&assessment.lines).enumerate();
    for (place, (item, line)) in items {
        let links = &on.declaration.origin_links;
        let is_linked = links.iter().any(|it| it.item == item.number && is_proof(&it.kind));
        let claims = is_linked || !item.preferential_origin.is_empty();
        if claims && line.agreement == 0 {
            let at = format_args!("declaration.items[{place}].preferential_origin");
            to.report(at, &item.origin, "适用的协定 (an agreement that applies)");
        }
    }
}

fn insurance_is_declared(on: &TaxedCase<'_>, to: &mut Findings<'_>) {
    let taken = on.assessment.map(|it| it.insurance).filter(|it| it.by == ChargeMethod::Assumed);
    if let Some(taken) = taken.filter(|it| it.yuan > Amount::ZERO) {
        let observed = format_args!("{}% = {}", taken.declared, taken.yuan);
        to.report(
            "declaration.insurance",
            observed,
            "申报的保险费 (an insurance that is declared)",
        );
    }
}

fn origin_is_proven_under_measures(on: &TaxedCase<'_>, to: &mut Findings<'_>) {
    let Some(assessment) = on.assessment else { return };
    let items = on.declaration.items.iter().zip(&assessment.lines).enumerate();
    for (place, (item, _)) in items.filter(|(_, (_, it))| it.unproven.is_some()) {
        let at = format_args!("declaration.items[{place}].origin");
        to.report(at, &item.origin, "原产地证明材料 (proof of origin)");
    }
}
