//! Exchange rates for tax as the house is told them (计征汇率): all rows of a month, or none.

use std::collections::BTreeSet;

use model::{Basis, Confidence, ExchangeRow, Finding, Month};
use params::Law;

use crate::catalogue::refuse;

/// Takes a month's rates into the law. Returns how many.
///
/// # Errors
/// Everything that is wrong with them; then none is in effect.
pub(crate) fn take(
    law: &mut Law,
    month: Month,
    rates: &[ExchangeRow],
    basis: &str,
    confidence: Option<Confidence>,
) -> Result<usize, Vec<Finding>> {
    let faults = faults_of(law, rates, basis);
    if !faults.is_empty() {
        return Err(faults);
    }
    let basis = Basis {
        document: basis.trim().to_owned().into(),
        article: "".into(),
        confidence: confidence.unwrap_or(Confidence::Assumed),
    };
    law.put_exchange_rates(month, rates, basis)
        .map_err(|error| vec![refused("basis", error.to_string(), BASIS)])?;
    Ok(rates.len())
}

const BASIS: &str = "汇率的依据 (the text that the rates rest on)";

fn faults_of(law: &Law, rates: &[ExchangeRow], basis: &str) -> Vec<Finding> {
    let mut faults = Vec::new();
    if rates.is_empty() {
        faults.push(refused(
            "rates",
            String::new(),
            "至少一种货币的汇率 (the rate of one currency at least)",
        ));
    }
    let mut seen = BTreeSet::new();
    for (place, row) in rates.iter().enumerate() {
        let field = law.exchange_fault(row);
        let at = |field: &str| format!("rates[{place}].{field}");
        let (observed, expected) = match field {
            Some("rate") => (row.rate.to_string(), "大于零的汇率 (a rate above zero)"),
            Some("per") => (row.per.to_string(), "1至10000个外币单位 (1 to 10,000 units)"),
            Some(_) => {
                (row.currency.clone(), "人民币以外的货币代码 (the code of another currency)")
            }
            None if !seen.insert(&row.currency) => {
                faults.push(refused(
                    &at("currency"),
                    row.currency.clone(),
                    "每种货币一行 (one row a currency)",
                ));
                continue;
            }
            None => continue,
        };
        faults.push(refused(&at(field.unwrap_or_default()), observed, expected));
    }
    if basis.trim().is_empty() {
        faults.push(refused("basis", String::new(), BASIS));
    }
    faults
}

fn refused(pointer: &str, observed: String, expected: &str) -> Finding {
    refuse("HSE-7007", pointer, observed, expected)
}

#[cfg(test)]
mod tests {
    use model::HouseMessage;

    use super::*;
    use crate::Registry;

    fn apply(registry: &mut Registry, json: &str) -> Result<usize, Vec<String>> {
        let message: HouseMessage = serde_json::from_str(json).unwrap();
        let applied = registry.apply(&message, model::InputId(1), model::Moment::default());
        applied
            .map_err(|it| it.iter().map(|it| format!("{} {}", it.pointer, it.observed)).collect())
    }

    #[test]
    fn sound_rates_are_in_effect_and_cited() {
        let mut registry = Registry::new(Law::shipped().unwrap());
        let json = r#"{"tongguan": "exchange_rates", "month": "2020-12", "basis": "示范汇率",
            "rates": [{"currency": "USD", "rate": "6.5"}, {"currency": "JPY", "rate": "6.2", "per": 100}]}"#;
        assert_eq!(apply(&mut registry, json), Ok(2));
        let on = "2020-12-31".parse().unwrap();
        let (rate, basis) = registry.law.exchange.on("JPY".parse().unwrap(), on).unwrap();
        assert_eq!(rate.to_string(), "6.2 / 100");
        let basis = registry.law.basis(basis).unwrap();
        assert_eq!(basis.to_string(), "示范汇率 (assumed)");
        let read =
            json.replace(r#""rates""#, r#""confidence": "read", "rates""#).replace("6.5", "6.6");
        assert_eq!(apply(&mut registry, &read), Ok(2));
        let (rate, basis) = registry.law.exchange.on("USD".parse().unwrap(), on).unwrap();
        assert_eq!(
            (rate.to_string(), registry.law.basis(basis).unwrap().confidence),
            ("6.6".to_owned(), Confidence::Read)
        );
    }

    #[test]
    fn of_unsound_rates_none_is_in_effect() {
        let mut registry = Registry::new(Law::shipped().unwrap());
        let json = r#"{"tongguan": "exchange_rates", "month": "2020-12", "basis": " ",
            "rates": [{"currency": "USD", "rate": "6.5"}, {"currency": "usd", "rate": "6.5"},
                {"currency": "XYZ", "rate": "1"}, {"currency": "CNY", "rate": "1"},
                {"currency": "EUR", "rate": "0"}, {"currency": "JPY", "rate": "6.2", "per": 0},
                {"currency": "USD", "rate": "6.6"}]}"#;
        let faults = apply(&mut registry, json).unwrap_err();
        assert_eq!(
            faults,
            [
                "rates[1].currency usd",
                "rates[2].currency XYZ",
                "rates[3].currency CNY",
                "rates[4].rate 0",
                "rates[5].per 0",
                "rates[6].currency USD",
                "basis ",
            ]
        );
        let on = "2020-12-31".parse().unwrap();
        assert_eq!(registry.law.exchange.on("USD".parse().unwrap(), on), None);
        let none =
            r#"{"tongguan": "exchange_rates", "month": "2020-12", "basis": "b", "rates": []}"#;
        assert_eq!(apply(&mut registry, none), Err(vec!["rates ".to_owned()]));
    }
}
