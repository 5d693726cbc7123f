//! The taxes of a SAD computed again: each base, each amount, each sum against what the file states.

use std::collections::BTreeMap;

use messages::{Sad, SadFault, SadItem, SadTaxLine, SadText};
use params::{RateUnit, RoundingMode};
use serde::Serialize;
use tax::{Exact, LeviedTax, LevyFault, LevyLine, LineRate};

use crate::{
    made::fault,
    plans::{Plans, base_of},
    profile::Country,
    sums,
};

/// What comes of computing a SAD again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    pub currency: String,
    /// Something is stated, all of it could be compared, and nothing differs.
    pub agrees: bool,
    pub n_compared: usize,
    pub n_different: usize,
    pub items: Vec<ItemComparison>,
    /// Of the whole declaration.
    pub totals: Vec<Check>,
    /// What could not be compared, and why.
    pub faults: Vec<SadFault>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ItemComparison {
    /// From 1.
    pub item: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Check>,
    pub taxes: Vec<TaxComparison>,
    pub totals: Vec<Check>,
}

/// One tax line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaxComparison {
    /// As the file calls it; empty of a tax that the file does not state.
    pub code: String,
    /// As the profile does.
    pub tax: String,
    /// Keyed in by somebody: nothing is compared.
    pub manual: bool,
    pub checks: Vec<Check>,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The customs value out of its parts.
    Value,
    /// What a tax is taken of.
    Base,
    /// The tax, of what the profile takes it of.
    Amount,
    /// The tax, of the base that the file states: where the bases differ this says whether the file
    /// is right in itself.
    AmountOfStatedBase,
    /// The sum of an item's payable taxes.
    ItemTaxes,
    /// The sum of an item's secured taxes.
    SecuredTaxes,
    /// The sum of all items' taxes.
    AllItemTaxes,
    /// The sum of everything.
    AllTaxes,
}

/// A figure of the file against ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    pub step: Step,
    pub agrees: bool,
    pub line: u32,
    pub path: String,
    pub formula: String,
    pub with_numbers: String,
    /// Before rounding.
    pub exact: Exact,
    pub computed: Exact,
    pub stated: Exact,
    /// What is stated less what is computed.
    pub difference: Exact,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Rounded>,
    /// What would make them agree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// How a figure was rounded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rounded {
    pub mode: RoundingMode,
    pub step: Exact,
}

/// Computes a SAD again.
///
/// # Errors
/// Everything that is wrong with the country's profile.
pub fn compare(sad: &Sad, country: &Country) -> Result<Comparison, Vec<LevyFault>> {
    let plans = Plans::new(country)?;
    let mut comparer = Comparer { country, plans, faults: Vec::new() };
    let items: Vec<ItemComparison> =
        (1..).zip(&sad.items).map(|(number, it)| comparer.item(number, it)).collect();
    let totals = sums::of_document(sad, &country.asycuda);
    let mut faults = comparer.faults;
    let checks = || items.iter().flat_map(ItemComparison::checks).chain(&totals);
    let n_compared = checks().count();
    let n_different = checks().filter(|it| !it.agrees).count();
    if n_compared == 0 {
        let none = SadText { path: "Item/Taxation".to_owned(), line: 1, ..SadText::default() };
        faults.push(fault(&none, "", "taxes: the file states none"));
    }
    faults.sort();
    Ok(Comparison {
        currency: country.profile.currency.clone(),
        agrees: faults.is_empty() && n_different == 0,
        n_compared,
        n_different,
        items,
        totals,
        faults,
    })
}

impl ItemComparison {
    /// Every check of the item.
    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        let taxes = self.taxes.iter().flat_map(|it| &it.checks);
        self.value.iter().chain(taxes).chain(&self.totals)
    }
}

impl Check {
    pub(crate) fn new(step: Step, said: &SadText, levied: &LeviedTax) -> Option<Check> {
        let stated: Exact = said.text.parse().ok()?;
        Some(Check {
            step,
            agrees: stated == levied.amount,
            line: said.line,
            path: said.path.clone(),
            formula: levied.formula.clone(),
            with_numbers: levied.with_numbers.clone(),
            exact: levied.exact.clone(),
            computed: levied.amount.clone(),
            difference: stated.minus(&levied.amount),
            stated,
            rounding: levied
                .rounding
                .as_ref()
                .map(|it| Rounded { mode: it.mode, step: it.size.clone() }),
            hint: None,
        })
    }
}

