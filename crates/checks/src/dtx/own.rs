//! The declarant's own tax (自报自缴) beside the assessment of the house, line by line and tax by tax.
//!
//! What customs assesses is what is owed: who declared less bears the difference, who declared more pays no more
//! than is assessed. A tax that is waived on the whole declaration is not compared.

use model::{Amount, DeclarationAssessment, OwnTax, Severity, TaxKind};

use crate::{
    TaxedCase,
    check::{Check, Findings, OnTaxed, Rule, Source},
};

pub(crate) const CHECKS: &[Check<OnTaxed>] = &[
    Check {
        info: Rule::assessed(Source::tariff_law("第四十五条、第五十一条"))
            .with(Severity::Review)
            .info(
                "DTX-5014",
                [
                    "自报税款少于核定税款，差额由纳税人补缴",
                    "less tax is declared than is assessed; the taxpayer bears the difference",
                ],
                [
                    "请核对归类、完税价格、税率与原产地；按核定税款缴纳",
                    "check code, value, rates and origin; what is assessed is to be paid",
                ],
            ),
        run: less_than_assessed,
    },
    Check {
        info: Rule::assessed(Source::tariff_law("第四十五条、第五十一条"))
            .with(Severity::Notice)
            .info(
                "DTX-5015",
                [
                    "自报税款多于核定税款，按核定税款缴纳",
                    "more tax is declared than is assessed; what is assessed is paid",
                ],
                [
                    "按核定税款缴纳；多缴的可以申请退还",
                    "pay what is assessed; what was paid too much is given back",
                ],
            ),
        run: more_than_assessed,
    },
    Check {
        info: Rule::assessed(Source::message("DecHead.TaxAaminMark")).info(
            "DTX-5016",
            [
                "税收征管标记为自报自缴，但未随附报税单",
                "the mark says that tax is declared, and none is",
            ],
            ["请随附报税单，或者将标记改为0", "send SddTax, or set the mark to 0"],
        ),
        run: marked_is_declared,
    },
    Check {
        info: Rule::assessed(Source::message("SddTaxDetail")).info(
            "DTX-5017",
            [
                "报税单的商品序号或税种不存在",
                "own tax is declared of a line or a kind that there is not",
            ],
            ["请核对商品序号与税种代码", "check the line and the kind of tax"],
        ),
        run: details_are_known,
    },
];

fn own<'c>(on: &TaxedCase<'c>) -> Option<(&'c OwnTax<'c>, &'c DeclarationAssessment)> {
    Some((on.declaration.own_tax.as_ref()?, on.assessment?))
}

/// Every line and tax on which the two differ: what is said of it, and how much more is assessed.
fn differences(on: &TaxedCase<'_>, mut say: impl FnMut(String, Amount, Amount)) {
    let Some((own, assessment)) = own(on) else { return };
    let tax_of = |kind: &str| on.law.declaration.tax_of_type(kind, on.on);
    for line in &assessment.lines {
        for total in assessment.taxes.iter().filter(|it| it.waived_by.0 == 0) {
            let of_it = own.details.iter().enumerate().filter(|(_, it)| {
                it.item == line.number
                    && tax_of(&it.kind).is_some_and(|tax| is_same(tax, total.tax))
            });
            let declared: Amount = of_it.clone().map(|(_, it)| it.amount).sum();
            let assessed = line.amount_of(total.tax);
            if !on.tolerance.allows(declared, assessed) {
                let at = match of_it.clone().next() {
                    Some((index, _)) => format!("declaration.own_tax.details[{index}].amount"),
                    None => "declaration.own_tax.details".to_owned(),
                };
                say(at, declared, assessed);
            }
        }
    }
}

/// The wire has one letter for the duty of either direction in some clients.
fn is_same(one: TaxKind, other: TaxKind) -> bool {
    let either = |it| matches!(it, TaxKind::Duty | TaxKind::ExportDuty);
    one == other || (either(one) && either(other))
}

fn less_than_assessed(on: &TaxedCase<'_>, to: &mut Findings<'_>) {
    differences(on, |at, declared, assessed| {
        if declared < assessed {
            let more = assessed - declared;
            let expected = format_args!(
                "{assessed}，少报{more}元由纳税人补缴 (the taxpayer owes {more} more)"
            );
            to.report(at, declared, expected);
        }
    });
}

fn more_than_assessed(on: &TaxedCase<'_>, to: &mut Findings<'_>) {
    differences(on, |at, declared, assessed| {
        if declared > assessed {
            let less = declared - assessed;
            let expected =
                format_args!("{assessed}，多报{less}元不予征收 ({less} of it is not levied)");
            to.report(at, declared, expected);
        }
    });
}

fn marked_is_declared(on: &TaxedCase<'_>, to: &mut Findings<'_>) {
    if on.declaration.tax_mark == "1" && on.declaration.own_tax.is_none() {
        to.report("declaration.tax_mark", "1", "报税单 (SddTax)");
    }
}

fn details_are_known(on: &TaxedCase<'_>, to: &mut Findings<'_>) {
    let Some(own) = &on.declaration.own_tax else { return };
    for (index, it) in own.details.iter().enumerate() {
        let has_line = on.declaration.items.iter().any(|item| item.number == it.item);
        let is_known = on.law.declaration.tax_of_type(&it.kind, on.on).is_some();
        if !has_line || !is_known {
            let at = format_args!("declaration.own_tax.details[{index}].kind");
            let observed = format_args!("{} {}", it.item, it.kind);
            to.report(at, observed, "报关单的商品项与税种代码 (a line, and a kind of tax)");
        }
    }
}
