//! Licences, approvals and quota certificates (监管证件) as their issuers registered them. How much is
//! left of one is an account; this says what it is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Amount, Date, RowFault};

/// A licence as its issuer registered it. A row with a known kind and number replaces it; what was
/// written off of it stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenceRow {
    /// 监管证件代码, one character.
    pub kind: String,
    pub number: String,
    /// Customs code or social credit code of the one it was issued to; empty: whoever presents it.
    #[serde(default)]
    pub holder_code: String,
    /// First and last day on which it may be presented.
    pub valid_from: Date,
    pub valid_to: Date,
    /// Withdrawn by its issuer.
    #[serde(default)]
    pub is_revoked: bool,
    /// What it covers; nothing: whatever asks for a document of its kind.
    #[serde(default)]
    pub goods: Vec<LicenceGoods>,
}

/// Goods that a licence covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenceGoods {
    /// First digits of the commodity codes: two to ten.
    pub commodity: String,
    /// 计量单位, code of the unit of the quantity; empty when there is none.
    #[serde(default)]
    pub unit: String,
    /// All that may be declared under it; nothing when it is not used up by quantity.
    #[serde(default)]
    pub quantity: Option<Amount>,
}

impl LicenceRow {
    /// The goods with those first digits.
    pub fn goods_of(&self, commodity: &str) -> Option<&LicenceGoods> {
        self.goods.iter().find(|it| it.commodity == commodity)
    }

    /// Everything that is wrong with the row by itself.
    pub fn faults(&self) -> Vec<RowFault> {
        let mut faults = Vec::new();
        let mut fault = |field, observed: &str, expected| {
            faults.push(RowFault { field, observed: observed.to_owned(), expected });
        };
        if self.kind.chars().count() != 1 {
            fault("kind", &self.kind, "一位监管证件代码 (a code of one character)");
        }
        if self.number.trim().is_empty() {
            fault("number", &self.number, "证件编号 (a number)");
        }
        if self.valid_to < self.valid_from {
            let expected = "不早于起始日 (not before `valid_from`)";
            fault("valid_to", &self.valid_to.to_string(), expected);
        }
        for (place, it) in self.goods.iter().enumerate() {
            let is_digits = it.commodity.bytes().all(|it| it.is_ascii_digit());
            if !is_digits || !(2..=10).contains(&it.commodity.len()) {
                let expected = "2至10位商品编号 (two to ten digits)";
                fault("goods.commodity", &it.commodity, expected);
            }
            if self.goods.iter().take(place).any(|other| other.commodity == it.commodity) {
                let expected = "每种商品只列一次 (goods once in a licence)";
                fault("goods.commodity", &it.commodity, expected);
            }
            let Some(quantity) = it.quantity else { continue };
            if quantity.is_negative() {
                let expected = "不小于零的数量 (not less than nothing)";
                fault("goods.quantity", &quantity.to_string(), expected);
            }
            if it.unit.is_empty() {
                fault("goods.unit", "", "计量单位代码 (the code of a unit)");
            }
        }
        faults
    }
}

/// The register of licences that a house keeps: by kind, then by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Licences {
    by_kind: BTreeMap<String, BTreeMap<String, LicenceRow>>,
}

impl Licences {
    /// No licence of any kind is registered: then none is looked for.
    pub fn is_empty(&self) -> bool {
        self.by_kind.is_empty()
    }

    /// Whether licences of that kind are looked for: once one of them is registered.
    pub fn keeps(&self, kind: &str) -> bool {
        self.by_kind.contains_key(kind)
    }

    /// The kinds of which it keeps any, ascending.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.by_kind.keys().map(String::as_str)
    }

    pub fn get(&self, kind: &str, number: &str) -> Option<&LicenceRow> {
        self.by_kind.get(kind)?.get(number)
    }

    /// By kind, then by number.
    pub fn iter(&self) -> impl Iterator<Item = &LicenceRow> {
        self.by_kind.values().flat_map(BTreeMap::values)
    }

    /// Takes a row in; one with a known kind and number replaces it.
    pub fn take(&mut self, row: &LicenceRow) {
        let of_kind = self.by_kind.entry(row.kind.clone()).or_default();
        of_kind.insert(row.number.clone(), row.clone());
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn row(kind: &str, number: &str) -> LicenceRow {
        LicenceRow {
            kind: kind.into(),
            number: number.into(),
            holder_code: String::new(),
            valid_from: date(2026, 1, 1),
            valid_to: date(2026, 12, 31),
            is_revoked: false,
            goods: Vec::new(),
        }
    }

    fn goods(commodity: &str, unit: &str, quantity: Option<i64>) -> LicenceGoods {
        let quantity = quantity.map(Amount::from_units);
        LicenceGoods { commodity: commodity.into(), unit: unit.into(), quantity }
    }

    #[test]
    fn a_kind_is_kept_once_one_of_it_is_registered() {
        let mut all = Licences::default();
        assert!(all.is_empty() && !all.keeps("O"));
        all.take(&row("O", "1"));
        all.take(&LicenceRow { is_revoked: true, ..row("O", "1") });
        all.take(&row("7", "1"));
        assert!(all.keeps("O") && !all.keeps("1"));
        assert!(all.get("O", "1").is_some_and(|it| it.is_revoked));
        assert_eq!(all.get("O", "2"), None);
        let order: Vec<&str> = all.iter().map(|it| it.kind.as_str()).collect();
        assert_eq!(order, ["7", "O"]);
    }

    #[test]
    fn all_that_is_wrong_with_a_row_is_said() {
        let wrong = LicenceRow {
            valid_to: date(2025, 12, 31),
            goods: vec![
                goods("7", "", None),
                goods("7318", "", Some(1)),
                goods("7318", "035", Some(-1)),
            ],
            ..row("", " ")
        };
        let fields: Vec<&str> = wrong.faults().iter().map(|it| it.field).collect();
        let expected = [
            "kind",
            "number",
            "valid_to",
            "goods.commodity",
            "goods.unit",
            "goods.commodity",
            "goods.quantity",
        ];
        assert_eq!(fields, expected);
        let right = LicenceRow { goods: vec![goods("73", "035", Some(0))], ..row("O", "1") };
        assert_eq!(right.faults(), []);
    }
}
