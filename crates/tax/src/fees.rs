//! What lateness costs: of declaring (滞报金) and of paying (滞纳金); and the days that begin it.
//!
//! The fees' formulas, thresholds and rounding are profiles (`params/tax/profiles`), the days of the
//! terms parameters; days of rest are the calendar's.

use std::collections::BTreeMap;

use jiff::Span;
use model::{Amount, AmountError, Basis, Date};
use params::{Law, NotCovered};

use crate::{Exact, LevyLine, Plan};

/// A fee for days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    pub days: u32,
    /// By the formula, rounded.
    pub computed: Amount,
    /// Nothing when it is waived.
    pub payable: Amount,
    /// What it would have to come to, where it was waived.
    pub waived_below: Option<Amount>,
    /// With the numbers put in.
    pub formula: String,
    pub basis: Option<Basis>,
}

/// Why no fee can be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeeError {
    #[error(transparent)]
    NotCovered(#[from] NotCovered),
    /// The profile is not one that levies a fee of value and days.
    #[error("the profile `{profile}` does not come to a fee")]
    NotAFee { profile: &'static str },
}

/// Last day on which tax is paid in time (纳税期限): so many days after the declaration's completion,
/// and when that is a day of rest the next working day.
///
/// # Errors
/// When no term is known for the day.
pub fn payment_due_on(law: &Law, completed_on: Date) -> Result<Date, NotCovered> {
    let days = law.days_on("tax.pay_days", completed_on)?;
    Ok(law.calendar.next_working_day(plus_days(completed_on, days)))
}

/// Last day on which the tax of a month is paid in time (汇总征税): so many working days into the next one.
///
/// # Errors
/// When no term is known for the day, or no calendar for the month.
pub fn monthly_payment_due_on(law: &Law, declared_on: Date) -> Result<Date, NotCovered> {
    let days = law.days_on("tax.monthly_pay_workdays", declared_on)?;
    let next = declared_on.first_of_month().checked_add(Span::new().months(1));
    law.calendar.nth_working_day(next.unwrap_or(Date::MAX), days)
}

/// First day that costs a fee for not having declared (滞报金起征日): the day after the term that runs
/// from the day after the means of transport was declared; when that is a day of rest the next
/// working day.
///
/// # Errors
/// When no term is known for the day.
pub fn late_declaration_from(law: &Law, entered_on: Date) -> Result<Date, NotCovered> {
    let days = law.days_on("tax.declare_days", entered_on)?;
    Ok(law.calendar.next_working_day(plus_days(entered_on, days.saturating_add(1))))
}

/// The fee for declaring late: of the customs value, from its first day to the day of declaration,
/// both counted. Of a two-step declaration it is the day of the full one.
///
/// # Errors
/// When term or fee have no law on the day.
pub fn late_declaration_fee(
    law: &Law,
    customs_value: Amount,
    entered_on: Date,
    declared_on: Date,
) -> Result<Fee, FeeError> {
    let first = late_declaration_from(law, entered_on)?;
    let days = days_between(first, declared_on).saturating_add(1);
    fee(law, "cn-late-declaration", declared_on, customs_value, days)
}

/// The fee for paying late: of what is unpaid, from the day after the term to the day of payment, which
/// is counted.
///
/// # Errors
/// When the fee has no law on the day.
pub fn late_payment_fee(
    law: &Law,
    unpaid: Amount,
    due_on: Date,
    paid_on: Date,
) -> Result<Fee, FeeError> {
    fee(law, "cn-late-payment", paid_on, unpaid, days_between(due_on, paid_on))
}

/// Interest on tax that is given back (退税利息): from the day on which it was paid to the day of the order to give
/// it back.
///
/// # Errors
/// When no rate is known for the day.
pub fn refund_interest(
    law: &Law,
    refunded: Amount,
    paid_on: Date,
    ordered_on: Date,
) -> Result<Fee, FeeError> {
    fee(law, "cn-refund-interest", ordered_on, refunded, days_between(paid_on, ordered_on))
}

fn fee(
    law: &Law,
    profile: &'static str,
    on: Date,
    value: Amount,
    days: i32,
) -> Result<Fee, FeeError> {
    let days = u32::try_from(days).unwrap_or(0);
    let not_a_fee = || FeeError::NotAFee { profile };
    let exact = |text: String| text.parse::<Exact>().map_err(|_| not_a_fee());
    let amount = |exact: &Exact| match exact.to_string().parse::<Amount>() {
        Err(AmountError::OutOfRange) => Ok(Amount::MAX),
        other => other.map_err(|_| not_a_fee()),
    };
    let plan = Plan::new(law.profiles.on(profile, on)?, &BTreeMap::new());
    let amounts = [
        ("value".to_owned(), exact(value.max(Amount::ZERO).to_string())?),
        ("days".to_owned(), exact(days.to_string())?),
    ];
    let line = LevyLine { amounts: amounts.into(), rates: BTreeMap::new() };
    let levies = plan.and_then(|it| it.levy(&[line])).map_err(|_| not_a_fee())?;
    let levied = levies.lines.into_iter().flatten().next().ok_or_else(not_a_fee)?;
    let total = levies.taxes.first().ok_or_else(not_a_fee)?;
    Ok(Fee {
        days,
        computed: amount(&total.sum)?,
        payable: amount(&total.amount)?,
        waived_below: total.waived_below.as_ref().map(amount).transpose()?,
        formula: levied.with_numbers,
        basis: levied.basis,
    })
}

fn plus_days(day: Date, days: i32) -> Date {
    day.checked_add(Span::new().days(days.max(0))).unwrap_or(Date::MAX)
}

/// Less than nothing when `to` comes first.
fn days_between(from: Date, to: Date) -> i32 {
    to.since(from).map_or(0, |it| it.get_days())
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use jiff::civil::date;
    use params::{Bases, Calendar};

    use super::*;

    static LAW: LazyLock<Law> = LazyLock::new(|| Law::shipped().unwrap());

    fn shown(fee: Result<Fee, FeeError>) -> String {
        match fee {
            Ok(Fee { days, computed, payable, formula, .. }) => {
                format!("{days} d: {formula} = {computed}, pay {payable}")
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn paying_late() {
        let fee = |unpaid: i64, paid_on| {
            let fee = late_payment_fee(&LAW, Amount::from_units(unpaid), date(2025, 6, 3), paid_on);
            shown(fee)
        };
        let seven = "7 d: 13000 × 0.0005 × 7 = 45.50, pay 0.00";
        assert_eq!(fee(13_000, date(2025, 6, 10)), seven, "a golden vector: below 50");
        assert_eq!(fee(100_000, date(2025, 6, 4)), "1 d: 100000 × 0.0005 × 1 = 50.00, pay 50.00");
        assert_eq!(fee(99_980, date(2025, 6, 4)), "1 d: 99980 × 0.0005 × 1 = 49.99, pay 0.00");
        let on_the_last_day = fee(13_000, date(2025, 6, 3));
        assert_eq!(on_the_last_day, "0 d: 13000 × 0.0005 × 0 = 0.00, pay 0.00");
        assert_eq!(fee(13_000, date(2025, 5, 3)), on_the_last_day);
        let before = late_payment_fee(&LAW, Amount::ONE, date(2003, 1, 1), date(2003, 2, 1));
        assert!(matches!(before, Err(FeeError::NotCovered(_))));
    }

    #[test]
    fn declaring_late() {
        let entered_on = date(2025, 6, 2);
        assert_eq!(late_declaration_from(&LAW, entered_on), Ok(date(2025, 6, 17)));
        let fee = |value: &str, declared_on| {
            let value = value.parse().unwrap();
            shown(late_declaration_fee(&LAW, value, entered_on, declared_on))
        };
        let five = "5 d: 100000 × 0.0005 × 5 = 250.00, pay 250.00";
        assert_eq!(fee("100000", date(2025, 6, 21)), five, "a golden vector");
        assert_eq!(fee("100000", date(2025, 6, 16)), "0 d: 100000 × 0.0005 × 0 = 0.00, pay 0.00");
        assert_eq!(fee("100000", date(2025, 6, 17)), "1 d: 100000 × 0.0005 × 1 = 50.00, pay 50.00");
        let cut = "2 d: 60999.99 × 0.0005 × 2 = 60.00, pay 60.00";
        assert_eq!(fee("60999.99", date(2025, 6, 18)), cut, "below a yuan is dropped");
        // 2025-05-31 + 15 days is a Sunday.
        assert_eq!(late_declaration_from(&LAW, date(2025, 5, 31)), Ok(date(2025, 6, 16)));
    }

    #[test]
    fn a_term_that_ends_on_a_day_of_rest_ends_later() {
        assert_eq!(payment_due_on(&LAW, date(2025, 6, 2)), Ok(date(2025, 6, 17)));
        assert_eq!(payment_due_on(&LAW, date(2025, 6, 6)), Ok(date(2025, 6, 23)), "a Saturday");
        assert_eq!(payment_due_on(&LAW, date(2020, 6, 1)), Ok(date(2020, 6, 16)));
        assert!(payment_due_on(&LAW, date(2003, 12, 31)).is_err());
        let mut law = Law::shipped().unwrap();
        let bases = Bases::read("[here]\ndocument = \"d\"\nconfidence = \"read\"\n").unwrap();
        let rest = "day,kind,name,basis\n2025-06-17,rest,一个节日,here\n";
        law.calendar = Calendar::read(rest, &bases).unwrap();
        assert_eq!(payment_due_on(&law, date(2025, 6, 2)), Ok(date(2025, 6, 18)));
    }

    #[test]
    fn a_month_is_paid_in_the_first_days_of_the_next() {
        let mut law = Law::shipped().unwrap();
        let gap = monthly_payment_due_on(&law, date(2026, 11, 21)).unwrap_err();
        assert_eq!((gap.name.as_str(), gap.on), ("tax.calendar", date(2026, 12, 1)));
        let basis = || Basis {
            document: "d".into(),
            article: "".into(),
            confidence: model::Confidence::Assumed,
        };
        law.put_working_days(2026, &[], basis()).unwrap();
        assert_eq!(monthly_payment_due_on(&law, date(2026, 11, 1)), Ok(date(2026, 12, 7)));
        assert_eq!(monthly_payment_due_on(&law, date(2026, 11, 30)), Ok(date(2026, 12, 7)));
        assert!(
            monthly_payment_due_on(&law, date(2026, 12, 1)).is_err(),
            "of 2027 nothing is known"
        );
        let rest = model::CalendarRow {
            day: date(2027, 1, 1),
            kind: model::DayKind::Rest,
            name: "元旦".into(),
        };
        law.put_working_days(2027, &[rest], basis()).unwrap();
        assert_eq!(monthly_payment_due_on(&law, date(2026, 12, 31)), Ok(date(2027, 1, 8)));
        assert!(monthly_payment_due_on(&law, date(2017, 9, 20)).is_err(), "before the notice");
    }

    #[test]
    fn a_refund_bears_interest_from_its_payment() {
        let interest = |days_later: i32| {
            let ordered_on = plus_days(date(2026, 1, 5), days_later);
            let tax = Amount::from_units(100_000);
            shown(refund_interest(&LAW, tax, date(2026, 1, 5), ordered_on))
        };
        let year = "360 d: 100000 × 0.0035 × 360 / 360 = 350.00, pay 350.00";
        assert_eq!(interest(360), year);
        assert!(interest(0).ends_with("pay 0.00"));
        let before = refund_interest(&LAW, Amount::ONE, date(2012, 1, 1), date(2012, 7, 5));
        assert!(matches!(before, Err(FeeError::NotCovered(_))));
    }

    #[test]
    fn hostile_figures_saturate() {
        let late = |value| late_payment_fee(&LAW, value, date(2005, 1, 1), date(2025, 1, 1));
        assert!(late(Amount::MAX).is_ok_and(|it| it.payable == Amount::MAX));
        let less = late(Amount::from_scaled(i64::MIN)).unwrap();
        assert_eq!(less.payable, Amount::ZERO);
    }
}
