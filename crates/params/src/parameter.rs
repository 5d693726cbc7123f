//! Legal quantities over time: `params/<area>/<name>.toml`.

use std::{collections::BTreeMap, fmt};

use model::{Amount, BasisId, Date, Rate};
use serde::Deserialize;

use crate::{Bases, Cited, LawError, NotCovered, bases::BasisWire};

/// All parameters by name.
#[derive(Debug, Default)]
pub struct Parameters {
    by_name: BTreeMap<String, Parameter>,
}

impl Parameters {
    pub fn get(&self, name: &str) -> Option<&Parameter> {
        self.by_name.get(name)
    }

    /// In the order of their names.
    pub fn all(&self) -> impl Iterator<Item = &Parameter> {
        self.by_name.values()
    }

    /// The value in force on `day`, or why there is none.
    pub(crate) fn on(&self, name: &str, day: Date) -> Result<&Value, NotCovered> {
        match self.get(name) {
            Some(parameter) => parameter.on(day),
            None => Err(NotCovered {
                name: name.to_owned(),
                on: day,
                covered_from: Date::MAX,
                covered_to: Some(Date::MIN),
            }),
        }
    }

    pub(crate) fn read(files: &[(&str, &str)], bases: &mut Bases) -> Result<Parameters, LawError> {
        let mut by_name = BTreeMap::new();
        for (file, text) in files {
            let parameter = Parameter::read(file, text, bases)?;
            let name = parameter.name.clone();
            if by_name.insert(name.clone(), parameter).is_some() {
                return Err(LawError::fault(file, format!("`{name}` is defined twice")));
            }
        }
        Ok(Parameters { by_name })
    }
}

/// One legal quantity over time (参数).
#[derive(Debug, Clone)]
pub struct Parameter {
    name: String,
    unit: String,
    /// Never empty, strictly ascending by `from`.
    periods: Vec<(Date, Option<Value>)>,
}

/// What was in force from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value {
    /// First day in force (施行日期).
    pub from: Date,
    pub quantity: Quantity,
    pub basis: BasisId,
}

/// A number in its parameter's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Yuan, days, kilograms: as the unit says.
    Amount(Amount),
    /// Unit `rate`: 0.13 is 13 %.
    Rate(Rate),
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Quantity::Amount(it) => it.fmt(f),
            Quantity::Rate(it) => it.fmt(f),
        }
    }
}

impl Parameter {
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `CNY`, `rate`, …
    pub fn unit(&self) -> &str {
        &self.unit
    }

    /// The values ever in force, ascending; what was abolished shows as a gap in `on`.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.periods.iter().filter_map(|(_, value)| value.as_ref())
    }

    /// The values ever in force with their last days, ascending; nothing: the last holds on.
    pub fn values_until(&self) -> impl Iterator<Item = (&Value, Option<Date>)> {
        let ends = self.periods.iter().skip(1).map(|(from, _)| from.yesterday().ok());
        let ends = ends.chain(std::iter::once(None));
        self.periods.iter().zip(ends).filter_map(|((_, value), to)| Some((value.as_ref()?, to)))
    }

    /// The value in force on that day.
    pub fn on(&self, day: Date) -> Result<&Value, NotCovered> {
        let at = self.periods.partition_point(|(from, _)| *from <= day);
        let period = at.checked_sub(1).and_then(|it| self.periods.get(it));
        match period {
            Some((_, Some(value))) => Ok(value),
            Some((abolished, None)) => Err(self.not_covered(day, abolished.yesterday().ok())),
            None => Err(self.not_covered(day, None)),
        }
    }

    fn not_covered(&self, on: Date, covered_to: Option<Date>) -> NotCovered {
        let covered_from = self.periods.first().map_or(on, |(from, _)| *from);
        NotCovered { name: self.name.clone(), on, covered_from, covered_to }
    }

    fn read(file: &str, text: &str, bases: &mut Bases) -> Result<Parameter, LawError> {
        let FileWire { name, unit, values } = toml::from_str(text)
            .map_err(|source| LawError::Toml { file: file.to_owned(), source })?;
        let fault = |what: String| LawError::fault(file, what);
        let mut periods: Vec<(Date, Option<Value>)> = Vec::new();
        for ValueWire { from, amount, abolished, basis } in values {
            if periods.last().is_some_and(|(earlier, _)| *earlier >= from) {
                return Err(fault(format!("{from} does not come after the value before it")));
            }
            let basis = bases.add(basis.into())?;
            let value = match (amount, abolished) {
                (Some(text), false) => {
                    let quantity = if unit == "rate" {
                        text.parse().map(Quantity::Rate)
                    } else {
                        text.parse().map(Quantity::Amount)
                    };
                    let quantity = quantity.map_err(|it| fault(format!("`{text}`: {it}")))?;
                    Some(Value { from, quantity, basis })
                }
                (None, true) => None,
                _ => return Err(fault(format!("{from} needs either `amount` or `abolished`"))),
            };
            periods.push((from, value));
        }
        match periods.first() {
            Some((_, Some(_))) => Ok(Parameter { name, unit, periods }),
            _ => Err(fault("the first value must be an amount".to_owned())),
        }
    }
}

