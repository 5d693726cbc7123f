//! The assessment of a goods declaration (报关单计税).

mod column;
mod explain;
mod line;
mod measures;
mod sent_back;
mod totals;
mod value;

use model::{
    Amount, CurrencyCode, Date, Declaration, DeclarationAssessment, Direction, ExchangeRate, Month,
    RateDates, TaxFault, TaxFaultKind,
};
use params::{Cited, DeclarationLaw, Law, NotCovered};

use self::{column::Proofs, value::Charges};

pub use self::{explain::explain_declaration, sent_back::less_sent_back};

/// What is assessed, under which law, as of which days.
#[derive(Debug, Clone, Copy)]
pub struct DeclarationTaxCase<'a> {
    pub declaration: &'a Declaration<'a>,
    pub law: &'a Law,
    /// The law of `dates.rates_on`, resolved once for all declarations of the day.
    pub of_day: &'a DeclarationLaw,
    pub dates: RateDates,
}

/// Assesses a declaration: each line's customs value is its price in yuan with its share of what the
/// head adds or takes off (完税价格); its duty is levied at the column that origin and proof lead to,
/// and consumption tax and VAT upon it; relief leaves a share of each. A kind of tax that comes to
/// less than the threshold on the whole declaration is waived.
///
/// In which order the lines stand changes no total: what is left of a head's charge after rounding
/// goes to lines by what they are, not by where they are.
///
/// # Errors
/// Everything that is lacking, not the first.
pub fn assess_declaration(
    case: &DeclarationTaxCase<'_>,
) -> Result<DeclarationAssessment, Vec<TaxFault>> {
    let DeclarationTaxCase { declaration, law, of_day, dates } = *case;
    let mut faults = Vec::new();
    let proofs = Proofs::of(declaration, law, dates.rates_on);
    let mut lines = Vec::with_capacity(declaration.items.len());
    for (place, item) in declaration.items.iter().enumerate() {
        lines.extend(line::rated(case, &proofs, place, item, &mut faults));
    }
    let price: Amount = lines.iter().map(|it| it.price_yuan).sum();
    let charges = Charges::of(case, price, &mut faults);
    let Some(charges) = charges.filter(|_| faults.is_empty()) else { return Err(faults) };

    let step = of_day.rounding.value;
    charges.share_out(&mut lines, step);
    for (place, line) in lines.iter_mut().enumerate() {
        line::levied(line, declaration.direction, step);
        if line.customs_value.is_negative() {
            let value = line.customs_value;
            faults.push(TaxFault::line(place, TaxFaultKind::NegativeValue { value }));
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(DeclarationAssessment {
        direction: declaration.direction,
        dates,
        transaction_mode: first_char(&declaration.transaction_mode),
        transaction_basis: charges.basis,
        freight: charges.freight,
        insurance: charges.insurance,
        other: charges.other,
        customs_value: lines.iter().map(|it| it.customs_value).sum(),
        threshold: of_day.waived_below.value,
        taxes: totals::of(&lines, declaration.direction, of_day.waived_below),
        lines,
        given_back: Vec::new(),
    })
}

/// Money in a declared currency.
#[derive(Debug, Clone, Copy)]
struct Money {
    currency: CurrencyCode,
    exchange: Cited<ExchangeRate>,
}

/// The rate of a currency for the month of a day; never a guess.
fn money(law: &Law, currency: &str, on: Date) -> Result<Money, TaxFaultKind> {
    let none =
        || TaxFaultKind::NoExchangeRate { currency: currency.to_owned(), month: Month::of(on) };
    let code: CurrencyCode = currency.parse().map_err(|_| none())?;
    let (value, basis) = law.exchange.on(code, on).ok_or_else(none)?;
    Ok(Money { currency: code, exchange: Cited { value, basis } })
}

fn first_char(text: &str) -> char {
    text.chars().next().unwrap_or(' ')
}

pub(crate) fn not_covered(gap: NotCovered) -> TaxFaultKind {
    let NotCovered { name, on, covered_from, covered_to } = gap;
    TaxFaultKind::NotCovered { name, on, covered_from, covered_to }
}

/// Whether import taxes are levied: an export bears export duty alone.
const fn is_import(direction: Direction) -> bool {
    matches!(direction, Direction::Import)
}
