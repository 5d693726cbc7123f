//! The law of taxing goods declarations (报关单计税) on one day, resolved once for all declarations
//! of the day; and the tables it is resolved from.

use model::{Amount, BasisId, Date, DateCase, DateEvent, Direction, LevyEffect, Rate, TaxKind};
use serde::Deserialize;

use crate::{
    Bases, Cited, LawError, NotCovered, Parameters, Table, codes::Codes, retail::wrong_unit, rows,
    rows::Period,
};

/// What taxing a declaration needs to know on one day, beside the tariff.
#[derive(Debug, Clone)]
pub struct DeclarationLaw {
    pub day: Date,
    /// Values and taxes are rounded half up to this many yuan: 0.01.
    pub rounding: Cited<Amount>,
    /// A kind of tax that comes to less on one declaration is not levied: 50 yuan.
    pub waived_below: Cited<Amount>,
    /// Insurance where none is known, of goods and freight: 0.003.
    pub insurance_share: Cited<Rate>,
    /// The text by which a column of the tariff is chosen.
    pub rate_choice: BasisId,
    /// How goods under measures are taxed whose origin is not proven (原产地未能排除).
    pub unproven_origin: Cited<UnprovenRule>,
    valuation: Vec<Valuation>,
    relief: Vec<Relief>,
}

impl DeclarationLaw {
    pub(crate) fn on(
        parameters: &Parameters,
        rules: &DeclarationRules,
        day: Date,
    ) -> Result<DeclarationLaw, NotCovered> {
        let amount = |name: &str| {
            let value = parameters.on(name, day)?;
            value.amount().ok_or_else(|| wrong_unit(name, day))
        };
        let insurance = parameters.on("tax.insurance_share", day)?;
        Ok(DeclarationLaw {
            day,
            rounding: amount("tax.rounding")?,
            waived_below: amount("tax.waived_below")?,
            insurance_share: insurance
                .rate()
                .ok_or_else(|| wrong_unit("tax.insurance_share", day))?,
            rate_choice: parameters.on("tax.rate_choice", day)?.basis,
            unproven_origin: UnprovenRule::of(amount("tax.unproven_origin")?),
            valuation: rules.valuation.iter().filter(|it| it.period.covers(day)).copied().collect(),
            relief: rules.relief.iter().filter(|it| it.period.covers(day)).cloned().collect(),
        })
    }

    /// What a price under a transaction mode (成交方式) holds; none for a mode without a rule.
    pub fn valuation(&self, direction: Direction, mode: &str) -> Option<&Valuation> {
        let mode = one_char(mode)?;
        self.valuation.iter().find(|it| it.direction == direction && it.mode == mode)
    }

    /// What a levy mode leaves of the taxes: by the row of the levy nature, else by that of any.
    pub fn relief(&self, levy_nature: &str, levy_mode: &str) -> Option<&Relief> {
        let mode = one_char(levy_mode)?;
        let rows = || self.relief.iter().filter(move |it| it.levy_mode == mode);
        let own = rows().find(|it| *it.levy_nature == *levy_nature);
        own.or_else(|| rows().find(|it| it.levy_nature.is_empty()))
    }
}

fn one_char(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// At what goods under measures are taxed whose origin is not proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnprovenRule {
    /// The rate that they would have otherwise, and the highest measures.
    HighestMeasures,
    /// That, or the general rate where it is higher (关税法第十九条).
    OrGeneral,
}

impl UnprovenRule {
    /// By the number of the rule; one that nobody knows is the stricter.
    fn of(number: Cited<Amount>) -> Cited<UnprovenRule> {
        let rule = match number.value == Amount::ONE {
            true => UnprovenRule::HighestMeasures,
            false => UnprovenRule::OrGeneral,
        };
        Cited { value: rule, basis: number.basis }
    }
}

/// The tables of which a day's law is made.
#[derive(Debug, Default)]
pub struct DeclarationRules {
    valuation: Vec<Valuation>,
    relief: Vec<Relief>,
    dates: Vec<DateRule>,
    parties: Vec<Party>,
    tax_types: Vec<TaxType>,
    sent_back: Vec<SentBackMode>,
}

/// A supervision mode of goods that are sent back (退运货物).
#[derive(Debug)]
struct SentBackMode {
    period: Period,
    mode: Box<str>,
}

/// Which tax a letter of the wire names (税种).
#[derive(Debug)]
struct TaxType {
    period: Period,
    code: char,
    tax: TaxKind,
}

