//! Exchange rates for tax (计征汇率), by month. None is shipped: no official table was at hand, and
//! a rate is never guessed. An operator's come in as an input of the house.

use std::collections::BTreeMap;

use model::{BasisId, CurrencyCode, Date, ExchangeRate, ExchangeRow, Month, Rate};

use crate::{Bases, Calendar, LawError, rows};

/// The rates of every month that is known.
#[derive(Debug, Default)]
pub struct ExchangeRates {
    /// A month's rates, sorted by currency.
    by_month: BTreeMap<Month, Vec<Quoted>>,
}

#[derive(Debug, Clone, Copy)]
struct Quoted {
    currency: CurrencyCode,
    rate: ExchangeRate,
    basis: BasisId,
}

const FILE: &str = "tax/exchange_rates.csv";
const HEADER: [&str; 5] = ["month", "currency", "rate", "per", "basis"];
/// Nothing is quoted for more units: 10,000 of a currency at most.
const MOST_UNITS: u32 = 10_000;

impl ExchangeRates {
    /// Reads CSV with the header `month,currency,rate,per,basis`: yuan for `per` units.
    pub(crate) fn read(text: &str, bases: &Bases) -> Result<ExchangeRates, LawError> {
        let rows = rows::read(FILE, text, &HEADER, bases, |row| {
            let quoted = ExchangeRow {
                currency: row.text("currency").to_owned(),
                rate: row.parse("rate")?,
                per: row.parse("per")?,
            };
            if let Some(fault) = fault_of(&quoted) {
                return Err(fault.to_owned());
            }
            Ok((row.parse::<Month>("month")?, quoted, row.basis()?))
        })?;
        let mut rates = ExchangeRates::default();
        for (month, row, basis) in rows {
            rates.put(month, &[row], basis);
        }
        Ok(rates)
    }

    /// The rate of a currency for the month of a day, and what it rests on. The yuan is one for one
    /// and rests on nothing.
    pub fn on(&self, currency: CurrencyCode, day: Date) -> Option<(ExchangeRate, BasisId)> {
        if currency == CurrencyCode::CNY {
            return Some((ExchangeRate::PAR, BasisId::default()));
        }
        let quoted = self.by_month.get(&Month::of(day))?;
        let at = quoted.binary_search_by_key(&currency, |it| it.currency).ok()?;
        quoted.get(at).map(|it| (it.rate, it.basis))
    }

    /// A month's rates by currency: currency, rate, basis.
    pub fn of(&self, month: Month) -> impl Iterator<Item = (CurrencyCode, ExchangeRate, BasisId)> {
        let quoted = self.by_month.get(&month).map(Vec::as_slice).unwrap_or_default();
        quoted.iter().map(|it| (it.currency, it.rate, it.basis))
    }

    pub fn months(&self) -> impl Iterator<Item = Month> {
        self.by_month.keys().copied()
    }

    /// Puts rows into a month, but for faulty ones; a currency that it has already gets the new rate.
    pub(crate) fn put(&mut self, month: Month, rows: &[ExchangeRow], basis: BasisId) {
        let quoted = self.by_month.entry(month).or_default();
        for row in rows.iter().filter(|it| fault_of(it).is_none()) {
            let Ok(currency) = row.currency.parse() else { continue };
            let rate = ExchangeRate { yuan: row.rate, per: row.per };
            let new = Quoted { currency, rate, basis };
            match quoted.binary_search_by_key(&currency, |it| it.currency) {
                Ok(at) => {
                    if let Some(known) = quoted.get_mut(at) {
                        *known = new;
                    }
                }
                Err(at) => quoted.insert(at, new),
            }
        }
    }
}

/// What is wrong with a row by itself: the field that is.
pub(crate) fn fault_of(row: &ExchangeRow) -> Option<&'static str> {
    match row.currency.parse::<CurrencyCode>() {
        Err(_) | Ok(CurrencyCode::CNY) => Some("currency"),
        Ok(_) if row.rate <= Rate::ZERO => Some("rate"),
        Ok(_) if row.per == 0 || row.per > MOST_UNITS => Some("per"),
        Ok(_) => None,
    }
}