struct Comparer<'c> {
    country: &'c Country,
    plans: Plans,
    faults: Vec<SadFault>,
}

impl Comparer<'_> {
    fn item(&mut self, number: usize, item: &SadItem) -> ItemComparison {
        let mut comparison = ItemComparison { item: number, ..ItemComparison::default() };
        comparison.totals = sums::of_item(item, &self.country.asycuda);
        let mut line = LevyLine { amounts: amounts(item), rates: BTreeMap::new() };
        match self.plans.value(&line) {
            Some(Ok(levied)) => {
                comparison.value = Check::new(Step::Value, &item.total_cif, &levied);
            }
            Some(Err(faults)) => self.refuse(item, faults),
            None => {}
        }
        if item.taxes.is_empty() {
            return comparison;
        }
        let stated = self.rates(item, &mut line);
        // Names of the country's own taxes are theirs.
        let is_tax = |name: &str| self.country.profile.taxes.iter().any(|it| it.code == name);
        line.amounts.retain(|name, _| !is_tax(name));
        let is_keyed = |it: &&SadTaxLine| {
            self.country.asycuda.is_manual(&it.calculation.text) && !it.amount.is_empty()
        };
        let keyed = stated.iter().filter(|(_, it)| is_keyed(it));
        let keyed = keyed.map(|(tax, it)| (tax.clone(), it.amount.text.clone())).collect();
        match self.plans.taxes(&line, &keyed) {
            Ok(levied) => comparison.taxes = self.taxes(item, &stated, &line, &levied),
            Err(faults) => self.refuse(item, faults),
        }
        comparison
    }

    /// The tax lines by tax, and their rates put into the line.
    fn rates<'s>(
        &mut self,
        item: &'s SadItem,
        line: &mut LevyLine,
    ) -> BTreeMap<String, &'s SadTaxLine> {
        let dialect = &self.country.asycuda;
        let mut stated = BTreeMap::new();
        for tax_line in &item.taxes {
            let SadTaxLine { code, rate, .. } = tax_line;
            let tax = dialect.tax(&code.text);
            let Some(rule) = self.country.profile.taxes.iter().find(|it| it.code == tax) else {
                self.faults.push(fault(code, &code.text, "a tax of the profile (`asycuda.codes`)"));
                continue;
            };
            if stated.insert(tax.clone(), tax_line).is_some() {
                self.faults.push(fault(code, &code.text, "a tax once in an item"));
                continue;
            }
            if dialect.is_manual(&tax_line.calculation.text) {
                continue;
            }
            let Ok(number) = rate.text.parse::<Exact>() else {
                self.faults.push(fault(rate, &rate.text, "a rate"));
                continue;
            };
            // A formula that asks for `specific` means what the file calls the rate.
            let is_specific = |it: &String| it.contains(&format!("{tax}.specific"));
            let rate = match rule.formula.as_ref().is_some_and(is_specific) {
                true => LineRate { rate: Exact::default(), specific: number },
                false => LineRate { rate: number, specific: Exact::default() },
            };
            line.rates.insert(tax, rate);
        }
        stated
    }

    fn taxes(
        &mut self,
        item: &SadItem,
        stated: &BTreeMap<String, &SadTaxLine>,
        line: &LevyLine,
        levied: &[LeviedTax],
    ) -> Vec<TaxComparison> {
        let of = |code: &str| levied.iter().find(|it| it.code == code);
        let mut taxes = Vec::new();
        for rule in &self.country.profile.taxes {
            let tax = rule.code.clone();
            let Some(tax_line) = stated.get(&tax) else {
                // What is levied without a rate of its own, and is not in the file.
                let unsaid = SadText { text: "0".to_owned(), ..item.at.clone() };
                let check = of(&tax).and_then(|it| Check::new(Step::Amount, &unsaid, it));
                let checks: Vec<Check> = check.into_iter().filter(|it| !it.agrees).collect();
                if !checks.is_empty() {
                    taxes.push(TaxComparison { code: String::new(), tax, manual: false, checks });
                }
                continue;
            };
            let code = tax_line.code.text.clone();
            let manual = self.country.asycuda.is_manual(&tax_line.calculation.text);
            let mut checks = Vec::new();
            if !manual && let Some(rate) = line.rates.get(&tax) {
                if tax_line.amount.is_empty() {
                    self.faults.push(fault(&tax_line.amount, "", "an amount"));
                }
                let base = of(&base_of(&tax));
                checks.extend(base.and_then(|it| Check::new(Step::Base, &tax_line.base, it)));
                let mut amount =
                    of(&tax).and_then(|it| Check::new(Step::Amount, &tax_line.amount, it));
                let differing = amount.as_mut().filter(|it| !it.agrees);
                let of_stated = differing.and_then(|amount| {
                    let check = self.of_stated(&tax, tax_line, rate)?;
                    let is_right = check.agrees;
                    amount.hint =
                        is_right.then(|| "it is what the stated base comes to".to_owned());
                    Some(check)
                });
                checks.extend(amount.into_iter().chain(of_stated));
            }
            taxes.push(TaxComparison { code, tax, manual, checks });
        }
        taxes
    }

    /// Whether a tax that differs is at least what the file's own base comes to, or would be if its
    /// rate were written in another unit.
    fn of_stated(&self, tax: &str, tax_line: &SadTaxLine, rate: &LineRate) -> Option<Check> {
        let base: Exact = tax_line.base.text.parse().ok()?;
        let levied = self.plans.of_stated(tax, rate, &base)?;
        let mut check = Check::new(Step::AmountOfStatedBase, &tax_line.amount, &levied)?;
        let other = self.plans.otherwise(tax, rate, &base);
        let fits = other.into_iter().find(|(_, it)| it.amount == check.stated && !check.agrees);
        check.hint = fits.map(|(unit, _)| {
            let unit = match unit {
                RateUnit::Fraction => "fraction",
                RateUnit::Percent => "percent",
                RateUnit::PerMille => "per_mille",
            };
            format!("they agree if `rate_unit` is `{unit}`")
        });
        Some(check)
    }

    fn refuse(&mut self, item: &SadItem, faults: Vec<LevyFault>) {
        for LevyFault { pointer, what } in faults {
            let pointer = pointer.strip_prefix("lines[0].").unwrap_or(&pointer).to_owned();
            self.faults.push(fault(&item.at, &pointer, what));
        }
    }
}

