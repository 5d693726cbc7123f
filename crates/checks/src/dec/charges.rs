//! Freight, insurance and other charges, against the terms of the transaction (填制规范 二十七 to 三十).

use model::{Amount, Charge};

use crate::check::{Check, Declared, OnDeclaration, Rule, Source};

/// What the terms of a transaction leave to be declared beside the price.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the price.
    Inside,
    /// Beside it.
    Beside,
    /// The terms do not say.
    Open,
}

/// Rows: code, charge in Chinese and English, its field, its place.
macro_rules! inside {
    ($code:literal, $article:literal, [$zh:literal, $en:literal], $field:ident, $place:expr) => {
        check!(
            $code,
            Rule::cross(Source::filling($article)),
            [
                concat!("成交价格已含", $zh, "而填报了", $zh),
                concat!("the price includes ", $en, ", and it is declared beside it")
            ],
            [
                "请核对成交方式，或将该项费用留空",
                "check the transaction mode, or leave the charge empty"
            ],
            |on, to| {
                let charge = &on.it.$field;
                if $place(on) == Place::Inside && is_given(charge) {
                    let observed = charge.amount.unwrap_or_default();
                    to.report(
                        concat!("declaration.", stringify!($field)),
                        observed,
                        terms(on, "无 (none)"),
                    );
                }
            }
        )
    };
}

macro_rules! beside {
    ($code:literal, $article:literal, [$zh:literal, $en:literal], $field:ident, $place:expr) => {
        check!(
            $code,
            Rule::cross(Source::filling($article)),
            [concat!("成交价格不含", $zh, "而未填报", $zh), concat!("the price is without ", $en, ", and none is declared")],
            ["请核对成交方式，或填报该项费用", "check the transaction mode, or declare the charge"],
            |on, to| {
                if $place(on) == Place::Beside && !is_given(&on.it.$field) {
                    to.report(concat!("declaration.", stringify!($field)), "", terms(on, $zh));
                }
            }
        )
    };
}

pub(crate) const CHECKS: &[Check<OnDeclaration>] = &[
    inside!("DEC-5101", "二十八", ["运费", "freight"], freight, freight),
    beside!("DEC-5102", "二十八", ["运费", "freight"], freight, freight),
    inside!("DEC-5103", "二十九", ["保费", "insurance"], insurance, insurance),
    beside!("DEC-5104", "二十九", ["保费", "insurance"], insurance, insurance),
    check!(
        "DEC-5105",
        Rule::cross(Source::filling("二十八")),
        ["费用标记与费用金额不成对", "the mark of a charge and its amount do not come together"],
        ["标记和金额应同时填写或同时为空", "declare both, or neither"],
        |on, to| {
            for (name, it) in charges(on) {
                let has_amount = it.amount.is_some_and(|amount| !amount.is_zero());
                if has_amount == it.mark.is_empty() {
                    to.report(
                        format_args!("declaration.{name}.mark"),
                        &it.mark,
                        "标记和金额 (mark and amount)",
                    );
                }
            }
        }
    ),
    check!(
        "DEC-5106",
        Rule::cross(Source::filling("二十八")),
        ["按费率填报的费用不填币制", "a charge by rate has a currency"],
        ["费率没有币制，请留空", "a rate has none; leave it empty"],
        |on, to| {
            for (name, it) in charges(on) {
                if it.mark == "1" && !matches!(it.currency.as_str(), "" | "000") {
                    to.report(format_args!("declaration.{name}.currency"), &it.currency, "");
                }
            }
        }
    ),
    check!(
        "DEC-5107",
        Rule::cross(Source::filling("二十八")),
        ["按单价或总价填报的费用未填币制", "a charge in money has no currency"],
        ["请填报费用的币制", "declare its currency"],
        |on, to| {
            for (name, it) in charges(on) {
                if matches!(it.mark.as_str(), "2" | "3") && it.currency.is_empty() {
                    to.report(format_args!("declaration.{name}.currency"), "", "币制 (a currency)");
                }
            }
        }
    ),
    check!(
        "DEC-5108",
        Rule::cross(Source::filling("二十八")),
        ["费率超出范围", "the rate of a charge is out of range"],
        ["费率以百分数填报，小于100", "declare it in per cent, less than 100"],
        |on, to| {
            let hundred = Amount::from_units(100);
            for (name, it) in charges(on).into_iter().filter(|(_, it)| it.mark == "1") {
                if let Some(rate) = it.amount.filter(|rate| rate.abs_diff(Amount::ZERO) >= hundred)
                {
                    to.report(format_args!("declaration.{name}.amount"), rate, "< 100");
                }
            }
        }
    ),
    check!(
        "DEC-5109",
        Rule::single(Source::filling("三十")),
        ["运费、保费不得为负", "freight or insurance is negative"],
        ["只有杂费可填负值，表示应扣除的费用", "only other charges may be taken off"],
        |on, to| {
            for (name, it) in [("freight", &on.it.freight), ("insurance", &on.it.insurance)] {
                if let Some(amount) = it.amount.filter(|it| it.is_negative()) {
                    to.report(format_args!("declaration.{name}.amount"), amount, "> 0");
                }
            }
        }
    ),
    check!(
        "DEC-5110",
        Rule::cross(Source::filling("三十")),
        ["应扣除的杂费不小于货物总价", "what is taken off is not less than the goods' price"],
        ["请核对杂费的金额和正负", "check the amount and its sign"],
        |on, to| {
            let it = &on.it.other_charges;
            let Some(off) = it.amount.filter(|amount| it.mark == "3" && amount.is_negative())
            else {
                return;
            };
            let is_alike = on.it.items.iter().all(|item| item.currency == *it.currency);
            let sum: Amount =
                on.it.items.iter().fold(Amount::ZERO, |sum, item| sum + item.total_price);
            if is_alike && off.abs_diff(Amount::ZERO) >= sum && sum.is_positive() {
                to.report("declaration.other_charges.amount", off, format_args!("> -{sum}"));
            }
        }
    ),
];

fn is_given(it: &Charge<'_>) -> bool {
    it.amount.is_some_and(|amount| !amount.is_zero())
}

fn charges<'o>(on: &'o Declared<'_>) -> [(&'static str, &'o Charge<'o>); 3] {
    [
        ("freight", &on.it.freight),
        ("insurance", &on.it.insurance),
        ("other_charges", &on.it.other_charges),
    ]
}

/// The value of an import counts to the place of unloading in China, that of an export to the place
/// of loading: what the terms add before it is missing from the price, what they add after it is inside.
fn freight(on: &Declared<'_>) -> Place {
    match (on.it.transaction_mode.as_str(), on.is_import()) {
        ("1" | "2", true) | ("3" | "4" | "7", false) => Place::Inside,
        ("3" | "4" | "7", true) | ("1" | "2", false) => Place::Beside,
        _ => Place::Open,
    }
}

fn insurance(on: &Declared<'_>) -> Place {
    match (on.it.transaction_mode.as_str(), on.is_import()) {
        ("1" | "4", true) | ("2" | "3" | "7", false) => Place::Inside,
        ("2" | "3" | "7", true) | ("1" | "4", false) => Place::Beside,
        _ => Place::Open,
    }
}

fn terms(on: &Declared<'_>, charge: &'static str) -> String {
    format!("成交方式 (mode) {}: {charge}", on.it.transaction_mode)
}
