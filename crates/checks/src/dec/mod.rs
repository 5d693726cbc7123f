//! Goods declarations (报关单): alone, beside the register of licences, beside a broker's authorisation, beside
//! the manifest.
//!
//! Thousands of a code: 1 structure and shapes, 2 parties and agency, 3 code lists and conditions,
//! 4 classification, units and elements, 5 amounts and weights, 6 compatibility and obligations,
//! 7 state. An empty field is a format fault or may be left out, and is not looked at, unless the
//! rule is about its being empty.

/// A row: code, scope and source, title and fix in Chinese and English, its function.
macro_rules! check {
    ($code:literal, $rule:expr, [$zh:expr, $en:expr], [$fix_zh:expr, $fix_en:expr], $run:expr $(,)?) => {
        crate::check::Check { info: $rule.info($code, [$zh, $en], [$fix_zh, $fix_en]), run: $run }
    };
}

mod admission;
mod agency;
mod amounts;
mod charges;
mod classification;
mod combinations;
mod conditions;
mod containers;
mod danger;
mod elements;
mod licences;
mod lists;
mod manifest;
mod obligations;
mod origin;
mod parties;
mod remarks;
mod shapes;
mod state;
mod structure;
mod supplements;
mod transit;

use model::{DeclarationStep, Direction, GoodsItem};

pub(crate) use agency::CHECKS as AGENCY;
pub(crate) use licences::CHECKS as LICENCES;
pub use licences::draws;
pub(crate) use manifest::CHECKS as MANIFEST;
pub(crate) use state::CHECKS as STATE;

use crate::DeclarationCase;
use crate::check::{Check, Declared, OnDeclaration};
use crate::rules::tariff::{Line, Lines};

/// What is asked of a whole declaration.
pub(crate) static WHOLE: &[&[Check<OnDeclaration>]] = &[
    structure::CHECKS,
    shapes::CHECKS,
    containers::CHECKS,
    parties::CHECKS,
    lists::CHECKS,
    conditions::CHECKS,
    remarks::CHECKS,
    classification::CHECKS,
    elements::CHECKS,
    origin::CHECKS,
    danger::CHECKS,
    amounts::CHECKS,
    charges::CHECKS,
    combinations::CHECKS,
    obligations::CHECKS,
    admission::CHECKS,
    supplements::CHECKS,
    transit::CHECKS,
];

/// What is asked of supplementary declarations that come after it.
pub(crate) static SUPPLEMENTS: &[&[Check<OnDeclaration>]] = &[supplements::CHECKS];

/// What is asked of a summary (概要申报) too: it has few of the fields.
static SUMMARY: &[&[Check<OnDeclaration>]] = &[
    structure::CHECKS,
    shapes::CHECKS,
    containers::CHECKS,
    lists::CHECKS,
    admission::CHECKS,
    supplements::CHECKS,
    transit::CHECKS,
];

pub(crate) fn tables(step: DeclarationStep) -> &'static [&'static [Check<OnDeclaration>]] {
    if step == DeclarationStep::Summary { SUMMARY } else { WHOLE }
}

impl<'a> Declared<'a> {
    pub(crate) fn of(case: &'a DeclarationCase<'a>) -> Declared<'a> {
        let it = case.declaration;
        let codes = it.items.iter().map(|it| it.commodity_code.as_str());
        Declared { it, case, lines: Lines::of_codes(codes, case.law, case.on) }
    }

    fn is_import(&self) -> bool {
        self.it.direction == Direction::Import
    }

    /// Each goods line with its index and its line of the tariff.
    fn items(&self) -> impl Iterator<Item = (usize, &'a GoodsItem<'a>, Line<'a>)> + '_ {
        let lines = self.lines.as_slice().iter().copied();
        self.it.items.iter().zip(lines).enumerate().map(|(idx, (item, line))| (idx, item, line))
    }

    /// Goods that do not cross the border (无实际进出境): by the mode of transport (填制规范 九).
    /// `9` may be either, and then the supervision mode says which.
    fn is_without_movement(&self) -> bool {
        match self.it.transport_mode.as_str() {
            "0" | "1" | "7" | "8" | "H" | "T" | "W" | "X" | "Y" | "Z" => true,
            "9" => {
                let mode = self.case.law.filing.mode(&self.it.supervision_mode, self.case.on);
                mode.is_some_and(|it| it.is_without_movement)
            }
            _ => false,
        }
    }

    /// Carried by ship, train, lorry, aircraft or post (实际运输方式).
    fn is_carried(&self) -> bool {
        matches!(self.it.transport_mode.as_str(), "2" | "3" | "4" | "5" | "6")
    }

    /// Its manual is of processing trade or a bonded book, not a certificate of exemption.
    fn is_bonded(&self) -> bool {
        let first = self.it.manual_no.chars().next();
        first.is_some_and(|it| !matches!(it, 'Z' | 'Y'))
    }
}

/// Digits, and so many.
fn is_digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|it| it.is_ascii_digit())
}

/// Digits and capital letters, and so many.
fn is_upper(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|it| it.is_ascii_digit() || it.is_ascii_uppercase())
}