impl Value {
    /// As a rate, if the parameter's unit is `rate`.
    pub fn rate(&self) -> Option<Cited<Rate>> {
        match self.quantity {
            Quantity::Rate(value) => Some(Cited { value, basis: self.basis }),
            Quantity::Amount(_) => None,
        }
    }

    /// As an amount, unless the parameter's unit is `rate`.
    pub fn amount(&self) -> Option<Cited<Amount>> {
        match self.quantity {
            Quantity::Amount(value) => Some(Cited { value, basis: self.basis }),
            Quantity::Rate(_) => None,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileWire {
    name: String,
    unit: String,
    #[serde(rename = "value")]
    values: Vec<ValueWire>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValueWire {
    #[serde(deserialize_with = "civil_date")]
    from: Date,
    amount: Option<String>,
    #[serde(default)]
    abolished: bool,
    basis: BasisWire,
}

pub(crate) fn civil_date<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Date, D::Error> {
    let text = toml::value::Datetime::deserialize(deserializer)?.to_string();
    text.parse().map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn read(values: &str) -> Result<Parameter, LawError> {
        let text = format!("name = \"a.fee\"\nunit = \"CNY\"\n{values}");
        Parameter::read("a/fee.toml", &text, &mut Bases::default())
    }

    fn value(from: &str, rest: &str) -> String {
        let basis = "{ document = \"d\", article = \"\", confidence = \"read\" }";
        format!("[[value]]\nfrom = {from}\n{rest}\nbasis = {basis}\n")
    }

    #[test]
    fn a_value_holds_until_the_next_or_until_it_is_abolished() {
        let values = [
            value("2020-01-01", "amount = \"3\""),
            value("2021-01-01", "abolished = true"),
            value("2022-01-01", "amount = \"4.5\""),
        ];
        let fee = read(&values.concat()).unwrap();
        let on = |day: &str| match fee.on(day.parse().unwrap()) {
            Ok(value) => value.amount().unwrap().value.to_string(),
            Err(gap) => gap.to_string(),
        };
        assert_eq!(
            on("2019-12-31"),
            "`a.fee` has no value for 2019-12-31: coverage starts on 2020-01-01"
        );
        assert_eq!(on("2020-12-31"), "3.00");
        assert_eq!(
            on("2021-01-01"),
            "`a.fee` has no value for 2021-01-01: the last covered day is 2020-12-31"
        );
        assert_eq!(on("2022-01-01"), "4.50");
        assert_eq!(fee.on("2022-01-01".parse().unwrap()).unwrap().rate(), None, "it is no rate");
    }

    fn check_refused(values: &str, expected: Expect) {
        let error = read(values).unwrap_err();
        let cause = std::error::Error::source(&error).map(|it| it.to_string()).unwrap_or_default();
        expected.assert_eq(format!("{error}\n{cause}").trim());
    }

    #[test]
    fn faulty_files_are_refused() {
        let good = value("2020-01-01", "amount = \"3\"");
        check_refused(
            &good.repeat(2),
            expect!["`a/fee.toml`: 2020-01-01 does not come after the value before it"],
        );
        check_refused(
            &value("2020-01-01", "abolished = true"),
            expect!["`a/fee.toml`: the first value must be an amount"],
        );
        check_refused(
            &value("2020-01-01", ""),
            expect!["`a/fee.toml`: 2020-01-01 needs either `amount` or `abolished`"],
        );
        check_refused(
            &value("2020-01-01", "amount = \"3 %\""),
            expect!["`a/fee.toml`: `3 %`: not a decimal number"],
        );
        check_refused(
            &value("2020-01-01", "amount = \"3\"\nuntil = 2021-01-01"),
            expect![[r#"
            `a/fee.toml` is malformed
            TOML parse error at line 6, column 1
              |
            6 | until = 2021-01-01
              | ^^^^^
            unknown field `until`, expected one of `from`, `amount`, `abolished`, `basis`"#]],
        );
        check_refused(
            &good.replace("read", "sure"),
            expect![[r#"
            `a/fee.toml` is malformed
            TOML parse error at line 6, column 54
              |
            6 | basis = { document = "d", article = "", confidence = "sure" }
              |                                                      ^^^^^^
            unknown variant `sure`, expected one of `read`, `secondary`, `assumed`"#]],
        );
        check_refused(
            "",
            expect![[r#"
            `a/fee.toml` is malformed
            TOML parse error at line 1, column 1
              |
            1 | name = "a.fee"
              | ^
            missing field `value`"#]],
        );
    }
}