/// What is added to or taken off the price of a transaction mode to come to the customs value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Valuation {
    pub period: Period,
    pub direction: Direction,
    /// One digit of the table of transaction modes.
    pub mode: char,
    pub freight: Adjustment,
    pub insurance: Adjustment,
    pub basis: BasisId,
}

/// How a charge of the head goes into the customs value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Adjustment {
    /// The price is right without it.
    #[serde(rename = "")]
    None,
    Add,
    Deduct,
}

/// What a levy mode leaves of each tax, as shares: 1 all, 0 nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relief {
    pub period: Period,
    pub levy_mode: char,
    /// Three digits; empty: whatever the nature.
    pub levy_nature: Box<str>,
    pub effect: LevyEffect,
    pub duty: Rate,
    pub special: Rate,
    pub consumption_tax: Rate,
    pub vat: Rate,
    pub basis: BasisId,
}

/// Which day's rates hold in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateRule {
    pub period: Period,
    pub case: DateCase,
    pub rates: DateEvent,
    pub exchange: DateEvent,
    pub basis: BasisId,
}

/// A country whose goods may claim under an agreement.
#[derive(Debug)]
struct Party {
    agreement: Box<str>,
    country: Box<str>,
}

/// The files, as texts.
pub(crate) struct RuleFiles<'a> {
    pub(crate) valuation: &'a str,
    pub(crate) relief: &'a str,
    pub(crate) dates: &'a str,
    pub(crate) parties: &'a str,
    pub(crate) tax_types: &'a str,
    pub(crate) sent_back_modes: &'a str,
}

impl DeclarationRules {
    pub(crate) fn read(
        files: &RuleFiles<'_>,
        codes: &Codes,
        bases: &Bases,
    ) -> Result<DeclarationRules, LawError> {
        Ok(DeclarationRules {
            valuation: read_valuation(files.valuation, codes, bases)?,
            relief: read_relief(files.relief, codes, bases)?,
            dates: read_dates(files.dates, bases)?,
            parties: read_parties(files.parties, codes, bases)?,
            tax_types: read_tax_types(files.tax_types, bases)?,
            sent_back: read_sent_back(files.sent_back_modes, codes, bases)?,
        })
    }

    /// The rule of a case for what is declared on a day.
    ///
    /// # Errors
    /// When no row covers the day.
    pub fn dates(&self, case: DateCase, day: Date) -> Result<&DateRule, NotCovered> {
        let rows = || self.dates.iter().filter(move |it| it.case == case);
        rows().find(|it| it.period.covers(day)).ok_or_else(|| NotCovered {
            name: "tax.rate_dates".to_owned(),
            on: day,
            covered_from: rows().filter_map(|it| it.period.from).min().unwrap_or(Date::MAX),
            covered_to: rows().map(|it| it.period.to).max().unwrap_or(Some(Date::MIN)),
        })
    }

    /// The tax that a letter names on a day (税种); none for one that is not known.
    pub fn tax_of_type(&self, code: &str, day: Date) -> Option<TaxKind> {
        let code = one_char(code)?;
        let mut rows = self.tax_types.iter().filter(|it| it.code == code);
        rows.find(|it| it.period.covers(day)).map(|it| it.tax)
    }

    /// Whether a supervision mode is one of goods that are sent back.
    pub fn is_sent_back(&self, supervision_mode: &str, day: Date) -> bool {
        let mut rows = self.sent_back.iter().filter(|it| *it.mode == *supervision_mode);
        rows.any(|it| it.period.covers(day))
    }

    /// Whether goods of an origin may claim under an agreement. An agreement whose parties are not in
    /// the table is not held against anybody.
    pub fn is_party(&self, agreement: &str, origin: &str) -> bool {
        let mut rows = self.parties.iter().filter(|it| *it.agreement == *agreement).peekable();
        rows.peek().is_none() || rows.any(|it| *it.country == *origin)
    }
}

fn read_sent_back(text: &str, codes: &Codes, bases: &Bases) -> Result<Vec<SentBackMode>, LawError> {
    const FILE: &str = "tax/sent_back_modes.csv";
    let header = ["from", "to", "supervision_mode", "basis"];
    let rows = rows::read(FILE, text, &header, bases, |row| {
        let mode = row.text("supervision_mode");
        known(codes, Table::SupervisionMode, mode)?;
        row.basis()?;
        Ok(SentBackMode { period: row.period()?, mode: mode.into() })
    })?;
    rows::refuse_overlaps(FILE, &rows, |it| it.mode.clone(), |it| it.period)?;
    Ok(rows)
}

