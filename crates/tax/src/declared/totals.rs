//! What each tax comes to on a declaration, and what of it is to be paid.

use model::{Amount, BasisId, DeclaredLineTax, Direction, SpecialDutyKind, TaxKind, TaxTotal};
use params::Cited;

use super::is_import;

/// In the order of the kinds. Duty, consumption tax and VAT are there though they come to nothing;
/// a special duty only where a line bears it.
pub(super) fn of(
    lines: &[DeclaredLineTax],
    direction: Direction,
    waived_below: Cited<Amount>,
) -> Vec<TaxTotal> {
    let total = |tax, part: &dyn Fn(&DeclaredLineTax) -> Amount| {
        let computed: Amount = lines.iter().map(part).sum();
        let secured = lines.iter().filter(|it| it.levy.is_secured()).map(part).sum();
        let due = computed - secured;
        let is_waived = due.is_positive() && due < waived_below.value;
        TaxTotal {
            tax,
            computed,
            secured,
            given_back: Amount::ZERO,
            payable: if is_waived { Amount::ZERO } else { due },
            waived_by: if is_waived { waived_below.basis } else { BasisId::default() },
        }
    };
    if !is_import(direction) {
        return vec![total(TaxKind::ExportDuty, &|it| it.duty.amount)];
    }
    let mut totals = vec![
        total(TaxKind::Duty, &|it| it.duty.amount),
        total(TaxKind::ConsumptionTax, &|it| it.consumption_tax.amount),
        total(TaxKind::Vat, &|it| it.vat.amount),
    ];
    let borne = |kind| lines.iter().flat_map(|it| &it.special).any(|it| it.kind == kind);
    for kind in SpecialDutyKind::ALL.into_iter().filter(|it| borne(*it)) {
        totals.push(total(kind.tax(), &|line| {
            line.special.iter().filter(|it| it.kind == kind).map(|it| it.amount).sum()
        }));
    }
    totals
}
