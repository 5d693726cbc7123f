//! What of a declaration's taxes is given back for goods that were sent back in their condition (原状复运退税,
//! 关税法第五十二条).

use model::{
    Amount, BasisId, Declaration, DeclarationAssessment, DeclaredLineTax, GivenBack, SentBackPart,
    TaxKind,
};

use crate::rest_of;

/// The assessment without the share of the goods that went back: of the duties by all of them, of other taxes
/// by those whose taxes were not deducted. What was secured or waived was not paid, and is not given back.
///
/// It is worked out of the whole each time, so parts give back what goods that go back at once do, and an
/// assessment that is made anew keeps what went back.
pub fn less_sent_back(
    mut assessment: DeclarationAssessment,
    declaration: &Declaration<'_>,
    parts: &[SentBackPart],
) -> DeclarationAssessment {
    let mut given = Vec::new();
    for line in assessment.lines.iter().filter(|it| !it.levy.is_secured()) {
        let item = declaration.items.iter().find(|it| it.number == line.number);
        let Some(declared) = item.map(|it| it.quantity) else { continue };
        for total in assessment.taxes.iter().filter(|it| it.waived_by == BasisId::default()) {
            let of_tax = |it: &&SentBackPart| {
                it.line == line.number && (it.with_taxes || is_duty(total.tax))
            };
            let Some(last) = parts.iter().rfind(of_tax) else { continue };
            let back: Amount = parts.iter().filter(of_tax).map(|it| it.quantity).sum();
            let left = (declared - back).max(Amount::ZERO);
            given.extend(share(line, total.tax, [declared, left], last.basis));
        }
    }
    for total in &mut assessment.taxes {
        let due = total.payable + total.given_back;
        total.given_back = given.iter().filter(|it| it.tax == total.tax).map(|it| it.amount).sum();
        total.payable = due - total.given_back;
    }
    assessment.given_back = given;
    assessment
}

fn share(
    line: &DeclaredLineTax,
    tax: TaxKind,
    [declared, left]: [Amount; 2],
    basis: BasisId,
) -> Option<GivenBack> {
    let of = line.amount_of(tax);
    let amount = of - rest_of(of, declared, left);
    let given = GivenBack { line: line.number, tax, of, declared, left, amount, basis };
    amount.is_positive().then_some(given)
}

/// Duty and what is levied beside it; VAT and consumption tax are the others.
const fn is_duty(tax: TaxKind) -> bool {
    !matches!(tax, TaxKind::ConsumptionTax | TaxKind::Vat)
}