fn read_tax_types(text: &str, bases: &Bases) -> Result<Vec<TaxType>, LawError> {
    const FILE: &str = "tax/tax_types.csv";
    let rows = rows::read(FILE, text, &["from", "to", "code", "tax", "basis"], bases, |row| {
        row.basis()?;
        Ok(TaxType { period: row.period()?, code: row.parse("code")?, tax: row.word("tax")? })
    })?;
    rows::refuse_overlaps(FILE, &rows, |it| it.code, |it| it.period)?;
    Ok(rows)
}

fn read_valuation(text: &str, codes: &Codes, bases: &Bases) -> Result<Vec<Valuation>, LawError> {
    const FILE: &str = "tax/transaction_modes.csv";
    let header = ["from", "to", "direction", "mode", "freight", "insurance", "basis"];
    let rows = rows::read(FILE, text, &header, bases, |row| {
        known(codes, Table::TransactionMode, row.text("mode"))?;
        Ok(Valuation {
            period: row.period()?,
            direction: row.word("direction")?,
            mode: row.parse("mode")?,
            freight: row.word("freight")?,
            insurance: row.word("insurance")?,
            basis: row.basis()?,
        })
    })?;
    rows::refuse_overlaps(FILE, &rows, |it| (it.direction, it.mode), |it| it.period)?;
    Ok(rows)
}

fn read_relief(text: &str, codes: &Codes, bases: &Bases) -> Result<Vec<Relief>, LawError> {
    const FILE: &str = "tax/relief.csv";
    let header = [
        "from",
        "to",
        "levy_mode",
        "levy_nature",
        "effect",
        "duty",
        "special",
        "consumption_tax",
        "vat",
        "basis",
    ];
    let rows = rows::read(FILE, text, &header, bases, |row| {
        known(codes, Table::LevyMode, row.text("levy_mode"))?;
        let nature = row.text("levy_nature");
        if !nature.is_empty() {
            known(codes, Table::LevyNature, nature)?;
        }
        let share = |name: &str| {
            let share: Rate = row.parse(name)?;
            let is_share = (Rate::ZERO..=Rate::ONE).contains(&share);
            is_share.then_some(share).ok_or_else(|| format!("{name}: a share is from 0 to 1"))
        };
        Ok(Relief {
            period: row.period()?,
            levy_mode: row.parse("levy_mode")?,
            levy_nature: nature.into(),
            effect: row.word("effect")?,
            duty: share("duty")?,
            special: share("special")?,
            consumption_tax: share("consumption_tax")?,
            vat: share("vat")?,
            basis: row.basis()?,
        })
    })?;
    let key = |it: &Relief| (it.levy_mode, it.levy_nature.clone());
    rows::refuse_overlaps(FILE, &rows, key, |it| it.period)?;
    Ok(rows)
}

fn read_dates(text: &str, bases: &Bases) -> Result<Vec<DateRule>, LawError> {
    const FILE: &str = "tax/rate_dates.csv";
    let header = ["from", "to", "case", "rates", "exchange", "basis"];
    let rows = rows::read(FILE, text, &header, bases, |row| {
        Ok(DateRule {
            period: row.period()?,
            case: row.word("case")?,
            rates: row.word("rates")?,
            exchange: row.word("exchange")?,
            basis: row.basis()?,
        })
    })?;
    rows::refuse_overlaps(FILE, &rows, |it| it.case, |it| it.period)?;
    Ok(rows)
}

fn read_parties(text: &str, codes: &Codes, bases: &Bases) -> Result<Vec<Party>, LawError> {
    rows::read(
        "tariff/agreement_parties.csv",
        text,
        &["agreement", "party", "basis"],
        bases,
        |row| {
            let (agreement, party) = (row.text("agreement"), row.text("party"));
            known(codes, Table::Agreement, agreement)?;
            known(codes, Table::CountryAlpha, party)?;
            row.basis()?;
            Ok(Party { agreement: agreement.into(), country: party.into() })
        },
    )
}