/// The day whose central parity (人民币汇率中间价) a month's rate is: the third Wednesday of the month
/// before, or the next day on which banks trade when it is none (海关总署令第272号). Customs may set
/// another when rates move far; then the rows of the month say so.
pub fn parity_day(month: Month, calendar: &Calendar) -> Date {
    let before = month.first_day().yesterday().unwrap_or(Date::MIN);
    let third = before.nth_weekday_of_month(3, jiff::civil::Weekday::Wednesday).unwrap_or(before);
    calendar.next_working_day(third)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn row(currency: &str, rate: &str, per: u32) -> ExchangeRow {
        ExchangeRow { currency: currency.to_owned(), rate: rate.parse().unwrap(), per }
    }

    #[test]
    fn a_rate_holds_in_its_month_and_nowhere_else() {
        let mut rates = ExchangeRates::default();
        let month = "2020-12".parse().unwrap();
        rates.put(month, &[row("USD", "6.5", 1), row("JPY", "6.2", 100)], BasisId(7));
        let usd = "USD".parse().unwrap();
        let on = |day| rates.on(usd, day).map(|(rate, basis)| (rate.to_string(), basis.0));
        assert_eq!(on(date(2020, 12, 1)), Some(("6.5".to_owned(), 7)));
        assert_eq!(on(date(2020, 12, 31)), Some(("6.5".to_owned(), 7)));
        assert_eq!(on(date(2020, 11, 30)), None);
        assert_eq!(on(date(2021, 1, 1)), None);
        assert_eq!(rates.on("EUR".parse().unwrap(), date(2020, 12, 1)), None);
        let par = rates.on(CurrencyCode::CNY, date(1999, 1, 1));
        assert_eq!(par, Some((ExchangeRate::PAR, BasisId(0))));
        rates.put(month, &[row("USD", "6.6", 1)], BasisId(8));
        let shown: Vec<String> =
            rates.of(month).map(|(it, rate, basis)| format!("{it} {rate} {}", basis.0)).collect();
        assert_eq!(shown, ["JPY 6.2 / 100 7", "USD 6.6 8"]);
    }

    #[test]
    fn rows_that_mean_nothing_are_refused() {
        for (faulty, field) in [
            (row("usd", "6.5", 1), "currency"),
            (row("CNY", "1", 1), "currency"),
            (row("USD", "0", 1), "rate"),
            (row("USD", "-6.5", 1), "rate"),
            (row("USD", "6.5", 0), "per"),
            (row("USD", "6.5", 10_001), "per"),
        ] {
            assert_eq!(fault_of(&faulty), Some(field), "{faulty:?}");
        }
        let bases = Bases::read("[here]\ndocument = \"d\"\nconfidence = \"read\"\n").unwrap();
        let read = |row: &str| {
            ExchangeRates::read(&format!("month,currency,rate,per,basis\n{row}\n"), &bases)
        };
        let rates = read("2020-12,USD,6.5,1,here").unwrap();
        assert_eq!(rates.months().count(), 1);
        for faulty in ["2020-13,USD,6.5,1,here", "2020-12,USD,6.5,1,there", "2020-12,USD,0,1,here"]
        {
            assert!(read(faulty).is_err(), "{faulty}");
        }
        assert!(ExchangeRates::read("month,currency\n", &bases).is_err());
    }

    #[test]
    fn the_third_wednesday_of_the_month_before() {
        let none = Calendar::default();
        let day = |month: &str, calendar: &Calendar| parity_day(month.parse().unwrap(), calendar);
        assert_eq!(day("2020-12", &none), date(2020, 11, 18));
        assert_eq!(day("2021-01", &none), date(2020, 12, 16));
        assert_eq!(day("2020-05", &none), date(2020, 4, 15));
        let bases = Bases::read("[here]\ndocument = \"d\"\nconfidence = \"read\"\n").unwrap();
        let rest = "day,kind,name,basis\n2020-11-18,rest,调休,here\n2020-11-19,rest,调休,here\n";
        let calendar = Calendar::read(rest, &bases).unwrap();
        assert_eq!(day("2020-12", &calendar), date(2020, 11, 20));
    }
}
