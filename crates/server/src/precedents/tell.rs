//! What is told of a declaration: whom it names, its goods at their prices, and what came of it by now. A function of
//! the case and of what hangs on it.

use std::collections::BTreeSet;

use anyhow::Result;
use clearance::{
    DeclarationFile, DutySlip, InstrumentFile, case_of_instrument_no, declaration_state_of,
    duty_slip_case, duty_slip_state_of,
    history::{Event, Happening},
    instrument_state_of,
    ports::Records as _,
};
use model::{
    Amount, AuditOutcome, DeclarationState, DeclaredLineTax, EntryId, GoodsItem, InstrumentKind,
    Trader,
};
use store::{ChangedCase, HouseRecords, NamedAs, Outcome, Precedent, PrecedentLine};

use crate::view::happenings;

/// What is to be told anew because these cases changed.
pub(super) fn told_of(records: &HouseRecords, changed: &[ChangedCase]) -> Result<Vec<Precedent>> {
    let mut declarations = BTreeSet::new();
    for case in changed {
        if declaration_state_of(case.state).is_some() {
            declarations.insert(case.entry);
        } else if duty_slip_state_of(case.state).is_some()
            && let Some(row) = records.entry(case.entry)?
        {
            declarations.insert(DutySlip::from_row(&row)?.declaration);
        }
    }
    let told = declarations.into_iter().map(|it| tell(records, it));
    told.filter_map(Result::transpose).collect()
}

/// Nothing of one that was never declared.
fn tell(records: &HouseRecords, case: EntryId) -> Result<Option<Precedent>> {
    let Some(row) = records.entry(case)? else { return Ok(None) };
    let state = declaration_state_of(row.state).filter(|it| *it != DeclarationState::Saved);
    let Some(state) = state else { return Ok(None) };
    let file = DeclarationFile::from_row(&row)?;
    let all: Vec<Happening> =
        happenings(records, case)?.into_iter().map(|(_, happening)| happening).collect();
    let Some(first) = all.first() else { return Ok(None) };
    let found = Found::of(records, &all)?;
    let outcome = outcome(records, &file, state, &all, &found)?;
    let declaration = &*file.declaration;
    let trader = code_of(&declaration.trader).to_owned();
    let declarant = Some(code_of(&declaration.declarant)).filter(|it| !it.is_empty());
    let named = [
        (NamedAs::Trader, trader.as_str()),
        (NamedAs::Owner, code_of(&declaration.owner)),
        // Whoever names no declarant declares himself.
        (NamedAs::Declarant, declarant.unwrap_or(&trader)),
    ];
    let line = |it: &GoodsItem<'_>| {
        let taxed = file.assessment.iter().flat_map(|it| &it.lines);
        let taxed = taxed.into_iter().find(|tax| tax.number == it.number);
        PrecedentLine {
            no: it.number,
            commodity: it.commodity_code.to_string(),
            origin: it.origin.to_string(),
            trader: trader.clone(),
            unit: it.unit1.to_string(),
            declared: taxed.and_then(|tax| unit_price(it, tax, false)),
            assessed: taxed.and_then(|tax| unit_price(it, tax, true)),
            is_found: found.is_found_of(it.number),
        }
    };
    Ok(Some(Precedent {
        entry: case,
        direction: declaration.direction,
        filed_at: first.at,
        outcome,
        named: named
            .into_iter()
            .filter(|(_, code)| !code.is_empty())
            .map(|(role, code)| (role, code.to_owned()))
            .collect(),
        lines: declaration.items.iter().map(line).collect(),
    }))
}

/// By which code a company is known here: that of customs, where it is given.
pub(crate) fn code_of<'t>(trader: &'t Trader<'_>) -> &'t str {
    match trader.code.is_empty() {
        false => &trader.code,
        true => &trader.credit_code,
    }
}