/// What a country's formulas may ask of an item. Parts of the value that are not said are nothing.
fn amounts(item: &SadItem) -> BTreeMap<String, Exact> {
    let value = if item.total_cif.is_empty() { &item.statistical_value } else { &item.total_cif };
    let unit = |index: usize| item.units.get(index).map(|it| &it.quantity);
    let said = [
        ("value", Some(value)),
        ("statistical_value", Some(&item.statistical_value)),
        ("quantity", unit(0)),
        ("quantity2", unit(1)),
        ("quantity3", unit(2)),
        ("packages", Some(&item.packages)),
        ("gross_weight", Some(&item.gross_weight)),
        ("net_weight", Some(&item.net_weight)),
    ];
    let parts = [
        ("invoice", &item.invoice),
        ("external_freight", &item.external_freight),
        ("internal_freight", &item.internal_freight),
        ("insurance", &item.insurance),
        ("other_cost", &item.other_cost),
        ("deduction", &item.deduction),
    ];
    let number = |it: &SadText| it.text.parse::<Exact>().ok();
    let said = said.into_iter().filter_map(|(name, it)| Some((name, number(it?)?)));
    let parts = parts.map(|(name, it)| (name, number(&it.national).unwrap_or_default()));
    let one = || "1".parse().unwrap_or_default();
    let adjustment = ("adjustment", number(&item.adjustment).unwrap_or_else(one));
    said.chain(parts).chain([adjustment]).map(|(name, it)| (name.to_owned(), it)).collect()
}