fn known(codes: &Codes, table: Table, code: &str) -> Result<(), String> {
    codes.contains(table, code).then_some(()).ok_or_else(|| format!("there is no code `{code}`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Law;

    fn law_on(day: &str) -> DeclarationLaw {
        Law::shipped().unwrap().declaration_on(day.parse().unwrap()).unwrap()
    }

    #[test]
    fn the_bundle_of_a_day() {
        let law = law_on("2020-06-01");
        assert_eq!(law.waived_below.value, Amount::from_units(50));
        assert_eq!(law.insurance_share.value.to_string(), "0.003");
        let import =
            |mode| law.valuation(Direction::Import, mode).map(|it| (it.freight, it.insurance));
        assert_eq!(import("1"), Some((Adjustment::None, Adjustment::None)));
        assert_eq!(import("3"), Some((Adjustment::Add, Adjustment::Add)));
        let export = law.valuation(Direction::Export, "2").unwrap();
        assert_eq!((export.freight, export.insurance), (Adjustment::Deduct, Adjustment::None));
        for unknown in ["", "8", "11", "一"] {
            assert_eq!(import(unknown), None, "{unknown}");
        }
        let law = Law::shipped().unwrap();
        assert!(law.declaration_on("2004-06-01".parse().unwrap()).is_err(), "no threshold");
    }

    #[test]
    fn relief_goes_by_mode_and_nature() {
        let law = law_on("2020-06-01");
        let effect = |nature, mode| law.relief(nature, mode).map(|it| it.effect);
        assert_eq!(effect("101", "1"), Some(LevyEffect::Full));
        assert_eq!(effect("", "3"), Some(LevyEffect::Exempt));
        assert_eq!(effect("789", "5"), Some(LevyEffect::Reduced));
        assert_eq!(effect("898", "5"), None, "no row says what this nature leaves");
        assert_eq!(effect("101", "9"), None);
        assert_eq!(effect("101", ""), None);
    }

    #[test]
    fn which_day_counts_is_known_from_its_first_day_on() {
        let law = Law::shipped().unwrap();
        let rule = |case, day: &str| law.declaration.dates(case, day.parse().unwrap());
        let normal = rule(DateCase::Normal, "2020-06-01").unwrap();
        assert_eq!(law.basis(normal.basis).unwrap().document, "中华人民共和国进出口关税条例");
        let normal = rule(DateCase::Normal, "2024-12-01").unwrap();
        assert_eq!(law.basis(normal.basis).unwrap().document, "海关总署令第272号");
        let gap = rule(DateCase::TwoStep, "2019-08-23").unwrap_err();
        assert_eq!(
            gap.to_string(),
            "`tax.rate_dates` has no value for 2019-08-23: covered are 2019-08-24 to 2024-11-30"
        );
    }

    #[test]
    fn goods_are_sent_back_under_a_mode() {
        let rules = Law::shipped().unwrap().declaration;
        let on = jiff::civil::date(2026, 11, 21);
        assert!(rules.is_sent_back("4561", on) && !rules.is_sent_back("0110", on));
    }

    #[test]
    fn parties_of_agreements() {
        let rules = Law::shipped().unwrap().declaration;
        assert!(rules.is_party("22", "JPN") && !rules.is_party("22", "USA"));
        assert!(rules.is_party("13", "ETH"), "its parties are not in the table");
    }

    #[test]
    fn faulty_rows_are_refused() {
        let law = Law::shipped().unwrap();
        let bases = Bases::read(include_str!("../../../params/bases.toml")).unwrap();
        let relief = |row: &str| {
            let header =
                "from,to,levy_mode,levy_nature,effect,duty,special,consumption_tax,vat,basis";
            read_relief(&format!("{header}\n{row}"), &law.codes, &bases)
        };
        assert!(relief(",,1,,full,1,1,1,1,levy-modes").is_ok());
        for faulty in [
            ",,1,,full,1.1,1,1,1,levy-modes",
            ",,1,,full,-0.1,1,1,1,levy-modes",
            ",,0,,full,1,1,1,1,levy-modes",
            ",,1,000,full,1,1,1,1,levy-modes",
            ",,1,,most,1,1,1,1,levy-modes",
            ",,1,,full,1,1,1,1,nowhere",
            ",,1,,full,1,1,1,1,levy-modes\n2020-01-01,,1,,full,1,1,1,1,levy-modes",
        ] {
            assert!(relief(faulty).is_err(), "{faulty}");
        }
        let dates =
            |row: &str| read_dates(&format!("from,to,case,rates,exchange,basis\n{row}"), &bases);
        assert!(dates(",,normal,completed,completed,dates-272").is_ok());
        assert!(dates(",,usual,completed,completed,dates-272").is_err());
        assert!(dates(",,normal,completed,whenever,dates-272").is_err());
    }
}