/// Yuan for one of the first statutory unit: the price as it is declared, or the customs value as it is assessed.
pub(crate) fn unit_price(
    item: &GoodsItem<'_>,
    taxed: &DeclaredLineTax,
    is_assessed: bool,
) -> Option<Amount> {
    if !item.quantity1.is_positive() {
        return None;
    }
    let (numerator, denominator) = match is_assessed {
        true => (i128::from(taxed.customs_value.scaled()), 1),
        false => taxed.exchange.in_yuan(item.total_price),
    };
    let one = i128::from(Amount::ONE.scaled());
    let divisor = denominator.checked_mul(i128::from(item.quantity1.scaled()))?;
    let price = numerator.checked_mul(one)?.checked_div(divisor)?;
    i64::try_from(price).ok().filter(|it| *it > 0).map(Amount::from_scaled)
}

/// What examinations of a declaration's goods found.
#[derive(Debug, Default)]
struct Found {
    is_examined: bool,
    is_found: bool,
    /// Lines that a record says something of, and whether they were as declared.
    lines: Vec<(u32, bool)>,
}

impl Found {
    fn of(records: &HouseRecords, all: &[Happening]) -> Result<Found> {
        let mut found = Found::default();
        let mut numbers: Vec<&str> = all
            .iter()
            .filter_map(|it| match &it.what {
                Event::InstrumentMoved {
                    number, kind: InstrumentKind::ExaminationRecord, ..
                } => Some(number.as_str()),
                _ => None,
            })
            .collect();
        numbers.dedup();
        for case in numbers.into_iter().filter_map(case_of_instrument_no) {
            let row = records.entry(case)?.filter(|it| instrument_state_of(it.state).is_some());
            let Some(row) = row else { continue };
            let record = InstrumentFile::from_row(&row)?.issued;
            found.is_examined = true;
            found.is_found |= record.field("result") != "conform";
            for said in record.field("line_results").split_whitespace() {
                if let Some((number, words)) = said.split_once('=')
                    && let Ok(number) = number.parse()
                {
                    found.lines.push((number, words == "conform"));
                }
            }
        }
        Ok(found)
    }

    /// What a record says of the line itself counts before what it says of the whole.
    fn is_found_of(&self, line: u32) -> bool {
        let mut said = self.lines.iter().filter(|(number, _)| *number == line).peekable();
        match said.peek() {
            Some(_) => said.any(|(_, is_conform)| !is_conform),
            None => self.is_found,
        }
    }
}

fn outcome(
    records: &HouseRecords,
    file: &DeclarationFile<'_>,
    state: DeclarationState,
    all: &[Happening],
    found: &Found,
) -> Result<Outcome> {
    let mut outcome = Outcome {
        is_withdrawn: state == DeclarationState::Withdrawn,
        is_examined: found.is_examined,
        is_found: found.is_found,
        is_debt: slips_overdue(records, file)?,
        is_released: file.released_on.date().is_some(),
        ..Outcome::default()
    };
    for happening in all {
        match &happening.what {
            Event::DeclarationState { to: DeclarationState::Returned, .. } => {
                outcome.is_returned = true;
            }
            Event::Amended(it) if !it.changes.is_empty() => outcome.is_amended = true,
            Event::AuditEntered { .. } => outcome.is_audited = true,
            Event::AuditLeft { outcome: Some(what), .. } => {
                let is_something = matches!(
                    what,
                    AuditOutcome::Corrected | AuditOutcome::Recovered | AuditOutcome::HandedOver
                );
                outcome.is_audit_found |= is_something;
            }
            Event::GuaranteeCalled { .. } => outcome.is_debt = true,
            _ => {}
        }
    }
    Ok(outcome)
}

/// Whether the last day of one of its payment slips passed before it was paid.
fn slips_overdue(records: &HouseRecords, file: &DeclarationFile<'_>) -> Result<bool> {
    for ordinal in 1..=file.n_slips {
        let all = happenings(records, duty_slip_case(file.id, ordinal))?;
        if all.iter().any(|(_, it)| matches!(it.what, Event::DutySlipOverdue)) {
            return Ok(true);
        }
    }
    Ok(false)
}
