//! What goods under measures bear beside their duty (反倾销税、反补贴税、保障措施关税、报复性关税), and what they bear when
//! nobody proves that they come from elsewhere (关税法第十六条至第十九条).

use model::{
    Amount, ColumnReason, DeclaredLineTax, DutyColumn, GoodsItem, LineTax, SpecialDuty,
    UnprovenOrigin,
};
use params::{Cited, Relief, SpecialRate, TariffLine, UnprovenRule};

use super::{DeclarationTaxCase, column::Proofs};
use crate::levy::duty;

/// The measures on a line's goods.
#[derive(Default)]
pub(super) struct Borne {
    pub(super) special: Vec<SpecialDuty>,
    /// The rule for goods whose origin is not proven, where measures turn on it.
    pub(super) unproven: Option<Cited<UnprovenRule>>,
}

/// Of goods whose origin is proven the measures on that origin and maker; of others the highest on such
/// goods. Measures on goods of every origin turn on none, so nothing has to be proven against them.
pub(super) fn borne(
    case: &DeclarationTaxCase<'_>,
    proofs: &Proofs<'_>,
    item: &GoodsItem<'_>,
    line: &TariffLine,
    relief: &Relief,
) -> Borne {
    let (measures, on) = (&case.law.special_duties, case.dates.rates_on);
    let rule = case.of_day.unproven_origin;
    let (rows, unproven) = match proofs.proven_origin(item) {
        _ if !measures.turn_on_origin(line.code, on) => {
            (measures.on(line.code, "", &item.maker_abroad, on), None)
        }
        Some(origin) => (measures.on(line.code, origin, &item.maker_abroad, on), None),
        None => (measures.highest(line.code, on), Some(rule)),
    };
    let levied = |it: &SpecialRate| SpecialDuty {
        kind: it.kind,
        rate: it.rate,
        share: relief.special,
        amount: Amount::ZERO,
        basis: it.basis,
    };
    Borne { special: rows.into_iter().map(levied).collect(), unproven }
}

/// Both sides of what is compared, no amount in them yet. The general rate is asked for only where the rule
/// needs it.
pub(super) fn unproven<E>(
    rule: Cited<UnprovenRule>,
    normal: LineTax,
    measures: &[SpecialDuty],
    general: impl FnOnce() -> Result<LineTax, E>,
) -> Result<UnprovenOrigin, E> {
    let general = match rule.value {
        UnprovenRule::HighestMeasures => None,
        UnprovenRule::OrGeneral => Some(general()?),
    };
    Ok(UnprovenOrigin { normal, measures: measures.to_vec(), general, basis: rule.basis })
}

/// Levies the measures of a line that has its customs value; where its origin is not proven both sides are
/// computed as they would be levied, relief and all, and the higher one holds. So relief of the duty
/// never makes it worth while not to say where goods come from.
pub(super) fn settle(line: &mut DeclaredLineTax, step: Amount) {
    let value = line.customs_value;
    for special in &mut line.special {
        let own = LineTax { rate: special.rate, share: special.share, ..LineTax::default() };
        special.amount = duty(value, &own, step);
    }
    let Some(unproven) = &mut line.unproven else { return };
    unproven.normal.amount = duty(value, &unproven.normal, step);
    unproven.measures.clone_from(&line.special);
    if let Some(general) = &mut unproven.general {
        general.amount = duty(value, general, step);
    }
    if let Some(general) = unproven.general_if_higher() {
        line.duty = general;
        (line.column, line.why) = (DutyColumn::General, ColumnReason::OriginNotProven);
        line.agreement = 0;
        line.special.clear();
    }
}
